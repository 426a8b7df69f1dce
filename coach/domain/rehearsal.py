"""An exam rehearsal before a simulated jury: phases with their official times, questions one at a time, feedback.

Pure: the time is given. What was answered is compared with what a good answer holds, point by point; the jury comes
back once when much is missing. No level and no verdict comes out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from coach.domain.exam import GRACE
from coach.domain.jury import Sheet
from coach.domain.jury_bank import Point, Surround
from coach.domain.referential import Exam

SHORT_ANSWER: Final = 20
"""Words under which the jury asks for more, whatever they say."""
ALLOWANCE: Final = 2.5
"""Minutes that a question takes, with its answer."""
FINAL_MINUTES_A_QUESTION: Final = 3
WITH_TEAM: Final = "CP6"
"""Asked last in the exchange: « puis sur CP6 » (RE p. 4/28)."""


class Phase(StrEnum):
    """Where a rehearsal stands."""

    PREPARATION = "preparation"
    BRIEFING = "briefing"
    EXCHANGE = "echange"
    FINAL = "entretien_final"
    FEEDBACK = "retour"


@dataclass(frozen=True, slots=True)
class Planned:
    """A question that the jury has ready; `bank` is its id there, None when it is built on the candidate's words."""

    competence: str
    ref: str
    ask: str
    bank: str | None = None
    quote: str = ""
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question asked and what was answered; `more` is the follow-up, once it was asked."""

    planned: Planned
    answers: tuple[str, ...] = ()
    more: str = ""
    seconds: float = 0.0

    @property
    def waits(self) -> bool:
        """Whether an answer is awaited."""
        return len(self.answers) <= (1 if self.more else 0)

    @property
    def answer(self) -> str:
        """All that was answered."""
        return "\n".join(self.answers)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "planned": self.planned.to_json(),
            "answers": list(self.answers),
            "more": self.more,
            "seconds": self.seconds,
        }


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The whole state of a rehearsal."""

    modality: str
    phase: Phase
    since: datetime
    """When the phase began."""
    scenario: str = ""
    session: str = ""
    """The briefing exercise that it holds."""
    notes: str = ""
    draft: str = ""
    queue: tuple[Planned, ...] = ()
    """Questions of the phase that are still to be asked."""
    done: tuple[tuple[Phase, Exchange], ...] = ()
    asked_at: datetime | None = None
    spent: Mapping[str, float] = field(default_factory=dict)
    """Seconds of the phases that are over."""

    @property
    def current(self) -> Exchange | None:
        """The question that waits for an answer."""
        if self.done and self.done[-1][0] is self.phase and self.done[-1][1].waits:
            return self.done[-1][1]
        return None

    def to_json(self) -> dict[str, Any]:
        """Plain values, without modality and phase, which have columns of their own."""
        return {
            "since": self.since.isoformat(),
            "scenario": self.scenario,
            "session": self.session,
            "notes": self.notes,
            "draft": self.draft,
            "queue": [q.to_json() for q in self.queue],
            "done": [{"phase": phase.value, **e.to_json()} for phase, e in self.done],
            "asked_at": self.asked_at and self.asked_at.isoformat(),
            "spent": dict(self.spent),
        }

    @classmethod
    def from_json(cls, modality: str, phase: str, raw: Mapping[str, Any]) -> Rehearsal:
        """The rehearsal that `to_json` wrote."""
        return cls(
            modality,
            Phase(phase),
            datetime.fromisoformat(raw["since"]),
            raw["scenario"],
            raw["session"],
            raw["notes"],
            raw["draft"],
            tuple(Planned(**q) for q in raw["queue"]),
            tuple(
                (
                    Phase(e["phase"]),
                    Exchange(Planned(**e["planned"]), tuple(e["answers"]), e["more"], e["seconds"]),
                )
                for e in raw["done"]
            ),
            datetime.fromisoformat(raw["asked_at"]) if raw["asked_at"] else None,
            raw["spent"],
        )


def phases(exam: Exam) -> dict[Phase, int]:
    """The phases of an exam before the jury, with their official minutes, in order."""
    found: dict[Phase, int] = {}
    for step in exam.part("entretien_technique").steps:
        found[Phase(step.id)] = step.minutes or 0
    for part in exam.parts:
        if part.id == Phase.FINAL:
            found[Phase.FINAL] = part.minutes
    return found


