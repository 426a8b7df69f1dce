"""Embedded scoring: a two-hour interview of six hundred turns, and how many transcripts two cores score a minute.

    python -m benchmarks.scoring

The long interview is made of the turns of many pieces, each changed a little, so that nothing is read twice. Models are
loaded first; exits with 1 when a target is missed. One interview is read by one thread: its target is held against
processor time, which is the wall time of a machine that does nothing else.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import cycle, islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

from coach.domain.transcripts import Turn
from evals.assessment.run import Piece, pieces

if TYPE_CHECKING:
    from coach.assessment.scorer import Scorer

TURNS = 600
SECONDS = 7_200.0
LONGEST = 5.0
"""Seconds within which the long interview is scored."""
TRANSCRIPTS = 100
A_MINUTE = 100
CORES = 2


@cache
def scorer() -> Scorer:
    """The real one, built once in each process."""
    from coach.settings import load_settings
    from coach.wiring import Services

    return Services(load_settings()).scorer


def long_interview(grid: str, data: Sequence[Piece]) -> list[Turn]:
    """Six hundred turns over two hours, no two alike."""
    said = [t for p in data if p.grid == grid for t in p.turns]
    step = SECONDS / TURNS
    return [
        Turn(turn.speaker, f"{turn.text} Point {number}.", number * step, (number + 1) * step - 1)
        for number, turn in enumerate(islice(cycle(said), TURNS))
    ]


def warm(_: int) -> int:
    """Load what a first scoring waits for; the worker's process number."""
    first = pieces("dev")[0]
    scorer().score(first.turns, first.grid, first.context)
    time.sleep(0.2)  # so that each worker takes its own
    return os.getpid()


def score(piece: Piece) -> int:
    """Criteria scored."""
    return len(scorer().score(piece.turns, piece.grid, piece.context).criteria)


def main() -> int:
    """Print the figures."""
    data = pieces("dev")
    warm(0)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, embedded, warm")
    slowest = 0.0  # CPU: one thread, so that what else the machine does is not counted
    for grid in ("recadrage", "debriefing", "ecoute"):
        turns = long_interview(grid, data)
        started, busy = time.perf_counter(), time.process_time()
        scorer().score(turns, grid)
        seconds, cpu = time.perf_counter() - started, time.process_time() - busy
        slowest = max(slowest, cpu)
        words = sum(len(t.text.split()) for t in turns)
        print(f"{grid}: {len(turns)} turns, {words} words in {seconds:.2f} s ({cpu:.2f} s of CPU)")
    chosen = list(islice(cycle(data), TRANSCRIPTS))
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as workers:
        ready = len(set(workers.map(warm, range(CORES * 2))))
        started = time.perf_counter()
        scored = sum(1 for criteria in workers.map(score, chosen, chunksize=5) if criteria)
        seconds = time.perf_counter() - started
    rate = scored / seconds * 60
    print(f"{scored} transcripts in {seconds:.1f} s on {ready} processes: {rate:.0f} a minute")
    return 0 if slowest < LONGEST and rate >= A_MINUTE else 1


if __name__ == "__main__":
    sys.exit(main())
