"""Repository of the trainer's work: comments, reviews, assignments, messages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import or_, select, update

from coach.domain.assignments import Asked, Assignment
from coach.store.database import Database
from coach.store.people_tables import GroupRow
from coach.store.trainer_tables import AssignmentRow, CommentRow, MessageRow, ReviewRow


@dataclass(frozen=True)
class Comment:
    """What a trainer says of a turn; `turn` is None for the whole."""

    id: int
    owner: str
    session_id: str | None
    sample_id: str | None
    turn: int | None
    text: str
    author: str
    author_name: str
    created_at: datetime


@dataclass(frozen=True)
class Message:
    """One message of a candidate's thread."""

    id: int
    owner: str
    author: str
    author_name: str
    text: str
    created_at: datetime
    read_at: datetime | None

    @property
    def from_candidate(self) -> bool:
        """Whether the candidate wrote it."""
        return self.author == self.owner


class TrainingStore:
    """Callers ask `coach.access` first: nothing here knows who may see what."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # -- comments and reviews ------------------------------------------------------------------------

    def comment(
        self,
        *,
        owner: str,
        author: str,
        author_name: str,
        text: str,
        turn: int | None = None,
        session_id: str | None = None,
        sample_id: str | None = None,
    ) -> None:
        """Keep one more."""
        with self._db.transaction() as db:
            db.add(
                CommentRow(
                    owner=owner,
                    session_id=session_id,
                    sample_id=sample_id,
                    turn=turn,
                    text=text,
                    author=author,
                    author_name=author_name,
                    created_at=datetime.now(UTC),
                )
            )

    def comments(
        self, owner: str, *, session_id: str | None = None, sample_id: str | None = None
    ) -> list[Comment]:
        """Those on one interview or sample, oldest first; all those of the candidate when neither is named."""
        query = select(CommentRow).where(CommentRow.owner == owner).order_by(CommentRow.id)
        if session_id is not None:
            query = query.where(CommentRow.session_id == session_id)
        elif sample_id is not None:
            query = query.where(CommentRow.sample_id == sample_id)
        with self._db.reading() as db:
            return [
                Comment(
                    row.id, row.owner, row.session_id, row.sample_id, row.turn, row.text, row.author,
                    row.author_name, row.created_at,
                )
                for row in db.scalars(query)
            ]  # fmt: skip

    def uncomment(self, comment_id: int, author: str) -> bool:
        """Take back one's own comment; False when it is not one's own, or gone."""
        with self._db.transaction() as db:
            row = db.get(CommentRow, comment_id)
            if row is None or row.author != author:
                return False
            db.delete(row)
            return True

    def review(
        self, *, owner: str, author: str, session_id: str | None = None, sample_id: str | None = None
    ) -> None:
        """Note that a trainer has been through it."""
        with self._db.transaction() as db:
            db.add(
                ReviewRow(
                    owner=owner,
                    session_id=session_id,
                    sample_id=sample_id,
                    author=author,
                    created_at=datetime.now(UTC),
                )
            )

    def reviewed(self, owners: Collection[str]) -> set[str]:
        """Ids of the interviews and samples of these candidates that a trainer has been through."""
        query = select(ReviewRow.session_id, ReviewRow.sample_id).where(ReviewRow.owner.in_(owners))
        with self._db.reading() as db:
            return {found for row in db.execute(query) for found in row if found is not None}

    # -- assignments -----------------------------------------------------------------------------------

    def assign(
        self,
        *,
        author: str,
        kind: Asked,
        target: str,
        due_on: date,
        level: int | None = None,
        text: str = "",
        group_id: str | None = None,
        owner: str | None = None,
    ) -> None:
        """Keep one more."""
        with self._db.transaction() as db:
            db.add(
                AssignmentRow(
                    group_id=group_id,
                    owner=owner,
                    kind=kind.value,
                    target=target,
                    level=level,
                    text=text,
                    due_on=due_on,
                    author=author,
                    created_at=datetime.now(UTC),
                )
            )

    def assignments(self, owners: Collection[str], groups: Collection[str]) -> list[Assignment]:
        """Those to one of these persons or groups, nearest day first."""
        query = (
            select(AssignmentRow)
            .where(or_(AssignmentRow.owner.in_(owners), AssignmentRow.group_id.in_(groups)))
            .order_by(AssignmentRow.due_on, AssignmentRow.id)
        )
        with self._db.reading() as db:
            return [_assignment(row) for row in db.scalars(query)]

    def close_assignment(self, assignment_id: int) -> None:
        """Nothing more is waited for."""
        with self._db.transaction() as db:
            db.execute(update(AssignmentRow).where(AssignmentRow.id == assignment_id).values(closed=True))

    def group_names(self, groups: Collection[str]) -> dict[str, str]:
        """Name of each of these groups."""
        query = select(GroupRow.id, GroupRow.name).where(GroupRow.id.in_(groups)).order_by(GroupRow.name)
        with self._db.reading() as db:
            return {found: name for found, name in db.execute(query)}

    # -- messages --------------------------------------------------------------------------------------

    def send(self, *, owner: str, author: str, author_name: str, text: str) -> None:
        """Add a message to a candidate's thread."""
        with self._db.transaction() as db:
            db.add(
                MessageRow(
                    owner=owner,
                    author=author,
                    author_name=author_name,
                    text=text,
                    created_at=datetime.now(UTC),
                )
            )

    def messages(self, owners: Collection[str]) -> list[Message]:
        """The threads of these candidates, oldest message first."""
        query = select(MessageRow).where(MessageRow.owner.in_(owners)).order_by(MessageRow.id)
        with self._db.reading() as db:
            return [
                Message(row.id, row.owner, row.author, row.author_name, row.text, row.created_at, row.read_at)
                for row in db.scalars(query)
            ]

    def read(self, owner: str, *, by_candidate: bool) -> None:
        """The candidate has read the trainers' messages, or a trainer the candidate's."""
        written = MessageRow.author != owner if by_candidate else MessageRow.author == owner
        with self._db.transaction() as db:
            db.execute(
                update(MessageRow)
                .where(MessageRow.owner == owner, written, MessageRow.read_at.is_(None))
                .values(read_at=datetime.now(UTC))
            )


def _assignment(row: AssignmentRow) -> Assignment:
    return Assignment(
        row.id, Asked(row.kind), row.target, row.level, row.text, row.due_on, row.created_at, row.group_id,
        row.owner, row.closed,
    )  # fmt: skip
