"""The application on an empty data folder, called without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from coach.settings import Settings
from coach.wiring import Services
from tests.web.centre import Centre, furnish


@pytest.fixture(scope="module")
def app_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    built = Services(Settings(data_dir=tmp_path_factory.mktemp("web") / "donnees"))
    yield built
    if "database" in vars(built):
        built.database.close()


@pytest.fixture(scope="module")
def client(app_services: Services) -> Iterator[TestClient]:
    from coach.web.app import build

    with TestClient(build(app_services), base_url="http://127.0.0.1") as opened:
        yield opened


@pytest.fixture
def broken_sound(tmp_path: Path) -> Path:
    path = tmp_path / "appel_de_Mme_Duval.wav"
    path.write_bytes(b"RIFF\x00\x00\x00\x00WAVEfmt nothing that can be heard")
    return path


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """One for all tests of accounts: what a test changes, it changes on people of its own."""
    from coach.web.app import build

    folder = tmp_path_factory.mktemp("centre") / "donnees"
    services = Services(Settings(data_dir=folder, mode="centre", allowed_hosts="coach.centre.fr"))
    with TestClient(build(services), base_url="http://127.0.0.1") as opened:
        yield furnish(services, opened)
    services.database.close()
