"""The board of a group: who practised, where each one stands, who needs the trainer first and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from coach.assessment.rubric_files import GRIDS, rubric
from coach.domain.assignments import Assignment, Progress, task
from coach.domain.cohort import Facts, Row, board, by_competence
from coach.domain.opinions import Kind
from coach.domain.people import Person, Viewer
from coach.domain.progress import Mark, standings
from coach.training.follow import followed, groups, one
from coach.training.notes import waiting
from coach.training.work import practised, title

if TYPE_CHECKING:
    from coach.store.cohort import Held, Said, Sent
    from coach.store.training import Message
    from coach.wiring import Services

WEEKS: Final = 8
"""Weeks of the chart of the group's practice."""
SAMPLE: Final = "ecoute:"
"""Before the id of a sample, where the ids of interviews stand bare."""


@dataclass(frozen=True, slots=True)
class Board:
    """Everyone, the first row being the first thing to do; and their present level on each competence."""

    rows: tuple[Row, ...]
    levels: Mapping[str, Mapping[str, float]]
    """By candidate, then by competence (`CP5`), 0 to 3."""
    competences: tuple[tuple[str, str], ...]
    """(id, name) of those that somebody was assessed on."""

    @property
    def stuck(self) -> int:
        """How many stand still on some criterion."""
        return sum(row.stuck for row in self.rows)


@dataclass(frozen=True, slots=True)
class _History:
    """What was read of the store for everyone at once."""

    interviews: Sequence[Held]
    samples: Sequence[Sent]
    scorings: Mapping[str, Mapping[str, Any]]
    reviewed: set[str]
    contests: Sequence[Said]
    messages: Sequence[Message]
    assignments: Sequence[Assignment]


def whole(services: Services, viewer: Viewer, group: str = "") -> Board:
    """The board of the trainer's candidates, or of one of their groups.

    Raises:
        NotFound: not a trainer, or not a group of theirs.
    """
    people = followed(services, viewer, group)
    history = _read(services, people, list(groups(services, viewer)))
    today = datetime.now(UTC).date()
    facts = [_facts(services, person, history, today) for person in people]
    links = services.referential.grid_links
    levels = {f.person: by_competence(f.standings, links) for f in facts}
    seen = {competence for found in levels.values() for competence in found}
    names = tuple((c.id, c.name) for c in services.referential.competences if c.id in seen)
    return Board(board(facts, today, criterion_titles()), levels, names)


def row_of(services: Services, viewer: Viewer, person_id: str) -> Row:
    """One candidate and the reasons to see them.

    Raises:
        NotFound: not one of the trainer's candidates.
    """
    person = one(services, viewer, person_id)
    today = datetime.now(UTC).date()
    facts = _facts(services, person, _read(services, [person], list(person.groups)), today)
    return board([facts], today, criterion_titles())[0]


def next_to_review(services: Services, viewer: Viewer, after: str = "") -> str | None:
    """Id of an interview of the trainer's candidates that no trainer has read: the oldest one, but not `after`."""
    owners = [person.id for person in followed(services, viewer)]
    known = services.training.reviewed(owners)
    scored = services.cohort.scorings(owners)
    return next(
        (
            held.id
            for held in reversed(services.cohort.interviews(owners))
            if held.id in scored and held.id not in known and held.id != after
        ),
        None,
    )


def marks_of(interviews: Sequence[Held], scorings: Mapping[str, Mapping[str, Any]]) -> list[Mark]:
    """Every level that may be shown; a criterion that is an advice only has none."""
    return [
        Mark(held.id, held.created_at, found["grid"], line["id"], line["level"])
        for held in interviews
        if (found := scorings.get(held.id)) is not None
        for line in found["criteria"]
        if line["level"] is not None and (found["grid"], line["id"]) in leveled()
    ]


@cache
def criterion_titles() -> Mapping[tuple[str, str], str]:
    """Title of each criterion of the product's grids."""
    return {(grid, c.id): c.title for grid in GRIDS for c in rubric(grid).criteria}


@cache
def leveled() -> frozenset[tuple[str, str]]:
    """Grid and criterion of those whose level is shown: the others are an advice only."""
    return frozenset((grid, c.id) for grid in GRIDS for c in rubric(grid).criteria if not c.advice_only)


def _read(services: Services, people: Sequence[Person], group_ids: Sequence[str]) -> _History:
    owners = [person.id for person in people]
    return _History(
        services.cohort.interviews(owners),
        services.cohort.samples(owners),
        services.cohort.scorings(owners),
        services.training.reviewed(owners),
        services.cohort.contests(owners),
        services.training.messages(owners),
        services.training.assignments(owners, group_ids),
    )


def _facts(services: Services, person: Person, history: _History, today: date) -> Facts:
    held = [i for i in history.interviews if i.owner == person.id]
    sent = [s for s in history.samples if s.owner == person.id]
    ended = [i for i in held if i.ended_at is not None]
    fresh = [i for i in reversed(ended) if i.id in history.scorings and i.id not in history.reviewed]
    asked = [a for a in history.assignments if a.owner == person.id or (a.group_id or "") in person.groups]
    done = practised(held, sent).get(person.id, [])
    unread = waiting([m for m in history.messages if m.owner == person.id], for_candidate=False)
    return Facts(
        person=person.id,
        name=person.name,
        last=max([*(i.created_at for i in held), *(s.created_at for s in sent)], default=None),
        ended=len(ended),
        samples=len(sent),
        standings=standings(marks_of(ended, history.scorings)),
        unread=unread[0].created_at if unread else None,
        contests=_contests(person.id, history),
        safeguards=tuple(
            (i.created_at, flag["title"], i.id) for i in fresh for flag in history.scorings[i.id]["flags"][:1]
        ),
        late=tuple(
            (a.due_on, title(services, a)) for a in asked if task(a, done, today).progress is Progress.LATE
        ),
        to_review=tuple(i.id for i in fresh),
    )


def _contests(person: str, history: _History) -> tuple[tuple[datetime, str, str], ...]:
    """Those that nobody has answered."""
    open_ones: dict[tuple[str, str], Said] = {}
    for said in history.contests:
        if said.owner != person:
            continue
        if said.kind == Kind.CONTEST:
            open_ones[said.piece, said.criterion] = said
        else:
            open_ones.pop((said.piece, said.criterion), None)
    grids = {piece: found["grid"] for piece, found in history.scorings.items()}
    return tuple(
        (
            said.at,
            criterion_titles().get((grids.get(said.piece, "ecoute"), said.criterion), said.criterion),
            said.piece if said.piece in grids else f"{SAMPLE}{said.piece}",
        )
        for said in open_ones.values()
    )
