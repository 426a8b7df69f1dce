"""Real processes that take jobs, to be killed; and what must hold when they have been."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from coach.jobs.queue import Queue
from coach.settings import Settings
from coach.store.jobs import DONE, FAILED
from coach.store.tables import AssessmentRow, SampleRow
from coach.wiring import OWNER, Services
from tests.prepared import give_index

COMMAND = [sys.executable, "-c", "from coach.cli.main import main; main()"]


class Process:
    """A `coach …` command on a data folder."""

    def __init__(self, settings: Settings, *arguments: str) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith("COACH_")}
        env |= {"COACH_DATA_DIR": str(settings.data_dir), "HF_HUB_OFFLINE": "1"}
        if settings.database_url:
            env["COACH_DATABASE_URL"] = settings.database_url
        if settings.whisper_model:
            env["COACH_WHISPER_MODEL"] = settings.whisper_model
        self.log = settings.data_dir.parent / "processus.log"
        with self.log.open("ab") as log:
            self.child = subprocess.Popen([*COMMAND, *arguments], env=env, stdout=log, stderr=log)

    def kill(self) -> None:
        """As a power cut would."""
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def end(self) -> None:
        """As a person would."""
        self.child.terminate()
        try:
            self.child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


def worker(settings: Settings) -> Process:
    return Process(settings, "worker")


def server(settings: Settings) -> Process:
    give_index(settings.data_dir)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Process(settings, "serve", "--port", str(port))


def wait(what: Callable[[], bool], seconds: float, log: Path | None = None) -> None:
    """Until it is so."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            told = log.read_text("utf-8", "replace")[-4000:] if log is not None and log.exists() else ""
            raise AssertionError(f"not so after {seconds} s\n{told}")
        time.sleep(0.05)


def settled(queue: Queue) -> bool:
    """Nothing waits, nothing runs, nothing is held."""
    return not any(job.live for job in queue.list()) and not queue.spool.held()


def assert_right(services: Services, queue: Queue, good: dict[str, str], bad: dict[str, str]) -> None:
    """Every good file is scored exactly once, every bad one has its reason, nothing is left on the disk.

    `good` and `bad` map job ids to file names.
    """
    for job_id, name in good.items():
        job = queue.jobs.get(job_id)
        assert job.state == DONE, (name, job.state, job.step, job.problem)
        sample = services.samples.get(job.sample_id, OWNER)
        assert sample.transcript and sample.transcript["segments"], name
        # A single voice waits for somebody to say who speaks; everything else is scored, once.
        alone = all(s["speaker"] == "locuteur" for s in sample.transcript["segments"])
        assert scorings(services, job.sample_id) == (0 if alone else 1), name
        assert sample.status == ("transcrit" if alone else "note"), name
    for job_id, name in bad.items():
        job = queue.jobs.get(job_id)
        assert job.state == FAILED and not job.retryable, (name, job.state, job.problem)
        assert job.problem and services.samples.get(job.sample_id, OWNER).status == "echec", name
        assert scorings(services, job.sample_id) == 0
    with services.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(SampleRow)) == len(good) + len(bad)
    assert_clean(services.settings.data_dir)


def scorings(services: Services, sample_id: str) -> int:
    query = select(func.count()).select_from(AssessmentRow).where(AssessmentRow.sample_id == sample_id)
    with services.database.reading() as db:
        return int(db.scalar(query) or 0)


def assert_clean(data_dir: Path) -> None:
    """No sound, no piece of work, no half file anywhere in the data folder."""
    suffixes = {".wav", ".mp3", ".flac", ".npy", ".docx", ".txt", ".csv", ".eml", ".echange", ".mp4"}
    left = [
        p
        for p in data_dir.rglob("*")
        if p.is_file()
        and (p.suffix in suffixes or "file-de-traitement" in p.parts)
        and p.name != ".verrou"
        and not {"models", "knowledge"} & set(p.parts)  # models, and the index of our own fiches
    ]
    assert left == [], left
