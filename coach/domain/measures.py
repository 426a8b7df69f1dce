"""Counts and times of a call: who speaks how much, how fast, with which silences and overlaps.

Times only, and the words of a few set phrases; nothing is read from the voice. Turns without times
(a written transcript) give their words and questions, and no duration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

from coach.domain.transcripts import Turn

SILENCE_SECONDS: Final = 3.0
"""A gap longer than this, with nobody speaking, is a silence."""
LONG_SILENCE_SECONDS: Final = 20.0
"""A silence this long is a hold even if nobody announced it."""
OVERLAP_SECONDS: Final = 0.3
"""Shorter overlaps are the ordinary give and take of a talk, and below the clock's precision."""

_ANNOUNCED: Final = re.compile(
    r"ne quittez pas|(?:en|d['’]) ?attente|patient(?:er|ez)|un (?:petit )?(?:instant|moment)"
    r"|une (?:petite )?(?:minute|seconde)|deux (?:minutes|secondes)|rest(?:ez|er) en ligne"
    r"|je reviens vers vous",
    re.IGNORECASE,
)
_TAKEN_BACK: Final = re.compile(
    r"merci d['’]avoir patient|remerci\w* (?:de|d['’]|pour)\s?(?:avoir patient|votre (?:attente|patience))"
    r"|merci (?:de|pour) votre (?:attente|patience)|(?:vous êtes|êtes[- ]vous) toujours (?:là|en ligne)"
    r"|me revoi(?:là|ci)"
    r"|je vous (?:re)?prends|je suis (?:de retour|à nouveau)",
    re.IGNORECASE,
)
_STOPS: Final = re.compile(r"[^\w'’-]+")
_WORDS: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*['’]?")
_SENTENCES: Final = re.compile(r"[^.!?…]+[.!?…]*")
_QUESTION: Final = re.compile(r"\best[- ]ce qu(?:e\b|['’]|i\b)|^\s*pourquoi\b", re.IGNORECASE)


class Span(NamedTuple):
    """From `start` to `end`, seconds."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Hold:
    """A wait on the line: a silence announced, or one too long to be anything else."""

    start: float
    end: float
    announced: bool
    taken_back: bool
    """The first words after it thank for the wait or take the talk up again."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two voices at once; `by` broke in and kept the floor, `None` for a word of assent."""

    start: float
    end: float
    speakers: tuple[str, str]
    by: str | None


@dataclass(frozen=True, slots=True)
class SpeakerMeasures:
    """One speaker's part; seconds and shares are `None` without times."""

    speaker: str
    turns: int
    words: int
    seconds: float | None
    share: float | None
    """Of all the time spoken, 0–1; the shares of a call sum to 1."""
    words_per_minute: float | None
    longest_monologue: float | None
    questions: int
    interruptions: int


@dataclass(frozen=True, slots=True)
class Measures:
    """All the measures of one call."""

    duration: float | None
    speakers: tuple[SpeakerMeasures, ...]
    silences: tuple[Span, ...]
    holds: tuple[Hold, ...]
    overlaps: tuple[Overlap, ...]

    def of(self, speaker: str) -> SpeakerMeasures | None:
        """The part of one speaker, `None` if he or she never speaks."""
        return next((part for part in self.speakers if part.speaker == speaker), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: seconds to the hundredth, speakers by name."""
        flat = asdict(self)
        flat["speakers"] = {part.pop("speaker"): part for part in flat["speakers"]}
        flat["silences"] = [span._asdict() for span in self.silences]
        rounded: dict[str, Any] = _rounded(flat)
        return rounded


def measure(turns: Sequence[Turn], duration: float | None = None) -> Measures:
    """Measures of a call from its turns, in any order.

    `duration` is that of the recording, seconds; without it, the end of the last turn. Silences are
    those between two turns: what comes before the first word and after the last is not the talk.
    """
    timed = sorted(
        (t for t in turns if t.start is not None and t.end is not None and t.end >= t.start),
        key=lambda t: (_start(t), _end(t)),
    )
    if duration is None and timed:
        duration = max(map(_end, timed))
    silences = tuple(_silences(timed))
    overlaps = tuple(_overlaps(timed))
    seconds = {
        name: sum(s.end - s.start for s in _union(_span(t) for t in timed if t.speaker == name))
        for name in dict.fromkeys(t.speaker for t in turns)
    }
    spoken = sum(seconds.values())
    monologues = _monologues(timed)
    parts = []
    for name, own_seconds in seconds.items():
        own = [t for t in turns if t.speaker == name]
        clock = own_seconds if any(t.speaker == name for t in timed) else None
        timed_words = sum(count_words(t.text) for t in timed if t.speaker == name)
        parts.append(
            SpeakerMeasures(
                speaker=name,
                turns=len(own),
                words=sum(count_words(t.text) for t in own),
                seconds=clock,
                share=clock / spoken if clock is not None and spoken > 0 else None,
                words_per_minute=60 * timed_words / clock if clock else None,
                longest_monologue=monologues.get(name),
                questions=sum(count_questions(t.text) for t in own),
                interruptions=sum(overlap.by == name for overlap in overlaps),
            )
        )
    return Measures(duration, tuple(parts), silences, tuple(_holds(silences, timed)), overlaps)


def count_words(text: str) -> int:
    """Words of a text; « l’offre » and « rendez-vous » are one each."""
    return len(_WORDS.findall(text))


def count_questions(text: str) -> int:
    """Sentences that ask: a question mark, « est-ce que », or « pourquoi » at the head."""
    return sum(s.rstrip().endswith("?") or _QUESTION.search(s) is not None for s in _SENTENCES.findall(text))


def _flat(text: str) -> str:
    """Without punctuation: a transcriber puts commas where the voice breathes (« ne, quittez pas »)."""
    return _STOPS.sub(" ", text)


def _start(turn: Turn) -> float:
    return turn.start or 0.0


def _end(turn: Turn) -> float:
    return turn.end or 0.0


def _span(turn: Turn) -> Span:
    return Span(_start(turn), _end(turn))


def _union(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _silences(timed: Sequence[Turn]) -> list[Span]:
    speech = _union(map(_span, timed))
    gaps = [Span(a.end, b.start) for a, b in pairwise(speech)]
    return [gap for gap in gaps if gap.end - gap.start > SILENCE_SECONDS]


def _holds(silences: Iterable[Span], timed: Sequence[Turn]) -> list[Hold]:
    holds = []
    for silence in silences:
        before = max((t for t in timed if _end(t) <= silence.start), key=_end)
        after = min((t for t in timed if _start(t) >= silence.end), key=_start)
        # The announcement is the end of what was said: a word of thanks far earlier is not one.
        announced = _ANNOUNCED.search(_flat(before.text)[-160:]) is not None
        if announced or silence.end - silence.start >= LONG_SILENCE_SECONDS:
            taken_back = _TAKEN_BACK.search(_flat(after.text)[:160]) is not None
            holds.append(Hold(silence.start, silence.end, announced, taken_back))
    return holds


def _overlaps(timed: Sequence[Turn]) -> list[Overlap]:
    overlaps = []
    for i, first in enumerate(timed):
        for second in timed[i + 1 :]:
            if _start(second) >= _end(first):
                break
            end = min(_end(first), _end(second))
            if second.speaker == first.speaker or end - _start(second) < OVERLAP_SECONDS:
                continue
            # Whoever came in later and was still speaking when the other stopped took the floor.
            took = _end(second) > _end(first) and _start(second) > _start(first)
            overlaps.append(
                Overlap(
                    _start(second), end, (first.speaker, second.speaker), second.speaker if took else None
                )
            )
    return overlaps


def _monologues(timed: Sequence[Turn]) -> dict[str, float]:
    """Longest unbroken stretch of each speaker; a word of assent spoken over it does not break it."""
    longest: dict[str, float] = {}
    run: Turn | None = None
    for turn in timed:
        if run is not None and turn.speaker != run.speaker and _end(turn) <= _end(run):
            longest[turn.speaker] = max(longest.get(turn.speaker, 0.0), _end(turn) - _start(turn))
            continue
        joined = (
            run is not None and turn.speaker == run.speaker and _start(turn) - _end(run) <= SILENCE_SECONDS
        )
        whole = (
            Turn(turn.speaker, "", run.start, max(_end(run), _end(turn)))
            if run is not None and joined
            else turn
        )
        run = whole
        longest[run.speaker] = max(longest.get(run.speaker, 0.0), _end(run) - _start(run))
    return longest


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
