"""Repository of what people say of a level: added, never changed; erased with the interview or the sample."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from coach.domain.opinions import Kind, Opinion
from coach.store.database import Database
from coach.store.tables import OpinionRow


@dataclass(frozen=True)
class StoredOpinion:
    """An opinion, with what it is about."""

    grid: str
    rubric_version: str
    session_id: str | None
    sample_id: str | None
    opinion: Opinion


class OpinionStore:
    """Opinions on the interviews and samples of an owner."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self,
        *,
        owner: str,
        grid: str,
        rubric_version: str,
        criterion: str,
        kind: Kind,
        level: int | None,
        reason: str,
        coach: int | None,
        blind: bool,
        author: str,
        session_id: str | None = None,
        sample_id: str | None = None,
    ) -> None:
        """Keep one more."""
        with self._db.transaction() as db:
            db.add(
                OpinionRow(
                    owner=owner,
                    session_id=session_id,
                    sample_id=sample_id,
                    grid=grid,
                    rubric_version=rubric_version,
                    criterion=criterion,
                    kind=kind.value,
                    level=level,
                    reason=reason,
                    coach_level=coach,
                    blind=blind,
                    author=author,
                    created_at=datetime.now(UTC),
                )
            )

    def of(
        self, owner: str, *, session_id: str | None = None, sample_id: str | None = None
    ) -> list[StoredOpinion]:
        """Those on one interview or one sample, oldest first; all of the owner's when neither is named."""
        query = select(OpinionRow).where(OpinionRow.owner == owner).order_by(OpinionRow.id)
        if session_id is not None:
            query = query.where(OpinionRow.session_id == session_id)
        elif sample_id is not None:
            query = query.where(OpinionRow.sample_id == sample_id)
        with self._db.reading() as db:
            return [_stored(row) for row in db.scalars(query)]


def _stored(row: OpinionRow) -> StoredOpinion:
    said = Opinion(
        row.criterion,
        Kind(row.kind),
        row.level,
        row.reason,
        row.coach_level,
        row.blind,
        row.author,
        row.created_at,
    )
    return StoredOpinion(row.grid, row.rubric_version, row.session_id, row.sample_id, said)
