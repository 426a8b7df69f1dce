"""Start-up: `coach --help` against a bare interpreter, and the page after `coach serve`. Medians, warm."""

from __future__ import annotations

import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

RUNS = 5


def timed(command: list[str]) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def page() -> float:
    """Seconds from `coach serve` to the first page answered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COACH_DATA_DIR": folder}
        started = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-m", "coach.cli.main", "serve", "--port", str(port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while time.perf_counter() - started < 120:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
                    return time.perf_counter() - started
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.05)
            raise SystemExit("the page never answered")
        finally:
            server.kill()
            server.wait()


def main() -> None:
    """Print the table."""
    helped = [sys.executable, "-m", "coach.cli.main", "--help"]
    bare = [sys.executable, "-c", "pass"]
    timed(helped)
    mine = statistics.median(timed(helped) for _ in range(RUNS))
    base = statistics.median(timed(bare) for _ in range(RUNS))
    page()
    served = statistics.median(page() for _ in range(3))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, medians, warm")
    print(f"coach --help   {mine:.3f} s  ({mine / base:.1f} × a bare interpreter)")
    print(f"first page     {served:.2f} s after coach serve")


if __name__ == "__main__":
    main()
