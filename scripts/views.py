"""Every page of the application with what it needs to show something, on the demonstration set of a centre.

The list is drawn from `coach.web.app.PAGES`: a page that is added there is looked at without a line here. `MORE` only
says which query fills a page that needs one. Used by `scripts.screenshots` and by the accessibility test.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import BrowserContext, Page, Request, expect

from coach import accounts, signing
from coach.demo.cohort import CANDIDATES, EXAM, Invented
from coach.demo.fill import fill
from coach.domain.people import Role
from coach.store.demo import DemoStore, known_id
from coach.web.app import PAGES
from coach.web.viewer import cookie_name
from coach.wiring import Services

SEEN_BY: Final[Mapping[Role, str]] = {
    Role.CANDIDATE: "c01",
    Role.TRAINER: "t1",
    Role.JURY: "j1",
    Role.ADMIN: "admin",
}
"""Who opens a page, for the first of these roles that may."""
ADMIN: Final = ("Claire Aubert", "claire.aubert@demo.invalid")
GUEST: Final = ("Noé Martin", "noe.martin@demo.invalid")
"""Who has an invitation and has not taken it up."""
_ACTOR: Final = "démonstration"

JOIN, STREAM = "/queue/join", "/queue/data"
QUIET: Final = 3
NO_EVENT: Final = 8.0
"""Seconds after which a page that asked for nothing is whole."""


@dataclass(frozen=True)
class View:
    """A page as it is looked at: by whom, or by nobody before signing in."""

    name: str
    path: str
    who: str | None


@dataclass(frozen=True)
class Centre:
    """The centre as it was filled: a sign-in for each person, and two links for new passwords."""

    cookie: str
    secrets: Mapping[str, str]
    invitation: str
    reset: str


_TALK, _OPEN = known_id("c01 entretien 4"), known_id("c04 entretien ouvert")
_SAMPLE, _EXAM = known_id("c01 échantillon 0"), known_id(f"session {EXAM}")
_FILE = f"exam={_EXAM}&id={known_id('c01')}"
MORE: Final[Mapping[str, tuple[tuple[str, str, str | None], ...]]] = {
    "dossier": (("", "s=recadrage-retards", None),),
    "entretien": (("", f"id={_OPEN}", "c04"),),
    "observer": (("", f"id={_OPEN}", "c04"),),
    "bilan": (("", f"id={_TALK}", None), ("-en-cours", f"id={_OPEN}", "c04"), ("-formateur", f"id={_TALK}", "t1")),
    "ma-grille": (("", "", None), ("-appel", "s=debriefing-reclamation", None)),
    "ecoutes": (("", "", None), ("-echantillon", f"id={_SAMPLE}", None)),
    "fiche": (
        ("", "id=demarchage-jours-horaires", None),
        ("-toutes", "", None),
        ("-tableau", "id=erlang-c", None),
        ("-inconnue", "id=nulle-part", None),
    ),
    "reseau": (("", "", None), ("-entretien", f"entretien={_TALK}", None), ("-administration", "", "admin")),
    "corriger": (("", f"id={_TALK}", "t1"),),
    "partage": (("", "", None), ("-formateur", f"id={known_id('c01')}", "t1")),
    "formateur-candidat": (("", f"id={known_id('c01')}", None),),
    "formateur-revue": (
        ("", f"id={_TALK}", None),
        ("-aveugle", f"id={_TALK}&aveugle=1", None),
        ("-ecoute", f"e={_SAMPLE}", None),
    ),
    "jury-fiche": (("", _FILE, None), ("-aveugle", f"exam={_EXAM}&id={known_id('c02')}", None)),
    "jury-temps": (("", _FILE, None),),
}  # fmt: skip
"""Address of a page: end of the view's name, query, by whom when not by the usual person."""


def seed(services: Services, candidates: Sequence[Invented] = CANDIDATES) -> Centre:
    """Fill a centre with the demonstration set unless it is there, and sign everybody in."""
    if not DemoStore(services.database).people():
        fill(services, candidates=candidates)
        for (name, email), role in ((ADMIN, Role.ADMIN), (GUEST, Role.CANDIDATE)):
            accounts.create_person(services, _ACTOR, email, name, frozenset({role}))
    admin, guest = (accounts.by_email(services, email).id for _, email in (ADMIN, GUEST))
    people = {key: known_id(key) for key in ("c01", "c04", "t1", "j1")} | {"admin": admin}
    return Centre(
        cookie_name(services),
        {key: signing.open_for(services, person, agent="", by=_ACTOR) for key, person in people.items()},
        accounts.invite(services, _ACTOR, guest),
        accounts.reset(services, _ACTOR, admin),
    )


def views(centre: Centre) -> Iterator[View]:
    """All of them; what is looked at before signing in, and what a refusal looks like, come last."""
    for page in PAGES:
        usual = next(SEEN_BY[role] for role in SEEN_BY if role in page.roles)
        for end, query, who in MORE.get(page.path, (("", "", None),)):
            yield View(
                (page.path or "accueil") + end, f"/{page.path}{'?' if query else ''}{query}", who or usual
            )
    yield View("connexion", "/connexion", None)
    yield View("invitation", f"/invitation/{centre.invitation}", None)
    yield View("mot-de-passe", f"/mot-de-passe/{centre.reset}", None)
    yield View("lien-hors-d-usage", "/invitation/inconnue", None)
    yield View("refus", "/administration", "c01")


def act_as(context: BrowserContext, centre: Centre, url: str, who: str | None) -> None:
    """Be somebody, or nobody, in front of the browser."""
    context.clear_cookies()
    if who is not None:
        context.add_cookies([{"name": centre.cookie, "value": centre.secrets[who], "url": url}])


class Opener:
    """Opens a page and waits until what it asked for on opening has come."""

    def __init__(self, page: Page) -> None:
        self._page, self._asked, self._open, self._came = page, 0, 0, 0
        page.on("request", self._sent)
        page.on("requestfinished", self._over)
        page.on("requestfailed", self._over)

    def open(self, url: str, *, most: float = 60.0) -> None:
        """Go there; back once the page is whole.

        Raises:
            AssertionError: it was not after `most` seconds.
        """
        self._asked = self._open = self._came = 0
        self._page.goto(url)
        expect(self._page.locator(".pied, main.compte").first).to_be_visible(timeout=60_000)
        if self._page.locator("main.compte").count():
            return  # a page of our own asks for nothing
        began, quiet = time.monotonic(), 0
        while quiet < QUIET:
            waited = time.monotonic() - began
            if waited > most:
                raise AssertionError(f"{url} waits for an answer of the {self._asked} that it asked for")
            self._page.wait_for_timeout(50)
            whole = self._came > 0 and self._open == 0
            quiet = quiet + 1 if whole or (not self._asked and waited > NO_EVENT) else 0

    def _sent(self, request: Request) -> None:
        self._asked += request.url.endswith(JOIN)
        self._open += _counts(request)

    def _over(self, request: Request) -> None:
        # A stream carries the answers of a page; it closes when nothing that was noted is awaited any more.
        self._open -= _counts(request)
        self._came += STREAM in request.url


def _counts(request: Request) -> bool:
    return request.url.endswith(JOIN) or STREAM in request.url
