"""A class of people at once on one server: what they wait for, whether anything fails, whether memory grows.

    python -m benchmarks.users [--users 200] [--seconds 900] [--pause 15] [--out benchmarks/measured.json]

Each person has an interview open: loads its page, says a line, reads, thinks, says another; now and then opens another
page; an interview that ends makes place for the next. The server is a process of its own on the loopback address, its
figures read from the kernel, and nothing is counted before its engines are loaded. The people run in this process and
take a share of the same cores. `--out` keeps one point for each number of people: `benchmarks.capacity` reads them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import platform
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

import httpx

from coach.settings import Settings
from coach.wiring import OWNER, Services

SCENARIO = "recadrage-retards"
OTHER_PAGES = ("/", "/entrainement", "/seances", "/referentiel", "/progres")
LINES = (
    "Bonjour Karim, merci d'être venu, je te propose vingt minutes sur tes horaires.",
    "Depuis le 12 octobre j'ai relevé neuf retards. Comment tu l'expliques ?",
    "Qu'est-ce qui est différent les matins où tu arrives à l'heure ?",
    "Si je comprends bien, certains matins ne dépendent pas de toi, c'est ça ?",
    "Quand tu arrives après neuf heures, l'équipe prend tes appels.",
    "Qu'est-ce qui t'aiderait le mardi et le jeudi ?",
    "Qu'est-ce que tu proposes, toi, pour que ça tienne ?",
    "On se revoit vendredi pour faire le point, ça te va ?",
)
WARM = 60.0
"""Seconds at the start that are not counted: pages open, connections too."""


class Ended(Exception):
    """The interview is over: the next one is opened."""


@dataclass
class Seen:
    """What the people met, in seconds."""

    pages: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    interviews: int = 0
    failures: list[str] = field(default_factory=list)


@contextmanager
def served(data_dir: Path, port: int) -> Iterator[int]:
    """`coach serve` in a process of its own; its pid."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("COACH_")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env |= {"COACH_DATA_DIR": str(data_dir), "COACH_WORKER_IN_SERVER": "false", "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", "from coach.cli.main import main; main()", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    try:
        for _ in range(1800):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None:
                raise SystemExit(f"the server stopped at its start (code {server.returncode})")
            time.sleep(0.1)
        else:
            raise SystemExit("the server does not answer after three minutes")
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def memory(pid: int) -> float:
    """Resident megabytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def processor(pid: int) -> float:
    """Seconds of processor used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rest(pid: int, longest: float = 300.0) -> float:
    """Wait until the server has loaded its engines, which it does after its first page; seconds waited.

    It has when it uses under a tenth of a core twice for five seconds; its timers never rest wholly.
    """
    started, calm = time.perf_counter(), 0
    while calm < 2 and time.perf_counter() - started < longest:
        used = processor(pid)
        time.sleep(5)
        calm = calm + 1 if processor(pid) - used < 0.5 else 0
    return time.perf_counter() - started


def event(config: dict[str, object], element: str, trigger: str) -> tuple[int, int]:
    """Number of the event that a component of this id fires, and the component's number."""
    (component,) = (c["id"] for c in config["components"] if c["props"].get("elem_id") == element)  # type: ignore[attr-defined]
    for dependency in config["dependencies"]:  # type: ignore[attr-defined]
        if [component, trigger] in dependency["targets"]:
            return dependency["id"], component
    raise LookupError(element)


async def open_page(client: httpx.AsyncClient, path: str, seen: Seen | None) -> str:
    started = time.perf_counter()
    answer = await client.get(path)
    answer.raise_for_status()
    if seen is not None:
        seen.pages.append(time.perf_counter() - started)
    return answer.text


