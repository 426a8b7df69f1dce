"""Pieces of the administrator's pages: their menu, tables, states, sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from coach.domain.people import Role, Viewer
from coach.errors import NotFound
from coach.web.html import NBSP, esc, fr, icon
from coach.web.viewer import Asking, viewer
from coach.wiring import Services

HOME: Final = "/administration"
SECTIONS: Final = (
    (HOME, "Vue d’ensemble"),
    ("/personnes", "Personnes"),
    ("/groupes", "Groupes"),
    ("/moteurs", "Moteurs"),
    ("/conservation", "Conservation"),
    ("/sauvegardes", "Sauvegardes"),
    ("/journal", "Journal"),
    ("/reseau", "Réseau"),
    ("/service", "Service"),
)
LIMITS: Final[dict[str, Any]] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_limit": 20,
}
_STATES: Final = {
    "ok": ("circle-check", "Bon"),
    "attention": ("triangle-alert", "À voir"),
    "erreur": ("shield-alert", "À réparer"),
}


def menu(current: str) -> str:
    """The pages of the workspace."""
    items = "".join(
        f'<li><a href="{href}"{" aria-current=page" if href == current else ""}>{esc(label)}</a></li>'
        for href, label in SECTIONS
    )
    return f'<nav class="sous-menu" aria-label="Administration"><ul>{items}</ul></nav>'


def admin(request: Asking, services: Services) -> Viewer:
    """Who asks, once they may run the centre.

    Raises:
        NotFound: not an administrator.
    """
    who = viewer(request, services)
    if not who.local and who.role is not Role.ADMIN:
        raise NotFound("Cette page est celle de l’administrateur.")
    return who


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: str = "") -> str:
    """A table; cells are our HTML. `numbers` marks columns of figures (`..n.`), one character a column."""
    kinds = [" class='n'" if i < len(numbers) and numbers[i] == "n" else "" for i in range(len(head))]
    top = "".join(
        f"<th scope='col'{kind}>{esc(fr(word))}</th>" for word, kind in zip(head, kinds, strict=True)
    )
    names = [esc(fr(word)) for word in head]
    lines = "".join(
        "<tr>"
        + "".join(
            f"<td{kind} data-nom='{name}'>{cell}</td>"
            for name, cell, kind in zip(names, row, kinds, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f"<div class='defile' tabindex='0' role='region' aria-label='{esc(caption)}'><table class='tableau admin empile'>"
        f"<caption class='hors-ecran'>{esc(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{lines}</tbody>"
        "</table></div>"
    )


def state(kind: str) -> str:
    """A state: a sign and a word, never a colour alone."""
    sign, word = _STATES[kind]
    return f"<span class='etat-admin {esc(kind)}'>{icon(sign)}<span>{word}</span></span>"


def size(count: int) -> str:
    """« 12,4 Mo »."""
    value, unit = float(count), "o"
    for larger in ("ko", "Mo", "Go", "To"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    text = f"{value:.0f}" if unit == "o" or value >= 100 else f"{value:.1f}".replace(".", ",")
    return f"{text}{NBSP}{unit}"


def number(count: int) -> str:
    """« 12 345 »."""
    return f"{count:,}".replace(",", "\u202f")


def person_name(services: Services, known: str) -> str:
    """How a person is called on these pages."""
    if known in ("service", "local"):
        return {"service": "le service", "local": "cette machine"}[known]
    found = services.accounts.person(known)
    return found.name if found is not None else known
