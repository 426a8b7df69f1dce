"""What is lost or done twice when something breaks: each kind of fault, many times, on the real program.

    python -m benchmarks.crashes [--kills 20] [--write]      # --write: docs/pannes.md

A turn is acknowledged when the page was told that its event is over. Afterwards the database is read: an acknowledged
turn that is not there is lost, one that is there twice is doubled, one without an answer is half-written.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.users import event, open_page, say
from coach.errors import CoachError
from coach.settings import Settings
from coach.wiring import OWNER, Services
from tests.llm.scripted import scripted_server

PAGE = Path(__file__).resolve().parent.parent / "docs" / "pannes.md"
SCENARIO = "recadrage-retards"
COMMAND = [sys.executable, "-c", "from coach.cli.main import main; main()"]
LINES = (
    "Bonjour Karim, merci d'être venu.",
    "Lundi tu t'es connecté à 9 h 12. Comment tu l'expliques ?",
    "Qu'est-ce qui est différent les jours où tu arrives à l'heure ?",
    "Si je comprends bien, certains matins ne dépendent pas de toi ?",
    "Qu'est-ce que tu proposes, toi ?",
)


@dataclass(frozen=True)
class Row:
    """One kind of fault."""

    fault: str
    times: int
    acknowledged: int
    lost: int
    doubled: int
    unanswered: int


def marked(number: int) -> str:
    """A line that occurs once; letters, since the masker takes numbers for what they may be."""
    digits = "abcdefghij"
    return f"{LINES[number % len(LINES)]} ({''.join(digits[int(d)] for d in str(number))}x)"


def verdict(fault: str, times: int, said: dict[str, list[str]], data: Path, url: str | None = None) -> Row:
    """Compare what was acknowledged with what is stored, as the next start sees it."""
    services = Services(Settings(data_dir=data, database_url=url))
    lost = doubled = unanswered = 0
    for session, lines in said.items():
        turns = services.runner.get(OWNER, session).turns
        stored = Counter(turn.manager for turn in turns if turn.manager)
        lost += sum(line not in stored for line in lines)
        doubled += sum(count - 1 for count in stored.values())
        unanswered += sum(not turn.advisor for turn in turns)
    services.database.close()
    return Row(fault, times, sum(map(len, said.values())), lost, doubled, unanswered)


@contextmanager
def folder_with(sessions: int, **settings: object) -> Iterator[tuple[Path, list[str]]]:
    """A data folder with interviews just opened."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "donnees"
        services = Services(Settings(data_dir=data, **settings))  # type: ignore[arg-type]
        opened = [services.runner.start(OWNER, SCENARIO, 1 + n % 3, n).id for n in range(sessions)]
        services.database.close()
        yield data, opened


# -- the web server is killed under load -----------------------------------------------------------------------------


def _start(data: Path, port: int) -> subprocess.Popen[bytes]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("COACH_")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env |= {"COACH_DATA_DIR": str(data), "COACH_WORKER_IN_SERVER": "false", "HF_HUB_OFFLINE": "1"}
    env["COACH_CACHE_DIR"] = str(data.parent / "cache")
    child = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 90
    while time.monotonic() < end:
        with suppress(httpx.HTTPError):
            if httpx.get(f"http://127.0.0.1:{port}/sante", timeout=1).status_code == 200:
                return child
        time.sleep(0.1)
    raise AssertionError("the server does not start again")


async def _person(session: str, base: str, stop: asyncio.Event, lines: list[str]) -> None:
    number = 0
    while not stop.is_set():
        try:
            async with httpx.AsyncClient(base_url=base, timeout=20) as client:
                html = await open_page(client, f"/entretien?id={session}", None)
                start = html.index("{", html.index("window.gradio_config ="))
                config, _ = json.JSONDecoder().raw_decode(html, start)
                which, visit = event(config, "replique", "submit"), secrets.token_hex(6)
                while not stop.is_set():
                    number += 1  # a line that failed is never said again: another takes its place
                    await say(client, session, which, marked(number), visit)
                    lines.append(marked(number))
                    await asyncio.sleep(random.uniform(0, 0.4))
        except (httpx.HTTPError, RuntimeError, ValueError, LookupError, OSError):
            await asyncio.sleep(0.3)


async def _kill_and_say(data: Path, port: int, sessions: list[str], kills: int) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {session: [] for session in sessions}
    stop = asyncio.Event()
    server = await asyncio.to_thread(_start, data, port)
    people = [asyncio.create_task(_person(s, f"http://127.0.0.1:{port}", stop, said[s])) for s in sessions]
    rng = random.Random(kills)
    try:
        for _ in range(kills):
            # People talk first: a kill before any turn would prove nothing.
            heard, end = sum(map(len, said.values())), time.monotonic() + 40
            while sum(map(len, said.values())) < heard + 3 and time.monotonic() < end:
                await asyncio.sleep(0.05)
            await asyncio.sleep(rng.uniform(0.0, 1.0))
            server.send_signal(signal.SIGKILL)
            server.wait()
            server = await asyncio.to_thread(_start, data, port)
        await asyncio.sleep(3)
    finally:
        stop.set()
        await asyncio.wait(people, timeout=25)
        server.send_signal(signal.SIGKILL)
        server.wait()
    return said


