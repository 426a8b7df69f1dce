"""Accounts of a centre: persons, invitations, groups, exam sessions, seats, what is shared with a jury.

    person = create_person(services, actor, "lea@centre.fr", "Léa Martin", {Role.CANDIDATE})
    link = invite(services, actor, person.id)      # the secret of /invitation/<secret>, told once
    seat(services, actor, exam_id, person.id, Role.CANDIDATE)

Each deed is in the log, with who did it. Who may ask is checked by whoever calls: pages by their roles
(`coach.web.rules`), objects by `coach.access`.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from coach.domain.people import ROLE_WORDS, Person, Role
from coach.errors import InputError, NotFound
from coach.store.audit import AuditStore
from coach.store.centre import CentreStore, Exam, Group, Share
from coach.store.sign_ins import SignInStore

if TYPE_CHECKING:
    from coach.wiring import Services

INVITATION: Final = "invitation"
RESET: Final = "mot-de-passe"
RESET_HOURS: Final = 24
MODALITIES: Final = {"titre": "Titre complet", "ccp1": "CCP 1", "ccp2": "CCP 2"}
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s.]{2,}")


def email_of(typed: str) -> str:
    """An address as accounts keep it.

    Raises:
        InputError: it is not one.
    """
    email = typed.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise InputError(f"« {typed.strip()[:80]} » n’est pas une adresse électronique.")
    return email


def digest_of(secret: str) -> str:
    """What is kept of a secret of ours: it is long and random, so that a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


# -- persons -----------------------------------------------------------------------------------------


def create_person(
    services: Services,
    actor: str,
    email: str,
    name: str,
    roles: Collection[Role],
    *,
    groups: Collection[str] = (),
    demo: bool = False,
) -> Person:
    """A new account, without a password yet; a candidate or a trainer joins the groups.

    Raises:
        InputError: the address is not one or is taken, no name, no role.
    """
    email, name = email_of(email), " ".join(name.split())[:120]
    if not name:
        raise InputError("Donnez le nom de la personne.")
    if not roles:
        raise InputError(f"Donnez au moins un rôle : {', '.join(Role)}.")
    store = CentreStore(services.database)
    person_id = store.add_person(email, name, roles, datetime.now(UTC), demo=demo)
    _note(services, actor, "compte-cree", person_id, roles=sorted(roles))
    for group_id in groups:
        for role in {Role.CANDIDATE, Role.TRAINER} & set(roles):
            join(services, actor, group_id, person_id, role)
    return _person(services, person_id)


def persons(services: Services) -> list[Person]:
    """Every account by name, active or not."""
    return CentreStore(services.database).persons()


def by_email(services: Services, email: str) -> Person:
    """The account of an address.

    Raises:
        NotFound: there is none.
    """
    found = CentreStore(services.database).by_email(email_of(email))
    if found is None:
        raise NotFound(f"Aucun compte n’a l’adresse {email.strip()}.")
    return found


def waiting(services: Services) -> set[str]:
    """Ids of those who have not taken their invitation up yet."""
    return CentreStore(services.database).waiting()


def change_person(
    services: Services,
    actor: str,
    person_id: str,
    *,
    name: str | None = None,
    roles: Collection[Role] | None = None,
) -> Person:
    """Another name, other roles; the last administrator stays one.

    Raises:
        NotFound: no such account.
        InputError: no role, or nobody would run the centre any more.
    """
    if roles is not None:
        if not roles:
            raise InputError(f"Donnez au moins un rôle : {', '.join(Role)}.")
        if Role.ADMIN not in roles:
            _not_the_last(services, person_id)
    CentreStore(services.database).change_person(person_id, name=name, roles=roles)
    _note(services, actor, "compte-change", person_id, roles=sorted(roles) if roles is not None else None)
    return _person(services, person_id)


def deactivate(services: Services, actor: str, person_id: str) -> None:
    """Close an account: it signs in no more, is signed out everywhere, its links are void; its work stays.

    Raises:
        NotFound: no such account.
        InputError: nobody would run the centre any more.
    """
    _not_the_last(services, person_id)
    CentreStore(services.database).change_person(person_id, active=False)
    closed = SignInStore(services.database).close_all(person_id)
    _note(services, actor, "compte-ferme", person_id, connexions=closed)


