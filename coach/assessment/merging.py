"""Two readings of one transcript made one, and where they differ.

Language models left alone give too much, so that theirs never counts in full by itself: what only the second reader
saw counts as sketched, and a fault that it alone heard lowers nothing but is shown to be checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coach.domain.grids import Criterion, Evidence, Finding, Grid, Presence
from coach.domain.scoring import judge

_SHOWN: Final = 3
"""Indicators named in a doubt; more would not be read."""


def merge(grid: Grid, first: Sequence[Finding], second: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that levels are made from."""
    contrary = {i.id for c in grid.criteria for i in c.indicators if i.contrary}
    ours = {f.indicator: f for f in first}
    merged = dict(ours)
    for finding in second:
        own = ours.get(finding.indicator)
        if own is not None:
            merged[finding.indicator] = Finding(
                finding.indicator, own.presence, _together(own.evidence, finding.evidence)
            )
        elif finding.indicator not in contrary:
            merged[finding.indicator] = Finding(finding.indicator, Presence.PARTIAL, finding.evidence)
    return tuple(merged.values())


def doubts(criterion: Criterion, first: Sequence[Finding], second: Sequence[Finding]) -> str:
    """What to check by hand, in one sentence; empty when both readings give the same level."""
    if judge(criterion, first).level == judge(criterion, second).level:
        return ""
    ours = {f.indicator: f for f in first}
    theirs = {f.indicator: f for f in second}
    told = [
        f"{indicator.label} ({_who(indicator.id in ours)} : « {quote} »)"
        for indicator in criterion.indicators
        if (indicator.id in ours) != (indicator.id in theirs)
        and (quote := _first_quote(ours.get(indicator.id) or theirs[indicator.id])) is not None
    ]
    if not told:
        return ""
    return f"Les deux lectures diffèrent, à vérifier : {' ; '.join(told[:_SHOWN])}."


def _who(embedded: bool) -> str:
    return "vu par la lecture embarquée seule" if embedded else "vu par le modèle seul"


def _first_quote(finding: Finding) -> str | None:
    return finding.evidence[0].quote if finding.evidence else None


def _together(some: tuple[Evidence, ...], others: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys((*some, *others)))
