"""Who uses the coach: roles, persons, and the one who is in front of the page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The four workspaces."""

    CANDIDATE = "candidat"
    TRAINER = "formateur"
    JURY = "jury"
    ADMIN = "administrateur"


ROLE_WORDS: dict[Role, str] = {
    Role.CANDIDATE: "Candidat",
    Role.TRAINER: "Formateur",
    Role.JURY: "Jury",
    Role.ADMIN: "Administrateur",
}
EVERYONE: frozenset[Role] = frozenset(Role)


@dataclass(frozen=True)
class Person:
    """Someone the centre has given an account."""

    id: str
    email: str
    name: str
    roles: frozenset[Role]
    active: bool = True
    groups: tuple[str, ...] = ()
    """Ids of the groups the person belongs to, as a candidate or as a trainer."""


@dataclass(frozen=True)
class Viewer:
    """The person in front of the page, in the role they act in."""

    id: str
    """What the rows they own carry as `owner`."""
    name: str
    role: Role
    roles: frozenset[Role]
    local: bool
    """The one person of a laptop without accounts: nobody else's data is there, so that roles hide nothing."""

    @property
    def is_candidate(self) -> bool:
        """Whether they practise here and now."""
        return self.role is Role.CANDIDATE
