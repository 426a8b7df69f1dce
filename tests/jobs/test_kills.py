"""`kill -9` of the server and of workers: what was accepted is scored once, or refused with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.jobs.queue import Queue
from coach.jobs.steps import HEAR, MASK
from coach.wiring import OWNER, Services
from tests.jobs import sounds
from tests.jobs.processes import assert_right, server, settled, wait, worker


@pytest.mark.model
@pytest.mark.timeout(400)
@pytest.mark.soak
def test_three_kills_lose_nothing_and_do_nothing_twice(hearing: Services, tmp_path: Path) -> None:
    folder = tmp_path / "depot"
    folder.mkdir()
    queue = Queue(hearing)
    good, bad = {}, {}
    (folder / "tchat.txt").write_text(sounds.CHAT)
    for path in (sounds.stereo(folder / "appel.wav"), sounds.mono(folder / "voix.wav"), folder / "tchat.txt"):
        good[queue.submit(OWNER, path, path.name).id] = path.name
    for number in (0, 1, 3, 6):
        path = sounds.hostile(folder, number)
        bad[queue.submit(OWNER, path, path.name).id] = path.name
    path = sounds.liar(folder / "menteur.wav")
    bad[queue.submit(OWNER, path, path.name).id] = path.name
    assert list(folder.iterdir()) == []  # taken over, not copied

    def in_step(step: str) -> bool:
        return any(job.step == step for job in queue.list())

    first = server(hearing.settings)
    wait(lambda: in_step(HEAR), 120, first.log)
    first.kill()
    second = worker(hearing.settings)
    wait(lambda: in_step(MASK), 120, second.log)
    second.kill()
    third = worker(hearing.settings)
    wait(lambda: sum(not job.live for job in queue.list()) >= 3, 120, third.log)
    third.kill()
    last = worker(hearing.settings)
    wait(lambda: settled(queue), 150, last.log)
    last.end()
    assert_right(hearing, queue, good, bad)
