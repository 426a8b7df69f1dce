"""Signing in, out, by a link: cookies, failures, forms, redirections."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from coach import accounts, signing
from coach.domain.people import Role
from coach.errors import InputError, NotFound, NotSignedIn
from coach.store.audit import AuditStore
from coach.store.people_tables import AttemptRow, PersonRow, SignInRow
from tests.web.centre import PASSWORD, As, Centre


def token(html: str) -> str:
    found = re.search(r'name="jeton" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def newcomer(centre: Centre, name: str, role: Role = Role.CANDIDATE) -> tuple[str, str]:
    """A person of the test's own, with a password; id and address."""
    email = f"{name}@essai.fr"
    person = accounts.create_person(centre.services, "essai", email, f"{name.title()} Essai", {role})
    secret = accounts.invite(centre.services, "essai", person.id)
    signing.accept(centre.services, secret, accounts.INVITATION, PASSWORD)
    return person.id, email


def sign_in(browser: As, email: str, password: str = PASSWORD, vers: str = ""):  # type: ignore[no-untyped-def]
    # The form as a window of the same browser shows it that is not signed in.
    form = As(browser.client)
    jeton = token(form.get("/connexion").text)
    browser.cookies["coach-formulaire"] = form.cookies["coach-formulaire"]
    return browser.post("/connexion", data={"adresse": email, "mot": password, "vers": vers, "jeton": jeton})


def test_a_page_leads_to_the_sign_in_and_back(centre: Centre) -> None:
    _, email = newcomer(centre, "paule")
    browser = centre.browser()
    answer = browser.get("/bilan?id=abc")
    assert answer.status_code == 303 and answer.headers["location"] == "/connexion?vers=/bilan%3Fid%3Dabc"
    form = browser.get(answer.headers["location"]).text
    assert 'name="vers" value="/bilan?id=abc"' in form and 'lang="fr"' in form
    entered = sign_in(browser, email.upper(), vers="/bilan?id=abc")
    assert entered.status_code == 303 and entered.headers["location"] == "/bilan?id=abc"
    cookie = next(v for v in entered.headers.get_list("set-cookie") if v.startswith("coach-connexion="))
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    page = browser.get("/seances")
    assert (
        page.status_code == 200 and "Paule Essai" in page.text and page.headers["cache-control"] == "no-store"
    )
    assert browser.get("/connexion").headers["location"] == "/"


def test_the_secret_is_new_each_time_and_only_its_digest_is_kept(centre: Centre) -> None:
    person, email = newcomer(centre, "fixe")
    browser = centre.browser()
    browser.cookies["coach-connexion"] = "choisi-par-quelqu-un-d-autre"
    sign_in(browser, email)
    first = browser.cookies["coach-connexion"]
    assert first != "choisi-par-quelqu-un-d-autre" and len(first) >= 43
    sign_in(browser, email)
    assert browser.cookies["coach-connexion"] != first
    stale = As(centre.client, {"coach-connexion": first})
    assert stale.get("/seances").status_code == 303  # the sign-in that was replaced is over
    with centre.services.database.reading() as db:
        rows = [row.digest for row in db.query(SignInRow).filter_by(person_id=person)]
    assert rows and not {first, browser.cookies["coach-connexion"]} & set(rows)


def test_out_here_and_out_everywhere(centre: Centre) -> None:
    _, email = newcomer(centre, "sortie")
    here, there = centre.browser(), centre.browser()
    for browser in (here, there):
        sign_in(browser, email)
    jeton = token_in_header(here)
    assert here.post("/deconnexion", data={"jeton": "autre"}).headers["location"] == "/"
    assert here.get("/seances").status_code == 200  # a form of elsewhere signs nobody out
    kept = dict(here.cookies)
    left = here.post("/deconnexion", data={"jeton": jeton})
    assert left.headers["location"] == "/connexion" and "storage" in left.headers["clear-site-data"]
    assert As(centre.client, kept).get("/seances").status_code == 303
    again = centre.browser()
    sign_in(again, email)
    again.post("/deconnexion/partout", data={"jeton": token_in_header(again)})
    assert there.get("/seances").status_code == 303


def token_in_header(browser: As) -> str:
    text = browser.get("/referentiel").text.replace('\\"', '"').replace("\\u003c", "<")
    return token(text)


