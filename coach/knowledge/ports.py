"""What the knowledge engine asks of its engines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Role = Literal["query", "passage"]


class Hit(NamedTuple):
    """A passage found by a vector search: its row in the vector table and its cosine."""

    row: int
    score: float


class Embedder(Protocol):
    """Turns texts into vectors of unit length.

    `name` and `version` are stored with an index; another name or version means a rebuild.
    """

    @property
    def name(self) -> str:
        """Short stable name, such as `use-multilingual-3`."""

    @property
    def version(self) -> str:
        """Changes when the same text would get another vector."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def floor(self) -> float:
        """Cosine of two texts that have nothing to do with each other; what is above tells."""

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """Float32 array of shape (len(texts), dimension), rows of length one (or zero for no known word)."""


class VectorIndex(Protocol):
    """Passages whose opening is nearest to a query vector."""

    def search(self, vector: Vectors, count: int) -> list[Hit]:
        """At most `count` hits, best first. `vector` has shape (dimension,)."""

    def close(self) -> None:
        """Frees files and locks."""
