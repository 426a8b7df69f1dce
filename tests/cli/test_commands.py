"""The command line contract, through the real program."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.prepared import give_index

COACH = [sys.executable, "-m", "coach.cli.main"]
CALL = {
    "turns": [
        {"speaker": "agent", "text": "Lumélis bonjour, Sofia à votre écoute, que puis-je faire pour vous ?"},
        {"speaker": "client", "text": "Bonjour, ma facture a doublé et je ne comprends pas pourquoi."},
        {"speaker": "agent", "text": "Je vous demande une minute, je regarde votre dossier."},
    ]
}


def coach(
    *args: str, stdin: str = "", data: Path | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **({"COACH_DATA_DIR": str(data)} if data else {})}
    done = subprocess.run(
        [*COACH, *args], input=stdin, capture_output=True, text=True, env=environment, timeout=170
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def test_help_is_quick() -> None:
    coach("--help")
    times = []
    for _ in range(5):
        started = time.perf_counter()
        coach("--help")
        times.append(time.perf_counter() - started)
    # Half a second alone (`coach bench startup`); other tests run beside this one.
    assert statistics.median(times) < 1.5


def test_help_names_every_command() -> None:
    shown = coach("--help").stdout
    for name in "serve ask acts scenarios grids roleplay score transcribe listen mask knowledge models eval bench doctor".split():
        assert name in shown


def test_acts() -> None:
    lines = 'Bonjour, merci d’être venu.\n{"text": "Si ça continue, ce sera la sanction."}\n'
    first, second = objects(coach("acts", "--json", stdin=lines).stdout)
    assert first == {"text": "Bonjour, merci d’être venu.", "acts": ["accueil"]}
    assert second["acts"] == ["menace"]


def test_roleplay_is_the_same_for_the_same_seed() -> None:
    turns = "Bonjour Karim, merci d'être venu.\nDepuis le 12 octobre, j'ai relevé neuf retards.\n\n"
    runs = [
        coach("roleplay", "recadrage-retards", "--seed", "4", "--json", stdin=turns).stdout for _ in range(2)
    ]
    assert runs[0] == runs[1]
    played = objects(runs[0])
    assert [t["turn"] for t in played] == [0, 1, 2, 3]
    assert played[0]["manager"] is None
    assert set(played[1]) == {
        "turn",
        "manager",
        "acts",
        "advisor",
        "move",
        "state",
        "released",
        "ended",
        "end_reason",
    }
    assert "fait" in played[2]["acts"]
    assert set(played[2]["state"]) == {"confiance", "tension"}


def test_scenarios_and_grids() -> None:
    found = objects(coach("scenarios", "--json").stdout)[0]["scenarios"]
    assert {"recadrage-retards", "debriefing-reclamation"} <= {s["id"] for s in found}
    grids = coach("grids", "--json").stdout
    for name in ("recadrage", "debriefing", "ecoute", "R12", "D12", "A11"):
        assert name in grids


def test_score_a_file(tmp_path: Path) -> None:
    file = tmp_path / "appel.json"
    file.write_text(json.dumps(CALL), encoding="utf-8")
    scored = objects(coach("score", str(file), "--grid", "ecoute", "--json").stdout)[0]
    assert scored["grid"] == "ecoute"
    criteria = {c["id"]: c for c in scored["criteria"]}
    assert len(criteria) == 13
    assert criteria["A1"]["level"] == 3
    spoken = [t["text"] for t in CALL["turns"]]
    for criterion in criteria.values():
        assert set(criterion) == {"id", "title", "level", "evidence", "why", "advice", "refs"}
        for evidence in criterion["evidence"]:
            assert evidence["quote"] in spoken[evidence["turn"]]


def test_score_a_text_file(tmp_path: Path) -> None:
    file = tmp_path / "entretien.txt"
    file.write_text("Manager: Bonjour Karim, merci d'être venu.\nConseiller: Bonjour.\n", encoding="utf-8")
    assert (
        objects(coach("score", str(file), "--grid", "recadrage", "--json").stdout)[0]["grid"] == "recadrage"
    )


def test_mask() -> None:
    masked = objects(
        coach(
            "mask",
            "--json",
            stdin="Appelez-moi au zéro six douze trente-quatre cinquante-six soixante-dix-huit",
        ).stdout
    )[0]
    assert "[TEL_1]" in masked["text"]
    assert masked["entities"][0]["mask"] == "[TEL_1]"


def test_ask(tmp_path: Path) -> None:
    question = "Jusqu’à quelle heure peut-on démarcher un particulier par téléphone ?"
    lines = f'{question}\n{{"question": "Comment cuire un gigot d’agneau ?"}}\n'
    give_index(tmp_path)
    known, unknown = objects(coach("ask", "--stdin", "--json", stdin=lines, data=tmp_path).stdout)
    assert "20 h" in known["answer"].replace("\u00a0", " ") and not known["abstained"]
    assert known["citations"] and known["citations"][0]["in_force"].keys() == {"from", "to"}
    texts = [p["text"] for p in known["passages"]]
    assert all(any(c["quote"] in text for text in texts) for c in known["citations"])
    assert unknown["abstained"] and not unknown["citations"]


def test_doctor(tmp_path: Path) -> None:
    report = objects(coach("doctor", "--json", data=tmp_path / "neuf").stdout)[0]
    assert report["ok"] and any(c["name"] == "SQLite" for c in report["checks"])


@pytest.mark.parametrize(
    ("args", "stdin", "said"),
    [
        (("roleplay", "inconnu"), "", "inconnu"),
        (("roleplay", "recadrage-retards", "--level", "9"), "", "niveau"),
        (("score", "absent.json", "--grid", "recadrage"), "", "absent.json"),
        (("acts", "--json"), '{"texte": 3}\n', "text"),
        (("ask",), "", "question"),
        (("serve", "--host", "0.0.0.0"), "", "127.0.0.1"),
        (("transcribe", "absent.wav"), "", "absent.wav"),
    ],
)
def test_bad_input_is_one_french_line_and_code_2(
    args: tuple[str, ...], stdin: str, said: str, tmp_path: Path
) -> None:
    done = coach(*args, stdin=stdin, data=tmp_path, code=2)
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_broken_scenario_is_named_with_its_line(tmp_path: Path) -> None:
    from coach.dialogue.scenario_files import load_scenario
    from coach.errors import ScenarioError

    file = tmp_path / "casse.yaml"
    file.write_text("id: casse\nversion: un\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"casse\.yaml"):
        load_scenario(file)


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x")
    done = coach("serve", "--port", "7899", data=tmp_path / "fichier" / "donnees", code=1)
    assert "COACH_DATA_DIR" in done.stderr
