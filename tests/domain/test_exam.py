from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.exam import GRACE, SEEDS, is_over, seed_of, session_code, time_left

BEGAN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("mercd 2026-11", "MERCD-2026-11"),
        ("  lille_novembre ", "LILLE-NOVEMBRE"),
        ("A" * 60, "A" * 40),
        ("", None),
        ("  -- ", None),
    ],
)
def test_codes_are_written_one_way(typed, code):
    assert session_code(typed) == code


@given(st.text(max_size=80))
def test_a_code_is_kept_as_it_is(typed):
    code = session_code(typed)
    assert code is None or (session_code(code) == code and len(code) <= 40)


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_seeds_are_of_the_session_and_the_scenario(code, scenario):
    assert 0 <= seed_of(code, scenario) < SEEDS
    assert seed_of(code, scenario) == seed_of(code, scenario)


def test_other_sessions_have_other_seeds():
    assert len({seed_of(f"S-{n}", "recadrage-retards") for n in range(50)}) > 45


def test_time_is_over_after_a_last_sentence():
    end = BEGAN + timedelta(minutes=20)
    assert time_left(BEGAN, 20, end - timedelta(seconds=5)) == 5
    assert not is_over(BEGAN, 20, end + GRACE)
    assert is_over(BEGAN, 20, end + GRACE + timedelta(seconds=1))