def next_phase(exam: Exam, phase: Phase) -> Phase:
    """What comes after a phase."""
    order = [*phases(exam), Phase.FEEDBACK]
    return order[order.index(phase) + 1] if phase in order[:-1] else Phase.FEEDBACK


def enter(rehearsal: Rehearsal, phase: Phase, now: datetime, queue: Sequence[Planned] = ()) -> Rehearsal:
    """The rehearsal at the beginning of a phase; its first question is asked at once."""
    spent = dict(rehearsal.spent)
    spent[rehearsal.phase.value] = max(0.0, (now - rehearsal.since).total_seconds())
    after = replace(
        rehearsal, phase=phase, since=now, queue=tuple(queue), draft="", asked_at=None, spent=spent
    )
    return _ask(after, now)


def is_over(rehearsal: Rehearsal, exam: Exam, now: datetime) -> bool:
    """Whether the official time of the phase is over; a sentence begun in time is heard."""
    minutes = phases(exam).get(rehearsal.phase)
    return (
        minutes is not None and (now - rehearsal.since).total_seconds() > minutes * 60 + GRACE.total_seconds()
    )


def answered(rehearsal: Rehearsal, text: str, surround: Surround, now: datetime) -> Rehearsal:
    """The rehearsal after an answer: a follow-up when much is missing, else the next question.

    Raises:
        ValueError: no question waits.
    """
    current = rehearsal.current
    if current is None:
        raise ValueError("no question waits for an answer")
    seconds = (now - rehearsal.asked_at).total_seconds() if rehearsal.asked_at else 0.0
    after = replace(
        current, answers=(*current.answers, text.strip()), seconds=current.seconds + max(0.0, seconds)
    )
    if not after.more and lacking(after.answer, surround.holds):
        after = replace(after, more=surround.more[0])
    kept = replace(rehearsal, done=(*rehearsal.done[:-1], (rehearsal.phase, after)), draft="", asked_at=now)
    return kept if after.waits else _ask(kept, now)


def lacking(answer: str, holds: Sequence[Point]) -> bool:
    """Whether a jury would come back: too short, or less than half of what a good answer holds."""
    if len(answer.split()) < SHORT_ANSWER:
        return True
    return 2 * sum(point.found_in(answer) is not None for point in holds) < len(holds)


def in_answer(exchange: Exchange, surround: Surround) -> tuple[tuple[Point, str | None], ...]:
    """Point by point, the sentence of the answer that holds it, or None."""
    return tuple((point, point.found_in(exchange.answer)) for point in surround.holds)


def exchange_plan(sheet: Sheet) -> tuple[Planned, ...]:
    """Questions of the exchange: on the candidate's own words first in each competence, CP6 at the end."""
    room = max(len(sheet.competences), int(sheet.minutes / ALLOWANCE))
    order = sorted(sheet.competences, key=lambda part: part.id == WITH_TEAM)
    rounds: list[tuple[int, Planned]] = []
    for place, part in enumerate(order):
        own = [Planned(part.id, q.ref, q.ask, None, q.quote, q.source) for q in part.own[:1]]
        bank = [Planned(part.id, q.ref, q.asked.ask, q.id) for q in part.questions[:2]]
        rounds += [(place, planned) for planned in [*own, *bank][: 3 if part.id == WITH_TEAM else 2]]
    # Everybody's first question before anybody's second; then back in the order of the competences.
    seen: dict[int, int] = {}
    ranked = []
    for place, planned in rounds:
        seen[place] = seen.get(place, 0) + 1
        ranked.append((seen[place], place, planned))
    kept = sorted(ranked, key=lambda item: item[:2])[:room]
    return tuple(planned for _, _, planned in sorted(kept, key=lambda item: (item[1], item[0])))


def final_plan(sheet: Sheet, minutes: int) -> tuple[Planned, ...]:
    """Questions of the entretien final; those asked of everybody are among them."""
    room = max(3, minutes // FINAL_MINUTES_A_QUESTION)
    kept = sorted(sheet.final, key=lambda q: not q.always)[:room]
    return tuple(Planned("", q.ref, q.asked.ask, q.id) for q in sheet.final if q in kept)


def _ask(rehearsal: Rehearsal, now: datetime) -> Rehearsal:
    if not rehearsal.queue:
        return rehearsal
    first, *rest = rehearsal.queue
    return replace(
        rehearsal,
        queue=tuple(rest),
        done=(*rehearsal.done, (rehearsal.phase, Exchange(first))),
        asked_at=now,
    )
