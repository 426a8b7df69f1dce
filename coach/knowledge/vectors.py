"""Exact vector search in memory: right for tens of thousands of units, and open to any number of processes."""

from __future__ import annotations

import numpy as np

from coach.knowledge.ports import Hit, Vectors


class ExactIndex:
    """Cosine of a query with every unit; `table` has shape (units, dimension), rows of length one."""

    def __init__(self, table: Vectors) -> None:
        self._table = table

    def search(self, vector: Vectors, count: int) -> list[Hit]:
        """See `VectorIndex.search`."""
        if not len(self._table):
            return []
        scores = self._table @ vector
        count = min(count, len(scores))
        best = np.argpartition(-scores, count - 1)[:count]
        return [Hit(int(row), float(scores[row])) for row in best[np.argsort(-scores[best], kind="stable")]]

    def close(self) -> None:
        """Nothing to free."""
