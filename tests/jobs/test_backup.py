"""Backups: made while people write, killed in the middle, damaged, put back without those who were erased."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from coach.cli.main import app
from coach.domain.people import Role
from coach.errors import CoachError, InputError, NotFound, StorageError
from coach.jobs import backup, persons
from coach.jobs.erasures import erase_interview
from coach.jobs.queue import KEPT, Queue
from coach.jobs.restore import registers_of, restore
from coach.review import score_written
from coach.settings import Settings
from coach.store.backups import BackupStore
from coach.store.people_tables import PersonRow, SignInRow
from coach.store.persons import PersonStore
from coach.store.retention import KeptSound, RetentionStore
from coach.wiring import OWNER, Services
from tests import postgres_server
from tests.jobs.sounds import CHAT


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interview, a scored sample with a kept sound, a document, a person who is signed in."""
    cache = tmp_path_factory.getbasetemp() / "cache"
    services = Services(Settings(data_dir=tmp_path_factory.mktemp("sauvegarde") / "donnees", cache_dir=cache))
    interview = services.runner.start(OWNER, "recadrage-retards", 1, 7)
    list(services.runner.say(OWNER, interview.id, "Bonjour Karim, parlons de tes horaires.", 20))
    services.runner.branch(OWNER, interview.id, 1)
    sample = score_written(services, "candidat-2", "Tchat", CHAT, "tchat")
    data = services.settings.data_dir
    (data / KEPT).mkdir()
    (data / KEPT / f"{sample}.wav").write_bytes(b"RIFF" + bytes(2000))
    until = datetime.now(UTC) + timedelta(days=30)
    RetentionStore(services.database).keep(
        KeptSound(sample, "candidat-2", "consentement", "examen", until, f"{sample}.wav")
    )
    document = data / "knowledge" / "documents" / "note@0a"
    document.mkdir(parents=True)
    (document / "original.txt").write_text("Note interne du centre", "utf-8")
    now = datetime.now(UTC)
    with services.database.transaction() as db:
        db.add(
            PersonRow(
                id="candidat-2", email="c2@centre.fr", name="C. Deux", roles=[Role.CANDIDATE], created_at=now
            )
        )
        db.flush()
        db.add(
            SignInRow(
                digest="d", person_id="candidat-2", role=Role.CANDIDATE, created_at=now, seen_at=now,
                expires_at=now + timedelta(days=1),
            )
        )  # fmt: skip
    services.database.close()
    return services.settings.data_dir


@pytest.fixture
def filled(template: Path, tmp_path: Path) -> Iterator[Services]:
    """A copy of it."""
    shutil.copytree(template, tmp_path / "donnees")
    services = Services(Settings(data_dir=tmp_path / "donnees"))
    yield services
    services.database.close()


def kept(services: Services, person: str) -> dict[str, int]:
    found = PersonStore(services.database).export(person)
    # Sign-ins do not come back: everybody signs in again after a restoration.
    return {name: len(rows) for name, rows in found.items() if name not in ("audit", "sign_ins")}


def test_made_verified_restored_whole(filled: Services, tmp_path: Path) -> None:
    made = backup.make(filled, by="admin")
    assert made.path.parent == filled.settings.data_dir / "sauvegardes"
    assert made.path.stat().st_mode & 0o077 == 0
    assert backup.verify(made.path) == made.manifest
    (known,) = BackupStore(filled.database).list()
    assert known.verified and known.sha256 == backup.checksum(made.path) and known.made_by == "admin"
    assert filled.outbox.list() == []

    done = restore(made.path, tmp_path / "neuf")
    assert done.erased_again == 0 and done.rows == sum(made.manifest.counts.values())
    again = Services(Settings(data_dir=tmp_path / "neuf"))
    for person in (OWNER, "candidat-2"):
        assert kept(again, person) == kept(filled, person)
    assert again.runner.list(OWNER)[1].turns == filled.runner.list(OWNER)[1].turns
    (sound,) = (tmp_path / "neuf" / KEPT).iterdir()
    assert sound.read_bytes().startswith(b"RIFF")
    note = tmp_path / "neuf" / "knowledge" / "documents" / "note@0a" / "original.txt"
    assert note.read_text("utf-8") == "Note interne du centre"
    with again.database.reading() as db:
        assert db.scalar(text("select count(*) from sign_ins")) == 0, "an old cookie would open the door"
        assert db.scalar(text("select count(*) from persons")) == 1
    assert Queue(again).audit.list()[0].action == "restauration"
    again.database.close()


