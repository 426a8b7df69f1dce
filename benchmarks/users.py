"""A class of people at once on one server: what they wait for, whether anything fails, whether memory grows.

    python -m benchmarks.users [--users 200] [--seconds 900] [--pause 15]

Each person has an interview open: loads its page, says a line, reads, thinks, says another; now and then opens another
page. The server is a process of its own on the loopback address, its figures read from the kernel. The people run in
this process and take a share of the same cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
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
from pathlib import Path
from statistics import median, quantiles

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


@dataclass
class Seen:
    """What the people met, in seconds."""

    pages: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
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
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
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
                if "n’est pas partie" in str(told["output"]):
                    raise RuntimeError("the turn was refused")
                return time.perf_counter() - started
            if told["msg"] == "unexpected_error":
                raise RuntimeError(str(told)[:200])
    raise RuntimeError("the stream ended without an answer")


async def person(
    number: int, session: str, base: str, until: float, since: float, pause: float, seen: Seen
) -> None:
    rng = random.Random(number)
    visit = secrets.token_hex(6)
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        await asyncio.sleep(rng.uniform(0, pause))
        try:
            html = await open_page(client, f"/entretien?id={session}", None)
            start = html.index("{", html.index("window.gradio_config ="))
            config, _ = json.JSONDecoder().raw_decode(html, start)
            which = event(config, "replique", "submit")
        except Exception as exc:
            seen.failures.append(f"opening: {exc!r}")
            return
        turn = 0
        while time.perf_counter() < until:
            await asyncio.sleep(min(rng.expovariate(1 / pause), max(0.0, until - time.perf_counter())))
            counted = time.perf_counter() > since
            try:
                if rng.random() < 0.25:
                    await open_page(client, rng.choice(OTHER_PAGES), seen if counted else None)
                else:
                    took = await say(client, session, which, f"{LINES[turn % len(LINES)]} ({turn})", visit)
                    if counted:
                        seen.turns.append(took)
                    turn += 1
            except Exception as exc:
                seen.failures.append(repr(exc)[:200])


def told(name: str, times: list[float]) -> str:
    if len(times) < 20:
        return f"{name}: {len(times)} only"
    cuts = quantiles(times, n=100)
    middle, slow, slowest = (1000 * value for value in (median(times), cuts[94], cuts[98]))
    return f"{name}: {len(times)}, median {middle:.0f} ms, p95 {slow:.0f} ms, p99 {slowest:.0f} ms"


async def run(
    options: argparse.Namespace, base: str, sessions: list[str], pid: int
) -> tuple[Seen, list[float], float]:
    seen, weights = Seen(), []
    start = time.perf_counter()
    since, until = start + min(60, options.seconds / 4), start + options.seconds
    people = [
        asyncio.create_task(person(n, session, base, until, since, options.pause, seen))
        for n, session in enumerate(sessions)
    ]
    used, at = 0.0, 0.0
    while time.perf_counter() < until:
        await asyncio.sleep(5)
        if time.perf_counter() > since:
            if not at:
                used, at = processor(pid), time.perf_counter()
            weights.append(memory(pid))
    share = (processor(pid) - used) / (time.perf_counter() - at)
    await asyncio.gather(*people)
    return seen, weights, share


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--pause", type=float, default=15, help="mean seconds between two deeds of a person")
    parser.add_argument("--out", type=Path, help="where the figures go as JSON (for benchmarks.capacity)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "donnees"
        services = Services(Settings(data_dir=data))
        sessions = [services.runner.start(OWNER, SCENARIO, 1 + n % 4, n).id for n in range(options.users)]
        services.database.close()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with served(data, port) as pid:
            time.sleep(20)  # the engines are loaded in the background
            seen, weights, share = asyncio.run(run(options, f"http://127.0.0.1:{port}", sessions, pid))
    done = len(seen.turns) + len(seen.pages)
    print(
        f"{options.users} people for {options.seconds:.0f} s, a deed every {options.pause:.0f} s each, "
        f"{os.cpu_count()} cores"
    )
    print(told("pages", seen.pages))
    print(told("turns", seen.turns))
    print(f"failures: {len(seen.failures)} {sorted(set(seen.failures))[:5]}")
    print(f"server: {share:.2f} core for {done} deeds counted")
    if options.out is not None:
        facts = {
            "users": options.users,
            "pause_s": options.pause,
            "seconds": options.seconds,
            "processor_s_a_deed": share * (options.seconds - min(60, options.seconds / 4)) / done,
            "turn_p50_s": median(seen.turns),
            "turn_p95_s": quantiles(seen.turns, n=100)[94],
            "page_p95_s": quantiles(seen.pages, n=100)[94],
            "failures": len(seen.failures),
            "memory_mb": max(weights),
        }
        options.out.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(f"memory: {weights[0]:.0f} MB first, {max(weights):.0f} MB most, {weights[-1]:.0f} MB last")


if __name__ == "__main__":
    main()