def reactivate(services: Services, actor: str, person_id: str) -> None:
    """Open an account again, with the password it had.

    Raises:
        NotFound: no such account.
    """
    CentreStore(services.database).change_person(person_id, active=True)
    _note(services, actor, "compte-rouvert", person_id)


def _not_the_last(services: Services, person_id: str) -> None:
    admins = {p.id for p in persons(services) if p.active and Role.ADMIN in p.roles}
    if admins == {person_id}:
        raise InputError(
            f"C’est le dernier compte « {ROLE_WORDS[Role.ADMIN]} » : donnez d’abord ce rôle à quelqu’un d’autre."
        )


# -- links -------------------------------------------------------------------------------------------


def invite(services: Services, actor: str, person_id: str) -> str:
    """The secret of a link by which the person chooses a password; the older ones are void.

    Raises:
        NotFound: no such account, or it is closed.
    """
    return _link(services, actor, person_id, INVITATION, services.settings.invitation_hours)


def reset(services: Services, actor: str, person_id: str) -> str:
    """The same for a password that was forgotten; the old one is good until the link is used.

    Raises:
        NotFound: no such account, or it is closed.
    """
    return _link(services, actor, person_id, RESET, RESET_HOURS)


def address(services: Services, kind: str, secret: str) -> str:
    """The whole address of a link, under the first name the service is reached by."""
    settings = services.settings
    host = settings.allowed_hosts.split(",")[0].strip() or f"{settings.host}:{settings.port}"
    return f"{'https' if settings.behind_https else 'http'}://{host}/{kind}/{secret}"


def _link(services: Services, actor: str, person_id: str, kind: str, hours: int) -> str:
    person = _person(services, person_id)
    if not person.active:
        raise NotFound(f"Le compte de {person.name} est fermé : rouvrez-le d’abord.")
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    SignInStore(services.database).invite(
        digest_of(secret), person_id, kind, by=actor, now=now, expires_at=now + timedelta(hours=hours)
    )
    _note(services, actor, "lien-envoye", person_id, sorte=kind, heures=hours)
    return secret


# -- groups ------------------------------------------------------------------------------------------


def create_group(
    services: Services, actor: str, name: str, *, starts_on: date | None = None, ends_on: date | None = None
) -> str:
    """A new group; returns its id.

    Raises:
        InputError: no name, the name is taken, or the end comes before the start.
    """
    name = " ".join(name.split())[:120]
    if not name:
        raise InputError("Donnez un nom au groupe.")
    if starts_on and ends_on and ends_on < starts_on:
        raise InputError("Le groupe finit avant de commencer : vérifiez les dates.")
    group_id = CentreStore(services.database).add_group(name, datetime.now(UTC), starts_on, ends_on)
    _note(services, actor, "groupe-cree", group_id)
    return group_id


def groups(services: Services) -> list[Group]:
    """Every group by name."""
    return CentreStore(services.database).groups()


def members(services: Services, group_id: str) -> list[tuple[str, Role]]:
    """(person, role) of a group."""
    return CentreStore(services.database).members(group_id)


def remove_group(services: Services, actor: str, group_id: str) -> None:
    """Remove a group; its people and their work stay."""
    CentreStore(services.database).remove_group(group_id)
    _note(services, actor, "groupe-efface", group_id)


def join(services: Services, actor: str, group_id: str, person_id: str, role: Role) -> None:
    """Put a person in a group, as a candidate or as a trainer.

    Raises:
        NotFound: no such group or account.
        InputError: the account does not have the role, or groups do not have it.
    """
    _has(services, person_id, role, (Role.CANDIDATE, Role.TRAINER))
    CentreStore(services.database).join(group_id, person_id, role)
    _note(services, actor, "groupe-rejoint", person_id, groupe=group_id, role=role)


def leave(services: Services, actor: str, group_id: str, person_id: str) -> None:
    """Take a person out of a group."""
    CentreStore(services.database).leave(group_id, person_id)
    _note(services, actor, "groupe-quitte", person_id, groupe=group_id)


