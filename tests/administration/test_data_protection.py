"""The officer's page says what the settings do, and changes with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.administration.data_protection import markdown, register
from coach.cli.main import app
from coach.settings import Settings
from coach.wiring import Services

DAY = date(2026, 11, 24)


def page(services: Services) -> str:
    return markdown(register(services, DAY))


def test_by_default_nothing_leaves_and_the_page_says_so(services: Services) -> None:
    text = page(services)
    assert "Aucun destinataire hors du centre" in text and "Rien, d’après le journal du réseau." in text
    assert "jamais gardé après la notation" in text and "Mode local" in text
    assert "à compléter par le centre" in text and "24/11/2026" in text


def test_it_follows_the_settings(tmp_path: Path) -> None:
    services = Services(
        Settings(
            data_dir=tmp_path / "d", transcription_url="https://ecoute.example.org/v1", llm_base_url="http://127.0.0.1:9/v1",
            keep_audio_right="consentement écrit", keep_samples_days=90, centre_name="Centre des Lilas",
            privacy_contact="dpo@lilas.fr", backup_every_hours=24,
        )
    )  # fmt: skip
    services.chosen.choose({"keep_sessions_days": 45}, "admin")
    text = page(services)
    assert (
        "| Transcription | le son des appels et des répliques dictées, avant tout masquage | ecoute.example.org |"
        in text
    )
    assert "| Modèle de langage |" in text and "cette machine |" in text
    assert "art. 28" in text and "Aucun destinataire" not in text
    for words in ("90 jours", "45 jours", "6 mois au plus, au titre de : consentement écrit", "Centre des Lilas",
                  "dpo@lilas.fr", "toutes les 24 heures"):  # fmt: skip
        assert words in text, words
    with services.outbox.leaving("transcription", "https://ecoute.example.org/v1/audio", sent=32044):
        pass
    assert "| ecoute.example.org | transcription | 1 | 32044 |" in page(services)
    services.database.close()


def test_a_hostile_name_breaks_no_table(tmp_path: Path) -> None:
    services = Services(Settings(data_dir=tmp_path / "d", keep_audio_right="a | b\nc"))
    line = next(x for x in page(services).splitlines() if x.startswith("| Son gardé"))
    assert line.replace("\\|", "").count("|") == 4
    services.database.close()


@pytest.mark.parametrize("to_file", [False, True])
def test_the_command(tmp_path: Path, to_file: bool) -> None:
    out = tmp_path / "page.md"
    told = CliRunner().invoke(app, ["dpo", *(["--out", str(out)] if to_file else [])])
    text = out.read_text("utf-8") if to_file else told.stdout
    assert told.exit_code == 0 and text.startswith("# Données personnelles\n")
    wrong = CliRunner().invoke(app, ["dpo", "--out", str(tmp_path / "nulle" / "part.md")])
    assert wrong.exit_code == 1 and wrong.exception is not None
