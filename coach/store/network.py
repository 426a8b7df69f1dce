"""Repository of what left this machine: a row before each call, completed after it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import delete, func, select, update

from coach.outgoing import Kind, Trip, about, host_of, is_local
from coach.store.database import Database
from coach.store.people_tables import NetworkCallRow

ON_ITS_WAY: Final = "en cours"


@dataclass(frozen=True)
class NetworkCall:
    """One departure."""

    id: int
    at: datetime
    kind: str
    host: str
    local: bool
    owner: str | None
    session: str | None
    sent: int
    status: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Destination:
    """All that went to one place for one purpose."""

    host: str
    kind: str
    local: bool
    calls: int
    sent: int
    first: datetime
    last: datetime


class NetworkStore:
    """See `coach.outgoing.Outbox`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @contextmanager
    def leaving(self, kind: Kind, url: str, *, sent: int) -> Iterator[Trip]:
        """Note a departure, then what came of it.

        Raises:
            StorageError: it cannot be noted; the call is then not made.
        """
        who, trip = about(), Trip()
        with self._db.transaction() as db:
            row = NetworkCallRow(
                at=datetime.now(UTC),
                kind=kind,
                host=host_of(url)[:255],
                local=is_local(url),
                owner=who.owner,
                session_id=who.session,
                sent=sent,
                status=ON_ITS_WAY,
                facts={},
                note="",
            )
            db.add(row)
            db.flush()
            number = row.id
        started = time.monotonic()
        try:
            yield trip
        except BaseException as exc:
            if trip.status == "ok":
                trip.status = "interrompu" if isinstance(exc, GeneratorExit) else type(exc).__name__
            raise
        finally:
            seconds = round(time.monotonic() - started, 3)
            facts = {**trip.facts, "recus": trip.received, "secondes": seconds}
            with self._db.transaction() as db:
                db.execute(
                    update(NetworkCallRow)
                    .where(NetworkCallRow.id == number)
                    .values(status=trip.status[:40], facts=facts)
                )

    def list(
        self,
        *,
        session: str | None = None,
        owner: str | None = None,
        outside: bool = False,
        limit: int = 500,
    ) -> list[NetworkCall]:
        """Latest first; `outside` leaves out what went to this machine's own addresses."""
        query = select(NetworkCallRow).order_by(NetworkCallRow.id.desc()).limit(limit)
        if session is not None:
            query = query.where(NetworkCallRow.session_id == session)
        if owner is not None:
            query = query.where(NetworkCallRow.owner == owner)
        if outside:
            query = query.where(NetworkCallRow.local.is_(False))
        with self._db.reading() as db:
            return [_call(row) for row in db.scalars(query)]

    def destinations(self) -> Sequence[Destination]:
        """Where things went, the most used first."""
        row = NetworkCallRow
        query = (
            select(
                row.host, row.kind, row.local, func.count(), func.sum(row.sent), func.min(row.at), func.max(row.at)
            )
            .group_by(row.host, row.kind, row.local)
            .order_by(func.count().desc())
        )  # fmt: skip
        with self._db.reading() as db:
            return [Destination(*found) for found in db.execute(query)]

    def drop_before(self, before: datetime) -> int:
        """Forget old lines; how many."""
        with self._db.transaction() as db:
            done = db.execute(delete(NetworkCallRow).where(NetworkCallRow.at < before))
            return int(getattr(done, "rowcount", 0))


def _call(row: NetworkCallRow) -> NetworkCall:
    return NetworkCall(
        row.id, row.at, row.kind, row.host, row.local, row.owner, row.session_id, row.sent, row.status, row.facts
    )  # fmt: skip
