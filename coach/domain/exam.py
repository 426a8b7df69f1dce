"""The exam mode: one advisor for all the candidates of a session, the official time, no help."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from typing import Final

GRACE: Final = timedelta(seconds=30)
"""A sentence begun in time is heard to its end."""
SEEDS: Final = 1_000_000
_CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")


def session_code(typed: str) -> str | None:
    """The code as it is kept ("mercd 2026-11" → "MERCD-2026-11"), or None when it holds no letter nor figure."""
    words = _CODE.findall(re.sub(r"[\s_]+", "-", typed.strip().upper()))
    return "-".join(words)[:40].strip("-") or None


def seed_of(code: str, scenario_id: str) -> int:
    """The seed of every interview of that session on that scenario, 0 ≤ seed < `SEEDS`."""
    digest = hashlib.sha256(f"{code}|{scenario_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % SEEDS


def time_left(began: datetime, minutes: int, now: datetime) -> float:
    """Seconds until the time of the exam is over, negative after; the wall clock, which no pause stops."""
    return (began + timedelta(minutes=minutes) - now).total_seconds()


def is_over(began: datetime, minutes: int, now: datetime) -> bool:
    """True when nothing more is heard."""
    return time_left(began, minutes, now) < -GRACE.total_seconds()