async def say(
    client: httpx.AsyncClient, session: str, which: tuple[int, int], line: str, visit: str
) -> float:
    """Seconds until the turn's event is over."""
    started = time.perf_counter()
    asked = {
        "data": [line, time.monotonic()],
        "fn_index": which[0],
        "trigger_id": which[1],
        "session_hash": visit,
        "event_data": None,
    }
    joined = await client.post("/gradio_api/queue/join", params={"id": session}, json=asked)
    joined.raise_for_status()
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": visit}) as stream:
        stream.raise_for_status()
        async for row in stream.aiter_lines():
            if not row.startswith("data:"):
                continue
            told = json.loads(row[5:])
            if told["msg"] == "process_completed":
                if not told["success"]:
                    raise RuntimeError(str(told.get("output"))[:200])
                output = str(told["output"])
                if "n’est pas partie" in output:
                    if "est terminé" in output:
                        raise Ended
                    raise RuntimeError("the turn was refused")
                return time.perf_counter() - started
            if told["msg"] == "unexpected_error":
                raise RuntimeError(str(told)[:200])
    raise RuntimeError("the stream ended without an answer")


async def opened(client: httpx.AsyncClient, session: str, seen: Seen | None) -> tuple[int, int]:
    """Load the page of an interview; which event says a line."""
    html = await open_page(client, f"/entretien?id={session}", seen)
    start = html.index("{", html.index("window.gradio_config ="))
    config, _ = json.JSONDecoder().raw_decode(html, start)
    return event(config, "replique", "submit")


async def person(
    number: int, sessions: list[str], base: str, until: float, since: float, pause: float, seen: Seen
) -> None:
    rng = random.Random(number)
    visit, mine = secrets.token_hex(6), iter(sessions)
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        await asyncio.sleep(rng.uniform(0, pause))
        session, which, turn = "", (0, 0), 0
        while time.perf_counter() < until:
            counted = seen if time.perf_counter() > since else None
            try:
                if not session:
                    session = next(mine, "")
                    if not session:
                        seen.failures.append("no interview is left: the run is longer than was prepared for")
                        return
                    which, turn = await opened(client, session, counted), 0
                    seen.interviews += 1
                elif rng.random() < 0.25:
                    await open_page(client, rng.choice(OTHER_PAGES), counted)
                else:
                    took = await say(client, session, which, f"{LINES[turn % len(LINES)]} ({turn})", visit)
                    if counted:
                        seen.turns.append(took)
                    turn += 1
            except Ended:
                session = ""
                continue
            except Exception as exc:
                seen.failures.append(repr(exc)[:200])
            await asyncio.sleep(min(rng.expovariate(1 / pause), max(0.0, until - time.perf_counter())))


def told(name: str, times: list[float]) -> str:
    if len(times) < 20:
        return f"{name}: {len(times)} only"
    cuts = quantiles(times, n=100)
    middle, slow, slowest = (1000 * value for value in (median(times), cuts[94], cuts[98]))
    return f"{name}: {len(times)}, median {middle:.0f} ms, p95 {slow:.0f} ms, p99 {slowest:.0f} ms"