@pytest.mark.parametrize(
    "there", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/\u202e"]
)
def test_nobody_is_led_elsewhere(centre: Centre, there: str) -> None:
    browser = centre.browser("bob")
    assert browser.get("/connexion", params={"vers": there}).headers["location"] == "/"
    moved = browser.post(
        "/espace", data={"role": "candidat", "vers": there, "jeton": token_in_header(browser)}
    )
    assert moved.headers["location"] == "/"


def test_every_refusal_is_the_same(centre: Centre) -> None:
    _, email = newcomer(centre, "refus")
    closed, closed_email = newcomer(centre, "ferme")
    accounts.deactivate(centre.services, "essai", closed)
    invited = accounts.create_person(centre.services, "essai", "invite@essai.fr", "Invité", {Role.JURY})
    accounts.invite(centre.services, "essai", invited.id)
    answers, times = [], []
    signing.hasher()
    for address in (email, closed_email, "invite@essai.fr", "personne@essai.fr"):
        started = time.perf_counter()
        browser = centre.browser()
        form = browser.get("/connexion").text
        started = time.perf_counter()
        refused = browser.post(
            "/connexion", data={"adresse": address, "mot": "pas celui-ci du tout", "jeton": token(form)}
        )
        times.append(time.perf_counter() - started)
        assert refused.status_code == 401
        answers.append(re.sub(r'value="[^"]*"', "", refused.text))
    assert len(set(answers)) == 1 and signing.REFUSED in answers[0]
    # Each took one check of Argon2: without it an unknown address would be told ten times sooner.
    assert min(times) > 0.2 * max(times)


def test_failures_make_the_next_try_wait_even_with_the_right_password(centre: Centre) -> None:
    _, email = newcomer(centre, "lente")
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            signing.sign_in(centre.services, email, "faux et archi-faux", machine="203.0.113.5")
    with pytest.raises(signing.TooSoon, match="attendez 1 min"):
        signing.sign_in(centre.services, email, PASSWORD, machine="203.0.113.5")
    other = centre.browser()
    assert sign_in(other, email).status_code == 429
    with centre.services.database.transaction() as db:  # as if two minutes had passed
        for row in db.query(AttemptRow):
            row.at = row.at - timedelta(minutes=2)
    assert signing.sign_in(centre.services, email, PASSWORD, machine="203.0.113.5")
    # A success forgives the account.
    with pytest.raises(NotSignedIn):
        signing.sign_in(centre.services, email, "faux et archi-faux", machine="203.0.113.5")
    assert signing.sign_in(centre.services, email, PASSWORD, machine="203.0.113.5")


def test_a_machine_that_tries_many_addresses_waits(centre: Centre) -> None:
    keys = [f"machine:{signing._short('203.0.113.9')}"]
    from coach.store.sign_ins import SignInStore

    now = datetime.now(UTC)
    for _ in range(40):
        SignInStore(centre.services.database).failed(keys, now, now - timedelta(hours=1))
    with pytest.raises(signing.TooSoon):
        signing.sign_in(centre.services, "n-importe@essai.fr", "x", machine="203.0.113.9")


def test_a_form_of_another_site_signs_nobody_in(centre: Centre) -> None:
    _, email = newcomer(centre, "jeton")
    browser = centre.browser()
    data = {"adresse": email, "mot": PASSWORD, "jeton": "inventé"}
    assert browser.post("/connexion", data=data).status_code == 403
    jeton = token(browser.get("/connexion").text)
    good = {**data, "jeton": jeton}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert browser.post("/connexion", data=good, headers=headers).status_code == 403
    assert (
        browser.post("/connexion", data=good, headers={"origin": "https://coach.centre.fr"}).status_code
        == 303
    )


def test_idle_and_absolute_ends(centre: Centre) -> None:
    _, email = newcomer(centre, "endormie")
    for change in ("seen_at", "expires_at"):
        browser = centre.browser()
        sign_in(browser, email)
        assert browser.get("/seances").status_code == 200
        digest = accounts.digest_of(browser.cookies["coach-connexion"])
        with centre.services.database.transaction() as db:
            row = db.get(SignInRow, digest)
            assert row is not None
            setattr(row, change, datetime.now(UTC) - timedelta(hours=3))
        assert browser.get("/seances").status_code == 303


