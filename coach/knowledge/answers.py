"""The answer contract: claims tied to passages, quotes checked word for word, abstention.

An answer is built from a search by a writer (`EmbeddedWriter` here, or the model's in
`writer_llm.py`). Whatever wrote it, a claim whose quote is not verbatim in its passage is dropped, and
an answer left without any claim becomes an abstention.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from coach.knowledge.passages import Origin, Passage, Period
from coach.knowledge.questions import Question, date_named
from coach.knowledge.references import find_references
from coach.knowledge.retrieval import Ranked
from coach.knowledge.words import fold, sentences, stems

_LEGAL_DOMAINS = frozenset({"demarchage", "numerotation", "donnees", "travail", "handicap", "ia", "ecologie"})
LEGAL_NOTE = "Information générale, qui ne remplace pas un avis juridique."
_LONGEST_SENTENCE = 420
_CLOSE, _NEAR, _NEARER = 0.8, 0.45, 0.6
"""A second passage is told when its score is at least this share of the first one's, and it is this near to the
question: nearer when it holds no word that the first lacks. One that only shares a word misleads."""
_YES_NO = re.compile(
    r"^(?!.*\b(?:depuis quand|quand|combien|comment|quel(?:le)?s?|qui|pourquoi|a quoi|how|when|what|which|why)\b)"
)
_VERDICT = re.compile(r"^(?:Oui|Non)\s?[,:]\s*")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said, and the words of the passage that carry it. `shown` is what the reader sees."""

    shown: str
    quote: str
    passage: Passage

    @property
    def holds(self) -> bool:
        """Whether the quote stands word for word in its passage."""
        return bool(self.quote.strip()) and self.quote in self.passage.text


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with its source, ready to be shown and opened."""

    source: str
    title: str
    locator: str
    quote: str
    url: str | None
    in_force: Period
    passage_id: str

    def to_json(self) -> dict[str, Any]:
        """Fields of the command line contract."""
        return {
            "source": self.source,
            "title": self.title,
            "locator": self.locator,
            "quote": self.quote,
            "url": self.url,
            "in_force": self.in_force.to_json(),
        }


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage of the ranked retrieval."""

    id: str
    source: str
    locator: str
    score: float
    text: str

    def to_json(self) -> dict[str, Any]:
        """Fields of the command line contract."""
        return {
            "id": self.id,
            "source": self.source,
            "locator": self.locator,
            "score": round(self.score, 4),
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or the word that there is none (`abstained`).

    Attributes:
        as_of: the day it holds on.
        engine: what wrote it (`embedded`, or the model's name and prompt version).
        confidence: chance, from 0 to 1, that the first passage answers.
        nearest: titles offered when there is no answer.
        changes: dated changes of the rules cited, newest first, for a "changed since" notice.
        see_also: heading and id of passages worth reading next.
    """

    question: str
    answer: str
    abstained: bool
    as_of: date
    citations: tuple[Citation, ...]
    passages: tuple[RankedPassage, ...]
    engine: str
    confidence: float = 0.0
    nearest: tuple[str, ...] = ()
    changes: tuple[tuple[date, str], ...] = ()
    see_also: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The object of `coach ask --json`."""
        return {
            "question": self.question,
            "answer": self.answer,
            "abstained": self.abstained,
            "as_of": self.as_of.isoformat(),
            "citations": [c.to_json() for c in self.citations],
            "passages": [p.to_json() for p in self.passages],
            "engine": self.engine,
        }


@dataclass(frozen=True, slots=True)
class Brief:
    """What a writer gets for one part of a question: the question and passages in force, best first.

    `before` is a passage on the same point that was in force earlier, when the question asks what changed.
    """

    question: Question
    ranked: tuple[Ranked, ...]
    before: Passage | None = None


class Writer(Protocol):
    """Writes the claims of an answer."""

    @property
    def name(self) -> str:
        """Stored with each answer."""

    def write(self, brief: Brief) -> tuple[Claim, ...]:
        """Claims in reading order; empty when the passages do not answer."""


class EmbeddedWriter:
    """Answers with the sections' own sentences: the opening of the best, then what qualifies it."""

    name = "embedded"

    def write(self, brief: Brief) -> tuple[Claim, ...]:
        """See `Writer.write`."""
        best = brief.ranked[0].passage
        wanted = set(stems(brief.question.search))
        opening = best.lead or " ".join(_nearest_sentences(best, wanted, count=2)[:1])
        if not opening:
            return ()
        plain = opening if _YES_NO.search(fold(brief.question.text)) else without_verdict(opening)
        shown = plain if best.kind == "fiche" else f"{best.source_title}, {best.locator} : « {opening} »"
        claims = [Claim(shown, opening, best)]
        claims += self._qualifying(best, opening, wanted)
        second = self._second(brief, wanted, opening)
        if second is not None:
            claims.append(second)
        return tuple(claims)

    @staticmethod
    def _qualifying(best: Passage, opening: str, wanted: set[str]) -> list[Claim]:
        """Sentences of the best section that hold words of the question its opening lacks, in text order."""
        said = set(stems(opening))
        missing = wanted - said
        rest = [s for s in sentences(best.text.replace(opening, "", 1)) if len(s) <= _LONGEST_SENTENCE]
        scored = [(len(missing & set(stems(s))), -i, s) for i, s in enumerate(rest)]
        picked = sorted(scored, reverse=True)[:2]
        useful = [s for score, _, s in sorted(picked, key=lambda t: -t[1]) if score > 0]
        if not useful and best.kind == "fiche" and len(opening) < 160 and rest:
            useful = rest[:1]
        return [Claim(s.removeprefix("- "), s, best) for s in useful]

    @staticmethod
    def _second(brief: Brief, wanted: set[str], opening: str) -> Claim | None:
        """Opening of the next passage when it says something of the question that the first does not."""
        if len(brief.ranked) < 2:
            return None
        first, other = brief.ranked[0], brief.ranked[1]
        if other.score < _CLOSE * first.score or other.passage.kind != "fiche":
            return None
        if other.passage.domain != first.passage.domain:
            return None
        new = (wanted - set(stems(first.passage.text))) & set(
            stems(f"{other.passage.title} {other.passage.lead}")
        )
        near = max(other.evidence.asked, other.evidence.sense)
        if near < (_NEAR if new else _NEARER):
            return None
        return Claim(without_verdict(other.passage.lead), other.passage.lead, other.passage)


def without_verdict(text: str) -> str:
    """An opening without its "Oui," or "Non :", which answers a question put otherwise than this one."""
    rest = _VERDICT.sub("", text)
    return rest if rest == text or not rest else rest[0].upper() + rest[1:]


def assemble(claims: Sequence[Claim], as_of: date) -> tuple[str, tuple[Citation, ...]]:
    """Text and citations of the claims that hold; an empty text when none does.

    A claim whose passage is not in force on `as_of` is dropped with its citation.
    """
    kept: list[Claim] = []
    for claim in claims:
        if (
            claim.holds
            and claim.passage.in_force.holds_on(as_of)
            and claim.quote not in {k.quote for k in kept}
        ):
            kept.append(claim)
    lines: list[str] = []
    for i, claim in enumerate(kept):
        new_source = i > 0 and claim.passage.id != kept[i - 1].passage.id
        lines.append(f"\n{claim.shown}" if new_source else claim.shown)
    citations = tuple(cite(c.quote, c.passage, as_of) for c in kept)
    return "\n".join(lines).strip(), citations


def cite(quote: str, passage: Passage, as_of: date) -> Citation:
    """Citation of a quote, with the official text it names when the passage rests on several."""
    origin = _origin(quote, passage, as_of)
    if passage.kind == "document" or origin is None:
        locator, url = passage.locator, passage.url
    else:
        locator = f"{origin.name}, {origin.locator}" if origin.locator else origin.name
        url = origin.url
    return Citation(passage.source_id, passage.heading, locator, quote, url, passage.in_force, passage.id)


def is_legal(passage: Passage) -> bool:
    """Whether the discreet note belongs under an answer from this passage."""
    return passage.domain in _LEGAL_DOMAINS or (
        passage.kind == "document" and bool(find_references(passage.text))
    )


def caution(passage: Passage) -> str:
    """A word of care for a fiche whose facts await a check against the official text."""
    return "Point à vérifier sur le texte officiel." if passage.confidence == "a_verifier" else ""


def _origin(quote: str, passage: Passage, as_of: date) -> Origin | None:
    """The official text behind a quote: named in it, else in its passage, else the first one."""
    if not passage.origins:
        return None
    for text in (quote, passage.text):
        named = find_references(text)
        fitting = [
            o
            for o in passage.origins
            if any(r.matches(n) for r in find_references(f"{o.name}, {o.locator}") for n in named)
        ]
        if fitting:
            return max(fitting, key=lambda o: _version(o, as_of))
    flat = fold(quote)
    for o in passage.origins:
        if fold(o.name) in flat or any(
            len(w) > 3 and w.isupper() and fold(w) in flat.split() for w in o.name.split()
        ):
            return o
    return passage.origins[0]


def _version(origin: Origin, as_of: date) -> tuple[bool, date]:
    """Order of two versions of one article: the latest that had begun on the day asked comes last."""
    begun = date_named(origin.locator, as_of)
    return (begun is None or begun <= as_of, begun or date.min)


def _nearest_sentences(passage: Passage, wanted: set[str], count: int) -> list[str]:
    """Sentences of a passage with the most words of the question, best first."""
    candidates = [s for s in sentences(passage.text) if 15 <= len(s) <= 600] or [passage.text[:400]]
    scored = sorted(((len(wanted & set(stems(s))), -i, s) for i, s in enumerate(candidates)), reverse=True)
    return [s for _, _, s in scored[:count]]


def shorten(answer: Answer, top: int) -> Answer:
    """The same answer with at most `top` ranked passages."""
    return replace(answer, passages=answer.passages[:top])
