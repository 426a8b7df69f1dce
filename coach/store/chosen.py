"""Settings an administrator chose in the page, and keys of engines, sealed.

The key that opens them is in a file of its own, never in the database: a copy of the database, or a backup, opens
nothing. The environment goes before what is chosen here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from coach.errors import InputError, StorageError
from coach.settings import Settings, load_settings
from coach.store.centre_tables import ChosenSettingRow, SecretRow
from coach.store.database import Database

ENGINE_FIELDS: Final = (
    "engine", "llm_base_url", "llm_model", "voice_base_url", "voice_model", "voice_name", "transcription_url",
    "transcription_model",
)  # fmt: skip
KEPT_FIELDS: Final = ("keep_sessions_days", "keep_samples_days", "keep_audit_days", "keep_backups_days")
CENTRE_FIELDS: Final = ("centre_name", "privacy_contact")
CHOOSABLE: Final = frozenset((*ENGINE_FIELDS, *KEPT_FIELDS, *CENTRE_FIELDS))
SECRETS: Final = frozenset({"llm_api_key", "voice_api_key", "transcription_api_key"})
KEY_FILE: Final = "cle-de-scellement"


@dataclass(frozen=True)
class Sealed:
    """What may be said of a key."""

    hint: str
    updated_at: datetime


class ChosenStore:
    """Reads and writes what was chosen; `in_force` is what counts."""

    def __init__(self, database: Database, base: Settings) -> None:
        self._db = database
        self._base = base

    # -- reading -----------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """What was chosen, whether it counts or not."""
        with self._db.reading() as db:
            return {r.name: r.value for r in db.scalars(select(ChosenSettingRow)) if r.name in CHOOSABLE}

    def sealed(self) -> dict[str, Sealed]:
        """Keys that are kept, by what can be said of them."""
        with self._db.reading() as db:
            return {r.name: Sealed(r.hint, r.updated_at) for r in db.scalars(select(SecretRow))}

    def from_environment(self, name: str) -> bool:
        """Whether the environment (or the command line) decides this one."""
        return name in self._base.model_fields_set

    def stamp(self) -> str:
        """Changes whenever something is chosen: what other processes look at."""
        with self._db.reading() as db:
            found = [
                db.execute(select(func.count(), func.max(table.updated_at))).one()
                for table in (ChosenSettingRow, SecretRow)
            ]
        return str(found)

    def in_force(self) -> Settings:
        """The settings that count: environment, else chosen, else default; a key that does not open is left out."""
        taken = {name: value for name, value in self.values().items() if not self.from_environment(name)}
        for name, token in self._tokens().items():
            if not self.from_environment(name):
                with suppress(StorageError):  # told by `unreadable`; the pages need not fall with it
                    taken[name] = self._opened(name, token)
        if not taken:
            return self._base
        explicit = {name: getattr(self._base, name) for name in self._base.model_fields_set}
        # Read anew, not copied: what an older version chose must still be of its kind.
        return load_settings(**{**taken, **explicit})

    def unreadable(self) -> list[str]:
        """What is wrong with the sealed keys, in French; empty when all of them open."""
        found = []
        for name, token in self._tokens().items():
            try:
                self._opened(name, token)
            except StorageError as exc:
                found.append(exc.message)
        return found

    # -- choosing ----------------------------------------------------------------------------------

    def choose(self, values: Mapping[str, Any], by: str) -> None:
        """Keep these choices; None takes a choice back.

        Raises:
            InputError: not choosable, or not of its kind; nothing is then kept.
        """
        if unknown := set(values) - CHOOSABLE:
            raise InputError(f"Ces réglages ne se choisissent pas ici : {', '.join(sorted(unknown))}.")
        kept = {name: value for name, value in values.items() if value is not None}
        checked = load_settings(**{"data_dir": self._base.data_dir, **kept}).model_dump(mode="json")
        now = datetime.now(UTC)
        with self._db.transaction() as db:
            for name in values:
                row = db.get(ChosenSettingRow, name)
                if name not in kept:
                    if row is not None:
                        db.delete(row)
                    continue
                db.merge(ChosenSettingRow(name=name, value=checked[name], updated_by=by, updated_at=now))

    def seal(self, name: str, key: str, by: str) -> None:
        """Keep a key, sealed; an empty one takes it away.

        Raises:
            InputError: no engine has such a key, or it cannot be one.
            StorageError: the key file cannot be written or read.
        """
        if name not in SECRETS:
            raise InputError(f"Aucun moteur n’a de clé {name!r}.")
        key = key.strip()
        if len(key) > 500 or any(ord(c) < 33 or ord(c) > 126 for c in key):
            raise InputError(
                "Cette clé contient des espaces ou des caractères inattendus : recopiez-la entière."
            )
        with self._db.transaction() as db:
            if not key:
                if (row := db.get(SecretRow, name)) is not None:
                    db.delete(row)
                return
            token = self._fernet(create=True).encrypt(key.encode())
            hint = f"…{key[-4:]}" if len(key) >= 12 else "…"
            db.merge(
                SecretRow(name=name, sealed=token, hint=hint, updated_by=by, updated_at=datetime.now(UTC))
            )

    # -- sealing -----------------------------------------------------------------------------------

    @property
    def key_file(self) -> Path:
        """The file that opens the keys."""
        return self._base.key_file or self._base.data_dir / KEY_FILE

    def signing_key(self) -> bytes:
        """What the audit log's anchors are signed with, drawn from the key file, which is made if need be.

        Raises:
            StorageError: the file is damaged, or cannot be made.
        """
        self._fernet(create=True)
        return hashlib.sha256(b"journal:" + self.key_file.read_bytes().strip()).digest()

    def _tokens(self) -> dict[str, bytes]:
        with self._db.reading() as db:
            return {r.name: r.sealed for r in db.scalars(select(SecretRow)) if r.name in SECRETS}

    def _opened(self, name: str, token: bytes) -> str:
        from cryptography.fernet import InvalidToken

        try:
            return str(self._fernet().decrypt(token).decode())
        except InvalidToken as exc:
            raise StorageError(
                f"La clé {name!r} a été scellée avec un autre fichier que « {self.key_file} » : remettez ce fichier, "
                "ou saisissez la clé à nouveau dans Administration, Moteurs."
            ) from exc

    def _fernet(self, *, create: bool = False) -> Any:
        from cryptography.fernet import Fernet

        try:
            if create and not self.key_file.exists():
                self.key_file.parent.mkdir(parents=True, exist_ok=True)
                # Made whole under another name: a crash leaves no half key.
                part = self.key_file.with_name(f".{self.key_file.name}-{os.getpid()}")
                handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.write(Fernet.generate_key())
                    file.flush()
                    os.fsync(file.fileno())
                with suppress(FileExistsError):  # another process was quicker: its key is the one
                    os.link(part, self.key_file)
                part.unlink()
            return Fernet(self.key_file.read_bytes().strip())
        except (OSError, ValueError) as exc:
            raise StorageError(
                f"Le fichier de scellement « {self.key_file} » manque ou est abîmé : remettez-le (COACH_KEY_FILE), ou "
                "saisissez les clés à nouveau."
            ) from exc
