"""The transcript: quotes marked where they stand, masks readable, nothing of people run as HTML."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.samples import Piece
from coach.web.components.transcript import MASKS, Line, Mark, dialogue, pills

HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} ${7*7} ![x](http://evil.example/a.png) <script>x</script>"


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup.replace("<br>", "\n")))


def test_a_quote_is_marked_with_its_criterion() -> None:
    shown = dialogue(
        [Line(1, "Vous", "Bonjour Léa. Comment vas-tu ?", lead=True)], [Mark(0, "Comment vas-tu", "R5")]
    )
    assert '<mark data-c="R5">Comment vas-tu</mark>' in shown


def test_overlapping_quotes_are_both_marked() -> None:
    shown = dialogue(
        [Line(1, "Vous", "Je te propose un point vendredi à 14 heures.")],
        [Mark(0, "un point vendredi", "R9"), Mark(0, "vendredi à 14 heures", "R11")],
    )
    assert re.findall(r'<mark data-c="([^"]+)">([^<]+)</mark>', shown) == [
        ("R9", "un point "),
        ("R11 R9", "vendredi"),
        ("R11", " à 14 heures"),
    ]


def test_a_quote_that_is_not_there_marks_nothing() -> None:
    assert "<mark" not in dialogue([Line(1, "Vous", "Bonjour.")], [Mark(0, "Au revoir", "R1")])


def test_lines_of_one_exchange_share_a_block() -> None:
    shown = dialogue(
        [Line(0, "Karim", "Bonjour."), Line(1, "Vous", "Bonjour.", lead=True), Line(1, "Karim", "Oui ?")]
    )
    assert re.findall(r'id="(tour-\d+)"', shown) == ["tour-0", "tour-1"]
    assert shown.count("<div") == shown.count("</div>")


def test_hostile_words_stay_words() -> None:
    shown = dialogue([Line(1, HOSTILE, HOSTILE, lead=True)], [Mark(0, "onerror=alert(1)", "R1")])
    assert "<img" not in shown and "<script" not in shown
    assert "{{7*7}} ${7*7}" in text_of(shown)


@given(
    text=st.text(max_size=120).filter(lambda t: "\r" not in t),
    cuts=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=4),
)
def test_marking_never_changes_a_word(text: str, cuts: list[tuple[int, int]]) -> None:
    marks = [Mark(0, text[min(c) : max(c)], f"R{i}") for i, c in enumerate(cuts)]
    shown = dialogue([Line(1, "Vous", text)], marks)
    body = re.search(r'<span class="nom">Vous</span>(.*)</p></div></div>$', shown, re.S)
    assert body is not None
    assert text_of(body[1]) == text


def test_masks_become_pills() -> None:
    for kind, name in MASKS.items():
        assert pills(f"[{kind}_2]") == f'<span class="masque">{name} 2</span>'
    assert pills("[AUTRE_1] [NOM_]") == "[AUTRE_1] [NOM_]"


def test_a_quote_that_ends_in_a_mask_holds_all_of_it() -> None:
    shown = dialogue(
        [Line(0, "Agent", "Que puis-je pour vous [NOM_3] ?")], [Mark(0, "pour vous [NOM_3", "A1")]
    )
    assert '<mark data-c="A1">pour vous <span class="masque">nom 3</span></mark> ?' in shown


def test_words_that_may_be_corrected_and_heard() -> None:
    text = "Service fibre ox, bonjour."
    line = Line(
        3,
        "Agent",
        text,
        start=2.5,
        doubts=((8, 13),),
        pieces=(Piece(0, 0, 17, 2.5, 4.0), Piece(1, 18, 26, 4.2, 5.0)),
        editable=True,
        heard="Service <b>fibre</b>",
    )
    shown = dialogue([line], [Mark(0, "ox, bonjour", "A1")])
    assert 'data-vers="2.50"' in shown and 'data-texte="Service fibre ox, bonjour."' in shown
    assert '<button type="button" class="douteux" data-corriger="3" data-mot="8-13"' in shown
    assert re.findall(r'data-de="([\d.]+)" data-a="([\d.]+)"', shown) == [("2.50", "4.00")] * 4 + [
        ("4.20", "5.00"),
        ("4.20", "5.00"),
    ]
    assert "&lt;b&gt;fibre" in shown and "<b>" not in shown
    body = re.search(r'<span class="nom">Agent</span>(.*?)</p>', shown, re.S)
    assert body is not None and text_of(body[1]) == text
    plain = dialogue([replace(line, editable=False)])
    assert "data-corriger" not in plain and "data-texte" not in plain and '<u class="douteux"' in plain


def test_every_kind_of_mask_has_its_name() -> None:
    from coach.privacy.kinds import Kind

    assert set(MASKS) == {kind.value for kind in Kind}
