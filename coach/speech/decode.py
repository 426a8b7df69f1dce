"""Sound files to samples, with PyAV; whatever is not usable sound is refused with its reason.

Only the formats named are opened, from a file already on disk: a playlist or a reference to another
address is refused before anything is fetched.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from coach.errors import AudioError
from coach.speech.ports import RATE, Samples

DEMUXERS: Final = (
    "wav", "w64", "mp3", "mov", "m4a", "mp4", "3gp", "ogg", "flac", "matroska", "webm", "amr", "aiff", "aac",
    "caf", "au", "asf",
)  # fmt: skip
NAMES: Final = "wav, mp3, m4a, ogg, opus, flac, webm, amr, aiff"
MAX_SECONDS: Final = 2 * 3600
MAX_BYTES: Final = 300 * 2**20
_MIN_SECONDS: Final = 0.1
_MAX_BAD_PACKETS: Final = 2000
_SILENCE: Final = 33
"""Largest sample (of 32 767) in a file that holds no sound: −60 dB."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A decoded recording: `samples[channel, n]`, 16 bits, at `RATE`, one or two channels."""

    samples: NDArray[np.int16]
    format: str
    source_rate: int
    """Samples a second in the file; 8000 is a telephone."""
    announced: float | None
    """Seconds the file says it holds, `None` when it does not say."""

    @property
    def channels(self) -> int:
        """1 or 2."""
        return int(self.samples.shape[0])

    @property
    def duration(self) -> float:
        """Seconds decoded."""
        return float(self.samples.shape[1]) / RATE

    @property
    def truncated(self) -> bool:
        """Whether clearly less was read than the file announces."""
        return self.announced is not None and self.duration < 0.95 * self.announced - 1

    def channel(self, index: int) -> Samples:
        """One channel as floats."""
        samples: Samples = np.divide(self.samples[index], 32768, dtype=np.float32)
        return samples

    def mono(self) -> Samples:
        """The mean of the channels as floats."""
        total = self.samples.sum(axis=0, dtype=np.int32)
        samples: Samples = np.divide(total, 32768 * self.channels, dtype=np.float32)
        return samples


def decode(path: Path, *, max_seconds: float = MAX_SECONDS, max_bytes: int = MAX_BYTES) -> Audio:
    """Read a sound file.

    Raises:
        AudioError: absent, empty, too big, too long, not sound, a video, broken, or silent.
    """
    name = path.name
    check_file(path, max_bytes)
    import av  # a second to import; most commands never decode

    try:
        with (
            path.open("rb") as file,
            av.open(
                file,
                mode="r",
                metadata_errors="ignore",
                container_options={"format_whitelist": ",".join(DEMUXERS), "protocol_whitelist": "file"},
            ) as container,
        ):
            audio = _read(container, name, max_seconds)
    except av.FFmpegError as exc:
        raise AudioError(_refusal(path)) from exc
    except (ValueError, OSError, IndexError) as exc:  # PyAV's own checks of a malformed container
        raise AudioError(_refusal(path)) from exc
    if audio.duration < _MIN_SECONDS:
        raise AudioError(
            f"{name!r} ne contient aucun son lisible : le fichier est sans doute tronqué ou vide. "
            "Exportez-le à nouveau depuis l’outil d’enregistrement."
        )
    if int(np.abs(audio.samples.astype(np.int32)).max()) < _SILENCE:
        raise AudioError(
            f"{name!r} est entièrement silencieux ({audio.duration:.0f} s) : vérifiez que l’enregistrement "
            "a bien capté les voix, puis donnez un autre fichier."
        )
    return audio


def check_file(path: Path, max_bytes: int = MAX_BYTES) -> None:
    """Refuse what cannot be a recording before anything is loaded: absent, a folder, empty, too big.

    Raises:
        AudioError: with the reason.
    """
    name = path.name
    try:
        size = path.stat().st_size
    except OSError as exc:
        raise AudioError(f"Le fichier {str(path)!r} est introuvable : vérifiez son chemin.") from exc
    if not path.is_file():
        raise AudioError(f"{str(path)!r} n’est pas un fichier : indiquez un fichier audio ({NAMES}).")
    if size == 0:
        raise AudioError(f"{name!r} est vide (0 octet) : exportez-le à nouveau, puis recommencez.")
    if size > max_bytes:
        raise AudioError(
            f"{name!r} pèse {size / 2**20:.0f} Mo, la limite est de {max_bytes / 2**20:.0f} Mo : compressez-le "
            "(mp3 ou opus) ou découpez-le."
        )


