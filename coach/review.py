"""Levels of what was said: an interview that has ended, a call, a written sample.

Above dialogue, speech and assessment, beside the wiring: pages and commands call these few functions and read
plain values back. A scoring is stored as it is made (`{"assessment": …, "debrief": …}`) and found again at the
next opening; a sound file never outlives its transcription.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from coach.assessment.records import speakers_of, transcript_of
from coach.assessment.written_files import turns_of
from coach.dialogue.runner import Interview
from coach.domain.measures import measure
from coach.domain.samples import said
from coach.domain.scenarios import Call, Scenario
from coach.domain.transcripts import Segment, Turn
from coach.errors import InputError
from coach.privacy.mask import MASK

if TYPE_CHECKING:
    from coach.privacy.mask import Masker
    from coach.speech.pipeline import Transcription
    from coach.store.assessments import StoredSample
    from coach.wiring import Services

MANAGER: Final = "manager"
AGENT, CLIENT = "agent", "client"
SAMPLE_GRID: Final = "ecoute"
SURE: Final = 0.5
"""Probability under which a word is shown as not well heard."""
MAX_WRITTEN_CHARS: Final = 20_000
CHANNELS: Final = ("tchat", "courriel", "réseau social")


# -- interviews ------------------------------------------------------------------------------------


def spoken(interview: Interview) -> list[tuple[int, Turn]]:
    """What was said, in order, each with the number of its exchange; a silence is not a turn.

    The place in this list is the `turn` that an assessment speaks of; the number is that of the debrief.
    """
    played = transcript_of(interview.turns, speakers_of(interview.scenario.exercise))
    return list(zip(played.numbers, played.turns, strict=True))


def review_interview(services: Services, owner: str, session_id: str) -> dict[str, Any]:
    """`{"assessment", "debrief"}` of an interview that has ended: made at the first call, then found again.

    Raises:
        NotFound: no such interview.
        InputError: it is still open, or the manager said nothing.
    """
    interview = services.runner.get(owner, session_id)
    if interview.is_open:
        raise InputError("Cet entretien n’est pas terminé : son bilan s’établit à la fin.")
    if not any(record.manager for record in interview.turns):
        raise InputError("Vous n’avez rien dit pendant cet entretien : il n’y a rien à évaluer.")
    stored = services.assessments.latest(session_id=session_id)
    if stored is not None:
        return dict(stored.result)
    turns = [turn for _, turn in spoken(interview)]
    # The law that is cited is that of the day of the interview.
    context = {
        **context_of(interview.scenario),
        "session_date": interview.created_at.date().isoformat(),
        "end_reason": interview.end_reason.value if interview.end_reason else None,
    }
    assessment = services.score(turns, interview.scenario.grid, context)
    result = {
        "assessment": assessment.to_json(),
        "debrief": services.debrief(interview, assessment).to_json(),
    }
    services.assessments.add(
        grid=assessment.grid,
        engine=assessment.engine,
        rubric_version=assessment.rubric_version,
        result=result,
        session_id=session_id,
    )
    return result


def context_of(scenario: Scenario) -> dict[str, Any]:
    """The figures and the sample of the dossier, against which facts are checked."""
    context: dict[str, Any] = {"indicateurs": {i.label: i.value for i in scenario.brief.indicators}}
    call = scenario.brief.call
    if call is not None and scenario.exercise == "client_difficile":
        return _taken_over(scenario, call)
    if scenario.briefing is not None:
        context["briefing"] = {"points": [point.model_dump() for point in scenario.briefing.points]}
    if call is not None:
        clock = (f"{int(t.start) // 60:02d}:{int(t.start) % 60:02d}" for t in call.turns)
        context["appel"] = {
            "extraits": {at: turn.text for at, turn in zip(clock, call.turns, strict=True)},
        }
    return context


def _taken_over(scenario: Scenario, call: Call) -> dict[str, Any]:
    """A call that the manager takes over: what was said and shown before, what may not be promised."""
    return {
        "canal": call.channel,
        "fiche_produit": call.product_sheet or "",
        "serveur_vocal": " ".join(turn.text for turn in call.turns if turn.speaker == "serveur vocal"),
        "reprise": {"hors_pouvoir": [word for item in scenario.beyond for word in item.keywords]},
    }


# -- samples ---------------------------------------------------------------------------------------


def score_written(services: Services, owner: str, name: str, text: str, channel: str) -> str:
    """Mask, store and score a pasted exchange; returns the sample's id.

    Raises:
        InputError: empty, too long, or nobody in it is the agent.
    """
    turns = [{"speaker": turn.speaker, "text": turn.text} for turn in written_turns(text)]
    transcript, measures = written_transcript(services.masker, turns, channel)
    sample_id = services.samples.create(owner=owner, name=services.masker.mask(name).text, grid=SAMPLE_GRID)
    services.samples.update(sample_id, owner, status="transcrit", transcript=transcript, measures=measures)
    rescore(services, owner, sample_id)
    return sample_id


def written_transcript(
    masker: Masker, turns: Sequence[Mapping[str, Any]], channel: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The masked transcript of a written exchange as it is stored, and its measures; it has no times."""
    session = masker.session()
    segments = [
        Segment(float(i), float(i), turn["speaker"], session.mask(turn["text"]).text)
        for i, turn in enumerate(turns)
    ]
    transcript = {"language": "fr", "duration": None, "segments": _plain(segments), "model": None}
    measures = measure([Turn(s.speaker, s.text) for s in segments]).as_dict()
    return {**transcript, "channel": channel if channel in CHANNELS else CHANNELS[0]}, measures


