"""Observer: another candidate watches the interview as it goes, and grades it without seeing the coach's levels."""

from __future__ import annotations

from typing import Any

import gradio as gr

from coach import opinions
from coach.access import Deed
from coach.assessment.rubric_files import rubric
from coach.dialogue.runner import Interview
from coach.domain.opinions import MAX_REASON
from coach.errors import CoachError
from coach.web.components.markup import markup
from coach.web.html import esc, fr, link
from coach.web.layout import asked, notice, page
from coach.web.pages.interview import thread_html
from coach.web.viewer import session_owner, viewer
from coach.wiring import Services

EVERY = 3.0
"""Seconds between two looks at the conversation."""
LEVELS = [("0 · absent", 0), ("1 · esquissé", 1), ("2 · satisfaisant", 2), ("3 · maîtrisé", 3)]
_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/entrainement",
        "Observer un entretien",
        lead="L’un mène l’entretien, l’autre observe et note ; vous comparez à la fin.",
        help_lines=(
            "La conversation se met à jour toute seule.",
            "Notez ce que vous voyez, critère par critère, avec un exemple : rien n’est montré au manager.",
            "Quand l’entretien est terminé et son bilan établi, vos niveaux s’affichent à côté de ceux du coach.",
        ),
        wide=True,
    ):
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320):
                thread = markup(elem_id="conversation")
            with gr.Column(scale=5, min_width=300, visible=False) as sheet:
                criterion = gr.Dropdown([], label="Critère", interactive=True, elem_id="critere-observe")
                level = gr.Radio(LEVELS, label="Ce que vous avez vu", elem_id="niveau-observe")
                note = gr.Textbox(label="Un exemple entendu", lines=2, max_length=MAX_REASON)
                keep = gr.Button("Noter", variant="primary")
                message = markup()
                table = markup()
        seen = gr.State(-1)
        clock = gr.Timer(EVERY)

    def watched(request: gr.Request) -> Interview:
        session_id = asked(request, "id")
        return services.runner.get(session_owner(request, services, session_id), session_id)

    def load(request: gr.Request) -> tuple[Any, ...]:
        try:
            interview = watched(request)
        except CoachError as exc:
            return (
                notice("attention", "Entretien introuvable", esc(exc.message)),
                gr.update(),
                gr.update(),
                "",
                -1,
            )
        choices = [(c.title, c.id) for c in rubric(interview.scenario.grid).criteria]
        return (
            thread_html(interview),
            gr.update(visible=True),
            gr.update(choices=choices, value=None),
            sheet_html(services, interview),
            _mark(interview),
        )

    def follow(before: int, request: gr.Request) -> tuple[Any, ...]:
        try:
            interview = watched(request)
        except CoachError:
            return gr.skip(), gr.skip(), gr.skip()
        if _mark(interview) == before and interview.is_open:
            return gr.skip(), gr.skip(), gr.skip()
        return thread_html(interview), sheet_html(services, interview), _mark(interview)

    def write(which: str | None, given: int | None, text: str | None, request: gr.Request) -> tuple[Any, ...]:
        session_id = asked(request, "id")
        if not which:
            return notice("info", "Choisissez d’abord un critère"), gr.skip(), gr.skip(), gr.skip()
        try:
            who = viewer(request, services)
            deed = Deed.ACT if who.is_candidate else Deed.REVIEW
            owner = session_owner(request, services, session_id, deed)
            author = None if who.local else who.id
            opinions.observe(services, owner, session_id, which, given, text or "", author=author)
            interview = services.runner.get(owner, session_id)
        except CoachError as exc:
            return notice("attention", "Rien n’est noté", esc(exc.message)), gr.skip(), gr.skip(), gr.skip()
        return "", sheet_html(services, interview), None, ""

    gr.on(None, load, None, [thread, sheet, criterion, table, seen], **_LIMITS)
    clock.tick(follow, seen, [thread, table, seen], **_LIMITS)
    keep.click(write, [criterion, level, note], [message, table, level, note], **_LIMITS)


def sheet_html(services: Services, interview: Interview) -> str:
    """What the observer noted; once the interview has its bilan, beside the coach's levels."""
    owner = services.sessions.owner_of(interview.id) or ""
    found = opinions.said(services, opinions.Subject(owner, session_id=interview.id))
    kept = {c: thread.observer for c, thread in found.items() if thread.observer is not None}
    stored = None if interview.is_open else services.assessments.latest(session_id=interview.id)
    coach = {c["id"]: c["level"] for c in stored.result["assessment"]["criteria"]} if stored else {}
    grid = rubric(interview.scenario.grid)
    rows = "".join(
        f"<tr><th scope='row'>{esc(c.title)}</th><td class='n'>{kept[c.id].level}</td>"
        + (f"<td class='n'>{_coach(coach.get(c.id), c.advice_only)}</td>" if stored else "")
        + f"<td>{esc(fr(kept[c.id].reason))}</td></tr>"
        for c in grid.criteria
        if c.id in kept
    )
    if not rows:
        return notice("vide", "Vos notes apparaîtront ici", "Un critère, un niveau, un exemple entendu.")
    extra = "<th scope='col' class='n'>Coach</th>" if stored else ""
    after = (
        f"<p>{link(f'/bilan?id={interview.id}', 'Ouvrir le bilan', kind='bouton discret')}</p>"
        if not interview.is_open
        else ""
    )
    return (
        "<div class='defile' tabindex='0' role='group' aria-label='Observations'>"
        f"<table class='tableau'><thead><tr><th scope='col'>Critère</th>"
        f"<th scope='col' class='n'>Observateur</th>{extra}<th scope='col'>Exemple</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{after}"
    )


def _coach(level: int | None, advice_only: bool) -> str:
    if advice_only:
        return "conseil seulement"
    return "—" if level is None else str(level)


def _mark(interview: Interview) -> int:
    """Changes when there is something new to show."""
    return 2 * len(interview.turns) + (not interview.is_open)
