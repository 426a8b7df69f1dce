"""Our costs beside something else's, as ratios: what a change must not make worse.

    python -m benchmarks.ratios                 # the short ones, held against benchmarks/ratios.json
    python -m benchmarks.ratios --all           # the long ones too (index, rivals, transcription): some minutes
    python -m benchmarks.ratios --all --write   # the file is written anew

Both sides take turns in one run, warm, and what is compared is the median of their processor time: another programme
on the machine weighs on both. A ratio may move with the machine; the gate is `slack` times the one on file. Memory is
read from the kernel, and is no time: its gate is the same.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BASELINE = HERE / "ratios.json"
LINES = (
    "Depuis le 12 octobre j'ai relevé neuf retards. Comment tu l'expliques ?",
    "Qu'est-ce qui est différent les matins où tu arrives à l'heure ?",
    "Si je comprends bien, certains matins ne dépendent pas de toi, c'est ça ?",
    "Qu'est-ce qui t'aiderait le mardi et le jeudi ?",
)
SLACK = 2.0
"""How many times the ratio on file is still let through: a busy machine, another processor."""


@dataclass(frozen=True)
class Ratio:
    """One comparison; `ours` and `theirs` are in `unit`."""

    name: str
    beside: str
    ours: float
    theirs: float
    unit: str = "ms of processor"

    @property
    def value(self) -> float:
        return self.ours / self.theirs


def cost(do: Callable[[], object]) -> float:
    """Milliseconds of this process's processor."""
    start = time.process_time()
    do()
    return 1000 * (time.process_time() - start)


