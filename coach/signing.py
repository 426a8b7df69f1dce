"""Signing in and out: passwords, opaque secrets in cookies, failures that make the next try wait.

The cookie holds a random secret, the database its digest, so that each sign-in can be ended. An unknown address, a
wrong password, a closed account and an invitation not taken up get the same answer, after the same time.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from coach.accounts import INVITATION, RESET, digest_of
from coach.domain.people import Person, Role
from coach.domain.signing import (
    ACCOUNT_TRIES,
    MACHINE_TRIES,
    MAX_PASSWORD,
    WINDOW,
    first_role,
    over,
    password_problem,
    wait,
)
from coach.errors import CoachError, InputError, NotFound, NotSignedIn
from coach.store.audit import AuditStore
from coach.store.sign_ins import SignIn, SignInStore

if TYPE_CHECKING:
    from coach.wiring import Services

REFUSED: Final = "L’adresse ou le mot de passe ne convient pas."
_TOUCH: Final = timedelta(minutes=1)
"""How often it is noted that a browser still asks for something."""
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Passwords checked at the same moment: each takes 19 MiB."""


class TooSoon(CoachError):
    """Too many failures: the next try has to wait."""

    code = "trop-d-essais"


# -- passwords ---------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def hasher() -> Any:
    """Argon2id with the least OWASP asks for: 19 MiB, two passes, one lane."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """What the password of an unknown address is checked against, so that the answer takes as long."""
    return str(hasher().hash(secrets.token_urlsafe(32)))


def _right(kept: str | None, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    with _AT_ONCE:
        try:
            hasher().verify(kept or _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


# -- in ----------------------------------------------------------------------------------------------


def sign_in(services: Services, email: str, password: str, *, machine: str, agent: str = "") -> str:
    """Check a password; returns the new secret of the cookie.

    Raises:
        TooSoon: too many failures for this address or from this machine.
        NotSignedIn: no such account, not its password, or it is closed.
    """
    store, now = SignInStore(services.database), datetime.now(UTC)
    email = email.strip().lower()
    keys = {f"compte:{_short(email)}": ACCOUNT_TRIES, f"machine:{_short(machine)}": MACHINE_TRIES}
    pause = max(wait(store.failures(key, now - WINDOW), now, tries) for key, tries in keys.items())
    if pause:
        minutes = -(-int(pause.total_seconds()) // 60)
        raise TooSoon(f"Trop d’essais : attendez {minutes} min, ou demandez un nouveau mot de passe.")
    known = store.known(email)
    right = _right(known.password if known is not None else None, password[:MAX_PASSWORD])
    if known is None or not right or not known.active:
        store.failed(list(keys), now, now - WINDOW)
        AuditStore(services.database).note("service", "connexion-refusee", _short(email))
        raise NotSignedIn(REFUSED)
    if hasher().check_needs_rehash(known.password):
        with _AT_ONCE:
            store.set_password(known.person_id, hasher().hash(password))
    store.forgive(f"compte:{_short(email)}")
    return open_for(services, known.person_id, agent=agent, by="mot-de-passe")


def open_for(services: Services, person_id: str, *, agent: str, by: str) -> str:
    """A new sign-in of somebody who has proved who they are; returns the secret of the cookie."""
    person = services.accounts.person(person_id)
    if person is None or not person.active:
        raise NotSignedIn(REFUSED)
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    SignInStore(services.database).open(
        digest_of(secret),
        person_id,
        first_role(person.roles),
        now=now,
        expires_at=now + timedelta(hours=services.settings.sign_in_hours),
        agent=agent,
    )
    AuditStore(services.database).note(person_id, "connexion", person_id, par=by)
    return secret


def signed_in(services: Services, secret: str) -> tuple[SignIn, Role]:
    """Who is in front of a browser, and in which workspace.

    Raises:
        NotSignedIn: nobody, or no longer.
    """
    store = SignInStore(services.database)
    found = store.get(digest_of(secret)) if secret else None
    if found is None:
        raise NotSignedIn("Connectez-vous pour continuer.")
    now = datetime.now(UTC)
    idle = timedelta(minutes=services.settings.sign_in_idle_minutes)
    if not found.active or over(now, seen_at=found.seen_at, expires_at=found.expires_at, idle=idle):
        store.close(digest_of(secret))
        raise NotSignedIn("Votre connexion a pris fin : connectez-vous à nouveau.")
    if now - found.seen_at >= _TOUCH:
        store.touch(digest_of(secret), now)
    return found, first_role(found.roles, found.role)


def act_as(services: Services, secret: str, role: Role) -> None:
    """Change the workspace of this browser."""
    SignInStore(services.database).act_as(digest_of(secret), role)


# -- out ---------------------------------------------------------------------------------------------


def sign_out(services: Services, secret: str) -> None:
    """End one sign-in; nothing when it is over already."""
    store = SignInStore(services.database)
    found = store.get(digest_of(secret)) if secret else None
    if found is not None:
        store.close(digest_of(secret))
        AuditStore(services.database).note(found.person_id, "deconnexion", found.person_id)


def sign_out_everywhere(services: Services, person_id: str) -> int:
    """End every sign-in of a person; how many there were."""
    closed = SignInStore(services.database).close_all(person_id)
    AuditStore(services.database).note(person_id, "deconnexion-partout", person_id, connexions=closed)
    return closed


# -- links -------------------------------------------------------------------------------------------


def invited(services: Services, secret: str, kind: str) -> Person:
    """Who a link is for.

    Raises:
        NotFound: no such link, it was used, or its time is over.
    """
    found = SignInStore(services.database).invitation(digest_of(secret))
    person = services.accounts.person(found.person_id) if found is not None else None
    if (
        found is None
        or found.kind != kind
        or found.used_at is not None
        or found.expires_at <= datetime.now(UTC)
        or person is None
        or not person.active
    ):
        raise NotFound(
            "Ce lien ne vaut plus : il a déjà servi, ou son délai est passé. Demandez-en un autre à "
            "l’administrateur de votre centre."
        )
    return person


def accept(services: Services, secret: str, kind: str, password: str) -> Person:
    """Choose a password by a link, which is good once; every browser of the person is signed out.

    Raises:
        NotFound: the link is no longer good.
        InputError: the password does not hold.
    """
    person = invited(services, secret, kind)
    problem = password_problem(password, email=person.email, name=person.name)
    if problem:
        raise InputError(problem)
    with _AT_ONCE:
        kept = hasher().hash(password)
    if not SignInStore(services.database).use(digest_of(secret), kept, datetime.now(UTC)):
        raise NotFound("Ce lien vient de servir : connectez-vous, ou demandez-en un autre.")
    deed = {INVITATION: "invitation-acceptee", RESET: "mot-de-passe-change"}[kind]
    AuditStore(services.database).note(person.id, deed, person.id)
    return person


# -- elsewhere ---------------------------------------------------------------------------------------


def person_from_elsewhere(
    services: Services, issuer: str, subject: str, email: str, *, verified: bool
) -> str:
    """The account of somebody whom an OpenID provider vouches for; returns its id.

    Known by the subject; the first time by the address, when the provider has verified it.

    Raises:
        NotSignedIn: nobody here is known under either.
    """
    store, tied = SignInStore(services.database), f"{issuer}|{subject}"[:300]
    known = store.by_subject(tied)
    if known is not None:
        return known
    account = store.known(email.strip().lower()) if verified and email else None
    if account is None or not account.active or not store.tie(account.person_id, tied):
        AuditStore(services.database).note("service", "connexion-refusee", _short(email), par="annuaire")
        raise NotSignedIn(
            "Votre identité est reconnue, mais aucun compte du coach ne vous est ouvert : demandez-le à "
            "l’administrateur de votre centre."
        )
    AuditStore(services.database).note(account.person_id, "compte-rattache", account.person_id)
    return account.person_id


def _short(text: str) -> str:
    """What stands for an address or a machine in the log and in the count of failures."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
