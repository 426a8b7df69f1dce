"""The alternative engine: a real Chroma server on the loopback address, started here."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FICHES, TODAY  # type: ignore[import-not-found]

from coach.errors import StorageError
from coach.knowledge.index_store import Encoders
from coach.knowledge.service import KnowledgeBase

CHROMA = shutil.which("chroma", path=str(Path(sys.executable).parent))
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMA is None, reason="no chroma command beside Python")]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(CHROMA), "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path / "server")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def test_same_answers_from_a_server(tmp_path: Path, address: str, encoders: Encoders) -> None:
    question = "Comment reprendre un conseiller en retard ?"
    options = {"fiches": FICHES, "encoders": encoders, "today": lambda: TODAY}
    with KnowledgeBase.open(tmp_path / "a", **options) as embedded:
        expected = [(p.id, round(p.score, 3)) for p in embedded.ask(question).passages]
    with (
        KnowledgeBase.open(tmp_path / "b", writer=True, chroma_url=address, **options) as first,
        KnowledgeBase.open(tmp_path / "b", chroma_url=address, **options) as second,
    ):
        for base in (first, second):
            assert [(p.id, round(p.score, 3)) for p in base.ask(question).passages] == expected
        (tmp_path / "charte.txt").write_text(
            "Article 4\n\nLe badge orange ouvre la salle des serveurs.\n", "utf-8"
        )
        first.add(tmp_path / "charte.txt")
        assert "badge orange" in first.ask("Quel badge ouvre la salle des serveurs ?").answer


def test_no_server_there(tmp_path: Path, encoders: Encoders) -> None:
    with (
        KnowledgeBase.open(tmp_path, fiches=FICHES, encoders=encoders, chroma_url="127.0.0.1:9") as base,
        pytest.raises(StorageError, match="ne répond pas"),
    ):
        base.ask("Comment reprendre un conseiller en retard ?")
