"""The daily quiz: what is asked today, in which order, and what is not."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.quiz import Card, Memory, day_of, due_count, mark_of, mixed, phrased

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 20, 30, tzinfo=PARIS)
DOMAINS = ("demarchage", "examen", "travail", "indicateurs")


def card(
    n: int, *, domain: str = "", start: date | None = None, end: date | None = None, mark: str = "m"
) -> Card:
    competences = ("CP5",) if n % 2 else ("CP2", "CT1")
    domain = domain or DOMAINS[n % len(DOMAINS)]
    return Card(
        f"fiche-{n}#s", f"fiche-{n}", "Fiche", "Section", f"Question {n} ?", "Réponse.", domain, competences, "RE p. 4/28",
        None, start, end, mark,
    )  # fmt: skip


def memory(n: int, *, due: timedelta, reviewed: timedelta = timedelta(days=-3), mark: str = "m") -> Memory:
    return Memory(f"fiche-{n}#s", mark, (NOW + reviewed).astimezone(UTC), (NOW + due).astimezone(UTC))


@st.composite
def decks(draw: st.DrawFn) -> tuple[list[Card], list[Memory]]:
    numbers = draw(st.lists(st.integers(0, 60), unique=True, max_size=40))
    bound = st.sampled_from([None, NOW.date(), NOW.date() - timedelta(1), NOW.date() + timedelta(1)])
    cards = [card(n, start=draw(bound), end=draw(bound), mark=draw(st.sampled_from("mn"))) for n in numbers]
    known = draw(st.lists(st.integers(0, 60), unique=True, max_size=40))
    hours = st.integers(-400, 400).map(lambda h: timedelta(hours=h))
    past = st.integers(0, 100).map(lambda h: timedelta(hours=-h))
    return cards, [memory(n, due=draw(hours), reviewed=draw(past)) for n in known]


@given(decks(), st.integers(0, 20), st.sampled_from([None, "CP5", "CT1", "CP9"]))
def test_only_what_holds_and_what_is_due_is_asked_once(
    deck: tuple[list[Card], list[Memory]], size: int, competence: str | None
) -> None:
    cards, memories = deck
    day = day_of(cards, memories, NOW, size=size, competence=competence)
    ids = [c.id for c in day.queue]
    assert len(ids) == len(set(ids))
    by_id = {m.card_id: m for m in memories}
    for one in day.queue:
        assert one in cards and one.holds_on(NOW.date())
        assert competence is None or competence in one.competences
        known = by_id.get(one.id)
        if known is not None and known.mark == one.mark:
            assert known.due < datetime.combine(NOW.date() + timedelta(1), time.min, PARIS)
    new = [
        c
        for c in day.queue
        if c.id not in by_id or by_id[c.id].reviewed.astimezone(PARIS).date() != NOW.date()
    ]
    assert len(new) <= size
    assert day.progress.seen <= day.progress.total and day.progress.firm <= day.progress.seen


@given(decks(), st.randoms())
def test_the_order_of_a_day_does_not_hang_on_the_order_of_files(
    deck: tuple[list[Card], list[Memory]], rng
) -> None:  # type: ignore[no-untyped-def]
    cards, memories = deck
    before = day_of(cards, memories, NOW)
    rng.shuffle(cards)
    rng.shuffle(memories)
    assert day_of(cards, memories, NOW) == before


@given(decks())
def test_answering_the_first_card_leaves_the_others_where_they_were(
    deck: tuple[list[Card], list[Memory]],
) -> None:
    cards, memories = deck
    before = day_of(cards, memories, NOW)
    if not before.queue:
        return
    first = before.queue[0]
    answered = Memory(first.id, first.mark, NOW.astimezone(UTC), (NOW + timedelta(days=2)).astimezone(UTC))
    after = day_of(cards, [*(m for m in memories if m.card_id != first.id), answered], NOW)
    assert after.queue == before.queue[1:]


@given(st.sets(st.integers(0, 200), min_size=1, max_size=80))
def test_domains_take_turns(numbers: set[int]) -> None:
    order = mixed([card(n) for n in numbers], NOW.date())
    assert Counter(c.id for c in order) == Counter(card(n).id for n in numbers)
    domains = {c.domain for c in order}
    assert {c.domain for c in order[: len(domains)]} == domains
    for i, (one, following) in enumerate(itertools.pairwise(order)):
        # Twice in a row only when no other domain has any left.
        if one.domain == following.domain:
            assert {c.domain for c in order[i:]} == {one.domain}


def test_another_day_has_another_order() -> None:
    cards = [card(n) for n in range(40)]
    assert mixed(cards, date(2026, 11, 24)) != mixed(cards, date(2026, 11, 25))


def test_a_day_is_fifteen_cards_and_due_ones_come_first_when_it_is_full() -> None:
    cards = [card(n) for n in range(60)]
    assert len(day_of(cards, [], NOW).queue) == 15
    late = [memory(n, due=timedelta(days=-1)) for n in range(20)]
    day = day_of(cards, late, NOW)
    assert {c.id for c in day.queue} <= {m.card_id for m in late} and len(day.queue) == 15 and day.more
    few = [memory(n, due=timedelta(hours=1)) for n in range(4)]
    chosen = {c.id for c in day_of(cards, few, NOW).queue}
    assert {m.card_id for m in few} <= chosen and len(chosen) == 15


def test_a_card_due_later_today_is_asked_and_one_due_tomorrow_is_not() -> None:
    cards = [card(1), card(2)]
    memories = [memory(1, due=timedelta(hours=3)), memory(2, due=timedelta(hours=4))]  # 23 h 30, 0 h 30
    assert [c.id for c in day_of(cards, memories, NOW).queue] == ["fiche-1#s"]
    assert due_count(cards, memories, NOW) == 1


def test_a_card_to_see_again_comes_last_and_does_not_take_a_place() -> None:
    cards = [card(n) for n in range(30)]
    again = memory(0, due=timedelta(minutes=10), reviewed=timedelta(minutes=-1))
    day = day_of(cards, [again], NOW)
    assert day.done == 1 and day.queue[-1].id == "fiche-0#s" and len(day.queue) == 15


def test_when_the_day_is_done_nothing_is_left_but_more_can_be_asked() -> None:
    cards = [card(n) for n in range(30)]
    done = [memory(n, due=timedelta(days=2), reviewed=timedelta(hours=-1)) for n in range(15)]
    day = day_of(cards, done, NOW)
    assert day.queue == () and day.done == 15 and day.more
    assert len(day_of(cards, done, NOW, size=20).queue) == 5


def test_a_rule_out_of_force_is_not_asked() -> None:
    ended = card(1, end=NOW.date() - timedelta(1))
    coming = card(2, start=NOW.date() + timedelta(1))
    last_day = card(3, end=NOW.date())
    assert [c.id for c in day_of([ended, coming, last_day], [], NOW).queue] == ["fiche-3#s"]


def test_a_changed_card_starts_anew_and_a_removed_one_is_gone() -> None:
    memories = [memory(1, due=timedelta(days=30)), memory(2, due=timedelta(days=-1))]
    day = day_of([card(1, mark="autre")], memories, NOW)
    assert [c.id for c in day.queue] == ["fiche-1#s"]
    assert day.progress == (0, 0, 1)


def test_a_filter_shares_the_size_of_the_day() -> None:
    cards = [card(n) for n in range(40)]
    done = [memory(n, due=timedelta(days=2), reviewed=timedelta(hours=-1)) for n in range(0, 20, 2)]
    day = day_of(cards, done, NOW, competence="CP5")
    assert len(day.queue) == 5 and day.done == 10


def test_firm_cards_are_those_put_off_for_three_weeks() -> None:
    memories = [
        memory(1, due=timedelta(days=20), reviewed=timedelta(days=-1)),
        memory(2, due=timedelta(days=10), reviewed=timedelta(days=-1)),
    ]
    assert day_of([card(1), card(2)], memories, NOW).progress == (2, 1, 2)


@pytest.mark.parametrize(
    ("questions", "chosen"),
    [
        (["durée de l’écrit", "à 21 h je peux encore appeler ?"], "À 21 h je peux encore appeler ?"),
        (["on peut appeler le samedi ?", "Peut-on appeler le samedi ?"], "Peut-on appeler le samedi ?"),
        (["Et le midi, pause ?", "Combien de temps dure l’épreuve ?"], "Combien de temps dure l’épreuve ?"),
        (["horaires", "until what hour may consumers be called"], None),
        (["Et alors ?"], None),
        ([], None),
    ],
)
def test_the_best_worded_question_is_chosen(questions: list[str], chosen: str | None) -> None:
    assert phrased(questions) == chosen


@given(st.lists(st.text(max_size=80), max_size=6))
def test_a_chosen_question_is_one_of_them(questions: list[str]) -> None:
    chosen = phrased(questions)
    assert chosen is None or (chosen.endswith("?") and chosen[1:] in {q.strip()[1:] for q in questions})


def test_a_mark_tells_where_one_part_ends() -> None:
    assert mark_of("ab", "c") != mark_of("a", "bc") and mark_of("a", None) == mark_of("a", None)
