"""DBOS: which step of which job is done, remembered in a database, so that a killed process is taken up again.

Only this module imports it. It remembers job ids and step names, and no datum of anybody. It speaks to its
database and to nothing else: no conductor, no console, no telemetry, whatever the environment says.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Engine, create_engine, event, make_url

from coach.errors import CoachError, EngineError, StorageError
from coach.settings import Settings
from coach.store.database import prepare_data_dir, sqlite_module, translated

APP: Final = "coach-mercd"
QUEUE: Final = "ecoutes"
WORKFLOW: Final = "traiter"
VERSION: Final = "1"
"""Of the order of steps: a job begun under another version is left to processes of that version."""
POLL_SECONDS: Final = 0.3
TRIES: Final = 3
TRY_AGAIN_SECONDS: Final = 2.0
_MAX_RECOVERIES: Final = 1000
"""The steps count their own crashes, which tell a bad file from a bad day."""
_log = logging.getLogger(__name__)


class Work(Protocol):
    """What a worker does with a job; see `coach.jobs.worker`."""

    @property
    def steps(self) -> tuple[str, ...]:
        """Their names, in order."""

    def step(self, name: str, job_id: str, attempt: int) -> str:
        """Do a step: `suite`, or `fin` when nothing more is to be done. Raises EngineError, StorageError."""

    def broken(self, job_id: str, attempt: int, name: str) -> None:
        """A step failed for good."""

    def close(self, job_id: str, attempt: int) -> None:
        """Leave nothing behind that should not be."""


def _offline() -> None:
    """Settings of DBOS's own cloud, which would make it reach out, do not count here."""
    for name in [n for n in os.environ if n.startswith(("DBOS_", "DBOS__"))]:
        del os.environ[name]


def database(settings: Settings) -> str:
    """Address of the database of the background work."""
    url = settings.jobs_database_url or settings.database_url
    if url is None or url.startswith("sqlite"):
        url = settings.jobs_database_url or f"sqlite:///{settings.data_dir / 'travaux.sqlite'}"
    return url


