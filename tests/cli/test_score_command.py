"""`coach score` and `coach grids`: the JSON of the contract, and one French line on a mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from coach.cli import score as command
from coach.errors import CoachError

APP = typer.Typer()
APP.command("score")(command.score)
APP.command("grids")(command.grids)
TALK = "Manager : Bonjour Ana, assieds-toi. On parle de tes pauses, je voudrais comprendre.\nConseiller : D'accord.\nManager : Lundi 3, tu es revenue à 15 h 40.\nConseiller : Oui.\nManager : Comment tu l'expliques ?\nConseiller : La machine à café était en panne, j'ai fait la queue."


def run(*args: str) -> str:
    result = CliRunner().invoke(APP, list(args))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "entretien.txt"
    path.write_text(TALK, "utf-8")
    return path


def test_the_json_is_that_of_the_contract(talk: Path) -> None:
    shown = json.loads(run("score", str(talk), "--grid", "recadrage", "--json"))
    assert {"grid", "criteria", "flags", "overall", "engine"} <= set(shown)
    assert shown["grid"] == "recadrage" and shown["engine"] == "embedded"
    assert set(shown["criteria"][0]) == {"id", "title", "level", "evidence", "why", "advice", "refs"}
    assert shown["criteria"][0]["evidence"][0] == {"turn": 0, "quote": "Bonjour Ana, assieds-toi"}


def test_text_for_people(talk: Path) -> None:
    shown = run("score", str(talk), "--grid", "recadrage")
    assert "R2 Faits précis" in shown and "seul le jury décide" in shown


def test_grids_are_listed() -> None:
    listed = json.loads(run("grids", "--json"))["grids"]
    assert [g["id"] for g in listed] == ["recadrage", "debriefing", "ecoute", "entretien", "briefing"]
    assert [len(g["criteria"]) for g in listed] == [12, 12, 13, 9, 10]
    assert "⛔" in run("grids")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["absent.json", "--grid", "recadrage"], "n'existe pas"),
        (["{talk}", "--grid", "vente"], "recadrage, debriefing, ecoute"),
        (["{talk}", "--grid", "ecoute"], "rôle « agent »"),
        (["{talk}", "--grid", "recadrage", "--engine", "oracle"], "embedded"),
    ],
)
def test_a_mistake_is_told_in_one_line(talk: Path, args: list[str], told: str) -> None:
    with pytest.raises(CoachError) as caught:
        run("score", *[a.replace("{talk}", str(talk)) for a in args])
    assert told in str(caught.value) and caught.value.exit_code == 2 and "\n" not in str(caught.value)
