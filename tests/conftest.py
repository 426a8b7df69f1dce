"""What every test may rely on: its own data folder, no setting of the machine, no network."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.settings import Settings
from coach.wiring import Services

_LOCAL = {"127.0.0.1", "::1", "localhost"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: not (item.path.parent.name == "browser" or item.path.name == "test_wheel.py"))


@pytest.fixture(autouse=True)
def clean_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No `COACH_*` of the machine, a data folder of one's own; what is computed alike everywhere is shared."""
    for name in [n for n in os.environ if n.startswith("COACH_") and n != "COACH_SEEDS_DIR"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "donnees"))
    monkeypatch.setenv("COACH_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection that would leave the machine fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and str(address[0]) not in _LOCAL:
            raise AssertionError(f"a test reaches out to {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """Every service, on an empty data folder."""
    built = Services(Settings(data_dir=tmp_path / "donnees"))
    yield built
    if "database" in vars(built):
        built.database.close()
