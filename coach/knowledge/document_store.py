"""Documents people added, kept in the data folder: the file itself, what is known of it, its passages.

    knowledge/documents/<id>.json                  what is known of it, replaced atomically
    knowledge/documents/<id>@<sha>/                original.<ext>  passages.json

A document arrives, changes or leaves whole or not at all: its files are written and synced first, and
its record, which alone makes it exist, is replaced or removed in one step. Nothing here needs the
index; the index follows what is here.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from coach.errors import DocumentError, NotFound, StorageError
from coach.knowledge.commands import RULES, harmless
from coach.knowledge.documents import read_document
from coach.knowledge.passages import Passage, Source, digest, passage_from_json, passage_to_json
from coach.knowledge.structure import to_passages
from coach.knowledge.words import slugify

PARSER = "1"
"""Changes when the same file would give other passages; documents are then parsed again."""

Outcome = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Document:
    """One document added."""

    id: str
    name: str
    title: str
    sha256: str
    added_on: str
    url: str | None
    parser: str
    passages: int


@dataclass(frozen=True, slots=True)
class Addition:
    """What `add` did with a file. `note` is a sentence for the person."""

    outcome: Outcome
    document: Document
    note: str


class DocumentStore:
    """The folder of added documents."""

    def __init__(self, base: Path) -> None:
        self._root = base / "documents"

    def add(self, path: Path, *, today: date, title: str | None = None, url: str | None = None) -> Addition:
        """Takes a file in. Same content: nothing to do. Same name, other content: an update.

        Raises:
            DocumentError: the file cannot be used.
            StorageError: the data folder cannot be written.
        """
        path = Path(path)
        if path.is_dir():
            raise DocumentError(f"{path.name} est un dossier. Indiquez un fichier.")
        if not path.is_file():
            raise DocumentError(f"Fichier introuvable : {path}. Vérifiez le chemin.")
        reading = read_document(path)
        sha256 = digest(path.read_bytes())
        known = self.list()
        twin = next((d for d in known if d.sha256 == sha256), None)
        if twin is not None:
            return Addition(
                "unchanged", twin, f"Déjà présent : « {twin.title} » ({twin.name}), rien à faire."
            )
        earlier = next((d for d in known if d.name == path.name), None)
        document_id = earlier.id if earlier else self._free_id(path, known)
        passages = to_passages(reading.blocks, source_id=document_id, title=title or reading.title, url=url)
        document = Document(
            document_id,
            path.name,
            title or reading.title,
            sha256,
            today.isoformat(),
            url or (earlier.url if earlier else None),
            PARSER,
            len(passages),
        )
        self._put(document, path, passages)
        if earlier:
            return Addition(
                "updated", document, f"Mis à jour : « {document.title} », {len(passages)} passages."
            )
        return Addition("added", document, f"Ajouté : « {document.title} », {len(passages)} passages.")

    def remove(self, document_id: str) -> Document:
        """Takes a document out.

        Raises:
            NotFound: no such document (fiches cannot be removed).
        """
        found = next((d for d in self.list() if document_id in (d.id, d.name)), None)
        if found is None:
            ids = ", ".join(d.id for d in self.list()) or "aucun document ajouté"
            raise NotFound(f"Document {document_id!r} introuvable. Documents présents : {ids}.")
        try:
            self._record(found.id).unlink()
        except OSError as exc:
            raise _unwritable(self._root, exc) from exc
        self._sweep()
        return found

    def list(self) -> tuple[Document, ...]:
        """Documents present, by id."""
        out = []
        for record in sorted(self._root.glob("*.json")):
            with contextlib.suppress(OSError, ValueError, TypeError):
                out.append(Document(**json.loads(record.read_text(encoding="utf-8"))))
        return tuple(out)

    def fingerprint(self) -> dict[str, str]:
        """Id → content and parser of each document."""
        return {f"document:{d.id}": f"{d.sha256}/{PARSER}/{RULES}" for d in self.list()}

    def read(self) -> tuple[tuple[Source, ...], tuple[Passage, ...], tuple[str, ...]]:
        """Sources and passages of all documents, and problems with those that cannot be read any more."""
        sources: list[Source] = []
        passages: list[Passage] = []
        problems: list[str] = []
        for document in self.list():
            try:
                found = self._passages(document)
            except DocumentError as exc:
                problems.append(str(exc))
                continue
            found = tuple(harmless(found))
            passages += found
            sources.append(
                Source(
                    id=document.id,
                    title=document.title,
                    kind="document",
                    domain=None,
                    sha256=document.sha256,
                    passages=len(found),
                    path=document.name,
                    added_on=date.fromisoformat(document.added_on),
                )
            )
        return tuple(sources), tuple(passages), tuple(problems)

    def original(self, document_id: str) -> Path:
        """The file as it was added."""
        document = next((d for d in self.list() if d.id == document_id), None)
        found = sorted(self._folder(document).glob("original.*")) if document else []
        if not found:
            raise NotFound(f"Document {document_id!r} introuvable.")
        return found[0]

    def _passages(self, document: Document) -> tuple[Passage, ...]:
        """Kept passages, parsed again when the parser has changed or they cannot be read."""
        kept = self._folder(document) / "passages.json"
        if document.parser == PARSER:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                return tuple(passage_from_json(p) for p in json.loads(kept.read_bytes()))
        reading = read_document(self.original(document.id))
        return to_passages(reading.blocks, source_id=document.id, title=document.title, url=document.url)

    def _put(self, document: Document, path: Path, passages: Sequence[Passage]) -> None:
        folder = self._folder(document)
        draft = self._root / f"draft-{uuid.uuid4().hex}"
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            self._sweep()
            draft.mkdir()
            shutil.copyfile(path, draft / f"original{path.suffix.lower()}")
            (draft / "passages.json").write_text(
                json.dumps([passage_to_json(p) for p in passages], ensure_ascii=False), encoding="utf-8"
            )
            record = draft / "record"
            record.write_text(json.dumps(asdict(document), ensure_ascii=False), encoding="utf-8")
            for file in draft.iterdir():
                with file.open("rb") as opened:
                    os.fsync(opened.fileno())
            os.replace(draft, folder)
            os.replace(folder / "record", self._record(document.id))
            self._sweep()
        except OSError as exc:
            shutil.rmtree(draft, ignore_errors=True)
            raise _unwritable(self._root, exc) from exc

    def _record(self, document_id: str) -> Path:
        return self._root / f"{document_id}.json"

    def _folder(self, document: Document) -> Path:
        return self._root / f"{document.id}@{document.sha256[:16]}"

    def _sweep(self) -> None:
        """Removes folders that no record points to: drafts of a power cut, older versions."""
        used = {self._folder(d).name for d in self.list()}
        for folder in self._root.iterdir():
            if folder.is_dir() and folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)

    @staticmethod
    def _free_id(path: Path, known: Sequence[Document]) -> str:
        """Short id from the file name, numbered when taken; never one that a fiche could have."""
        base = f"doc-{slugify(path.stem)[:48].strip('-') or 'document'}"
        taken = {d.id for d in known}
        candidate, n = base, 2
        while candidate in taken:
            candidate, n = f"{base}-{n}", n + 1
        return candidate


def _unwritable(path: Path, exc: OSError) -> StorageError:
    return StorageError(
        f"Impossible d'écrire dans {path} ({exc.strerror or exc}). Vérifiez l'espace disque et les droits ; "
        "rien n'a été modifié.",
        code="disque",
    )
