from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.jobs.queue import Queue
from coach.settings import Settings
from coach.speech.models import has_parts, joined_dir, packaged
from coach.wiring import Services


@pytest.fixture(scope="session")
def whisper_folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The packaged model, joined."""
    if not has_parts():
        pytest.skip("le modèle en paquets n'est pas installé (extra whisper-base)")
    data_dir = tmp_path_factory.mktemp("modele")
    packaged(data_dir)
    return str(joined_dir(data_dir))


@pytest.fixture
def hearing(tmp_path: Path, whisper_folder: str) -> Iterator[Services]:
    """Services on an empty folder, with the real ear."""
    built = Services(Settings(data_dir=tmp_path / "donnees", whisper_model=whisper_folder))
    yield built
    built.database.close()


@pytest.fixture
def queue(services: Services) -> Queue:
    return Queue(services)