def in_turns(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Medians of both, after one turn each that is not counted."""
    ours(), theirs()
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for side in (0, 1) if number % 2 else (1, 0):
            found[side].append(cost((ours, theirs)[side]))
    return statistics.median(found[0]), statistics.median(found[1])


@contextmanager
def services() -> Iterator[Any]:
    from coach.settings import Settings
    from coach.wiring import Services

    with tempfile.TemporaryDirectory(prefix="rapports-") as folder:
        built = Services(Settings(data_dir=Path(folder)))
        yield built
        built.database.close()


# -- short ----------------------------------------------------------------------------------------


def turn(built: Any) -> list[Ratio]:
    """A turn (masked, heard, decided, stored, answered) beside the one vector any chain computes first."""
    from coach.embedding.encoder import SentenceEncoder
    from coach.wiring import OWNER

    encoder = SentenceEncoder()
    interview = built.runner.start(OWNER, "recadrage-retards", 1, 3).id
    state = {"n": 0, "id": interview}

    def ours() -> None:
        state["n"] += 1
        if state["n"] % 6 == 0:
            state["id"] = built.runner.start(OWNER, "recadrage-retards", 1, 3).id
        list(built.runner.say(OWNER, state["id"], f"{LINES[state['n'] % 4]} ({state['n']})", 10.0))

    def theirs() -> None:
        state["n"] += 1
        encoder.embed([f"{LINES[state['n'] % 4]} ({state['n']})"])

    return [Ratio("turn", "one vector of the same line", *in_turns(ours, theirs, 10))]


def scoring(built: Any) -> list[Ratio]:
    """An interview read and scored beside the vectors of its sentences."""
    from coach.embedding.encoder import SentenceEncoder
    from evals.assessment.run import pieces

    encoder = SentenceEncoder()
    data = [p for p in pieces("dev") if p.grid == "recadrage"][:4]
    state = {"n": 0}

    def ours() -> None:
        state["n"] += 1
        piece = data[state["n"] % len(data)]
        built.scorer.score(piece.turns, piece.grid, piece.context)

    def theirs() -> None:
        state["n"] += 1
        piece = data[state["n"] % len(data)]
        encoder.embed([f"{t.text} {state['n']}" for t in piece.turns])

    return [Ratio("scoring", "one vector of each of its turns", *in_turns(ours, theirs, 4))]


def growth(built: Any) -> list[Ratio]:
    """A turn of somebody who has held a hundred times as many interviews."""
    from coach.store.tables import SessionRow, TurnRow

    def held(owner: str, count: int) -> None:
        now = datetime.now(UTC)
        with built.database.transaction() as db:
            for n in range(count):
                turns = [
                    TurnRow(
                        number=k, manager=LINES[k % 4], advisor="Oui.", acts=[], step={}, voice="", created_at=now
                    )
                    for k in range(4)
                ]  # fmt: skip
                db.add(
                    SessionRow(
                        id=f"{owner}-{n}", owner=owner, scenario_id="recadrage-retards", scenario_version=1,
                        level=1, seed=1, engine="embedded", created_at=now, updated_at=now, turns=turns,
                    )
                )  # fmt: skip

    held("peu", 4)
    held("beaucoup", 400)
    mine = {who: built.runner.start(who, "recadrage-retards", 1, 3).id for who in ("peu", "beaucoup")}
    rounds = {"n": 0}

    def say(who: str) -> None:
        rounds["n"] += 1
        if rounds["n"] % 10 == 0:
            mine[who] = built.runner.start(who, "recadrage-retards", 1, 3).id
        list(built.runner.say(who, mine[who], f"{LINES[rounds['n'] % 4]} ({rounds['n']})", 10.0))

    found = in_turns(lambda: say("beaucoup"), lambda: say("peu"), 8)
    return [Ratio("growth of a turn, 100 times the interviews", "4 interviews", *found)]


def memory(built: Any) -> list[Ratio]:
    """What an open interview holds in this process, beside what it holds in the database."""
    from coach.wiring import OWNER

    def resident() -> float:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize() / 1024

    def played(seed: int) -> None:
        one = built.runner.start(OWNER, "recadrage-retards", 1 + seed % 4, seed).id
        list(built.runner.say(OWNER, one, LINES[seed % 4], 10.0))

    for seed in range(6):
        played(seed)
    before, count = resident(), 30
    for seed in range(100, 100 + count):
        played(seed)
    grown = max(resident() - before, 0.0) / count
    return [Ratio("memory of an open interview", "1 MB", grown, 1024.0, "KB")]


def _child(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def startup(_: Any, rounds: int = 3) -> list[Ratio]:
    """`coach --help` beside a Python that does nothing."""
    ours = [sys.executable, "-c", "from coach.cli.main import main; main()", "--help"]
    theirs = [sys.executable, "-c", "pass"]
    _child(ours)
    found = [(_child(ours), _child(theirs)) for _ in range(rounds)]
    a, b = (statistics.median(f[side] for f in found) for side in (0, 1))
    return [Ratio("start-up", "a bare interpreter", a, b)]


# -- long -----------------------------------------------------------------------------------------


def retrieval(built: Any) -> list[Ratio]:
    """A search beside LangChain's usual Chroma chain with MiniLM, and beside bm25s; then in a code of law."""
    from benchmarks.knowledge import bm25s_alone, code_of_law, langchain_chroma, searched
    from evals.knowledge.questions import load
    from evals.knowledge.run import TODAY

    base = built.knowledge
    base.warm()
    items = [searched(i) for i in load("dev") if not i.out_of_scope][:40]
    passages = [p for s in base.list() if s.kind == "fiche" for p in base.passages(s.id)]
    state = {"n": 0}

    def each(search: Callable[[str], object]) -> Callable[[], None]:
        def do() -> None:
            state["n"] += 1
            search(items[state["n"] % len(items)])

        return do

    def ours(question: str) -> object:
        return base.search(question, top=10, as_of=TODAY)

    found = []
    for name, make in (
        ("LangChain, Chroma and MiniLM-L6", langchain_chroma),
        ("bm25s alone", bm25s_alone),
    ):
        with tempfile.TemporaryDirectory() as folder:
            try:
                theirs = make(passages, Path(folder))
            except ImportError as exc:
                print(f"retrieval beside {name}: not measured ({exc.name} is not installed)")
                continue
            found.append(Ratio("retrieval", name, *in_turns(each(ours), each(theirs), 40)))
    with tempfile.TemporaryDirectory() as folder:
        few = statistics.median(cost(each(ours)) for _ in range(40))
        law = Path(folder) / "code.txt"
        law.write_text(code_of_law(10_000), encoding="utf-8")
        base.add(law)
        base.warm()
        many = statistics.median(cost(each(ours)) for _ in range(40))
        name = f"growth of a search, {sum(s.passages for s in base.list())} passages"
        found.append(Ratio(name, f"{len(passages)} passages", many, few))
    return found


def door(_: Any) -> list[Ratio]:
    """First word of a language model through prompt, door and guard, beside the bare endpoint (wall time)."""
    from benchmarks.llm_overhead import measure, served

    with served(None) as (url, name):
        waits = measure(url, name, 40)
    ours, theirs = (1000 * statistics.median(getattr(w, k) for w in waits) for k in ("door", "bare"))
    # The scripted server answers at once: a real model takes over a second to its first word.
    return [
        Ratio(
            "turn with a model", "the bare endpoint, a first word after 1 s", ours + 1000, theirs + 1000, "ms"
        )
    ]


def transcription(_: Any) -> list[Ratio]:
    """A call heard beside bare faster-whisper on the same model with the same options."""
    command = [
        sys.executable, "-m", "benchmarks.speech", "--seconds", "20", "--rounds", "3", "--workers", "1", "--json",
    ]  # fmt: skip
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parent)
    if done.returncode:
        print("transcription: not measured (the transcription model is not installed?)")
        return []
    engines = json.loads(done.stdout)["engines"]
    ours, theirs = (
        1000 * statistics.median(engines[name]["cpu"]) for name in ("coach", "faster-whisper, same options")
    )
    return [Ratio("transcription", "bare faster-whisper, same options", ours, theirs)]


