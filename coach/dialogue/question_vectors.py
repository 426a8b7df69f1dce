"""Vectors of the written questions, each computed once: kept in memory and, when told where, in one file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Sentences to vectors of length one."""

    name: str
    version: str

    def embed(self, texts: Sequence[str], role: str = "query") -> Vectors:
        """Array of shape (len(texts), dimension)."""
        ...


class QuestionVectors:
    """Thread-safe. Half precision everywhere, so that a run is the same with and without the file."""

    def __init__(self, encoder: Encoder, folder: Path | None = None) -> None:
        self._encoder = encoder
        self._path = folder and folder / f"questions-{encoder.name}-{encoder.version}.npz"
        self._known: dict[str, NDArray[np.float16]] | None = None
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> Vectors:
        """Vectors of written questions, from memory or the file where possible."""
        keys = [hashlib.blake2b(t.encode(), digest_size=12).hexdigest() for t in texts]
        with self._lock:
            known = self._read()
            fresh = {k: t for k, t in zip(keys, texts, strict=True) if k not in known}
            if fresh:
                vectors = self._encoder.embed(list(fresh.values())).astype(np.float16)
                known.update(zip(fresh, vectors, strict=True))
                self._write(known)
        if not keys:  # a briefing's audience is asked nothing
            return np.zeros((0, 0), dtype=np.float32)
        return np.stack([known[k] for k in keys]).astype(np.float32)

    def of_turn(self, parts: Sequence[str]) -> Vectors:
        """Vectors of what was just said; not kept."""
        return self._encoder.embed(parts)

    def _read(self) -> dict[str, NDArray[np.float16]]:
        if self._known is None:
            self._known = {}
            # A file that cannot be read is only a cache: it is computed and written again.
            with contextlib.suppress(OSError, ValueError, KeyError, EOFError):
                if self._path is not None and self._path.exists():
                    with np.load(self._path, allow_pickle=False) as stored:
                        self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
        return self._known

    def _write(self, known: dict[str, NDArray[np.float16]]) -> None:
        if self._path is None:
            return
        with contextlib.suppress(OSError):  # a read-only disk costs time at the next start, nothing more
            self._path.parent.mkdir(parents=True, exist_ok=True)
            pending = self._path.with_name(f"{self._path.stem}.{os.getpid()}.tmp.npz")
            try:
                np.savez(pending, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
                pending.replace(self._path)
            finally:
                pending.unlink(missing_ok=True)  # half of it would only fill a full disk
