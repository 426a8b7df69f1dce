"""The one place where sound and unmasked words may lie: a folder a job, inside the data folder.

A file comes in whole or not at all, each piece of work is written beside and then renamed, and the folder goes
as one. A folder that no job knows is an orphan. The lock makes "folder there, job not yet" and "looking for
orphans" exclude one another, in all processes that share the data folder.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from coach.errors import StorageError

SOURCE: Final = "source"
_LOCK: Final = ".verrou"


class Spool:
    """Folders of the jobs on their way."""

    def __init__(self, data_dir: Path) -> None:
        self.root = data_dir / "file-de-traitement"

    def folder(self, job_id: str) -> Path:
        """The job's folder, whether it is there or not."""
        return self.root / job_id

    def source(self, job_id: str) -> Path | None:
        """The file as it came in, if it is still there."""
        return next(iter(self.folder(job_id).glob(f"{SOURCE}.*")), None)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else takes a file in or looks for orphans."""
        self.root.mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / _LOCK):
            yield

    def take(self, job_id: str, path: Path, *, move: bool) -> None:
        """Bring a file in, under the lock; `move` leaves nothing where it was.

        Raises:
            StorageError: it cannot be read, or the disk is full.
        """
        folder = self.folder(job_id)
        suffix = path.suffix.lower()[:8] or ".bin"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / f"{SOURCE}{suffix}"
            part = folder / f".{uuid.uuid4().hex}"
            bring = shutil.move if move else shutil.copyfile
            bring(path, part)
            _settle(part, target)
        except OSError as exc:
            shutil.rmtree(folder, ignore_errors=True)
            raise StorageError(
                f"Le fichier n’a pas pu être reçu ({exc.strerror or exc}) : vérifiez la place sur le disque, puis "
                "déposez-le à nouveau."
            ) from exc

    def write(self, job_id: str, name: str, content: Any) -> None:
        """Store a piece of work; fails when the job's folder is gone, and never brings it back."""
        self.write_with(
            job_id, name, lambda path: path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        )

    def write_with(self, job_id: str, name: str, write: Callable[[Path], Any]) -> None:
        """Store what `write` puts at the path it is given."""
        folder = self.folder(job_id)
        part = folder / f".{uuid.uuid4().hex}"
        write(part)
        _settle(part, folder / name)

    def read(self, job_id: str, name: str) -> Any:
        """A piece of work, or None when it is not there."""
        try:
            return json.loads((self.folder(job_id) / name).read_text("utf-8"))
        except FileNotFoundError:
            return None

    def purge(self, job_id: str) -> None:
        """The job's folder goes, with all it holds."""
        folder = self.folder(job_id)
        if folder.is_dir():
            # Out of the way in one move: what a crash leaves behind is an orphan, not half a job.
            gone = self.root / f"efface-{uuid.uuid4().hex}"
            try:
                folder.rename(gone)
            except FileNotFoundError:
                return
            shutil.rmtree(gone, ignore_errors=True)

    def held(self) -> list[str]:
        """Names of the folders that are there."""
        if not self.root.is_dir():
            return []
        return sorted(p.name for p in self.root.iterdir() if p.is_dir())

    def drop_orphans(self, known: Callable[[], Iterable[str]]) -> int:
        """Erase the folders that no job knows (`known` is asked under the lock); how many there were."""
        if not self.root.is_dir():
            return 0
        with self.locked():
            keep = set(known())
            lost = [name for name in self.held() if name not in keep]
            for name in lost:
                shutil.rmtree(self.root / name, ignore_errors=True)
        return len(lost)


def _settle(part: Path, target: Path) -> None:
    """On the disk before it has its name."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)
