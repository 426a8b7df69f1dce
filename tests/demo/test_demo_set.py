"""The demonstration set: played for real, the same each time, taken away without touching anybody else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select
from typer.testing import CliRunner

from coach import accounts, quiz
from coach.cli.main import app
from coach.demo.cohort import CANDIDATES, DOMAIN, Invented
from coach.demo.fill import fill, remove
from coach.demo.preparing import CARDS_A_DAY
from coach.domain.people import Role
from coach.domain.quiz import Rating
from coach.errors import InputError
from coach.settings import Settings
from coach.store.all_tables import Base
from coach.store.demo import known_id
from coach.wiring import OWNER, Services

DAY = date(2026, 11, 24)
FEW = (
    Invented("c01", "Amélie Roche", 0, (("recadrage-ton-client-alerte-1", 9),) * 5, (0,), exam=True),
    Invented("c02", "Bastien Morel", 1, (("recadrage-ton-client-alerte-1", 3),), open_talk="recadrage-ton-client-alerte-1"),
)  # fmt: skip


def contents(services: Services) -> dict[str, int]:
    with services.database.reading() as db:
        counts = {
            t.name: db.scalar(select(func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count and name != "audit"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    services = Services(
        Settings(
            data_dir=tmp_path_factory.mktemp("demo") / "donnees",
            cache_dir=tmp_path_factory.getbasetemp() / "cache",
        )
    )
    services.preferences.set(OWNER, "examen", "2027-03-15")
    fill(services, today=DAY, candidates=FEW)
    yield services
    services.database.close()


def test_every_workspace_has_something_to_show(shown: Services) -> None:
    people = accounts.persons(shown)
    assert {r for p in people for r in p.roles} == {Role.CANDIDATE, Role.TRAINER, Role.JURY}
    assert all(p.email.endswith(f"@{DOMAIN}") for p in people)
    first = known_id("c01")
    interviews = shown.runner.list(first)
    assert len(interviews) == 5 and all(i.end_reason for i in interviews)
    assert interviews[0].turns[1].manager and interviews[0].turns[1].step.state.tension >= 0
    assert shown.assessments.latest(session_id=interviews[0].id)
    (sample,) = shown.samples.list(first)
    assert sample.status == "note" and shown.assessments.latest(sample_id=sample.id)
    assert shown.runner.list(known_id("c02"))[0].is_open
    assert shown.training.comments(first)
    (exam,) = accounts.exams(shown)
    assert len(accounts.seats(shown, exam.id)) == 3 and accounts.shares(shown, exam.id, first)
    assert shown.jury.sheet(exam.id, first, known_id("j1")).revealed_at
    notes = shown.jury.notes(exam.id, first, known_id("j1"))
    assert {f"CP{n}" for n in range(1, 8)} <= {
        c.partition(".")[0] for c, n in notes.items() if n.level is not None
    }
    assert [c for c in notes if "." in c and shown.referential.criterion(c) is None] == []
    assert shown.preparation.items(first)


def test_the_quiz_of_the_set_is_what_the_scheduler_would_have_kept(shown: Services) -> None:
    first, now = known_id("c01"), datetime.combine(DAY, time_of_day(9), UTC)
    cards = shown.quiz.cards(first)
    assert len(cards) >= 15 and all(card.due > card.reviewed for card in cards)
    day = quiz.today(shown, first, now=now)
    assert day.done == 0 and day.progress.seen == len(cards) and quiz.due_today(shown, first, now=now)
    asked = quiz.today(shown, first, now=now - timedelta(days=1)).done
    assert 1 <= asked <= 2 * CARDS_A_DAY
    assert quiz.rate(shown, first, cards[0].card_id, Rating.GOOD, now=now) > now


def test_an_open_interview_goes_on(shown: Services) -> None:
    owner = known_id("c02")
    interview = shown.runner.list(owner)[0]
    before = len(interview.turns)
    list(shown.runner.say(owner, interview.id, "Je vous écoute.", 10))
    assert len(shown.runner.get(owner, interview.id).turns) == before + 1


def test_twice_is_refused_and_removing_leaves_the_others(tmp_path: Path) -> None:
    services = Services(Settings(data_dir=tmp_path / "donnees"))
    services.preferences.set(OWNER, "examen", "2027-03-15")
    before = contents(services)
    fill(services, today=DAY, candidates=FEW[1:])
    one = contents(services)
    with pytest.raises(InputError, match="déjà là"):
        fill(services, candidates=FEW)
    assert contents(services) == one
    assert remove(services) == 5 and contents(services) == before
    assert not (tmp_path / "donnees" / "effacements.jsonl").exists()
    assert remove(services) == 0
    fill(services, today=DAY, candidates=FEW[1:])
    assert contents(services) == one
    services.database.close()


def test_the_cohort_names_only_talks_that_are_there() -> None:
    text = (Path("coach/demo") / "talks.yaml").read_text("utf-8")
    talks: list[dict[str, Any]] = yaml.safe_load(text)
    ids = {t["id"] for t in talks}
    wanted = {t for c in CANDIDATES for t, _ in c.talks} | {c.open_talk for c in CANDIDATES if c.open_talk}
    assert wanted <= ids and len(ids) == len(talks)
    assert len(CANDIDATES) == 12 and {c.group for c in CANDIDATES} == {0, 1}
    assert not any(mark in text for mark in "{}")


def test_the_command_says_when_there_is_nothing() -> None:
    told = CliRunner().invoke(app, ["demo", "--remove"])
    assert told.exit_code == 0 and "Aucune démonstration" in told.stdout


@pytest.mark.soak
def test_the_whole_set_in_a_minute(tmp_path: Path) -> None:
    services = Services(Settings(data_dir=tmp_path / "donnees"))
    started = time.process_time()
    done = fill(services, today=DAY)
    assert time.process_time() - started < 60
    assert done.people == 16 and done.interviews == 26
    assert remove(services) == 16
    services.database.close()
