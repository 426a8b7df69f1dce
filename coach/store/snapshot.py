"""The whole database as files, taken while people work, and read back: SQLite's own copy, or rows as JSON lines.

SQLite's backup call copies one consistent state while others write. On PostgreSQL one repeatable-read transaction
reads every table; the lines need no tool of that server to be read, and go into either database.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, MetaData, Table, column, func, insert, inspect, make_url, select, table, text
from sqlalchemy.engine import Connection, Engine

from coach.errors import StorageError
from coach.store.all_tables import Base
from coach.store.database import Database, sqlite_module, translated
from coach.store.schema import config

SQLITE_FILE: Final = "coach.sqlite"
_BATCH: Final = 500
_VERSION: Final = "alembic_version"
Rows = Iterable[dict[str, Any]]


# -- taking ----------------------------------------------------------------------------------------


def copy_to(database: Database, folder: Path) -> list[Path]:
    """Write the database into a folder, as it is at one moment; the files written.

    Raises:
        StorageError: it cannot be read, or the disk is full.
    """
    with translated("la sauvegarde"):
        if database.engine.dialect.name == "sqlite":
            return [_copy_sqlite(str(make_url(database.url).database), folder / SQLITE_FILE)]
        return _dump(database.engine, folder)


def _copy_sqlite(source: str, target: Path) -> Path:
    sqlite = sqlite_module()
    try:
        reading, writing = sqlite.connect(source), sqlite.connect(str(target))
        try:
            reading.execute("PRAGMA busy_timeout=8000")
            reading.backup(writing)  # all pages in one step: one state, writers go on in the journal
        finally:
            writing.close()
            reading.close()
    except sqlite.Error as exc:
        raise StorageError(
            f"La base ne peut pas être copiée ({exc}) : vérifiez la place sur le disque."
        ) from exc
    return target


def _dump(engine: Engine, folder: Path) -> list[Path]:
    files = []
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as db, db.begin():
        for known in Base.metadata.sorted_tables:
            path = folder / f"{known.name}.jsonl"
            with path.open("w", encoding="utf-8") as file:
                for row in db.execute(select(known)).mappings():
                    file.write(json.dumps({k: _plain(v) for k, v in row.items()}, ensure_ascii=False) + "\n")
            files.append(path)
        path = folder / f"{_VERSION}.jsonl"
        path.write_text(json.dumps({"version_num": _revision(db)}) + "\n", "utf-8")
    return [*files, path]


def _revision(db: Connection) -> str:
    return str(db.execute(text(f"SELECT version_num FROM {_VERSION}")).scalar_one())


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$jour": value.isoformat()}
    if isinstance(value, bytes):
        return {"$octets": base64.b64encode(value).decode()}
    return value


def _typed(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1:
        ((kind, inner),) = value.items()
        if kind == "$moment":
            return datetime.fromisoformat(inner)
        if kind == "$jour":
            return date.fromisoformat(inner)
        if kind == "$octets":
            return base64.b64decode(inner)
    return value


# -- looking ---------------------------------------------------------------------------------------


def facts(folder: Path) -> tuple[str, dict[str, int]]:
    """Schema version and rows by table of what `copy_to` wrote, read back and checked.

    Raises:
        StorageError: it is damaged.
    """
    path = folder / SQLITE_FILE
    if path.is_file():
        return _checked_sqlite(path)
    counts, version = {}, ""
    try:
        for file in sorted(folder.glob("*.jsonl")):
            lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            if file.stem == _VERSION:
                version = str(lines[0]["version_num"])
            else:
                counts[file.stem] = len(lines)
    except (ValueError, LookupError, TypeError) as exc:
        raise StorageError(f"La sauvegarde est abîmée : {file.name} ne se lit pas.") from exc
    if not version:
        raise StorageError("La sauvegarde est abîmée : elle ne dit pas de quelle version elle est.")
    return version, counts


def _checked_sqlite(path: Path) -> tuple[str, dict[str, int]]:
    sqlite = sqlite_module()
    try:
        db = sqlite.connect(str(path))
        try:
            (state,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            broken = db.execute("PRAGMA foreign_key_check").fetchone()
            if state != "ok" or broken is not None:
                raise StorageError(
                    "La base de la sauvegarde est abîmée (contrôle d’intégrité) : prenez une autre sauvegarde."
                )
            names = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            counts = {
                name: int(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
                for name in sorted(names)
                if name != _VERSION and not name.startswith("sqlite_")
            }
            (version,) = db.execute(f"SELECT version_num FROM {_VERSION}").fetchone()
        finally:
            db.close()
    except (sqlite.Error, TypeError) as exc:
        raise StorageError(f"La base de la sauvegarde ne se lit pas ({exc}) : prenez-en une autre.") from exc
    return str(version), counts


# -- putting back ----------------------------------------------------------------------------------


def load(folder: Path, target: Engine) -> dict[str, int]:
    """Put what `copy_to` wrote into an empty database, with its schema; rows by table.

    Raises:
        StorageError: the database already holds tables, or a row does not fit.
    """
    with translated("la base à remplir"):
        if inspect(target).get_table_names():
            raise StorageError(
                "La base à remplir contient déjà des tables : donnez une base vide, rien n’y a été écrit."
            )
        if (folder / SQLITE_FILE).is_file():
            source = Database.open(folder)  # brings an older backup up to date
            try:
                version, _ = _checked_sqlite(folder / SQLITE_FILE)
                with source.engine.connect() as reading:
                    return _fill(target, version, lambda name, known: _selected(reading, known))
            finally:
                source.close()
        version, _ = facts(folder)
        return _fill(target, version, lambda name, known: _lines(folder / f"{name}.jsonl"))


def _selected(db: Connection, known: Table) -> Rows:
    return (dict(row) for row in db.execute(select(known)).mappings())


def _lines(path: Path) -> Rows:
    if path.is_file():
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield {name: _typed(value) for name, value in json.loads(line).items()}


def _fill(target: Engine, version: str, rows_of: Any) -> dict[str, int]:
    from alembic import command

    counts = {}
    settings = config()
    with target.begin() as db:
        settings.attributes["connection"] = db
        command.upgrade(settings, version)  # as the rows were written; the rest comes at opening
        there = MetaData()
        there.reflect(db)
        for known in Base.metadata.sorted_tables:
            if known.name not in there.tables:
                continue
            counts[known.name] = _insert(db, known, there.tables[known.name], rows_of(known.name, known))
        if target.dialect.name == "postgresql":
            for known in Base.metadata.sorted_tables:
                _follow_on(db, known)
    return counts


def _insert(db: Connection, known: Table, there: Table, rows: Rows) -> int:
    done = 0
    for batch in _batches(_parents_first(known, rows)):
        names = [name for name in batch[0] if name in there.c]
        typed = [column(n, known.c[n].type if n in known.c else there.c[n].type) for n in names]
        db.execute(insert(table(known.name, *typed)), [{n: row[n] for n in names} for row in batch])
        done += len(batch)
    return done


def _batches(rows: Rows) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _parents_first(known: Table, rows: Rows) -> Rows:
    """Rows that name another row of the same table come after it."""
    own = [c for c in known.c if any(f.column.table is known for f in c.foreign_keys)]
    if not own:
        return rows
    (parent,), (key,) = own, known.primary_key.columns
    return _ordered(list(rows), parent, key)


def _ordered(waiting: Sequence[Mapping[str, Any]], parent: Column[Any], key: Column[Any]) -> Rows:
    seen: set[Any] = set()
    while waiting:
        ready = [r for r in waiting if r[parent.name] is None or r[parent.name] in seen]
        if not ready:
            raise StorageError(
                f"La sauvegarde est abîmée : des lignes de {key.table.name} n’ont pas d’origine."
            )
        seen |= {r[key.name] for r in ready}
        yield from (dict(r) for r in ready)
        waiting = [r for r in waiting if r[key.name] not in seen]


def _follow_on(db: Connection, known: Table) -> None:
    """New rows take numbers after those that were put back."""
    keys = list(known.primary_key.columns)
    if len(keys) != 1 or keys[0].type.python_type is not int:
        return
    top = db.execute(select(func.max(keys[0]))).scalar()
    if top:
        sequence = func.pg_get_serial_sequence(known.name, keys[0].name)
        db.execute(select(func.setval(sequence, top)))
