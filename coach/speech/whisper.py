"""faster-whisper as a `Transcriber`: batched, voice activity first, word times, French.

The recording is read in blocks of a few minutes, cut in a pause: memory stays bounded, progress is
real, and stopping takes seconds. One model is loaded a process, and it serves one call at a time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from coach.domain.transcripts import UNKNOWN_SPEAKER, Segment, Word
from coach.errors import CoachError, EngineError
from coach.speech.ports import RATE, Dropped, Heard, Progress, Samples
from coach.speech.silence import segment_doubt, window_doubt

BLOCK_SECONDS: Final = 240.0
_CUT_SEARCH_SECONDS: Final = 30.0
_PAUSE_SECONDS: Final = 0.7
"""A pause this long between two words ends a segment."""
_MAX_SEGMENT_SECONDS: Final = 20.0
_BATCH: Final = 8


VOCABULARY: Final = (
    "Service client, téléconseiller, box, fibre, forfait, résiliation, échéancier, geste commercial, "
    "DMT, Bloctel, RGPD."
)
"""Nouns of the trade, and no set phrase: a phrase of the grid given to the model could be heard where it was
not said."""


_LOADING: Final = threading.Lock()


class Whisper:
    """The model of a folder, with a vocabulary.

    `vocabulary` is given as context to each window; add a centre's own names to it (« Télénova,
    Maxibox »), which the model would else misspell. The model itself is read once a process, whatever
    the number of these objects.

    Raises:
        EngineError: the folder holds no model that loads.
    """

    def __init__(self, path: Path, name: str, *, vocabulary: str = VOCABULARY) -> None:
        self._name = f"whisper-{name}"
        self._vocabulary = vocabulary
        with _LOADING:
            self._pipeline, self._lock = _loaded(path)

    @property
    def name(self) -> str:
        """Model, as kept with each transcript."""
        return self._name

    def transcribe(self, samples: Samples, progress: Progress) -> Heard:
        """See `Transcriber`."""
        total = len(samples) / RATE
        segments: list[Segment] = []
        dropped: list[Dropped] = []
        with self._lock:
            for start, end in blocks(samples):
                progress(start / RATE, total)
                heard = self._block(samples[start:end], start / RATE, total, progress)
                segments += heard.segments
                dropped += heard.dropped
        progress(total, total)
        return Heard(tuple(segments), tuple(dropped))

    def _block(self, samples: Samples, offset: float, total: float, progress: Progress) -> Heard:
        segments: list[Segment] = []
        dropped: list[Dropped] = []
        try:
            windows, _ = self._pipeline.transcribe(
                samples,
                language="fr",
                beam_size=5,
                batch_size=_BATCH,
                word_timestamps=True,
                vad_filter=True,
                vad_parameters={"min_silence_duration_ms": 300, "min_speech_duration_ms": 100},
                hotwords=self._vocabulary or None,
            )
            for window in windows:
                words = words_of(window.words or (), offset)
                kept, refused = _sift(window, words)
                segments += kept
                dropped += refused
                progress(min(offset + float(window.end), total), total)
        except CoachError:
            raise
        except Exception as exc:
            raise EngineError(
                f"La reconnaissance vocale a échoué ({type(exc).__name__}) : relancez-la ; si l’erreur persiste, "
                "lancez « coach models check »."
            ) from exc
        return Heard(tuple(segments), tuple(dropped))


@cache
def _loaded(path: Path) -> tuple[Any, threading.Lock]:
    """The model, and the lock under which it works."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    try:
        model = WhisperModel(
            str(path), device="auto", compute_type="int8", cpu_threads=usable_cpus(), local_files_only=True
        )
    except Exception as exc:  # CTranslate2 raises RuntimeError and others on a damaged file
        raise EngineError(
            f"Le modèle de reconnaissance vocale de {str(path)!r} ne se charge pas : vérifiez-le avec "
            "« coach models check »."
        ) from exc
    pipeline: Any = BatchedInferencePipeline
    return pipeline(model), threading.Lock()


def usable_cpus() -> int:
    """Processors this process may use, which a container may limit."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def blocks(samples: Samples) -> Iterator[tuple[int, int]]:
    """`[start, end)` samples of each block, cut where the voice is lowest near the wanted length."""
    size, search, frame = int(BLOCK_SECONDS * RATE), int(_CUT_SEARCH_SECONDS * RATE), RATE // 5
    start = 0
    while len(samples) - start > size + search:
        zone = samples[start + size - search : start + size]
        energy = np.square(zone[: len(zone) // frame * frame].reshape(-1, frame)).mean(axis=1)
        end = start + size - search + int(energy.argmin()) * frame + frame // 2
        yield start, end
        start = end
    if start < len(samples):
        yield start, len(samples)


def _sift(window: Any, words: Sequence[Word]) -> tuple[list[Segment], list[Dropped]]:
    """Segments of a recognised window, and what of it is refused as invented."""
    text = window.text.strip()
    if not words:
        return [], []
    doubt = window_doubt(text, no_speech=window.no_speech_prob, log_probability=window.avg_logprob)
    if doubt is not None:
        return [], [Dropped(words[0].start, words[-1].end, text, doubt)]
    kept, refused = [], []
    for group in segment_words(words):
        said = join_words(group)
        start, end = group[0].start, max(word.end for word in group)
        reason = segment_doubt(said, group)
        if reason is None:
            kept.append(Segment(start, end, UNKNOWN_SPEAKER, said, tuple(group)))
        else:
            refused.append(Dropped(start, end, said, reason))
    return kept, refused


def segment_words(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words grouped into segments: at pauses, at ends of sentences, and before they grow too long."""
    group: list[Word] = []
    for word in words:
        if group:
            pause = word.start - group[-1].end
            sentence = group[-1].text[-1:] in ".?!…"
            long = word.end - group[0].start > _MAX_SEGMENT_SECONDS
            if pause > _PAUSE_SECONDS or sentence or long:
                yield group
                group = []
        group.append(word)
    if group:
        yield group


def words_of(raw: Iterable[Any], offset: float = 0.0) -> list[Word]:
    """Whole words from the model's pieces.

    A piece without a leading blank belongs to the word before (« rendez », « -vous »), and so does one
    of punctuation alone (« vous », « ? »).
    """
    words: list[Word] = []
    for piece in raw:
        text, start = piece.word.strip(), float(piece.start) + offset
        end = max(float(piece.end) + offset, start)
        if not text:
            continue
        spoken = any(c.isalnum() for c in text)
        if words and not (spoken and piece.word[0] == " "):
            last = words.pop()
            glued = last.text + (" " if piece.word[0] == " " else "") + text
            stop = end if spoken else last.end
            doubt = min(last.probability, float(piece.probability)) if spoken else last.probability
            words.append(Word(glued, last.start, stop, doubt))
        else:
            words.append(Word(text, start, end, float(piece.probability)))
    return words


def join_words(words: Sequence[Word]) -> str:
    """The words as a text."""
    return " ".join(word.text for word in words)
