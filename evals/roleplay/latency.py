"""Times the embedded engine: one turn alone, and many interviews going on at once.

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

    def timed(number: int, pause: float, since: float, until: float, found: list[float]) -> None:
        rng = random.Random(number)
        scenario = scenarios()[number % len(scenarios())]
        play = Play(scenario, LEVELS[number % 4], number, analyst, actor, book)
        manager = Manager(scenario, MODELS[number % 3], number)
        turns = [play.turn([], None)]
        while time.perf_counter() < until:
            if pause:
                time.sleep(min(rng.expovariate(1 / pause), max(0.0, until - time.perf_counter())))
            said = manager.next(turns[-1])
            if said is None or turns[-1].step.ended:
                return
            start = time.perf_counter()
            turns.append(play.turn(turns, said))
            if start > since:
                found.append(1000 * (time.perf_counter() - start))

    alone: list[float] = []
    for number in range(12):
        timed(number, 0.0, 0.0, time.perf_counter() + 60, alone)
    print(
        f"seul : {len(alone)} tours, médiane {median(alone):.0f} ms, p95 {quantiles(alone, n=20)[-1]:.0f} ms"
    )
    together: list[float] = []
    since = time.perf_counter() + 10  # all the interviews have begun by then
    end = since + options.seconds
    threads = [
        threading.Thread(target=timed, args=(n, options.pause, since, end, together))
        for n in range(options.sessions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(
        f"{options.sessions} entretiens ensemble, une réplique toutes les {options.pause:.0f} s en moyenne : "
        f"{len(together)} tours, médiane {median(together):.0f} ms, p95 {quantiles(together, n=20)[-1]:.0f} ms "
        f"({os.cpu_count()} cœurs, charge {os.getloadavg()[0]:.1f})"
    )


if __name__ == "__main__":
    main()
