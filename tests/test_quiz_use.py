"""The quiz on the product's own fiches, its dates from the real scheduler."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coach import quiz
from coach.domain.quiz import DAY_SIZE, Rating
from coach.errors import NotFound
from coach.knowledge.fiches import read_fiche
from coach.resources import data_dir
from coach.store.quiz import Scheduled
from coach.wiring import Services

NOW = datetime(2026, 11, 24, 19, 0, tzinfo=ZoneInfo("Europe/Paris"))


def test_every_card_is_a_question_with_a_sure_and_sourced_answer() -> None:
    passages = {
        p.id: p for path in (data_dir("knowledge") / "fiches").rglob("*.md") for p in read_fiche(path)
    }
    cards = quiz.deck()
    assert len(cards) >= 200 and len({c.id for c in cards}) == len(cards)
    for card in cards:
        passage = passages[card.id]
        assert card.question.endswith("?") and card.question[0] == card.question[0].upper()
        assert card.answer in passage.text and card.locator and passage.confidence == "verifie"
    assert len({c.domain for c in cards}) == 12
    for competence in ("CP1", "CP2", "CP3", "CP4", "CP5", "CP6", "CP7", "CT1", "CT2"):
        assert sum(competence in c.competences for c in cards) >= DAY_SIZE, competence


def test_a_day_asks_nothing_that_is_not_in_force(services: Services) -> None:
    day = quiz.today(services, "a", size=1000, now=NOW)
    asked = {c.id for c in day.queue}
    assert "demarchage-jours-horaires#les-creneaux-autorises" in asked
    assert "bloctel-avant-2026#le-principe-de-l-opposition" not in asked
    before = quiz.today(services, "a", size=1000, now=datetime(2025, 3, 3, 9, 0, tzinfo=NOW.tzinfo))
    assert "bloctel-avant-2026#le-principe-de-l-opposition" in {c.id for c in before.queue}


def test_the_better_known_the_later(services: Services) -> None:
    card = quiz.today(services, "a", now=NOW).queue[0]
    delays = quiz.delays(services, "a", card, now=NOW)
    assert list(delays.values()) == sorted(delays.values())
    assert delays[Rating.AGAIN] <= timedelta(minutes=15) and delays[Rating.EASY] >= timedelta(days=3)
    assert (
        quiz.rate(services, "a", card.id, Rating.GOOD, now=NOW) == NOW.astimezone(UTC) + delays[Rating.GOOD]
    )


def test_a_card_known_each_time_goes_further_and_further(services: Services) -> None:
    card, at, gaps = quiz.deck()[0], NOW, []
    for _ in range(6):
        due = quiz.rate(services, "a", card.id, Rating.GOOD, now=at)
        gaps.append(due - at)
        at = due
    assert gaps == sorted(gaps) and gaps[-1] <= timedelta(days=quiz.LONGEST)
    forgotten = quiz.rate(services, "a", card.id, Rating.AGAIN, now=at)
    assert forgotten - at <= timedelta(minutes=15)


def test_a_whole_day_ends(services: Services) -> None:
    at, asked = NOW, []
    while queue := quiz.today(services, "a", now=at).queue:
        asked.append(queue[0].id)
        quiz.rate(services, "a", queue[0].id, Rating.AGAIN if len(asked) == 1 else Rating.GOOD, now=at)
        at += timedelta(seconds=30)
        assert len(asked) < 40
    assert len(set(asked)) == DAY_SIZE and len(asked) == DAY_SIZE + 1 and asked[0] == asked[-1]
    assert quiz.today(services, "b", now=at).done == 0


def test_due_today_counts_known_cards_only(services: Services) -> None:
    assert quiz.due_today(services, "a", now=NOW) == 0
    first, second = quiz.today(services, "a", now=NOW).queue[:2]
    quiz.rate(services, "a", first.id, Rating.GOOD, now=NOW)
    quiz.rate(services, "a", second.id, Rating.EASY, now=NOW)
    assert quiz.due_today(services, "a", now=NOW) == 0
    assert quiz.due_today(services, "a", now=NOW + timedelta(days=3)) == 1
    assert quiz.due_today(services, "a", now=NOW + timedelta(days=30)) == 2


def test_another_wording_starts_the_card_anew(services: Services) -> None:
    card = quiz.deck()[0]
    new = quiz.delays(services, "a", card, now=NOW)
    far = Scheduled({"unreadable": "state of another wording"}, NOW + timedelta(days=90))
    services.quiz.review("a", card.id, mark="ancien", rating=4, reviewed=NOW, schedule=lambda _: far)
    assert quiz.delays(services, "a", card, now=NOW) == new
    assert card.id in {c.id for c in quiz.today(services, "a", size=1000, now=NOW).queue}
    assert quiz.rate(services, "a", card.id, Rating.GOOD, now=NOW) == NOW.astimezone(UTC) + new[Rating.GOOD]


def test_a_removed_card_is_refused_and_forgotten(services: Services) -> None:
    with pytest.raises(NotFound, match="n’existe plus"):
        quiz.rate(services, "a", "fiche-retiree#s", Rating.GOOD, now=NOW)
    gone = Scheduled({}, NOW - timedelta(days=1))
    services.quiz.review("a", "fiche-retiree#s", mark="m", rating=3, reviewed=NOW, schedule=lambda _: gone)
    assert quiz.due_today(services, "a", now=NOW) == 0
    assert quiz.today(services, "a", now=NOW).progress.seen == 0
