"""Dossier professionnel: what could prove each competence, what is missing; the candidate writes, nobody else."""

from __future__ import annotations

from typing import Any

import gradio as gr

from coach.domain.words import agree
from coach.errors import CoachError
from coach.jury import dossier
from coach.jury.dossier import GUIDES, CompetencePage
from coach.store.jury import DossierItem
from coach.web.components.jury import fr
from coach.web.components.markup import markup
from coach.web.html import day, esc, icon, link
from coach.web.layout import notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/seances",
        "Dossier professionnel",
        lead=(
            "Ce qui pourrait prouver chaque compétence, et ce qui manque. Vous écrivez ; personne "
            "n’écrit à votre place."
        ),
        help_lines=(
            "Un exemple par compétence est un bon repère, CP6 comprise : elle n’est pas vue à l’écrit.",
            "Dites « je », donnez un chiffre avant et un chiffre après, tenez en une page.",
            "Ni nom de client, ni nom de conseiller, ni enregistrement.",
            "Ce que vous écrivez est gardé à mesure, et se télécharge pour Word.",
        ),
        wide=True,
    ):
        body = markup()
        with gr.Row(elem_classes=["ajout-exemple"]):
            competence = gr.Dropdown(
                [
                    (f"{c.id} · {c.name}", c.id)
                    for c in services.referential.competences
                    if c.kind == "professionnelle"
                ],
                label="Commencer un exemple pour",
                filterable=False,
                scale=4,
                elem_id="competence-exemple",
            )
            source = gr.Dropdown(
                [], label="À partir de (facultatif)", filterable=False, interactive=True, scale=3
            )
            add = gr.Button("Ajouter cet exemple", variant="primary", scale=1, min_width=190)
        problem = markup()
        with gr.Row(visible=False, elem_classes=["ajout-exemple"]) as removal:
            erased = gr.Dropdown(
                [], label="Supprimer un exemple", filterable=False, interactive=True, scale=4
            )
            erase = gr.Button("Supprimer", scale=1, min_width=140)

    def show(request: gr.Request) -> tuple[Any, ...]:
        try:
            found = dossier.pages(services, viewer(request, services))
        except CoachError as exc:
            return (
                notice("attention", "Page indisponible", esc(exc.message)),
                gr.update(),
                gr.update(),
                gr.update(),
            )
        items = [
            (f"{i.competence} · {i.title or 'Exemple sans titre'}", str(i.id)) for p in found for i in p.items
        ]
        talks = {s.session_id: f"{s.name}, {day(s.held_on)}" for p in found for s in p.sources}
        return (
            dossier_html(found),
            gr.update(
                choices=[("Mon expérience, hors du coach", ""), *((w, k) for k, w in talks.items())], value=""
            ),
            gr.update(visible=bool(items)),
            gr.update(choices=items, value=None),
        )

    view = [body, source, removal, erased]

    def begin(chosen: str | None, session: str | None, request: gr.Request) -> tuple[Any, ...]:
        if not chosen:
            return (notice("info", "Choisissez d’abord une compétence"), *(gr.update() for _ in view))
        try:
            dossier.add(services, viewer(request, services), chosen, session or None)
        except CoachError as exc:
            return (
                notice("attention", "L’exemple n’est pas ajouté", esc(exc.message)),
                *(gr.update() for _ in view),
            )
        return ("", *show(request))

    def remove(chosen: str | None, request: gr.Request) -> tuple[Any, ...]:
        if not chosen:
            return (notice("info", "Choisissez d’abord un exemple"), *(gr.update() for _ in view))
        try:
            dossier.delete(services, viewer(request, services), int(chosen))
        except (CoachError, ValueError) as exc:
            return (
                notice("attention", "L’exemple est toujours là", esc(str(exc))),
                *(gr.update() for _ in view),
            )
        return ("", *show(request))

    gr.on(None, show, None, view, **_LIMITS)
    add.click(begin, [competence, source], [problem, *view], **_LIMITS)
    erase.click(remove, erased, [problem, *view], **_LIMITS)


