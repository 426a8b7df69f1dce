"""`coach acts` as people and programs call it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


def coach_acts(given: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from coach.cli.main import main; main()", "acts", *options]
    return subprocess.run(command, input=given, capture_output=True, timeout=60)


def test_a_line_in_an_object_out() -> None:
    given = 'Bonjour Léa, assieds-toi.\n{"text": "Tu es toujours en retard.", "id": 7}\n\n'
    done = coach_acts(given.encode(), "--json")
    assert done.returncode == 0, done.stderr.decode()
    assert [json.loads(line) for line in done.stdout.decode().splitlines()] == [
        {"text": "Bonjour Léa, assieds-toi.", "acts": ["accueil"]},
        {"text": "Tu es toujours en retard.", "acts": ["jugement"]},
        {"text": "", "acts": []},
    ]


def test_people_read_french_labels() -> None:
    done = coach_acts("Bonjour Léa, assieds-toi.\nD'accord.\n".encode())
    assert done.stdout.decode().splitlines() == [
        "Bonjour Léa, assieds-toi.",
        "    → accueil",
        "D'accord.",
        "    → aucun acte repéré",
    ]


@pytest.mark.parametrize(
    "bad",
    [b'{"txt": "Bonjour"}', b'{"text": 3}', b'{"text": "Bonjour"', b"Bonjour\xff"],
    ids=lambda b: repr(b),
)
def test_a_bad_line_is_named_in_french_after_the_good_ones(bad: bytes) -> None:
    done = coach_acts(b"Bonjour.\n" + bad + b"\n", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["acts"] == ["accueil"]
    message = done.stderr.decode().strip()
    assert "Ligne 2" in message and "\n" not in message and "Traceback" not in message


def test_each_answer_comes_before_the_next_line_is_read() -> None:
    command = [sys.executable, "-c", "from coach.cli.main import main; main()", "acts", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None and running.stdout is not None
        for text in ("Bonjour Karim.", "On se revoit vendredi à 14 heures."):
            running.stdin.write(f"{text}\n".encode())
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["text"] == text
        running.stdin.close()
    assert running.returncode == 0
