"""The transcription server: what it is sent, what is made of its answers, and of its failures."""

from __future__ import annotations

import io
import json
import wave
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr

from coach.errors import EngineError
from coach.settings import Settings
from coach.speech import endpoint
from coach.speech.endpoint import Endpoint
from coach.speech.engines import transcriber
from coach.speech.ports import RATE, Cancelled, silent
from coach.speech.whisper import blocks
from tests.transcription_server import served, spoken


def settings(url: str, **more: Any) -> Settings:
    return Settings(
        transcription_url=url,
        transcription_model="grand-modele",
        transcription_api_key=SecretStr("cle-secrete"),
        transcription_timeout=5,
        **more,
    )


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "_PAUSE_SECONDS", 0.01)


SECONDS = np.full(6 * RATE, 0.1, np.float32)


def test_the_server_gets_the_sound_the_model_and_the_vocabulary() -> None:
    with served(lambda _: (200, spoken("Bonjour, que puis-je pour vous ?"))) as (url, got):
        heard = Endpoint(settings(url), vocabulary="Télénova").transcribe(SECONDS, silent)
    (headers, body) = got[0]
    assert headers["path"] == "/v1/audio/transcriptions" and headers["Authorization"] == "Bearer cle-secrete"
    for part in (b"grand-modele", b"verbose_json", "Télénova".encode(), b'name="language"\r\n\r\nfr'):
        assert part in body
    start = body.index(b"RIFF")
    with wave.open(io.BytesIO(body[start:])) as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
    (segment,) = heard.segments
    assert segment.text == "Bonjour, que puis-je pour vous ?" and segment.words[1].start == pytest.approx(0.4)


def test_a_long_call_goes_in_blocks_with_its_own_times() -> None:
    sound = np.full(500 * RATE, 0.1, np.float32)
    ticks: list[float] = []
    with served(lambda n: (200, spoken(f"Morceau numéro {n} de cet appel.", 1.0))) as (url, got):
        heard = Endpoint(settings(url)).transcribe(sound, lambda done, _: ticks.append(done))
    starts = [start / RATE for start, _ in blocks(sound)]
    assert len(got) == len(starts) > 1
    assert [s.start for s in heard.segments] == pytest.approx([start + 1.0 for start in starts])
    assert ticks == sorted(ticks) and ticks[-1] == pytest.approx(500)


def test_what_it_invents_is_refused() -> None:
    credits = {"text": "Sous-titres réalisés par la communauté d'Amara.org", "start": 0, "end": 5}
    guess = {"text": "euh alors", "start": 0, "end": 5, "no_speech_prob": 0.9, "avg_logprob": -1.5}
    for segment in (credits, guess):
        body = json.dumps({"text": segment["text"], "segments": [segment]}).encode()
        with served(lambda _, body=body: (200, body)) as (url, _got):  # type: ignore[misc]
            heard = Endpoint(settings(url)).transcribe(SECONDS, silent)
        assert heard.segments == () and len(heard.dropped) == 1


def test_an_answer_without_times_keeps_its_words_inside_the_sound() -> None:
    with served(lambda _: (200, json.dumps({"text": "Bonjour madame Duval"}).encode())) as (url, _):
        (segment,) = Endpoint(settings(url)).transcribe(SECONDS, silent).segments
    assert segment.text == "Bonjour madame Duval" and 0 <= segment.start < segment.end <= 6


def test_it_is_asked_again_after_a_passing_failure_and_not_after_a_refusal() -> None:
    with served(lambda n: (503, b"") if n < 2 else (200, spoken("Bonjour madame."))) as (url, got):
        assert Endpoint(settings(url)).transcribe(SECONDS, silent).segments
        assert len(got) == 3
    with served(lambda _: (401, b"cle-secrete refused")) as (url, got):
        with pytest.raises(EngineError, match="401") as told:
            Endpoint(settings(url)).transcribe(SECONDS, silent)
        assert len(got) == 1 and "cle-secrete" not in told.value.message


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"segments": [{"start": "x"}]}'])
def test_what_cannot_be_read_is_an_error(body: bytes) -> None:
    with served(lambda _: (200, body)) as (url, _), pytest.raises(EngineError, match="verbose_json"):
        Endpoint(settings(url)).transcribe(SECONDS, silent)


def test_nobody_there() -> None:
    with pytest.raises(EngineError, match="ne répond pas"):
        Endpoint(settings("http://127.0.0.1:9/v1")).transcribe(SECONDS, silent)


def test_cancelling_stops_before_the_next_block() -> None:
    def stop(done: float, _: float) -> None:
        if done > 100:
            raise Cancelled("stop")

    with served(lambda _: (200, spoken("Un morceau."))) as (url, got), pytest.raises(Cancelled):
        Endpoint(settings(url)).transcribe(np.full(500 * RATE, 0.1, np.float32), stop)
    assert len(got) == 1


def test_it_is_used_only_when_its_address_is_set(model_dir: Any) -> None:
    assert isinstance(transcriber(settings("http://127.0.0.1:9/v1")), Endpoint)
    assert not isinstance(transcriber(Settings(data_dir=model_dir)), Endpoint)
    assert not isinstance(
        transcriber(settings("http://127.0.0.1:9/v1", data_dir=model_dir), "base"), Endpoint
    )
