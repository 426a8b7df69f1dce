"""What leaves the machine is noted before it leaves, for whom, and never with what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.errors import EngineError, StorageError
from coach.outgoing import each_on_behalf, host_of, is_local, on_behalf
from coach.settings import Settings
from coach.wiring import OWNER, Services
from tests.llm.scripted import scripted_server

CANARY = "canari des horaires"


@pytest.mark.parametrize(
    ("url", "host", "local"),
    [
        ("http://127.0.0.1:8080/v1", "127.0.0.1:8080", True),
        ("http://[::1]:8080/v1", "::1:8080", True),
        ("https://user:secret@api.example.org/v1?key=1", "api.example.org", False),
        ("https://127.0.0.1.example.org", "127.0.0.1.example.org", False),
        ("localhost:4317", "localhost:4317", True),
    ],
)
def test_hosts(url: str, host: str, local: bool) -> None:
    assert (host_of(url), is_local(url)) == (host, local)


def test_a_turn_said_by_a_model_is_noted_without_its_words(tmp_path: Path) -> None:
    with scripted_server() as script:
        services = Services(
            Settings(data_dir=tmp_path / "donnees", llm_base_url=script.url, llm_model="m", engine="llm")
        )
        interview = services.runner.start(OWNER, "recadrage-retards", 1, 7, "llm")
        assert services.outbox.list() == []  # the opening is written
        list(services.runner.say(OWNER, interview.id, f"Bonjour Karim, parlons de tes retards. {CANARY}", 30))
        asked = len(script.requests)
    calls = services.outbox.list(session=interview.id, owner=OWNER)
    assert len(calls) == asked >= 1
    first = calls[-1]
    assert (first.kind, first.local, first.status) == ("modele", True, "ok")
    assert first.sent > 200 and first.facts["recus"] > 0 and first.facts["modele"] == "m"
    assert CANARY not in json.dumps([c.facts for c in calls])
    (place,) = services.outbox.destinations()
    assert (place.calls, place.local, place.sent) == (asked, True, sum(c.sent for c in calls))
    services.database.close()


def test_what_cannot_be_noted_does_not_leave(services: Services) -> None:
    services.database.close()
    (services.settings.data_dir / "coach.sqlite").write_bytes(b"ceci n'est pas une base" * 100)
    gone = []
    with pytest.raises(StorageError), services.outbox.leaving("voix", "http://api.example.org", sent=3):
        gone.append(1)
    assert gone == []


def test_a_failed_and_a_cut_call_are_told(services: Services) -> None:
    with pytest.raises(EngineError), services.outbox.leaving("voix", "http://a.example/v1", sent=3) as trip:
        trip.status = "500"
        raise EngineError("non")
    with pytest.raises(ValueError), services.outbox.leaving("modele", "http://a.example/v1", sent=4):
        raise ValueError
    assert [c.status for c in services.outbox.list(outside=True)] == ["ValueError", "500"]
    assert services.outbox.list(owner="personne") == []


def test_each_piece_is_made_on_behalf_and_the_mark_does_not_stay(services: Services) -> None:
    def pieces() -> object:
        for n in range(2):
            with services.outbox.leaving("essai", "http://127.0.0.1:1", sent=n):
                yield n

    with on_behalf("autre"):
        made = each_on_behalf(pieces(), "moi", "s1")  # type: ignore[arg-type]
        next(made)
        with services.outbox.leaving("essai", "http://127.0.0.1:1", sent=9):
            pass
        next(made)
        made.close()  # type: ignore[attr-defined]
    seen = [(c.owner, c.session, c.status) for c in services.outbox.list()]
    assert seen == [("moi", "s1", "interrompu"), ("autre", None, "ok"), ("moi", "s1", "ok")]
