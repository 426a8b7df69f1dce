"""Brings the schema up to date, and refuses a database that a newer version has written."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect

from coach.errors import StorageError

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x6D657263
"""Any number will do, as long as it is the same in every process."""


def config() -> Config:
    """Alembic's settings, without any ini file."""
    from alembic.config import Config  # slow to import, and only a database of another version needs it

    settings = Config()
    settings.set_main_option("script_location", str(_MIGRATIONS))
    return settings


@cache
def head() -> str:
    """The latest version of the schema: the number that its file's name begins with."""
    return max(file.name.split("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def upgrade(engine: Engine) -> None:
    """Apply the migrations that are missing, in one transaction.

    Raises:
        StorageError: the database comes from a newer version of the program.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Several workers may start at once on an empty database; SQLite's BEGIN IMMEDIATE does this there.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        current = _version(connection)
        if current == head():
            return
        from alembic import command
        from alembic.script import ScriptDirectory

        settings = config()
        known = {r.revision for r in ScriptDirectory.from_config(settings).walk_revisions()}
        if current is not None and current not in known:
            raise StorageError(
                "Cette base a été écrite par une version plus récente de Coach MERCD. "
                "Mettez le programme à jour, ou choisissez un autre dossier avec COACH_DATA_DIR."
            )
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def _version(connection: Connection) -> str | None:
    """The version that the database says it has; None for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
