"""Brings the schema up to date, and refuses a database that a newer version has written."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from coach.errors import StorageError

_LOCK = 0x6D657263
"""Any number will do, as long as it is the same in every process."""


def config() -> Config:
    """Alembic's settings, without any ini file."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return settings


@cache
def head() -> str:
    """The latest version of the schema."""
    return str(ScriptDirectory.from_config(config()).get_current_head())


def upgrade(engine: Engine) -> None:
    """Apply the migrations that are missing, in one transaction.

    Raises:
        StorageError: the database comes from a newer version of the program.
    """
    settings = config()
    script = ScriptDirectory.from_config(settings)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Several workers may start at once on an empty database; SQLite's BEGIN IMMEDIATE does this there.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        current = MigrationContext.configure(connection).get_current_revision()
        if current == script.get_current_head():
            return
        if current is not None and current not in {r.revision for r in script.walk_revisions()}:
            raise StorageError(
                "Cette base a été écrite par une version plus récente de Coach MERCD. "
                "Mettez le programme à jour, ou choisissez un autre dossier avec COACH_DATA_DIR."
            )
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
