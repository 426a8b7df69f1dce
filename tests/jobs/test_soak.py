"""Sixty files at once and twenty kills at random (`make soak`; a few minutes)."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from coach.jobs.queue import LATER, Queue
from coach.wiring import OWNER, Services
from tests.jobs import sounds
from tests.jobs.processes import Process, assert_right, server, settled, wait, worker

FILES, KILLS = 60, 20
SAID = (
    "Bonjour, je vous appelle pour ma facture.",
    "Service client, que puis-je faire pour vous ?",
    "Je souhaite résilier mon abonnement.",
    "Merci d'avoir patienté, je vous confirme le rendez-vous.",
)


def make(folder: Path, number: int) -> tuple[Path, bool]:
    """A file, and whether it is a good one: a third of calls, a third of writing, a third of the others."""
    kind = number % 3
    if kind == 0:
        path = folder / f"{number:02d}-appel.wav"
        return (sounds.stereo(path) if number % 2 else sounds.mono(path, SAID[number % 4])), True
    if kind == 1:
        path = folder / f"{number:02d}-tchat.txt"
        path.write_text(sounds.CHAT + f"Client : Depuis {number} jours.\n")
        return path, True
    return sounds.hostile(folder, number // 3), False


@pytest.mark.soak
@pytest.mark.model
@pytest.mark.timeout(2400)
def test_sixty_files_and_twenty_kills(hearing: Services, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    folder = tmp_path / "depot"
    folder.mkdir()
    queue = Queue(hearing)
    start = time.monotonic()
    makers = [server, worker]
    running: list[Process] = [make_one(hearing.settings) for make_one in makers]
    good: dict[str, str] = {}
    bad: dict[str, str] = {}
    for number in range(FILES):
        path, is_good = make(folder, number)
        job = queue.submit(OWNER, path, path.name, priority=LATER)
        (good if is_good else bad)[job.id] = path.name
    kills = {"server": 0, "worker": 0, "idle": 0}
    for _ in range(KILLS):
        time.sleep(chance.uniform(1.5, 9.0))
        victim = chance.randrange(2)
        kills["idle"] += not any(job.live for job in queue.list())
        kills["server" if victim == 0 else "worker"] += 1
        running[victim].kill()
        running[victim] = makers[victim](hearing.settings)
    wait(lambda: settled(queue), 1500, running[0].log)
    for process in running:
        process.end()
    crashed = sum(job.attempt > 1 for job in queue.list())
    print(
        f"\nseed {seed}: {len(good)} good and {len(bad)} bad files, kills {kills}, {crashed} begun anew, "
        f"{time.monotonic() - start:.0f} s"
    )
    assert kills["idle"] <= KILLS // 2, "most kills must fall on work"
    assert_right(hearing, queue, good, bad)
