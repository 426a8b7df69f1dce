"""Repository of the daily quiz: one row a card and a person, and a log that is only added to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from coach.store.database import Database
from coach.store.tables import QuizCardRow, QuizReviewRow


@dataclass(frozen=True)
class StoredCard:
    """The schedule of one card: `state` is the scheduler's own, given back to it as it was."""

    card_id: str
    mark: str
    state: Mapping[str, Any]
    due: datetime
    reviewed: datetime


@dataclass(frozen=True)
class StoredReview:
    """One answer, as it was rated (1 to 4)."""

    card_id: str
    rating: int
    reviewed: datetime


class Scheduled(NamedTuple):
    """What the scheduler decides after an answer."""

    state: Mapping[str, Any]
    due: datetime


class QuizStore:
    """Cards of all owners; every call names the owner."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def cards(self, owner: str) -> list[StoredCard]:
        """All the cards this person has answered, soonest due first."""
        query = select(QuizCardRow).where(QuizCardRow.owner == owner).order_by(QuizCardRow.due)
        with self._db.reading() as db:
            return [_stored(row) for row in db.scalars(query)]

    def get(self, owner: str, card_id: str) -> StoredCard | None:
        """One card, or None when it was never answered."""
        with self._db.reading() as db:
            row = db.get(QuizCardRow, (owner, card_id))
            return _stored(row) if row is not None else None

    def review(
        self,
        owner: str,
        card_id: str,
        *,
        mark: str,
        rating: int,
        reviewed: datetime,
        schedule: Callable[[StoredCard | None], Scheduled],
    ) -> StoredCard:
        """Log an answer and set the card's next date, in one transaction.

        `schedule` is handed the card as it stands inside it, so that two windows answering at once add up.
        """
        with self._db.transaction() as db:
            row = db.get(QuizCardRow, (owner, card_id))
            after = schedule(_stored(row) if row is not None else None)
            if row is None:
                row = QuizCardRow(owner=owner, card_id=card_id)
                db.add(row)
            row.mark, row.state, row.due, row.reviewed = mark, dict(after.state), after.due, reviewed
            db.add(QuizReviewRow(owner=owner, card_id=card_id, rating=rating, reviewed=reviewed))
            db.flush()
            return StoredCard(card_id, mark, after.state, after.due.astimezone(UTC), reviewed.astimezone(UTC))

    def reviews(self, owner: str) -> list[StoredReview]:
        """Every answer of this person, oldest first."""
        query = select(QuizReviewRow).where(QuizReviewRow.owner == owner).order_by(QuizReviewRow.id)
        with self._db.reading() as db:
            return [StoredReview(r.card_id, r.rating, r.reviewed) for r in db.scalars(query)]

    def erase(self, owner: str) -> None:
        """Forget all that this person answered."""
        with self._db.transaction() as db:
            for table in (QuizReviewRow, QuizCardRow):
                db.execute(delete(table).where(table.owner == owner))


def _stored(row: QuizCardRow) -> StoredCard:
    return StoredCard(row.card_id, row.mark, row.state, row.due, row.reviewed)
