"""Apologies, recitals, discretion, changed figures: signs that the director answers to."""

import pytest

from coach.dialogue.analyst import EmbeddedAnalyst
from coach.dialogue.claims import contradiction
from coach.dialogue.hearing import Hearing
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.dialogue.turn_signs import (
    apologises,
    asks,
    asks_pledge,
    binds_manager,
    breaks_discretion,
    in_french,
    promised_thing,
    promises_discretion,
    recites,
    softened,
    thanks,
    unquoted,
)
from coach.domain.acts import Act
from coach.resources import data_dir

SCENARIO = ScenarioLibrary(data_dir("scenarios")).get("recadrage-retards")


@pytest.mark.parametrize(
    "text",
    [
        "Excuse-moi, je n'aurais pas dû dire ça.",
        "Je retire ce que j'ai dit.",
        "Je suis désolé d'avoir haussé le ton.",
        "Pardon si je vous ai blessé, mes mots ont dépassé ma pensée.",
        "Je me suis emporté tout à l'heure.",
    ],
)
def test_an_apology_is_heard(text):
    assert apologises(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tu pourrais au moins t'excuser.",
        "Excuse-moi mais là tu exagères.",
        "Excusez-vous auprès de vos collègues.",
        "Je retire le casque et je t'écoute.",
        "Tu as toujours une excuse.",
    ],
)
def test_what_only_looks_like_an_apology_is_not_one(text):
    assert not apologises(text)


@pytest.mark.parametrize(
    ("text", "acts", "expected"),
    [
        ("Écoute active, empathie, reformulation, co-construction, engagement, soutien, suivi.", (), True),
        ("Je reformule, je valorise, je co-construis.", (), True),
        (SCENARIO.brief.context, (), True),
        ("Ta reformulation était bonne, et ta question ouverte aussi.", (), False),
        ("Je te propose un suivi vendredi, avec un engagement simple.", (), False),
        ("Oui, d'accord, je vois, merci.", (Act.CONCLUSION,), False),
    ],
)
def test_a_recital_is_told_from_speech(text, acts, expected):
    assert recites(text, acts, SCENARIO) is expected


def test_discretion_promised_then_broken():
    assert promises_discretion("Ça reste entre nous, Karim.")
    assert breaks_discretion("Je vais en parler à la direction.")
    assert not breaks_discretion("Je vais en parler aux RH, si tu le souhaites.")


def test_a_quotation_is_not_held_against_the_manager():
    text = "Le 5 novembre, tu dis : « Si ça ne vous va pas, changez d'assureur. »"
    assert len(unquoted(text)) == len(text) and "assureur" not in unquoted(text)
    heard = Hearing(EmbeddedAnalyst(), SCENARIO).hear(text, [], [])
    assert Act.FAIT in heard.acts and not {Act.MENACE, Act.JUGEMENT} & set(heard.acts)


def test_a_welcome_threatens_nobody_unless_it_does():
    acts = {Act.REFORMULATION, Act.MENACE}
    assert softened("Si je te suis, tu préfères ne plus donner de date.", acts) == {Act.REFORMULATION}
    assert softened("Je comprends, mais ce sera un avertissement.", acts) == acts


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (
            "Tu as eu neuf retards.",
            "Avec douze retards, on ne peut pas continuer.",
            ("neuf retards", "douze retards"),
        ),
        ("Tu as eu neuf retards.", "Neuf retards, c'est trop.", None),
        ("Tu as eu neuf retards.", "Deux retards ont été signalés sur neuf.", None),
        ("Tu as eu neuf retards.", "En octobre, tu as eu cinq retards.", None),
        ("Je relève six pauses dépassées.", "Tu as eu neuf retards.", None),
    ],
)
def test_a_changed_figure_is_noticed(before, now, expected):
    assert contradiction(now, [before], SCENARIO) == expected


def test_what_was_promised_in_one_word():
    assert promised_thing("Tu auras une prime en janvier.") == "prime"
    assert promised_thing("Je ferai tout pour toi.") is None


def test_people_answer_the_end_of_a_turn():
    hearing = Hearing(EmbeddedAnalyst(), SCENARIO)
    heard = hearing.hear("La charte demande d'être connecté à 8 h 30. Qu'est-ce qui t'en empêche ?", [], [])
    assert Act.REGLE in heard.acts
    assert Act.REGLE not in heard.point and heard.question


@pytest.mark.parametrize(
    ("quote", "own"),
    [
        ("De mon côté, je signale le compteur avant lundi", True),
        ("je m'engage à porter ta demande avant vendredi", True),
        ("À partir de lundi, tu préviens la vigie avant 8 h 15", False),
        ("Je compte sur toi : zéro retard d'ici le 8 décembre", False),
        ("De mon côté je demande l'horaire, et toi, tu préviens la vigie dès lundi", False),
    ],
)
def test_the_manager_s_own_pledge_asks_nothing(quote, own):
    assert binds_manager(quote) is own


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Ça fait beaucoup pour un seul homme. Depuis quand tu tiens ?", Act.DISCRIMINATION),
        ("Contestez-vous les heures de badgeage ?", Act.DISCRIMINATION),
        ("Karim, j’ai dix minutes. Tes retards, il faut qu’on règle ça.", Act.DIVULGATION),
        ("Je ne cherche pas à vous sanctionner.", Act.MENACE),
        ("et sinon le soir ça va tu pars comment", Act.MENACE),
        ("On peut te décharger une semaine, si tu veux.", Act.MENACE),
        ("Tu n’as pas cherché la fiche ?", Act.JUGEMENT),
    ],
)
def test_a_hurt_that_no_word_carries_is_not_held_against_the_manager(text, act):
    assert act not in softened(text, {act, Act.QUESTION_OUVERTE}, "Karim")


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Avec ta grossesse, tu vas encore t’absenter ?", Act.DISCRIMINATION),
        ("Driss, à côté de toi, en a fait 68.", Act.DIVULGATION),
        ("Si ça continue, ce sera un avertissement.", Act.MENACE),
        ("Tu es toujours aussi lente ?", Act.JUGEMENT),
    ],
)
def test_a_hurt_stays_one(text, act):
    assert act in softened(text, {act}, "Karim")


@pytest.mark.parametrize(
    "text", ["Tu viens ?", "et la pause elle déborde pourquoi", "tu cherchais quoi au juste"]
)
def test_a_question_needs_no_mark(text):
    assert asks(text)


@pytest.mark.parametrize("text", ["Je veux qu’on trouve comment arranger ça.", "merci bonne journée"])
def test_a_statement_is_no_question(text):
    assert not asks(text)


def test_thanks_pledges_and_keys_hit_at_random():
    assert thanks("Merci de me l’avoir dit.") and thanks("C’est courageux d’en parler.")
    assert not thanks("Merci d’être venu.")
    assert asks_pledge("Tu t’engages à quoi, du coup ?") and not asks_pledge("Tu t’y engages ?")
    assert in_french("Vous cherchiez une fiche.") and not in_french("qsdf jklm azer wxcv")


def test_discretion_about_health_is_no_judgement() -> None:
    said = "Je peux demander une visite du médecin du travail. Tu n'as rien à me dire de ta santé."
    assert softened(said, {Act.SOUTIEN, Act.JUGEMENT}, "Salomé") == {Act.SOUTIEN}
    assert softened("Tu es nulle, je vais t'aider.", {Act.SOUTIEN, Act.JUGEMENT}, "Salomé") == {
        Act.SOUTIEN,
        Act.JUGEMENT,
    }
