"""Grids as data: criteria, the indicators each stands on, and which indicators make which level.

A grid is immutable once loaded and carries its version, which is stored with every score. A rule reads:
all of `every`, at least `at_least` of `some`, none of `no`. An indicator written `name~` in a rule counts as
soon as it is partly there. `contrary` indicators are what should not be seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

Level = Literal[0, 1, 2, 3]
LEVEL_WORDS: Final[Mapping[int, str]] = {0: "non vu", 1: "ébauché", 2: "satisfaisant", 3: "maîtrisé"}


class Presence(StrEnum):
    """How far an indicator is seen in the transcript."""

    PRESENT = "present"
    PARTIAL = "partiel"
    ABSENT = "absent"
    CONTRARY = "contraire"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the transcript, verbatim, and the index of their turn."""

    turn: int
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one indicator; an indicator that is not found has none."""

    indicator: str
    presence: Presence
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing to see (or, `contrary`, not to see), with what to say when it is missing."""

    id: str
    label: str
    """Noun phrase, lower case: « la durée ou le déroulement annoncés »."""
    contrary: bool = False
    advice: str = ""
    """What to do next time, to the candidate; for a contrary indicator, what to do instead."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a level is reached."""

    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    at_least: int = 1
    no: tuple[str, ...] = ()

    def holds(self, seen: Mapping[str, Presence]) -> bool:
        """Whether the findings reach it."""
        return (
            all(counts(name, seen) for name in self.every)
            and (not self.some or sum(counts(name, seen) for name in self.some) >= self.at_least)
            and not any(counts(name, seen) for name in self.no)
        )

    def missing(self, seen: Mapping[str, Presence]) -> tuple[str, ...]:
        """Indicators that would have to be there, in the rule's order."""
        lacking = [bare(name) for name in self.every if not counts(name, seen)]
        if self.some and sum(counts(name, seen) for name in self.some) < self.at_least:
            lacking += [bare(name) for name in self.some if not counts(name, seen)]
        return tuple(lacking)

    def used(self, seen: Mapping[str, Presence]) -> tuple[str, ...]:
        """Indicators of the rule that are there."""
        return tuple(bare(name) for name in (*self.every, *self.some) if counts(name, seen))


def bare(name: str) -> str:
    """Indicator of a rule item, without its mark."""
    return name.removesuffix("~")


def counts(name: str, seen: Mapping[str, Presence]) -> bool:
    """Whether a rule item is met."""
    presence = seen.get(bare(name), Presence.ABSENT)
    if presence is Presence.ABSENT:
        return False
    return name.endswith("~") or presence is not Presence.PARTIAL


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a grid. `levels` gives, for 3, 2 and 1, the rules of which one must hold."""

    id: str
    title: str
    expected: str
    """What is expected, one sentence to the candidate."""
    where: str
    """Where in the interview or the call."""
    indicators: tuple[Indicator, ...]
    levels: Mapping[int, tuple[Rule, ...]]
    safeguard: bool = False
    weight: float = 1.0
    like: str = ""
    """For a line of a centre's grid, the criterion of the product that it resembles."""
    words: Mapping[int, str] | None = None
    """What each level means, in our own words, 0 to 3."""
    advice: tuple[str, ...] = ()
    keep: str = ""
    """What to say at level 3."""
    drill: str = ""
    better: tuple[str, ...] = ()
    """Well-worded examples."""
    floor: Level = 0
    """Level when no rule holds: 3 for a criterion that only faults lower."""
    if_cut: Literal["null", "score"] = "null"
    """`score` for what is judged on whatever was said, never null."""
    advice_only: bool = False
    """Agreement with the reference levels unknown or under its floor: no level shown, « conseil seulement »."""

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator of that id (KeyError if there is none)."""
        for item in self.indicators:
            if item.id == indicator_id:
                return item
        raise KeyError(indicator_id)


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole grid. `lead` is who is assessed: the manager, or the agent of a call."""

    id: str
    title: str
    version: str
    lead: Literal["manager", "agent"]
    criteria: tuple[Criterion, ...]

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id (KeyError if there is none)."""
        for item in self.criteria:
            if item.id == criterion_id:
                return item
        raise KeyError(criterion_id)


def presences(criterion: Criterion, findings: Sequence[Finding]) -> dict[str, Presence]:
    """Presence of each indicator of the criterion that was found."""
    known = {item.id for item in criterion.indicators}
    return {f.indicator: f.presence for f in findings if f.indicator in known and f.evidence}
