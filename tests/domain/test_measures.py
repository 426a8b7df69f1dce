import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.measures import SILENCE_SECONDS, count_questions, count_words, measure
from coach.domain.transcripts import Turn

CALL = [
    Turn("agent", "Service client, Léa, bonjour. Que puis-je faire pour vous ?", 0, 4),
    Turn("client", "Ma facture est fausse.", 4.5, 7),
    Turn("agent", "Je vérifie, ne, quittez pas.", 7, 9),
    Turn("agent", "Merci d’avoir patienté. Est-ce que vous avez reçu le courrier", 39, 43),
    Turn("client", "Non mais attendez, c'est la troisième fois", 42, 46),
    Turn("agent", "Oui.", 44, 44.5),
    Turn("client", "et personne ne rappelle.", 47, 50),
]


def test_a_call_measured_by_hand():
    result = measure(CALL, 60.0)
    agent, client = result.of("agent"), result.of("client")
    assert agent.seconds == pytest.approx(4 + 2 + 4 + 0.5)
    assert client.seconds == pytest.approx(2.5 + 4 + 3)
    assert agent.share + client.share == pytest.approx(1)
    assert client.words_per_minute == pytest.approx(60 * client.words / 9.5)
    assert agent.questions == 2
    assert client.interruptions == 1 and agent.interruptions == 0
    assert client.longest_monologue == pytest.approx(8)
    assert [tuple(s) for s in result.silences] == [(9, 39)]
    assert [(h.announced, h.taken_back) for h in result.holds] == [(True, True)]
    assert [(o.start, o.end, o.by) for o in result.overlaps] == [(42, 43, "client"), (44, 44.5, None)]
    assert result.duration == 60.0


def test_a_long_silence_nobody_announced_is_a_hold_without_announcement():
    turns = [Turn("agent", "Je regarde.", 0, 1), Turn("client", "Allô ?", 31, 32)]
    assert [(h.announced, h.taken_back) for h in measure(turns).holds] == [(False, False)]


def test_a_written_sample_gives_words_and_questions_only():
    result = measure([Turn("client", "Où est mon colis ?"), Turn("agent", "Il part demain.")])
    part = result.of("client")
    assert (part.words, part.questions) == (4, 1)
    assert part.seconds is part.share is part.words_per_minute is part.longest_monologue is None
    assert result.duration is None and result.silences == ()


def test_an_empty_call_measures_nothing():
    result = measure([], 12.0)
    assert result.speakers == () and result.duration == 12.0


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("L’offre, le rendez-vous.", 3), ("aujourd'hui : 12 appels !", 3), ("— …", 0)],
)
def test_words(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Ça va ? Vous m'entendez ?", 2),
        ("Est-ce que vous avez le numéro", 1),
        ("Pourquoi pas. Voilà.", 1),
        ("Je vous demande votre nom.", 0),
        ("", 0),
    ],
)
def test_questions(text, questions):
    assert count_questions(text) == questions


def turns():
    times = st.floats(0, 600, allow_nan=False).map(lambda x: round(x, 2))
    return st.lists(
        st.builds(
            lambda who, text, start, length: Turn(who, text, start, start + length),
            st.sampled_from(["agent", "client"]),
            st.sampled_from(["Bonjour.", "Ne quittez pas.", "Ça va ?", "", "Oui"]),
            times,
            st.floats(0, 30).map(lambda x: round(x, 2)),
        ),
        max_size=12,
    )


@given(turns())
def test_measures_hold_together(call):
    result = measure(call)
    shares = [p.share for p in result.speakers if p.share is not None]
    assert not shares or sum(shares) == pytest.approx(1)
    assert sum(p.words for p in result.speakers) == sum(count_words(t.text) for t in call)
    for part in result.speakers:
        assert part.seconds <= result.duration + 1e-6
        assert part.longest_monologue <= result.duration + 1e-6
    for silence in result.silences:
        assert silence.end - silence.start > SILENCE_SECONDS
        assert not any(t.start < silence.end and silence.start < t.end for t in call)
    for overlap in result.overlaps:
        assert overlap.start < overlap.end
        assert overlap.speakers[0] != overlap.speakers[1]
        assert overlap.by in (None, *overlap.speakers)
    assert sum(p.interruptions for p in result.speakers) <= len(result.overlaps)
    json.dumps(result.as_dict(), allow_nan=False)


@given(turns(), st.randoms())
def test_the_order_turns_are_given_in_does_not_matter(call, random):
    shuffled = list(call)
    random.shuffle(shuffled)
    one, other = measure(call), measure(shuffled)
    assert one.silences == other.silences
    assert {p.speaker: p.seconds for p in one.speakers} == pytest.approx(
        {p.speaker: p.seconds for p in other.speakers}
    )
