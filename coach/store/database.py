"""Opens the database: SQLite in the data folder by default, any SQLAlchemy address by setting.

SQLite runs in WAL with `synchronous=FULL` and `BEGIN IMMEDIATE` for writers, on a bundled SQLite when the
machine has a wheel for one (versions before 3.51.3 may corrupt a WAL that two connections reset at once).
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError
from sqlalchemy.orm import Session

from coach.errors import StorageError

SAFE_SQLITE = (3, 51, 3)
_BUSY_MS = 8000


def sqlite_module() -> ModuleType:
    """The bundled SQLite when there is one, else the interpreter's."""
    try:
        return importlib.import_module("pysqlite3")
    except ImportError:
        return importlib.import_module("sqlite3")


class Database:
    """One engine, its schema up to date."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)

    @classmethod
    def open(cls, data_dir: Path, url: str | None = None) -> Database:
        """Open, create or bring up to date.

        Raises:
            StorageError: the folder is read-only or full, the file is locked, damaged or too recent.
        """
        prepare_data_dir(data_dir)
        database = cls(url or f"sqlite:///{data_dir / 'coach.sqlite'}")
        from coach.store.schema import upgrade  # Alembic is slow to import

        with translated(f"la base de données ({data_dir})"):
            upgrade(database.engine)
        return database

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One write transaction: all of it or nothing."""
        with translated("la base de données"), Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading."""
        with translated("la base de données"), Session(self.engine) as session:
            yield session

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def prepare_data_dir(data_dir: Path) -> None:
    """Create the data folder and prove that it can be written.

    Raises:
        StorageError: it cannot.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe = data_dir / f".ecriture-{os.getpid()}"
        probe.write_bytes(b"ok")
        probe.unlink()
    except OSError as exc:
        raise StorageError(
            f"Le dossier de données « {data_dir} » ne peut pas être écrit ({exc.strerror or exc}). "
            "Choisissez un autre dossier avec COACH_DATA_DIR, ou rendez celui-ci accessible en écriture."
        ) from exc


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn the engine's errors into ours, most telling first."""
    try:
        yield
    except IntegrityError:
        raise  # a rule of the tables, which repositories put into words
    except (DatabaseError, InterfaceError) as exc:
        raise StorageError(_message(str(exc.orig or exc), where)) from exc


def _message(detail: str, where: str) -> str:
    low = detail.lower()
    if "locked" in low:
        return (
            f"Un autre programme écrit dans {where}. Rien n’est perdu : fermez l’autre fenêtre de "
            "Coach MERCD ou réessayez dans quelques secondes."
        )
    if "readonly" in low or "read-only" in low:
        return (
            f"{where[:1].upper()}{where[1:]} est en lecture seule : rendez le dossier accessible en écriture "
            "ou choisissez-en un autre avec COACH_DATA_DIR."
        )
    if "full" in low or "no space" in low or "disk i/o" in low:
        return (
            "Le disque est plein ou en panne : ce qui était enregistré l’est toujours. "
            "Libérez de la place, puis réessayez."
        )
    if "malformed" in low or "not a database" in low:
        return (
            f"{where[:1].upper()}{where[1:]} est endommagée. Ne l’effacez pas : "
            "restaurez la dernière sauvegarde."
        )
    return f"L’enregistrement dans {where} a échoué ({detail.splitlines()[0][:160]}). Réessayez."


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)  # errors hold nobody's words
    engine = create_engine(
        url, module=sqlite_module(), connect_args={"timeout": _BUSY_MS / 1000}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we emit BEGIN ourselves, see below
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A deferred transaction that turns into a write fails at once when another one wrote meanwhile.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
