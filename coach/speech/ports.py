"""What the pipeline asks of an ear, and of what tells two voices apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from coach.domain.transcripts import Segment
from coach.errors import CoachError

RATE: Final = 16_000
"""Samples a second of everything past decoding."""

Samples = NDArray[np.float32]
"""One channel, −1 to 1, at `RATE`."""

Progress = Callable[[float, float], None]
"""Called with seconds done and seconds in all; what it raises stops the work."""


class Cancelled(CoachError):
    """The person asked to stop; nothing was kept."""

    code = "annule"


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words a transcriber gave that were refused as invented, with the reason."""

    start: float
    end: float
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What was recognised in one channel: segments without speaker, and what was refused."""

    segments: tuple[Segment, ...]
    dropped: tuple[Dropped, ...] = ()


class Transcriber(Protocol):
    """Turns one channel into words; holds its model, and serves one call at a time."""

    @property
    def name(self) -> str:
        """Model and version, kept with each transcript."""

    def transcribe(self, samples: Samples, progress: Progress) -> Heard:
        """Segments in time order, seconds from the start of `samples`, with their words.

        Raises:
            EngineError: the engine failed.
        """


class Diarizer(Protocol):
    """Tells who speaks when in a mono recording."""

    def spans(self, samples: Samples, speakers: int) -> list[tuple[float, float, str]]:
        """(start, end, label) in seconds, at most `speakers` labels, in time order."""


def silent(done: float, total: float) -> None:
    """A `Progress` for callers who do not look."""
