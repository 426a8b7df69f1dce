"""Log-mel features as Kaldi computes them, in numpy: 80 bins, frames of 25 ms every 10 ms, mean taken off.

senko brings a compiled library for this that is built for processors with AVX-512: on another one it ends the whole
process. There, these features take its place; they are the same to rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from coach.speech.ports import RATE, Samples

BINS: Final = 80
_FRAME, _STEP, _FFT = RATE // 40, RATE // 100, 512
_LOWEST: Final = 20.0
_PREEMPHASIS: Final = 0.97
_FLOOR: Final = float(np.finfo(np.float32).eps)
_FULL_SCALE: Final = 32768.0
"""Kaldi reads samples as 16-bit numbers, and its floor is set for them."""


def features(samples: Samples) -> NDArray[np.float32]:
    """`[frames, BINS]` of one stretch of sound; a stretch shorter than a frame is padded to one."""
    sound = np.asarray(samples, np.float64) * _FULL_SCALE
    if len(sound) < _FRAME:
        sound = np.pad(sound, (0, _FRAME - len(sound)))
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FRAME)[::_STEP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    power = np.abs(np.fft.rfft((frames - _PREEMPHASIS * before) * _window(), _FFT)) ** 2
    logs = np.log(np.maximum(power[:, : _FFT // 2] @ _mel().T, _FLOOR))
    centred: NDArray[np.float32] = (logs - logs.mean(axis=0)).astype(np.float32)
    return centred


def of_stretches(
    samples: Samples, stretches: Sequence[tuple[float, float]], *, sample_offset: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64], int]:
    """What senko asks for: all features in one row, frames of each stretch, where each starts, bins."""
    found = []
    for start, end in stretches:
        first = int(start * RATE) - sample_offset
        found.append(features(samples[first : first + max(1, int((end - start) * RATE))]))
    counts = np.array([len(f) for f in found], np.int64)
    offsets = np.concatenate([[0], np.cumsum(counts * BINS)[:-1]]).astype(np.int64)
    flat = np.concatenate([f.ravel() for f in found]) if found else np.zeros(0, np.float32)
    return flat, counts, offsets[: len(found)], BINS


def has_avx512(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor has it, as far as the system tells; where it does not, it is taken to have it."""
    try:
        lines = cpuinfo.read_text("utf-8", "replace").splitlines()
    except OSError:
        return True
    flags = [line.split(":", 1)[1].split() for line in lines if line.startswith("flags") and ":" in line]
    return "avx512f" in flags[0] if flags else True


@cache
def _window() -> NDArray[np.float64]:
    """Kaldi's « povey » window."""
    at = np.arange(_FRAME)
    window: NDArray[np.float64] = (0.5 - 0.5 * np.cos(2 * np.pi * at / (_FRAME - 1))) ** 0.85
    return window


@cache
def _mel() -> NDArray[np.float64]:
    """`[BINS, _FFT / 2]` triangles, evenly spaced on the mel scale up to half the rate."""

    def mel(frequency: Any) -> Any:
        return 1127.0 * np.log(1.0 + frequency / 700.0)

    low, high = mel(_LOWEST), mel(RATE / 2)
    step = (high - low) / (BINS + 1)
    left = low + step * np.arange(BINS)[:, None]
    at = mel(np.arange(_FFT // 2) * RATE / _FFT)[None, :]
    rise, fall = (at - left) / step, (left + 2 * step - at) / step
    triangles: NDArray[np.float64] = np.maximum(0.0, np.minimum(rise, fall))
    return triangles
