"""Hybrid search: words and sense fused, questions of the fiches, references, dates, neighbours.

Each candidate gets features between 0 and 1 (see `Evidence`); their weighted sum ranks, and the same
features of the best candidate tell how likely it is to answer at all. Weights are tuned on the
development questions only (`evals/knowledge/tune.py`) and kept in `knowledge/ranking.json`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from coach.knowledge.asked import AskedIndex, Nearness, Outside, number_sources
from coach.knowledge.index_store import Encoders, Generation
from coach.knowledge.lexical import Query
from coach.knowledge.passages import Passage
from coach.knowledge.ports import VectorIndex, Vectors
from coach.knowledge.references import Reference, find_references
from coach.knowledge.words import content_words, stem
from coach.resources import data_dir

_NAME = re.compile(r"(?<=[^\W_] )(?:l'|d'|L'|D'|l’|d’)?[A-ZÀ-Ý][\w-]+")
"""A capital inside a sentence: a name or an acronym."""
_WIDE = 80
"""Candidates taken from each of the two searches."""


_TOPICS = 5
"""Passages of the subject whose fiches a follow-up may be about."""
_GIBBERISH = 0.999
"""Share of unknown words from which nothing is answered: an encoder finds a neighbour for anything."""
_REMEMBERED = 64
"""Texts whose reading is kept."""
_FOCUS = 0.75
"""Share of a follow-up's own words in its rank."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage, each from 0 to 1.

    Attributes:
        words: BM25 against the best a passage of this index could reach for this question.
        sense: cosine with the passage's opening.
        asked: cosine with the nearest question people ask for this passage.
        many: nearness to all the questions asked for this passage together, see `Nearness`.
        many_sense: the same with the encoder of passages.
        about: the same as `many`, over the whole fiche.
        about_sense: the same as `many_sense`, over the whole fiche.
        topic: `words` of the best passage of the same fiche.
        coverage: share of the question's telling words that the passage holds.
        first: opens its fiche, where the plain form of a question is answered.
        reference: the very article or text asked for is in the passage, its opening, its sources.
        fiche: written for this product, rather than a document added to it.
    """

    words: float
    sense: float
    asked: float
    many: float
    many_sense: float
    about: float
    about_sense: float
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
            self.many,
            self.many_sense,
            self.about,
            self.about_sense,
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


class Ranking(BaseModel):
    """Weights of `Evidence` for the rank, of `confidence_features` for the confidence, and its threshold."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rank: dict[str, float]
    confidence: dict[str, float]
    threshold: float


@lru_cache(maxsize=4)
def load_ranking(question_encoder: str) -> Ranking:
    """The weights fitted with an encoder of questions; those of the first one for any other."""
    data = json.loads((data_dir("knowledge") / "ranking.json").read_text(encoding="utf-8"))
    return Ranking.model_validate(data.get(question_encoder) or next(iter(data.values())))


@dataclass(frozen=True, slots=True)
class _Look:
    """A text as each search sees it. `words`: BM25 of each passage; `near`: by the questions asked."""

    query: Query
    words: Vectors
    vector: Vectors
    near: Nearness
    wanted: Sequence[Reference]
    outside: Outside
    text: str


