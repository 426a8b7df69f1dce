"""Plays ten managers on one scenario and tells how much the advisor says twice from one session to the next.

python -m evals.roleplay.ten_sessions [--write]

The managers are `dix-seances/<scenario>.managers.txt`: ten ways of leading the same interview, each with its own
seed. `--write` keeps the ten transcripts of each scenario, for reading, and the figures.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import mean

from coach.dialogue.lines import key
from coach.dialogue.records import TurnRecord
from coach.domain.scenarios import Level
from evals.roleplay.simulate import interview, library

HERE = Path(__file__).parent / "dix-seances"
LEVEL: Level = 2
#: Up to so many letters a line is a mere "yes": people do say it in every interview.
SHORT = 14
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class Script:
    """One manager: what he or she says, turn after turn, whatever is answered."""

    name: str
    turns: tuple[str, ...]


class Reader:
    """Says the turns of a script in order."""

    def __init__(self, script: Script) -> None:
        self._turns = iter(script.turns)

    def next(self, last: TurnRecord) -> str | None:
        """The next turn; the answer changes nothing to it."""
        return next(self._turns, None)


@dataclass(frozen=True)
class Session:
    """One interview as played."""

    manager: str
    seed: int
    turns: tuple[TurnRecord, ...]

    @property
    def said(self) -> dict[str, TurnRecord]:
        """Lines of the advisor by what makes them the same to the ear, short ones left out."""
        return {k: t for t in self.turns if len(k := key(t.advisor)) > SHORT}


@dataclass(frozen=True)
class Figures:
    """How much comes back over the sessions of one scenario."""

    scenario: str
    sessions: int
    lines: int
    again: float
    """Share of lines that an earlier session had already heard."""
    pair: float
    """Share of its lines that a session has in common with another one, on average over pairs."""
    sentences: float
    """The same as `again`, sentence by sentence."""
    inside: int
    """Lines said twice inside one session."""
    worst: tuple[tuple[str, int], ...]
    """Lines heard in most sessions."""


def scenarios() -> list[str]:
    """Scenarios that have their ten managers."""
    return sorted(path.name.removesuffix(".managers.txt") for path in HERE.glob("*.managers.txt"))


@cache
def scripts(scenario: str) -> tuple[Script, ...]:
    """The managers of that scenario."""
    found: list[tuple[str, list[str]]] = []
    for line in (HERE / f"{scenario}.managers.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            found.append((line.removeprefix("== "), []))
        elif line.strip() and not line.startswith("#"):
            found[-1][1].append(line)
    return tuple(Script(name, tuple(turns)) for name, turns in found)


def play(scenario: str, level: Level = LEVEL) -> list[Session]:
    """One session a manager, at one level, each with its own seed."""
    return [
        Session(s.name, seed, tuple(interview(library().get(scenario), level, seed, Reader(s))))
        for seed, s in enumerate(scripts(scenario), start=1)
    ]


def measure(scenario: str, sessions: Sequence[Session]) -> Figures:
    """Figures over played sessions."""
    heard: set[str] = set()
    heard_sentences: set[str] = set()
    again = total = again_sentences = sentences = 0
    for session in sessions:
        own = set(session.said)
        pieces = {k for t in session.turns for s in _SENTENCE.split(t.advisor) if len(k := key(s)) > SHORT}
        if heard:
            again, total = again + len(own & heard), total + len(own)
            again_sentences += len(pieces & heard_sentences)
            sentences += len(pieces)
        heard |= own
        heard_sentences |= pieces
    counts = Counter(k for session in sessions for k in session.said)
    voiced = {k: t.advisor for session in sessions for k, t in session.said.items()}
    return Figures(
        scenario=scenario,
        sessions=len(sessions),
        lines=sum(len(s.said) for s in sessions),
        again=again / max(1, total),
        pair=mean(
            len(set(a.said) & set(b.said)) / min(len(a.said), len(b.said))
            for a, b in combinations(sessions, 2)
        ),
        sentences=again_sentences / max(1, sentences),
        inside=sum(
            len(keys) - len(set(keys)) for s in sessions for keys in [[key(t.advisor) for t in s.turns]]
        ),
        worst=tuple((voiced[k], n) for k, n in counts.most_common(12) if n > 1),
    )


def transcript(sessions: Sequence[Session], name: str) -> str:
    """All the sessions of one scenario as a text to read."""
    parts = []
    for session in sessions:
        final = session.turns[-1].step
        lines = [f"=== {session.manager}, graine {session.seed} ==="]
        for turn in session.turns:
            if turn.manager is not None:
                lines.append(f"Vous : {turn.manager}")
            state, source = turn.step.state, turn.step.source
            lines.append(
                f"{name} : {turn.advisor}\n        "
                f"[{turn.step.move.value}, {source.kind} {source.key}, {turn.step.openness.value}, "
                f"confiance {state.confiance:.0f}, tension {state.tension:.0f}]"
            )
        reason = final.end_reason.value if final.end_reason else "le manager n’a plus rien à dire"
        lines.append(f"Fin de l’entretien : {reason}.")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def percent(share: float) -> str:
    """A share as it is written in French, the space before the sign unbreakable."""
    return f"{100 * share:.1f}".replace(".", ",") + "\u00a0%"


def report(found: Sequence[Figures]) -> str:
    """Markdown: one row a scenario, then the lines that come back most."""
    rows = [
        f"Dix managers, niveau {LEVEL}, dix graines. Les répliques d’un mot ou deux ne sont pas comptées.",
        "",
        "| scénario | séances | répliques | déjà entendues dans une séance précédente | communes à deux séances | "
        "phrases déjà entendues | répétées dans une séance |",
        "|---|---|---|---|---|---|---|",
    ]
    rows += [
        f"| {f.scenario} | {f.sessions} | {f.lines} | {percent(f.again)} | {percent(f.pair)} | "
        f"{percent(f.sentences)} | {f.inside} |"
        for f in found
    ]
    for f in found:
        rows += ["", f"Répliques qui reviennent le plus, {f.scenario}\u00a0:", ""]
        rows += [f"- {n} séances\u00a0: {line}" for line, n in f.worst]
    return "\n".join(rows) + "\n"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the transcripts and the figures")
    options = parser.parse_args()
    found: list[Figures] = []
    for scenario in scenarios():
        sessions = play(scenario)
        found.append(measure(scenario, sessions))
        if options.write:
            name = library().get(scenario).persona.name.split()[0]
            (HERE / f"{scenario}.txt").write_text(transcript(sessions, name), encoding="utf-8")
    print(report(found))
    if options.write:
        (HERE / "repetitions.md").write_text(report(found), encoding="utf-8")


if __name__ == "__main__":
    main()
