"""`coach users`: a centre starts with one administrator, who is given a link."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach import accounts, signing
from coach.cli.main import app
from coach.errors import InputError
from coach.settings import Settings
from coach.wiring import Services


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COACH_ALLOWED_HOSTS", "coach.centre.fr")
    monkeypatch.setenv("COACH_BEHIND_HTTPS", "true")
    return tmp_path


def test_a_centre_starts(folder: Path) -> None:
    run = CliRunner().invoke
    first = run(app, ["users", "first-admin", "Adam@Centre.fr", "--name", "Adam Admin"])
    link = first.stdout.strip()
    assert first.exit_code == 0 and link.startswith("https://coach.centre.fr/invitation/")
    again = run(app, ["users", "first-admin", "eve@centre.fr", "--name", "Ève"])
    assert isinstance(again.exception, InputError)
    added = run(
        app,
        ["users", "add", "lea@centre.fr", "--name", "Léa", "--role", "candidat", "--group", "Promo 1"],
    )
    assert added.exit_code == 0
    services = Services(Settings(data_dir=folder))
    signing.accept(services, link.rsplit("/", 1)[1], accounts.INVITATION, "une longue phrase à retenir")
    assert signing.sign_in(services, "adam@centre.fr", "une longue phrase à retenir", machine="m")
    rows = {u["email"]: u for u in json.loads(run(app, ["users", "list", "--json"]).stdout)["users"]}
    assert rows["adam@centre.fr"]["state"] == "ouvert" and rows["lea@centre.fr"]["state"] == "invité"
    assert "/mot-de-passe/" in run(app, ["users", "reset", "lea@centre.fr"]).stdout
    run(app, ["users", "deactivate", "lea@centre.fr"])
    assert [p.active for p in accounts.persons(services) if p.email == "lea@centre.fr"] == [False]
    assert isinstance(
        run(app, ["users", "add", "x@y.fr", "--name", "X", "--role", "chef"]).exception, InputError
    )
    services.database.close()
