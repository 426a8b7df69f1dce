"""Mes progrès: each criterion over the interviews, what to work on, and an exercise for it."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from coach import progress
from coach.assessment.rubric_files import rubric
from coach.domain.cohort import by_competence
from coach.domain.grids import Criterion
from coach.domain.progress import Standing, standings, to_work_on
from coach.web import progress_chart
from coach.web.components.markup import markup
from coach.web.html import day, decimal, esc, fr, link
from coach.web.layout import notice, page
from coach.web.viewer import own
from coach.wiring import Services

SHOWN = 8
"""Latest interviews in the table; more would not be read on a page."""
GRIDS = {
    "recadrage": "Entretien de recadrage",
    "debriefing": "Débriefing d’écoute",
    "ecoute": "Reprise d’un client",
    "entretien": "Autres entretiens",
    "briefing": "Briefing d’équipe",
}
_TRENDS = {"hausse": "↗ en hausse", "baisse": "↘ en baisse", "stable": "→ stable", "": "à confirmer"}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/seances",
        "Mes progrès",
        lead="Où vous en êtes, critère par critère, d’un entretien à l’autre.",
        help_lines=(
            "Le niveau présent est la moyenne de vos trois derniers entretiens sur ce critère.",
            "La tendance le compare aux trois précédents ; avec moins d’entretiens, elle n’est pas dite.",
            "Un critère « conseil seulement » n’a pas de niveau : il ne figure pas ici.",
        ),
        wide=True,
    ):
        body = markup()

    def load(request: gr.Request) -> str:
        return show(services, own(request, services))

    gr.on(None, load, None, body, show_progress="hidden", api_visibility="private")


def show(services: Services, owner: str) -> str:
    """The whole page of the person."""
    found = standings(progress.marks(services, owner))
    if not found:
        return notice(
            "vide",
            "Vos progrès apparaîtront après votre premier bilan",
            link("/entrainement", "Choisir un entretien", kind="bouton"),
        )
    return _work(found) + _drawn(services, found) + tables(found)


def _drawn(services: Services, found: Sequence[Standing]) -> str:
    """The charts; a candidate who has just begun has none."""
    competences = [(c.id, c.name) for c in services.referential.competences]
    levels = by_competence(found, services.referential.grid_links)
    charts = progress_chart.radar(competences, levels) + progress_chart.trend(found, GRIDS)
    return (
        f"<section><h2>En un coup d’œil</h2><div class='dessins'>{charts}</div></section>" if charts else ""
    )


def tables(found: Sequence[Standing], reading: str = "/bilan") -> str:
    """One table a grid: each criterion over the last interviews, which the page `reading` opens."""
    grids = dict.fromkeys(standing.grid for standing in found)
    return "".join(_table(grid, [s for s in found if s.grid == grid], reading) for grid in grids)


def _work(found: tuple[Standing, ...]) -> str:
    weak = to_work_on(found)
    if not weak:
        return notice(
            "info",
            "Tout est au niveau attendu",
            "Montez d’un niveau de difficulté, ou passez en mode examen.",
        )
    cards = "".join(
        f"<article class='carte'><h3>{esc(criterion.title)}</h3><p class='discret-texte'>"
        f"{esc(GRIDS[standing.grid])} · {decimal(standing.now)} sur 3 · {_TRENDS[standing.trend]}</p>"
        f"<p>{esc(fr(criterion.drill or criterion.expected))}</p></article>"
        for standing in weak
        for criterion in [_criterion(standing)]
    )
    return (
        f"<section><h2>À travailler d’abord</h2><div class='grille-cartes'>{cards}</div>"
        f"<p class='suite-progres'>{link('/entrainement', 'S’entraîner maintenant', kind='bouton')}</p></section>"
    )


def _table(grid: str, found: list[Standing], reading: str) -> str:
    sessions = sorted({(m.at, m.session) for s in found for m in s.marks})[-SHOWN:]
    heads = "".join(
        f"<th scope='col' class='n'>{link(f'{reading}?id={session}', day(at.date(), year=False))}</th>"
        for at, session in sessions
    )
    rows = "".join(_row(standing, [session for _, session in sessions]) for standing in found)
    return (
        f"<section><h2>{esc(GRIDS[grid])}</h2>"
        "<div class='defile' tabindex='0' role='group' aria-label='Niveaux par critère'>"
        f"<table class='tableau progres'><thead><tr>"
        f"<th scope='col'>Critère</th><th scope='col' class='n'>Présent</th><th scope='col'>Tendance</th>{heads}"
        f"</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _row(standing: Standing, sessions: list[str]) -> str:
    levels = {mark.session: mark.level for mark in standing.marks}
    cells = "".join(
        f"<td class='n niveau-{levels[s]}'>{levels[s]}</td>" if s in levels else "<td class='n'>—</td>"
        for s in sessions
    )
    return (
        f"<tr><th scope='row'>{esc(_criterion(standing).title)}</th>"
        f"<td class='n'><b>{decimal(standing.now)}</b></td><td>{_TRENDS[standing.trend]}</td>{cells}</tr>"
    )


def _criterion(standing: Standing) -> Criterion:
    return rubric(standing.grid).criterion(standing.criterion)
