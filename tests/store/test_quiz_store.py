"""Quiz cards in the database: per owner, logged, and a database of the first version brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, text

from coach.store.assessments import PreferenceStore
from coach.store.database import Database
from coach.store.quiz import QuizStore, Scheduled, StoredCard
from coach.store.schema import config

AT = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[QuizStore]:
    database = Database.open(tmp_path)
    yield QuizStore(database)
    database.close()


def count(stored: StoredCard | None) -> Scheduled:
    """A schedule that only counts how often it was asked."""
    times = (stored.state["n"] if stored else 0) + 1
    return Scheduled({"n": times}, AT + timedelta(days=times))


def review(store: QuizStore, owner: str, card: str, rating: int = 3) -> StoredCard:
    return store.review(owner, card, mark="m", rating=rating, reviewed=AT, schedule=count)


def test_a_card_is_found_again_as_it_was_left(store: QuizStore) -> None:
    assert store.get("a", "fiche#s") is None
    kept = review(store, "a", "fiche#s")
    assert store.get("a", "fiche#s") == kept
    assert kept.state == {"n": 1} and kept.due == AT + timedelta(days=1) and kept.due.tzinfo is not None


def test_the_schedule_sees_the_card_as_it_stands(store: QuizStore) -> None:
    for n in (1, 2, 3):
        assert review(store, "a", "fiche#s").state == {"n": n}


def test_the_log_is_only_added_to(store: QuizStore) -> None:
    for rating in (1, 3, 4):
        review(store, "a", "fiche#s", rating)
    assert [(r.card_id, r.rating, r.reviewed) for r in store.reviews("a")] == [
        ("fiche#s", n, AT) for n in (1, 3, 4)
    ]


def test_one_owner_sees_nothing_of_another(store: QuizStore) -> None:
    review(store, "a", "fiche#s")
    assert store.cards("b") == [] and store.reviews("b") == [] and store.get("b", "fiche#s") is None
    review(store, "b", "fiche#s")
    store.erase("a")
    assert store.cards("a") == [] and store.reviews("a") == []
    assert len(store.cards("b")) == 1 == len(store.reviews("b"))


def test_cards_come_soonest_due_first(store: QuizStore) -> None:
    for times, name in ((3, "loin#s"), (1, "pres#s"), (2, "milieu#s")):
        for _ in range(times):
            review(store, "a", name)
    assert [c.card_id for c in store.cards("a")] == ["pres#s", "milieu#s", "loin#s"]


def test_a_schedule_that_fails_leaves_no_trace(store: QuizStore) -> None:
    def broken(_: StoredCard | None) -> Scheduled:
        raise RuntimeError("coupure")

    with pytest.raises(RuntimeError):
        store.review("a", "fiche#s", mark="m", rating=1, reviewed=AT, schedule=broken)
    assert store.cards("a") == [] and store.reviews("a") == []


def test_a_database_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    first = Database(f"sqlite:///{tmp_path / 'coach.sqlite'}")
    settings = config()
    with first.engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
    assert "quiz_cards" not in inspect(first.engine).get_table_names()
    PreferenceStore(first).set("local", "examen", "2027-03-15")
    first.close()

    database = Database.open(tmp_path)
    review(QuizStore(database), "local", "fiche#s")
    assert PreferenceStore(database).get("local", "examen") == "2027-03-15"
    with database.engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0001")
    assert "quiz_cards" not in inspect(database.engine).get_table_names()
    with database.reading() as db:
        assert db.execute(text("SELECT value FROM preferences")).scalar() == "2027-03-15"
    database.close()
