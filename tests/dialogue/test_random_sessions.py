"""Thousands of random interviews: no line twice, no locked fact ever said, gauges in range, same seed same run."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.dialogue.actor import Exchange, Scene
from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.common_lines import CommonLines, own_lines
from coach.dialogue.lines import key
from coach.dialogue.records import step_from_json, step_to_json
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.domain.acts import Act
from coach.domain.directors import director_for
from coach.domain.moves import EndReason
from coach.domain.play import Heard
from coach.domain.scenarios import LEVELS, Scenario, secret_in
from coach.resources import data_dir

SESSIONS = 2000


@cache
def library() -> ScenarioLibrary:
    return ScenarioLibrary(data_dir("scenarios"))


@cache
def actor() -> EmbeddedActor:
    folder = data_dir("scenarios") / "communs"
    return EmbeddedActor(CommonLines.load(folder / "repliques.yaml"), own_lines(folder))


@cache
def interviews() -> tuple[Scenario, ...]:
    """All but the briefings: nobody answers there, and their tests are elsewhere."""
    return tuple(s for s in library().all() if s.exercise != "briefing")


def random_heard(scenario: Scenario, rng: random.Random) -> Heard:
    if rng.random() < 0.06:
        return Heard(silent=True, seconds=8)
    acts = tuple(a for a in Act if rng.random() < 0.11)
    return Heard(
        acts=acts,
        words=rng.randint(1, 60),
        quotes={a: "cité" for a in acts},
        topic=rng.choice([t.id for t in scenario.topics]) if rng.random() < 0.4 else None,
        idea=rng.choice([i.id for i in scenario.agreement.ideas]) if rng.random() < 0.2 else None,
        takes_up=rng.random() < 0.4,
        similarity=rng.random() if rng.random() < 0.2 else 0.1,
        question=rng.random() < 0.5,
        closing=rng.random() < 0.04,
        dated=rng.random() < 0.3,
        measured=rng.random() < 0.3,
        seconds=rng.uniform(3, 40),
    )


def run(scenario: Scenario, level: int, seed: int) -> list[tuple[str, object]]:
    """Lines and steps of one random interview."""
    rng = random.Random(seed)
    director = director_for(scenario, LEVELS[level - 1], seed)
    step = director.start()
    history: list[Exchange] = []
    played: list[tuple[str, object]] = []
    manager = ""
    while True:
        scene = Scene(
            scenario, LEVELS[level - 1], seed, step, manager, tuple(history), formal=rng.random() < 0.5
        )
        line = actor().line(scene)
        history.append(Exchange(manager, line))
        played.append((line, step))
        if step.ended:
            return played
        manager = f"tour {len(history)}"
        step = director.step(step.state, random_heard(scenario, rng))


@pytest.mark.parametrize("scenario", interviews(), ids=lambda s: s.id)
def test_no_line_twice_and_no_locked_fact(scenario: Scenario) -> None:
    share = max(200, SESSIONS // len(interviews()))
    reasons = set()
    for seed in range(share):
        played = run(scenario, 1 + seed % 4, seed)
        lines = [key(line) for line, _ in played]
        assert len(set(lines)) == len(lines), f"seed {seed}: a line is said twice"
        for line, step in played:
            for fact in scenario.facts:
                if fact.id not in step.state.released:
                    assert secret_in(line, fact.secret) is None, f"seed {seed}: {fact.id} leaks in {line!r}"
            assert 0 <= step.state.confiance <= 100 and 0 <= step.state.tension <= 100
            assert "{" not in line and "}" not in line
        reasons.add(played[-1][1].end_reason)
    assert {EndReason.SANS_ACCORD, EndReason.RUPTURE} <= reasons


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), level=st.integers(1, 4), index=st.integers(0, 10))
def test_same_seed_same_run_and_steps_survive_storage(seed: int, level: int, index: int) -> None:
    scenario = interviews()[index % len(interviews())]
    first, second = run(scenario, level, seed), run(scenario, level, seed)
    assert first == second
    for _, step in first:
        assert step_from_json(step_to_json(step)) == step


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), level=st.integers(1, 4))
def test_threats_never_earn_the_real_cause(seed: int, level: int) -> None:
    scenario = interviews()[seed % len(interviews())]
    rng = random.Random(seed)
    director = director_for(scenario, LEVELS[level - 1], seed)
    step = director.start()
    while not step.ended:
        heard = random_heard(scenario, rng)
        acts = tuple(dict.fromkeys((*heard.acts, Act.MENACE))) if rng.random() < 0.7 else heard.acts
        step = director.step(step.state, Heard(**{**vars(heard), "acts": acts}))
        deep = {f.id for f in scenario.facts if f.layer == 3}
        if step.state.grave >= 2:
            assert not deep & set(step.released)
