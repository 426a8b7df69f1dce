"""What assessment asks of the analyst; the wiring hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from coach.domain.acts import Act


class LabelledClause(Protocol):
    """A verbatim slice of a turn with the acts it carries."""

    @property
    def start(self) -> int:
        """Offset of its first character."""
        ...

    @property
    def end(self) -> int:
        """Offset after its last character."""
        ...

    @property
    def text(self) -> str:
        """The slice."""
        ...

    @property
    def acts(self) -> tuple[Act, ...]:
        """Its acts, possibly none."""
        ...


class ClauseAnalyst(Protocol):
    """Cuts what a manager says into clauses and labels each one."""

    def clauses(self, text: str) -> Sequence[LabelledClause]:
        """Clauses in order, with their acts."""
        ...
