"""The transcript of a sample as it is stored, read back as turns whose pieces know their times.

Neighbouring lines of one speaker are one turn; a written sample has no times, and its lines stay apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from coach.domain.transcripts import UNKNOWN_SPEAKER, Turn

Doubts = tuple[tuple[int, int], ...]
"""`[start, end)` characters of a text, one pair a word that was not well heard."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One stored line inside its turn: its number, its `[start, end)` characters there, its seconds."""

    line: int
    start: int
    end: int
    begins: float | None
    ends: float | None


@dataclass(frozen=True, slots=True)
class Said:
    """A turn with what is known of its words."""

    turn: Turn
    pieces: tuple[Piece, ...]
    doubts: Doubts
    heard: str | None
    """What was recognised first, where somebody corrected it since."""


def said(transcript: Mapping[str, Any] | None) -> list[Said]:
    """The dialogue, in order. A line that a correction emptied belongs to its turn and has no words.

    Lines of a voice that nobody has named yet stay apart, so that each can be given to somebody.
    """
    stored: Mapping[str, Any] = transcript or {}
    timed = bool(stored.get("duration"))
    turns: list[Said] = []
    for number, line in enumerate(stored.get("segments", ())):
        one = _alone(number, line, timed=timed)
        last = turns[-1] if turns else None
        if timed and last and last.turn.speaker == one.turn.speaker != UNKNOWN_SPEAKER:
            turns[-1] = _joined(last, one)
        else:
            turns.append(one)
    return turns


def _alone(number: int, line: Mapping[str, Any], *, timed: bool) -> Said:
    start, end = (line["start"], line["end"]) if timed else (None, None)
    first: Mapping[str, Any] | None = line.get("heard")
    return Said(
        Turn(line["speaker"], line["text"], start, end),
        (Piece(number, 0, len(line["text"]), start, end),),
        tuple((int(a), int(b)) for a, b in line.get("doubts", ())),
        first["text"] if first is not None else None,
    )


def _joined(first: Said, then: Said) -> Said:
    shift = len(first.turn.text) + 1 if first.turn.text and then.turn.text else len(first.turn.text)
    text = " ".join(t for t in (first.turn.text, then.turn.text) if t)
    corrected = first.heard is not None or then.heard is not None
    heard = (part if part is not None else turn.text for part, turn in
             ((first.heard, first.turn), (then.heard, then.turn)))  # fmt: skip
    return Said(
        Turn(first.turn.speaker, text, first.turn.start, then.turn.end),
        first.pieces + tuple(replace(p, start=p.start + shift, end=p.end + shift) for p in then.pieces),
        first.doubts + tuple((a + shift, b + shift) for a, b in then.doubts),
        " ".join(t for t in heard if t) if corrected else None,
    )
