"""What the topic matcher answers to: keywords, tags, turns that ask nothing."""

from __future__ import annotations

from functools import cache

import pytest

from coach.dialogue.scenario_files import ScenarioLibrary
from coach.dialogue.topics import TopicBook, TopicMatcher, follows_up
from coach.domain.scenarios import Scenario, Topic
from coach.resources import data_dir

LIBRARY = ScenarioLibrary(data_dir("scenarios"))


def with_topics(*topics: Topic) -> Scenario:
    """A scenario whose only topics are these."""
    return LIBRARY.get("recadrage-retards").model_copy(update={"topics": topics})


def topic(name: str, questions: tuple[str, ...], keywords: tuple[str, ...]) -> Topic:
    model = LIBRARY.get("recadrage-retards").topics[0]
    return model.model_copy(update={"id": name, "questions": questions, "keywords": keywords})


READING = topic("lecture", ("Tu as parcouru la charte ?",) * 4, ("lu", "rh", "31"))
OTHER = topic("autre", ("Tu viens comment ?",) * 4, ("trajet",))


def named(text: str) -> bool:
    """True when a keyword of the first topic is heard in the text."""
    matcher = TopicMatcher(with_topics(READING, OTHER))
    scores = {t.id: score for t, score in matcher.rank(text)}
    return scores["lecture"] > scores["autre"]


@pytest.mark.parametrize("text", ["Tu l’as lu ?", "Tu les as lus ?", "Et la RH ?", "Les 31 ?"])
def test_a_short_keyword_is_heard_as_a_word(text):
    assert named(text)


@pytest.mark.parametrize("text", ["Et lundi ?", "Ton rhume ?", "Les 310 ?", "C’est lunaire ?"])
def test_a_short_keyword_is_not_heard_inside_another_word(text):
    assert not named(text)


def test_a_long_keyword_takes_its_endings():
    matcher = TopicMatcher(with_topics(READING, OTHER))
    assert matcher.rank("Et les trajets ?")[0][0].id == "autre"


@pytest.mark.parametrize("tail", ["", " non", ", non", ", hein"])
def test_a_tag_changes_nothing(tail):
    matcher = TopicMatcher(with_topics(READING, OTHER))
    plain = dict((t.id, score) for t, score in matcher.rank("Tu as parcouru la charte ?"))
    tagged = dict((t.id, score) for t, score in matcher.rank(f"Tu as parcouru la charte{tail} ?"))
    assert tagged == pytest.approx(plain)


@pytest.mark.parametrize(
    "text", ["Et puis ?", "D’accord, et puis ?", "Ne t’inquiète pas.", "Pardon, tu disais ?", "Rassure-toi."]
)
def test_what_asks_nothing_has_no_topic(text):
    assert retards().match(text) is None


@cache
def retards() -> TopicMatcher:
    scenario = LIBRARY.get("recadrage-retards")
    return TopicBook([scenario]).matcher(scenario)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bonjour Karim, tu dors bien ?", "fatigue"),
        ("ok et le mardi et le jeudi c'est quoi le truc", "quels-jours"),
        ("Vous êtes bien installé ?", None),
        ("Tu veux un café ?", None),
    ],
)
def test_the_question_is_heard_behind_the_greeting(text, expected):
    assert retards().match(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Pourquoi ?",
        "D’accord. C’est-à-dire ?",
        "Tu peux m’en dire plus ?",
        "Et encore ?",
        "Et vous, précisément, qu’avez-vous fait à ce moment-là ?",
        "Comment avez-vous réagi ?",
        "Comment ça s’est terminé ?",
        "Avez-vous un exemple précis ?",
    ],
)
def test_a_question_about_the_last_answer_is_known(text):
    assert follows_up(text)


def test_a_question_that_leans_on_the_sentence_before_is_about_its_subject():
    matcher = TopicMatcher(LIBRARY.get("recrutement-restauration"))
    asked = "Donnez-moi un exemple de réclamation que vous avez traitée. Comment vous y êtes-vous pris ?"
    assert matcher.match(asked) == "client-mecontent"
    notebook = TopicMatcher(LIBRARY.get("parcours-vingt-ans"))
    assert notebook.match("J’ai vu votre cahier de pannes. Comment l’avez-vous construit ?") == "cahier"
    assert notebook.match("J’ai vu votre cahier de pannes. Vous avez des enfants ?") == "famille"


@pytest.mark.parametrize("text", ["Pourquoi le mardi ?", "Tu dors bien ?", "D’accord."])
def test_a_question_about_something_else_is_not_taken_for_one(text):
    assert not follows_up(text)


@pytest.mark.parametrize(
    "check",
    ["C’est bien cela ?", "C’est bien ça ?", "Je me trompe ?", "Est-ce exact ?", "J’ai bien compris ?"],
)
def test_a_check_after_a_restatement_is_answered_by_no_topic(check):
    matcher = TopicMatcher(LIBRARY.get("essai-renouvellement"))
    assert matcher.match(check) is None
    assert matcher.match(f"D’accord. {check}") is None
