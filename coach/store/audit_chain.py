"""The chain of the audit log: each line holds a digest of itself and of the line before it.

A line that is changed, taken out or slipped in breaks every digest after it. Lines past their time go from the start
of the log; what the first one left leans on is then an anchor, signed with the file that seals the keys.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

START: Final = ""
"""What the very first line leans on."""


@dataclass(frozen=True)
class Checked:
    """What the reading of the chain said."""

    lines: int
    broken_at: int | None = None
    """Number of the first line that does not follow from the one before."""
    anchored: datetime | None = None
    """When the start of the log was last let go; None: it is whole."""
    sealed: bool | None = None
    """Whether the anchor's signature is good; None without an anchor, or without the file that signs."""
    head: str = START
    """Digest of the last line: kept elsewhere, it shows that the end was not cut off."""

    @property
    def whole(self) -> bool:
        """True when nothing speaks against the log."""
        return self.broken_at is None and self.sealed is not False


def digest(before: str, at: datetime, actor: str, action: str, subject: str, detail: Any) -> str:
    """Digest of a line that follows `before`."""
    moment = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    line = [before, moment.isoformat(timespec="microseconds"), actor, action, subject, detail]
    return hashlib.sha256(json.dumps(line, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def as_stored(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail as the database gives it back: tuples are lists there, and keys are texts."""
    stored: dict[str, Any] = json.loads(json.dumps(dict(detail)))
    return stored


def seal(key: bytes, last: str, upto: int, at: datetime) -> str:
    """Signature of an anchor."""
    said = f"{last}|{upto}|{at.astimezone(UTC).isoformat(timespec='microseconds')}"
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
