"""Checks of the installation, one line each: what is there, what is missing, what to do."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from coach.domain.words import agree
from coach.errors import CoachError
from coach.settings import Settings
from coach.store.database import SAFE_SQLITE, Database, prepare_data_dir, sqlite_module

Condition = Literal["ok", "attention", "erreur"]
LOW_DISK_GB = 1.0


@dataclass(frozen=True)
class Check:
    """One finding."""

    name: str
    state: Condition
    detail: str


def diagnose(settings: Settings) -> list[Check]:
    """Every check; none raises."""
    checks = (
        ("Python", _python),
        ("Dossier de données", _data_dir),
        ("Disque", _disk),
        ("SQLite", _sqlite),
        ("Base de données", _database),
        ("Scénarios", _scenarios),
        ("Fiches", _knowledge),
        ("Transcription", _whisper),
        ("File de traitement", _queue),
        ("Voix du conseiller", _voice),
        ("Modèle de langage", _model),
    )
    return [check for name, run in checks for check in _safely(name, run, settings)]


def _safely(name: str, run: Callable[[Settings], Iterator[Check]], settings: Settings) -> Iterator[Check]:
    try:
        yield from run(settings)
    except CoachError as exc:
        yield Check(name, "erreur", exc.message)


def _python(_settings: Settings) -> Iterator[Check]:
    yield Check("Python", "ok", ".".join(str(n) for n in sys.version_info[:3]))


def _data_dir(settings: Settings) -> Iterator[Check]:
    prepare_data_dir(settings.data_dir)
    yield Check("Dossier de données", "ok", str(settings.data_dir))


def _disk(settings: Settings) -> Iterator[Check]:
    # A folder that cannot be made still has a disk: that of the first parent that is there.
    there = next(p for p in (settings.data_dir, *settings.data_dir.absolute().parents) if p.is_dir())
    free = shutil.disk_usage(there).free / 1e9
    state: Condition = "ok" if free >= LOW_DISK_GB else "attention"
    yield Check("Disque", state, f"{free:.1f} Go libres")


def _sqlite(settings: Settings) -> Iterator[Check]:
    if settings.database_url and not settings.database_url.startswith("sqlite"):
        return
    version = sqlite_module().sqlite_version
    safe = tuple(int(n) for n in version.split(".")) >= SAFE_SQLITE
    detail = version if safe else f"{version}, antérieur à 3.51.3 : un défaut connu du journal y subsiste"
    yield Check("SQLite", "ok" if safe else "attention", detail)


def _database(settings: Settings) -> Iterator[Check]:
    Database.open(settings.data_dir, settings.database_url).close()
    yield Check("Base de données", "ok", "à jour")


def _scenarios(settings: Settings) -> Iterator[Check]:
    from coach.wiring import Services

    library = Services(settings).library
    yield Check("Scénarios", "ok", f"{len(library.usable())} prêts")
    for name, problem in library.broken().items():
        yield Check("Scénarios", "attention", f"{name} : {problem}")


def _knowledge(_settings: Settings) -> Iterator[Check]:
    from coach.resources import data_dir

    count = sum(1 for _ in (data_dir("knowledge") / "fiches").rglob("*.md"))
    yield Check("Fiches", "ok" if count else "erreur", f"{count} fiches")


def _whisper(settings: Settings) -> Iterator[Check]:
    from coach.speech.models import locate

    try:
        found = locate(settings.whisper_model, settings.data_dir)
    except CoachError as exc:
        yield Check("Transcription", "attention", exc.message)
    else:
        yield Check("Transcription", "ok", f"{found.name} ({found.origin})")


def _queue(settings: Settings) -> Iterator[Check]:
    from datetime import UTC, datetime, timedelta

    from coach.store.jobs import FAILED, RUNNING, WAITING, JobStore

    database = Database.open(settings.data_dir, settings.database_url)
    try:
        jobs = JobStore(database)
        counts = jobs.counts()
        since = datetime.now(UTC) - timedelta(seconds=30)
        workers = sum(seen >= since for _, _, seen in jobs.workers())
    finally:
        database.close()
    waiting, running, failed = (counts.get(state, 0) for state in (WAITING, RUNNING, FAILED))
    stuck = (waiting or running) and not workers
    detail = agree(
        f"{waiting} en attente, {running} en cours, {failed} en échec ; {workers} traitement(s) en service"
    )
    if stuck:
        detail += " : lancez « coach serve » ou « coach worker » pour que la file avance"
    yield Check("File de traitement", "attention" if stuck else "ok", detail)


def _voice(_settings: Settings) -> Iterator[Check]:
    there = importlib.util.find_spec("py_nanotts") is not None
    yield Check("Voix du conseiller", "ok" if there else "attention", "embarquée" if there else "absente")


def _model(settings: Settings) -> Iterator[Check]:
    if settings.llm_local_model is not None:
        there = settings.llm_local_model.is_file()
        detail = str(settings.llm_local_model) if there else f"{settings.llm_local_model} n’existe pas"
        yield Check("Modèle de langage", "ok" if there else "erreur", detail)
    elif settings.llm_base_url:
        yield Check("Modèle de langage", "ok", f"{settings.llm_model} sur {settings.llm_base_url}")
    else:
        yield Check("Modèle de langage", "ok", "aucun : les moteurs embarqués suffisent")
