"""Scénarios and Grilles: the centre's own, written in YAML, checked line by line, seen as shown, published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import gradio as gr

from coach.domain.grids import Grid
from coach.domain.people import Viewer
from coach.domain.scenarios import Scenario
from coach.errors import CoachError
from coach.store.centre_files import CentreFile, FileKind
from coach.training import centre
from coach.training.centre import Checked
from coach.web.components import trainer
from coach.web.components.markup import markup
from coach.web.html import esc, fr, moment
from coach.web.layout import notice, page
from coach.web.pages.train import dossier
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_MODEL: Final = "modele:"
_BLANK: Final = "grille-modele"


@dataclass(frozen=True, slots=True)
class _Words:
    """What the page calls things."""

    path: str
    title: str
    lead: str
    help_lines: tuple[str, ...]
    published: str
    empty: str


_WORDS: Final = {
    FileKind.SCENARIO: _Words(
        "/formateur-scenarios",
        "Scénarios du centre",
        "Écrivez vos entretiens, voyez-les comme le candidat, puis publiez-les dans « S’entraîner ».",
        (
            "Partez d’un scénario fourni : il est recopié sous un identifiant à vous, prêt à être changé.",
            "« Vérifier » dit chaque erreur avec sa ligne ; un clic y mène.",
            "Chaque enregistrement est une version, même fautive : rien ne se perd, rien n’est écrasé.",
            "Publier met la version dans « S’entraîner » ; retirer l’en ôte, les bilans déjà faits restent lisibles.",
        ),
        "Publié : le scénario est dans « S’entraîner ».",
        "Vos scénarios apparaîtront ici, version par version.",
    ),
    FileKind.GRID: _Words(
        "/formateur-grilles",
        "Grilles du centre",
        "Écrivez votre grille : le coach la rapproche de ce qu’il sait relever, et le dit ligne par ligne.",
        (
            "« evalue » vaut « agent » pour une écoute, « manager » pour un entretien.",
            "Une ligne qui ne ressemble à rien de connu reste sans niveau du coach : c’est à vous de la noter.",
            "Une grille publiée peut noter les échantillons du groupe, depuis « Échantillons ».",
        ),
        "Publiée : la grille peut noter les échantillons du groupe.",
        "Vos grilles apparaîtront ici, version par version.",
    ),
}


def render_scenarios(services: Services) -> None:
    """Place the page of scenarios and wire it."""
    _render(services, FileKind.SCENARIO)


def render_grids(services: Services) -> None:
    """Place the page of grids and wire it."""
    _render(services, FileKind.GRID)


def _render(services: Services, kind: FileKind) -> None:
    words = _WORDS[kind]
    with page("/formateur", words.title, lead=words.lead, help_lines=words.help_lines, wide=True):
        markup(trainer.menu(words.path))
        problem = markup()
        with gr.Row(visible=False, equal_height=False, elem_classes=["bilan"]) as body:
            with gr.Column(scale=6, min_width=320):
                with gr.Row(elem_classes=["filtres"]):
                    start = gr.Dropdown([], label="Ouvrir", interactive=True, elem_id="centre-ouvrir")
                text = gr.Textbox(
                    label="Texte (YAML)",
                    lines=26,
                    max_lines=26,
                    elem_id="texte-centre",
                    elem_classes=["code"],
                )
                with gr.Row(elem_classes=["actions"]):
                    verify = gr.Button("Vérifier", variant="secondary", min_width=120)
                    save = gr.Button("Enregistrer une version", variant="primary", min_width=180)
                told = markup()
                found = markup()
            with gr.Column(scale=6, min_width=320):
                with gr.Column(elem_classes=["carte"]):
                    table = markup()
                    with gr.Row(visible=False, elem_classes=["filtres"]) as choosing:
                        which = gr.Dropdown([], label="Version", interactive=True, elem_id="centre-version")
                        publish = gr.Button("Publier", variant="secondary", min_width=110)
                        withdraw = gr.Button("Retirer", variant="secondary", min_width=110)
                    said = markup()
                preview = markup(elem_classes=["apercu"])

    def load(request: gr.Request) -> dict[Any, Any]:
        try:
            return {body: gr.update(visible=True), **listed(viewer(request, services))}
        except CoachError as exc:
            return {problem: notice("attention", "Page réservée aux formateurs", esc(exc.message))}

    def listed(who: Viewer) -> dict[Any, Any]:
        kept = centre.versions(services, who, kind)
        choices = [(f"{f.name}, version {f.version}", f.id) for f in kept]
        models = (
            [
                (f"Modèle : {services.library.get(i).title}", f"{_MODEL}{i}")
                for i in services.library.shipped()
            ]
            if kind is FileKind.SCENARIO
            else [("Modèle : une grille de trois lignes", _BLANK)]
        )
        own = [(label, str(known)) for label, known in choices]
        return {
            start: gr.update(choices=[*own, *models], value=None),
            table: _versions(kept, words),
            choosing: gr.update(visible=bool(kept)),
            which: gr.update(choices=choices, value=choices[0][1] if choices else None),
        }

    def open_one(chosen: str | None, request: gr.Request) -> dict[Any, Any]:
        try:
            source = _opened(services, viewer(request, services), chosen or "")
        except CoachError as exc:
            return {told: notice("attention", "Rien n’a été ouvert", esc(exc.message))}
        return {text: source, **checked(source)}

    def checked(source: str) -> dict[Any, Any]:
        result = centre.check(services, kind, source)
        return {told: "", found: _problems(result), preview: _preview(result)}

    def look(source: str, request: gr.Request) -> dict[Any, Any]:
        try:
            centre.versions(services, viewer(request, services), kind)
        except CoachError as exc:
            return {told: notice("attention", "Rien n’a été lu", esc(exc.message))}
        return checked(source or "")

    def keep(source: str, request: gr.Request) -> dict[Any, Any]:
        who = viewer(request, services)
        try:
            kept = centre.save(services, who, kind, source or "")
        except CoachError as exc:
            return {told: notice("attention", "Rien n’a été enregistré", esc(exc.message))}
        state = "" if kept.usable else " Elle a des erreurs : corrigez-les avant de la publier."
        done = f"<p role='status'>Version {kept.version} de «&nbsp;{esc(kept.name)}&nbsp;» enregistrée.{state}</p>"
        return {**checked(source), **listed(who), told: done}

    def offer(chosen: int | None, request: gr.Request) -> dict[Any, Any]:
        return _moved(chosen, request, publishing=True)

    def take_off(chosen: int | None, request: gr.Request) -> dict[Any, Any]:
        return _moved(chosen, request, publishing=False)

    def _moved(chosen: int | None, request: gr.Request, *, publishing: bool) -> dict[Any, Any]:
        if chosen is None:
            return {said: notice("info", "Choisissez d’abord une version")}
        who = viewer(request, services)
        try:
            (centre.publish if publishing else centre.withdraw)(services, who, int(chosen))
        except CoachError as exc:
            return {said: notice("attention", "Rien n’a changé", esc(exc.message))}
        done = (
            words.published if publishing else "Retiré de l’offre ; les bilans déjà faits restent lisibles."
        )
        return {**listed(who), which: gr.skip(), said: f"<p role='status'>{fr(done)}</p>"}

    lists = [start, table, choosing, which]
    results = [told, found, preview]
    gr.on(None, load, None, [problem, body, *lists], **_LIMITS)
    start.input(open_one, start, [text, *results], **_LIMITS)
    verify.click(look, text, results, **_LIMITS)
    save.click(keep, text, [*lists, *results], **_LIMITS)
    publish.click(offer, which, [*lists, said], **_LIMITS)
    withdraw.click(take_off, which, [*lists, said], **_LIMITS)


def _opened(services: Services, who: Viewer, chosen: str) -> str:
    """The text of a version, or of a model to start from."""
    if chosen == _BLANK:
        return centre.GRID_MODEL
    if chosen.startswith(_MODEL):
        return centre.model(services, chosen.removeprefix(_MODEL))
    return centre.version(services, who, int(chosen) if chosen.isdecimal() else 0).source


def _versions(kept: Sequence[CentreFile], words: _Words) -> str:
    if not kept:
        return f"<h2>Versions</h2><p class='discret-texte'>{esc(words.empty)} Ouvrez un modèle pour commencer.</p>"
    rows = "".join(
        f"<tr><th scope='row'>{esc(f.name)}</th><td class='n'>{f.version}</td><td>{esc(moment(f.created_at))}</td>"
        f"<td>{_state(f)}</td></tr>"
        for f in kept
    )
    return (
        "<h2>Versions</h2>"
        "<div class='defile' tabindex='0' role='group' aria-label='Tableau'>"
        f"<table class='tableau'><thead><tr><th scope='col'>Nom</th>"
        "<th scope='col' class='n'>Version</th><th scope='col'>Enregistrée</th><th scope='col'>État</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _state(file: CentreFile) -> str:
    if file.published:
        return "<span class='pastille'>Publié</span>"
    return "Prêt" if file.usable else "À corriger"


def _problems(result: Checked) -> str:
    """What to mend, each with a way to its line."""
    if result.made is not None:
        return notice("info", "Aucune erreur", "Le texte peut être enregistré puis publié.")
    items = "".join(f"<li>{_way(p.line)}{esc(fr(p.words))}</li>" for p in result.problems)
    count = len(result.problems)
    title = "Une erreur à corriger" if count == 1 else f"{count} erreurs à corriger"
    return (
        f"<section class='avis attention' role='status'><div><strong>{title}</strong>"
        f"<ul class='erreurs'>{items}</ul></div></section>"
    )


def _way(line: int | None) -> str:
    if line is None:
        return ""
    return f"<button type='button' class='lien' data-ligne='{line}'>Aller à la ligne {line}</button> "


def _preview(result: Checked) -> str:
    if isinstance(result.made, Scenario):
        shown = dossier(result.made, alone=False)
        return f"<section><h2>Ce que verra le candidat</h2><div class='carte'>{shown}</div></section>"
    if isinstance(result.made, Grid):
        return _grid(result.made)
    return ""


def _grid(grid: Grid) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{esc(c.id)}</th><td>{esc(fr(c.title))}"
        f"{' <span class=pastille>garde-fou</span>' if c.safeguard else ''}<br>"
        f"<span class='discret-texte'>{esc(fr(c.expected))}</span></td>"
        f"<td class='n'>{f'{c.weight:g}'.replace('.', ',')}</td>"
        f"<td>{'Noté par le coach, comme ' + esc(c.like) if c.like else 'À noter par vous'}</td></tr>"
        for c in grid.criteria
    )
    lead = "le conseiller" if grid.lead == "agent" else "le manager"
    return (
        f"<section class='carte'><h2>{esc(grid.title)}</h2><p class='discret-texte'>Évalue {lead}, "
        f"{len(grid.criteria)} critères.</p>"
        "<div class='defile' tabindex='0' role='group' aria-label='Tableau'>"
        f"<table class='tableau'><thead><tr><th scope='col'>N°</th>"
        "<th scope='col'>Critère</th><th scope='col' class='n'>Poids</th><th scope='col'>Qui note</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div></section>"
    )
