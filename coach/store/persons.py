"""All that is kept of one person, whatever the table: to hand it over, or to erase it.

A person is an owner (whose sessions and samples these are) or the advisor named on a sample. Tables are found by
their columns, so that one added later is covered the day it is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.orm import Session

from coach.store.all_tables import Base, job_tables, people_tables
from coach.store.database import Database

WHOSE: Final = ("owner", "advisor")
"""Columns that name a person."""
_ACCOUNTS: Final = people_tables.PersonRow.__tablename__
_UNTOLD: Final = frozenset({"password", "digest"})
"""Columns that are handed to nobody, their owner included: they open doors."""
ERASED_NAME: Final = "Personne effacée"
_LOG: Final = job_tables.AuditRow.__tablename__


class PersonStore:
    """Reads and erases by person."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def export(self, person: str) -> dict[str, list[dict[str, Any]]]:
        """Every row of the person and all that hangs on it, by table; the log of what was done with it too."""
        found: dict[str, list[dict[str, Any]]] = {}
        with self._db.reading() as db:
            for table, rows in _rows(db, person):
                found[table.name] = [_plain(row) for row in rows]
        return {name: rows for name, rows in found.items() if rows}

    def samples(self, person: str) -> list[tuple[str, str]]:
        """Id and owner of the samples that are about the person."""
        table = Base.metadata.tables["samples"]
        with self._db.reading() as db:
            rows = db.execute(select(table.c.id, table.c.owner).where(_about(table, person)))
            return [(row[0], row[1]) for row in rows]

    def erase(self, person: str) -> dict[str, int]:
        """Erase every row of the person, children first, in one transaction; how many in each table.

        The log stays: it says that something was erased, never what it said.
        """
        erased: dict[str, int] = {}
        with self._db.transaction() as db:
            for table, rows in reversed(list(_rows(db, person))):
                if table.name == _LOG or not rows:
                    continue
                key = list(table.primary_key.columns)
                for row in rows:
                    db.execute(delete(table).where(*(column == row[column.name] for column in key)))
                erased[table.name] = len(rows)
            for table in Base.metadata.sorted_tables:
                # What they wrote to others is the others' too: it stays, without their name.
                if {"author", "author_name"} <= set(table.c.keys()):
                    mine = table.c.author == person
                    db.execute(update(table).where(mine).values(author_name=ERASED_NAME))
        return erased


def _rows(db: Session, person: str) -> Iterator[tuple[Table, Sequence[Any]]]:
    """Tables in the order of their foreign keys, each with the person's rows and those that hang on them."""
    seen: dict[str, set[Any]] = {}
    for table in Base.metadata.sorted_tables:
        conditions = [_about(table, person)] if any(name in table.c for name in WHOSE) else []
        for column in table.c:
            for foreign in column.foreign_keys:
                parent = foreign.column.table
                if parent is not table and (ids := seen.get(parent.name)):
                    conditions.append(column.in_(ids))
        if table.name == _ACCOUNTS:
            conditions.append(table.c.id == person)
        if table.name == _LOG:
            conditions.append(table.c.actor == person)
        if not conditions:
            continue
        rows = db.execute(select(table).where(or_(*conditions))).mappings().all()
        if len(table.primary_key.columns) == 1:
            (key,) = table.primary_key.columns
            seen[table.name] = {row[key.name] for row in rows}
        yield table, rows


def _about(table: Table, person: str) -> Any:
    return or_(*(table.c[name] == person for name in WHOSE if name in table.c))


def _plain(row: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if name not in _UNTOLD
    }
