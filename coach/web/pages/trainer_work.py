"""Travaux: ask a person or a group for an interview, a sample or a reading by a date; see who has done it."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from coach.domain.assignments import PROVED, Asked, Progress
from coach.errors import CoachError
from coach.training import work
from coach.training.follow import followed, groups
from coach.web.components import trainer
from coach.web.components.markup import markup
from coach.web.html import day, esc, fr
from coach.web.layout import asked, notice, page
from coach.web.pages.home import parse_date
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_KINDS: Final = [
    ("Un entretien", Asked.INTERVIEW.value),
    ("Une écoute", Asked.SAMPLE.value),
    ("Une fiche à lire", Asked.FICHE.value),
    ("Autre chose", Asked.FREE.value),
]
_GROUP: Final = "groupe:"


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/formateur",
        "Travaux",
        lead="Demandez un entretien, une écoute ou une lecture pour une date ; voyez qui l’a fait.",
        help_lines=(
            "Un entretien ou une écoute est « fait » dès que le candidat l’a terminé : personne ne coche rien.",
            "Un travail demandé à un groupe vaut pour chacun, ceux qui arrivent plus tard compris.",
            "Le candidat voit la demande sur son accueil, avec la date et le chemin pour commencer.",
        ),
        wide=True,
    ):
        markup(trainer.menu("/formateur-travaux"))
        problem = markup()
        with gr.Row(visible=False, equal_height=False, elem_classes=["bilan"]) as body:
            with gr.Column(scale=5, min_width=300, elem_classes=["carte"]):
                markup("<h2>Demander un travail</h2>")
                whom = gr.Dropdown([], label="À qui", interactive=True, elem_id="travail-qui")
                kind = gr.Radio(_KINDS, value=_KINDS[0][1], label="Quoi", elem_classes=["puces"])
                scenario = gr.Dropdown([], label="Entretien", interactive=True, elem_id="travail-entretien")
                level = gr.Radio(
                    [("Indifférent", 0), *((str(n), n) for n in range(1, 5))],
                    value=0,
                    label="Niveau au moins",
                    elem_classes=["puces"],
                )
                fiche = gr.Dropdown(
                    [], label="Fiche", interactive=True, visible=False, elem_id="travail-fiche"
                )
                due = gr.Textbox(
                    label="Pour le", placeholder="jj/mm/aaaa", max_length=10, elem_id="travail-date"
                )
                text = gr.Textbox(
                    label="Consigne", lines=3, max_length=work.MAX_TEXT, elem_id="travail-consigne",
                    placeholder="Ce que vous attendez, en une phrase",
                )  # fmt: skip
                ask = gr.Button("Demander", variant="primary")
                told = markup()
            with gr.Column(scale=7, min_width=320):
                table = markup()
                with gr.Row(visible=False, elem_classes=["filtres"]) as closing:
                    which = gr.Dropdown(
                        [], label="Ne plus attendre", interactive=True, elem_id="travail-clore"
                    )
                    close = gr.Button("Clore ce travail", variant="secondary", scale=0, min_width=180)

    def load(request: gr.Request) -> dict[Any, Any]:
        who = viewer(request, services)
        try:
            people = followed(services, who)
            named = groups(services, who)
        except CoachError as exc:
            return {problem: notice("attention", "Page réservée aux formateurs", esc(exc.message))}
        choices = [
            *((f"Groupe {name}", f"{_GROUP}{known}") for known, name in named.items()),
            *((person.name, person.id) for person in people),
        ]
        wanted = asked(request, "p")
        known_values = [value for _, value in choices]
        scenarios = [("Au choix du candidat", ""), *((s.title, s.id) for s in services.library.usable())]
        return {
            body: gr.update(visible=True),
            whom: gr.update(
                choices=choices, value=wanted if wanted in known_values else next(iter(known_values), None)
            ),
            scenario: gr.update(choices=scenarios, value=""),
            **listed(request),
        }

    def listed(request: gr.Request) -> dict[Any, Any]:
        found = work.given(services, viewer(request, services))
        live = [(f"{_title(g)} · {g.whom}", g.assignment.id) for g in found if not g.assignment.closed]
        return {
            table: _table(found),
            closing: gr.update(visible=bool(live)),
            which: gr.update(choices=live, value=None),
        }

    def _title(one: work.Given) -> str:
        return work.title(services, one.assignment)

    def _table(found: list[work.Given]) -> str:
        if not found:
            return notice(
                "vide",
                "Les travaux demandés apparaîtront ici",
                "Avec la date, qui les a faits et qui est en retard. Commencez par un entretien à mener d’ici une "
                "semaine.",
            )
        rows = "".join(_row(one, _title(one)) for one in found)
        return (
            "<section><h2>Demandés</h2>"
            "<div class='defile' tabindex='0' role='group' aria-label='Travaux demandés'>"
            f"<table class='tableau empile'><thead><tr>"
            "<th scope='col'>Travail</th><th scope='col'>À qui</th><th scope='col'>Pour le</th>"
            "<th scope='col'>Où en est-on</th></tr></thead>"
            f"<tbody>{rows}</tbody></table></div></section>"
        )

    def fields(chosen: str, request: gr.Request) -> dict[Any, Any]:
        interview, reading = chosen == Asked.INTERVIEW, chosen == Asked.FICHE
        choices = []
        if reading:
            viewer(request, services)
            choices = [(s.title, s.id) for s in services.knowledge.list() if s.kind == "fiche"]
        return {
            scenario: gr.update(visible=interview),
            level: gr.update(visible=interview),
            fiche: gr.update(visible=reading, choices=choices),
        }

    def demand(
        to: str | None, what: str, target: str | None, least: int, read: str | None, by: str, words: str,
        request: gr.Request,
    ) -> dict[Any, Any]:  # fmt: skip
        to = to or ""
        group = to.removeprefix(_GROUP) if to.startswith(_GROUP) else ""
        kind_asked = Asked(what)
        try:
            work.assign(
                services,
                viewer(request, services),
                kind=kind_asked,
                due_on=parse_date(by or ""),
                target=(read if kind_asked is Asked.FICHE else target) or "",
                level=int(least) or None,
                text=words or "",
                group=group,
                person="" if group else to,
            )
        except CoachError as exc:
            return {told: notice("attention", "Rien n’a été demandé", esc(exc.message))}
        done = "<p role='status'>C’est demandé : le travail est sur l’accueil du candidat.</p>"
        return {**listed(request), told: done, text: "", due: ""}

    def shut(chosen: int | None, request: gr.Request) -> dict[Any, Any]:
        if chosen is None:
            return {told: notice("info", "Choisissez d’abord le travail à clore")}
        try:
            work.close(services, viewer(request, services), int(chosen))
        except CoachError as exc:
            return {told: notice("attention", "Rien n’a changé", esc(exc.message))}
        return {**listed(request), told: ""}

    lists = [table, closing, which]
    gr.on(None, load, None, [problem, body, whom, scenario, *lists], **_LIMITS)
    kind.input(fields, kind, [scenario, level, fiche], **_LIMITS)
    ask.click(demand, [whom, kind, scenario, level, fiche, due, text], [*lists, told, text, due], **_LIMITS)
    close.click(shut, which, [*lists, told], **_LIMITS)


def _row(one: work.Given, title: str) -> str:
    asked_for = one.assignment
    words = (
        f"<br><span class='discret-texte'>{esc(fr(asked_for.text))}</span>" if asked_for.text != title else ""
    )
    due = esc(day(asked_for.due_on, weekday=True, year=False))
    return (
        f"<tr><td>{esc(fr(title))}{words}</td><td data-nom='À qui :'>{esc(one.whom)}</td>"
        f"<td data-nom='Pour le'>{due}</td><td data-nom='Faits :' class='etat-travail'>{_state(one)}</td></tr>"
    )


def _state(one: work.Given) -> str:
    """How many have done it, and who has not in time."""
    if one.assignment.kind not in PROVED:
        return "Clos" if one.assignment.closed else "Rappelé sur leur accueil"
    count = len(one.tasks)
    state = f"<b>{one.done}</b> sur {count}"
    late = [person.name for person, task in one.tasks if task.progress is Progress.LATE]
    if late:
        state += f"<br><span class='presse'>En retard&nbsp;: {esc(', '.join(late))}</span>"
    return f"{state}<br>Clos" if one.assignment.closed else state
