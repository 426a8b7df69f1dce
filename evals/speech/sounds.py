"""Sounds made for tests and evals: two-voice calls in the packaged French voice, and what is no speech."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.signal import butter, resample_poly, sosfilt

from coach.domain.transcripts import Turn
from coach.speech.voice import speak

RATE = 16_000
VOICES = {"agent": (1.12, 1.0), "client": (0.78, 0.95)}
"""Pitch and speed of each side."""


class Line(NamedTuple):
    """One line of a call; `gap` seconds after the line before (negative: over it)."""

    speaker: str
    text: str
    gap: float = 0.5


def say(text: str, *, pitch: float = 1.0, speed: float = 1.0) -> np.ndarray:
    """Samples of a text said, −1 to 1."""
    with wave.open(io.BytesIO(speak(text, pitch=pitch, speed=speed))) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return pcm.astype(np.float32) / 32768


def call(
    lines: Sequence[Line], voices: dict[str, tuple[float, float]] = VOICES
) -> tuple[np.ndarray, list[Turn]]:
    """A stereo call, agent on the left, and its true turns."""
    placed, turns, end = [], [], 0.3
    for line in lines:
        pitch, speed = voices[line.speaker]
        sound = say(line.text, pitch=pitch, speed=speed)
        start = max(0.0, end + line.gap)
        end = start + len(sound) / RATE
        placed.append((0 if line.speaker == "agent" else 1, int(start * RATE), sound))
        turns.append(Turn(line.speaker, line.text, start, end))
    stereo = np.zeros((2, int((max(t.end for t in turns) + 0.5) * RATE)), np.float32)
    for channel, start, sound in placed:
        stereo[channel, start : start + len(sound)] += sound
    return stereo, turns


def noise(seconds: float, decibels: float, seed: int = 1) -> np.ndarray:
    """White noise."""
    rng = np.random.default_rng(seed)
    return (rng.standard_normal(int(seconds * RATE)) * 10 ** (decibels / 20)).astype(np.float32)


def pink(seconds: float, decibels: float, seed: int = 2) -> np.ndarray:
    """Noise with more bass, as in a room."""
    spectrum = np.fft.rfft(noise(seconds, 0, seed))
    sound = np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)) + 1))
    return (sound / sound.std() * 10 ** (decibels / 20)).astype(np.float32)


def music(seconds: float, seed: int = 3) -> np.ndarray:
    """A tune of plucked notes over chords, as on hold."""
    rng = np.random.default_rng(seed)
    out = np.zeros(int(seconds * RATE))
    scale = 220 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
    beat = rng.uniform(0.3, 0.6)
    for k in range(int(seconds / beat)):
        start = int(k * beat * RATE)
        notes = [rng.choice(scale) * rng.choice([1, 2])] + (
            [scale[0], scale[2], scale[4]] if k % 4 == 0 else []
        )
        for note in notes:
            t = np.arange(min(int(1.5 * RATE), len(out) - start)) / RATE
            tone = sum(np.sin(2 * np.pi * note * h * t) / h for h in (1, 2, 3, 5))
            out[start : start + len(t)] += tone * np.exp(-3 * t)
    return (0.3 * out / np.abs(out).max()).astype(np.float32)


def ringing(seconds: float) -> np.ndarray:
    """The French ringing tone: 440 Hz, 1.5 s of 5."""
    t = np.arange(int(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * 440 * t) * (t % 5 < 1.5)).astype(np.float32)


def telephone(sound: np.ndarray) -> np.ndarray:
    """300–3400 Hz, at 8000 samples a second."""
    band = butter(4, [300, 3400], "bandpass", fs=RATE, output="sos")
    return resample_poly(sosfilt(band, sound, axis=-1), 1, 2, axis=-1).astype(np.float32)


def write(
    path: Path, sound: np.ndarray, *, rate: int = RATE, codec: str = "pcm_s16le", to_rate: int | None = None
) -> Path:
    """Write a mono (`[n]`) or stereo (`[2, n]`) sound in the format of the file's suffix."""
    import av

    samples = np.atleast_2d(np.clip(sound, -1, 1) * 32767).astype(np.int16)
    layout = "stereo" if len(samples) == 2 else "mono"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=to_rate or rate, layout=layout)
        for start in range(0, samples.shape[1], 8000):
            piece = np.ascontiguousarray(samples[:, start : start + 8000].T.reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(piece, format="s16", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
