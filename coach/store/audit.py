"""The audit log: what was done to whose data. It is only added to, and names no personal datum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from coach.store.database import Database
from coach.store.job_tables import AuditRow


@dataclass(frozen=True)
class AuditEntry:
    """One deed."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]


class AuditStore:
    """Deeds of all people and of the service itself."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, actor: str, action: str, subject: str, **detail: Any) -> None:
        """Add a deed; `detail` holds counts, dates and reasons, never what somebody said."""
        with self._db.transaction() as db:
            db.add(AuditRow(at=datetime.now(UTC), actor=actor, action=action, subject=subject, detail=detail))

    def list(self, *, subject: str | None = None, limit: int = 200) -> list[AuditEntry]:
        """Latest first."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if subject is not None:
            query = query.where(AuditRow.subject == subject)
        with self._db.reading() as db:
            return [AuditEntry(r.at, r.actor, r.action, r.subject, r.detail) for r in db.scalars(query)]
