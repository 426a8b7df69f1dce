"""Signing in through a real provider on loopback: who enters, who does not, and what a forged answer is worth."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from httpx import Response
from starlette.testclient import TestClient

from coach import accounts
from coach.domain.people import Role
from coach.settings import Settings
from coach.web import sign_in_pages
from coach.wiring import Services
from tests.oidc_provider import SECRET, OidcProvider
from tests.web.centre import As


class Door:
    """The sign-in pages alone, before a provider."""

    def __init__(self, folder: Path, provider: OidcProvider) -> None:
        self.provider = provider
        self.services = Services(
            Settings(data_dir=folder, mode="centre", oidc_issuer=provider.issuer, oidc_client_secret=SECRET)
        )
        app = FastAPI()
        sign_in_pages.add_routes(app, self.services)
        self.client = TestClient(app, base_url="http://127.0.0.1")

    def browser(self) -> As:
        return As(self.client)

    def come_back(self, browser: As, vers: str = "") -> Response:
        """To the provider and back, as a browser goes."""
        sent = browser.get(f"/connexion/externe?vers={vers}")
        assert sent.status_code == 303 and sent.headers["location"].startswith(self.provider.issuer)
        answer = httpx.get(sent.headers["location"], follow_redirects=False)
        assert answer.status_code == 302
        parts = urlsplit(answer.headers["location"])
        return browser.get(f"{parts.path}?{parts.query}")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with OidcProvider("http://127.0.0.1/connexion/retour") as provider:
        made = Door(tmp_path_factory.mktemp("oidc"), provider)
        yield made
        made.services.database.close()


@pytest.fixture(autouse=True)
def honest(door: Door) -> None:
    door.provider.spoil, door.provider.other_key = {}, False


def person(door: Door, name: str) -> str:
    made = accounts.create_person(door.services, "essai", f"{name}@centre.fr", name.title(), {Role.CANDIDATE})
    return made.id


def signed_in(answer: Response) -> bool:
    return any(c.startswith("coach-connexion=") for c in answer.headers.get_list("set-cookie"))


def test_a_verified_address_enters_then_the_subject_alone(door: Door) -> None:
    person(door, "lea")
    door.provider.claims = {"sub": "s-lea", "email": "Lea@centre.fr", "email_verified": True}
    first = door.come_back(door.browser(), "/progres")
    assert first.status_code == 303 and first.headers["location"] == "/progres" and signed_in(first)
    # The address may change at the provider: the subject does not.
    door.provider.claims = {"sub": "s-lea", "email": "lea.mariee@centre.fr", "email_verified": False}
    assert signed_in(door.come_back(door.browser()))
    asked = door.provider.asked[-2:]
    assert asked[0]["state"] != asked[1]["state"] and asked[0]["nonce"] != asked[1]["nonce"]


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "s-x", "email": "inconnue@centre.fr", "email_verified": True},
        {"sub": "s-y", "email": "max@centre.fr", "email_verified": False},
        {"sub": "s-y", "email": "max@centre.fr"},
        {"sub": "s-y", "email": "max@centre.fr", "email_verified": "true"},
        {"sub": "s-z"},
    ],
)
def test_somebody_unknown_or_an_address_nobody_verified_is_refused(
    door: Door, claims: dict[str, object]
) -> None:
    if accounts.CentreStore(door.services.database).by_email("max@centre.fr") is None:
        person(door, "max")
    door.provider.claims = claims
    refused = door.come_back(door.browser())
    assert refused.status_code == 401 and not signed_in(refused)
    assert "aucun compte du coach" in refused.text


def test_an_account_is_tied_to_one_identity(door: Door) -> None:
    person(door, "tom")
    door.provider.claims = {"sub": "s-tom", "email": "tom@centre.fr", "email_verified": True}
    assert signed_in(door.come_back(door.browser()))
    door.provider.claims = {"sub": "s-usurpe", "email": "tom@centre.fr", "email_verified": True}
    assert not signed_in(door.come_back(door.browser()))


def test_a_closed_account_stays_closed(door: Door) -> None:
    person(door, "chef")
    closed = person(door, "zoe")
    door.provider.claims = {"sub": "s-zoe", "email": "zoe@centre.fr", "email_verified": True}
    assert signed_in(door.come_back(door.browser()))
    accounts.deactivate(door.services, "essai", closed)
    assert not signed_in(door.come_back(door.browser()))


@pytest.mark.parametrize(
    "spoil",
    [
        {"iss": "https://evil.example"},
        {"aud": "une-autre-application"},
        {"nonce": "celui d’hier"},
        {"exp": int(time.time()) - 3600},
        {"nonce": None},
    ],
)
def test_an_identity_that_does_not_hold_is_refused(door: Door, spoil: dict[str, object]) -> None:
    if accounts.CentreStore(door.services.database).by_email("eve@centre.fr") is None:
        person(door, "eve")
    door.provider.claims = {"sub": "s-eve", "email": "eve@centre.fr", "email_verified": True}
    door.provider.spoil = spoil
    refused = door.come_back(door.browser())
    assert refused.status_code == 401 and not signed_in(refused) and "recommencez" in refused.text


def test_a_signature_of_another_key_is_refused(door: Door) -> None:
    door.provider.claims = {"sub": "s-lea", "email": "lea@centre.fr", "email_verified": True}
    door.provider.other_key = True
    assert not signed_in(door.come_back(door.browser()))


def test_an_answer_to_nothing_or_to_another_browser_is_refused(door: Door) -> None:
    door.provider.claims = {"sub": "s-lea", "email": "lea@centre.fr", "email_verified": True}
    asking, other = door.browser(), door.browser()
    sent = asking.get("/connexion/externe")
    back = httpx.get(sent.headers["location"], follow_redirects=False).headers["location"]
    query = urlsplit(back).query
    assert not signed_in(other.get(f"/connexion/retour?{query}"))  # it asked for nothing
    other.get("/connexion/externe")
    assert not signed_in(other.get(f"/connexion/retour?{query}"))  # it asked for something else
    code = parse_qs(query)["code"][0]
    assert not signed_in(asking.get(f"/connexion/retour?code={code}&state=faux"))
    assert not signed_in(asking.get("/connexion/retour?error=access_denied"))


def test_a_code_is_good_once(door: Door) -> None:
    door.provider.claims = {"sub": "s-lea", "email": "lea@centre.fr", "email_verified": True}
    browser = door.browser()
    sent = browser.get("/connexion/externe")
    kept = dict(browser.cookies)
    query = urlsplit(httpx.get(sent.headers["location"], follow_redirects=False).headers["location"]).query
    assert signed_in(browser.get(f"/connexion/retour?{query}"))
    assert not signed_in(As(door.client, kept).get(f"/connexion/retour?{query}"))


def test_a_provider_that_is_down_or_another_says_so(door: Door, tmp_path: Path) -> None:
    for issuer in ("http://127.0.0.1:9/centre", door.provider.issuer + "/../centre"):
        services = Services(Settings(data_dir=tmp_path, mode="centre", oidc_issuer=issuer))
        app = FastAPI()
        sign_in_pages.add_routes(app, services)
        answer = As(TestClient(app, base_url="http://127.0.0.1")).get("/connexion/externe")
        assert answer.status_code == 502 and "annuaire du centre" in answer.text
