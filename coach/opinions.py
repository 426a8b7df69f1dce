"""People decide: a trainer's level beside the coach's, a contest and its answer, and how far they agree.

Beside `review`: pages call these few functions. The coach's level is never changed; both are kept, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.assessment.rubric_files import rubric
from coach.domain.agreement import Agreement, Drift, Pair, agreement, drift
from coach.domain.opinions import Kind, Thread, check, pair, threads
from coach.errors import InputError, NotFound

if TYPE_CHECKING:
    from coach.wiring import Services

TRAINER: Final = "formateur"
CANDIDATE: Final = "candidat"
OBSERVER: Final = "observateur"
CALIBRATION: Final = range(5, 11)
"""Pieces of a calibration session."""
OWN_GRID: Final = "ecoute"
"""The grid on which candidates grade."""
_OWN: Final = "grille:"
_CALIBRATION: Final = "etalonnage"


@dataclass(frozen=True, slots=True)
class Subject:
    """An interview or a sample, whose levels are discussed."""

    owner: str
    session_id: str | None = None
    sample_id: str | None = None


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """How far the trainer's levels and the coach's agree on one criterion, and since when it moves."""

    grid: str
    criterion: str
    figures: Agreement
    drift: Drift | None


def said(services: Services, subject: Subject) -> dict[str, Thread]:
    """What was said of each criterion of a subject."""
    kept = services.opinions.of(subject.owner, session_id=subject.session_id, sample_id=subject.sample_id)
    return threads(o.opinion for o in kept)


def say(
    services: Services,
    subject: Subject,
    criterion: str,
    kind: Kind,
    reason: str,
    *,
    level: int | None = None,
    blind: bool = False,
    author: str | None = None,
) -> None:
    """Keep a trainer's level, a contest or an answer; `author` is the person, where people have accounts.

    Raises:
        NotFound: nothing is scored there, or the grid has no such criterion.
        InputError: what is said does not hold (`coach.domain.opinions.check`).
    """
    assessment = scored(services, subject)
    line = next((c for c in assessment["criteria"] if c["id"] == criterion), None)
    if line is None:
        raise NotFound(f"Le critère {criterion!r} n’est pas dans cette grille : choisissez-le dans la liste.")
    coach = line["level"]
    # Blind, asking a reason only where the levels differ would tell the coach's level.
    compared = level if blind else coach
    reason = check(kind, level, reason, compared, said(services, subject).get(criterion))
    services.opinions.add(
        owner=subject.owner,
        grid=assessment["grid"],
        rubric_version=assessment["rubric_version"],
        criterion=criterion,
        kind=kind,
        level=level if kind is Kind.LEVEL else None,
        reason=reason,
        coach=coach,
        blind=blind and kind is Kind.LEVEL,
        author=author or (CANDIDATE if kind is Kind.CONTEST else TRAINER),
        session_id=subject.session_id,
        sample_id=subject.sample_id,
    )


def observe(
    services: Services,
    owner: str,
    session_id: str,
    criterion: str,
    level: int | None,
    note: str,
    *,
    author: str | None = None,
) -> None:
    """Keep what an observer saw of one criterion while the interview goes on, or after it.

    Raises:
        NotFound: no such interview, or the grid has no such criterion.
        InputError: no level.
    """
    interview = services.runner.get(owner, session_id)
    grid = rubric(interview.scenario.grid)
    if criterion not in {c.id for c in grid.criteria}:
        raise NotFound(f"Le critère {criterion!r} n’est pas dans cette grille : choisissez-le dans la liste.")
    services.opinions.add(
        owner=owner,
        grid=grid.id,
        rubric_version=grid.version,
        criterion=criterion,
        kind=Kind.OBSERVATION,
        level=level,
        reason=check(Kind.OBSERVATION, level, note, None, None),
        coach=None,
        blind=True,
        author=author or OBSERVER,
        session_id=session_id,
    )


def measured(
    services: Services,
    owners: Collection[str],
    *,
    since: date | None = None,
    blind_only: bool = False,
) -> list[CriterionAgreement]:
    """Agreement of the trainer with the coach on the work of these people, criterion by criterion; the last level on
    each piece counts.

    With `since`, the same figures before that day and from it on. `blind_only` keeps the levels given before the
    coach's were seen: the others lean towards it.
    """
    last: dict[tuple[str, str, str], tuple[date, Pair]] = {}
    for stored in (kept for owner in owners for kept in services.opinions.of(owner)):
        opinion = stored.opinion
        if opinion.kind is not Kind.LEVEL or (blind_only and not opinion.blind):
            continue
        piece = stored.session_id or stored.sample_id or ""
        last[stored.grid, opinion.criterion, piece] = (opinion.said_at.date(), pair(opinion))
    found: dict[tuple[str, str], list[tuple[date, Pair]]] = {}
    for (grid, criterion, _), dated in last.items():
        found.setdefault((grid, criterion), []).append(dated)
    return [
        CriterionAgreement(
            grid,
            criterion,
            agreement(p for _, p in dated),
            drift(dated, since) if since is not None else None,
        )
        for (grid, criterion), dated in sorted(found.items())
    ]


def calibration(services: Services, pieces: list[Subject]) -> tuple[dict[str, Agreement], int]:
    """Figures over the pieces of one calibration session, and how many of them the trainer has scored.

    Raises:
        InputError: fewer than five pieces, more than ten, or the same one twice.
    """
    if len(pieces) not in CALIBRATION or len(set(pieces)) != len(pieces):
        raise InputError(
            f"Une séance d’étalonnage compte de {CALIBRATION.start} à {CALIBRATION.stop - 1} pièces différentes ; "
            f"vous en avez choisi {len(set(pieces))}."
        )
    pairs: dict[str, list[Pair]] = {}
    done = 0
    for piece in pieces:
        given = [t.trainer for t in said(services, piece).values() if t.trainer is not None]
        done += bool(given)
        for opinion in given:
            pairs.setdefault(opinion.criterion, []).append(pair(opinion))
    return {criterion: agreement(found) for criterion, found in sorted(pairs.items())}, done


class OwnGrid(BaseModel):
    """A grid that a candidate filled on a sample, before the reference was shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    grid: str
    rubric_version: str
    filled_on: date
    levels: dict[str, Annotated[int, Field(ge=0, le=3)] | None]