def dossier_html(found: tuple[CompetencePage, ...]) -> str:
    """Every competence, then what is downloaded."""
    begun = sum(bool(p.items) for p in found)
    rows = "".join(
        f"<tr><th scope='row'><a href='#s-{p.competence.id}'>{esc(p.competence.id)} · "
        f"{esc(fr(p.competence.name))}</a></th>"
        f"<td data-nom='Exemples :'>{len(p.items)}</td><td data-nom='Il manque "
        f":'>{esc('; '.join(p.missing[:2]) or 'rien de l’essentiel')}</td></tr>"
        for p in found
    )
    download = (
        f"<p><a class='bouton' href='/dossier-professionnel/notes.docx' download>{icon('download')}"
        "<span>Mes notes pour Word</span></a></p>"
        if begun
        else ""
    )
    return (
        "<div class='pile dossier-pro' data-dossier-pro><section class='carte'><h2>Où vous en êtes</h2>"
        f"<p>{begun} compétence"
        f"{'s' if begun > 1 else ''} sur {len(found)} avec au moins un exemple.</p><div class='defile' "
        "tabindex='0' role='group' "
        "aria-label='Exemples par compétence'><table class='tableau empile'><thead><tr><th "
        "scope='col'>Compétence</th><th scope='col'>Exemples</th><th scope='col'>"
        f"Il manque</th></tr></thead><tbody>{rows}</tbody></table></div>{download}</section>"
        + "".join(_competence(p) for p in found)
        + "</div>"
    )


def _competence(found: CompetencePage) -> str:
    competence = found.competence
    look = "".join(f"<li><b>{esc(fr(title))}.</b> {esc(fr(text))}</li>" for title, text in found.look)
    if found.sources:
        sources = "".join(
            f"<li>{link(f'/bilan?id={s.session_id}', f'{s.name}, {day(s.held_on)}')}"
            + "".join(f"<blockquote>« {esc(q)} »</blockquote>" for q in s.quotes)
            + "</li>"
            for s in found.sources
        )
        proofs = (
            f"<details><summary>Vos séances qui s’y rapportent ({len(found.sources)})</summary>"
            f"<ul>{sources}</ul></details>"
        )
    else:
        proofs = (
            "<p class='discret-texte'>Aucune de vos séances ne s’y rapporte encore : partez de votre expérience, ou "
            f"{link('/entrainement', 'entraînez-vous')}.</p>"
        )
    samples = (
        f"<p class='discret-texte'>{link('/ecoutes', agree(f'{found.samples} échantillon(s) noté(s)'))} : votre "
        "grille et votre "
        "débriefing peuvent servir d’annexe, sans nom.</p>"
        if found.samples
        else ""
    )
    items = "".join(_item(item) for item in found.items)
    return (
        f"<section class='carte' id='s-{competence.id}' tabindex='-1'><h2>{esc(competence.id)} · "
        f"{esc(fr(competence.name))}</h2>"
        f"<details><summary>Ce qu’un jury y cherche</summary><ul>{look}</ul>"
        f"</details>{proofs}{samples}{items}</section>"
    )


def _item(item: DossierItem) -> str:
    fields = "".join(
        f"<label><span>{esc(fr(question))}</span><textarea rows='3' maxlength='6000' data-champ='{key}'>"
        f"{esc(item.facts.get(key, ''))}</textarea></label>"
        for key, question in GUIDES.items()
    )
    return (
        f"<form class='exemple-dp' data-exemple='{item.id}'><h3>Exemple</h3><label><span>Titre de l’exemple</span>"
        f"<input type='text' maxlength='200' data-champ='titre' value='{esc(item.title)}'></label>{fields}"
        "<span class='etat-note' data-etat role='status'></span></form>"
    )
