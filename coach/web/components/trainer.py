"""Pieces that the trainer's pages share: their menu, a key on a button, the way to a reason, levels as cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from coach.domain.cohort import Reason, Why
from coach.training.board import SAMPLE
from coach.web.html import esc, fr, link

PAGES: Final = (
    ("/formateur", "Mon groupe"),
    ("/formateur-echantillons", "Échantillons"),
    ("/formateur-travaux", "Travaux"),
    ("/formateur-scenarios", "Scénarios"),
    ("/formateur-grilles", "Grilles"),
    ("/accord", "Accord et étalonnage"),
)
_DEEDS: Final[Mapping[Why, str]] = {
    Why.CONTEST: "Répondre",
    Why.MESSAGE: "Répondre",
    Why.SAFEGUARD: "Relire",
    Why.STUCK: "Relire",
    Why.FALLING: "Relire",
    Why.TO_REVIEW: "Relire",
    Why.LATE: "Relancer",
    Why.AWAY: "Relancer",
    Why.NEVER: "Écrire",
    Why.FINE: "Ouvrir",
}


def share_link(person: str) -> str:
    """To what the jury of an exam session may read of a candidate."""
    return link(f"/partage?id={person}", "Partager avec le jury", kind="bouton discret", icon_name="users")


def menu(current: str) -> str:
    """The pages of the workspace."""
    items = "".join(
        f'<li><a href="{href}"{" aria-current=page" if href == current else ""}>{esc(label)}</a></li>'
        for href, label in PAGES
    )
    return f'<nav class="sous-menu" aria-label="Espace du formateur"><ul>{items}</ul></nav>'


def way(person: str, reason: Reason) -> tuple[str, str]:
    """Where a reason leads, and what is done there."""
    word = _DEEDS[reason.why]
    if reason.about.startswith(SAMPLE):
        return f"/formateur-revue?e={reason.about.removeprefix(SAMPLE)}", word
    if reason.about:
        return f"/formateur-revue?id={reason.about}", word
    return f"/formateur-candidat?id={person}", word


def level_cell(competence: str, level: float | None) -> str:
    """A mean level as a table cell; its colour only repeats the number."""
    if level is None:
        dash = "<span aria-hidden='true'>—</span><span class='hors-ecran'>pas évalué</span>"
        return f"<td class='n discret-texte' data-competence='{esc(competence)}'>{dash}</td>"
    name = f"data-competence='{esc(competence)}'"
    return f"<td class='n niveau-{min(3, int(level + 0.5))}' {name}>{number(level)}</td>"


def number(level: float) -> str:
    """« 2,3 »."""
    return f"{level:.1f}".replace(".", ",")


def keyed(key: str, label: str, *, deed: str, kind: str = "bouton discret") -> str:
    """A button of ours that a key also presses (`assets/formateur.js`)."""
    return (
        f'<button type="button" class="{kind}" data-revue="{esc(deed)}"><kbd>{esc(key)}</kbd>'
        f"<span>{esc(label)}</span></button>"
    )


def back_to_group() -> str:
    """The way back."""
    return f"<p class='retour'>{link('/formateur', 'Mon groupe', icon_name='arrow-left')}</p>"


def told(reason: Reason) -> str:
    """The words of a reason, safe."""
    return esc(fr(reason.words))


def exports(path: str, query: str = "") -> str:
    """Downloads of a group or of a candidate."""
    links = "".join(
        link(f"{path}.{form}{query}", label, kind="bouton discret", icon_name="download")
        for form, label in (("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV"))
    )
    return f"<div class='boutons' role='group' aria-label='Exporter'>{links}</div>"
