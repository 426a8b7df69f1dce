"""The sound of a sample: who may hear it, what the page says of it, and the terms under which one is kept."""

from __future__ import annotations

import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from starlette.testclient import TestClient

from coach.errors import InputError
from coach.jobs.keeping import Keeper
from coach.jobs.rehear import Corrected
from coach.jobs.spool import Spool
from coach.settings import Settings
from coach.store.retention import KeptSound, RetentionStore
from coach.web.components import rehearing
from coach.web.components.keeping import KeepForm, end_of
from coach.web.components.player import player
from coach.wiring import OWNER, Services

UNTIL = datetime.now(UTC) + timedelta(days=9)


def a_sample(services: Services, owner: str = OWNER, *, kept: bool = True) -> str:
    sample_id = services.samples.create(owner=owner, name="appel", grid="ecoute")
    services.samples.update(
        sample_id, owner, status="transcrit", transcript={"duration": 2.0, "segments": [], "masked": []}
    )
    if kept:
        root = Keeper(services, Spool(services.settings.data_dir)).root
        root.mkdir(parents=True, exist_ok=True)
        with wave.open(str(root / f"{sample_id}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(b"\1\0" * 32_000)
        RetentionStore(services.database).keep(
            KeptSound(sample_id, owner, "consentement <i>", "étalonnage", UNTIL, f"{sample_id}.wav")
        )
    return sample_id


def test_a_player_may_ask_for_a_part_of_the_sound(client: TestClient, app_services: Services) -> None:
    sample_id = a_sample(app_services)
    whole = client.get(f"/son/{sample_id}")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
    assert len(whole.content) == 64_044 and "no-store" in whole.headers["cache-control"]
    part = client.get(f"/son/{sample_id}", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and part.content == whole.content[100:200]


def test_a_sound_that_is_not_kept_or_not_yours_is_not_there(
    client: TestClient, app_services: Services
) -> None:
    for sample_id in (
        a_sample(app_services, kept=False),
        a_sample(app_services, "quelqu-un"),
        "..%2Fcoach.sqlite",
    ):
        assert client.get(f"/son/{sample_id}").status_code == 404


def test_the_page_says_under_which_terms_a_sound_is_kept(app_services: Services) -> None:
    sample_id = a_sample(app_services)
    sample = app_services.samples.get(sample_id, OWNER)
    sound = Keeper(app_services, Spool(app_services.settings.data_dir)).sound_of(sample_id)
    shown = player(sample, sound)
    assert f"src='/son/{sample_id}'" in shown and "étalonnage" in shown and "consentement &lt;i&gt;" in shown
    without = player(sample, None)
    assert "/son/" not in without and "data-mon-son" in without and "n’est envoyé nulle part" in without
    written = app_services.samples.create(owner=OWNER, name="tchat", grid="ecoute")
    assert player(app_services.samples.get(written, OWNER), None) == ""


def form(tmp_path: Path, **settings: Any) -> KeepForm:
    with gr.Blocks():
        return KeepForm(Settings(data_dir=tmp_path, **settings))


def test_a_sound_is_kept_with_a_right_a_reason_and_an_end(tmp_path: Path) -> None:
    allowed = form(tmp_path, keep_audio_right="consentement écrit")
    day = (datetime.now() + timedelta(days=20)).strftime("%d/%m/%Y")
    assert allowed.agreed(False, "", "") is None
    terms = allowed.agreed(True, "séance d’étalonnage", day)
    assert terms is not None and terms["right"] == "consentement écrit"
    assert terms["until"].startswith(end_of(day).date().isoformat())
    far = (datetime.now() + timedelta(days=400)).strftime("%d/%m/%Y")
    for reason, until in (("", day), ("séance", "demain"), ("séance", "01/01/2020"), ("séance", far)):
        with pytest.raises(InputError):
            allowed.agreed(True, reason, until)
    with pytest.raises(InputError, match="COACH_KEEP_AUDIO_RIGHT"):
        form(tmp_path).agreed(True, "séance d’étalonnage", day)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{}",
        "[]",
        '{"number":1,"turn":-1,"seen":"a","text":"b"}',
        '{"number":1,"turn":0,"seen":"a","text":"b","x":1}',
    ],
)
def test_a_correction_that_is_not_one_is_refused(message: str) -> None:
    with pytest.raises(InputError, match="rechargez"):
        rehearing.typed(message)


def test_what_a_correction_did_is_told_but_not_to_who_scores_blind() -> None:
    assessment = {
        "grid": "ecoute",
        "criteria": [{"id": "A1", "title": "Accueil"}, {"id": "A2", "title": "Identification"}],
    }
    done = Corrected(("A2",), 1, False)
    told = rehearing.outcome(done, assessment, hidden=False)
    assert "Identification" in told and "Accueil" not in told and "masqué" in told
    assert "Identification" not in rehearing.outcome(done, assessment, hidden=True)
    assert "n’ont pas bougé" in rehearing.outcome(Corrected((), 0, False), assessment, hidden=False)
    marks = rehearing.marks(
        {"assessment": assessment, "rehearing": {"A2": {"from": 1, "at": "2026-11-24T10:00:00+00:00"}}}
    )
    assert list(marks) == ["A2"] and "amorcé" in marks["A2"]
