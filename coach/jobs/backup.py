"""A backup while people work: one archive, a manifest of checksums, read back before it counts.

In it: the database at one moment, the documents people added, the sounds kept under terms, the register of
erasures. Left out on purpose: files on their way (sounds that will not be kept, words not yet masked), what can be
computed again (index, cache, models), the file that opens the sealed keys.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final, Literal

from filelock import FileLock
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from coach import __version__
from coach.errors import InputError, NotFound, StorageError
from coach.jobs import erasures
from coach.jobs.erasures import ERASED
from coach.jobs.queue import KEPT
from coach.settings import Settings
from coach.store.audit import AuditStore
from coach.store.backups import BackupStore, KnownBackup
from coach.store.snapshot import copy_to, facts
from coach.wiring import Services

MANIFEST: Final = "manifeste.json"
BASE, DOCUMENTS, SOUNDS = "base", "documents", "sons"
LEFT_OUT: Final = (
    "fichiers en cours de traitement (sons non gardés, mots non masqués)",
    "index, cache et modèles, qui se refont",
    "fichier de scellement des clés",
)
_BLOCK: Final = 2**20
_UNFINISHED: Final = ".sauvegarde-"


class FileIn(BaseModel):
    """One file of the archive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_@. /-]{1,240}$")]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """What the archive says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1]
    product: str
    made_at: AwareDatetime
    database: Literal["sqlite", "postgresql"]
    schema_version: str
    counts: dict[str, Annotated[int, Field(ge=0)]]
    files: list[FileIn]
    left_out: list[str]


@dataclass(frozen=True)
class Made:
    """A backup that was made and read back."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest


def folder_of(settings: Settings) -> Path:
    """Where backups go."""
    return settings.backup_dir or settings.data_dir / "sauvegardes"


def make(services: Services, *, by: str, out: Path | None = None) -> Made:
    """Make a backup, read it back, and note it; `out` names another place than the folder of backups.

    Raises:
        InputError: there is such a file already.
        StorageError: the folder cannot be written, the disk is full, or what was written does not read back.
    """
    made_at = datetime.now(UTC)
    folder = folder_of(services.settings)
    target = out or folder / f"coach-{made_at:%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:4]}.zip"
    if target.exists():
        raise InputError(f"« {target} » existe déjà : donnez un autre nom, rien n’a été écrit.")
    with _written(target.parent):
        folder.mkdir(parents=True, exist_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".verrou"):
            _sweep(folder)
            part = target.with_name(f"{_UNFINISHED}{uuid.uuid4().hex}.part")
            try:
                with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as work:
                    _archive(services, made_at, Path(work), part)
                manifest = verify(part)
                sha256, size = checksum(part), part.stat().st_size
                os.replace(part, target)
                _sync(target.parent)
            finally:
                part.unlink(missing_ok=True)
    rows = sum(manifest.counts.values())
    BackupStore(services.database).add(
        file=str(target.resolve()), size=size, sha256=sha256, note=f"relue : {rows} lignes", made_by=by,
        made_at=made_at,
    )  # fmt: skip
    AuditStore(services.database).note(by, "sauvegarde-faite", target.name, lignes=rows, octets=size)
    return Made(target, size, sha256, manifest)


def verify(path: Path) -> Manifest:
    """Read a backup back: every checksum, the integrity of the database, the number of rows.

    Raises:
        InputError: it is not a backup.
        StorageError: it is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="coach-relecture-") as work:
        return unpack(path, Path(work))


