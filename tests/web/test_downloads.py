"""Downloads of a scored exchange: four formats, the right type, nothing left on the disk."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from coach.review import score_written
from coach.web import reports
from coach.wiring import OWNER, Services

TALK = (
    "Client : Bonjour, ma robe est trop petite.\nAgent : Bonjour, Léa, du service clients. Quelle taille avez-vous ?\n"
    "Client : 38.\nAgent : Le 40 part aujourd’hui, livré jeudi, suivi par SMS. Bonne journée !"
)


@pytest.fixture(scope="module")
def sample_id(app_services: Services) -> str:
    return score_written(app_services, OWNER, "Tchat n° 4, été", TALK, "tchat")


@pytest.mark.parametrize(
    ("form", "head"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("csv", b"\xef\xbb\xbfcritere"), ("json", b"{")]
)
def test_a_format(
    client: TestClient, app_services: Services, sample_id: str, form: reports.Format, head: bytes
) -> None:
    before = sorted(p for p in app_services.settings.data_dir.rglob("*") if p.suffix in (".pdf", ".docx"))
    answer = client.get(f"/rapport/ecoute/{sample_id}.{form}")
    assert answer.status_code == 200 and answer.content.startswith(head)
    assert (
        answer.headers["content-type"] == reports.TYPES[form]
        and answer.headers["cache-control"] == "no-store"
    )
    assert 'filename="ecoute-tchat-n-4-ete-' in answer.headers["content-disposition"]
    after = sorted(p for p in app_services.settings.data_dir.rglob("*") if p.suffix in (".pdf", ".docx"))
    assert after == before


def test_what_does_not_exist(client: TestClient, sample_id: str) -> None:
    assert client.get("/rapport/ecoute/inconnue.pdf").status_code == 404
    assert client.get("/rapport/bilan/inconnu.docx").json()["erreur"]
    assert client.get(f"/rapport/ecoute/{sample_id}.exe").status_code == 422


def test_the_buttons_lead_there(sample_id: str) -> None:
    shown = reports.buttons("ecoute", sample_id)
    assert all(f"/rapport/ecoute/{sample_id}.{form}" in shown for form in reports.TYPES)
