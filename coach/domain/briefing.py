"""The briefing before a silent jury: it listens for ten minutes, then asks, one question at a time.

Nobody answers while the candidate speaks. The questions come from what was left out, said wrongly or said, in that
order, with one at least on animating the team. Same words, same seed: same questions.

The state is that of any interview, read so: `released` are the points made (with their turn), `ideas` the questions
asked, `knocks` what was stated falsely and the follow-up questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coach.domain.briefing_plan import BriefingPlan, JuryQuestion
from coach.domain.moves import EndReason, Move, Openness, Phase
from coach.domain.play import Heard, Source, State, Step
from coach.domain.scenarios import Level, Scenario

QUESTIONS = {1: 3, 2: 4, 3: 5, 4: 6}
"""Questions asked, by level."""
SHORT_ANSWER = {1: 0, 2: 0, 3: 20, 4: 35}
"""Words under which the jury asks for more, by level."""
MAX_MORE = 2
MAX_SILENCES = 4
QUESTION_MINUTES = 30
_RANK = {"faux": 0, "omis": 1, "dit": 2, "toujours": 3}
_MORE, _WAIT = "precision", "attente"
_PHASES = {
    "objet": Phase.OUVERTURE,
    "chiffres": Phase.FAITS,
    "sens": Phase.CAUSES,
    "droit": Phase.CAUSES,
    "consigne": Phase.PLAN,
    "verification": Phase.ECOUTE,
    "valorisation": Phase.ECOUTE,
    "mobilisation": Phase.CLOTURE,
    "temps": Phase.CLOTURE,
}


@dataclass(frozen=True)
class BriefingDirector:
    """One jury at one level, with one seed; `step` has no memory, all of it is in the state."""

    scenario: Scenario
    level: Level
    seed: int

    @property
    def plan(self) -> BriefingPlan:
        """What has to be said and asked."""
        if self.scenario.briefing is None:
            raise ValueError(f"scenario {self.scenario.id!r} has no briefing plan")
        return self.scenario.briefing

    def start(self) -> Step:
        """Turn 0: the jury gives the floor."""
        state = State(turn=0, confiance=50.0, tension=20.0)
        return _step(state, Move.QUESTION, Source("opening", str(self.level)))

    def step(self, state: State, heard: Heard) -> Step:
        """Silence while the candidate speaks, then one question a turn.

        Raises:
            ValueError: the exercise has already ended.
        """
        if state.ended is not None:
            raise ValueError("the briefing has ended")
        after = self._heard(state, heard)
        if after.silences >= MAX_SILENCES:
            return self._end(after)
        if not state.ideas:
            return self._talk(after, heard)
        return self._questions(after, heard)

    def _heard(self, state: State, heard: Heard) -> State:
        turn = state.turn + 1
        fresh = tuple(p for p in heard.said if p not in state.released)
        knocks = dict(state.knocks) | {f"faux:{p}": turn for p in heard.wrong}
        after = replace(
            state,
            turn=turn,
            elapsed=state.elapsed + heard.seconds,
            released=(*state.released, *fresh),
            released_at=(*state.released_at, *(turn for _ in fresh)),
            knocks=tuple(knocks.items()),
            silences=state.silences + 1 if heard.silent else 0,
        )
        return replace(after, phase=self._phase(after))

    def _phase(self, state: State) -> Phase:
        """Where the first missing point belongs, so that a hint speaks of it."""
        missing = next((p for p in self.plan.points if p.id not in state.released), None)
        return _PHASES[missing.kind] if missing is not None else Phase.CLOTURE

    def _talk(self, state: State, heard: Heard) -> Step:
        over = state.elapsed >= self.scenario.minutes * 60
        if (heard.finished or over) and state.turn >= 1:
            return self._ask(state)
        return _step(state, Move.SILENCE, Source("listen"))

    def _questions(self, state: State, heard: Heard) -> Step:
        if state.elapsed >= (self.scenario.minutes + QUESTION_MINUTES) * 60:
            return self._end(state, EndReason.TEMPS)
        if heard.silent and state.silences == 1:
            return _step(state, Move.SILENCE, Source("jury_wait"))
        short = not heard.silent and heard.words < SHORT_ANSWER[self.level]
        if short and state.knocked(_MORE) < MAX_MORE and state.last_move is not Move.INCOMPREHENSION:
            knocks = dict(state.knocks) | {_MORE: state.knocked(_MORE) + 1}
            return _step(
                replace(state, knocks=tuple(knocks.items())), Move.INCOMPREHENSION, Source("jury_more")
            )
        return self._ask(state)

    def _ask(self, state: State) -> Step:
        left = QUESTIONS[self.level] - len(state.ideas)
        waiting = list(self._waiting(state))
        if left <= 0 or not waiting:
            return self._end(state)
        asked_cp6 = any(self.plan.question(i).cp6 for i in state.ideas)
        chosen = waiting[0]
        if left == 1 and not asked_cp6:
            chosen = next((q for q in waiting if q.cp6), chosen)
        return _step(
            replace(state, ideas=(*state.ideas, chosen.id)), Move.QUESTION, Source("jury", chosen.id)
        )

    def _waiting(self, state: State) -> Iterator[JuryQuestion]:
        """Questions that may be asked now, the most telling first; equals in an order drawn by the seed."""
        rng = random.Random(f"{self.scenario.id}|{self.seed}|jury")
        drawn = {q.id: rng.random() for q in self.plan.questions}
        open_now = [q for q in self.plan.questions if q.id not in state.ideas and self._holds(q, state)]
        yield from sorted(open_now, key=lambda q: (_RANK[q.when], not self._essential(q), drawn[q.id]))

    def _essential(self, question: JuryQuestion) -> bool:
        return question.point is not None and self.plan.point(question.point).essential

    @staticmethod
    def _holds(question: JuryQuestion, state: State) -> bool:
        match question.when:
            case "faux":
                return state.knocked(f"faux:{question.point}") > 0
            case "omis":
                return question.point not in state.released
            case "dit":
                return question.point in state.released
            case "toujours":
                return True

    def _end(self, state: State, reason: EndReason | None = None) -> Step:
        """Ends on an agreement when the essential was said, in the talk or in an answer."""
        essential = {p.id for p in self.plan.points if p.essential}
        said = essential <= set(state.released) and bool(state.ideas)
        chosen = reason or (EndReason.ACCORD if said else EndReason.SANS_ACCORD)
        step = _step(replace(state, ended=chosen), Move.CLOTURE, Source("ending", chosen))
        return replace(step, ended=True, end_reason=chosen)


def _step(state: State, move: Move, source: Source) -> Step:
    return Step(replace(state, last_move=move), move, Openness.OPEN, source)
