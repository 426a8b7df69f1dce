"""The embedded actor: the scenario's written lines, then the common ones, never twice in a session."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from coach.dialogue.actor import Delta, Piece, Scene, Voiced
from coach.dialogue.common_lines import CommonLines, CommonShelf
from coach.dialogue.hearing import stems
from coach.dialogue.lines import Said, Voicing, key, pick, render
from coach.domain.moves import EndReason, Move, Openness, Trigger
from coach.domain.scenarios import Lines

_NEAREST: dict[Openness, tuple[Openness, ...]] = {
    Openness.CLOSED: (Openness.CLOSED, Openness.MIXED),
    Openness.MIXED: (Openness.MIXED, Openness.CLOSED),
    Openness.OPEN: (Openness.OPEN, Openness.MIXED),
}
#: Sources whose lines are answers to what was asked.
_ANSWERS = frozenset({"topic", "fact"})
_ROOT = 4


class EmbeddedActor:
    """Chooses a line where the director points, with the scenario's seed."""

    def __init__(
        self,
        common: CommonLines | CommonShelf,
        own: Mapping[str, CommonLines] | None = None,
        corrected: Callable[[str], Mapping[str, str]] = lambda _: {},
    ) -> None:
        """`own` holds the common lines of the exercises that have theirs (a customer is no adviser).

        `corrected` gives, for a scenario's id, the written lines that a trainer replaced, each with the new one.
        """
        self._everyone = common
        self._own = own or {}
        self._corrected = corrected

    def play(self, scene: Scene) -> Iterator[Piece]:
        """One piece: the whole line."""
        yield Delta(self.line(scene))
        yield Voiced("embedded")

    def line(self, scene: Scene) -> str:
        """The advisor's line for this step, unused so far in the session."""
        said = Said(exchange.advisor for exchange in scene.history)
        voicing = Voicing(scene.formal, scene.slots)
        rng = random.Random(f"{scene.scenario.id}|{scene.seed}|{scene.step.state.turn}|{key(scene.manager)}")
        rules = self._corrected(scene.scenario.id)
        for pool in self._pools(scene):
            line = pick([rules.get(line, line) for line in pool], said, voicing, rng)
            if line is not None:
                return line
        return self._compose(scene, said, voicing, rng, rules)

    def common(self, exercise: str) -> CommonLines:
        """The lines that everyone of that exercise shares.

        Raises:
            ScenarioError: their file is broken.
        """
        if isinstance(self._everyone, CommonShelf):
            return self._everyone.lines(exercise)
        return self._own.get(exercise, self._everyone)

    def _pools(self, scene: Scene) -> Iterator[tuple[str, ...]]:
        step, scenario, shared = scene.step, scene.scenario, self.common(scene.scenario.exercise)
        written = self._at_source(scene)
        if step.source.kind in _ANSWERS:
            yield closest(written, scene.manager)
        yield written
        if step.trigger is not None:
            pool = shared.reaction(step.trigger, scenario.persona.profile)
            yield from (pool.at(o) for o in _NEAREST[step.openness])
        if step.move in scenario.moves:
            yield from (scenario.moves[step.move].at(o) for o in _NEAREST[step.openness])
        common = shared.move(step.move, scenario.persona.profile)
        yield from (common.at(o) for o in _NEAREST[step.openness])

    def _at_source(self, scene: Scene) -> tuple[str, ...]:
        source, scenario, openness = scene.step.source, scene.scenario, scene.step.openness
        match source.kind:
            case "opening":
                return scenario.opening[scene.level]
            case "topic":
                return scenario.topic(source.key).at(openness)
            case "fact":
                return scenario.fact(source.key).told
            case "idea":
                return next(i.lines for i in scenario.agreement.ideas if i.id == source.key)
            case "reaction":
                return self._nearest(scenario.reactions.get(Trigger(source.key)), openness)
            case "commitment":
                return self._nearest(scenario.agreement.commitment, openness)
            case "ending":
                return scenario.endings.get(EndReason(source.key), ())
            case _:  # a move has no lines of its own here, and a jury speaks for itself
                return ()

    @staticmethod
    def _nearest(lines: Lines | None, openness: Openness) -> tuple[str, ...]:
        """Lines for that openness, or for the nearest that has any."""
        if lines is None:
            return ()
        return next((pool for o in _NEAREST[openness] if (pool := lines.at(o))), ())

    def _compose(
        self, scene: Scene, said: Said, voicing: Voicing, rng: random.Random, rules: Mapping[str, str]
    ) -> str:
        """Every written line is spent: vary a common one by its opening and its tail."""
        move, shared = scene.step.move, self.common(scene.scenario.exercise)
        pool = shared.move(move, scene.scenario.persona.profile).every()
        pool = pool or shared.move(Move.INCOMPREHENSION, scene.scenario.persona.profile).every()
        combos = list(product(shared.amorces, [rules.get(line, line) for line in pool], shared.queues))
        rng.shuffle(combos)
        for opener, core, tail in combos:
            core_said = render(core, voicing)
            line = f"{render(opener, voicing)} {core_said} {render(tail, voicing)}"
            if not said.has(line, voicing):
                return line
        raise AssertionError("the common lines cannot be spent within the turns of one interview")


def closest(lines: Sequence[str], asked: str) -> tuple[str, ...]:
    """The lines that share the most words of meaning with what was asked; none when no line shares any.

    A word that every line holds tells nothing. Asked about the briefs, the advisor tells what the briefs are like.
    """
    held = [_roots(line) for line in lines]
    if len(held) < 2:
        return ()
    common = frozenset.intersection(*held)
    shared = [len((own - common) & _roots(asked)) for own in held]
    best = max(shared)
    return tuple(line for line, count in zip(lines, shared, strict=True) if best and count == best)


def _roots(text: str) -> frozenset[str]:
    """First letters of the words of meaning: « signature » and « j’ai signé » are about the same thing."""
    return frozenset(stem[:_ROOT] for stem in stems(text))
