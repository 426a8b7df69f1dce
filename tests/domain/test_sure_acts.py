"""Praise is no judgement, a status given is no practice, a request passed on is no threat; real harm stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.dialogue.analyst import EmbeddedAnalyst
from coach.dialogue.hearing import Hearing
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.domain.acts import Act
from coach.domain.sure_acts import sure
from coach.domain.words import fold
from coach.resources import data_dir

SCENARIO = ScenarioLibrary(data_dir("scenarios")).get("essai-renouvellement")
HEARING = Hearing(EmbeddedAnalyst(), SCENARIO)
ALL = frozenset(Act)


def heard(text: str) -> set[Act]:
    """The acts as the role-play hears them, whole path."""
    return set(HEARING.hear(text, [], [""]).acts)


@pytest.mark.parametrize(
    "text",
    [
        "Vous êtes vraiment doué avec les clients difficiles.",
        "Vous êtes toujours à l’écoute, c’est une vraie force.",
        "Tu ne lâches jamais un client, bravo.",
        "Vous n’avez jamais manqué un rendez-vous, c’est à votre honneur.",
        "Tu restes calme avec tout le monde, même quand ils crient.",
        "Tu es quelqu’un de fiable.",
        "Personne ici n’a votre mémoire des patients.",
    ],
)
def test_praise_is_no_judgement(text: str) -> None:
    found = heard(text)
    assert Act.VALORISATION in found and not found & {Act.JUGEMENT, Act.MINIMISATION}


@pytest.mark.parametrize(
    "text",
    [
        "Tu es vraiment quelqu’un sur qui on ne peut pas compter.",
        "Bravo, encore un record de pauses.",
        "Vous êtes toujours en retard.",
        "Tu es trop lent.",
        "Vous n’êtes pas fiable.",
        "Tu devrais être plus professionnelle.",
    ],
)
def test_blame_stays_blame(text: str) -> None:
    assert sure({Act.JUGEMENT}, fold(text)) == {Act.JUGEMENT}


def test_telling_where_one_stands_has_nobody_practise() -> None:
    assert Act.MISE_EN_PRATIQUE not in heard("Je vous dis où j’en suis, et je vous écouterai ensuite.")
    assert Act.MISE_EN_PRATIQUE in sure(ALL, fold("Je te dis comment on fait : rejoue-moi l’accueil."))


@pytest.mark.parametrize(
    "text",
    [
        "Vous avez porté cela seule pendant des mois.",
        "Je porte la demande à la direction demain matin.",
        "Je transmets aux ressources humaines votre indisponibilité, avec votre accord et sans motif.",
        "La demande peut passer par les ressources humaines sans motif.",
        "On est bien, la porte fermée ?",
    ],
)
def test_what_is_passed_on_threatens_nobody(text: str) -> None:
    assert Act.MENACE not in heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "C’est la porte.",
        "La prochaine fois, tu prends la porte.",
        "Sinon je vous mets à la porte.",
        "Je peux vous renvoyer sans motif, pensez-y.",
        "Je transmets votre demande, et si ça continue je vous licencie.",
    ],
)
def test_a_threat_stays_a_threat(text: str) -> None:
    assert Act.MENACE in heard(text)


@pytest.mark.parametrize(
    ("text", "unsaid"),
    [
        ("Vous auriez dû être reçue entre-temps, et je le regrette.", Act.MENACE),
        ("Vous n’avez rien à justifier.", Act.JUGEMENT),
        ("Vous avez été poli et ponctuel tout du long, aucun retard.", Act.JUGEMENT),
        ("Les casques gênent tout le monde, vous avez raison.", Act.MINIMISATION),
        ("On en avait parlé le 23 octobre et le 6 novembre.", Act.SUIVI),
        ("Où voulez-vous que j’envoie la copie ?", Act.ENGAGEMENT),
    ],
)
def test_what_is_said_against_oneself_or_granted_hurts_nobody(text: str, unsaid: Act) -> None:
    assert unsaid not in heard(text)
    assert unsaid not in sure({unsaid}, fold(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Vous allez le regretter.", Act.MENACE),
        ("Vous avez raison, mais il y a plus grave.", Act.MINIMISATION),
        ("On avait dit qu’on se revoyait le 10.", Act.SUIVI),
        ("Je vous envoie la copie demain.", Act.ENGAGEMENT),
    ],
)
def test_words_that_only_look_alike_keep_their_act(text: str, said: Act) -> None:
    assert sure({said}, fold(text)) == {said}


@given(st.sets(st.sampled_from(list(Act))), st.text(max_size=120))
def test_nothing_but_praise_is_ever_added(acts: set[Act], text: str) -> None:
    assert sure(acts, fold(text)) - acts <= {Act.VALORISATION}
