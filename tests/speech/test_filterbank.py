"""Features of a stretch of sound: their shape, what they tell, and how the processor is asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.speech.filterbank import BINS, features, has_avx512, of_stretches
from coach.speech.ports import RATE


def tone(frequency: float, seconds: float) -> np.ndarray:
    t = np.arange(int(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * frequency * t)).astype(np.float32)


def test_there_is_a_frame_every_hundredth_of_a_second_and_their_mean_is_nought() -> None:
    found = features(tone(440, 1.5))
    assert found.shape == (148, BINS)
    assert np.abs(found.mean(axis=0)).max() < 1e-3
    assert features(np.zeros(10, np.float32)).shape == (1, BINS)


@pytest.mark.parametrize("frequency", [200.0, 1000.0, 5000.0])
def test_a_tone_rises_in_the_bin_of_its_pitch(frequency: float) -> None:
    sound = np.concatenate([np.zeros(RATE // 2, np.float32), tone(frequency, 0.5)])
    found = features(sound)
    highest = int((found[-20:].mean(axis=0) - found[:20].mean(axis=0)).argmax())
    scale = 1127 * np.log(1 + np.array([20.0, frequency, RATE / 2]) / 700)
    assert abs(highest - ((scale[1] - scale[0]) / (scale[2] - scale[0]) * (BINS + 1) - 1)) <= 1


def test_loudness_does_not_change_them() -> None:
    rng = np.random.default_rng(1)
    sound = rng.standard_normal(RATE).astype(np.float32) * 0.01
    assert np.allclose(features(sound), features(sound * 20), atol=1e-3)


def test_stretches_are_laid_end_to_end() -> None:
    sound = np.concatenate([tone(300, 1.0), tone(900, 1.0)])
    flat, counts, offsets, bins = of_stretches(sound, [(0.0, 0.5), (1.0, 1.8), (1.99, 2.0)])
    assert bins == BINS and counts.tolist() == [48, 78, 1] and offsets.tolist() == [0, 48 * 80, 126 * 80]
    assert len(flat) == 127 * 80
    assert np.array_equal(
        flat[offsets[1] : offsets[2]].reshape(-1, BINS), features(sound[RATE : int(1.8 * RATE)])
    )
    assert of_stretches(sound, [])[1].tolist() == []


def test_the_processor_is_asked_and_silence_is_consent(tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text("processor\t: 0\nflags\t\t: fpu avx avx2\n")
    assert not has_avx512(told)
    told.write_text("processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512bw\n")
    assert has_avx512(told) and has_avx512(tmp_path / "absent")