@pytest.mark.parametrize("where", ["folder in service", "beside the backups", "named"])
def test_an_erased_person_does_not_come_back(filled: Services, tmp_path: Path, where: str) -> None:
    elsewhere = tmp_path / "autre-disque"
    services = Services(filled.settings.model_copy(update={"backup_dir": elsewhere}))
    made = backup.make(services, by="admin")
    persons.erase(services, "candidat-2")
    data = services.settings.data_dir
    register: list[Path] = []
    if where == "named":
        register = [Path(shutil.copy(data / persons.ERASED, tmp_path / "registre"))]
        (elsewhere / persons.ERASED).unlink()
    if where == "beside the backups":
        (data / persons.ERASED).unlink()  # the machine is gone
    if where != "named":
        register = registers_of(services.settings, made.path)
    assert register
    done = restore(made.path, tmp_path / "neuf", registers=register)
    assert done.erased_again == 1
    again = Services(Settings(data_dir=tmp_path / "neuf"))
    assert kept(again, "candidat-2") == {} and kept(again, OWNER) == kept(filled, OWNER)
    assert not any((tmp_path / "neuf" / KEPT).glob("*.wav")), "the sound of an erased person came back"
    # And the register goes on: a later backup of the new folder carries it.
    assert "candidat-2" in (tmp_path / "neuf" / persons.ERASED).read_text("utf-8")
    again.database.close()


def test_an_interview_or_a_sample_erased_alone_does_not_come_back(filled: Services, tmp_path: Path) -> None:
    made = backup.make(filled, by="admin")
    gone, stays = filled.runner.list(OWNER)
    (sample,) = filled.samples.list("candidat-2")
    erase_interview(filled, OWNER, gone.id)
    Queue(filled).forget(sample.id, "candidat-2")
    done = restore(made.path, tmp_path / "neuf", registers=registers_of(filled.settings, made.path))
    again = Services(Settings(data_dir=tmp_path / "neuf"))
    assert done.erased_again == 2
    assert [i.id for i in again.runner.list(OWNER)] == [stays.id]
    assert again.samples.list("candidat-2") == []
    assert not any((tmp_path / "neuf" / KEPT).glob("*.wav")), "the sound of an erased sample came back"
    again.database.close()


def test_a_file_that_waited_is_told_lost_and_what_is_past_its_time_goes(
    filled: Services, tmp_path: Path
) -> None:
    path = tmp_path / "attend.txt"
    path.write_text(CHAT)
    job = Queue(filled).submit(OWNER, path, "attend")
    with filled.database.transaction() as db:
        db.execute(text("update samples set created_at = '2020-01-01' where owner = 'candidat-2'"))
    made = backup.make(filled, by="admin")
    with zipfile.ZipFile(made.path) as archive:
        assert not any("file-de-traitement" in name or "cle" in name for name in archive.namelist())
    restore(made.path, tmp_path / "neuf")
    again = Services(Settings(data_dir=tmp_path / "neuf"))
    lost = Queue(again).jobs.get(job.id)
    assert lost.state == "echec" and "déposez-le" in str(lost.problem)
    assert again.samples.list("candidat-2") == []
    again.database.close()


def test_a_full_folder_is_left_alone(filled: Services, tmp_path: Path) -> None:
    made = backup.make(filled, by="admin")
    with pytest.raises(InputError, match="n’est pas vide"):
        restore(made.path, filled.settings.data_dir)
    with pytest.raises(InputError, match="existe déjà"):
        backup.make(filled, by="admin", out=made.path)
    (tmp_path / "neuf").mkdir()
    assert restore(made.path, tmp_path / "neuf").rows


