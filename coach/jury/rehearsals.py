"""A candidate's exam rehearsal: stored at each step, so that a reload or a power cut loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from coach import access
from coach.dialogue.runner import Interview
from coach.domain import rehearsal as rules
from coach.domain.jury import CandidateFile, sheet
from coach.domain.jury_bank import Surround
from coach.domain.people import Viewer
from coach.domain.referential import Exam
from coach.domain.rehearsal import Exchange, Phase, Planned, Rehearsal
from coach.domain.scenarios import Scenario
from coach.errors import InputError, NotFound
from coach.jury.evidence import of_sessions
from coach.store.jury import StoredRehearsal
from coach.wiring import Services

MAX_ANSWER: Final = 6000
LEVEL: Final = 3
"""Of the briefing exercise: the jury of an exam asks five questions and expects whole answers."""
_SESSIONS: Final = 12
"""Latest interviews that the jury has before it."""
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Open:
    """A rehearsal with what the page needs around it."""

    id: str
    rehearsal: Rehearsal
    exam: Exam
    interview: Interview | None
    now: datetime

    @property
    def minutes(self) -> int:
        """Official minutes of the phase; 0 in the feedback."""
        return rules.phases(self.exam).get(self.rehearsal.phase, 0)

    @property
    def elapsed(self) -> float:
        """Seconds since the phase began."""
        return max(0.0, (self.now - self.rehearsal.since).total_seconds())

    @property
    def time_is_up(self) -> bool:
        """Whether the official time of the phase is over."""
        return rules.is_over(self.rehearsal, self.exam, self.now)

    @property
    def briefed(self) -> bool:
        """Whether the candidate has finished what the jury listens to in silence."""
        if self.interview is None:
            return False
        if not self.interview.is_open:
            return True
        return self.interview.scenario.exercise == "briefing" and any(
            turn.step.source.kind == "jury" for turn in self.interview.turns
        )


def exercises(services: Services, modality: str) -> list[Scenario]:
    """What may be held before the silent jury: a briefing, or for CCP 2 the débriefing of samples."""
    wanted = "debriefing" if modality == "ccp2" else "briefing"
    return [scenario for scenario in services.library.usable() if scenario.exercise == wanted]


def begin(
    services: Services,
    viewer: Viewer,
    modality: str,
    scenario_id: str,
    *,
    now: Clock = lambda: datetime.now(UTC),
) -> str:
    """Open a rehearsal at its preparation; returns its id.

    Raises:
        NotFound: no such modality or exercise, or a workspace without own work.
    """
    owner = access.own(viewer)
    services.referential.exam(modality)
    if scenario_id not in {scenario.id for scenario in exercises(services, modality)}:
        raise NotFound("Ce sujet n’est pas de cette épreuve : choisissez-en un dans la liste.")
    fresh = Rehearsal(modality, Phase.PREPARATION, now(), scenario_id)
    return services.preparation.begin(owner, modality, Phase.PREPARATION, fresh.to_json())


def latest(services: Services, viewer: Viewer) -> Open | None:
    """The rehearsal that goes on, or None."""
    owner = access.own(viewer)
    for stored in services.preparation.rehearsals(owner):
        if stored.ended_at is None:
            return get(services, viewer, stored.id)
    return None


def past(services: Services, viewer: Viewer) -> list[StoredRehearsal]:
    """All of the viewer's, latest first."""
    return services.preparation.rehearsals(access.own(viewer))


def get(
    services: Services, viewer: Viewer, rehearsal_id: str, *, now: Clock = lambda: datetime.now(UTC)
) -> Open:
    """One rehearsal of the viewer.

    Raises:
        NotFound: not theirs.
    """
    owner = access.own(viewer)
    stored = services.preparation.rehearsal(rehearsal_id, owner)
    held = Rehearsal.from_json(stored.modality, stored.phase, stored.facts)
    interview = None
    if held.session:
        try:
            interview = services.runner.get(owner, held.session)
        except NotFound:  # erased by the candidate meanwhile
            held = replace(held, session="")
    return Open(rehearsal_id, held, services.referential.exam(stored.modality), interview, now())


