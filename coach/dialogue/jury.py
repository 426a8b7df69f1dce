"""The words of a jury: written ones only, so that every candidate hears the same; nothing while it listens."""

from __future__ import annotations

import random
from collections.abc import Sequence

from coach.domain.briefing_plan import BriefingPlan
from coach.domain.moves import EndReason
from coach.domain.play import Step
from coach.domain.scenarios import Level, Scenario


def jury_line(scenario: Scenario, level: Level, seed: int, step: Step, said: Sequence[str]) -> str:
    """What the jury says at that step; empty while the candidate speaks.

    Raises:
        ValueError: the scenario has no plan of briefing.
    """
    plan = scenario.briefing
    if plan is None:
        raise ValueError(f"scenario {scenario.id!r} has no briefing plan")
    rng = random.Random(f"{scenario.id}|{seed}|{step.state.turn}|voix")
    match step.source.kind:
        case "opening":
            return _fresh(scenario.opening[level], said, rng)
        case "jury":
            return f"{_lead(scenario, plan, step, said, rng)} {plan.question(step.source.key).text}"
        case "jury_wait":
            return _fresh(plan.waits, said, rng)
        case "jury_more":
            return _fresh(plan.more, said, rng)
        case "ending":
            return _fresh(scenario.endings[EndReason(step.source.key)], said, rng)
        case _:
            return ""


def _lead(scenario: Scenario, plan: BriefingPlan, step: Step, said: Sequence[str], rng: random.Random) -> str:
    """What comes before a question: the passage to the questions, or a neutral thank-you."""
    if len(step.state.ideas) > 1:
        return _fresh(plan.thanks, said, rng)
    over = step.state.elapsed >= scenario.minutes * 60
    return _fresh(plan.time_over if over else plan.to_questions, said, rng)


def _fresh(lines: Sequence[str], said: Sequence[str], rng: random.Random) -> str:
    """A line not yet heard in this session, else any."""
    unheard = [line for line in lines if not any(line in earlier for earlier in said)]
    return rng.choice(unheard or list(lines))
