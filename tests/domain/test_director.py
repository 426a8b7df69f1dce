"""The director, act by act: what resists, what repairs, what is remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.dialogue.scenario_files import ScenarioLibrary
from coach.domain.acts import Act
from coach.domain.director import Director
from coach.domain.effects import LEVEL_RULES
from coach.domain.moves import EndReason, Move, Trigger
from coach.domain.play import Heard, State, Step
from coach.domain.scenarios import LEVELS, Level
from coach.resources import data_dir

SCENARIO = ScenarioLibrary(data_dir("scenarios")).get("recadrage-retards")
DEEP = next(f for f in SCENARIO.facts if f.layer == 3)
OTHERS = tuple(f.id for f in SCENARIO.facts if f.layer < 3)


def heard(*acts: Act, **values: object) -> Heard:
    given = {"acts": acts, "words": 12, "quotes": {a: f"cité {a}" for a in acts}, "question": False} | values
    return Heard(**given)  # type: ignore[arg-type]


def trusting(level: Level = 2, **values: object) -> tuple[Director, State]:
    """An advisor late in the interview, at ease, who has told all but the real cause."""
    director = Director(SCENARIO, level, 0)
    state = replace(
        director.start().state, turn=12, confiance=80.0, tension=10.0, ecoute=8, released=OTHERS,
        released_at=tuple(range(2, 2 + len(OTHERS))), last_move=Move.JUSTIFICATION,
    )  # fmt: skip
    return director, replace(state, **values)  # type: ignore[arg-type]


ASKS_WHY = heard(Act.QUESTION_OUVERTE, Act.RECHERCHE_CAUSE, question=True)


@pytest.mark.parametrize("level", LEVELS)
def test_the_real_cause_comes_after_the_hesitations_of_the_level(level: Level) -> None:
    director, state = trusting(level)
    held = 0
    for _ in range(6):
        step = director.step(state, ASKS_WHY)
        if step.released:
            break
        assert step.trigger is Trigger.HESITATION or step.near
        held += step.trigger is Trigger.HESITATION
        state = step.state
    assert step.released == (DEEP.id,)
    assert held == LEVEL_RULES[level].hesitations[2]


@pytest.mark.parametrize(
    "turn",
    [
        heard(Act.ACCUEIL, Act.CADRAGE),
        heard(Act.MENACE, Act.QUESTION_OUVERTE, question=True),
        heard(Act.HORS_SUJET, Act.QUESTION_OUVERTE, question=True),
        replace(ASKS_WHY, recited=True),
        replace(ASKS_WHY, similarity=1.0),
        Heard(silent=True),
    ],
)
def test_what_never_opens_the_real_cause(turn: Heard) -> None:
    director, state = trusting(1)
    for _ in range(5):
        step = director.step(state, turn)
        assert DEEP.id not in step.state.released
        if step.ended:
            break
        state = step.state


def test_no_excuse_is_given_on_a_mere_greeting() -> None:
    for level in LEVELS:
        director = Director(SCENARIO, level, 0)
        step = director.step(
            director.start().state, heard(Act.ACCUEIL, Act.CADRAGE, Act.QUESTION_OUVERTE, question=True)
        )
        assert not step.released


def asked(director: Director, state: State, times: int) -> list[Step]:
    steps = []
    request = heard(Act.ENGAGEMENT, Act.SUIVI, dated=True, measured=True)
    for _ in range(times):
        steps.append(director.step(state, request))
        state = steps[-1].state
    return steps


@pytest.mark.parametrize(("level", "needed"), [(1, 1), (2, 1), (3, 2), (4, 3)])
def test_a_commitment_is_asked_for_more_often_as_the_level_rises(level: Level, needed: int) -> None:
    ideas = tuple(i.id for i in SCENARIO.agreement.ideas[:2])
    director, state = trusting(
        level, released=(*OTHERS, DEEP.id), released_at=(2, 3, 4), ideas=ideas, confiance=75.0
    )
    steps = asked(director, state, needed)
    assert [bool(s.state.commitments) for s in steps] == [False] * (needed - 1) + [True]
    assert all(s.move is Move.REFUS for s in steps[:-1])


def test_no_agreement_without_the_cause_nor_an_idea_at_level_three() -> None:
    director, state = trusting(3)
    assert not any(s.state.commitments for s in asked(director, state, 4))


def test_an_apology_gives_back_part_of_what_a_hurt_cost_and_wears_off() -> None:
    director = Director(SCENARIO, 2, 0)
    hurt = director.step(director.start().state, heard(Act.JUGEMENT)).state
    sorry = director.step(hurt, heard(apology=True))
    assert sorry.trigger is Trigger.EXCUSES
    assert hurt.tension - 20 < sorry.state.tension < hurt.tension
    assert hurt.confiance < sorry.state.confiance < director.start().state.confiance
    again = director.step(sorry.state, heard(apology=True)).state
    assert sorry.state.tension - again.tension < hurt.tension - sorry.state.tension
    calm = director.step(director.start().state, heard(apology=True))
    assert not any(c.reason == "excuses" for c in calm.causes)


def test_a_promise_is_thrown_back_once_when_the_plan_comes() -> None:
    director, state = trusting(2, confiance=55.0)
    state = director.step(state, heard(Act.PROMESSE_HORS_POUVOIR)).state
    for _ in range(3):
        state = director.step(state, heard(Act.FAIT)).state
    recalled = director.step(state, heard(Act.SOUTIEN))
    assert recalled.trigger is Trigger.PROMESSE_RAPPELEE and recalled.move is Move.QUESTION
    assert director.step(recalled.state, heard(Act.SOUTIEN)).trigger is Trigger.SOUTIEN


def test_a_word_taken_back_and_a_figure_changed_cost_trust() -> None:
    director, state = trusting(2)
    state = director.step(state, heard(Act.CADRAGE, discreet=True)).state
    broken = director.step(state, heard(indiscreet=True))
    assert broken.trigger is Trigger.PAROLE_REPRISE and broken.state.confiance < state.confiance - 8
    changed = director.step(state, heard(Act.FAIT, contradicts=True))
    assert changed.trigger is Trigger.CONTRADICTION
    assert {"contradiction"} <= {c.reason for c in changed.causes}


@pytest.mark.parametrize(("level", "regrets"), [(1, False), (2, False), (3, True), (4, True)])
def test_a_confidence_passed_over_is_regretted_at_the_hard_levels(level: Level, regrets: bool) -> None:
    director, state = trusting(level, last_move=Move.CONFIDENCE, released_at=(2, 12))
    step = director.step(state, heard(Act.REGLE))
    assert (step.trigger is Trigger.RETRAIT) is regrets
    welcomed = director.step(state, heard(Act.EMPATHIE))
    assert welcomed.trigger is not Trigger.RETRAIT


def test_silence_alone_ends_without_agreement() -> None:
    director = Director(SCENARIO, 1, 0)
    step = director.start()
    while not step.ended:
        step = director.step(step.state, Heard(silent=True, seconds=8))
    assert step.end_reason is EndReason.SANS_ACCORD


def test_states_kept_before_the_new_fields_are_read() -> None:
    raw = Director(SCENARIO, 2, 0).start().state.to_json()
    for name in ("knocks", "apologies", "discreet_at", "promised_at", "recalled"):
        raw.pop(name)
    assert State.from_json(raw).knocks == ()


def test_the_manager_s_own_pledge_does_not_commit_the_advisor() -> None:
    director, state = trusting(1)
    step = director.step(state, heard(Act.ENGAGEMENT, pledge=True, dated=True))
    assert not step.state.commitments and step.trigger is Trigger.SOUTIEN


def test_ideas_announced_in_the_frame_are_not_asked_for_yet() -> None:
    director = Director(SCENARIO, 1, 0)
    step = director.step(director.start().state, heard(Act.CADRAGE, Act.CO_CONSTRUCTION))
    assert not step.state.ideas


def test_a_guess_at_the_secret_opens_nothing() -> None:
    topic = next(t for t in SCENARIO.topics if t.fact == DEEP.id)
    director, state = trusting(1)
    closed = heard(Act.QUESTION_FERMEE, question=True, topic=topic.id)
    assert director.step(state, closed).released == (DEEP.id,)
    assert director.step(state, replace(closed, guesses=(DEEP.id,))).released == ()


def test_asked_whether_it_suits_the_advisor_says_yes_or_no() -> None:
    director, state = trusting()
    check = heard(Act.QUESTION_FERMEE, question=True, checks=True)
    assert director.step(state, check).move is Move.ACCORD
    wary = replace(state, confiance=5.0)
    assert director.step(wary, check).move is Move.REFUS
    asked = heard(Act.ENGAGEMENT, dated=True, measured=True)
    agreed = replace(state, released=(*OTHERS, DEEP.id), released_at=(2, 3, 4), ideas=("a", "b"), asks=3)
    committed = director.step(agreed, asked).state
    assert committed.commitments
    step = director.step(committed, check)
    assert (step.move, step.trigger) == (Move.ACCORD, Trigger.SUIVI)
