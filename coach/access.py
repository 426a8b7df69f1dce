"""Who may see and do what: the one place that decides.

A candidate acts on what is theirs. A trainer reads and reviews what the candidates of their groups did. A jury member
reads what was shared with the jury of an exam session where both sit. An administrator runs the centre and reads
nobody's interviews. On a laptop without accounts there is one person, whom every role shows everything.

What a person may not see does not exist for them: `NotFound`, never "forbidden", so that ids tell nothing.
"""

from __future__ import annotations

from enum import StrEnum

from coach.domain.people import ROLE_WORDS, Person, Role, Viewer
from coach.errors import NotFound
from coach.wiring import Services


class Deed(StrEnum):
    """What is asked for."""

    READ = "lire"
    ACT = "agir"
    """Say a line, take notes, send a sample, erase."""
    REVIEW = "corriger"
    """Give a level, comment, correct a line."""


def candidates(services: Services, viewer: Viewer) -> list[Person]:
    """The candidates whose work the viewer may follow (trainer) or examine (jury), by name.

    The person of a laptop is among them, for the trainer they also are.
    """
    accounts = services.accounts
    if viewer.local:
        found = accounts.candidates() if viewer.role in (Role.TRAINER, Role.JURY, Role.ADMIN) else []
        me = Person(viewer.id, "", viewer.name, frozenset({Role.CANDIDATE}))
        return [me, *(person for person in found if person.id != viewer.id)]
    match viewer.role:
        case Role.TRAINER:
            return accounts.candidates(groups=accounts.groups_of(viewer.id, Role.TRAINER))
        case Role.JURY:
            return accounts.sitting(accounts.seats(viewer.id, Role.JURY), Role.CANDIDATE)
        case Role.ADMIN:
            return accounts.candidates()
        case Role.CANDIDATE:
            return []


def own(viewer: Viewer) -> str:
    """What the viewer's own interviews, samples and notes carry as `owner`.

    Raises:
        NotFound: the workspace is not one where people practise.
    """
    if viewer.local or viewer.role in (Role.CANDIDATE, Role.TRAINER):
        return viewer.id
    raise NotFound(f"L’espace « {ROLE_WORDS[viewer.role]} » n’a pas d’entretiens ni d’écoutes à lui.")


def reviews(viewer: Viewer) -> bool:
    """Whether they may give levels and correct lines at all; on what, `session_owner` tells."""
    return viewer.local or viewer.role is Role.TRAINER


def session_owner(services: Services, viewer: Viewer, session_id: str, deed: Deed = Deed.READ) -> str:
    """Whose interview it is, once the viewer may do this with it.

    Raises:
        NotFound: no such interview, or not for this viewer.
    """
    owner = services.sessions.owner_of(session_id)
    if owner is None or not _may(services, viewer, owner, deed, session_id=session_id):
        raise NotFound("Cet entretien n’existe pas, ou ne vous est pas ouvert.")
    return owner


def sample_owner(services: Services, viewer: Viewer, sample_id: str, deed: Deed = Deed.READ) -> str:
    """Whose sample it is, once the viewer may do this with it.

    Raises:
        NotFound: no such sample, or not for this viewer.
    """
    owner = services.samples.owner_of(sample_id)
    if owner is None or not _may(services, viewer, owner, deed, sample_id=sample_id):
        raise NotFound("Cet échantillon n’existe pas, ou ne vous est pas ouvert.")
    return owner


def candidate(services: Services, viewer: Viewer, person_id: str) -> Person:
    """One of the candidates the viewer follows or examines.

    Raises:
        NotFound: not one of them.
    """
    for person in candidates(services, viewer):
        if person.id == person_id:
            return person
    raise NotFound("Ce candidat n’existe pas, ou n’est pas dans vos groupes.")


def _may(
    services: Services,
    viewer: Viewer,
    owner: str,
    deed: Deed,
    *,
    session_id: str | None = None,
    sample_id: str | None = None,
) -> bool:
    if owner == viewer.id and (viewer.local or viewer.role in (Role.CANDIDATE, Role.TRAINER)):
        # A trainer's own samples and tries are theirs; a candidate gives themselves no trainer's level.
        return deed is not Deed.REVIEW or reviews(viewer)
    if deed is Deed.ACT:
        return False
    if viewer.local:
        return viewer.role is not Role.CANDIDATE
    if viewer.role is Role.TRAINER:
        return any(person.id == owner for person in candidates(services, viewer))
    if viewer.role is Role.JURY and deed is Deed.READ:
        exams = services.accounts.seats(viewer.id, Role.JURY)
        return services.accounts.shared(exams, session_id=session_id, sample_id=sample_id)
    return False
