"""Briefings before a silent jury: silence, the clock, questions chosen by what was said, a sober end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from briefing_scripts import GOOD, HARSH

from coach.assessment.endings import ending_words
from coach.dialogue.records import TurnRecord, step_from_json, step_to_json
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.domain.briefing import QUESTIONS, BriefingDirector
from coach.domain.moves import EndReason
from coach.domain.play import Heard
from coach.domain.scenarios import LEVELS, Scenario, fold, lines_with_fact
from coach.resources import data_dir
from coach.review import review_interview
from coach.wiring import OWNER, Services

LIBRARY = ScenarioLibrary(data_dir("scenarios"))
BRIEFINGS = [s for s in LIBRARY.all() if s.exercise == "briefing"]
pytestmark = pytest.mark.parametrize("scenario", BRIEFINGS, ids=lambda s: s.id)


def talk(services: Services, scenario: Scenario, lines: Sequence[str], level: int) -> list[TurnRecord]:
    play = services.play(scenario.id, LEVELS[level - 1], 7, "embedded")
    turns = [play.turn([], None)]
    for line in lines:
        if turns[-1].step.ended:
            break
        turns.append(play.turn(turns, line, 40.0))
    return turns


def asked(turns: Sequence[TurnRecord]) -> list[str]:
    return [t.step.source.key for t in turns if t.step.source.kind == "jury"]


def test_the_plan_is_deep_enough(scenario):
    plan = scenario.briefing
    assert plan is not None and len(plan.points) >= 10 and len(plan.questions) >= 14
    assert sum(p.essential for p in plan.points) >= 6
    assert sum(q.cp6 for q in plan.questions) >= 3
    for point in plan.points:
        if point.essential:
            assert any(q.point == point.id and q.when == "omis" for q in plan.questions), point.id
    assert any(p.wrong for p in plan.points if p.kind == "droit")
    lines = [fold(line) for _, line, _ in lines_with_fact(scenario)]
    assert len(lines) == len(set(lines))


def test_what_a_good_briefing_says_of_each_point_is_heard(scenario):
    """The sentence that the debrief offers for a point makes that point, and states nothing falsely."""
    for point in scenario.briefing.points:
        if point.kind in ("chiffres", "droit", "consigne") and point.essential:
            assert point.made(f"{point.expected} objectif"), point.id
        assert not point.falsified(point.expected), point.id


def test_nobody_answers_until_the_end_is_said(services, scenario):
    turns = talk(services, scenario, GOOD[scenario.id], 2)
    first = next(t.number for t in turns if t.step.source.kind == "jury")
    assert turns[0].advisor and all(t.advisor == "" for t in turns[1:first])
    assert "fini" in fold(turns[first].manager)
    assert all(t.advisor for t in turns[first:])


@pytest.mark.parametrize("level", LEVELS)
def test_the_jury_asks_as_many_questions_as_the_level_says_never_twice(services, scenario, level):
    answers = [
        f"Voici ma réponse numéro {n}, avec un exemple précis, une date et un geste concret pour " * 3
        for n in range(8)
    ]
    start = GOOD[scenario.id]
    end = next(i for i, line in enumerate(start) if "fini" in fold(line))
    turns = talk(services, scenario, [*start[: end + 1], *answers], level)
    assert turns[-1].step.ended
    keys = asked(turns)
    assert len(keys) == len(set(keys)) == QUESTIONS[level]
    assert any(scenario.briefing.question(k).cp6 for k in keys)
    said = [t.advisor for t in turns if t.advisor]
    assert len(said) == len(set(said))


def test_questions_go_to_what_was_left_out_or_said_wrongly(services, scenario):
    left_out = asked(talk(services, scenario, ["Bonjour. J’ai fini.", "Je ne sais pas."], 2))
    assert scenario.briefing.question(left_out[0]).when == "omis"
    harsh = asked(talk(services, scenario, HARSH[scenario.id], 2))
    assert scenario.briefing.question(harsh[0]).when == "faux"
    good = asked(talk(services, scenario, GOOD[scenario.id], 2))
    assert {scenario.briefing.question(k).when for k in good} <= {"dit", "toujours"}


def test_the_clock_gives_the_floor_to_the_jury(scenario):
    director = BriefingDirector(scenario, 2, 3)
    step = director.step(director.start().state, Heard(words=300, seconds=scenario.minutes * 60 - 1))
    assert step.source.kind == "listen"
    step = director.step(step.state, Heard(words=20, seconds=2))
    assert step.source.kind == "jury" and step.state.elapsed >= scenario.minutes * 60
    assert step_from_json(step_to_json(step)) == step


def test_a_silent_candidate_is_left_in_peace_then_thanked(services, scenario):
    turns = talk(services, scenario, ["", "", "", ""], 1)
    assert [t.advisor for t in turns[1:-1]] == ["", "", ""]
    assert turns[-1].step.end_reason is EndReason.SANS_ACCORD


@pytest.mark.parametrize("level", [1, 2])
def test_a_good_manager_ends_well_and_a_harsh_one_badly(services, scenario, level):
    assert talk(services, scenario, GOOD[scenario.id], level)[-1].step.end_reason is EndReason.ACCORD
    assert talk(services, scenario, HARSH[scenario.id], level)[-1].step.end_reason is EndReason.SANS_ACCORD


def test_the_bilan_tells_them_apart(services, scenario):
    reviews = {}
    for name, lines in (("good", GOOD[scenario.id]), ("harsh", HARSH[scenario.id])):
        interview = services.runner.start(OWNER, scenario.id, 1, 7)
        for line in lines:
            if services.runner.get(OWNER, interview.id).is_open:
                list(services.runner.say(OWNER, interview.id, line, 30.0))
        reviews[name] = review_interview(services, OWNER, interview.id)
    good, harsh = reviews["good"], reviews["harsh"]
    level = {name: {c["id"]: c["level"] for c in r["assessment"]["criteria"]} for name, r in reviews.items()}
    assert min(level["good"].values()) >= 2
    assert sum(level["harsh"].values()) <= 6 and max(level["harsh"].values()) <= 1
    assert good["assessment"]["flags"] == [] and harsh["assessment"]["flags"]
    assert level["harsh"]["B5"] == 0 and level["harsh"]["B10"] == 0
    assert {f["kind"] for f in harsh["assessment"]["flags"]} >= {"menace", "divulgation"}
    said = {f["id"]: f["status"] for f in good["debrief"]["facts"]}
    assert all(said[p.id] == "dit" for p in scenario.briefing.points if p.essential)
    assert {f["status"] for f in harsh["debrief"]["facts"]} >= {"manque"}
    assert len(good["debrief"]["questions"]) == QUESTIONS[1] and good["debrief"]["curve"] == []
    assert good["debrief"]["ending"]["words"] == ending_words("briefing", EndReason.ACCORD)
