"""Repository of the backups that were made: where, how large, whether they were read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select

from coach.store.centre_tables import BackupRow
from coach.store.database import Database


@dataclass(frozen=True)
class KnownBackup:
    """One backup."""

    id: int
    file: str
    size: int
    sha256: str
    verified: bool
    note: str
    made_by: str
    made_at: datetime


class BackupStore:
    """Lines of the table; the files are their caller's."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, *, file: str, size: int, sha256: str, note: str, made_by: str, made_at: datetime) -> int:
        """Note one that was made and read back."""
        with self._db.transaction() as db:
            row = BackupRow(
                file=file, size=size, sha256=sha256, verified=True, note=note, made_by=made_by, made_at=made_at
            )  # fmt: skip
            db.add(row)
            db.flush()
            return row.id

    def list(self) -> list[KnownBackup]:
        """Latest first."""
        query = select(BackupRow).order_by(BackupRow.made_at.desc(), BackupRow.id.desc())
        with self._db.reading() as db:
            return [_known(row) for row in db.scalars(query)]

    def get(self, number: int) -> KnownBackup | None:
        """One of them."""
        with self._db.reading() as db:
            row = db.get(BackupRow, number)
            return _known(row) if row is not None else None

    def told(self, number: int, *, verified: bool, note: str) -> None:
        """What reading it back said."""
        with self._db.transaction() as db:
            row = db.get(BackupRow, number)
            if row is not None:
                row.verified, row.note = verified, note

    def forget(self, number: int) -> None:
        """The file is gone."""
        with self._db.transaction() as db:
            db.execute(delete(BackupRow).where(BackupRow.id == number))


def _known(row: BackupRow) -> KnownBackup:
    return KnownBackup(
        row.id,
        row.file,
        row.size,
        row.sha256,
        row.verified,
        row.note,
        row.made_by,
        row.made_at.astimezone(UTC),
    )
