"""Where a candidate stands on each criterion, interview after interview. Pure: dates and levels in, means out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Final

WINDOW: Final = 3
"""Interviews that make the present level; one alone says little."""
STEADY: Final = 0.34
"""A change of the mean smaller than one level in one interview of three is no change."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One level, 0 to 3, of one interview."""

    session: str
    at: datetime
    grid: str
    criterion: str
    level: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One criterion over time; `marks` oldest first."""

    grid: str
    criterion: str
    marks: tuple[Mark, ...]

    @property
    def now(self) -> float:
        """Mean level of the last interviews, 0 to 3."""
        return fmean(mark.level for mark in self.marks[-WINDOW:])

    @property
    def change(self) -> float | None:
        """What the mean gained over the interviews before these, or None when there are none."""
        before = self.marks[:-WINDOW][-WINDOW:]
        return self.now - fmean(mark.level for mark in before) if before else None

    @property
    def trend(self) -> str:
        """`hausse`, `baisse`, `stable`, or an empty word when nothing can be said yet."""
        change = self.change
        if change is None:
            return ""
        return "stable" if abs(change) < STEADY else "hausse" if change > 0 else "baisse"


def standings(marks: Iterable[Mark]) -> tuple[Standing, ...]:
    """One standing a criterion of a grid, in the order in which they are first met."""
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in sorted(marks, key=lambda m: m.at):
        found.setdefault((mark.grid, mark.criterion), []).append(mark)
    return tuple(Standing(grid, criterion, tuple(kept)) for (grid, criterion), kept in found.items())


def to_work_on(found: Sequence[Standing], count: int = 3) -> tuple[Standing, ...]:
    """The weakest criteria, those that fall first among equals; what is mastered is not proposed."""
    weak = [s for s in found if s.now < 2.5]
    return tuple(sorted(weak, key=lambda s: (round(s.now, 2), s.change or 0.0, s.criterion))[:count])