def damaged(path: Path, to: Path, how: str) -> Path:
    """The same backup, with something wrong."""
    if how == "coupée":
        to.write_bytes(path.read_bytes()[:-200])
        return to
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        manifest = json.loads(old.read(backup.MANIFEST))
        for name in old.namelist():
            body = old.read(name)
            if name == backup.MANIFEST:
                if how == "comptes":
                    manifest["counts"]["turns"] += 1
                if how == "sortie":
                    manifest["files"][0]["name"] = "base/../../evade"
                if how == "champ":
                    manifest["inconnu"] = 1
                body = json.dumps(manifest).encode()
            elif name == "base/coach.sqlite" and how == "octet":
                body = bytes([body[0], body[1] ^ 1]) + body[2:]
            if how == "sortie" and name == manifest["files"][0]["name"].replace(
                "../../evade", "coach.sqlite"
            ):
                name = "base/../../evade"
            if not (how == "manque" and name.startswith("sons/")):
                new.writestr(name, body)
        if how == "en-trop":
            new.writestr("base/autre.jsonl", "{}")
    return to


@pytest.mark.parametrize("how", ["coupée", "octet", "comptes", "champ", "manque", "en-trop", "sortie"])
def test_a_damaged_backup_is_told_and_puts_nothing_back(filled: Services, tmp_path: Path, how: str) -> None:
    made = backup.make(filled, by="admin")
    bad = damaged(made.path, tmp_path / "abimee.zip", how)
    with pytest.raises((InputError, StorageError), match=r"sauvegarde|abîmé"):
        backup.verify(bad)
    with pytest.raises(CoachError):
        restore(bad, tmp_path / "neuf")
    assert not (tmp_path / "neuf").exists() and not (tmp_path / "evade").exists()
    assert not list(tmp_path.glob(".restauration*"))
    shutil.copy(bad, made.path)
    (known,) = BackupStore(filled.database).list()
    with pytest.raises(CoachError):
        backup.check_known(filled, known.id, by="admin")
    assert not BackupStore(filled.database).list()[0].verified


def test_old_backups_go_and_a_wrong_file_is_said_to_be_none(filled: Services, tmp_path: Path) -> None:
    made = backup.make(filled, by="admin")
    now = datetime.now(UTC)
    assert backup.drop_old(filled, now + timedelta(days=29)) == 0 and made.path.exists()
    assert backup.drop_old(filled, now + timedelta(days=31)) == 1 and not made.path.exists()
    assert BackupStore(filled.database).list() == []
    with pytest.raises(NotFound):
        backup.verify(made.path)
    with pytest.raises(NotFound):
        backup.check_known(filled, 99, by="admin")
    every = Services(filled.settings.model_copy(update={"backup_every_hours": 24}))
    assert backup.due(every, now) and not backup.due(filled, now)
    backup.make(every, by="service")
    assert not backup.due(every, now) and backup.due(every, now + timedelta(hours=25))


