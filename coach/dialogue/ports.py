"""What the dialogue asks of an analyst."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from coach.domain.acts import Act


class ClauseActs(Protocol):
    """A piece of an utterance, verbatim, with the acts it carries."""

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
        """The piece itself."""
        ...

    @property
    def acts(self) -> tuple[Act, ...]:
        """Acts in the order of the enumeration."""
        ...


class Analyst(Protocol):
    """Labels what the manager just said."""

    def acts(self, text: str) -> tuple[Act, ...]:
        """Acts of the whole utterance, in the order of the enumeration."""
        ...

    def clauses(self, text: str) -> Sequence[ClauseActs]:
        """The clauses of the utterance with their acts."""
        ...
