"""Words of a sample corrected by a person: masked again, stored beside what was heard, and the levels they touch.

done = correct(services, sample, turn, seen, text, author=…)
done.again      # criteria judged again; every other one keeps its line and what people said of it
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from coach.assessment.rubric_files import rubric
from coach.domain.rehearing import doubts_left, judged_again, recounted, respread
from coach.domain.samples import Said, said
from coach.domain.transcripts import Turn
from coach.errors import InputError
from coach.jobs.keeping import Keeper
from coach.jobs.queue import Queue
from coach.privacy.mask import MASK, names_of
from coach.review import AGENT, MAX_WRITTEN_CHARS
from coach.store.assessments import StoredAssessment, StoredSample
from coach.wiring import Services

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did."""

    again: tuple[str, ...]
    """Criteria judged again, in the order of the grid."""
    masked: int
    """Personal data that were typed, and are stored masked."""
    confirmed: bool
    """No word changed: the doubtful ones are held for right."""


def correct(
    services: Services, owner: str, sample_id: str, turn: int, seen: str, text: str, *, author: str
) -> Corrected:
    """Store the words of one turn as a person heard them.

    Args:
        services: what works on the sample.
        owner: whose sample it is.
        sample_id: the sample.
        turn: index of the turn in `coach.domain.samples.said`.
        seen: its words as they were on the page.
        text: its words as they should be; masks in it stay, what else is personal is masked.
        author: who corrects, for the log.

    Raises:
        NotFound: no such sample of this owner.
        InputError: nothing is left of the turn, it changed meanwhile, or the sample is still being worked on.
    """
    queue = Queue(services)
    sample = services.samples.get(sample_id, owner)
    if sample.transcript is None or queue.holds(sample_id):
        raise InputError("Cet échantillon est encore en traitement : attendez sa notation pour le corriger.")
    turns = said(sample.transcript)
    if not 0 <= turn < len(turns) or turns[turn].turn.text != seen:
        raise InputError("Cette prise de parole a changé entre-temps : relisez-la, puis recommencez.")
    new = _masked(services, turns, turn, _checked(text))
    lines = list(sample.transcript["segments"])
    changed = _rewritten([lines[p.line] for p in turns[turn].pieces], seen, new)
    for piece, line in zip(turns[turn].pieces, changed, strict=True):
        lines[piece.line] = line
    fresh = _unknown_masks(turns, new)
    transcript = {
        **sample.transcript,
        "segments": lines,
        "masked": [*sample.transcript.get("masked", ()), *_to_cut(turns[turn], changed, fresh)],
    }
    scoring, again = _judged(services, sample, said(transcript), turn) if new != seen else (None, ())
    done = Corrected(again, len(fresh), new == seen)
    deed = {"le": datetime.now(UTC).isoformat(), "par": author, "tour": turn, "criteres": list(again)}
    transcript["corrections"] = [*sample.transcript.get("corrections", ()), deed]
    measures = sample.measures
    if measures is not None:
        measures = recounted(measures, _turns(sample.transcript), _turns(transcript))
    services.samples.correct(sample, owner, transcript=transcript, measures=measures, scoring=scoring)
    if fresh:
        Keeper(services, queue.spool).cut_again(sample_id, transcript["masked"])
    queue.audit.note(author, "transcription-corrigee", sample_id, tour=turn, criteres=list(again))
    return done


def _checked(text: str) -> str:
    text = text.strip()
    if not any(c.isalnum() for c in text):
        raise InputError(
            "Il ne reste aucun mot : si personne n’a dit cela, ou si rien ne s’entend, écrivez « [inaudible] »."
        )
    if len(text) > MAX_WRITTEN_CHARS:
        raise InputError(f"Ce texte compte {len(text)} caractères ; {MAX_WRITTEN_CHARS} au plus sont gardés.")
    return text


def _masked(services: Services, turns: Sequence[Said], turn: int, text: str) -> str:
    """The typed words, masked in the light of the turn before; new masks start after those of the sample."""
    session = services.sample_masker.session(
        allowed=names_of(services.settings.speech_vocabulary), seen=[one.turn.text for one in turns]
    )
    if turn:
        session.mask(turns[turn - 1].turn.text)
    return session.mask(text).text


def _rewritten(lines: Sequence[Line], seen: str, new: str) -> list[dict[str, Any]]:
    """The stored lines of a turn with their new words; the first ones stay beside them."""
    if new == seen:
        return [{k: v for k, v in line.items() if k != "doubts"} for line in lines]
    texts = [line["text"] for line in lines]
    rewritten: list[dict[str, Any]] = []
    for line, text in zip(lines, respread(texts, new), strict=True):
        changed = dict(line)
        if text != line["text"]:
            doubts = tuple((int(a), int(b)) for a, b in line.get("doubts", ()))
            changed |= {"text": text, "doubts": doubts_left(line["text"], doubts, text)}
            changed.setdefault("heard", {"text": line["text"], "doubts": [list(d) for d in doubts]})
        if "heard" in changed and changed["heard"]["text"] == text:
            del changed["heard"]  # back to what was heard
        rewritten.append(changed)
    return rewritten


def _judged(
    services: Services, sample: StoredSample, turns: Sequence[Said], turn: int
) -> tuple[StoredAssessment | None, tuple[str, ...]]:
    """The stored scoring with the criteria that the turn touches judged again; None when it touches none."""
    stored = services.assessments.latest(sample_id=sample.id)
    plain = [one.turn for one in turns]
    if stored is None or not any(one.speaker == AGENT for one in plain):
        return None, ()
    channel = (sample.transcript or {}).get("channel")
    after = services.score(plain, sample.grid, {"canal": channel} if channel else {}).to_json()
    before: Mapping[str, Any] = stored.result["assessment"]
    merged, again = judged_again(before, after, turn, rubric(sample.grid))
    if not again:
        return None, ()
    now = datetime.now(UTC)
    known: Mapping[str, Any] = stored.result.get("rehearing") or {}
    marks = dict(known)
    for criterion in before["criteria"]:
        if (name := criterion["id"]) in again:
            earlier: Mapping[str, Any] = known.get(name, {})
            marks[name] = {
                "from": earlier.get("from", criterion["level"]),
                "turns": sorted({*earlier.get("turns", ()), turn}),
                "at": now.isoformat(),
                "engine": after["engine"],
                "rubric_version": after["rubric_version"],
            }
    result = {**stored.result, "assessment": merged, "rehearing": marks}
    scoring = StoredAssessment(stored.grid, stored.engine, stored.rubric_version, result, now)
    return scoring, tuple(c["id"] for c in before["criteria"] if c["id"] in again)


def _unknown_masks(turns: Sequence[Said], new: str) -> set[tuple[str, str]]:
    known = {mask for one in turns for mask in MASK.findall(one.turn.text)}
    return set(MASK.findall(new)) - known


def _to_cut(turn: Said, lines: Sequence[Line], fresh: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """Seconds of the lines that hold a datum nobody had masked: words that were typed have no times of their own."""
    return [
        {"kind": kind, "start": piece.begins, "end": piece.ends, "mask": f"[{kind}_{number}]"}
        for piece, line in zip(turn.pieces, lines, strict=True)
        if piece.begins is not None
        for kind, number in MASK.findall(line["text"])
        if (kind, number) in fresh
    ]


def _turns(transcript: Mapping[str, Any]) -> list[Turn]:
    timed = bool(transcript.get("duration"))
    return [
        Turn(s["speaker"], s["text"], s["start"], s["end"]) if timed else Turn(s["speaker"], s["text"])
        for s in transcript["segments"]
    ]
