"""Hybrid search: words and sense fused, questions of the fiches, references, dates, neighbours.

Each candidate gets features between 0 and 1 (see `Evidence`); their weighted sum ranks, and the same
features of the best candidate tell how likely it is to answer at all. Weights are tuned on the
development questions only (`evals/knowledge/tune.py`) and kept in `knowledge/ranking.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from coach.knowledge.index_store import Generation
from coach.knowledge.lexical import Query
from coach.knowledge.passages import Passage
from coach.knowledge.ports import Embedder, VectorIndex
from coach.knowledge.references import Reference, find_references
from coach.resources import data_dir

_WIDE = 80
"""Candidates taken from each of the two searches."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage, each from 0 to 1.

    Attributes:
        words: BM25 against the best a passage of this index could reach for this question.
        sense: cosine with the passage's opening.
        asked: cosine with the nearest question people ask for this passage.
        sibling: cosine with the nearest question asked for another section of the same fiche.
        coverage: share of the question's telling words that the passage holds.
        reference: the very article or text asked for is in the passage.
        fiche: written for this product, rather than a document added to it.
    """

    words: float
    sense: float
    asked: float
    sibling: float
    coverage: float
    reference: float
    fiche: float

    def values(self) -> tuple[float, ...]:
        """In the order of the attributes."""
        return (
            self.words,
            self.sense,
            self.asked,
            self.sibling,
            self.coverage,
            self.reference,
            self.fiche,
        )


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage found, its score (about 0 to 1) and why."""

    passage: Passage
    row: int
    score: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search: ranked passages and the chance that the first one answers."""

    ranked: tuple[Ranked, ...]
    confidence: float
    corrected: Mapping[str, str]


class RankingFile(BaseModel):
    """`knowledge/ranking.json`: weights of `Evidence` for the rank and for the confidence."""

    model_config = ConfigDict(extra="forbid")
    rank: dict[str, float]
    confidence: dict[str, float]
    threshold: float


@lru_cache(maxsize=4)
def load_ranking(path: Path | None = None) -> RankingFile:
    """The weights that travel with the product."""
    path = path or data_dir("knowledge") / "ranking.json"
    return RankingFile.model_validate(json.loads(path.read_text(encoding="utf-8")))


class Retriever:
    """Searches one generation."""

    def __init__(
        self,
        generation: Generation,
        vectors: VectorIndex,
        embedder: Embedder,
        ranking: RankingFile | None = None,
    ) -> None:
        self._g = generation
        self._vectors = vectors
        self._embedder = embedder
        self._ranking = ranking or load_ranking()
        self._passage_of = np.array([u.row for u in generation.units] or [0], dtype=np.int32)
        self._is_question = np.array([u.is_question for u in generation.units] or [False], dtype=bool)
        self._units_of: dict[int, list[int]] = {}
        for i, unit in enumerate(generation.units):
            self._units_of.setdefault(unit.row, []).append(i)
        self._source_rows: dict[str, list[int]] = {}
        for row, p in enumerate(generation.passages):
            self._source_rows.setdefault(p.source_id, []).append(row)

    def search(
        self,
        text: str,
        *,
        top: int = 8,
        as_of: date | None = None,
        domain: str | None = None,
        competence: str | None = None,
        english: bool = False,
    ) -> Found:
        """Best passages for a text.

        Args:
            text: a question or a few words.
            top: how many to return.
            as_of: leaves out passages not in force that day; None keeps all.
            domain: keeps the fiches of one domain.
            competence: keeps the fiches tied to one competence (`CP5`).
            english: also reads English words.
        """
        if not self._g.passages:
            return Found((), 0.0, {})
        query = self._g.lexical.query(text, english=english)
        words = self._g.lexical.scores(query)
        spelt = " ".join(query.corrected.get(w, w) for w in text.split()) if query.corrected else text
        vector = self._embedder.embed([spelt], "query")[0]
        allowed = self._allowed(as_of, domain, competence)
        rows = self._candidates(words, vector, allowed)
        if not rows:
            return Found((), 0.0, query.corrected)
        wanted = find_references(text)
        ceiling = self._g.lexical.ceiling(query)
        near = self._nearness(rows, vector)
        ranked = [
            Ranked(self._g.passages[row], row, self._rank(e), e)
            for row in rows
            for e in (self._evidence(row, query, words, ceiling, near, wanted),)
        ]
        ranked.sort(key=lambda r: (-r.score, r.row))
        return Found(tuple(ranked[:top]), self._confidence(ranked, query), query.corrected)

    def neighbours(self, row: int) -> tuple[Passage, ...]:
        """Passages just before and after in the same source."""
        rows = self._source_rows[self._g.passages[row].source_id]
        at = rows.index(row)
        return tuple(self._g.passages[r] for r in (*rows[max(0, at - 1) : at], *rows[at + 1 : at + 2]))

    def of_source(self, source_id: str) -> tuple[Passage, ...]:
        """All passages of a source, in order; empty when unknown."""
        return tuple(self._g.passages[r] for r in self._source_rows.get(source_id, ()))

    def _allowed(
        self, as_of: date | None, domain: str | None, competence: str | None
    ) -> NDArray[np.bool_] | None:
        if as_of is None and domain is None and competence is None:
            return None
        return np.array(
            [
                (as_of is None or p.in_force.holds_on(as_of))
                and (domain is None or p.domain == domain)
                and (competence is None or competence in p.competences)
                for p in self._g.passages
            ],
            dtype=bool,
        )

    def _candidates(
        self, words: NDArray[np.float32], vector: NDArray[np.float32], allowed: NDArray[np.bool_] | None
    ) -> list[int]:
        if allowed is not None:
            words = np.where(allowed, words, 0.0)
        by_words = np.argsort(-words, kind="stable")[:_WIDE]
        rows = dict.fromkeys(int(r) for r in by_words if words[r] > 0)
        # Filtered searches look further: what the filter leaves may lie far down.
        hits = self._vectors.search(vector, _WIDE if allowed is None else 6 * _WIDE)
        by_sense = dict.fromkeys(int(self._passage_of[h.row]) for h in hits)
        kept = [r for r in by_sense if allowed is None or allowed[r]][:_WIDE]
        rows.update(dict.fromkeys(kept))
        return list(rows)

    def _nearness(self, rows: Sequence[int], vector: NDArray[np.float32]) -> dict[int, tuple[float, float]]:
        """Row → cosine with its opening and with its nearest question, siblings included."""
        out: dict[int, tuple[float, float]] = {}
        wanted = {r for row in rows for r in self._siblings(row)}
        for row in wanted:
            units = self._units_of.get(row, [])
            scores = self._g.table[units] @ vector if units else np.zeros(0)
            questions = self._is_question[units] if units else np.zeros(0, dtype=bool)
            sense = float(scores[~questions].max()) if (~questions).any() else 0.0
            asked = float(scores[questions].max()) if questions.any() else 0.0
            out[row] = (max(0.0, sense), max(0.0, asked))
        return out

    def _siblings(self, row: int) -> list[int]:
        passage = self._g.passages[row]
        return self._source_rows[passage.source_id] if passage.kind == "fiche" else [row]

    def _evidence(
        self,
        row: int,
        query: Query,
        words: NDArray[np.float32],
        ceiling: float,
        near: Mapping[int, tuple[float, float]],
        wanted: Sequence[Reference],
    ) -> Evidence:
        passage = self._g.passages[row]
        sense, asked = near[row]
        return Evidence(
            words=min(1.0, float(words[row]) / ceiling),
            sense=sense,
            asked=asked,
            sibling=max((near[r][1] for r in self._siblings(row) if r != row), default=0.0),
            coverage=self._g.lexical.coverage(query, row),
            reference=float(_cites(passage, wanted)) if wanted else 0.0,
            fiche=float(passage.kind == "fiche"),
        )

    def _rank(self, evidence: Evidence) -> float:
        weights = self._ranking.rank
        return sum(
            weights.get(name, 0.0) * value
            for name, value in zip(Evidence.__dataclass_fields__, evidence.values(), strict=True)
        )

    def _confidence(self, ranked: Sequence[Ranked], query: Query) -> float:
        """Chance, from 0 to 1, that the best passage answers (logistic of its evidence)."""
        best = ranked[0].evidence
        weights = self._ranking.confidence
        features = dict(zip(Evidence.__dataclass_fields__, best.values(), strict=True))
        features["near"] = max(best.sense, best.asked)
        features["unknown"] = self._g.lexical.unknown_share(query)
        features["score"] = ranked[0].score
        features["bias"] = 1.0
        z = sum(weights.get(name, 0.0) * value for name, value in features.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


def _cites(passage: Passage, wanted: Sequence[Reference]) -> bool:
    held = find_references(f"{passage.title}\n{passage.locator}\n{passage.text}")
    return any(h.matches(w) for w in wanted for h in held)
