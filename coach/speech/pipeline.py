"""A recording to a transcript: decode, recognise each voice, tell the agent, mask, measure.

    result = transcribe(path, transcriber, masker=masker, progress=show)
    result.transcript.turns, result.measures.as_dict()

Nothing is stored here. The masked result holds no personal datum but what the masker missed; where a
masked datum was said is kept as times, so that it can be cut from audio that is to be kept (`cut`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from coach.domain.measures import Measures, measure
from coach.domain.transcripts import Segment, Transcript, Turn, Word
from coach.errors import AudioError
from coach.privacy.kinds import Kind
from coach.privacy.mask import Entity, Masker
from coach.speech.decode import MAX_BYTES, MAX_SECONDS, Audio, decode
from coach.speech.ports import RATE, Diarizer, Dropped, Heard, Progress, Samples, Transcriber, silent
from coach.speech.speakers import apply_spans, label, merge, voices

Place = tuple[int, int, Word]
"""`[start, end)` characters of a run's text, and the word there."""


@dataclass(frozen=True, slots=True)
class MaskedSpan:
    """Seconds during which a masked datum is said."""

    kind: Kind
    start: float
    end: float
    mask: str


@dataclass(frozen=True, slots=True)
class Words:
    """A talk as it was recognised, nothing masked yet."""

    segments: tuple[Segment, ...]
    agent_sure: bool
    dropped: tuple[Dropped, ...]
    duration: float


@dataclass(frozen=True, slots=True)
class Transcription:
    """All that comes out of a recording."""

    transcript: Transcript
    measures: Measures
    agent_sure: bool
    """Whether words told the agent; else the page asks."""
    dropped: tuple[Dropped, ...]
    """Words refused as invented; their text is emptied by masking."""
    masked: tuple[MaskedSpan, ...] | None
    """`None` when masking was not asked for."""
    truncated: bool
    """The file announced more sound than it holds."""

    def as_dict(self) -> dict[str, Any]:
        """The command line's object."""
        return {
            "language": self.transcript.language,
            "duration": round(self.transcript.duration, 2),
            "segments": [
                {"start": round(s.start, 2), "end": round(s.end, 2), "speaker": s.speaker, "text": s.text}
                for s in self.transcript.segments
            ],
            "measures": self.measures.as_dict(),
            "model": self.transcript.model,
        }


def transcribe(
    path: Path,
    transcriber: Transcriber,
    *,
    masker: Masker | None = None,
    diarizer: Diarizer | None = None,
    progress: Progress = silent,
    max_seconds: float = MAX_SECONDS,
    max_bytes: int = MAX_BYTES,
) -> Transcription:
    """Put a recording into words.

    Args:
        path: the sound file.
        transcriber: the ear.
        masker: masks personal data; without it the words are as recognised.
        diarizer: tells voices apart in a mono file; without it they share one label.
        progress: seconds of voice done and in all (both channels of a stereo call count); what it
            raises stops the work.
        max_seconds: longest recording taken.
        max_bytes: largest file taken.

    Raises:
        AudioError: not usable sound, or no speech in it.
        EngineError: recognition failed.
    """
    audio = decode(path, max_seconds=max_seconds, max_bytes=max_bytes)
    channels = voices(audio)
    heard: list[Heard] = []
    for number, channel in enumerate(channels):
        heard.append(transcriber.transcribe(channel, part(progress, number, len(channels), audio.duration)))
    words = understand(heard, channels, audio.duration, path.name, diarizer)
    return finish(words, transcriber.name, masker=masker, truncated=audio.truncated)


def understand(
    heard: Sequence[Heard],
    channels: Sequence[Samples],
    duration: float,
    name: str,
    diarizer: Diarizer | None = None,
) -> Words:
    """What each channel gave, as one talk with its speakers.

    Raises:
        AudioError: nobody says anything in `name`.
    """
    segments = merge([h.segments for h in heard], channels)
    if not segments:
        raise AudioError(
            f"Aucune parole n’a été reconnue dans {name!r} ({duration:.0f} s) : musique, bruit, ou "
            "voix trop faibles. Écoutez le fichier, puis donnez-en un autre.",
            code="audio-sans-parole",
        )
    if len(channels) == 1 and diarizer is not None:
        segments = apply_spans(segments, diarizer.spans(channels[0], 2))
    labelled, sure = label(segments)
    return Words(tuple(labelled), sure, tuple(d for h in heard for d in h.dropped), duration)