def page(_: Any) -> list[Ratio]:
    """`coach serve` up to its first page beside the import of Gradio and FastAPI (processor of the child)."""
    from benchmarks.startup import page as first_page

    def ours() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        first_page()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    ours()
    theirs = [sys.executable, "-c", "import gradio, fastapi, sqlalchemy"]
    _child(theirs)
    found = [(ours(), _child(theirs)) for _ in range(3)]
    a, b = (statistics.median(f[side] for f in found) for side in (0, 1))
    return [Ratio("first page", "import gradio, fastapi, sqlalchemy", a, b)]


SHORT = (startup, turn, scoring, growth, memory)
LONG = (retrieval, door, transcription, page)


def measure(parts: tuple[Callable[[Any], list[Ratio]], ...], keep: bool = False) -> list[Ratio]:
    """Measure the parts in their order; with `keep` each one is on file as soon as it is known."""
    found: list[Ratio] = []
    with services() as built:
        for part in parts:
            for ratio in part(built):
                found.append(ratio)
                print(
                    f"{ratio.name} / {ratio.beside}: {ratio.ours:.1f} / {ratio.theirs:.1f} {ratio.unit} = "
                    f"{ratio.value:.2f}",
                    flush=True,
                )
            if keep:
                write(found)
    return found


def write(found: list[Ratio]) -> None:
    """The file anew; those that were not measured this time stay."""
    fresh = written(found)
    if BASELINE.is_file():
        done = {(r.name, r.beside) for r in found}
        old = json.loads(BASELINE.read_text(encoding="utf-8"))["ratios"]
        fresh["ratios"] += [r for r in old if (r["name"], r["beside"]) not in done]
    BASELINE.write_text(json.dumps(fresh, indent=1) + "\n", encoding="utf-8")


def worse(found: list[Ratio], baseline: dict[str, Any]) -> list[str]:
    """Those over their gate."""
    known = {(r["name"], r["beside"]): r["ratio"] for r in baseline["ratios"]}
    return [
        f"{r.name} / {r.beside}: {r.value:.2f}, {known[r.name, r.beside]:.2f} on file, gate {limit:.2f}"
        for r in found
        if (r.name, r.beside) in known
        and r.value > (limit := baseline["slack"] * max(known[r.name, r.beside], 0.1))
    ]


def written(found: list[Ratio]) -> dict[str, Any]:
    names = ("faster-whisper", "chromadb", "langchain-chroma", "bm25s", "gradio", "sqlalchemy", "numpy")
    versions = {}
    for name in names:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} × {platform.machine()}, Python {platform.python_version()}",
        "load": round(os.getloadavg()[0], 1),
        "versions": versions,
        "slack": SLACK,
        "ratios": [asdict(r) | {"ratio": round(r.value, 3)} for r in found],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--all", action="store_true", help="the long ones too")
    parser.add_argument("--write", action="store_true", help="write benchmarks/ratios.json")
    options = parser.parse_args()
    found = measure(SHORT + LONG if options.all else SHORT, keep=options.write)
    if options.write:
        print(f"written: {BASELINE}")
        return 0
    late = worse(found, json.loads(BASELINE.read_text(encoding="utf-8")))
    for line in late:
        print(f"WORSE  {line}")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
