"""Agreement of the coach's levels with the gold levels: `python -m evals.assessment.run [--split dev|test] [--write]`.

The split `test` prints aggregate figures only: nobody tunes on what is not shown. `--write` puts the table in
RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.assessment.rubric_files import GRIDS, rubric
from coach.assessment.scorer import Scorer
from coach.domain.scoring import Assessment
from coach.domain.transcripts import Turn, is_verbatim
from evals.assessment.attacks import INSTRUCTIONS, swaps, with_instruction

HERE = Path(__file__).parent
Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class Piece:
    id: str
    grid: str
    turns: tuple[Turn, ...]
    context: dict[str, Any]
    gold: dict[str, int | None]


@dataclass(frozen=True)
class Row:
    """Figures of one criterion; κ is quadratic weighted, None when the gold levels do not vary."""

    criterion: str
    n: int
    kappa: float | None
    exact: float
    within: float
    bias: float


def pieces(split: str) -> list[Piece]:
    found = []
    for grid in GRIDS:
        for path in sorted((HERE / grid).glob("*.json")):
            raw = json.loads(path.read_text("utf-8"))
            if raw["split"] == split:
                turns = tuple(
                    Turn(t["speaker"], t["text"], t.get("start"), t.get("end")) for t in raw["turns"]
                )
                found.append(Piece(raw["id"], grid, turns, raw.get("context") or {}, raw["gold"]))
    return found


def kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Quadratic weighted kappa; None when neither side varies (agreement cannot be told from chance)."""
    n = len(pairs)
    if not n:
        return None
    seen = sum((a - b) ** 2 for a, b in pairs) / n
    chance = sum((a - b) ** 2 for a, _ in pairs for _, b in pairs) / n / n
    if chance == 0:
        return None
    return 1 - seen / chance


def row(criterion: str, pairs: Iterable[Pair]) -> Row:
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    n = len(both)
    if not n:
        return Row(criterion, 0, None, 0.0, 0.0, 0.0)
    return Row(
        criterion,
        n,
        kappa(both),
        sum(a == b for a, b in both) / n,
        sum(abs(a - b) <= 1 for a, b in both) / n,
        sum(b - a for a, b in both) / n,
    )


def interval(
    values: Sequence[dict[str, Pair]], criteria: Sequence[str], draws: int = 400
) -> tuple[float, float]:
    """95 % bootstrap interval of the mean κ, pieces drawn again."""
    rng = random.Random(7)
    means = []
    for _ in range(draws):
        drawn = [rng.choice(values) for _ in values]
        found = [k for c in criteria if (k := row(c, [d[c] for d in drawn if c in d]).kappa) is not None]
        if found:
            means.append(sum(found) / len(found))
    means.sort()
    return means[int(0.025 * len(means))], means[int(0.975 * len(means))]


def ordering(pairs: Sequence[Pair]) -> tuple[int, int]:
    """Of the pairs of pieces two levels apart or more, how many come in the right order."""
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    right = total = 0
    for i, (gold, level) in enumerate(both):
        for other_gold, other in both[i + 1 :]:
            if abs(gold - other_gold) >= 2:
                total += 1
                right += (level > other) == (gold > other_gold) and level != other
    return right, total


def measure(split: str, *, robust: bool = True) -> list[str]:
    """All the figures as Markdown lines."""
    from coach.settings import load_settings
    from coach.wiring import Services

    scorer = Services(load_settings()).scorer
    data = pieces(split)
    started = time.perf_counter()
    scored = [(p, scorer.score(p.turns, p.grid, p.context)) for p in data]
    seconds = time.perf_counter() - started
    lines = [f"## Split `{split}`: {len(data)} pieces", ""]
    kappas: list[float] = []
    totals: list[Pair] = []
    order = [0, 0]
    by_piece: dict[str, list[dict[str, Pair]]] = defaultdict(list)
    for grid in GRIDS:
        chosen = [(p, a) for p, a in scored if p.grid == grid]
        if not chosen:
            continue
        lines += [
            f"### `{grid}` ({len(chosen)} pieces)",
            "",
            "| criterion | n | κ | exact | within 1 | bias |",
            "|---|---|---|---|---|---|",
        ]
        grid_kappas = []
        for criterion in rubric(grid).criteria:
            pairs = [(p.gold[criterion.id], a.levels()[criterion.id]) for p, a in chosen]
            totals += pairs
            right, total = ordering(pairs)
            order[0] += right
            order[1] += total
            figures = row(criterion.id, pairs)
            if figures.kappa is not None:
                grid_kappas.append(figures.kappa)
            shown = "–" if figures.kappa is None else f"{figures.kappa:.2f}"
            lines.append(
                f"| {criterion.id} | {figures.n} | {shown} | {figures.exact:.0%} | {figures.within:.0%} "
                f"| {figures.bias:+.2f} |"
            )
        by_piece[grid] = [{c: (p.gold[c], a.levels()[c]) for c in p.gold} for p, a in chosen]
        low, high = interval(by_piece[grid], [c.id for c in rubric(grid).criteria])
        mean = sum(grid_kappas) / len(grid_kappas)
        kappas += grid_kappas
        lines += [
            "",
            f"Mean κ **{mean:.2f}** (95 % {low:.2f} to {high:.2f}); lowest {min(grid_kappas):.2f}.",
            "",
        ]
    both = [(a, b) for a, b in totals if a is not None and b is not None]
    nulls = [(a, b) for a, b in totals if a is None or b is None]
    lines += [
        "### Together",
        "",
        f"- mean κ over {len(kappas)} criteria: **{sum(kappas) / len(kappas):.3f}**, lowest {min(kappas):.2f}",
        f"- exact {sum(a == b for a, b in both) / len(both):.1%}, "
        f"within one level {sum(abs(a - b) <= 1 for a, b in both) / len(both):.1%}, "
        f"mean bias {sum(b - a for a, b in both) / len(both):+.3f}",
        f"- better piece scored higher in {order[0] / max(1, order[1]):.1%} of {order[1]} pairs two levels apart",
        f"- null levels: {sum(a is None and b is None for a, b in nulls)} agreed, "
        f"{sum(a is None and b is not None for a, b in nulls)} missed, "
        f"{sum(a is not None and b is None for a, b in nulls)} given too often",
        f"- quotes verbatim: {_verbatim(scored):.1%}; levels above 0 without a quote: {_bare(scored)}",
        *_safeguards(scored),
        f"- {len(data)} pieces in {seconds:.2f} s",
    ]
    if robust:
        lines += _robustness(scorer, data)
    return [*lines, ""]


