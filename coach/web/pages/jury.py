"""Jury: the candidates of the exam sessions where the member sits; on a laptop, a session to look around."""

from __future__ import annotations

from typing import Any

import gradio as gr

from coach.domain.people import Viewer
from coach.errors import CoachError
from coach.jury import exams
from coach.jury.exams import MODALITIES
from coach.store.jury import ExamSession
from coach.web.components.markup import markup
from coach.web.html import day, esc, go, link
from coach.web.layout import notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/jury",
        "Mes candidats",
        lead="Pour chacun, ce que montre le dossier, les questions à poser et vos notes.",
        help_lines=(
            "Vous ne voyez que ce qui a été partagé pour une session d’examen où vous siégez.",
            "Lisez le dossier et posez vos niveaux ; ceux du coach n’apparaissent qu’après.",
            "Le coach ne donne aucun avis sur le candidat : vous seuls décidez.",
            "Le minuteur suit les temps officiels et la part de chaque compétence.",
        ),
        wide=True,
    ):
        listed = markup()
        with gr.Column(visible=False, elem_classes=["carte"]) as own:
            markup(
                "<h2>Créer une session pour s’essayer</h2><p class='discret-texte'>Sur cet ordinateur, "
                "vous êtes seul : "
                "créez une session, partagez-y vos propres séances, et regardez-les comme un jury.</p>"
            )
            with gr.Row():
                name = gr.Textbox(
                    label="Nom de la session", placeholder="Session de décembre", max_length=120, scale=3
                )
                held_on = gr.Textbox(label="Date (jour/mois/année)", placeholder="14/12/2026", scale=2)
                modality = gr.Dropdown(
                    [(words, key) for key, words in MODALITIES.items()],
                    value="titre",
                    label="Épreuve",
                    filterable=False,
                    scale=2,
                )
            create = gr.Button("Créer la session", variant="primary")
            problem = markup()
        target = markup()

    def load(request: gr.Request) -> tuple[Any, Any]:
        try:
            who = viewer(request, services)
            return show(services, who), gr.update(visible=who.local)
        except CoachError as exc:
            return notice("attention", "Page indisponible", esc(exc.message)), gr.update(visible=False)

    def make(called: str, when: str, kind: str, request: gr.Request) -> tuple[str, str]:
        try:
            exam_id = exams.create_own(services, viewer(request, services), called, when, kind)
        except CoachError as exc:
            return notice("attention", "La session n’est pas créée", esc(exc.message)), ""
        return "", go(f"/partage?exam={exam_id}")

    gr.on(None, load, None, [listed, own], **_LIMITS)
    create.click(make, [name, held_on, modality], [problem, target], **_LIMITS)


def show(services: Services, who: Viewer) -> str:
    """The exam sessions, each with its candidates."""
    found = exams.examined(services, who)
    if not found:
        return notice(
            "vide",
            "Vos candidats apparaîtront ici",
            "Une session d’examen réunit un jour, des candidats et un jury. Dès que vous y siégez, vous "
            "trouvez ici la "
            "fiche de chaque candidat : ce que montre son dossier, des questions avec ce qu’une bonne réponse "
            "contient, une grille pour vos notes et le minuteur. "
            + (
                "Créez une session ci-dessous pour vous essayer."
                if who.local
                else "L’administration du centre vous y inscrit."
            )
            + f"<br>{link('/jury-temps', 'Ouvrir le minuteur seul', kind='bouton discret', icon_name='clock')}",
        )
    clock = link("/jury-temps", "Ouvrir le minuteur seul", kind="bouton discret", icon_name="clock")
    return "".join(_exam(services, who, exam) for exam in found) + f"<p>{clock}</p>"


def _exam(services: Services, who: Viewer, exam: ExamSession) -> str:
    people = exams.at(services, who, exam.id)
    rows = ""
    for person in people:
        shares = services.jury.shares(exam.id, person.id)
        sessions = sum(s.session_id is not None for s in shares)
        samples = len(shares) - sessions
        given = sum(n.level is not None for n in services.jury.notes(exam.id, person.id, who.id).values())
        closed = services.jury.sheet(exam.id, person.id, who.id).revealed_at is not None
        state = (
            "Niveaux clos"
            if closed
            else f"{given} niveau{'x' if given > 1 else ''} posé{'s' if given > 1 else ''}"
        )
        query = f"exam={exam.id}&id={person.id}"
        rows += (
            f"<tr><td>{esc(person.name)}</td><td data-nom='Pièces partagées :'>{sessions} entretien"
            f"{'s' if sessions > 1 else ''}, {samples} écoute{'s' if samples > 1 else ''}</td>"
            f"<td data-nom='Mes niveaux :'>{state}</td>"
            f"<td><div class='actes'>{link(f'/jury-fiche?{query}', 'Ouvrir la fiche', kind='bouton')} "
            f"{link(f'/jury-temps?{query}', 'Minuteur', kind='bouton discret', icon_name='clock')}</div></td></tr>"
        )
    share = ""
    if who.local:
        share = f"<p>{link(f'/partage?exam={exam.id}', 'Choisir les séances partagées', kind='bouton discret')}</p>"
    table = (
        "<table class='tableau candidats-jury'><thead><tr><th scope='col'>Candidat</th><th "
        "scope='col'>Pièces partagées"
        "</th><th scope='col'>Mes niveaux</th><th scope='col'><span class='hors-ecran'>Agir</span></th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        if rows
        else "<p>Aucun candidat n’est encore inscrit à cette session.</p>"
    )
    return (
        f"<section class='carte'><h2>{esc(exam.name)}</h2><p "
        f"class='discret-texte'>{day(exam.held_on, weekday=True)} · "
        f"{esc(MODALITIES.get(exam.modality, exam.modality))}</p>{table}{share}</section>"
    )
