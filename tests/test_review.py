"""Scoring on first opening, and written samples from their text to their grid."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coach import review
from coach.domain.measures import measure
from coach.domain.samples import said
from coach.domain.transcripts import Segment, Transcript, Word
from coach.errors import InputError, NotFound
from coach.speech.pipeline import Transcription
from coach.store.assessments import StoredSample
from coach.web.components.transcript import Line, Mark, dialogue
from coach.wiring import OWNER, Services

CHAT = """Client : Bonjour, je suis Odile Marchand, je n’ai pas reçu ma commande 4481220.
Agent : Bonjour madame, service client Fibrox, Léa à votre écoute. Depuis quand l’attendez-vous ?
Client : Depuis lundi. Mon numéro est le 06 12 34 56 78.
Agent : Si je comprends bien, votre colis devait arriver lundi. Je vous le renvoie aujourd’hui, vous le recevrez jeudi."""

SAID = (
    "Bonjour Karim, merci d'être venu. On a vingt minutes pour parler de tes heures d'arrivée.",
    "Lundi 16 tu t'es connecté à 9 h 12 et mardi 17 à 9 h 20, la prise de poste est à 9 heures.",
    "Comment tu expliques ces matins-là ?",
    "Si je comprends bien, ces matins-là tu ne peux pas partir plus tôt, c'est bien ça ?",
    "Qu'est-ce que tu proposes pour que ça tienne ?",
)


def interview(services: Services, lines: tuple[str, ...] = SAID, *, end: bool = True) -> str:
    started = services.runner.start(OWNER, "recadrage-retards", 1, 3)
    for line in lines:
        for _ in services.runner.say(OWNER, started.id, line, 20):
            pass
    if end:
        services.runner.finish(OWNER, started.id)
    return started.id


# -- interviews ----------------------------------------------------------------------------------


def test_the_debrief_knows_how_the_page_closed_the_interview(services: Services) -> None:
    session = interview(services)
    closed = services.runner.get(OWNER, session).end_reason
    assert closed is not None
    assert review.review_interview(services, OWNER, session)["debrief"]["ending"]["reason"] == closed.value


def test_an_interview_is_scored_once_and_found_again(services: Services) -> None:
    session_id = interview(services)
    first = review.review_interview(services, OWNER, session_id)
    assert [c["id"] for c in first["assessment"]["criteria"]] == [f"R{n}" for n in range(1, 13)]
    assert len(first["debrief"]["curve"]) == len(SAID) + 1
    again = review.review_interview(services, OWNER, session_id)
    assert again == first
    with services.database.reading() as db:
        from coach.store.tables import AssessmentRow

        assert db.query(AssessmentRow).count() == 1


def test_every_quote_stands_in_the_turn_it_names(services: Services) -> None:
    from coach.domain.transcripts import is_verbatim

    session_id = interview(services)
    said = review.spoken(services.runner.get(OWNER, session_id))
    result = review.review_interview(services, OWNER, session_id)
    quotes = [e for c in result["assessment"]["criteria"] for e in c["evidence"]]
    assert quotes
    for evidence in quotes:
        assert is_verbatim(evidence["quote"], said[evidence["turn"]][1].text)


def test_an_open_interview_has_no_review(services: Services) -> None:
    session_id = interview(services, end=False)
    with pytest.raises(InputError, match="pas terminé"):
        review.review_interview(services, OWNER, session_id)


def test_an_interview_without_a_word_has_nothing_to_review(services: Services) -> None:
    session_id = interview(services, ())
    with pytest.raises(InputError, match="rien dit"):
        review.review_interview(services, OWNER, session_id)
    assert services.assessments.latest(session_id=session_id) is None


def test_the_interview_of_another_is_not_found(services: Services) -> None:
    session_id = interview(services)
    with pytest.raises(NotFound):
        review.review_interview(services, "quelqu-un", session_id)


# -- written samples -----------------------------------------------------------------------------


def test_a_written_sample_is_masked_then_scored(services: Services) -> None:
    sample_id = review.score_written(services, OWNER, "Tchat", CHAT, "tchat")
    sample = services.samples.get(sample_id, OWNER)
    stored = str(sample.transcript)
    assert sample.status == "note"
    assert "Marchand" not in stored and "06 12 34 56 78" not in stored
    assert "[NOM_1]" in stored and "[TEL_1]" in stored
    result = services.assessments.latest(sample_id=sample_id)
    assert result is not None and result.grid == "ecoute"
    assert all(turn.start is None for turn in review.sample_turns(sample))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Collez"),
        ("   \n ", "Collez"),
        ("Client : Bonjour.", "Agent"),
        ("x" * 20_001, "20000"),
    ],
)
def test_what_cannot_be_scored_is_refused_and_not_stored(services: Services, text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        review.score_written(services, OWNER, "Tchat", text, "tchat")
    assert services.samples.list(OWNER) == []


def test_a_bare_message_is_the_agents() -> None:
    turns = review.written_turns("Bonjour,\n\nVotre dossier est clos.\nCordialement.")
    assert [(t.speaker, t.text) for t in turns] == [
        ("agent", "Bonjour,\nVotre dossier est clos.\nCordialement.")
    ]


def test_swapping_twice_gives_the_same_dialogue_and_scores_each_time(services: Services) -> None:
    sample_id = review.score_written(services, OWNER, "Tchat", CHAT, "tchat")
    before = services.samples.get(sample_id, OWNER).transcript
    review.swap_speakers(services, OWNER, sample_id)
    swapped = services.samples.get(sample_id, OWNER)
    assert [t.speaker for t in review.sample_turns(swapped)] == ["agent", "client", "agent", "client"]
    assert swapped.measures is not None and set(swapped.measures["speakers"]) == {"agent", "client"}
    review.swap_speakers(services, OWNER, sample_id)
    after = services.samples.get(sample_id, OWNER).transcript
    assert before is not None and after is not None
    assert after["segments"] == before["segments"]


def test_a_single_track_waits_until_its_lines_have_their_speakers(services: Services) -> None:
    sample_id = services.samples.create(owner=OWNER, name="mono", grid="ecoute")
    words = ("Service client bonjour.", "Ma box ne marche plus.", "Je vous envoie un technicien jeudi.")
    segments = [
        {"start": 5.0 * i, "end": 5.0 * i + 4, "speaker": "locuteur", "text": text}
        for i, text in enumerate(words)
    ]
    services.samples.update(
        sample_id,
        OWNER,
        status="transcrit",
        transcript={"duration": 15.0, "segments": segments, "agent_sure": False},
    )
    assert len(review.sample_turns(services.samples.get(sample_id, OWNER))) == 3
    with pytest.raises(InputError, match="agent"):
        review.name_speakers(services, OWNER, sample_id, [0, 1, 2])
    review.name_speakers(services, OWNER, sample_id, [1])
    sample = services.samples.get(sample_id, OWNER)
    assert [t.speaker for t in review.sample_turns(sample)] == ["agent", "client", "agent"]
    assert sample.status == "note" and sample.measures is not None
    assert sample.measures["speakers"]["client"]["seconds"] == 4.0


def test_words_that_were_not_well_heard_are_marked_where_they_stand() -> None:
    words = (
        Word("Bonjour,", 0, 1, 0.9),
        Word("Fibrox", 1, 2, 0.2),
        Word("[NOM_1]", 2, 3, 0.1),
        Word("écoute", 3, 4, 0.3),
    )
    text = "Bonjour, Fibrox [NOM_1] écoute"
    one = Segment(0, 4, "agent", text, words)
    heard = Transcription(
        Transcript("fr", 9.0, (one, replace(one, start=5, end=9)), "m"), measure([]), True, (), (), False
    )
    stored = review.stored_transcript(heard)
    sample = StoredSample("i", "n", "ecoute", "note", None, stored, None, datetime.now(UTC))
    (one,) = said(sample.transcript)
    assert [one.turn.text[a:b] for a, b in one.doubts] == ["Fibrox", "écoute"] * 2
    shown = dialogue([Line(0, "Agent", one.turn.text, doubts=one.doubts)], [Mark(0, "Bonjour Fibrox", "E1")])
    assert shown.count("<u class=") == 4 and re.sub(r"<[^>]+>", "", shown).count("Fibrox") == 2
