"""A decision about a trial said plainly is neither a threat nor a promise; a condition or a certainty still is."""

from __future__ import annotations

import pytest

from coach.domain.acts import Act
from coach.domain.announcements import announces, sentence
from coach.domain.scenarios import fold


@pytest.mark.parametrize(
    "text",
    [
        "J’ai une décision à vous annoncer : nous mettons fin à votre période d’essai",
        "Votre dernier jour sera le lundi 30 novembre, après deux semaines de prévenance",
        "Votre contrat prend fin le 30 novembre",
    ],
)
def test_a_plain_announcement_is_no_threat(text: str) -> None:
    assert announces(fold(text), Act.MENACE)


@pytest.mark.parametrize(
    "text",
    [
        "Si ça continue, je mets fin à votre période d’essai",
        "Votre période d’essai, je peux la casser demain, alors attention",
        "Encore une faute et l’essai s’arrête",
        "Je vous mets à la porte",
        "Vous n’êtes pas fait pour ce métier",
    ],
)
def test_a_condition_or_a_slammed_door_is_one(text: str) -> None:
    assert not announces(fold(text), Act.MENACE)


def test_a_renewal_offered_is_no_promise_but_a_certainty_is() -> None:
    assert announces(fold("Je vous propose de renouveler votre période d’essai"), Act.PROMESSE_HORS_POUVOIR)
    sure = fold("Je vous garantis que vous serez confirmée après le renouvellement")
    assert not announces(sure, Act.PROMESSE_HORS_POUVOIR)
    assert not announces("je mets fin a votre essai", Act.JUGEMENT)


def test_the_condition_is_looked_for_in_the_whole_sentence() -> None:
    text = "Bonjour. Si ça continue, je mets fin à l’essai. Merci."
    at = text.index("je mets")
    assert sentence(text, at, text.index(" Merci")) == " Si ça continue, je mets fin à l’essai"
