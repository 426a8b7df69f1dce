"""Career and job interviews: who listens ends well, who is harsh ends badly, and a candidate stays a candidate."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path

import pytest

from coach.dialogue.actor import Exchange, Scene
from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.actor_llm import LlmActor
from coach.dialogue.analyst import EmbeddedAnalyst
from coach.dialogue.common_lines import CommonLines, own_lines
from coach.dialogue.lines import key
from coach.dialogue.play import Play
from coach.dialogue.question_vectors import QuestionVectors
from coach.dialogue.records import TurnRecord
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.dialogue.topics import TopicBook
from coach.domain.moves import EndReason, Move, Openness, Trigger
from coach.domain.play import Source, State, Step
from coach.domain.scenarios import Level, Scenario, fold, lines_with_fact, secret_in
from coach.embedding.encoder import SentenceEncoder
from coach.llm.langchain_door import LangChainModel
from coach.resources import data_dir
from coach.settings import Settings

PARCOURS = ("parcours-qualite", "parcours-vingt-ans")
RECRUTEMENT = ("recrutement-restauration", "recrutement-reprise")
LIBRARY = ScenarioLibrary(data_dir("scenarios"))
COMMON = data_dir("scenarios") / "communs"
MANAGERS = Path(__file__).parents[2] / "evals" / "roleplay" / "managers" / "entretien"
#: Topics that a recruiter may not go into; their lines refuse.
FORBIDDEN_TOPICS = {"famille", "origine", "sante", "syndicat"}
#: What only somebody already on the manager's team would say.
ONE_OF_THE_TEAM = re.compile(
    r"(?<![a-z])(?:mon|notre|nos|ma|mes) (?:equipe|manager|responsable|chef|plateau|prod|planning|primes?|collegues)(?![a-z])"
    r"|(?<![a-z])(?:vigie|la prod|recadr\w+)(?![a-z])|je (?:reprends|retourne a) (?:mon poste|la prod|mes appels)"
    r"|j'ai des appels"
)
TU = re.compile(r"(?<![a-z-])(?:tu|te|toi|t'|tes)(?![a-z])")
QUOTED = re.compile(r"«[^»]*»")


@cache
def actor() -> EmbeddedActor:
    return EmbeddedActor(CommonLines.load(COMMON / "repliques.yaml"), own_lines(COMMON))


@cache
def play(scenario_id: str, level: Level, seed: int) -> Play:
    return Play(LIBRARY.get(scenario_id), level, seed, analyst(), actor(), topics())


@cache
def analyst() -> EmbeddedAnalyst:
    return EmbeddedAnalyst()


@cache
def topics() -> TopicBook:
    folder = Path(tempfile.gettempdir()) / "coach-evals"
    scenarios = [LIBRARY.get(name) for name in (*PARCOURS, *RECRUTEMENT)]
    return TopicBook(scenarios, QuestionVectors(SentenceEncoder(), folder))


def script(name: str) -> list[str]:
    """Turns of a written manager, one a line."""
    lines = (MANAGERS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def interview(scenario_id: str, level: Level, seed: int, said: list[str]) -> list[TurnRecord]:
    one = play(scenario_id, level, seed)
    turns = [one.turn([], None)]
    for text in said:
        if turns[-1].step.ended:
            break
        turns.append(one.turn(turns, text))
    return turns


def unsound(scenario: Scenario, turns: list[TurnRecord]) -> list[str]:
    """Lines said twice, and lines that tell a fact still locked."""
    spoken = [key(t.advisor) for t in turns]
    twice = [line for line in spoken if spoken.count(line) > 1]
    leaks = [
        t.advisor
        for t in turns
        for fact in scenario.facts
        if fact.id not in t.step.state.released and secret_in(t.advisor, fact.secret)
    ]
    return twice + leaks


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("scenario_id", [*PARCOURS, *RECRUTEMENT])
def test_a_good_manager_ends_with_dates_and_a_confidence(scenario_id: str, level: Level) -> None:
    scenario = LIBRARY.get(scenario_id)
    for seed in (0, 1):
        turns = interview(scenario_id, level, seed, script(f"{scenario_id}-bon"))
        final = turns[-1].step.state
        assert final.ended is EndReason.ACCORD, turns[-1].advisor
        assert final.commitments and final.commitments[0].dated
        assert max(scenario.fact(f).layer for f in final.released) >= (3 if level == 1 else 2)
        assert len(final.ideas) >= 2, "the way forward was built together"
        assert unsound(scenario, turns) == []


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("scenario_id", [*PARCOURS, *RECRUTEMENT])
def test_a_harsh_manager_gets_nothing_and_is_left(scenario_id: str, level: Level) -> None:
    scenario = LIBRARY.get(scenario_id)
    for seed in (0, 1):
        turns = interview(scenario_id, level, seed, script(f"{scenario_id}-dur"))
        final = turns[-1].step.state
        assert final.ended is EndReason.RUPTURE
        assert not final.commitments and not final.ideas
        assert all(scenario.fact(f).layer == 1 for f in final.released)
        assert unsound(scenario, turns) == []


@pytest.mark.parametrize("scenario_id", RECRUTEMENT)
def test_a_forbidden_question_tells_nothing(scenario_id: str) -> None:
    scenario = LIBRARY.get(scenario_id)
    heard_as_such = asked = 0
    for topic in scenario.topics:
        if topic.id not in FORBIDDEN_TOPICS:
            continue
        refusals = {fold(line) for line in (*topic.closed, *topic.mixed, *topic.open)}
        for question in topic.questions:
            turn = interview(scenario_id, 2, 0, [question])[-1]
            asked += 1
            heard_as_such += turn.step.trigger is Trigger.DISCRIMINATION
            assert turn.step.released == (), question
            told = turn.step.trigger is Trigger.DISCRIMINATION or fold(turn.advisor) in refusals
            assert told or turn.step.source.key != topic.id, (question, turn.advisor)
    assert asked >= 20 and heard_as_such >= 0.9 * asked, (heard_as_such, asked)


def spoken_by_candidates() -> list[tuple[str, str]]:
    lines = [
        (f"repliques-recrutement.{where}", line) for where, line in own_lines(COMMON)["recrutement"].every()
    ]
    for scenario_id in RECRUTEMENT:
        lines += [
            (f"{scenario_id}.{where}", line) for where, line, _ in lines_with_fact(LIBRARY.get(scenario_id))
        ]
    return lines


def test_a_candidate_has_common_lines_for_every_move_and_trigger() -> None:
    everyone = own_lines(COMMON)["recrutement"].profiles["tous"]
    assert set(everyone.moves) == set(Move) and set(everyone.reactions) == set(Trigger)
    assert all(len(lines.at(o)) >= 2 for lines in everyone.reactions.values() for o in Openness)


def test_no_candidate_speaks_as_one_of_the_team() -> None:
    for where, line in spoken_by_candidates():
        assert not ONE_OF_THE_TEAM.search(fold(QUOTED.sub(" ", line))), (where, line)
        assert "|" not in line and not TU.search(fold(QUOTED.sub(" ", line))), (where, line)


@pytest.mark.parametrize("scenario_id", RECRUTEMENT)
@pytest.mark.parametrize("move", list(Move))
def test_a_candidate_whose_lines_are_spent_says_a_candidates_common_line(
    scenario_id: str, move: Move
) -> None:
    scenario = LIBRARY.get(scenario_id)
    said = tuple(Exchange("", line) for line in scenario.moves[move].every())
    step = Step(State(9, 40, 40), move, Openness.MIXED, Source("move"))
    line = actor().line(Scene(scenario, 2, 1, step, "Et donc ?", said, formal=False))
    own = {
        key(text) for text in own_lines(COMMON)["recrutement"].move(move, scenario.persona.profile).every()
    }
    shared = CommonLines.load(COMMON / "repliques.yaml").move(move, scenario.persona.profile).every()
    assert any(text in key(line) for text in own) or key(line) not in {key(text) for text in shared}
    assert not ONE_OF_THE_TEAM.search(fold(line)) and not TU.search(fold(line))


@pytest.mark.parametrize("scenario_id", RECRUTEMENT)
def test_a_candidate_says_vous_to_whoever_says_tu(scenario_id: str) -> None:
    said = [
        "Salut, assieds-toi, tu veux un café ?",
        "Tu peux te présenter ?",
        "Pourquoi tu as postulé chez nous ?",
        "Tu as déjà eu un client difficile ? Raconte-moi.",
        "Donc, si je te suis, tu restes calme. C'est ça ?",
        "Qu'est-ce qui t'inquiète dans ce poste ?",
        "Je comprends que ce soit difficile pour toi.",
        "Tu es disponible le samedi ?",
        "Tu as des questions ?",
        "Tu n'es vraiment pas fait pour ce métier.",
    ]
    for level in (1, 3):
        for turn in interview(scenario_id, level, 0, said):
            assert not TU.search(fold(QUOTED.sub(" ", turn.advisor))), turn.advisor


@pytest.mark.parametrize("scenario_id", RECRUTEMENT)
def test_a_model_that_plays_the_candidate_is_not_given_the_managers_dossier(scenario_id: str) -> None:
    scenario = LIBRARY.get(scenario_id)
    model = LangChainModel(Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="jamais-appelé"))
    step = play(scenario_id, 2, 3).open()
    told = (
        LlmActor(model, actor())
        .messages(Scene(scenario, 2, 3, step, "", formal=False), "Bonjour.")[0]
        .content
    )
    assert scenario.persona.name in told and "recrutement" in told and "vouvoies" in told
    assert scenario.brief.rule not in told and scenario.brief.context not in told
    assert "déléguée" not in told and "conseiller bancaire" not in told
    assert all(secret_in(told, fact.secret) is None for fact in scenario.facts)
