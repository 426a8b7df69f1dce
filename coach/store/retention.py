"""How long data stays: sounds that are kept under terms, and samples past their time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select

from coach.store.database import Database
from coach.store.job_tables import KeptSoundRow
from coach.store.tables import SampleRow, SessionRow


@dataclass(frozen=True)
class KeptSound:
    """A sound kept beyond its scoring, and its terms."""

    sample_id: str
    owner: str
    right: str
    reason: str
    until: datetime
    file: str


class RetentionStore:
    """Terms and dates; the files themselves are their caller's."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, sound: KeptSound) -> None:
        """Note a kept sound; the terms of a second call replace the first."""
        with self._db.transaction() as db:
            if db.get(SampleRow, sound.sample_id) is not None:
                db.merge(
                    KeptSoundRow(
                        sample_id=sound.sample_id,
                        owner=sound.owner,
                        right=sound.right,
                        reason=sound.reason,
                        until=sound.until,
                        file=sound.file,
                        created_at=datetime.now(UTC),
                    )
                )

    def kept(self, *, owner: str | None = None) -> list[KeptSound]:
        """Kept sounds, the soonest to end first."""
        query = select(KeptSoundRow).order_by(KeptSoundRow.until)
        if owner is not None:
            query = query.where(KeptSoundRow.owner == owner)
        with self._db.reading() as db:
            return [
                KeptSound(r.sample_id, r.owner, r.right, r.reason, r.until, r.file) for r in db.scalars(query)
            ]

    def release(self, sample_id: str) -> None:
        """The sound is gone, its terms with it."""
        with self._db.transaction() as db:
            db.execute(delete(KeptSoundRow).where(KeptSoundRow.sample_id == sample_id))

    def drop_sessions(self, before: datetime) -> int:
        """Erase the interviews last touched before a time, with all that hangs on them; how many."""
        with self._db.transaction() as db:
            done = db.execute(delete(SessionRow).where(SessionRow.updated_at < before))
            return int(getattr(done, "rowcount", 0))

    def samples_before(self, before: datetime) -> list[tuple[str, str]]:
        """Id and owner of the samples received before a time."""
        query = select(SampleRow.id, SampleRow.owner).where(SampleRow.created_at < before)
        with self._db.reading() as db:
            return [(row[0], row[1]) for row in db.execute(query)]