# -- exam sessions -----------------------------------------------------------------------------------


def create_exam(services: Services, actor: str, name: str, held_on: date, modality: str = "titre") -> str:
    """A new exam session; returns its id.

    Raises:
        InputError: no name, or an unknown modality.
    """
    name = " ".join(name.split())[:120]
    if not name or modality not in MODALITIES:
        raise InputError(f"Donnez un nom et une modalité : {', '.join(MODALITIES)}.")
    exam_id = CentreStore(services.database).add_exam(name, held_on, modality, actor, datetime.now(UTC))
    _note(services, actor, "session-examen-creee", exam_id, le=held_on.isoformat(), modalite=modality)
    return exam_id


def exams(services: Services) -> list[Exam]:
    """Every exam session, latest first."""
    return CentreStore(services.database).exams()


def remove_exam(services: Services, actor: str, exam_id: str) -> None:
    """Remove an exam session: its jury reads nothing of it any more."""
    CentreStore(services.database).remove_exam(exam_id)
    _note(services, actor, "session-examen-effacee", exam_id)


def seats(services: Services, exam_id: str) -> list[tuple[str, Role]]:
    """(person, role) of an exam session."""
    return CentreStore(services.database).seats(exam_id)


def seat(services: Services, actor: str, exam_id: str, person_id: str, role: Role) -> None:
    """Seat a person at an exam session, as a candidate or as a jury member.

    Raises:
        NotFound: no such exam session or account.
        InputError: the account does not have the role, or exam sessions do not have it.
    """
    _has(services, person_id, role, (Role.CANDIDATE, Role.JURY))
    CentreStore(services.database).seat(exam_id, person_id, role)
    _note(services, actor, "session-examen-siege", person_id, session=exam_id, role=role)


def unseat(services: Services, actor: str, exam_id: str, person_id: str) -> None:
    """Take a person's seat away."""
    CentreStore(services.database).unseat(exam_id, person_id)
    _note(services, actor, "session-examen-retrait", person_id, session=exam_id)


def share(
    services: Services,
    actor: str,
    exam_id: str,
    *,
    session_id: str | None = None,
    sample_id: str | None = None,
) -> None:
    """Let the jury of an exam session read an interview or a sample of a candidate who sits there.

    Raises:
        NotFound: no such interview or sample, or its candidate does not sit there.
    """
    owner = (
        services.sessions.owner_of(session_id)
        if session_id is not None
        else services.samples.owner_of(sample_id or "")
    )
    if owner is None or (owner, Role.CANDIDATE) not in seats(services, exam_id):
        raise NotFound("Ce travail n’est pas celui d’un candidat de cette session d’examen.")
    CentreStore(services.database).share(
        exam_id, owner, actor, datetime.now(UTC), session_id=session_id, sample_id=sample_id
    )
    _note(services, actor, "partage-jury", owner, session=exam_id, piece=session_id or sample_id)


def unshare(
    services: Services,
    actor: str,
    exam_id: str,
    *,
    session_id: str | None = None,
    sample_id: str | None = None,
) -> None:
    """Take it back."""
    CentreStore(services.database).unshare(exam_id, session_id=session_id, sample_id=sample_id)
    _note(services, actor, "partage-repris", exam_id, piece=session_id or sample_id)


def shares(services: Services, exam_id: str, owner: str | None = None) -> list[Share]:
    """What is shared with a jury; of one candidate, or of all."""
    return CentreStore(services.database).shares(exam_id, owner)


def _has(services: Services, person_id: str, role: Role, allowed: tuple[Role, ...]) -> None:
    person = _person(services, person_id)
    if role not in allowed or role not in person.roles:
        raise InputError(f"{person.name} n’a pas le rôle « {ROLE_WORDS[role]} », ou il n’a pas cours ici.")


def _person(services: Services, person_id: str) -> Person:
    found = services.accounts.person(person_id)
    if found is None:
        raise NotFound("Ce compte n’existe pas.")
    return found


def _note(services: Services, actor: str, action: str, subject: str, **detail: object) -> None:
    AuditStore(services.database).note(
        actor, action, subject, **{key: value for key, value in detail.items() if value is not None}
    )
