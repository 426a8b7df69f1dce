"""The candidate's journey with the keyboard alone, and the work on samples; barriers are looked for in `test_axe`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.review import score_written
from coach.settings import Settings
from coach.wiring import OWNER, Services
from tests.browser.conftest import CACHE, Server, Watch, watched

WRITTEN = """Client : Bonjour, je suis Odile Marchand, je n’ai pas reçu ma commande.
Agent : Bonjour madame, service client Fibrox, Léa à votre écoute. Depuis quand l’attendez-vous ?
Client : Depuis lundi, je suis joignable au 06 12 34 56 78.
Agent : Si je comprends bien, le colis devait arriver lundi. Je vous le renvoie aujourd’hui, vous l’aurez jeudi."""
FOCUSED = """(() => {
  const e = document.activeElement;
  const name = (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '').trim();
  return [name, e.matches(':focus-visible') && parseFloat(getComputedStyle(e).outlineWidth) >= 2];
})()"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose folder holds a written sample, and whose index of fiches is ready."""
    server = Server(tmp_path_factory.mktemp("pages") / "donnees")
    services = Services(Settings(data_dir=server.data_dir, cache_dir=CACHE))
    score_written(services, OWNER, "Tchat du matin", WRITTEN, "tchat")
    services.knowledge.close()
    services.database.close()
    server.start()
    yield server
    server.kill()


def press_until(page: Page, key: str, name: str, most: int = 60) -> None:
    """Press a key until what has the focus bears this name; the focus has to be seen there."""
    for _ in range(most):
        page.keyboard.press(key)
        focused, seen = page.evaluate(FOCUSED)
        if focused.startswith(name):
            assert seen, f"the focus on {name!r} is not seen"
            return
    raise AssertionError(f"{name!r} cannot be reached with {key}")


def test_the_candidate_s_journey_with_the_keyboard_alone(browser: Browser, filled: Server) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    page, watch = watched(context)
    page.goto(filled.url + "/")
    expect(page.get_by_text("Choisir un entretien")).to_be_visible()
    press_until(page, "Tab", "Aller au contenu", most=3)
    press_until(page, "Tab", "S’entraîner")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Ouvrir le dossier").first).to_be_visible()
    press_until(page, "Tab", "Ouvrir le dossier")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ce que vous devez obtenir").first).to_be_visible()
    press_until(page, "Tab", "Commencer l’entretien")
    page.keyboard.press("Enter")

    # The interview: the caret waits in the line to say, and comes back to it.
    box = page.get_by_role("textbox", name="Votre réplique")
    expect(box).to_be_focused()
    expect(page.get_by_text("Vous échangez avec une IA")).to_be_visible()
    lines = ("Bonjour, merci d'être venu.", "Comment ça se passe pour toi ?", "Qu'est-ce qui t'aiderait ?")
    for number, line in enumerate(lines, 1):
        page.keyboard.insert_text(line)
        page.keyboard.press("Enter")
        expect(page.locator(f'.horloge[data-mark="{number + 1}"]')).to_be_visible()
        expect(box).to_have_value("")
        expect(box).to_be_focused()
    press_until(page, "Tab", "Terminer l’entretien")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Terminer et voir le bilan")).to_be_visible()
    press_until(page, "Tab", "Terminer et voir le bilan")
    page.keyboard.press("Enter")

    # The bilan: a folded criterion opens.
    rows = page.locator("details.critere")
    expect(rows.nth(3)).to_be_visible()
    opened = page.locator("details.critere[open]")
    before = opened.count()
    press_until(
        page, "Tab", page.locator("details.critere:not([open]) summary").first.inner_text().split("\n")[0]
    )
    page.keyboard.press("Enter")
    expect(opened).to_have_count(before + 1)

    # The question: the caret is in its box, and the answer comes with its sources.
    press_until(page, "Shift+Tab", "Référentiel", most=120)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Votre question")).to_be_focused()
    page.keyboard.insert_text("Jusqu’à quelle heure peut-on appeler un prospect ?")
    page.keyboard.press("Enter")
    expect(page.locator(".reponse")).to_contain_text("20 h")
    press_until(page, "Shift+Tab", "Quiz du jour", most=120)
    page.keyboard.press("Enter")

    # The quiz: from the answer on, a figure is enough.
    question = page.locator(".question-quiz h2")
    expect(question).to_be_visible()
    first = question.inner_text()
    press_until(page, "Tab", "Voir la réponse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="À revoir")).to_be_visible()
    page.keyboard.press("3")
    expect(question).not_to_have_text(first)
    watch.check()
    context.close()


# -- Écoutes ---------------------------------------------------------------------------------------


@pytest.fixture
def desk(browser: Browser, filled: Server) -> Iterator[tuple[Page, Watch]]:
    server = filled
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 1280, "height": 900}, base_url=server.url
    )
    page, watch = watched(context)
    page.goto("/ecoutes")
    expect(page.get_by_role("button", name="Transcrire et noter")).to_be_visible()
    yield page, watch
    context.close()


