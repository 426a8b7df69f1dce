"""What an actor is: it puts the director's step into words, as the advisor, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from coach.domain.play import Step
from coach.domain.scenarios import Level, Scenario


@dataclass(frozen=True)
class Exchange:
    """One turn already played."""

    manager: str
    advisor: str


@dataclass(frozen=True)
class Scene:
    """All that an actor may know: nothing of a fact that the director has not released."""

    scenario: Scenario
    level: Level
    seed: int
    step: Step
    manager: str
    """What the manager just said ("" at the opening)."""
    history: tuple[Exchange, ...] = ()
    formal: bool = True
    """The manager says vous."""
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Delta:
    """A piece of the advisor's words, to be shown as it comes."""

    text: str


@dataclass(frozen=True)
class Replaced:
    """What was shown so far is withdrawn; `text` stands in its place."""

    text: str


@dataclass(frozen=True)
class Voiced:
    """Last piece: who gave the words (engine, model, prompt version), stored with the turn."""

    by: str


Piece = Delta | Replaced | Voiced


class Actor(Protocol):
    """Voices one step."""

    def play(self, scene: Scene) -> Iterator[Piece]:
        """The advisor's words, then `Voiced`. Never raises for a failing model: it falls back."""
        ...


@dataclass(frozen=True)
class Words:
    """A whole answer."""

    text: str
    by: str


def collect(pieces: Iterator[Piece]) -> Words:
    """The whole text of a streamed answer, and its voice."""
    text, by = "", ""
    for piece in pieces:
        match piece:
            case Delta(more):
                text += more
            case Replaced(instead):
                text = instead
            case Voiced(who):
                by = who
    return Words(text.strip(), by)
