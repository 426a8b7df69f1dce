"""The administrator in the browser: invite, try an engine, back up, search the log, erase a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coach import accounts
from coach.domain.people import Role
from coach.review import score_written
from coach.settings import Settings
from coach.store.persons import PersonStore
from coach.wiring import Services
from tests.browser.conftest import Server, Watch, watched
from tests.llm.scripted import scripted_server

CHAT = "Client : Je n’ai pas reçu ma commande.\nAgent : Bonjour madame, je regarde tout de suite."


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Services]]:
    """A server with a candidate who has worked, and an administrator."""
    server = Server(tmp_path_factory.mktemp("administration") / "donnees")
    services = Services(Settings(data_dir=server.data_dir))
    accounts.create_person(services, "local", "ada@centre.fr", "Ada Min", {Role.ADMIN})
    person = accounts.create_person(services, "local", "lea@centre.fr", "Léa <b>Martin</b>", {Role.CANDIDATE})
    score_written(services, person.id, "Tchat", CHAT, "tchat")
    server.start()
    yield server, services
    server.kill()
    services.database.close()


def as_admin(browser: Browser, server: Server, **options: object) -> BrowserContext:
    context = browser.new_context(locale="fr-FR", base_url=server.url, **options)  # type: ignore[arg-type]
    context.add_cookies([{"name": "coach-espace", "value": "administrateur", "url": server.url}])
    return context


@pytest.fixture(scope="module")
def desk(browser: Browser, centre: tuple[Server, Services]) -> Iterator[tuple[Page, Watch]]:
    context = as_admin(browser, centre[0], viewport={"width": 1280, "height": 900})
    yield watched(context)
    context.close()


def test_invite_a_person_by_a_link(desk: tuple[Page, Watch], centre: tuple[Server, Services]) -> None:
    page, watch = desk
    page.goto("/personnes")
    expect(page.get_by_text("Léa <b>Martin</b>").first).to_be_visible()  # harmless
    page.get_by_label("Prénom et nom").fill("Nora Diallo")
    page.get_by_label("Adresse électronique").fill("lea@centre.fr")
    page.get_by_role("button", name="Créer le compte et son lien").click()
    expect(page.get_by_text("a déjà un compte")).to_be_visible()
    page.get_by_label("Adresse électronique").fill("nora@centre.fr")
    page.get_by_role("button", name="Créer le compte et son lien").click()
    link = page.locator("code.lien-unique")
    expect(link).to_have_text(re.compile(r"^http://127\.0\.0\.1:\d+/invitation/[\w-]{40,}$"))
    expect(page.get_by_text("3 personnes sur 3")).to_be_visible()
    expect(page.get_by_role("row", name="Nora Diallo").get_by_text("Invitation en attente")).to_be_visible()
    page.get_by_label("Chercher").fill("nora")
    expect(page.get_by_text("1 personne sur 3")).to_be_visible()
    page.reload()
    expect(page.get_by_text("3 personnes sur 3")).to_be_visible()
    expect(link).to_have_count(0)  # told once
    watch.check()


def test_an_engine_is_set_tried_and_its_key_never_shown(desk: tuple[Page, Watch]) -> None:
    page, watch = desk
    with scripted_server() as script:
        script.answers = ["Bonjour à vous."]
        page.goto("/moteurs")
        card = page.locator("#moteur-modele")
        expect(card.get_by_text("En service")).to_be_visible()
        card.get_by_label("Adresse").fill("pas une adresse")
        card.get_by_role("button", name="Enregistrer").click()
        expect(card.get_by_text("n’est pas une adresse de serveur")).to_be_visible()
        card.get_by_label("Adresse").fill(script.url)
        card.get_by_label("Clé").fill("canari-de-cle-0123456789")
        card.get_by_role("button", name="Enregistrer").click()
        expect(card.get_by_text("Les prochains échanges l’emploient.")).to_be_visible()
        expect(card.get_by_label("Clé")).to_have_attribute("placeholder", re.compile("…6789"))
        expect(card.get_by_label("Clé")).to_have_value("")
        card.get_by_role("button", name="Essayer").click()
        expect(card.get_by_text(re.compile(r"Répond en \d+,\d s"))).to_be_visible()
        expect(card.get_by_text("Bonjour à vous.")).to_be_visible()
        assert "canari" not in page.content()
    card.get_by_role("button", name="Essayer").click()
    expect(card.get_by_text("injoignable")).to_be_visible(timeout=40_000)
    page.goto("/reseau")
    expect(page.get_by_text("Rien n’est sorti", exact=True)).to_be_visible()  # this machine is not outside
    expect(page.get_by_text(re.compile("appels? à un serveur de cette machine"))).to_be_visible()
    watch.check()


def test_a_backup_is_made_read_back_and_taken_away(desk: tuple[Page, Watch]) -> None:
    page, watch = desk
    page.goto("/sauvegardes")
    expect(page.get_by_text("Aucune sauvegarde n’a encore été faite")).to_be_visible()
    page.get_by_role("button", name="Faire une sauvegarde").click()
    expect(page.get_by_text("Sauvegarde faite et relue")).to_be_visible(timeout=40_000)
    page.get_by_role("button", name="Relire").click()
    expect(page.get_by_text("Elle se relit entière")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Télécharger").click()
    assert re.fullmatch(r"coach-\d{8}-\d{6}-\w{4}\.zip", taken.value.suggested_filename)
    assert taken.value.path().read_bytes()[:2] == b"PK"
    watch.check()


def test_a_person_is_erased_once_the_name_is_copied(
    desk: tuple[Page, Watch], centre: tuple[Server, Services]
) -> None:
    page, watch = desk
    services = centre[1]
    lea = accounts.by_email(services, "lea@centre.fr")
    page.goto("/personnes")
    box = page.get_by_label("Personne", exact=True)
    box.click()
    page.get_by_role("option", name=re.compile("lea@centre.fr")).click()
    expect(page.get_by_text(re.compile(r"\b1 échantillon\b"))).to_be_visible()
    gone = page.get_by_role("button", name="Effacer définitivement")
    gone.click()
    expect(page.get_by_text("Recopiez le nom tel qu’il est écrit")).to_be_visible()
    assert PersonStore(services.database).export(lea.id)
    page.get_by_label("Pour confirmer").fill("Léa <b>Martin</b>")
    gone.click()
    expect(page.get_by_text("La personne est effacée")).to_be_visible()
    found = PersonStore(services.database).export(lea.id)
    assert set(found) <= {"audit"} and services.accounts.person(lea.id) is None
    watch.check()


def test_the_log_tells_it_all_and_is_taken_away_as_searched(desk: tuple[Page, Watch]) -> None:
    page, watch = desk
    page.goto("/journal")
    expect(page.get_by_role("cell", name="Données effacées").first).to_be_visible()
    page.get_by_label("Chercher").fill("sauvegarde-faite")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text(re.compile(r"^1 ligne\b"))).to_be_visible()
    page.get_by_label("Depuis le").fill("hier")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("Date à corriger")).to_be_visible()
    page.get_by_label("Depuis le").fill("2026-01-01")
    page.get_by_role("button", name="Chercher").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Emporter (CSV)").click()
    lines = taken.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 2 and "Sauvegarde faite" in lines[1]
    watch.check()
