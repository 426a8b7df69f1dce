"""Repository of the scenarios and grids that a centre writes: every saving is a version, one at most is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import func, select, update

from coach.errors import NotFound
from coach.store.database import Database
from coach.store.trainer_tables import CentreFileRow


class FileKind(StrEnum):
    """What the file is."""

    SCENARIO = "scenario"
    GRID = "grille"


@dataclass(frozen=True)
class CentreFile:
    """One version."""

    id: int
    kind: FileKind
    name: str
    version: int
    source: str
    usable: bool
    published: bool
    author: str
    created_at: datetime


class CentreFileStore:
    """Versions are added and published, never changed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, *, kind: FileKind, name: str, source: str, usable: bool, author: str) -> CentreFile:
        """Keep one more version of that name."""
        with self._db.transaction() as db:
            last = db.scalar(
                select(func.max(CentreFileRow.version)).where(
                    CentreFileRow.kind == kind.value, CentreFileRow.name == name
                )
            )
            row = CentreFileRow(
                kind=kind.value,
                name=name,
                version=(last or 0) + 1,
                source=source,
                usable=usable,
                published=False,
                author=author,
                created_at=datetime.now(UTC),
                facts={},
            )
            db.add(row)
            db.flush()
            return _file(row)

    def get(self, file_id: int) -> CentreFile:
        """One version.

        Raises:
            NotFound: there is none of that id.
        """
        with self._db.reading() as db:
            row = db.get(CentreFileRow, file_id)
            if row is None:
                raise NotFound("Cette version n’existe pas ou plus : choisissez-en une dans la liste.")
            return _file(row)

    def versions(self, kind: FileKind) -> list[CentreFile]:
        """All versions by name, the latest of each first."""
        query = (
            select(CentreFileRow)
            .where(CentreFileRow.kind == kind.value)
            .order_by(CentreFileRow.name, CentreFileRow.version.desc())
        )
        with self._db.reading() as db:
            return [_file(row) for row in db.scalars(query)]

    def published(self, kind: FileKind) -> list[CentreFile]:
        """The versions in use."""
        return [found for found in self.versions(kind) if found.published]

    def publish(self, file_id: int) -> None:
        """This version, and no other of its name."""
        with self._db.transaction() as db:
            row = db.get(CentreFileRow, file_id)
            if row is None:
                raise NotFound("Cette version n’existe pas ou plus : choisissez-en une dans la liste.")
            db.execute(
                update(CentreFileRow)
                .where(CentreFileRow.kind == row.kind, CentreFileRow.name == row.name)
                .values(published=False)
            )
            row.published = True
            row.facts = {**row.facts, "served": True}

    def served(self, kind: FileKind, name: str) -> CentreFile | None:
        """The published version of that name, else the last one that was: what was made with it is still read."""
        query = (
            select(CentreFileRow)
            .where(CentreFileRow.kind == kind.value, CentreFileRow.name == name)
            .order_by(CentreFileRow.published.desc(), CentreFileRow.version.desc())
        )
        with self._db.reading() as db:
            found = next((row for row in db.scalars(query) if row.published or row.facts.get("served")), None)
            return _file(found) if found is not None else None

    def withdraw(self, kind: FileKind, name: str) -> None:
        """No version of that name is on offer any more."""
        with self._db.transaction() as db:
            db.execute(
                update(CentreFileRow)
                .where(CentreFileRow.kind == kind.value, CentreFileRow.name == name)
                .values(published=False)
            )


def _file(row: CentreFileRow) -> CentreFile:
    return CentreFile(
        row.id, FileKind(row.kind), row.name, row.version, row.source, row.usable, row.published, row.author,
        row.created_at,
    )  # fmt: skip
