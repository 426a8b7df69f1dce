"""Repository of interviews: plain values in and out, every write one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from coach.errors import NotFound, StorageError
from coach.store.database import Database
from coach.store.tables import SessionRow, TurnRow


@dataclass(frozen=True)
class StoredTurn:
    """One stored turn; `advisor` is None while the answer is not complete."""

    number: int
    manager: str | None
    advisor: str | None
    acts: tuple[str, ...]
    step: Mapping[str, Any]
    voice: str | None
    created_at: datetime


@dataclass(frozen=True)
class StoredSession:
    """One stored interview with its turns in order."""

    id: str
    owner: str
    scenario_id: str
    scenario_version: int
    level: int
    seed: int
    engine: str
    created_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    elapsed: float
    paused: bool
    notes: str
    draft: str
    hints: tuple[str, ...]
    parent_id: str | None
    parent_turn: int | None
    exam: str | None
    turns: tuple[StoredTurn, ...]


class SessionStore:
    """Interviews of all owners; every call names the owner and sees nothing of the others."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def create(
        self,
        *,
        owner: str,
        scenario_id: str,
        scenario_version: int,
        level: int,
        seed: int,
        engine: str,
        exam: str | None = None,
        parent: tuple[str, int] | None = None,
    ) -> str:
        """Open an interview and return its id."""
        now = datetime.now(UTC)
        session_id = uuid.uuid4().hex
        with self._db.transaction() as db:
            db.add(
                SessionRow(
                    id=session_id,
                    owner=owner,
                    scenario_id=scenario_id,
                    scenario_version=scenario_version,
                    level=level,
                    seed=seed,
                    engine=engine,
                    exam=exam,
                    created_at=now,
                    updated_at=now,
                    parent_id=parent[0] if parent else None,
                    parent_turn=parent[1] if parent else None,
                    hints=[],
                )
            )
        return session_id

    def owner_of(self, session_id: str) -> str | None:
        """Whose interview it is; None when there is no such interview."""
        with self._db.reading() as db:
            return db.scalar(select(SessionRow.owner).where(SessionRow.id == session_id))

    def get(self, session_id: str, owner: str) -> StoredSession:
        """The interview, whole.

        Raises:
            NotFound: no such interview for this owner.
        """
        with self._db.reading() as db:
            return _stored(_row(db, session_id, owner))

    def list(self, owner: str) -> list[StoredSession]:
        """The owner's interviews, latest first."""
        query = (
            select(SessionRow)
            .where(SessionRow.owner == owner)
            .options(selectinload(SessionRow.turns))
            .order_by(SessionRow.created_at.desc())
        )
        with self._db.reading() as db:
            return [_stored(row) for row in db.scalars(query)]

    def open_turn(
        self,
        session_id: str,
        owner: str,
        *,
        number: int,
        manager: str | None,
        acts: tuple[str, ...],
        step: Mapping[str, Any],
    ) -> None:
        """Store the manager's words and the decision, before any word of the answer.

        Raises:
            StorageError: that turn was already played in another window.
        """
        try:
            with self._db.transaction() as db:
                row = _row(db, session_id, owner)
                db.add(
                    TurnRow(
                        session_id=row.id,
                        number=number,
                        manager=manager,
                        acts=list(acts),
                        step=dict(step),
                        created_at=datetime.now(UTC),
                    )
                )
                row.updated_at = datetime.now(UTC)
                if manager is not None:
                    row.draft = ""
        except IntegrityError as exc:
            raise StorageError(
                "Cet entretien continue dans une autre fenêtre. Rien n’est perdu : rechargez la page "
                "pour reprendre où il en est."
            ) from exc

    def complete_turn(
        self,
        session_id: str,
        owner: str,
        *,
        number: int,
        advisor: str,
        voice: str,
        elapsed: float,
        end_reason: str | None,
    ) -> None:
        """Store the advisor's words; ends the interview when the step ended it."""
        with self._db.transaction() as db:
            row = _row(db, session_id, owner)
            turn = next(t for t in row.turns if t.number == number)
            turn.advisor = advisor
            turn.voice = voice
            row.elapsed = elapsed
            row.updated_at = datetime.now(UTC)
            if end_reason is not None and row.ended_at is None:
                row.ended_at = datetime.now(UTC)
                row.end_reason = end_reason

    def update(self, session_id: str, owner: str, **values: Any) -> None:
        """Change notes, draft, hints, paused, elapsed."""
        unknown = set(values) - {"notes", "draft", "hints", "paused", "elapsed"}
        if unknown:
            raise ValueError(f"not editable: {sorted(unknown)}")
        with self._db.transaction() as db:
            row = _row(db, session_id, owner)
            for name, value in values.items():
                setattr(row, name, value)

    def end(self, session_id: str, owner: str, reason: str) -> None:
        """End the interview; a second end changes nothing."""
        with self._db.transaction() as db:
            row = _row(db, session_id, owner)
            if row.ended_at is None:
                row.ended_at = datetime.now(UTC)
                row.end_reason = reason

    def copy_until(self, session_id: str, owner: str, turn: int) -> str:
        """A new interview with the turns up to `turn`, to be played another way from there."""
        source = self.get(session_id, owner)
        now = datetime.now(UTC)
        new_id = uuid.uuid4().hex
        kept = [t for t in source.turns if t.number <= turn and t.advisor is not None]
        with self._db.transaction() as db:
            db.add(
                SessionRow(
                    id=new_id,
                    owner=owner,
                    scenario_id=source.scenario_id,
                    scenario_version=source.scenario_version,
                    level=source.level,
                    seed=source.seed,
                    engine=source.engine,
                    created_at=now,
                    updated_at=now,
                    elapsed=float(kept[-1].step["state"]["elapsed"]) if kept else 0.0,
                    notes=source.notes,
                    hints=list(source.hints),
                    parent_id=source.id,
                    parent_turn=turn,
                    turns=[
                        TurnRow(
                            number=t.number,
                            manager=t.manager,
                            advisor=t.advisor,
                            acts=list(t.acts),
                            step=dict(t.step),
                            voice=t.voice,
                            created_at=t.created_at,
                        )
                        for t in kept
                    ],
                )
            )
        return new_id

    def delete(self, session_id: str, owner: str) -> None:
        """Erase the interview, its turns and its levels."""
        with self._db.transaction() as db:
            db.delete(_row(db, session_id, owner))


def _row(db: Session, session_id: str, owner: str) -> SessionRow:
    row = db.get(SessionRow, session_id)
    if row is None or row.owner != owner:
        raise NotFound(
            "Cet entretien n’existe pas ou n’est pas le vôtre. Ouvrez « Mes séances » pour le retrouver."
        )
    return row


def _stored(row: SessionRow) -> StoredSession:
    return StoredSession(
        id=row.id,
        owner=row.owner,
        scenario_id=row.scenario_id,
        scenario_version=row.scenario_version,
        level=row.level,
        seed=row.seed,
        engine=row.engine,
        created_at=row.created_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        elapsed=row.elapsed,
        paused=row.paused,
        notes=row.notes,
        draft=row.draft,
        hints=tuple(row.hints),
        parent_id=row.parent_id,
        parent_turn=row.parent_turn,
        exam=row.exam,
        turns=tuple(
            StoredTurn(t.number, t.manager, t.advisor, tuple(t.acts), t.step, t.voice, t.created_at)
            for t in row.turns
        ),
    )
