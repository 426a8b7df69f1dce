"""Alive, ready, measured, traced: told to machines, without a word of anybody."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from coach import logs
from coach.jobs import readiness
from coach.jobs.readiness import index_there, ready
from coach.settings import Settings
from coach.store.database import Database, sqlite_module
from coach.web.app import build
from coach.web.observed import may_read
from coach.wiring import Services

CANARY = "canari-de-parole"


def opened(client_host: str, app: Any) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1", client=(client_host, 5000))


def test_alive_says_only_that(client: TestClient) -> None:
    answer = client.get("/sante/vivant")
    assert answer.status_code == 200 and set(answer.json()) == {"etat", "version"}


def test_ready_says_why_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = Services(Settings(data_dir=tmp_path / "donnees"))

    def wrong() -> dict[str, str]:
        return {a.name: a.problem for a in ready(services) if a.problem}

    assert wrong() == {"index": "en construction"}
    index = services.settings.data_dir / "knowledge" / "index"
    (index / "g-1").mkdir(parents=True)
    (index / "CURRENT").write_text("g-1")
    assert wrong() == {"index": "en construction"}  # pointed to, and not there
    (index / "g-1" / "manifest.json").write_text("{}")
    assert index_there(services.settings) and wrong() == {}
    monkeypatch.setattr(readiness, "LEAST_FREE", 10**18)
    assert set(wrong()) == {"disque"}
    monkeypatch.setattr(readiness, "LEAST_FREE", 0)
    with services.database.transaction() as db:
        db.execute(text("update alembic_version set version_num = '0002'"))
    assert "0002" in wrong()["schema"]
    with services.database.transaction() as db:
        db.execute(text("update alembic_version set version_num = :v"), {"v": readiness.head()})
    services.database.close()
    (services.settings.data_dir / "coach.sqlite").write_bytes(b"abime" * 500)
    assert set(wrong()) == {"base", "schema"}
    assert str(tmp_path) not in json.dumps(wrong())


def test_a_database_held_by_another_is_not_ready_and_a_probe_writes_nothing(tmp_path: Path) -> None:
    services = Services(Settings(data_dir=tmp_path / "donnees"))
    assert [a.problem for a in ready(services)][:1] == [""]
    with services.database.reading() as db:
        assert db.scalar(text("select count(*) from preferences")) == 0
    services.database.close()
    services.__dict__["database"] = Database(f"sqlite:///{tmp_path / 'donnees' / 'coach.sqlite'}?timeout=0")
    with services.database.reading() as db:
        db.execute(text("PRAGMA busy_timeout=0"))
    other = sqlite_module().connect(tmp_path / "donnees" / "coach.sqlite")
    other.execute("BEGIN IMMEDIATE")
    assert ready(services)[0].problem == "ne répond pas (stockage)"
    other.rollback()
    other.close()


def test_the_route_answers_503_with_reasons(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "LEAST_FREE", 10**18)
    answer = client.get("/sante/pret")
    assert answer.status_code == 503 and "libres" in answer.json()["controles"]["disque"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    services = Services(
        Settings(data_dir=tmp_path_factory.mktemp("mesures") / "donnees", metrics_token="jeton-de-mesure")
    )
    yield build(services)
    services.database.close()


def test_metrics_are_read_from_this_machine_or_with_the_token(client: TestClient, guarded: Any) -> None:
    assert opened("10.0.0.9", client.app).get("/metriques").status_code == 403
    assert opened("127.0.0.1", client.app).get("/metriques").status_code == 200
    behind = {"x-forwarded-for": "127.0.0.1"}
    assert opened("127.0.0.1", client.app).get("/metriques", headers=behind).status_code == 403
    far = opened("10.0.0.9", guarded)
    good = {"authorization": "Bearer jeton-de-mesure"}
    for headers, status in ((good, 200), ({}, 403), ({"authorization": "Bearer autre"}, 403)):
        assert far.get("/metriques", headers=headers).status_code == status
    assert may_read.__doc__


def test_metrics_count_patterns_not_addresses(client: TestClient) -> None:
    client.get(f"/rapport/bilan/{CANARY}.pdf")
    client.get(f"/{CANARY}?mot={CANARY}")
    told = opened("127.0.0.1", client.app).get("/metriques").text
    assert CANARY not in told
    assert re.search(
        r'coach_requests_total\{method="GET",route="/rapport/bilan/\{session_id\}\.\{form\}"', told
    )
    for name in (
        "coach_request_seconds_bucket",
        "coach_disk_free_bytes",
        "coach_database_up 1.0",
        "coach_workers",
    ):
        assert name in told


def test_each_answer_has_a_request_id_and_each_line_carries_it(client: TestClient) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("coach.requetes")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        given = client.get(f"/sante?x={CANARY}", headers={"X-Request-Id": "mandataire-0001"})
        made = client.get("/sante", headers={"X-Request-Id": 'mauvais " id'})
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
    assert given.headers["x-request-id"] == "mandataire-0001"
    assert re.fullmatch(r"[0-9a-f]{16}", made.headers["x-request-id"])
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["request"] for line in lines] == ["mandataire-0001", made.headers["x-request-id"]]
    assert (lines[0]["route"], lines[0]["status"], lines[0]["method"]) == ("/sante", 200, "GET")
    assert CANARY not in out.getvalue()


def test_logs_hold_no_secret_and_no_content(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    settings = Settings(log_json=True, llm_api_key="cle-tres-secrete")
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    try:
        logs.configure(settings, out)
        logging.getLogger("coach.essai").warning("la clé cle-tres-secrete a été refusée")
        try:
            raise ValueError(f"impossible de lire « {CANARY} »")
        except ValueError:
            logging.getLogger("coach.essai").exception("Exception in ASGI application")
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert first["message"] == "la clé ••• a été refusée" and first["level"] == "warning"
    assert second["error"] == "ValueError" and second["trace"][-1].startswith("test_observed.py:")
    assert CANARY not in out.getvalue()


def test_an_error_of_the_database_holds_nobodys_words(services: Services) -> None:
    with pytest.raises(Exception) as raised, services.database.transaction() as db:
        for _ in range(2):
            db.execute(
                text("insert into preferences (owner, name, value) values ('a', 'b', :v)"), {"v": CANARY}
            )
    assert CANARY not in str(raised.value)


def test_spans_go_to_the_collector_with_patterns_only(tmp_path: Path) -> None:
    grpc = pytest.importorskip("grpc")
    from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
    from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as service

    seen: list[Any] = []

    class Collector(service.TraceServiceServicer):  # type: ignore[misc]
        def Export(self, request: Any, context: Any) -> Any:
            seen.extend(s for r in request.resource_spans for c in r.scope_spans for s in c.spans)
            return messages.ExportTraceServiceResponse()

    server = grpc.server(futures.ThreadPoolExecutor(2))
    service.add_TraceServiceServicer_to_server(Collector(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    from coach.web.tracing import Tracing

    tracing = Tracing(Settings(data_dir=tmp_path, otlp_endpoint=f"http://127.0.0.1:{port}"))
    trace = "0af7651916cd43dd8448eb211c80319c"
    with tracing.request("GET", {"traceparent": f"00-{trace}-b7ad6b7169203331-01", "cookie": CANARY}) as span:
        span.ended("/rapport/bilan/{session_id}.{form}", 200, "r-1")
    tracing.flush()
    server.stop(None)
    (found,) = seen
    assert found.name == "/rapport/bilan/{session_id}.{form}" and found.trace_id.hex() == trace
    assert {a.key for a in found.attributes} == {
        "http.request.method", "http.route", "http.response.status_code", "coach.request",
    }  # fmt: skip
    assert CANARY.encode() not in found.SerializeToString()
    with Tracing(Settings(data_dir=tmp_path)).request("GET", {}) as nothing:
        nothing.ended("/", 200, "r")
