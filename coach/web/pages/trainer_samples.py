"""Échantillons: those of the group, to review; scored again on a grid of the centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from coach.domain.people import Person
from coach.errors import CoachError
from coach.store.cohort import Sent
from coach.training import centre, rescoring
from coach.training.follow import followed, groups
from coach.web.components import trainer
from coach.web.components.criteria import summary
from coach.web.components.markup import markup
from coach.web.components.transcript import pills
from coach.web.html import esc, go, link, moment
from coach.web.layout import notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/formateur",
        "Échantillons du groupe",
        lead="Les appels et les échanges écrits que vos candidats ont déposés, le plus récent d’abord.",
        help_lines=(
            "« Relire » ouvre l’échange et la grille côte à côte, au clavier.",
            "Une grille publiée du centre peut noter un échantillon ; la notation précédente reste gardée.",
            "Les noms et les numéros sont masqués avant l’enregistrement ; le son est effacé après la notation.",
        ),
        wide=True,
    ):
        markup(trainer.menu("/formateur-echantillons"))
        with gr.Row(visible=False, elem_classes=["filtres"]) as filters:
            group = gr.Dropdown([], label="Groupe", interactive=True, filterable=False, elem_id="groupe")
        table = markup()
        with gr.Row(visible=False, elem_classes=["actions"]) as scoring:
            which = gr.Dropdown([], label="Échantillon", interactive=True, elem_id="echantillon-a-noter")
            grid = gr.Dropdown([], label="Grille du centre", interactive=True, elem_id="grille-du-centre")
            score = gr.Button("Noter avec cette grille", variant="secondary")
        told = markup()
        target = markup()

    def load(request: gr.Request) -> dict[Any, Any]:
        try:
            named = groups(services, viewer(request, services))
        except CoachError as exc:
            return {table: notice("attention", "Page réservée aux formateurs", esc(exc.message))}
        choices = [("Tous mes candidats", ""), *((name, known) for known, name in named.items())]
        return {
            filters: gr.update(visible=bool(named)),
            group: gr.update(choices=choices, value=""),
            **show("", request),
        }

    def show(chosen: str | None, request: gr.Request) -> dict[Any, Any]:
        try:
            people = followed(services, viewer(request, services), chosen or "")
        except CoachError as exc:
            return {table: notice("attention", "Ce groupe ne s’ouvre pas", esc(exc.message))}
        owners = [person.id for person in people]
        samples = services.cohort.samples(owners)
        scorings = services.cohort.sample_scorings(owners)
        ours = [(known.title, file.id) for file, known in centre.grids(services)]
        scored = [(f"{s.name} · {moment(s.created_at)}", s.id) for s in samples if s.id in scorings]
        return {
            table: _table(people, samples, scorings, services.training.reviewed(owners)),
            scoring: gr.update(visible=bool(ours and scored)),
            which: gr.update(choices=scored, value=None),
            grid: gr.update(choices=ours, value=ours[0][1] if ours else None),
        }

    def rescore(sample_id: str | None, file_id: int | None, request: gr.Request) -> dict[Any, Any]:
        if not sample_id or file_id is None:
            return {told: notice("info", "Choisissez d’abord l’échantillon et la grille")}
        try:
            rescoring.rescore_on(services, viewer(request, services), sample_id, int(file_id))
        except CoachError as exc:
            return {told: notice("attention", "Rien n’a été noté", esc(exc.message))}
        return {target: go(f"/formateur-revue?e={sample_id}")}

    shown = [table, scoring, which, grid]
    gr.on(None, load, None, [filters, group, *shown], **_LIMITS)
    group.input(show, group, shown, **_LIMITS)
    score.click(rescore, [which, grid], [told, target], **_LIMITS)


def _table(
    people: Sequence[Person],
    samples: Sequence[Sent],
    scorings: Mapping[str, Mapping[str, Any]],
    reviewed: set[str],
) -> str:
    if not samples:
        return notice(
            "vide",
            "Les échantillons de vos candidats apparaîtront ici",
            "Demandez une écoute depuis « Travaux » : vous verrez la transcription, la grille et où elle s’appuie.",
        )
    names = {person.id: person.name for person in people}
    rows = "".join(_row(s, names[s.owner], scorings.get(s.id), reviewed) for s in samples)
    return (
        "<div class='defile'><table class='tableau'><thead><tr><th scope='col'>Candidat</th>"
        "<th scope='col'>Échantillon</th><th scope='col'>Quand</th><th scope='col'>Niveaux du coach</th>"
        f"<th scope='col'>État</th><th scope='col'><span class='hors-ecran'>Relire</span></th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(sample: Sent, who: str, scored: Mapping[str, Any] | None, reviewed: set[str]) -> str:
    levels = summary(scored["criteria"], scored["grid"]) if scored else ""
    state = "Relu" if sample.id in reviewed else "À\u00a0relire" if scored else "Pas encore noté"
    action = link(f"/formateur-revue?e={sample.id}", "Relire", kind="bouton discret") if scored else ""
    return (
        f"<tr><td>{link(f'/formateur-candidat?id={sample.owner}', who)}</td><td>{pills(esc(sample.name))}</td>"
        f"<td>{esc(moment(sample.created_at))}</td><td>{levels}</td><td>{state}</td><td>{action}</td></tr>"
    )
