"""Trains the embedded analyst from `train/*.txt` and writes the packaged model. Same data, same file.

    python evals/acts/train.py [--out PATH]

Needs scikit-learn (dev dependency); reading the model does not.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from dataset import Segment, Utterance, training_utterances  # noqa: E402

from coach.dialogue.act_model import ActModel, Vocabulary  # noqa: E402
from coach.dialogue.analyst import read  # noqa: E402
from coach.dialogue.features import Features, extract  # noqa: E402
from coach.domain.acts import Act  # noqa: E402

MODEL = ROOT / "coach" / "dialogue" / "data" / "acts_model.npz"
ACTS = tuple(Act)

#: A feature is kept when at least this many examples hold it (words, letters, cues).
LEAST_EXAMPLES = (2, 3, 2)
#: Cost of an error, and how much dearer a missed act is than a false one.
COST, MISS = 0.5, 2.0
FOLDS = 5
#: Thresholds tried, and how fast an act's threshold pays for leaving the common one.
GRID = np.arange(-0.8, 0.6, 0.02)
LOYALTY = 0.15


def examples(utterances: Sequence[Utterance]) -> list[Segment]:
    """Segments, then whole turns of several segments: the model reads both."""
    segments = [segment for utterance in utterances for segment in utterance.segments]
    turns = [Segment(u.text, u.acts) for u in utterances if len(u.segments) > 1]
    return segments + turns


def labels(rows: Sequence[Segment | Utterance]) -> np.ndarray:
    """Booleans, shape (rows, acts)."""
    return np.array([[act in row.acts for act in ACTS] for row in rows], dtype=bool)


def vocabulary(found: Sequence[Features]) -> Vocabulary:
    names: list[tuple[str, ...]] = []
    rarity: list[float] = []
    for group, least in enumerate(LEAST_EXAMPLES):
        frequency: Counter[str] = Counter()
        for features in found:
            frequency.update(set(features[group]))
        kept = sorted(name for name, count in frequency.items() if count >= least)
        names.append(tuple(kept))
        rarity += [math.log((1 + len(found)) / (1 + frequency[name])) + 1.0 for name in kept]
    # Rounded as it is stored, so that training sees the very model that inference reads.
    return Vocabulary(tuple(names), np.array(rarity, dtype=np.float16).astype(np.float32))


def matrix(found: Sequence[Features], words: Vocabulary) -> sparse.csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for features in found:
        row = words.row(features)
        columns += row.columns
        values += row.values
        starts.append(len(columns))
    built = sparse.csr_matrix((values, columns, starts), shape=(len(found), len(words.idf)))
    built.sort_indices()
    return built


def fit(found: Sequence[Features], truth: np.ndarray) -> ActModel:
    """One linear machine an act, thresholds at zero."""
    words = vocabulary(found)
    data = matrix(found, words)
    weights, bias = [], []
    for column in range(len(ACTS)):
        machine = LinearSVC(
            C=COST,
            class_weight={0: 1.0, 1: MISS},
            intercept_scaling=3.0,
            tol=1e-3,
            max_iter=4000,
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            machine.fit(data, truth[:, column])
        weights.append(machine.coef_[0])
        bias.append(machine.intercept_[0])
    return ActModel(
        words,
        np.array(weights).T.astype(np.float16).astype(np.float32),
        np.array(bias, dtype=np.float32),
        np.zeros(len(ACTS), dtype=np.float32),
    )


def scores(model: ActModel, texts: Sequence[str]) -> np.ndarray:
    """Turn scores, shape (texts, acts)."""
    readings = [read(model, text) for text in texts]
    return np.array([np.full(len(ACTS), -np.inf) if r is None else r.turn for r in readings])


def held_out_scores(utterances: Sequence[Utterance]) -> np.ndarray:
    """Scores of each utterance by a model that never saw it."""
    fold_of = np.random.RandomState(0).randint(0, FOLDS, len(utterances))
    found = np.zeros((len(utterances), len(ACTS)))
    for fold in range(FOLDS):
        kept = examples([u for u, f in zip(utterances, fold_of, strict=True) if f != fold])
        model = fit([extract(row.text) for row in kept], labels(kept))
        out = np.flatnonzero(fold_of == fold)
        found[out] = scores(model, [utterances[i].text for i in out])
    return found


def f1(truth: np.ndarray, held: np.ndarray) -> np.ndarray:
    """F1 an act; 0 when nothing is found."""
    hits = (truth & held).sum(0)
    total = truth.sum(0) + held.sum(0)
    return 2 * hits / np.maximum(total, 1)


def thresholds(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Best threshold an act on held-out scores, smoothed and kept near the best common one."""
    curves = np.array([f1(truth, found > threshold) for threshold in GRID])
    common = GRID[curves.mean(axis=1).argmax()]
    padded = np.pad(curves, ((5, 5), (0, 0)), mode="edge")
    smooth = np.array([padded[i : i + 11].mean(axis=0) for i in range(len(GRID))])
    return GRID[(smooth - LOYALTY * ((GRID - common) ** 2)[:, None]).argmax(axis=0)]


def train(utterances: Sequence[Utterance], report: bool = False) -> ActModel:
    rows = examples(utterances)
    held_out, truth = held_out_scores(utterances), labels(utterances)
    limits = thresholds(held_out, truth)
    if report:
        print(f"validation croisée : macro-F1 {f1(truth, held_out > limits).mean():.3f}")
    model = fit([extract(row.text) for row in rows], labels(rows))
    return ActModel(model.vocabulary, model.weights, model.bias, limits.astype(np.float32))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=MODEL)
    out: Path = parser.parse_args().out
    started = time.perf_counter()
    utterances = training_utterances()
    model = train(utterances, report=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    model.save(out)
    size, seconds = out.stat().st_size / 1e6, time.perf_counter() - started
    print(
        f"{len(utterances)} énoncés, {len(model.vocabulary.idf)} traits, {size:.1f} Mo, {seconds:.0f} s -> {out.name}"
    )


if __name__ == "__main__":
    main()
