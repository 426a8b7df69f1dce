"""One interview in memory: hears, decides, answers. No store, no clock but the one it is handed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from coach.dialogue.actor import Actor, Delta, Exchange, Piece, Scene, Voiced, collect
from coach.dialogue.claims import contradiction
from coach.dialogue.hearing import slots
from coach.dialogue.jury import jury_line
from coach.dialogue.lines import address
from coach.dialogue.listening import hearing_for
from coach.dialogue.ports import Analyst
from coach.dialogue.records import TurnRecord
from coach.dialogue.topics import TopicBook, follows_up
from coach.dialogue.turn_signs import promised_thing
from coach.domain.directors import director_for
from coach.domain.play import Step
from coach.domain.scenarios import Level, Scenario

MAX_TURN_CHARS = 8000


class Play:
    """The parts that one interview needs; its turns are handed in, so it keeps nothing itself."""

    def __init__(
        self,
        scenario: Scenario,
        level: Level,
        seed: int,
        analyst: Analyst,
        actor: Actor,
        topics: TopicBook | None = None,
    ) -> None:
        self.scenario = scenario
        self.level = level
        self.seed = seed
        self.actor = actor
        self._director = director_for(scenario, level, seed)
        self._topics = topics
        self._hearing = hearing_for(
            analyst, scenario, topics.matcher(scenario) if topics is not None else None
        )

    def open(self) -> Step:
        """The director's opening; topics get ready while the manager reads it."""
        if self._topics is not None:
            self._topics.warm(self.scenario)
        return self._director.start()

    def decide(
        self, turns: Sequence[TurnRecord], manager: str, seconds: float | None = None
    ) -> tuple[tuple[str, ...], Step]:
        """Acts heard in the manager's words, and the director's decision."""
        earlier = [t.manager for t in turns if t.manager]
        heard = self._hearing.hear(manager, earlier, [t.advisor for t in turns], seconds)
        if follows_up(manager) and heard.topic is None and (topic := self._spoken_of(turns[-1].step)):
            heard = replace(heard, topic=topic, question=True)
        return tuple(a.value for a in heard.acts), self._director.step(turns[-1].step.state, heard)

    def _spoken_of(self, step: Step) -> str | None:
        """The topic of the last answer, or the one that leads to what was just confided."""
        if step.source.kind == "topic":
            return step.source.key
        if step.source.kind != "fact":
            return None
        return next((t.id for t in self.scenario.topics if t.fact == step.source.key), None)

    def answer(
        self, turns: Sequence[TurnRecord], manager: str | None, step: Step, actor: Actor | None = None
    ) -> Iterator[Piece]:
        """The advisor's words for that step, as they come."""
        if self.scenario.exercise == "briefing":
            heard_before = [t.advisor for t in turns]
            line = jury_line(self.scenario, self.level, self.seed, step, heard_before)
            return iter((Delta(line), Voiced("embedded")) if line else (Voiced("embedded"),))
        said = [t.manager for t in turns if t.manager] + ([manager] if manager else [])
        scene = Scene(
            scenario=self.scenario,
            level=self.level,
            seed=self.seed,
            step=step,
            manager=manager or "",
            history=tuple(Exchange(t.manager or "", t.advisor) for t in turns),
            formal=address(said),
            slots=self._slots(manager or "", said[:-1], step),
        )
        return (actor or self.actor).play(scene)

    def _slots(self, manager: str, earlier: Sequence[str], step: Step) -> dict[str, str]:
        """What a line may take up: from these words, from a figure that changed, from a promise made."""
        found = slots(manager)
        if changed := contradiction(manager, earlier, self.scenario):
            found["avant"] = changed.before
        if step.state.promises and (thing := promised_thing(step.state.promises[-1])):
            found["promesse"] = thing
        return found

    def turn(
        self, turns: Sequence[TurnRecord], manager: str | None, seconds: float | None = None
    ) -> TurnRecord:
        """One whole turn at once (None: the opening)."""
        acts: tuple[str, ...] = ()
        if manager is None:
            step = self.open()
        else:
            acts, step = self.decide(turns, manager, seconds)
        advisor = collect(self.answer(turns, manager, step)).text
        return TurnRecord(len(turns), manager, advisor, acts, step)
