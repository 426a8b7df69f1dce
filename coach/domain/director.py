"""The director: from a state and what was heard to the advisor's next move. Pure and deterministic.

It holds no text: `Step.source` says where the actor finds the words. Numbers live in `effects`, gauges in
`gauges`, gates in `gates`; this module only decides what the advisor does.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from coach.domain.acts import Act
from coach.domain.effects import (
    APOLOGY_WINDOW,
    BREAK_GRAVE,
    BREAK_TENSION,
    HARSH,
    HURT,
    LEVEL_RULES,
    MAX_SILENCES,
    MAX_TURNS,
    OVERTIME,
    PROMISE_RECALL,
    REPROACH,
    WHY,
    LevelRules,
)
from coach.domain.gates import opening
from coach.domain.gauges import apply, is_badly_received, is_overload, is_repeat
from coach.domain.moves import EndReason, Move, Openness, Phase, Profile, Trigger
from coach.domain.play import Commitment, Heard, NearMiss, Source, State, Step
from coach.domain.scenarios import Level, Scenario

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
_ASKS = frozenset({Act.QUESTION_OUVERTE, Act.RECHERCHE_CAUSE, Act.AUTO_EVALUATION, Act.CO_CONSTRUCTION})
_PLAN = frozenset({Act.ENGAGEMENT, Act.SOUTIEN, Act.CO_CONSTRUCTION, Act.PROPOSITION, Act.SUIVI})
_IDEA = "idee"
#: Topics whose lines are the passage itself, said again another way.
_REPLAYED = ("rejouer", "rejeu", "reecrire")
_WARM = frozenset({Act.EMPATHIE, Act.REFORMULATION})
_INTRODUCES = 2
"""Up to this turn the manager is still saying why they meet: a plan that is announced is not yet asked for."""
_OPENING_TURNS = 4
_BY_OPENNESS_ANSWER = {
    Openness.CLOSED: Move.ESQUIVE,
    Openness.MIXED: Move.JUSTIFICATION,
    Openness.OPEN: Move.CONFIDENCE,
}
_TO_AN_OFFER = {
    Openness.CLOSED: Move.REFUS,
    Openness.MIXED: Move.ACCORD_PARTIEL,
    Openness.OPEN: Move.ACCORD,
}


@dataclass(frozen=True)
class Director:
    """One advisor at one level, with one seed. `step` has no memory: all of it is in the state."""

    scenario: Scenario
    level: Level
    seed: int

    @property
    def rules(self) -> LevelRules:
        """Tuning of the level."""
        return LEVEL_RULES[self.level]

    def start(self) -> Step:
        """Turn 0: the advisor comes in and says a first word."""
        state = State(turn=0, confiance=float(self.rules.confiance), tension=float(self.rules.tension))
        return Step(state, Move.QUESTION, self.openness(state), Source("opening", str(self.level)))

    def openness(self, state: State) -> Openness:
        """How much the advisor is ready to say."""
        if state.confiance < self.rules.mixed_at or state.tension >= 75:
            return Openness.CLOSED
        if state.confiance >= self.rules.open_at and state.tension <= 55:
            return Openness.OPEN
        return Openness.MIXED

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
            after = _knock(after, fact.id)
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
        if heard.question or state.turn <= _INTRODUCES or (_PLAN | _WARM) & heard.point:
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

    def _plan(self, state: State, heard: Heard) -> Step | None:
        openness = self.openness(state)
        if state.commitments and {Act.SUIVI, Act.ENGAGEMENT} & set(heard.acts) and not _ASKS & heard.point:
            return self._simply(state, Move.ACCORD, Trigger.SUIVI)
        if self._asks_commitment(heard):
            return self._answer_request(replace(state, asks=state.asks + 1), heard, openness)
        introduces = state.turn <= _INTRODUCES and not heard.question
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
        if Act.ENGAGEMENT not in heard.acts or heard.pledge or _ASKS & heard.point:
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
            return self._simply(_knock(state, _IDEA), Move.ESQUIVE, Trigger.SANS_IDEE)
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
        if state.turn <= (_INTRODUCES if heard.question else _OPENING_TURNS):
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

    def _end(self, state: State, reason: EndReason) -> Step:
        move = Move.REFUS if reason is EndReason.RUPTURE else Move.CLOTURE
        step = self._step(state, move, Source("ending", reason))
        return replace(step, end_reason=reason)

    def _simply(self, state: State, move: Move, trigger: Trigger) -> Step:
        """A step whose words come from the lines of a trigger."""
        return self._step(state, move, Source("reaction", trigger), trigger)

    def _drawn(self, table: Mapping[Move, int], rng: random.Random) -> Move:
        """A move of the persona's table, the hard ones rarer or commoner by level."""
        weights = {m: w * (self.rules.harsh if m in HARSH else 1.0) for m, w in table.items()}
        return _draw(weights if any(weights.values()) else table, rng)

    def _step(self, state: State, move: Move, source: Source, trigger: Trigger | None = None) -> Step:
        return Step(state, move, self.openness(state), source, trigger=trigger)


def _knock(state: State, key: str) -> State:
    return replace(state, knocks=tuple((dict(state.knocks) | {key: state.knocked(key) + 1}).items()))


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
