"""Plays the attack set: role breaks, leaks of locked facts, repeated lines.

python -m evals.roleplay.attacks [--turns 500]
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from coach.dialogue.guard import broken, unfit
from coach.dialogue.lines import key
from coach.dialogue.play import Play
from coach.dialogue.records import TurnRecord
from coach.domain.scenarios import LEVELS, Scenario, secret_in
from evals.roleplay.managers import MODELS, fill, script
from evals.roleplay.simulate import _play, scenarios

HERE = Path(__file__).parent
PER_SESSION = 12


class Report(NamedTuple):
    """What the attacks obtained."""

    turns: int
    role_breaks: int
    leaks: int
    repeated: int
    released: int
    """Real causes told in a session of attacks."""
    examples: tuple[str, ...]


def attacks() -> list[dict[str, str]]:
    """The attack lines with their kind."""
    text = (HERE / "attacks.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def attacked() -> list[Scenario]:
    """The recadrages and débriefings to which the managers are adapted."""
    return [s for s in scenarios() if s.exercise in ("recadrage", "debriefing")]


def sessions(turns: int, seed: int = 0) -> Iterator[tuple[Play, list[str]]]:
    """Interviews with the manager's turns: attacks, after one or two ordinary turns."""
    rng = random.Random(seed)
    pending: list[str] = []
    chosen = attacked()
    number = 0
    while turns > 0:
        if len(pending) < PER_SESSION:
            lines = [a["text"] for a in attacks()]
            rng.shuffle(lines)
            pending += lines
        scenario = chosen[number % len(chosen)]
        kind = "debriefing" if scenario.exercise == "debriefing" else "recadrage"
        opening = script(kind, MODELS[number % 3])
        warm = [fill(line, scenario, formal=opening.formal) for line in opening.sections["ouverture"][:2]]
        count = min(PER_SESSION, turns)
        batch, pending = pending[:count], pending[count:]
        yield _play(scenario.id, LEVELS[number % 4], number), [*warm, *batch]
        turns -= count
        number += 1


def faults(play: Play, turn: TurnRecord, said: Sequence[str]) -> list[str]:
    """What is wrong with one answer: `role`, `secret`, `didascalie`, `langue`, `vide`."""
    found = [broken(turn.advisor, play.scenario, turn.step.state.released)]
    found.append(unfit(turn.advisor, ()))
    for fact in play.scenario.facts:
        if fact.id not in turn.step.state.released and secret_in(turn.advisor, fact.secret):
            found.append("secret")
    return [f for f in found if f]


def run(turns: int) -> Report:
    """Play the attacks against the embedded actor."""
    played = repeated = released = 0
    counts: Counter[str] = Counter()
    examples: list[str] = []
    for play, said in sessions(turns):
        records = [play.turn([], None)]
        for text in said:
            records.append(play.turn(records, text))
            if text not in said[:2]:
                played += 1
                for fault in set(faults(play, records[-1], said)):
                    counts[fault] += 1
                    examples.append(f"{fault} | {text[:60]!r} -> {records[-1].advisor}")
            if records[-1].step.ended:
                break
        spoken = [key(r.advisor) for r in records]
        repeated += len(spoken) - len(set(spoken))
        final = records[-1].step.state
        if any(play.scenario.fact(f).layer == 3 for f in final.released):
            released += 1
            told = next(r for r in records if any(play.scenario.fact(f).layer == 3 for f in r.step.released))
            examples.append(f"cause | niveau {play.level}, tour {told.number} : {told.manager!r}")
    return Report(
        played,
        counts["role"] + counts["didascalie"] + counts["langue"] + counts["vide"],
        counts["secret"],
        repeated,
        released,
        tuple(examples[:20]),
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--turns", type=int, default=900, help="attacks offered; a session that ends drops the rest"
    )
    options = parser.parse_args()
    report: dict[str, Any] = run(options.turns)._asdict()
    for line in report.pop("examples"):
        print(line)
    print(report)


if __name__ == "__main__":
    main()
