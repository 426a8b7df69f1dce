"""Repository of draws; a draw is added, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from coach.store.database import Database
from coach.store.job_tables import DrawRow


class DrawStore:
    """Draws of all owners."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, draw_id: str, owner: str, seed: str, record: Mapping[str, Any]) -> None:
        """Keep a draw."""
        with self._db.transaction() as db:
            db.add(
                DrawRow(id=draw_id, owner=owner, seed=seed, record=dict(record), created_at=datetime.now(UTC))
            )

    def get(self, draw_id: str) -> dict[str, Any] | None:
        """A draw, or None."""
        with self._db.reading() as db:
            row = db.get(DrawRow, draw_id)
            return dict(row.record) if row is not None else None

    def latest(self, limit: int = 50) -> list[tuple[str, str, datetime]]:
        """Id, seed and time of the last draws."""
        query = select(DrawRow.id, DrawRow.seed, DrawRow.created_at)
        query = query.order_by(DrawRow.created_at.desc()).limit(limit)
        with self._db.reading() as db:
            return [(row[0], row[1], row[2]) for row in db.execute(query)]
