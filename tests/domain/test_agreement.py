"""Agreement between two raters: kappa, interval, bias, order, drift."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.agreement import FLOOR, agreement, by_criterion, drift, ordering, quadratic_kappa

LEVELS = st.integers(0, 3)
PAIRS = st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=30)


def test_a_known_table() -> None:
    # Worked by hand: seen 2/4 = 0.5; chance (4 × Σ(a−b)²)/16 = 2.5.
    assert quadratic_kappa([(0, 0), (1, 2), (2, 1), (3, 3)]) == pytest.approx(0.8)


@given(PAIRS)
def test_kappa_is_at_most_one_and_is_one_for_twins(pairs: list[tuple[int, int]]) -> None:
    found = quadratic_kappa(pairs)
    twins = quadratic_kappa([(a, a) for a, _ in pairs])
    assert found is None or found <= 1
    assert twins is None or twins == 1
    assert (twins is None) == (len({a for a, _ in pairs}) == 1)


@given(PAIRS)
def test_kappa_does_not_depend_on_who_comes_first(pairs: list[tuple[int, int]]) -> None:
    one, other = quadratic_kappa(pairs), quadratic_kappa([(b, a) for a, b in pairs])
    assert one == pytest.approx(other) if one is not None else other is None


@given(PAIRS)
def test_the_interval_holds_together_and_is_always_the_same(pairs: list[tuple[int, int]]) -> None:
    first, again = agreement(pairs, draws=40), agreement(pairs, draws=40)
    assert first == again
    if first.low is not None and first.high is not None:
        assert first.low <= first.high <= 1


def test_figures() -> None:
    found = agreement([(0, 1), (1, 2), (2, 3), (3, 3), (None, 2), (2, None)])
    assert (found.n, found.exact, found.within, found.bias) == (4, 0.25, 1.0, 0.75)


def test_few_pieces_or_one_level_tell_nothing() -> None:
    assert not agreement([(0, 0), (3, 3)]).reliable
    flat = agreement([(2, 2)] * 8)
    assert flat.kappa is None and not flat.telling and not flat.reliable
    good = agreement([(0, 0), (1, 1), (2, 2), (3, 3), (1, 1)])
    assert good.reliable and good.kappa is not None and good.kappa >= FLOOR


def test_the_better_piece_comes_first() -> None:
    assert ordering([(0, 0), (3, 2), (1, 1)]) == (2, 2)
    assert ordering([(0, 2), (3, 2)]) == (0, 1)
    assert ordering([(0, None), (3, 2)]) == (0, 0)


def test_by_criterion_leaves_out_what_one_rater_did_not_meet() -> None:
    found = by_criterion([({"R1": 2, "R2": 1}, {"R1": 2}), ({"R1": 0}, {"R1": 1})])
    assert set(found) == {"R1"} and found["R1"].n == 2


def test_a_rater_who_grows_severe_is_seen() -> None:
    start = date(2026, 1, 1)
    dated = [(start + timedelta(days=i), (i % 3 + 1, i % 3 + 1 if i < 6 else i % 3)) for i in range(12)]
    moved = drift(dated, start + timedelta(days=6))
    assert moved.before.bias == 0 and moved.after.bias == -1 and moved.shift == -1
    assert drift(dated[:7], start + timedelta(days=6)).shift is None
