"""What an administrator takes away: the log, a backup, a person's data; nobody else gets any of it."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from coach import accounts, signing
from coach.domain.people import Role, Viewer
from coach.jobs import backup
from coach.settings import Settings
from coach.store.audit import AuditStore
from coach.store.chosen import ENGINE_FIELDS
from coach.web.administration import add_routes, harmless
from coach.web.components.administration import number, size, table
from coach.web.pages.admin_audit import WORDS, entries_of
from coach.web.pages.admin_network import _page
from coach.web.pages.admin_people import _follows, _table
from coach.wiring import Services

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    services = Services(
        Settings(
            data_dir=tmp_path_factory.mktemp("routes") / "donnees", mode="centre", centre_name="Les Lilas"
        )
    )
    accounts.create_person(services, "essai", "ada@centre.fr", "Ada Min", {Role.ADMIN})
    accounts.create_person(services, "essai", "bob@centre.fr", f"Bob {HOSTILE}", {Role.CANDIDATE})
    AuditStore(services.database).note("=cmd|' /C calc'!A0", "purge", "données", motif="à l’été; 50%_")
    yield services
    services.database.close()


@pytest.fixture(scope="module")
def app(centre: Services) -> FastAPI:
    """These routes alone: the guard before them has tests of its own, and is not the only lock."""
    made = FastAPI()
    add_routes(made, centre)
    return made


def signed_in(app: FastAPI, centre: Services, email: str) -> TestClient:
    person = accounts.by_email(centre, email)
    secret = signing.open_for(centre, person.id, agent="essai", by="essai")
    return TestClient(app, base_url="http://127.0.0.1", cookies={"coach-connexion": secret})


@pytest.fixture
def admin(app: FastAPI, centre: Services) -> TestClient:
    return signed_in(app, centre, "ada@centre.fr")


def test_a_candidate_gets_nothing_of_it(app: FastAPI, centre: Services) -> None:
    made = backup.make(centre, by="essai")
    bob = accounts.by_email(centre, "bob@centre.fr")
    client = signed_in(app, centre, "bob@centre.fr")
    for path in ("/journal.csv", "/sauvegarde/1", f"/personne/{bob.id}.zip"):
        assert client.get(path).status_code == 404, path
    assert client.get("/donnees-personnelles.md").status_code == 200
    made.path.unlink()


def test_the_log_is_searched_and_no_cell_is_a_formula(admin: TestClient, centre: Services) -> None:
    answer = admin.get("/journal.csv", params={"mots": "purge"})
    assert answer.text.startswith("\ufeff") and answer.headers["cache-control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    assert len(rows) == 2 and rows[1][1].startswith("'=cmd") and "à l’été; 50%_" in rows[1][5]
    for words, found in (("50%_", 1), ("été", 1), ("5_%", 0), ("purge données", 1), ("' OR 1=1", 0)):
        assert len(entries_of(centre, words, "", "", "", 10)) == found, words
    assert admin.get("/journal.csv", params={"depuis": "hier"}).status_code == 422
    assert len(entries_of(centre, "", "compte-cree", "2020-01-01", "2020-01-02", 10)) == 0
    assert AuditStore(centre.database).list(limit=1)[0].action == "journal-emporte"


def test_a_persons_data_leaves_no_copy_and_no_password(
    admin: TestClient, centre: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    bob = accounts.by_email(centre, "bob@centre.fr")
    answer = admin.get(f"/personne/{bob.id}.zip")
    told = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("donnees.json"))["donnees"]
    assert told["persons"][0]["email"] == "bob@centre.fr"
    assert not {"password", "digest"} & {key for rows in told.values() for row in rows for key in row}
    assert list(tmp_path.iterdir()) == []
    assert admin.get("/personne/nulle-part.zip").status_code == 404 and list(tmp_path.iterdir()) == []


def test_a_backup_is_taken_away_by_its_number_only(admin: TestClient, centre: Services) -> None:
    made = backup.make(centre, by="essai")
    number_of = max(k.id for k in backup.BackupStore(centre.database).list())
    answer = admin.get(f"/sauvegarde/{number_of}")
    assert answer.content == made.path.read_bytes()
    made.path.unlink()
    for path in (f"/sauvegarde/{number_of}", "/sauvegarde/999"):
        assert admin.get(path).status_code == 404


def test_the_officers_page_is_a_file(admin: TestClient) -> None:
    answer = admin.get("/donnees-personnelles.md")
    assert "attachment" in answer.headers["content-disposition"]
    assert "Responsable du traitement : Les Lilas" in answer.text and "Argon2id" in answer.text


def test_what_people_wrote_is_harmless_on_the_pages(centre: Services) -> None:
    people = accounts.persons(centre)
    bob = accounts.by_email(centre, "bob@centre.fr")
    for html in (_table(centre, people, len(people)), _follows(centre, bob)):
        assert "<img" not in html and "&lt;img" in html
    assert "<script>" not in table("<script>", ("<b>",), [("x",)])


def test_a_person_sees_only_what_left_for_them(centre: Services) -> None:
    with centre.outbox.leaving("modele", "https://modele.example.org/v1", sent=1234):
        pass
    ada = accounts.by_email(centre, "ada@centre.fr")
    who = Viewer(ada.id, ada.name, Role.ADMIN, ada.roles, local=False)
    everything = _page(centre, who, centre.outbox.list(), None, True)
    assert "a quitté cette machine" in everything and "modele.example.org" in everything
    bob = Viewer("bob", "Bob", Role.CANDIDATE, frozenset({Role.CANDIDATE}), local=False)
    own = _page(centre, bob, centre.outbox.list(owner="bob"), None, False)
    assert "Rien n’est sorti pour vous" in own and "modele.example.org" not in own


@given(st.text(max_size=40))
def test_no_text_is_a_formula(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert harmless(text).endswith(text)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0\u00a0o"),
        (999, "999\u00a0o"),
        (1500, "1,5\u00a0ko"),
        (150_000_000, "150\u00a0Mo"),
        (2_340_000_000, "2,3\u00a0Go"),
    ],
)
def test_sizes_are_said_in_french(count: int, words: str) -> None:
    assert size(count) == words and number(12345) == "12\u202f345"


def test_every_choosable_engine_field_is_a_setting() -> None:
    assert set(ENGINE_FIELDS) <= set(Settings.model_fields) and all(WORDS.values())
