"""Times the embedded engine: one turn alone, many interviews going on at once, and all of them in one instant.

Wall time is what a person waits; processor time is the part that other programs of the machine do not change.

python -m evals.roleplay.latency [--sessions 200] [--pause 15]
"""

from __future__ import annotations

import argparse
import os
import random
import threading
import time
from statistics import median, quantiles

from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.analyst import EmbeddedAnalyst
from coach.dialogue.common_lines import CommonLines
from coach.dialogue.play import Play
from coach.dialogue.topics import TopicBook
from coach.domain.scenarios import LEVELS
from coach.resources import data_dir
from evals.roleplay.managers import MODELS, Manager
from evals.roleplay.simulate import library, scenarios, topics

Times = tuple[float, float]
"""Milliseconds waited, milliseconds of processor."""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument(
        "--pause", type=float, default=15.0, help="mean seconds between two turns of a person"
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    vectors = topics()._vectors
    book = TopicBook(library().all(), vectors)
    for scenario in scenarios():
        book.matcher(scenario).warm()
    analyst = EmbeddedAnalyst()
    actor = EmbeddedActor(CommonLines.load(data_dir("scenarios") / "communs" / "repliques.yaml"))

    def timed(number: int, pause: float, since: float, until: float, found: list[Times]) -> None:
        rng = random.Random(number)
        scenario = scenarios()[number % len(scenarios())]
        play = Play(scenario, LEVELS[number % 4], number, analyst, actor, book)
        manager = Manager(scenario, MODELS[number % 3], number)
        turns = [play.turn([], None)]
        while True:
            if pause:
                time.sleep(rng.expovariate(1 / pause))
            said = manager.next(turns[-1])
            # Nobody speaks once the measure is over: all would speak at that same instant.
            if said is None or turns[-1].step.ended or time.perf_counter() > until:
                return
            start, busy = time.perf_counter(), time.thread_time()
            turns.append(play.turn(turns, said))
            if start > since:
                found.append((1000 * (time.perf_counter() - start), 1000 * (time.thread_time() - busy)))

    alone: list[Times] = []
    for number in range(12):
        timed(number, 0.0, 0.0, time.perf_counter() + 60, alone)
    print(f"seul : {told(alone)}")
    together: list[Times] = []
    since = time.perf_counter() + 10  # all the interviews have begun by then
    end = since + options.seconds
    threads = [
        threading.Thread(target=timed, args=(n, options.pause, since, end, together), daemon=True)
        for n in range(options.sessions)
    ]
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, end - time.perf_counter()))
    print(
        f"{options.sessions} entretiens ensemble, une réplique toutes les {options.pause:.0f} s en moyenne : "
        f"{told(list(together))} ({os.cpu_count()} cœurs, charge {os.getloadavg()[0]:.1f})"
    )
    salvo: list[Times] = []
    ready = threading.Barrier(options.sessions)

    def at_once(number: int) -> None:
        scenario = scenarios()[number % len(scenarios())]
        play = Play(scenario, LEVELS[number % 4], number, analyst, actor, book)
        turns = [play.turn([], None)]
        said = Manager(scenario, MODELS[number % 3], number).next(turns[-1]) or ""
        ready.wait()
        start, busy = time.perf_counter(), time.thread_time()
        play.turn(turns, said)
        salvo.append((1000 * (time.perf_counter() - start), 1000 * (time.thread_time() - busy)))

    threads = [threading.Thread(target=at_once, args=(n,)) for n in range(options.sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"les {options.sessions} dans le même instant, le pire des cas : {told(salvo)}")


def told(found: list[Times]) -> str:
    """Medians and tails, for a person to read."""
    wall, busy = ([times[i] for times in found] for i in (0, 1))
    return (
        f"{len(found)} tours, médiane {median(wall):.0f} ms, p95 {quantiles(wall, n=20)[-1]:.0f} ms, "
        f"processeur {median(busy):.1f} ms à la médiane"
    )


if __name__ == "__main__":
    main()