def written_turns(text: str) -> list[Turn]:
    """Turns of a pasted exchange: « Agent : … » and « Client : … » lines, or one message of the agent.

    Raises:
        InputError: empty, too long, or no line of the agent.
    """
    if not text.strip():
        raise InputError("Collez d’abord le texte de l’échange.")
    if len(text) > MAX_WRITTEN_CHARS:
        raise InputError(
            f"Cet échange compte {len(text)} caractères ; {MAX_WRITTEN_CHARS} au plus sont lus. Gardez l’essentiel."
        )
    turns = list(turns_of(text))
    if not any(turn.speaker == AGENT for turn in turns):
        raise InputError(
            "Aucune ligne n’est du conseiller : commencez ses lignes par « Agent : » et celles du client par "
            "« Client : »."
        )
    return turns


def sample_turns(sample: StoredSample) -> list[Turn]:
    """The dialogue of a sample; see `coach.domain.samples.said`."""
    return [one.turn for one in said(sample.transcript)]


def rescore(services: Services, owner: str, sample_id: str) -> dict[str, Any]:
    """Score a transcribed sample and store the result, a new one beside the old.

    Raises:
        NotFound: no such sample.
        InputError: nobody in it is the agent.
    """
    sample = services.samples.get(sample_id, owner)
    channel = (sample.transcript or {}).get("channel")
    assessment = services.score(sample_turns(sample), sample.grid, {"canal": channel} if channel else {})
    result = {"assessment": assessment.to_json(), "debrief": None}
    services.assessments.add(
        grid=assessment.grid,
        engine=assessment.engine,
        rubric_version=assessment.rubric_version,
        result=result,
        sample_id=sample_id,
    )
    services.samples.update(sample_id, owner, status="note")
    return result


def swap_speakers(services: Services, owner: str, sample_id: str) -> None:
    """Agent and client exchanged, then scored again."""
    names = {AGENT: CLIENT, CLIENT: AGENT}
    sample = services.samples.get(sample_id, owner)
    _relabel(services, owner, sample, [names.get(s["speaker"], s["speaker"]) for s in _segments(sample)])


def name_speakers(services: Services, owner: str, sample_id: str, client_lines: Sequence[int]) -> None:
    """Say which segments are the customer's, the others being the agent's; then scored again.

    Raises:
        InputError: nothing is left to the agent.
    """
    sample = services.samples.get(sample_id, owner)
    chosen = set(client_lines)
    if len(chosen) == len(_segments(sample)):
        raise InputError("Tout est au client : laissez décochées les lignes de l’agent.")
    _relabel(
        services, owner, sample, [CLIENT if i in chosen else AGENT for i in range(len(_segments(sample)))]
    )


def _relabel(services: Services, owner: str, sample: StoredSample, speakers: Sequence[str]) -> None:
    segments = [{**s, "speaker": who} for s, who in zip(_segments(sample), speakers, strict=True)]
    transcript = {**(sample.transcript or {}), "segments": segments, "agent_sure": True}
    timed = transcript.get("duration") is not None
    turns = [
        Turn(s["speaker"], s["text"], s["start"], s["end"]) if timed else Turn(s["speaker"], s["text"])
        for s in segments
    ]
    measures = measure(turns, transcript.get("duration")).as_dict()
    services.samples.update(sample.id, owner, transcript=transcript, measures=measures)
    rescore(services, owner, sample.id)


def _segments(sample: StoredSample) -> list[Mapping[str, Any]]:
    return list((sample.transcript or {}).get("segments", ()))


def stored_transcript(heard: Transcription) -> dict[str, Any]:
    """A masked call as it is stored."""
    return {
        "language": heard.transcript.language,
        "duration": heard.transcript.duration,
        "segments": _plain(heard.transcript.segments),
        "model": heard.transcript.model,
        "agent_sure": heard.agent_sure,
        "truncated": heard.truncated,
        "masked": [asdict(span) for span in heard.masked or ()],
    }


def _plain(segments: Sequence[Segment]) -> list[dict[str, Any]]:
    plain: list[dict[str, Any]] = []
    for s in segments:
        line = {"start": round(s.start, 2), "end": round(s.end, 2), "speaker": s.speaker, "text": s.text}
        plain.append({**line, "doubts": found} if (found := _doubts(s)) else line)
    return plain


def _doubts(segment: Segment) -> list[list[int]]:
    """Where the words that were not well heard stand in the segment; a mask is nobody's word."""
    found: list[list[int]] = []
    at = 0
    for word in segment.words:
        place = segment.text.find(word.text, at)
        if place < 0:
            return []  # words and text do not agree: no mark is better than a wrong one
        at = place + len(word.text)
        if word.probability < SURE and not MASK.search(word.text):
            found.append([place, at])
    return found
