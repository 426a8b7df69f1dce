"""One person's data: a file that holds all of it, and its erasing, sounds included."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from coach.errors import InputError, NotFound
from coach.jobs.erasures import ERASED, remember, since
from coach.jobs.keeping import Keeper
from coach.jobs.queue import Queue
from coach.store.persons import PersonStore
from coach.store.retention import RetentionStore
from coach.store.tables import SampleRow, SessionRow
from coach.wiring import Services

READ_ME: Final = """Ce fichier contient tout ce que Coach MERCD garde sur la personne demandée.

donnees.json   une liste par table : séances et leurs tours, échantillons et leurs transcriptions masquées,
               niveaux, préférences, quiz, file de traitement, journal des opérations
sons/          les sons gardés à un titre particulier, s'il y en a ; ce qui est masqué y est coupé

Les noms, numéros et adresses dits dans les échanges sont remplacés par des marques ([NOM_1]…) avant d'être
enregistrés ; la clé n'en est gardée nulle part.
"""


def export(services: Services, person: str, target: Path, *, by: str = "service") -> dict[str, int]:
    """Write the person's archive; rows by table.

    Raises:
        NotFound: nothing is kept of this person.
        InputError: the file cannot be written there.
    """
    found = PersonStore(services.database).export(person)
    if not any(name != "audit" for name in found):
        raise _nobody(person)
    queue = Queue(services)
    root = Keeper(services, queue.spool).root
    about = {sample["id"] for sample in found.get("samples", [])}
    sounds = [s for s in RetentionStore(services.database).kept() if s.sample_id in about]
    facts: dict[str, Any] = {"personne": person, "fait_le": datetime.now(UTC).isoformat(), "donnees": found}
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("LISEZMOI.txt", READ_ME)
            archive.writestr("donnees.json", json.dumps(facts, ensure_ascii=False, indent=1))
            for sound in sounds:
                if (root / sound.file).is_file():
                    archive.write(root / sound.file, f"sons/{sound.file}")
    except OSError as exc:
        raise InputError(
            f"L’archive {str(target)!r} ne peut pas être écrite ({exc.strerror or exc})."
        ) from exc
    counts = {name: len(rows) for name, rows in found.items()}
    queue.audit.note(by, "donnees-remises", person, **counts)
    return counts


def erase(services: Services, person: str, *, by: str = "service") -> dict[str, int]:
    """Erase all that is kept of the person, files in the queue and kept sounds included; rows by table.

    Raises:
        NotFound: nothing is kept of this person.
    """
    queue, store = Queue(services), PersonStore(services.database)
    if not any(name != "audit" for name in store.export(person)):
        raise _nobody(person)
    about = store.samples(person)
    folders = [job.id for sample_id, _ in about if (job := queue.jobs.of_sample(sample_id)) is not None]
    root = Keeper(services, queue.spool).root
    kept = [s for s in RetentionStore(services.database).kept() if s.sample_id in dict(about)]
    counts = store.erase(person)
    for job_id in folders:
        queue.spool.purge(job_id)
    for sound in kept:
        (root / sound.file).unlink(missing_ok=True)
    queue.audit.note(by, "donnees-effacees", person, **counts)
    remember(services.settings, "personne", person)
    return counts


def erase_again(services: Services, moment: datetime) -> int:
    """Erase anew what was erased after a time: persons, interviews and samples; how many were there again.

    To be called when a backup of that time has been put back, before anybody uses it.
    """
    done = 0
    store, queue = PersonStore(services.database), Queue(services)
    for erased in since(services.settings.data_dir / ERASED, moment):
        if erased.kind == "personne":
            if any(name != "audit" for name in store.export(erased.id)):
                queue.audit.note("service", "donnees-effacees", erased.id, **store.erase(erased.id))
                done += 1
            continue
        table = SessionRow if erased.kind == "entretien" else SampleRow
        with services.database.reading() as db:
            owner = db.scalar(select(table.owner).where(table.id == erased.id))
        if owner is None:
            continue
        if erased.kind == "entretien":
            services.runner.delete(owner, erased.id)
            queue.audit.note("service", "entretien-efface", erased.id)
        else:
            queue.forget(erased.id, owner)
        done += 1
    return done


def _nobody(person: str) -> NotFound:
    return NotFound(
        f"Rien n’est gardé au nom de {person!r}. Donnez l’identifiant du compte (« local » sur ce poste), ou le nom "
        "de conseiller inscrit sur les échantillons."
    )
