"""Which hidden facts may be told now, and which one more condition would have opened."""

from __future__ import annotations

from typing import NamedTuple

from coach.domain.acts import INVITING, Act
from coach.domain.effects import LevelRules
from coach.domain.gauges import GRAVE, is_overload, is_repeat
from coach.domain.play import Heard, NearMiss, State
from coach.domain.scenarios import Fact, Scenario

#: Acts that call for a word from the advisor, besides a question.
_CALLS = frozenset(
    {*INVITING, Act.FAIT, Act.REGLE, Act.IMPACT, Act.SOUTIEN, Act.VALORISATION, Act.MISE_EN_PRATIQUE}
    - {Act.CO_CONSTRUCTION}  # announced in the frame of an interview, it asks nothing yet
)
#: Turns after a hurt during which the real cause stays shut.
HURT_DELAY = {1: 0, 2: 1, 3: 3}
#: So many threats or discriminations shut the real cause for good.
GRAVE_SHUT = 2


class Opening(NamedTuple):
    """The fact that opens at this turn, if any, and the near misses."""

    fact: Fact | None
    near: tuple[NearMiss, ...]


def opening(scenario: Scenario, state: State, heard: Heard, rules: LevelRules) -> Opening:
    """Shallowest fact whose gate holds after this turn; `state` already carries the turn's effects.

    A turn that orders the system about, hurts, repeats, overloads or says nothing opens nothing.
    """
    if heard.silent or is_repeat(heard) or is_overload(heard, state.turn):
        return Opening(None, ())
    if Act.HORS_SUJET in heard.acts or state.last_hurt == state.turn:
        return Opening(None, ())
    if not heard.question and not _CALLS & set(heard.acts):
        return Opening(None, ())  # nobody confides because the interview was introduced
    near: list[NearMiss] = []
    for fact in sorted(scenario.facts, key=lambda f: f.layer):
        if fact.id in state.released or not set(fact.gate.after) <= set(state.released):
            continue
        lacking = _lacking(fact, state, heard, rules, asked=_asks_for(scenario, heard, fact))
        if not lacking:
            return Opening(fact, tuple(near))
        if len(lacking) == 1:
            near.append(lacking[0])
    return Opening(None, tuple(near))


def _asks_for(scenario: Scenario, heard: Heard, fact: Fact) -> bool:
    return heard.topic is not None and scenario.topic(heard.topic).fact == fact.id


def _lacking(fact: Fact, state: State, heard: Heard, rules: LevelRules, *, asked: bool) -> list[NearMiss]:
    gate = fact.gate
    lacking: list[NearMiss] = []
    if gate.acts and not asked and not set(gate.acts) & set(heard.acts):
        lacking.append(NearMiss(fact.id, "acts"))
    if state.confiance < min(95, gate.confiance + rules.gate_shift):
        lacking.append(NearMiss(fact.id, "confiance"))
    if state.tension > gate.tension_max:
        lacking.append(NearMiss(fact.id, "tension"))
    if state.ecoute < gate.ecoute:
        lacking.append(NearMiss(fact.id, "ecoute"))
    if not _time_has_passed(fact, state, rules):
        lacking.append(NearMiss(fact.id, "delai"))
    return lacking


def _time_has_passed(fact: Fact, state: State, rules: LevelRules) -> bool:
    if fact.layer == 3 and state.grave >= GRAVE_SHUT:
        return False
    if state.last_hurt is not None and state.turn - state.last_hurt < HURT_DELAY[fact.layer] + 1:
        return False
    last = max(state.released_at, default=-9)
    return state.turn - last >= rules.between_facts


__all__ = ["GRAVE", "Opening", "opening"]