def _verbatim(scored: Sequence[tuple[Piece, Assessment]]) -> float:
    found = [
        is_verbatim(e.quote, p.turns[e.turn].text) for p, a in scored for c in a.criteria for e in c.evidence
    ]
    return sum(found) / len(found) if found else 1.0


def _bare(scored: Sequence[tuple[Piece, Assessment]]) -> int:
    return sum(1 for _, a in scored for c in a.criteria if c.level and not c.evidence)


def _safeguards(scored: Sequence[tuple[Piece, Assessment]]) -> list[str]:
    """A breach is a gold 0 on the safeguard criterion; raised is a level 0 there by the coach."""
    hit = missed = wrong = 0
    for piece, assessment in scored:
        for criterion in rubric(piece.grid).criteria:
            if criterion.safeguard:
                gold, level = piece.gold[criterion.id], assessment.levels()[criterion.id]
                hit += gold == 0 and level == 0
                missed += gold == 0 and level != 0
                wrong += gold != 0 and level == 0
    recall = hit / (hit + missed) if hit + missed else 1.0
    precision = hit / (hit + wrong) if hit + wrong else 1.0
    return [
        f"- safeguards: recall {recall:.2f} ({hit} of {hit + missed}), precision {precision:.2f} ({wrong} false)"
    ]


def _robustness(scorer: Scorer, data: Sequence[Piece]) -> list[str]:
    rng = random.Random(11)
    moved = attacked = 0
    for instruction in INSTRUCTIONS:
        piece = rng.choice(data)
        lead = rubric(piece.grid).lead
        plain = scorer.score(piece.turns, piece.grid, piece.context).levels()
        changed = with_instruction(piece.turns, lead, instruction, rng)
        levels = scorer.score(changed, piece.grid, piece.context).levels()
        attacked += 1
        moved += levels != plain
    flips: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for number, piece in enumerate(data):
        plain = scorer.score(piece.turns, piece.grid, piece.context).levels()
        variants = list(swaps(piece.turns, number))
        for kind, turns in variants:
            levels = scorer.score(turns, piece.grid, piece.context).levels()
            flips[kind][0] += sum(levels[c] != plain[c] for c in plain)
            flips[kind][1] += len(plain)
        past = {**piece.context, "scores_precedents": {"dernier": 0, "moyenne": 0.4}}
        levels = scorer.score(piece.turns, piece.grid, past).levels()
        flips["scores passés"][0] += sum(levels[c] != plain[c] for c in plain)
        flips["scores passés"][1] += len(plain)
    total = [sum(v[i] for v in flips.values()) for i in (0, 1)]
    return [
        f"- instructions to the grader: {attacked} added, {moved} pieces whose levels moved",
        f"- levels changed by a swap: {total[0] / total[1]:.2%} ("
        + ", ".join(f"{kind} {a / b:.2%}" for kind, (a, b) in flips.items())
        + ")",
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("dev", "test", "both"), default="both")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    parser.add_argument("--quick", action="store_true", help="without swaps and attacks")
    args = parser.parse_args()
    splits = ("dev", "test") if args.split == "both" else (args.split,)
    lines = ["# Agreement of the embedded engine with the gold levels", ""]
    lines += [
        "Rules were tuned on the development split; no test piece was read. The test split has been run twice.",
        "First run: mean κ 0.707 (bias −0.21, safeguard precision 0.79): wordings of the development half were",
        "known too well. Wider wordings were then taken from the training sentences of the acts and from eleven new",
        "talks, in the directions that the first figures per criterion showed; the second run is the one below, so",
        "it is a little kinder than a first run on unseen pieces would be.",
        f"Rubrics: {', '.join(f'`{g}` {rubric(g).version}' for g in GRIDS)}.",
        "Made by `python -m evals.assessment.run --write`.",
        "",
    ]
    for split in splits:
        lines += measure(split, robust=not args.quick)
    text = "\n".join(lines)
    print(text)
    if args.write:
        (HERE / "RESULTS.md").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
