"""The candidate's own grid of a sample beside the reference: criterion by criterion, and what leans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from coach.domain.agreement import Agreement, agreement

_LEANS: Final = 0.5
"""Mean gap, in levels, from which the candidate is said severe or indulgent."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference level of one criterion, and its reason."""

    level: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One criterion: the candidate's level, the reference, and the distance (None where one of them has no level)."""

    criterion: str
    mine: int | None
    reference: int | None
    why: str

    @property
    def distance(self) -> int | None:
        """Mine minus the reference."""
        return None if self.mine is None or self.reference is None else self.mine - self.reference

    @property
    def same(self) -> bool:
        """Exactly the reference, « sans objet » included."""
        return self.mine == self.reference

    @property
    def words(self) -> str:
        """The gap in words, to the candidate."""
        if self.same:
            return "Comme la référence"
        if self.distance is None:
            return "Sans objet d’un côté, un niveau de l’autre"
        size = "d’un niveau" if abs(self.distance) == 1 else f"de {abs(self.distance)} niveaux"
        return f"Plus {'indulgent' if self.distance > 0 else 'sévère'} {size}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole grid."""

    gaps: tuple[Gap, ...]
    figures: Agreement

    @property
    def exact(self) -> int:
        """Criteria graded exactly as the reference."""
        return sum(gap.same for gap in self.gaps)

    @property
    def widest(self) -> tuple[Gap, ...]:
        """Criteria two levels apart or more, or null on one side only: those to listen to again."""
        return tuple(g for g in self.gaps if not g.same and (g.distance is None or abs(g.distance) >= 2))

    @property
    def leaning(self) -> str:
        """Whether the candidate tends to give more or less."""
        if self.figures.bias >= _LEANS:
            return "Dans l’ensemble, vous notez plus haut que la référence."
        if self.figures.bias <= -_LEANS:
            return "Dans l’ensemble, vous notez plus bas que la référence."
        return "Dans l’ensemble, vous ne penchez ni vers l’indulgence ni vers la sévérité."


def compare(
    criteria: Sequence[str], mine: Mapping[str, int | None], reference: Mapping[str, Reference]
) -> Comparison:
    """The candidate's grid beside the reference, in the order of the grid."""
    gaps = tuple(
        Gap(c, mine[c], reference[c].level, reference[c].why)
        for c in criteria
        if c in mine and c in reference
    )
    return Comparison(gaps, agreement((g.reference, g.mine) for g in gaps))
