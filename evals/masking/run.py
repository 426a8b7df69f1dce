"""Recall and precision of masking, by kind, on sentences written for the project.

    python evals/masking/run.py [dev|test] [--rapide] [--json] [--erreurs]

Each line of `dev.jsonl` and `test.jsonl` holds a sentence whose personal data are marked
`{KIND:datum}`. Recall counts the data of which not one letter or digit is left in clear (whatever the
kind of mask); precision counts the masks laid on a datum of their kind.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from coach.privacy.kinds import Finding, Kind  # noqa: E402
from coach.privacy.mask import Masker  # noqa: E402

MARK = re.compile(r"\{([A-Z_]+):([^{}]+)\}")


@dataclass(frozen=True)
class Case:
    id: str
    channel: str
    text: str
    data: tuple[Finding, ...]


@dataclass
class Scores:
    wanted: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    masks: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def recall(self, *kinds: str) -> float:
        return _ratio(sum(self.hidden[k] for k in kinds), sum(self.wanted[k] for k in kinds))

    def precision(self, *kinds: str) -> float:
        return _ratio(sum(self.right[k] for k in kinds), sum(self.masks[k] for k in kinds))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def load(split: str) -> list[Case]:
    cases = []
    for line in (Path(__file__).parent / f"{split}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        text, data, end = "", [], 0
        for mark in MARK.finditer(row["marked"]):
            text += row["marked"][end : mark.start()]
            data.append(Finding(Kind(mark.group(1)), len(text), len(text) + len(mark.group(2))))
            text += mark.group(2)
            end = mark.end()
        cases.append(Case(row["id"], row["channel"], text + row["marked"][end:], tuple(data)))
    return cases


def evaluate(cases: list[Case], masker: Masker) -> Scores:
    scores = Scores()
    for case in cases:
        found = masker.find(case.text)
        covered = {i for f in found for i in range(f.start, f.end)}
        for datum in case.data:
            scores.wanted[datum.kind] += 1
            clear = [i for i in range(datum.start, datum.end) if case.text[i].isalnum() and i not in covered]
            scores.hidden[datum.kind] += not clear
            if clear:
                scores.errors.append(
                    f"{case.id} fuite {datum.kind} {case.text[datum.start : datum.end]!r} · {case.text}"
                )
        for mask in found:
            scores.masks[mask.kind] += 1
            right = any(d.kind is mask.kind and d.start < mask.end and mask.start < d.end for d in case.data)
            scores.right[mask.kind] += right
            if not right:
                scores.errors.append(
                    f"{case.id} à tort {mask.kind} {case.text[mask.start : mask.end]!r} · {case.text}"
                )
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("split", nargs="?", default="dev", choices=["dev", "test"])
    parser.add_argument("--rapide", action="store_true", help="sans modèle de langue")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--erreurs", action="store_true")
    args = parser.parse_args()
    scores = evaluate(load(args.split), Masker(full=not args.rapide))
    rows = [(kind.value, [kind.value]) for kind in Kind] + [("ensemble", [kind.value for kind in Kind])]
    table = {
        name: {
            "data": sum(scores.wanted[k] for k in kinds),
            "recall": round(scores.recall(*kinds), 3),
            "precision": round(scores.precision(*kinds), 3),
        }
        for name, kinds in rows
    }
    if args.json:
        print(json.dumps(table, ensure_ascii=False))
    else:
        print("| genre | données | rappel | précision |\n|---|---|---|---|")
        for name, row in table.items():
            print(f"| {name} | {row['data']} | {row['recall']:.3f} | {row['precision']:.3f} |")
    if args.erreurs:
        print("\n".join(scores.errors))


if __name__ == "__main__":
    main()
