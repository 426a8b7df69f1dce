"""Two ways of playing the same interview, side by side: where they part and what each obtained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.dialogue.records import TurnRecord
from coach.domain.moves import EndReason


@dataclass(frozen=True)
class Branch:
    """What one way of playing obtained."""

    turns: int
    confiance: float
    tension: float
    released: tuple[str, ...]
    commitments: int
    end: EndReason | None
    """None while the interview goes on."""


@dataclass(frozen=True)
class Comparison:
    """`parted_at` is the first turn that differs; None when one branch is only the beginning of the other."""

    parted_at: int | None
    said: tuple[str, str] | None
    """What the manager said at that turn, in each branch."""
    first: Branch
    second: Branch
    only_first: tuple[str, ...]
    """Facts told in the first branch alone."""
    only_second: tuple[str, ...]


def compare(first: Sequence[TurnRecord], second: Sequence[TurnRecord]) -> Comparison:
    """Compare two branches of one interview, turn 0 included.

    Raises:
        ValueError: a branch has no turn.
    """
    if not first or not second:
        raise ValueError("a branch holds at least the advisor's opening")
    parted = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a.manager != b.manager), None
    )
    said = (first[parted].manager or "", second[parted].manager or "") if parted is not None else None
    one, other = _branch(first), _branch(second)
    return Comparison(
        parted_at=parted,
        said=said,
        first=one,
        second=other,
        only_first=tuple(f for f in one.released if f not in other.released),
        only_second=tuple(f for f in other.released if f not in one.released),
    )


def _branch(turns: Sequence[TurnRecord]) -> Branch:
    state = turns[-1].step.state
    return Branch(
        turns=len(turns) - 1,
        confiance=state.confiance,
        tension=state.tension,
        released=state.released,
        commitments=len(state.commitments),
        end=turns[-1].step.end_reason,
    )
