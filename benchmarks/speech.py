"""Transcription beside what it is built on and beside the usual engines: same sound, same weights, one run.

    python -m benchmarks.speech [--seconds 60] [--rounds 3] [--others PYTHON] [--install] [--workers 1,2,4] [--json]

Our pipeline and bare faster-whisper take turns in one process, on one loaded model. openai-whisper and whisper.cpp
run in the Python given by `--others`; `--install` makes a temporary environment with both, and never touches that of
the project. Times are medians; processor time is given too, since it suffers less from other work on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import whisper_weights
from evals.speech.run import words
from evals.speech.sounds import RATE, Line, call

HERE = Path(__file__).parent
ROOT = HERE.parent
OTHERS = ("openai-whisper", "whisper.cpp")
BAR = 1.05
"""What our transcription may cost, against bare faster-whisper on the same model."""


def the_sound(seconds: float) -> tuple[np.ndarray, str]:
    """Calls of the evals, both sides on one track, and what is said in them."""
    pieces: list[np.ndarray] = []
    said: list[str] = []
    for row in map(json.loads, (ROOT / "evals/speech/calls.jsonl").read_text("utf-8").splitlines()):
        sound, turns = call([Line(*line) for line in row["lines"]])
        for turn in turns:  # up to the end of the turn that makes the length
            before = sum(map(len, pieces))
            if before + (turn.end or 0) * RATE >= seconds * RATE:
                end = int(((turn.end or 0) + 0.3) * RATE)
                said += [t.text for t in turns[: turns.index(turn) + 1]]
                return np.concatenate([*pieces, sound[:, :end].sum(axis=0)]).astype(np.float32), " ".join(
                    said
                )
        pieces.append(sound.sum(axis=0))
        said += [turn.text for turn in turns]
    whole = np.concatenate(pieces).astype(np.float32)
    return whole, " ".join(said)


def timed(do: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gives, its wall time and its processor time."""
    start, busy = time.perf_counter(), time.process_time()
    found = do()
    return found, time.perf_counter() - start, time.process_time() - busy


def pair(model: Path, sound: np.ndarray, rounds: int) -> dict[str, Any]:
    """Ours and bare faster-whisper in turns, then what masking and measures add."""
    from coach.privacy.mask import Masker
    from coach.speech.pipeline import finish, understand
    from coach.speech.ports import silent
    from coach.speech.whisper import Whisper, _loaded

    ours = Whisper(model, model.name)
    pipeline, _ = _loaded(model)

    def bare(**more: Any) -> str:
        found, _ = pipeline.transcribe(sound, language="fr", beam_size=5, batch_size=8, **more)
        return " ".join(segment.text for segment in found)

    same = {
        "word_timestamps": True,
        "vad_filter": True,
        "vad_parameters": {"min_silence_duration_ms": 300, "min_speech_duration_ms": 100},
        "hotwords": ours._vocabulary,
    }
    engines: dict[str, Callable[[], Any]] = {
        "coach": lambda: ours.transcribe(sound, silent),
        "faster-whisper, same options": lambda: bare(**same),
        "faster-whisper, its defaults": bare,
    }
    ours.transcribe(sound[: RATE * 5], silent)
    times: dict[str, Any] = {name: {"wall": [], "cpu": []} for name in engines}
    for number in range(rounds):
        order = list(engines) if number % 2 == 0 else list(reversed(engines))
        for name in order:
            found, wall, cpu = timed(engines[name])
            times[name]["wall"].append(wall)
            times[name]["cpu"].append(cpu)
            times[name]["text"] = " ".join(s.text for s in found.segments) if name == "coach" else found
    heard = ours.transcribe(sound, silent)
    masker = Masker(full=True)
    masker.mask("Bonjour.")
    known = [timed(lambda: understand([heard], [sound], len(sound) / RATE, "son")) for _ in range(3)]
    talk = known[0][0]
    plain = [timed(lambda: finish(talk, "m", masker=None, truncated=False))[1] for _ in range(5)]
    masked = [timed(lambda: finish(talk, "m", masker=masker, truncated=False))[1] for _ in range(5)]
    return {
        "engines": times,
        "speakers_and_measures": statistics.median(k[1] for k in known) + statistics.median(plain),
        "masking": statistics.median(masked) - statistics.median(plain),
    }


