"""Who is in front of the page. Asked at each event: nothing a browser holds is believed but its cookies."""

from __future__ import annotations

from typing import Protocol

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


def viewer(request: Asking, services: Services) -> Viewer:
    """The person and the role they act in."""
    wanted = dict(request.cookies).get(ROLE_COOKIE, "")
    role = Role(wanted) if wanted in EVERYONE else Role.CANDIDATE
    return Viewer(OWNER, "Vous", role, EVERYONE, local=True)
