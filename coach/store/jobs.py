"""Repository of jobs and workers. Each change names what it expects to find, so that a worker that was taken
for dead and wakes up again changes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import CursorResult, Update, delete, func, select, update
from sqlalchemy.orm import Session

from coach.errors import CoachError, NotFound
from coach.store.database import Database
from coach.store.job_tables import JobRow, WorkerRow
from coach.store.tables import AssessmentRow, SampleRow

WAITING, RUNNING, DONE, FAILED = "attente", "en_cours", "fini", "echec"
LIVE: Final = (WAITING, RUNNING)


class Stopped(CoachError):
    """The job is no longer this worker's: cancelled, erased, ended, or taken over by another."""

    code = "travail-arrete"


@dataclass(frozen=True)
class NewJob:
    """What is known of a file when it comes in; `name` is masked already."""

    owner: str
    name: str
    kind: str
    grid: str
    priority: int
    advisor: str | None = None
    batch: str | None = None
    context: Mapping[str, Any] | None = None
    id: str | None = None
    """Given when the same file may be handed in twice; a second one changes nothing."""


@dataclass(frozen=True)
class Job:
    """One file on its way; times of sound are in seconds."""

    id: str
    sample_id: str
    owner: str
    name: str
    kind: str
    batch: str | None
    priority: int
    state: str
    step: str
    done: float
    total: float
    problem: str | None
    retryable: bool
    attempt: int
    crashes: int
    worker: str | None
    cancel: bool
    scored: bool
    context: Mapping[str, Any]
    created_at: datetime
    step_at: datetime | None
    ended_at: datetime | None

    @property
    def live(self) -> bool:
        """Whether something is still to be done."""
        return self.state in LIVE


@dataclass(frozen=True)
class Levels:
    """A scoring to be stored once."""

    grid: str
    engine: str
    rubric_version: str
    result: Mapping[str, Any]


