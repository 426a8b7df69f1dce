"""The parts of a centre's installation as processes on the loopback address: to be started, and to be killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMA = shutil.which("chroma", path=str(Path(sys.executable).parent))
_COACH = [sys.executable, "-c", "from coach.cli.main import main; main()"]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Machine:
    """One `coach …` process with its settings."""

    def __init__(self, log: Path, settings: dict[str, str], *arguments: str) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith("COACH_")}
        self.log = log
        with log.open("ab") as out:
            self.child = subprocess.Popen(
                [*_COACH, *arguments], env={**env, **settings, "HF_HUB_OFFLINE": "1"}, stdout=out, stderr=out
            )

    def kill(self) -> None:
        """As a power cut would."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGKILL)
            self.child.wait()


class Web(Machine):
    """A web process."""

    def __init__(self, log: Path, settings: dict[str, str]) -> None:
        self.port = free_port()
        super().__init__(log, settings, "serve", "--port", str(self.port))

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def ready(self, seconds: float = 120) -> None:
        """Wait until it answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.child.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/sante", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"it does not answer:\n{self.log.read_text('utf-8', 'replace')[-4000:]}")


@contextmanager
def chroma(folder: Path) -> Iterator[str]:
    """A Chroma server; its address."""
    port = free_port()
    server = subprocess.Popen(
        [str(CHROMA), "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert time.monotonic() < end and server.poll() is None, "Chroma does not start"
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()
