"""What the debrief reads of a played interview, and the transcript to score that it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from coach.domain.play import Step
from coach.domain.transcripts import Turn


class PlayedTurn(Protocol):
    """One exchange as it was played; turn 0 is the advisor's opening, `manager` is None there."""

    @property
    def number(self) -> int:
        """Number of the exchange."""
        ...

    @property
    def manager(self) -> str | None:
        """What the candidate said."""
        ...

    @property
    def advisor(self) -> str:
        """What the advisor answered."""
        ...

    @property
    def step(self) -> Step:
        """What the director decided."""
        ...


class Played(NamedTuple):
    """The transcript of an interview, and for each of its turns the number of the exchange."""

    turns: tuple[Turn, ...]
    numbers: tuple[int, ...]


SPEAKERS: Final[Mapping[str, tuple[str, str]]] = {
    "client_difficile": ("agent", "client"),
    "briefing": ("manager", "jury"),
}
"""Who is scored and who answers, by exercise; elsewhere a manager and an adviser."""


def speakers_of(exercise: str) -> tuple[str, str]:
    """Names of the two speakers of that exercise, the one who is scored first."""
    return SPEAKERS.get(exercise, ("manager", "conseiller"))


def transcript_of(
    records: Sequence[PlayedTurn], speakers: tuple[str, str] = ("manager", "conseiller")
) -> Played:
    """The turns to score; a silence leaves no turn."""
    lead, other = speakers
    turns: list[Turn] = []
    numbers: list[int] = []
    for record in records:
        for speaker, text in ((lead, record.manager), (other, record.advisor)):
            if text and text.strip():
                turns.append(Turn(speaker, text))
                numbers.append(record.number)
    return Played(tuple(turns), tuple(numbers))
