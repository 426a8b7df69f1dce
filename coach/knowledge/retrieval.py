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
        passages = generation.passages
        self._passage_of = np.array([u.row for u in generation.units], dtype=np.int32)
        # Units come in the order of their passages, the opening first, then the questions.
        self._first_unit = np.searchsorted(self._passage_of, np.arange(len(passages) + 1))
        self._start = np.array([(p.in_force.start or date.min).toordinal() for p in passages])
        self._end = np.array([(p.in_force.end or date.max).toordinal() for p in passages])
        self._is_fiche = np.array([p.kind == "fiche" for p in passages], dtype=bool)
        self._source_rows: dict[str, list[int]] = {}
        for row, p in enumerate(passages):
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
        rows = self._candidates(words, vector, self._allowed(as_of, domain, competence))
        if not len(rows):
            return Found((), 0.0, query.corrected)
        evidence = self._evidence(rows, query, words, vector, find_references(text))
        ranked = [
            Ranked(self._g.passages[row], row, self._rank(e), e)
            for row, e in zip(rows.tolist(), evidence, strict=True)
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
        allowed = np.ones(len(self._g.passages), dtype=bool)
        if as_of is not None:
            day = as_of.toordinal()
            allowed &= (self._start <= day) & (day <= self._end)
        if domain is not None:
            allowed &= np.array([p.domain == domain for p in self._g.passages])
        if competence is not None:
            allowed &= np.array([competence in p.competences for p in self._g.passages])
        return allowed

    def _candidates(
        self, words: NDArray[np.float32], vector: NDArray[np.float32], allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.int32]:
        """Rows worth a closer look, ascending: the best by words and the best by sense."""
        if allowed is not None:
            words = np.where(allowed, words, np.float32(0.0))
        wide = min(_WIDE, len(words))
        by_words = np.argpartition(-words, wide - 1)[:wide]
        # Filtered searches look further: what the filter leaves may lie far down.
        hits = self._vectors.search(vector, _WIDE if allowed is None else 3 * _WIDE)
        by_sense = self._passage_of[[h.row for h in hits]]
        if allowed is not None:
            by_sense = by_sense[allowed[by_sense]]
        rows = np.union1d(by_words[words[by_words] > 0], by_sense)
        return rows.astype(np.int32)

    def _nearness(
        self, rows: NDArray[np.int32], vector: NDArray[np.float32]
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Cosine with the opening, and with the nearest question, of these passages and their siblings."""
        wanted = sorted({r for row in rows.tolist() for r in self._siblings(row)})
        first, last = self._first_unit[wanted], self._first_unit[np.asarray(wanted) + 1]
        units = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
        scores = np.maximum(self._g.table[units] @ vector, 0.0)
        sense, asked = {}, {}
        at = 0
        for row, size in zip(wanted, (last - first).tolist(), strict=True):
            sense[row] = float(scores[at])
            asked[row] = float(scores[at + 1 : at + size].max()) if size > 1 else 0.0
            at += size
        return sense, asked

    def _siblings(self, row: int) -> list[int]:
        return self._source_rows[self._g.passages[row].source_id] if self._is_fiche[row] else [row]

    def _evidence(
        self,
        rows: NDArray[np.int32],
        query: Query,
        words: NDArray[np.float32],
        vector: NDArray[np.float32],
        wanted: Sequence[Reference],
    ) -> list[Evidence]:
        sense, asked = self._nearness(rows, vector)
        coverage = self._g.lexical.coverage(query, rows)
        cited = self._cited(rows, wanted)
        shares = np.minimum(words[rows] / self._g.lexical.ceiling(query), 1.0)
        best_asked = {
            source: sorted(((asked.get(r, 0.0), r) for r in siblings), reverse=True)[:2]
            for source in {self._g.passages[row].source_id for row in rows.tolist()}
            for siblings in (self._source_rows[source],)
        }
        out = []
        for i, row in enumerate(rows.tolist()):
            passage = self._g.passages[row]
            other = next((s for s, r in best_asked[passage.source_id] if r != row), 0.0)
            out.append(
                Evidence(
                    words=float(shares[i]),
                    sense=sense[row],
                    asked=asked[row],
                    sibling=other if self._is_fiche[row] else 0.0,
                    coverage=float(coverage[i]),
                    reference=float(cited[i]),
                    fiche=float(self._is_fiche[row]),
                )
            )
        return out

    def _cited(self, rows: NDArray[np.int32], wanted: Sequence[Reference]) -> NDArray[np.bool_]:
        """Which passages hold a reference asked for; the index knows who may, the text decides."""
        out = np.zeros(len(rows), dtype=bool)
        for reference in wanted:
            for i in np.flatnonzero(self._g.lexical.holders(reference.key, rows) & ~out):
                passage = self._g.passages[int(rows[i])]
                held = find_references(f"{passage.title}\n{passage.locator}\n{passage.text}")
                out[i] = any(h.matches(reference) for h in held)
        return out

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
