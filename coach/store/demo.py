"""Repository of the demonstration set: rows written in the past, and taken away again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, select, update

from coach.domain.people import Role
from coach.store.database import Database
from coach.store.jury_tables import DossierItemRow, JuryNoteRow, JurySheetRow
from coach.store.people_tables import (
    ExamSeatRow,
    ExamSessionRow,
    ExamShareRow,
    GroupRow,
    MembershipRow,
    PersonRow,
)
from coach.store.tables import AssessmentRow, QuizCardRow, QuizReviewRow, SampleRow, SessionRow, TurnRow
from coach.store.trainer_tables import AssignmentRow, CommentRow, MessageRow, ReviewRow

_SPACE: Final = uuid.UUID("6f6b1f9e-5a5c-4b7e-9d0a-0d3c2f1e7a10")


def known_id(name: str) -> str:
    """The same id for the same name, every time: a second run finds the first."""
    return uuid.uuid5(_SPACE, name).hex


class DemoStore:
    """Everything goes in one transaction: the set is there whole, or not at all."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._rows: list[Any] = []

    def people(self) -> list[str]:
        """Ids of the invented people that are there."""
        with self._db.reading() as db:
            return list(db.scalars(select(PersonRow.id).where(PersonRow.demo)))

    def person(self, key: str, name: str, email: str, role: Role, at: datetime) -> str:
        """Someone invented."""
        person_id = known_id(key)
        self._rows.append(
            PersonRow(
                id=person_id, email=email, name=name, password=None, subject=None, roles=[role.value], active=True,
                demo=True, created_at=at,
            )
        )  # fmt: skip
        return person_id

    def group(self, name: str, starts_on: date, ends_on: date, at: datetime) -> str:
        """A group."""
        group_id = known_id(f"groupe {name}")
        self._rows.append(
            GroupRow(id=group_id, name=name, starts_on=starts_on, ends_on=ends_on, created_at=at)
        )
        return group_id

    def member(self, group_id: str, person_id: str, role: Role) -> None:
        """Somebody in a group."""
        self._rows.append(MembershipRow(group_id=group_id, person_id=person_id, role=role.value))

    def exam(self, name: str, held_on: date, by: str, at: datetime) -> str:
        """An exam session."""
        exam_id = known_id(f"session {name}")
        self._rows.append(
            ExamSessionRow(
                id=exam_id, name=name, held_on=held_on, modality="titre", created_by=by, created_at=at
            )
        )
        return exam_id

    def seat(self, exam_id: str, person_id: str, role: Role) -> None:
        """Somebody at it."""
        self._rows.append(ExamSeatRow(exam_id=exam_id, person_id=person_id, role=role.value))

    def share(self, exam_id: str, owner: str, by: str, at: datetime, **piece: str) -> None:
        """An interview or a sample that its jury may read."""
        self._rows.append(ExamShareRow(exam_id=exam_id, owner=owner, shared_by=by, created_at=at, **piece))

    def session(self, session_id: str, turns: Sequence[Mapping[str, Any]], **values: Any) -> None:
        """An interview with its turns."""
        self._rows.append(SessionRow(id=session_id, hints=[], **values))
        self._rows += [TurnRow(session_id=session_id, **turn) for turn in turns]

    def assessment(self, result: Mapping[str, Any], at: datetime, **subject: str) -> None:
        """Levels of an interview or a sample, as the coach gave them."""
        found = result["assessment"]
        self._rows.append(
            AssessmentRow(
                grid=found["grid"], engine=found["engine"], rubric_version=found["rubric_version"], result=dict(result),
                created_at=at, **subject,
            )
        )  # fmt: skip

    def sample(self, sample_id: str, owner: str, at: datetime, **values: Any) -> None:
        """A written sample."""
        self._rows.append(SampleRow(id=sample_id, owner=owner, created_at=at, **values))

    def comment(self, **values: Any) -> None:
        """What a trainer says of a turn."""
        self._rows.append(CommentRow(**values))

    def review(self, owner: str, session_id: str, author: str, at: datetime) -> None:
        """A trainer has been through it."""
        self._rows.append(ReviewRow(owner=owner, session_id=session_id, author=author, created_at=at))

    def message(self, **values: Any) -> None:
        """A message of a candidate's thread."""
        self._rows.append(MessageRow(**values))

    def assignment(self, **values: Any) -> None:
        """Something asked for."""
        self._rows.append(AssignmentRow(**values))

    def quiz_answer(self, **values: Any) -> None:
        """One answer of a quiz."""
        self._rows.append(QuizReviewRow(**values))

    def quiz_card(self, **values: Any) -> None:
        """When a card comes back to somebody."""
        self._rows.append(QuizCardRow(**values))

    def jury_note(self, **values: Any) -> None:
        """What a jury member notes of a candidate on a criterion."""
        self._rows.append(JuryNoteRow(**values))

    def jury_sheet(self, **values: Any) -> None:
        """A jury member's sheet on a candidate."""
        self._rows.append(JurySheetRow(**values))

    def dossier_item(self, **values: Any) -> None:
        """An example of a candidate's dossier professionnel."""
        self._rows.append(DossierItemRow(**values))

    def write(self) -> int:
        """All of it; how many rows."""
        with self._db.transaction() as db:
            for row in self._rows:  # in order: what is named stands before what names it
                db.add(row)
                if isinstance(row, (PersonRow, GroupRow, ExamSessionRow, SessionRow, SampleRow)):
                    db.flush()
        count, self._rows = len(self._rows), []
        return count

    def drop_frame(self, groups: Sequence[str], exams: Sequence[str]) -> None:
        """Take the groups and exam sessions of the set away; what people of the centre did there goes too."""
        with self._db.transaction() as db:
            db.execute(
                delete(ExamSessionRow).where(ExamSessionRow.id.in_([known_id(f"session {e}") for e in exams]))
            )
            db.execute(delete(GroupRow).where(GroupRow.id.in_([known_id(f"groupe {g}") for g in groups])))

    def move(self, session_id: str, at: datetime, ended_at: datetime | None) -> None:
        """Put an interview that was just held in the past."""
        with self._db.transaction() as db:
            db.execute(
                update(SessionRow)
                .where(SessionRow.id == session_id)
                .values(created_at=at, updated_at=ended_at or at, ended_at=ended_at)
            )
