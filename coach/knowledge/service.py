"""`KnowledgeBase`: the one object the page, the command line and the evals use.

    base = KnowledgeBase.open(data_dir)           # reader: no lock, exact search, any number of processes
    base = KnowledgeBase.open(data_dir, writer=True)   # the one writer: lock, Chroma, add and remove

A reader whose index is missing or out of date builds it first when nobody else writes; otherwise it
answers from the index there is. The index is a cache: it follows the fiches and documents by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from coach.errors import StorageError
from coach.knowledge.answering import Answerer
from coach.knowledge.answers import Answer, Writer
from coach.knowledge.chroma_index import ChromaIndex
from coach.knowledge.embedders import make_embedder
from coach.knowledge.index_store import SCHEMA, Generation, IndexLock, IndexStore, Progress
from coach.knowledge.lexicon import load_lexicon
from coach.knowledge.library import fingerprint, read_fiches
from coach.knowledge.passages import Passage, Source
from coach.knowledge.ports import Embedder, VectorIndex
from coach.knowledge.questions import Message
from coach.knowledge.retrieval import Found, Retriever
from coach.knowledge.vectors import ExactIndex
from coach.resources import data_dir as resource_dir


class KnowledgeBase:
    """Fiches and documents, searched and answered from. Safe to share between threads."""

    def __init__(
        self,
        data_dir: Path,
        *,
        fiches: Path | None = None,
        embedder: Embedder | None = None,
        writer_engine: Writer | None = None,
        writer: bool = False,
        chroma_url: str | None = None,
        today: Callable[[], date] = date.today,
        progress: Progress = lambda _: None,
    ) -> None:
        self._base = data_dir / "knowledge"
        self._fiches = fiches or resource_dir("knowledge") / "fiches"
        self._embedder = embedder or make_embedder("use")
        self._writer_engine = writer_engine
        self._chroma_url = chroma_url
        self._today = today
        self._progress = progress
        self._store = IndexStore(self._base, load_lexicon())
        self._lock = IndexLock(self._base)
        self._is_writer = writer
        self._guard = threading.RLock()
        self._generation: Generation | None = None
        self._vectors: VectorIndex | None = None
        self._retriever: Retriever | None = None
        self._problems: tuple[str, ...] = ()

    @classmethod
    def open(cls, data_dir: Path, **options: Any) -> KnowledgeBase:
        """Opens the base of a data folder; see the constructor for the options.

        Raises:
            StorageError: as a writer, when another process writes; or the folder cannot be written.
        """
        base = cls(data_dir, **options)
        base._start()
        return base

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Frees Chroma and the lock."""
        with self._guard:
            if self._vectors is not None:
                self._vectors.close()
                self._vectors = None
            self._lock.release()

    # -- asking --------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        *,
        date: date | None = None,
        top: int = 8,
        history: Sequence[Message] = (),
        domain: str | None = None,
        competence: str | None = None,
    ) -> Answer:
        """Cited answer to a question, in French; see `Answer`."""
        answerer = Answerer(self._search_engine(), self._writer_engine)
        return answerer.answer(
            question,
            on=date,
            today=self._today(),
            top=max(1, top),
            history=history,
            domain=domain,
            competence=competence,
        )

    def search(
        self,
        text: str,
        *,
        top: int = 8,
        as_of: date | None = None,
        domain: str | None = None,
        competence: str | None = None,
    ) -> Found:
        """Ranked passages without an answer."""
        engine = self._search_engine()
        return engine.search(text, top=top, as_of=as_of, domain=domain, competence=competence)

    def passages(self, source_id: str) -> tuple[Passage, ...]:
        """All passages of a fiche or document, in order; empty when unknown."""
        return self._search_engine().of_source(source_id)

    def list(self) -> tuple[Source, ...]:
        """Fiches and documents in the index."""
        return self._ready().sources

    @property
    def problems(self) -> tuple[str, ...]:
        """Files left out of the last build, each with its reason."""
        return self._problems

    def warm(self) -> None:
        """Loads the encoder and the vector index, so that the first question is quick."""
        self.search("démarrage", top=1)

    # -- index ---------------------------------------------------------------------------------

    def rebuild(self) -> tuple[Source, ...]:
        """Builds the index anew, vectors included.

        Raises:
            StorageError: another process writes.
        """
        with self._guard:
            self._take_lock()
            try:
                self._adopt(self._build(afresh=True))
            finally:
                self._drop_lock()
            return self.list()

    def _start(self) -> None:
        with self._guard:
            if self._is_writer:
                self._take_lock()
            try:
                self._refresh()
            except BaseException:
                self._lock.release()
                raise

    def _refresh(self) -> None:
        """Loads the index, after building it when it is missing or out of date and nobody else writes."""
        if self._current():
            generation = self._store.load()
            if generation is not None:
                self._adopt(generation)
                return
        if self._is_writer or self._lock.acquire():
            try:
                self._adopt(self._build())
            finally:
                self._drop_lock()
            return
        generation = self._store.load()
        if generation is None:
            raise StorageError(
                "L'index des connaissances est en cours de préparation par un autre programme. "
                "Réessayez dans quelques secondes.",
                code="index-en-preparation",
            )
        self._adopt(generation)

    def _current(self) -> bool:
        """Whether the index on disk is the one of the present sources and encoder."""
        manifest = self._store.manifest()
        if manifest is None or manifest["schema"] != SCHEMA:
            return False
        if (manifest["embedder"], manifest["embedder_version"]) != (
            self._embedder.name,
            self._embedder.version,
        ):
            return False
        return bool(manifest["state"] == self._state())

    def _state(self) -> Mapping[str, str]:
        """Fingerprint of everything the index is made from."""
        return fingerprint(self._fiches)

    def _build(self, *, afresh: bool = False) -> Generation:
        self._progress("lecture des fiches")
        state = self._state()
        shelf = read_fiches(self._fiches, self._embedder)
        self._problems = shelf.problems
        return self._store.build(
            shelf.sources,
            shelf.passages,
            self._embedder,
            state=state,
            with_chroma=self._chroma_url is None,
            reuse=not afresh,
            progress=self._progress,
        )

    def _adopt(self, generation: Generation) -> None:
        if self._vectors is not None:
            self._vectors.close()
        self._generation, self._vectors, self._retriever = generation, None, None

    def _ready(self) -> Generation:
        if self._generation is None:
            raise StorageError("La base de connaissances est fermée.")
        return self._generation

    def _search_engine(self) -> Retriever:
        with self._guard:
            if self._retriever is None:
                generation = self._ready()
                self._vectors = self._open_vectors(generation)
                self._retriever = Retriever(generation, self._vectors, self._embedder)
            return self._retriever

    def _open_vectors(self, generation: Generation) -> VectorIndex:
        """Chroma for the one writer or on a server; exact search for readers, which needs no lock."""
        if self._chroma_url:
            return ChromaIndex.on_server(self._chroma_url, generation.table, generation.identity)
        if self._is_writer:
            return ChromaIndex.open_folder(generation.folder / "chroma", generation.identity)
        return ExactIndex(generation.table)

    def _take_lock(self) -> None:
        if not self._lock.acquire():
            raise self._lock.refusal()

    def _drop_lock(self) -> None:
        """A reader gives the lock back as soon as its build is done; the writer keeps it."""
        if not self._is_writer:
            self._lock.release()
