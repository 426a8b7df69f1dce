"""A whole recadrage and a whole débriefing, held in the browser, through reloads and a killed server."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, Watch, watched

RECADRAGE = (
    "Bonjour Karim, assieds-toi, merci d'être venu. On a vingt minutes pour parler de tes heures d'arrivée.",
    "J'ai sorti les relevés : lundi 16 tu t'es connecté à 9 h 12 et mardi 17 à 9 h 20.",
    "La prise de poste est à 9 heures, et ces matins-là des clients ont raccroché avant d'être pris.",
    "Comment tu expliques ces matins-là ?",
    "Qu'est-ce qui est différent les jours où tu arrives à l'heure ?",
    "Si je comprends bien, certains matins tu ne maîtrises pas l'heure à laquelle tu pars, c'est bien ça ?",
    "Je vois que ce n'est pas facile à dire. Qu'est-ce qui te bloque ces jours-là ?",
    "Qu'est-ce que tu proposes, toi, pour que ça tienne ?",
)
DEBRIEFING = (
    "Bonjour, installe-toi. On a vingt minutes pour revenir ensemble sur un appel, pour t'aider à progresser.",
    "Avant que je te dise ce que j'en pense, comment tu as vécu cet appel, toi ?",
    "Qu'est-ce que tu as réussi d'après toi ?",
    "Ton accueil est clair, tu donnes ton nom et tu proposes ton aide dès la première phrase.",
    "Et si tu le refaisais, qu'est-ce que tu changerais ?",
    "Si je comprends bien, tu as voulu aller vite, c'est ça ?",
    "Qu'est-ce qui t'a empêché de reformuler à ce moment-là ?",
    "On le rejoue : je fais le client, montre-moi comment tu reformulerais.",
)
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script> {{7*7}} ${7*7} ![x](http://evil.example/x.png) "
    "<a href='javascript:alert(3)'>ici</a> <form action=http://evil.example>"
)


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 1280, "height": 900}, base_url=server.url
    )
    page, watch = watched(context)
    yield page, watch
    context.close()


def start(page: Page, kind: str, person: str) -> None:
    """From the home page to the first line of the interview."""
    page.goto("/")
    page.get_by_role("link", name="Choisir un entretien").click()
    expect(page.get_by_role("heading", name="S’entraîner", level=1)).to_be_visible()
    cards = page.locator("article.carte-scenario")
    expect(cards.first).to_be_visible()
    everything = cards.count()
    page.get_by_role("radio", name=kind).check()
    expect(cards).not_to_have_count(everything)  # drawn again: a click before would fall on a card that goes
    card = cards.filter(has_text=person)
    expect(card).to_be_visible()
    card.get_by_role("link", name="Ouvrir le dossier").click()
    expect(page.get_by_role("heading", name="Ce que vous devez obtenir")).to_be_visible()
    page.get_by_role("button", name="Commencer l’entretien").click()
    expect(page.locator(".fil .tour")).to_have_count(1)


def said(page: Page, number: int) -> None:
    """Turn `number` is answered and stored."""
    expect(page.locator(f'.horloge[data-mark="{number + 1}"]')).to_be_visible()
    expect(page.locator(".fil .tour.moi")).to_have_count(number)
    expect(page.locator(".fil .ecrit")).to_have_count(0)


def box(page: Page):
    return page.get_by_role("textbox", name="Votre réplique")


def say(page: Page, text: str, number: int) -> None:
    box(page).fill(text)
    box(page).press("Enter")
    said(page, number)


def finish(page: Page) -> None:
    page.get_by_role("button", name="Terminer l’entretien").click()
    page.get_by_role("button", name="Terminer et voir le bilan").click()
    expect(page.get_by_role("heading", name=re.compile("^Bilan"))).to_be_visible()


def kept(server: Server, **values: str) -> None:
    """Wait until the server has stored what is being typed (nothing on the page says so)."""
    query = f"SELECT {', '.join(values)} FROM sessions ORDER BY created_at DESC LIMIT 1"
    deadline = time.monotonic() + 10
    found: tuple[str, ...] = ()
    while time.monotonic() < deadline:
        with closing(sqlite3.connect(server.data_dir / "coach.sqlite")) as db:
            found = db.execute(query).fetchone()
        if found == tuple(values.values()):
            return
        time.sleep(0.05)
    raise AssertionError(found)


def thread(page: Page) -> list[str]:
    return page.locator(".fil .bulle").all_inner_texts()


def test_a_whole_recadrage_survives_reloads_and_a_killed_server(
    visit: tuple[Page, Watch], server: Server
) -> None:
    page, watch = visit
    start(page, "Entretien de recadrage", "Karim Benali")
    for number, line in enumerate(RECADRAGE[:3], 1):
        say(page, line, number)

    # What was sent is no draft; what is being typed is one, and notes are kept too.
    page.reload()
    expect(page.locator(".fil .tour.moi")).to_have_count(3)
    expect(box(page)).to_have_value("")

    box(page).fill("Ce que je n’ai pas encore dit")
    page.get_by_label("Vos notes").fill("Penser à la garderie")
    kept(server, draft="Ce que je n’ai pas encore dit", notes="Penser à la garderie")
    before = thread(page)
    page.reload()
    expect(box(page)).to_have_value("Ce que je n’ai pas encore dit")
    expect(page.get_by_label("Vos notes")).to_have_value("Penser à la garderie")
    assert thread(page) == before

    say(page, RECADRAGE[3], 4)
    box(page).fill("Une phrase en cours")
    kept(server, draft="Une phrase en cours")
    before = thread(page)
    server.kill()
    server.start()
    page.reload()
    expect(page.locator(".fil .tour.moi")).to_have_count(4)
    assert thread(page) == before
    expect(box(page)).to_have_value("Une phrase en cours")
    for number, line in enumerate(RECADRAGE[4:], 5):
        say(page, line, number)
    assert len(set(thread(page))) == len(thread(page))  # the advisor never says the same thing twice

    finish(page)
    rows = page.locator("details.critere")
    expect(rows).to_have_count(12)
    for word in rows.locator(".mot").all_inner_texts():
        assert word in {
            "Non observé",
            "Non respecté",
            "Amorcé",
            "Satisfaisant",
            "Maîtrisé",
            "Non évalué",
            "Sans niveau",
        }
    expect(page.get_by_role("heading", name="Confiance et tension")).to_be_visible()
    expect(page.locator(".courbe .dessin.large svg")).to_be_visible()

    # Opening a row lights its quotes, which stand in the transcript word for word.
    quoted = rows.filter(has=page.locator("blockquote"))
    assert quoted.count() >= 3
    row = rows.filter(has_text="Écoute")
    row.locator("summary").click()
    lit = page.locator("mark.vu")
    expect(lit.first).to_be_visible()
    for text in lit.all_inner_texts():
        assert text in " ".join(page.locator(".tour-texte").all_inner_texts())
    # A turning point leads to its turn.
    point = page.locator("ol.moments a[data-turn]").first
    number = point.get_attribute("data-turn")
    point.click()
    expect(page.locator(f"#tour-{number}.allume")).to_be_in_viewport()

    # The whole can be taken away, and one turn played another way.
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger les données").click()
    assert download.value.suggested_filename.endswith(".json")
    page.get_by_role("button", name="Rejouer", exact=True).click()
    expect(page.locator(".fil .tour").first).to_be_visible()
    assert page.locator(".fil .tour.moi").count() < len(RECADRAGE)
    page.goto("/")
    expect(page.get_by_role("link", name="Relire ce bilan")).to_be_visible()
    watch.check()


def test_a_whole_debriefing_and_what_must_not_be_sent(visit: tuple[Page, Watch]) -> None:
    page, watch = visit
    start(page, "Débriefing d’écoute", "Sofia Marchetti")
    say(page, DEBRIEFING[0], 1)

    box(page).press("Enter")
    expect(page.get_by_text("Rien à envoyer")).to_be_visible()
    expect(page.locator(".fil .tour.moi")).to_have_count(1)

    long = "mot " * 2001
    box(page).fill(long)
    box(page).press("Enter")
    expect(page.get_by_text("Votre réplique n’est pas partie")).to_be_visible()
    expect(page.locator(".fil .tour.moi")).to_have_count(1)
    expect(box(page)).to_have_value(long)

    say(page, HOSTILE, 2)
    bubble = page.locator(".fil .tour.moi .bulle").nth(1)
    expect(bubble).to_contain_text("{{7*7}} ${7*7} ![x](http://evil.example/x.png)")
    assert page.locator(".fil img, .fil script, .fil form, .fil a").count() == 0

    for number, line in enumerate(DEBRIEFING[1:], 3):
        say(page, line, number)
    finish(page)
    expect(page.locator("details.critere")).to_have_count(12)
    expect(page.locator(".transcription")).to_contain_text("{{7*7}} ${7*7}")
    assert page.locator(".transcription img, .transcription form, .transcription script").count() == 0
    assert page.locator("details.critere blockquote").count() >= 3
    watch.check()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/bilan?id=inconnu", "Bilan introuvable"),
        ("/bilan", "Bilan introuvable"),
        ("/entretien?id=inconnu", "Entretien introuvable"),
        ("/dossier?s=inconnu", "Ce dossier n’existe pas"),
        ("/ecoutes?id=inconnu", "Échantillon introuvable"),
        ("/bilan?id=<img src=x onerror=alert(1)>", "Bilan introuvable"),
    ],
)
def test_an_unknown_address_says_what_to_do(visit: tuple[Page, Watch], path: str, words: str) -> None:
    page, watch = visit
    page.goto(path)
    expect(page.get_by_text(words, exact=True)).to_be_visible()
    watch.check()


def test_an_exam_has_no_help_and_keeps_its_clock(visit: tuple[Page, Watch]) -> None:
    page, watch = visit
    page.goto("/dossier?s=recadrage-retards")
    page.get_by_role("button", name="Mode examen").click()
    page.get_by_label("Code de la session d’examen").fill("lille novembre")
    page.get_by_role("button", name="Commencer l’entretien").click()
    expect(page.get_by_text("Mode examen, session LILLE-NOVEMBRE")).to_be_visible()
    say(page, "Bonjour Karim, on a vingt minutes pour parler de tes heures d'arrivée.", 1)
    expect(page.get_by_role("button", name="Indice")).to_be_hidden()
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    expect(page.get_by_role("button", name="Laisser un silence")).to_be_visible()
    watch.check()


def test_an_observer_follows_and_notes_without_a_reload(visit: tuple[Page, Watch]) -> None:
    page, watch = visit
    start(page, "Entretien de recadrage", "Karim")
    address = page.get_by_role("link", name="Page de l’observateur").get_attribute("href")
    other = page.context.new_page()
    other.goto(str(address))
    expect(other.locator(".fil .tour")).to_have_count(1)
    say(page, "Bonjour Karim, on a vingt minutes pour parler de tes heures d'arrivée.", 1)
    expect(other.locator(".fil .tour.moi")).to_have_count(1)  # by itself
    with other.expect_response(re.compile("/voix/.+/0")) as heard:
        other.get_by_role("button", name="Écouter cette réplique").first.click()
    assert heard.value.status == 200
    other.get_by_label("Critère").click()
    other.get_by_role("option").first.click()
    other.get_by_label("2 · satisfaisant").check()
    other.get_by_label("Un exemple entendu").fill("Il dit le but et la durée.")
    other.get_by_role("button", name="Noter").click()
    expect(other.get_by_role("cell", name="Il dit le but et la durée.")).to_be_visible()
    watch.check()
