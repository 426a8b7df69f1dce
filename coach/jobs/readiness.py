"""May this process serve people now? Each question has a short answer fit for anybody: no path, no name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import insert, text

from coach.errors import CoachError
from coach.settings import Settings
from coach.store.schema import head
from coach.store.tables import PreferenceRow
from coach.wiring import Services

LEAST_FREE: Final = 200_000_000
"""Bytes under which a turn or a file may no longer be kept."""


@dataclass(frozen=True)
class Answer:
    """One question, and what is wrong (empty when all is well)."""

    name: str
    problem: str = ""


def ready(services: Services) -> list[Answer]:
    """Every question, in order; none raises."""
    return [
        _asked("base", _writable, services),
        _asked("schema", _schema, services),
        _asked("disque", _disk, services),
        _asked("index", _index, services),
    ]


def _asked(name: str, ask: Callable[[Services], str], services: Services) -> Answer:
    try:
        return Answer(name, ask(services))
    except CoachError as exc:
        return Answer(name, f"ne répond pas ({exc.code})")
    except OSError as exc:
        return Answer(name, f"ne répond pas ({exc.strerror or type(exc).__name__})")


def _writable(services: Services) -> str:
    with services.database.reading() as db:  # never committed
        db.execute(insert(PreferenceRow).values(owner="-", name="sonde", value=""))
        db.rollback()
    return ""


def _schema(services: Services) -> str:
    with services.database.reading() as db:
        found = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return "" if found == head() else f"version {found} au lieu de {head()}"


def _disk(services: Services) -> str:
    free = shutil.disk_usage(services.settings.data_dir).free
    return "" if free >= LEAST_FREE else f"{free // 1_000_000} Mo libres"


def _index(services: Services) -> str:
    return "" if index_there(services.settings) else "en construction"


def index_there(settings: Settings) -> bool:
    """Whether an index of the fiches and documents can be read."""
    current = settings.data_dir / "knowledge" / "index" / "CURRENT"
    try:
        return (current.parent / current.read_text("utf-8").strip() / "manifest.json").is_file()
    except OSError:
        return False
