"""Reads one file that came in, in a process of its own: a file made to crash, fill or hang a decoder takes
nothing else down with it.

`python -m coach.jobs.decoder DATA_DIR JOB KIND MAX_SECONDS MAX_BYTES` writes what it read into the job's folder
and prints a JSON object: the facts, or `{"error", "code"}`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from coach.errors import AudioError, CoachError, DocumentError, EngineError, InputError
from coach.jobs.spool import Spool

VOICES: Final = "voix.npy"
TALKS: Final = "echanges.json"
CALL, WRITTEN = "appel", "ecrit"
MEMORY_BYTES: Final = 6 * 2**30
BASE_SECONDS: Final = 60.0
"""Time allowed to the shortest file; a long one gets more."""
_TICK: Final = 0.5


def read_file(
    data_dir: Path,
    job_id: str,
    kind: str,
    name: str,
    *,
    max_seconds: float,
    max_bytes: int,
    beat: Callable[[], None],
) -> dict[str, Any]:
    """Facts about the file of a job, whose content is then in its folder; `beat` is called while it works.

    Raises:
        InputError: the file cannot be used; `name` stands for it in the message.
        EngineError: the reader was stopped by the system.
    """
    command = [sys.executable, "-m", "coach.jobs.decoder", str(data_dir), job_id, kind]
    command += [str(max_seconds), str(max_bytes)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    left = BASE_SECONDS + max_seconds / 20
    try:
        while True:
            try:
                answer, _ = child.communicate(timeout=_TICK)
                break
            except subprocess.TimeoutExpired as exc:
                beat()
                left -= _TICK
                if left <= 0:
                    raise _refused(kind, f"{name!r} ne se laisse pas lire en un temps raisonnable") from exc
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    try:
        told = json.loads(answer)
    except ValueError as exc:
        if child.returncode == -9:  # the system's own doing (memory, shutdown), not the file's
            raise EngineError("La lecture du fichier a été arrêtée par le système : il sera repris.") from exc
        raise _refused(kind, f"{name!r} arrête le lecteur : il est abîmé, ou fait pour nuire") from exc
    if "error" in told:
        source = Spool(data_dir).source(job_id)
        message = str(told["error"]).replace(source.name if source else "\0", name)
        raise (AudioError if kind == CALL else DocumentError)(message, code=told["code"])
    return dict(told)


def _refused(kind: str, what: str) -> InputError:
    return (AudioError if kind == CALL else DocumentError)(f"{what}. Exportez-le à nouveau, puis déposez-le.")


def _read(spool: Spool, job_id: str, kind: str, max_seconds: float, max_bytes: int) -> dict[str, Any]:
    path = spool.source(job_id)
    if path is None:
        raise InputError("Le fichier n’est plus là : déposez-le à nouveau.")
    if kind == WRITTEN:
        from coach.assessment.written_files import read_talks

        talks = read_talks(path)
        spool.write(job_id, TALKS, [talk.to_json() for talk in talks])
        return {"talks": len(talks)}
    import numpy as np

    from coach.speech.decode import decode

    audio = decode(path, max_seconds=max_seconds, max_bytes=max_bytes)

    def save(part: Path) -> None:
        with part.open("wb") as file:
            np.save(file, audio.samples)

    spool.write_with(job_id, VOICES, save)
    return {
        "format": audio.format,
        "source_rate": audio.source_rate,
        "announced": audio.announced,
        "truncated": audio.truncated,
        "duration": audio.duration,
    }


def _confine() -> None:
    """Die with the process that asked, and take no more memory than a long call needs (Linux)."""
    if sys.platform != "linux":
        return
    import ctypes
    import resource
    import signal

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Entry point of the process."""
    _confine()
    data_dir, job_id, kind, max_seconds, max_bytes = sys.argv[1:]
    try:
        told = _read(Spool(Path(data_dir)), job_id, kind, float(max_seconds), int(max_bytes))
    except CoachError as exc:
        told = {"error": exc.message, "code": exc.code}
    except MemoryError:
        told = {
            "error": "Ce fichier demande trop de mémoire pour être lu : découpez-le, puis déposez les morceaux.",
            "code": "fichier-trop-lourd",
        }
    print(json.dumps(told, ensure_ascii=True))


if __name__ == "__main__":
    main()
