"""Changing workspace: a cookie on a laptop without accounts, the row of the sign-in where people have one."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import RedirectResponse, Response

from coach.web import forms
from coach.web.guard import WORKSPACES
from coach.web.viewer import ROLE_COOKIE, change_role, secret_of, viewer
from coach.wiring import Services


def add_routes(app: FastAPI, services: Services) -> None:
    """Place `/espace`, before the pages are mounted."""

    @app.post("/espace")
    def space(
        request: Request,
        role: Annotated[str, Form()] = "",
        vers: Annotated[str, Form()] = "",
        jeton: Annotated[str, Form()] = "",
    ) -> Response:
        who = viewer(request, services)
        if not who.local and not forms.matches(secret_of(request, services), jeton):
            return RedirectResponse("/", status_code=303)
        wanted = next((known for known in who.roles if known == role), who.role)
        answer = RedirectResponse(inside(vers) or WORKSPACES[wanted], status_code=303)
        if who.local:
            answer.set_cookie(ROLE_COOKIE, wanted, max_age=30 * 86400, httponly=True, samesite="lax")
        elif wanted is not who.role:
            change_role(request, services, wanted)
        return answer


def inside(target: str) -> str:
    """A place of this application, or nothing: a link from elsewhere must not lead elsewhere."""
    plain = target.isascii() and target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") else ""