def _read(container: Any, name: str, max_seconds: float) -> Audio:
    from av.stream import Disposition

    if any(Disposition.attached_pic not in stream.disposition for stream in container.streams.video):
        raise AudioError(
            f"{name!r} est une vidéo : seuls les enregistrements sonores sont acceptés. "
            f"Extrayez-en le son ({NAMES}), puis recommencez."
        )
    if not container.streams.audio:
        raise AudioError(
            f"{name!r} ne contient aucune piste sonore lisible, il est peut-être tronqué : donnez un fichier {NAMES}."
        )
    stream = container.streams.audio[0]
    if stream.codec_context is None:
        raise AudioError(f"{name!r} est abîmé ou d’un codage inconnu : donnez un fichier {NAMES}.")
    announced = None if container.duration is None else container.duration / 1_000_000
    if announced is not None and announced > max_seconds:
        raise _too_long(name, announced, max_seconds)
    wide = stream.codec_context.channels == 2
    samples = _samples(container, stream, "stereo" if wide else "mono", name, max_seconds)
    return Audio(samples, container.format.name, stream.codec_context.sample_rate or 0, announced)


def _samples(container: Any, stream: Any, layout: str, name: str, max_seconds: float) -> NDArray[np.int16]:
    import av

    resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE)
    width = 2 if layout == "stereo" else 1
    pieces: list[NDArray[np.int16]] = []
    total = bad = 0
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except (av.FFmpegError, ValueError) as exc:
            # A damaged packet loses a fraction of a second; a file made of them is not sound.
            bad += 1
            if bad > _MAX_BAD_PACKETS:
                raise AudioError(f"{name!r} est trop abîmé pour être lu : exportez-le à nouveau.") from exc
            continue
        for frame in frames:
            frame.pts = None  # times that jump or go back would make the resampler fail
            for resampled in resampler.resample(frame):
                pieces.append(_flat(resampled))
                total += pieces[-1].size
        if total > max_seconds * RATE * width:
            raise _too_long(name, None, max_seconds)
    pieces.extend(_flat(resampled) for resampled in resampler.resample(None))
    flat = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
    return np.ascontiguousarray(flat.reshape(-1, width).T)


def _flat(frame: Any) -> NDArray[np.int16]:
    samples: NDArray[np.int16] = frame.to_ndarray().reshape(-1)
    return samples


def _too_long(name: str, seconds: float | None, max_seconds: float) -> AudioError:
    length = "" if seconds is None else f" ({seconds / 60:.0f} min)"
    return AudioError(
        f"{name!r} est trop long{length} : la limite est de {max_seconds / 60:.0f} min. "
        "Découpez-le, ou relevez le réglage COACH_MAX_AUDIO_MINUTES."
    )


def _refusal(path: Path) -> str:
    """Why FFmpeg could not make sound of the file, from its first bytes."""
    name = path.name
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK") and zipfile.is_zipfile(path):
        what = "est une archive : décompressez-la et donnez les fichiers audio un par un"
    elif head.lstrip().startswith(b"#EXTM3U") or head.lstrip().lower().startswith(b"[playlist]"):
        what = "est une liste de lecture, pas un enregistrement : donnez le fichier audio lui-même"
    elif head.startswith(b"%PDF"):
        what = "est un document PDF, pas un enregistrement"
    elif b"\0" not in head and _is_text(head):
        what = "est un fichier texte, pas un enregistrement"
    else:
        what = "n’est pas un fichier audio lisible : il est abîmé, tronqué, ou d’un autre type que son nom"
    return f"{name!r} {what}. Formats acceptés : {NAMES}."


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as exc:
        return exc.start > len(head) - 4  # cut in the middle of its last character
    return True
