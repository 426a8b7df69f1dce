"""What a candidate received: work asked for, and the trainer's messages, with the box to answer."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from coach.errors import CoachError
from coach.training import notes, work
from coach.web.components.markup import markup
from coach.web.components.training import tasks, thread
from coach.web.html import esc
from coach.web.layout import notice
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_SHOWN: Final = 6
"""Latest messages of the thread; work that was done a while ago is not shown either."""


def inbox(services: Services) -> None:
    """Place it on a page and wire it; nothing is seen of it while nothing was received."""
    asked_for = markup()
    with gr.Column(visible=False, elem_classes=["carte"], elem_id="messages") as box:
        talk = markup()
        text = gr.Textbox(
            label="Votre réponse", lines=2, max_length=notes.MAX_MESSAGE, elem_id="reponse-formateur"
        )
        with gr.Row(elem_classes=["actions"]):
            send = gr.Button("Répondre", variant="primary", scale=0, min_width=150)
            seen = gr.Button("J’ai lu", variant="secondary", scale=0, min_width=150)
        told = markup()

    def show(request: gr.Request) -> dict[Any, Any]:
        who = viewer(request, services)
        try:
            found = notes.mine(services, who)[-_SHOWN:]
            waited = [task for task in work.my_tasks(services, who) if task.is_waited_for]
        except CoachError:
            return {asked_for: "", box: gr.update(visible=False)}
        listed = tasks(waited, lambda a: work.title(services, a))
        fresh = notes.waiting(found, for_candidate=True)
        title = (
            "Message de votre formateur" if len(fresh) < 2 else f"{len(fresh)} messages de votre formateur"
        )
        return {
            asked_for: f"<section class='carte'><h2>Travail demandé</h2>{listed}</section>" if listed else "",
            box: gr.update(visible=bool(found)),
            talk: f"<h2>{title}</h2>{thread(found, candidate=who.name, mine=True)}",
            seen: gr.update(visible=bool(fresh)),
        }

    def reply(said: str, request: gr.Request) -> dict[Any, Any]:
        try:
            notes.answer(services, viewer(request, services), said or "")
        except CoachError as exc:
            return {told: notice("attention", "Votre réponse n’est pas partie", esc(exc.message))}
        return {**show(request), text: "", told: "<p role='status'>Réponse envoyée.</p>"}

    def read(request: gr.Request) -> dict[Any, Any]:
        try:
            notes.seen(services, viewer(request, services))
        except CoachError as exc:
            return {told: notice("attention", "Rien n’a changé", esc(exc.message))}
        return {**show(request), told: "<p role='status'>Marqué comme lu.</p>"}

    shown = [asked_for, box, talk, seen]
    gr.on(None, show, None, shown, **_LIMITS)
    send.click(reply, text, [*shown, text, told], **_LIMITS)
    seen.click(read, None, [*shown, told], **_LIMITS)
