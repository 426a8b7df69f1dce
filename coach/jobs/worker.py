"""A worker: takes jobs one at a time, says that it lives, takes over from the dead, purges once a day.

    with Worker(services).at_work():
        …

Any number of processes may do so on one database and one data folder; the web server is one of them.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from coach.errors import CoachError, EngineError, InputError, StorageError
from coach.jobs import backup, durable, steps
from coach.jobs.keeping import Keeper
from coach.jobs.purge import purge
from coach.jobs.queue import Queue
from coach.store.jobs import DONE, FAILED, LIVE, RUNNING, WAITING, Job, Stopped
from coach.wiring import Services

BEAT_SECONDS: Final = 4.0
SILENT_SECONDS: Final = 60.0
"""A worker of another machine not seen for this long is dead; one of this machine is known by its lock."""
PURGE_SECONDS: Final = 24 * 3600.0
MAX_ATTEMPTS: Final = 20
_ENDED: Final = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})
_log = logging.getLogger(__name__)


class Worker:
    """One process at work."""

    steps: tuple[str, ...] = steps.STEPS

    def __init__(self, services: Services) -> None:
        self._services = services
        self.queue = Queue(services)
        self.id = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        keeper = Keeper(services, self.queue.spool)
        self._bench = steps.Bench(
            services, self.queue.jobs, self.queue.spool, keeper, self.id, self.queue.submit_talk
        )
        self._locks = services.settings.data_dir / "travailleurs"
        self._stop = threading.Event()
        self._purged_at: float | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Take jobs until the block ends; a job in hand is then left to the next worker.

        Raises:
            StorageError: this process is a worker already, or the database does not answer.
        """
        self._locks.mkdir(parents=True, exist_ok=True)
        # Where versions before this queue kept sound.
        shutil.rmtree(self._services.settings.data_dir / "ecoutes-en-cours", ignore_errors=True)
        with FileLock(self._lock(self.id)):
            self.queue.jobs.seen(self.id, socket.gethostname())
            with durable.running(self._services.settings, self.id, self):
                thread = threading.Thread(target=self._keep_order, name="ordre-de-la-file", daemon=True)
                thread.start()
                try:
                    yield
                finally:
                    self._stop.set()
                    thread.join(timeout=10)
        with suppress(CoachError):
            if not self.in_hand():
                self._bury(self.id)  # else it stays known, and the next worker takes its job over

    def in_hand(self) -> bool:
        """Whether a job is being worked on here."""
        return any(job.worker == self.id for job in self.queue.jobs.queue(states=[RUNNING]))

    # -- the work, called by DBOS ------------------------------------------------------------------

    def step(self, name: str, job_id: str, attempt: int) -> str:
        """See `durable.Work`."""
        jobs = self.queue.jobs
        try:
            steps.run(self._bench, name, job_id, attempt)
        except Stopped:
            return "fin"
        except (EngineError, StorageError):
            raise  # tried again a little later
        except InputError as exc:
            jobs.fail(job_id, attempt, exc.message, retryable=False)
            return "fin"
        except CoachError as exc:
            jobs.fail(job_id, attempt, exc.message, retryable=True)
            return "fin"
        except Exception as exc:  # a job must never stay "in progress" for ever
            if not self.queue.spool.folder(job_id).is_dir() and name != steps.PURGE:
                return "fin"  # cancelled or erased under our hands
            if isinstance(exc, OSError):
                raise StorageError(
                    f"Le dossier de la file ne peut pas être lu ou écrit ({exc.strerror or exc}) : vérifiez la place "
                    "sur le disque."
                ) from exc
            _log.exception("step %s of job %s failed", name, job_id)
            jobs.fail(
                job_id,
                attempt,
                f"Une erreur inattendue a arrêté le traitement ({type(exc).__name__}). Relancez le fichier ; si "
                "l’erreur revient, lancez « coach doctor ».",
                retryable=True,
            )
            return "fin"
        return "suite"

    def broken(self, job_id: str, attempt: int, name: str) -> None:
        """See `durable.Work`."""
        self.queue.jobs.fail(
            job_id,
            attempt,
            f"L’étape « {name} » a échoué {durable.TRIES} fois : le moteur ou la base ne répond pas. Relancez le "
            "fichier quand ils sont rétablis (« coach doctor »).",
            retryable=True,
        )

    def close(self, job_id: str, attempt: int) -> None:
        """See `durable.Work`."""
        job = self._find(job_id)
        if job is None:
            self.queue.spool.purge(job_id)
        elif job.cancel:
            self.queue.erase(job, job.owner)
        elif job.attempt == attempt and (job.state == DONE or (job.state == FAILED and not job.retryable)):
            self.queue.spool.purge(job_id)

    def _find(self, job_id: str) -> Job | None:
        with suppress(InputError):
            return self.queue.jobs.get(job_id)
        return None

    # -- order in the queue ------------------------------------------------------------------------

    def _keep_order(self) -> None:
        while True:
            try:
                self.keep_order()
            except CoachError as exc:
                _log.warning("the queue could not be looked after: %s", exc.message)
            except Exception:
                _log.exception("the queue could not be looked after")
            if self._stop.wait(BEAT_SECONDS):
                return

    def keep_order(self) -> None:
        """Say that this worker lives; take over from the dead; hand in what was lost; purge when it is time."""
        self.queue.jobs.seen(self.id, socket.gethostname())
        self._take_over()
        self._find_lost()
        if self._purged_at is None or time.monotonic() - self._purged_at > PURGE_SECONDS:
            self._purged_at = time.monotonic()
            purge(self._services, self.queue)
        if backup.due(self._services, datetime.now(UTC)):
            backup.make(self._services, by="service")

    def _take_over(self) -> None:
        for worker, host, seen in self.queue.jobs.workers():
            if worker == self.id or not self._dead(worker, host, seen):
                continue
            if self.queue.jobs.claim_dead(worker, seen):
                taken = self.queue.desk.take_over(worker)
                self._bury(worker)
                _log.info("took over %d jobs of %s", taken, worker)

    def _dead(self, worker: str, host: str, seen: datetime) -> bool:
        path = self._lock(worker)
        if host == socket.gethostname() and path.exists():
            try:
                with FileLock(path, timeout=0):
                    return True
            except Timeout:
                pass  # its process lives, though it may be stuck
        return datetime.now(UTC) - seen > timedelta(seconds=SILENT_SECONDS)

    def _bury(self, worker: str) -> None:
        self.queue.jobs.gone(worker)
        self._lock(worker).unlink(missing_ok=True)

    def _find_lost(self) -> None:
        """Jobs that no workflow stands for, or whose workflow ended without them."""
        live = self.queue.jobs.queue(states=LIVE)
        states = self.queue.desk.states((job.id, job.attempt) for job in live)
        alive = self.queue.alive()
        for job in live:
            state = states.get((job.id, job.attempt))
            idle = job.state == WAITING or job.worker not in alive
            if job.cancel and idle:
                self.queue.erase(job, job.owner)
            elif state is None:
                self.queue.desk.hand_in(job.id, job.attempt, job.priority)
            elif state in _ENDED and idle:
                self._begin_again(job)

    def _begin_again(self, job: Job) -> None:
        self.queue.jobs.fail(
            job.id,
            job.attempt,
            f"Le traitement s’est interrompu {job.attempt} fois sans aller au bout : relancez le fichier.",
            retryable=True,
        )
        if job.attempt < MAX_ATTEMPTS:
            with suppress(InputError):
                self.queue.retry(job.id, None)

    def _lock(self, worker: str) -> Path:
        return self._locks / f"{worker}.verrou"
