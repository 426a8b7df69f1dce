"""A written line is said once in a session, whatever it takes up from the manager."""

from __future__ import annotations

import random

from coach.dialogue.actor_embedded import closest
from coach.dialogue.lines import Said, Voicing, pick

LINE = "{date}, c’est parfait. Je viens avec mes notes."


def test_a_line_is_not_said_again_with_another_date() -> None:
    said = Said(["Le vendredi 18 décembre, c’est parfait. Je viens avec mes notes."])
    assert said.has(LINE, Voicing(True, {"date": "lundi"}))
    assert pick([LINE], said, Voicing(True, {"date": "lundi"}), random.Random(1)) is None
    assert not said.has("{date}, c’est noté.", Voicing(True, {"date": "lundi"}))


def test_a_line_that_was_not_said_is_free() -> None:
    said = Said(["C’est parfait.", "Je viens avec mes notes."])
    assert pick([LINE], said, Voicing(True, {"date": "lundi"}), random.Random(1)) is not None


def test_of_several_answers_the_one_about_what_was_asked_comes_first() -> None:
    told = ("Au brief, je regarde les lèvres.", "Le soir, je suis rincé.", "Le mardi, c’est clair.")
    assert closest(told, "Et les briefs du matin, comment les vivez-vous ?") == told[:1]
    assert closest(("J’ai signé debout.", "Je n’ai rien reçu."), "Et la signature ?") == (
        "J’ai signé debout.",
    )


def test_no_answer_is_preferred_when_none_shares_a_word_of_the_question() -> None:
    assert closest(("Oui, lundi.", "Non, lundi."), "Et lundi ?") == ()  # all hold it: it tells nothing
    assert closest(("Une seule réponse, lundi.",), "Et lundi ?") == ()
    assert closest(("Oui.", "Non."), "") == ()
