"""What the next purge erases is what it erases; health says what to do; storage counts what is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from coach.administration.health import health, versions
from coach.administration.retention import due, next_purge
from coach.administration.storage import storage
from coach.jobs import backup
from coach.jobs.purge import purge
from coach.jobs.queue import Queue
from coach.review import score_written
from coach.store.jobs import JobStore
from coach.wiring import OWNER, Services

CHAT = "Client : Bonjour.\nAgent : Bonjour madame, je regarde."


def test_what_is_said_to_be_due_is_what_goes(services: Services) -> None:
    for name in ("vieux", "neuf"):
        score_written(services, OWNER, name, CHAT, "tchat")
    services.sessions.create(
        owner=OWNER, scenario_id="recadrage-retards", scenario_version=1, level=1, seed=1, engine="embedded"
    )
    services.chosen.choose({"keep_samples_days": 10, "keep_sessions_days": 30}, "admin")
    old = datetime.now(UTC) - timedelta(days=40)
    with services.database.transaction() as db:
        db.execute(text("update samples set created_at = :t where name = 'vieux'"), {"t": old})
        db.execute(text("update sessions set updated_at = :t"), {"t": old})
    before = {d.name: d.past for d in due(services)}
    assert (before["Entretiens"], before["Échantillons"], before["Sauvegardes"]) == (1, 1, 0)
    done = purge(services, Queue(services))
    assert (done.sessions, done.samples) == (1, 1)
    after = {d.name: d for d in due(services)}
    assert all(d.past == 0 for d in after.values())
    left = after["Échantillons"].next_at
    assert left is not None and abs(left - datetime.now(UTC) - timedelta(days=10)) < timedelta(minutes=5)
    assert [s.name for s in services.samples.list(OWNER)] == ["neuf"]


def test_the_next_purge_is_that_of_a_worker_that_lives(services: Services) -> None:
    assert next_purge(services) is None
    JobStore(services.database).seen("w1", "ici")
    coming = next_purge(services)
    assert coming is not None
    assert timedelta(hours=23) < coming - datetime.now(UTC) <= timedelta(hours=24, seconds=5)
    assert next_purge(services, datetime.now(UTC) + timedelta(minutes=5)) is None


def test_health_tells_the_backup_and_the_keys_that_do_not_open(services: Services) -> None:
    def lines() -> dict[str, tuple[str, str]]:
        return {line.name: (line.state, line.advice) for line in health(services)}

    assert lines()["Sauvegarde"][0] == "attention" and lines()["Base de données"][0] == "ok"
    backup.make(services, by="admin")
    assert lines()["Sauvegarde"][0] == "ok"
    services.chosen.seal("llm_api_key", "canari-de-cle-0123456789", "admin")
    assert "Clés scellées" not in lines()
    services.chosen.key_file.unlink()
    found = health(services)
    assert found[0].name == "Clés scellées" and found[0].state == "erreur"
    assert "canari" not in str(found)
    assert dict(versions())["Coach MERCD"]


def test_storage_counts_what_is_there(services: Services) -> None:
    score_written(services, OWNER, "Tchat", CHAT, "tchat")
    kept = services.settings.data_dir / "sons-gardes"
    kept.mkdir()
    (kept / "a.wav").write_bytes(bytes(1234))
    found = storage(services)
    places = {p.name: p for p in found.places}
    assert (places["Sons gardés"].size, places["Sons gardés"].files) == (1234, 1)
    assert places["Base de données"].size > 10_000 and places["Sauvegardes"].size == 0
    assert dict(found.rows)["Échantillons"] == 1 and dict(found.rows)["Niveaux donnés"] == 1
    assert found.total == sum(p.size for p in found.places) and 0 < found.free <= found.disk


@pytest.mark.parametrize("choice", [{"keep_backups_days": 0}, {"keep_audit_days": 10}])
def test_a_duration_out_of_bounds_is_refused(services: Services, choice: dict[str, int]) -> None:
    with pytest.raises(Exception, match="COACH_KEEP"):
        services.chosen.choose(choice, "admin")
