"""An interview held by voice: a fake microphone that plays a French sentence, the advisor's embedded voice."""

from __future__ import annotations

import re
import wave
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.speech.voice import speak
from tests.browser.conftest import CHROMIUM, Server, Watch, watched
from tests.browser.test_interviews import box, said, start

SENTENCE = "Bonjour Karim, comment expliques-tu les retards de lundi et de mardi ?"


@pytest.fixture(scope="module")
def sentence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("micro") / "phrase.wav"
    with wave.open(BytesIO(speak(SENTENCE))) as source, wave.open(str(path), "wb") as file:
        file.setparams(source.getparams())
        file.writeframes(bytes(8_000) + source.readframes(source.getnframes()) + bytes(640_000))
    return path


@pytest.fixture(scope="module")
def talking(browser: Browser, sentence: Path) -> Iterator[Browser]:
    opened = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={sentence}",
            "--autoplay-policy=no-user-gesture-required",
        ],
    )
    yield opened
    opened.close()


def visit(browser: Browser, server: Server) -> tuple[Page, Watch]:
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 1280, "height": 900}, base_url=server.url
    )
    return watched(context)


@pytest.mark.model
def test_a_turn_is_said_corrected_and_sent_and_the_advisor_is_heard(talking: Browser, server: Server) -> None:
    page, watch = visit(talking, server)
    start(page, "Entretien de recadrage", "Karim")
    page.get_by_text("Voix et micro").click()
    page.get_by_label("Sa voix").select_option("embarquee")
    page.get_by_label("Ma réplique se termine").select_option("3")
    page.get_by_role("button", name="Parler").click()
    expect(page.get_by_text(re.compile(r"J’écoute \(\d+ s\)$"))).to_be_visible()
    # Nobody clicks « J’ai fini »: three seconds of silence end the turn.
    expect(box(page)).to_have_value(re.compile("Karim.+retards? .+ mardi", re.I), timeout=45_000)
    expect(page.get_by_text("Relisez, corrigez si besoin, puis envoyez.")).to_be_visible()
    box(page).press_sequentially(" Je t'écoute.")
    with page.expect_response(re.compile(r"/voix/.+/1\?source=embarquee")) as heard:
        box(page).press("Enter")
    said(page, 1)
    expect(page.locator(".tour.moi .bulle").last).to_contain_text("Je t'écoute.")
    sound = heard.value.body()
    assert heard.value.status == 200 and sound[:4] == b"RIFF"
    with wave.open(BytesIO(sound)) as file:
        assert file.getnframes() / file.getframerate() > 0.5
    assert "Voix de synthèse".encode() in sound
    with page.expect_response(re.compile(r"/voix/.+/0\?")):
        page.get_by_role("button", name="Écouter cette réplique").first.click()
    page.reload()
    page.get_by_text("Voix et micro").click()
    expect(page.get_by_label("Sa voix")).to_have_value("embarquee")
    watch.check()
    page.context.close()


@pytest.mark.model
def test_a_refused_microphone_leaves_a_file_or_the_keyboard(
    browser: Browser, server: Server, sentence: Path
) -> None:
    page, watch = visit(browser, server)
    start(page, "Entretien de recadrage", "Karim")
    page.get_by_role("button", name="Parler").click()
    expect(page.get_by_text(re.compile("microphone (est refusé|n’a été trouvé)"))).to_be_visible()
    expect(page.get_by_role("button", name="Parler")).to_be_enabled()
    page.get_by_text("Voix et micro").click()
    page.get_by_label("Réplique enregistrée").set_input_files(sentence)
    expect(box(page)).to_have_value(re.compile("Karim.+retards? .+ mardi", re.I), timeout=45_000)
    watch.check()
    page.context.close()
