"""The jury's way through its pages, the exam rehearsal and the dossier professionnel, in a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from coach.settings import Settings
from coach.wiring import OWNER, Services
from tests.browser.conftest import Server, Watch, watched
from tests.browser.test_interviews import RECADRAGE

WORKS = (
    "Partie 1 : nouvelle prestation\n\nLa formation se fait à J-10, par groupes de quatre, aux heures creuses.\n"
    "Contact : Odile Marchand, 06 12 34 56 78.\n"
)
ANSWER = (
    "Je suis parti des données du dossier : trois retards en deux semaines, parce que c’est un fait et non un jugement. "
    "L’effet pour le client est connu, et je referais un point plus tôt avec mon responsable et la direction."
)


@pytest.fixture(scope="module")
def seat(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, Watch, Server]]:
    """A page before a server whose folder holds one interview that has ended."""
    server = Server(tmp_path_factory.mktemp("jury") / "donnees")
    services = Services(Settings(data_dir=server.data_dir))
    interview = services.runner.start(OWNER, "recadrage-retards", 1, 5)
    for line in RECADRAGE:
        for _ in services.runner.say(OWNER, interview.id, line, 20):
            pass
    services.runner.finish(OWNER, interview.id)
    services.database.close()
    server.start()
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 1280, "height": 900}, base_url=server.url, accept_downloads=True
    )
    page, watch = watched(context)
    page.set_default_timeout(40_000)
    yield page, watch, server
    context.close()
    server.kill()


def no_barrier(page: Page) -> None:
    grave = [
        f"{v['id']}: {node['html'][:140]}"
        for v in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]
    assert not grave, "\n".join(grave)


def never_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_jury_member_prepares_notes_and_closes(seat: tuple[Page, Watch, Server]) -> None:
    page, watch, _ = seat
    page.goto("/jury")
    # The first page of a server waits for the tables, and the first sheet for a scoring.
    expect(page.get_by_text("Vos candidats apparaîtront ici")).to_be_visible(timeout=90_000)
    page.get_by_label("Nom de la session").fill("Session d’essai")
    page.get_by_label("Date (jour/mois/année)").fill("14/12/2026")
    page.get_by_role("button", name="Créer la session").click()
    page.get_by_role("checkbox", name=re.compile("Recadrage")).check()
    page.get_by_role("button", name="Enregistrer le partage").click()
    page.get_by_role("link", name="Voir la fiche du jury").click()

    expect(page.get_by_role("heading", name="Le dossier en un coup d’œil")).to_be_visible(timeout=90_000)
    page.get_by_role("button", name="Tout ouvrir").click()
    expect(page.get_by_text("9 h 12").first).to_be_visible()  # the candidate's own words
    expect(page.get_by_text("Niveaux du coach sur les exercices")).to_have_count(0)
    note = page.locator("form[data-note='CP6.4']")
    note.locator("textarea").fill("À reprendre à l’oral")
    expect(note.locator("[data-etat]")).to_have_text("Enregistré")
    page.get_by_role("button", name="Clore mes niveaux").click()
    expect(page.get_by_text("Il manque : CP1, CP2")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="Tout ouvrir").click()
    expect(page.locator("form[data-note='CP6.4'] textarea")).to_have_value("À reprendre à l’oral")
    for number in range(1, 8):
        form = page.locator(f"form[data-note='CP{number}.1']")
        form.get_by_role("radio", name="1 · Amorcé").check()
        expect(form.locator("[data-etat]")).to_have_text("Enregistré")
    no_barrier(page)
    never_sideways(page)
    page.get_by_role("button", name="Clore mes niveaux").click()
    expect(page.get_by_text("Vos niveaux sont clos")).to_be_visible()
    page.get_by_role("button", name="Tout ouvrir").click()
    expect(page.get_by_text("Niveaux du coach sur les exercices").first).to_be_visible()
    page.locator("form[data-note='CP5.1']").get_by_role("radio", name="2 · Satisfaisant").check()
    expect(page.locator("form[data-note='CP5.1'] [data-etat]")).to_have_text("Enregistré")
    page.reload()
    page.locator("#s-CP5 > summary").click()
    expect(page.get_by_text("Avant de voir le coach : Amorcé.")).to_be_visible()
    watch.check()


def test_the_works_are_read_masked_and_the_sheet_is_printed(seat: tuple[Page, Watch, Server]) -> None:
    page, watch, _ = seat
    page.get_by_text("Ajouter les travaux du candidat").click()
    page.locator("#travaux input[type=file]").set_input_files(
        {"name": "travaux.txt", "mimeType": "text/plain", "buffer": WORKS.encode()}
    )
    expect(page.locator("#travaux").get_by_text("travaux.txt")).to_be_visible()
    page.get_by_role("button", name="Lire ces travaux").click()
    expect(page.get_by_text("Travaux lus")).to_be_visible(timeout=90_000)
    page.locator("#s-CP1 > summary").click()
    expect(page.get_by_text("par groupes de quatre").first).to_be_visible()
    assert "06 12 34" not in page.content() and "Marchand" not in page.content()

    with page.expect_download() as pdf:
        page.get_by_role("link", name="PDF").click()
    from pypdf import PdfReader

    text = "".join(p.extract_text() for p in PdfReader(pdf.value.path()).pages)
    assert "par groupes de quatre" in text and "À reprendre à l’oral" in text
    with page.expect_download() as word:
        page.get_by_role("link", name="Word").click()
    from docx import Document

    assert any("CP6" in p.text for p in Document(io.BytesIO(word.value.path().read_bytes())).paragraphs)
    watch.check()


def test_the_time_keeper_counts_pauses_and_is_kept(seat: tuple[Page, Watch, Server]) -> None:
    page, watch, _ = seat
    page.get_by_role("link", name="Minuteur").click()
    big = page.locator("[data-reste]")
    expect(big).to_have_text("10:00", timeout=60_000)
    assert float(big.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 200
    for _ in range(4):  # the key does nothing until the page's script is there
        page.keyboard.press("Space")
        with suppress(AssertionError):
            expect(big).to_have_text(re.compile("9:5"), timeout=5_000)
            break
    expect(big).to_have_text(re.compile("9:[45]"))
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-sens]")).to_have_text("en pause")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(big).to_have_text("30:00")
    page.keyboard.press("5")
    expect(page.get_by_role("button", name="CP5")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Démarrer").click()
    row = page.locator(".parts-jury li").filter(has=page.locator("[data-cp=CP5]"))
    expect(row.locator("[data-pris]")).not_to_have_text("0:00")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-garde]")).to_have_text("Temps gardés avec la fiche.")
    never_sideways(page)
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(row.locator("[data-pris]")).not_to_have_text("0:00")  # from the server
    watch.check()


def test_a_rehearsal_goes_to_its_feedback_through_a_reload(seat: tuple[Page, Watch, Server]) -> None:
    page, watch, _ = seat
    page.goto("/repetition")
    page.get_by_role("radio", name="CCP 1").check()
    expect(page.get_by_text("RE p. 13/28")).to_be_visible()
    page.get_by_role("button", name="Commencer la préparation").click()
    page.get_by_role("button", name="Je suis prêt").click()
    expect(page.get_by_role("link", name="Prendre la parole")).to_be_visible()
    page.get_by_role("button", name="Passer à l’échange").click()
    answer = page.get_by_label("Votre réponse au jury")
    answer.fill("Je ne sais pas.")
    page.get_by_role("button", name="Répondre").click()
    expect(page.locator(".fil .tour:not(.moi)")).to_have_count(2)  # the question, then its follow-up
    expect(answer).to_have_value("")
    page.reload()
    expect(page.get_by_text("Je ne sais pas.")).to_be_visible()
    answer.fill(ANSWER)
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("Question 2")).to_be_visible()
    never_sideways(page)
    page.get_by_role("button", name="Terminer l’échange").click()
    expect(page.get_by_text("Votre passage")).to_be_visible()
    expect(page.get_by_text("Non relevé").first).to_be_visible()
    assert not re.search(r"Satisfaisant|Maîtrisé|Amorcé|admis", page.locator("#contenu").inner_text())
    no_barrier(page)
    never_sideways(page)
    watch.check()


def test_the_candidate_writes_the_dossier(seat: tuple[Page, Watch, Server]) -> None:
    page, watch, _ = seat
    page.goto("/dossier-professionnel")
    expect(page.get_by_text("Où vous en êtes")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Ajouter cet exemple").click()
    form = page.locator("form[data-exemple]")
    form.get_by_label("Titre de l’exemple").fill("Lancement du tchat")
    form.locator("[data-champ=fait]").fill("J’ai formé deux conseillers par semaine.")
    expect(form.locator("[data-etat]")).to_have_text("Enregistré")
    page.reload()
    expect(form.locator("[data-champ=fait]")).to_have_value("J’ai formé deux conseillers par semaine.")
    expect(page.get_by_text("« Lancement du tchat » : contexte")).to_be_visible()
    never_sideways(page)
    with page.expect_download() as word:
        page.get_by_role("link", name="Mes notes pour Word").click()
    from docx import Document

    written = "\n".join(p.text for p in Document(io.BytesIO(word.value.path().read_bytes())).paragraphs)
    assert "J’ai formé deux conseillers par semaine." in written
    watch.check()
