"""A trainer reviews an interview with the keyboard alone, writes, asks, exports; the candidate reads it and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from coach.domain.opinions import Kind
from coach.opinions import Subject, say
from coach.settings import Settings
from coach.web.viewer import ROLE_COOKIE
from coach.wiring import OWNER, Services
from tests.browser.conftest import Server, Watch, watched
from tests.training.conftest import hold, seed

TRAINER, CANDIDATE = "formateur", "candidat"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A laptop with a group, and an interview of its owner, one level of which is contested."""
    folder = tmp_path_factory.mktemp("formateur") / "donnees"
    services = Services(Settings(data_dir=folder))
    seed(services)
    session = hold(services, OWNER)
    say(services, Subject(OWNER, session_id=session), "R5", Kind.CONTEST, "J’ai posé une question ouverte.")
    services.database.close()
    server = Server(folder)
    try:
        server.start()
        yield server, session
    finally:
        server.kill()


@pytest.fixture
def visit(browser: Browser, held: tuple[Server, str]) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 1280, "height": 900}, base_url=held[0].url
    )
    act_as(context, held[0], TRAINER)
    page, watch = watched(context)
    yield page, watch
    watch.check()
    context.close()


def act_as(context: BrowserContext, server: Server, role: str) -> None:
    """The workspace of a laptop is a cookie."""
    context.add_cookies([{"name": ROLE_COOKIE, "value": role, "url": server.url}])


def current(page: Page) -> Locator:
    return page.locator("#revue-critere input, #revue-critere textarea")


def rewrite(box: Locator, text: str) -> None:
    """A whole scenario at once: typed into a text area, 150 000 characters would take minutes."""
    box.evaluate(
        "(box, text) => { box.value = text; box.dispatchEvent(new Event('input', { bubbles: true })); }", text
    )


def row(page: Page, criterion: str) -> Locator:
    return page.locator(f".revue-criteres details[data-critere='{criterion}']")


