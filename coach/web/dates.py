"""A day as people type it: « 24/11/2026 », or 2026-11-24 as machines write it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from coach.errors import InputError

HINT = "jj/mm/aaaa"


def typed_day(text: str | None) -> date | None:
    """The day; None when nothing is typed.

    Raises:
        InputError: it is no day.
    """
    typed = (text or "").strip()
    if not typed:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(typed, form).date()
    raise InputError(f"« {typed} » n’est pas une date : écrivez jj/mm/aaaa, par exemple 24/11/2026.")
