"""The built wheel in a bare environment: data travels inside, commands and page answer."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not UV.exists(), reason="uv is brought by the Makefile")
def test_the_wheel_works_alone(tmp_path: Path) -> None:
    source = tmp_path / "source"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in tracked.decode().split("\0"):
        if name and (ROOT / name).is_file() and not name.startswith(("evals/", "tests/", "docs/captures/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    subprocess.run(
        [UV, "build", "--wheel", "-q", "--out-dir", str(tmp_path / "dist"), str(source)], check=True
    )
    wheel = next((tmp_path / "dist").glob("*.whl"))
    venv = tmp_path / "venv"
    subprocess.run([UV, "venv", "-q", "--python", sys.executable, str(venv)], check=True)
    python = venv / "bin" / "python"
    subprocess.run(
        [
            UV,
            "pip",
            "install",
            "-q",
            "--python",
            str(python),
            "-c",
            str(ROOT / "constraints.txt"),
            str(wheel),
        ],
        check=True,
    )
    environment = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "donnees")}
    coach = venv / "bin" / "coach"

    def run(*args: str, stdin: str = "") -> str:
        done = subprocess.run(
            [coach, *args],
            input=stdin,
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            timeout=170,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "recadrage-retards" in run("scenarios")
    assert "R12" in run("grids")
    assert '"menace"' in run("acts", "--json", stdin="Si ça continue, ce sera la sanction.\n")
    assert '"turn": 1' in run("roleplay", "recadrage-retards", "--json", stdin="Bonjour Karim.\n")
    assert "20" in run("ask", "Jusqu’à quelle heure peut-on démarcher un particulier par téléphone ?")
    assert "[EMAIL_1]" in run("mask", stdin="Écrivez à jean.dupont@exemple.fr\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([coach, "serve", "--port", str(port)], env=environment, cwd=tmp_path)
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                body = (
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/entrainement", timeout=10)
                    .read()
                    .decode()
                )
                break
            except (urllib.error.URLError, ConnectionError):
                assert time.monotonic() < deadline, "the page never answered"
                time.sleep(0.2)
        assert 'lang="fr"' in body
        urllib.request.urlopen(f"http://127.0.0.1:{port}/actifs/icons/mic.svg", timeout=10)
    finally:
        server.kill()
        server.wait()
