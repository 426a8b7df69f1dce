"""Who is in front of the page. Asked at each event: nothing a browser holds is believed but its cookies."""

from __future__ import annotations

from typing import Protocol

from coach import access, signing
from coach.access import Deed
from coach.domain.people import EVERYONE, Role, Viewer
from coach.wiring import OWNER, Services

ROLE_COOKIE = "coach-espace"
"""On a laptop without accounts: the workspace that is looked at."""


class Asking(Protocol):
    """A request, of FastAPI or of Gradio: all that is read of it is its cookies."""

    @property
    def cookies(self) -> dict[str, str]:
        """By name."""
        ...


def cookie_name(services: Services) -> str:
    """The cookie of a sign-in; under HTTPS with the prefix that no other site or subdomain can write."""
    return "__Host-coach" if services.settings.behind_https else "coach-connexion"


def secret_of(request: Asking, services: Services) -> str:
    """What the cookie of the sign-in holds; empty without one."""
    return dict(request.cookies).get(cookie_name(services), "")


def viewer(request: Asking, services: Services) -> Viewer:
    """The person and the role they act in.

    Raises:
        NotSignedIn: nobody is signed in where accounts are needed.
    """
    if services.settings.mode == "local":
        wanted = dict(request.cookies).get(ROLE_COOKIE, "")
        role = Role(wanted) if wanted in EVERYONE else Role.CANDIDATE
        return Viewer(OWNER, "Vous", role, EVERYONE, local=True)
    person, role = signing.signed_in(services, secret_of(request, services))
    return Viewer(person.person_id, person.name, role, person.roles, local=False)


def change_role(request: Asking, services: Services, role: Role) -> None:
    """Act in another of one's workspaces from now on, on this browser."""
    signing.act_as(services, secret_of(request, services), role)


def own(request: Asking, services: Services) -> str:
    """Under which id the viewer's own work is kept.

    Raises:
        NotFound: they act in a workspace that has none.
    """
    return access.own(viewer(request, services))


def session_owner(request: Asking, services: Services, session_id: str, deed: Deed = Deed.READ) -> str:
    """Whose interview it is, once the viewer may do this with it.

    Raises:
        NotFound: no such interview, or not for them.
    """
    return access.session_owner(services, viewer(request, services), session_id, deed)


def sample_owner(request: Asking, services: Services, sample_id: str, deed: Deed = Deed.READ) -> str:
    """The same for a sample.

    Raises:
        NotFound: no such sample, or not for them.
    """
    return access.sample_owner(services, viewer(request, services), sample_id, deed)
