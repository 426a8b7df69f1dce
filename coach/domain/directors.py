"""Which director leads which exercise."""

from __future__ import annotations

from typing import Protocol

from coach.domain.briefing import BriefingDirector
from coach.domain.customer import CustomerDirector
from coach.domain.director import Director
from coach.domain.play import Heard, State, Step
from coach.domain.scenarios import Level, Scenario


class Directing(Protocol):
    """What an interview asks of its director."""

    def start(self) -> Step:
        """Turn 0."""
        ...

    def step(self, state: State, heard: Heard) -> Step:
        """The answer to one turn of the manager."""
        ...


def director_for(scenario: Scenario, level: Level, seed: int) -> Directing:
    """The director of that exercise, at that level, with that seed."""
    if scenario.exercise == "briefing":
        return BriefingDirector(scenario, level, seed)
    if scenario.exercise == "client_difficile":
        return CustomerDirector(scenario, level, seed)
    return Director(scenario, level, seed)
