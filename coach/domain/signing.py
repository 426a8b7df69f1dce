"""Rules of signing in: what a password must be, how long to wait after failures, when a sign-in is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from coach.domain.people import Role

MIN_PASSWORD: Final = 12
"""Characters; length beats rules of composition (CNIL, délibération 2022-100; OWASP)."""
MAX_PASSWORD: Final = 128
WINDOW: Final = timedelta(hours=1)
"""Failures older than this are forgotten."""
ACCOUNT_TRIES: Final = 5
MACHINE_TRIES: Final = 40
"""A whole class signs in from one address."""
_FIRST_WAIT: Final = timedelta(seconds=30)
_LONGEST_WAIT: Final = timedelta(minutes=15)
_FIRST_ROLE: Final = (Role.TRAINER, Role.JURY, Role.CANDIDATE, Role.ADMIN)


def password_problem(password: str, *, email: str = "", name: str = "") -> str | None:
    """What is wrong with a password, in French, or None."""
    if len(password) < MIN_PASSWORD:
        return f"Choisissez au moins {MIN_PASSWORD} caractères : une phrase convient bien."
    if len(password) > MAX_PASSWORD:
        return f"Choisissez au plus {MAX_PASSWORD} caractères."
    low = password.casefold()
    if len(set(low)) < 5:
        return "Ce mot de passe répète toujours les mêmes caractères : choisissez une phrase."
    known = [part for part in (email.casefold().split("@")[0], *name.casefold().split()) if len(part) > 3]
    rest = low
    for part in known:
        rest = rest.replace(part, "")
    if len(rest) < MIN_PASSWORD // 2:
        return "Ce mot de passe est presque votre nom ou votre adresse : choisissez une phrase."
    return None


def wait(failures: Sequence[datetime], now: datetime, tries: int) -> timedelta:
    """How long before the next try may be made: nothing at first, then twice as long each time."""
    recent = [at for at in failures if now - at < WINDOW]
    if len(recent) < tries:
        return timedelta(0)
    # Doubled at most five times: a longer power would only reach the longest wait.
    pause = min(_FIRST_WAIT * (1 << min(len(recent) - tries, 5)), _LONGEST_WAIT)
    return max(timedelta(0), max(recent) + pause - now)


def over(now: datetime, *, seen_at: datetime, expires_at: datetime, idle: timedelta) -> bool:
    """Whether a sign-in is no longer good."""
    return now >= expires_at or now - seen_at >= idle


def first_role(roles: frozenset[Role], wanted: str = "") -> Role:
    """The workspace that opens: the one wanted where they have it, else their first one."""
    for role in roles:
        if role == wanted:
            return role
    return next(role for role in _FIRST_ROLE if role in roles)