def keep_own_grid(services: Services, owner: str, sample: str, levels: Mapping[str, int | None]) -> None:
    """Keep the candidate's grid of a sample of the product; the one before is replaced."""
    kept = OwnGrid(
        grid=OWN_GRID,
        rubric_version=rubric(OWN_GRID).version,
        filled_on=date.today(),
        levels=dict(levels),
    )
    services.preferences.set(owner, f"{_OWN}{sample}", kept.model_dump_json())


def own_grid(services: Services, owner: str, sample: str) -> OwnGrid | None:
    """The grid kept for that sample, or None; one of another version of the rubric has lines that are no more."""
    raw = services.preferences.get(owner, f"{_OWN}{sample}")
    try:
        found = OwnGrid.model_validate_json(raw) if raw else None
    except ValidationError:
        return None
    return found if found is not None and found.rubric_version == rubric(OWN_GRID).version else None


def keep_calibration(services: Services, owner: str, pieces: Sequence[str]) -> None:
    """Keep the pieces that a trainer chose for a calibration session, until others are."""
    services.preferences.set(owner, _CALIBRATION, json.dumps(list(pieces)))


def kept_calibration(services: Services, owner: str) -> tuple[str, ...]:
    """Those pieces, in the order they were chosen."""
    try:
        found = json.loads(services.preferences.get(owner, _CALIBRATION) or "[]")
    except ValueError:
        return ()
    return tuple(p for p in found if isinstance(p, str)) if isinstance(found, list) else ()


def scored(services: Services, subject: Subject) -> Mapping[str, Any]:
    """The last scoring of a subject.

    Raises:
        NotFound: it has none.
    """
    stored = services.assessments.latest(session_id=subject.session_id, sample_id=subject.sample_id)
    if stored is None:
        raise NotFound("Rien n’est encore noté ici : attendez le bilan avant de donner un niveau.")
    found: Mapping[str, Any] = stored.result["assessment"]
    return found
