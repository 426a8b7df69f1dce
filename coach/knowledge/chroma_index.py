"""Chroma behind the `VectorIndex` port: in a folder of ours, or on a Chroma server.

Hazards met here (Chroma 1.5): a folder opened by two processes gets corrupted, late and at random, so
the caller holds the index lock before `open_folder`; telemetry is switched off; vectors are always our
own, since the default embedding function downloads a model; nearest-neighbour search is approximate,
so nothing is ever listed with it. The collection carries the encoders' names and versions and a digest
of the passages, and refuses to be searched with others.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from coach.errors import StorageError
from coach.knowledge.ports import Hit, Vectors

_COLLECTION = "coach-passages"
_BATCH = 2000


class ChromaIndex:
    """Approximate nearest passages; the id of a passage is its row."""

    def __init__(self, client: Any, collection: Any) -> None:
        self._client = client
        self._collection = collection
        self._count = int(collection.count())

    @classmethod
    def create_folder(cls, folder: Path, table: Vectors, identity: Mapping[str, str]) -> None:
        """Writes a new Chroma folder holding `table`, then frees it. `folder` must not exist yet."""
        client = _folder_client(folder)
        try:
            _fill(client, _COLLECTION, table, identity)
        finally:
            _release(client)

    @classmethod
    def open_folder(cls, folder: Path, identity: Mapping[str, str]) -> ChromaIndex:
        """Opens a folder written by `create_folder`; the caller holds the index lock.

        Raises:
            StorageError: it does not match `identity` or cannot be read; rebuilding mends both.
        """
        if not folder.is_dir():
            raise StorageError(f"Index vectoriel absent : {folder}. Lancez « coach knowledge rebuild ».")
        client = _folder_client(folder)
        return cls(client, _checked(client, _COLLECTION, identity))

    @classmethod
    def on_server(cls, address: str, table: Vectors, identity: Mapping[str, str]) -> ChromaIndex:
        """A collection on a Chroma server (`host:port`), filled when it is not there yet.

        The collection's name carries the digest of the passages, so that two versions of the index can
        live side by side while processes change over; older ones of ours are removed.

        Raises:
            StorageError: no server there.
        """
        client = _server_client(address)
        name = f"{_COLLECTION}-{identity['digest'][:24]}"
        try:
            known = {c.name for c in client.list_collections()}
            if name not in known or client.get_collection(name, embedding_function=None).count() != len(
                table
            ):
                if name in known:
                    client.delete_collection(name)
                _fill(client, name, table, identity)
            for old in known:
                if old.startswith(f"{_COLLECTION}-") and old != name:
                    with contextlib.suppress(Exception):
                        client.delete_collection(old)
            return cls(client, _checked(client, name, identity))
        except StorageError:
            raise
        except Exception as exc:
            raise _unreachable(address) from exc

    def search(self, vector: Vectors, count: int) -> list[Hit]:
        """See `VectorIndex.search`."""
        if not self._count:
            return []
        try:
            found = self._collection.query(
                query_embeddings=[np.asarray(vector, dtype=np.float32)],
                n_results=min(count, self._count),
                include=["distances"],
            )
        except Exception as exc:
            raise StorageError(
                "La recherche vectorielle a échoué. Lancez « coach knowledge rebuild » pour refaire l'index."
            ) from exc
        ids, distances = found["ids"][0], found["distances"][0]
        return [Hit(int(i), 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]

    def close(self) -> None:
        """Frees the folder or the connection."""
        _release(self._client)


def _fill(client: Any, name: str, table: Vectors, identity: Mapping[str, str]) -> None:
    collection = client.create_collection(
        name,
        metadata=dict(identity),
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_construction": 100, "ef_search": 100}},
    )
    for start in range(0, len(table), _BATCH):
        block = table[start : start + _BATCH]
        collection.add(ids=[str(start + i) for i in range(len(block))], embeddings=block)


def _checked(client: Any, name: str, identity: Mapping[str, str]) -> Any:
    try:
        collection = client.get_collection(name, embedding_function=None)
    except Exception as exc:
        raise StorageError(
            "L'index vectoriel ne s'ouvre pas. Lancez « coach knowledge rebuild » pour le refaire."
        ) from exc
    stored = collection.metadata or {}
    if any(stored.get(k) != v for k, v in identity.items()):
        raise StorageError(
            "L'index vectoriel a été fait avec un autre encodeur ou d'autres textes. "
            "Lancez « coach knowledge rebuild » pour le refaire."
        )
    return collection


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, allow_reset=False)


def _folder_client(folder: Path) -> Any:
    import chromadb

    folder.mkdir(parents=True, exist_ok=True)
    try:
        return chromadb.PersistentClient(path=str(folder), settings=_settings())
    except Exception as exc:
        raise StorageError(
            f"Le dossier {folder} ne peut pas être ouvert. Vérifiez l'espace disque et les droits d'écriture, "
            "puis lancez « coach knowledge rebuild »."
        ) from exc


def _server_client(address: str) -> Any:
    import chromadb

    host, _, port = address.removeprefix("http://").rstrip("/").rpartition(":")
    try:
        return chromadb.HttpClient(host=host or "127.0.0.1", port=int(port), settings=_settings())
    except Exception as exc:
        raise _unreachable(address) from exc


def _unreachable(address: str) -> StorageError:
    return StorageError(
        f"Le serveur Chroma {address} ne répond pas. Démarrez-le (« chroma run --host 127.0.0.1 »), "
        "corrigez l'adresse, ou revenez à l'index embarqué."
    )


def _release(client: Any) -> None:
    """Stops the engine behind a client, so that its folder can be moved or reopened."""
    with contextlib.suppress(Exception):
        client.close()