def go_on(services: Services, viewer: Viewer, rehearsal_id: str) -> Open:
    """Leave the phase for the next one.

    Raises:
        NotFound: not theirs.
    """
    opened = get(services, viewer, rehearsal_id)
    owner, held = access.own(viewer), opened.rehearsal
    if held.phase is Phase.FEEDBACK:
        return opened
    phase = rules.next_phase(opened.exam, held.phase)
    queue: tuple[Planned, ...] = ()
    if phase in (Phase.EXCHANGE, Phase.FINAL):
        made = sheet(
            _own_file(services, owner), services.jury_bank, services.referential, held.modality, rehearsal_id
        )
        if phase is Phase.EXCHANGE:
            queue = rules.exchange_plan(made)
        else:
            queue = rules.final_plan(made, rules.phases(opened.exam)[Phase.FINAL])
    after = rules.enter(held, phase, opened.now, queue)
    if phase is Phase.BRIEFING and not after.session:
        seed = int(rehearsal_id[:6], 16)
        begun = services.runner.start(owner, held.scenario, LEVEL, seed)
        after = replace(after, session=begun.id)
    if held.phase is Phase.BRIEFING and opened.interview is not None and opened.interview.is_open:
        services.runner.finish(owner, opened.interview.id)
    return _keep(services, viewer, rehearsal_id, after)


def answer(services: Services, viewer: Viewer, rehearsal_id: str, text: str) -> Open:
    """Hear an answer.

    Raises:
        NotFound: not theirs.
        InputError: nothing was said, too much, or no question waits.
    """
    opened = get(services, viewer, rehearsal_id)
    held = opened.rehearsal
    if not text.strip():
        raise InputError(
            "Écrivez votre réponse ; si vous ne savez pas, dites-le au jury comme vous le diriez."
        )
    if len(text) > MAX_ANSWER:
        raise InputError(
            f"Votre réponse dépasse {MAX_ANSWER} caractères : un jury vous aurait arrêté. Allez au fait."
        )
    if held.current is None:
        raise InputError("Le jury n’attend pas de réponse en ce moment : rechargez la page.")
    masked = services.masker.mask(text).text
    after = rules.answered(held, masked, surround(services, held.current), opened.now)
    kept = _keep(services, viewer, rehearsal_id, after)
    if kept.rehearsal.current is None or kept.time_is_up:
        return go_on(services, viewer, rehearsal_id)
    return kept


def keep(
    services: Services,
    viewer: Viewer,
    rehearsal_id: str,
    *,
    notes: str | None = None,
    draft: str | None = None,
) -> None:
    """Keep what is typed.

    Raises:
        NotFound: not theirs.
    """
    held = get(services, viewer, rehearsal_id).rehearsal
    if notes is not None:
        held = replace(held, notes=notes[:20_000])
    if draft is not None:
        held = replace(held, draft=draft[:MAX_ANSWER])
    _keep(services, viewer, rehearsal_id, held)


def restart_clock(services: Services, viewer: Viewer, rehearsal_id: str) -> Open:
    """Give the phase its whole time again.

    Raises:
        NotFound: not theirs.
    """
    opened = get(services, viewer, rehearsal_id)
    return _keep(
        services, viewer, rehearsal_id, replace(opened.rehearsal, since=opened.now, asked_at=opened.now)
    )


def leave(services: Services, viewer: Viewer, rehearsal_id: str) -> None:
    """Go to the feedback at once, or erase a rehearsal in which nothing was answered.

    Raises:
        NotFound: not theirs.
    """
    opened = get(services, viewer, rehearsal_id)
    owner = access.own(viewer)
    if not any(exchange.answers for _, exchange in opened.rehearsal.done):
        services.preparation.delete_rehearsal(rehearsal_id, owner)
        return
    if opened.rehearsal.phase is not Phase.FEEDBACK:
        _keep(services, viewer, rehearsal_id, rules.enter(opened.rehearsal, Phase.FEEDBACK, opened.now))


def erase(services: Services, viewer: Viewer, rehearsal_id: str) -> None:
    """Erase a rehearsal with its answers; the briefing stays among the candidate's interviews.

    Raises:
        NotFound: not theirs.
    """
    services.preparation.delete_rehearsal(rehearsal_id, access.own(viewer))


def surround(services: Services, exchange: Exchange) -> Surround:
    """What a good answer to a question holds."""
    found = services.jury_bank.question(exchange.planned.bank) if exchange.planned.bank else None
    return found.asked if found is not None else services.jury_bank.own_words


def _own_file(services: Services, owner: str) -> CandidateFile:
    ended = [s.id for s in services.sessions.list(owner) if s.ended_at is not None]
    return of_sessions(services, owner, ended[:_SESSIONS])


def _keep(services: Services, viewer: Viewer, rehearsal_id: str, held: Rehearsal) -> Open:
    facts: dict[str, Any] = held.to_json()
    ended = held.phase is Phase.FEEDBACK
    services.preparation.keep(rehearsal_id, access.own(viewer), phase=held.phase, facts=facts, ended=ended)
    return get(services, viewer, rehearsal_id)
