"""What the pages say of files on their way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from coach.jobs.steps import DECODE, HEAR
from coach.store.jobs import DONE, FAILED, RUNNING, WAITING, Job
from coach.web.components.queue import left, percent, progress_card, queue_panel, table

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def job(**values: Any) -> Job:
    base: dict[str, Any] = {
        "id": "j", "sample_id": "s", "owner": "local", "name": "appel", "kind": "appel", "batch": None,
        "priority": 10, "state": RUNNING, "step": HEAR, "done": 60.0, "total": 240.0, "problem": None,
        "retryable": False, "attempt": 1, "crashes": 0, "worker": "w", "cancel": False, "scored": False,
        "context": {}, "created_at": NOW, "step_at": NOW, "ended_at": None,
    }  # fmt: skip
    return Job(**{**base, **values})


def test_the_time_left_is_that_of_the_pace_so_far() -> None:
    assert left(job(), NOW + timedelta(seconds=100)) == 300
    assert left(job(), NOW + timedelta(seconds=1)) is None  # too soon to tell
    assert left(job(done=0.0), NOW + timedelta(seconds=100)) is None
    assert left(job(step=DECODE), NOW + timedelta(seconds=100)) is None
    assert percent(job()) == 25 and percent(job(step=DECODE)) is None


def test_a_card_says_the_step_and_how_far() -> None:
    card = progress_card(job())
    assert "1:00 sur 4:00 (25\u00a0%)" in card and "value='25'" in card
    assert "Lecture du fichier…" in progress_card(job(step=DECODE))
    assert "En attente, 3\u00a0avant lui" in progress_card(job(state=WAITING, step=""), ahead=3)


def test_a_name_is_harmless_everywhere() -> None:
    evil = job(name="<script>", state=FAILED, problem="<b>", retryable=True)
    for html in (progress_card(evil), queue_panel([evil]), table([evil])):
        assert "<script>" not in html and "<b>" not in html


def test_a_long_queue_is_cut_short_and_an_empty_one_says_nothing() -> None:
    assert queue_panel([]) == ""
    panel = queue_panel([job(id=str(n), state=WAITING) for n in range(30)])
    assert "30 fichiers en traitement" in panel and "et 22 autres" in panel


def test_the_table_tells_what_to_do_next() -> None:
    html = table([job(state=DONE), job(state=FAILED, problem="panne", retryable=True)])
    assert "/ecoutes?id=s" in html and "panne Le fichier est encore là" in html
