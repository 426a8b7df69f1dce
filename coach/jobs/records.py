"""Recognised words to JSON and back, for what is kept between two steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from coach.domain.transcripts import Segment, Word
from coach.speech.pipeline import Words
from coach.speech.ports import Dropped, Heard


def heard_to_json(heard: Heard) -> dict[str, Any]:
    """One block as recognised."""
    return {
        "segments": [asdict(s) for s in heard.segments],
        "dropped": [asdict(d) for d in heard.dropped],
    }


def heard_from_json(raw: Mapping[str, Any]) -> Heard:
    """The same block."""
    return Heard(_segments(raw["segments"]), tuple(Dropped(**d) for d in raw["dropped"]))


def words_to_json(words: Words, **facts: Any) -> dict[str, Any]:
    """A whole talk, with facts about its file."""
    return {
        **facts,
        "segments": [asdict(s) for s in words.segments],
        "agent_sure": words.agent_sure,
        "dropped": [asdict(d) for d in words.dropped],
        "duration": words.duration,
    }


def words_from_json(raw: Mapping[str, Any]) -> Words:
    """The same talk."""
    return Words(
        _segments(raw["segments"]),
        bool(raw["agent_sure"]),
        tuple(Dropped(**d) for d in raw["dropped"]),
        float(raw["duration"]),
    )


def shifted(heard: Heard, seconds: float) -> Heard:
    """The same words, later: a block's times start at its own beginning."""
    return Heard(
        tuple(
            replace(
                s,
                start=s.start + seconds,
                end=s.end + seconds,
                words=tuple(replace(w, start=w.start + seconds, end=w.end + seconds) for w in s.words),
            )
            for s in heard.segments
        ),
        tuple(replace(d, start=d.start + seconds, end=d.end + seconds) for d in heard.dropped),
    )


def joined(parts: Sequence[Heard]) -> Heard:
    """Blocks of one channel, in order."""
    return Heard(tuple(s for p in parts for s in p.segments), tuple(d for p in parts for d in p.dropped))


def _segments(raw: Sequence[Mapping[str, Any]]) -> tuple[Segment, ...]:
    return tuple(Segment(**{**s, "words": tuple(Word(**w) for w in s["words"])}) for s in raw)
