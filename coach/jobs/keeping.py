"""A sound that stays after its levels: under a right, for a reason, until a date, with what was masked cut out."""

from __future__ import annotations

import uuid
import wave
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from coach.errors import InputError, NotFound
from coach.jobs.decoder import VOICES
from coach.jobs.queue import KEPT
from coach.jobs.spool import Spool
from coach.settings import Settings
from coach.store.audit import AuditStore
from coach.store.jobs import Job
from coach.store.retention import KeptSound, RetentionStore
from coach.wiring import Services

MAX_DAYS: Final = 183
"""Six months, what the CNIL repeats for recordings of calls."""


def terms(settings: Settings, reason: str, until: datetime) -> dict[str, Any]:
    """The terms of keeping, to go with a job.

    Raises:
        InputError: nobody gave the right, no reason, or a date that is past or too far.
    """
    right = (settings.keep_audio_right or "").strip()
    if not right:
        raise InputError(
            "Aucun droit de garder le son n’est réglé : le responsable du traitement l’inscrit dans "
            "COACH_KEEP_AUDIO_RIGHT (par exemple « consentement écrit du 3 mars 2027 »)."
        )
    if len(reason.strip()) < 5:
        raise InputError("Dites pourquoi le son est gardé : le motif est inscrit au journal.")
    now = datetime.now(UTC)
    if not now < until <= now + timedelta(days=MAX_DAYS):
        raise InputError(
            f"La date de fin doit être à venir, à {MAX_DAYS} jours au plus : un enregistrement d’appel ne se garde "
            "pas plus de six mois."
        )
    return {
        "right": right[:200],
        "reason": reason.strip()[:500],
        "until": until.astimezone(UTC).isoformat(),
    }


class Keeper:
    """The folder of kept sounds."""

    def __init__(self, services: Services, spool: Spool) -> None:
        self._services = services
        self._spool = spool
        self._store = RetentionStore(services.database)
        self._audit = AuditStore(services.database)
        self.root = services.settings.data_dir / KEPT

    def keep(self, job: Job) -> None:
        """Write the sound of a job, cut, with its terms; again changes nothing."""
        voices = self._spool.folder(job.id) / VOICES
        known = {sound.sample_id for sound in self._store.kept()}
        if job.sample_id in known or not voices.is_file():
            return
        agreed: Mapping[str, Any] = job.context["keep"]
        sample = self._services.samples.get(job.sample_id, job.owner)
        file = f"{job.sample_id}.wav"
        self.root.mkdir(parents=True, exist_ok=True)
        part = self.root / f".{uuid.uuid4().hex}"
        _write_cut(voices, (sample.transcript or {}).get("masked", ()), part)
        part.replace(self.root / file)
        until = datetime.fromisoformat(agreed["until"])
        self._store.keep(KeptSound(job.sample_id, job.owner, agreed["right"], agreed["reason"], until, file))
        self._audit.note(
            job.owner, "son-garde", job.sample_id, droit=agreed["right"], motif=agreed["reason"],
            jusqu_au=agreed["until"],
        )  # fmt: skip

    def sound_of(self, sample_id: str) -> KeptSound | None:
        """The terms under which the sound of a sample is kept, if it is."""
        found = next((sound for sound in self._store.kept() if sound.sample_id == sample_id), None)
        return found if found is not None and (self.root / found.file).is_file() else None

    def cut_again(self, sample_id: str, masked: Sequence[Mapping[str, Any]]) -> None:
        """Silence what was found to be personal since the sound was written; nothing when it is not kept."""
        sound = self.sound_of(sample_id)
        if sound is None:
            return
        part = self.root / f".{uuid.uuid4().hex}"
        _write(_silenced(_read(self.root / sound.file), masked), part)
        part.replace(self.root / sound.file)

    def release(self, sample_id: str, actor: str) -> None:
        """Erase a kept sound before its date.

        Raises:
            NotFound: none is kept of this sample.
        """
        sound = self.sound_of(sample_id)
        if sound is None:
            raise NotFound("Aucun son n’est gardé pour cet échantillon.")
        (self.root / sound.file).unlink(missing_ok=True)
        self._store.release(sample_id)
        self._audit.note(actor, "son-efface", sample_id, raison="à la demande, avant sa date")

    def drop_expired(self, now: datetime) -> int:
        """Erase what is past its date, or belongs to no sample any more; how many sounds."""
        kept = self._store.kept()
        for sound in kept:
            if sound.until <= now:
                (self.root / sound.file).unlink(missing_ok=True)
                self._store.release(sound.sample_id)
                self._audit.note("service", "son-efface", sound.sample_id, raison="date de fin atteinte")
        living = {sound.file for sound in kept if sound.until > now}
        found = [p for p in self.root.iterdir() if p.is_file()] if self.root.is_dir() else []
        lost = [p for p in found if p.name not in living]
        for path in lost:
            path.unlink(missing_ok=True)
        return len(lost) + sum(sound.until <= now for sound in kept)


def _write_cut(voices: Path, masked: Sequence[Mapping[str, Any]], target: Path) -> None:
    import numpy as np

    _write(_silenced(np.load(voices, allow_pickle=False), masked), target)


def _silenced(samples: Any, masked: Sequence[Mapping[str, Any]]) -> Any:
    from coach.privacy.kinds import Kind
    from coach.speech.decode import Audio
    from coach.speech.pipeline import MaskedSpan, cut
    from coach.speech.ports import RATE

    spans = [MaskedSpan(Kind(s["kind"]), s["start"], s["end"], s["mask"]) for s in masked]
    return cut(Audio(samples, "wav", RATE, None), spans)


def _read(path: Path) -> Any:
    import numpy as np

    with wave.open(str(path)) as file:
        frames, channels = file.readframes(file.getnframes()), file.getnchannels()
    return np.ascontiguousarray(np.frombuffer(frames, "<i2").reshape(-1, channels).T).astype(np.int16)


def _write(samples: Any, target: Path) -> None:
    import numpy as np

    from coach.speech.ports import RATE

    with target.open("wb") as raw, wave.open(raw, "wb") as file:
        file.setnchannels(len(samples))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.ascontiguousarray(samples.T).astype("<i2").tobytes())
