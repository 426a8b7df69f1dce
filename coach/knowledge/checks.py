"""`coach knowledge check`: what is wrong, stale or contradicted in the knowledge base.

Fiches: schema, links between fiches, dates, addresses, age of the last check. Documents: REAC and RE
against the typed referential, article references of the fiches against the official texts added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from urllib.parse import urlsplit

from coach.domain.referential import Referential
from coach.knowledge.passages import Passage
from coach.knowledge.references import Reference, find_references
from coach.knowledge.words import fold

Severity = Literal["erreur", "alerte", "information"]
_STALE = timedelta(days=365)
_ENOUGH_ARTICLES = 20
"""Articles of a code that a document must hold before an absent one is worth a word."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at. `where` is a fiche or document id."""

    severity: Severity
    where: str
    text: str


def check_fiches(passages: Sequence[Passage], *, today: date) -> tuple[Remark, ...]:
    """Links, dates, addresses and age of the fiches."""
    return tuple(_fiche_remarks([p for p in passages if p.kind == "fiche"], today))


def _fiche_remarks(passages: Sequence[Passage], today: date) -> Iterator[Remark]:
    first = {p.source_id: p for p in reversed(passages)}
    for fiche_id, p in first.items():
        for name, target in (("replaces", p.replaces), ("replaced_by", p.replaced_by)):
            if target and target not in first:
                yield Remark("erreur", fiche_id, f"« {name} » renvoie à une fiche inconnue : {target}.")
        if p.replaced_by in first and first[p.replaced_by].replaces not in (fiche_id, None):
            yield Remark(
                "alerte", fiche_id, f"remplacée par {p.replaced_by}, qui dit en remplacer une autre."
            )
        if p.checked_on and p.checked_on > today:
            yield Remark("erreur", fiche_id, f"vérifiée le {p.checked_on}, une date à venir.")
        elif p.checked_on and today - p.checked_on > _STALE:
            yield Remark("alerte", fiche_id, f"non vérifiée depuis plus d'un an (le {p.checked_on}).")
        if p.confidence == "a_verifier":
            yield Remark("information", fiche_id, "marquée à vérifier sur le texte officiel.")
        for origin in p.origins:
            if origin.url and (urlsplit(origin.url).scheme != "https" or not urlsplit(origin.url).hostname):
                yield Remark("erreur", fiche_id, f"adresse à corriger : {origin.url}.")
    for p in passages:
        if p.in_force.end and p.in_force.end < (p.in_force.start or date.min):
            yield Remark(
                "erreur", p.source_id, f"section « {p.title} » : période qui finit avant de commencer."
            )


def check_articles(passages: Sequence[Passage]) -> tuple[Remark, ...]:
    """Articles that a fiche cites and that an added code, well covered, does not hold.

    Only codes are compared: an added text counts for a code when its title names it and it holds enough
    articles of it, so that a single decree does not accuse every fiche.
    """
    held: dict[str, set[str]] = {}
    for p in passages:
        if p.kind == "document" and (heading := find_references(p.title)):
            act = _act_of(p)
            if act:
                held.setdefault(act, set()).update(r.number for r in heading if r.number[0].isalpha())
    remarks = []
    for p in passages:
        if p.kind != "fiche":
            continue
        for r in find_references(p.text):
            known = held.get(r.act or "", set())
            if len(known) >= _ENOUGH_ARTICLES and r.number[0].isalpha() and r.number not in known:
                remarks.append(
                    Remark(
                        "alerte", p.source_id, f"cite {r.number} ({r.act}), absent du code ajouté à la base."
                    )
                )
    return tuple(dict.fromkeys(remarks))


def _act_of(passage: Passage) -> str | None:
    named: Sequence[Reference] = find_references(f"L. 1-1 {passage.source_title}")
    return named[0].act if named else None


def check_referential(passages: Sequence[Passage], referential: Referential) -> tuple[Remark, ...]:
    """Differences between the REAC/RE added and the typed referential: criteria and pages, times, sheets."""
    out: list[Remark] = []
    for source_id in dict.fromkeys(
        p.source_id for p in passages if p.page and p.page.startswith(("REAC ", "RE "))
    ):
        pages: dict[str, str] = {}
        for p in passages:
            if p.source_id == source_id and p.page:
                pages[p.page] = f"{pages.get(p.page, '')} {p.title} {p.text}"
        out += _referential_remarks(source_id, {k: _bare(v) for k, v in pages.items()}, referential)
    return tuple(out)


def _referential_remarks(source_id: str, pages: dict[str, str], referential: Referential) -> Iterator[Remark]:
    for competence in referential.competences:
        for criterion in competence.criteria:
            label = f"{criterion.page.document} {criterion.page.number}/{criterion.page.total}"
            if _bare(criterion.title) in pages.get(label, ""):
                continue
            elsewhere = [k for k, text in pages.items() if _bare(criterion.title) in text]
            where = f"trouvé en {', '.join(elsewhere)}" if elsewhere else "introuvable dans le document"
            yield Remark(
                "alerte",
                source_id,
                f"critère {criterion.id} « {criterion.title} » attendu en {label} : {where}.",
            )
        for page in competence.pages:
            label = f"{page.document} {page.number}/{page.total}"
            if label not in pages:
                yield Remark("alerte", source_id, f"{competence.id} : page {label} absente du document.")


def _bare(text: str) -> str:
    """Letters and figures only, so that typography and line ends do not matter."""
    return re.sub(r"[^a-z0-9]+", "", fold(text))
