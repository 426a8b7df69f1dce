"""The questions people ask, as a search index of its own: which section is a new question nearest to?

Two encoders place the known questions; each space is stretched so that what tells two sections apart
counts more than what questions about one section differ by (within-class whitening, fitted on the known
questions themselves). A section is then scored by all its questions together, a soft maximum, so that
five that are near say more than one that is nearer. Plain numpy, fitted when an index is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.knowledge.ports import Vectors

Rows = NDArray[np.int32]

_SHRINK = 0.4
"""Share of the plain space kept in the stretched one; the figures hardly move from 0.2 to 0.5."""


class Space:
    """Vectors of known texts in a space stretched to tell their groups apart."""

    def __init__(self, vectors: Vectors, groups: Rows) -> None:
        self._mean, self._stretch = _whitening(vectors, groups)
        self.table = self.place(vectors)

    def place(self, vectors: Vectors) -> Vectors:
        """Vectors of the original space in this one, rows of length one."""
        moved = (vectors - self._mean) @ self._stretch
        norms = np.linalg.norm(moved, axis=1, keepdims=True)
        placed: Vectors = (moved / np.maximum(norms, 1e-9)).astype(np.float32)
        return placed

    def cosines(self, vector: Vectors) -> Vectors:
        """Cosine of a vector of the original space with each known text."""
        near: Vectors = self.table @ self.place(vector[None])[0]
        return near


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a question is to each passage by the questions asked for it, one value a passage.

    Attributes:
        asked: cosine with the nearest one, plain space, floor at 0.
        many: all of them together, stretched space of the question encoder.
        sense: the same with the encoder of passages.
        fiche, fiche_sense: the same over all the questions of the passage's source.
        nearest: cosine of the nearest known question of all, stretched space.
    """

    asked: Vectors
    many: Vectors
    sense: Vectors
    fiche: Vectors
    fiche_sense: Vectors
    nearest: float


@dataclass(frozen=True, slots=True)
class Outside:
    """How near a question is to those known to be out of scope.

    Attributes:
        nearest: cosine with the nearest one, stretched space of the question encoder.
        many: all of them together.
        sense: cosine with the nearest one, stretched space of the encoder of passages.
    """

    nearest: float
    many: float
    sense: float


class AskedIndex:
    """Compares a question with the known ones.

    Args:
        rows: the passage of each known question.
        sources: the source of each passage, as a number.
        questions, sense: vectors of the known questions by the two encoders.
        outside, outside_sense: the same of the questions known to be out of scope.
    """

    _SHARP, _SHARP_SENSE = 8.0, 16.0

    def __init__(
        self,
        rows: Rows,
        sources: Rows,
        questions: Vectors,
        sense: Vectors,
        outside: Vectors,
        outside_sense: Vectors,
    ) -> None:
        self._rows, self._sources = rows, sources
        self._passages, self._known = len(sources), len(rows)
        self._plain = questions
        if self._known:
            self._space = Space(questions, rows)
            self._sense = self._space if sense is questions else Space(sense, rows)
            self._outside = self._space.place(outside)
            self._outside_sense = self._sense.place(outside_sense)
        self._per_row = np.bincount(rows, minlength=self._passages)
        self._source_of = sources[rows] if self._known else rows
        self._per_source = np.bincount(self._source_of, minlength=int(sources.max(initial=-1)) + 1)

    def near(self, question: Vectors, sense: Vectors, floor: float) -> Nearness:
        """Nearness of a question, given its vector by each encoder, to every passage."""
        if not self._known:
            none = np.zeros(self._passages, dtype=np.float32)
            return Nearness(none, none, none, none, none, 0.0)
        plain = np.maximum((self._plain @ question - floor) / (1.0 - floor), 0.0)
        asked = np.zeros(self._passages, dtype=np.float32)
        np.maximum.at(asked, self._rows, plain.astype(np.float32))
        cosines, by_sense = self._space.cosines(question), self._sense.cosines(sense)
        return Nearness(
            asked,
            _together(cosines, self._rows, self._per_row, self._SHARP),
            _together(by_sense, self._rows, self._per_row, self._SHARP_SENSE),
            _together(cosines, self._source_of, self._per_source, self._SHARP)[self._sources],
            _together(by_sense, self._source_of, self._per_source, self._SHARP_SENSE)[self._sources],
            float(cosines.max()),
        )

    def outside(self, question: Vectors, sense: Vectors) -> Outside:
        """Nearness of a question, given its vector by each encoder, to those out of scope."""
        if not self._known or not len(self._outside):
            return Outside(0.0, 0.0, 0.0)
        cosines = self._outside @ self._space.place(question[None])[0]
        by_sense = self._outside_sense @ self._sense.place(sense[None])[0]
        together = np.log(np.exp(self._SHARP * cosines).sum() / np.sqrt(len(cosines))) / self._SHARP
        return Outside(float(cosines.max()), float(together), float(by_sense.max()))


def _together(cosines: Vectors, groups: Rows, sizes: NDArray[np.int64], sharp: float) -> Vectors:
    """Soft maximum of the cosines of each group.

    A group without questions, a document say, gets the middle value of the others: nothing speaks for
    it or against it. The sum is divided by the square root of the size: a section asked about in many ways is likelier
    to be meant, but not in proportion.
    """
    total = np.zeros(len(sizes))
    np.add.at(total, groups, np.exp(sharp * cosines.astype(np.float64)))
    pooled = np.log(np.maximum(total, 1e-12) / np.sqrt(np.maximum(sizes, 1))) / sharp
    held = sizes > 0
    out: Vectors = np.where(held, pooled, np.median(pooled[held])).astype(np.float32)
    return out


def _whitening(vectors: Vectors, groups: Rows) -> tuple[Vectors, Vectors]:
    """Mean, and the matrix after which the spread inside groups is the same in every direction."""
    dimension = vectors.shape[1]
    sums = np.zeros((int(groups.max()) + 1, dimension), dtype=np.float32)
    np.add.at(sums, groups, vectors)
    sizes = np.maximum(np.bincount(groups, minlength=len(sums)), 1)
    inside = vectors - (sums / sizes[:, None].astype(np.float32))[groups]
    spread = (inside.T @ inside).astype(np.float64) / len(vectors)
    level = float(np.trace(spread)) / dimension
    mean: Vectors = vectors.mean(axis=0)
    if level < 1e-9:  # one question a section at most: nothing to learn from
        return np.zeros_like(mean), np.eye(dimension, dtype=np.float32)
    values, axes = np.linalg.eigh((1 - _SHRINK) * spread + _SHRINK * level * np.eye(dimension))
    stretch: Vectors = (axes @ np.diag(values**-0.5) @ axes.T).astype(np.float32)
    return mean, stretch


def number_sources(source_ids: Sequence[str]) -> Rows:
    """A number for each distinct id, in order of first sight, one entry a passage."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(s, len(numbers)) for s in source_ids], dtype=np.int32)
