"""The daily quiz: which cards a person is asked today. Pure: no clock, no store, no schedule library.

A card is a section of a fiche: one of its own questions, and its opening as the answer. Its `mark` changes when
the section does, and what was remembered of an older wording no longer counts. The order of a day depends on
the day and the cards alone, so that answering one leaves the others where they were.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import Final, NamedTuple

DAY_SIZE: Final = 15
"""Different cards in a day, unless the person asks for more."""
FIRM: Final = timedelta(days=21)
"""A card put off for at least this long is held to be known."""
_WORDS: Final = range(4, 23)
"""The question mark counts as one."""
_ASKING: Final = re.compile(
    r"(?:à |a |de |d’|dans |sur |pour |en |par |jusqu’à |depuis |avec )?"
    r"(?:que|qu’|quel|quelle|quels|quelles|qui|quoi|quand|combien|comment|pourquoi|où|lequel|laquelle|"
    r"peut-on|doit-on|faut-il|est-ce|a-t-on|y a-t-il|puis-je|dois-je)\b"
    r"|.*\b\w+-(?:t-)?(?:il|elle|ils|elles|on|je|nous|vous|ce)\b",
    re.IGNORECASE,
)


class Rating(IntEnum):
    """How well the person says that they knew."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Card:
    """One question with its answer, and where both come from.

    `start` and `end` are the first and last day on which the rule holds, None where open.
    """

    id: str
    fiche: str
    fiche_title: str
    section: str
    question: str
    answer: str
    domain: str
    competences: tuple[str, ...]
    locator: str
    url: str | None
    start: date | None
    end: date | None
    mark: str

    def holds_on(self, day: date) -> bool:
        """Whether the rule applies on that day; one that does not is not asked."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a card: the wording it was about, when it was last asked, when it is due again."""

    card_id: str
    mark: str
    reviewed: datetime
    due: datetime


class Progress(NamedTuple):
    """How far along the whole deck a person is."""

    seen: int
    firm: int
    total: int


class Day(NamedTuple):
    """What is left to ask today, in order, and what is done."""

    queue: tuple[Card, ...]
    done: int
    """Different cards answered today, filter or no filter."""
    more: bool
    """Whether other cards could be added today."""
    progress: Progress


def mark_of(*parts: object) -> str:
    """The mark of a wording: it changes when any part does."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:24]


def phrased(questions: Sequence[str]) -> str | None:
    """The one that reads best as a question, first letter raised; None when none is one.

    Search needs loose words too (« durée de l’écrit ») : those are not asked. Carefully written ones come first.
    """
    asked = [q.strip() for q in questions if q.rstrip().endswith("?") and len(q.split()) in _WORDS]
    if not asked:
        return None
    best = min(asked, key=lambda q: (not q[0].isupper(), _ASKING.match(q) is None, asked.index(q)))
    return best[0].upper() + best[1:]


def day_of(
    cards: Iterable[Card],
    memories: Iterable[Memory],
    now: datetime,
    *,
    size: int = DAY_SIZE,
    competence: str | None = None,
) -> Day:
    """Choose and order the day's cards.

    Cards that are due come before new ones when the day is full; a card answered today that is to be seen again
    today comes last. With `competence`, only its cards are asked, within the same day's size. `now` is an aware
    time in the person's zone: its date is the day.
    """
    day = now.date()
    midnight = datetime.combine(day + timedelta(days=1), time.min, now.tzinfo)
    every = {c.id: c for c in cards if c.holds_on(day)}
    kept = {m.card_id: m for m in memories if m.card_id in every and m.mark == every[m.card_id].mark}
    today = {m.card_id for m in kept.values() if m.reviewed.astimezone(now.tzinfo).date() == day}
    order = [c.id for c in mixed(every.values(), day) if competence is None or competence in c.competences]
    asked = set(order)

    def due(*, again: bool) -> list[str]:
        waiting = [
            m
            for m in kept.values()
            if m.card_id in asked and m.due < midnight and (m.card_id in today) is again
        ]
        return [m.card_id for m in sorted(waiting, key=lambda m: (m.due, m.card_id))]

    late, fresh = due(again=False), [c for c in order if c not in kept]
    room = max(0, size - len(today))
    chosen = set((late + fresh)[:room])
    queue = [c for c in order if c in chosen] + due(again=True)
    progress = Progress(
        seen=len(asked & set(kept)),
        firm=sum(m.due - m.reviewed >= FIRM for m in kept.values() if m.card_id in asked),
        total=len(order),
    )
    return Day(tuple(every[c] for c in queue), len(today), len(late) + len(fresh) > room, progress)


def due_count(
    cards: Iterable[Card], memories: Sequence[Memory], now: datetime, *, size: int = DAY_SIZE
) -> int:
    """How many cards already met are due today; new ones are not counted."""
    known = {m.card_id for m in memories}
    return len(day_of([c for c in cards if c.id in known], memories, now, size=size).queue)


def mixed(cards: Iterable[Card], day: date) -> list[Card]:
    """All the cards, one of each domain in turn, in an order of the day's own."""
    by_domain: dict[str, list[Card]] = {}
    for card in sorted(cards, key=lambda c: mark_of(day, c.id)):
        by_domain.setdefault(card.domain, []).append(card)
    decks = sorted(by_domain.values(), key=lambda deck: mark_of(day, deck[0].domain))
    longest = max(map(len, decks), default=0)
    return [deck[i] for i in range(longest) for deck in decks if i < len(deck)]
