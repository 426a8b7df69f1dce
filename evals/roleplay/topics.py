"""Measures the topic matcher: right topic at 1, and turns that ask about no topic.

python -m evals.roleplay.topics [dev|test] [--errors] [--scenarios]
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from evals.roleplay.simulate import learn, library, topics

HERE = Path(__file__).parent


class Figures(NamedTuple):
    """Shares over the questions of a split, and over the turns that ask about no topic."""

    questions: int
    right_first: float
    """The right topic is ranked first."""
    answered: float
    """The right topic is ranked first and kept by the thresholds: what the advisor answers to."""
    wrong: float
    """Another topic is answered."""
    empty: int
    silent: float
    """Turns about no topic that match none, each tried on every scenario."""
    by_scenario: dict[str, tuple[int, float]]
    """Questions of each scenario, and the share whose topic is ranked first."""


def measure(split: str, *, errors: bool = False) -> Figures:
    """Run one split."""
    rows: list[dict[str, Any]] = [
        json.loads(line) for line in (HERE / f"topics_{split}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    learn(row["text"] for row in rows)
    asked = [r for r in rows if r["topic"]]
    first: Counter[str] = Counter()
    kept = wrong = 0
    for row in asked:
        matcher = topics().matcher(library().get(row["scenario"]))
        ranked = matcher.rank(row["text"])
        match = matcher.kept(row["text"], ranked)
        first[row["scenario"]] += ranked[0][0].id == row["topic"]
        kept += match == row["topic"]
        wrong += match not in {row["topic"], None}
        if errors and match != row["topic"]:
            print(
                f"{row['scenario']:24} {row['topic']:22} <- {match or '–':22} {ranked[0][1]:.2f} {row['text']}"
            )
    empty = [r for r in rows if not r["topic"]]
    silent = tried = 0
    for row in empty:
        for scenario in library().all():
            match = topics().matcher(scenario).match(row["text"])
            tried += 1
            silent += match is None
            if errors and match is not None:
                print(f"{scenario.id:24} {'(aucun)':22} <- {match:22} {row['text']}")
    return Figures(
        len(asked),
        first.total() / len(asked),
        kept / len(asked),
        wrong / len(asked),
        len(empty),
        silent / max(1, tried),
        {
            scenario: (count, first[scenario] / count)
            for scenario, count in sorted(Counter(r["scenario"] for r in asked).items())
        },
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("split", nargs="?", default="test", choices=("dev", "test"))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--scenarios", action="store_true", help="also the figure of each scenario")
    options = parser.parse_args()
    figures = measure(options.split, errors=options.errors)._asdict()
    scenarios = figures.pop("by_scenario")
    print(figures)
    if options.scenarios:
        for scenario, (count, share) in scenarios.items():
            print(f"{scenario:26} {count:4} {share:.2f}")


if __name__ == "__main__":
    main()
