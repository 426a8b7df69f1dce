import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.transcripts import Segment, Transcript, Turn, find_quote, is_verbatim

TURNS = [
    Turn("manager", "Bonjour Karim, merci d’être venu. J’ai regardé tes chiffres de la semaine 12."),
    Turn("conseiller", "Ah. Et alors ?"),
    Turn("manager", "Ton taux de transformation est à 12,5 % ; l’objectif est de 20 %, sur 1 200 appels."),
]


@pytest.mark.parametrize(
    ("quote", "turn"),
    [
        ("merci d'être venu", 0),
        ("MERCI D’ÊTRE VENU", 0),
        ("j' ai regardé tes chiffres", 0),
        ("Et alors?", 1),
        ("« l'objectif est de 20% »", 2),
        ("12,5%", 2),
        ("à 12.5 %", 2),
        ("1200 appels", 2),
        ("merci d'e\u0302tre venu", 0),
    ],
)
def test_a_quote_is_found_whatever_its_typography(quote, turn):
    found = find_quote(quote, TURNS)
    assert found is not None
    assert found.turn == turn
    assert TURNS[turn].text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "quote",
    [
        "",
        " … ",
        "merci venu",
        "200 appels",
        "objectif est de 20 €",
        "2,5 %",
        "regard",
        "venu Ah",
        "etre venu",
    ],
)
def test_what_was_not_said_is_not_found(quote):
    assert find_quote(quote, TURNS) is None


def test_the_claimed_turn_is_looked_at_first():
    turns = [Turn("a", "Oui, d'accord."), Turn("b", "Alors, d'accord !")]
    assert find_quote("d'accord", turns).turn == 0
    assert find_quote("d'accord", turns, prefer=1).turn == 1
    assert find_quote("d'accord", turns, prefer=7).turn == 0


WORDS = st.lists(
    st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=8), min_size=1, max_size=12
)


@given(words=WORDS, data=st.data(), joiner=st.sampled_from([" ", "’", "'", "-", "\u202f: ", ", ", " … "]))
def test_any_run_of_words_of_a_text_is_in_it(words, data, joiner):
    low = data.draw(st.integers(0, len(words) - 1))
    high = data.draw(st.integers(low + 1, len(words)))
    quote = joiner.join(words[low:high]).upper()
    # upper() may change letters for good (ß → SS, ŉ → ʼN): casefold copes with the first kind only.
    if re.sub(r"\W", "", quote).casefold() == "".join(words[low:high]).casefold():
        assert is_verbatim(quote, " ".join(words))


@given(text=st.text(max_size=60), quote=st.text(max_size=20))
def test_a_found_quote_is_itself_verbatim_and_in_place(text, quote):
    found = find_quote(quote, [Turn("x", text)])
    if found is not None:
        assert text[found.start : found.end] == found.text
        assert is_verbatim(found.text, text)


def test_segments_of_one_speaker_make_one_turn():
    transcript = Transcript(
        "fr",
        9.0,
        (
            Segment(0, 1, "agent", " Bonjour."),
            Segment(1.2, 2, "agent", "Que puis-je pour vous ?"),
            Segment(3, 4, "client", "Ma box ne marche plus."),
        ),
        "base",
    )
    assert transcript.turns == (
        Turn("agent", "Bonjour. Que puis-je pour vous ?", 0, 2),
        Turn("client", "Ma box ne marche plus.", 3, 4),
    )
    assert transcript.speakers == ("agent", "client")
