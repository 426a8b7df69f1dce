"""The cross-checks of a scenario: what holds together, what is refused."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from coach.domain.moves import Openness
from coach.domain.scenarios import Scenario, fold, lines_with_fact, secret_in, slots_of

TOPIC = {
    "id": "trajet",
    "label": "Le trajet",
    "questions": ["Tu viens comment ?", "Et le trajet ?", "En métro ?", "C’est loin ?"],
    "closed": ["En métro."],
    "mixed": ["En métro, comme d’habitude."],
    "open": ["En métro, et je pars tard."],
}
DATA = {
    "id": "petit",
    "version": 1,
    "title": "Petit",
    "summary": "Un petit scénario.",
    "exercise": "recadrage",
    "grid": "recadrage",
    "competences": ["CP5"],
    "minutes": 20,
    "sector": "Énergie",
    "brief": {
        "context": "Contexte.",
        "rule": "Règle.",
        "objectives": ["Un", "Deux"],
        "indicators": [{"label": str(i), "value": "1"} for i in range(3)],
    },
    "persona": {
        "name": "Ana Diaz Lopez",
        "gender": "f",
        "age": 30,
        "seniority": "1 an",
        "role": "Conseillère",
        "site": "Lille",
        "profile": "fermé",
        "traits": ["a", "b"],
        "speech": ["c"],
    },
    "opening": {level: [f"Bonjour, niveau {level}."] for level in (1, 2, 3, 4)},
    "facts": [
        {
            "id": "excuse",
            "layer": 1,
            "title": "Excuse",
            "told": ["C’est le bus.", "Le bus est en retard."],
            "gate": {"confiance": 10},
            "missed": "Demander.",
        },
        {
            "id": "contexte",
            "layer": 2,
            "title": "Contexte",
            "told": ["Je dors mal.", "Les nuits sont courtes."],
            "gate": {"confiance": 40, "after": ["excuse"]},
            "secret": ["insomnie"],
            "missed": "Écouter.",
        },
        {
            "id": "cause",
            "layer": 3,
            "title": "Cause",
            "told": ["Mon frère est malade.", "Je m’occupe de mon frère, et l’insomnie s’en mêle."],
            "gate": {"confiance": 60, "after": ["contexte"]},
            "secret": ["mon frère", "frère"],
            "missed": "Reformuler.",
        },
    ],
    "topics": [TOPIC],
    "moves": {"esquive": {"closed": ["On verra."]}},
    "reactions": {"menace": {"closed": ["Une menace ?"]}},
    "agreement": {
        "summary": "Accord.",
        "ideas": [
            {"id": "un", "title": "Un", "keywords": ["un"], "lines": ["Je préviens.", "Je préviendrai."]},
            {"id": "deux", "title": "Deux", "keywords": ["deux"], "lines": ["Je décale.", "Je décalerai."]},
        ],
        "commitment": {"open": ["Dès lundi."]},
        "examples": ["Lundi, j’appelle."],
    },
    "endings": {"accord": ["On fait ça."]},
    "hints": {"faits": ["Quels faits ?"]},
    "traps": [{"id": "sante", "kind": "droit", "title": "Santé", "advice": "Ne pas demander."}],
}


def build(**changes: object) -> Scenario:
    return Scenario.model_validate({**copy.deepcopy(DATA), **changes})


def refused(**changes: object) -> str:
    with pytest.raises(ValidationError) as caught:
        build(**changes)
    return str(caught.value)


def test_a_whole_scenario_is_accepted():
    scenario = build()
    assert scenario.persona.initials == "AD"
    assert scenario.fact("cause").layer == 3
    assert scenario.topic("trajet").at(Openness.MIXED) == ("En métro, comme d’habitude.",)
    lines = list(lines_with_fact(scenario))
    assert len(lines) == 4 + 6 + 3 + 1 + 1 + 4 + 1 + 1
    assert {released for _, _, released in lines} == {None, "excuse", "contexte", "cause"}


def test_facts_must_cover_the_three_layers():
    assert "un fait par couche" in refused(facts=[{**f, "layer": 1} for f in DATA["facts"]])


def test_a_gate_supposes_known_and_shallower_facts():
    facts = copy.deepcopy(DATA["facts"])
    facts[0]["gate"]["after"] = ["cause"]
    assert "couche plus profonde" in refused(facts=facts)
    facts[0]["gate"]["after"] = ["ailleurs"]
    assert "fait inconnu 'ailleurs'" in refused(facts=facts)


def test_ids_are_given_once_and_references_exist():
    assert "employé deux fois" in refused(topics=[TOPIC, {**TOPIC, "open": ["Autrement."]}])
    assert "topics.trajet.fact" in refused(topics=[{**TOPIC, "fact": "rien"}])


def test_the_four_levels_open():
    assert "niveaux 1, 2, 3 et 4" in refused(opening={1: ["Bonjour."], 2: ["Oui ?"]})


def test_a_debriefing_has_its_call():
    assert "brief.call" in refused(exercise="debriefing")


@pytest.mark.parametrize("place", ["closed", "mixed", "open"])
def test_a_secret_word_stands_only_where_its_fact_is_told(place):
    leak = {**TOPIC, place: ["C’est pour mon FRÈRE."]}
    message = refused(topics=[leak])
    assert "trahit le fait caché 'cause'" in message
    told = {**TOPIC, "open": ["C’est pour mon frère."], "fact": "cause"}
    assert build(topics=[told]).topics[0].fact == "cause"


def test_a_line_may_speak_of_the_facts_its_gate_supposes_only():
    assert build(topics=[{**TOPIC, "open": ["L’insomnie, encore."], "fact": "cause"}])
    assert "'contexte'" in refused(topics=[{**TOPIC, "open": ["L’insomnie, encore."], "fact": "excuse"}])


def test_no_line_twice_whatever_case_and_accents():
    assert "déjà écrite" in refused(endings={"accord": ["on VERRA."]})


def test_slots_are_known():
    assert "repère inconnu {heure}" in refused(endings={"accord": ["À {heure}, alors."]})
    assert build(endings={"accord": ["{Tu vois|Vous voyez}, le {date}."]})
    assert slots_of("{Tu vois|Vous voyez}, le {date} à {prenom}") == {"date", "prenom"}


WORDS = st.text(st.sampled_from("abcdeéèÉ oœ'’-"), min_size=1, max_size=12).filter(lambda w: w.strip() == w)


@settings(deadline=None)
@given(secret=WORDS.filter(lambda w: w[0].isalpha() and w[-1].isalpha()), before=WORDS, after=WORDS)
def test_a_secret_is_found_as_whole_words_whatever_its_dress(secret, before, after):
    assert secret_in(f"{before} {secret.upper()} {after}", (secret,)) == secret
    assert secret_in(f"z{secret}z", (secret,)) is None
    assert secret_in(f"{before}, {secret}.", ("zzz", secret)) == secret
    assert secret_in("zzz", ()) is None


@given(st.text(st.characters(max_codepoint=0x24F), max_size=40))
def test_fold_is_stable(text):
    assert fold(fold(text)) == fold(text)
