"""Levels of grids brought to the competences of the title."""

from __future__ import annotations

from datetime import UTC, datetime

import yaml

from coach.domain.competence_map import Reached, last_reached
from coach.domain.referential import Referential
from coach.resources import data_dir

FILE = data_dir("knowledge") / "referential" / "mercd-2024.yaml"
REFERENTIAL = Referential.from_mapping(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def level(criterion: str, value: int, day: int, grid: str = "recadrage") -> Reached:
    return Reached(
        grid, criterion, f"Titre {criterion}", value, datetime(2026, 11, day, tzinfo=UTC), f"s{day}"
    )


def test_the_last_level_of_each_grid_criterion_is_kept_whatever_the_order() -> None:
    old, new = level("R9", 1, 3), level("R9", 3, 20)
    for given in ([old, new], [new, old]):
        assert last_reached(given, REFERENTIAL)["CP5.5"] == (new,)


def test_two_grid_criteria_may_show_one_criterion_of_the_title() -> None:
    found = last_reached([level("R3", 2, 5), level("R2", 1, 9), level("D5", 3, 4, "debriefing")], REFERENTIAL)
    assert [r.criterion for r in found["CP5.1"]] == ["D5", "R2", "R3"]


def test_a_criterion_tied_to_a_whole_competence_stays_there() -> None:
    found = last_reached([level("R10", 2, 5)], REFERENTIAL)
    assert set(found) == {"CP6.3", "CT2"}


def test_what_no_link_speaks_of_is_left_out() -> None:
    assert last_reached([level("R99", 2, 5), level("E1", 2, 5, "ecoute")], REFERENTIAL) == {}
