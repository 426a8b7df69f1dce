"""What assessment asks of the analyst and of a second reader; the wiring hands them in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from coach.domain.acts import Act
from coach.domain.grids import Finding, Grid
from coach.domain.transcripts import Turn


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


class EvidenceReader(Protocol):
    """A second reader of the transcript: it cites, and sets no level."""

    @property
    def name(self) -> str:
        """What is stored with a score that used it: model and prompt version."""
        ...

    def read(self, turns: Sequence[Turn], grid: Grid) -> tuple[Finding, ...]:
        """Indicators seen, each with verified quotes.

        Raises:
            EngineError: it could not read.
        """
        ...
