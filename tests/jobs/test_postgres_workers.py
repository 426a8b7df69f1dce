"""Three workers on one PostgreSQL: a real server, written exchanges and a hostile file, one worker killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.jobs.queue import Queue
from coach.settings import Settings
from coach.wiring import OWNER, Services
from tests.jobs import sounds
from tests.jobs.processes import assert_right, settled, wait, worker
from tests.postgres_server import binaries, postgres

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(500),
    pytest.mark.skipif(binaries() is None, reason="aucun serveur PostgreSQL sur cette machine"),
]


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Services]:
    with postgres() as url:
        built = Services(Settings(data_dir=tmp_path / "donnees", database_url=url))
        yield built
        built.database.close()


def test_three_workers_share_the_queue_and_one_dies(shared: Services, tmp_path: Path) -> None:
    queue = Queue(shared)
    workers = [worker(shared.settings) for _ in range(3)]
    try:
        wait(lambda: len(queue.alive()) == 3, 150, workers[0].log)
        good, bad = {}, {}
        for number in range(12):
            path = tmp_path / f"tchat-{number}.txt"
            path.write_text(sounds.CHAT + f"Client : Depuis {number + 2} jours.\n")
            good[queue.submit(OWNER, path, path.name).id] = path.name
        for number in (0, 1, 6):
            path = sounds.hostile(tmp_path, number)
            bad[queue.submit(OWNER, path, path.name).id] = path.name
        # Every worker has ended a file or more.
        wait(lambda: len({job.worker for job in queue.list() if not job.live}) == 3, 150, workers[0].log)
        workers[0].kill()
        wait(lambda: settled(queue), 150, workers[0].log)
        assert_right(shared, queue, good, bad)
    finally:
        for one in workers:
            one.end()
    # What ends well leaves no worker behind in the table, and the dead one was buried.
    assert queue.jobs.workers() == []
