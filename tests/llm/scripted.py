"""A real HTTP server that speaks the OpenAI protocol and misbehaves on request (by model name)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Script:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.answers: list[str] = ["Ben écoutez, le matin c’est compliqué, voilà."]
        self.requests: list[dict[str, Any]] = []
        self.url = ""

    def next_answer(self) -> str:
        """Answers in order; the last one stays."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    script: Script
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.script.requests.append(body)
        mode = body["model"]
        if mode == "muet":
            time.sleep(30)
        if mode in ("429", "500", "401"):
            return self._json(int(mode), {"error": {"message": "non", "type": "x", "code": mode}})
        if mode == "illisible":
            return self._raw(200, b"<html>pas du JSON</html>", "text/html")
        answer = "" if mode == "vide" else self.script.next_answer()
        return self._stream(answer, mode)

    def _stream(self, answer: str, mode: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        words = answer.split(" ")
        try:
            for i, word in enumerate(words):
                text = word if i == 0 else f" {word}"
                self._event({"delta": {"role": "assistant", "content": text}, "index": 0})
                if mode == "goutte":
                    time.sleep(0.5)
                if mode == "coupe" and i == 1:
                    self.connection.close()
                    return
            self._event({"delta": {}, "index": 0, "finish_reason": "stop"})
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            pass  # the client went away: that is what some tests are about

    def _event(self, choice: dict[str, Any]) -> None:
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [choice],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def _json(self, status: int, payload: dict[str, Any]) -> None:
        self._raw(status, json.dumps(payload).encode(), "application/json")

    def _raw(self, status: int, payload: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


@contextmanager
def scripted_server() -> Iterator[Script]:
    """Serve on a free loopback port until the block ends."""
    script = Script()
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
