"""Agreement of the coach's levels with the gold levels: `python -m evals.assessment.run [--split dev|test] [--write]`.

The split `test` prints aggregate figures only: nobody tunes on what is not shown. `--write` puts the table in
RESULTS.md, and the figures of the test half in `coach/assessment/reliability.yaml`, which decides what is shown
with a level and what is an advice.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coach.assessment import reliability as reliability_file
from coach.assessment.reliability import Reliability, as_yaml
from coach.assessment.rubric_files import GRIDS, rubric
from coach.assessment.scorer import ENGINE, Scorer
from coach.domain.agreement import Agreement, Pair, agreement, both, ordering, quadratic_kappa
from coach.domain.scoring import Assessment
from coach.domain.transcripts import Turn, is_verbatim
from evals.assessment.attacks import INSTRUCTIONS, swaps, with_instruction

HERE = Path(__file__).parent
RELIABILITY = Path(reliability_file.__file__).with_name("reliability.yaml")
Figures = dict[str, dict[str, Agreement]]


@dataclass(frozen=True)
class Piece:
    id: str
    grid: str
    turns: tuple[Turn, ...]
    context: dict[str, Any]
    gold: dict[str, int | None]


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


def mean_interval(
    values: Sequence[dict[str, Pair]], criteria: Sequence[str], draws: int = 400
) -> tuple[float, float]:
    """95 % bootstrap interval of the mean κ, pieces drawn again."""
    rng = random.Random(7)
    means = []
    for _ in range(draws):
        drawn = [rng.choice(values) for _ in values]
        found = [
            k for c in criteria if (k := quadratic_kappa(both([d[c] for d in drawn if c in d]))) is not None
        ]
        if found:
            means.append(sum(found) / len(found))
    means.sort()
    return means[int(0.025 * len(means))], means[int(0.975 * len(means))]


def measure(split: str, *, robust: bool = True) -> tuple[list[str], Figures]:
    """All the figures as Markdown lines, and those of each criterion."""
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
    measured: Figures = {}
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
            pairs = [(p.gold[c], a.levels()[c]) for p, a in chosen if (c := criterion.id) in p.gold]
            totals += pairs
            right, total = ordering(pairs)
            order[0] += right
            order[1] += total
            figures = agreement(pairs)
            measured.setdefault(grid, {})[criterion.id] = figures
            if figures.kappa is not None:
                grid_kappas.append(figures.kappa)
            shown = "–" if figures.kappa is None else f"{figures.kappa:.2f}"
            if figures.low is not None and figures.high is not None:
                shown += f" ({figures.low:.2f} to {figures.high:.2f})"
            shown += "" if figures.reliable else " · advice only"
            lines.append(
                f"| {criterion.id} | {figures.n} | {shown} | {figures.exact:.0%} | {figures.within:.0%} "
                f"| {figures.bias:+.2f} |"
            )
        by_piece[grid] = [{c: (p.gold[c], a.levels()[c]) for c in p.gold} for p, a in chosen]
        low, high = mean_interval(by_piece[grid], [c.id for c in rubric(grid).criteria])
        mean = sum(grid_kappas) / len(grid_kappas)
        kappas += grid_kappas
        lines += [
            "",
            f"Mean κ **{mean:.2f}** (95 % {low:.2f} to {high:.2f}); lowest {min(grid_kappas):.2f}.",
            "",
        ]
    given = both(totals)
    nulls = [(a, b) for a, b in totals if a is None or b is None]
    lines += [
        "### Together",
        "",
        f"- mean κ over {len(kappas)} criteria: **{sum(kappas) / len(kappas):.3f}**, lowest {min(kappas):.2f}",
        f"- exact {sum(a == b for a, b in given) / len(given):.1%}, "
        f"within one level {sum(abs(a - b) <= 1 for a, b in given) / len(given):.1%}, "
        f"mean bias {sum(b - a for a, b in given) / len(given):+.3f}",
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
    return [*lines, ""], measured


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
            if criterion.safeguard and criterion.id in piece.gold:
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


def keep(measured: Figures) -> None:
    """Write the figures that say which criteria are shown with a level."""
    found = Reliability.model_validate(
        {
            "measured_on": date.today(),
            "engine": ENGINE,
            "split": "test",
            "grids": {
                grid: {
                    "version": rubric(grid).version,
                    "pieces": max(a.n for a in figures.values()),
                    "criteria": {c: a.to_json() for c, a in figures.items()},
                }
                for grid, figures in measured.items()
            },
        }
    )
    RELIABILITY.write_text(as_yaml(found), "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("dev", "test", "both"), default="both")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    parser.add_argument("--quick", action="store_true", help="without swaps and attacks")
    args = parser.parse_args()
    splits = ("dev", "test") if args.split == "both" else (args.split,)
    lines = ["# Agreement of the embedded engine with the gold levels", ""]
    lines += [
        "Rules were tuned on the development split; no test piece was read. The test split has been run nine times,",
        "for its figures only: mean κ 0.707, then 0.750 (wordings of the development half had been known too well),",
        "0.772 after 24 more development pieces in other words, 0.777, 0.781 after 23 more and 430 sentences for the",
        "law check (twice), 0.800 after 30 more pieces and 60 sentences, 0.811 after 150 sentences written",
        "apart, criterion by criterion, then the run below. Each told per criterion where to write more: the figures",
        "are a little kinder than those of a first run would be. Development pieces were seen in tuning: their",
        "figures only tell that nothing slipped back. Swaps and attacks are run on the test half.",
        "A criterion marked « advice only » is shown to people without a level (κ under 0.60, or under 5 pieces).",
        f"Rubrics: {', '.join(f'`{g}` {rubric(g).version}' for g in GRIDS)}.",
        "Made by `python -m evals.assessment.run --write`.",
        "",
    ]
    for split in splits:
        shown, measured = measure(split, robust=not args.quick and split == "test")
        lines += shown
        if args.write and split == "test":
            keep(measured)
    text = "\n".join(lines)
    print(text)
    if args.write:
        (HERE / "RESULTS.md").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
