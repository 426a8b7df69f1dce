"""Who needs the trainer first: the order of the reasons, and what makes each of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.cohort import Facts, Why, board, by_competence, reasons, standstill
from coach.domain.progress import Mark, standings

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TITLES = {("recadrage", "R5"): "Écoute", ("recadrage", "R9"): "Plan d’action"}


def marks(criterion: str, *levels: int) -> list[Mark]:
    first = NOW - timedelta(days=len(levels))
    return [
        Mark(f"s{i}", first + timedelta(days=i), "recadrage", criterion, level)
        for i, level in enumerate(levels)
    ]


def facts(name: str = "Léa", **known: object) -> Facts:
    base: dict[str, object] = {
        "person": name, "name": name, "last": NOW, "ended": 1, "samples": 0, "standings": (),
    }  # fmt: skip
    return Facts(**{**base, **known})  # type: ignore[arg-type]


def test_what_is_asked_goes_before_what_is_owed_then_levels_then_absence() -> None:
    still = standings([*marks("R5", 1, 0, 1), *marks("R9", 1, 1, 1)])
    people = [
        facts("calme"),
        facts("jamais", last=None, ended=0),
        facts("absent", last=NOW - timedelta(days=15)),
        facts("bloqué", standings=still),
        facts("en retard", late=((TODAY - timedelta(days=1), "Mener un entretien"),)),
        facts("vigilance", safeguards=((NOW, "Menace", "s9"),)),
        facts("message", unread=NOW),
        facts("contestation", contests=((NOW, "Écoute", "s3"),)),
        facts("à relire", to_review=("s1", "s2")),
    ]
    found = board(people, TODAY, TITLES)
    assert [row.facts.name for row in found] == [
        "contestation", "message", "vigilance", "en retard", "bloqué", "jamais", "absent", "à relire", "calme",
    ]  # fmt: skip
    assert found[0].first.words == "Conteste un niveau : « Écoute »" and found[0].first.about == "s3"
    assert (
        found[4].first.words
        == "Bloqué sur « Écoute » et 1 autre critère, 3 entretiens de suite au niveau 0 ou 1"
    )
    assert found[4].stuck and not found[5].stuck
    assert found[-1].first.why is Why.FINE


def test_among_equals_the_one_who_has_waited_longest() -> None:
    early, late = NOW - timedelta(days=3), NOW - timedelta(days=1)
    found = board([facts("b", unread=late), facts("a", unread=early)], TODAY, TITLES)
    assert [row.facts.name for row in found] == ["a", "b"]


def test_one_safeguard_in_many_interviews_is_one_reason() -> None:
    fallen = tuple((NOW - timedelta(days=d), "Menace", f"s{d}") for d in (1, 3, 2))
    found = reasons(facts(safeguards=fallen), TODAY, TITLES)
    assert [r.why for r in found] == [Why.SAFEGUARD]
    assert found[0].words == "Point de vigilance à reprendre : « Menace » (3 entretiens)"
    assert found[0].about == "s3"  # the oldest


def test_two_low_interviews_are_not_a_standstill_and_a_rise_ends_one() -> None:
    assert not standstill(standings(marks("R5", 0, 1))[0])
    assert standstill(standings(marks("R5", 3, 1, 0, 1))[0])
    assert not standstill(standings(marks("R5", 1, 0, 2))[0])


def test_levels_by_competence_are_means_of_what_works_them() -> None:
    found = by_competence(
        standings([*marks("R5", 1), *marks("R9", 3)]),
        {("recadrage", "R5"): ("CP5.2",), ("recadrage", "R9"): ("CP5.5", "CP6")},
    )
    assert found == {"CP5": 2.0, "CP6": 3.0}


@given(
    st.lists(
        st.builds(
            facts,
            st.text("abcdef", min_size=1, max_size=6),
            last=st.none()
            | st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 24), timezones=st.just(UTC)),
            unread=st.none() | st.just(NOW),
            late=st.lists(st.just((TODAY - timedelta(days=2), "x")), max_size=2).map(tuple),
            to_review=st.lists(st.just("s1"), max_size=2).map(tuple),
        ),
        max_size=8,
    )
)
def test_everyone_is_there_once_with_a_reason_and_the_order_never_rises(people: list[Facts]) -> None:
    found = board(people, TODAY, TITLES)
    assert sorted(row.facts.name for row in found) == sorted(f.name for f in people)
    assert all(row.reasons for row in found)
    kinds = [row.first.why for row in found]
    assert kinds == sorted(kinds, reverse=True)
