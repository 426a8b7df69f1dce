from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from coach.errors import DocumentError, NotFound
from coach.knowledge.catalogue import CatalogueEntry, choose, fetch, load_catalogue

BODY = b"<html><body><h1>Loi</h1><p>Article 1. Le texte officiel.</p></body></html>" * 2000


class Handler(BaseHTTPRequestHandler):
    cut: bool = False
    ranges: bool = True

    def do_GET(self) -> None:
        if self.path == "/refus":
            self.send_error(403)
            return
        start = 0
        asked = self.headers.get("Range")
        if asked and self.ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
        else:
            self.send_response(200)
        part = BODY[start:]
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part[: len(part) // 2] if type(self).cut else part)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Handler.cut, Handler.ranges = False, True
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()


def through(address: str, path: str = "/loi") -> Any:
    """An opener that sends the catalogue's https address to the test server."""

    def opener(request: Request, timeout: float) -> Any:
        return urlopen(Request(address + path, headers=dict(request.header_items())), timeout=timeout)

    return opener


ENTRY = CatalogueEntry(
    id="loi", title="La loi", publisher="X", url="https://officiel.example/loi", file="loi.html"
)


def test_download_then_present(server: str, tmp_path: Path) -> None:
    got = fetch(ENTRY, tmp_path, opener=through(server))
    assert got.outcome == "downloaded"
    assert got.path is not None
    assert got.path.read_bytes() == BODY
    assert hashlib.sha256(BODY).hexdigest() in (tmp_path / "loi.html.json").read_text()
    assert fetch(ENTRY, tmp_path, opener=through(server)).outcome == "present"


@pytest.mark.parametrize("ranges", [True, False])
def test_a_cut_download_is_taken_up_again(server: str, tmp_path: Path, ranges: bool) -> None:
    (tmp_path / "loi.html.part").write_bytes(BODY[:1000])
    Handler.ranges = ranges
    assert fetch(ENTRY, tmp_path, opener=through(server)).outcome == "downloaded"
    assert (tmp_path / "loi.html").read_bytes() == BODY


def test_checksum(server: str, tmp_path: Path) -> None:
    entry = ENTRY.model_copy(update={"sha256": "0" * 64})
    got = fetch(entry, tmp_path, opener=through(server))
    assert got.outcome == "failed"
    assert "somme de contrôle" in got.note
    assert not (tmp_path / "loi.html").exists()


def test_refusal_and_no_network(server: str, tmp_path: Path) -> None:
    got = fetch(ENTRY, tmp_path, opener=through(server, "/refus"))
    assert got.outcome == "failed"
    assert "a répondu 403" in got.note

    def down(*_: Any, **__: Any) -> Any:
        raise URLError("no route")

    got = fetch(ENTRY, tmp_path, opener=down)
    assert got.outcome == "failed"
    assert "pas de connexion" in got.note
    assert "coach knowledge add" in got.note


def test_the_catalogue_of_the_product() -> None:
    entries = load_catalogue()
    publishers = {e.publisher for e in entries}
    assert {"EUR-Lex", "Légifrance", "Arcep", "CNIL", "ministère du Travail"} <= publishers
    assert len({e.file for e in entries}) == len(entries)
    assert [e.id for e in choose(entries, ["rgpd"])] == ["rgpd"]
    with pytest.raises(NotFound, match="rgpd"):
        choose(entries, ["inconnu"])


def test_a_mistake_in_the_catalogue(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(
        "documents:\n  - {id: x, title: T, publisher: P, url: 'http://a', file: a.html}\n"
    )
    with pytest.raises(DocumentError, match=r"c\.yaml"):
        load_catalogue(tmp_path / "c.yaml")
