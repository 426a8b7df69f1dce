"""Repository of the jury: exam sessions and what is shared with them, own notes, sheets; and of exam preparation."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coach.domain.people import Role
from coach.errors import NotFound
from coach.store.database import Database
from coach.store.jury_tables import DossierItemRow, JuryNoteRow, JurySheetRow, RehearsalRow
from coach.store.people_tables import ExamSeatRow, ExamSessionRow, ExamShareRow


@dataclass(frozen=True)
class ExamSession:
    """An exam session."""

    id: str
    name: str
    held_on: date
    modality: str
    created_by: str


@dataclass(frozen=True)
class Share:
    """An interview or a sample of a candidate that a jury may read."""

    owner: str
    session_id: str | None
    sample_id: str | None


@dataclass(frozen=True)
class Note:
    """What one jury member notes of one criterion."""

    level: int | None
    text: str


@dataclass(frozen=True)
class StoredSheet:
    """One jury member's work on one candidate."""

    revealed_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredRehearsal:
    """An exam rehearsal as stored."""

    id: str
    owner: str
    modality: str
    phase: str
    facts: Mapping[str, Any]
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class DossierItem:
    """A candidate's notes on one proof of a competence."""

    id: int
    competence: str
    title: str
    facts: Mapping[str, str]
    session_id: str | None


