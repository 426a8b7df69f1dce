from hypothesis import given
from hypothesis import strategies as st

from coach.web.html import NARROW, NBSP, fr


def test_french_spaces():
    assert fr("Vraiment ? Oui ; non !") == f"Vraiment{NARROW}? Oui{NARROW}; non{NARROW}!"
    assert fr("Il dit : « 12 % »") == f"Il dit{NBSP}: «{NBSP}12{NBSP}%{NBSP}»"
    assert fr("à 9 h 12, https://exemple.fr/?a=1") == "à 9 h 12, https://exemple.fr/?a=1"


@given(st.text(alphabet="ab ;:!?»«%€\u00a0\u202f", max_size=40))
def test_only_spaces_change_and_once(text):
    shown = fr(text)
    assert fr(shown) == shown
    assert [c for c in shown if not c.isspace()] == [c for c in text if not c.isspace()]
