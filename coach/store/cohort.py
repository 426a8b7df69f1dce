"""What many candidates did, in few queries: a board of thirty people must not read thirty histories whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from coach.store.database import Database
from coach.store.tables import AssessmentRow, OpinionRow, SampleRow, SessionRow


@dataclass(frozen=True)
class Held:
    """An interview without its words."""

    id: str
    owner: str
    scenario_id: str
    level: int
    created_at: datetime
    ended_at: datetime | None
    elapsed: float
    exam: str | None
    engine: str


@dataclass(frozen=True)
class Sent:
    """A sample without its words."""

    id: str
    owner: str
    name: str
    status: str
    grid: str
    created_at: datetime


@dataclass(frozen=True)
class Said:
    """A contest or an answer, by piece and criterion."""

    owner: str
    piece: str
    criterion: str
    kind: str
    at: datetime


class CohortStore:
    """Overviews of several owners; callers give those that the viewer may see."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def interviews(self, owners: Collection[str]) -> list[Held]:
        """Latest first."""
        query = (
            select(
                SessionRow.id, SessionRow.owner, SessionRow.scenario_id, SessionRow.level, SessionRow.created_at,
                SessionRow.ended_at, SessionRow.elapsed, SessionRow.exam, SessionRow.engine,
            )
            .where(SessionRow.owner.in_(owners))
            .order_by(SessionRow.created_at.desc())
        )  # fmt: skip
        with self._db.reading() as db:
            return [Held(*row) for row in db.execute(query)]

    def samples(self, owners: Collection[str]) -> list[Sent]:
        """Latest first."""
        query = (
            select(
                SampleRow.id, SampleRow.owner, SampleRow.name, SampleRow.status, SampleRow.grid,
                SampleRow.created_at,
            )
            .where(SampleRow.owner.in_(owners))
            .order_by(SampleRow.created_at.desc())
        )  # fmt: skip
        with self._db.reading() as db:
            return [Sent(*row) for row in db.execute(query)]

    def scorings(self, owners: Collection[str]) -> dict[str, Mapping[str, Any]]:
        """The last assessment of each scored interview of these owners, by its id."""
        newest = (
            select(func.max(AssessmentRow.id))
            .join(SessionRow, SessionRow.id == AssessmentRow.session_id)
            .where(SessionRow.owner.in_(owners))
            .group_by(AssessmentRow.session_id)
        )
        return self._last(
            select(AssessmentRow.session_id, AssessmentRow.result).where(AssessmentRow.id.in_(newest))
        )

    def sample_scorings(self, owners: Collection[str]) -> dict[str, Mapping[str, Any]]:
        """The last assessment of each scored sample of these owners, by its id."""
        newest = (
            select(func.max(AssessmentRow.id))
            .join(SampleRow, SampleRow.id == AssessmentRow.sample_id)
            .where(SampleRow.owner.in_(owners))
            .group_by(AssessmentRow.sample_id)
        )
        return self._last(
            select(AssessmentRow.sample_id, AssessmentRow.result).where(AssessmentRow.id.in_(newest))
        )

    def contests(self, owners: Collection[str]) -> list[Said]:
        """Contests and answers, oldest first."""
        query = (
            select(OpinionRow)
            .where(OpinionRow.owner.in_(owners), OpinionRow.kind.in_(("contestation", "reponse")))
            .order_by(OpinionRow.id)
        )
        with self._db.reading() as db:
            return [
                Said(
                    row.owner, row.session_id or row.sample_id or "", row.criterion, row.kind, row.created_at
                )
                for row in db.scalars(query)
            ]

    def _last(self, query: Any) -> dict[str, Mapping[str, Any]]:
        with self._db.reading() as db:
            return {piece: result["assessment"] for piece, result in db.execute(query)}
