"""The director: from a state and what was heard to the advisor's next move. Pure and deterministic.

It holds no text: `Step.source` says where the actor finds the words. Numbers live in `effects`, gauges in
`gauges`, gates in `gates`; this module only decides what the advisor does.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from coach.domain.acts import Act
from coach.domain.bargaining import INTRODUCES, Bargaining, knocked_again
from coach.domain.effects import (
    APOLOGY_WINDOW,
    BREAK_GRAVE,
    BREAK_TENSION,
    HARSH,
    HURT,
    MAX_SILENCES,
    MAX_TURNS,
    OVERTIME,
    PROMISE_RECALL,
    REPROACH,
    WHY,
)
from coach.domain.gates import opening
from coach.domain.gauges import apply, is_badly_received, is_overload, is_repeat
from coach.domain.moves import EndReason, Move, Openness, Phase, Profile, Trigger
from coach.domain.play import Heard, NearMiss, Source, State, Step

_HURTS: tuple[tuple[Act, Trigger], ...] = (
    (Act.DISCRIMINATION, Trigger.DISCRIMINATION),
    (Act.MENACE, Trigger.MENACE),
    (Act.DIVULGATION, Trigger.DIVULGATION),
    (Act.MINIMISATION, Trigger.MINIMISATION),
    (Act.JUGEMENT, Trigger.JUGEMENT),
)
_ASKS_WHY = (Act.RECHERCHE_CAUSE, Act.QUESTION_OUVERTE)
_REPROACHES: tuple[tuple[Act, Trigger], ...] = (
    (Act.IMPACT, Trigger.IMPACT),
    (Act.REGLE, Trigger.REGLE),
    (Act.FAIT, Trigger.FAIT),
)
_WELCOMES: tuple[tuple[Act, Trigger], ...] = (
    (Act.EMPATHIE, Trigger.EMPATHIE),
    (Act.REFORMULATION, Trigger.REFORMULATION),
    (Act.VALORISATION, Trigger.VALORISATION),
)
_PLAN = frozenset({Act.ENGAGEMENT, Act.SOUTIEN, Act.CO_CONSTRUCTION, Act.PROPOSITION, Act.SUIVI})
#: Topics whose lines are the passage itself, said again another way.
_REPLAYED = ("rejouer", "rejeu", "reecrire")
_WARM = frozenset({Act.EMPATHIE, Act.REFORMULATION})
_OPENING_TURNS = 4
_BY_OPENNESS_ANSWER = {
    Openness.CLOSED: Move.ESQUIVE,
    Openness.MIXED: Move.JUSTIFICATION,
    Openness.OPEN: Move.CONFIDENCE,
}


@dataclass(frozen=True)
class Director(Bargaining):
    """One advisor at one level, with one seed. `step` has no memory: all of it is in the state."""

    def start(self) -> Step:
        """Turn 0: the advisor comes in and says a first word."""
        state = State(turn=0, confiance=float(self.rules.confiance), tension=float(self.rules.tension))
        return Step(state, Move.QUESTION, self.openness(state), Source("opening", str(self.level)))

    def step(self, state: State, heard: Heard) -> Step:
        """The advisor's answer to one turn of the manager.

        Raises:
            ValueError: the interview has already ended.
        """
        if state.ended is not None:
            raise ValueError("the interview has ended")
        moved = apply(state, heard, self.scenario.persona.profile, self.rules)
        after = replace(
            moved.state,
            boiling=moved.state.boiling + 1 if moved.state.tension >= BREAK_TENSION else 0,
            phase=_phase(moved.state, heard),
        )
        opened = opening(self.scenario, after, heard, self.rules)
        near, fact = opened.near, opened.fact
        held_back = fact is not None and after.knocked(fact.id) < self.rules.hesitations[fact.layer - 1]
        if fact is not None and held_back:
            after = knocked_again(after, fact.id)
            near = (*near, NearMiss(fact.id, "hesitation"))
        step = self._decide(
            after,
            heard,
            fact=fact.id if fact and not held_back else None,
            held_back=held_back,
            regrets=self.rules.regret > 2 and is_badly_received(state, heard),
        )
        released = (fact.id,) if fact and step.source == Source("fact", fact.id) else ()
        final = replace(
            step.state,
            released=(*after.released, *released),
            released_at=(*after.released_at, *(after.turn for _ in released)),
            last_move=step.move,
            ended=step.end_reason,
        )
        return replace(
            step,
            state=final,
            released=released,
            causes=moved.causes,
            near=near,
            ended=step.end_reason is not None,
        )

    # -- decisions, most pressing first ------------------------------------------------------------

    def _decide(
        self, state: State, heard: Heard, *, fact: str | None, held_back: bool, regrets: bool
    ) -> Step:
        rng = random.Random(f"{self.scenario.id}|{self.seed}|{state.turn}")
        return (
            self._breakdown(state)
            or self._silence(state, heard)
            or self._hurt(state, heard, rng)
            or self._nonsense(state, heard)
            or self._word_kept(state, heard)
            or self._leave(state, heard)
            or self._out_of_time(state)
            or (self._simply(state, Move.REFUS, Trigger.RETRAIT) if regrets else None)
            or self._confide(state, fact)
            or (self._hesitate(state, rng) if held_back and heard.topic is None else None)
            or self._practice(state, heard)
            or self._thanked(state, heard)
            or self._answer(state, heard)
            or self._suits(state, heard)
            or self._recall(state, heard)
            or self._plan(state, heard)
            or self._explain(state, heard, rng)
            or self._react(state, heard, rng)
            or self._otherwise(state, heard)
        )

    def _breakdown(self, state: State) -> Step | None:
        if state.boiling >= (3 if self.level == 1 else 2) or state.grave >= BREAK_GRAVE:
            return self._end(state, EndReason.RUPTURE)
        return None

    def _silence(self, state: State, heard: Heard) -> Step | None:
        if not heard.silent:
            return None
        if state.silences >= MAX_SILENCES:
            return self._end(state, EndReason.SANS_ACCORD)
        move = Move.QUESTION if state.silences % 2 else Move.SILENCE
        return self._step(state, move, Source("reaction", Trigger.SILENCE), Trigger.SILENCE)

    def _hurt(self, state: State, heard: Heard, rng: random.Random) -> Step | None:
        for act, trigger in _HURTS:
            if act in heard.acts:
                move = _draw(HURT[self.scenario.persona.profile], rng)
                if act is Act.MENACE and self.level >= 3:
                    move = Move.CONTRE_ATTAQUE
                return self._step(state, move, Source("reaction", trigger), trigger)
        return None

    def _word_kept(self, state: State, heard: Heard) -> Step | None:
        """The manager apologises, contradicts himself or herself, or takes back a promise of discretion."""
        if heard.indiscreet and state.discreet_at is not None and state.discreet_at < state.turn:
            return self._simply(state, Move.CONTRE_ATTAQUE, Trigger.PAROLE_REPRISE)
        if heard.contradicts:
            return self._simply(state, Move.QUESTION, Trigger.CONTRADICTION)
        recently = state.last_hurt is not None and state.last_hurt >= state.turn - APOLOGY_WINDOW
        if heard.apology and recently and not heard.question:
            move = Move.SILENCE if self.openness(state) is Openness.CLOSED else Move.ACCORD_PARTIEL
            return self._simply(state, move, Trigger.EXCUSES)
        return None

    def _hesitate(self, state: State, rng: random.Random) -> Step:
        move = Move.EMOTION if self.scenario.persona.profile is Profile.EMOTIF else Move.ESQUIVE
        return self._simply(state, rng.choice((move, Move.SILENCE)), Trigger.HESITATION)

    def _recall(self, state: State, heard: Heard) -> Step | None:
        """A promise beyond the manager's power comes back when the plan is spoken of."""
        if len(state.promises) <= state.recalled or not _PLAN & heard.point:
            return None
        if state.turn - state.promised_at < PROMISE_RECALL:
            return None
        recalled = replace(state, recalled=len(state.promises))
        return self._simply(recalled, Move.QUESTION, Trigger.PROMESSE_RAPPELEE)

    def _nonsense(self, state: State, heard: Heard) -> Step | None:
        if is_repeat(heard):
            return self._step(
                state, Move.INCOMPREHENSION, Source("reaction", Trigger.REPETITION), Trigger.REPETITION
            )
        if heard.recited:
            return self._simply(state, Move.INCOMPREHENSION, Trigger.RECITATION)
        if is_overload(heard, state.turn):
            return self._step(
                state, Move.INCOMPREHENSION, Source("reaction", Trigger.SURCHARGE), Trigger.SURCHARGE
            )
        if Act.HORS_SUJET in heard.acts and heard.topic is None:
            return self._step(
                state, Move.INCOMPREHENSION, Source("reaction", Trigger.HORS_SUJET), Trigger.HORS_SUJET
            )
        return None

    def _leave(self, state: State, heard: Heard) -> Step | None:
        if state.turn < 3 or heard.question:
            return None
        if state.commitments and (heard.closing or Act.CONCLUSION in heard.acts):
            return self._end(state, EndReason.ACCORD)
        if heard.closing:
            if Act.ENGAGEMENT in heard.acts and self._accepts(replace(state, asks=state.asks + 1), heard):
                return self._end(self._committed(state, heard), EndReason.ACCORD)
            return self._end(state, EndReason.SANS_ACCORD)
        return None

    def _out_of_time(self, state: State) -> Step | None:
        if state.elapsed >= self.scenario.minutes * 60 * OVERTIME or state.turn >= MAX_TURNS:
            return self._end(state, EndReason.TEMPS)
        return None

    def _confide(self, state: State, fact: str | None) -> Step | None:
        return self._step(state, Move.CONFIDENCE, Source("fact", fact)) if fact else None

    def _thanked(self, state: State, heard: Heard) -> Step | None:
        """Thanks for what was told, or discretion promised about it."""
        if heard.question or state.turn <= INTRODUCES or (_PLAN | _WARM) & heard.point:
            return None
        if not (heard.thanks or heard.discreet):
            return None
        move = Move.SILENCE if self.openness(state) is Openness.CLOSED else Move.ACCORD_PARTIEL
        return self._simply(state, move, Trigger.DISCRETION if heard.discreet else Trigger.REMERCIEMENT)

    def _answer(self, state: State, heard: Heard) -> Step | None:
        """A precise question gets its precise answer, as far as the advisor is open."""
        if heard.topic is None or not (heard.question or Act.QUESTION_OUVERTE in heard.point):
            return None
        if self._asks_commitment(heard) or Act.CO_CONSTRUCTION in heard.point:
            return None
        return self._on_topic(state, heard.topic)

    def _on_topic(self, state: State, topic_id: str) -> Step:
        openness = self.openness(state)
        topic = self.scenario.topic(topic_id)
        if openness is Openness.OPEN and topic.fact is not None and topic.fact not in state.released:
            openness = Openness.MIXED
        return replace(
            self._step(state, _BY_OPENNESS_ANSWER[openness], Source("topic", topic.id)), openness=openness
        )

    def _practice(self, state: State, heard: Heard) -> Step | None:
        """Asked to replay the passage, or to judge one's own work."""
        closed = self.openness(state) is Openness.CLOSED
        if heard.topic is not None and heard.topic.startswith(_REPLAYED) and not self._asks_commitment(heard):
            return self._on_topic(state, heard.topic)
        if Act.MISE_EN_PRATIQUE in heard.point and Act.REFORMULATION not in heard.point:
            return self._simply(state, Move.REFUS if closed else Move.ACCORD, Trigger.MISE_EN_PRATIQUE)
        if Act.AUTO_EVALUATION in heard.point and heard.topic is None:
            return self._simply(state, _BY_OPENNESS_ANSWER[self.openness(state)], Trigger.AUTO_EVALUATION)
        return None

    def _explain(self, state: State, heard: Heard, rng: random.Random) -> Step | None:
        if any(act in heard.point for act in _ASKS_WHY):
            table = WHY[self.scenario.persona.profile][self.openness(state)]
            return self._step(state, self._drawn(table, rng), Source("move"))
        return None

    def _react(self, state: State, heard: Heard, rng: random.Random) -> Step | None:
        openness = self.openness(state)
        for said in (heard.point, set(heard.acts)):
            for act, trigger in _WELCOMES:
                if act in said:
                    return self._welcomed(state, act, trigger)
            for act, trigger in _REPROACHES:
                if act in said:
                    move = self._drawn(REPROACH[self.scenario.persona.profile][openness], rng)
                    return self._step(state, move, Source("reaction", trigger), trigger)
        if state.last_move is Move.CONFIDENCE and {Act.CADRAGE, Act.CONCLUSION, Act.ACCUEIL} & set(
            heard.acts
        ):
            return self._welcomed(state, Act.EMPATHIE, Trigger.EMPATHIE)  # « merci de me l'avoir dit »
        return None

    def _welcomed(self, state: State, act: Act, trigger: Trigger) -> Step:
        openness = self.openness(state)
        move = Move.SILENCE if openness is Openness.CLOSED else Move.ACCORD_PARTIEL
        if act is Act.EMPATHIE and openness is not Openness.CLOSED:
            move = Move.EMOTION
        return self._step(state, move, Source("reaction", trigger), trigger)

    def _otherwise(self, state: State, heard: Heard) -> Step:
        if state.turn <= (INTRODUCES if heard.question else _OPENING_TURNS):
            for act, trigger in ((Act.CADRAGE, Trigger.CADRAGE), (Act.ACCUEIL, Trigger.ACCUEIL)):
                if act in heard.acts:
                    return self._simply(state, Move.QUESTION, trigger)
        if heard.question:
            return self._step(state, _BY_OPENNESS_ANSWER[self.openness(state)], Source("move"))
        if heard.topic is not None:
            return self._on_topic(state, heard.topic)
        if not heard.intelligible:
            return self._step(state, Move.INCOMPREHENSION, Source("move"))
        closed = self.openness(state) is Openness.CLOSED
        return self._simply(state, Move.ESQUIVE if closed else Move.ACCORD_PARTIEL, Trigger.ECOUTE)

    # -- helpers ---------------------------------------------------------------------------------

    def _end(self, state: State, reason: EndReason) -> Step:
        move = Move.REFUS if reason is EndReason.RUPTURE else Move.CLOTURE
        step = self._step(state, move, Source("ending", reason))
        return replace(step, end_reason=reason)

    def _drawn(self, table: Mapping[Move, int], rng: random.Random) -> Move:
        """A move of the persona's table, the hard ones rarer or commoner by level."""
        weights = {m: w * (self.rules.harsh if m in HARSH else 1.0) for m, w in table.items()}
        return _draw(weights if any(weights.values()) else table, rng)


def _draw(weights: Mapping[Move, int] | Mapping[Move, float], rng: random.Random) -> Move:
    return rng.choices(list(weights), list(weights.values()))[0]


def _phase(state: State, heard: Heard) -> Phase:
    """Furthest part of the interview that the acts of this turn show."""
    acts = set(heard.acts)
    if acts & {Act.CONCLUSION, Act.SUIVI} and state.turn > 3:
        return Phase.CLOTURE
    if acts & {Act.ENGAGEMENT, Act.CO_CONSTRUCTION, Act.PROPOSITION, Act.SOUTIEN, Act.MISE_EN_PRATIQUE}:
        return Phase.PLAN
    if acts & {Act.RECHERCHE_CAUSE}:
        return Phase.CAUSES
    if acts & {Act.QUESTION_OUVERTE, Act.REFORMULATION, Act.EMPATHIE, Act.AUTO_EVALUATION}:
        return max(state.phase, Phase.ECOUTE, key=_ORDER.index) if state.phase != Phase.PLAN else state.phase
    if acts & {Act.FAIT, Act.REGLE, Act.IMPACT}:
        return max(state.phase, Phase.FAITS, key=_ORDER.index)
    return state.phase


_ORDER = list(Phase)
