"""How an advisor comes to commit: ideas asked for, means offered, a pledge asked, and what holds it back.

The part of the director that speaks of the plan; what was said before it is in `director`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from coach.domain.acts import Act
from coach.domain.effects import LEVEL_RULES, LevelRules
from coach.domain.moves import Move, Openness, Trigger
from coach.domain.play import Commitment, Heard, Source, State, Step
from coach.domain.scenarios import Level, Scenario

ASKS = frozenset({Act.QUESTION_OUVERTE, Act.RECHERCHE_CAUSE, Act.AUTO_EVALUATION, Act.CO_CONSTRUCTION})
INTRODUCES = 2
"""Up to this turn the manager is still saying why they meet: a plan that is announced is not yet asked for."""
_IDEA = "idee"
_TO_AN_OFFER = {
    Openness.CLOSED: Move.REFUS,
    Openness.MIXED: Move.ACCORD_PARTIEL,
    Openness.OPEN: Move.ACCORD,
}


@dataclass(frozen=True)
class Bargaining:
    """One advisor at one level, with one seed, when the plan is spoken of."""

    scenario: Scenario
    level: Level
    seed: int

    @property
    def rules(self) -> LevelRules:
        """Tuning of the level."""
        return LEVEL_RULES[self.level]

    def openness(self, state: State) -> Openness:
        """How much the advisor is ready to say."""
        if state.confiance < self.rules.mixed_at or state.tension >= 75:
            return Openness.CLOSED
        if state.confiance >= self.rules.open_at and state.tension <= 55:
            return Openness.OPEN
        return Openness.MIXED

    def _plan(self, state: State, heard: Heard) -> Step | None:
        openness = self.openness(state)
        if state.commitments and {Act.SUIVI, Act.ENGAGEMENT} & set(heard.acts) and not ASKS & heard.point:
            return self._simply(state, Move.ACCORD, Trigger.SUIVI)
        if self._asks_commitment(heard):
            return self._answer_request(replace(state, asks=state.asks + 1), heard, openness)
        introduces = state.turn <= INTRODUCES and not heard.question
        if Act.CO_CONSTRUCTION in heard.point and (heard.question or Act.CADRAGE not in heard.acts):
            return None if introduces else self._offer(state, heard, openness)
        if Act.SOUTIEN in heard.point or heard.pledge:
            move = Move.REFUS if openness is Openness.CLOSED else Move.ACCORD_PARTIEL
            return self._simply(state, move, Trigger.SOUTIEN)
        if Act.PROPOSITION in heard.point:
            return self._step(self._with_idea(state, heard, openness), _TO_AN_OFFER[openness], Source("move"))
        if Act.SUIVI in heard.point and not introduces:
            move = Move.ESQUIVE if openness is Openness.CLOSED else Move.ACCORD_PARTIEL
            return self._simply(state, move, Trigger.SUIVI)
        return None

    def _suits(self, state: State, heard: Heard) -> Step | None:
        """« Ça vous convient ? » gets a yes, a half yes or a no."""
        if not heard.checks:
            return None
        if state.commitments:
            return self._simply(state, Move.ACCORD, Trigger.SUIVI)
        return self._step(state, _TO_AN_OFFER[self.openness(state)], Source("move"))

    @staticmethod
    def _asks_commitment(heard: Heard) -> bool:
        """True when a precise commitment is asked for, and nothing else is asked after it."""
        if heard.asks_pledge:
            return True
        if Act.ENGAGEMENT not in heard.acts or heard.pledge or ASKS & heard.point:
            return False
        return Act.ENGAGEMENT in heard.point or heard.dated or heard.measured

    def _answer_request(self, state: State, heard: Heard, openness: Openness) -> Step:
        if self._accepts(state, heard):
            return self._step(self._committed(state, heard), Move.ENGAGEMENT, Source("commitment"))
        resists = openness is Openness.CLOSED or (self.level >= 3 and state.asks < self.rules.asks)
        return self._simply(
            state, Move.REFUS if resists else Move.ACCORD_PARTIEL, self._holds_back(state, heard)
        )

    def _holds_back(self, state: State, heard: Heard) -> Trigger:
        """What keeps the advisor from committing, told so that the manager may mend it."""
        rules = self.rules
        layers = {self.scenario.fact(f).layer for f in state.released}
        if self.openness(state) is Openness.CLOSED or state.tension > rules.accept_tension:
            return Trigger.ENGAGEMENT_TOT
        if rules.accept_layer > 1 and max(layers, default=0) < rules.accept_layer:
            return Trigger.ENGAGEMENT_SURFACE
        if len(state.ideas) < max(1, rules.own_ideas):
            return Trigger.ENGAGEMENT_SANS_MOI
        if rules.precise and not (heard.dated and (heard.measured or Act.SUIVI in heard.acts)):
            return Trigger.ENGAGEMENT_FLOU
        return Trigger.ENGAGEMENT_TOT

    def _offer(self, state: State, heard: Heard, openness: Openness) -> Step:
        """Asked for ideas: the advisor brings one once there is enough trust to look for it."""
        if openness is Openness.CLOSED or state.confiance < self.rules.accept_confiance - 12:
            move = Move.REFUS if openness is Openness.CLOSED else Move.ESQUIVE
            return self._simply(state, move, Trigger.SANS_IDEE)
        if state.knocked(_IDEA) < self.rules.idea_dodges:
            return self._simply(knocked_again(state, _IDEA), Move.ESQUIVE, Trigger.SANS_IDEE)
        free = [
            idea
            for idea in self.scenario.agreement.ideas
            if idea.id not in state.ideas and (idea.fact is None or idea.fact in state.released)
        ]
        if free:
            # The one the manager speaks of, else any: two interviews need not bring the same idea first.
            rng = random.Random(f"{self.scenario.id}|{self.seed}|{state.turn}|{_IDEA}")
            idea = next((i for i in free if i.id == heard.idea), None) or rng.choice(free)
            found = replace(state, ideas=(*state.ideas, idea.id))
            return self._step(found, Move.ACCORD_PARTIEL, Source("idea", idea.id))
        return self._step(state, Move.ACCORD, Source("move"))

    def _accepts(self, state: State, heard: Heard) -> bool:
        rules = self.rules
        if rules.precise and not (heard.dated and (heard.measured or Act.SUIVI in heard.acts)):
            return False
        layers = {self.scenario.fact(f).layer for f in state.released}
        return (
            state.confiance >= rules.accept_confiance
            and state.tension <= rules.accept_tension
            and (rules.accept_layer == 1 or max(layers, default=0) >= rules.accept_layer)
            and state.ecoute >= rules.accept_ecoute
            and len(state.ideas) >= rules.own_ideas
            and state.asks >= rules.asks
        )

    def _committed(self, state: State, heard: Heard) -> State:
        quote = heard.quotes.get(Act.ENGAGEMENT, "")
        commitment = Commitment(state.turn, quote, heard.dated, heard.measured, heard.idea)
        return replace(state, commitments=(*state.commitments, commitment))

    def _with_idea(self, state: State, heard: Heard, openness: Openness) -> State:
        """An idea of the manager's that meets one of the advisor's own counts as shared once welcome."""
        if heard.idea is None or heard.idea in state.ideas or openness is not Openness.OPEN:
            return state
        idea = next(i for i in self.scenario.agreement.ideas if i.id == heard.idea)
        if idea.fact is not None and idea.fact not in state.released:
            return state
        return replace(state, ideas=(*state.ideas, idea.id))

    # -- helpers ---------------------------------------------------------------------------------

    def _simply(self, state: State, move: Move, trigger: Trigger) -> Step:
        """A step whose words come from the lines of a trigger."""
        return self._step(state, move, Source("reaction", trigger), trigger)

    def _step(self, state: State, move: Move, source: Source, trigger: Trigger | None = None) -> Step:
        return Step(state, move, self.openness(state), source, trigger=trigger)


def knocked_again(state: State, key: str) -> State:
    """The state with one more knock at that door: a fact, or the advisor's own ideas."""
    return replace(state, knocks=tuple((dict(state.knocks) | {key: state.knocked(key) + 1}).items()))
