import threading
import wave
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from json import loads
from typing import ClassVar

import pytest
from pydantic import SecretStr

from coach.errors import EngineError, InputError
from coach.settings import load_settings
from coach.speech.voice import MARK, speak
from coach.wiring import OWNER, Services

SAID = "Il me faut vos trois derniers relevés avant vendredi."


@pytest.fixture(scope="module")
def session(app_services):
    return app_services.runner.start(OWNER, "recadrage-retards", 1, 3).id


def test_the_opening_line_is_heard_and_marked_as_synthetic(client, session):
    answer = client.get(f"/voix/{session}/0")
    assert answer.status_code == 200 and answer.headers["content-type"] == "audio/wav"
    with wave.open(BytesIO(answer.content)) as file:
        assert file.getframerate() == 16_000 and file.getnframes() > 8_000
    assert MARK.encode() in answer.content


@pytest.mark.parametrize("path", ["/voix/inconnue/0", "/voix/{session}/99", "/voix/../../etc/0"])
def test_what_was_not_said_is_not_heard(client, session, path):
    assert client.get(path.format(session=session)).status_code == 404


def test_a_voice_that_is_not_set_is_refused(client, session):
    answer = client.get(f"/voix/{session}/0?source=serveur")
    assert answer.status_code == 422 and "pas disponible" in answer.json()["erreur"]


def dictate(client, session, sound, **headers):
    return client.post(f"/dictee/{session}", content=sound, headers={"X-Coach": "dictee", **headers})


@pytest.mark.model
def test_words_are_written_and_nothing_is_kept(client, session, app_services):
    answer = dictate(client, session, speak(SAID))
    assert answer.status_code == 200 and "relevés avant vendredi" in answer.json()["texte"]
    kept = [p.name for p in app_services.settings.data_dir.rglob("*") if p.suffix in (".webm", ".wav")]
    assert kept == []


@pytest.mark.parametrize(
    ("sound", "status"),
    [(b"", 422), (b"pas un son " * 40, 422), (bytes(13 * 2**20), 413)],
)
def test_what_is_no_speech_is_refused_with_its_reason(client, session, sound, status):
    answer = dictate(client, session, sound)
    assert answer.status_code == status and answer.json()["erreur"].endswith((".", "…"))


def test_an_interview_that_does_not_exist_is_not_dictated_to(client):
    assert dictate(client, "inconnue", speak(SAID)).status_code == 404


def test_another_site_cannot_dictate(client, session):
    assert client.post(f"/dictee/{session}", content=b"x").status_code == 403
    assert dictate(client, session, b"x", Origin="https://ailleurs.example").status_code == 403


class _Scripted(BaseHTTPRequestHandler):
    answer: ClassVar[tuple[int, bytes]] = (200, b"")
    seen: ClassVar[dict[str, object]] = {}

    def do_POST(self):
        body = loads(self.rfile.read(int(self.headers["content-length"])))
        _Scripted.seen = {"path": self.path, "key": self.headers["authorization"], **body}
        status, sound = _Scripted.answer
        self.send_response(status)
        self.send_header("content-length", str(len(sound)))
        self.end_headers()
        self.wfile.write(sound)

    def log_message(self, *_):
        pass


@pytest.fixture
def endpoint(tmp_path):
    server = HTTPServer(("127.0.0.1", 0), _Scripted)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Services(
        load_settings(
            data_dir=tmp_path,
            voice_base_url=f"http://127.0.0.1:{server.server_port}/v1/",
            voice_api_key=SecretStr("clé"),
        )
    )
    server.shutdown()


def test_a_speech_endpoint_says_the_line(endpoint):
    _Scripted.answer = (200, speak("Bonjour."))
    sound = endpoint.voice("serveur", "Bonjour.", speed=1.1)
    assert sound.startswith(b"RIFF") and MARK.encode() in sound
    assert _Scripted.seen["path"] == "/v1/audio/speech" and _Scripted.seen["input"] == "Bonjour."
    assert _Scripted.seen["speed"] == 1.1 and ("serveur", "du serveur de voix") in endpoint.voices


@pytest.mark.parametrize("answer", [(500, b"non"), (401, b""), (200, b"<html>"), (200, b"")])
def test_an_endpoint_that_fails_says_so(endpoint, answer):
    _Scripted.answer = answer
    with pytest.raises(EngineError, match="serveur de voix"):
        endpoint.voice("serveur", "Bonjour.")


def test_an_unknown_voice_is_an_error(app_services):
    with pytest.raises(InputError):
        app_services.voice("navigateur", "Bonjour.")
