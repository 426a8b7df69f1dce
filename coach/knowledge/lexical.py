"""Word search: BM25 over weighted fields, legal references as words, misspelt words mended.

Scores are computed once when the index is built (each word's list of passages with its weight), so a
question costs a few additions of short arrays. Written here because the fields of a fiche (title,
questions, opening, body) weigh differently, which the usual packages do not know.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.knowledge.lexicon import Lexicon
from coach.knowledge.passages import Passage
from coach.knowledge.references import reference_keys
from coach.knowledge.words import STOP_WORDS, content_words, stem, stems

Scores = NDArray[np.float32]

_SATURATION = 1.2
_LENGTH = 0.5
"""BM25's k1 and b: short sections are not shorter because they say less, so length counts half."""

_FIELD_WEIGHTS: Mapping[str, float] = {
    "title": 2.5,
    "source": 2.0,
    "questions": 1.5,
    "lead": 1.5,
    "body": 1.0,
}


_MOST_MENDED = 8
"""Unknown words of one question that are mended: a long text in another language is not a misspelling."""

_OWN_WORD = 0.8
"""Weight from which a term is the asker's own word, not one lent by the lexicon."""


@dataclass(frozen=True, slots=True)
class Query:
    """Weighted stems and references of a question, ready to be searched."""

    terms: dict[str, float]
    corrected: dict[str, str]

    @property
    def own(self) -> dict[str, float]:
        """Terms that are the asker's own words, not lent by the lexicon."""
        return {t: w for t, w in self.terms.items() if w >= _OWN_WORD}


