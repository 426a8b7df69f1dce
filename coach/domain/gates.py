"""Which hidden facts may be told now, and which one more condition would have opened."""

from __future__ import annotations

from typing import NamedTuple

from coach.domain.acts import Act
from coach.domain.effects import LevelRules
from coach.domain.gauges import GRAVE, is_overload, is_repeat
from coach.domain.moves import Move
from coach.domain.play import Heard, NearMiss, State
from coach.domain.scenarios import Fact, Scenario

#: Acts that call for a word from the advisor, besides a question.
_CALLS = frozenset(
    {Act.EMPATHIE, Act.REFORMULATION, Act.RECHERCHE_CAUSE, Act.AUTO_EVALUATION, Act.SOUTIEN, Act.VALORISATION}
)
_REPROACH = frozenset({Act.FAIT, Act.REGLE, Act.IMPACT})
_LOOKS_BEHIND = frozenset({Act.RECHERCHE_CAUSE, Act.EMPATHIE, Act.REFORMULATION})
#: After these the advisor has left something unsaid, so that a welcome alone may bring it out.
_UNSAID = frozenset(
    {
        Move.ESQUIVE,
        Move.JUSTIFICATION,
        Move.EMOTION,
        Move.SILENCE,
        Move.CONFIDENCE,
        Move.REJET_FAUTE,
        Move.MINIMISATION,
    }
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
    if not _calls_for_a_word(heard, state):
        return Opening(None, ())  # nobody confides because the interview was introduced
    near: list[NearMiss] = []
    for fact in sorted(scenario.facts, key=lambda f: f.layer):
        if fact.id in state.released or not set(fact.gate.after) <= set(state.released):
            continue
        if _asks_something_else(scenario, heard, fact, rules):
            continue
        lacking = _lacking(fact, state, heard, rules, asked=_asks_for(scenario, heard, fact))
        if not lacking:
            return Opening(fact, tuple(near))
        if len(lacking) == 1:
            near.append(lacking[0])
    return Opening(None, tuple(near))


def _calls_for_a_word(heard: Heard, state: State) -> bool:
    """True when something is asked, reproached, or welcomed after a half-answer."""
    if Act.MISE_EN_PRATIQUE in heard.acts or {Act.ENGAGEMENT, Act.CONCLUSION} & heard.point:
        return False
    if state.turn == 1 and not _REPROACH & set(heard.acts):
        return False
    if heard.question:
        return Act.CO_CONSTRUCTION not in heard.point
    if _CALLS & heard.point:
        return heard.takes_up or state.last_move in _UNSAID
    return bool(_REPROACH & heard.point)


def _asks_something_else(scenario: Scenario, heard: Heard, fact: Fact, rules: LevelRules) -> bool:
    """A precise question gets its own answer, unless it looks for causes or comes with a welcome.

    An easy advisor takes any open question as an occasion to come to what matters.
    """
    if heard.topic is None or not heard.question or _asks_for(scenario, heard, fact):
        return False
    if fact.layer == 1:
        return True
    occasion = (
        rules.volunteers and Act.QUESTION_OUVERTE in heard.point and Act.AUTO_EVALUATION not in heard.point
    )
    return not occasion and not _LOOKS_BEHIND & heard.point


def _asks_for(scenario: Scenario, heard: Heard, fact: Fact) -> bool:
    """Asked about by its topic; naming the very thing is guessing, and opens nothing by itself."""
    if heard.topic is None or fact.id in heard.guesses:
        return False
    return scenario.topic(heard.topic).fact == fact.id


def _lacking(fact: Fact, state: State, heard: Heard, rules: LevelRules, *, asked: bool) -> list[NearMiss]:
    gate = fact.gate
    lacking: list[NearMiss] = []
    if gate.acts and not asked and not set(gate.acts) & heard.point:
        lacking.append(NearMiss(fact.id, "acts"))
    if state.confiance < min(95, gate.confiance + rules.gate_shift):
        lacking.append(NearMiss(fact.id, "confiance"))
    if state.tension > gate.tension_max:
        lacking.append(NearMiss(fact.id, "tension"))
    if gate.ecoute and state.ecoute < max(1, gate.ecoute + rules.ecoute_shift):
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
