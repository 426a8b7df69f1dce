"""Référentiel in the browser: from a question to the section it rests on, the quiz with the keyboard, on a phone too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.settings import Settings
from coach.wiring import Services
from tests.browser.conftest import Server, Watch, watched


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose index of fiches is ready."""
    server = Server(tmp_path_factory.mktemp("referentiel") / "donnees")
    services = Services(Settings(data_dir=server.data_dir))
    services.knowledge.close()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def desk(browser: Browser, indexed: Server) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 1280, "height": 900}, base_url=indexed.url
    )
    yield watched(context)
    context.close()


def test_from_a_question_to_the_section_it_rests_on(desk: tuple[Page, Watch]) -> None:
    page, watch = desk
    page.goto("/referentiel")
    page.get_by_label("Votre question").fill("Jusqu’à quelle heure peut-on appeler un prospect ?")
    page.keyboard.press("Enter")
    answer = page.locator(".reponse")
    expect(answer).to_contain_text("20 h", timeout=60_000)
    expect(page.get_by_text("Ce n’est pas un avis juridique")).to_have_count(1)
    answer.locator("details.source summary").first.click()
    expect(answer.locator("blockquote").first).to_be_visible()
    answer.get_by_role("link", name="Lire le passage dans son contexte").first.click()
    section = page.locator(".section-fiche.vise")
    expect(section).to_be_in_viewport()
    expect(section.get_by_role("heading")).to_have_text("Les créneaux autorisés")
    page.get_by_role("navigation", name="Dans cette fiche").get_by_role("link").last.click()
    expect(page.locator(".section-fiche.vise")).to_contain_text("entreprises")
    assert page.url.endswith("#s-et-pour-appeler-des-entreprises") and "/fiche?id=" in page.url
    watch.check()


def test_suggestions_follow_the_filter(desk: tuple[Page, Watch]) -> None:
    page, watch = desk
    page.goto("/referentiel")
    first = page.locator(".suggestions button").first
    expect(first).to_have_text("Jusqu’à quelle heure peut-on appeler un prospect ?")
    page.get_by_label("Domaine").click()
    page.get_by_role("option", name="Handicap et accessibilité").click()
    expect(first).not_to_have_text("Jusqu’à quelle heure peut-on appeler un prospect ?")
    first.click()
    expect(page.locator(".reponse")).to_contain_text(
        "Recherche limitée à : Handicap et accessibilité", timeout=60_000
    )
    watch.check()


def test_hostile_words_do_nothing(desk: tuple[Page, Watch]) -> None:
    page, watch = desk
    hostile = "<img src=x onerror=alert(1)> <script>alert(2)</script> {{7*7}} **gras**"
    page.goto("/referentiel")
    page.get_by_label("Votre question").fill(hostile)
    page.get_by_role("button", name="Poser la question").click()
    expect(page.locator(".reponse h2")).to_have_text(hostile, timeout=60_000)
    page.goto("/fiche?id=%3Cimg%20src=x%20onerror=alert(3)%3E&passage=%3Cscript%3E#s-<img>")
    expect(page.get_by_text("Fiche introuvable")).to_be_visible()
    page.goto("/fiche?competence=%22%3E%3Cimg%20src=x%20onerror=alert(4)%3E")
    expect(page.get_by_role("heading", name="Toutes les fiches")).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    watch.check()


def test_the_quiz_with_the_keyboard_alone(desk: tuple[Page, Watch]) -> None:
    page, watch = desk
    page.goto("/quiz")
    expect(page.get_by_text("15 cartes aujourd’hui")).to_be_visible()
    question = page.locator(".question-quiz h2")
    asked = []
    for key in ("3", "4", "2"):
        asked.append(question.inner_text())
        box = page.get_by_label("Votre réponse")
        box.focus()
        page.keyboard.insert_text("1 ou 2, je ne sais plus")
        page.keyboard.press("3")  # typed, not a mark
        expect(box).to_have_value("1 ou 2, je ne sais plus3")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Voir la réponse")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".reponse-quiz")).to_be_focused()
        expect(page.get_by_role("button", name="À revoir")).to_be_visible()
        page.keyboard.press(key)
        expect(question).not_to_have_text(asked[-1])
        expect(page.locator(".question-quiz")).to_be_focused()
        expect(page.locator(".reponse-quiz")).to_have_count(0)
    assert len(set(asked)) == 3
    page.reload()
    expect(page.get_by_text("3 déjà vues")).to_be_visible()
    expect(question).not_to_have_text(asked[0])
    watch.check()
