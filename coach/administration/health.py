"""Health of the service, in lines that each say what to do; versions of what it is made of."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from coach import __version__
from coach.diagnosis import Check, Condition, diagnose
from coach.jobs import backup
from coach.jobs.readiness import index_there
from coach.store.backups import BackupStore
from coach.store.schema import head
from coach.wiring import Services

_PARTS: Final = (
    "gradio", "fastapi", "sqlalchemy", "chromadb", "dbos", "faster-whisper", "spacy", "langchain-openai",
)  # fmt: skip
_ADVICE: Final = {
    "Disque": "Effacez d’anciennes sauvegardes, ou déplacez le dossier de données (COACH_DATA_DIR).",
    "SQLite": "Installez l’extra fourni, ou une version plus récente de SQLite.",
    "Transcription": "Installez l’extra « whisper-base », ou réglez un serveur dans Moteurs.",
    "File de traitement": "Relancez « coach serve », ou lancez « coach worker ».",
    "Voix du conseiller": "Installez le paquet py-nanotts ; la voix du navigateur reste disponible.",
    "Scénarios": "Ouvrez l’éditeur de scénarios : la ligne fautive y est montrée.",
    "Modèle de langage": "Vérifiez l’adresse dans Moteurs, puis « Essayer ».",
}


@dataclass(frozen=True)
class Line:
    """One finding, and what to do when it is not well."""

    name: str
    state: Condition
    detail: str
    advice: str = ""


def health(services: Services) -> list[Line]:
    """Every finding, what is wrong first."""
    checks = [*diagnose(services.in_force), *_more(services)]
    lines = [
        Line(c.name, c.state, c.detail, _ADVICE.get(c.name, "") if c.state != "ok" else "") for c in checks
    ]
    order = {"erreur": 0, "attention": 1, "ok": 2}
    return sorted(lines, key=lambda line: order[line.state])


def versions() -> list[tuple[str, str]]:
    """What this is made of."""
    found = [
        ("Coach MERCD", __version__),
        ("Schéma de la base", head()),
        ("Python", platform.python_version()),
    ]
    for name in _PARTS:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return found


def _more(services: Services) -> Iterator[Check]:
    there = index_there(services.settings)
    yield Check(
        "Index des fiches",
        "ok" if there else "attention",
        "à jour" if there else "pas encore construit, il le sera à la première question",
    )
    for problem in services.chosen.unreadable():
        yield Check("Clés scellées", "erreur", problem)
    last = next(iter(BackupStore(services.database).list()), None)
    if last is None:
        yield Check("Sauvegarde", "attention", "aucune encore, faites-en une dans Sauvegardes")
    else:
        old = datetime.now(UTC) - last.made_at > timedelta(days=7)
        state: Condition = "attention" if old or not last.verified else "ok"
        yield Check(
            "Sauvegarde",
            state,
            f"la dernière est du {last.made_at:%d/%m/%Y}" + ("" if last.verified else ", et ne se relit pas"),
        )
    inside = backup.folder_of(services.settings).is_relative_to(services.settings.data_dir)
    if inside:
        yield Check(
            "Lieu des sauvegardes",
            "attention",
            "le même dossier que les données, réglez COACH_BACKUP_DIR vers un autre disque",
        )
