"""Another engine on the same sound and the same weights; run by the Python of the environment that holds it.

    python speech_others.py openai-whisper|whisper.cpp SOUND.npy WEIGHTS ROUNDS THREADS

Prints `{"engine", "version", "load", "wall": [...], "cpu": [...], "text", "memory"}`. Imports nothing of the project.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time

import numpy as np


def peak() -> float:
    """The most memory this process held, in MB; `ru_maxrss` would count that of the parent before it."""
    with open("/proc/self/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def openai(weights: str, threads: int):
    import torch
    from whisper.model import ModelDimensions, Whisper

    torch.set_num_threads(threads)
    model = Whisper(ModelDimensions(80, 1500, 512, 8, 6, 51865, 448, 512, 8, 6))
    with np.load(weights) as state:
        missing, extra = model.load_state_dict(
            {name: torch.from_numpy(value) for name, value in state.items()}, strict=False
        )
    # What is not in the file is computed: the position encodings of the encoder and the causal mask.
    if extra or [name for name in missing if name not in ("decoder.mask",)]:
        raise SystemExit(f"weights do not fit: {missing} {extra}")
    model.eval()

    def transcribe(sound) -> str:
        return model.transcribe(
            sound, language="fr", beam_size=5, temperature=0.0, word_timestamps=True, fp16=False
        )["text"]

    return transcribe, importlib.metadata.version("openai-whisper")


def cpp(weights: str, threads: int):
    from pywhispercpp.model import Model

    model = Model(
        weights,
        n_threads=threads,
        print_progress=False,
        print_realtime=False,
        redirect_whispercpp_logs_to=None,
    )

    def transcribe(sound) -> str:
        found = model.transcribe(
            sound, language="fr", beam_search={"beam_size": 5, "patience": -1.0}, token_timestamps=True
        )
        return " ".join(segment.text for segment in found)

    return transcribe, importlib.metadata.version("pywhispercpp")


def main() -> None:
    name, sound, weights, rounds, threads = sys.argv[1:]
    samples = np.load(sound)
    start = time.perf_counter()
    transcribe, version = {"openai-whisper": openai, "whisper.cpp": cpp}[name](weights, int(threads))
    load = time.perf_counter() - start
    transcribe(samples[: 16_000 * 5])  # what the first call prepares is not counted
    wall, cpu, text = [], [], ""
    for _ in range(int(rounds)):
        start, busy = time.perf_counter(), time.process_time()
        text = transcribe(samples)
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - busy)
    memory = peak()
    print(
        json.dumps(
            {
                "engine": name,
                "version": version,
                "load": load,
                "wall": wall,
                "cpu": cpu,
                "text": text,
                "memory": memory,
            }
        )
    )


if __name__ == "__main__":
    main()
