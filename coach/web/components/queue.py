"""Files on their way: one as a card with its bar, many as a list, all as the table of the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from coach.jobs.steps import DECODE, HEAR, MASK, PURGE, SCORE
from coach.store.jobs import DONE, FAILED, RUNNING, WAITING, Job
from coach.web.html import NBSP, clock, esc, fr, link, minutes, moment

STEPS: Final[Mapping[str, str]] = {
    "": "Préparation",
    DECODE: "Lecture du fichier",
    HEAR: "Transcription",
    MASK: "Masquage des données personnelles",
    SCORE: "Notation",
    PURGE: "Effacement du son",
}
STATES: Final[Mapping[str, str]] = {
    WAITING: "En attente",
    RUNNING: "En cours",
    DONE: "Noté",
    FAILED: "Échec",
}
_SHOWN: Final = 8
_FIRST_SECONDS: Final = 3.0
"""Of work before a time left is told: the first ones mislead."""


def step_of(job: Job) -> str:
    """The step in words."""
    return STEPS.get(job.step.rstrip("+"), STEPS[""])


def left(job: Job, now: datetime | None = None) -> float | None:
    """Seconds of work left in the transcription, as it has gone so far."""
    if job.state != RUNNING or job.step != HEAR or not job.step_at or not 0 < job.done <= job.total:
        return None
    spent = ((now or datetime.now(UTC)) - job.step_at).total_seconds()
    return spent * (job.total - job.done) / job.done if spent >= _FIRST_SECONDS else None


def percent(job: Job) -> int | None:
    """How far the step is, where it can be told."""
    return round(100 * min(1.0, job.done / job.total)) if job.total > 0 and job.step == HEAR else None


def progress_card(job: Job, *, ahead: int = 0) -> str:
    """One file: what is being done to it, how far, how long still."""
    at = percent(job)
    if job.state == WAITING:
        told = f"En attente, {ahead}{NBSP}avant lui" if ahead else "En attente de son tour"
        bar = ""
    elif at is None:
        told, bar = f"{step_of(job)}…", f"<progress aria-label='{esc(step_of(job))}'></progress>"
    else:
        told = f"Transcription : {clock(job.done)} sur {clock(job.total)} ({at} %)"
        bar = f"<progress max='100' value='{at}' aria-label='Avancement de la transcription'></progress>"
        if (seconds := left(job)) is not None:
            told += f", encore {minutes(seconds)} environ" if seconds > 45 else ", presque finie"
    return (
        f"<div class='avancee' role='status'><strong>{esc(job.name)}</strong><p>{fr(told)}. Vous pouvez quitter "
        f"cette page, le travail continue.</p>{bar}</div>"
    )


def queue_panel(jobs: Sequence[Job]) -> str:
    """Several files: the first ones a line each, then how many more; nothing when there are none."""
    if not jobs:
        return ""
    rows = "".join(f"<li>{esc(job.name)} : {fr(_where(job))}</li>" for job in jobs[:_SHOWN])
    more = f"<li>et {len(jobs) - _SHOWN} autres</li>" if len(jobs) > _SHOWN else ""
    count = f"{len(jobs)} fichiers" if len(jobs) > 1 else "1 fichier"
    return (
        f"<div class='avancee' role='status'><strong>{count} en traitement</strong><ul>{rows}{more}</ul>"
        f"<p>{link('/file', 'Ouvrir la file de traitement')}</p></div>"
    )


def table(jobs: Sequence[Job]) -> str:
    """Every file with its state, its step and what went wrong."""
    rows = "".join(
        f"<tr><td>{esc(job.name)}</td><td>{esc(moment(job.created_at))}</td><td>{fr(_where(job))}</td>"
        f"<td>{_end(job)}</td></tr>"
        for job in jobs
    )
    return (
        "<div class='defile'><table class='tableau'><thead><tr><th scope='col'>Fichier</th>"
        "<th scope='col'>Reçu</th><th scope='col'>Où il en est</th><th scope='col'>Suite</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _where(job: Job) -> str:
    if job.state == RUNNING:
        at, seconds = percent(job), left(job)
        told = step_of(job) + ("" if at is None else f", {at} %")
        return told + ("" if seconds is None or seconds < 45 else f", encore {minutes(seconds)} environ")
    return STATES[job.state]


def _end(job: Job) -> str:
    if job.state == DONE:
        return link(f"/ecoutes?id={job.sample_id}", "Ouvrir", kind="bouton discret")
    if job.state == FAILED:
        again = " Le fichier est encore là : il peut être relancé." if job.retryable else ""
        return esc(f"{job.problem or ''}{again}")
    return ""
