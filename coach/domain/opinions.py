"""What people say of a level: the trainer's own level, the candidate's contest, the trainer's answer.

Everything is kept and nothing replaces the coach's level: the last word of each side is shown beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from coach.domain.agreement import Pair
from coach.errors import InputError

MAX_REASON: Final = 800
LEVELS: Final = (0, 1, 2, 3)


class Kind(StrEnum):
    """What is said, and by whom."""

    LEVEL = "niveau"
    """The trainer's level."""
    CONTEST = "contestation"
    """The candidate's."""
    ANSWER = "reponse"
    """The trainer's, to a contest."""
    OBSERVATION = "observation"
    """The level of another candidate who watched, given during the interview."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One thing said of one criterion. `coach` is the coach's level at that moment."""

    criterion: str
    kind: Kind
    level: int | None
    reason: str
    coach: int | None
    blind: bool
    """The trainer had not seen the coach's level."""
    author: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said of one criterion, in order."""

    opinions: tuple[Opinion, ...]

    @property
    def trainer(self) -> Opinion | None:
        """The trainer's last level."""
        return self._last(Kind.LEVEL)

    @property
    def contest(self) -> Opinion | None:
        """The candidate's last contest."""
        return self._last(Kind.CONTEST)

    @property
    def answer(self) -> Opinion | None:
        """The answer to that contest; None while it waits."""
        asked, told = self.contest, self._last(Kind.ANSWER)
        return told if asked is not None and told is not None and told.said_at >= asked.said_at else None

    @property
    def waiting(self) -> bool:
        """A contest that nobody has answered."""
        return self.contest is not None and self.answer is None

    @property
    def observer(self) -> Opinion | None:
        """The observer's last level."""
        return self._last(Kind.OBSERVATION)

    def _last(self, kind: Kind) -> Opinion | None:
        return next((o for o in reversed(self.opinions) if o.kind is kind), None)


def threads(opinions: Iterable[Opinion]) -> dict[str, Thread]:
    """One thread a criterion."""
    found: dict[str, list[Opinion]] = {}
    for opinion in sorted(opinions, key=lambda o: o.said_at):
        found.setdefault(opinion.criterion, []).append(opinion)
    return {criterion: Thread(tuple(said)) for criterion, said in found.items()}


def check(kind: Kind, level: int | None, reason: str, coach: int | None, thread: Thread | None) -> str:
    """The reason as it is kept.

    Raises:
        InputError: no reason where one is due, no such level, a contest still waiting, or nothing to answer.
    """
    reason = " ".join(reason.split())
    if len(reason) > MAX_REASON:
        raise InputError(f"La raison compte {len(reason)} caractères ; {MAX_REASON} au plus sont gardés.")
    if level is not None and level not in LEVELS:
        raise InputError("Un niveau va de 0 à 3, ou « sans objet ».")
    if kind is Kind.OBSERVATION:
        if level is None:
            raise InputError("Choisissez un niveau de 0 à 3 pour ce que vous avez vu.")
        return reason
    if kind is Kind.LEVEL:
        if not reason and level != coach:
            raise InputError("Votre niveau s’écarte de celui du coach : dites pourquoi, en une phrase.")
        return reason
    if not reason:
        raise InputError("Dites pourquoi, en une phrase : la raison est gardée et sera lue.")
    if kind is Kind.CONTEST:
        if thread is not None and thread.waiting:
            raise InputError("Votre contestation attend déjà la réponse du formateur.")
    elif thread is None or not thread.waiting:
        raise InputError("Il n’y a pas de contestation à laquelle répondre sur ce critère.")
    return reason


def pair(opinion: Opinion) -> Pair:
    """(trainer, coach), for the figures of agreement."""
    return opinion.level, opinion.coach


def people_levels(found: Mapping[str, Thread]) -> dict[str, int | None]:
    """The trainer's level of each criterion that has one."""
    return {c: t.trainer.level for c, t in found.items() if t.trainer is not None}
