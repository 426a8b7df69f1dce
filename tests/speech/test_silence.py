import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.transcripts import Word
from coach.speech.silence import repeats, segment_doubt, window_doubt


def words(text, probability=0.9, pace=0.3):
    return [Word(w, i * pace, (i + 1) * pace, probability) for i, w in enumerate(text.split())]


@pytest.mark.parametrize(
    "text",
    [
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Sous-titrage Société Radio-Canada",
        "Sous-titrage ST' 501",
        "Merci d'avoir regardé cette vidéo !",
        "N'oubliez pas de vous abonner et d'activer la cloche.",
        "À bientôt pour une nouvelle vidéo",
        "[Musique]",
        "...",
        "♪♪",
        "oui oui oui oui oui oui",
        "je ne sais pas je ne sais pas je ne sais pas je ne sais pas je ne sais pas",
    ],
)
def test_what_is_invented_on_silence_is_refused(text):
    assert segment_doubt(text, words(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Merci d'avoir patienté.",
        "Merci d'avoir regardé mon dossier.",
        "Oui, oui, oui, tout à fait.",
        "À bientôt, au revoir !",
        "Je vous abonne à la chaîne sport.",
        "La musique d'attente est trop forte.",
        "12.",
    ],
)
def test_what_people_say_on_the_phone_is_kept(text):
    assert segment_doubt(text, words(text)) is None


def test_guesses_and_impossible_pace_are_refused():
    text = "je vous invite à vous"
    assert segment_doubt(text, words(text, probability=0.2)) == "mots devinés"
    assert segment_doubt(text, words(text, pace=0.05)) == "trop de mots pour la durée"


def test_a_window_is_refused_on_the_model_s_own_doubt():
    assert window_doubt("Je vous invite", no_speech=0.78, log_probability=-1.3)
    assert window_doubt("Je vous invite", no_speech=0.1, log_probability=-2.0)
    assert window_doubt("bonjour monsieur " * 20, no_speech=0.1, log_probability=-0.2)
    assert window_doubt("Bonjour, je vous écoute.", no_speech=0.5, log_probability=-0.7) is None


@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=3), st.integers(5, 7))
def test_any_loop_is_seen(piece, times):
    assert repeats(" ".join(piece * times))


@given(st.lists(st.integers(), unique=True, max_size=40))
def test_no_loop_is_seen_where_all_words_differ(numbers):
    assert not repeats(" ".join(f"m{n % 10**9}x{i}" for i, n in enumerate(numbers)))