class LexicalIndex:
    """BM25 over passages. Rows are the positions in the list it was built from."""

    def __init__(
        self,
        lexicon: Lexicon,
        terms: Sequence[str],
        bounds: NDArray[np.int64],
        rows: NDArray[np.int32],
        weights: Scores,
        vocabulary: Mapping[str, int],
        count: int,
    ) -> None:
        self._lexicon = lexicon
        self._term_at = {t: i for i, t in enumerate(terms)}
        self._bounds, self._rows, self._weights = bounds, rows, weights
        self._vocabulary = vocabulary
        self._spellings: dict[int, list[str]] = defaultdict(list)
        for word in vocabulary:
            self._spellings[len(word)].append(word)
        self._count = count

    @classmethod
    def build(cls, passages: Sequence[Passage], lexicon: Lexicon) -> LexicalIndex:
        """Index of these passages, in this order."""
        counts = [_weighted_terms(p, lexicon) for p in passages]
        lengths = np.array([float(sum(c.values())) for c in counts] or [1.0], dtype=np.float32)
        norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / max(float(lengths.mean()), 1.0))
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for row, c in enumerate(counts):
            for term, freq in c.items():
                postings[term].append((row, freq))
        terms = sorted(postings)
        bounds = np.zeros(len(terms) + 1, dtype=np.int64)
        np.cumsum([len(postings[t]) for t in terms], out=bounds[1:])
        flat = [pair for t in terms for pair in postings[t]]
        rows = np.array([row for row, _ in flat], dtype=np.int32)
        tf = np.array([freq for _, freq in flat], dtype=np.float32)
        idf = np.repeat([_idf(len(passages), len(postings[t])) for t in terms], np.diff(bounds))
        weights = (idf * tf * (_SATURATION + 1) / (tf + norm[rows])).astype(np.float32)
        return cls(lexicon, terms, bounds, rows, weights, _vocabulary(passages), len(passages))

    def save(self, path: Path) -> None:
        """Writes the index to one `.npz` file."""
        head = json.dumps(
            {"terms": list(self._term_at), "vocabulary": self._vocabulary, "count": self._count}
        )
        with path.open("wb") as file:
            np.savez(
                file,
                head=np.frombuffer(head.encode(), dtype=np.uint8),
                bounds=self._bounds,
                rows=self._rows,
                weights=self._weights,
            )

    @classmethod
    def load(cls, path: Path, lexicon: Lexicon) -> LexicalIndex:
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            head = json.loads(data["head"].tobytes())
            return cls(
                lexicon,
                head["terms"],
                data["bounds"],
                data["rows"],
                data["weights"],
                head["vocabulary"],
                head["count"],
            )

    def query(self, question: str, *, english: bool = False) -> Query:
        """Reads a question: stems, references, abbreviations, familiar words, spelling mended."""
        terms: dict[str, float] = {}
        corrected: dict[str, str] = {}

        def add(term: str, weight: float) -> None:
            terms[term] = max(terms.get(term, 0.0), weight)

        for word in dict.fromkeys(content_words(question)):
            if self.knows(stem(word)) or any(c.isdigit() for c in word):
                add(stem(word), 1.0)
                continue
            mended = self._mend(word) if not english and len(corrected) < _MOST_MENDED else None
            if mended:
                corrected[word] = mended
                add(stem(mended), 0.85)
            else:
                add(stem(word), 1.0)
        plain = " ".join(corrected.get(w, w) for w in content_words(question))
        for s in self._lexicon.abbreviation_stems(question) + self._lexicon.abbreviation_stems(plain):
            add(s, 0.6)
        for s in self._lexicon.familiar_stems(question, english=english):
            add(s, 0.7)
        for key in reference_keys(question):
            add(key, 4.0)
        return Query(terms, corrected)

    def scores(self, query: Query) -> Scores:
        """BM25 score of every passage, shape (number of passages,)."""
        out = np.zeros(self._count, dtype=np.float32)
        for term, weight in query.terms.items():
            where = self._where(term)
            if where is not None:
                out[self._rows[where]] += weight * self._weights[where]
        return out

    def ceiling(self, query: Query) -> float:
        """Score of an ideal passage that repeats every word of the query; never zero.

        Words that no passage knows count too: a question about something else stays far from it.
        """
        total = sum(w * self.idf(t) * (_SATURATION + 1) for t, w in query.terms.items() if w >= _OWN_WORD)
        return max(total, 1e-6)

    def coverage(self, query: Query, rows: NDArray[np.int32]) -> Scores:
        """Share of what the question's own words tell that each passage holds, from 0 to 1.

        A word lent by the lexicon counts for half of what it tells.
        """
        own = {t: self.idf(t) * min(w, 1.0) for t, w in query.terms.items() if w >= _OWN_WORD}
        total = sum(own.values())
        held = np.zeros(len(rows), dtype=np.float32)
        if not total:
            return held
        for term, weight in query.terms.items():
            gain = own.get(term) if weight >= _OWN_WORD else 0.5 * self.idf(term)
            held += np.float32(gain or 0.0) * self.holders(term, rows)
        share: Scores = np.minimum(held / np.float32(total), np.float32(1.0))
        return share

    def holders(self, term: str, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of these passages hold a stem or reference."""
        where = self._where(term)
        if where is None:
            return np.zeros(len(rows), dtype=bool)
        held = self._rows[where]
        at = np.minimum(np.searchsorted(held, rows), len(held) - 1)
        found: NDArray[np.bool_] = held[at] == rows
        return found

    def unknown_share(self, query: Query) -> float:
        """Share of what the question's own words tell that no passage at all knows, from 0 to 1."""
        own = {t: self.idf(t) for t, w in query.terms.items() if w >= _OWN_WORD}
        total = sum(own.values())
        return sum(i for t, i in own.items() if not self.knows(t)) / total if total else 0.0

    def idf(self, term: str) -> float:
        """How much a stem tells; the most for one that no passage holds."""
        where = self._where(term)
        return _idf(self._count, 0 if where is None else where.stop - where.start)

    def knows(self, term: str) -> bool:
        """Whether a stem or reference occurs anywhere."""
        return term in self._term_at

    def _where(self, term: str) -> slice | None:
        at = self._term_at.get(term)
        return None if at is None else slice(int(self._bounds[at]), int(self._bounds[at + 1]))

    def _mend(self, word: str) -> str | None:
        """Nearest known word of an unknown one, if near enough for its length."""
        if len(word) < 5 or word in STOP_WORDS:
            return None
        from rapidfuzz import fuzz, process

        near = [w for n in range(len(word) - 2, len(word) + 3) for w in self._spellings.get(n, ())]
        found = process.extract(
            word, near, scorer=fuzz.ratio, score_cutoff=78 if len(word) > 6 else 82, limit=4
        )
        # Among near words the first letter, then how common the word is, decide.
        ranked = sorted(found, key=lambda f: (-(f[1] + 4 * (f[0][0] == word[0])), -self._vocabulary[f[0]]))
        return str(ranked[0][0]) if ranked else None


def _idf(count: int, holders: int) -> float:
    return math.log(1 + (count - holders + 0.5) / (holders + 0.5))


def _weighted_terms(passage: Passage, lexicon: Lexicon) -> Counter[str]:
    """Stems and references of a passage, counted by the weight of their field."""
    out: Counter[str] = Counter()

    def add(terms: Iterable[str], weight: float) -> None:
        for t in terms:
            out[t] += weight  # type: ignore[assignment]

    fields = {
        "title": passage.title,
        "source": passage.source_title,
        "questions": " ".join(passage.questions),
        "lead": passage.lead,
        "body": passage.text,
    }
    for name, text in fields.items():
        weight = _FIELD_WEIGHTS[name]
        add(stems(text), weight)
        add(set(lexicon.abbreviation_stems(text)), weight * 0.5)
    add(reference_keys(passage.text), 2.0)
    add(reference_keys(passage.locator), 1.0)
    return out


def _vocabulary(passages: Sequence[Passage]) -> dict[str, int]:
    """Words as written (folded) and how often, for mending; figures left out."""
    seen: Counter[str] = Counter()
    for p in passages:
        seen.update(
            w
            for w in content_words(f"{p.source_title} {p.title} {p.text} {' '.join(p.questions)}")
            if len(w) > 3 and not any(c.isdigit() for c in w)
        )
    return dict(seen)
