from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
import typer
from conftest import FICHES  # type: ignore[import-not-found]
from typer.testing import CliRunner

from coach.cli import knowledge
from coach.cli.ask import answer_lines, ask, parse_day
from coach.errors import InputError
from coach.knowledge.index_store import Encoders
from coach.knowledge.service import KnowledgeBase

app = typer.Typer()
app.command(name="ask")(ask)
app.add_typer(knowledge.app, name="knowledge")
run = CliRunner()


@pytest.fixture(autouse=True)
def small_base(tmp_path: Path, encoders: Encoders, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands, on the three small fiches and a folder of their own."""
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    real = KnowledgeBase.__init__

    def small(self: KnowledgeBase, data_dir: Path, **options: object) -> None:
        real(self, data_dir, **{**options, "fiches": FICHES, "encoders": encoders})  # type: ignore[arg-type]

    monkeypatch.setattr(KnowledgeBase, "__init__", small)


def test_ask_in_json_and_in_text() -> None:
    asked = run.invoke(app, ["ask", "Jusqu'à quelle heure appeler un prospect ?", "--json", "--top", "2"])
    assert asked.exit_code == 0, asked.output
    data = json.loads(asked.stdout)
    assert len(data["passages"]) == 2
    assert data["citations"][0]["in_force"]["from"] == "2023-03-01"
    text = run.invoke(app, ["ask", "Jusqu'à quelle heure appeler un prospect ?"])
    assert "Sources" in text.stdout
    assert "D. 223-9" in text.stdout


def test_ask_with_a_date() -> None:
    question = "Un consentement exprès suffit-il pour appeler hors créneau ?"
    asked = run.invoke(app, ["ask", question, "--date", "2025-01-01", "--json"])
    data = json.loads(asked.stdout)
    assert data["as_of"] == "2025-01-01"
    assert "consentement exprès" in data["answer"]


def test_ask_a_line_each() -> None:
    history = [{"role": "user", "content": "Jusqu'à quelle heure appeler un prospect ?"}]
    lines = [
        "Quel délai pour prévenir la CNIL ?",
        json.dumps({"question": "et le samedi ?", "history": history}),
        json.dumps({"question": "Peut-on appeler hors créneau ?", "date": "2025-01-01"}),
    ]
    asked = run.invoke(app, ["ask", "--stdin", "--json"], input="\n".join(lines) + "\n\n")
    answers = [json.loads(line) for line in asked.stdout.splitlines()]
    assert "72 heures" in answers[0]["answer"]
    assert "samedi" in answers[1]["answer"]
    assert answers[2]["as_of"] == "2025-01-01"


@pytest.mark.parametrize(
    "line", ["{", '{"question": 3}', '{"question": "x", "history": [1]}', '{"date": "2025-01-01"}']
)
def test_a_bad_line_is_told_with_its_number(line: str, base: KnowledgeBase) -> None:
    with pytest.raises(InputError, match="Ligne 2"):
        answer_lines(base, ["Quel délai ?", line], io.StringIO(), None, 3)


def test_dates_are_checked() -> None:
    assert parse_day("2026-08-11") == date(2026, 8, 11)
    with pytest.raises(InputError, match="AAAA-MM-JJ"):
        parse_day("11/08/2026")


def test_documents_from_the_command_line(tmp_path: Path) -> None:
    charter = tmp_path / "charte.txt"
    charter.write_text("Article 4\n\nLe badge orange ouvre la salle des serveurs.\n", "utf-8")
    added = run.invoke(app, ["knowledge", "add", str(charter), "--json"])
    assert added.exit_code == 0, added.output
    document = json.loads(added.stdout)
    assert document["outcome"] == "added"
    listed = run.invoke(app, ["knowledge", "list", "--json", "--documents"])
    assert json.loads(listed.stdout)["id"] == document["id"]
    assert run.invoke(app, ["knowledge", "check"]).exit_code == 0
    assert "Index refait" in run.invoke(app, ["knowledge", "rebuild"]).stdout
    assert "Retiré" in run.invoke(app, ["knowledge", "remove", document["id"]]).stdout
    bad = run.invoke(app, ["knowledge", "add", str(tmp_path / "absent.pdf")])
    assert bad.exit_code == 2
    assert "introuvable" in bad.output


def test_catalogue_is_shown() -> None:
    assert "rgpd" in run.invoke(app, ["knowledge", "fetch", "--list"]).stdout
