"""The rules of the queue, step by step and without a worker process: once, in order, and nothing left behind."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.transcripts import Segment, Word
from coach.errors import CoachError, EngineError, InputError, NotFound, StorageError
from coach.jobs import steps
from coach.jobs.keeping import Keeper, terms
from coach.jobs.purge import purge
from coach.jobs.queue import LATER, SOON, Queue
from coach.jobs.records import (
    heard_from_json,
    heard_to_json,
    joined,
    shifted,
    words_from_json,
    words_to_json,
)
from coach.jobs.worker import Worker
from coach.settings import Settings
from coach.speech.endpoint import TRIES
from coach.speech.pipeline import Words
from coach.speech.ports import Dropped, Heard
from coach.speech.whisper import blocks
from coach.store.jobs import DONE, FAILED, RUNNING, WAITING, Job, Levels, Stopped
from coach.store.retention import RetentionStore
from coach.wiring import OWNER, Services
from evals.speech.sounds import noise, write
from tests.jobs.processes import assert_clean, scorings
from tests.jobs.sounds import CHAT, hostile, mono
from tests.transcription_server import served, spoken

ME, OTHER = "moi", "un-autre"


def written(folder: Path, name: str = "tchat.txt", text: str = CHAT) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def bench(services: Services, queue: Queue, worker: str = ME) -> steps.Bench:
    keeper = Keeper(services, queue.spool)
    return steps.Bench(services, queue.jobs, queue.spool, keeper, worker, queue.submit_talk)


def drop(queue: Queue, path: Path, **options: object) -> Job:
    return queue.submit(OWNER, path, path.name, **options)  # type: ignore[arg-type]


def settle(services: Services, queue: Queue, job: Job) -> None:
    """Every step of a job, as a worker does them."""
    one = Worker(services)
    for step in steps.STEPS:
        if one.step(step, job.id, queue.jobs.get(job.id).attempt) == "fin":
            break
    one.close(job.id, queue.jobs.get(job.id).attempt)


# -- in and out ------------------------------------------------------------------------------------


def test_a_file_is_taken_over_and_its_name_masked(services: Services, queue: Queue, tmp_path: Path) -> None:
    path = written(tmp_path, "appel de Mme Duval 0612345678.txt")
    job = drop(queue, path)
    assert not path.exists() and queue.spool.source(job.id) is not None
    assert "0612345678" not in job.name
    assert job.state == WAITING and services.samples.get(job.sample_id, OWNER).status == "recu"
    assert queue.desk.states([(job.id, 1)]) == {(job.id, 1): "ENQUEUED"}


def test_what_cannot_be_taken_over_leaves_nothing(queue: Queue, tmp_path: Path) -> None:
    big = tmp_path / "enorme.wav"
    with big.open("wb") as file:
        file.truncate(301_000_000)
    with pytest.raises(InputError, match="300 Mo"):
        drop(queue, big)
    assert big.exists()
    with pytest.raises(InputError, match="introuvable"):
        drop(queue, tmp_path / "absent.wav")
    assert queue.list() == [] and queue.spool.held() == []


def test_a_file_that_waits_is_cancelled_without_a_trace(
    services: Services, queue: Queue, tmp_path: Path
) -> None:
    job = drop(queue, written(tmp_path))
    with pytest.raises(NotFound):
        queue.cancel(job.id, "quelqu-un")
    queue.cancel(job.id, OWNER)
    assert queue.list() == [] and services.samples.list(OWNER) == []
    assert_clean(services.settings.data_dir)
    assert [entry.action for entry in queue.audit.list()] == ["fichier-annule"]
    with pytest.raises(Stopped):
        steps.run(bench(services, queue), steps.DECODE, job.id, 1)


def test_a_file_in_hand_stops_at_the_next_word(services: Services, queue: Queue, tmp_path: Path) -> None:
    job = drop(queue, written(tmp_path))
    queue.jobs.seen(ME, "ici")
    queue.jobs.begin_step(job.id, 1, ME, steps.HEAR)
    queue.jobs.progress(job.id, 1, ME, 1, 10)
    queue.cancel(job.id, OWNER)
    assert queue.jobs.get(job.id).state == RUNNING  # the worker is told, and puts its things away itself
    with pytest.raises(Stopped):
        queue.jobs.progress(job.id, 1, ME, 2, 10)
    Worker(services).close(job.id, 1)
    assert queue.list() == [] and services.samples.list(OWNER) == []
    assert_clean(services.settings.data_dir)


def test_somebody_who_waits_goes_before_a_batch(queue: Queue, tmp_path: Path) -> None:
    batch = [drop(queue, written(tmp_path, f"lot{n}.txt"), priority=LATER) for n in range(3)]
    alone = drop(queue, written(tmp_path, "seul.txt"), priority=SOON)
    assert [job.id for job in queue.list()] == [alone.id, *[job.id for job in batch]]


# -- steps -----------------------------------------------------------------------------------------


def test_every_step_done_twice_has_one_effect(services: Services, queue: Queue, tmp_path: Path) -> None:
    job = drop(queue, written(tmp_path))
    for step in steps.STEPS[:-1]:
        for _ in range(2):
            steps.run(bench(services, queue), step, job.id, 1)
    assert scorings(services, job.sample_id) == 1
    steps.run(bench(services, queue), steps.PURGE, job.id, 1)
    with pytest.raises(Stopped):
        steps.run(bench(services, queue), steps.PURGE, job.id, 1)
    sample = services.samples.get(job.sample_id, OWNER)
    assert sample.status == "note" and queue.jobs.get(job.id).state == DONE
    assert "Marchand" not in str(sample.transcript) and "[NOM_1]" in str(sample.transcript)
    assert_clean(services.settings.data_dir)


def test_a_worker_taken_for_dead_changes_nothing_when_it_wakes(
    services: Services, queue: Queue, tmp_path: Path
) -> None:
    job = drop(queue, written(tmp_path))
    queue.jobs.begin_step(job.id, 1, ME, steps.HEAR)
    queue.jobs.begin_step(job.id, 1, OTHER, steps.HEAR)
    with pytest.raises(Stopped):
        queue.jobs.progress(job.id, 1, ME, 1, 2)
    with pytest.raises(Stopped):
        queue.jobs.store_words(job.id, 1, ME, {"segments": []}, {})
    queue.jobs.progress(job.id, 1, OTHER, 1, 2)


def test_levels_are_stored_once_whoever_brings_them(services: Services, queue: Queue, tmp_path: Path) -> None:
    job = drop(queue, written(tmp_path))
    told: list[bool] = []
    levels = Levels("ecoute", "embedded", "1", {"assessment": {}, "debrief": None})
    threads = [
        threading.Thread(target=lambda: told.append(queue.jobs.score_once(job.id, levels))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False, False, False, True] and scorings(services, job.sample_id) == 1


def test_a_file_that_kills_the_service_again_and_again_is_put_aside(
    services: Services, queue: Queue, tmp_path: Path
) -> None:
    job = drop(queue, written(tmp_path))
    for _ in range(steps.MAX_CRASHES + 1):
        queue.jobs.begin_step(job.id, 1, ME, steps.DECODE)  # begun, and never ended
    assert Worker(services).step(steps.DECODE, job.id, 1) == "fin"
    failed = queue.jobs.get(job.id)
    assert failed.state == FAILED and not failed.retryable and "écarté" in (failed.problem or "")


@pytest.mark.parametrize("number", range(8))
def test_a_hostile_file_is_refused_for_good(
    services: Services, queue: Queue, tmp_path: Path, number: int
) -> None:
    path = hostile(tmp_path, number)
    job = drop(queue, path)
    settle(services, queue, job)
    refused = queue.jobs.get(job.id)
    assert refused.state == FAILED and not refused.retryable
    assert refused.problem and "source." not in refused.problem and "Erreur inattendue" not in refused.problem
    assert services.samples.get(job.sample_id, OWNER).problem == refused.problem
    assert_clean(services.settings.data_dir)
    with pytest.raises(NotFound):
        queue.retry(job.id, OWNER)


def test_a_breakdown_keeps_the_file_and_another_try_finishes_it(
    services: Services, queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("disk on fire")

    job = drop(queue, written(tmp_path))
    monkeypatch.setattr(services, "score", broken)
    settle(services, queue, job)
    failed = queue.jobs.get(job.id)
    assert failed.state == FAILED and failed.retryable and "disk on fire" not in (failed.problem or "")
    assert queue.spool.source(job.id) is not None
    monkeypatch.undo()
    again = queue.retry(job.id, OWNER)
    assert again.attempt == 2 and again.state == WAITING
    settle(services, queue, again)
    assert queue.jobs.get(job.id).state == DONE and scorings(services, job.sample_id) == 1
    assert_clean(services.settings.data_dir)


def test_an_export_of_chats_gives_a_sample_a_conversation(
    services: Services, queue: Queue, tmp_path: Path
) -> None:
    rows = ["conversation;auteur;message"]
    for talk in range(3):
        rows += [
            f"{talk};Visiteur;Bonjour, ma commande {talk} ?",
            f"{talk};Agent Léa;Je vérifie cela pour vous.",
        ]
    job = drop(queue, written(tmp_path, "export.csv", "\n".join(rows)), advisor="LEA")
    for _ in range(2):  # killed once after the children were handed in
        steps.run(bench(services, queue), steps.DECODE, job.id, 1)
    jobs = queue.list()
    assert len(jobs) == 3
    for one in jobs:
        settle(services, queue, one)
    samples = services.samples.list(OWNER)
    assert len(samples) == 3 and {s.advisor for s in samples} == {"LEA"}
    assert {s.status for s in samples} == {"note"}
    assert all(scorings(services, s.id) == 1 for s in samples)
    assert_clean(services.settings.data_dir)


def test_a_block_that_was_heard_is_not_heard_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.speech.endpoint._PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("coach.speech.whisper.BLOCK_SECONDS", 4.0)
    monkeypatch.setattr("coach.speech.whisper._CUT_SEARCH_SECONDS", 1.0)
    down = True

    def answer(number: int) -> tuple[int, bytes]:
        return (500, b"") if down and number >= 1 else (200, spoken(f"Morceau numéro {number} entendu ici."))

    with served(answer) as (url, got):
        services = Services(Settings(data_dir=tmp_path / "donnees", transcription_url=url))
        services.sample_masker = services.masker  # names are not what this is about, and take seconds to load
        queue = Queue(services)
        sound = noise(12, -30)
        count = len(list(blocks(sound)))
        assert count >= 3
        job = drop(queue, write(tmp_path / "long.wav", sound))
        work = bench(services, queue)
        steps.run(work, steps.DECODE, job.id, 1)
        with pytest.raises(EngineError, match="500"):
            steps.run(work, steps.HEAR, job.id, 1)
        assert len(got) == 1 + TRIES and queue.jobs.get(job.id).live
        down = False
        steps.run(bench(services, queue, OTHER), steps.HEAR, job.id, 1)
        assert len(got) == 1 + TRIES + count - 1  # only the blocks that were still to be heard
        for step in (steps.MASK, steps.SCORE, steps.PURGE):
            steps.run(work, step, job.id, 1)
        said = services.samples.get(job.sample_id, OWNER).transcript
        assert said is not None and len(said["segments"]) == count and said["model"] == "serveur:whisper-1"
        assert_clean(services.settings.data_dir)
        services.database.close()


def test_a_full_disk_is_tried_again_then_told(
    services: Services, queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    job = drop(queue, written(tmp_path))
    one = Worker(services)
    assert one.step(steps.DECODE, job.id, 1) == "suite"
    monkeypatch.setattr(one.queue.spool, "read", full)
    with pytest.raises(StorageError, match="place"):
        one.step(steps.MASK, job.id, 1)
    assert queue.jobs.get(job.id).live  # DBOS comes back to it a little later


def test_a_server_that_never_answers_leaves_a_failure_to_try_again(
    services: Services, queue: Queue, tmp_path: Path
) -> None:
    job = drop(queue, written(tmp_path))
    queue.jobs.begin_step(job.id, 1, ME, steps.HEAR)
    one = Worker(services)
    one.broken(job.id, 1, steps.HEAR)
    one.close(job.id, 1)
    failed = queue.jobs.get(job.id)
    assert failed.state == FAILED and failed.retryable and queue.spool.source(job.id) is not None


# -- the life of data ------------------------------------------------------------------------------


def test_orphans_go_and_what_is_known_stays(services: Services, queue: Queue, tmp_path: Path) -> None:
    job = drop(queue, written(tmp_path))
    lost = queue.spool.root / "0123456789abcdef"
    lost.mkdir()
    (lost / "source.wav").write_bytes(b"son")
    gone = purge(services, queue)
    assert gone.orphans == 1 and queue.spool.held() == [job.id]


def test_a_failure_waits_a_day_for_another_try_then_its_file_goes(
    services: Services, queue: Queue, tmp_path: Path
) -> None:
    job = drop(queue, written(tmp_path))
    queue.jobs.begin_step(job.id, 1, ME, steps.HEAR)
    queue.jobs.fail(job.id, 1, "panne", retryable=True)
    now = datetime.now(UTC)
    assert purge(services, queue, now + timedelta(hours=23)).retries == 0
    assert queue.spool.source(job.id) is not None
    assert purge(services, queue, now + timedelta(hours=25)).retries == 1
    assert_clean(services.settings.data_dir)
    with pytest.raises(NotFound):
        queue.retry(job.id, OWNER)


def test_old_samples_go_at_their_time(services: Services, queue: Queue, tmp_path: Path) -> None:
    job = drop(queue, written(tmp_path))
    settle(services, queue, job)
    now = datetime.now(UTC)
    assert purge(services, queue, now + timedelta(days=364)).samples == 0
    assert services.samples.get(job.sample_id, OWNER).status == "note"
    assert purge(services, queue, now + timedelta(days=366)).samples == 1
    assert services.samples.list(OWNER) == []
    assert "echantillon-efface" in {entry.action for entry in queue.audit.list(subject=job.sample_id)}


def test_keeping_a_sound_needs_a_right_a_reason_and_a_near_end(tmp_path: Path) -> None:
    soon = datetime.now(UTC) + timedelta(days=30)
    without = Settings(data_dir=tmp_path)
    right = Settings(data_dir=tmp_path, keep_audio_right="consentement écrit")
    with pytest.raises(InputError, match="COACH_KEEP_AUDIO_RIGHT"):
        terms(without, "formation de l’équipe", soon)
    with pytest.raises(InputError, match="motif"):
        terms(right, " ", soon)
    for wrong in (datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) + timedelta(days=200)):
        with pytest.raises(InputError, match="date de fin"):
            terms(right, "formation de l’équipe", wrong)
    assert terms(right, "formation de l’équipe", soon)["right"] == "consentement écrit"


def test_a_kept_sound_is_cut_where_the_text_is_masked_and_goes_at_its_date(tmp_path: Path) -> None:
    services = Services(Settings(data_dir=tmp_path / "donnees", keep_audio_right="consentement écrit"))
    queue = Queue(services)
    until = datetime.now(UTC) + timedelta(days=30)
    agreed = terms(services.settings, "exemple pour la formation", until)
    job = drop(queue, mono(tmp_path / "appel.wav"), keep=agreed)
    work = bench(services, queue)
    steps.run(work, steps.DECODE, job.id, 1)
    queue.jobs.begin_step(job.id, 1, ME, steps.MASK)
    masked = [{"kind": "TEL", "start": 0.5, "end": 1.0, "mask": "[TEL_1]"}]
    said = [{"start": 0.0, "end": 2.0, "speaker": "locuteur", "text": "[TEL_1]"}]
    queue.jobs.store_words(job.id, 1, ME, {"segments": said, "masked": masked}, {})
    steps.run(work, steps.PURGE, job.id, 1)
    (kept,) = RetentionStore(services.database).kept()
    import wave

    with wave.open(str(services.settings.data_dir / "sons-gardes" / kept.file)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert np.abs(sound[8000:16000]).max() == 0 and np.abs(sound[17_000:]).max() > 1000
    assert queue.spool.held() == []
    assert purge(services, queue, until - timedelta(days=1)).sounds == 0
    assert purge(services, queue, until + timedelta(minutes=1)).sounds == 1
    assert_clean(services.settings.data_dir)
    services.database.close()


def test_a_sample_erased_takes_its_kept_sound_along(tmp_path: Path) -> None:
    services = Services(Settings(data_dir=tmp_path / "donnees", keep_audio_right="consentement écrit"))
    queue = Queue(services)
    agreed = terms(services.settings, "exemple pour la formation", datetime.now(UTC) + timedelta(days=9))
    job = drop(queue, mono(tmp_path / "appel.wav"), keep=agreed)
    work = bench(services, queue)
    steps.run(work, steps.DECODE, job.id, 1)
    steps.run(work, steps.PURGE, job.id, 1)
    assert len(list((services.settings.data_dir / "sons-gardes").iterdir())) == 1
    with pytest.raises(NotFound):
        queue.forget(job.sample_id, "quelqu-un")
    queue.forget(job.sample_id, OWNER)
    assert services.samples.list(OWNER) == [] and queue.list() == []
    assert list((services.settings.data_dir / "sons-gardes").iterdir()) == []
    services.database.close()


# -- workers ---------------------------------------------------------------------------------------


def test_a_job_nobody_handed_in_is_found(services: Services, queue: Queue, tmp_path: Path) -> None:
    class Closed:
        def hand_in(self, *_: object) -> None:
            raise CoachError("la base ne répond pas")

    queue.desk, desk = Closed(), queue.desk  # type: ignore[assignment]
    job = drop(queue, written(tmp_path))
    assert desk.states([(job.id, 1)]) == {}
    one = Worker(services)
    one.keep_order()
    assert one.queue.desk.states([(job.id, 1)]) == {(job.id, 1): "ENQUEUED"}


def test_only_one_worker_a_process(services: Services) -> None:
    def two() -> None:
        with (
            Worker(services).at_work(),
            pytest.raises(CoachError, match="déjà la file"),
            Worker(services).at_work(),
        ):
            pass

    # In a thread, as the server does: browser tests of the same process leave an event loop in the main one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(two).result()


def test_the_doctor_tells_when_nobody_takes_the_queue(
    services: Services, queue: Queue, tmp_path: Path
) -> None:
    from coach.diagnosis import _queue

    def found() -> tuple[str, str]:
        (check,) = _queue(services.settings)
        return check.state, check.detail

    assert found()[0] == "ok"
    drop(queue, written(tmp_path))
    state, detail = found()
    assert state == "attention" and "1 en attente" in detail and "coach worker" in detail
    queue.jobs.seen(ME, "ici")
    assert found()[0] == "ok"


# -- words between two steps -----------------------------------------------------------------------

_WORD = st.builds(Word, st.text(max_size=8), st.floats(0, 99), st.floats(0, 99), st.floats(0, 1))
_SEGMENT = st.builds(
    Segment,
    st.floats(0, 99),
    st.floats(0, 99),
    st.sampled_from(["agent", "client"]),
    st.text(max_size=20),
    st.lists(_WORD, max_size=3).map(tuple),
)
_HEARD = st.builds(
    Heard,
    st.lists(_SEGMENT, max_size=3).map(tuple),
    st.lists(
        st.builds(Dropped, st.floats(0, 9), st.floats(0, 9), st.text(max_size=5), st.text(max_size=5))
    ).map(tuple),
)


@given(_HEARD)
def test_a_block_is_read_back_as_it_was(heard: Heard) -> None:
    assert heard_from_json(heard_to_json(heard)) == heard
    assert shifted(heard, 0) == heard


@given(st.lists(_HEARD, max_size=3), st.booleans(), st.floats(0, 9999))
def test_a_talk_is_read_back_as_it_was(parts: list[Heard], sure: bool, seconds: float) -> None:
    whole = joined(parts)
    words = Words(whole.segments, sure, whole.dropped, seconds)
    assert words_from_json(words_to_json(words, model="m")) == words