class Retriever:
    """Searches one generation."""

    def __init__(
        self,
        generation: Generation,
        vectors: VectorIndex,
        encoders: Encoders,
        ranking: Ranking | None = None,
    ) -> None:
        self._g = generation
        self._vectors = vectors
        self._encoders = encoders
        self._ranking = ranking or load_ranking(encoders.questions.name)
        self._weights = np.array([self._ranking.rank.get(n, 0.0) for n in Evidence.__dataclass_fields__])
        passages = generation.passages
        self._asked = AskedIndex(
            np.array([a.row for a in generation.asked], dtype=np.int32),
            number_sources([p.source_id for p in passages]),
            generation.questions,
            generation.questions_sense,
            generation.outside,
            generation.outside_sense,
        )
        self._start = np.array([(p.in_force.start or date.min).toordinal() for p in passages])
        self._end = np.array([(p.in_force.end or date.max).toordinal() for p in passages])
        self._is_fiche = np.array([p.kind == "fiche" for p in passages], dtype=bool)
        self._looks: dict[tuple[str, bool], _Look] = {}
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
        look = self._look(text, english=english)
        rows = self._candidates(look, self._allowed(as_of, domain, competence))
        if not len(rows):
            return Found((), 0.0, look.query.corrected)
        evidence = self._evidence(rows, look)
        ranked = [
            Ranked(self._g.passages[row], row, score, e)
            for row, score, e in zip(rows.tolist(), self._scores(evidence), evidence, strict=True)
        ]
        ranked.sort(key=lambda r: (-r.score, r.row))
        if focus is not None:
            ranked = self._refocus(ranked, focus, english=english)
        return Found(
            tuple(ranked[:top]), self._confidence(ranked, look, english=english), look.query.corrected
        )

    def _refocus(self, ranked: list[Ranked], focus: str, *, english: bool) -> list[Ranked]:
        """Ranks the fiches of the subject again by the words of the follow-up itself."""
        topics = dict.fromkeys(r.passage.source_id for r in ranked[:_TOPICS])
        near = [r for r in ranked if r.passage.source_id in topics]
        rows = np.array([r.row for r in near], dtype=np.int32)
        own = self._evidence(rows, self._look(focus, english=english))
        again = [
            Ranked(r.passage, r.row, (1 - _FOCUS) * r.score + _FOCUS * score, r.evidence)
            for r, score in zip(near, self._scores(own), strict=True)
        ]
        again.sort(key=lambda r: (-r.score, r.row))
        return again + [r for r in ranked if r.passage.source_id not in topics]

    @property
    def threshold(self) -> float:
        """Confidence from which a question is answered."""
        return self._ranking.threshold

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

    def _look(self, text: str, *, english: bool) -> _Look:
        """Reads a text once; one question is looked up several times (other dates, its parts)."""
        key = (text, english)
        found = self._looks.get(key)
        if found is None:
            if len(self._looks) >= _REMEMBERED:
                self._looks.clear()
            found = self._looks[key] = self._read(text, english=english)
        return found

    def _read(self, text: str, *, english: bool) -> _Look:
        query = self._g.lexical.query(text, english=english)
        spelt = " ".join(query.corrected.get(w, w) for w in text.split()) if query.corrected else text
        opening = self._encoders.passages.embed([spelt], "query")[0]
        same = self._encoders.questions is self._encoders.passages
        question = opening if same else self._encoders.questions.embed([spelt], "query")[0]
        return _Look(
            query=query,
            words=self._g.lexical.scores(query),
            vector=opening,
            near=self._asked.near(question, opening, self._encoders.questions.floor),
            wanted=find_references(text),
            outside=self._asked.outside(question, opening),
            text=text,
        )

    def _candidates(self, look: _Look, allowed: NDArray[np.bool_] | None) -> NDArray[np.int32]:
        """Rows worth a closer look, ascending: the best by words, by sense and by question."""
        words = look.words if allowed is None else np.where(allowed, look.words, np.float32(0.0))
        wide = min(_WIDE, len(words))
        by_words = np.argpartition(-words, wide - 1)[:wide]
        # Filtered searches look further: what the filter leaves may lie far down.
        hits = self._vectors.search(look.vector, _WIDE if allowed is None else 3 * _WIDE)
        by_sense = np.array([h.row for h in hits], dtype=np.int32)
        by_question = np.argpartition(-look.near.many, wide - 1)[:wide]
        near = np.union1d(by_sense, by_question)
        if allowed is not None:
            near = near[allowed[near]]
        return np.union1d(by_words[words[by_words] > 0], near).astype(np.int32)

    def _siblings(self, row: int) -> list[int]:
        return self._source_rows[self._g.passages[row].source_id] if self._is_fiche[row] else [row]

    def _evidence(self, rows: NDArray[np.int32], look: _Look) -> list[Evidence]:
        sense = np.maximum(self._g.openings[rows] @ look.vector, 0.0)
        coverage = self._g.lexical.coverage(look.query, rows)
        cited = self._cited(rows, look.wanted)
        ceiling = self._g.lexical.ceiling(look.query)
        near = look.near
        out = []
        for i, row in enumerate(rows.tolist()):
            passage = self._g.passages[row]
            out.append(
                Evidence(
                    words=min(1.0, float(look.words[row]) / ceiling),
                    sense=float(sense[i]),
                    asked=float(near.asked[row]),
                    many=float(near.many[row]),
                    many_sense=float(near.sense[row]),
                    about=float(near.fiche[row]),
                    about_sense=float(near.fiche_sense[row]),
                    topic=min(1.0, float(look.words[self._siblings(row)].max()) / ceiling),
                    coverage=float(coverage[i]),
                    first=float(passage.position == 0 and self._is_fiche[row]),
                    reference=float(cited[i]),
                    fiche=float(self._is_fiche[row]),
                )
            )
        return out

    def _cited(self, rows: NDArray[np.int32], wanted: Sequence[Reference]) -> Vectors:
        """How much passages are about a reference asked for: held anywhere, in the opening, in the sources.

        The index knows who may hold it, the text decides.
        """
        out = np.zeros(len(rows), dtype=np.float32)
        for reference in wanted:
            for i in np.flatnonzero(self._g.lexical.holders(reference.key, rows)):
                passage = self._g.passages[int(rows[i])]
                sources = " ; ".join((passage.locator, *(f"{o.name}, {o.locator}" for o in passage.origins)))
                for weight, text in (
                    (0.5, f"{passage.title}\n{passage.locator}\n{passage.text}"),
                    (0.25, f"{passage.title}\n{passage.lead}"),
                    (0.25, sources),
                ):
                    if any(h.matches(reference) for h in find_references(text)):
                        out[i] += weight
        return np.minimum(out, np.float32(1.0))

    def _scores(self, evidence: Sequence[Evidence]) -> list[float]:
        table = np.array([e.values() for e in evidence], dtype=np.float64)
        scores: list[float] = (table @ self._weights).tolist()
        return scores

    def _confidence(self, ranked: Sequence[Ranked], look: _Look, *, english: bool) -> float:
        """Chance, from 0 to 1, that the best passage answers (logistic of `confidence_features`)."""
        doubts = self._doubts(ranked, look, english=english)
        if doubts["unknown"] > _GIBBERISH and not english:
            return 0.0
        features = confidence_features(ranked, doubts)
        z = sum(self._ranking.confidence.get(name, 0.0) * value for name, value in features.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))

    def doubts(self, text: str, ranked: Sequence[Ranked], *, english: bool) -> dict[str, float]:
        """What speaks against an answer, see `_doubts`; for tuning."""
        return self._doubts(ranked, self._look(text, english=english), english=english)

    def _doubts(self, ranked: Sequence[Ranked], look: _Look, *, english: bool) -> dict[str, float]:
        """What speaks against an answer, each from 0 to 1.

        `unknown`: share of the question that no passage knows; `alien`: a name or acronym that none
        knows; `gap`: the most telling word that the fiche found does not hold; `outside`, `outside_many`,
        `outside_sense`: see `Outside`; `nearer_outside`: how much nearer the nearest of those is than
        the nearest question of a fiche.
        """
        query, text = look.query, look.text
        rows = np.array(self._siblings(ranked[0].row), dtype=np.int32)
        gaps = [
            min(self._g.lexical.idf(t) / 6.0, 1.0)
            for t in query.own
            if not self._g.lexical.holders(t, rows).any()
        ]
        inside = max(float(look.near.nearest), 0.0)
        names = [stem(w) for n in _NAME.findall(text) for w in content_words(n)]
        return {
            "unknown": self._g.lexical.unknown_share(query),
            "alien": float(any(not self._g.lexical.knows(n) for n in names)) if not english else 0.0,
            "gap": max(gaps, default=0.0),
            "outside": max(0.0, look.outside.nearest),
            "outside_many": max(0.0, look.outside.many),
            "outside_sense": max(0.0, look.outside.sense),
            "nearer_outside": max(0.0, look.outside.nearest - inside),
        }


def confidence_features(ranked: Sequence[Ranked], doubts: Mapping[str, float]) -> dict[str, float]:
    """What tells an answerable question: the best of each kind of evidence, and how far ahead the first is."""
    best = ranked[0]
    head = [r.evidence for r in ranked[:5]]
    # Nobody has written questions for a document: what it holds of the question's words stands for them.
    held = 0.0 if best.evidence.fiche else best.evidence.coverage
    rival = next((r.score for r in ranked if r.passage.source_id != best.passage.source_id), 0.0)
    return {
        "bias": 1.0,
        "score": best.score,
        "lead": best.score - rival,
        "words": best.evidence.words,
        "coverage": best.evidence.coverage,
        "sense": max(e.sense for e in head),
        "asked": max(held, *(e.asked for e in head)),
        "many": max(held, *(e.many for e in head)),
        "many_sense": max(held, *(e.many_sense for e in head)),
        "reference": best.evidence.reference,
        **doubts,
    }
