"""More than one machine: PostgreSQL, a Chroma server, two web processes, three workers; some are killed in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.jobs.queue import Queue
from coach.settings import Settings
from coach.wiring import OWNER, Services
from tests.browser.conftest import CACHE
from tests.jobs import sounds
from tests.jobs.processes import assert_right, settled, wait
from tests.postgres_server import binaries, postgres
from tests.topology.machines import CHROMA, Machine, Web, chroma

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(500),
    pytest.mark.skipif(binaries() is None, reason="aucun serveur PostgreSQL sur cette machine"),
    pytest.mark.skipif(CHROMA is None, reason="aucune commande chroma à côté de Python"),
]
LINES = (
    "Bonjour Karim, merci d'être venu. On a vingt minutes pour parler de tes heures d'arrivée.",
    "Lundi 16 tu t'es connecté à 9 h 12 et mardi 17 à 9 h 20. Comment tu l'expliques ?",
    "Qu'est-ce qui est différent les jours où tu arrives à l'heure ?",
)


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[tuple[dict[str, str], Services]]:
    with postgres() as url, chroma(tmp_path / "chroma") as index:
        data = tmp_path / "donnees"
        settings = {
            "COACH_DATA_DIR": str(data),
            "COACH_DATABASE_URL": url,
            "COACH_CHROMA_URL": index,
            "COACH_WORKER_IN_SERVER": "false",
            "COACH_CACHE_DIR": str(CACHE),
        }
        services = Services(Settings(data_dir=data, database_url=url, chroma_url=index))
        yield settings, services
        services.database.close()


def say(page: Page, text: str, number: int) -> None:
    box = page.get_by_role("textbox", name="Votre réplique")
    box.fill(text)
    box.press("Enter")
    expect(page.locator(f'.horloge[data-mark="{number + 1}"]')).to_be_visible()


def test_one_web_process_and_one_worker_die_and_nothing_is_lost(
    browser: Browser, installed: tuple[dict[str, str], Services], tmp_path: Path
) -> None:
    settings, services = installed
    first, second = Web(tmp_path / "web-1.log", settings), Web(tmp_path / "web-2.log", settings)
    workers = [Machine(tmp_path / "travailleurs.log", settings, "worker") for _ in range(3)]
    queue = Queue(services)
    try:
        first.ready()
        second.ready()
        wait(lambda: len(queue.alive()) == 3, 150, tmp_path / "travailleurs.log")
        good = {}
        for number in range(12):
            path = tmp_path / f"tchat-{number}.txt"
            path.write_text(sounds.CHAT + f"Client : Depuis {number + 2} jours.\n", encoding="utf-8")
            good[queue.submit(OWNER, path, path.name).id] = path.name

        context = browser.new_context(locale="fr-FR")
        try:
            page = context.new_page()
            page.goto(f"{first.url}/entrainement")
            card = page.locator("article.carte-scenario").filter(has_text="Karim Benali")
            card.get_by_role("link", name="Ouvrir le dossier").click()
            page.get_by_role("button", name="Commencer l’entretien").click()
            expect(page.locator(".fil .tour")).to_have_count(1)
            for number, line in enumerate(LINES[:2], 1):
                say(page, line, number)
            thread = page.locator(".fil .bulle").all_inner_texts()
            address = page.url.removeprefix(first.url)

            first.kill()
            workers[0].kill()

            # A proxy sends the visitor to the process that is left: the interview is there, and goes on.
            page.goto(f"{second.url}{address}")
            expect(page.locator(".fil .tour.moi")).to_have_count(2)
            assert page.locator(".fil .bulle").all_inner_texts() == thread
            say(page, LINES[2], 3)

            page.goto(f"{second.url}/referentiel")
            question = page.get_by_role("textbox").first
            question.fill("Jusqu’à quelle heure peut-on appeler un prospect ?")
            question.press("Enter")
            expect(page.locator("#contenu")).to_contain_text("20 h", timeout=60_000)
        finally:
            context.close()

        wait(lambda: settled(queue), 150, tmp_path / "travailleurs.log")
        assert_right(services, queue, good, {})
        (interview,) = services.runner.list(OWNER)
        assert [turn.manager for turn in interview.turns[1:]] == list(LINES)
        assert all(turn.advisor for turn in interview.turns)
    finally:
        for machine in (first, second, *workers):
            machine.kill()
