"""Signs find a passage word for word; they are read from the beginning of words, without case or accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.signs import passage, passages, sentences, signs_of


@pytest.mark.parametrize(
    ("signs", "text", "found"),
    [
        ("retroplanning", "J’ai fait un Rétroplanning daté.", True),
        ("échéance", "Les echeances sont posées.", True),
        ("cause", "La pause est longue.", False),
        ("pic", "Il y a un pic à midi.", True),
        ("pic", "Un piccolo joue.", False),
        ("écart + #", "L’écart est de 12 points.", True),
        ("écart + #", "L’écart est grand. Il y a 12 appels.", False),
        ("#", "Nous étions quatre.", True),
        ("#", "Aucun chiffre ici.", False),
        ("semaine #", "En semaine 42, on lance.", True),
        ("# minutes", "Cela dure vingt minutes.", True),
    ],
)
def test_a_sign_is_found_where_it_stands(signs: str, text: str, found: bool) -> None:
    assert (passage(text, signs_of(signs)) is not None) is found


def test_a_question_inside_quotes_does_not_cut_the_sentence() -> None:
    text = "J’ai retiré « Je ne vous dérange pas ? » car cela appelle un non. Puis j’ai relu."
    assert next(iter(sentences(text))).endswith("un non.")


@given(st.text(max_size=600), st.sampled_from(["client", "écart + #", "#", "objectif, cible", "a + b"]))
def test_a_passage_is_always_in_the_text(text: str, line: str) -> None:
    for found in passages(text, signs_of(line)):
        assert found in text and found.strip() == found


def test_a_long_sentence_is_cut_around_what_was_found() -> None:
    text = "mot " * 200 + "rétroplanning daté " + "mot " * 200
    found = passage(text, ("rétroplanning",))
    assert found is not None and "rétroplanning" in found and len(found) <= 330
