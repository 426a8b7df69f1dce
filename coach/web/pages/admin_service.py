"""Service: health with what to do, the queue of files, what takes place on the disk, versions."""

from __future__ import annotations

from typing import Any

import gradio as gr

from coach.administration.health import health, versions
from coach.administration.storage import storage
from coach.domain.words import agree
from coach.errors import CoachError
from coach.jobs.queue import Queue
from coach.store.jobs import FAILED, Job
from coach.web.components.administration import HOME, LIMITS, admin, menu, number, size, state, table
from coach.web.components.markup import markup
from coach.web.components.queue import STATES
from coach.web.html import esc, fr, moment
from coach.web.layout import notice, page
from coach.wiring import Services


def render(services: Services) -> None:
    """Place the page and wire it."""
    queue = Queue(services)
    with page(
        HOME,
        "Service",
        lead="Santé, file de traitement, place sur le disque, versions.",
        help_lines=(
            "Ce qui ne va pas est en haut, avec ce qu’il y a à faire.",
            "Relancer un fichier le reprend où il en était ; annuler l’efface.",
            "Les noms des fichiers sont masqués avant d’être montrés ici.",
            "Pour une sonde : /sante/vivant, /sante/pret et /metriques.",
        ),
        wide=True,
    ):
        markup(menu("/service"))
        lines = markup()
        with gr.Column(elem_classes=["carte"]):
            figures = markup()
            with gr.Row(elem_classes=["actions"], visible=False) as acting:
                which = gr.Dropdown([], label="Fichier", interactive=True, filterable=False)
                again = gr.Button("Relancer", scale=0, min_width=130)
                stop = gr.Button("Annuler et effacer", scale=0, min_width=190)
            said = markup()
        rest = markup()
    outputs = [lines, figures, acting, which, rest]

    def state_now() -> dict[Any, Any]:
        jobs = queue.list()
        open_jobs = [(f"{j.name} ({STATES[j.state].lower()})", j.id) for j in jobs if j.live or _may_retry(j)]
        return {
            lines: _health(services),
            figures: _queue(queue, jobs),
            acting: gr.update(visible=bool(open_jobs)),
            which: gr.update(choices=open_jobs, value=open_jobs[0][1] if open_jobs else None),
            rest: _disk(services) + _versions(),
        }

    def load(request: gr.Request) -> dict[Any, Any]:
        admin(request, services)
        return state_now()

    def act(job_id: str | None, request: gr.Request, *, retry: bool) -> dict[Any, Any]:
        try:
            admin(request, services)
            if not job_id:
                return {said: notice("info", "Choisissez d’abord un fichier")}
            if retry:
                queue.retry(job_id, None)
            else:
                queue.cancel(job_id, None)
        except CoachError as exc:
            return {said: notice("attention", "Rien n’a changé", esc(fr(exc.message)))}
        return {said: notice("info", "Relancé" if retry else "Annulé, rien n’en est gardé"), **state_now()}

    def retry_one(job_id: str | None, request: gr.Request) -> dict[Any, Any]:
        return act(job_id, request, retry=True)

    def stop_one(job_id: str | None, request: gr.Request) -> dict[Any, Any]:
        return act(job_id, request, retry=False)

    gr.on(None, load, None, outputs, **LIMITS)
    again.click(retry_one, which, [said, *outputs], **LIMITS)
    stop.click(stop_one, which, [said, *outputs], **LIMITS)


def _may_retry(job: Job) -> bool:
    return job.state == FAILED and job.retryable


def _health(services: Services) -> str:
    rows = [
        (
            state(line.state),
            esc(fr(line.name)),
            esc(fr(line.detail)) + (f"<br><em>{esc(fr(line.advice))}</em>" if line.advice else ""),
        )
        for line in health(services)
    ]
    return f"<section class='carte'><h2>Santé</h2>{table('Santé', ('État', 'Contrôle', 'Constat'), rows)}</section>"


def _queue(queue: Queue, jobs: list[Job]) -> str:
    now = queue.state()
    top = (
        f"<h2>File de traitement</h2><p class='discret-texte'>{now.waiting} en attente · {now.running} en cours · "
        f"{now.failed} en échec · {now.done} notés depuis sept jours · "
        f"{agree(f'{now.workers} traitement(s)')} en service</p>"
    )
    waiting = [j for j in jobs if j.live or j.state == FAILED][:100]
    if not waiting:
        return top + "<p>Rien n’attend.</p>"
    rows = [
        (
            esc(j.name),
            esc(STATES[j.state]),
            esc(j.step or "—"),
            f"<time>{esc(moment(j.created_at))}</time>",
            esc(fr(j.problem or "")),
        )
        for j in waiting
    ]
    return top + table("File de traitement", ("Fichier", "État", "Étape", "Reçu", "Problème"), rows)


def _disk(services: Services) -> str:
    found = storage(services)
    used = found.disk - found.free
    share = round(100 * used / found.disk) if found.disk else 0
    rows = [(esc(p.name), size(p.size), number(p.files)) for p in found.places]
    counts = [(esc(label), number(count)) for label, count in found.rows]
    return (
        f"<section class='carte'><h2>Stockage</h2><p>{size(found.free)} libres sur {size(found.disk)} "
        f"<span class='discret-texte'>({share}&nbsp;% du disque est occupé, dont "
        f"{size(found.total)} par ce service)</span></p>"
        f"<div class='deux-colonnes'>{table('Place par nature', ('Nature', 'Taille', 'Fichiers'), rows, numbers='.nn')}"
        f"{table('Nombre de lignes', ('Donnée', 'Nombre'), counts, numbers='.n')}</div></section>"
    )


def _versions() -> str:
    rows = [(esc(name), esc(known)) for name, known in versions()]
    return f"<section class='carte'><h2>Versions</h2>{table('Versions', ('Composant', 'Version'), rows)}</section>"
