"""Official texts that can be downloaded: the list, and a download that can be resumed.

Only `https` addresses of the catalogue are fetched, when a person asks for it. A file arrives in a
`.part` beside its place and is taken up where it stopped; its SHA-256 is compared with the catalogue's
when the text is frozen, and kept either way.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach import plain_yaml
from coach.errors import DocumentError, EngineError, NotFound, StorageError
from coach.knowledge.documents import MAX_BYTES
from coach.outgoing import Outbox, Unnoted
from coach.resources import data_dir

_BLOCK = 64 * 1024
_TIMEOUT = 20.0
_AGENT = "coach-mercd (recherche documentaire locale)"


class CatalogueEntry(BaseModel):
    """One official text of `catalogue.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    publisher: str
    url: str = Field(pattern=r"^https://")
    file: str = Field(pattern=r"^[\w.-]+\.(html|pdf|docx|txt|md)$")
    sha256: str | None = None
    domain: str | None = None


class _CatalogueFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    documents: list[CatalogueEntry]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one text."""

    entry: CatalogueEntry
    outcome: Literal["downloaded", "present", "failed"]
    path: Path | None
    note: str


def load_catalogue(path: Path | None = None) -> tuple[CatalogueEntry, ...]:
    """The official texts known to the product.

    Raises:
        DocumentError: the file has a mistake.
    """
    path = path or data_dir("knowledge") / "catalogue.yaml"
    try:
        data: Any = plain_yaml.load(path.read_text(encoding="utf-8"))
        entries = tuple(_CatalogueFile.model_validate(data).documents)
    except (OSError, yaml.YAMLError, ValidationError) as exc:
        raise DocumentError(f"{path.name} : catalogue illisible ({exc}). Corrigez le fichier.") from exc
    if len({e.id for e in entries}) < len(entries):
        raise DocumentError(f"{path.name} : deux entrées portent le même identifiant.")
    return entries


def choose(entries: Sequence[CatalogueEntry], ids: Sequence[str]) -> tuple[CatalogueEntry, ...]:
    """Entries of these ids, all of them when none is given.

    Raises:
        NotFound: an id that the catalogue does not hold.
    """
    known = {e.id: e for e in entries}
    for wanted in ids:
        if wanted not in known:
            raise NotFound(f"Texte {wanted!r} absent du catalogue. Textes connus : {', '.join(known)}.")
    return tuple(known[i] for i in ids) if ids else tuple(entries)


def fetch(
    entry: CatalogueEntry,
    folder: Path,
    *,
    again: bool = False,
    opener: Callable[..., Any] = urlopen,
    outbox: Outbox | None = None,
) -> Fetched:
    """Downloads one text into `folder`. A failure of the network is an outcome, not an error.

    Raises:
        StorageError: the folder cannot be written.
    """
    target = folder / entry.file
    if target.is_file() and not again:
        return Fetched(entry, "present", target, f"« {entry.title} » : déjà téléchargé.")
    part = target.with_name(f"{target.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # What leaves is the address asked for; the text comes the other way.
        with (outbox or Unnoted()).leaving("document", entry.url, sent=len(entry.url.encode())) as trip:
            _download(entry, part, opener)
            trip.received = part.stat().st_size
        found = _sha256(part)
        if entry.sha256 and found != entry.sha256:
            part.unlink()
            note = "la somme de contrôle ne correspond pas ; le fichier reçu est écarté. Réessayez plus tard."
            return Fetched(entry, "failed", None, f"« {entry.title} » : {note}")
        os.replace(part, target)
        meta = {"id": entry.id, "url": entry.url, "sha256": found}
        target.with_name(f"{target.name}.json").write_text(
            json.dumps(meta, ensure_ascii=False), encoding="utf-8"
        )
    except EngineError as exc:
        return Fetched(entry, "failed", None, f"« {entry.title} » : {exc.message}")
    except OSError as exc:
        raise StorageError(
            f"Impossible d'écrire dans {folder} ({exc.strerror or exc}). Vérifiez l'espace disque et les droits."
        ) from exc
    return Fetched(
        entry, "downloaded", target, f"« {entry.title} » : téléchargé ({target.stat().st_size} octets)."
    )


def _download(entry: CatalogueEntry, part: Path, opener: Callable[..., Any]) -> None:
    """Fills `part`, from where it stopped when the server can resume.

    Raises:
        EngineError: no network, a refusal, or a page too large, in French.
    """
    have = part.stat().st_size if part.is_file() else 0
    headers = {"User-Agent": _AGENT, **({"Range": f"bytes={have}-"} if have else {})}
    host = urlsplit(entry.url).hostname
    try:
        with opener(Request(entry.url, headers=headers), timeout=_TIMEOUT) as reply:
            resumed = getattr(reply, "status", 200) == 206
            size = have if resumed else 0
            with part.open("ab" if resumed else "wb") as file:
                while block := reply.read(_BLOCK):
                    size += len(block)
                    if size > MAX_BYTES:
                        raise EngineError("document trop volumineux, téléchargement arrêté.")
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
    except HTTPError as exc:
        if exc.code == 416 and have:
            with contextlib.suppress(OSError):
                part.unlink()
            raise EngineError("la reprise a été refusée ; relancez la commande pour recommencer.") from exc
        raise EngineError(
            f"le site {host} a répondu {exc.code}. Ouvrez {entry.url} dans un navigateur, enregistrez la page, "
            "puis « coach knowledge add »."
        ) from exc
    except (URLError, TimeoutError, ConnectionError) as exc:
        raise EngineError(
            f"pas de connexion à {host}. Vérifiez le réseau et relancez : le téléchargement reprendra. "
            "Sans réseau, ajoutez le document avec « coach knowledge add »."
        ) from exc


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()
