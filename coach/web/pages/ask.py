"""Référentiel: a question, a short answer, its numbered sources that open at the passage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import gradio as gr

from coach.domain.quiz import mark_of, phrased
from coach.errors import CoachError
from coach.knowledge.answers import LEGAL_NOTE, Answer, Citation
from coach.knowledge.questions import Message
from coach.web.components.markup import markup
from coach.web.components.referential import (
    ALL,
    DOMAINS,
    competence_choices,
    domain_choices,
    fiche_href,
    menu,
    official,
    passage_href,
    validity,
)
from coach.web.html import day, esc, fr, icon, link, paragraphs
from coach.web.layout import notice, page
from coach.wiring import Services

SUGGESTIONS: Final = (
    "Jusqu’à quelle heure peut-on appeler un prospect ?",
    "Quelle différence entre recadrage et sanction ?",
    "Combien de temps dure l’entretien technique ?",
    "Combien de temps garder un enregistrement d’appel ?",
    "Peut-on afficher un 06 pour appeler des clients ?",
)
MAX_QUESTION: Final = 1500
MAX_SHOWN: Final = 12
RECENT: Final = timedelta(days=2 * 365)
"""A rule that moved less than this long ago is said to have."""
DISCLAIMER: Final = "Ce n’est pas un avis juridique : quand l’enjeu est réel, lisez le texte officiel cité."
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
            "Chaque source s’ouvre au passage cité, mot pour mot, et mène à sa fiche.",
            "Un domaine ou une compétence choisis limitent la recherche et les suggestions.",
            "Ce que le coach ne sait pas, il le dit.",
            "Une date dans la question change la réponse : « en 2024 », « avant le 11 août 2026 ».",
        ),
    ):
        markup(menu("/referentiel"))
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
            with gr.Row(elem_classes=["filtres"]):
                domain = gr.Dropdown(
                    domain_choices(), value=ALL, label="Domaine", filterable=False, min_width=230
                )
                competence = gr.Dropdown(
                    competence_choices(services.referential),
                    value=ALL,
                    label="Compétence",
                    filterable=False,
                    min_width=230,
                )
            with gr.Row():
                send = gr.Button("Poser la question", variant="primary")
                clear = gr.Button("Nouvelle conversation")
        about = markup()
        with gr.Row(elem_classes=["suggestions"]):
            suggested = [gr.Button(text, size="sm") for text in SUGGESTIONS]
        markup(f'<p class="discret-texte reserve">{esc(DISCLAIMER)}</p>')

    def ask(
        text: str, asked: Turns, shown: str | None, domain_: str | None, competence_: str | None
    ) -> tuple[str, Turns, str]:
        text = (text or "").strip()
        earlier = _pile(asked)
        if not text:
            return earlier + notice("info", "Écrivez d’abord votre question"), asked, ""
        if len(text) > MAX_QUESTION:
            advice = f"Ramenez-la à une ou deux phrases ({MAX_QUESTION} caractères au plus) : elle est restée en bas."
            return earlier + notice("attention", "Question trop longue", advice), asked, text
        history = [
            message
            for question_, answer_ in asked[-4:]
            for message in (
                Message(role="user", content=question_),
                Message(role="assistant", content=answer_),
            )
        ]
        try:
            answer = services.knowledge.ask(
                text, history=history, domain=domain_ or None, competence=competence_ or None
            )
            fiches = {source.title: source.id for source in services.knowledge.list()}
        except CoachError as exc:
            failed = notice("attention", "La question n’a pas abouti", esc(exc.message))
            return earlier + failed, asked, text
        within = _within(services, domain_, competence_)
        following = [*asked, (text, answer.answer)][-MAX_SHOWN:]
        return (
            f'{_pile(following[:-1])}<div class="pile">{_answer(answer, fiches, within)}</div>',
            following,
            "",
        )

    def narrow(domain_: str | None, competence_: str | None) -> list[Any]:
        try:
            found = suggestions(services, domain_ or None, competence_ or None)
        except CoachError as exc:
            failed = notice("attention", "Les fiches ne s’ouvrent pas", esc(exc.message))
            return [failed, *(gr.update(visible=False) for _ in SUGGESTIONS)]
        word = ""
        if not found:
            word = notice(
                "vide",
                "Aucune fiche ne réunit ce domaine et cette compétence",
                "Élargissez l’un des deux, ou posez la question sans filtre.",
            )
        texts = [*found, *[""] * len(SUGGESTIONS)][: len(SUGGESTIONS)]
        return [word, *(gr.update(value=text, visible=bool(text)) for text in texts)]

    limits: dict[str, Any] = {"show_progress": "minimal", "api_visibility": "private", "concurrency_limit": 8}
    outputs = [answers, turns, question]
    for trigger in (send.click, question.submit):
        trigger(ask, [question, turns, answers, domain, competence], outputs, **limits)
    for button in suggested:
        button.click(ask, [button, turns, answers, domain, competence], outputs, **limits)
    for choice in (domain, competence):
        choice.change(
            narrow,
            [domain, competence],
            [about, *suggested],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=8,
        )
    clear.click(lambda: ("", [], ""), None, outputs, show_progress="hidden", api_visibility="private")


def suggestions(services: Services, domain: str | None, competence: str | None) -> list[str]:
    """Questions to start from: the product's own, or those of the fiches that the filter leaves, one a fiche."""
    if not domain and not competence:
        return list(SUGGESTIONS)
    base = services.knowledge
    found: list[str] = []
    sources = (
        source
        for source in base.list()
        if source.kind == "fiche"
        and (not domain or source.domain == domain)
        and (not competence or competence in source.competences)
    )
    # An order of its own for each filter, so that two competences of one fiche do not start alike.
    for source in sorted(sources, key=lambda s: mark_of(domain, competence, s.id)):
        asked = (phrased(passage.questions) for passage in base.passages(source.id)[:1])
        found += [fr(question) for question in asked if question is not None]
        if len(found) == len(SUGGESTIONS):
            break
    return found


