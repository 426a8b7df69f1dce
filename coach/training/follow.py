"""Whom a trainer follows, and in which groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach import access
from coach.domain.people import Person, Role, Viewer
from coach.errors import NotFound

if TYPE_CHECKING:
    from coach.wiring import Services


def trainer(viewer: Viewer) -> Viewer:
    """The viewer, when they act as a trainer.

    Raises:
        NotFound: they act in another workspace.
    """
    if viewer.role is not Role.TRAINER:
        raise NotFound(
            "Cette page appartient à l’espace du formateur. Choisissez cet espace en haut de la page, si vous l’avez."
        )
    return viewer


def groups(services: Services, viewer: Viewer) -> dict[str, str]:
    """Id and name of the trainer's groups; on a laptop, of all those that somebody is in."""
    trainer(viewer)
    if viewer.local:
        ids = {group for person in access.candidates(services, viewer) for group in person.groups}
    else:
        ids = set(services.accounts.groups_of(viewer.id, Role.TRAINER))
    return services.training.group_names(ids)


def followed(services: Services, viewer: Viewer, group: str = "") -> list[Person]:
    """The candidates the trainer follows, by name; those of one of their groups when it is given.

    Raises:
        NotFound: not a trainer, or not a group of theirs.
    """
    trainer(viewer)
    people = access.candidates(services, viewer)
    if not group:
        return people
    if group not in groups(services, viewer):
        raise NotFound("Ce groupe n’existe pas, ou n’est pas l’un des vôtres.")
    return [person for person in people if group in person.groups]


def one(services: Services, viewer: Viewer, person_id: str) -> Person:
    """One of them.

    Raises:
        NotFound: not a trainer, or not one of their candidates.
    """
    return access.candidate(services, trainer(viewer), person_id)
