"""Plays the attack set against the language-model actor on a local GGUF file: leaks, role breaks, fall-backs, time.

python -m evals.roleplay.llm --model FILE.gguf [--turns 200]
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from statistics import median, quantiles

from coach.dialogue.actor import Delta, Replaced, Voiced
from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.actor_llm import LlmActor
from coach.dialogue.common_lines import CommonLines
from coach.dialogue.records import TurnRecord
from coach.llm.langchain_door import LangChainModel
from coach.llm.local_server import LocalServer
from coach.resources import data_dir
from coach.settings import Settings
from evals.roleplay.attacks import faults, sessions


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, help="keep the turns here, a JSON object a line")
    options = parser.parse_args()
    server = LocalServer(options.model, threads=options.threads)
    settings = Settings(llm_base_url=server.base_url, llm_model="local", llm_timeout=90)
    embedded = EmbeddedActor(CommonLines.load(data_dir("scenarios") / "communs" / "repliques.yaml"))
    actor = LlmActor(LangChainModel(settings), embedded)
    counts: Counter[str] = Counter()
    first: list[float] = []
    whole: list[float] = []
    for play, said in sessions(options.turns, seed=1):
        records = [play.turn([], None)]
        for text in said:
            acts, step = play.decide(records, text)
            start = time.perf_counter()
            words, voice, begun = "", "", None
            for piece in play.answer(records, text, step, actor):
                match piece:
                    case Voiced(voice):
                        continue
                    case Delta(more):
                        words += more
                    case Replaced(words):
                        pass
                begun = begun or time.perf_counter() - start
            whole.append(time.perf_counter() - start)
            first.append(begun or whole[-1])
            record = TurnRecord(len(records), text, words.strip(), acts, step)
            records.append(record)
            counts["tours"] += 1
            counts["repli"] += voice.startswith("embedded")
            found = sorted(set(faults(play, record, said)))
            counts.update(found)
            kept = {"manager": text, "advisor": record.advisor, "voice": voice, "faults": found}
            if options.out:
                with options.out.open("a", encoding="utf-8") as file:
                    file.write(
                        json.dumps({**kept, "seconds": round(whole[-1], 1)}, ensure_ascii=False) + "\n"
                    )
            print(f"{counts['tours']:4} {whole[-1]:5.1f} s  {voice[:10]} {' '.join(found)}", flush=True)
            if step.ended:
                break
    deciles = quantiles(whole, n=20)
    print(dict(counts))
    print(
        f"premier mot : médiane {median(first):.1f} s ; réplique entière : médiane {median(whole):.1f} s, "
        f"p95 {deciles[-1]:.1f} s"
    )


if __name__ == "__main__":
    main()
