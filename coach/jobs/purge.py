"""The daily purge: what is past its time goes, and what nobody owns any more."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from coach.jobs import backup
from coach.jobs.keeping import Keeper
from coach.jobs.queue import Queue
from coach.store.retention import RetentionStore
from coach.wiring import Services

ENDED_DAYS: Final = 7
"""How long the lines of finished jobs stay on the page of the queue; their samples stay longer."""


@dataclass(frozen=True)
class Purged:
    """What went."""

    orphans: int
    """Folders of sound that no job knew."""
    retries: int
    """Failed jobs whose file waited too long for another try."""
    samples: int
    sounds: int
    jobs: int
    sessions: int
    """Interviews that nobody touched for too long."""
    backups: int
    lines: int
    """Old lines of the log and of that of the network."""


def purge(services: Services, queue: Queue, now: datetime | None = None) -> Purged:
    """Erase what is past its time; what was erased is in the audit log."""
    now = now or datetime.now(UTC)
    settings = services.in_force
    retention = RetentionStore(services.database)
    # Old lines of the logs go first: what is erased below is still there to be read.
    past = now - timedelta(days=settings.keep_audit_days)
    lines = services.outbox.drop_before(past) + queue.audit.drop_before(past, services.chosen.signing_key)

    orphans = queue.spool.drop_orphans(queue.jobs.ids)
    stale = queue.jobs.stale_failures(now - timedelta(hours=settings.retry_hours))
    for job in stale:
        queue.spool.purge(job.id)
        queue.jobs.no_more_retry(job.id)

    old = retention.samples_before(now - timedelta(days=settings.keep_samples_days))
    for sample_id, owner in old:
        source = queue.jobs.of_sample(sample_id)
        services.samples.delete(sample_id, owner)
        if source is not None:
            queue.spool.purge(source.id)
        queue.audit.note("service", "echantillon-efface", sample_id, raison="durée de conservation atteinte")
    sounds = Keeper(services, queue.spool).drop_expired(now)

    ended = now - timedelta(days=ENDED_DAYS)
    jobs = queue.jobs.drop_ended(ended)
    queue.desk.forget_ended(int(ended.timestamp() * 1000))
    sessions = retention.drop_sessions(now - timedelta(days=settings.keep_sessions_days))
    if sessions:
        queue.audit.note("service", "entretiens-effaces", "donnees", nombre=sessions)
    backups = backup.drop_old(services, now)
    result = Purged(orphans, len(stale), len(old), sounds, jobs, sessions, backups, lines)
    if any(asdict(result).values()):
        queue.audit.note("service", "purge", "donnees", **asdict(result))
    return result
