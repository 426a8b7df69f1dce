"""The audit log is a chain: what is changed, taken out or slipped in shows; what goes at its term leaves an anchor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from coach.cli.main import app
from coach.store import schema
from coach.store.audit import AuditStore
from coach.store.database import Database

KEY = b"k" * 32
LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database.open(tmp_path)
    yield found
    found.close()


def filled(database: Database, count: int = 6) -> AuditStore:
    store = AuditStore(database)
    for n in range(count):
        store.note("admin", "purge", "données", nombre=n, listes=(1, 2.5), motif="à l’été", cles={1: None})
    return store


@pytest.mark.parametrize(
    "deed",
    [
        "update audit set actor = 'autre' where id = 3",
        "update audit set subject = 'x' where id = 3",
        "update audit set detail = '{}' where id = 3",
        "update audit set at = '2020-01-01 00:00:00.000000' where id = 3",
        "update audit set digest = '' where id = 3",
        "delete from audit where id = 3",
        "insert into audit (id, at, actor, action, subject, detail, digest) select 0, at, actor, action, subject, "
        "detail, digest from audit where id = 1",
        "update audit set id = id + 100 where id = 3",
    ],
)
def test_whatever_is_done_to_a_line_shows(database: Database, deed: str) -> None:
    store = filled(database)
    assert store.check(None).whole and store.check(None).lines == 6
    with database.transaction() as db:
        db.execute(text(deed))
    assert store.check(None).broken_at is not None


def test_a_cut_end_shows_against_the_digest_kept_elsewhere(database: Database) -> None:
    store = filled(database)
    head = store.check(None).head
    with database.transaction() as db:
        db.execute(text("delete from audit where id = 6"))
    assert store.check(None).whole and store.check(None).head != head


def test_the_start_goes_at_its_term_and_leaves_a_signed_anchor(database: Database) -> None:
    store = filled(database)
    with database.transaction() as db:
        second = db.scalar(text("select at from audit where id = 3"))
    cut = datetime.fromisoformat(str(second)).replace(tzinfo=UTC)
    assert store.drop_before(cut, lambda: KEY) == 2
    found = store.check(KEY)
    assert found.whole and found.lines == 4 and found.sealed and found.anchored
    assert store.check(None).sealed is None and store.check(b"other").sealed is False
    store.note("admin", "purge", "suite")
    assert store.check(KEY).whole
    assert store.drop_before(LATER, lambda: KEY) == 5
    store.note("admin", "purge", "après")
    assert store.check(KEY).whole and store.check(KEY).lines == 1
    with database.transaction() as db:
        db.execute(text("update audit_anchors set digest = 'x'"))
    assert not store.check(KEY).whole


def test_nothing_to_let_go_makes_no_anchor_and_asks_for_no_key(database: Database) -> None:
    store = filled(database)

    def never() -> bytes:
        raise AssertionError

    assert store.drop_before(datetime(2020, 1, 1, tzinfo=UTC), never) == 0
    assert store.check(None).anchored is None


def test_lines_written_at_once_are_one_chain(database: Database) -> None:
    store = AuditStore(database)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: store.note("service", "connexion", f"p{n}"), range(24)))
    assert store.check(None).whole and store.check(None).lines == 24


def test_lines_of_an_older_version_are_chained_by_the_upgrade(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'coach.sqlite'}")
    settings = schema.config()
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0011")
        for n in range(3):
            connection.execute(
                text(
                    "insert into audit (at, actor, action, subject, detail) values (:at, 'a', 'b', 'c', :d)"
                ),
                {"at": f"2026-11-0{n + 1} 09:30:00.123456", "d": json.dumps({"n": n, "é": [1]})},
            )
    engine.dispose()
    database = Database.open(tmp_path)
    store = AuditStore(database)
    assert store.check(None).whole and store.check(None).lines == 3
    store.note("admin", "purge", "suite")
    assert store.check(None).whole
    with database.transaction() as db:
        db.execute(text("update audit set subject = 'x' where id = 2"))
    assert store.check(None).broken_at == 2
    database.close()


def test_the_command(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(database)
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    run = CliRunner()
    told = run.invoke(app, ["verify", "--json"])
    assert told.exit_code == 0 and json.loads(told.stdout)["lines"] == 6
    with database.transaction() as db:
        db.execute(text("delete from audit where id = 2"))
    told = run.invoke(app, ["verify"])
    assert told.exit_code == 1 and "n° 3" in told.stdout
