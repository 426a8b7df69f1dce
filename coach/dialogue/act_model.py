"""The trained linear model: named features in, one score an act out. Plain numpy, no pickle."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coach.dialogue.features import Features
from coach.errors import MissingPart

Array = npt.NDArray[np.float32]

#: Share of each group of features (words, letters, cues) in the length of an example.
GROUP_SHARES = (1.0, 0.8, 0.5)


class Row(NamedTuple):
    """One example as a sparse vector: column numbers and their values."""

    columns: list[int]
    values: list[float]


@dataclass(frozen=True)
class Vocabulary:
    """Names of the kept features in column order, group by group, and the weight of their rarity."""

    names: tuple[tuple[str, ...], ...]
    idf: Array
    """Shape (columns,)."""

    @cached_property
    def _columns(self) -> tuple[dict[str, int], ...]:
        tables: list[dict[str, int]] = []
        first = 0
        for group in self.names:
            tables.append(dict(zip(group, range(first, first + len(group)), strict=True)))
            first += len(group)
        return tuple(tables)

    @cached_property
    def _rarity(self) -> list[float]:
        return [float(value) for value in self.idf]

    def row(self, features: Features) -> Row:
        """TF-IDF, each group brought to its share of the length; unknown features are left out."""
        columns: list[int] = []
        values: list[float] = []
        for names, table, share in zip(features, self._columns, GROUP_SHARES, strict=True):
            known = [(table[name], count) for name, count in Counter(names).items() if name in table]
            raw = [(1.0 + math.log(count)) * self._rarity[column] for column, count in known]
            length = math.sqrt(sum(value * value for value in raw))
            if length:
                columns.extend(column for column, _ in known)
                values.extend(share * value / length for value in raw)
        return Row(columns, values)


@dataclass(frozen=True)
class ActModel:
    """One linear score an act; an act holds when its score is above its threshold.

    `weights` has shape (columns, acts), `bias` and `thresholds` shape (acts,), acts in the order of `Act`.
    """

    vocabulary: Vocabulary
    weights: Array
    bias: Array
    thresholds: Array

    def scores(self, examples: Sequence[Features]) -> Array:
        """Scores of each example, shape (examples, acts)."""
        found = np.tile(self.bias, (len(examples), 1))
        for i, features in enumerate(examples):
            row = self.vocabulary.row(features)
            if row.columns:
                found[i] += np.asarray(row.values, dtype=np.float32) @ self.weights[row.columns]
        return found

    def save(self, path: Path) -> None:
        """Write the model; weights are kept on 16 bits, the same model gives the same bytes."""
        groups = ["\n".join(group) for group in self.vocabulary.names]
        with path.open("wb") as stream:
            np.savez_compressed(
                stream,
                names=np.frombuffer("\n\n".join(groups).encode(), dtype=np.uint8),
                idf=self.vocabulary.idf.astype(np.float16),
                weights=self.weights.astype(np.float16),
                bias=self.bias.astype(np.float32),
                thresholds=self.thresholds.astype(np.float32),
            )

    @classmethod
    def load(cls, path: Path) -> ActModel:
        """Read what `save` wrote."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                parts = {name: stored[name] for name in ("names", "idf", "weights", "bias", "thresholds")}
        except (OSError, KeyError, ValueError) as exc:
            raise MissingPart(
                f"Le modèle de repérage des actes est absent ou abîmé ({path.name}). "
                "Réinstallez le paquet, ou entraînez-le avec « python evals/acts/train.py »."
            ) from exc
        text = parts["names"].tobytes().decode()
        names = tuple(tuple(group.split("\n")) for group in text.split("\n\n"))
        return cls(
            vocabulary=Vocabulary(names, parts["idf"].astype(np.float32)),
            weights=parts["weights"].astype(np.float32),
            bias=parts["bias"],
            thresholds=parts["thresholds"],
        )
