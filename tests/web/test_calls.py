"""The call of a débriefing in the dossier: heard, sought in, saved; absent where there is none."""

from __future__ import annotations

import wave
from io import BytesIO

import pytest

from coach.web.calls import FOLDER, player
from coach.web.pages.train import dossier

CALL = "/appel/debriefing-retention.wav"


def test_the_call_is_heard_sought_in_and_saved(client, app_services):
    whole = client.get(CALL)
    assert whole.status_code == 200 and whole.headers["content-type"] == "audio/wav"
    assert "inline" in whole.headers["content-disposition"]
    with wave.open(BytesIO(whole.content)) as file:
        call = app_services.library.get("debriefing-retention").brief.call
        assert file.getnchannels() == 2 and file.getnframes() / file.getframerate() >= call.duration_s
    # A player seeks by ranges.
    part = client.get(CALL, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and part.content == whole.content[100:200]
    saved = client.get(f"{CALL}?telecharger")
    assert 'attachment; filename="appel-debriefing-retention.wav"' in saved.headers["content-disposition"]
    kept = list((app_services.settings.data_dir / "cache" / FOLDER).iterdir())
    assert [p.suffix for p in kept] == [".wav"] and kept[0].read_bytes() == whole.content


@pytest.mark.parametrize("name", ["debriefing-chat", "recadrage-retards", "inconnu", "../../etc/passwd"])
def test_there_is_nothing_to_hear_elsewhere(client, name):
    answer = client.get(f"/appel/{name}.wav")
    assert answer.status_code == 404


def test_the_dossier_holds_the_player_of_a_spoken_call_only(app_services):
    spoken = dossier(app_services.library.get("debriefing-retention"))
    assert f"src='{CALL}'" in spoken and "telecharger" in spoken and "Voix de synthèse" in spoken
    for name in ("debriefing-chat", "client-terminal", "recadrage-retards"):
        assert player(app_services.library.get(name)) == ""
        assert "<audio" not in dossier(app_services.library.get(name))
