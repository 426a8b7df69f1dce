"""A scripted transcription server on the loopback address, which speaks the OpenAI protocol."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[int], tuple[int, bytes]]
"""Number of the request (from 0) to status and body."""


@contextmanager
def served(answer: Answer) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A scripted server on the loopback address, and the requests it got."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(({**self.headers, "path": self.path}, body))
            status, content = answer(len(got) - 1)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", got
    finally:
        server.shutdown()
        server.server_close()


def spoken(words: str, start: float = 0.0) -> bytes:
    raw = [
        {"word": w, "start": start + i * 0.4, "end": start + i * 0.4 + 0.3}
        for i, w in enumerate(words.split())
    ]
    return json.dumps({"task": "transcribe", "text": words, "words": raw}).encode()
