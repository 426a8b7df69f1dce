"""From each past version, with data: nothing is lost on the way to today's schema, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, select, types

from coach.store import schema
from coach.store.all_tables import Base
from coach.store.database import Database
from coach.store.sessions import SessionStore
from tests.postgres_server import binaries, postgres

REVISIONS = [
    r.revision for r in reversed(list(ScriptDirectory.from_config(schema.config()).walk_revisions()))
]
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def test_the_latest_version_is_told_without_alembic() -> None:
    assert schema.head() == ScriptDirectory.from_config(schema.config()).get_current_head()


def to_revision(engine: Engine, revision: str) -> None:
    settings = schema.config()
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)


def filled(table: Table, keys: dict[str, Any]) -> dict[str, Any]:
    """A value for each column that needs one."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.foreign_keys:
            (foreign,) = column.foreign_keys
            row[column.name] = keys.get(foreign.column.table.name)
        elif column.autoincrement is True or (
            column.primary_key and isinstance(column.type, types.Integer) and len(table.primary_key) == 1
        ):
            row[column.name] = 1
        elif isinstance(column.type, types.Boolean):
            row[column.name] = False
        elif isinstance(column.type, types.Integer | types.Float | types.Numeric):
            row[column.name] = 1
        elif isinstance(column.type, types.DateTime):
            row[column.name] = NOW if column.type.timezone else NOW.replace(tzinfo=None)
        elif isinstance(column.type, types.Date):
            row[column.name] = date(2026, 11, 2)
        elif isinstance(column.type, types.JSON):
            row[column.name] = []
        elif isinstance(column.type, types.LargeBinary):
            row[column.name] = b"x"
        else:
            row[column.name] = f"{table.name}-{column.name}"[: getattr(column.type, "length", None) or 40]
    return row


def fill(connection: Connection) -> dict[str, dict[str, Any]]:
    """One row in each table of the version."""
    known = MetaData()
    known.reflect(connection)
    keys: dict[str, Any] = {}
    rows: dict[str, dict[str, Any]] = {}
    for table in known.sorted_tables:
        if table.name == "alembic_version":
            continue
        row = filled(table, keys)
        connection.execute(table.insert().values(row))
        key = list(table.primary_key.columns)
        keys[table.name] = row[key[0].name] if key else None
        rows[table.name] = row
    return rows


def same(stored: Any, written: Any) -> bool:
    if isinstance(written, datetime):
        return stored.replace(tzinfo=None) == written.replace(tzinfo=None)
    return bool(stored == written)


def check(engine: Engine, revision: str) -> None:
    to_revision(engine, revision)
    with engine.begin() as connection:
        rows = fill(connection)
    schema.upgrade(engine)
    known = MetaData()
    known.reflect(engine)
    with engine.connect() as connection:
        for name, row in rows.items():
            (stored,) = connection.execute(select(known.tables[name])).mappings().all()
            for column, value in row.items():
                assert same(stored[column], value), (revision, name, column)
    assert set(known.tables) >= set(Base.metadata.tables)


@pytest.mark.parametrize("revision", REVISIONS)
def test_data_of_every_version_reaches_today(tmp_path: Path, revision: str) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'coach.sqlite'}")
    check(engine, revision)
    engine.dispose()
    database = Database.open(tmp_path)
    stored = SessionStore(database).get("sessions-id", "sessions-owner")
    assert stored.scenario_id == "sessions-scenario_id" and len(stored.turns) == 1
    database.close()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.mark.postgres
@pytest.mark.skipif(binaries() is None, reason="aucun serveur PostgreSQL sur cette machine")
@pytest.mark.parametrize("revision", [REVISIONS[0], REVISIONS[len(REVISIONS) // 2]])
def test_on_a_database_server_too(server: str, revision: str) -> None:
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    check(engine, revision)
    engine.dispose()
