"""Mon groupe: who practised, where each one stands, who needs the trainer first and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from coach.domain.cohort import Reason, Row, Why
from coach.errors import CoachError
from coach.training.board import Board, whole
from coach.training.follow import groups
from coach.web import charts
from coach.web.cohort_chart import standing
from coach.web.components import trainer
from coach.web.components.markup import markup
from coach.web.html import day, esc, link
from coach.web.layout import asked, notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_ALL = ""
_SHOWN = 3
"""Reasons in a row; the candidate's page has them all."""


def render(services: Services) -> None:
    """Place the page and wire it."""
    charts.prepare()
    with page(
        "/formateur",
        "Mon groupe",
        lead="Qui s’entraîne, où chacun en est, et qui a besoin de vous en premier.",
        help_lines=(
            "La première ligne est la première chose à faire ; la raison est écrite, et le bouton y mène.",
            "L’ordre : ce que le candidat attend, ce qui lui est dû, ce qui bloque, puis l’absence.",
            "Le niveau d’une compétence est la moyenne des trois derniers entretiens sur ses critères.",
            "Ces niveaux mesurent un entraînement : le jury seul évalue.",
        ),
        wide=True,
    ):
        markup(trainer.menu("/formateur"))
        with gr.Row(visible=False, elem_classes=["filtres"]) as filters:
            group = gr.Dropdown([], label="Groupe", interactive=True, filterable=False, elem_id="groupe")
        first = markup()
        table = markup()
        chart = markup()
        downloads = markup()

    def load(request: gr.Request) -> dict[Any, Any]:
        chosen = asked(request, "groupe")
        try:
            named = groups(services, viewer(request, services))
        except CoachError as exc:
            return {first: notice("attention", "Page réservée aux formateurs", esc(exc.message))}
        choices = [("Tous mes candidats", _ALL), *((name, known) for known, name in named.items())]
        return {
            filters: gr.update(visible=bool(named)),
            group: gr.update(choices=choices, value=chosen if chosen in named else _ALL),
            **show(chosen if chosen in named else _ALL, request),
        }

    def show(chosen: str | None, request: gr.Request) -> dict[Any, Any]:
        try:
            found = whole(services, viewer(request, services), chosen or _ALL)
        except CoachError as exc:
            told = notice("attention", "Ce groupe ne s’ouvre pas", esc(exc.message))
            return {first: told, table: "", chart: "", downloads: ""}
        if not found.rows:
            return {first: _nobody(), table: "", chart: "", downloads: ""}
        query = f"?groupe={chosen}" if chosen else ""
        return {
            first: _first(found.rows[0]),
            table: cohort_table(found),
            chart: _chart(found),
            downloads: f"<section><h2>Exporter</h2>{trainer.exports('/rapport/groupe/suivi', query)}</section>",
        }

    shown = [first, table, chart, downloads]
    gr.on(None, load, None, [filters, group, *shown], **_LIMITS)
    group.input(show, group, shown, **_LIMITS)


def cohort_table(found: Board) -> str:
    """Everyone, most pressing first."""
    heads = "".join(
        f"<th scope='col' class='n'><abbr title='{esc(name)}'>{esc(c)}</abbr></th>"
        for c, name in found.competences
    )
    rows = "".join(_row(row, found) for row in found.rows)
    count = len(found.rows)
    stuck = f", {found.stuck} bloqué{'s' if found.stuck > 1 else ''} sur un critère" if found.stuck else ""
    return (
        f"<section><h2>Par ordre de priorité</h2><p class='discret-texte'>{count} candidat{'s' if count > 1 else ''}"
        f"{stuck}.</p><div class='defile' tabindex='0' role='group' aria-label='Candidats du groupe'>"
        "<table class='tableau progres cohorte'><thead><tr><th scope='col'>Candidat</th><th scope='col'>Pourquoi</th>"
        "<th scope='col'>Dernier entraînement</th><th scope='col' class='n'>Entretiens</th>"
        f"<th scope='col' class='n'>Écoutes</th>{heads}<th scope='col'><span class='hors-ecran'>Agir</span></th></tr>"
        f"</thead><tbody>{rows}</tbody></table></div></section>"
    )


def _row(row: Row, found: Board) -> str:
    facts = row.facts
    href, word = trainer.way(facts.person, row.first)
    last = day(facts.last.astimezone().date(), year=False) if facts.last is not None else "jamais"
    levels = found.levels.get(facts.person, {})
    cells = "".join(trainer.level_cell(c, levels.get(c)) for c, _ in found.competences)
    return (
        f"<tr><td class='qui'>{link(f'/formateur-candidat?id={facts.person}', facts.name)}</td>"
        f"<td class='pourquoi'>{reason_list(row.reasons)}</td>"
        f"<td data-nom='Dernier entraînement :'>{esc(last)}</td>"
        f"<td class='n' data-nom='Entretiens :'>{facts.ended}</td>"
        f"<td class='n' data-nom='Écoutes :'>{facts.samples}</td>{cells}"
        f"<td>{link(href, word, kind='bouton discret')}</td></tr>"
    )


def reason_list(reasons: Sequence[Reason], most: int = _SHOWN) -> str:
    """The first reasons; those that press carry a mark beside the words."""
    items = "".join(
        f"<li class='{'presse' if reason.why >= Why.STUCK else ''}'>{trainer.told(reason)}{_since(reason)}</li>"
        for reason in reasons[:most]
    )
    more = len(reasons) - most
    rest = f"<li class='discret-texte'>et {more} autre{'s' if more > 1 else ''}</li>" if more > 0 else ""
    return f"<ul class='raisons'>{items}{rest}</ul>"


def _since(reason: Reason) -> str:
    if reason.since is None or reason.why is Why.AWAY:
        return ""
    return f" <span class='discret-texte'>({esc(day(reason.since.astimezone().date(), year=False))})</span>"


def _first(row: Row) -> str:
    if row.first.why is Why.FINE:
        return notice("info", "Rien ne presse", "Personne ne vous attend, et personne n’est bloqué.")
    href, word = trainer.way(row.facts.person, row.first)
    return (
        "<section class='carte premier'><div><p class='discret-texte'>À faire d’abord</p>"
        f"<h2>{esc(row.facts.name)}</h2><p>{trainer.told(row.first)}{_since(row.first)}</p></div>"
        f"{link(href, word, kind='bouton', icon_name='arrow-right')}</section>"
    )


def _chart(found: Board) -> str:
    drawn = standing(found.competences, found.levels)
    if not drawn:
        return notice("vide", "Le niveau du groupe apparaîtra ici", "Après un premier entretien terminé.")
    return f"<section class='carte'><h2>Le groupe, compétence par compétence</h2>{drawn}</section>"


def _nobody() -> str:
    return notice(
        "vide",
        "Vos candidats apparaîtront ici",
        "L’administrateur du centre les inscrit dans un groupe dont vous êtes le formateur. Dès leur premier "
        "entretien, vous verrez ici qui relire et pourquoi.",
    )
