"""A customer's call taken over: what is heard as an offer, a blame, a promise; good and harsh managers; the Bilan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from takeover_scripts import GOOD, HARSH

from coach.dialogue.actor import Scene
from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.actor_llm import LlmActor
from coach.dialogue.analyst import EmbeddedAnalyst
from coach.dialogue.common_lines import CommonLines, own_lines
from coach.dialogue.customer_hearing import CustomerHearing
from coach.dialogue.records import TurnRecord
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.domain.acts import Act
from coach.domain.customer_words import blames_colleague, grants, hangs_up, hushes
from coach.domain.directors import director_for
from coach.domain.moves import EndReason, Move, Openness, Trigger
from coach.domain.scenarios import LEVELS, fold, secret_in
from coach.llm.langchain_door import LangChainModel
from coach.resources import data_dir
from coach.review import review_interview
from coach.settings import Settings
from coach.wiring import OWNER, Services

LIBRARY = ScenarioLibrary(data_dir("scenarios"))
CLIENTS = [s.id for s in LIBRARY.all() if s.exercise == "client_difficile"]


@cache
def hearing(scenario_id: str = "client-chaudiere") -> CustomerHearing:
    return CustomerHearing(EmbeddedAnalyst(), LIBRARY.get(scenario_id))


def talk(services: Services, scenario_id: str, lines: Sequence[str], level: int) -> list[TurnRecord]:
    play = services.play(scenario_id, LEVELS[level - 1], 3, "embedded")
    turns = [play.turn([], None)]
    for line in lines:
        if turns[-1].step.ended:
            break
        turns.append(play.turn(turns, line, 20.0))
    return turns


def test_there_are_two_scenarios_each_with_its_limits() -> None:
    assert len(CLIENTS) >= 2
    for scenario_id in CLIENTS:
        scenario = LIBRARY.get(scenario_id)
        assert scenario.grid == "ecoute" and len(scenario.beyond) >= 2
        assert scenario.brief.call is not None and scenario.brief.call.turns[0].speaker == "serveur vocal"
        assert any("rappelle" in w or "appelle" in w for i in scenario.agreement.ideas for w in i.keywords)


@pytest.mark.parametrize(
    "text",
    [
        "Deux radiateurs vous sont livrés aujourd’hui avant 18 heures.",
        "Bruno passe demain entre 8 heures et 10 heures avec la carte.",
        "J’annule les 35 euros tout de suite.",
        "Je vous rappelle ce soir à 18 heures sur ma ligne directe.",
    ],
)
def test_a_firm_offer_is_heard_with_its_solution_and_its_date(text: str) -> None:
    heard = hearing().hear(text, (), ("Allô ?",))
    assert heard.pledge and heard.idea is not None and heard.dated
    assert heard.quotes[Act.ENGAGEMENT] == text


@pytest.mark.parametrize(
    "text",
    [
        "Donc ce qu’il vous faut, c’est de la chaleur dès ce soir et une réparation demain, c’est bien ça ?",
        "Le technicien a sonné à la mauvaise entrée le 18 novembre.",
        "Que s’est-il passé le jour du rendez-vous ?",
    ],
)
def test_what_is_said_again_or_asked_is_no_offer(text: str) -> None:
    assert not hearing().hear(text, (), ("Allô ?",)).pledge


def test_an_apology_is_a_welcome_and_a_promise_too_far_is_heard() -> None:
    sorry = hearing().hear("Je vous présente mes excuses, nous aurions dû vous rappeler.", (), ())
    assert sorry.apology and Act.EMPATHIE in sorry.acts
    far = hearing().hear("Votre chaudière sera réparée ce soir, je vous le promets.", (), ())
    assert Act.PROMESSE_HORS_POUVOIR in far.acts
    near = hearing().hear("Je ne peux pas vous promettre un technicien ce soir.", (), ())
    assert Act.PROMESSE_HORS_POUVOIR not in near.acts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ma collègue est nouvelle, elle s’est trompée.", True),
        ("Le conseiller a mal noté votre demande.", True),
        ("C’est la faute de notre commercial.", True),
        ("Nous aurions dû vous rappeler.", False),
        ("Ma collègue m’a transmis votre appel.", False),
        ("Le technicien vient demain à 8 heures.", False),
    ],
)
def test_blame_of_a_colleague(text: str, expected: bool) -> None:
    assert blames_colleague(fold(text)) is expected


def test_someone_dismissed_is_no_threat_to_a_customer() -> None:
    found = (
        hearing("client-terminal").hear("Le commercial, il a été viré la semaine dernière.", [], [""]).acts
    )
    assert Act.DIVULGATION in found and Act.MENACE not in found
    where = hearing("client-terminal").hear("Où voulez-vous que j’envoie la copie du contrat ?", [], [""])
    assert not where.pledge and where.question


def test_hanging_up_hushing_and_granting() -> None:
    assert hangs_up(fold("Si vous continuez, je raccroche.")) and not hangs_up(fold("Je ne raccroche pas."))
    assert hushes(fold("Calmez-vous, madame.")) and not hushes(fold("Prenez le temps qu’il vous faut."))
    assert grants(fold("Je rembourse tout."), ["rembourse tout"])
    assert not grants(fold("Je ne rembourse tout à personne."), ["rembourse tout"])


@pytest.mark.parametrize("scenario_id", CLIENTS)
@pytest.mark.parametrize("level", [1, 2])
def test_a_good_manager_ends_well_and_a_harsh_one_badly(
    services: Services, scenario_id: str, level: int
) -> None:
    good = talk(services, scenario_id, GOOD[scenario_id], level)
    assert good[-1].step.end_reason is EndReason.ACCORD
    state = good[-1].step.state
    layers = {LIBRARY.get(scenario_id).fact(f).layer for f in state.released}
    assert layers >= ({1, 2, 3} if level == 1 else {1, 2}) and state.commitments
    harsh = talk(services, scenario_id, HARSH[scenario_id], level)
    assert harsh[-1].step.end_reason in (EndReason.RUPTURE, EndReason.SANS_ACCORD)
    assert not harsh[-1].step.state.commitments


@pytest.mark.parametrize("scenario_id", CLIENTS)
def test_an_offer_before_listening_is_not_taken(services: Services, scenario_id: str) -> None:
    offer = next(line for line in GOOD[scenario_id] if line.startswith("Voici ce que je fais"))
    turns = talk(services, scenario_id, ["Bonjour.", offer], 2)
    assert not turns[-1].step.state.commitments and turns[-1].step.move is not Move.ENGAGEMENT


@pytest.mark.parametrize("scenario_id", CLIENTS)
def test_the_customer_says_vous_and_never_the_same_line(services: Services, scenario_id: str) -> None:
    turns = talk(services, scenario_id, GOOD[scenario_id], 1)
    said = [t.advisor for t in turns]
    assert len(said) == len(set(said))


def test_the_customer_has_common_lines_of_its_own() -> None:
    common = own_lines(data_dir("scenarios") / "communs")["client_difficile"]
    everyone = common.profiles["tous"]
    assert set(everyone.moves) == set(Move)
    assert set(everyone.reactions) == set(Trigger)
    for lines in (*everyone.moves.values(), *everyone.reactions.values()):
        assert all(lines.at(o) for o in Openness)


@pytest.mark.parametrize("scenario_id", CLIENTS)
def test_a_model_that_plays_the_customer_is_not_given_the_managers_limits(scenario_id: str) -> None:
    scenario = LIBRARY.get(scenario_id)
    folder = data_dir("scenarios") / "communs"
    model = LangChainModel(Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="jamais-appelé"))
    embedded = EmbeddedActor(CommonLines.load(folder / "repliques.yaml"), own_lines(folder))
    actor = LlmActor(model, embedded)
    step = director_for(scenario, 2, 3).start()
    told = actor.messages(Scene(scenario, 2, 3, step, ""), "Allô ?")[0].content
    assert (
        scenario.persona.name in told
        and scenario.brief.rule not in told
        and scenario.brief.context not in told
    )
    assert all(secret_in(told, fact.secret) is None for fact in scenario.facts)


@pytest.mark.parametrize("scenario_id", CLIENTS)
def test_the_bilan_scores_the_manager_on_the_grid_of_calls(services: Services, scenario_id: str) -> None:
    reviews = {}
    for name, lines in (("good", GOOD[scenario_id]), ("harsh", HARSH[scenario_id])):
        interview = services.runner.start(OWNER, scenario_id, 1, 7)
        for line in lines:
            if services.runner.get(OWNER, interview.id).is_open:
                list(services.runner.say(OWNER, interview.id, line, 20.0))
        reviews[name] = review_interview(services, OWNER, interview.id)
    good, harsh = reviews["good"]["assessment"], reviews["harsh"]["assessment"]
    assert good["grid"] == harsh["grid"] == "ecoute"
    levels = {c["id"]: c["level"] for c in good["criteria"]}
    # Identity and recording belong to what the adviser did before.
    assert levels["A2"] is None and levels["A11"] is None
    assert levels["A7"] >= 2 and levels["A4"] >= 2 and levels["A12"] >= 2
    assert good["flags"] == []
    fallen = {c["id"]: c["level"] for c in harsh["criteria"]}
    assert fallen["A7"] == 0 and fallen["A4"] == 0
    assert {f["kind"] for f in harsh["flags"]} >= {"collegue_mis_en_cause", "appel_coupe"}
    assert "client" in reviews["harsh"]["debrief"]["ending"]["words"]