def test_a_written_sample_from_paste_to_deletion(desk: tuple[Page, Watch]) -> None:
    page, watch = desk
    page.get_by_role("button", name="Noter l’échange").click()
    expect(page.get_by_text("Collez d’abord le texte de l’échange.")).to_be_visible()
    page.get_by_label("Texte de l’échange").fill(WRITTEN + "\nAgent : <img src=x onerror=alert(1)> {{7*7}}")
    page.get_by_role("button", name="Noter l’échange").click()
    expect(page.locator("details.critere")).to_have_count(13)
    talk = page.locator(".transcription")
    expect(talk).to_contain_text("<img src=x onerror=alert(1)> {{7*7}}")
    assert "Marchand" not in talk.inner_text() and "06 12" not in talk.inner_text()
    assert page.locator(".masque").count() >= 2
    first = talk.locator(".nom").first
    assert first.inner_text() == "Client"
    page.get_by_role("button", name="Échanger agent et client").click()
    expect(first).to_have_text("Agent")
    page.get_by_role("button", name="Supprimer cet échantillon").click()
    page.get_by_role("button", name="Supprimer", exact=True).click()
    expect(page.get_by_role("heading", name="Écoutes", exact=True)).to_be_visible()
    expect(page.locator("table.tableau tbody tr")).to_have_count(1)
    watch.check()


def test_a_broken_recording_says_so_and_is_erased(
    desk: tuple[Page, Watch], filled: Server, tmp_path: Path
) -> None:
    page, watch = desk
    server = filled
    page.get_by_role("button", name="Transcrire et noter").click()
    expect(page.get_by_text("Déposez d’abord un fichier")).to_be_visible()
    broken = tmp_path / "appel.wav"
    broken.write_bytes(b"RIFF\x00\x00\x00\x00WAVEfmt nothing that can be heard")
    page.locator("#son input[type=file]").set_input_files(broken)
    page.get_by_role("button", name="Transcrire et noter").click()
    expect(page.get_by_text("L’appel n’a pas pu être noté")).to_be_visible(timeout=60_000)
    row = page.locator("table.tableau tbody tr").filter(has_text="appel")
    expect(row).to_contain_text("Échec")
    sounds = [p for p in server.data_dir.rglob("*") if p.suffix in (".wav", ".mp3", ".webm")]
    assert sounds == []
    row.get_by_role("link", name="Ouvrir").click()
    expect(page.get_by_text("Cet échantillon n’a pas pu être transcrit")).to_be_visible()
    watch.check()


def test_a_batch_goes_through_the_queue(desk: tuple[Page, Watch], filled: Server, tmp_path: Path) -> None:
    page, watch = desk
    server = filled
    good, bad = tmp_path / "tchat du lot.txt", tmp_path / "piege.wav"
    good.write_text(WRITTEN, encoding="utf-8")
    bad.write_text("Ceci est un texte qui se fait passer pour un son.\n" * 20)
    page.goto("/file")
    page.get_by_role("button", name="Mettre dans la file").click()
    expect(page.get_by_text("Déposez d’abord des fichiers")).to_be_visible()
    page.locator("#lot input[type=file]").set_input_files([good, bad])
    expect(page.locator("#lot")).to_contain_text("piege")
    page.get_by_role("button", name="Mettre dans la file").click()
    row = page.locator("table.tableau tbody tr").filter(has_text="tchat du lot")
    expect(row).to_contain_text("Ouvrir", timeout=60_000)
    refused = page.locator("table.tableau tbody tr").filter(has_text="piege")
    expect(refused).to_contain_text("est un fichier texte", timeout=60_000)
    assert [p for p in server.data_dir.rglob("*") if p.suffix in (".wav", ".txt")] == []
    row.get_by_role("link", name="Ouvrir").click()
    expect(page.locator("details.critere")).to_have_count(13)
    watch.check()
