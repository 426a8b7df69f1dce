"""An OpenAI-compatible transcription server as a `Transcriber`, only when its address is set.

The sound leaves the machine before anything in it can be masked: that is for the settings to decide, never for
a default. A recording goes in the same blocks of a few minutes as the embedded ear reads, so that a long call
stays under a server's size limit, progress is told, and stopping takes one block. What comes back goes through
the same refusal of invented words.
"""

from __future__ import annotations

import io
import time
import wave
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from coach.domain.transcripts import UNKNOWN_SPEAKER, Segment, Word
from coach.errors import EngineError
from coach.outgoing import Outbox, Unnoted
from coach.settings import Settings
from coach.speech.ports import RATE, Dropped, Heard, Progress, Samples
from coach.speech.silence import segment_doubt, window_doubt
from coach.speech.whisper import VOCABULARY, blocks, join_words, segment_words

TRIES: Final = 3
_PAUSE_SECONDS: Final = 1.0
_AGAIN: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_NO_DOUBT: Final = 0.0


class _WordIn(BaseModel):
    model_config = ConfigDict(extra="ignore")

    word: str
    start: float
    end: float
    probability: float = 1.0


class _SegmentIn(BaseModel):
    model_config = ConfigDict(extra="ignore")

    start: float
    end: float
    text: str
    no_speech_prob: float = _NO_DOUBT
    avg_logprob: float = _NO_DOUBT


class _AnswerIn(BaseModel):
    # Servers add keys of their own (task, usage…).
    model_config = ConfigDict(extra="ignore")

    text: str = ""
    segments: list[_SegmentIn] | None = None
    words: list[_WordIn] | None = None


class Endpoint:
    """The server of the settings, with a vocabulary."""

    def __init__(self, settings: Settings, *, vocabulary: str = "", outbox: Outbox | None = None) -> None:
        self._url = f"{(settings.transcription_url or '').rstrip('/')}/audio/transcriptions"
        self._outbox = outbox or Unnoted()
        self._model = settings.transcription_model
        self._key = settings.transcription_api_key
        self._timeout = settings.transcription_timeout
        self._vocabulary = f"{VOCABULARY} {vocabulary}".strip()

    @property
    def name(self) -> str:
        """Model, as kept with each transcript."""
        return f"serveur:{self._model}"

    def transcribe(self, samples: Samples, progress: Progress) -> Heard:
        """See `Transcriber`.

        Raises:
            EngineError: the server does not answer, refuses, or answers what cannot be read.
        """
        total = len(samples) / RATE
        segments: list[Segment] = []
        dropped: list[Dropped] = []
        for start, end in blocks(samples):
            progress(start / RATE, total)
            answer = self._ask(samples[start:end])
            heard = _sift(answer, start / RATE, end / RATE)
            segments += heard.segments
            dropped += heard.dropped
        progress(total, total)
        return Heard(tuple(segments), tuple(dropped))

    def _ask(self, samples: Samples) -> _AnswerIn:
        import httpx

        form: Mapping[str, Any] = {
            "model": self._model,
            "language": "fr",
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["word", "segment"],
            "temperature": "0",
            "prompt": self._vocabulary,
        }
        sound = _wav(samples)
        problem = ""
        for attempt in range(TRIES):
            if attempt:
                time.sleep(_PAUSE_SECONDS * attempt)
            try:
                with self._outbox.leaving("transcription", self._url, sent=len(sound)) as trip:
                    trip.facts["modele"] = self._model
                    answer = httpx.post(
                        self._url,
                        data=form,
                        files={"file": ("appel.wav", sound, "audio/wav")},
                        headers={"Authorization": f"Bearer {self._key.get_secret_value()}"},
                        timeout=httpx.Timeout(self._timeout, connect=10),
                        follow_redirects=False,
                    )
                    trip.received, trip.status = len(answer.content), str(answer.status_code)
            except httpx.HTTPError as exc:
                problem = f"il ne répond pas ({type(exc).__name__})"
                continue
            if answer.status_code == 200:
                return _read(answer.content)
            problem = f"il répond {answer.status_code}"
            if answer.status_code not in _AGAIN:
                break
        raise EngineError(
            f"Le serveur de transcription n’a pas transcrit l’appel : {problem}. Vérifiez COACH_TRANSCRIPTION_URL, "
            "COACH_TRANSCRIPTION_MODEL et la clé, puis relancez le fichier."
        )


def _read(content: bytes) -> _AnswerIn:
    try:
        return _AnswerIn.model_validate_json(content)
    except ValidationError as exc:
        raise EngineError(
            "Le serveur de transcription a répondu ce qui ne se lit pas comme une transcription : vérifiez qu’il "
            "connaît le format « verbose_json »."
        ) from exc


def _sift(answer: _AnswerIn, offset: float, end: float) -> Heard:
    """Segments of an answer in the recording's own time, and what of them is refused as invented."""
    if answer.words:
        groups = [list(g) for g in segment_words([_word(w, offset, end) for w in answer.words])]
    elif answer.segments:
        groups = [_spread(s.text, offset + s.start, min(offset + s.end, end)) for s in answer.segments]
    else:
        groups = [_spread(answer.text, offset, end)]
    kept: list[Segment] = []
    refused: list[Dropped] = []
    for group in filter(None, groups):
        text = join_words(group)
        first, last = group[0].start, max(word.end for word in group)
        reason = _window_doubt(answer.segments or (), first - offset, last - offset)
        reason = reason or segment_doubt(text, group)
        if reason is None:
            kept.append(Segment(first, last, UNKNOWN_SPEAKER, text, tuple(group)))
        else:
            refused.append(Dropped(first, last, text, reason))
    return Heard(tuple(kept), tuple(refused))


def _window_doubt(windows: Sequence[_SegmentIn], start: float, end: float) -> str | None:
    """The server's own doubts about the stretch that holds most of these seconds."""
    if not windows:
        return None
    held = max(windows, key=lambda w: min(w.end, end) - max(w.start, start))
    return window_doubt(held.text, no_speech=held.no_speech_prob, log_probability=held.avg_logprob)


def _word(word: _WordIn, offset: float, end: float) -> Word:
    start = min(max(0.0, word.start) + offset, end)
    return Word(word.word.strip(), start, min(max(start, word.end + offset), end), word.probability)


def _spread(text: str, start: float, end: float) -> list[Word]:
    """Words of a text without word times, spread evenly: enough to show and to mask, not to measure overlaps."""
    words = text.split()
    step = max(0.0, end - start) / max(1, len(words))
    return [Word(word, start + i * step, start + (i + 1) * step) for i, word in enumerate(words)]


def _wav(samples: Samples) -> bytes:
    raw = io.BytesIO()
    with wave.open(raw, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return raw.getvalue()