def test_while_people_write_nothing_is_torn(filled: Services, tmp_path: Path) -> None:
    """Two rows always go together; every backup holds both or neither, and all that was there before."""
    stop, written = threading.Event(), [0]

    def write() -> None:
        while not stop.is_set():
            with filled.database.transaction() as db:
                for part in ("a", "b"):
                    db.execute(
                        text("insert into preferences (owner, name, value) values (:o, :n, 'x')"),
                        {"o": f"p-{part}", "n": str(written[0])},
                    )
            written[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            before = written[0]
            made = backup.make(filled, by="admin")
            after = written[0] + 1
            folder = tmp_path / made.path.stem
            folder.mkdir()
            backup.unpack(made.path, folder)
            with Services(Settings(data_dir=folder / "base")).database.reading() as db:
                a, b = (
                    db.scalar(text("select count(*) from preferences where owner = :o"), {"o": f"p-{p}"})
                    for p in "ab"
                )
            assert a == b and before <= a <= after
    finally:
        stop.set()
        writer.join()
    assert written[0] > 10


_CHILD = """
import sys, time, zipfile
from coach.jobs import backup
from coach.settings import Settings
from coach.wiring import Services
slow = backup._add
def crawl(archive, path, name):
    print(name, flush=True)
    time.sleep(0.4)
    return slow(archive, path, name)
backup._add = crawl
backup.make(Services(Settings(data_dir=sys.argv[1])), by="admin")
print("FINI", flush=True)
"""


@pytest.mark.parametrize("at", ["base/coach.sqlite", "documents/"])
def test_killed_in_the_middle_leaves_no_half_backup(filled: Services, at: str) -> None:
    whole = backup.make(filled, by="admin")
    folder = backup.folder_of(filled.settings)
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(filled.settings.data_dir)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for line in child.stdout:
        assert "FINI" not in line
        if line.startswith(at):
            break
    time.sleep(0.1)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert [p.name for p in folder.glob("*.zip")] == [whole.path.name]
    assert list(folder.glob(".sauvegarde-*")), "it was not killed in the middle"
    assert [k.file for k in BackupStore(filled.database).list()] == [str(whole.path)]
    assert backup.verify(whole.path).counts
    made = backup.make(filled, by="admin")  # the next one goes through, and sweeps
    assert backup.verify(made.path) and not list(folder.glob(".sauvegarde-*"))


def test_a_full_disk_is_told_and_leaves_nothing(filled: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_add", full)
    with pytest.raises(StorageError, match="place"):
        backup.make(filled, by="admin")
    folder = backup.folder_of(filled.settings)
    assert not list(folder.glob("*.zip")) and not list(folder.glob(".sauvegarde-*"))


def test_the_commands(filled: Services, tmp_path: Path) -> None:
    run, out = CliRunner(), tmp_path / "a.zip"
    told = run.invoke(app, ["backup", "--out", str(out), "--json"])
    assert json.loads(told.stdout)["rows"]["sessions"] == 2, told.output
    assert "bonne" in run.invoke(app, ["verify", str(out)]).stdout
    told = run.invoke(app, ["restore", str(out), "--to", str(tmp_path / "neuf")])
    assert told.exit_code == 0 and "COACH_DATA_DIR" in told.stdout and "Aucun registre" in told.stdout
    persons.erase(filled, "candidat-2")
    told = run.invoke(app, ["restore", str(out), "--to", str(tmp_path / "neuf2"), "--json"])
    assert json.loads(told.stdout)["erased_again"] == 1


@pytest.mark.postgres
@pytest.mark.skipif(postgres_server.binaries() is None, reason="aucun PostgreSQL sur cette machine")
def test_from_sqlite_to_postgresql_and_back(filled: Services, tmp_path: Path) -> None:
    made = backup.make(filled, by="admin")
    with postgres_server.postgres() as url:
        restore(made.path, tmp_path / "pg", database_url=url)
        there = Services(Settings(data_dir=tmp_path / "pg", database_url=url))
        assert kept(there, OWNER) == kept(filled, OWNER)
        there.preferences.set(OWNER, "examen", "2027-03-15")
        interview = there.runner.list(OWNER)[0]
        list(there.runner.say(OWNER, interview.id, "Je t’écoute.", 10))  # new numbers do not collide
        second = backup.make(there, by="admin")
        assert second.manifest.database == "postgresql" and backup.verify(second.path)
        with pytest.raises(StorageError, match="déjà des tables"):
            restore(made.path, tmp_path / "pg2", database_url=url)
        mine = kept(there, OWNER)
        turns = there.runner.get(OWNER, interview.id).turns
        there.database.close()
    restore(second.path, tmp_path / "retour")
    back = Services(Settings(data_dir=tmp_path / "retour"))
    assert kept(back, OWNER) == mine and back.runner.get(OWNER, interview.id).turns == turns
    assert back.preferences.get(OWNER, "examen") == "2027-03-15"
    back.database.close()
