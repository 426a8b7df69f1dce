"""What every server of the tests would make again for itself, made once by `scripts/run_tests.py`: the index of fiches."""

from __future__ import annotations

import shutil
from pathlib import Path

CACHE = Path(__file__).resolve().parents[1] / ".pytest_cache" / "coach"
"""Vectors of the scenarios' questions, kept by the program itself; and the folder the index is made in."""
INDEX = CACHE / "donnees" / "knowledge"


def give_index(data_dir: Path) -> None:
    """Begin with the index of fiches, eight seconds of processor; the program makes it again if it is not today's."""
    if INDEX.is_dir() and not (data_dir / "knowledge").exists():
        shutil.copytree(INDEX, data_dir / "knowledge")
