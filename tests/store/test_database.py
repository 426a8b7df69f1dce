"""The database: durable settings, migrations, clear words when the folder cannot be used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from coach.errors import StorageError
from coach.store.assessments import AssessmentStore, PreferenceStore, SampleStore
from coach.store.database import Database, prepare_data_dir
from coach.store.tables import Base


def test_sqlite_is_durable(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.reading() as db:
        pragmas = {
            p: db.execute(text(f"PRAGMA {p}")).scalar()
            for p in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.close()


def test_migrations_give_the_tables_of_the_code(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    found = inspect(database.engine)
    for table in Base.metadata.sorted_tables:
        assert {c["name"] for c in found.get_columns(table.name)} == {c.name for c in table.columns}
    database.close()
    Database.open(tmp_path).close()  # a second opening changes nothing


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.transaction() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StorageError, match="plus récente"):
        Database.open(tmp_path)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "coach.sqlite").write_bytes(b"ceci n'est pas une base" * 500)
    with pytest.raises(StorageError, match="sauvegarde"):
        Database.open(tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x")
    with pytest.raises(StorageError, match="COACH_DATA_DIR"):
        prepare_data_dir(tmp_path / "fichier" / "donnees")


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    store = PreferenceStore(database)
    store.set("local", "examen", "2027-03-15")
    with pytest.raises(RuntimeError), database.transaction() as db:
        db.execute(text("DELETE FROM preferences"))
        raise RuntimeError("coupure")
    assert store.get("local", "examen") == "2027-03-15"
    database.close()


def test_a_killed_writer_loses_nothing_acknowledged(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from coach.store.database import Database;"
        "from coach.store.assessments import PreferenceStore; s = PreferenceStore(Database.open(Path(sys.argv[1])));"
        "n = 0\n"
        "while True:\n"
        "    n += 1; s.set('local', 'compteur', str(n)); print(n, flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    acknowledged = 0
    for line in process.stdout:
        acknowledged = int(line)
        if acknowledged >= 25:
            process.kill()
            break
    process.wait()
    database = Database.open(tmp_path)
    assert int(PreferenceStore(database).get("local", "compteur")) >= acknowledged
    with database.reading() as db:
        assert db.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    database.close()


def test_scorings_are_added_never_changed(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    sample = SampleStore(database).create(owner="local", name="appel.wav", grid="ecoute")
    store = AssessmentStore(database)
    for level in (1, 2):
        store.add(grid="ecoute", engine="embedded", rubric_version="1", result={"n": level}, sample_id=sample)
    latest = store.latest(sample_id=sample)
    assert latest is not None and latest.result == {"n": 2}
    with database.reading() as db:
        assert db.execute(text("SELECT count(*) FROM assessments")).scalar() == 2
    SampleStore(database).delete(sample, "local")
    assert store.latest(sample_id=sample) is None
    database.close()
