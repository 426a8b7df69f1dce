"""A centre with accounts, from one end to the other: a candidate practises, their trainer reviews it, a jury prepares on
it, the administrator erases the person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from coach import accounts
from coach.domain.people import Role
from coach.settings import Settings
from coach.store.persons import PersonStore
from coach.wiring import Services
from tests.browser.conftest import Server, watched
from tests.browser.test_interviews import RECADRAGE, box, finish, say

PASSWORD = "une longue phrase à retenir"
PEOPLE = {
    "alice": ("Alice Martin", Role.CANDIDATE),
    "tina": ("Tina Formatrice", Role.TRAINER),
    "julie": ("Julie Jurée", Role.JURY),
    "adam": ("Adam Administrateur", Role.ADMIN),
}


@dataclass(frozen=True)
class Centre:
    server: Server
    ids: dict[str, str]
    links: dict[str, str]
    exam: str


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """Four people with an invitation, a group, an exam session; nobody has done anything."""
    server = Server(tmp_path_factory.mktemp("centre") / "donnees", mode="centre")
    services = Services(Settings(data_dir=server.data_dir, mode="centre"))
    ids = {
        key: accounts.create_person(services, "essai", f"{key}@centre.fr", name, frozenset({role})).id
        for key, (name, role) in PEOPLE.items()
    }
    group = accounts.create_group(services, "essai", "Promotion de mars")
    accounts.join(services, "essai", group, ids["alice"], Role.CANDIDATE)
    accounts.join(services, "essai", group, ids["tina"], Role.TRAINER)
    exam = accounts.create_exam(services, "essai", "Session de mars", date(2027, 3, 15))
    accounts.seat(services, "essai", exam, ids["alice"], Role.CANDIDATE)
    accounts.seat(services, "essai", exam, ids["julie"], Role.JURY)
    links = {key: accounts.invite(services, "essai", ids[key]) for key in PEOPLE}
    services.database.close()
    server.start()
    yield Centre(server, ids, links, exam)
    server.kill()


@contextmanager
def entered(browser: Browser, centre: Centre, who: str) -> Iterator[Page]:
    """A browser of one of the people, who takes up the invitation."""
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 1280, "height": 900}, base_url=centre.server.url
    )
    page, watch = watched(context)
    page.goto(f"/invitation/{centre.links[who]}")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer et entrer").click()
    expect(page.locator(".entete")).to_contain_text(PEOPLE[who][0])
    yield page
    watch.check()
    context.close()


def test_the_four_workspaces_on_one_person(browser: Browser, centre: Centre) -> None:
    # The candidate: a whole recadrage, to its bilan.
    with entered(browser, centre, "alice") as page:
        page.goto("/dossier?s=recadrage-retards")
        page.get_by_role("button", name="Commencer l’entretien").click()
        expect(page.locator(".fil .tour")).to_have_count(1)
        for number, line in enumerate(RECADRAGE, 1):
            say(page, line, number)
        expect(box(page)).to_have_value("")
        session = page.url.partition("id=")[2]
        finish(page)
        expect(page.locator("details.critere")).to_have_count(12)
        for forbidden in ("/formateur", "/jury", "/administration"):
            assert page.request.get(forbidden).status == 403, forbidden

    # The trainer: sees who practised, agrees with a level, corrects one, comments a turn.
    with entered(browser, centre, "tina") as page:
        page.goto("/formateur")
        expect(page.locator("table.cohorte tbody tr")).to_have_count(1)
        expect(page.locator("table.cohorte")).to_contain_text("Alice Martin")
        page.goto(f"/formateur-revue?id={session}")
        rows = page.locator(".revue-criteres details.critere")
        expect(rows).to_have_count(12)
        criterion = page.locator("#revue-critere input, #revue-critere textarea")
        first = criterion.input_value()
        page.keyboard.press("a")
        expect(rows.locator("summary").filter(has_text="formateur")).to_have_count(1)
        expect(criterion).not_to_have_value(first)
        page.keyboard.press("n")
        page.keyboard.press("c")
        page.keyboard.type("Annoncez la durée avant le sujet.")
        page.keyboard.press("Enter")
        expect(page.locator(".commentaire")).to_contain_text("Annoncez la durée")
        assert page.request.get("/administration").status == 403

    # What the trainer wrote is for the candidate; what is shared is for the jury.
    services = Services(Settings(data_dir=centre.server.data_dir, mode="centre"))
    accounts.share(services, "essai", centre.exam, session_id=session)
    services.database.close()

    # The jury: own levels first, nothing of the coach's before.
    with entered(browser, centre, "julie") as page:
        page.goto("/jury")
        expect(page.locator("#contenu")).to_contain_text("Alice Martin")
        page.goto(f"/jury-fiche?exam={centre.exam}&id={centre.ids['alice']}")
        expect(page.get_by_role("heading", name="Le dossier en un coup d’œil")).to_be_visible()
        expect(
            page.locator("blockquote").filter(has_text="9 h 12").first
        ).to_be_attached()  # folded with its competence
        expect(page.get_by_text("Niveaux du coach sur les exercices")).to_have_count(0)
        page.locator("#s-CP6 > summary").click()
        note = page.locator("form[data-note='CP6.4']")
        note.locator("textarea").fill("À reprendre à l’oral")
        expect(note.locator("[data-etat]")).to_have_text("Enregistré")
        page.goto(f"/formateur-revue?id={session}")
        expect(page.locator(".revue-criteres")).to_have_count(0)

    # The administrator: reads nobody's interview, erases the person, and the log says so.
    with entered(browser, centre, "adam") as page:
        page.goto(f"/bilan?id={session}")
        expect(page.locator("details.critere")).to_have_count(0)
        page.goto("/personnes")
        page.get_by_label("Personne", exact=True).click()
        page.get_by_role("option", name=re.compile("Alice Martin")).click()
        page.get_by_label("Pour confirmer, recopiez le nom de la personne").fill("Alice Martin")
        page.get_by_role("button", name="Effacer définitivement").click()
        expect(page.get_by_role("table").first).not_to_contain_text("Alice Martin")

    services = Services(Settings(data_dir=centre.server.data_dir, mode="centre"))
    try:
        left = PersonStore(services.database).export(centre.ids["alice"])
        assert set(left) <= {"audit"}
        assert services.accounts.person(centre.ids["alice"]) is None
        assert services.sessions.owner_of(session) is None
    finally:
        services.database.close()
