"""What is searched and quoted: a passage and the source it comes from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

Kind = Literal["fiche", "document"]
Confidence = Literal["verifie", "a_verifier"]


@dataclass(frozen=True, slots=True)
class Period:
    """When a rule is in force; both ends included, None where open or without a date."""

    start: date | None = None
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether a rule of this period applies on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def to_json(self) -> dict[str, str | None]:
        """`{"from": …, "to": …}`, ISO dates or null."""
        return {
            "from": self.start.isoformat() if self.start else None,
            "to": self.end.isoformat() if self.end else None,
        }


@dataclass(frozen=True, slots=True)
class Origin:
    """An official text or page that a fiche rests on."""

    name: str
    locator: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which a rule moved, and how."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of a fiche, or an article, sheet or table of a document.

    Attributes:
        id: `source_id#slug`, stable as long as the titles are.
        text: plain text, what quotes are checked against.
        lead: for a fiche, its opening sentences, which are the answer; else empty.
        locator: article or printed page, ready to be shown.
        questions: ways people ask for just this passage.
        origins: the official texts behind a fiche's section; empty for a document.
        position: rank within its source, for neighbours.
    """

    id: str
    source_id: str
    source_title: str
    title: str
    locator: str
    text: str
    kind: Kind
    position: int
    lead: str = ""
    url: str | None = None
    domain: str | None = None
    competences: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    in_force: Period = Period()
    origins: tuple[Origin, ...] = ()
    changes: tuple[Change, ...] = ()
    replaces: str | None = None
    replaced_by: str | None = None
    confidence: Confidence = "verifie"
    checked_on: date | None = None
    page: str | None = None

    @property
    def heading(self) -> str:
        """Title of the source and of the passage, without saying the same twice."""
        if not self.title or self.title == self.source_title:
            return self.source_title
        return f"{self.source_title} — {self.title}"

    @property
    def opening(self) -> str:
        """What a vector is made of: the heading and the first sentences."""
        return f"{self.heading}. {self.lead or self.text}"[:700]


@dataclass(frozen=True, slots=True)
class Source:
    """A fiche or a document as listed to a person."""

    id: str
    title: str
    kind: Kind
    domain: str | None
    sha256: str
    passages: int
    path: str | None = None
    added_on: date | None = None
    checked_on: date | None = None
    competences: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain data for `--json`."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self), default=_iso))
        return data


def digest(data: bytes | str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def passage_to_json(passage: Passage) -> dict[str, Any]:
    """Plain data, read back by `passage_from_json`."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(passage), default=_iso))
    return data


def passage_from_json(data: dict[str, Any]) -> Passage:
    """Inverse of `passage_to_json`."""
    fields = dict(data)
    period = fields["in_force"]
    fields["in_force"] = Period(_day(period["start"]), _day(period["end"]))
    fields["origins"] = tuple(Origin(**o) for o in fields["origins"])
    fields["changes"] = tuple(Change(date.fromisoformat(c["day"]), c["what"]) for c in fields["changes"])
    fields["competences"] = tuple(fields["competences"])
    fields["questions"] = tuple(fields["questions"])
    fields["checked_on"] = _day(fields["checked_on"])
    return Passage(**fields)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
