import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.web.html import NARROW, NBSP, fr, paragraphs


def test_french_spaces():
    assert fr("Vraiment ? Oui ; non !") == f"Vraiment{NARROW}? Oui{NARROW}; non{NARROW}!"
    assert fr("Il dit : « 12 % »") == f"Il dit{NBSP}: «{NBSP}12{NBSP}%{NBSP}»"
    assert fr("à 9 h 12, https://exemple.fr/?a=1") == "à 9 h 12, https://exemple.fr/?a=1"


@given(st.text(alphabet="ab ;:!?»«%€\u00a0\u202f", max_size=40))
def test_only_spaces_change_and_once(text):
    shown = fr(text)
    assert fr(shown) == shown
    assert [c for c in shown if not c.isspace()] == [c for c in text if not c.isspace()]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Un mot\nqui continue.\n\nUn autre.", "<p>Un mot qui continue.</p><p>Un autre.</p>"),
        (
            "Voici :\n- un\n- deux\n  et sa suite\nEnsuite.",
            f"<p>Voici{NBSP}:</p><ul><li>un</li><li>deux et sa suite</li></ul><p>Ensuite.</p>",
        ),
        ("- un\n\n- deux <b>", "<ul><li>un</li></ul><ul><li>deux &lt;b&gt;</li></ul>"),
        (
            "Deux choses : - la date ; - l’heure.",
            f"<p>Deux choses{NBSP}:</p><ul><li>la date{NARROW};</li><li>l’heure.</li></ul>",
        ),
        ("   \n ", ""),
    ],
)
def test_lists_and_paragraphs(text, shown):
    assert paragraphs(text) == shown
