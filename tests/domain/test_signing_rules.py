"""What a password must be, and how long a failure makes one wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.people import Role
from coach.domain.signing import MIN_PASSWORD, WINDOW, first_role, over, password_problem, wait

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("court", "12 caractères"),
        ("a" * 129, "au plus"),
        ("ababababababab", "répète"),
        ("lea.martin12345", "votre nom"),
        ("une longue phrase à retenir", None),
        ("correct cheval pile agrafe", None),
    ],
)
def test_what_a_password_must_be(password: str, told: str | None) -> None:
    found = password_problem(password, email="lea.martin@centre.fr", name="Léa Martin")
    assert (found is None) if told is None else (found is not None and told in found)


@given(st.text(max_size=MIN_PASSWORD - 1))
def test_a_short_password_never_holds(password: str) -> None:
    assert password_problem(password) is not None


@given(st.integers(0, 60), st.integers(1, 10))
def test_waiting_grows_and_ends(count: int, tries: int) -> None:
    failures = [NOW] * count
    now, later = wait(failures, NOW, tries), wait([*failures, NOW], NOW, tries)
    assert timedelta(0) <= now <= later <= timedelta(minutes=15)
    assert bool(now) == (count >= tries)
    assert wait(failures, NOW + WINDOW, tries) == timedelta(0)


def test_a_sign_in_ends_by_idleness_or_by_age() -> None:
    idle, end = timedelta(minutes=30), NOW + timedelta(hours=12)
    assert not over(NOW, seen_at=NOW - timedelta(minutes=29), expires_at=end, idle=idle)
    assert over(NOW, seen_at=NOW - idle, expires_at=end, idle=idle)
    assert over(end, seen_at=end, expires_at=end, idle=idle)


def test_the_workspace_that_opens() -> None:
    both = frozenset({Role.JURY, Role.ADMIN})
    assert first_role(both) is Role.JURY and first_role(both, "administrateur") is Role.ADMIN
    assert first_role(both, "candidat") is Role.JURY
