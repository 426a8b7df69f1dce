"""A disk that is read-only, or full in the middle of an interview: real file systems, mounted for the test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.errors import StorageError
from coach.settings import load_settings
from coach.store.database import Database
from coach.wiring import OWNER, Services


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of forty-eight megabytes."""
    place = tmp_path / "disque"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", place], capture_output=True)
    if made.returncode != 0:
        pytest.skip("monter un disque d’essai demande d’être administrateur de cette machine")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def coach(data_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coach.cli.main", *words],
        env={**os.environ, "COACH_DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def said_clearly(result: subprocess.CompletedProcess[str], *words: str) -> None:
    told = result.stdout + result.stderr
    assert result.returncode != 0 and "Traceback" not in told, told
    assert all(word in told for word in words), told


def test_a_read_only_disk_is_said_to_be(disk: Path) -> None:
    Database.open(disk).close()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(StorageError, match="COACH_DATA_DIR"):
        Database.open(disk)
    said_clearly(coach(disk, "serve", "--port", "7991"), "ne peut pas être écrit", "COACH_DATA_DIR")
    said_clearly(coach(disk, "doctor"), "Dossier", "COACH_DATA_DIR")


def test_a_folder_that_cannot_be_made_is_said_to_be() -> None:
    said_clearly(coach(Path("/dev/null/coach"), "doctor"), "Disque", "COACH_DATA_DIR")
    said_clearly(coach(Path("/dev/null/coach"), "serve"), "COACH_DATA_DIR")


def test_a_full_disk_loses_nothing_that_was_said(disk: Path) -> None:
    services = Services(load_settings(data_dir=disk))
    interview = services.runner.start(OWNER, "recadrage-retards", 1, 3)
    list(services.runner.say(OWNER, interview.id, "Bonjour Karim, merci d’être venu.", 10))
    ballast = disk / "lest"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    before = services.runner.get(OWNER, interview.id).turns
    refused = False
    for _ in range(40):  # the log of the database has room for a few more turns
        try:
            list(services.runner.say(OWNER, interview.id, "Lundi 16, tu t’es connecté à 9 h 12. " * 40, 10))
        except StorageError as exc:
            assert "disque est plein" in exc.message
            refused = True
            break
    assert refused
    kept = services.runner.get(OWNER, interview.id).turns
    assert kept[: len(before)] == before and all(turn.advisor for turn in kept)
    ballast.unlink()
    list(services.runner.say(OWNER, interview.id, "Comment tu expliques ces matins-là ?", 10))
    after = services.runner.get(OWNER, interview.id).turns
    assert after[: len(kept)] == kept and after[-1].manager == "Comment tu expliques ces matins-là ?"
    services.database.close()
