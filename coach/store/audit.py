"""The audit log: what was done to whose data. It is only added to, and names no personal datum."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, cast, delete, or_, select

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

    def search(
        self,
        words: str = "",
        *,
        action: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
    ) -> list[AuditEntry]:
        """Latest first: lines that hold each of the words somewhere, of an action, between two times."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        for word in words.split()[:8]:
            stored = json.dumps(word)[1:-1]  # as the detail is written: without accents
            places = (
                (AuditRow.actor, word), (AuditRow.action, word), (AuditRow.subject, word),
                (cast(AuditRow.detail, String), stored),
            )  # fmt: skip
            query = query.where(or_(*(place.icontains(part, autoescape=True) for place, part in places)))
        if action:
            query = query.where(AuditRow.action == action)
        if since is not None:
            query = query.where(AuditRow.at >= since)
        if until is not None:
            query = query.where(AuditRow.at < until)
        with self._db.reading() as db:
            return [AuditEntry(r.at, r.actor, r.action, r.subject, r.detail) for r in db.scalars(query)]

    def actions(self) -> list[str]:
        """Kinds of deeds there are lines of."""
        with self._db.reading() as db:
            return sorted(db.scalars(select(AuditRow.action).distinct()))

    def drop_before(self, before: datetime) -> int:
        """Forget lines past their time; how many."""
        with self._db.transaction() as db:
            done = db.execute(delete(AuditRow).where(AuditRow.at < before))
            return int(getattr(done, "rowcount", 0))

    def list(self, *, subject: str | None = None, limit: int = 200) -> list[AuditEntry]:
        """Latest first."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if subject is not None:
            query = query.where(AuditRow.subject == subject)
        with self._db.reading() as db:
            return [AuditEntry(r.at, r.actor, r.action, r.subject, r.detail) for r in db.scalars(query)]
