"""Every page: accessible in light and dark, usable with the keyboard and on a phone, in French, closed to the outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from coach.review import score_written
from coach.settings import Settings
from coach.wiring import OWNER, Services
from tests.browser.conftest import Server, Watch, watched
from tests.browser.test_interviews import RECADRAGE

WRITTEN = """Client : Bonjour, je suis Odile Marchand, je n’ai pas reçu ma commande.
Agent : Bonjour madame, service client Fibrox, Léa à votre écoute. Depuis quand l’attendez-vous ?
Client : Depuis lundi, je suis joignable au 06 12 34 56 78.
Agent : Si je comprends bien, le colis devait arriver lundi. Je vous le renvoie aujourd’hui, vous l’aurez jeudi."""
ENGLISH = re.compile(
    r"\b(?:Submit|Clear|Loading|Upload|Download|Click|Drop|Record|Stop|Play|Undo|Retry|Settings|Built with|"
    r"Use via API|Processing|Error|Share|Delete|Search|Close)\b"
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, str]]]:
    """A server whose folder holds an interview that has ended, one that goes on, and a written sample."""
    server = Server(tmp_path_factory.mktemp("pages") / "donnees")
    services = Services(Settings(data_dir=server.data_dir))
    ids = {}
    for name, lines in (("fini", RECADRAGE), ("ouvert", RECADRAGE[:2])):
        interview = services.runner.start(OWNER, "recadrage-retards", 1, 5)
        for line in lines:
            for _ in services.runner.say(OWNER, interview.id, line, 20):
                pass
        ids[name] = interview.id
    services.runner.finish(OWNER, ids["fini"])
    ids["echantillon"] = score_written(services, OWNER, "Tchat du matin", WRITTEN, "tchat")
    services.database.close()
    server.start()
    yield server, ids
    server.kill()


def addresses(ids: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Every page and the words that say that it is there."""
    return {
        "accueil": ("/", "Préparez votre titre"),
        "entrainement": ("/entrainement", "Karim Benali"),
        "dossier": ("/dossier?s=recadrage-retards", "Ce que vous devez obtenir"),
        "entretien": (f"/entretien?id={ids['ouvert']}", "Karim Benali"),
        "bilan": (f"/bilan?id={ids['fini']}", "Ce qui a fait bouger l’entretien"),
        "bilan ouvert": (f"/bilan?id={ids['ouvert']}", "Cet entretien est encore en cours"),
        "ecoutes": ("/ecoutes", "Tchat du matin"),
        "echantillon": (f"/ecoutes?id={ids['echantillon']}", "La grille, critère par critère"),
        "file": ("/file", "La file est vide"),
        "referentiel": ("/referentiel", "Votre question"),
        "carte": ("/carte", "Carte des compétences"),
        "quiz": ("/quiz", "Quiz du jour"),
        "seances": ("/seances", "Retards et pauses"),
    }


NAMES = tuple(addresses({"fini": "", "ouvert": "", "echantillon": ""}))


def opened(page: Page, filled: tuple[Server, dict[str, str]], name: str) -> None:
    server, ids = filled
    path, words = addresses(ids)[name]
    page.goto(server.url + path)
    expect(page.get_by_text(words).first).to_be_visible()


@pytest.fixture(scope="module", params=["light", "dark"])
def wide(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(
        locale="fr-FR", color_scheme=request.param, viewport={"width": 1280, "height": 900}
    )
    yield watched(context)
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740}, has_touch=True)
    yield watched(context)
    context.close()


def test_a_barrier_would_be_seen(wide: tuple[Page, Watch], filled: tuple[Server, dict[str, str]]) -> None:
    page, _ = wide
    opened(page, filled, "seances")
    page.locator("h1").evaluate("e => e.insertAdjacentHTML('afterend', '<button></button>')")
    assert "button-name" in {v["id"] for v in Axe().run(page).response["violations"]}


@pytest.mark.parametrize("name", NAMES)
def test_no_serious_barrier(
    wide: tuple[Page, Watch], filled: tuple[Server, dict[str, str]], name: str
) -> None:
    page, watch = wide
    opened(page, filled, name)
    found = Axe().run(page).response["violations"]
    grave = [
        f"{v['id']} ({v['impact']}): {node['html'][:160]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]
    assert not grave, "\n".join(grave)
    watch.check()


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_never_scrolls_sideways(
    phone: tuple[Page, Watch], filled: tuple[Server, dict[str, str]], name: str
) -> None:
    page, watch = phone
    opened(page, filled, name)
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1] == 360
    leaked = ENGLISH.findall(page.locator("body").inner_text())
    labels = page.locator("[aria-label], [title], [placeholder]").evaluate_all(
        "els => els.filter(e => e.checkVisibility()).flatMap(e => ['aria-label', 'title', 'placeholder'].map(n => e.getAttribute(n)))"
    )
    leaked += [label for label in labels if label and ENGLISH.search(label)]
    assert not leaked
    watch.check()


def press_until(page: Page, key: str, name: str, most: int = 60) -> None:
    """Press a key until what has the focus bears this name."""
    for _ in range(most):
        page.keyboard.press(key)
        focused = page.evaluate(
            "(() => { const e = document.activeElement; return (e.getAttribute('aria-label') || e.labels?.[0]?.innerText"
            " || e.innerText || '').trim(); })()"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"{name!r} cannot be reached with {key}")


def test_the_core_path_with_the_keyboard_alone(
    browser: Browser, filled: tuple[Server, dict[str, str]]
) -> None:
    server, _ = filled
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    page, watch = watched(context)
    page.goto(server.url + "/")
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
    box = page.get_by_role("textbox", name="Votre réplique")
    expect(box).to_be_visible()
    if not box.evaluate("e => e === document.activeElement"):
        press_until(page, "Tab", "Votre réplique")
    for number, line in enumerate(("Bonjour, merci d'être venu.", "Comment ça se passe pour toi ?"), 1):
        page.keyboard.insert_text(line)
        page.keyboard.press("Enter")
        expect(page.locator(f'.horloge[data-mark="{number + 1}"]')).to_be_visible()
        expect(box).to_have_value("")
    press_until(page, "Tab", "Terminer l’entretien")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Terminer et voir le bilan")).to_be_visible()
    press_until(page, "Tab", "Terminer et voir le bilan")
    page.keyboard.press("Enter")
    rows = page.locator("details.critere")
    expect(rows).to_have_count(12)
    folded = page.locator("details.critere:not([open]) summary").first
    folded.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.critere[open]")).to_have_count(2)
    watch.check()
    context.close()


# -- Écoutes ---------------------------------------------------------------------------------------


@pytest.fixture
def desk(browser: Browser, filled: tuple[Server, dict[str, str]]) -> Iterator[tuple[Page, Watch]]:
    server, _ = filled
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
    desk: tuple[Page, Watch], filled: tuple[Server, dict[str, str]], tmp_path: Path
) -> None:
    page, watch = desk
    server, _ = filled
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


def test_a_batch_goes_through_the_queue(
    desk: tuple[Page, Watch], filled: tuple[Server, dict[str, str]], tmp_path: Path
) -> None:
    page, watch = desk
    server, _ = filled
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