def unpack(path: Path, folder: Path) -> Manifest:
    """Write a backup's files into an empty folder, checked.

    Raises:
        InputError: it is not a backup.
        StorageError: it is damaged, or the disk is full.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = Manifest.model_validate_json(archive.read(MANIFEST))
            listed = {MANIFEST, *(f.name for f in manifest.files)}
            if listed != set(archive.namelist()) or len(archive.namelist()) != len(listed):
                raise StorageError(f"« {path.name} » est abîmé : des fichiers manquent ou sont en trop.")
            for file in manifest.files:
                _extract(archive, file, folder, path.name)
    except (KeyError, ValidationError, zipfile.BadZipFile, EOFError) as exc:
        raise InputError(
            f"« {path.name} » n’est pas une sauvegarde de Coach MERCD, ou elle est coupée : prenez-en une autre."
        ) from exc
    except FileNotFoundError as exc:
        raise NotFound(f"Le fichier « {path} » n’existe pas.") from exc
    except OSError as exc:
        raise StorageError(f"« {path.name} » ne peut pas être relu ({exc.strerror or exc}).") from exc
    version, counts = facts(folder / BASE)
    if version != manifest.schema_version or counts != manifest.counts:
        raise StorageError(f"« {path.name} » est abîmé : ses lignes ne sont pas celles de son manifeste.")
    return manifest


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def check_known(services: Services, number: int, *, by: str) -> KnownBackup:
    """Read a known backup back, and note what that said.

    Raises:
        NotFound: no such backup.
        CoachError: it does not read back.
    """
    store = BackupStore(services.database)
    known = store.get(number)
    if known is None:
        raise NotFound("Cette sauvegarde n’est pas dans la liste.")
    path = Path(known.file)
    try:
        manifest = verify(path)
        if checksum(path) != known.sha256:
            raise StorageError(f"« {path.name} » n’est plus le fichier qui avait été écrit.")
    except (InputError, StorageError) as exc:
        store.told(number, verified=False, note=exc.message)
        raise
    finally:
        AuditStore(services.database).note(by, "sauvegarde-relue", path.name)
    store.told(number, verified=True, note=f"relue : {sum(manifest.counts.values())} lignes")
    return known


def drop_old(services: Services, now: datetime) -> int:
    """Erase the backups past their time, and forget those whose file is gone; how many files went."""
    store, done = BackupStore(services.database), 0
    before = now - timedelta(days=services.in_force.keep_backups_days)
    for known in store.list():
        path = Path(known.file)
        if known.made_at < before:
            done += path.is_file()
            path.unlink(missing_ok=True)
            store.forget(known.id)
            AuditStore(services.database).note("service", "sauvegarde-effacee", path.name)
    return done


def due(services: Services, now: datetime) -> bool:
    """Whether the settings ask for a backup now."""
    hours = services.settings.backup_every_hours
    if not hours:
        return False
    last = next(iter(BackupStore(services.database).list()), None)
    return last is None or now - last.made_at >= timedelta(hours=hours)


# -- helpers ---------------------------------------------------------------------------------------


def _archive(services: Services, made_at: datetime, work: Path, part: Path) -> None:
    """The archive under a name that nobody takes for a backup."""
    base = work / BASE
    base.mkdir()
    copy_to(services.database, base)
    version, counts = facts(base)
    files: list[FileIn] = []
    with part.open("wb") as raw:
        os.chmod(part, 0o600)
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, name in _content(services.settings.data_dir, base):
                if (added := _add(archive, path, name)) is not None:
                    files.append(added)
            manifest = Manifest(
                format=1,
                product=__version__,
                made_at=made_at,
                database="sqlite" if services.database.engine.dialect.name == "sqlite" else "postgresql",
                schema_version=version,
                counts=counts,
                files=files,
                left_out=list(LEFT_OUT),
            )
            archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        raw.flush()
        os.fsync(raw.fileno())


def _content(data_dir: Path, base: Path) -> Iterator[tuple[Path, str]]:
    """Files and the names they have in the archive; the database first, so that what it names may be there."""
    for path in sorted(base.iterdir()):
        yield path, f"{BASE}/{path.name}"
    for root, inside in ((data_dir / "knowledge" / "documents", DOCUMENTS), (data_dir / KEPT, SOUNDS)):
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file() and not path.name.startswith("."):
                yield path, f"{inside}/{path.relative_to(root).as_posix()}"
    yield data_dir / ERASED, ERASED


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> FileIn | None:
    digest, size = hashlib.sha256(), 0
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return None  # erased meanwhile, or nobody was ever erased
    with source, archive.open(name, "w", force_zip64=True) as target:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
            target.write(block)
    return FileIn(name=name, size=size, sha256=digest.hexdigest())


def _extract(archive: zipfile.ZipFile, file: FileIn, folder: Path, name: str) -> None:
    parts = PurePosixPath(file.name).parts
    if parts[0] not in (BASE, DOCUMENTS, SOUNDS, ERASED) or ".." in parts:
        raise InputError(f"« {name} » contient un fichier qui n’est pas d’une sauvegarde : {file.name!r}.")
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), file.size
    with archive.open(file.name) as source, target.open("wb") as out:
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                break
            digest.update(block)
            out.write(block)
    if left or digest.hexdigest() != file.sha256:
        raise StorageError(f"« {name} » est abîmé : {file.name} n’a pas sa somme de contrôle.")


def _sweep(folder: Path) -> None:
    """What a killed backup left; nobody else writes here, the lock is ours."""
    for path in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise StorageError(
            f"La sauvegarde ne peut pas être écrite dans « {folder} » ({exc.strerror or exc}) : vérifiez la place sur "
            "le disque et les droits. Les données en service ne sont pas touchées."
        ) from exc


def told(made: Made) -> dict[str, Any]:
    """For a program that reads our output."""
    return {"file": str(made.path), "bytes": made.size, "sha256": made.sha256, "rows": made.manifest.counts}


def read_register(path: Path) -> list[str]:
    """Lines of a register of erasures, checked.

    Raises:
        InputError: a line that does not read; an erasure would be forgotten.
    """
    if not path.is_file():
        return []
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    for line in lines:
        try:
            erasures.read(line)
        except ValueError as exc:
            raise InputError(
                f"{str(path)!r} a une ligne illisible : rien n’a été restauré, un effacement s’y perdrait."
            ) from exc
    return lines