def engine(settings: Settings) -> Engine:
    """A connection pool on that database; SQLite in WAL, on the same SQLite as the rest of the data."""
    url = database(settings)
    if not url.startswith("sqlite"):
        address = make_url(url).set(drivername="postgresql+psycopg")
        return create_engine(address, pool_pre_ping=True, pool_size=10)
    prepare_data_dir(Path(make_url(url).database or "").parent)
    made = create_engine(
        url, module=sqlite_module(), connect_args={"timeout": 30, "check_same_thread": False}, pool_size=10
    )

    @event.listens_for(made, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return made


class Desk:
    """Hands jobs in, from any process; needs no worker in this one."""

    def __init__(self, settings: Settings) -> None:
        _offline()
        from dbos import DBOSClient

        logging.getLogger("dbos").setLevel(logging.ERROR)
        self._engine = engine(settings)
        with translated("la file de traitement"):
            self._client = DBOSClient(
                system_database_engine=self._engine,
                application_name=APP,
                retry_connection_errors=False,
                lazy=True,
            )
            # The client creates no tables, and a first upload may come before a first worker. DBOS.migrate would
            # open the file with another SQLite library in this process, which breaks its locks.
            self._client._sys_db.run_migrations()

    def hand_in(self, job_id: str, attempt: int, priority: int) -> None:
        """Put a job in the queue; a second time changes nothing."""
        with translated("la file de traitement"):
            self._client.enqueue(
                {
                    "workflow_name": WORKFLOW,
                    "queue_name": QUEUE,
                    "workflow_id": key(job_id, attempt),
                    "priority": max(1, priority),
                    "app_version": VERSION,
                    "application_name": APP,
                },
                job_id,
                attempt,
            )

    def states(self, jobs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """What DBOS knows of attempts (`ENQUEUED`, `PENDING`, `SUCCESS`…); those never handed in are left out."""
        names = {key(*job): job for job in jobs}
        if not names:
            return {}
        with translated("la file de traitement"):
            found = self._client.list_workflows(workflow_ids=list(names), load_input=False, load_output=False)
        return {names[w.workflow_id]: str(w.status) for w in found}

    def forget_ended(self, before_epoch_ms: int) -> int:
        """Drop the memory of workflows that ended before a time."""
        ended = self._client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=_iso(before_epoch_ms),
            load_input=False,
            load_output=False,
        )
        if ended:
            self._client.delete_workflows([w.workflow_id for w in ended])
        return len(ended)

    def take_over(self, dead: str) -> int:
        """Give the work of a dead worker back to the queue; the caller made sure that it is dead."""
        pending = self._client.list_workflows(
            status="PENDING", executor_id=[dead], load_input=False, load_output=False
        )
        if pending:
            self._client.resume_workflows([w.workflow_id for w in pending], queue_name=QUEUE)
        return len(pending)

    def close(self) -> None:
        """Give the connections back."""
        self._client.destroy()
        self._engine.dispose()


def key(job_id: str, attempt: int) -> str:
    """Name of the workflow of one attempt."""
    return f"{job_id}-{attempt}"


_ONE: Final = threading.Lock()


@contextmanager
def running(settings: Settings, worker: str, work: Work) -> Iterator[None]:
    """Take jobs, one at a time, until the block ends. One such block a process.

    Raises:
        StorageError: this process already takes jobs, or the database does not answer.
    """
    if not _ONE.acquire(blocking=False):
        raise StorageError("Ce programme traite déjà la file : un seul traitement par programme.")
    try:
        _offline()
        from dbos import DBOS

        logging.getLogger("dbos").setLevel(logging.ERROR)
        made = engine(settings)
        with translated("la file de traitement"):
            DBOS(
                config={
                    "name": APP,
                    "system_database_engine": made,
                    "application_version": VERSION,
                    "executor_id": worker,
                    "enable_otlp": False,
                    "log_level": "ERROR",
                    "scheduler_polling_interval_sec": 3600.0,
                }
            )
            _register(DBOS, work)
            DBOS.launch()
            DBOS.register_queue(
                QUEUE, worker_concurrency=1, polling_interval_sec=POLL_SECONDS, on_conflict="always_update"
            )
        try:
            yield
        finally:
            DBOS.destroy(destroy_registry=True)
            made.dispose()
    finally:
        _ONE.release()


def _register(dbos: Any, work: Work) -> None:
    """One durable step for each step of the work, and the workflow that goes through them."""
    from dbos import error as dbos_error

    def again(exc: BaseException) -> bool:
        return isinstance(exc, (EngineError, StorageError))

    def step_of(name: str) -> Callable[[str, int], str]:
        def do(job_id: str, attempt: int) -> str:
            return work.step(name, job_id, attempt)

        made: Callable[[str, int], str] = dbos.step(
            name=name,
            retries_allowed=True,
            max_attempts=TRIES,
            interval_seconds=TRY_AGAIN_SECONDS,
            should_retry=again,
        )(do)
        return made

    steps = {name: step_of(name) for name in work.steps}

    @dbos.step(name="echec")  # type: ignore[untyped-decorator]
    def broken(job_id: str, attempt: int, name: str) -> None:
        work.broken(job_id, attempt, name)

    @dbos.step(name="rangement")  # type: ignore[untyped-decorator]
    def close(job_id: str, attempt: int) -> None:
        work.close(job_id, attempt)

    @dbos.workflow(name=WORKFLOW, max_recovery_attempts=_MAX_RECOVERIES)  # type: ignore[untyped-decorator]
    def traiter(job_id: str, attempt: int) -> None:
        for name, do in steps.items():
            try:
                if do(job_id, attempt) == "fin":
                    break
            except (CoachError, dbos_error.DBOSMaxStepRetriesExceeded):
                broken(job_id, attempt, name)
                break
        close(job_id, attempt)


def _iso(epoch_ms: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(epoch_ms / 1000, UTC).isoformat()
