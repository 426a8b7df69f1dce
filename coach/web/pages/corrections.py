"""Corriger une réplique: a trainer replaces what the advisor said; each rule is played again to see that it holds."""

from __future__ import annotations

from typing import Any

import gradio as gr

from coach import corrections
from coach.access import Deed, reviews
from coach.errors import CoachError, NotFound
from coach.web.components.markup import markup
from coach.web.html import esc, fr, link, moment
from coach.web.layout import asked, notice, page
from coach.web.viewer import session_owner, viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/seances",
        "Corriger une réplique",
        lead="Une réplique sonne faux ? Écrivez celle qu’un vrai conseiller aurait dite : elle la remplace pour tous.",
        help_lines=(
            "La correction vaut dès le prochain entretien ; les entretiens déjà menés ne changent pas.",
            "L’entretien qui a montré le défaut est rejoué à chaque vérification : il prouve que la règle tient.",
            "Une réplique ne peut ni livrer un fait encore caché, ni répéter une autre phrase du scénario.",
        ),
    ):
        head = markup()
        with gr.Column(visible=False) as form:
            turn = gr.Dropdown(
                [], label="Réplique du conseiller", interactive=True, elem_id="replique-fautive"
            )
            better = gr.Textbox(
                label="Ce qu’il aurait dû dire",
                lines=3,
                max_length=700,
                info="Écrivez {tu|vous} là où la phrase change selon que le manager tutoie ou vouvoie.",
            )
            why = gr.Textbox(label="Pourquoi", lines=1, max_length=corrections.MAX_WHY)
            save = gr.Button("Garder la correction", variant="primary")
        message = markup()
        table = markup()
        with gr.Row(elem_classes=["actions"]):
            which = gr.Dropdown([], label="Retirer une correction", interactive=True)
            remove = gr.Button("Retirer", variant="secondary")

    def rules() -> tuple[str, Any]:
        states = corrections.states(services)
        choices = [(f"« {_short(stored.better)} »", stored.id) for stored, _ in states]
        return _table(states), gr.update(choices=choices, value=None)

    def load(request: gr.Request) -> tuple[Any, ...]:
        session_id = asked(request, "id")
        if not session_id:
            return "", gr.update(visible=False), gr.update(), *rules()
        try:
            owner = session_owner(request, services, session_id, Deed.REVIEW)
            interview = services.runner.get(owner, session_id)
        except CoachError as exc:
            missing = notice("attention", "Entretien introuvable", esc(exc.message))
            return missing, gr.update(visible=False), gr.update(), *rules()
        choices = [(f"{t.number} · {_short(t.advisor)}", t.number) for t in interview.turns]
        title = (
            f"<p>{esc(interview.scenario.title)}, {esc(interview.scenario.persona.name)}, "
            f"{esc(moment(interview.created_at))}. {link(f'/bilan?id={session_id}', 'Relire le bilan')}</p>"
        )
        return title, gr.update(visible=True), gr.update(choices=choices, value=None), *rules()

    def keep(
        number: int | None, text: str | None, reason: str | None, request: gr.Request
    ) -> tuple[Any, ...]:
        if number is None:
            return (
                notice("info", "Choisissez d’abord la réplique à corriger"),
                gr.update(),
                gr.update(),
                *rules(),
            )
        try:
            session_id = asked(request, "id")
            owner = session_owner(request, services, session_id, Deed.REVIEW)
            author = viewer(request, services).id
            corrections.correct(
                services, owner, session_id, int(number), text or "", reason or "", author=author
            )
        except CoachError as exc:
            refusal = notice("attention", "La correction n’est pas gardée", esc(exc.message))
            return refusal, gr.update(), gr.update(), *rules()
        done = notice("info", "La correction est gardée", "Elle vaut dès le prochain entretien.")
        return done, "", "", *rules()

    def take_back(rule: str | None, request: gr.Request) -> tuple[Any, ...]:
        if not rule:
            return notice("info", "Choisissez d’abord la correction à retirer"), *rules()
        try:
            if not reviews(viewer(request, services)):
                raise NotFound("Seul un formateur retire une correction.")
            services.corrections.delete(rule)
        except CoachError as exc:
            return notice("attention", "Rien n’a été retiré", esc(exc.message)), *rules()
        return notice("info", "La correction est retirée", "La réplique d’origine revient."), *rules()

    gr.on(None, load, None, [head, form, turn, table, which], **_LIMITS)
    save.click(keep, [turn, better, why], [message, better, why, table, which], **_LIMITS)
    remove.click(take_back, which, [message, table, which], **_LIMITS)


def _short(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"


def _table(states: list[Any]) -> str:
    if not states:
        return notice(
            "vide",
            "Aucune correction pour l’instant",
            "Ouvrez un entretien terminé depuis « Mes séances », puis « Corriger ».",
        )
    rows = "".join(
        f"<tr><td>{esc(fr(stored.line))}</td><td>{esc(fr(stored.better))}</td><td>{esc(fr(stored.why))}</td>"
        f"<td data-nom='État'>{esc(fr(problem)) if problem else 'Tient'}</td></tr>"
        for stored, problem in states
    )
    return (
        "<h2>Corrections en vigueur</h2><div class='defile'><table class='tableau'><thead><tr>"
        "<th scope='col'>Réplique écrite</th><th scope='col'>Remplacée par</th><th scope='col'>Raison</th>"
        f"<th scope='col'>Rejouée</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
