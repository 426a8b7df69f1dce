"""A trainer's correction of a line is a rule, and its interview is its regression test."""

import pytest

from coach import corrections
from coach.domain.scenarios import lines_with_fact
from coach.errors import InputError, NotFound
from coach.settings import load_settings
from coach.wiring import OWNER, Services

LINES = (
    "Bonjour Karim, merci d'être venu. On a vingt minutes pour parler de tes heures d'arrivée.",
    "Lundi 16 tu t'es connecté à 9 h 12 et mardi 17 à 9 h 20. Comment tu expliques ces matins-là ?",
)
BETTER = "Là, franchement, je préfère d'abord comprendre pourquoi on en parle aujourd'hui."
WHY = "Un conseiller de deux ans ne répondrait pas si sèchement."


@pytest.fixture
def services(tmp_path):
    built = Services(load_settings(data_dir=tmp_path))
    yield built
    built.database.close()


def held(services, level=1, seed=3):
    interview = services.runner.start(OWNER, "recadrage-retards", level, seed)
    for line in LINES:
        list(services.runner.say(OWNER, interview.id, line, 20))
    return services.runner.get(OWNER, interview.id)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_line_is_said_corrected_from_then_on(services, number):
    before = held(services)
    rule = corrections.correct(services, OWNER, before.id, number, BETTER, WHY)
    after = held(services)
    assert BETTER in after.turns[number].advisor
    assert after.turns[number].advisor != before.turns[number].advisor
    [(stored, problem)] = corrections.states(services)
    assert (stored.id, stored.why, problem) == (rule.id, WHY, None)
    # What was said stays said.
    assert services.runner.get(OWNER, before.id).turns == before.turns


def test_a_correction_taken_back_gives_the_written_line_again(services):
    before = held(services)
    rule = corrections.correct(services, OWNER, before.id, 1, BETTER, WHY)
    services.corrections.delete(rule.id)
    assert [t.advisor for t in held(services).turns] == [t.advisor for t in before.turns]
    with pytest.raises(NotFound):
        services.corrections.delete(rule.id)


def test_a_corrected_line_may_be_corrected_again(services):
    corrections.correct(services, OWNER, held(services).id, 1, BETTER, WHY)
    last = "Attendez, on parle de quels jours, exactement, parce que je ne les ai pas en tête ?"
    corrections.correct(services, OWNER, held(services).id, 1, last, WHY)
    assert last in held(services).turns[1].advisor
    assert [problem for _, problem in corrections.states(services)] == [
        "remplacée par une correction plus récente",
        None,
    ]


def test_the_replay_sees_that_a_rule_no_longer_holds(services):
    rule = corrections.correct(services, OWNER, held(services).id, 1, BETTER, WHY)
    played = services.play("recadrage-retards", 1, 3, "embedded")  # speaks as written
    assert corrections.replay(rule, played) == "la réplique d’origine est encore dite"


def test_what_may_not_be_said_is_refused(services):
    interview = held(services)
    scenario = interview.scenario
    deep = next(f for f in scenario.facts if f.layer == 3)
    elsewhere = next(line for _, line, fact in lines_with_fact(scenario) if fact is None and "{" not in line)
    for better, reason in [
        (f"Bon, c'est à cause de {deep.secret[0]}, voilà.", "confiance"),
        ("En tant qu'intelligence artificielle, je ne peux pas répondre.", "rôle"),
        ("(Il soupire longuement et regarde ses pieds.)", "jeu"),
        ("I do not want to talk about that with you today.", "français"),
        ("   ", "ne dit rien"),
        ("Je suis arrivé à {chiffre}.", "accolades"),
        (elsewhere, "ailleurs"),
        ("non " * 300, "caractères"),
    ]:
        with pytest.raises(InputError, match=reason):
            corrections.correct(services, OWNER, interview.id, 1, better, WHY)
    with pytest.raises(InputError, match="pourquoi"):
        corrections.correct(services, OWNER, interview.id, 1, BETTER, " ")
    with pytest.raises(InputError, match="tour 9"):
        corrections.correct(services, OWNER, interview.id, 9, BETTER, WHY)
    with pytest.raises(NotFound):
        corrections.correct(services, "autre", interview.id, 1, BETTER, WHY)
    assert services.corrections.list() == []
