"""Share with the jury: the candidate's own interviews and samples, or a trainer's candidate's, for one "
"exam session.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from coach import access
from coach.domain.people import Role, Viewer
from coach.errors import CoachError
from coach.jury import exams
from coach.jury.evidence import named
from coach.jury.exams import MODALITIES
from coach.web.components.markup import markup
from coach.web.html import day, esc, link
from coach.web.layout import asked, notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/seances",
        "Partager avec le jury",
        lead="Le jury de votre session ne voit que ce que vous cochez ici ; vous pouvez le retirer à tout moment.",
        help_lines=(
            "Choisissez la session d’examen, cochez les entretiens et les échantillons, enregistrez.",
            "Le jury lit vos mots et les passages qui touchent à chaque critère.",
            "Ce qui n’est pas coché n’existe pas pour lui.",
        ),
    ):
        told = markup()
        with gr.Column(visible=False, elem_classes=["carte"]) as form:
            exam = gr.Dropdown(
                [], label="Session d’examen", interactive=True, filterable=False, elem_id="session-examen"
            )
            sessions = gr.CheckboxGroup([], label="Entretiens terminés", elem_classes=["lignes"])
            samples = gr.CheckboxGroup([], label="Échantillons d’écoute", elem_classes=["lignes"])
            save = gr.Button("Enregistrer le partage", variant="primary")
        done = markup()

    def owner_of(request: gr.Request) -> str:
        who, wanted = viewer(request, services), asked(request, "id")
        return access.candidate(services, who, wanted).id if wanted and who.role is Role.TRAINER else who.id

    def load(request: gr.Request) -> tuple[Any, ...]:
        try:
            who, owner = viewer(request, services), owner_of(request)
            found = exams.may_share_with(services, who, owner)
            whose = _whose(services, who, owner)
        except CoachError as exc:
            return (
                notice("attention", "Page indisponible", esc(exc.message)),
                *(gr.update() for _ in range(4)),
            )
        if not found:
            way = link("/jury", "Créer une session pour s’essayer", kind="bouton") if who.local else ""
            empty = notice(
                "vide",
                "Aucune session d’examen pour l’instant",
                f"Quand le centre vous inscrit à une session, vous choisissez ici ce que son jury pourra lire. {way}",
            )
            return (whose + empty, *(gr.update() for _ in range(4)))
        chosen = asked(request, "exam")
        chosen = chosen if chosen in {e.id for e in found} else found[0].id
        choices = [
            (f"{e.name}, {day(e.held_on)} ({MODALITIES.get(e.modality, e.modality)})", e.id) for e in found
        ]
        lists = pieces(chosen, request)
        return (whose, gr.update(visible=True), gr.update(choices=choices, value=chosen), *lists)

    def pieces(exam_id: str, request: gr.Request) -> tuple[Any, Any]:
        who = viewer(request, services)
        try:
            owner = owner_of(request)
            given = exams.shared(services, who, exam_id, owner)
        except CoachError:
            return gr.update(), gr.update()
        ended = [
            (f"{named(services.library.get(s.scenario_id))}, {day(s.created_at.astimezone().date())}", s.id)
            for s in services.sessions.list(owner)
            if s.ended_at is not None
        ]
        heard = [
            (f"{s.name}, {day(s.created_at.astimezone().date())}", s.id) for s in services.samples.list(owner)
        ]
        return (
            gr.update(
                choices=ended, value=[s.session_id for s in given if s.session_id], visible=bool(ended)
            ),
            gr.update(choices=heard, value=[s.sample_id for s in given if s.sample_id], visible=bool(heard)),
        )

    def keep(exam_id: str, talks: list[str], calls: list[str], request: gr.Request) -> str:
        who = viewer(request, services)
        try:
            owner = owner_of(request)
            exams.share(services, who, exam_id, owner, talks or [], calls or [])
        except CoachError as exc:
            return notice("attention", "Le partage n’a pas changé", esc(exc.message))
        count = len(talks or []) + len(calls or [])
        way = ""
        if who.local:
            way = link(f"/jury-fiche?exam={exam_id}&id={owner}", "Voir la fiche du jury", kind="bouton")
        words = f"{count} pièce{'s' if count > 1 else ''} visible{'s' if count > 1 else ''} par le jury."
        return notice(
            "info", "Partage enregistré", f"{words if count else 'Le jury ne voit plus rien.'}<br>{way}"
        )

    gr.on(None, load, None, [told, form, exam, sessions, samples], **_LIMITS)
    exam.input(pieces, exam, [sessions, samples], **_LIMITS)
    save.click(keep, [exam, sessions, samples], done, **_LIMITS)


def _whose(services: Services, who: Viewer, owner: str) -> str:
    """For a trainer: whose pieces these are, and the way back to them."""
    if owner == who.id:
        return ""
    name = access.candidate(services, who, owner).name
    return f"<p>Séances de <b>{esc(name)}</b> · {link(f'/formateur-candidat?id={owner}', 'Son suivi')}</p>"
