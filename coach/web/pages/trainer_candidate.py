"""One candidate: what presses, interviews, samples, progress, work asked for, messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from coach.domain.people import Person
from coach.errors import CoachError
from coach.store.cohort import Held, Sent
from coach.training import notes, work
from coach.training.board import row_of
from coach.training.follow import groups, one
from coach.web.components import trainer
from coach.web.components.markup import markup
from coach.web.components.training import tasks, thread
from coach.web.html import esc, fr, link, minutes, moment
from coach.web.layout import asked, notice, page
from coach.web.pages.progress import tables
from coach.web.pages.trainer_board import reason_list
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page("/formateur", "", wide=True):
        head = markup()
        with gr.Row(visible=False, equal_height=False, elem_classes=["bilan"]) as body:
            with gr.Column(scale=7, min_width=320, elem_classes=["bilan-corps"]):
                held = markup()
                sent = markup()
                progress = markup()
            with gr.Column(scale=5, min_width=300, elem_classes=["bilan-cote"]):
                with gr.Column(elem_classes=["carte"], elem_id="messages"):
                    messages = markup()
                    text = gr.Textbox(
                        label="Votre message",
                        lines=4,
                        max_length=notes.MAX_MESSAGE,
                        elem_id="message-formateur",
                        info="Le candidat le lit sur son accueil, et peut y répondre.",
                    )
                    send = gr.Button("Envoyer", variant="primary")
                    told = markup()
                asked_for = markup()
                downloads = markup()

    def load(request: gr.Request) -> dict[Any, Any]:
        who = viewer(request, services)
        try:
            person = one(services, who, asked(request, "id"))
            row = row_of(services, who, person.id)
            named = groups(services, who)
        except CoachError as exc:
            lost = "<div class='titre-page'><h1>Candidat introuvable</h1></div>"
            return {
                head: trainer.back_to_group()
                + lost
                + notice("attention", "Rien à cette adresse", esc(exc.message))
            }
        reviewed = services.training.reviewed([person.id])
        interviews = services.cohort.interviews([person.id])
        samples = services.cohort.samples([person.id])
        done = services.cohort.sample_scorings([person.id])
        found = tables(row.facts.standings, "/formateur-revue")
        return {
            head: trainer.back_to_group() + _head(person, named) + _reasons(reason_list(row.reasons, 9)),
            body: gr.update(visible=True),
            held: _interviews(services, interviews, reviewed),
            sent: _samples(samples, reviewed, done),
            progress: found,
            messages: _thread(services, request, person),
            asked_for: _work(services, person),
            downloads: f"<section><h2>Exporter</h2>{trainer.exports(f'/rapport/candidat/{person.id}')}"
            f"<p>{trainer.share_link(person.id)}</p></section>",
        }

    def write(said: str, request: gr.Request) -> dict[Any, Any]:
        who = viewer(request, services)
        try:
            person = one(services, who, asked(request, "id"))
            notes.write(services, who, person.id, said or "")
        except CoachError as exc:
            return {told: notice("attention", "Le message n’est pas parti", esc(exc.message))}
        return {
            messages: _thread(services, request, person),
            text: "",
            told: "<p role='status'>Message envoyé.</p>",
        }

    shown = [head, body, held, sent, progress, messages, asked_for, downloads]
    gr.on(None, load, None, shown, **_LIMITS)
    send.click(write, text, [messages, text, told], **_LIMITS)


def _thread(services: Services, request: gr.Request, person: Person) -> str:
    found = notes.thread(services, viewer(request, services), person.id)
    empty = "<p class='discret-texte'>Aucun message pour l’instant. Un mot d’encouragement précis aide à reprendre.</p>"
    return f"<h2>Messages</h2>{thread(found, candidate=person.name, mine=False) or empty}"


def _head(person: Person, named: Mapping[str, str]) -> str:
    inside = ", ".join(named[g] for g in person.groups if g in named)
    lead = f"<p class='chapo'>{esc(inside)}</p>" if inside else ""
    return f"<div class='titre-page'><h1>{esc(person.name)}</h1>{lead}</div>"


def _reasons(listed: str) -> str:
    return f"<div class='pile'><section class='carte'><h2>Ce qui demande votre attention</h2>{listed}</section></div>"


def _interviews(services: Services, interviews: Sequence[Held], reviewed: set[str]) -> str:
    if not interviews:
        body = notice("vide", "Ses entretiens apparaîtront ici", "Avec leur bilan, à relire au clavier.")
        return f"<section><h2>Entretiens</h2>{body}</section>"
    rows = "".join(_interview(services, one_held, reviewed) for one_held in interviews)
    return (
        "<section><h2>Entretiens</h2><div class='defile'><table class='tableau'><thead><tr><th scope='col'>Entretien</th>"
        "<th scope='col'>Quand</th><th scope='col' class='n'>Niveau</th><th scope='col' class='n'>Durée</th>"
        "<th scope='col'>État</th><th scope='col'><span class='hors-ecran'>Relire</span></th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _interview(services: Services, held: Held, reviewed: set[str]) -> str:
    try:
        title = services.library.get(held.scenario_id).title
    except CoachError:
        title = held.scenario_id
    if held.ended_at is None:
        state, action = "En cours", ""
    else:
        state = "Relu" if held.id in reviewed else "À\u00a0relire"
        action = link(f"/formateur-revue?id={held.id}", "Relire", kind="bouton discret")
    exam = " <span class='pastille'>examen</span>" if held.exam else ""
    return (
        f"<tr><td>{esc(title)}{exam}</td><td>{esc(moment(held.created_at))}</td>"
        f"<td class='n' data-nom='Niveau :'>{held.level}</td>"
        f"<td class='n' data-nom='Durée :'>{minutes(held.elapsed)}</td><td>{state}</td><td>{action}</td></tr>"
    )


def _samples(samples: Sequence[Sent], reviewed: set[str], done: Mapping[str, Any]) -> str:
    if not samples:
        return ""
    rows = "".join(
        f"<tr><td>{esc(s.name)}</td><td>{esc(moment(s.created_at))}</td><td>"
        f"{'Relue' if s.id in reviewed else 'À relire' if s.id in done else 'Pas encore notée'}</td><td>"
        f"{link(f'/formateur-revue?e={s.id}', 'Relire', kind='bouton discret') if s.id in done else ''}</td></tr>"
        for s in samples
    )
    return (
        "<section><h2>Écoutes</h2><div class='defile'><table class='tableau'><thead><tr><th scope='col'>Échantillon</th>"
        "<th scope='col'>Quand</th><th scope='col'>État</th><th scope='col'><span class='hors-ecran'>Relire</span></th>"
        f"</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _work(services: Services, person: Person) -> str:
    found = tasks(work.tasks_of(services, person.id), lambda a: work.title(services, a), for_candidate=False)
    more = link(f"/formateur-travaux?p={person.id}", "Demander un travail", kind="bouton discret")
    empty = f"<p class='discret-texte'>{fr('Rien de demandé pour l’instant.')}</p>"
    return f"<section class='carte'><h2>Travail demandé</h2>{found or empty}<p>{more}</p></section>"
