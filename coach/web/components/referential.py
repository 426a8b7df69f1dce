"""What the pages of the Référentiel share: names of domains and competences, links, their own menu, text of a fiche."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final
from urllib.parse import quote

from coach.domain.referential import Referential
from coach.knowledge.passages import Period
from coach.web.html import day, esc, fr, paragraphs

DOMAINS: Final[dict[str, str]] = {
    "referentiel": "Le titre et ses compétences",
    "examen": "L’examen",
    "demarchage": "Démarchage téléphonique",
    "numerotation": "Numéros et appels",
    "donnees": "Données personnelles",
    "travail": "Droit du travail",
    "handicap": "Handicap et accessibilité",
    "ecologie": "Écologie et RSE",
    "ia": "Intelligence artificielle",
    "qualite": "Qualité et écoutes",
    "indicateurs": "Indicateurs et effectifs",
    "management": "Management",
}
ALL: Final = ""
"""The choice that filters nothing."""
_MENU: Final = (
    ("/referentiel", "Poser une question"),
    ("/quiz", "Quiz du jour"),
    ("/carte", "Carte des compétences"),
    ("/fiche", "Toutes les fiches"),
)
_ITEM: Final = re.compile(r"\s*(?:[-–•]|(\d+)[.)])\s+")
_CELL: Final = " ; "
_SLUG: Final = 60
"""Longest part of a passage's name in an address; `layout.asked` reads 80 characters."""


def menu(current: str) -> str:
    """The four pages of the Référentiel."""
    items = "".join(
        f'<li><a href="{href}"{" aria-current=page" if href == current else ""}>{esc(label)}</a></li>'
        for href, label in _MENU
    )
    return f'<nav class="sous-menu" aria-label="Référentiel"><ul>{items}</ul></nav>'


def wording(text: str) -> str:
    """A name of the referential with the apostrophes and spaces of French typography."""
    return fr(text.replace("'", "’"))


def domain_choices() -> list[tuple[str, str]]:
    """For a list to choose from, all of them first."""
    return [("Tous les domaines", ALL), *((label, name) for name, label in DOMAINS.items())]


def competence_choices(referential: Referential) -> list[tuple[str, str]]:
    """For a list to choose from, all of them first: the competences, then the two activities as a whole."""
    named = [(f"{c.id} · {wording(c.name)}", c.id) for c in referential.competences]
    whole = [(f"{a.id} · {wording(a.name)}", a.id) for a in referential.activities]
    return [("Toutes les compétences", ALL), *named, *whole]


def passage_href(passage_id: str) -> str:
    """Where a passage is read, in its fiche or its document."""
    source, _, slug = passage_id.partition("#")
    if not slug:
        return fiche_href(source)
    return f"/fiche?id={quote(source)}&passage={quote(slug[:_SLUG])}#{anchor(slug)}"


def fiche_href(source_id: str) -> str:
    """Where a fiche or a document is read."""
    return f"/fiche?id={quote(source_id)}"


def anchor(slug: str) -> str:
    """Id of a section on its page."""
    return f"s-{re.sub(r'[^a-z0-9-]', '-', slug[:_SLUG].lower())}"


def validity(period: Period, on: date) -> str:
    """When a rule is in force, in words; empty when it has no dates."""
    if period.start and period.start > on:
        return f"S’applique à partir du {day(period.start)}"
    if period.end and period.end < on:
        since = (
            f"Du {day(period.start)} au {day(period.end)}" if period.start else f"Jusqu’au {day(period.end)}"
        )
        return f"{since} : n’est plus en vigueur"
    since = f"En vigueur depuis le {day(period.start)}" if period.start else ""
    until = f"jusqu’au {day(period.end)}" if period.end else ""
    text = " ".join(part for part in (since, until) if part)
    return text[:1].upper() + text[1:]


def official(url: str | None, label: str = "Texte officiel") -> str:
    """Link to an official address, safe ones only."""
    if not url or not url.startswith("https://"):
        return ""
    return f'<a href="{esc(url)}" rel="noopener noreferrer" target="_blank">{esc(label)}</a>'


def body(text: str) -> str:
    """Text of a passage as paragraphs, lists and tables, which may follow one another without a blank line.

    A table comes as lines of cells, « a ; b ; c »: at least two in a row with as many cells each.
    """
    return "".join(_drawn(kind, lines) for kind, lines in blocks(text))


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """Runs of lines of one kind, in order: `p`, `ul`, `ol`, or `table` and its number of cells (`table3`)."""
    runs: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        found = _ITEM.match(line)
        cells = line.count(_CELL) + 1
        kind = ("ol" if found[1] else "ul") if found else f"table{cells}" if cells > 1 else "p"
        if not line.strip():
            runs.append(("", []))
        elif runs and runs[-1][0] == kind:
            runs[-1][1].append(line)
        else:
            runs.append((kind, [line]))
    # A sentence may hold « ; » too: alone, it is no table.
    return [("p" if k.startswith("table") and len(ls) < 2 else k, ls) for k, ls in runs if k]


def _drawn(kind: str, lines: Sequence[str]) -> str:
    if kind == "p":
        return paragraphs(" ".join(line.strip() for line in lines))
    if kind in ("ul", "ol"):
        items = "".join(f"<li>{esc(fr(_ITEM.sub('', line, count=1)))}</li>" for line in lines)
        return f"<{kind}>{items}</{kind}>"
    rows = [[esc(fr(cell.strip())) for cell in line.split(_CELL)] for line in lines]
    head = "".join(f"<th scope='col'>{cell}</th>" for cell in rows[0])
    rest = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[1:])
    return (
        "<div class='defile' tabindex='0' role='group' aria-label='Tableau'><table class='tableau'>"
        f"<thead><tr>{head}</tr></thead><tbody>{rest}</tbody></table></div>"
    )
