"""Assignments: who is asked for what by when, and how far each one is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from coach import access
from coach.domain.assignments import Asked, Assignment, Practice, Task, task
from coach.domain.people import Person, Role, Viewer
from coach.domain.scenarios import LEVELS
from coach.errors import CoachError, InputError, NotFound
from coach.training.follow import followed, groups, one, trainer

if TYPE_CHECKING:
    from coach.store.cohort import Held, Sent
    from coach.wiring import Services

MAX_TEXT: Final = 1000
SCORED: Final = "note"
"""State of a sample that has its levels."""


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment as a trainer sees it: to whom, and where each one is."""

    assignment: Assignment
    whom: str
    tasks: tuple[tuple[Person, Task], ...]

    @property
    def done(self) -> int:
        """How many have done it."""
        return sum(task.done is not None for _, task in self.tasks)


def assign(
    services: Services,
    viewer: Viewer,
    *,
    kind: Asked,
    due_on: date | None,
    target: str = "",
    level: int | None = None,
    text: str = "",
    group: str = "",
    person: str = "",
) -> None:
    """Ask for a piece of work, from a group or from a person.

    Raises:
        NotFound: not theirs to ask, or no such scenario or fiche.
        InputError: no day, a day that has passed, no words where only words say what is asked.
    """
    trainer(viewer)
    if group:
        followed(services, viewer, group)
    else:
        person = one(services, viewer, person).id
    if due_on is None:
        raise InputError("Écrivez la date sous la forme 15/12/2026.")
    if due_on < datetime.now(UTC).date():
        raise InputError("Cette date est passée : choisissez aujourd’hui ou un jour qui vient.")
    said = text.strip()[:MAX_TEXT]
    if kind is Asked.FREE and not said:
        raise InputError("Dites en une phrase ce que vous demandez.")
    if kind is Asked.INTERVIEW:
        if target:
            services.library.get(target)
        if level is not None and level not in LEVELS:
            raise InputError("Le niveau va de 1 à 4.")
    else:
        level = None
    if kind is Asked.FICHE and not target:
        raise InputError("Choisissez la fiche à lire.")
    services.training.assign(
        author=viewer.id,
        kind=kind,
        target=target if kind in (Asked.INTERVIEW, Asked.FICHE) else "",
        due_on=due_on,
        level=level,
        text=said,
        group_id=group or None,
        owner=None if group else person,
    )


def given(services: Services, viewer: Viewer) -> list[Given]:
    """Everything asked of the trainer's candidates and groups, nearest day first.

    Raises:
        NotFound: not a trainer.
    """
    people = followed(services, viewer)
    names = groups(services, viewer)
    by_id = {person.id: person for person in people}
    done = practices(services, by_id)
    today = datetime.now(UTC).date()
    found = []
    for asked in services.training.assignments(list(by_id), list(names)):
        whom = _asked_of(asked, people)
        tasks = tuple((p, task(asked, done.get(p.id, ()), today)) for p in whom)
        label = names.get(asked.group_id or "") or (whom[0].name if whom else "")
        found.append(Given(asked, label, tasks))
    return found


def close(services: Services, viewer: Viewer, assignment_id: int) -> None:
    """Nothing more is waited for; what was done stays done.

    Raises:
        NotFound: not one of the trainer's.
    """
    if all(g.assignment.id != assignment_id for g in given(services, viewer)):
        raise NotFound("Ce travail n’existe pas, ou n’est pas de ceux que vous suivez.")
    services.training.close_assignment(assignment_id)


def tasks_of(services: Services, person: str) -> list[Task]:
    """What one candidate was asked for, nearest day first. Callers ask who may see it."""
    asked = services.training.assignments([person], services.accounts.groups_of(person, Role.CANDIDATE))
    if not asked:
        return []
    done = practices(services, [person]).get(person, ())
    today = datetime.now(UTC).date()
    return [task(one_asked, done, today) for one_asked in asked]


def my_tasks(services: Services, viewer: Viewer) -> list[Task]:
    """What the candidate in front of the page was asked for.

    Raises:
        NotFound: they act in a workspace where nothing is asked.
    """
    return tasks_of(services, access.own(viewer))


def practices(services: Services, owners: Collection[str]) -> dict[str, list[Practice]]:
    """What these candidates did, by candidate."""
    return practised(services.cohort.interviews(owners), services.cohort.samples(owners))


def practised(interviews: Iterable[Held], samples: Iterable[Sent]) -> dict[str, list[Practice]]:
    """The same from what was read of the store."""
    found: dict[str, list[Practice]] = {}
    for held in interviews:
        if held.ended_at is not None:
            one_done = Practice(Asked.INTERVIEW, held.scenario_id, held.level, held.created_at, held.id)
            found.setdefault(held.owner, []).append(one_done)
    for sent in samples:
        if sent.status == SCORED:
            one_done = Practice(Asked.SAMPLE, "", None, sent.created_at, sent.id)
            found.setdefault(sent.owner, []).append(one_done)
    return found


def title(services: Services, asked: Assignment) -> str:
    """What is asked for, in words."""
    match asked.kind:
        case Asked.SAMPLE:
            return "Déposer un échantillon et lire sa grille"
        case Asked.FICHE:
            return f"Lire la fiche « {_fiche(services, asked.target)} »"
        case Asked.FREE:
            return asked.text
    name = "Mener un entretien" if not asked.target else f"Mener « {_scenario(services, asked.target)} »"
    return f"{name}, niveau {asked.level} au moins" if asked.level is not None else name


def _scenario(services: Services, scenario_id: str) -> str:
    try:
        return services.library.get(scenario_id).title
    except CoachError:
        return scenario_id


def _fiche(services: Services, fiche_id: str) -> str:
    try:
        return next((s.title for s in services.knowledge.list() if s.id == fiche_id), fiche_id)
    except CoachError:
        return fiche_id


def _asked_of(asked: Assignment, people: list[Person]) -> list[Person]:
    if asked.group_id is not None:
        return [person for person in people if asked.group_id in person.groups]
    return [person for person in people if person.id == asked.owner]
