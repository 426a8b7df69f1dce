"""How far two raters agree on levels: quadratic weighted kappa with its interval, exact, within one, bias, drift.

Pure figures, the same for the coach against the gold levels, for a trainer against the coach, and for two
trainers of a calibration session. A pair is (reference, other); a level that is null for one of the two says
nothing about agreement on the others and is left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

Pair = tuple[int | None, int | None]

FLOOR: Final = 0.60
"""Kappa under which a criterion is shown as « conseil seulement », without a level."""

LEAST_PIECES: Final = 5
"""Fewer pieces than this say nothing about a criterion."""

DRAWS: Final = 400
_SEED: Final = 7


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures of one criterion. `kappa` is None when neither rater varies: agreement cannot be told from chance."""

    n: int
    kappa: float | None
    low: float | None
    high: float | None
    exact: float
    within: float
    bias: float
    """Mean of other minus reference, in levels: above 0, the other gives more."""

    @property
    def telling(self) -> bool:
        """Enough pieces, and levels that vary."""
        return self.n >= LEAST_PIECES and self.kappa is not None

    @property
    def reliable(self) -> bool:
        """Telling, and not under the floor."""
        return self.n >= LEAST_PIECES and self.kappa is not None and self.kappa >= FLOOR

    def to_json(self) -> dict[str, Any]:
        """Plain values, rounded as they are shown."""
        return {
            "n": self.n,
            "kappa": _rounded(self.kappa),
            "low": _rounded(self.low),
            "high": _rounded(self.high),
            "exact": round(self.exact, 3),
            "within": round(self.within, 3),
            "bias": round(self.bias, 3),
        }


@dataclass(frozen=True, slots=True)
class Drift:
    """The same figures before and after a day: a bias that moves is a rater who changes."""

    before: Agreement
    after: Agreement

    @property
    def shift(self) -> float | None:
        """Change of the bias, in levels; None when one side has too few pieces."""
        if self.before.n < LEAST_PIECES or self.after.n < LEAST_PIECES:
            return None
        return self.after.bias - self.before.bias


def both(pairs: Iterable[Pair]) -> list[tuple[int, int]]:
    """The pairs in which both gave a level."""
    return [(a, b) for a, b in pairs if a is not None and b is not None]


def quadratic_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Quadratic weighted kappa; None without pairs, or when neither side varies."""
    n = len(pairs)
    if not n:
        return None
    seen = sum((a - b) ** 2 for a, b in pairs) / n
    chance = sum((a - b) ** 2 for a, _ in pairs for _, b in pairs) / n / n
    return None if chance == 0 else 1 - seen / chance


def agreement(pairs: Iterable[Pair], *, draws: int = DRAWS) -> Agreement:
    """All the figures, the kappa with a 95 % interval by drawing the pieces again."""
    kept = both(pairs)
    n = len(kept)
    if not n:
        return Agreement(0, None, None, None, 0.0, 0.0, 0.0)
    low, high = interval(kept, draws=draws)
    return Agreement(
        n,
        quadratic_kappa(kept),
        low,
        high,
        sum(a == b for a, b in kept) / n,
        sum(abs(a - b) <= 1 for a, b in kept) / n,
        sum(b - a for a, b in kept) / n,
    )


def interval(
    pairs: Sequence[tuple[int, int]], *, draws: int = DRAWS, seed: int = _SEED
) -> tuple[float | None, float | None]:
    """95 % bootstrap interval of the kappa; the seed is fixed, so that the same pieces give the same figures."""
    rng = random.Random(seed)
    found = sorted(
        k for _ in range(draws) if (k := quadratic_kappa([rng.choice(pairs) for _ in pairs])) is not None
    )
    if not found:
        return None, None
    return found[int(0.025 * len(found))], found[int(0.975 * len(found))]


def ordering(pairs: Iterable[Pair]) -> tuple[int, int]:
    """Of the pairs of pieces two levels apart or more, how many come in the right order, and how many there are."""
    kept = both(pairs)
    right = total = 0
    for i, (reference, other) in enumerate(kept):
        for second_reference, second in kept[i + 1 :]:
            if abs(reference - second_reference) >= 2:
                total += 1
                right += other != second and (other > second) == (reference > second_reference)
    return right, total


def by_criterion(
    pieces: Iterable[tuple[Mapping[str, int | None], Mapping[str, int | None]]], *, draws: int = DRAWS
) -> dict[str, Agreement]:
    """Figures of each criterion that both raters met, from (reference levels, other levels) of each piece."""
    pairs: dict[str, list[Pair]] = {}
    for reference, other in pieces:
        for criterion in reference:
            if criterion in other:
                pairs.setdefault(criterion, []).append((reference[criterion], other[criterion]))
    return {criterion: agreement(found, draws=draws) for criterion, found in pairs.items()}


def drift(dated: Iterable[tuple[date, Pair]], since: date) -> Drift:
    """Agreement before a day, and from that day on."""
    known = list(dated)
    return Drift(
        agreement(pair for day, pair in known if day < since),
        agreement(pair for day, pair in known if day >= since),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
