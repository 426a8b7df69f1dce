"""A customer whose call the manager takes over: the same engine, another bargain.

An adviser commits to something; a customer accepts something. So the manager's own offer is what counts: a firm
one names a solution of the scenario and a date, and it is taken only by someone who was heard first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from coach.domain.acts import Act
from coach.domain.director import Director
from coach.domain.moves import Move, Openness, Trigger
from coach.domain.play import Heard, Source, State, Step

ANGER = 16.0
"""Tension with which a customer comes to the phone, above that of an adviser at the same level."""
TRUST = 4.0
"""Confidence asked of a customer before an offer is taken, below that of an adviser: the talk is shorter."""
_ASKS_OPENLY = frozenset({Act.QUESTION_OUVERTE, Act.RECHERCHE_CAUSE, Act.CO_CONSTRUCTION})


@dataclass(frozen=True)
class CustomerDirector(Director):
    """One customer at one level, with one seed."""

    def start(self) -> Step:
        """Turn 0: the customer is put through, angry."""
        step = super().start()
        return replace(step, state=replace(step.state, tension=min(88.0, step.state.tension + ANGER)))

    def _word_kept(self, state: State, heard: Heard) -> Step | None:
        """An apology is owed from the first word on, not only after a clumsy turn."""
        if heard.apology and not heard.question and not self._firm(heard):
            move = Move.SILENCE if self.openness(state) is Openness.CLOSED else Move.ACCORD_PARTIEL
            return self._simply(state, move, Trigger.EXCUSES)
        return super()._word_kept(state, heard)

    def _plan(self, state: State, heard: Heard) -> Step | None:
        openness = self.openness(state)
        asks_openly = bool(_ASKS_OPENLY & heard.point) and heard.question
        if state.commitments and (heard.pledge or Act.SUIVI in heard.acts) and not asks_openly:
            return self._simply(state, Move.ACCORD, Trigger.SUIVI)
        if (heard.pledge or Act.PROPOSITION in heard.point) and not asks_openly:
            return self._weigh(state, heard, openness)
        if Act.CO_CONSTRUCTION in heard.point:
            return self._offer(state, heard, openness)
        if Act.SOUTIEN in heard.point:
            move = Move.ESQUIVE if openness is Openness.CLOSED else Move.ACCORD_PARTIEL
            return self._simply(state, move, Trigger.SOUTIEN)
        if Act.SUIVI in heard.point:
            return self._step(state, Move.QUESTION, Source("move"))
        return None

    def _weigh(self, state: State, heard: Heard, openness: Openness) -> Step:
        """Takes a firm offer, asks « quand, qui ? » of a vague one, refuses one that comes too soon."""
        if not self._firm(heard):
            if Act.SOUTIEN in heard.acts:
                return self._simply(state, Move.QUESTION, Trigger.SOUTIEN)
            return self._step(state, Move.QUESTION, Source("move"))
        asked = replace(state, asks=state.asks + 1)
        if self._accepts(asked, heard):
            return self._step(self._committed(asked, heard), Move.ENGAGEMENT, Source("commitment"))
        resists = openness is Openness.CLOSED or (self.level >= 3 and asked.asks < self.rules.asks)
        return self._step(asked, Move.REFUS if resists else Move.ACCORD_PARTIEL, Source("move"))

    @staticmethod
    def _firm(heard: Heard) -> bool:
        """A solution of the scenario, with a date, offered by the manager."""
        return heard.idea is not None and heard.dated and (heard.pledge or Act.PROPOSITION in heard.acts)

    def _accepts(self, state: State, heard: Heard) -> bool:
        rules = self.rules
        layers = {self.scenario.fact(f).layer for f in state.released}
        return (
            self._firm(heard)
            and state.confiance >= rules.accept_confiance - TRUST
            and state.tension <= rules.accept_tension
            and (rules.accept_layer == 1 or max(layers, default=0) >= rules.accept_layer)
            and state.ecoute >= rules.accept_ecoute - 1
            and state.asks >= min(rules.asks, 2)
        )
