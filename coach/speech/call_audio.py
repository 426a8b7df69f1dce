"""The call of a débriefing scenario as a sound: made from its written lines by the embedded voice, once.

Stereo as call centres record: the agent on the left, the customer on the right, the voice server on both. Each line
starts at its written time, so that the transcript and the sound go together.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import threading
import wave
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.domain.scenarios import Call, CallTurn, Scenario, Voice
from coach.errors import NotFound, StorageError
from coach.speech.voice import RATE, marked, speak

Samples = NDArray[np.int16]

SPOKEN: Final = frozenset({"appel entrant", "appel sortant"})
"""Channels that are heard; the others are read."""
FASTEST: Final = 1.4
"""How much quicker a line may be said than the voice would, to fit its time."""
BREATH: Final = 0.15
"""Least seconds between two lines, when the first overflows its time."""
_QUIET: Final = 250
"""Under this amplitude the voice is silent: what it leaves before and after a line is cut."""
_RECIPE: Final = "2"
"""Changes with what makes the sound, so that files made before are not served."""


def spoken_call(scenario: Scenario) -> Call | None:
    """The call of a débriefing that can be listened to; None when its sample is written, or is no whole call."""
    call = scenario.brief.call
    heard = scenario.exercise == "debriefing" and call is not None and call.channel in SPOKEN
    return call if heard else None


class CallSounds:
    """Sounds of calls in a folder of things that can be made again. Safe between threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def file(self, scenario: Scenario) -> Path:
        """The WAV of the scenario's call, made at the first request.

        Raises:
            NotFound: its sample is written, or it has none.
            MissingPart: the embedded voice is not installed.
            StorageError: the file cannot be written.
        """
        call = spoken_call(scenario)
        if call is None:
            raise NotFound("Ce scénario n’a pas d’appel à écouter : son échantillon se lit dans le dossier.")
        path = self._folder / f"{scenario.id}-{_digest(call, scenario.persona.voice)}.wav"
        with self._locks[path.name]:
            if not path.exists():
                _write(path, call_sound(call, scenario.persona.voice))
        return path


def call_sound(call: Call, agent: Voice) -> bytes:
    """A stereo WAV of the whole call, marked as synthetic.

    Raises:
        MissingPart: the embedded voice is not installed.
    """
    placed = list(_placed(call.turns, agent))
    end = max([at + len(said) for at, said, _ in placed], default=0)
    sound = np.zeros((max(round(call.duration_s * RATE), end + RATE // 2), 2), dtype=np.int16)
    for at, said, channels in placed:
        sound[at : at + len(said), channels] = said[:, None]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.tobytes())
    return marked(out.getvalue())


def _placed(turns: tuple[CallTurn, ...], agent: Voice) -> Iterator[tuple[int, Samples, list[int]]]:
    """First sample, sound and channels of each line; a line waits for the end of the one before."""
    voices = {
        "agent": agent,
        "client": Voice(pitch=0.8 if agent.pitch >= 1 else 1.2, speed=1.0),
        "serveur vocal": Voice(pitch=1.0, speed=0.95),
    }
    channels = {"agent": [0], "client": [1], "serveur vocal": [0, 1]}
    free = 0
    for turn in turns:
        said = _fitted(turn, voices[turn.speaker])
        at = max(round(turn.start * RATE), free)
        free = at + len(said) + round(BREATH * RATE)
        yield at, said, channels[turn.speaker]


def _fitted(turn: CallTurn, voice: Voice) -> Samples:
    """The line said within its time, as far as one may speak quickly."""
    said = _said(turn.text, voice.pitch, voice.speed)
    if turn.end is None or turn.end <= turn.start:
        return said
    ratio = len(said) / RATE / (turn.end - turn.start)
    if ratio <= 1.03:
        return said
    return _said(turn.text, voice.pitch, min(2.0, voice.speed * min(ratio, FASTEST)))


def _said(text: str, pitch: float, speed: float) -> Samples:
    with wave.open(io.BytesIO(speak(text, pitch=pitch, speed=speed))) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _QUIET)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]


def _digest(call: Call, agent: Voice) -> str:
    lines = [f"{t.start}|{t.end}|{t.speaker}|{t.text}" for t in call.turns]
    text = "\n".join([_RECIPE, str(call.duration_s), f"{agent.pitch}|{agent.speed}", *lines])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _write(path: Path, sound: bytes) -> None:
    pending = path.with_name(f"{path.stem}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pending.write_bytes(sound)
        pending.replace(path)
    except OSError as exc:
        raise StorageError(
            f"Le son de l’appel n’a pas pu être écrit dans « {path.parent} » ({exc.strerror}) : libérez de la place, "
            "ou donnez un autre dossier avec COACH_CACHE_DIR. La transcription reste lisible dans le dossier."
        ) from exc
    finally:
        with contextlib.suppress(OSError):
            pending.unlink(missing_ok=True)