class JobStore:
    """Jobs of all owners; a call that comes from a person names the owner."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # -- in and out --------------------------------------------------------------------------------

    def create(self, new: NewJob) -> Job:
        """The job and its sample, both or none."""
        job_id = new.id or uuid.uuid4().hex
        now = datetime.now(UTC)
        with self._db.transaction() as db:
            if (row := db.get(JobRow, job_id)) is not None:
                return _job(row)
            sample = SampleRow(
                id=uuid.uuid4().hex,
                owner=new.owner,
                name=new.name[:200],
                grid=new.grid,
                status="recu",
                advisor=new.advisor,
                created_at=now,
            )
            db.add(sample)
            db.flush()
            row = JobRow(
                id=job_id,
                sample_id=sample.id,
                owner=new.owner,
                name=new.name[:200],
                kind=new.kind,
                batch=new.batch,
                priority=new.priority,
                state=WAITING,
                context=dict(new.context or {}),
                created_at=now,
            )
            db.add(row)
            db.flush()
            return _job(row)

    def get(self, job_id: str, owner: str | None = None) -> Job:
        """One job.

        Raises:
            NotFound: no such job, or not this owner's.
        """
        with self._db.reading() as db:
            row = db.get(JobRow, job_id)
            if row is None or owner not in (None, row.owner):
                raise NotFound("Ce fichier n’est plus dans la file : il a été annulé ou supprimé.")
            return _job(row)

    def queue(self, owner: str | None = None, *, states: Sequence[str] = ()) -> list[Job]:
        """Jobs in the order they are taken: running, then waiting by priority, then ended, latest first."""
        query = select(JobRow)
        if owner is not None:
            query = query.where(JobRow.owner == owner)
        if states:
            query = query.where(JobRow.state.in_(states))
        with self._db.reading() as db:
            found = [_job(row) for row in db.scalars(query)]
        rank = {RUNNING: 0, WAITING: 1, FAILED: 2, DONE: 2}

        def place(job: Job) -> tuple[int, int, float]:
            at = job.created_at.timestamp()
            return (rank[job.state], job.priority if job.live else 0, at if job.live else -at)

        return sorted(found, key=place)

    def of_sample(self, sample_id: str) -> Job | None:
        """The job a sample came from, if it is still known."""
        with self._db.reading() as db:
            row = db.scalar(select(JobRow).where(JobRow.sample_id == sample_id))
            return _job(row) if row is not None else None

    def ids(self) -> set[str]:
        """Every job that is known."""
        with self._db.reading() as db:
            return set(db.scalars(select(JobRow.id)))

    def counts(self) -> dict[str, int]:
        """Number of jobs in each state."""
        with self._db.reading() as db:
            rows = db.execute(select(JobRow.state, func.count()).group_by(JobRow.state))
            return {row[0]: int(row[1]) for row in rows}

    # -- the worker's ------------------------------------------------------------------------------

    def begin_step(self, job_id: str, attempt: int, worker: str, step: str) -> Job:
        """Take the job for a step.

        Raises:
            Stopped: it was cancelled, erased or ended meanwhile.
        """
        with self._db.transaction() as db:
            row = db.get(JobRow, job_id, with_for_update=True)
            if row is None or row.attempt != attempt or row.cancel or row.state not in LIVE:
                raise Stopped("Le travail a été arrêté.")
            row.crashes = row.crashes + 1 if row.step == step else 0
            row.state, row.step, row.worker = RUNNING, step, worker
            row.step_at = datetime.now(UTC)
            row.done = row.total = 0.0
            db.flush()
            return _job(row)

    def progress(self, job_id: str, attempt: int, worker: str, done: float, total: float) -> None:
        """Note how far the step is.

        Raises:
            Stopped: cancelled, erased, or another worker has taken it over.
        """
        changed = self._change(_held(job_id, attempt, worker).values(done=done, total=total))
        if not changed:
            raise Stopped("Le travail a été arrêté.")

    def step_done(self, job_id: str, attempt: int, worker: str) -> None:
        """The step has ended: what begins next is no second try of it."""
        self._change(_held(job_id, attempt, worker).values(crashes=0, step=JobRow.step + "+"))

    def store_words(
        self,
        job_id: str,
        attempt: int,
        worker: str,
        transcript: Mapping[str, Any],
        measures: Mapping[str, Any],
    ) -> None:
        """The masked words of the sample, put in place while the job is this worker's.

        Raises:
            Stopped: it is not any more.
        """
        with self._db.transaction() as db:
            row = db.get(JobRow, job_id, with_for_update=True)
            if row is None or row.attempt != attempt or row.worker != worker or row.cancel:
                raise Stopped("Le travail a été arrêté.")
            sample = db.get(SampleRow, row.sample_id)
            assert sample is not None  # the job goes with its sample
            sample.transcript, sample.measures = dict(transcript), dict(measures)
            sample.status, sample.problem = "transcrit", None

    def score_once(self, job_id: str, levels: Levels) -> bool:
        """Store the levels, unless they are there already; whether they were stored now."""
        with self._db.transaction() as db:
            row = db.get(JobRow, job_id, with_for_update=True)
            if row is None or row.scored or row.cancel:
                return False
            row.scored = True
            sample = db.get(SampleRow, row.sample_id)
            assert sample is not None
            sample.status = "note"
            db.add(
                AssessmentRow(
                    sample_id=row.sample_id,
                    grid=levels.grid,
                    engine=levels.engine,
                    rubric_version=levels.rubric_version,
                    result=dict(levels.result),
                    created_at=datetime.now(UTC),
                )
            )
            return True

    def finish(self, job_id: str, attempt: int) -> None:
        """All is done, the file is gone."""
        self._change(
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.attempt == attempt, JobRow.state.in_(LIVE))
            .values(state=DONE, step="", ended_at=datetime.now(UTC))
        )

    def fail(self, job_id: str, attempt: int, problem: str, *, retryable: bool) -> None:
        """It cannot go on; the sample tells why."""
        with self._db.transaction() as db:
            row = db.get(JobRow, job_id, with_for_update=True)
            if row is None or row.attempt != attempt or row.state not in LIVE:
                return
            row.state, row.problem, row.retryable = FAILED, problem, retryable
            row.ended_at = datetime.now(UTC)
            sample = db.get(SampleRow, row.sample_id)
            if sample is not None and not row.scored:
                sample.status, sample.problem = "echec", problem

    # -- people's ----------------------------------------------------------------------------------

    def ask_cancel(self, job_id: str, owner: str | None) -> Job:
        """Mark a job as cancelled: a worker that holds it stops, and no other begins it.

        Raises:
            NotFound: no such job of this owner.
        """
        job = self.get(job_id, owner)
        self._change(update(JobRow).where(JobRow.id == job_id, JobRow.state != DONE).values(cancel=True))
        return job

    def retry(self, job_id: str, owner: str | None) -> Job:
        """Put a failed job back in the queue under a new attempt.

        Raises:
            NotFound: no such job of this owner, or it is not one that can be tried again.
        """
        with self._db.transaction() as db:
            row = db.get(JobRow, job_id, with_for_update=True)
            if row is None or owner not in (None, row.owner) or row.state != FAILED or not row.retryable:
                raise NotFound("Ce fichier ne peut pas être relancé : déposez-le à nouveau.")
            row.state, row.attempt, row.problem, row.retryable = WAITING, row.attempt + 1, None, False
            row.step, row.crashes, row.done, row.total, row.ended_at = "", 0, 0.0, 0.0, None
            sample = db.get(SampleRow, row.sample_id)
            if sample is not None and not row.scored:
                sample.status, sample.problem = "recu", None
            db.flush()
            return _job(row)

    def erase(self, job_id: str) -> None:
        """Job and sample, both gone."""
        with self._db.transaction() as db:
            row = db.get(JobRow, job_id)
            if row is not None:
                db.execute(delete(SampleRow).where(SampleRow.id == row.sample_id))
                db.execute(delete(JobRow).where(JobRow.id == job_id))

    def drop_ended(self, before: datetime) -> int:
        """Forget the lines of jobs done before a time (their samples stay); how many."""
        return self._change(delete(JobRow).where(JobRow.state == DONE, JobRow.ended_at < before))

    def stale_failures(self, before: datetime) -> list[Job]:
        """Failed jobs whose file has waited since before a time for another try."""
        query = select(JobRow).where(
            JobRow.state == FAILED, JobRow.retryable.is_(True), JobRow.ended_at < before
        )
        with self._db.reading() as db:
            return [_job(row) for row in db.scalars(query)]

    def no_more_retry(self, job_id: str) -> None:
        """The file is gone: the failure is for good."""
        self._change(update(JobRow).where(JobRow.id == job_id).values(retryable=False))

    # -- workers -----------------------------------------------------------------------------------

    def seen(self, worker: str, host: str) -> None:
        """A worker says that it lives."""
        now = datetime.now(UTC)
        if not self._change(update(WorkerRow).where(WorkerRow.id == worker).values(seen_at=now)):
            with self._db.transaction() as db:
                db.add(WorkerRow(id=worker, host=host, started_at=now, seen_at=now))

    def starts(self) -> list[tuple[datetime, datetime]]:
        """When each worker began, and when it was last seen."""
        with self._db.reading() as db:
            return [(row[0], row[1]) for row in db.execute(select(WorkerRow.started_at, WorkerRow.seen_at))]

    def workers(self) -> list[tuple[str, str, datetime]]:
        """Workers that are known: id, host, last seen."""
        with self._db.reading() as db:
            rows = db.execute(select(WorkerRow.id, WorkerRow.host, WorkerRow.seen_at))
            return [(row[0], row[1], row[2]) for row in rows]

    def claim_dead(self, worker: str, seen_at: datetime) -> bool:
        """Take charge of a dead worker's jobs; one claimer at a time, and anew if that one dies too."""
        now = datetime.now(UTC)
        statement = update(WorkerRow).where(WorkerRow.id == worker, WorkerRow.seen_at == seen_at)
        return self._change(statement.values(seen_at=now)) == 1

    def gone(self, worker: str) -> None:
        """A worker has stopped, and nothing of it is left to take over."""
        self._change(delete(WorkerRow).where(WorkerRow.id == worker))

    def _change(self, statement: Any) -> int:
        with self._db.transaction() as db:
            return _rows(db, statement)


def _rows(db: Session, statement: Any) -> int:
    result = db.execute(statement)
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


def _held(job_id: str, attempt: int, worker: str) -> Update:
    return update(JobRow).where(
        JobRow.id == job_id,
        JobRow.attempt == attempt,
        JobRow.worker == worker,
        JobRow.state == RUNNING,
        JobRow.cancel.is_(False),
    )


def _job(row: JobRow) -> Job:
    return Job(**{name: getattr(row, name) for name in Job.__dataclass_fields__})
