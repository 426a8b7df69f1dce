"""What a purge would erase now, and when the next one comes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from coach.jobs.worker import PURGE_SECONDS
from coach.store.backups import BackupStore
from coach.store.job_tables import AuditRow, KeptSoundRow
from coach.store.jobs import JobStore
from coach.store.people_tables import NetworkCallRow
from coach.store.tables import SampleRow, SessionRow
from coach.wiring import Services


@dataclass(frozen=True)
class Due:
    """One kind of data: what its time is, how many are past it, when the next one will be."""

    name: str
    kept: str
    past: int
    next_at: datetime | None
    """When the oldest that is still within its time is past it."""


def due(services: Services, now: datetime | None = None) -> list[Due]:
    """Each kind, counted now."""
    now = now or datetime.now(UTC)
    settings = services.in_force
    backups = [b.made_at for b in BackupStore(services.database).list()]
    span = timedelta(days=settings.keep_backups_days)
    return [
        _counted(services, "Entretiens", SessionRow.updated_at, settings.keep_sessions_days, now),
        _counted(services, "Échantillons", SampleRow.created_at, settings.keep_samples_days, now),
        _kept_sounds(services, now),
        _counted(services, "Lignes du journal", AuditRow.at, settings.keep_audit_days, now),
        _counted(services, "Lignes du journal du réseau", NetworkCallRow.at, settings.keep_audit_days, now),
        Due(
            "Sauvegardes",
            f"{settings.keep_backups_days} jours",
            sum(at < now - span for at in backups),
            min((at + span for at in backups if at >= now - span), default=None),
        ),
    ]


def next_purge(services: Services, now: datetime | None = None) -> datetime | None:
    """When the first worker at work purges again; None when none is at work."""
    now = now or datetime.now(UTC)
    turns = []
    for started, seen in JobStore(services.database).starts():
        if now - seen < timedelta(seconds=30):
            passed = (now - started).total_seconds() // PURGE_SECONDS
            turns.append(started + timedelta(seconds=(passed + 1) * PURGE_SECONDS))
    return min(turns, default=None)


def _counted(
    services: Services, name: str, column: ColumnElement[datetime] | object, days: int, now: datetime
) -> Due:
    before = now - timedelta(days=days)
    with services.database.reading() as db:
        past = int(db.scalar(select(func.count()).where(column < before)) or 0)  # type: ignore[operator, arg-type]
        oldest = db.scalar(select(func.min(column)).where(column >= before))  # type: ignore[operator, arg-type]
    return Due(name, f"{days} jours", past, oldest + timedelta(days=days) if oldest is not None else None)


def _kept_sounds(services: Services, now: datetime) -> Due:
    with services.database.reading() as db:
        past = int(db.scalar(select(func.count()).where(KeptSoundRow.until <= now)) or 0)
        following = db.scalar(select(func.min(KeptSoundRow.until)).where(KeptSoundRow.until > now))
    return Due("Sons gardés", "jusqu’à leur date de fin", past, following)
