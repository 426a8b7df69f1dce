"""The register of erasures: what a backup that is put back must not bring back.

One line an erasure, beside the database and beside the backups: a person, an interview or a sample, by its id, and
when. It holds nobody's words, and survives the machine that held the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from coach.errors import InputError
from coach.settings import Settings
from coach.store.audit import AuditStore
from coach.wiring import Services

ERASED: Final = "effacements.jsonl"
Kind = Literal["personne", "entretien", "echantillon"]
KINDS: Final[tuple[Kind, ...]] = ("personne", "entretien", "echantillon")


@dataclass(frozen=True)
class Erasure:
    """One line."""

    kind: Kind
    id: str
    at: datetime


def read(line: str) -> Erasure:
    """A line of the register.

    Raises:
        ValueError: it does not read.
    """
    try:
        said = json.loads(line)
        (kind,) = (name for name in KINDS if name in said)
        return Erasure(kind, str(said[kind]), datetime.fromisoformat(said["le"]))
    except (KeyError, TypeError) as exc:
        raise ValueError(line) from exc


def remember(settings: Settings, kind: Kind, what: str) -> None:
    """Add a line beside the database and beside the backups."""
    line = {"le": datetime.now(UTC).isoformat(), kind: what}
    for folder in (settings.data_dir, settings.backup_dir):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / ERASED).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def since(path: Path, moment: datetime) -> Iterator[Erasure]:
    """Erasures made from a moment on; none when there is no register.

    Raises:
        InputError: a line that does not read.
    """
    if not path.is_file():
        return
    for line in path.read_text("utf-8").splitlines():
        try:
            found = read(line)
        except ValueError as exc:
            raise InputError(
                f"{str(path)!r} a une ligne illisible : l’effacement n’a pas été refait."
            ) from exc
        if found.at >= moment:
            yield found


def erase_interview(services: Services, owner: str, session_id: str) -> None:
    """Erase one interview, and see that no backup brings it back.

    Raises:
        NotFound: no such interview of this owner.
    """
    services.runner.delete(owner, session_id)
    AuditStore(services.database).note(owner, "entretien-efface", session_id)
    remember(services.settings, "entretien", session_id)
