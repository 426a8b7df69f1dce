"""Two voices told apart by their pitch, when the pitches are clearly two: a man and a woman, a deep voice and a high one.

A fingerprint of the voice is made to know somebody again whatever the pitch, and so it mixes up two voices that only
the pitch tells apart. Pitch alone says nothing of who speaks when both speak as high: then this module says nothing.
Nothing else is read from the voice.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.speech.ports import RATE, Samples

Span = tuple[float, float, str]

_FRAME, _STEP, _FFT = RATE // 25, RATE // 50, 2048
_SHORTEST, _LONGEST = RATE // 400, RATE // 60
"""Periods of 400 and 60 Hz, in samples."""
_VOICED: Final = 0.6
"""Likeness of a frame to itself one period later, under which it has no pitch."""
_AUDIBLE: Final = 1e-3
"""Energy of a frame under which it is silent."""
_FRAMES: Final = 4
"""Frames with a pitch that a stretch of speech must hold."""
_APART: Final = 1.15
"""The higher voice over the lower, at least: two voices nearer than that are not told apart by pitch."""
_EXPLAINED: Final = 0.8
"""Share of the spread that two groups explain; one voice alone, cut in two, would reach two thirds."""
_LEAST: Final = 0.1
"""Share of the talk that the quieter of the two holds, at least."""
_PAUSE_MS, _PAD_MS = 150, 30


def spans(samples: Samples) -> list[Span]:
    """Who speaks when, `voix grave` or `voix aiguë`; nothing when the pitches are not clearly two."""
    stretches = _speech(samples)
    pitches = np.array([_pitch(samples[int(a * RATE) : int(b * RATE)]) for a, b in stretches])
    lengths = np.array([b - a for a, b in stretches])
    known = ~np.isnan(pitches)
    if known.sum() < 4:
        return []
    low = _lower(pitches[known], lengths[known])
    if low is None:
        return []
    names = iter("voix grave" if deep else "voix aiguë" for deep in low)
    found = [(a, b, next(names)) for (a, b), has in zip(stretches, known, strict=True) if has]
    return found  # a stretch without a pitch goes with the nearest that has one


def _speech(samples: Samples) -> list[tuple[float, float]]:
    """Seconds during which somebody speaks, cut at each pause."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(min_silence_duration_ms=_PAUSE_MS, speech_pad_ms=_PAD_MS)
    return [(s["start"] / RATE, s["end"] / RATE) for s in get_speech_timestamps(samples, options)]


def _pitch(samples: Samples) -> float:
    """Logarithm of the middle pitch of a stretch; not a number when it has none."""
    if len(samples) < _FRAME:
        return float("nan")
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_STEP].astype(np.float64)
    frames = frames - frames.mean(axis=1, keepdims=True)
    frames = frames[np.square(frames).sum(axis=1) > _AUDIBLE]
    if not len(frames):
        return float("nan")
    window = np.hanning(_FRAME)
    likeness = _autocorrelation(frames * window) / _autocorrelation(window[None])
    searched = likeness[:, _SHORTEST:_LONGEST]
    periods = _SHORTEST + searched.argmax(axis=1)
    voiced = searched.max(axis=1) > _VOICED
    if voiced.sum() < _FRAMES:
        return float("nan")
    return float(np.median(np.log(RATE / periods[voiced])))


def _autocorrelation(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.fft.irfft(np.abs(np.fft.rfft(frames, _FFT)) ** 2)[:, :_LONGEST]
    return found / found[:, :1]


def _lower(pitches: NDArray[np.float64], lengths: NDArray[np.float64]) -> NDArray[np.bool_] | None:
    """Which stretches are of the deeper voice, or None when one voice would do as well."""
    order = np.sort(pitches)
    spread = float(np.average((pitches - np.average(pitches, weights=lengths)) ** 2, weights=lengths))
    best: tuple[float, float] | None = None
    for border in (order[1:] + order[:-1]) / 2:
        low = pitches <= border
        if low.all() or not low.any():
            continue
        within = sum(
            float(
                np.sum(
                    lengths[side] * (pitches[side] - np.average(pitches[side], weights=lengths[side])) ** 2
                )
            )
            for side in (low, ~low)
        )
        if best is None or within < best[0]:
            best = within, float(border)
    if best is None or spread <= 0:
        return None
    low = pitches <= best[1]
    shares = lengths[low].sum() / lengths.sum()
    means = [float(np.average(pitches[side], weights=lengths[side])) for side in (low, ~low)]
    explained = 1 - best[0] / float(lengths.sum()) / spread
    clear = (
        np.exp(means[1] - means[0]) >= _APART and explained >= _EXPLAINED and _LEAST <= shares <= 1 - _LEAST
    )
    return low if clear else None
