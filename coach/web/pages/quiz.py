"""Quiz du jour: one question at a time, the answer when asked for, then how well it was known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import gradio as gr

from coach import quiz
from coach.domain.quiz import DAY_SIZE, Card, Day, Progress, Rating
from coach.errors import CoachError
from coach.knowledge.passages import Period
from coach.web.components.markup import markup
from coach.web.components.referential import (
    ALL,
    DOMAINS,
    competence_choices,
    menu,
    official,
    passage_href,
    validity,
)
from coach.web.html import NBSP, esc, fr, icon, link, paragraphs
from coach.web.layout import notice, page
from coach.web.viewer import own
from coach.wiring import Services

MORE: Final = 5
RATINGS: Final[dict[Rating, str]] = {
    Rating.AGAIN: "À revoir",
    Rating.HARD: "Difficile",
    Rating.GOOD: "Bien",
    Rating.EASY: "Facile",
}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/referentiel",
        "Quiz du jour",
        lead="Une quinzaine de questions par jour ; celles que vous savez reviennent de plus en plus tard.",
        help_lines=(
            "Répondez pour vous-même, à voix haute ou par écrit, avant de voir la réponse.",
            "Notez ensuite votre réponse : les touches 1 à 4 font comme les boutons.",
            "« À revoir » ramène la question dans la séance ; « Facile » l’éloigne de plusieurs jours.",
            "Une règle qui n’est pas en vigueur aujourd’hui n’est pas posée.",
            "Ce que vous écrivez ici n’est pas conservé.",
        ),
    ):
        markup(menu("/quiz"))
        current = gr.State("")
        size = gr.State(DAY_SIZE)
        with gr.Row(elem_classes=["filtres"]):
            competence = gr.Dropdown(
                competence_choices(services.referential),
                value=ALL,
                label="Compétence",
                filterable=False,
                min_width=230,
            )
        progress = markup()
        card = markup('<p class="discret-texte">Les cartes se préparent…</p>', elem_id="carte-quiz")
        typed = gr.Textbox(
            label="Votre réponse (facultatif)",
            lines=2,
            max_lines=6,
            max_length=2000,
            interactive=True,
            visible=False,
        )
        reveal = gr.Button("Voir la réponse", variant="primary", visible=False, elem_id="quiz-voir")
        answer = markup(elem_id="reponse-quiz")
        with gr.Row(visible=False, elem_classes=["notes-quiz"]) as marks:
            buttons = {
                rating: gr.Button(label, elem_id=f"note-{int(rating)}", min_width=120)
                for rating, label in RATINGS.items()
            }
        more = gr.Button(f"{MORE} cartes de plus", visible=False)

    def shown(owner: str, chosen: str, size_: int, *, focus: bool, problem: str = "") -> dict[Any, Any]:
        """The next card, or the end of the day."""
        try:
            day = quiz.today(services, owner, competence=chosen or None, size=size_)
        except CoachError as exc:
            failed = notice("attention", "Le quiz ne s’ouvre pas", esc(exc.message))
            return {progress: "", card: failed, **_put_away()}
        first = day.queue[0] if day.queue else None
        return {
            **_put_away(),
            progress: _bar(day),
            card: problem + (_question(first, focus) if first else _over(day, chosen, focus)),
            current: first.id if first else "",
            typed: gr.update(value="", visible=first is not None),
            reveal: gr.update(visible=first is not None),
            more: gr.update(visible=first is None and day.more),
        }

    def _put_away() -> dict[Any, Any]:
        return {
            answer: "",
            marks: gr.update(visible=False),
            typed: gr.update(visible=False),
            reveal: gr.update(visible=False),
            more: gr.update(visible=False),
        }

    def load(chosen: str | None, size_: int, request: gr.Request) -> dict[Any, Any]:
        return shown(own(request, services), chosen or ALL, size_, focus=False)

    def show_answer(card_id: str, request: gr.Request) -> dict[Any, Any]:
        found = next((c for c in quiz.deck() if c.id == card_id), None)
        if found is None:
            gone = notice("info", "Cette carte vient d’être retirée", "Rouvrez la page pour continuer.")
            return {answer: gone, reveal: gr.update(visible=False)}
        try:
            delays = quiz.delays(services, own(request, services), found)
        except CoachError as exc:
            return {answer: notice("attention", "La réponse ne s’affiche pas", esc(exc.message))}
        labels = {
            buttons[rating]: gr.update(value=f"{label} · {_in(delays[rating])}")
            for rating, label in RATINGS.items()
        }
        return {
            answer: _answer(found),
            reveal: gr.update(visible=False),
            marks: gr.update(visible=True),
            **labels,
        }

    def rated(rating: Rating) -> Any:
        def keep(card_id: str, chosen: str | None, size_: int, request: gr.Request) -> dict[Any, Any]:
            problem = ""
            owner = own(request, services)
            try:
                quiz.rate(services, owner, card_id, rating)
            except CoachError as exc:
                problem = notice("attention", "Cette note n’a pas été gardée", esc(exc.message))
            return shown(owner, chosen or ALL, size_, focus=True, problem=problem)

        return keep

    def add(chosen: str | None, size_: int, request: gr.Request) -> dict[Any, Any]:
        return {**shown(own(request, services), chosen or ALL, size_ + MORE, focus=True), size: size_ + MORE}

    limits: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
    screen = [progress, card, current, typed, reveal, answer, marks, more]
    gr.on(None, load, [competence, size], screen, **limits)
    competence.input(load, [competence, size], screen, **limits)
    for trigger in (reveal.click, typed.submit):
        trigger(show_answer, current, [answer, reveal, marks, *buttons.values()], **limits)
    for rating, button in buttons.items():
        button.click(rated(rating), [current, competence, size], screen, **limits)
    more.click(add, [competence, size], [*screen, size], **limits)


def _bar(day: Day) -> str:
    left = len(day.queue)
    whole = day.done + left
    if not whole:
        return ""
    words = f"{left} carte{'s' if left > 1 else ''} aujourd’hui" if left else "Terminé pour aujourd’hui"
    done = f" · {day.done} déjà vue{'s' if day.done > 1 else ''}" if day.done else ""
    return (
        f"<div class='avancee-quiz'><p role='status'><b>{words}</b>{done}</p>"
        f"<progress max='{whole}' value='{day.done}' aria-label='Avancement du jour'>{day.done}</progress>"
        f"<p class='discret-texte'>{esc(_known(day.progress))}</p></div>"
    )


def _known(progress: Progress) -> str:
    if not progress.seen:
        return f"{progress.total} carte{'s' if progress.total > 1 else ''} en tout."
    seen = f"{progress.seen} carte{'s' if progress.seen > 1 else ''} sur {progress.total} déjà vue"
    seen += "s" if progress.seen > 1 else ""
    if not progress.firm:
        return f"{seen}."
    return f"{seen}, dont {progress.firm} sue{'s' if progress.firm > 1 else ''} pour trois semaines ou plus."


def _question(card: Card, focus: bool) -> str:
    labels = "".join(
        f"<span class='pastille'>{esc(label)}</span>"
        for label in (DOMAINS.get(card.domain, card.domain), *card.competences)
    )
    return (
        f"<article class='carte question-quiz' tabindex='-1'{' data-a-lire' if focus else ''}>"
        f"<p class='discret-texte'>{esc(fr(card.fiche_title))}</p><h2>{esc(fr(card.question))}</h2>"
        f"<div class='pastilles'>{labels}</div></article>"
    )


def _answer(card: Card) -> str:
    dates = validity(Period(card.start, card.end), date.today())
    links = [link(passage_href(card.id), "Lire la fiche"), official(card.url)]
    return (
        "<article class='carte reponse-quiz' tabindex='-1' data-a-lire aria-label='Réponse'><h3>Réponse</h3>"
        f"{paragraphs(card.answer)}"
        f"<p class='discret-texte'>{esc(fr(card.locator))}{f'. {esc(dates)}.' if dates else ''}</p>"
        f"<p class='liens'>{' · '.join(part for part in links if part)}</p></article>"
        "<p class='consigne-quiz' id='consigne-quiz'>Le saviez-vous ?</p>"
    )


def _over(day: Day, chosen: str, focus: bool) -> str:
    if not day.progress.total:
        return notice(
            "vide",
            "Aucune question ne porte sur cette compétence",
            "Choisissez-en une autre, ou toutes : les questions viennent des fiches vérifiées.",
        )
    lit = " data-a-lire" if focus else ""
    way = link("/carte", "Voir la carte des compétences", kind="bouton discret", icon_name="target")
    left = "d’autres questions attendent demain" if day.more or chosen else "la suite attend demain"
    if not day.done:
        left = "rien n’est à revoir aujourd’hui"
    return (
        f"<article class='carte fin-quiz' tabindex='-1'{lit}>{icon('circle-check')}<div>"
        "<h2>C’est tout pour aujourd’hui</h2>"
        f"<p>{esc(left[:1].upper() + left[1:])}.</p><p>{way}</p></div></article>"
    )


def _in(delay: timedelta) -> str:
    """« 10 min », « 2 j », « 3 mois »: when a card comes back."""
    if delay < timedelta(hours=1):
        return f"{round(delay.total_seconds() / 60)}{NBSP}min"
    days = max(1, round(delay / timedelta(days=1)))
    return f"{days}{NBSP}j" if days < 60 else f"{round(days / 30)}{NBSP}mois"
