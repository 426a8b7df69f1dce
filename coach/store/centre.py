"""Repository that writes persons, groups, exam sessions, seats and shares; `AccountStore` reads them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError

from coach.domain.people import Person, Role
from coach.errors import InputError, NotFound
from coach.store.accounts import person_of
from coach.store.database import Database
from coach.store.people_tables import (
    ExamSeatRow,
    ExamSessionRow,
    ExamShareRow,
    GroupRow,
    MembershipRow,
    PersonRow,
)


@dataclass(frozen=True)
class Group:
    """A promotion."""

    id: str
    name: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Exam:
    """An exam session."""

    id: str
    name: str
    held_on: date
    modality: str


@dataclass(frozen=True)
class Share:
    """What the jury of an exam session may read."""

    exam_id: str
    owner: str
    session_id: str | None
    sample_id: str | None
    shared_by: str


class CentreStore:
    """Writes what a centre is made of."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # -- persons -----------------------------------------------------------------------------------

    def add_person(
        self, email: str, name: str, roles: Collection[Role], now: datetime, *, demo: bool = False
    ) -> str:
        """A new account, without a password; returns its id.

        Raises:
            InputError: the address has one already.
        """
        person_id = uuid.uuid4().hex
        row = PersonRow(
            id=person_id,
            email=email,
            name=name,
            password=None,
            subject=None,
            roles=sorted(roles),
            active=True,
            demo=demo,
            created_at=now,
        )
        try:
            with self._db.transaction() as db:
                db.add(row)
        except IntegrityError as exc:
            raise InputError(f"L’adresse {email} a déjà un compte.") from exc
        return person_id

    def persons(self) -> list[Person]:
        """Every account by name, active or not."""
        with self._db.reading() as db:
            return [person_of(db, row) for row in db.scalars(select(PersonRow).order_by(PersonRow.name))]

    def by_email(self, email: str) -> Person | None:
        """The account of an address, in lower case."""
        with self._db.reading() as db:
            row = db.scalar(select(PersonRow).where(PersonRow.email == email))
            return person_of(db, row) if row is not None else None

    def waiting(self) -> set[str]:
        """Ids of those who have neither a password nor an account elsewhere yet."""
        query = select(PersonRow.id).where(PersonRow.password.is_(None), PersonRow.subject.is_(None))
        with self._db.reading() as db:
            return set(db.scalars(query))

    def change_person(
        self,
        person_id: str,
        *,
        name: str | None = None,
        roles: Collection[Role] | None = None,
        active: bool | None = None,
    ) -> None:
        """Change what is given.

        Raises:
            NotFound: no such account.
        """
        wanted = {"name": name, "roles": sorted(roles) if roles is not None else None, "active": active}
        values = {key: value for key, value in wanted.items() if value is not None}
        with self._db.transaction() as db:
            changed = db.execute(update(PersonRow).where(PersonRow.id == person_id).values(values))
            if not changed.rowcount:  # type: ignore[attr-defined]
                raise NotFound("Ce compte n’existe pas.")

    # -- groups ------------------------------------------------------------------------------------

    def add_group(self, name: str, now: datetime, starts_on: date | None, ends_on: date | None) -> str:
        """A new group; returns its id.

        Raises:
            InputError: the name is taken.
        """
        group_id = uuid.uuid4().hex
        row = GroupRow(id=group_id, name=name, starts_on=starts_on, ends_on=ends_on, created_at=now)
        try:
            with self._db.transaction() as db:
                db.add(row)
        except IntegrityError as exc:
            raise InputError(f"Un groupe s’appelle déjà « {name} ».") from exc
        return group_id

    def groups(self) -> list[Group]:
        """Every group by name."""
        with self._db.reading() as db:
            rows = db.scalars(select(GroupRow).order_by(GroupRow.name))
            return [Group(row.id, row.name, row.starts_on, row.ends_on) for row in rows]

    def remove_group(self, group_id: str) -> None:
        """Remove a group; its people stay."""
        with self._db.transaction() as db:
            db.execute(delete(GroupRow).where(GroupRow.id == group_id))

    def members(self, group_id: str) -> list[tuple[str, Role]]:
        """(person, role) of a group."""
        query = select(MembershipRow).where(MembershipRow.group_id == group_id)
        with self._db.reading() as db:
            return [(row.person_id, Role(row.role)) for row in db.scalars(query)]

    def join(self, group_id: str, person_id: str, role: Role) -> None:
        """Put a person in a group; nothing when they are there.

        Raises:
            NotFound: no such group or person.
        """
        with self._db.transaction() as db:
            if db.get(GroupRow, group_id) is None or db.get(PersonRow, person_id) is None:
                raise NotFound("Ce groupe ou ce compte n’existe pas.")
            db.merge(MembershipRow(group_id=group_id, person_id=person_id, role=role))

    def leave(self, group_id: str, person_id: str) -> None:
        """Take a person out of a group."""
        with self._db.transaction() as db:
            db.execute(
                delete(MembershipRow).where(
                    MembershipRow.group_id == group_id, MembershipRow.person_id == person_id
                )
            )

    # -- exam sessions -----------------------------------------------------------------------------

    def add_exam(self, name: str, held_on: date, modality: str, by: str, now: datetime) -> str:
        """A new exam session; returns its id."""
        exam_id = uuid.uuid4().hex
        row = ExamSessionRow(
            id=exam_id, name=name, held_on=held_on, modality=modality, created_by=by, created_at=now
        )
        with self._db.transaction() as db:
            db.add(row)
        return exam_id

    def exams(self) -> list[Exam]:
        """Every exam session, latest first."""
        query = select(ExamSessionRow).order_by(ExamSessionRow.held_on.desc(), ExamSessionRow.name)
        with self._db.reading() as db:
            return [Exam(row.id, row.name, row.held_on, row.modality) for row in db.scalars(query)]

    def remove_exam(self, exam_id: str) -> None:
        """Remove an exam session: its jury reads nothing of it any more."""
        with self._db.transaction() as db:
            db.execute(delete(ExamSessionRow).where(ExamSessionRow.id == exam_id))

    def seats(self, exam_id: str) -> list[tuple[str, Role]]:
        """(person, role) of an exam session."""
        query = select(ExamSeatRow).where(ExamSeatRow.exam_id == exam_id)
        with self._db.reading() as db:
            return [(row.person_id, Role(row.role)) for row in db.scalars(query)]

    def seat(self, exam_id: str, person_id: str, role: Role) -> None:
        """Seat a person; nothing when they sit there.

        Raises:
            NotFound: no such exam session or person.
        """
        with self._db.transaction() as db:
            if db.get(ExamSessionRow, exam_id) is None or db.get(PersonRow, person_id) is None:
                raise NotFound("Cette session d’examen ou ce compte n’existe pas.")
            db.merge(ExamSeatRow(exam_id=exam_id, person_id=person_id, role=role))

    def unseat(self, exam_id: str, person_id: str) -> None:
        """Take a person's seat away."""
        with self._db.transaction() as db:
            db.execute(
                delete(ExamSeatRow).where(ExamSeatRow.exam_id == exam_id, ExamSeatRow.person_id == person_id)
            )

    # -- shares ------------------------------------------------------------------------------------

    def share(
        self,
        exam_id: str,
        owner: str,
        by: str,
        now: datetime,
        *,
        session_id: str | None = None,
        sample_id: str | None = None,
    ) -> None:
        """Let the jury of an exam session read an interview or a sample; nothing when it may already."""
        already = _share(exam_id, session_id, sample_id)
        with self._db.transaction() as db:
            if db.scalar(select(ExamShareRow.id).where(*already)) is None:
                db.add(
                    ExamShareRow(
                        exam_id=exam_id,
                        owner=owner,
                        session_id=session_id,
                        sample_id=sample_id,
                        shared_by=by,
                        created_at=now,
                    )
                )

    def unshare(self, exam_id: str, *, session_id: str | None = None, sample_id: str | None = None) -> None:
        """Take it back."""
        with self._db.transaction() as db:
            db.execute(delete(ExamShareRow).where(*_share(exam_id, session_id, sample_id)))

    def shares(self, exam_id: str, owner: str | None = None) -> list[Share]:
        """What is shared with a jury; of one candidate, or of all."""
        query = select(ExamShareRow).where(ExamShareRow.exam_id == exam_id).order_by(ExamShareRow.id)
        if owner is not None:
            query = query.where(ExamShareRow.owner == owner)
        with self._db.reading() as db:
            return [
                Share(row.exam_id, row.owner, row.session_id, row.sample_id, row.shared_by)
                for row in db.scalars(query)
            ]


def _share(exam_id: str, session_id: str | None, sample_id: str | None) -> tuple[ColumnElement[bool], ...]:
    return (
        ExamShareRow.exam_id == exam_id,
        ExamShareRow.session_id == session_id,
        ExamShareRow.sample_id == sample_id,
    )
