"""One piece of work as a trainer reviews it: an interview or a sample, its words, its acts, its levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coach import access
from coach.access import Deed
from coach.assessment.records import speakers_of
from coach.domain.opinions import Kind, Thread
from coach.domain.people import Viewer
from coach.errors import InputError, NotFound
from coach.opinions import Subject, said, say, scored
from coach.review import AGENT, CLIENT, review_interview, sample_turns, spoken
from coach.training.follow import trainer

if TYPE_CHECKING:
    from coach.wiring import Services


@dataclass(frozen=True, slots=True)
class Line:
    """One speaker's turn; `number` is that of its exchange, `lead` who is assessed."""

    number: int
    who: str
    text: str
    lead: bool
    start: float | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work, whole."""

    subject: Subject
    who: str
    """Name of the candidate."""
    title: str
    facts: tuple[str, ...]
    made_at: datetime
    lines: tuple[Line, ...]
    acts: Mapping[int, tuple[str, ...]]
    """Acts heard at each exchange; none in a sample."""
    assessment: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Id of the interview or sample."""
        return self.subject.session_id or self.subject.sample_id or ""

    def number(self, turn: int) -> int:
        """Number of the exchange of a turn of the assessment."""
        return self.lines[turn].number if 0 <= turn < len(self.lines) else 0

    def criterion(self, criterion_id: str) -> Mapping[str, Any]:
        """One line of the assessment.

        Raises:
            NotFound: the grid has no such criterion.
        """
        for line in self.assessment["criteria"]:
            if line["id"] == criterion_id:
                found: Mapping[str, Any] = line
                return found
        raise NotFound(
            f"Le critère {criterion_id!r} n’est pas dans cette grille : choisissez-le dans la liste."
        )


def interview(services: Services, viewer: Viewer, session_id: str) -> Piece:
    """An interview that has ended, scored if it was not yet.

    Raises:
        NotFound: no such interview, or not of the trainer's candidates.
        InputError: still open, or nothing was said.
    """
    owner = access.session_owner(services, trainer(viewer), session_id, Deed.REVIEW)
    review = review_interview(services, owner, session_id)
    held = services.runner.get(owner, session_id)
    lead, _ = speakers_of(held.scenario.exercise)
    who = _name(services, viewer, owner)
    persona = held.scenario.persona
    return Piece(
        subject=Subject(owner, session_id=session_id),
        who=who,
        title=held.scenario.title,
        facts=(f"avec {persona.name}", f"niveau {held.level}", *(["mode examen"] if held.exam else [])),
        made_at=held.created_at,
        lines=tuple(
            Line(number, who if turn.speaker == lead else persona.first_name, turn.text, turn.speaker == lead)
            for number, turn in spoken(held)
        ),
        acts={turn.number: turn.acts for turn in held.turns if turn.acts},
        assessment=review["assessment"],
    )


def sample(services: Services, viewer: Viewer, sample_id: str) -> Piece:
    """A scored sample.

    Raises:
        NotFound: no such sample, or not of the trainer's candidates; or it has no level yet.
    """
    owner = access.sample_owner(services, trainer(viewer), sample_id, Deed.REVIEW)
    kept = services.samples.get(sample_id, owner)
    subject = Subject(owner, sample_id=sample_id)
    names = {AGENT: "Conseiller", CLIENT: "Client"}
    return Piece(
        subject=subject,
        who=_name(services, viewer, owner),
        title=kept.name,
        facts=(str((kept.transcript or {}).get("channel") or "téléphone"),),
        made_at=kept.created_at,
        lines=tuple(
            Line(number, names.get(turn.speaker, turn.speaker), turn.text, turn.speaker == AGENT, turn.start)
            for number, turn in enumerate(sample_turns(kept))
        ),
        acts={},
        assessment=scored(services, subject),
    )


def opinions(services: Services, piece: Piece) -> dict[str, Thread]:
    """What was said of each criterion."""
    return said(services, piece.subject)


def give(
    services: Services,
    viewer: Viewer,
    piece: Piece,
    criterion: str,
    level: int | None,
    reason: str,
    *,
    unseen: bool,
) -> None:
    """Keep the trainer's level of a criterion; `unseen` when the coach's was not on the page.

    Raises:
        NotFound: not a trainer, or no such criterion.
        InputError: it differs from the coach's and no reason is given.
    """
    _say(services, viewer, piece, criterion, Kind.LEVEL, reason, level=level, blind=unseen)


def agree(services: Services, viewer: Viewer, piece: Piece, criterion: str) -> None:
    """The trainer's level is the coach's.

    Raises:
        NotFound: not a trainer, or no such criterion.
    """
    level = piece.criterion(criterion)["level"]
    _say(services, viewer, piece, criterion, Kind.LEVEL, "", level=level, blind=False)


def answer(services: Services, viewer: Viewer, piece: Piece, criterion: str, reason: str) -> None:
    """Answer the candidate's contest.

    Raises:
        NotFound: not a trainer.
        InputError: there is nothing to answer, or nothing is said.
    """
    _say(services, viewer, piece, criterion, Kind.ANSWER, reason)


def _say(
    services: Services,
    viewer: Viewer,
    piece: Piece,
    criterion: str,
    kind: Kind,
    reason: str,
    *,
    level: int | None = None,
    blind: bool = False,
) -> None:
    trainer(viewer)
    if not criterion:
        raise InputError("Choisissez d’abord un critère.")
    author = None if viewer.local else viewer.id
    say(services, piece.subject, criterion, kind, reason, level=level, blind=blind, author=author)


def _name(services: Services, viewer: Viewer, owner: str) -> str:
    return next((p.name for p in access.candidates(services, viewer) if p.id == owner), viewer.name)
