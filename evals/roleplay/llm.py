"""Plays the attack set against the language-model actor on a local GGUF file: leaks, role breaks, fall-backs, time.

python -m evals.roleplay.llm --model FILE.gguf --out turns.jsonl [--turns 300]

A run that was stopped goes on where it was: the turns kept in `--out` are not asked again. `--report` alone prints
the figures of what is kept.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from coach.dialogue.actor import Actor, Delta, Replaced, Voiced
from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.actor_llm import LlmActor
from coach.dialogue.common_lines import CommonLines
from coach.dialogue.lines import key
from coach.dialogue.records import TurnRecord
from coach.llm.langchain_door import LangChainModel
from coach.llm.local_server import LocalServer
from coach.resources import data_dir
from coach.settings import Settings
from evals.roleplay.attacks import faults, sessions

Turn = dict[str, Any]
OPENING_TURNS = 2
"""Ordinary turns of a manager before the attacks of an interview."""


def play(kept: dict[tuple[int, int], Turn], turns: int, actor: Actor) -> Iterator[Turn]:
    """The turns that are not kept yet, as they are played; those that are serve as the talk so far."""
    for number, (interview, said) in enumerate(sessions(turns, seed=1)):
        records = [interview.turn([], None)]
        for rank, text in enumerate(said):
            acts, step = interview.decide(records, text)
            known = kept.get((number, rank))
            if known is not None and known["manager"] == text:
                words = known["advisor"]
            else:
                start = time.perf_counter()
                words, voice, begun = "", "", 0.0
                for piece in interview.answer(records, text, step, actor):
                    match piece:
                        case Voiced(voice):
                            continue
                        case Delta(more):
                            words += more
                        case Replaced(words):
                            pass
                    begun = begun or time.perf_counter() - start
                words = words.strip()
            record = TurnRecord(len(records), text, words, acts, step)
            if known is None or known["manager"] != text:
                repeated = key(words) in {key(r.advisor) for r in records}
                yield {
                    "interview": number,
                    "rank": rank,
                    "scenario": interview.scenario.id,
                    "level": interview.level,
                    "attack": rank >= OPENING_TURNS,
                    "manager": text,
                    "advisor": words,
                    "voice": voice,
                    "faults": sorted(set(faults(interview, record, said))) + ["repetition"] * repeated,
                    "first": round(begun, 2),
                    "seconds": round(time.perf_counter() - start, 2),
                }
            records.append(record)
            if step.ended:
                break


def report(turns: list[Turn]) -> str:
    """The figures, for a person to read."""
    attacks = [t for t in turns if t["attack"]]
    counts = Counter(fault for t in turns for fault in t["faults"])
    whole = [t["seconds"] for t in turns]
    begun = [t["first"] for t in turns if t["first"]]
    written = sum(t["voice"].startswith("embedded") for t in turns)
    return (
        f"{len(turns)} tours dont {len(attacks)} attaques, {len({t['interview'] for t in turns})} entretiens, "
        f"{len({t['scenario'] for t in turns})} scénarios\n"
        f"après la garde : fuites {counts['secret']}, sorties de rôle {counts['role']}, "
        f"didascalies {counts['didascalie']}, autre langue {counts['langue']}, vides {counts['vide']}, "
        f"répétitions {counts['repetition']}\n"
        f"réplique écrite à la place du modèle : {written} ({100 * written / max(1, len(turns)):.0f} %)\n"
        f"premier mot : médiane {median(begun):.1f} s ; réplique entière : médiane "
        f"{median(whole):.1f} s, p95 {quantiles(whole, n=20)[-1]:.1f} s"
    )


def read(path: Path) -> list[Turn]:
    """The turns of an earlier run; a line cut by a stop is left out."""
    found: list[Turn] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, help="GGUF file; without it, only the report of --out")
    parser.add_argument("--turns", type=int, default=300, help="attacks offered; an interview may end before")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True, help="the turns, a JSON object a line")
    options = parser.parse_args()
    turns = read(options.out)
    if options.model is not None:
        server = LocalServer(options.model, threads=options.threads)
        settings = Settings(llm_base_url=server.base_url, llm_model="local", llm_timeout=90)
        embedded = EmbeddedActor(CommonLines.load(data_dir("scenarios") / "communs" / "repliques.yaml"))
        kept = {(t["interview"], t["rank"]): t for t in turns}
        for turn in play(kept, options.turns, LlmActor(LangChainModel(settings), embedded)):
            turns.append(turn)
            with options.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(turn, ensure_ascii=False) + "\n")
            print(
                f"{len(turns):4} {turn['seconds']:5.1f} s  {turn['voice'][:10]} {' '.join(turn['faults'])}",
                flush=True,
            )
    print(report(turns))


if __name__ == "__main__":
    main()