def _within(services: Services, domain: str | None, competence: str | None) -> str:
    """« Recherche limitée à … », or nothing."""
    parts = [DOMAINS[domain]] if domain in DOMAINS else []
    if competence:
        named = {value: label for label, value in competence_choices(services.referential)}
        parts.append(named.get(competence, competence))
    return f"Recherche limitée à : {', '.join(parts)}." if parts else ""


def _pile(asked: Turns) -> str:
    if not asked:
        return ""
    return f'<div class="pile">{"".join(_earlier(q, a) for q, a in asked)}</div>'


def _earlier(question: str, answer: str) -> str:
    return (
        f'<details class="critere source"><summary><b>{esc(fr(_sentence(question)))}</b><span></span>'
        f'{icon("chevron-down")}</summary><div class="dedans">{paragraphs(_bare(answer))}</div></details>'
    )


def _answer(answer: Answer, fiches: dict[str, str], within: str) -> str:
    changes = [(when, what) for when, what in answer.changes if when >= answer.as_of - RECENT]
    items = "".join(f"<li>Changé le {esc(day(when))} : {esc(fr(what))}</li>" for when, what in changes)
    changed = (
        f'<div class="avis attention" role="note">{icon("history")}<div><ul>{items}</ul></div></div>'
        if items
        else ""
    )
    text = _bare(answer.answer, tuple(what for _, what in changes), nearest=bool(answer.nearest))
    closing = " ".join(part for part in (f"Réponse au {day(answer.as_of)}.", within) if part)
    return (
        f'<article class="carte reponse" aria-live="polite"><h2>{esc(fr(_sentence(answer.question)))}</h2>'
        f"{paragraphs(text)}{changed}{_nearest(answer.nearest, fiches)}{_sources(answer)}{_see_also(answer)}"
        f"<p class='discret-texte'>{esc(closing)}</p></article>"
    )


def _bare(text: str, changes: tuple[str, ...] = (), *, nearest: bool = False) -> str:
    """The answer without what the page shows by itself: the legal note, a change, the nearest subjects."""
    kept = [
        block
        for block in text.split("\n\n")
        if block != LEGAL_NOTE
        and not (block.startswith("Règle modifiée le ") and block.endswith(changes))
        and not (nearest and block.startswith("Sujets les plus proches"))
    ]
    return "\n\n".join(kept)


def _sentence(question: str) -> str:
    return question[:1].upper() + question[1:]


def _nearest(titles: Sequence[str], fiches: dict[str, str]) -> str:
    if not titles:
        return ""
    items = "".join(
        f"<li>{link(fiche_href(fiches[title]), fr(title)) if title in fiches else esc(fr(title))}</li>"
        for title in titles
    )
    return f"<p class='discret-texte'>Sujets les plus proches :</p><ul>{items}</ul>"


def _see_also(answer: Answer) -> str:
    if answer.abstained or not answer.see_also:
        return ""
    items = "".join(f"<li>{link(passage_href(where), fr(title))}</li>" for title, where in answer.see_also)
    return f"<h3>À lire aussi</h3><ul>{items}</ul>"


def _sources(answer: Answer) -> str:
    if not answer.citations:
        return ""
    items = "".join(_source(number, c, answer) for number, c in enumerate(answer.citations, 1))
    return f"<h3>Sources</h3>{items}"


def _source(number: int, citation: Citation, answer: Answer) -> str:
    links = [
        link(passage_href(citation.passage_id), "Lire le passage dans son contexte"),
        official(citation.url),
    ]
    return (
        f'<details class="critere source"><summary><span><b>{number}.</b> {esc(fr(citation.title))}</span>'
        f'<span class="discret-texte">{esc(validity(citation.in_force, answer.as_of))}</span>'
        f"{icon('chevron-down')}</summary>"
        f'<div class="dedans"><p class="discret-texte">{esc(fr(citation.locator))}</p>'
        f"<blockquote>{esc(citation.quote)}</blockquote>"
        f'<p class="liens">{" · ".join(part for part in links if part)}</p></div></details>'
    )
