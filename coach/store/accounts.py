"""Repository of persons, groups and exam sessions."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from coach.domain.people import Person, Role
from coach.store.database import Database
from coach.store.people_tables import ExamSeatRow, ExamShareRow, MembershipRow, PersonRow


class AccountStore:
    """Who has an account, in which group, at which exam session."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def person(self, person_id: str) -> Person | None:
        """One account, active or not."""
        with self._db.reading() as db:
            row = db.get(PersonRow, person_id)
            return person_of(db, row) if row is not None else None

    def candidates(self, *, groups: Collection[str] | None = None) -> list[Person]:
        """Active candidates by name; of all groups, or of these."""
        query = select(PersonRow).where(PersonRow.active).order_by(PersonRow.name)
        if groups is not None:
            members = select(MembershipRow.person_id).where(
                MembershipRow.group_id.in_(groups), MembershipRow.role == Role.CANDIDATE
            )
            query = query.where(PersonRow.id.in_(members))
        with self._db.reading() as db:
            found = [person_of(db, row) for row in db.scalars(query)]
        return [person for person in found if Role.CANDIDATE in person.roles]

    def groups_of(self, person_id: str, role: Role) -> list[str]:
        """Ids of the groups where the person has this role."""
        query = select(MembershipRow.group_id).where(
            MembershipRow.person_id == person_id, MembershipRow.role == role
        )
        with self._db.reading() as db:
            return list(db.scalars(query))

    def seats(self, person_id: str, role: Role) -> list[str]:
        """Ids of the exam sessions where the person sits in this role."""
        query = select(ExamSeatRow.exam_id).where(
            ExamSeatRow.person_id == person_id, ExamSeatRow.role == role
        )
        with self._db.reading() as db:
            return list(db.scalars(query))

    def sitting(self, exams: Collection[str], role: Role) -> list[Person]:
        """Active persons who sit at one of these exam sessions in this role, by name."""
        seats = select(ExamSeatRow.person_id).where(ExamSeatRow.exam_id.in_(exams), ExamSeatRow.role == role)
        query = select(PersonRow).where(PersonRow.id.in_(seats), PersonRow.active).order_by(PersonRow.name)
        with self._db.reading() as db:
            return [person_of(db, row) for row in db.scalars(query)]

    def shared(
        self, exams: Collection[str], *, session_id: str | None = None, sample_id: str | None = None
    ) -> bool:
        """Whether this interview or sample was shared with the jury of one of these exam sessions.

        The candidate must still sit there.
        """
        query = (
            select(ExamShareRow.id)
            .join(
                ExamSeatRow,
                (ExamSeatRow.exam_id == ExamShareRow.exam_id) & (ExamSeatRow.person_id == ExamShareRow.owner),
            )
            .where(ExamShareRow.exam_id.in_(exams), ExamSeatRow.role == Role.CANDIDATE)
        )
        if session_id is not None:
            query = query.where(ExamShareRow.session_id == session_id)
        if sample_id is not None:
            query = query.where(ExamShareRow.sample_id == sample_id)
        with self._db.reading() as db:
            return db.scalar(query.limit(1)) is not None


def person_of(db: Session, row: PersonRow) -> Person:
    """An account as the rest of the application knows it."""
    groups = db.scalars(select(MembershipRow.group_id).where(MembershipRow.person_id == row.id))
    return Person(
        row.id, row.email, row.name, frozenset(Role(r) for r in row.roles), row.active, tuple(groups)
    )
