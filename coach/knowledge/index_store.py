"""The index on disk: a cache of passages, words and vectors that is replaced whole, never changed.

    knowledge/index.lock           held by the one process that may write, and open Chroma
    knowledge/index/CURRENT        name of the generation in use, replaced atomically
    knowledge/index/g-<stamp>/     manifest.json  passages.json  lexical.npz  openings.npy
                                   questions.json  questions.npy  questions-sense.npy
                                   outside.npy  outside-sense.npy  chroma/

A generation is built beside the others, synced to disk, and only then pointed to: a power cut at any
moment leaves the old index or the new one. Readers need no lock: a generation never changes, and the
vectors beside it give them exact search without opening Chroma.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coach.errors import CoachError, StorageError
from coach.knowledge.chroma_index import ChromaIndex
from coach.knowledge.lexical import LexicalIndex
from coach.knowledge.lexicon import Lexicon
from coach.knowledge.passages import Passage, Source, digest, passage_from_json, passage_to_json
from coach.knowledge.ports import Embedder, Vectors
from coach.knowledge.words import stems

SCHEMA = "8"
"""Changes when the files of a generation, or what is put in them, change."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question people ask for a passage: the passage's row, the text, its stems."""

    row: int
    text: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Encoders:
    """The two embedders of an index: of the openings of passages, and of questions (maybe the same)."""

    passages: Embedder
    questions: Embedder

    @property
    def identity(self) -> str:
        """Names and versions, stored with an index and compared at each start."""
        return " + ".join(f"{e.name}/{e.version}" for e in (self.passages, self.questions))


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole index, in memory.

    Attributes:
        openings: a vector a passage, in the order of `passages`.
        asked: questions people ask, in the order of their passages.
        questions: a vector a question, in the order of `asked`, by the encoder of questions.
        questions_sense: the same by the encoder of passages; the same array when there is but one.
        outside, outside_sense: the same for the questions known to be out of scope.
    """

    folder: Path
    manifest: dict[str, Any]
    passages: tuple[Passage, ...]
    openings: Vectors
    asked: tuple[Asked, ...]
    questions: Vectors
    questions_sense: Vectors
    outside: Vectors
    outside_sense: Vectors
    lexical: LexicalIndex

    @property
    def identity(self) -> dict[str, str]:
        """What a vector collection must carry to belong to this generation."""
        return {k: str(self.manifest[k]) for k in ("encoders", "digest")}

    @property
    def sources(self) -> tuple[Source, ...]:
        """Fiches and documents in the index."""
        return tuple(
            Source(**{**s, "competences": tuple(s["competences"]), "added_on": None, "checked_on": None})
            for s in self.manifest["sources"]
        )


class IndexLock:
    """The one writer's lock. Taken without waiting; freed by the system when its holder dies."""

    def __init__(self, base: Path) -> None:
        from filelock import FileLock

        self._path = base / "index.lock"
        self._holder = base / "index.holder"
        self._lock = FileLock(str(self._path), timeout=0)

    def acquire(self) -> bool:
        """True when this process now holds it."""
        from filelock import Timeout

        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except OSError as exc:
            raise _disk_error(self._path, exc) from exc
        with contextlib.suppress(OSError):
            self._holder.write_text(str(os.getpid()), encoding="utf-8")
        return True

    def release(self) -> None:
        """Lets another process write."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._holder.unlink(missing_ok=True)
            self._lock.release()

    def refusal(self) -> StorageError:
        """The message for a process that comes second."""
        holder = ""
        with contextlib.suppress(OSError):
            holder = f" (processus {self._holder.read_text(encoding='utf-8').strip()})"
        return StorageError(
            f"La base de connaissances {self._path.parent} est déjà ouverte en écriture par un autre "
            f"programme{holder}, sans doute l'application web. Ajoutez ou retirez le document depuis la page "
            "Référentiel, ou fermez l'application puis relancez la commande. « coach ask » fonctionne en attendant.",
            code="connaissances-verrouillees",
        )


class IndexStore:
    """Reads and replaces generations under `base/index`."""

    def __init__(self, base: Path, lexicon: Lexicon) -> None:
        self._base = base
        self._root = base / "index"
        self._pointer = self._root / "CURRENT"
        self._lexicon = lexicon

    def current(self) -> Path | None:
        """Folder of the generation in use, None when there is none yet."""
        try:
            name = self._pointer.read_text(encoding="utf-8").strip()
        except OSError:
            return None
        folder = self._root / name
        return folder if name and (folder / "manifest.json").is_file() else None

    def manifest(self) -> dict[str, Any] | None:
        """Manifest of the generation in use, None when there is none or it cannot be read."""
        folder = self.current()
        if folder is None:
            return None
        try:
            data = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return data if isinstance(data, dict) and data.get("schema") == SCHEMA else None

    def load(self) -> Generation | None:
        """The generation in use, None when there is none or it is damaged (then it is rebuilt)."""
        for _ in range(3):  # a writer may replace it, and drop it, while we read
            folder, manifest = self.current(), self.manifest()
            if folder is None or manifest is None:
                return None
            try:
                passages = tuple(
                    passage_from_json(p) for p in json.loads((folder / "passages.json").read_bytes())
                )
                asked = tuple(
                    Asked(row, text, tuple(stems))
                    for row, text, stems in json.loads((folder / "questions.json").read_bytes())
                )
                openings: Vectors = np.load(folder / "openings.npy", allow_pickle=False)
                questions: Vectors = np.load(folder / "questions.npy", allow_pickle=False)
                outside: Vectors = np.load(folder / "outside.npy", allow_pickle=False)
                sense, outside_sense = questions, outside
                if (folder / "questions-sense.npy").exists():
                    sense = np.load(folder / "questions-sense.npy", allow_pickle=False)
                    outside_sense = np.load(folder / "outside-sense.npy", allow_pickle=False)
                lexical = LexicalIndex.load(folder / "lexical.npz", self._lexicon)
            except (OSError, ValueError, KeyError, TypeError, EOFError):
                if self.current() == folder:
                    return None
                continue
            whole = len(passages) == len(openings) == manifest["passages"]
            if whole and len(asked) == len(questions) == len(sense):
                return Generation(
                    folder=folder,
                    manifest=manifest,
                    passages=passages,
                    openings=openings,
                    asked=asked,
                    questions=questions,
                    questions_sense=sense,
                    outside=outside,
                    outside_sense=outside_sense,
                    lexical=lexical,
                )
            return None
        return None

    def build(
        self,
        sources: Sequence[Source],
        passages: Sequence[Passage],
        encoders: Encoders,
        *,
        out_of_scope: Sequence[str] = (),
        state: Mapping[str, str],
        with_chroma: bool,
        progress: Progress = lambda _: None,
    ) -> Generation:
        """Builds a generation, points to it, drops the ones before the last. The caller holds the lock.

        `state` is the fingerprint of the sources, compared at the next start.

        Raises:
            StorageError: disk full, read-only or otherwise not writable; the present index stays.
        """
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            self._sweep()
            return self._build(sources, passages, encoders, out_of_scope, state, with_chroma, progress)
        except OSError as exc:
            raise _disk_error(self._root, exc) from exc

    def _build(
        self,
        sources: Sequence[Source],
        passages: Sequence[Passage],
        encoders: Encoders,
        out_of_scope: Sequence[str],
        state: Mapping[str, str],
        with_chroma: bool,
        progress: Progress,
    ) -> Generation:
        asked = tuple(
            Asked(row, question, tuple(dict.fromkeys(stems(question))))
            for row, p in enumerate(passages)
            for question in questions_of(p)
        )
        progress(f"{len(passages)} passages et {len(asked)} questions à situer")
        openings = encoders.passages.embed([p.opening for p in passages], "passage")
        questions = encoders.questions.embed([a.text for a in asked], "query")
        one = encoders.questions is encoders.passages
        sense = questions if one else encoders.passages.embed([a.text for a in asked], "query")
        outside = encoders.questions.embed(out_of_scope, "query")
        outside_sense = outside if one else encoders.passages.embed(out_of_scope, "query")
        lexical = LexicalIndex.build(passages, self._lexicon)
        plain = json.dumps([passage_to_json(p) for p in passages], ensure_ascii=False)
        manifest: dict[str, Any] = {
            "schema": SCHEMA,
            "encoders": encoders.identity,
            "digest": digest(f"{encoders.identity} {digest(plain)}"),
            "passages": len(passages),
            "questions": len(asked),
            "sources": [s.to_json() for s in sources],
            "built_at": time.strftime("%Y-%m-%dT%H:%M:%S"),
            "chroma": with_chroma,
            "state": dict(state),
        }
        draft = self._root / f"draft-{uuid.uuid4().hex}"
        draft.mkdir()
        try:
            _write(draft / "passages.json", plain)
            _write(
                draft / "questions.json",
                json.dumps([[q.row, q.text, q.stems] for q in asked], ensure_ascii=False),
            )
            np.save(draft / "openings.npy", openings, allow_pickle=False)
            np.save(draft / "questions.npy", questions, allow_pickle=False)
            if not one:
                np.save(draft / "questions-sense.npy", sense, allow_pickle=False)
                np.save(draft / "outside-sense.npy", outside_sense, allow_pickle=False)
            np.save(draft / "outside.npy", outside, allow_pickle=False)
            lexical.save(draft / "lexical.npz")
            if with_chroma:
                progress("index vectoriel")
                identity = {k: str(manifest[k]) for k in ("encoders", "digest")}
                ChromaIndex.create_folder(draft / "chroma", openings, identity)
            _write(draft / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
            for path in draft.rglob("*"):
                if path.is_file():
                    _sync(path)
            _sync(draft)
            folder = self._root / f"g-{time.time_ns():x}"
            os.replace(draft, folder)
        except (OSError, CoachError):
            shutil.rmtree(draft, ignore_errors=True)
            raise
        before = self.current()
        pointer = self._root / f"CURRENT-{uuid.uuid4().hex}"
        _write(pointer, folder.name)
        _sync(pointer)
        os.replace(pointer, self._pointer)
        _sync(self._root)
        self._sweep(keep=before)
        return Generation(
            folder=folder,
            manifest=manifest,
            passages=tuple(passages),
            openings=openings,
            asked=asked,
            questions=questions,
            questions_sense=sense,
            outside=outside,
            outside_sense=outside_sense,
            lexical=lexical,
        )

    def known_vectors(self, encoders: Encoders) -> tuple[dict[str, Vectors], dict[str, Vectors]]:
        """Text → vector by the encoder of passages and by that of questions, of the index they made."""
        present = self.load()
        if present is None or present.manifest["encoders"] != encoders.identity:
            return {}, {}
        by_sense = {a.text: present.questions_sense[i] for i, a in enumerate(present.asked)}
        by_sense.update({p.opening: present.openings[i] for i, p in enumerate(present.passages)})
        return by_sense, {a.text: present.questions[i] for i, a in enumerate(present.asked)}

    def _sweep(self, keep: Path | None = None) -> None:
        """Removes drafts left by a power cut and generations no longer pointed to, but for `keep`."""
        current = self.current()
        for path in self._leftovers():
            if path not in (current, keep):
                shutil.rmtree(path, ignore_errors=True)

    def _leftovers(self) -> Iterator[Path]:
        for path in list(self._root.iterdir()):
            if path.is_dir() and path.name.startswith(("draft-", "g-")):
                yield path
            elif path.name.startswith("CURRENT-"):
                path.unlink(missing_ok=True)


def questions_of(passage: Passage) -> tuple[str, ...]:
    """The questions people ask for a passage, and its heading, which many a short question repeats."""
    if passage.kind != "fiche":
        return passage.questions
    return (*passage.questions, f"{passage.source_title} : {passage.title}")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _sync(path: Path) -> None:
    """Asks the system to put a file or folder on disk; folders cannot be synced everywhere."""
    flags = os.O_RDONLY
    try:
        handle = os.open(path, flags)
    except OSError:
        return
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def _disk_error(path: Path, exc: OSError) -> StorageError:
    return StorageError(
        f"Impossible d'écrire dans {path} ({exc.strerror or exc}). Vérifiez l'espace disque et les droits ; "
        "l'index précédent reste utilisable.",
        code="disque",
    )
