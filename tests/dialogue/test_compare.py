"""Two branches of one interview side by side."""

import pytest

from coach.dialogue.compare import compare
from evals.roleplay.managers import Manager
from evals.roleplay.simulate import interview, library


def test_a_good_and_a_harsh_branch_part_where_they_differ() -> None:
    scenario = library().get("recadrage-retards")
    good = interview(scenario, 1, 0, Manager(scenario, "modele-1"))
    harsh = interview(scenario, 1, 0, Manager(scenario, "dur"))
    found = compare(good, harsh)
    assert found.parted_at == 1 and found.said == (good[1].manager, harsh[1].manager)
    assert found.first.commitments and not found.second.commitments
    assert found.second.end == "rupture" and found.first.confiance > found.second.confiance
    assert set(found.only_first) == set(found.first.released) - set(found.second.released)


def test_a_beginning_does_not_part_from_its_whole() -> None:
    scenario = library().get("recadrage-retards")
    turns = interview(scenario, 2, 0, Manager(scenario, "silencieux"))
    assert compare(turns, turns[:3]).parted_at is None
    with pytest.raises(ValueError, match="opening"):
        compare(turns, [])
