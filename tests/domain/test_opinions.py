"""What may be said of a level, and what stands at the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from coach.domain.opinions import MAX_REASON, Kind, Opinion, Thread, check, pair, people_levels, threads
from coach.errors import InputError

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


def opinion(kind: Kind, minutes: int = 0, level: int | None = None, criterion: str = "R1") -> Opinion:
    return Opinion(
        criterion, kind, level, "parce que", 2, False, "formateur", START + timedelta(minutes=minutes)
    )


def test_the_last_word_of_each_side_stands() -> None:
    found = threads([opinion(Kind.LEVEL, 5, 3), opinion(Kind.LEVEL, 0, 1), opinion(Kind.LEVEL, 1, 2, "R2")])
    assert people_levels(found) == {"R1": 3, "R2": 2}
    assert found["R1"].trainer is not None and pair(found["R1"].trainer) == (3, 2)


def test_a_contest_waits_for_an_answer_given_after_it() -> None:
    first, told, again = opinion(Kind.CONTEST, 0), opinion(Kind.ANSWER, 1), opinion(Kind.CONTEST, 2)
    assert Thread((first,)).waiting and not Thread((first, told)).waiting
    assert Thread((first, told, again)).waiting and Thread((first, told, again)).answer is None


def test_a_level_that_departs_asks_for_a_reason() -> None:
    assert check(Kind.LEVEL, 2, "", 2, None) == ""
    assert check(Kind.LEVEL, 1, "  pas   daté ", 2, None) == "pas daté"
    with pytest.raises(InputError, match="dites pourquoi"):
        check(Kind.LEVEL, 1, " ", 2, None)
    with pytest.raises(InputError, match="de 0 à 3"):
        check(Kind.LEVEL, 4, "trop", 2, None)
    with pytest.raises(InputError, match="au plus"):
        check(Kind.LEVEL, 1, "x" * (MAX_REASON + 1), 2, None)


def test_contest_and_answer_come_in_turn() -> None:
    waiting = Thread((opinion(Kind.CONTEST),))
    with pytest.raises(InputError, match="pourquoi"):
        check(Kind.CONTEST, None, "", 2, None)
    with pytest.raises(InputError, match="attend déjà"):
        check(Kind.CONTEST, None, "encore", 2, waiting)
    with pytest.raises(InputError, match="pas de contestation"):
        check(Kind.ANSWER, None, "non", 2, None)
    assert check(Kind.ANSWER, None, "oui", 2, waiting) == "oui"
