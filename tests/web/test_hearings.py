"""Recordings in the background: one at a time, told how far they are, cancelled without a trace."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from coach.web.hearings import Hearings
from coach.wiring import OWNER, Services


class Ear:
    """An ear that goes on until it is told to stop, and says who is listening at the same time."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.go_on = threading.Event()
        self.now = self.most = 0

    def __call__(self, path: Path, progress: Any) -> Any:
        assert path.is_file()
        self.now += 1
        self.most = max(self.most, self.now)
        self.started.set()
        try:
            for second in range(100):
                progress(float(second), 100.0)
                if self.go_on.wait(0.02):
                    break
            raise RuntimeError("nothing was said")
        finally:
            self.now -= 1


@pytest.fixture
def ear(services: Services, monkeypatch: pytest.MonkeyPatch) -> Ear:
    found = Ear()
    monkeypatch.setattr(services, "listener", found)
    return found


def sound(folder: Path, name: str = "appel.wav") -> Path:
    path = folder / name
    path.write_bytes(b"RIFF....")
    return path


def sounds(services: Services) -> list[Path]:
    return [p for p in services.settings.data_dir.rglob("*.wav")]


def test_a_recording_is_taken_over_and_its_progress_told(
    services: Services, ear: Ear, tmp_path: Path
) -> None:
    hearings = Hearings(services)
    upload = sound(tmp_path)
    hearing = hearings.start(OWNER, "appel", upload)
    assert ear.started.wait(10)
    assert not upload.exists() and len(sounds(services)) == 1
    assert hearings.current(OWNER) is hearing and hearings.current("quelqu-un") is None
    assert hearing.sample_id is not None and hearings.holds(hearing.sample_id)
    ear.go_on.set()
    assert hearing.finished.wait(10)
    assert hearing.total == 100.0
    assert hearings.current(OWNER) is None and not hearings.holds(hearing.sample_id)
    assert sounds(services) == []
    assert services.samples.get(hearing.sample_id, OWNER).status == "echec"


def test_what_is_cancelled_leaves_no_trace(services: Services, ear: Ear, tmp_path: Path) -> None:
    hearings = Hearings(services)
    hearing = hearings.start(OWNER, "appel", sound(tmp_path))
    assert ear.started.wait(10)
    hearings.cancel(OWNER)
    assert hearing.finished.wait(10)
    assert services.samples.list(OWNER) == []
    assert sounds(services) == []


def test_recordings_wait_for_one_another(services: Services, ear: Ear, tmp_path: Path) -> None:
    hearings = Hearings(services)
    started = [hearings.start(OWNER, f"appel {n}", sound(tmp_path, f"{n}.wav")) for n in range(3)]
    assert ear.started.wait(10)
    assert [h.sample_id is not None for h in started].count(True) <= 1
    ear.go_on.set()
    assert all(h.finished.wait(20) for h in started)
    assert ear.most == 1
    assert len(services.samples.list(OWNER)) == 3


def test_one_that_waits_can_be_cancelled(services: Services, ear: Ear, tmp_path: Path) -> None:
    hearings = Hearings(services)
    started = [hearings.start(OWNER, f"appel {n}", sound(tmp_path, f"{n}.wav")) for n in range(2)]
    assert ear.started.wait(10)
    hearings.cancel(OWNER)
    assert all(h.finished.wait(20) for h in started)
    assert services.samples.list(OWNER) == [] and sounds(services) == []


def test_what_a_crash_left_is_erased_at_the_next_start(services: Services) -> None:
    for folder in ("ecoutes-en-cours", "tampon/abc"):
        left = services.settings.data_dir / folder
        left.mkdir(parents=True)
        sound(left)
    Hearings(services)
    assert sounds(services) == []
