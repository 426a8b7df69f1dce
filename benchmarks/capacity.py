"""How many machines for how many candidates: a queueing simulation, held against what was measured.

    python -m benchmarks.users --out benchmarks/measured.json     # 15 minutes on a quiet machine
    python -m benchmarks.capacity --write                         # docs/capacite.md

A web process uses one core. People at once do a deed (a turn, a page) every `pause_s` seconds; a deed takes a processor
for a time drawn around what was measured. The simulation gives the smallest number of web processes that keeps the 95th
percentile of a deed under half a second. Work in the background (an hour of sound) is counted apart: it may wait.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import simpy

HERE = Path(__file__).resolve().parent
MEASURED = HERE / "measured.json"
PAGE = HERE.parent / "docs" / "capacite.md"
BAR = 0.5
"""Seconds: the 95th percentile of a deed."""
AT_ONCE = 0.03
"""Share of the candidates who are at work in the busiest minute (assumption: an evening of preparation)."""
CALLS_A_WEEK = 1.0
"""Samples sent in by a candidate in a week (assumption), of six minutes each."""
CALL_HOURS = 0.1
SPREAD = 0.6
"""Standard deviation of the logarithm of a deed's time: pages and turns differ."""


@dataclass(frozen=True)
class Result:
    """Seconds waited and worked."""

    middle: float
    slow: float
    busy: float


def simulate(people: int, processes: int, cost: float, pause: float, seconds: float, seed: int = 1) -> Result:
    """Deeds of `people` over `seconds`, each kept by one of `processes` (the proxy is sticky)."""
    rng = random.Random(seed)
    world = simpy.Environment()
    servers = [simpy.Resource(world, capacity=1) for _ in range(processes)]
    waits: list[float] = []
    worked = 0.0
    mean = math.log(cost) - SPREAD**2 / 2

    def one(number: int) -> object:
        nonlocal worked
        server = servers[number % processes]
        yield world.timeout(rng.uniform(0, pause))
        while True:
            yield world.timeout(rng.expovariate(1 / pause))
            asked = world.now
            with server.request() as turn:
                yield turn
                took = rng.lognormvariate(mean, SPREAD)
                yield world.timeout(took)
            worked += took
            waits.append(world.now - asked)

    for number in range(people):
        world.process(one(number))
    world.run(until=seconds)
    return Result(median(waits), quantiles(waits, n=100)[94], worked / seconds / processes)


def needed(people: int, cost: float, pause: float) -> tuple[int, Result]:
    """The smallest number of web processes under the bar."""
    seconds = 120.0 if people < 5_000 else 40.0
    low = max(1, math.ceil(people / pause * cost))
    while True:
        found = simulate(people, low, cost, pause, seconds)
        if found.slow <= BAR and found.busy < 0.8:
            return low, found
        low = max(low + 1, math.ceil(low * 1.1))


def page(facts: dict[str, float], audio_factor: float) -> str:
    cost, pause = facts["processor_s_a_deed"], facts["pause_s"]
    check = simulate(int(facts["users"]), 1, cost, pause, 300.0)
    rows = []
    for candidates in (200, 1_000, 10_000, 100_000, 1_000_000):
        people = max(1, round(candidates * AT_ONCE))
        processes, found = needed(people, cost, pause)
        audio_hours = candidates * CALLS_A_WEEK * CALL_HOURS
        workers = max(1, math.ceil(audio_hours * audio_factor / (5 * 12)))  # five days of twelve hours
        rows.append(
            f"| {candidates:,} | {people:,} | {processes:,} | {1000 * found.slow:.0f} ms | {audio_hours:,.0f} h | "
            f"{workers:,} | {math.ceil((processes + workers) / 8):,} |".replace(",", " ")
        )
    return "\n".join(
        (
            "# Capacité",
            "",
            "Écrite par `python -m benchmarks.capacity --write` à partir de `benchmarks/measured.json` (`python -m benchmarks.users`).",
            "",
            "## Ce qui est mesuré",
            "",
            "| mesure, deux cœurs partagés avec les personnes simulées | valeur |",
            "|---|---|",
            f"| personnes à la fois, un geste toutes les {pause:.0f} s | {facts['users']:.0f}, pendant {facts['seconds']:.0f} s |",
            f"| processeur par geste (tour ou page) | {1000 * cost:.0f} ms |",
            f"| un tour, de l’envoi à la réponse rangée | médiane {1000 * facts['turn_p50_s']:.0f} ms, p95 {1000 * facts['turn_p95_s']:.0f} ms |",
            f"| une page | p95 {1000 * facts['page_p95_s']:.0f} ms |",
            f"| échecs | {facts['failures']:.0f} |",
            f"| mémoire du serveur, moteurs chargés | {facts['memory_mb']:.0f} Mo |",
            f"| une heure de son, transcrite et notée | {audio_factor:.2f} heure d’un cœur |",
            "",
            "## La simulation face à la mesure",
            "",
            f"Un processus web, {facts['users']:.0f} personnes : la simulation donne une médiane de {1000 * check.middle:.0f} ms et un p95 de "
            f"{1000 * check.slow:.0f} ms pour un processus occupé à {100 * check.busy:.0f} %. L’écart avec la mesure est ce que la "
            "simulation ne connaît pas : les personnes simulées prennent une part des mêmes cœurs, les réponses sont rendues mot par "
            "mot, et la page attend la fin de son événement.",
            "",
            "## Ce qu’il faut",
            "",
            f"Hypothèses : {100 * AT_ONCE:.0f} % des candidats au travail dans la minute la plus chargée, un geste toutes les {pause:.0f} s, "
            f"p95 d’un geste sous {1000 * BAR:.0f} ms, {CALLS_A_WEEK:.0f} échantillon de {60 * CALL_HOURS:.0f} min par candidat et par semaine, "
            "transcrit dans la semaine, un cœur par processus ou travailleur, machines de huit cœurs.",
            "",
            "| candidats | à la fois | processus web | p95 simulé | son par semaine | travailleurs | machines |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
            "La base et l’index ne sont pas dans la simulation. Au-delà de dix mille candidats, une base par région de "
            "certification est plus simple à sauvegarder et à restaurer qu’une seule grande.",
            "",
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audio-factor", type=float, default=0.35, help="core hours for an hour of sound")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    text = page(json.loads(MEASURED.read_text(encoding="utf-8")), options.audio_factor)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
