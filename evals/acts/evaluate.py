"""Measures the embedded analyst on a split: macro-F1, micro-F1 and a table an act.

    python evals/acts/evaluate.py [dev] [test] [--markdown] [--errors] [--model PATH]

`--errors` lists the misread utterances; it is refused on the test split, which must stay unread.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from dataset import Segment, split, training_utterances  # noqa: E402

from coach.dialogue.act_model import ActModel  # noqa: E402
from coach.dialogue.analyst import EmbeddedAnalyst  # noqa: E402
from coach.dialogue.wording import fold  # noqa: E402
from coach.domain.acts import Act  # noqa: E402


@dataclass(frozen=True, slots=True)
class Count:
    """Right, false and missed predictions of one act."""

    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.false + self.missed)

    @property
    def support(self) -> int:
        return self.right + self.missed


def measure(rows: list[Segment], found: list[frozenset[Act]]) -> dict[Act, Count]:
    """Counts an act over the utterances."""
    return {
        act: Count(
            right=sum(act in row.acts and act in held for row, held in zip(rows, found, strict=True)),
            false=sum(act not in row.acts and act in held for row, held in zip(rows, found, strict=True)),
            missed=sum(act in row.acts and act not in held for row, held in zip(rows, found, strict=True)),
        )
        for act in Act
    }


def macro_f1(counts: dict[Act, Count]) -> float:
    return sum(count.f1 for count in counts.values()) / len(counts)


def micro_f1(counts: dict[Act, Count]) -> float:
    right = sum(count.right for count in counts.values())
    false = sum(count.false for count in counts.values())
    missed = sum(count.missed for count in counts.values())
    return Count(right, false, missed).f1


def predict(analyst: EmbeddedAnalyst, rows: list[Segment]) -> list[frozenset[Act]]:
    return [frozenset(analyst.acts(row.text)) for row in rows]


def unseen(rows: list[Segment]) -> list[Segment]:
    """Utterances that do not also stand, word for word, in the training files: only those are scored."""
    utterances = training_utterances()
    known = {_bare(u.text) for u in utterances} | {_bare(s.text) for u in utterances for s in u.segments}
    return [row for row in rows if _bare(row.text) not in known]


def _bare(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def table(counts: dict[Act, Count], markdown: bool) -> str:
    head, line = ("| {} | {} | {} | {} | {} |",) * 2 if markdown else ("{:<22}{:>7}{:>7}{:>7}{:>7}",) * 2
    rows = [head.format("acte", "P", "R", "F1", "n")]
    if markdown:
        rows.append("|---|---|---|---|---|")
    for act, count in counts.items():
        figures = (f"{count.precision:.2f}", f"{count.recall:.2f}", f"{count.f1:.2f}", count.support)
        rows.append(line.format(act.value, *figures))
    return "\n".join(rows)


def errors(rows: list[Segment], found: list[frozenset[Act]]) -> list[str]:
    return [
        f"manque {_listed(row.acts - held)}, en trop {_listed(held - row.acts)} : {row.text}"
        for row, held in zip(rows, found, strict=True)
        if held != row.acts
    ]


def _listed(acts: frozenset[Act]) -> str:
    return "+".join(sorted(acts)) or "rien"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("splits", nargs="*", metavar="dev|test")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    names = options.splits or ["dev", "test"]
    if unknown := set(names) - {"dev", "test"}:
        parser.error(f"jeu inconnu : {', '.join(sorted(unknown))} (dev ou test)")
    if options.errors and "test" in names:
        parser.error("les énoncés de test ne se lisent pas : --errors vaut pour dev seulement")
    analyst = EmbeddedAnalyst(ActModel.load(options.model) if options.model else None)
    for name in names:
        report(name, analyst, options.markdown, options.errors)


def report(name: str, analyst: EmbeddedAnalyst, markdown: bool, listed: bool) -> None:
    """Print the figures of one split."""
    given = split(name)
    rows = unseen(given)
    found = predict(analyst, rows)
    counts = measure(rows, found)
    exact = sum(row.acts == held for row, held in zip(rows, found, strict=True)) / len(rows)
    print(
        f"{name} : {len(rows)} énoncés ({len(given) - len(rows)} écartés, présents dans l'entraînement), "
        f"macro-F1 {macro_f1(counts):.3f}, micro-F1 {micro_f1(counts):.3f}, exacts {exact:.1%}\n"
    )
    print(table(counts, markdown) + "\n")
    if listed:
        print("\n".join(errors(rows, found)))


if __name__ == "__main__":
    main()
