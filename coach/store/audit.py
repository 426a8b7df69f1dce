"""The audit log: what was done to whose data. It is only added to, and names no personal datum.

Its lines are a chain (see `audit_chain`): `check` tells whether one was changed, taken out or slipped in.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import String, cast, delete, func, or_, select, text
from sqlalchemy.orm import Session

from coach.store.audit_chain import START, Checked, as_stored, digest, seal
from coach.store.database import Database
from coach.store.job_tables import AuditAnchorRow, AuditRow

_LOCK: Final = 0x6D656A6F
"""Any number will do, as long as it is the same in every process."""


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
        kept, now = as_stored(detail), datetime.now(UTC)
        with self._db.transaction() as db:
            _alone(db)
            last = db.scalar(select(AuditRow.digest).order_by(AuditRow.id.desc()).limit(1))
            if last is None:
                last = _start(db)
            db.add(
                AuditRow(
                    at=now, actor=actor, action=action, subject=subject, detail=kept,
                    digest=digest(last, now, actor, action, subject, kept),
                )
            )  # fmt: skip

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

    def drop_before(self, before: datetime, key: Callable[[], bytes]) -> int:
        """Forget lines past their time, and sign what the rest leans on; how many went.

        They go from the start: an old line after a younger one (a clock set back) waits for it.
        """
        with self._db.transaction() as db:
            _alone(db)
            first_kept = db.scalar(select(func.min(AuditRow.id)).where(AuditRow.at >= before))
            past = select(AuditRow.id, AuditRow.digest).order_by(AuditRow.id.desc()).limit(1)
            if first_kept is not None:
                past = past.where(AuditRow.id < first_kept)
            last = db.execute(past).first()
            if last is None:
                return 0
            now = datetime.now(UTC)
            signature = seal(key(), last.digest, last.id, now)
            db.add(AuditAnchorRow(at=now, upto=last.id, digest=last.digest, seal=signature))
            done = db.execute(delete(AuditRow).where(AuditRow.id <= last.id))
            return int(getattr(done, "rowcount", 0))

    def check(self, key: bytes | None) -> Checked:
        """Read the whole chain; `key` is what anchors are signed with, None when it is not at hand."""
        with self._db.reading() as db:
            anchor = db.scalars(select(AuditAnchorRow).order_by(AuditAnchorRow.id.desc()).limit(1)).first()
            last, lines, broken = (anchor.digest if anchor else START), 0, None
            for row in db.scalars(select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=500)):
                last = digest(last, row.at, row.actor, row.action, row.subject, row.detail)
                lines += 1
                if last != row.digest:
                    broken = row.id
                    break
            if anchor is None:
                return Checked(lines, broken, head=last)
            good = None
            if key is not None:
                good = hmac.compare_digest(anchor.seal, seal(key, anchor.digest, anchor.upto, anchor.at))
            return Checked(lines, broken, anchor.at, good, last)

    def list(self, *, subject: str | None = None, limit: int = 200) -> list[AuditEntry]:
        """Latest first."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if subject is not None:
            query = query.where(AuditRow.subject == subject)
        with self._db.reading() as db:
            return [AuditEntry(r.at, r.actor, r.action, r.subject, r.detail) for r in db.scalars(query)]


def _alone(db: Session) -> None:
    """One writer of the log at a time: a line names the one before. SQLite has one writer by nature."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})


def _start(db: Session) -> str:
    """What the first line leans on."""
    found = db.scalar(select(AuditAnchorRow.digest).order_by(AuditAnchorRow.id.desc()).limit(1))
    return START if found is None else found
