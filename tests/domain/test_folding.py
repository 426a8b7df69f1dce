"""The three forms in which words are compared, and what tells them apart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.words import agree, fold, fold_name, fold_same_length


@given(st.text(max_size=80))
def test_places_hold(text: str) -> None:
    folded = fold_same_length(text)
    assert len(folded) == len(text)
    assert all(fold_same_length(c) == folded[i] for i, c in enumerate(text))


@given(st.text(alphabet="aàâäeéèêëiîïoôöuùûücçœæ AÀÉÈÇŒ'’-", max_size=40))
def test_folding_twice_changes_nothing_and_spelling_does_not_count(text: str) -> None:
    for form in (fold, fold_same_length, fold_name):
        assert form(form(text)) == form(text)
        assert form(text.upper()) == form(text.lower())
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold_name(unicodedata.normalize("NFD", text)) == fold_name(text)


@pytest.mark.parametrize(
    ("text", "compared", "placed", "name"),
    [
        ("L’Œuvre", "l'oeuvre", "l'œuvre", "l’œuvre"),
        ("10\u00a0h\n30", "10 h\n30", "10 h 30", "10\u00a0h\n30"),
        ("Straße", "straße", "straße", "strasse"),
        ("ÉTÉ ‘vif’", "ete ‘vif'", "ete 'vif'", "ete ‘vif’"),
        ("x" * 900 + "É", "x" * 900 + "e", "x" * 900 + "e", "x" * 900 + "e"),
    ],
)
def test_what_each_form_does(text: str, compared: str, placed: str, name: str) -> None:
    assert (fold(text), fold_same_length(text), fold_name(text)) == (compared, placed, name)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("0 ligne(s)", "0 ligne"),
        ("1 son(s) gardé(s), 2 note(s)", "1 son gardé, 2 notes"),
        ("1\u202f234 tour(s) de parole", "1\u202f234 tours de parole"),
        ("rien à accorder", "rien à accorder"),
    ],
)
def test_a_word_agrees_with_the_number_before_it(written: str, told: str) -> None:
    assert agree(written) == told