def test_the_board_says_whom_to_see_first_and_why(visit: tuple[Page, Watch]) -> None:
    page, _ = visit
    page.goto("/formateur")
    first = page.locator("table.cohorte tbody tr").first
    expect(first).to_contain_text("Vous")
    expect(first).to_contain_text("Conteste un niveau")
    expect(page.locator(".premier")).to_contain_text("Conteste un niveau")
    expect(page.locator("table.cohorte tbody tr")).to_have_count(4)
    page.get_by_text("Les valeurs en tableau").click()
    expect(page.get_by_role("columnheader", name="Moyenne")).to_be_visible()
    page.locator("#groupe input").click()
    page.get_by_role("option", name="Promotion g1").click()
    expect(page.locator("table.cohorte tbody tr")).to_have_count(2)
    for form, start in (("csv", b"\xef\xbb\xbfCandidat"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        made = page.request.get(f"/rapport/groupe/suivi.{form}")
        assert made.ok and made.body().startswith(start)


def test_a_review_with_the_keyboard_alone(visit: tuple[Page, Watch], held: tuple[Server, str]) -> None:
    page, _ = visit
    page.goto("/formateur")
    page.locator(".premier").get_by_role("link", name="Répondre").press("Enter")
    expect(current(page)).to_have_value("R5")  # the one that is contested
    expect(row(page, "R5")).to_have_attribute("open", "")
    expect(page.locator(".revue-texte .actes").first).to_contain_text("accueil")
    expect(page.locator(".revue-texte mark.vu").first).to_be_visible()

    # Next and previous, then agree: the page goes on to the next criterion that has no level.
    page.keyboard.press("j")
    expect(current(page)).to_have_value("R6")
    expect(row(page, "R5")).not_to_have_attribute("open", "")
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(current(page)).to_have_value("R4")
    page.keyboard.press("a")
    expect(row(page, "R4").locator("summary")).to_contain_text("formateur")
    expect(current(page)).to_have_value("R5")

    # Another level than the coach's asks for its reason, and takes the caret there.
    level = row(page, "R5").locator("summary .mot").inner_text()
    key, word = ("0", "non observé") if level != "Non observé" else ("3", "maîtrisé")
    page.keyboard.press(key)
    expect(page.get_by_text("Dites pourquoi")).to_be_visible()
    expect(page.locator("#revue-raison input, #revue-raison textarea")).to_be_focused()
    page.keyboard.type(
        "La question était fermée, j’insiste 2 fois."
    )  # letters and figures of keys are only words here
    page.keyboard.press("Enter")
    expect(row(page, "R5").locator("summary")).to_contain_text(f"formateur : {word}")
    expect(current(page)).to_have_value("R6")

    # A comment on the turn chosen with N.
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator(".echange[data-choisi]")).to_have_attribute("id", "tour-1")
    page.keyboard.press("c")
    page.keyboard.type("Bon cadre. Annoncez la durée avant le sujet.")
    page.keyboard.press("Enter")
    expect(page.locator("#tour-1 .commentaire")).to_contain_text("Annoncez la durée")

    # Read, and nothing else to read: back to the group.
    page.keyboard.press("r")
    expect(page.get_by_role("heading", name="Mon groupe", level=1)).to_be_visible()


def test_a_blind_review_shows_nothing_of_the_coach(
    visit: tuple[Page, Watch], held: tuple[Server, str]
) -> None:
    page, _ = visit
    page.goto(f"/formateur-revue?id={held[1]}&aveugle=1")
    expect(page.locator(".revue-criteres details.critere")).to_have_count(12)
    expect(page.locator(".revue-texte mark")).to_have_count(0)
    expect(page.locator(".revue-texte .actes")).to_have_count(0)
    expect(page.get_by_role("button", name="A · D’accord")).to_have_count(0)
    expect(row(page, "R1").locator(".marques")).to_have_count(0)
    page.keyboard.press("2")
    expect(page.locator(".revue-criteres summary .mot").filter(has_text="Satisfaisant")).not_to_have_count(0)


def test_a_message_and_a_piece_of_work_reach_the_candidate_who_answers(
    visit: tuple[Page, Watch], held: tuple[Server, str]
) -> None:
    page, _ = visit
    server, session = held
    page.goto(f"/formateur-candidat?id={OWNER}")
    page.locator("#message-formateur textarea").fill("Reprenez l’écoute active avant jeudi.")
    page.get_by_role("button", name="Envoyer").press("Enter")
    expect(page.locator(".message")).to_contain_text("Reprenez l’écoute active")
    page.get_by_role("link", name="Demander un travail").press("Enter")
    expect(page.get_by_role("heading", name="Travaux", level=1)).to_be_visible()
    due = date.today() + timedelta(days=4)
    page.get_by_label("Pour le", exact=True).fill(due.strftime("%d/%m/%Y"))
    page.get_by_label("Consigne", exact=True).fill("Posez trois questions ouvertes.")
    page.get_by_role("button", name="Demander").press("Enter")
    expect(page.locator("table.tableau tbody tr")).to_contain_text("Posez trois questions ouvertes.")
    expect(page.locator("table.tableau tbody tr")).to_contain_text("0 sur 1")

    act_as(page.context, server, CANDIDATE)
    page.goto("/")
    expect(page.get_by_role("heading", name="Message de votre formateur")).to_be_visible()
    expect(page.locator(".travail")).to_contain_text("Demandé pour le")
    page.get_by_label("Votre réponse", exact=True).fill("Entendu, je m’y mets.")
    page.get_by_role("button", name="Répondre").press("Enter")
    expect(page.locator(".message").last).to_contain_text("Entendu")
    page.goto(f"/bilan?id={session}")
    expect(page.locator("#commentaires")).to_contain_text("tour")
    expect(page.locator("#tour-1 .commentaire")).to_contain_text("Annoncez la durée")

    act_as(page.context, server, TRAINER)
    page.goto("/formateur")
    expect(page.locator("table.cohorte tbody tr").first).to_contain_text("Un message attend votre réponse")


def test_a_scenario_is_mended_saved_published_and_offered(
    visit: tuple[Page, Watch], held: tuple[Server, str]
) -> None:
    page, _ = visit
    page.goto("/formateur-scenarios")
    page.locator("#centre-ouvrir input").click()
    page.get_by_role("option", name=re.compile("Modèle : Retards et pauses")).click()
    text = page.get_by_label("Texte (YAML)")
    expect(text).to_have_value(re.compile("^id: centre-recadrage-retards$", re.M))
    good = text.input_value()
    rewrite(text, good.replace("minutes: 20", "minutes: vingt", 1))
    page.get_by_role("button", name="Vérifier").click()
    way = page.get_by_role("button", name=re.compile("Aller à la ligne"))
    way.click()
    expect(text).to_be_focused()
    rewrite(text, good.replace("Retards et pauses qui s’allongent", "Retards du lundi", 1))
    page.get_by_role("button", name="Enregistrer une version").click()
    expect(page.locator(".apercu h2").filter(has_text="Retards du lundi")).to_be_visible()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("le scénario est dans « S’entraîner »")).to_be_visible()
    act_as(page.context, held[0], CANDIDATE)
    page.goto("/entrainement")
    expect(page.locator("article.carte-scenario").filter(has_text="Retards du lundi")).to_be_visible()
