"""A page that was drawn by a process which is gone: the one that answers now does not know since when it is open."""

from __future__ import annotations

import json

from starlette.testclient import TestClient

from benchmarks.users import event
from coach.wiring import OWNER, Services

LINES = ("Bonjour Karim, merci d’être venu.", "Comment tu expliques ces retards ?", "Et les autres jours ?")


def test_the_interview_goes_on_and_its_time_is_not_spent(client: TestClient, app_services: Services) -> None:
    session = app_services.runner.start(OWNER, "recadrage-retards", 1, 5).id
    html = client.get(f"/entretien?id={session}").text
    start = html.index("{", html.index("window.gradio_config ="))
    config, _ = json.JSONDecoder().raw_decode(html, start)
    number, component = event(config, "replique", "submit")
    for line in LINES:  # the page's load never ran here: its state is the one of a session nobody knows
        asked = {
            "data": [line, None],
            "fn_index": number,
            "trigger_id": component,
            "session_hash": "page-d-avant",
        }
        client.post("/gradio_api/queue/join", params={"id": session}, json=asked).raise_for_status()
        told = client.get("/gradio_api/queue/data", params={"session_hash": "page-d-avant"}).text
        assert '"process_completed"' in told
    found = app_services.runner.get(OWNER, session)
    assert [turn.manager for turn in found.turns[1:]] == list(LINES)
    assert found.is_open and found.elapsed < 600
