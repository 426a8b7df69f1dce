"""What takes place on the disk, by kind, and what is left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select, text

from coach.jobs.backup import folder_of
from coach.jobs.queue import KEPT
from coach.store.all_tables import Base
from coach.wiring import Services

_KINDS: Final = (
    ("Sons gardés", KEPT),
    ("Fichiers en cours de traitement", "file-de-traitement"),
    ("Documents ajoutés et index", "knowledge"),
    ("Modèles", "models"),
    ("Cache", "cache"),
    ("Tampon des pages", "tampon"),
)
_COUNTED: Final = (
    ("Personnes", "persons"),
    ("Entretiens", "sessions"),
    ("Tours de parole", "turns"),
    ("Échantillons", "samples"),
    ("Niveaux donnés", "assessments"),
    ("Avis des personnes", "opinions"),
    ("Commentaires", "comments"),
    ("Lignes du journal", "audit"),
    ("Appels réseau notés", "network_calls"),
)


@dataclass(frozen=True)
class Place:
    """One kind of thing."""

    name: str
    size: int
    files: int


@dataclass(frozen=True)
class Storage:
    """The whole."""

    places: tuple[Place, ...]
    total: int
    free: int
    disk: int
    rows: tuple[tuple[str, int], ...]


def storage(services: Services) -> Storage:
    """Measured now."""
    root, settings = services.settings.data_dir, services.settings
    places = [Place("Base de données", *_database(services))]
    outside = {
        "Cache": settings.cache_dir,
    }
    for name, inside in _KINDS:
        places.append(Place(name, *_sized(_files(outside.get(name) or root / inside))))
    places.append(Place("Sauvegardes", *_sized(_files(folder_of(settings)))))
    usage = shutil.disk_usage(root)
    with services.database.reading() as db:
        rows = tuple(
            (label, int(db.scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0))
            for label, table in _COUNTED
        )
    return Storage(tuple(places), sum(p.size for p in places), usage.free, usage.total, rows)


def _database(services: Services) -> tuple[int, int]:
    if services.database.engine.dialect.name == "postgresql":
        with services.database.reading() as db:
            return int(db.scalar(text("SELECT pg_database_size(current_database())")) or 0), 1
    return _sized(p for p in services.settings.data_dir.glob("*.sqlite*") if p.is_file())


def _files(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder):
        yield from (Path(where) / name for name in names)


def _sized(files: Iterable[Path]) -> tuple[int, int]:
    size = count = 0
    for path in files:
        try:
            size, count = size + path.stat().st_size, count + 1
        except FileNotFoundError:
            continue  # gone while we looked
    return size, count
