"""The jury's and the candidate's forms: what is refused, and what a stranger may not reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from coach.web.jury_routes import add_routes
from coach.wiring import OWNER, Services

NOTE = {"candidat": OWNER, "critere": "CP5.1", "niveau": 2, "texte": "Fait daté."}


@pytest.fixture(scope="module")
def client(app_services: Services) -> Iterator[TestClient]:
    """These routes alone: the guard before them and the pages have tests of their own."""
    app = FastAPI()
    add_routes(app, app_services)
    with TestClient(app, base_url="http://127.0.0.1") as opened:
        yield opened


@pytest.fixture(scope="module")
def exam(app_services: Services) -> str:
    return app_services.jury.create_exam("Session", date(2026, 12, 14), "titre", OWNER)


def test_a_note_is_kept(client: TestClient, app_services: Services, exam: str) -> None:
    assert client.post("/jury/note", json={"exam": exam, **NOTE}).json() == {"etat": "enregistré"}
    kept = app_services.jury.notes(exam, OWNER, OWNER)["CP5.1"]
    assert (kept.level, kept.text) == (2, "Fait daté.")
    client.post("/jury/note", json={"exam": exam, **NOTE, "niveau": None, "texte": ""})
    assert app_services.jury.notes(exam, OWNER, OWNER)["CP5.1"].level is None


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"exam": "0" * 32}, 404),
        ({"candidat": "inconnu"}, 404),
        ({"critere": "CP9.9"}, 404),
        ({"niveau": 7}, 400),
        ({"niveau": "haut"}, 422),
        ({"texte": "x" * 4001}, 422),
        ({"avis": "favorable"}, 422),
    ],
)
def test_what_does_not_hold_is_refused(
    client: TestClient, exam: str, change: dict[str, Any], status: int
) -> None:
    assert client.post("/jury/note", json={"exam": exam, **NOTE, **change}).status_code == status


@pytest.mark.parametrize(
    ("times", "status"),
    [({"CP5": 12.4, "echange": 60}, 200), ({"CP5": -1}, 400), ({"prime": 3}, 400), ({"CP5": 1e9}, 400)],
)
def test_times_are_those_of_the_exam(
    client: TestClient, exam: str, times: dict[str, float], status: int
) -> None:
    body = {"exam": exam, "candidat": OWNER, "temps": times}
    assert client.post("/jury/duree", json=body).status_code == status


def test_a_question_is_marked_and_unmarked(client: TestClient, app_services: Services, exam: str) -> None:
    body = {"exam": exam, "candidat": OWNER, "question": "CP1.1-1", "posee": True}
    client.post("/jury/posee", json=body)
    assert "CP1.1-1" in app_services.jury.sheet(exam, OWNER, OWNER).facts["asked"]
    client.post("/jury/posee", json={**body, "posee": False})
    assert app_services.jury.sheet(exam, OWNER, OWNER).facts["asked"] == {}


def test_the_sheet_is_a_document_and_that_of_nobody_is_not(client: TestClient, exam: str) -> None:
    answer = client.get(f"/jury/document/{exam}/{OWNER}.docx")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
    assert answer.headers["cache-control"] == "no-store"
    assert client.get(f"/jury/document/{exam}/personne.docx").status_code == 404
    assert client.get(f"/jury/document/{'0' * 32}/{OWNER}.pdf").status_code == 404


def test_the_notes_of_the_dossier_are_one_s_own(client: TestClient, app_services: Services) -> None:
    assert client.get("/dossier-professionnel/notes.docx").status_code == 404  # nothing is written yet
    mine = app_services.preparation.add_item(OWNER, "CP1", "")
    other = app_services.preparation.add_item("quelqu-un", "CP1", "Secret")
    body = {"exemple": mine, "champ": "fait", "texte": "J’ai formé l’équipe."}
    assert client.post("/dossier-professionnel/note", json=body).status_code == 200
    assert client.post("/dossier-professionnel/note", json={**body, "exemple": other}).status_code == 404
    assert client.post("/dossier-professionnel/note", json={**body, "champ": "note"}).status_code == 400
    assert client.get("/dossier-professionnel/notes.docx").status_code == 200
