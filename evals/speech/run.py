"""Recognition on audio made by the project: word errors, speakers, quotes that survive, inventions.

    python evals/speech/run.py [--model NOM|DOSSIER] [--vocabulaire MOTS] [--non-parole SECONDES] [--json]

Calls are said by the packaged French voice, agent and client at two pitches, on two channels. A
synthetic voice is harder on Whisper than a human one: these figures compare versions of the product,
they are not those of a real call.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from coach.domain.transcripts import Segment, Turn, find_quote  # noqa: E402
from coach.settings import load_settings  # noqa: E402
from coach.speech.engines import diarizer, transcriber  # noqa: E402
from coach.speech.pipeline import transcribe  # noqa: E402
from coach.speech.ports import Diarizer, Transcriber, silent  # noqa: E402
from coach.speech.speakers import swap  # noqa: E402
from evals.speech.sounds import RATE, Line, call, music, noise, pink, ringing, telephone, write  # noqa: E402

VOICES = {
    "claire": {"agent": (1.12, 1.0), "client": (0.78, 0.95)},
    "rapide": {"agent": (1.2, 1.2), "client": (0.85, 1.15)},
}
COUNTS = ("errors", "words", "hits", "given", "quotes", "kept", "seconds", "spent", "sure", "calls")
FIGURES = {
    "zéro": "0", "un": "1", "deux": "2", "trois": "3", "quatre": "4", "huit": "8", "neuf": "9", "dix": "10",
    "douze": "12", "vingt": "20", "trente": "30", "cent": "100",
}  # fmt: skip


def words(text: str) -> list[str]:
    """Words as errors are counted: no case, no punctuation, hyphens and apostrophes cut, figures in digits."""
    text = unicodedata.normalize("NFC", text.casefold())
    return [FIGURES.get(word, word) for word in re.findall(r"[^\W_]+", text)]


def conditions(lines: Sequence[Line]) -> Iterator[tuple[str, np.ndarray, int, list[Turn]]]:
    """The call in each condition: name, sound, samples a second, true turns."""
    clear, turns = call(lines, VOICES["claire"])
    yield "claire", clear, RATE, turns
    yield "téléphone 8 kHz", telephone(clear), RATE // 2, turns
    level = 20 * np.log10(float(np.abs(clear[clear != 0]).std()) + 1e-9)
    hiss = np.stack([noise(clear.shape[1] / RATE, level - 20, seed)[: clear.shape[1]] for seed in (1, 2)])
    yield "bruit à 20 dB", clear + hiss, RATE, turns
    fast, turns = call(lines, VOICES["rapide"])
    yield "débit rapide", fast, RATE, turns


def speaker_hits(segments: Sequence[Segment], turns: Sequence[Turn]) -> tuple[int, int]:
    """Words given to who was speaking, and words in all; where both speak, either is right."""
    hits = total = 0
    for segment in segments:
        for word in segment.words:
            middle = (word.start + word.end) / 2
            gaps = {t: max((t.start or 0) - middle, middle - (t.end or 0), 0.0) for t in turns}
            nearest = min(gaps.values())
            hits += any(gap <= nearest + 1e-6 and t.speaker == segment.speaker for t, gap in gaps.items())
            total += 1
    return hits, total


def spoken(engine: Transcriber, folder: Path) -> dict[str, dict[str, float]]:
    sums: dict[str, dict[str, float]] = {}
    for row in map(json.loads, (Path(__file__).parent / "calls.jsonl").read_text("utf-8").splitlines()):
        lines = [Line(*line) for line in row["lines"]]
        for name, sound, rate, turns in conditions(lines):
            path = write(folder / "appel.wav", sound, rate=rate)
            start = time.perf_counter()
            result = transcribe(path, engine)
            spent = time.perf_counter() - start
            total = sums.setdefault(name, dict.fromkeys(COUNTS, 0.0))
            for speaker in ("agent", "client"):
                said = words(" ".join(t.text for t in turns if t.speaker == speaker))
                heard = words(" ".join(s.text for s in result.transcript.segments if s.speaker == speaker))
                total["errors"] += Levenshtein.distance(said, heard)
                total["words"] += len(said)
            hits, given = speaker_hits(result.transcript.segments, turns)
            total["hits"] += hits
            total["given"] += given
            total["quotes"] += len(row["quotes"])
            # The quote as words in digits: « dix » and « 10 » are the same evidence.
            heard_turns = [Turn(t.speaker, " ".join(words(t.text))) for t in result.transcript.turns]
            total["kept"] += sum(
                find_quote(" ".join(words(q)), heard_turns) is not None for q in row["quotes"]
            )
            total["seconds"] += sound.shape[1] / rate
            total["spent"] += spent
            total["sure"] += result.agent_sure
            total["calls"] += 1
    return sums


MIXED = ("claire", "téléphone 8 kHz", "débit rapide")


def mixed(engine: Transcriber, folder: Path, separate: Diarizer) -> dict[str, dict[str, Any]]:
    """The same calls with both voices on one track, told apart by the extra."""
    found: dict[str, dict[str, Any]] = {}
    for row in map(json.loads, (Path(__file__).parent / "calls.jsonl").read_text("utf-8").splitlines()):
        for name, sound, rate, turns in conditions([Line(*line) for line in row["lines"]]):
            if name not in MIXED:
                continue
            path = write(folder / "mono.wav", sound.sum(axis=0), rate=rate)
            result = transcribe(path, engine, diarizer=separate)
            hits, given = speaker_hits(result.transcript.segments, turns)
            # Agent and client the wrong way round: a click in the page, and told apart from voices mixed up.
            best = max(hits, speaker_hits(swap(result.transcript.segments), turns)[0])
            total = found.setdefault(name, {"hits": 0, "best": 0, "given": 0, "agent": 0, "calls": 0})
            for key, value in (("hits", hits), ("best", best), ("given", given), ("calls", 1)):
                total[key] += value
            total["agent"] += hits == best and given > 0
            print(f"{row['id']} {name}: {hits} {best} {given}", file=sys.stderr, flush=True)
    return found


def invented(engine: Transcriber, seconds: float) -> dict[str, dict[str, Any]]:
    """Words kept where nobody speaks, and what was refused, over five kinds of sound."""
    part = seconds / 5
    kinds = {
        "silence": [np.zeros(int(part * RATE), np.float32)],
        "bruit blanc": [noise(part / 2, -20), noise(part / 2, -40, 5)],
        "bruit de salle": [pink(part, -25)],
        "musique d’attente": [music(part / 6, seed) for seed in range(3, 9)],
        "sonnerie": [ringing(part)],
    }
    found: dict[str, dict[str, Any]] = {}
    for name, sounds in kinds.items():
        heard = [engine.transcribe(sound, silent) for sound in sounds]
        kept = [s.text for h in heard for s in h.segments]
        found[name] = {
            "seconds": round(sum(len(s) for s in sounds) / RATE),
            "words": sum(len(words(text)) for text in kept),
            "kept": kept,
            "refused": sum(len(h.dropped) for h in heard),
        }
    return found


def tell_mixed(engine: Transcriber, *, as_json: bool) -> None:
    separate = diarizer()
    if separate is None:
        raise SystemExit("L’extra « diarization » n’est pas installé.")
    with tempfile.TemporaryDirectory() as folder:
        found = mixed(engine, Path(folder), separate)
    table = {
        name: {
            "speakers": round(t["hits"] / t["given"], 3),
            "voices_apart": round(t["best"] / t["given"], 3),
            "agent": f"{t['agent']}/{t['calls']}",
            "words": t["given"],
        }
        for name, t in found.items()
    }
    if as_json:
        print(json.dumps({"model": engine.name, "mono": table}, ensure_ascii=False))
        return
    print(
        f"{engine.name}\n\n| mono | locuteurs | voix séparées | agent trouvé | mots |\n|---|---|---|---|---|"
    )
    for name, row in table.items():
        print(f"| {name} | " + " | ".join(str(value) for value in row.values()) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model")
    parser.add_argument("--vocabulaire", default="", metavar="MOTS")
    parser.add_argument("--non-parole", type=float, default=600, metavar="SECONDES")
    parser.add_argument("--mono", action="store_true", help="deux voix sur une piste (extra diarization)")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    engine = transcriber(load_settings(), args.model, vocabulary=args.vocabulaire)
    if args.mono:
        tell_mixed(engine, as_json=args.json)
        return
    with tempfile.TemporaryDirectory() as folder:
        sums = spoken(engine, Path(folder))
    noises = invented(engine, args.non_parole)
    table = {
        name: {
            "wer": round(t["errors"] / t["words"], 3),
            "speakers": round(t["hits"] / t["given"], 3),
            "quotes": round(t["kept"] / t["quotes"], 3),
            "agent": f"{t['sure']:.0f}/{t['calls']:.0f}",
            "times_real_time": round(t["seconds"] / t["spent"], 1),
        }
        for name, t in sums.items()
    }
    if args.json:
        print(json.dumps({"model": engine.name, "calls": table, "non_speech": noises}, ensure_ascii=False))
        return
    print(
        f"{engine.name}\n\n| condition | WER | locuteurs | citations retrouvées | agent trouvé | × temps réel |"
    )
    print("|---|---|---|---|---|---|")
    for name, row in table.items():
        print(f"| {name} | " + " | ".join(str(value) for value in row.values()) + " |")
    print("\n| sans parole | secondes | mots inventés | passages refusés |\n|---|---|---|---|")
    for name, row in noises.items():
        print(f"| {name} | {row['seconds']} | {row['words']} | {row['refused']} |")
        for text in row["kept"]:
            print(f"  - {text}", file=sys.stderr)


if __name__ == "__main__":
    main()
