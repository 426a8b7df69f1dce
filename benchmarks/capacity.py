"""How many machines for how many candidates: a queueing simulation, held against what was measured.

    python -m benchmarks.users --out benchmarks/measured.json     # 15 minutes on a quiet machine
    python -m benchmarks.capacity --write                         # docs/capacite.md, two minutes

Each number of people that `benchmarks.users` was given is a point: the simulation is held against every one of them,
and the largest gives the costs.

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
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

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
INTERVIEWS_A_WEEK = 3.0
DEEDS_AN_INTERVIEW = 16
"""Twelve turns and the pages around them."""
FULL_USERS, FULL_SECONDS = 200, 900
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


def number(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u202f")


def decimal(value: float, places: int) -> str:
    return f"{value:.{places}f}".replace(".", ",")


def measured_rows(point: dict[str, Any], audio_factor: float) -> list[str]:
    """What things cost, in seconds of one processor."""
    cost = point["processor_s_a_deed"]
    interview = cost * DEEDS_AN_INTERVIEW
    thousand = (
        1_000 * (interview * INTERVIEWS_A_WEEK + CALLS_A_WEEK * CALL_HOURS * 3600 * audio_factor) / 3600
    )
    return [
        f"| un geste (tour ou page) | {1000 * cost:.0f} ms de processeur |",
        f"| un entretien ({DEEDS_AN_INTERVIEW} gestes) | {decimal(interview, 1)} s de processeur |",
        f"| une heure de son, transcrite et notée | {decimal(audio_factor, 2)} heure de processeur |",
        f"| mille candidats pendant une semaine | {thousand:.0f} heures de processeur |",
        f"| mémoire d’un processus web, moteurs chargés | {point['memory_mb']:.0f} Mo |",
    ]


def against(points: list[dict[str, Any]]) -> list[str]:
    """Each measured point beside its simulation."""
    rows = []
    for point in points:
        users = int(point["users"])
        found = simulate(users, 1, point["processor_s_a_deed"], point["pause_s"], 300.0)
        rows.append(
            f"| {users} | {point['pause_s']:.0f} s | {point['seconds']:.0f} s | {100 * point['cores']:.0f} % | "
            f"{100 * found.busy:.0f} % | {1000 * point['turn_p50_s']:.0f} ms | {1000 * point['turn_p95_s']:.0f} ms | "
            f"{1000 * point['page_p95_s']:.0f} ms | {1000 * found.slow:.0f} ms | {point['failures']} | "
            f"{point['memory_first_mb']:.0f} → {point['memory_last_mb']:.0f} Mo | {decimal(point['load'], 1)} |"
        )
    return rows


def needs(point: dict[str, Any], audio_factor: float) -> list[str]:
    cost, pause = point["processor_s_a_deed"], point["pause_s"]
    rows = []
    for candidates in (200, 1_000, 10_000, 100_000, 1_000_000):
        people = max(1, round(candidates * AT_ONCE))
        processes, found = needed(people, cost, pause)
        hours = candidates * CALLS_A_WEEK * CALL_HOURS
        workers = max(1, math.ceil(hours * audio_factor / (5 * 12)))  # five days of twelve hours
        rows.append(
            f"| {number(candidates)} | {number(people)} | {number(processes)} | {1000 * found.slow:.0f} ms | "
            f"{number(hours)} h | {number(workers)} | {number(math.ceil((processes + workers) / 8))} |"
        )
        print(f"{candidates} candidates: {processes} processes, {workers} workers", flush=True)
    return rows


def page(points: list[dict[str, Any]], audio_factor: float) -> str:
    point = points[-1]
    short = point["users"] < FULL_USERS or point["seconds"] < FULL_SECONDS
    caution = (
        '!!! warning "Relevé court"',
        f"    {point['users']} personnes pendant {point['seconds']:.0f} s, sur une machine occupée ailleurs (charge "
        f"{decimal(point['load'], 1)} au départ). Le processeur par geste et la simulation se lisent ; les attentes sont celles "
        f"de ce jour-là. Le relevé complet est de {FULL_USERS} personnes pendant un quart d’heure, machine au calme.",
        "",
    )
    return "\n".join(
        (
            "# Capacité",
            "",
            "Écrite par `python -m benchmarks.capacity --write` à partir de `benchmarks/measured.json`, que "
            "`python -m benchmarks.users --out benchmarks/measured.json` remplit.",
            "",
            *(caution if short else ()),
            "## Ce que les choses coûtent",
            "",
            f"Relevé du {datetime.fromisoformat(point['at']):%d/%m/%Y}, {point['machine']} ; {point['turns']} tours et "
            f"{point['pages']} pages comptés, {point['interviews']} entretiens ouverts.",
            "",
            "| quoi | coût |",
            "|---|---|",
            *measured_rows(point, audio_factor),
            "",
            "L’heure de son vient de `benchmarks/speech.md` (0,21 pour la transcription d’une voie), arrondie au-dessus "
            "pour les deux voies d’un appel, le masquage et la note.",
            "",
            "## La simulation face à la mesure",
            "",
            "Un processus web ; les personnes simulées prennent une part des mêmes cœurs que lui.",
            "",
            "| à la fois | pause | durée | occupé | occupé, simulé | tour, médiane | tour, p95 | page, p95 | geste, p95 simulé "
            "| échecs | mémoire | charge au départ |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|",
            *against(points),
            "",
            "Ce que la simulation ne connaît pas : les réponses sont rendues mot par mot, la page attend la fin de son "
            "événement, et deux cœurs portent à la fois le serveur et ses deux cents visiteurs.",
            "",
            "## Ce qu’il faut",
            "",
            f"Hypothèses : {100 * AT_ONCE:.0f} % des candidats au travail dans la minute la plus chargée, un geste toutes les "
            f"{point['pause_s']:.0f} s, p95 d’un geste sous {1000 * BAR:.0f} ms, {INTERVIEWS_A_WEEK:.0f} entretiens et "
            f"{CALLS_A_WEEK:.0f} échantillon de {60 * CALL_HOURS:.0f} min par candidat et par semaine, transcrit dans la "
            "semaine, un cœur par processus ou travailleur, machines de huit cœurs.",
            "",
            "| candidats | à la fois | processus web | geste, p95 simulé | son par semaine | travailleurs | machines |",
            "|---|---|---|---|---|---|---|",
            *needs(point, audio_factor),
            "",
            "La base et l’index ne sont pas dans la simulation. Au-delà de dix mille candidats, une base par région de "
            "certification est plus simple à sauvegarder et à restaurer qu’une seule grande.",
            "",
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--audio-factor", type=float, default=0.35, help="core hours for an hour of sound")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if not MEASURED.is_file():
        raise SystemExit("benchmarks/measured.json is missing: run `python -m benchmarks.users --out` first")
    text = page(json.loads(MEASURED.read_text(encoding="utf-8")), options.audio_factor)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
        print(f"written: {PAGE}")
    else:
        print(text)


if __name__ == "__main__":
    main()
