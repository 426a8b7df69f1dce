"""Recordings being transcribed: one at a time, in the background, whatever becomes of the page.

The sound file moves to a folder of ours, so that nothing but `hear_sample` decides how long it lives; what a
crash left there, or in Gradio's folder of uploads, is erased at the next start.
"""

from __future__ import annotations

import shutil
import threading
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from coach.errors import NotFound
from coach.review import hear_sample
from coach.speech.ports import Cancelled
from coach.wiring import Services


@dataclass
class Hearing:
    """One recording on its way; times are seconds of sound."""

    owner: str
    name: str
    done: float = 0.0
    total: float = 0.0
    sample_id: str | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)
    finished: threading.Event = field(default_factory=threading.Event)

    def progress(self, done: float, total: float) -> None:
        """Note how far the work is; stops it when the person asked to."""
        if self.cancelled.is_set():
            raise Cancelled("Transcription arrêtée à votre demande ; rien n’a été gardé.")
        self.done, self.total = done, total

    def started(self, sample_id: str) -> None:
        """The sample has its id."""
        self.sample_id = sample_id


class Hearings:
    """The recordings of this process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder = services.settings.data_dir / "ecoutes-en-cours"
        self._one = threading.Lock()
        self._hearings: list[Hearing] = []
        for left in (self._folder, services.settings.data_dir / "tampon"):
            shutil.rmtree(left, ignore_errors=True)

    def start(self, owner: str, name: str, upload: Path) -> Hearing:
        """Take the file over and transcribe it in the background."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{uuid.uuid4().hex}{upload.suffix[:8]}"
        shutil.move(upload, path)
        hearing = Hearing(owner, name)
        self._hearings.append(hearing)
        threading.Thread(target=self._hear, args=(hearing, path), daemon=True).start()
        return hearing

    def current(self, owner: str) -> Hearing | None:
        """The owner's recording that is not finished yet, the earliest first."""
        return next((h for h in self._hearings if h.owner == owner and not h.finished.is_set()), None)

    def holds(self, sample_id: str) -> bool:
        """Whether this sample is still being worked on."""
        return any(h.sample_id == sample_id and not h.finished.is_set() for h in self._hearings)

    def cancel(self, owner: str) -> None:
        """Stop the owner's recordings; nothing of them is kept."""
        for hearing in self._hearings:
            if hearing.owner == owner:
                hearing.cancelled.set()

    def _hear(self, hearing: Hearing, path: Path) -> None:
        try:
            with self._one:
                if hearing.cancelled.is_set():
                    return
                sample_id = hear_sample(
                    self._services, hearing.owner, hearing.name, path, hearing.progress, hearing.started
                )
                if hearing.cancelled.is_set():
                    with suppress(NotFound):  # asked for after the last word was heard
                        self._services.samples.delete(sample_id, hearing.owner)
        finally:
            path.unlink(missing_ok=True)
            hearing.finished.set()
            self._hearings.remove(hearing)
