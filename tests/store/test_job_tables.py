"""The migrations give the tables of the code, to the column and the index, and can be undone."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from coach.store.all_tables import Base, job_tables
from coach.store.assessments import SampleStore
from coach.store.database import Database
from coach.store.schema import config

TABLES = {
    row.__tablename__
    for row in (
        job_tables.JobRow,
        job_tables.WorkerRow,
        job_tables.AuditRow,
        job_tables.KeptSoundRow,
        job_tables.DrawRow,
    )
}


def test_the_migrations_leave_nothing_to_add(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        wanted = compare_metadata(context, Base.metadata)
    assert wanted == []
    assert set(inspect(database.engine).get_table_names()) >= TABLES
    database.close()


def test_they_go_back_and_forth_and_keep_the_samples(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    sample = SampleStore(database).create(owner="local", name="appel", grid="ecoute")
    settings = config()
    for way, revision in ((command.downgrade, "0002"), (command.upgrade, "head")):
        with database.engine.begin() as connection:
            settings.attributes["connection"] = connection
            way(settings, revision)
        assert (set(inspect(database.engine).get_table_names()) >= TABLES) == (revision == "head")
    assert SampleStore(database).get(sample, "local").name == "appel"
    database.close()
