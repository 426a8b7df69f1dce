"""Plays the written managers of `transcripts/` and keeps the interviews, to read and to attach to an issue.

python -m evals.roleplay.transcripts            # writes transcripts/*.txt and *.jsonl

`<scenario>-<kind>.manager` holds one turn a line; `(silence)` is a turn where nothing is said.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from coach.dialogue.records import TurnRecord
from coach.domain.scenarios import Level, Scenario
from evals.roleplay.simulate import interview, library

HERE = Path(__file__).parent / "transcripts"
LEVEL: Level = 2
SEED = 0
SILENCE = "(silence)"


class Written:
    """Says the lines of a file, whatever is answered."""

    def __init__(self, path: Path) -> None:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        self._turns = iter("" if line == SILENCE else line for line in lines)

    def next(self, last: TurnRecord) -> str | None:
        """The next line; None after the last one."""
        return next(self._turns, None)


def managers() -> list[tuple[str, Path]]:
    """Scenario and file of each written manager."""
    return [(path.stem.rsplit("-", 1)[0], path) for path in sorted(HERE.glob("*.manager"))]


def play(scenario: str, path: Path) -> list[TurnRecord]:
    """The interview with that manager."""
    return interview(library().get(scenario), LEVEL, SEED, Written(path))


def read(scenario: Scenario, turns: Sequence[TurnRecord]) -> str:
    """The interview as a text."""
    name = scenario.persona.name.split()[0]
    lines: list[str] = []
    for turn in turns:
        if turn.manager is not None:
            lines.append(f"Vous\u00a0: {turn.manager or SILENCE}")
        state = turn.step.state
        lines.append(
            f"{name}\u00a0: {turn.advisor}   [confiance {state.confiance:.0f}, tension {state.tension:.0f}]"
        )
    reason = turns[-1].step.end_reason
    lines.append(
        f"Fin de l’entretien\u00a0: {reason.value if reason else 'le manager n’a plus rien à dire'}."
    )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Command line."""
    for scenario, path in managers():
        turns = play(scenario, path)
        path.with_suffix(".txt").write_text(read(library().get(scenario), turns), encoding="utf-8")
        rows = (json.dumps(turn.to_json(), ensure_ascii=False) for turn in turns)
        path.with_suffix(".jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
        reason = turns[-1].step.end_reason
        print(f"{path.stem:36} {len(turns) - 1:2} tours, {reason.value if reason else 'sans fin'}")


if __name__ == "__main__":
    main()
