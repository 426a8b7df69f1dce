"""An OpenAI-compatible speech endpoint as the advisor's voice, when the settings name one."""

from __future__ import annotations

from typing import Final

from coach.errors import EngineError
from coach.outgoing import Outbox, Unnoted
from coach.settings import Settings
from coach.speech.voice import marked

MAX_BYTES: Final = 20 * 2**20


def speak_remotely(
    settings: Settings, text: str, *, speed: float = 1.0, outbox: Outbox | None = None
) -> bytes:
    """A WAV of the text, said by the endpoint of the settings.

    Raises:
        EngineError: it does not answer, refuses, or answers something else than a WAV.
    """
    import httpx

    where = f"{str(settings.voice_base_url).rstrip('/')}/audio/speech"
    asked = {
        "model": settings.voice_model, "voice": settings.voice_name, "input": text,
        "response_format": "wav", "speed": speed,
    }  # fmt: skip
    key = settings.voice_api_key.get_secret_value()
    try:
        # The system's proxies are left aside: the words go to the address of the settings and nowhere else.
        with (
            (outbox or Unnoted()).leaving("voix", where, sent=len(text.encode())) as trip,
            httpx.Client(timeout=settings.llm_timeout, trust_env=False) as client,
        ):
            trip.facts["modele"] = settings.voice_model
            answer = client.post(where, json=asked, headers={b"Authorization": f"Bearer {key}".encode()})
            trip.received, trip.status = len(answer.content), str(answer.status_code)
            answer.raise_for_status()
    except httpx.HTTPError as exc:
        raise EngineError(
            f"Le serveur de voix « {where} » n’a pas répondu ({type(exc).__name__}) : vérifiez COACH_VOICE_BASE_URL, "
            "ou choisissez la voix embarquée."
        ) from exc
    if not answer.content.startswith(b"RIFF") or len(answer.content) > MAX_BYTES:
        raise EngineError(
            f"Le serveur de voix « {where} » n’a pas rendu un son WAV : vérifiez COACH_VOICE_MODEL."
        )
    return marked(answer.content)
