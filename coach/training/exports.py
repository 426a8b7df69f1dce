"""What a trainer takes away: the follow-up of a group or of a candidate, as rows and as a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from coach.domain.assignments import Progress
from coach.domain.cohort import Row
from coach.domain.opinions import people_levels
from coach.domain.people import Viewer
from coach.errors import CoachError
from coach.opinions import Subject, said
from coach.reports.document import Block, Bullets, Line, Report, Section, Table, Text
from coach.reports.sheet import Cell
from coach.reports.typography import day, fr
from coach.training import work
from coach.training.board import Board, criterion_titles, leveled, row_of, whole
from coach.training.follow import groups, one

if TYPE_CHECKING:
    from coach.store.training import Comment
    from coach.wiring import Services

NOTICE: Final = (
    "Les niveaux mesurent un entraînement. Ils sont calculés par une intelligence artificielle et corrigés par des "
    "personnes ; ils ne valent ni note d’examen, ni avis sur la certification, dont le jury décide seul."
)
_TRENDS: Final = {"hausse": "en hausse", "baisse": "en baisse", "stable": "stable", "": "à confirmer"}


@dataclass(frozen=True, slots=True)
class Export:
    """The same facts as rows and as a document."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    report: Report


def of_group(services: Services, viewer: Viewer, group: str, today: date) -> Export:
    """The board, in its order.

    Raises:
        NotFound: not a trainer, or not a group of theirs.
    """
    found = whole(services, viewer, group)
    name = groups(services, viewer).get(group, "tous mes candidats")
    title = f"Suivi · {name}"
    ids = [competence for competence, _ in found.competences]
    rows = tuple(
        (
            row.facts.name,
            row.first.words,
            " ; ".join(reason.words for reason in row.reasons[1:]),
            row.facts.last.astimezone().date() if row.facts.last is not None else None,
            row.facts.ended,
            row.facts.samples,
            *(_rounded(found.levels.get(row.facts.person, {}).get(c)) for c in ids),
        )
        for row in found.rows
    )
    head = (
        "Candidat",
        "Première raison",
        "Autres raisons",
        "Dernier entraînement",
        "Entretiens",
        "Écoutes",
        *ids,
    )
    report = Report(
        title=fr(title),
        subtitle="Par ordre de priorité",
        facts=(("Établi le", day(today)), ("Candidats", str(len(found.rows)))),
        notice=fr(NOTICE),
        sections=tuple(Section(row.facts.name, _of_row(row, found)) for row in found.rows),
        colophon=("Coach MERCD",),
    )
    return Export(title, head, rows, report)


def of_candidate(services: Services, viewer: Viewer, person_id: str, today: date) -> Export:
    """Every level of a candidate, and what passed between them and their trainers.

    Raises:
        NotFound: not one of the trainer's candidates.
    """
    person = one(services, viewer, person_id)
    row = row_of(services, viewer, person.id)
    title = f"Suivi · {person.name}"
    head = (
        "Date", "Entretien", "Difficulté", "Grille", "Critère", "Intitulé", "Niveau du coach", "Niveau du formateur",
    )  # fmt: skip
    sections = [
        Section("Ce qui demande attention", (Bullets(tuple(fr(r.words) for r in row.reasons)),)),
        *_standings(row),
        *_work(services, person.id),
        *_comments(services, services.training.comments(person.id)),
    ]
    report = Report(
        title=fr(title),
        subtitle="Entraînement au titre professionnel",
        facts=(
            ("Établi le", day(today)),
            ("Entretiens", str(row.facts.ended)),
            ("Écoutes", str(row.facts.samples)),
        ),
        notice=fr(NOTICE),
        sections=tuple(sections),
        colophon=("Coach MERCD",),
    )
    return Export(title, head, tuple(_levels(services, person.id)), report)


def _levels(services: Services, owner: str) -> list[tuple[Cell, ...]]:
    """One row a criterion of each scored interview; a criterion that is an advice only has no level of the coach."""
    scorings = services.cohort.scorings([owner])
    rows: list[tuple[Cell, ...]] = []
    for held in reversed(services.cohort.interviews([owner])):
        found = scorings.get(held.id)
        if found is None:
            continue
        given = people_levels(said(services, Subject(owner, session_id=held.id)))
        for line in found["criteria"]:
            shown = line["level"] if (found["grid"], line["id"]) in leveled() else None
            rows.append(
                (
                    held.created_at.astimezone().date(), scenario_title(services, held.scenario_id), held.level,
                    found["grid"], line["id"], line["title"], shown, given.get(line["id"]),
                )
            )  # fmt: skip
    return rows


def scenario_title(services: Services, scenario_id: str) -> str:
    """Its title, or its id when the scenario is gone."""
    try:
        return services.library.get(scenario_id).title
    except CoachError:
        return scenario_id


def _of_row(row: Row, found: Board) -> tuple[Block, ...]:
    facts = row.facts
    last = day(facts.last.astimezone().date()) if facts.last is not None else "jamais"
    levels = found.levels.get(facts.person, {})
    names = dict(found.competences)
    lines = tuple(
        Line(c, names[c], round(level), f"{_comma(level)} sur 3") for c, level in levels.items() if c in names
    )
    blocks: list[Block] = [
        Bullets(tuple(fr(reason.words) for reason in row.reasons)),
        Text(
            fr(f"{last}. Entretiens : {facts.ended}. Écoutes : {facts.samples}."),
            strong="Dernier entraînement",
        ),
    ]
    return tuple([*blocks, Table(lines)] if lines else blocks)


def _standings(row: Row) -> list[Section]:
    titles = criterion_titles()
    lines = tuple(
        Line(
            s.criterion,
            fr(titles.get((s.grid, s.criterion), s.criterion)),
            round(s.now),
            fr(f"{_comma(s.now)} sur 3, {_TRENDS[s.trend]}"),
        )
        for s in row.facts.standings
    )
    return [Section("Niveau présent, critère par critère", (Table(lines),))] if lines else []


def _work(services: Services, owner: str) -> list[Section]:
    tasks = work.tasks_of(services, owner)
    words = {
        Progress.DONE: "fait",
        Progress.TODO: "à faire",
        Progress.LATE: "en retard",
        Progress.CLOSED: "clos",
    }
    items = tuple(
        fr(f"{work.title(services, t.assignment)}, pour le {day(t.assignment.due_on)} : {words[t.progress]}")
        for t in tasks
    )
    return [Section("Travail demandé", (Bullets(items),))] if items else []


def _comments(services: Services, comments: Sequence[Comment]) -> list[Section]:
    if not comments:
        return []
    titles = {
        h.id: scenario_title(services, h.scenario_id) for h in services.cohort.interviews([comments[0].owner])
    }
    blocks = tuple(
        Text(fr(c.text), strong=fr(f"{titles.get(c.session_id or '', 'Écoute')}{_turn(c.turn)} :"))
        for c in comments
    )
    return [Section("Commentaires", blocks)]


def _turn(turn: int | None) -> str:
    return f", tour {turn}" if turn is not None else ""


def _rounded(level: float | None) -> float | None:
    return round(level, 2) if level is not None else None


def _comma(level: float) -> str:
    return f"{level:.1f}".replace(".", ",")
