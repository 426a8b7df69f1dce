"""From findings to levels, by code alone: nobody and nothing else sets a level.

An indicator without a verified quote does not count. `overall` is the weighted mean of the levels that are
not null, 0 to 3, to the hundredth; a criterion that is an advice only is left out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coach.domain.grids import Criterion, Evidence, Finding, Grid, Level, Presence, Rule, presences

MAX_QUOTES = 4
"""Quotes shown for one criterion; more would not be read."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A safeguard that fell: what was said, why it is a fault, what to say instead.

    `article` and `in_force_on` are None where no text of law is at stake (a posture).
    """

    kind: str
    title: str
    turn: int
    quote: str
    criterion: str
    article: str | None
    in_force_on: str | None
    instead: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Flag:
        """The flag that `to_json` wrote."""
        return cls(**{name: raw[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Level of one criterion and what it stands on; `None` is « not applicable »."""

    level: Level | None
    evidence: tuple[Evidence, ...]
    seen: Mapping[str, Presence]
    missing: tuple[str, ...]
    """Indicators that the next level asks for, the most telling first."""
    contrary: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One line of the result, with its words."""

    id: str
    title: str
    level: Level | None
    evidence: tuple[Evidence, ...]
    why: str
    advice: str
    refs: tuple[str, ...]
    missing: tuple[str, ...] = ()
    advice_only: bool = False
    """Its level is kept to be measured, and not shown."""

    def to_json(self) -> dict[str, Any]:
        """The object of `coach score --json`."""
        return {
            "id": self.id,
            "title": self.title,
            "level": self.level,
            "evidence": [{"turn": e.turn, "quote": e.quote} for e in self.evidence],
            "why": self.why,
            "advice": self.advice,
            "refs": list(self.refs),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> CriterionScore:
        """The score that `to_json` wrote, without what only the rubric of the day knows (`missing`, `advice_only`)."""
        evidence = tuple(Evidence(e["turn"], e["quote"]) for e in raw["evidence"])
        refs = tuple(raw["refs"])
        return cls(raw["id"], raw["title"], raw["level"], evidence, raw["why"], raw["advice"], refs)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A whole scoring, with what made it."""

    grid: str
    criteria: tuple[CriterionScore, ...]
    flags: tuple[Flag, ...]
    overall: float | None
    engine: str
    rubric_version: str

    def to_json(self) -> dict[str, Any]:
        """The object of `coach score --json`."""
        return {
            "grid": self.grid,
            "criteria": [c.to_json() for c in self.criteria],
            "flags": [f.to_json() for f in self.flags],
            "overall": self.overall,
            "engine": self.engine,
            "rubric_version": self.rubric_version,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Assessment:
        """The assessment that `to_json` wrote.

        Raises:
            KeyError, TypeError: the stored value is not one of ours.
        """
        return cls(
            raw["grid"],
            tuple(map(CriterionScore.from_json, raw["criteria"])),
            tuple(map(Flag.from_json, raw["flags"])),
            raw["overall"],
            raw["engine"],
            raw.get("rubric_version", ""),
        )

    def levels(self) -> dict[str, Level | None]:
        """Level of each criterion by id."""
        return {c.id: c.level for c in self.criteria}


def judge(criterion: Criterion, findings: Sequence[Finding]) -> Verdict:
    """Level of one criterion: the highest one of which a rule holds, else its floor."""
    seen = presences(criterion, findings)
    by_id = {f.indicator: f for f in findings}
    contrary = tuple(i.id for i in criterion.indicators if i.contrary and i.id in seen)
    for level in (3, 2, 1):
        for rule in criterion.levels.get(level, ()):
            if rule.holds(seen):
                used = rule.used(seen) or tuple(k for k in seen if k not in contrary)
                if level <= 2:  # a quote that explains why no more was given is worth showing too
                    used = (*used, *contrary)
                evidence = _quotes(used, by_id)
                if evidence:
                    missing = _missing(criterion, level, seen)
                    return Verdict(_level(level), evidence, seen, missing, contrary)
    return Verdict(criterion.floor, _quotes(contrary, by_id), seen, _missing(criterion, 0, seen), contrary)


def overall(grid: Grid, levels: Mapping[str, Level | None]) -> float | None:
    """Weighted mean of the non-null levels that may be shown, 0–3; None when there is none."""
    scored = [
        (c.weight, level)
        for c in grid.criteria
        if (level := levels.get(c.id)) is not None and c.weight > 0 and not c.advice_only
    ]
    total = sum(weight for weight, _ in scored)
    return round(sum(weight * level for weight, level in scored) / total, 2) if total else None


def _missing(criterion: Criterion, level: int, seen: Mapping[str, Presence]) -> tuple[str, ...]:
    if level >= 3:
        return ()
    rules: tuple[Rule, ...] = criterion.levels.get(level + 1, ())
    options = [rule.missing(seen) for rule in rules]
    options = [option for option in options if option]
    return min(options, key=len) if options else ()


def _quotes(indicators: Sequence[str], by_id: Mapping[str, Finding]) -> tuple[Evidence, ...]:
    """One quote an indicator first, then the others, in the order of the talk."""
    found = [by_id[name].evidence for name in dict.fromkeys(indicators) if name in by_id]
    first = [e[0] for e in found if e]
    more = [item for e in found for item in e[1:]]
    kept = list(dict.fromkeys([*first, *more]))[:MAX_QUOTES]
    return tuple(sorted(kept, key=lambda e: e.turn))


def _level(value: int) -> Level:
    levels: dict[int, Level] = {0: 0, 1: 1, 2: 2, 3: 3}
    return levels[value]