@dataclass
class Watched:
    """What the kernel says of the server while it is counted."""

    weights: list[float] = field(default_factory=list)
    share: float = 0.0
    seconds: float = 0.0

    @property
    def growth(self) -> float:
        """Megabytes an hour, between the first and the last third of the run."""
        third = max(1, len(self.weights) // 3)
        gained = mean(self.weights[-third:]) - mean(self.weights[:third])
        return gained / (self.seconds * 2 / 3) * 3600


async def run(
    options: argparse.Namespace, base: str, sessions: list[list[str]], pid: int
) -> tuple[Seen, Watched]:
    seen, watched = Seen(), Watched()
    start = time.perf_counter()
    since, until = start + min(WARM, options.seconds / 4), start + options.seconds
    people = [
        asyncio.create_task(person(n, mine, base, until, since, options.pause, seen))
        for n, mine in enumerate(sessions)
    ]
    used, at, next_line = 0.0, 0.0, start + 30
    while time.perf_counter() < until:
        await asyncio.sleep(5)
        now = time.perf_counter()
        if now > since:
            if not at:
                used, at = processor(pid), now
            watched.weights.append(memory(pid))
        if now > next_line:
            next_line += 30
            print(
                f"{now - start:5.0f} s: {len(seen.turns)} turns, {len(seen.pages)} pages, "
                f"{len(seen.failures)} failures, server {memory(pid):.0f} MB",
                flush=True,
            )
    watched.seconds = time.perf_counter() - at
    watched.share = (processor(pid) - used) / watched.seconds
    await asyncio.gather(*people)
    return seen, watched


def facts_of(options: argparse.Namespace, seen: Seen, watched: Watched) -> dict[str, Any]:
    done = len(seen.turns) + len(seen.pages)
    turns, pages = quantiles(seen.turns, n=100), quantiles(seen.pages, n=100)
    return {
        "users": options.users,
        "pause_s": options.pause,
        "seconds": options.seconds,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} × {platform.machine()}, Python {platform.python_version()}",
        "load": round(options.load, 1),
        "turns": len(seen.turns),
        "pages": len(seen.pages),
        "interviews": seen.interviews,
        "processor_s_a_deed": watched.share * watched.seconds / done,
        "cores": watched.share,
        "turn_p50_s": median(seen.turns),
        "turn_p95_s": turns[94],
        "page_p50_s": median(seen.pages),
        "page_p95_s": pages[94],
        "failures": len(seen.failures),
        "kinds": sorted(set(seen.failures))[:5],
        "memory_mb": max(watched.weights),
        "memory_first_mb": watched.weights[0],
        "memory_last_mb": watched.weights[-1],
        "memory_mb_an_hour": watched.growth,
    }


def keep(out: Path, facts: dict[str, Any]) -> None:
    """One point for each number of people, the latest."""
    points = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else []
    points = [p for p in points if p["users"] != facts["users"]] + [facts]
    out.write_text(json.dumps(sorted(points, key=lambda p: p["users"]), indent=1) + "\n", encoding="utf-8")


def prepared(services: Services, options: argparse.Namespace) -> list[list[str]]:
    """Interviews of each person, enough for the whole run: none is known to end before eight turns."""
    each = 1 + math.ceil(options.seconds / options.pause / 8)
    found = []
    for n in range(options.users):
        found.append(
            [services.runner.start(OWNER, SCENARIO, 1 + (n + k) % 4, n % 20).id for k in range(each)]
        )
        if n % 25 == 24:
            print(f"{(n + 1) * each} interviews of {options.users * each} prepared", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--pause", type=float, default=15, help="mean seconds between two deeds of a person")
    parser.add_argument("--out", type=Path, help="where the figures go as JSON (for benchmarks.capacity)")
    options = parser.parse_args()
    options.load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "donnees"
        services = Services(Settings(data_dir=data))
        sessions = prepared(services, options)
        services.database.close()
        del services  # the engines it loaded are no part of what is measured
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with served(data, port) as pid:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=120).raise_for_status()
            print(f"engines loaded after {rest(pid):.0f} s, {memory(pid):.0f} MB", flush=True)
            seen, watched = asyncio.run(run(options, f"http://127.0.0.1:{port}", sessions, pid))
    print(
        f"{options.users} people for {options.seconds:.0f} s, a deed every {options.pause:.0f} s each, "
        f"{os.cpu_count()} cores, load at the start {options.load:.1f}"
    )
    print(told("pages", seen.pages))
    print(told("turns", seen.turns))
    print(f"failures: {len(seen.failures)} {sorted(set(seen.failures))[:5]}")
    weights = watched.weights
    print(f"server: {watched.share:.2f} core for {len(seen.turns) + len(seen.pages)} deeds counted")
    print(
        f"memory: {weights[0]:.0f} MB first, {max(weights):.0f} MB most, {weights[-1]:.0f} MB last, "
        f"{watched.growth:+.0f} MB an hour"
    )
    if options.out is not None:
        keep(options.out, facts_of(options, seen, watched))
        print(f"kept in {options.out}")


if __name__ == "__main__":
    main()
