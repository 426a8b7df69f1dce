"""A candidate's written works: split by part of the mise en situation, and what each shows, word for word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coach.domain.jury import Evidence
from coach.domain.jury_bank import Bank
from coach.domain.referential import Referential
from coach.domain.signs import passages

QUOTES = 3
"""Passages kept for one criterion in one work."""
_SHORT = 90
_LEAST = 6
"""Words under which a passage says nothing by itself: a heading, a caption."""
OTHER = "autre"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the file, and the page it stands on when it is known."""

    text: str
    heading: bool = False
    page: str = ""


@dataclass(frozen=True, slots=True)
class WorkPart:
    """One work: `kind` is a key of the bank's `works`, or `autre`."""

    kind: str
    title: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """All of it, a block a line."""
        return "\n".join(p.text for p in self.paragraphs)


def split_works(paragraphs: Iterable[Paragraph], bank: Bank) -> tuple[WorkPart, ...]:
    """The works of a file, in its order; what belongs to none of the parts is `autre`.

    A heading that names a part opens it; one that names none goes on with the part before, unless its own text
    speaks clearly of another.
    """
    groups: list[tuple[str, list[Paragraph]]] = []
    for paragraph in paragraphs:
        opens = paragraph.heading or len(paragraph.text) <= _SHORT
        kind = _named(paragraph.text, bank) if opens else None
        if (
            not groups
            or (paragraph.heading and (kind or len(groups[-1][1]) > 1))
            or (kind and kind != groups[-1][0] and paragraph.text.lower().startswith("partie"))
        ):
            groups.append((kind or "", []))
        groups[-1][1].append(paragraph)
    found: list[WorkPart] = []
    for kind, held in groups:
        before = found[-1].kind if found else OTHER
        chosen = kind or _spoken(held, bank) or before
        if found and chosen == before:
            found[-1] = WorkPart(before, found[-1].title, (*found[-1].paragraphs, *held))
        else:
            title = bank.works[chosen].name if chosen in bank.works else "Autres pages"
            found.append(WorkPart(chosen, title, tuple(held)))
    return tuple(found)


def evidence_of(works: Sequence[WorkPart], bank: Bank, referential: Referential) -> tuple[Evidence, ...]:
    """Passages that bear on each criterion, word for word, from the work where the RE has it assessed."""
    found: list[Evidence] = []
    for work in works:
        known = bank.works.get(work.kind)
        held = known.competences if known else tuple(c.id for c in referential.competences)
        for competence_id in held:
            for criterion in referential.competence(competence_id).criteria:
                if bank.of(criterion.id).across:
                    continue
                signs = bank.of(criterion.id).seen
                kept: dict[str, Evidence] = {}
                for paragraph in work.paragraphs:
                    if paragraph.heading:
                        continue
                    for quote in passages(paragraph.text, signs):
                        if len(quote.split()) >= _LEAST and len(kept) < QUOTES:
                            page = f", p. {paragraph.page}" if paragraph.page else ""
                            kept.setdefault(quote, Evidence(criterion.id, quote, f"{work.title}{page}"))
                found += kept.values()
    return tuple(found)


def _named(text: str, bank: Bank) -> str | None:
    hits = {kind: sum(1 for _ in passages(text, work.signs)) for kind, work in bank.works.items()}
    best = max(hits, key=lambda kind: hits[kind])
    return best if hits[best] else None


def _spoken(paragraphs: Sequence[Paragraph], bank: Bank) -> str | None:
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        for kind, work in bank.works.items():
            counts[kind] += sum(1 for _ in passages(paragraph.text, work.signs))
    ranked = counts.most_common(2)
    if not ranked or not ranked[0][1]:
        return None
    clear = len(ranked) < 2 or ranked[0][1] >= 2 * ranked[1][1]
    return ranked[0][0] if clear else None
