"""Charts are static pictures with their words, their table and our colours."""

from __future__ import annotations

import re
import time
from xml.etree import ElementTree

import pytest

from coach.web import charts

CURVE = [{"turn": n, "confiance": 40 + 4 * n, "tension": 50 - 3 * n} for n in range(11)]
POINTS = [
    {"turn": 4, "gauge": "confiance"},
    {"turn": 4, "gauge": "tension"},
    {"turn": 9, "gauge": "confiance"},
]
SPANS = [
    {"speaker": "agent", "start": 0.0, "end": 9.0},
    {"speaker": "client", "start": 8.0, "end": 22.0},
    {"speaker": "agent", "start": 62.0, "end": 70.5},
]


def svgs(html: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", html, re.S)


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    silences, overlaps = [{"start": 22.0, "end": 62.0}], [{"start": 8.0, "end": 9.0}]
    return {"gauges": charts.gauges(CURVE, POINTS), "speech": charts.speech(SPANS, silences, overlaps, 70.5)}


@pytest.mark.parametrize("name", ["gauges", "speech"])
def test_a_chart_is_still_and_says_what_it_shows(drawn: dict[str, str], name: str) -> None:
    pictures = svgs(drawn[name])
    assert len(pictures) == 2  # for a wide and for a narrow column
    for svg in pictures:
        ElementTree.fromstring(svg)  # well formed
        assert svg.startswith("<svg") and 'role="img"' in svg
        assert re.search(r"<title>[^<]{5,}</title><desc>[^<]{20,}</desc>", svg)
        assert "<script" not in svg and not re.search(r"\son\w+=", svg)
        assert not re.search(r'(?:href|src)="(?!#)', svg)
        assert "http" not in svg.replace("http://www.w3.org/", "")


@pytest.mark.parametrize("name", ["gauges", "speech"])
def test_colours_are_tokens_of_the_page(drawn: dict[str, str], name: str) -> None:
    for svg in svgs(drawn[name]):
        assert "var(--petrole-lien)" in svg
        colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
        fixed = {c for c in colours if not c.startswith("var(")} - {"none", "transparent"}
        assert not fixed, fixed


def test_turning_points_lead_to_their_turn(drawn: dict[str, str]) -> None:
    for svg in svgs(drawn["gauges"]):
        assert set(re.findall(r'data-turn="(\d+)"', svg)) == {"4", "9"}
        assert [n for n in ("1", "2", "3") if f">{n}</text>" in svg] == ["1", "2", "3"]


def test_the_table_holds_every_value(drawn: dict[str, str]) -> None:
    rows = re.findall(
        r"<tr><th scope='row'>(\d+)</th><td class='n'>(\d+)</td><td class='n'>(\d+)</td>", drawn["gauges"]
    )
    assert [(int(a), int(b), int(c)) for a, b, c in rows] == [
        (p["turn"], p["confiance"], p["tension"]) for p in CURVE
    ]
    assert drawn["speech"].count("<th scope='row'>") == len(SPANS) + 2
    assert "40,0 s" in drawn["speech"]


def test_what_cannot_be_drawn_is_not() -> None:
    assert charts.gauges(CURVE[:1], ()) == ""
    assert charts.gauges((), ()) == ""
    assert charts.speech((), (), (), 10) == ""
    assert charts.speech(SPANS, (), (), 0) == ""


def test_words_of_people_stay_words() -> None:
    html = charts.speech([{"speaker": "<img src=x onerror=alert(1)>", "start": 0, "end": 3}], (), (), 5)
    assert "<img" not in html.lower()


def test_the_same_chart_is_drawn_once(drawn: dict[str, str]) -> None:
    start = time.perf_counter()
    again = charts.gauges(CURVE, POINTS)
    assert time.perf_counter() - start < 0.02
    assert again == drawn["gauges"]


@pytest.mark.parametrize("ends", [(50, 50), (0, 0), (100, 100), (3, 9), (97, 92), (10, 90)])
def test_labels_never_lie_on_each_other(ends: tuple[int, int]) -> None:
    placed = charts._apart({"confiance": ends[0], "tension": ends[1]})
    assert abs(placed["confiance"] - placed["tension"]) >= 12