def finish(
    words: Words, model: str, *, masker: Masker | None, truncated: bool, allowed: Iterable[str] = ()
) -> Transcription:
    """Measure, then mask; `allowed` names are the centre's own and stay."""
    labelled, dropped = list(words.segments), words.dropped
    measures = measure(_turns(labelled), words.duration)
    spans: tuple[MaskedSpan, ...] | None = None
    if masker is not None:
        labelled, found = mask_segments(labelled, masker, allowed)
        spans = tuple(found)
        dropped = tuple(replace(d, text="") for d in dropped)
    transcript = Transcript("fr", words.duration, tuple(labelled), model)
    return Transcription(transcript, measures, words.agent_sure, dropped, spans, truncated)


def mask_segments(
    segments: Sequence[Segment], masker: Masker, allowed: Iterable[str] = ()
) -> tuple[list[Segment], list[MaskedSpan]]:
    """Segments with their personal data masked, and when each datum was said.

    Neighbouring segments of one speaker are read as one text: a number said over two of them is one.
    """
    session = masker.session(allowed=allowed)
    result: list[Segment] = []
    spans: list[MaskedSpan] = []
    for run in _runs(segments):
        places = _places(run)
        text = " ".join(word.text for *_, word in places)
        entities = session.mask(text).entities
        for entity in entities:
            said = [word for start, end, word in places if start < entity.end and entity.start < end]
            start, end = min(w.start for w in said), max(w.end for w in said)
            spans.append(MaskedSpan(entity.kind, start, end, entity.mask))
        result += _rebuilt(run, _masked_words(text, places, entities))
    return result, spans


def cut(
    audio: Audio, spans: Sequence[MaskedSpan], *, margin: float = 0.15
) -> np.ndarray[Any, np.dtype[np.int16]]:
    """The samples with every span replaced by silence, on all channels.

    `margin` seconds are taken on each side: word times are good to a tenth of a second.
    """
    samples = audio.samples.copy()
    for span in spans:
        samples[:, max(0, int((span.start - margin) * RATE)) : int((span.end + margin) * RATE) + 1] = 0
    return samples


def part(progress: Progress, number: int, parts: int, seconds: float) -> Progress:
    """Progress of one channel told as that of the whole."""

    def tell(done: float, _total: float) -> None:
        progress(number * seconds + done, parts * seconds)

    return tell


def _turns(segments: Sequence[Segment]) -> list[Turn]:
    return [Turn(s.speaker, s.text, s.start, s.end) for s in segments]


def _runs(segments: Sequence[Segment]) -> list[list[Segment]]:
    runs: list[list[Segment]] = []
    for segment in segments:
        if runs and runs[-1][-1].speaker == segment.speaker:
            runs[-1].append(segment)
        else:
            runs.append([segment])
    return runs


def _words(segment: Segment) -> tuple[Word, ...]:
    """The segment's words; a transcriber that gives none has its segment as one word."""
    return segment.words or (Word(segment.text, segment.start, segment.end),)


def _places(run: Sequence[Segment]) -> list[Place]:
    """Where each word of a run stands in the run's text."""
    places: list[Place] = []
    at = 0
    for segment in run:
        for word in _words(segment):
            places.append((at, at + len(word.text), word))
            at += len(word.text) + 1
    return places


def _masked_words(text: str, places: Sequence[Place], entities: Sequence[Entity]) -> list[Word]:
    """The words with what entities cover taken out; a mask stands in the first word of its entity."""
    begun: set[int] = set()
    masked: list[Word] = []
    for start, end, word in places:
        kept, at = "", start
        for number, entity in enumerate(entities):
            if entity.start < end and start < entity.end:
                kept += text[at : max(at, entity.start)] + ("" if number in begun else entity.mask)
                begun.add(number)
                at = min(end, entity.end)
        left = kept + text[at:end]
        if at > start and not kept and not any(c.isalnum() for c in left):
            # The stop after a number of several words follows its mask.
            last = max(i for i, done in enumerate(masked) if done.text)
            masked[last] = replace(masked[last], text=masked[last].text + left)
            left = ""
        masked.append(replace(word, text=left))
    return masked


def _rebuilt(run: Sequence[Segment], words: Sequence[Word]) -> list[Segment]:
    rebuilt: list[Segment] = []
    at = 0
    for segment in run:
        count = len(_words(segment))
        kept = tuple(word for word in words[at : at + count] if word.text)
        at += count
        if kept:
            text = " ".join(word.text for word in kept)
            rebuilt.append(replace(segment, text=text, words=kept if segment.words else ()))
    return rebuilt
