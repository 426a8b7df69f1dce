"""The built wheel in a bare environment: data travels inside, commands and page answer."""

from __future__ import annotations

import json
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

EXPECTED = {
    "grids": "R12",
    "acts": '"menace"',
    "roleplay": '"turn": 1',
    "ask": "20",
    "mask": "[EMAIL_1]",
}
COMMANDS = """
import json
from typer.testing import CliRunner
from coach.cli.main import app

asked = {
    "grids": (["grids"], ""),
    "acts": (["acts", "--json"], "Si ça continue, ce sera la sanction.\\n"),
    "roleplay": (["roleplay", "recadrage-retards", "--json"], "Bonjour Karim.\\n"),
    "ask": (["ask", "Jusqu’à quelle heure peut-on démarcher un particulier par téléphone ?"], ""),
    "mask": (["mask"], "Écrivez à jean.dupont@exemple.fr\\n"),
}
told = {}
for name, (words, typed) in asked.items():
    done = CliRunner().invoke(app, words, input=typed, catch_exceptions=False)
    assert done.exit_code == 0, (name, done.output)
    told[name] = done.output
print(json.dumps(told))
"""


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

    def run(*args: str) -> str:
        done = subprocess.run(
            [coach, *args], capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=170
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "recadrage-retards" in run("scenarios")
    # The other commands one after the other in one process: what is tried is what the wheel holds.
    shell = subprocess.run(
        [python, "-c", COMMANDS], capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=170
    )
    assert shell.returncode == 0, shell.stderr
    told = json.loads(shell.stdout.splitlines()[-1])
    for command, words in EXPECTED.items():
        assert words in told[command], told
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
