"""Groupes: promotions and their people; exam sessions, who sits there and who examines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from coach import accounts
from coach.domain.people import Person, Role
from coach.domain.words import agree
from coach.errors import CoachError, InputError
from coach.web.components.administration import HOME, LIMITS, admin, menu, table
from coach.web.components.markup import markup
from coach.web.dates import HINT, typed_day
from coach.web.html import day, esc, fr
from coach.web.layout import notice, page
from coach.wiring import Services

_MODALITIES = [(label, known) for known, label in accounts.MODALITIES.items()]


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        HOME,
        "Groupes et sessions d’examen",
        lead="Qui suit qui, et quel jury lit les pièces de quels candidats.",
        help_lines=(
            "Un formateur voit le travail des candidats de ses groupes, et d’eux seuls.",
            "On entre dans un groupe depuis « Personnes ».",
            "Un jury ne lit que ce qui lui est partagé, pour les candidats de sa session.",
            "Retirer un groupe ou une session n’efface le travail de personne.",
        ),
        wide=True,
    ):
        markup(menu("/groupes"))
        listed = markup()
        with gr.Column(elem_classes=["carte"]):
            markup("<h2>Nouveau groupe</h2>")
            with gr.Row(elem_classes=["champs"]):
                name = gr.Textbox(label="Nom du groupe", max_length=120, placeholder="Promotion automne 2026")
                starts = gr.Textbox(label="Début (facultatif)", placeholder=HINT, max_length=10)
                ends = gr.Textbox(label="Fin (facultative)", placeholder=HINT, max_length=10)
            add = gr.Button("Créer le groupe", variant="primary", elem_classes=["seul"])
            with gr.Row(elem_classes=["actions"]):
                which = gr.Dropdown([], label="Groupe à retirer", filterable=False)
                drop = gr.Button("Retirer le groupe", scale=0, min_width=180)
            said = markup()
        exams = markup()
        with gr.Column(elem_classes=["carte"]):
            markup("<h2>Session d’examen</h2>")
            with gr.Row(elem_classes=["champs"]):
                title = gr.Textbox(label="Nom de la session", max_length=120)
                held = gr.Textbox(label="Date", placeholder=HINT, max_length=10)
                modality = gr.Dropdown(_MODALITIES, value="titre", label="Modalité", filterable=False)
            open_one = gr.Button("Créer la session", variant="primary", elem_classes=["seul"])
            exam = gr.Dropdown([], label="Session", interactive=True, filterable=False)
            with gr.Row(elem_classes=["champs"]):
                sitting = gr.Dropdown([], label="Candidats", multiselect=True)
                judging = gr.Dropdown([], label="Jury", multiselect=True)
            with gr.Row(elem_classes=["actions"]):
                seat = gr.Button("Enregistrer la composition", scale=0, min_width=240)
                close = gr.Button("Retirer la session", scale=0, min_width=190)
            told = markup()
    outputs = [listed, which, exams, exam, sitting, judging]

    def state(exam_id: str | None = None) -> dict[Any, Any]:
        groups, sessions = accounts.groups(services), accounts.exams(services)
        people = [p for p in accounts.persons(services) if p.active]
        known = exam_id if exam_id in {e.id for e in sessions} else (sessions[0].id if sessions else None)
        seats = accounts.seats(services, known) if known else []
        return {
            listed: _groups(services, people),
            which: gr.update(choices=[(g.name, g.id) for g in groups], value=None),
            exams: _exams(services, people),
            exam: gr.update(choices=[(f"{e.name} · {day(e.held_on)}", e.id) for e in sessions], value=known),
            sitting: _choices(people, Role.CANDIDATE, seats),
            judging: _choices(people, Role.JURY, seats),
        }

    def run(
        part: Any, request: gr.Request, do: Callable[[str], str], keep: str | None = None
    ) -> dict[Any, Any]:
        try:
            words = do(admin(request, services).id)
        except CoachError as exc:
            return {part: notice("attention", "Rien n’a changé", esc(fr(exc.message)))}
        return {part: notice("info", words), **state(keep)}

    def load(request: gr.Request) -> dict[Any, Any]:
        admin(request, services)
        return state()

    def create(called: str, first: str, last: str, request: gr.Request) -> dict[Any, Any]:
        def do(by: str) -> str:
            accounts.create_group(
                services, by, called or "", starts_on=typed_day(first), ends_on=typed_day(last)
            )
            return "Le groupe est créé"

        return run(said, request, do)

    def remove(group_id: str | None, request: gr.Request) -> dict[Any, Any]:
        def do(by: str) -> str:
            accounts.remove_group(services, by, _needed(group_id, "un groupe"))
            return "Le groupe est retiré"

        return run(said, request, do)

    def hold(called: str, on: str, kind: str, request: gr.Request) -> dict[Any, Any]:
        def do(by: str) -> str:
            when = typed_day(on)
            if when is None:
                raise InputError("Donnez la date de la session.")
            accounts.create_exam(services, by, called or "", when, kind)
            return "La session est créée"

        return run(told, request, do)

    def look(exam_id: str | None, request: gr.Request) -> dict[Any, Any]:
        admin(request, services)
        return state(exam_id)

    def compose(
        exam_id: str | None, candidates: list[str], jury: list[str], request: gr.Request
    ) -> dict[Any, Any]:
        def do(by: str) -> str:
            known = _needed(exam_id, "une session")
            wanted = {(p, Role.CANDIDATE) for p in candidates or ()} | {(p, Role.JURY) for p in jury or ()}
            both = {p for p, _ in wanted if {(p, Role.CANDIDATE), (p, Role.JURY)} <= wanted}
            if both:
                raise InputError("Une même personne ne peut pas être candidate et jury de la même session.")
            there = set(accounts.seats(services, known))
            for person, _ in there - wanted:
                accounts.unseat(services, by, known, person)
            for person, role in wanted - there:
                accounts.seat(services, by, known, person, role)
            return "La composition est enregistrée"

        return run(told, request, do, exam_id)

    def end(exam_id: str | None, request: gr.Request) -> dict[Any, Any]:
        def do(by: str) -> str:
            accounts.remove_exam(services, by, _needed(exam_id, "une session"))
            return "La session est retirée"

        return run(told, request, do)

    gr.on(None, load, None, outputs, **LIMITS)
    add.click(create, [name, starts, ends], [said, *outputs], **LIMITS)
    drop.click(remove, which, [said, *outputs], **LIMITS)
    open_one.click(hold, [title, held, modality], [told, *outputs], **LIMITS)
    exam.input(look, exam, outputs, **LIMITS)
    seat.click(compose, [exam, sitting, judging], [told, *outputs], **LIMITS)
    close.click(end, exam, [told, *outputs], **LIMITS)


def _choices(people: list[Person], role: Role, seats: list[tuple[str, Role]]) -> Any:
    known = [(p.name, p.id) for p in people if role in p.roles]
    there = {person for person, seat in seats if seat is role} & {i for _, i in known}
    return gr.update(choices=known, value=sorted(there))


def _groups(services: Services, people: list[Person]) -> str:
    found = accounts.groups(services)
    if not found:
        return notice("vide", "Aucun groupe pour l’instant", "Créez-en un, puis mettez-y des personnes.")
    names = {p.id: p.name for p in people}
    rows = []
    for group in found:
        members = accounts.members(services, group.id)
        dates = " – ".join(day(d) for d in (group.starts_on, group.ends_on) if d)
        rows.append(
            (
                f"<b>{esc(group.name)}</b><br><span class='discret-texte'>{esc(dates)}</span>",
                _listed(names, members, Role.TRAINER),
                _listed(names, members, Role.CANDIDATE),
            )
        )
    head = ("Groupe", "Formateurs", "Candidats")
    return f"<section class='carte'><h2>Groupes</h2>{table('Groupes', head, rows)}</section>"


def _exams(services: Services, people: list[Person]) -> str:
    found = accounts.exams(services)
    if not found:
        return notice("vide", "Aucune session d’examen", "Créez-en une pour ouvrir l’espace jury.")
    names = {p.id: p.name for p in people}
    rows = []
    for one in found:
        seats = accounts.seats(services, one.id)
        shared = len(accounts.shares(services, one.id))
        rows.append(
            (
                f"<b>{esc(one.name)}</b><br><span class='discret-texte'>{esc(day(one.held_on))} · "
                f"{esc(accounts.MODALITIES[one.modality])}</span>",
                _listed(names, seats, Role.CANDIDATE),
                _listed(names, seats, Role.JURY),
                agree(f"{shared} pièce(s)"),
            )
        )
    head = ("Session", "Candidats", "Jury", "Partagé")
    return (
        f"<section class='carte'><h2>Sessions d’examen</h2>{table('Sessions d’examen', head, rows)}</section>"
    )


def _listed(names: dict[str, str], members: list[tuple[str, Role]], role: Role) -> str:
    found = sorted(names[person] for person, kind in members if kind is role and person in names)
    return esc(", ".join(found)) or "—"


def _needed(value: str | None, what: str) -> str:
    if not value:
        raise InputError(f"Choisissez d’abord {what}.")
    return value
