"""The law check on single sentences: `python -m evals.assessment.law_check [--split dev|test]`.

`sentences/<split>.txt` holds one `kind | what the manager says` a line; « aucun » marks what must raise nothing: denials,
a customer's words, rules of all, arrangements, figures of a team. Each is said in the middle of a neutral talk. The
test half prints figures only.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.assessment.interview import read_interview
from coach.assessment.law import GRAVE, check_manager
from coach.assessment.ports import ClauseAnalyst
from coach.domain.transcripts import Turn

HERE = Path(__file__).parent
NONE = "aucun"


@dataclass(frozen=True)
class Counted:
    """What was raised on a set of sentences."""

    faults: int
    flagged: int
    """A fault raised there, of whatever kind."""
    named: int
    """The right kind."""
    fair: int
    wrongly: int
    missed: Counter[str]

    @property
    def recall(self) -> float:
        """Of the faults, those raised."""
        return self.flagged / self.faults

    @property
    def precision(self) -> float:
        """Of the sentences raised, those at fault."""
        return self.flagged / (self.flagged + self.wrongly) if self.flagged + self.wrongly else 1.0


def sentences(split: str) -> Iterator[tuple[str, str]]:
    """Kind and words, in order."""
    for line in (HERE / "sentences" / f"{split}.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            kind, _, words = line.partition("|")
            yield kind.strip(), words.strip()


def raised(words: str, analyst: ClauseAnalyst) -> frozenset[str]:
    """Kinds of fault heard in the sentence."""
    turns = (
        Turn("manager", "Bonjour Léa, on fait le point."),
        Turn("conseiller", "Bonjour."),
        Turn("manager", words),
    )
    interview = read_interview(turns, (True, False, True), analyst)
    return frozenset(f.kind for f in check_manager(interview, frozenset({"léa", "lea"})) if f.turn == 2)


def count(split: str, analyst: ClauseAnalyst) -> Counted:
    """All the sentences of a half."""
    faults = flagged = named = fair = wrongly = 0
    missed: Counter[str] = Counter()
    for kind, words in sentences(split):
        found = raised(words, analyst)
        if kind == NONE:
            fair += 1
            wrongly += bool(found)
            continue
        faults += 1
        heard = bool(found & GRAVE) or kind in found
        flagged += heard
        named += kind in found
        missed[kind] += not heard
    return Counted(faults, flagged, named, fair, wrongly, +missed)


def line(split: str, found: Counted) -> str:
    """The figures in one line of Markdown."""
    return (
        f"| {split} | {found.faults} | {found.recall:.0%} | {found.named / found.faults:.0%} | {found.fair} "
        f"| {found.wrongly} | {found.precision:.0%} |"
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("dev", "test", "both"), default="both")
    asked = parser.parse_args().split
    from coach.dialogue.analyst import EmbeddedAnalyst

    analyst = EmbeddedAnalyst()
    print("| half | faults | raised | right kind | fair sentences | wrongly raised | precision |")
    print("|---|---|---|---|---|---|---|")
    for split in ("dev", "test") if asked == "both" else (asked,):
        print(line(split, count(split, analyst)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
