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


_TOPICS = 5
"""Passages of the subject whose fiches a follow-up may be about."""
_FOCUS = 0.5
"""Share of a follow-up's own words in its rank."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage, each from 0 to 1.

    Attributes:
        words: BM25 against the best a passage of this index could reach for this question.
        sense: cosine with the passage's opening.
        asked: cosine with the nearest question people ask for this passage.
        sibling: cosine with the nearest question asked for another section of the same fiche.
        phrasing: words in common with the nearest question asked for this passage, rare ones weighing more.
        topic: `words` of the best passage of the same fiche.
        coverage: share of the question's telling words that the passage holds.
        first: opens its fiche, where the plain form of a question is answered.
        reference: the very article or text asked for is in the passage.
        fiche: written for this product, rather than a document added to it.
    """

    words: float
    sense: float
    asked: float
    sibling: float
    phrasing: float
    topic: float
    coverage: float
    first: float
    reference: float
    fiche: float

    def values(self) -> tuple[float, ...]:
        """In the order of the attributes."""
        return (
            self.words,
            self.sense,
            self.asked,
            self.sibling,
            self.phrasing,
            self.topic,
            self.coverage,
            self.first,
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
        self._questions_with: dict[str, list[int]] = {}
        self._norm = np.ones(len(generation.units), dtype=np.float32)
        for i, unit in enumerate(generation.units):
            for stem in unit.stems:
                self._questions_with.setdefault(stem, []).append(i)
            if unit.stems:
                self._norm[i] = math.sqrt(sum(generation.lexical.idf(s) ** 2 for s in unit.stems))
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
        focus: str | None = None,
    ) -> Found:
        """Best passages for a text.

        Args:
            text: a question or a few words.
            top: how many to return.
            as_of: leaves out passages not in force that day; None keeps all.
            domain: keeps the fiches of one domain.
            competence: keeps the fiches tied to one competence (`CP5`).
            english: also reads English words.
            focus: of a follow-up, its own words; `text` then holds the subject too. What the subject
                brings is ranked again by them.
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
        if focus is not None:
            ranked = self._refocus(ranked, focus, english=english)
        return Found(tuple(ranked[:top]), self._confidence(ranked, query), query.corrected)

    def _refocus(self, ranked: list[Ranked], focus: str, *, english: bool) -> list[Ranked]:
        """Ranks the fiches of the subject again by the words of the follow-up itself."""
        topics = dict.fromkeys(r.passage.source_id for r in ranked[:_TOPICS])
        near = [r for r in ranked if r.passage.source_id in topics]
        query = self._g.lexical.query(focus, english=english)
        words = self._g.lexical.scores(query)
        vector = self._embedder.embed([focus], "query")[0]
        rows = np.array([r.row for r in near], dtype=np.int32)
        own = self._evidence(rows, query, words, vector, find_references(focus))
        again = [
            Ranked(r.passage, r.row, (1 - _FOCUS) * r.score + _FOCUS * self._rank(e), r.evidence)
            for r, e in zip(near, own, strict=True)
        ]
        again.sort(key=lambda r: (-r.score, r.row))
        return again + [r for r in ranked if r.passage.source_id not in topics]

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

    def _phrasing(self, query: Query) -> NDArray[np.float32]:
        """Cosine, by weighted words, of the query with each question; zero for openings."""
        out = np.zeros(len(self._norm), dtype=np.float32)
        size = 0.0
        for term, weight in query.terms.items():
            idf = self._g.lexical.idf(term)
            size += (weight * idf) ** 2 if weight >= 0.8 else 0.0
            out[self._questions_with.get(term, [])] += weight * idf * idf
        return np.minimum(out / (self._norm * max(math.sqrt(size), 1e-6)), np.float32(1.0))

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
        ceiling = self._g.lexical.ceiling(query)
        phrasing = self._phrasing(query)
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
                    words=min(1.0, float(words[row]) / ceiling),
                    sense=sense[row],
                    asked=asked[row],
                    sibling=other if self._is_fiche[row] else 0.0,
                    phrasing=float(
                        phrasing[self._first_unit[row] : self._first_unit[row + 1]].max(initial=0.0)
                    ),
                    topic=min(1.0, float(words[self._siblings(row)].max()) / ceiling),
                    coverage=float(coverage[i]),
                    first=float(passage.position == 0 and self._is_fiche[row]),
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
        """Chance, from 0 to 1, that the best passage answers (logistic of `confidence_features`)."""
        features = confidence_features(ranked, self._g.lexical.unknown_share(query))
        z = sum(self._ranking.confidence.get(name, 0.0) * value for name, value in features.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


def confidence_features(ranked: Sequence[Ranked], unknown: float) -> dict[str, float]:
    """What tells an answerable question: the best of each kind of evidence, and how far ahead the first is.

    `unknown` is the share of the question that no passage knows.
    """
    best = ranked[0]
    head = [r.evidence for r in ranked[:5]]
    rival = next((r.score for r in ranked if r.passage.source_id != best.passage.source_id), 0.0)
    return {
        "bias": 1.0,
        "score": best.score,
        "lead": best.score - rival,
        "words": best.evidence.words,
        "coverage": best.evidence.coverage,
        "sense": max(e.sense for e in head),
        "asked": max(e.asked for e in head),
        "phrasing": max(e.phrasing for e in head),
        "reference": best.evidence.reference,
        "unknown": unknown,
    }
