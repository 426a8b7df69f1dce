"""A written line is said once in a session, whatever it takes up from the manager."""

from __future__ import annotations

import random

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
