"""`coach worker` and `coach queue`: take files of the queue, hand some in, look, cancel, try again."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.domain.words import agree
from coach.errors import CoachError, InputError

if TYPE_CHECKING:
    from coach.jobs.queue import Queue
    from coach.store.jobs import Job

_Json = Annotated[bool, typer.Option("--json", help="Un objet JSON sur la sortie standard.")]
_Id = Annotated[str, typer.Argument(metavar="ID", help="Identifiant du traitement (« coach queue list »).")]

queue = typer.Typer(help="File de traitement des écoutes.", no_args_is_help=True)

STATES = {"attente": "en attente", "en_cours": "en cours", "fini": "noté", "echec": "échec"}


def worker() -> None:
    """Traite la file d'attente, un fichier à la fois, jusqu'à l'arrêt (Ctrl+C)."""
    from coach.jobs.worker import Worker
    from coach.settings import load_settings
    from coach.wiring import Services

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    from coach.logs import configure

    services = Services(load_settings())
    configure(services.settings)
    with Worker(services).at_work():
        print("Le traitement de la file est prêt (Ctrl+C pour arrêter).", flush=True)
        stop.wait()
    services.database.close()
    sys.stdout.flush()
    # What is being transcribed is taken up by the next worker at the block it was in; waiting would gain nothing.
    os._exit(0)


@queue.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FICHIERS", help="Appels ou échanges écrits.")],
    advisor: Annotated[str | None, typer.Option("--conseiller", help="À qui sont ces échanges.")] = None,
    channel: Annotated[
        str | None, typer.Option("--canal", help="Canal d'un écrit : tchat, courriel, réseau social.")
    ] = None,
    keep_until: Annotated[
        str | None,
        typer.Option("--garder-jusqu-au", metavar="AAAA-MM-JJ", help="Garde le son jusqu'à ce jour."),
    ] = None,
    reason: Annotated[str, typer.Option("--motif", help="Pourquoi le son est gardé.")] = "",
    as_json: _Json = False,
) -> None:
    """Met des fichiers dans la file ; les originaux restent où ils sont."""
    from coach.jobs.keeping import terms
    from coach.jobs.queue import LATER, SOON, new_batch
    from coach.wiring import OWNER

    found = _queue()
    keep = terms(found.settings, reason, _end_of(keep_until)) if keep_until else None
    several = len(files) > 1
    rows, failed = [], 0
    batch = new_batch() if several else None
    for file in files:
        try:
            job = found.submit(
                OWNER,
                file,
                file.name,
                priority=LATER if several else SOON,
                batch=batch,
                advisor=advisor,
                channel=channel,
                keep=keep,
                move=False,
            )
        except CoachError as exc:
            failed += 1
            print(exc.message, file=sys.stderr)
            continue
        rows.append(_row(job))
    if as_json:
        print(json.dumps({"jobs": rows}, ensure_ascii=False))
    else:
        print(agree(f"{len(rows)} fichier(s) dans la file."))
    if failed:
        raise typer.Exit(2)


@queue.command("list")
def list_jobs(as_json: _Json = False) -> None:
    """Montre la file : ce qui attend, ce qui avance, ce qui est fini ou en échec."""
    found = _queue()
    jobs, state = found.list(), found.state()
    if as_json:
        figures = {"waiting": state.waiting, "running": state.running, "failed": state.failed}
        print(
            json.dumps(
                {"jobs": [_row(j) for j in jobs], **figures, "done": state.done, "workers": state.workers},
                ensure_ascii=False,
            )
        )
        return
    print(
        f"{state.waiting} en attente, {state.running} en cours, {state.failed} en échec, {state.done} notés ; "
        + agree(f"{state.workers} traitement(s) en service.")
    )
    for job in jobs:
        at = f"{job.step} {100 * job.done / job.total:.0f} %" if job.total else job.step
        print(f"{job.id}  {STATES[job.state]:<10} {at:<20} {job.name}")
        if job.problem:
            print(f"    {job.problem}")


@queue.command("cancel")
def cancel(job_id: _Id) -> None:
    """Annule un traitement : le fichier est effacé, rien n'est gardé."""
    _queue().cancel(job_id, None)
    print("Annulé : rien n’est gardé de ce fichier.")


@queue.command("retry")
def retry(job_id: _Id) -> None:
    """Relance un traitement en échec dont le fichier est encore là."""
    _queue().retry(job_id, None)
    print("Relancé.")


def _queue() -> Queue:
    from coach.jobs.queue import Queue
    from coach.settings import load_settings
    from coach.wiring import Services

    return Queue(Services(load_settings()))


def _row(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "sample": job.sample_id,
        "name": job.name,
        "state": job.state,
        "step": job.step.rstrip("+"),
        "done": job.done,
        "total": job.total,
        "problem": job.problem,
        "retryable": job.retryable,
    }


def _end_of(day: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(day), time(23, 59), UTC)
    except ValueError as exc:
        raise InputError(f"La date {day!r} n’est pas de la forme AAAA-MM-JJ.") from exc
