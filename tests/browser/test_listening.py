"""A sample in the page: a doubtful word is corrected where it stands, and the words follow a file that stays here."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from coach.domain.measures import measure
from coach.domain.samples import said
from coach.domain.transcripts import Turn
from coach.review import rescore
from coach.settings import Settings
from coach.wiring import OWNER, Services
from tests.browser.conftest import Server, watched

CALL = (
    ("agent", "Service client fibre ox, bonjour. Que puis-je pour vous ?", 0.0, 2.0, [[15, 20]]),
    ("client", "Bonjour, ma box ne marche plus depuis lundi.", 2.4, 4.0, None),
    ("agent", "Un technicien viendra jeudi à dix heures. Bonne journée, au revoir.", 4.5, 6.0, None),
)


@pytest.fixture(scope="module")
def sample(server: Server) -> Iterator[tuple[Services, str]]:
    services = Services(Settings(data_dir=server.data_dir))
    sample_id = services.samples.create(owner=OWNER, name="appel", grid="ecoute")
    segments = [
        {"start": start, "end": end, "speaker": who, "text": text, **({"doubts": doubts} if doubts else {})}
        for who, text, start, end, doubts in CALL
    ]
    measures = measure([Turn(who, text, a, b) for who, text, a, b, _ in CALL], 6.5).as_dict()
    services.samples.update(
        sample_id,
        OWNER,
        status="transcrit",
        transcript={"duration": 6.5, "segments": segments, "agent_sure": True, "masked": []},
        measures=measures,
    )
    rescore(services, OWNER, sample_id)
    yield services, sample_id
    services.database.close()


def test_a_word_is_corrected_and_a_line_is_heard(
    browser: Browser, server: Server, sample: tuple[Services, str], tmp_path: Path
) -> None:
    services, sample_id = sample
    page, watch = watched(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"))
    page.goto(f"{server.url}/ecoutes?id={sample_id}")
    page.get_by_role("button", name="fibre").click()
    box = page.get_by_label("Ce qui a été dit")
    expect(box).to_have_value(CALL[0][1])
    assert box.evaluate("el => el.value.slice(el.selectionStart, el.selectionEnd)") == "fibre"
    box.fill("…")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="inaudible")).to_be_visible()
    box.fill("Service client Fibrox, bonjour. Que puis-je pour vous ?")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("#correction-etat")).to_contain_text("Critère", timeout=60_000)
    expect(page.locator("#tour-0")).to_be_focused()
    expect(page.locator("#tour-0 .entendu")).to_contain_text("Corrigé depuis")
    expect(
        page.locator("details.critere").filter(has_text="recalculé après correction").first
    ).to_be_visible()
    first = said(services.samples.get(sample_id, OWNER).transcript)[0]
    assert "fibre ox" not in first.turn.text and first.heard == CALL[0][1]

    path = tmp_path / "appel.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(2 * 16_000 * 30))
    page.locator("input[data-mon-son]").set_input_files(path)
    expect(page.locator("[data-etat-son]")).to_contain_text("vérifiez que c’est le bon")
    page.get_by_role("button", name="Écouter à 0:04").click()
    expect(page.locator("#tour-2")).to_have_attribute("aria-current", "true")
    page.locator(".dessin.large [data-turn='1']").first.click()
    expect(page.locator("#tour-1")).to_have_attribute("aria-current", "true")
    watch.check()