def peak() -> float:
    """The most memory this process held, in MB; `ru_maxrss` would count that of the parent before it."""
    with open("/proc/self/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def one(model: Path, sound: np.ndarray, name: str) -> dict[str, Any]:
    """One engine alone in this process, once: its memory."""
    if name == "coach":
        from coach.speech.ports import silent
        from coach.speech.whisper import Whisper

        ear = Whisper(model, model.name)
        _, wall, cpu = timed(lambda: ear.transcribe(sound, silent))
    else:
        from faster_whisper import BatchedInferencePipeline, WhisperModel

        bare: Any = BatchedInferencePipeline
        pipeline = bare(
            WhisperModel(str(model), device="auto", compute_type="int8", cpu_threads=os.cpu_count() or 1)
        )
        _, wall, cpu = timed(
            lambda: list(pipeline.transcribe(sound, language="fr", beam_size=5, batch_size=8)[0])
        )
    return {"wall": wall, "cpu": cpu, "memory": peak()}


def note(part: str, found: Any) -> None:
    """Each part as it is done: a run that is stopped has not been for nothing."""
    print(json.dumps({part: found}), file=sys.stderr, flush=True)


def child(arguments: Sequence[str], python: str = sys.executable) -> subprocess.Popen[str]:
    return subprocess.Popen([python, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT)


def answer(process: subprocess.Popen[str]) -> dict[str, Any] | None:
    """What a child said last, or None if it failed."""
    out, _ = process.communicate()
    lines = [line for line in out.splitlines() if line.startswith("{")]
    found: dict[str, Any] | None = json.loads(lines[-1]) if process.returncode == 0 and lines else None
    return found


def installed(folder: Path) -> str:
    """A temporary environment with the two other engines."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = str(folder / "bin" / "python")
    for names in (["torch==2.13.0"], ["openai-whisper", "pywhispercpp"]):
        subprocess.run([python, "-m", "pip", "install", "-q", *names], check=True)
    return python


def error_rate(said: str, heard: str) -> float:
    from rapidfuzz.distance import Levenshtein

    true = words(said)
    return Levenshtein.distance(true, words(heard)) / len(true)


def run(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    from coach.settings import load_settings
    from coach.speech.models import locate

    settings = load_settings()
    model = locate(args.model or settings.whisper_model, settings.data_dir).path
    sound, said = the_sound(args.seconds)
    place = folder / "son.npy"
    np.save(place, sound)
    seconds = len(sound) / RATE
    me = ["-m", "benchmarks.speech", "--model", str(model), "--sound", str(place)]

    found = answer(child([*me, "--pair", "--rounds", str(args.rounds)]))
    if found is None:
        raise SystemExit(
            "The comparison with bare faster-whisper ended before its time; see above, or free memory."
        )
    note("pair", found)
    engines = found["engines"]
    for name in ("coach", "faster-whisper"):
        alone = answer(child([*me, "--one", name])) or {}
        target = name if name == "coach" else "faster-whisper, its defaults"
        engines[target]["memory"] = alone.get("memory")
        note(name, alone)
    python = installed(folder / "autres") if args.install else args.others
    missing = []
    if python:
        files = whisper_weights.export(model, folder)
        for name in OTHERS:
            weights = files["weights" if name == "openai-whisper" else "ggml"]
            script = [str(HERE / "speech_others.py"), name, str(place), str(weights)]
            other = answer(child([*script, str(args.rounds), str(os.cpu_count() or 1)], python))
            note(name, other)
            if other is None:
                missing.append(name)
            else:
                engines[f"{name} {other['version']}"] = other
    workers = {}
    for count in args.workers:
        start = time.perf_counter()
        running = [child([*me, "--one", "coach"]) for _ in range(count)]
        done = [a for process in running if (a := answer(process)) is not None]
        spent = time.perf_counter() - start
        workers[count] = {
            "times_real_time": len(done) * seconds / spent,
            "memory": sum(a["memory"] for a in done),
            "done": len(done),
        }
        note(f"{count} workers", workers[count])
    for name, figures in engines.items():
        figures["wer"] = error_rate(said, figures.pop("text"))
        figures["name"] = name
    base = engines["faster-whisper, same options"]
    return {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "versions": {p: version(p) for p in ("faster-whisper", "ctranslate2")},
        "load": os.getloadavg()[0],
        "model": model.name,
        "seconds": seconds,
        "rounds": args.rounds,
        "engines": engines,
        "ratio": {
            kind: statistics.median(a / b for a, b in zip(engines["coach"][kind], base[kind], strict=True))
            for kind in ("wall", "cpu")
        },
        "added": {k: found[k] for k in ("speakers_and_measures", "masking")},
        "workers": workers,
        "missing": missing if python else list(OTHERS),
    }


def tell(found: dict[str, Any]) -> None:
    """The tables of the README."""
    seconds = found["seconds"]
    kept = ", ".join(f"{k} {v}" for k, v in found["versions"].items())
    print(
        f"{found['machine']}, load {found['load']:.1f}, model {found['model']} (int8), {kept}; "
        f"{seconds:.0f} s of speech, {found['rounds']} rounds\n"
    )
    print(
        "| engine | s of wall time | s of processor | × real time | WER | memory (MB) |\n|---|---|---|---|---|---|"
    )
    for name, figures in found["engines"].items():
        wall, cpu = (statistics.median(figures[kind]) for kind in ("wall", "cpu"))
        memory = figures.get("memory")
        print(
            f"| {name} | {wall:.1f} | {cpu:.1f} | {seconds / wall:.1f} | {figures['wer']:.3f} | "
            f"{f'{memory:.0f}' if memory else '—'} |"
        )
    for name in found["missing"]:
        print(f"| {name} | not installed here | | | | |")
    ratio = found["ratio"]
    held = "holds" if max(ratio.values()) <= BAR else "does not hold on both"
    print(
        f"\ncoach / faster-whisper with the same options: {ratio['wall']:.3f} of wall time, "
        f"{ratio['cpu']:.3f} of processor time (bar {BAR}: {held})"
    )
    measures, masking = (
        1000 * 60 / seconds * found["added"][k] for k in ("speakers_and_measures", "masking")
    )
    print(f"added by a minute of sound: speakers and measures {measures:.0f} ms, masking {masking:.0f} ms\n")
    print("| workers | × real time, all together (model loading included) | memory (MB) |\n|---|---|---|")
    for count, figures in found["workers"].items():
        print(f"| {count} | {figures['times_real_time']:.1f} | {figures['memory']:.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--others", metavar="PYTHON")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--workers", type=lambda text: [int(n) for n in text.split(",")], default=[1, 2, 4])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sound", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pair", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.pair:
        print(json.dumps(pair(Path(args.model), np.load(args.sound), args.rounds)))
        return
    if args.one:
        print(json.dumps(one(Path(args.model), np.load(args.sound), args.one)))
        return
    with tempfile.TemporaryDirectory(prefix="banc-") as folder:
        found = run(args, Path(folder))
    if args.json:
        print(json.dumps(found))
    else:
        tell(found)


if __name__ == "__main__":
    main()