def test_a_closed_account_is_out_at_once_and_a_role_taken_back_too(centre: Centre) -> None:
    person, email = newcomer(centre, "renvoi", Role.TRAINER)
    browser = centre.browser()
    sign_in(browser, email)
    assert browser.get("/corriger").status_code == 200
    accounts.change_person(centre.services, "essai", person, roles={Role.CANDIDATE})
    assert browser.get("/corriger").status_code == 403
    accounts.deactivate(centre.services, "essai", person)
    assert browser.get("/seances").status_code == 303
    with pytest.raises(NotFound, match="fermé"):
        accounts.reset(centre.services, "essai", person)
    accounts.reactivate(centre.services, "essai", person)
    assert sign_in(browser, email).status_code == 303


def test_an_invitation_is_good_once_and_a_reset_signs_everybody_out(centre: Centre) -> None:
    person = accounts.create_person(centre.services, "essai", "nina@essai.fr", "Nina <b>", {Role.CANDIDATE})
    secret = accounts.invite(centre.services, "essai", person.id)
    path = accounts.address(centre.services, accounts.INVITATION, secret)
    assert path.startswith("http://coach.centre.fr/invitation/")
    browser = centre.browser()
    form = browser.get(f"/invitation/{secret}").text
    assert "Nina &lt;b&gt;" in form and browser.get(f"/mot-de-passe/{secret}").status_code == 404
    data = {"mot": "court", "encore": "court", "jeton": token(form)}
    assert "12 caractères" in browser.post(f"/invitation/{secret}", data=data).text
    data = {"mot": PASSWORD, "encore": PASSWORD + ".", "jeton": token(form)}
    assert "diffèrent" in browser.post(f"/invitation/{secret}", data=data).text
    data["encore"] = PASSWORD
    assert browser.post(f"/invitation/{secret}", data=data).status_code == 303
    assert browser.get("/seances").status_code == 200
    assert centre.browser().get(f"/invitation/{secret}").status_code == 404
    link = accounts.reset(centre.services, "essai", person.id)
    assert browser.get("/seances").status_code == 200  # nothing changes before the link is used
    signing.accept(centre.services, link, accounts.RESET, PASSWORD + " bis")
    assert browser.get("/seances").status_code == 303
    with pytest.raises(NotFound):
        signing.accept(centre.services, link, accounts.RESET, PASSWORD)
    deeds = {entry.action for entry in AuditStore(centre.services.database).list(subject=person.id)}
    assert {"compte-cree", "lien-envoye", "invitation-acceptee", "connexion", "mot-de-passe-change"} <= deeds


def test_a_weaker_digest_is_renewed_at_the_next_sign_in(centre: Centre) -> None:
    from argon2 import PasswordHasher

    person, email = newcomer(centre, "ancienne")
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with centre.services.database.transaction() as db:
        row = db.get(PersonRow, person)
        assert row is not None
        row.password = old
    signing.sign_in(centre.services, email, PASSWORD, machine="m")
    with centre.services.database.reading() as db:
        row = db.get(PersonRow, person)
        assert row is not None and row.password is not None
        assert row.password.startswith("$argon2id$") and "m=19456,t=2,p=1" in row.password


def test_the_last_administrator_stays(centre: Centre) -> None:
    adam = centre.ids["adam"]
    with pytest.raises(InputError, match="dernier"):
        accounts.deactivate(centre.services, "essai", adam)
    with pytest.raises(InputError, match="dernier"):
        accounts.change_person(centre.services, "essai", adam, roles={Role.TRAINER})


def test_somebody_with_two_roles_changes_workspace(centre: Centre) -> None:
    browser = centre.browser("deux")
    assert browser.get("/corriger").status_code == 200
    moved = browser.post("/espace", data={"role": "jury", "jeton": token_in_header(browser)})
    assert moved.headers["location"] == "/jury"
    refused = browser.get("/corriger")
    assert refused.status_code == 403 and "autre de vos espaces" in refused.text
    browser.post("/espace", data={"role": "administrateur", "jeton": token_in_header(browser)})
    assert browser.get("/corriger").status_code == 403  # a role they do not have changes nothing
    browser.post("/espace", data={"role": "formateur"})
    assert browser.get("/corriger").status_code == 403  # nor a form without its token


def test_a_sign_in_is_looked_up_in_a_moment(centre: Centre) -> None:
    secret = signing.open_for(centre.services, centre.ids["alice"], agent="", by="essai")
    signing.signed_in(centre.services, secret)
    started = time.thread_time()
    for _ in range(50):
        signing.signed_in(centre.services, secret)
    assert (time.thread_time() - started) / 50 < 0.005
