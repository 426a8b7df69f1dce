"""The queue as pages and commands see it: hand a file in, look, cancel, try again.

    queue = Queue(services)
    job = queue.submit(owner, path, name)

Works with no worker in this process, or in none at all: what is handed in waits.
"""

from __future__ import annotations

import logging
import shutil
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from coach.errors import CoachError, InputError, NotFound
from coach.jobs.decoder import CALL, WRITTEN
from coach.jobs.durable import Desk
from coach.jobs.erasures import remember
from coach.jobs.spool import Spool
from coach.store.audit import AuditStore
from coach.store.jobs import DONE, FAILED, LIVE, RUNNING, WAITING, Job, JobStore, NewJob
from coach.store.retention import RetentionStore
from coach.wiring import Services

SOON, LATER = 10, 100
"""Priorities: somebody waits in front of the page; a batch."""
WRITTEN_SUFFIXES: Final = frozenset({".eml", ".txt", ".docx", ".csv", ".echange"})
MAX_WAITING: Final = 2000
ALIVE_SECONDS: Final = 30.0
GRID: Final = "ecoute"
KEPT: Final = "sons-gardes"
"""Folder of the sounds that are kept under terms."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class QueueState:
    """The queue in figures."""

    waiting: int
    running: int
    failed: int
    done: int
    workers: int
    held: int
    """Files that lie in the folder of the queue."""


class Queue:
    """Files on their way, of all owners; a person's call names the owner."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.settings = services.settings
        self.spool = Spool(services.settings.data_dir)

    @cached_property
    def jobs(self) -> JobStore:
        """The jobs, as the database has them."""
        return JobStore(self._services.database)

    @cached_property
    def audit(self) -> AuditStore:
        """The log of what is erased."""
        return AuditStore(self._services.database)

    @cached_property
    def desk(self) -> Desk:
        """The durable side."""
        return Desk(self.settings)

    # -- in ----------------------------------------------------------------------------------------

    def submit(
        self,
        owner: str,
        path: Path,
        name: str,
        *,
        priority: int = SOON,
        batch: str | None = None,
        advisor: str | None = None,
        channel: str | None = None,
        grid: str = GRID,
        keep: Mapping[str, Any] | None = None,
        move: bool = True,
    ) -> Job:
        """Take a file over (`move`: it is no longer where it was) and put it in the queue.

        Raises:
            InputError: there is no such file, it is too big, or too many wait.
            StorageError: it cannot be taken over; nothing of it is left.
        """
        if not path.is_file():
            raise InputError(f"Le fichier {name!r} est introuvable : déposez-le à nouveau.")
        if path.stat().st_size > self.settings.max_upload_mb * 1_000_000:
            raise InputError(
                f"{name!r} pèse plus de {self.settings.max_upload_mb} Mo : compressez-le (mp3 ou opus), découpez-le, "
                "ou relevez COACH_MAX_UPLOAD_MB."
            )
        if len(self.jobs.queue(states=LIVE)) >= MAX_WAITING:
            raise InputError(f"{MAX_WAITING} fichiers attendent déjà : laissez la file avancer.")
        context = {k: v for k, v in (("channel", channel), ("keep", keep)) if v}
        new = NewJob(
            owner=owner,
            name=self._services.masker.mask(name).text,  # a file's name often holds a person's or a number
            kind=WRITTEN if path.suffix.lower() in WRITTEN_SUFFIXES else CALL,
            grid=grid,
            priority=priority,
            advisor=advisor,
            batch=batch,
            context=context,
            id=uuid.uuid4().hex,
        )
        return self._enter(new, lambda: self.spool.take(str(new.id), path, move=move))

    def submit_talk(self, new: NewJob, talk: Mapping[str, Any]) -> None:
        """Hand in one of several exchanges of a file; a second time changes nothing."""
        job_id = str(new.id)
        with suppress(NotFound):
            self.jobs.get(job_id)
            return

        def bring() -> None:
            self.spool.folder(job_id).mkdir(parents=True, exist_ok=True)
            self.spool.write(job_id, "source.echange", talk)

        self._enter(new, bring)

    def _enter(self, new: NewJob, bring: Any) -> Job:
        job_id = str(new.id)
        with self.spool.locked():
            bring()
            try:
                job = self.jobs.create(new)
            except BaseException:
                shutil.rmtree(self.spool.folder(job_id), ignore_errors=True)
                raise
        try:
            self.desk.hand_in(job.id, job.attempt, job.priority)
        except CoachError:
            _log.warning("job %s waits for a worker to hand it in", job.id)  # workers look for such ones
        return job

    # -- looking -----------------------------------------------------------------------------------

    def list(self, owner: str | None = None) -> list[Job]:
        """In the order they are taken, ended ones last."""
        return self.jobs.queue(owner)

    def holds(self, sample_id: str) -> bool:
        """Whether a sample is still being worked on."""
        job = self.jobs.of_sample(sample_id)
        return job is not None and job.live

    def settled(self, job: Job) -> bool:
        """Whether all is done with a file, its erasing included."""
        return not job.live and (job.retryable or not self.spool.folder(job.id).is_dir())

    def state(self) -> QueueState:
        """The queue in figures."""
        counts = self.jobs.counts()
        return QueueState(
            waiting=counts.get(WAITING, 0),
            running=counts.get(RUNNING, 0),
            failed=counts.get(FAILED, 0),
            done=counts.get(DONE, 0),
            workers=len(self.alive()),
            held=len(self.spool.held()),
        )

    def alive(self) -> set[str]:
        """Workers seen lately."""
        since = datetime.now(UTC) - timedelta(seconds=ALIVE_SECONDS)
        return {worker for worker, _, seen in self.jobs.workers() if seen >= since}

    # -- changing ----------------------------------------------------------------------------------

    def cancel(self, job_id: str, owner: str | None) -> None:
        """Stop a job; nothing of it is kept. A worker that holds it stops within seconds.

        Raises:
            NotFound: no such job of this owner.
            InputError: it is done already.
        """
        job = self.jobs.ask_cancel(job_id, owner)
        if job.state == DONE:
            raise InputError("Ce fichier est déjà noté : supprimez son échantillon s’il ne doit pas rester.")
        if job.state != RUNNING or job.worker not in self.alive():
            self.erase(job, owner or "service")

    def erase(self, job: Job, actor: str) -> None:
        """Job, sample and file, gone."""
        self.jobs.erase(job.id)
        self.spool.purge(job.id)
        self.audit.note(actor, "fichier-annule", job.sample_id)

    def forget(self, sample_id: str, owner: str) -> None:
        """Erase a sample with all that hangs on it: levels, job, file on its way, kept sound.

        Raises:
            NotFound: no such sample of this owner.
        """
        job = self.jobs.of_sample(sample_id)
        kept = [
            s for s in RetentionStore(self._services.database).kept(owner=owner) if s.sample_id == sample_id
        ]
        self._services.samples.delete(sample_id, owner)
        if job is not None:
            self.spool.purge(job.id)
        for sound in kept:
            (self.settings.data_dir / KEPT / sound.file).unlink(missing_ok=True)
        self.audit.note(owner, "echantillon-efface", sample_id)
        remember(self.settings, "echantillon", sample_id)

    def retry(self, job_id: str, owner: str | None) -> Job:
        """Try a failed job again from where it was.

        Raises:
            NotFound: no such job of this owner, or its file is gone.
        """
        job = self.jobs.retry(job_id, owner)
        self.desk.hand_in(job.id, job.attempt, job.priority)
        return job


def new_batch() -> str:
    """A mark for files that came in together."""
    return uuid.uuid4().hex[:12]
