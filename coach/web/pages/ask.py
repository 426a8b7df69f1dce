"""Référentiel: a question, a short answer, its numbered sources that open at the passage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from coach.errors import CoachError
from coach.knowledge.answers import Answer, Citation
from coach.knowledge.questions import Message
from coach.web.components.markup import markup
from coach.web.html import day, esc, fr, icon, paragraphs
from coach.web.layout import notice, page
from coach.wiring import Services

SUGGESTIONS = (
    "Jusqu’à quelle heure peut-on appeler un prospect ?",
    "Quelle différence entre recadrage et sanction ?",
    "Combien de temps dure l’entretien technique ?",
    "Combien de temps garder un enregistrement d’appel ?",
    "Peut-on afficher un 06 pour appeler des clients ?",
)
MAX_QUESTION = 1500
MAX_SHOWN = 12
Turns = list[tuple[str, str]]
"""Questions asked in this page and the text answered, oldest first."""


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/referentiel",
        "Référentiel",
        lead="Le titre, l’examen, le droit des centres de contact : une réponse courte, avec sa source et sa date.",
        help_lines=(
            "Posez la question comme elle vous vient ; une question de suite est comprise (« et le samedi ? »).",
            "Chaque source s’ouvre au passage cité, mot pour mot.",
            "Ce que le coach ne sait pas, il le dit.",
            "Une date dans la question change la réponse : « en 2024 », « avant le 11 août 2026 ».",
        ),
    ):
        turns = gr.State([])
        answers = markup(elem_id="reponses")
        with gr.Column(elem_classes=["composeur"]):
            question = gr.Textbox(
                label="Votre question",
                placeholder="Par exemple : combien de fois peut-on rappeler un prospect ?",
                lines=1,
                max_lines=5,
                autofocus=True,
            )
            with gr.Row():
                send = gr.Button("Poser la question", variant="primary")
                clear = gr.Button("Nouvelle conversation")
        with gr.Row(elem_classes=["suggestions"]):
            suggested = [gr.Button(text, size="sm") for text in SUGGESTIONS]

    def ask(text: str, asked: Turns, shown: str | None) -> tuple[str, Turns, str]:
        text = text.strip()
        if not text:
            return notice("info", "Écrivez d’abord votre question"), asked, ""
        if len(text) > MAX_QUESTION:
            return (
                notice(
                    "attention", "Question trop longue", "Ramenez-la à l’essentiel : une ou deux phrases."
                ),
                asked,
                text,
            )
        history = [
            message
            for question_, answer_ in asked[-4:]
            for message in (
                Message(role="user", content=question_),
                Message(role="assistant", content=answer_),
            )
        ]
        try:
            answer = services.knowledge.ask(text, history=history)
        except CoachError as exc:
            return notice("attention", "La question n’a pas abouti", esc(exc.message)), asked, text
        following = [*asked, (text, answer.answer)][-MAX_SHOWN:]
        earlier = "".join(_earlier(q, a) for q, a in following[:-1])
        return f'<div class="pile">{earlier}{_answer(answer)}</div>', following, ""

    limits: dict[str, Any] = {"show_progress": "minimal", "api_visibility": "private", "concurrency_limit": 8}
    outputs = [answers, turns, question]
    for trigger in (send.click, question.submit):
        trigger(ask, [question, turns, answers], outputs, **limits)
    for button in suggested:
        button.click(ask, [button, turns, answers], outputs, **limits)
    clear.click(lambda: ("", [], ""), None, outputs, show_progress="hidden", api_visibility="private")


def _earlier(question: str, answer: str) -> str:
    return (
        f'<details class="critere source"><summary><b>{esc(fr(_sentence(question)))}</b><span></span>'
        f'{icon("chevron-down")}</summary><div class="dedans">{paragraphs(answer)}</div></details>'
    )


def _answer(answer: Answer) -> str:
    sources = _sources(answer.citations)
    nearest = ""
    if answer.nearest:
        items = "".join(f"<li>{esc(fr(title))}</li>" for title in answer.nearest)
        nearest = f"<p class='discret-texte'>Sujets les plus proches :</p><ul>{items}</ul>"
    changes = "".join(
        f"<li>Changé le {esc(day(when))} : {esc(fr(what))}</li>" for when, what in answer.changes
    )
    changed = (
        f'<div class="avis attention" role="note">{icon("history")}<div><ul>{changes}</ul></div></div>'
        if changes
        else ""
    )
    return (
        f'<article class="carte reponse" aria-live="polite"><h2>{esc(fr(_sentence(answer.question)))}</h2>'
        f"{paragraphs(answer.answer)}"
        f"{changed}{nearest}{sources}"
        f"<p class='discret-texte'>Réponse au {esc(day(answer.as_of))}.</p></article>"
    )


def _sentence(question: str) -> str:
    return question[:1].upper() + question[1:]


def _sources(citations: Sequence[Citation]) -> str:
    if not citations:
        return ""
    items = "".join(_source(number, citation) for number, citation in enumerate(citations, 1))
    return f"<h3>Sources</h3>{items}"


def _source(number: int, citation: Citation) -> str:
    period = citation.in_force
    since = f"en vigueur depuis le {day(period.start)}" if period.start else ""
    until = f"jusqu’au {day(period.end)}" if period.end else ""
    dates = " ".join(part for part in (since, until) if part)
    url = (
        f'<p><a href="{esc(citation.url)}" rel="noopener noreferrer" target="_blank">Texte officiel</a></p>'
        if citation.url and citation.url.startswith("https://")
        else ""
    )
    return (
        f'<details class="critere source"><summary><span><b>{number}.</b> {esc(fr(citation.title))}</span>'
        f'<span class="discret-texte">{esc(dates)}</span>{icon("chevron-down")}</summary>'
        f'<div class="dedans"><p class="discret-texte">{esc(fr(citation.locator))}</p>'
        f"<blockquote>{esc(citation.quote)}</blockquote>{url}</div></details>"
    )
