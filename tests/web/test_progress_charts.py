"""The charts of « Mes progrès »: one image with its words, a table behind, nothing when there is too little to draw."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from coach.domain.progress import Mark, standings
from coach.web.pages.progress import GRIDS
from coach.web.progress_chart import radar, trend

COMPETENCES = [
    ("CP2", "Indicateurs"),
    ("CP5", "Professionnaliser"),
    ("CP6", "Motiver"),
    ("CT1", "Communiquer"),
]


def marks(*levels: tuple[str, int, str, int]) -> list[Mark]:
    return [
        Mark(session, datetime(2026, 11, day, 9, tzinfo=UTC), grid, criterion, level)
        for n, (grid, day, criterion, level) in enumerate(levels)
        for session in (f"{grid}-{day}",)
    ]


def test_the_radar_says_the_highest_and_the_lowest_and_has_its_table() -> None:
    html = radar(COMPETENCES, {"CP5": 2.5, "CP6": 1.0, "CT1": 1.25})
    assert "Le plus haut : CP5, 2,5 sur 3. Le plus bas : CP6, 1,0." in html
    assert html.count('role="img"') == 2 and "CP2" not in html
    assert re.findall(r"<td class='n'>([\d,]+)</td>", html) == ["2,5", "1,0", "1,2"]
    assert "#0101" not in html  # every stand-in became a colour of ours


def test_two_competences_make_no_radar() -> None:
    assert radar(COMPETENCES, {"CP5": 2.5, "CP6": 1.0}) == ""


def test_the_trend_follows_each_exercise_held_twice() -> None:
    found = standings(
        marks(
            ("recadrage", 3, "R1", 0),
            ("recadrage", 3, "R2", 1),
            ("recadrage", 12, "R1", 2),
            ("recadrage", 12, "R2", 3),
            ("debriefing", 5, "D1", 3),
        )
    )
    html = trend(found, GRIDS)
    assert "Entretien de recadrage : de 0,5 à 2,5 sur 3 en 2 entretiens." in html
    assert "Débriefing" not in html  # one interview shows no movement
    assert re.findall(r"<td class='n'>([\d,]+)</td>", html) == ["0,5", "2,5"]
    assert trend(standings(marks(("recadrage", 3, "R1", 2))), GRIDS) == ""
