"""What a person last reached on each criterion of the title that an exercise's grid is linked to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from coach.domain.referential import Referential


@dataclass(frozen=True, slots=True)
class Reached:
    """The last level given on one criterion of a grid, and the interview it was given for."""

    grid: str
    criterion: str
    title: str
    level: int
    on: datetime
    session_id: str


def last_reached(levels: Iterable[Reached], referential: Referential) -> Mapping[str, tuple[Reached, ...]]:
    """By competence (`CP5`) or criterion of the title (`CP5.1`), the last level of each linked grid criterion.

    A criterion that no link speaks of is left out; grid criteria keep the order of their grid's numbers.
    """
    last: dict[tuple[str, str], Reached] = {}
    for one in levels:
        key = (one.grid, one.criterion)
        if key not in last or one.on >= last[key].on:
            last[key] = one
    by_target: dict[str, list[Reached]] = {}
    for key in sorted(last, key=lambda k: (k[0], len(k[1]), k[1])):
        for target in referential.grid_links.get(key, ()):
            by_target.setdefault(target, []).append(last[key])
    return {target: tuple(found) for target, found in by_target.items()}