def killed_server(kills: int, people: int = 6) -> Row:
    """`kill -9` of the web server while people talk."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with folder_with(people) as (data, sessions):
        services = Services(Settings(data_dir=data, cache_dir=data.parent / "cache"))
        for scenario in services.library.usable():  # vectors of the questions, once for all the starts
            services.topics.matcher(scenario).warm()
        said = asyncio.run(_kill_and_say(data, port, sessions, kills))
        return verdict("kill -9 du serveur web sous charge", kills, said, data)


# -- the database is held by another process -------------------------------------------------------------------------


def locked_database(times: int) -> Row:
    """Another process keeps the write lock for a second or two, again and again, while turns are said."""
    with folder_with(2) as (data, sessions):
        services = Services(Settings(data_dir=data))
        stop = threading.Event()

        def hold() -> None:
            with closing(sqlite3.connect(data / "coach.sqlite", isolation_level=None)) as other:
                other.execute("PRAGMA busy_timeout=5000")
                for _ in range(times):
                    if stop.is_set():
                        return
                    other.execute("BEGIN IMMEDIATE")
                    time.sleep(random.uniform(0.2, 1.2))
                    other.execute("ROLLBACK")
                    time.sleep(0.05)

        holder = threading.Thread(target=hold)
        said: dict[str, list[str]] = {session: [] for session in sessions}
        holder.start()
        number = 0
        while holder.is_alive():
            for session in sessions:
                number += 1
                with suppress(CoachError):
                    list(services.runner.say(OWNER, session, marked(number), 5.0))
                    said[session].append(marked(number))
        holder.join()
        services.database.close()
        return verdict("base tenue par un autre processus", times, said, data)


# -- the model's server misbehaves -----------------------------------------------------------------------------------


def bad_endpoint(turns: int) -> list[Row]:
    """Down, refusing, talking nonsense, empty, cut in the middle, dripping."""
    rows = []
    for mode, words in {
        "500": "modèle : erreur 500",
        "429": "modèle : trop de demandes (429)",
        "illisible": "modèle : réponse illisible",
        "vide": "modèle : réponse vide",
        "coupe": "modèle : flux coupé au milieu",
        "goutte": "modèle : goutte à goutte",
    }.items():
        with scripted_server() as script, folder_with(1) as (data, _):
            services = Services(
                Settings(
                    data_dir=data,
                    engine="llm",
                    llm_base_url=script.url,
                    llm_model=mode,
                    llm_timeout=1.0,
                    llm_retries=0,
                )
            )
            session = services.runner.start(OWNER, SCENARIO, 2, 7, "llm").id
            said = {session: []}
            for number in range(1, turns + 1):
                with suppress(CoachError):
                    list(services.runner.say(OWNER, session, marked(number), 5.0))
                    said[session].append(marked(number))
            services.database.close()
            rows.append(verdict(words, turns, said, data))
    with folder_with(1) as (data, _):
        services = Services(
            Settings(
                data_dir=data,
                engine="llm",
                llm_base_url="http://127.0.0.1:9/v1",
                llm_timeout=1.0,
                llm_retries=0,
            )
        )
        session = services.runner.start(OWNER, SCENARIO, 2, 7, "llm").id
        said = {session: [marked(n) for n in range(1, turns + 1)]}
        for line in said[session]:
            list(services.runner.say(OWNER, session, line, 5.0))
        services.database.close()
        rows.append(verdict("modèle : personne à l’adresse", turns, said, data))
    return rows


def table(rows: list[Row]) -> str:
    """Markdown."""
    return "\n".join(
        (
            "| panne | fois | tours acquittés | perdus | doublés | sans réponse |",
            "|---|---|---|---|---|---|",
            *(
                f"| {r.fault} | {r.times} | {r.acknowledged} | {r.lost} | {r.doubled} | {r.unanswered} |"
                for r in rows
            ),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = [killed_server(options.kills), locked_database(options.kills), *bad_endpoint(options.turns)]
    text = table(rows)
    print(text)
    if options.write:
        head, _, tail = PAGE.read_text(encoding="utf-8").partition("<!-- tableau -->\n")
        _, _, tail = tail.partition("<!-- fin -->\n")
        PAGE.write_text(f"{head}<!-- tableau -->\n{text}\n<!-- fin -->\n{tail}", encoding="utf-8")
    sys.exit(any(r.lost or r.doubled or r.unanswered for r in rows))


if __name__ == "__main__":
    main()
