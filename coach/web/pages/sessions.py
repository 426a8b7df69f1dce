"""Mes séances: every interview, to resume, to read again, to erase."""

from __future__ import annotations

import gradio as gr

from coach.access import Deed, reviews
from coach.assessment.endings import ending_words
from coach.dialogue.runner import Interview
from coach.errors import CoachError
from coach.jobs.erasures import erase_interview
from coach.web.components.markup import markup
from coach.web.html import esc, link, minutes, moment
from coach.web.layout import notice, page
from coach.web.viewer import own, session_owner, viewer
from coach.wiring import Services


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/seances",
        "Mes séances",
        lead="Tout ce que vous avez mené, du plus récent au plus ancien.",
        help_lines=(
            "Un entretien ouvert se reprend là où vous l’avez laissé.",
            "Un entretien terminé garde son bilan ; « Rejouer » repart d’un tour de votre choix.",
            "Effacer supprime l’entretien, son bilan et ses notes, sans retour possible.",
        ),
    ):
        markup(
            f"<p>{link('/progres', 'Voir mes progrès, critère par critère', icon_name='chart-line')}</p>"
            f"<p>{link('/dossier-professionnel', 'Préparer mon dossier professionnel', icon_name='notebook-pen')}</p>"
            f"<p>{link('/partage', 'Partager des séances avec le jury', icon_name='users')}</p>"
        )
        table = markup()
        with gr.Row(elem_classes=["actions"]):
            which = gr.Dropdown([], label="Effacer une séance", interactive=True)
            erase = gr.Button("Effacer cette séance", variant="secondary")
        message = markup()

    def show(request: gr.Request) -> tuple[str, object]:
        interviews = services.runner.list(own(request, services))
        choices = [(f"{i.scenario.title} · {moment(i.created_at)}", i.id) for i in interviews]
        correcting = reviews(viewer(request, services))
        return _table(interviews, correcting=correcting), gr.update(choices=choices, value=None)

    def remove(session_id: str | None, request: gr.Request) -> tuple[str, object, str]:
        if not session_id:
            return (*show(request), notice("info", "Choisissez d’abord la séance à effacer"))
        try:
            erase_interview(services, session_owner(request, services, session_id, Deed.ACT), session_id)
        except CoachError as exc:
            return (*show(request), notice("attention", "Rien n’a été effacé", esc(exc.message)))
        return (*show(request), notice("info", "La séance est effacée", "Son bilan et ses notes aussi."))

    gr.on(None, show, None, [table, which], show_progress="hidden", api_visibility="private")
    erase.click(remove, which, [table, which, message], show_progress="hidden", api_visibility="private")


def _table(interviews: list[Interview], *, correcting: bool) -> str:
    if not interviews:
        first = link("/entrainement", "Choisir un premier entretien", kind="bouton")
        return notice("vide", "Vos entretiens apparaîtront ici, avec leur date et leur bilan", first)
    rows = "".join(_row(i, correcting=correcting) for i in interviews)
    return (
        "<div class='defile'><table class='tableau'><thead><tr><th scope='col'>Entretien</th><th scope='col'>Quand</th>"
        "<th scope='col'>Niveau</th><th scope='col'>Durée</th><th scope='col'>Issue</th>"
        "<th scope='col'><span class='hors-ecran'>Ouvrir</span></th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(interview: Interview, *, correcting: bool) -> str:
    if interview.is_open:
        state, action = "En cours", link(f"/entretien?id={interview.id}", "Reprendre", kind="bouton")
    else:
        state = (
            ending_words(interview.scenario.exercise, interview.end_reason)
            if interview.end_reason
            else "Terminé"
        )
        action = link(f"/bilan?id={interview.id}", "Bilan", kind="bouton discret")
        if correcting:
            action += f" {link(f'/corriger?id={interview.id}', 'Corriger une réplique')}"
    origin = (
        f" <span class='discret-texte'>(repris au tour {interview.parent_turn})</span>"
        if interview.parent_id
        else ""
    )
    return (
        f"<tr><td>{esc(interview.scenario.title)}{origin}</td><td>{esc(moment(interview.created_at))}</td>"
        f"<td data-nom='Niveau'>{interview.level}</td><td class='n'>{minutes(interview.elapsed)}</td>"
        f"<td>{esc(state)}</td><td>{action}</td></tr>"
    )