class JuryStore:
    """Exam sessions, shares, notes and sheets. Callers check who asks."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # -- exam sessions and shares ------------------------------------------------------------------

    def exams(
        self, *, ids: Collection[str] | None = None, created_by: str | None = None
    ) -> list[ExamSession]:
        """Exam sessions, the nearest to come last; these, or those of one person."""
        query = select(ExamSessionRow).order_by(ExamSessionRow.held_on.desc(), ExamSessionRow.name)
        if ids is not None:
            query = query.where(ExamSessionRow.id.in_(ids))
        if created_by is not None:
            query = query.where(ExamSessionRow.created_by == created_by)
        with self._db.reading() as db:
            return [ExamSession(r.id, r.name, r.held_on, r.modality, r.created_by) for r in db.scalars(query)]

    def create_exam(self, name: str, held_on: date, modality: str, by: str) -> str:
        """A new exam session; returns its id."""
        exam_id = uuid.uuid4().hex
        with self._db.transaction() as db:
            db.add(
                ExamSessionRow(
                    id=exam_id,
                    name=name,
                    held_on=held_on,
                    modality=modality,
                    created_by=by,
                    created_at=datetime.now(UTC),
                )
            )
        return exam_id

    def delete_exam(self, exam_id: str) -> None:
        """Erase an exam session with its shares, notes and sheets; the interviews stay."""
        with self._db.transaction() as db:
            db.execute(delete(ExamSessionRow).where(ExamSessionRow.id == exam_id))

    def seated(self, exam_id: str, role: Role) -> list[str]:
        """Ids of the persons who sit there in this role."""
        query = select(ExamSeatRow.person_id).where(ExamSeatRow.exam_id == exam_id, ExamSeatRow.role == role)
        with self._db.reading() as db:
            return list(db.scalars(query))

    def shares(self, exam_id: str, owner: str) -> list[Share]:
        """What a candidate's jury may read, oldest first."""
        query = (
            select(ExamShareRow)
            .where(ExamShareRow.exam_id == exam_id, ExamShareRow.owner == owner)
            .order_by(ExamShareRow.id)
        )
        with self._db.reading() as db:
            return [Share(r.owner, r.session_id, r.sample_id) for r in db.scalars(query)]

    def share(
        self, exam_id: str, owner: str, sessions: Collection[str], samples: Collection[str], by: str
    ) -> None:
        """Share these pieces of a candidate with the jury, and nothing else."""
        wanted = [(s, None) for s in sessions] + [(None, s) for s in samples]
        with self._db.transaction() as db:
            rows = db.scalars(
                select(ExamShareRow).where(ExamShareRow.exam_id == exam_id, ExamShareRow.owner == owner)
            ).all()
            kept = set()
            for row in rows:
                if (row.session_id, row.sample_id) in wanted:
                    kept.add((row.session_id, row.sample_id))
                else:
                    db.delete(row)
            for session_id, sample_id in wanted:
                if (session_id, sample_id) not in kept:
                    db.add(
                        ExamShareRow(
                            exam_id=exam_id,
                            owner=owner,
                            session_id=session_id,
                            sample_id=sample_id,
                            shared_by=by,
                            created_at=datetime.now(UTC),
                        )
                    )

    # -- a jury member's notes and sheet -----------------------------------------------------------

    def notes(self, exam_id: str, owner: str, author: str) -> dict[str, Note]:
        """Own notes by criterion."""
        query = select(JuryNoteRow).where(
            JuryNoteRow.exam_id == exam_id, JuryNoteRow.owner == owner, JuryNoteRow.author == author
        )
        with self._db.reading() as db:
            return {r.criterion: Note(r.level, r.text) for r in db.scalars(query)}

    def note(self, exam_id: str, owner: str, author: str, criterion: str, note: Note) -> None:
        """Write one note."""
        query = select(JuryNoteRow).where(
            JuryNoteRow.exam_id == exam_id,
            JuryNoteRow.owner == owner,
            JuryNoteRow.author == author,
            JuryNoteRow.criterion == criterion,
        )
        with self._db.transaction() as db:
            row = db.scalar(query)
            if row is None:
                row = JuryNoteRow(exam_id=exam_id, owner=owner, author=author, criterion=criterion)
                db.add(row)
            row.level, row.text, row.updated_at = note.level, note.text, datetime.now(UTC)

    def sheet(self, exam_id: str, owner: str, author: str) -> StoredSheet:
        """Own sheet; an empty one before anything was kept."""
        with self._db.reading() as db:
            row = _sheet(db, exam_id, owner, author)
            return StoredSheet(row.revealed_at, dict(row.facts)) if row is not None else StoredSheet()

    def keep_sheet(
        self, exam_id: str, owner: str, author: str, *, revealed: bool = False, **facts: Any
    ) -> StoredSheet:
        """Add facts to own sheet; `revealed` closes own levels, once."""
        now = datetime.now(UTC)
        with self._db.transaction() as db:
            row = _sheet(db, exam_id, owner, author)
            if row is None:
                row = JurySheetRow(exam_id=exam_id, owner=owner, author=author, blind=True, facts={})
                db.add(row)
            row.facts = {**row.facts, **facts}
            if revealed and row.revealed_at is None:
                row.revealed_at = now
            row.updated_at = now
            return StoredSheet(row.revealed_at, dict(row.facts))

    def erase(self, person_id: str) -> None:
        """Erase all that is of a person here, as a candidate or as a jury member."""
        with self._db.transaction() as db:
            for table in (JuryNoteRow, JurySheetRow):
                db.execute(delete(table).where((table.owner == person_id) | (table.author == person_id)))
            for mine in (RehearsalRow, DossierItemRow, ExamShareRow):
                db.execute(delete(mine).where(mine.owner == person_id))


