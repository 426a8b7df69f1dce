"""A backup put back in a new folder. What was erased since stays erased, what is past its time goes at once."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine, delete

from coach.errors import CoachError, InputError, StorageError
from coach.jobs import backup
from coach.jobs.erasures import ERASED
from coach.jobs.persons import erase_again
from coach.jobs.purge import purge
from coach.jobs.queue import KEPT, Queue
from coach.settings import Settings
from coach.store.people_tables import InvitationRow, SignInRow
from coach.store.snapshot import SQLITE_FILE, load
from coach.wiring import Services

_LOST: Final = (
    "Ce fichier attendait quand la sauvegarde a été faite, et elle ne le contient pas : déposez-le à nouveau."
)


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    folder: Path
    made_at: datetime
    rows: int
    erased_again: int
    """Persons, interviews and samples that the backup still held, and that had been erased since."""
    registers: int
    """Registers of erasures that were found and applied."""


def restore(
    file: Path, to: Path, *, registers: Sequence[Path] = (), database_url: str | None = None
) -> Restored:
    """Put a backup back in a folder that is new or empty.

    The register of the backup itself and every one of `registers` are applied: the one of the folder in service,
    and the copy beside the backups, hold the erasures made since. With `database_url` the rows go to that empty
    database instead of a SQLite file in the folder.

    Raises:
        InputError: the folder is not empty, or the file is no backup.
        StorageError: the backup is damaged, the disk is full, or the database is not empty.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise InputError(f"« {to} » n’est pas vide : donnez un dossier neuf, rien n’y a été écrit.")
    work = to.with_name(f".restauration-{to.name}-{uuid.uuid4().hex[:8]}")
    try:
        work.mkdir(parents=True)
        archive = work / "archive"
        archive.mkdir()
        manifest = backup.unpack(file, archive)
        found = [lines for path in registers if (lines := backup.read_register(path))]
        own = backup.read_register(archive / ERASED)
        _place(archive, work, sorted({line for lines in (own, *found) for line in lines}))
        if manifest.database == "postgresql" or database_url:
            _load(archive / backup.BASE, database_url or f"sqlite:///{work / SQLITE_FILE}")
        else:
            os.replace(archive / backup.BASE / SQLITE_FILE, work / SQLITE_FILE)
        shutil.rmtree(archive)
        again = _settle(work, manifest.made_at, database_url)
        with suppress(FileNotFoundError):
            to.rmdir()
        os.replace(work, to)
    except OSError as exc:
        raise StorageError(
            f"La sauvegarde ne peut pas être remise dans « {to} » ({exc.strerror or exc}) : vérifiez la place et les "
            "droits. Rien n’a été laissé à moitié."
        ) from exc
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Restored(to, manifest.made_at, sum(manifest.counts.values()), again, len(found))


def registers_of(settings: Settings, file: Path) -> list[Path]:
    """Where erasures made since may be written: the folder in service, the folder of backups, beside the file."""
    places = (settings.data_dir, backup.folder_of(settings), file.resolve().parent)
    return [path for place in dict.fromkeys(places) if (path := place / ERASED).is_file()]


def _place(archive: Path, work: Path, register: Sequence[str]) -> None:
    """Documents, sounds and register where the product looks for them."""
    for inside, place in ((backup.DOCUMENTS, work / "knowledge" / "documents"), (backup.SOUNDS, work / KEPT)):
        if (archive / inside).is_dir():
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(archive / inside, place)
    if register:
        (work / ERASED).write_text("".join(f"{line}\n" for line in register), "utf-8")


def _load(folder: Path, url: str) -> None:
    engine = create_engine(url)
    try:
        load(folder, engine)
    finally:
        engine.dispose()


def _settle(work: Path, made_at: datetime, database_url: str | None) -> int:
    """Erase again, purge, close what cannot go on; how much was erased again."""
    services = Services(
        Settings(data_dir=work, database_url=database_url, jobs_database_url=None, chroma_url=None)
    )
    queue = Queue(services)
    try:
        again = erase_again(services, made_at)
        for job in queue.list():
            if job.live:
                queue.jobs.fail(job.id, job.attempt, _LOST, retryable=False)
        with services.database.transaction() as db:
            # Who had signed out, or been refused, must not come back in with an old cookie or link.
            db.execute(delete(SignInRow))
            db.execute(delete(InvitationRow))
        purge(services, queue)
        queue.audit.note(
            "service", "restauration", "donnees", du=made_at.isoformat(), effaces_a_nouveau=again
        )
    finally:
        with suppress(CoachError):
            queue.desk.close()
        services.database.close()
    return again
