"""The steps of a job, one function each. Each can be done twice, or half and then again, with the same effect:
what it writes it writes whole, and what must happen once is guarded where it is stored.

    decodage       the file is checked and read in a confined process
    transcription  block by block; a block that was heard is not heard again
    masquage       the masked words go to the database: from here on nothing else is needed but for the levels
    notation       the levels are stored, once
    effacement     the sound and the unmasked words go, or the sound is kept under its terms, cut
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from coach.errors import EngineError, InputError
from coach.jobs.decoder import CALL, TALKS, VOICES, WRITTEN, read_file
from coach.jobs.keeping import Keeper
from coach.jobs.records import (
    heard_from_json,
    heard_to_json,
    joined,
    shifted,
    words_from_json,
    words_to_json,
)
from coach.jobs.spool import Spool
from coach.outgoing import on_behalf
from coach.privacy.mask import names_of
from coach.review import AGENT, sample_turns, stored_transcript, written_transcript
from coach.store.jobs import Job, JobStore, Levels, NewJob
from coach.wiring import Services

DECODE, HEAR, MASK, SCORE, PURGE = "decodage", "transcription", "masquage", "notation", "effacement"
STEPS: Final[tuple[str, ...]] = (DECODE, HEAR, MASK, SCORE, PURGE)
MAX_CRASHES: Final = 12
"""A step begun this often and never ended is the file's fault."""
_FACTS: Final = "faits.json"
_WORDS: Final = "paroles.json"
_TELL_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Bench:
    """What the steps work with."""

    services: Services
    jobs: JobStore
    spool: Spool
    keeper: Keeper
    worker: str
    submit: Callable[[NewJob, Mapping[str, Any]], None]
    """Hands in one more written exchange found in a file."""


def run(bench: Bench, step: str, job_id: str, attempt: int) -> None:
    """Do one step.

    Raises:
        Stopped: the job is no longer this worker's.
        CoachError: the step failed, with its reason.
    """
    job = bench.jobs.begin_step(job_id, attempt, bench.worker, step)
    if job.crashes > MAX_CRASHES:
        raise InputError(
            f"{job.name!r} a interrompu le service {job.crashes} fois pendant son traitement : il est écarté. "
            "Exportez-le à nouveau ou découpez-le."
        )
    _DO[step](bench, job)
    bench.jobs.step_done(job_id, attempt, bench.worker)


def _decode(bench: Bench, job: Job) -> None:
    settings = bench.services.settings
    facts = read_file(
        settings.data_dir,
        job.id,
        job.kind,
        job.name,
        max_seconds=settings.max_audio_minutes * 60,
        max_bytes=settings.max_upload_mb * 1_000_000,
        beat=lambda: bench.jobs.progress(job.id, job.attempt, bench.worker, 0.0, 0.0),
    )
    bench.spool.write(job.id, _FACTS, facts)
    if job.kind == WRITTEN:
        # A file of several exchanges: the first is this job's, each other one becomes a job.
        for number, talk in enumerate(bench.spool.read(job.id, TALKS)[1:], 2):
            bench.submit(
                NewJob(
                    owner=job.owner,
                    name=f"{job.name} ({number})",
                    kind=WRITTEN,
                    grid=bench.services.samples.get(job.sample_id, job.owner).grid,
                    priority=job.priority,
                    advisor=bench.services.samples.get(job.sample_id, job.owner).advisor,
                    batch=job.batch or job.id,
                    context=job.context,
                    id=f"{job.id[:26]}{number:06d}",
                ),
                talk,
            )


def _hear(bench: Bench, job: Job) -> None:
    if job.kind == WRITTEN:
        return
    import numpy as np

    from coach.speech.decode import Audio
    from coach.speech.engines import diarizer
    from coach.speech.pipeline import understand
    from coach.speech.ports import RATE
    from coach.speech.speakers import voices
    from coach.speech.whisper import blocks

    facts = bench.spool.read(job.id, _FACTS)
    try:
        samples = np.load(bench.spool.folder(job.id) / VOICES, allow_pickle=False)
    except OSError as exc:
        raise InputError("Le son n’est plus là : déposez le fichier à nouveau.") from exc
    channels = voices(Audio(samples, facts["format"], facts["source_rate"], facts["announced"]))
    seconds = float(facts["duration"])
    total, told = seconds * len(channels), 0.0

    def tell(done: float) -> None:
        nonlocal told
        if time.monotonic() - told > _TELL_SECONDS:
            told = time.monotonic()
            bench.jobs.progress(job.id, job.attempt, bench.worker, min(done, total), total)

    tell(0.0)
    ear = bench.services.ear
    heard = []
    for number, channel in enumerate(channels):
        parts = []
        for start, end in blocks(channel):
            base, offset = number * seconds, start / RATE
            name = f"bloc-{number}-{start}.json"
            known = bench.spool.read(job.id, name)
            if known is None:
                with on_behalf(job.owner, job.sample_id):
                    block = ear.transcribe(channel[start:end], partial(_told, tell, base + offset))
                known = heard_to_json(shifted(block, offset))
                bench.spool.write(job.id, name, known)
            parts.append(heard_from_json(known))
        heard.append(joined(parts))
    words = understand(heard, channels, seconds, job.name, diarizer())
    bench.spool.write(
        job.id, _WORDS, words_to_json(words, model=ear.name, truncated=bool(facts["truncated"]))
    )


def _told(tell: Callable[[float], None], before: float, done: float, _total: float) -> None:
    tell(before + done)


def _mask(bench: Bench, job: Job) -> None:
    if job.kind == WRITTEN:
        talk = bench.spool.read(job.id, TALKS)[0]
        channel = job.context.get("channel") or talk["channel"]
        transcript, measures = written_transcript(bench.services.masker, talk["turns"], channel)
    else:
        from coach.speech.pipeline import finish

        raw = _needed(bench.spool.read(job.id, _WORDS))
        heard = finish(
            words_from_json(raw),
            raw["model"],
            masker=bench.services.sample_masker,
            truncated=raw["truncated"],
            allowed=names_of(bench.services.settings.speech_vocabulary),
        )
        transcript, measures = stored_transcript(heard), heard.measures.as_dict()
    bench.jobs.store_words(job.id, job.attempt, bench.worker, transcript, measures)


def _score(bench: Bench, job: Job) -> None:
    sample = bench.services.samples.get(job.sample_id, job.owner)
    turns = sample_turns(sample)
    if not any(turn.speaker == AGENT for turn in turns):
        return  # one voice for both: the page asks who speaks, and scores then
    channel = (sample.transcript or {}).get("channel")
    found = bench.services.score(turns, sample.grid, {"canal": channel} if channel else {})
    result = {"assessment": found.to_json(), "debrief": None}
    bench.jobs.score_once(job.id, Levels(found.grid, found.engine, found.rubric_version, result))


def _purge(bench: Bench, job: Job) -> None:
    if job.kind == CALL and job.context.get("keep"):
        bench.keeper.keep(job)
    bench.spool.purge(job.id)
    bench.jobs.finish(job.id, job.attempt)


def _needed(raw: Any) -> Any:
    if raw is None:
        raise EngineError("Le travail de l’étape précédente n’est plus là : relancez le fichier.")
    return raw


_DO: Final[Mapping[str, Callable[[Bench, Job], None]]] = {
    DECODE: _decode,
    HEAR: _hear,
    MASK: _mask,
    SCORE: _score,
    PURGE: _purge,
}