class PreparationStore:
    """A candidate's exam rehearsals and notes for the dossier professionnel; every call names the owner."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, owner: str, modality: str, phase: str, facts: Mapping[str, Any]) -> str:
        """A new rehearsal; returns its id."""
        rehearsal_id, now = uuid.uuid4().hex, datetime.now(UTC)
        with self._db.transaction() as db:
            db.add(
                RehearsalRow(
                    id=rehearsal_id,
                    owner=owner,
                    modality=modality,
                    phase=phase,
                    facts=dict(facts),
                    created_at=now,
                    updated_at=now,
                )
            )
        return rehearsal_id

    def rehearsal(self, rehearsal_id: str, owner: str) -> StoredRehearsal:
        """One rehearsal.

        Raises:
            NotFound: no such rehearsal for this owner.
        """
        with self._db.reading() as db:
            return _rehearsal(_own_rehearsal(db, rehearsal_id, owner))

    def rehearsals(self, owner: str) -> list[StoredRehearsal]:
        """The owner's, latest first."""
        query = (
            select(RehearsalRow).where(RehearsalRow.owner == owner).order_by(RehearsalRow.created_at.desc())
        )
        with self._db.reading() as db:
            return [_rehearsal(row) for row in db.scalars(query)]

    def keep(
        self, rehearsal_id: str, owner: str, *, phase: str, facts: Mapping[str, Any], ended: bool = False
    ) -> None:
        """Store where a rehearsal stands."""
        now = datetime.now(UTC)
        with self._db.transaction() as db:
            row = _own_rehearsal(db, rehearsal_id, owner)
            row.phase, row.facts, row.updated_at = phase, dict(facts), now
            if ended and row.ended_at is None:
                row.ended_at = now

    def delete_rehearsal(self, rehearsal_id: str, owner: str) -> None:
        """Erase one."""
        with self._db.transaction() as db:
            db.delete(_own_rehearsal(db, rehearsal_id, owner))

    def items(self, owner: str) -> list[DossierItem]:
        """Notes for the dossier professionnel, in the order they were begun."""
        query = select(DossierItemRow).where(DossierItemRow.owner == owner).order_by(DossierItemRow.id)
        with self._db.reading() as db:
            return [
                DossierItem(
                    r.id, r.competence, r.title, {k: str(v) for k, v in r.facts.items()}, r.session_id
                )
                for r in db.scalars(query)
            ]

    def add_item(self, owner: str, competence: str, title: str, session_id: str | None = None) -> int:
        """A new proof to write about; returns its id."""
        row = DossierItemRow(
            owner=owner,
            competence=competence,
            title=title[:200],
            facts={},
            session_id=session_id,
            updated_at=datetime.now(UTC),
        )
        with self._db.transaction() as db:
            db.add(row)
            db.flush()
            return row.id

    def write_item(self, owner: str, item_id: int, name: str, text: str) -> None:
        """Keep what the candidate writes; `name` is `titre` or a guiding question.

        Raises:
            NotFound: no such note for this owner.
        """
        with self._db.transaction() as db:
            row = _own_item(db, owner, item_id)
            if name == "titre":
                row.title = text[:200]
            else:
                row.facts = {**row.facts, name: text}
            row.updated_at = datetime.now(UTC)

    def delete_item(self, owner: str, item_id: int) -> None:
        """Erase one."""
        with self._db.transaction() as db:
            db.delete(_own_item(db, owner, item_id))


def _sheet(db: Session, exam_id: str, owner: str, author: str) -> JurySheetRow | None:
    return db.scalar(
        select(JurySheetRow).where(
            JurySheetRow.exam_id == exam_id, JurySheetRow.owner == owner, JurySheetRow.author == author
        )
    )


def _own_rehearsal(db: Session, rehearsal_id: str, owner: str) -> RehearsalRow:
    row = db.get(RehearsalRow, rehearsal_id)
    if row is None or row.owner != owner:
        raise NotFound("Cette répétition n’existe pas ou n’est pas la vôtre. Commencez-en une autre.")
    return row


def _own_item(db: Session, owner: str, item_id: int) -> DossierItemRow:
    row = db.get(DossierItemRow, item_id)
    if row is None or row.owner != owner:
        raise NotFound("Cette note n’existe pas ou n’est pas la vôtre : rechargez la page.")
    return row


def _rehearsal(row: RehearsalRow) -> StoredRehearsal:
    return StoredRehearsal(
        row.id, row.owner, row.modality, row.phase, dict(row.facts), row.created_at, row.ended_at
    )
