"""A real PostgreSQL, started for a test on a port of its own and thrown away after it."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """Folder of the newest server here, if any."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
    path = found[-1] if found else shutil.which("postgres")
    return Path(path).resolve().parent if path else None


@contextmanager
def postgres() -> Iterator[str]:
    """Its SQLAlchemy address."""
    folder = binaries()
    assert folder is not None
    # It refuses to run as root, and its user must be able to reach its folder.
    user = _server_user() if os.getuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="coach-pg-"))
    if user is not None:
        os.chown(home, user.pw_uid, user.pw_gid)
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = home / "data"
    subprocess.run(
        [
            folder / "initdb",
            "-D",
            data,
            "-U",
            "coach",
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=home,
        **as_user,
    )
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [folder / "postgres", "-D", data, "-p", str(port), "-k", home, "-h", "127.0.0.1", "-F"],
            stdout=log,
            stderr=log,
            cwd=home,
            **as_user,
        )
    try:
        _await(folder, port)
        subprocess.run(
            [folder / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "coach", "coach"], check=True
        )
        yield f"postgresql+psycopg://coach@127.0.0.1:{port}/coach"
    finally:
        server.send_signal(signal.SIGINT)  # the quick way down: open connections are cut
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(home, ignore_errors=True)


def _await(folder: Path, port: int) -> None:
    end = time.monotonic() + 30
    command = [folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(command).returncode:
        assert time.monotonic() < end, "PostgreSQL does not start"
        time.sleep(0.1)


def _server_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise AssertionError("no user to run PostgreSQL as")
