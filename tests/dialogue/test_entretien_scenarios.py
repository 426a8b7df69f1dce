"""Support and end of trial: a manager who listens ends well, a harsh one badly; a lawful announcement hurts nobody."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from coach.assessment.debrief import debrief
from coach.assessment.records import transcript_of
from coach.assessment.scorer import Scorer
from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.analyst import EmbeddedAnalyst
from coach.dialogue.common_lines import CommonLines
from coach.dialogue.hearing import Hearing
from coach.dialogue.play import Play
from coach.dialogue.records import TurnRecord
from coach.dialogue.scenario_files import load_scenario
from coach.dialogue.topics import TopicBook
from coach.domain.acts import Act
from coach.domain.moves import EndReason, Move
from coach.domain.scenarios import Level, Scenario, secret_in
from coach.resources import data_dir
from coach.web.pages.train import EXERCISES, dossier

NAMES = ("soutien-agressions", "soutien-handicap", "essai-fin", "essai-renouvellement")
MANAGERS = Path(__file__).parents[2] / "evals" / "roleplay" / "managers" / "entretien"
EASY: tuple[Level, ...] = (1, 2)


@cache
def analyst() -> EmbeddedAnalyst:
    return EmbeddedAnalyst()


@cache
def scenario(name: str) -> Scenario:
    return load_scenario(data_dir("scenarios") / f"{name}.yaml")


@cache
def book() -> TopicBook:
    return TopicBook([scenario(name) for name in NAMES])


@cache
def played(name: str, manager: str, level: Level, seed: int) -> tuple[TurnRecord, ...]:
    """The whole interview of one written manager."""
    common = CommonLines.load(data_dir("scenarios") / "communs" / "repliques.yaml")
    play = Play(scenario(name), level, seed, analyst(), EmbeddedActor(common), book())
    turns = [play.turn([], None)]
    for line in (MANAGERS / f"{name}-{manager}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#") and not turns[-1].step.ended:
            turns.append(play.turn(turns, line))
    return tuple(turns)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", EASY)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_manager_who_listens_ends_well(name: str, level: Level, seed: int) -> None:
    turns = played(name, "bon", level, seed)
    state = turns[-1].step.state
    assert turns[-1].step.end_reason is EndReason.ACCORD
    assert state.commitments and state.hurts == 0
    assert {scenario(name).fact(f).layer for f in state.released} >= {1, 2}
    # Nothing the advisor still keeps has slipped into what was said.
    for record in turns:
        for fact in scenario(name).facts:
            if fact.id not in state.released:
                assert secret_in(record.advisor, fact.secret) is None, record.advisor


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", EASY)
def test_a_harsh_manager_ends_badly(name: str, level: Level) -> None:
    turns = played(name, "dur", level, 0)
    state = turns[-1].step.state
    assert turns[-1].step.end_reason is EndReason.RUPTURE
    assert not state.commitments
    assert all(scenario(name).fact(f).layer == 1 for f in state.released)


def test_the_end_of_a_trial_is_announced_without_being_a_threat() -> None:
    hearing = Hearing(analyst(), scenario("essai-fin"))
    said = "Nous mettons fin à votre période d’essai. Votre dernier jour sera le lundi 30 novembre."
    heard = hearing.hear(said, [], [])
    assert Act.MENACE not in heard.acts and Act.IMPACT in heard.acts
    threat = hearing.hear("Si vous discutez, je mets fin à votre période d’essai ce soir.", [], [])
    assert Act.MENACE in threat.acts
    # Elsewhere the same words stay what they are: nobody is there to announce them.
    elsewhere = Hearing(analyst(), scenario("soutien-agressions")).hear(said, [], [])
    assert Act.MENACE in elsewhere.acts
    announced = played("essai-fin", "bon", 1, 0)[2]
    assert announced.step.move is not Move.CONTRE_ATTAQUE


@pytest.mark.parametrize("name", NAMES)
def test_the_grid_tells_the_two_managers_apart(name: str) -> None:
    scorer = Scorer(analyst())
    good, harsh = (
        scorer.score(transcript_of(played(name, kind, 2, 0)).turns, scenario(name).grid)
        for kind in ("bon", "dur")
    )
    assert scenario(name).grid == "entretien"
    reached, missed = (sum(level or 0 for level in told.levels().values()) for told in (good, harsh))
    assert reached >= 2 * len(good.criteria) and missed <= len(harsh.criteria)
    assert good.levels()["E9"] == 3 and good.flags == ()
    assert harsh.levels()["E9"] == 0 and harsh.flags


@pytest.mark.parametrize("name", NAMES)
def test_the_dossier_and_the_debrief_speak_of_that_interview(name: str) -> None:
    page = dossier(scenario(name))
    assert EXERCISES[scenario(name).exercise] in page
    turns = played(name, "bon", 2, 0)
    assessment = Scorer(analyst()).score(transcript_of(turns).turns, "entretien")
    told = debrief(scenario(name), turns, assessment, analyst()).to_json()
    assert told["ending"]["reason"] == "accord" and told["priority"]["criterion"].startswith("E")
    assert "recadrage" not in (page + str(told)).lower().replace("ni un recadrage", "")
