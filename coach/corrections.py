"""A trainer corrects a line the advisor said: kept as a rule, and played again to see that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.dialogue.corrections import Case, Correction, check, replay, source_line
from coach.domain.scenarios import LEVELS
from coach.errors import CoachError, InputError

if TYPE_CHECKING:
    from coach.store.corrections import StoredCorrection
    from coach.wiring import Services

MAX_WHY = 500


def correct(
    services: Services,
    owner: str,
    session_id: str,
    number: int,
    better: str,
    why: str,
    *,
    author: str | None = None,
) -> Correction:
    """Replace the written line said at that turn, for everyone, from the next interview on.

    `author` is the trainer, where the interview is not their own.

    Raises:
        NotFound: no such interview.
        InputError: no such turn, a line that no one wrote, or one that may not be said.
    """
    interview = services.runner.get(owner, session_id)
    turn = next((t for t in interview.turns if t.number == number), None)
    if turn is None:
        raise InputError(f"L’entretien n’a pas de tour {number} : choisissez une réplique de la liste.")
    if not why.strip():
        raise InputError("Dites en une phrase pourquoi : la raison est gardée avec la correction.")
    common = services.written_voice.common(interview.scenario.exercise)
    line, fact = source_line(
        interview.scenario, common, turn.advisor, services.line_rules(interview.scenario.id)
    )
    better = check(interview.scenario, common, better, fact)
    case = Case(
        interview.level, interview.seed, tuple(t.manager or "" for t in interview.turns[1 : number + 1])
    )
    kept = services.corrections.add(
        scenario_id=interview.scenario.id,
        line=line,
        better=better,
        why=why.strip()[:MAX_WHY],
        author=author or owner,
        case={"level": case.level, "seed": case.seed, "manager": list(case.manager)},
    )
    return Correction(kept, interview.scenario.id, line, better, why.strip(), case)


def states(services: Services) -> list[tuple[StoredCorrection, str | None]]:
    """Every correction with what no longer holds (its interview is played again), or None."""
    return [(stored, _problem(services, stored)) for stored in services.corrections.list()]


def _problem(services: Services, stored: StoredCorrection) -> str | None:
    if services.line_rules(stored.scenario_id)[stored.line] != stored.better:
        return "remplacée par une correction plus récente"
    case = Case(int(stored.case["level"]), int(stored.case["seed"]), tuple(stored.case["manager"]))
    correction = Correction(stored.id, stored.scenario_id, stored.line, stored.better, stored.why, case)
    level = next(known for known in LEVELS if known == case.level)
    try:
        play = services.corrected_play(stored.scenario_id, level, case.seed)
    except CoachError as exc:
        return exc.message
    return replay(correction, play)
