"""Work asked for is done when what was done fits it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from coach.domain.assignments import Asked, Assignment, Practice, Progress, task

ASKED = datetime(2026, 11, 10, 9, tzinfo=UTC)
DUE = date(2026, 11, 20)


def asked(kind: Asked = Asked.INTERVIEW, target: str = "recadrage-retards", **known: object) -> Assignment:
    base: dict[str, object] = {"level": None, "text": "", "due_on": DUE, "asked_at": ASKED}
    return Assignment(1, kind, target, **{**base, **known})  # type: ignore[arg-type]


def held(
    target: str = "recadrage-retards", level: int = 2, days: int = 1, kind: Asked = Asked.INTERVIEW
) -> Practice:
    return Practice(kind, target, level, ASKED + timedelta(days=days), f"s{days}")


@pytest.mark.parametrize(
    ("demand", "practices", "today", "progress"),
    [
        (asked(), [held()], DUE, Progress.DONE),
        (asked(), [], DUE, Progress.TODO),
        (asked(), [], DUE + timedelta(days=1), Progress.LATE),
        (asked(), [held(days=-1)], DUE, Progress.TODO),  # done before it was asked
        (asked(), [held("debriefing-chat")], DUE, Progress.TODO),
        (asked(target=""), [held("debriefing-chat")], DUE, Progress.DONE),
        (asked(level=3), [held(level=2)], DUE, Progress.TODO),
        (asked(level=2), [held(level=3)], DUE, Progress.DONE),
        (asked(), [held(days=15)], DUE + timedelta(days=20), Progress.DONE),  # late, but done
        (asked(closed=True), [], DUE + timedelta(days=1), Progress.CLOSED),
        (asked(closed=True), [held()], DUE, Progress.DONE),
        (asked(Asked.SAMPLE, ""), [held(kind=Asked.SAMPLE, target="")], DUE, Progress.DONE),
        (asked(Asked.SAMPLE, ""), [held()], DUE, Progress.TODO),
        (
            asked(Asked.FICHE, "droit"),
            [],
            DUE + timedelta(days=9),
            Progress.TODO,
        ),  # leaves no trace: never late
    ],
)
def test_where_it_stands(
    demand: Assignment, practices: list[Practice], today: date, progress: Progress
) -> None:
    assert task(demand, practices, today).progress is progress


def test_the_first_that_fits_is_the_proof() -> None:
    found = task(asked(), [held(days=5), held(days=2)], DUE)
    assert found.done is not None and found.done.id == "s2"
    assert not found.is_waited_for
