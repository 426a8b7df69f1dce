"""One embedded turn, whole: masked, heard, decided, stored, answered. Median and 95th percentile."""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

from coach.settings import Settings
from coach.wiring import OWNER, Services

TURNS = (
    "Bonjour Karim, merci d’être venu, je te propose qu’on prenne vingt minutes sur tes horaires.",
    "Depuis le 12 octobre, j’ai relevé neuf retards, entre 7 et 25 minutes. Comment tu l’expliques ?",
    "Si je comprends bien, certains matins ne dépendent pas de toi. Qu’est-ce qui se passe ces jours-là ?",
    "Quand tu arrives après 8 h 30, l’équipe prend tes appels et la qualité de service tombe à 68 %.",
    "Qu’est-ce qui t’aiderait à être à l’heure le mardi et le jeudi ?",
)
SESSIONS = 30


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        services = Services(Settings(data_dir=Path(folder)))
        times: list[float] = []
        for seed in range(SESSIONS + 1):
            interview = services.runner.start(OWNER, "recadrage-retards", 1 + seed % 4, seed)
            for text in TURNS:
                started = time.perf_counter()
                last = list(services.runner.say(OWNER, interview.id, text, 10.0))[-1]
                if seed:  # the first session warms up
                    times.append(time.perf_counter() - started)
                if last.record.step.ended:
                    break
        services.database.close()
    times.sort()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {len(times)} turns, warm")
    print(
        f"median {statistics.median(times) * 1000:.1f} ms, p95 {times[int(len(times) * 0.95)] * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main()
