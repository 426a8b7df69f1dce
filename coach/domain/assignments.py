"""Work that a trainer asks for by a date, and whether it is done: read from what the candidate did, never ticked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final


class Asked(StrEnum):
    """What is asked for."""

    INTERVIEW = "entretien"
    SAMPLE = "echantillon"
    FICHE = "fiche"
    FREE = "libre"


class Progress(StrEnum):
    """Where a piece of work stands for one candidate."""

    DONE = "fait"
    TODO = "à faire"
    LATE = "en retard"
    CLOSED = "clos"


PROVED: Final = frozenset({Asked.INTERVIEW, Asked.SAMPLE})
"""What leaves a trace here: an interview held to its end, a sample sent. The rest is only called to mind."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One demand, to a person or to a group."""

    id: int
    kind: Asked
    target: str
    """Id of the scenario or fiche; empty when any will do."""
    level: int | None
    text: str
    due_on: date
    asked_at: datetime
    group_id: str | None = None
    owner: str | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Practice:
    """Something a candidate did: an interview that has ended (with its scenario and level), or a sample."""

    kind: Asked
    target: str
    level: int | None
    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Task:
    """A demand as it stands for one candidate."""

    assignment: Assignment
    progress: Progress
    done: Practice | None = None

    @property
    def is_waited_for(self) -> bool:
        """Whether there is still something to do."""
        return self.progress in (Progress.TODO, Progress.LATE)


def task(assignment: Assignment, practices: Iterable[Practice], today: date) -> Task:
    """Done by the first practice after the demand that fits it; late once its day has passed."""
    proof = min(
        (p for p in practices if _fits(assignment, p)),
        key=lambda p: p.at,
        default=None,
    )
    if proof is not None:
        return Task(assignment, Progress.DONE, proof)
    if assignment.closed:
        return Task(assignment, Progress.CLOSED)
    late = assignment.kind in PROVED and today > assignment.due_on
    return Task(assignment, Progress.LATE if late else Progress.TODO)


def _fits(assignment: Assignment, practice: Practice) -> bool:
    return (
        practice.kind is assignment.kind
        and assignment.kind in PROVED
        and practice.at >= assignment.asked_at
        and assignment.target in ("", practice.target)
        and (assignment.level is None or (practice.level or 0) >= assignment.level)
    )
