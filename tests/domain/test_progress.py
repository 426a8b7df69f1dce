from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.progress import Mark, standings, to_work_on

START = datetime(2026, 11, 1, tzinfo=UTC)


def marks(levels, criterion="R1", grid="recadrage"):
    return [
        Mark(f"s{i}", START + timedelta(days=i), grid, criterion, level) for i, level in enumerate(levels)
    ]


@pytest.mark.parametrize(
    ("levels", "now", "trend"),
    [
        ([2], 2.0, ""),
        ([0, 1, 2], 1.0, ""),
        ([0, 1, 1, 2], 4 / 3, "hausse"),
        ([3, 3, 3, 1, 1, 1], 1.0, "baisse"),
        ([2, 2, 2, 2, 2, 2], 2.0, "stable"),
        ([0, 0, 0, 3, 3, 3, 3, 3, 3], 3.0, "stable"),
    ],
)
def test_the_present_level_and_its_trend(levels, now, trend):
    [standing] = standings(marks(levels))
    assert standing.now == pytest.approx(now) and standing.trend == trend


def test_the_weakest_first_and_nothing_that_is_mastered():
    found = standings(
        [*marks([3, 3], "R1"), *marks([1, 0], "R2"), *marks([2], "R3"), *marks([3, 3, 3, 0, 1, 0.5], "R4")]
    )
    assert [s.criterion for s in to_work_on(found)] == ["R4", "R2", "R3"]
    assert to_work_on(standings(marks([3]))) == ()


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 3), st.integers(0, 99)), max_size=40))
def test_every_level_is_counted_once_and_in_order(raw):
    given_marks = [
        Mark(f"s{i}", START + timedelta(hours=hour), "recadrage", name, level)
        for i, (name, level, hour) in enumerate(raw)
    ]
    found = standings(given_marks)
    assert sorted(m.session for s in found for m in s.marks) == sorted(m.session for m in given_marks)
    for standing in found:
        assert [m.at for m in standing.marks] == sorted(m.at for m in standing.marks)
        assert 0 <= standing.now <= 3
