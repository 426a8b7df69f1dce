"""Repository of the lines that trainers corrected."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from coach.errors import NotFound
from coach.store.database import Database
from coach.store.tables import LineCorrectionRow


@dataclass(frozen=True)
class StoredCorrection:
    """One rule; `case` is `{"level", "seed", "manager": [text…]}`."""

    id: str
    scenario_id: str
    line: str
    better: str
    why: str
    author: str
    case: Mapping[str, Any]
    created_at: datetime


class CorrectionStore:
    """Rules of the whole centre: a line is corrected for everyone."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self, *, scenario_id: str, line: str, better: str, why: str, author: str, case: Mapping[str, Any]
    ) -> str:
        """Keep a rule; its id."""
        correction_id = uuid.uuid4().hex
        with self._db.transaction() as db:
            db.add(
                LineCorrectionRow(
                    id=correction_id,
                    scenario_id=scenario_id,
                    line=line,
                    better=better,
                    why=why,
                    author=author,
                    case=dict(case),
                    created_at=datetime.now(UTC),
                )
            )
        return correction_id

    def list(self, scenario_id: str | None = None) -> list[StoredCorrection]:
        """Rules, oldest first; of one scenario when it is named."""
        query = select(LineCorrectionRow).order_by(LineCorrectionRow.created_at, LineCorrectionRow.id)
        if scenario_id is not None:
            query = query.where(LineCorrectionRow.scenario_id == scenario_id)
        with self._db.reading() as db:
            return [
                StoredCorrection(
                    row.id,
                    row.scenario_id,
                    row.line,
                    row.better,
                    row.why,
                    row.author,
                    row.case,
                    row.created_at,
                )
                for row in db.scalars(query)
            ]

    def delete(self, correction_id: str) -> None:
        """Take a rule back.

        Raises:
            NotFound: no such rule.
        """
        with self._db.transaction() as db:
            row = db.get(LineCorrectionRow, correction_id)
            if row is None:
                raise NotFound("Cette correction n’existe plus : rechargez la page.")
            db.delete(row)
