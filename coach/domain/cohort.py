"""Who of a group needs the trainer first, and why, in words.

A reason is a fact that anyone can check on the page it leads to. Nothing is inferred of a person: what is counted
is what they did, what they asked and what they were asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from statistics import fmean
from typing import Final

from coach.domain.progress import WINDOW, Standing

AWAY_DAYS: Final = 14
"""Days without practice after which a candidate is told to be away."""
LOW: Final = 1
"""Levels up to this one, time and again, are a standstill."""


class Why(IntEnum):
    """Kinds of reason; the highest goes first."""

    FINE = 0
    TO_REVIEW = 10
    AWAY = 20
    NEVER = 25
    FALLING = 30
    STUCK = 40
    LATE = 50
    SAFEGUARD = 60
    MESSAGE = 70
    CONTEST = 80


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate needs the trainer: what, since when, and what it is about (an id)."""

    why: Why
    words: str
    since: datetime | None = None
    about: str = ""
    """Id of the interview, when it is about one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one candidate on the board."""

    person: str
    name: str
    last: datetime | None
    """When they last practised."""
    ended: int
    """Interviews held to their end."""
    samples: int
    standings: tuple[Standing, ...]
    unread: datetime | None = None
    """When the oldest message waiting for an answer was written."""
    contests: tuple[tuple[datetime, str, str], ...] = ()
    """Contests that wait: when, title of the criterion, id of the piece."""
    safeguards: tuple[tuple[datetime, str, str], ...] = ()
    """Safeguards that fell in an interview not yet reviewed: when, title, id of the interview."""
    late: tuple[tuple[date, str], ...] = ()
    """Work past its day: the day, and what it is."""
    to_review: tuple[str, ...] = ()
    """Ids of the interviews that no trainer has read, oldest first."""


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate with the reasons to see them, most pressing first (never empty)."""

    facts: Facts
    reasons: tuple[Reason, ...]

    @property
    def first(self) -> Reason:
        """The one to act on."""
        return self.reasons[0]

    @property
    def stuck(self) -> bool:
        """Whether they stand still on some criterion."""
        return any(reason.why is Why.STUCK for reason in self.reasons)


def board(people: Sequence[Facts], today: date, titles: Mapping[tuple[str, str], str]) -> tuple[Row, ...]:
    """Everyone, the one who needs the trainer first on top.

    `titles` are those of the criteria, by grid and criterion.
    """
    rows = [Row(facts, reasons(facts, today, titles)) for facts in people]
    return tuple(sorted(rows, key=_pressing))


def reasons(facts: Facts, today: date, titles: Mapping[tuple[str, str], str]) -> tuple[Reason, ...]:
    """Why this candidate needs the trainer, most pressing first; that nothing presses is a reason too."""
    found = [
        *_asked(facts),
        *_owed(facts, today),
        *_levels(facts, titles),
        *_presence(facts, today),
    ]
    if facts.to_review:
        count = len(facts.to_review)
        words = "Un entretien à relire" if count == 1 else f"{count} entretiens à relire"
        found.append(Reason(Why.TO_REVIEW, words, about=facts.to_review[0]))
    if not found:
        found.append(Reason(Why.FINE, "Rien ne presse : le travail avance"))
    return tuple(sorted(found, key=lambda r: -r.why))


def by_competence(
    standings: Sequence[Standing], links: Mapping[tuple[str, str], tuple[str, ...]]
) -> dict[str, float]:
    """Present level of each competence (`CP5`): the mean of the criteria that work it, 0 to 3."""
    found: dict[str, list[float]] = {}
    for standing in standings:
        targets = {t.partition(".")[0] for t in links.get((standing.grid, standing.criterion), ())}
        for competence in targets:
            found.setdefault(competence, []).append(standing.now)
    return {competence: fmean(found[competence]) for competence in sorted(found)}


def standstill(standing: Standing) -> bool:
    """At the lowest levels on each of the last interviews, and there were enough of them."""
    last = standing.marks[-WINDOW:]
    return len(last) == WINDOW and all(mark.level <= LOW for mark in last)


def _asked(facts: Facts) -> list[Reason]:
    """What the candidate waits for an answer to."""
    found = [
        Reason(Why.CONTEST, f"Conteste un niveau : « {title} »", at, piece)
        for at, title, piece in sorted(facts.contests)
    ]
    if facts.unread is not None:
        found.append(Reason(Why.MESSAGE, "Un message attend votre réponse", facts.unread))
    return found


def _owed(facts: Facts, today: date) -> list[Reason]:
    found = []
    for title in dict.fromkeys(title for _, title, _ in sorted(facts.safeguards)):
        fallen = [(at, piece) for at, named, piece in sorted(facts.safeguards) if named == title]
        often = f" ({len(fallen)} entretiens)" if len(fallen) > 1 else ""
        words = f"Point de vigilance à reprendre : « {title} »{often}"
        found.append(Reason(Why.SAFEGUARD, words, *fallen[0]))
    for due, what in sorted(facts.late):
        days = (today - due).days
        found.append(Reason(Why.LATE, f"Travail en retard de {days} jour{'s' if days > 1 else ''} : {what}"))
    return found


def _levels(facts: Facts, titles: Mapping[tuple[str, str], str]) -> list[Reason]:
    """One reason for all the criteria that stand still, one for all those that fall: a list of ten says less."""
    still = [s for s in facts.standings if standstill(s)]
    falling = [s for s in facts.standings if s.trend == "baisse" and s not in still]
    found = []
    if still:
        words = f"Bloqué sur {_named(still, titles)}, {WINDOW} entretiens de suite au niveau 0 ou 1"
        found.append(Reason(Why.STUCK, words, about=still[0].marks[-1].session))
    if falling:
        found.append(
            Reason(
                Why.FALLING, f"En baisse sur {_named(falling, titles)}", about=falling[0].marks[-1].session
            )
        )
    return found


def _named(standings: Sequence[Standing], titles: Mapping[tuple[str, str], str]) -> str:
    """« Écoute » et 2 autres critères: the lowest first."""
    first = min(standings, key=lambda s: s.now)
    others = len(standings) - 1
    rest = (
        f" et {others} autre{'s' if others > 1 else ''} critère{'s' if others > 1 else ''}" if others else ""
    )
    return f"« {titles.get((first.grid, first.criterion), first.criterion)} »{rest}"


def _presence(facts: Facts, today: date) -> list[Reason]:
    if facts.last is None:
        return [Reason(Why.NEVER, "N’a pas encore commencé")]
    days = (today - facts.last.date()).days
    return (
        [Reason(Why.AWAY, f"Sans entraînement depuis {days} jours", facts.last)] if days >= AWAY_DAYS else []
    )


def _pressing(row: Row) -> tuple[float, float, int, float, str]:
    """The most pressing kind, then who has waited longest, who has most reasons, who was seen longest ago."""
    since = row.first.since.timestamp() if row.first.since is not None else float("inf")
    last = row.facts.last.timestamp() if row.facts.last is not None else 0.0
    return -float(row.first.why), since, -len(row.reasons), last, row.facts.name
