"""Forms that only our own pages can send: a token beside the cookie, on top of SameSite and the Origin check."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from fastapi import Request, Response

FORM_COOKIE: Final = "coach-formulaire"
FIELD: Final = "jeton"


def token_of(secret: str) -> str:
    """The token of the forms of somebody who is signed in: another site cannot know it, it comes from the cookie."""
    return hashlib.sha256(f"formulaire:{secret}".encode()).hexdigest()[:32] if secret else ""


def matches(secret: str, given: str) -> bool:
    """Whether a form was sent from a page of this sign-in."""
    return secrets.compare_digest(token_of(secret).encode(), given.encode())


def fresh(request: Request) -> str:
    """The token of a form before signing in: that of the cookie, or a new one."""
    known = request.cookies.get(FORM_COOKIE, "")
    return known if len(known) >= 32 and known.isascii() else secrets.token_urlsafe(24)


def keep(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser the token of its form."""
    response.set_cookie(FORM_COOKIE, token, max_age=3600, httponly=True, samesite="strict", secure=secure)


def sent_from_here(request: Request, given: str) -> bool:
    """Whether a form before signing in comes from our page."""
    known = request.cookies.get(FORM_COOKIE, "")
    return bool(known) and secrets.compare_digest(known.encode(), given.encode())


def hidden(token: str) -> str:
    """The field of a form."""
    return f'<input type="hidden" name="{FIELD}" value="{token}">' if token else ""
