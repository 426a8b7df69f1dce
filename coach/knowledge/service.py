"""`KnowledgeBase`: the one object the page, the command line and the evals use.

    base = KnowledgeBase.open(data_dir)           # reader: no lock, exact search, any number of processes
    base = KnowledgeBase.open(data_dir, writer=True)   # the one writer: lock, Chroma, add and remove

A reader whose index is missing or out of date builds it first when nobody else writes; otherwise it
answers from the index there is. The index is a cache: it follows the fiches and documents by itself.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from coach.domain.referential import Referential
from coach.errors import StorageError
from coach.knowledge.answering import Answerer
from coach.knowledge.answers import Answer, Writer
from coach.knowledge.catalogue import Fetched, choose, fetch, load_catalogue
from coach.knowledge.checks import Remark, check_articles, check_fiches, check_referential
from coach.knowledge.chroma_index import ChromaIndex
from coach.knowledge.document_store import Addition, Document, DocumentStore
from coach.knowledge.embedders import E5Encoder, Memory, make_embedder, shipped_vectors
from coach.knowledge.index_store import SCHEMA, Encoders, Generation, IndexLock, IndexStore, Progress
from coach.knowledge.lexicon import load_lexicon
from coach.knowledge.library import fingerprint, out_of_scope_questions, read_fiches
from coach.knowledge.passages import Passage, Source, digest
from coach.knowledge.ports import VectorIndex
from coach.knowledge.questions import Message
from coach.knowledge.retrieval import Found, Retriever
from coach.knowledge.vectors import ExactIndex
from coach.outgoing import Outbox
from coach.resources import data_dir as resource_dir


class KnowledgeBase:
    """Fiches and documents, searched and answered from. Safe to share between threads."""

    def __init__(
        self,
        data_dir: Path,
        *,
        fiches: Path | None = None,
        encoders: Encoders | None = None,
        writer_engine: Writer | None = None,
        writer: bool = False,
        chroma_url: str | None = None,
        outbox: Outbox | None = None,
        today: Callable[[], date] = date.today,
        progress: Progress = lambda _: None,
    ) -> None:
        self._base = data_dir / "knowledge"
        self._fiches = fiches or resource_dir("knowledge") / "fiches"
        self._encoders = encoders or default_encoders()
        self._writer_engine = writer_engine
        self._chroma_url = chroma_url
        self._outbox = outbox
        self._today = today
        self._progress = progress
        self._store = IndexStore(self._base, load_lexicon())
        self._documents = DocumentStore(self._base)
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

    # -- documents -----------------------------------------------------------------------------

    def add(self, path: Path, *, title: str | None = None, url: str | None = None) -> Addition:
        """Takes a document in and indexes it; see `DocumentStore.add`.

        Raises:
            DocumentError: the file cannot be used.
            StorageError: another process writes, or the data folder cannot be written.
        """
        with self._guard, self._writing():
            addition = self._documents.add(path, today=self._today(), title=title, url=url)
            if addition.outcome != "unchanged" or not self._current():
                self._adopt(self._build())
            return addition

    def remove(self, document_id: str) -> Document:
        """Takes a document out, by id or file name.

        Raises:
            NotFound: no such document.
            StorageError: another process writes, or the data folder cannot be written.
        """
        with self._guard, self._writing():
            removed = self._documents.remove(document_id)
            self._adopt(self._build())
            return removed

    def original(self, document_id: str) -> Path:
        """File of a document as it was added.

        Raises:
            NotFound: no such document.
        """
        return self._documents.original(document_id)

    def fetch(self, ids: Sequence[str] = (), *, again: bool = False) -> Iterator[Fetched]:
        """Downloads official texts of the catalogue and takes them in, one after the other.

        Raises:
            NotFound: an id that the catalogue does not hold.
            StorageError: another process writes, or the data folder cannot be written.
        """
        entries = choose(load_catalogue(), ids)
        with self._guard, self._writing():
            taken = False
            for entry in entries:
                got = fetch(entry, self._base / "downloads", again=again, outbox=self._outbox)
                if got.path is not None:
                    addition = self._documents.add(
                        got.path, today=self._today(), title=entry.title, url=entry.url
                    )
                    taken = taken or addition.outcome != "unchanged"
                yield got
            if taken:
                self._adopt(self._build())

    def check(self) -> tuple[Remark, ...]:
        """Everything worth a look in the base: see `checks.py`. Reads the fiches anew."""
        with self._guard:
            openings, _ = self._store.known_vectors(self._encoders)
            shelf = read_fiches(self._fiches, Memory(self._encoders.passages, openings))
            _, documents, problems = self._documents.read()
        broken = tuple(Remark("erreur", "fiches", text) for text in shelf.problems)
        broken += tuple(Remark("erreur", "documents", text) for text in problems)
        passages = shelf.passages + documents
        return (
            *broken,
            *check_fiches(passages, today=self._today()),
            *check_articles(passages),
            *check_referential(passages, _referential()),
        )

    # -- index ---------------------------------------------------------------------------------

    def rebuild(self) -> tuple[Source, ...]:
        """Builds the index anew, vectors included.

        Raises:
            StorageError: another process writes.
        """
        with self._guard, self._writing():
            self._adopt(self._build(afresh=True))
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
        if manifest["encoders"] != self._encoders.identity:
            return False
        return bool(manifest["state"] == self._state())

    def _state(self) -> Mapping[str, str]:
        """Fingerprint of everything the index is made from."""
        outside = digest("\n".join(out_of_scope_questions()))
        return {**fingerprint(self._fiches), **self._documents.fingerprint(), "hors-champ": outside}

    def _build(self, *, afresh: bool = False) -> Generation:
        """Builds from the sources; unless `afresh`, unchanged fiches and texts are taken from the last index."""
        self._progress("lecture des fiches et documents")
        state = self._state()
        openings, questions = ({}, {}) if afresh else self._store.known_vectors(self._encoders)
        passages_memory = Memory(
            self._encoders.passages, {**shipped_vectors(self._encoders.passages), **openings}
        )
        one = self._encoders.questions is self._encoders.passages
        encoders = Encoders(
            passages_memory,
            passages_memory
            if one
            else Memory(self._encoders.questions, {**shipped_vectors(self._encoders.questions), **questions}),
        )
        shelf = read_fiches(self._fiches, passages_memory, self._unchanged(state) if openings else None)
        sources, passages, problems = self._documents.read()
        self._problems = shelf.problems + problems
        return self._store.build(
            shelf.sources + sources,
            shelf.passages + passages,
            encoders,
            out_of_scope=out_of_scope_questions(),
            state=state,
            with_chroma=self._chroma_url is None,
            progress=self._progress,
        )

    def _unchanged(self, state: Mapping[str, str]) -> Mapping[str, Sequence[Passage]]:
        """Passages of the last index whose fiche has the same content now."""
        last = self._store.load()
        if last is None:
            return {}
        kept: dict[str, list[Passage]] = {}
        for p in last.passages:
            if p.kind == "fiche" and last.manifest["state"].get(p.source_id) == state.get(p.source_id):
                kept.setdefault(p.source_id, []).append(p)
        return kept

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
                self._retriever = Retriever(generation, self._vectors, self._encoders)
            return self._retriever

    def _open_vectors(self, generation: Generation) -> VectorIndex:
        """Chroma for the one writer or on a server; exact search for readers, which needs no lock."""
        if self._chroma_url:
            return ChromaIndex.on_server(self._chroma_url, generation.openings, generation.identity)
        if self._is_writer:
            return ChromaIndex.open_folder(generation.folder / "chroma", generation.identity)
        return ExactIndex(generation.openings)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Holds the lock for a change; the writer has it all along."""
        if self._is_writer:
            yield
            return
        self._take_lock()
        try:
            yield
        finally:
            self._lock.release()

    def _take_lock(self) -> None:
        if not self._lock.acquire():
            raise self._lock.refusal()

    def _drop_lock(self) -> None:
        """A reader gives the lock back as soon as its build is done; the writer keeps it."""
        if not self._is_writer:
            self._lock.release()


def default_encoders() -> Encoders:
    """`use` for passages; for questions `e5` where it is installed, else `use` again."""
    passages = make_embedder("use")
    return Encoders(passages, make_embedder("e5") if E5Encoder.available() else passages)


def _referential() -> Referential:
    from coach import plain_yaml

    path = resource_dir("knowledge") / "referential" / "mercd-2024.yaml"
    return Referential.from_mapping(plain_yaml.load(path.read_text(encoding="utf-8")))
