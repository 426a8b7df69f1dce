"""File de traitement: everything on its way, several files at once, cancel, try again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from coach.errors import CoachError
from coach.jobs.queue import LATER, SOON, Queue, new_batch
from coach.store.jobs import FAILED, Job
from coach.web.components.markup import markup
from coach.web.components.queue import STATES, table
from coach.web.html import esc, link
from coach.web.layout import notice, page
from coach.web.viewer import own
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_POLL_SECONDS = 1.0
_SUFFIXES = [".wav", ".mp3", ".m4a", ".ogg", ".opus", ".flac", ".webm", ".amr", ".aiff"]
_WRITTEN = [".eml", ".txt", ".docx", ".csv"]


def render(services: Services) -> None:
    """Place the page and wire it."""
    queue = Queue(services)
    with page(
        "/ecoutes",
        "File de traitement",
        lead="Appels et échanges écrits en cours de transcription, de masquage et de notation.",
        help_lines=(
            "Déposez autant de fichiers que vous voulez : un mauvais fichier n’arrête pas les autres.",
            "Une personne qui attend devant la page Écoutes passe avant un lot.",
            "Si le serveur s’arrête, chaque fichier reprend où il en était.",
            "Annuler efface le fichier ; relancer reprend ce qu’une panne a interrompu.",
        ),
        wide=True,
    ):
        with gr.Column(elem_classes=["carte"]):
            markup(
                "<h2>Déposer plusieurs fichiers</h2><p class='discret-texte'>Appels (wav, mp3, m4a, ogg, opus, flac, "
                "webm, amr, aiff) et écrits : courriels .eml, textes .txt, documents .docx, exports de tchats .csv "
                "(colonnes « auteur » et « message »).</p>"
            )
            files = gr.File(
                file_count="multiple",
                file_types=[*_SUFFIXES, *_WRITTEN],
                label="Fichiers",
                show_label=False,
                elem_id="lot",
            )
            advisor = gr.Textbox(
                label="Conseiller ou conseillère (facultatif)",
                max_length=80,
                placeholder="Un code ou des initiales",
            )
            send = gr.Button("Mettre dans la file", variant="primary")
        said = markup()
        figures = markup()
        with gr.Column(elem_classes=["carte"], visible=False) as acting:
            chosen = gr.CheckboxGroup([], label="Fichiers à annuler ou à relancer", elem_classes=["lignes"])
            with gr.Row(elem_classes=["actions"]):
                stop = gr.Button("Annuler les fichiers cochés", scale=0, min_width=260)
                again = gr.Button("Relancer les fichiers cochés", scale=0, min_width=260)
        rows = markup()
    shown = [figures, rows, acting, chosen]

    def state(owner: str) -> dict[Any, Any]:
        jobs = queue.list(owner)
        open_jobs = [(_label(job), job.id) for job in jobs if job.live or _may_retry(job)]
        return {
            figures: _figures(queue),
            rows: table(jobs) if jobs else _empty(),
            acting: gr.update(visible=bool(open_jobs)),
            chosen: gr.update(choices=open_jobs),
        }

    def arrive(request: gr.Request) -> Iterator[dict[Any, Any]]:
        yield from follow(own(request, services))

    def follow(owner: str) -> Iterator[dict[Any, Any]]:
        """The queue as long as something moves in it; only what changes is sent."""
        before: dict[Any, Any] = {}
        while True:
            now = state(owner)
            changed = {part: value for part, value in now.items() if before.get(part) != value}
            if changed:
                yield changed
            before = now
            if not any(job.live for job in queue.list(owner)):
                return
            time.sleep(_POLL_SECONDS)

    def submit(paths: list[str] | None, whose: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
        if not paths:
            yield {said: notice("info", "Déposez d’abord des fichiers")}
            return
        owner = own(request, services)
        several = len(paths) > 1
        batch = new_batch() if several else None
        problems = []
        for path in map(Path, paths):
            try:
                queue.submit(
                    owner,
                    path,
                    path.name,
                    priority=LATER if several else SOON,
                    batch=batch,
                    advisor=whose.strip() or None,
                )
            except CoachError as exc:
                problems.append(exc.message)
        told = notice("attention", "Non reçus", esc(" ".join(problems))) if problems else ""
        yield {files: None, said: told}
        yield from follow(owner)

    def each(owner: str, ids: list[str], do: Callable[[str], Any]) -> Iterator[dict[Any, Any]]:
        problems = []
        for job_id in ids:
            try:
                do(job_id)
            except CoachError as exc:
                problems.append(exc.message)
        told = notice("attention", "Tout n’a pas pu se faire", esc(" ".join(problems))) if problems else ""
        yield {said: told, chosen: gr.update(value=[])}
        yield from follow(owner)

    def stop_chosen(ids: list[str], request: gr.Request) -> Iterator[dict[Any, Any]]:
        owner = own(request, services)
        yield from each(owner, ids, lambda job_id: queue.cancel(job_id, owner))

    def retry_chosen(ids: list[str], request: gr.Request) -> Iterator[dict[Any, Any]]:
        owner = own(request, services)
        yield from each(owner, ids, lambda job_id: queue.retry(job_id, owner))

    gr.on(None, arrive, None, shown, **_LIMITS)
    send.click(submit, [files, advisor], [files, said, *shown], **_LIMITS)
    stop.click(stop_chosen, chosen, [said, *shown], **_LIMITS)
    again.click(retry_chosen, chosen, [said, *shown], **_LIMITS)


def _may_retry(job: Job) -> bool:
    return job.state == FAILED and job.retryable


def _label(job: Job) -> str:
    return f"{job.name} ({STATES[job.state].lower()})"


def _figures(queue: Queue) -> str:
    state = queue.state()
    idle = (
        notice(
            "attention",
            "Aucun traitement n’est en service",
            "Les fichiers attendent : relancez le serveur, ou lancez « coach worker ».",
        )
        if state.waiting and not state.workers
        else ""
    )
    return (
        f"<p class='discret-texte'>{state.waiting} en attente · {state.running} en cours · {state.failed} en échec · "
        f"{state.done} notés depuis sept jours</p>{idle}"
    )


def _empty() -> str:
    back = link("/ecoutes", "Mes écoutes", kind="bouton")
    return notice(
        "vide", "La file est vide", f"Ce que vous déposez apparaît ici jusqu’à sa notation.</p><p>{back}"
    )
