"""The daily quiz: cards from the fiches, their dates from the FSRS scheduler, kept per person.

Beside `coach.review`, above knowledge and store: pages call these few functions and read plain values back.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coach.domain.quiz import DAY_SIZE, Card, Day, Memory, Rating, day_of, due_count, mark_of, phrased
from coach.errors import DocumentError, NotFound
from coach.resources import data_dir
from coach.store.quiz import Scheduled, StoredCard

if TYPE_CHECKING:
    from collections.abc import Mapping

    import fsrs

    from coach.knowledge.passages import Passage
    from coach.wiring import Services

SEEN_AGAIN: Final = timedelta(minutes=10)
LONGEST: Final = 180
"""Days; an exam is seldom farther away."""


def deck() -> tuple[Card, ...]:
    """Every card of the fiches: one a section that has a question of its own and whose facts are verified.

    Read from the files, not from the index: a card is there before the index is. A fiche with a mistake has no
    card, as it has no answer.
    """
    files = sorted((data_dir("knowledge") / "fiches").rglob("*.md"))
    return tuple(card for path in files for card in _cards(path, path.stat().st_mtime_ns))


def today(
    services: Services,
    owner: str,
    *,
    competence: str | None = None,
    size: int = DAY_SIZE,
    now: datetime | None = None,
) -> Day:
    """What is left to ask this person today; see `coach.domain.quiz.day_of`."""
    memories = map(_memory, services.quiz.cards(owner))
    return day_of(deck(), memories, now or _now(), size=size, competence=competence)


def due_today(services: Services, owner: str, *, now: datetime | None = None) -> int:
    """How many cards already met are due today. Opens the fiches only when the dates say that some may be."""
    now = now or _now()
    memories = [_memory(stored) for stored in services.quiz.cards(owner)]
    if not any(memory.due < now + timedelta(days=1) for memory in memories):
        return 0
    return due_count(deck(), memories, now)


def rate(
    services: Services, owner: str, card_id: str, rating: Rating, *, now: datetime | None = None
) -> datetime:
    """Note how well a card was known; returns when it comes back.

    Raises:
        NotFound: no such card, or no longer.
    """
    card = _find(card_id)
    at = (now or _now()).astimezone(UTC)

    def schedule(stored: StoredCard | None) -> Scheduled:
        return answered(_state(stored, card), rating, at)

    kept = services.quiz.review(
        owner, card_id, mark=card.mark, rating=int(rating), reviewed=at, schedule=schedule
    )
    return kept.due


def answered(state: Mapping[str, Any] | None, rating: Rating, at: datetime) -> Scheduled:
    """What becomes of a card (None: never asked) once it is answered."""
    after = _review(state, rating, at)
    return Scheduled(after.to_dict(), after.due)


def delays(
    services: Services, owner: str, card: Card, *, now: datetime | None = None
) -> Mapping[Rating, timedelta]:
    """In how long the card would come back, for each rating; shown on the buttons."""
    at = (now or _now()).astimezone(UTC)
    state = _state(services.quiz.get(owner, card.id), card)
    return {rating: _review(state, rating, at).due - at for rating in Rating}


@lru_cache(maxsize=1024)
def _cards(path: Path, _changed: int) -> tuple[Card, ...]:
    from coach.knowledge.fiches import read_fiche

    try:
        made = (_card(passage) for passage in read_fiche(path))
        return tuple(card for card in made if card is not None)
    except (DocumentError, OSError):
        return ()


def _card(passage: Passage) -> Card | None:
    question = phrased(passage.questions)
    # What is learnt by heart has to be sure: a section still to be checked is read, not asked.
    if question is None or not passage.lead or passage.confidence != "verifie":
        return None
    period = passage.in_force
    return Card(
        id=passage.id,
        fiche=passage.source_id,
        fiche_title=passage.source_title,
        section=passage.title,
        question=question,
        answer=passage.lead,
        domain=passage.domain or "",
        competences=passage.competences,
        locator=passage.locator,
        url=passage.url,
        start=period.start,
        end=period.end,
        mark=mark_of(passage.text, period.start, period.end),
    )


def _find(card_id: str) -> Card:
    for card in deck():
        if card.id == card_id:
            return card
    raise NotFound("Cette carte n’existe plus : sa fiche a changé. Passez à la suivante.")


def _memory(stored: StoredCard) -> Memory:
    return Memory(stored.card_id, stored.mark, stored.reviewed, stored.due)


def _state(stored: StoredCard | None, card: Card) -> Mapping[str, Any] | None:
    """The scheduler's state, unless it is about another wording."""
    return stored.state if stored is not None and stored.mark == card.mark else None


def _review(state: Mapping[str, Any] | None, rating: Rating, at: datetime) -> fsrs.Card:
    import fsrs

    # No fuzz: the same answers give the same dates.
    scheduler = fsrs.Scheduler(
        learning_steps=(SEEN_AGAIN,),
        relearning_steps=(SEEN_AGAIN,),
        maximum_interval=LONGEST,
        enable_fuzzing=False,
    )
    # A number is asked for and never read: a card is known here by its passage.
    card = fsrs.Card(card_id=0, due=at) if state is None else fsrs.Card.from_dict(dict(state))  # type: ignore[arg-type]
    return scheduler.review_card(card, fsrs.Rating(int(rating)), review_datetime=at)[0]


def _now() -> datetime:
    """The present time where the person is: the day ends at midnight in Paris."""
    try:
        return datetime.now(ZoneInfo("Europe/Paris"))
    except ZoneInfoNotFoundError:  # no time zone data on this machine
        return datetime.now(UTC)
