"""Reads the labelled utterances of this folder: training text files, dev and test JSON lines.

A training line is an utterance in one or more segments, `actes: texte | actes: texte`; the acts of a segment are
joined by `+`, `rien` means none. The acts of the utterance are those of its segments.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from coach.domain.acts import Act

FOLDER = Path(__file__).resolve().parent
TRAIN = FOLDER / "train"


@dataclass(frozen=True, slots=True)
class Segment:
    text: str
    acts: frozenset[Act]


@dataclass(frozen=True, slots=True)
class Utterance:
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def acts(self) -> frozenset[Act]:
        return frozenset().union(*(segment.acts for segment in self.segments))


def training_utterances(folder: Path = TRAIN) -> list[Utterance]:
    """Every line of `train/*.txt`, in file order; a bad line raises `ValueError` with its place."""
    return [
        _utterance(line, f"{path.name}:{number}")
        for path in sorted(folder.glob("*.txt"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]


def _utterance(line: str, place: str) -> Utterance:
    segments = []
    for part in line.split(" | "):
        labels, colon, text = part.partition(": ")
        if not colon or not text.strip():
            raise ValueError(f"{place}: expected « actes: texte », got {part!r}")
        names = [] if labels == "rien" else labels.split("+")
        try:
            segments.append(Segment(text.strip(), frozenset(Act(name) for name in names)))
        except ValueError as exc:
            raise ValueError(f"{place}: {exc}") from exc
    return Utterance(tuple(segments))


def split(name: str) -> list[Segment]:
    """Utterances of `dev.jsonl` or `test.jsonl`, one segment each."""
    path = FOLDER / f"{name}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Segment(row["text"], frozenset(Act(act) for act in row["acts"])) for row in rows]
