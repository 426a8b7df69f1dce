"""One person's data handed over and erased, those of others untouched; what a restored backup must not bring back."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.cli.main import app
from coach.errors import NotFound
from coach.jobs import persons
from coach.jobs.queue import Queue
from coach.review import score_written
from coach.store.persons import WHOSE, PersonStore
from coach.store.sessions import SessionStore
from coach.store.tables import Base
from coach.wiring import OWNER, Services
from tests.jobs.processes import assert_clean
from tests.jobs.sounds import CHAT


@pytest.fixture
def filled(services: Services, queue: Queue, tmp_path: Path) -> Services:
    """Two owners, one advisor, an interview, a scored sample, a file that waits."""
    talks = SessionStore(services.database)
    talk = talks.create(
        owner=OWNER,
        scenario_id="recadrage-retards",
        scenario_version=1,
        level=1,
        seed=3,
        engine="embedded",
    )
    words = "Bonjour Karim, parlons de tes horaires."
    talks.open_turn(talk, OWNER, number=1, manager=words, acts=("ouverture",), step={})
    score_written(services, OWNER, "Tchat", CHAT, "tchat")
    score_written(services, "un-autre", "Tchat", CHAT, "tchat")
    services.preferences.set(OWNER, "examen", "2027-03-15")
    services.preferences.set("un-autre", "examen", "2027-06-01")
    path = tmp_path / "attend.txt"
    path.write_text(CHAT)
    queue.submit("un-autre", path, "attend", advisor="LEA")
    return services


def rows(services: Services, person: str) -> dict[str, int]:
    found = PersonStore(services.database).export(person)
    return {name: len(lines) for name, lines in found.items() if name != "audit"}


def test_all_that_is_kept_of_a_person_is_handed_over(filled: Services, tmp_path: Path) -> None:
    counts = persons.export(filled, OWNER, tmp_path / "moi.zip")
    with zipfile.ZipFile(tmp_path / "moi.zip") as archive:
        told = json.loads(archive.read("donnees.json"))["donnees"]
        assert "LISEZMOI.txt" in archive.namelist()
    assert set(told) >= {"sessions", "turns", "samples", "assessments", "preferences"}
    assert {name: len(lines) for name, lines in told.items()} == counts
    assert {s["owner"] for s in told["samples"]} == {OWNER}
    assert "parlons de tes horaires" in json.dumps(told["turns"], ensure_ascii=False)


def test_an_erased_person_is_nowhere_and_others_stay(filled: Services) -> None:
    others = rows(filled, "un-autre")
    persons.erase(filled, OWNER)
    assert rows(filled, OWNER) == {}
    assert rows(filled, "un-autre") == others
    for person in (OWNER, "personne"):
        with pytest.raises(NotFound):
            persons.erase(filled, person)
    (entry,) = Queue(filled).audit.list(subject=OWNER)
    assert entry.action == "donnees-effacees" and entry.detail["samples"] == 1


def test_an_advisor_is_a_person_too_and_their_waiting_file_goes(filled: Services, queue: Queue) -> None:
    assert rows(filled, "LEA") == {"samples": 1, "jobs": 1}
    persons.erase(filled, "LEA")
    assert rows(filled, "LEA") == {} and len(filled.samples.list("un-autre")) == 1
    assert_clean(filled.settings.data_dir)


def test_every_table_that_names_a_person_is_covered(filled: Services) -> None:
    naming = {table.name for table in Base.metadata.sorted_tables if set(WHOSE) & set(table.c.keys())}
    assert naming >= {"sessions", "samples", "preferences", "jobs", "quiz_cards", "kept_sounds", "draws"}
    assert set(rows(filled, "un-autre")) <= {t.name for t in Base.metadata.sorted_tables}


def test_a_backup_put_back_does_not_bring_back_the_erased(filled: Services) -> None:
    before = datetime.now(UTC)
    persons.erase(filled, OWNER)
    filled.preferences.set(OWNER, "examen", "2027-03-15")  # as in the backup
    assert persons.erase_again(filled, datetime.now(UTC) + timedelta(seconds=1)) == 0
    assert rows(filled, OWNER) == {"preferences": 1}
    assert persons.erase_again(filled, before) == 1
    assert rows(filled, OWNER) == {} and rows(filled, "un-autre")


def test_the_commands(filled: Services, tmp_path: Path) -> None:
    run = CliRunner()
    out = tmp_path / "lea.zip"
    told = run.invoke(app, ["data", "export", "LEA", "--out", str(out), "--json"])
    assert json.loads(told.stdout)["rows"]["samples"] == 1 and out.is_file()
    kept = run.invoke(app, ["data", "delete", "LEA"], input="n\n")
    assert kept.exit_code != 0 and rows(filled, "LEA")
    told = run.invoke(app, ["data", "delete", "LEA", "--oui", "--json"])
    assert json.loads(told.stdout)["erased"]["samples"] == 1
    assert json.loads(run.invoke(app, ["data", "purge", "--json"]).stdout)["orphans"] == 0
    lines = [json.loads(line) for line in run.invoke(app, ["data", "log", "--json"]).stdout.splitlines()]
    assert [line["action"] for line in lines][:2] == ["donnees-effacees", "donnees-remises"]
    told = run.invoke(app, ["queue", "list", "--json"])
    assert json.loads(told.stdout)["waiting"] == 0
