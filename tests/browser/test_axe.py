"""No serious barrier on any page of the application, for the people who open it, in light and dark, on a phone too.

The list is the application's own (`scripts.views`): a page that is added is looked at without a line here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from coach.demo.cohort import CANDIDATES
from coach.settings import Settings
from coach.web.app import PAGES
from coach.wiring import Services
from scripts.views import Centre, Opener, act_as, seed, views
from tests.browser.conftest import CACHE, Server, Watch, watched

SHORT = "recadrage-ton-client-alerte-1"
"""The shortest talk of the set."""
FEW = tuple(
    replace(one, talks=tuple((SHORT, days) for _, days in one.talks), open_talk=SHORT if one.key == "c04" else None)
    for one in CANDIDATES
    if one.key in ("c01", "c02", "c04")
)  # fmt: skip
LIGHT_TOO = frozenset({"bilan", "formateur", "jury-fiche"})
"""Every page is looked at in the dark, where contrast fails first; these hold every token in light as well."""
MAIN = frozenset(
    {
        *(
            "accueil",
            "entrainement",
            "dossier",
            "entretien",
            "bilan",
            "referentiel",
            "quiz",
            "ecoutes-echantillon",
        ),
        *(
            "progres",
            "formateur",
            "formateur-revue",
            "jury-fiche",
            "administration",
            "personnes",
            "connexion",
        ),
    }
)
"""What most people see, looked at each time; all the pages are in the long suite."""
ALIKE = frozenset(
    {
        *("bilan-formateur", "formateur-revue-aveugle", "partage-formateur", "reseau-administration"),
        *("jury-fiche-aveugle", "fiche-inconnue", "lien-hors-d-usage", "reseau-entretien"),
    }
)
"""The same pieces as another view of the same page: pictured, not looked at twice."""
ENGLISH = re.compile(
    r"\b(?:Submit|Clear|Loading|Upload|Download|Click|Drop|Record|Stop|Play|Undo|Retry|Settings|Built with|"
    r"Use via API|Processing|Error|Share|Delete|Search|Close)\b"
)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Centre]]:
    """A centre filled with a few people of the demonstration set, all signed in."""
    server = Server(tmp_path_factory.mktemp("axe") / "donnees", mode="centre")
    services = Services(Settings(data_dir=server.data_dir, cache_dir=CACHE, mode="centre"))
    filled = seed(services, FEW)
    services.knowledge.close()  # the index of fiches is made on opening it
    services.database.close()
    server.start()
    yield server, filled
    server.kill()


@pytest.fixture(scope="module")
def looked(browser: Browser) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 360, "height": 740}, color_scheme="dark", reduced_motion="reduce"
    )
    yield watched(context)
    context.close()


def grave(page: Page) -> list[str]:
    """Barriers that axe holds for serious or critical."""
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:200]}"
        for found in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


def others(page: Page) -> list[str]:
    """What else a page must not do: scroll sideways on a phone, speak English, have no or two main headings."""
    told = []
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if wide > seen:
        told.append(f"scrolls sideways: {wide} > {seen}")
    labels = page.locator("[aria-label], [title], [placeholder]").evaluate_all(
        "els => els.filter(e => e.checkVisibility())"
        ".flatMap(e => ['aria-label', 'title', 'placeholder'].map(n => e.getAttribute(n) || ''))"
    )
    text = page.locator("body").inner_text()
    told += [f"English: {word}" for said in (text, *labels) for word in ENGLISH.findall(said)]
    if (count := page.locator("h1:visible").count()) != 1:
        told.append(f"{count} main headings")
    return told


def test_every_page_is_in_the_list_of_somebody(centre: tuple[Server, Centre]) -> None:
    seen = {
        view.path.partition("?")[0] for view in views(centre[1]) if view.who in (*centre[1].secrets, None)
    }
    assert {f"/{page.path}" for page in PAGES} <= seen


def test_a_barrier_would_be_seen(looked: tuple[Page, Watch], centre: tuple[Server, Centre]) -> None:
    page, _ = looked
    server, filled = centre
    act_as(page.context, filled, server.url, None)
    page.goto(server.url + "/connexion")
    assert not grave(page) and not others(page)
    page.locator("h1").evaluate("e => e.insertAdjacentHTML('afterend', '<button></button><h1>Submit</h1>')")
    assert "button-name" in " ".join(grave(page))
    assert others(page) == ["English: Submit", "2 main headings"]


WHO = ("c01", "c04", "t1", "j1", "admin", None)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", WHO)
def test_no_serious_barrier_on_any_page(
    looked: tuple[Page, Watch], centre: tuple[Server, Centre], who: str | None
) -> None:
    look(looked, centre, who, {v.name for v in views(centre[1])} - ALIKE)


@pytest.mark.timeout(400)
def test_no_serious_barrier_on_the_main_pages(
    looked: tuple[Page, Watch], centre: tuple[Server, Centre]
) -> None:
    assert {v.name for v in views(centre[1])} >= MAIN
    for who in WHO:
        look(looked, centre, who, MAIN)


def look(
    looked: tuple[Page, Watch], centre: tuple[Server, Centre], who: str | None, names: AbstractSet[str]
) -> None:
    """Every one of these pages that this person opens."""
    page, watch = looked
    server, filled = centre
    opener, told = Opener(page), {}
    act_as(page.context, filled, server.url, who)
    for view in (v for v in views(filled) if v.who == who and v.name in names):
        opener.open(server.url + view.path)
        page.locator("details").evaluate_all("all => all.forEach(one => (one.open = true))")
        found = [f"dark {barrier}" for barrier in grave(page)] + others(page)
        if view.name in LIGHT_TOO:
            page.locator("body").evaluate("body => body.classList.remove('dark')")
            page.wait_for_timeout(400)  # buttons take their colours gradually
            found += [f"light {barrier}" for barrier in grave(page)]
        if found:
            told[view.name] = found
    assert not told, "\n".join(f"{name}: {line}" for name, lines in told.items() for line in lines)
    watch.check()
