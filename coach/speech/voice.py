"""The embedded French voice (SVOX Pico through py-nanotts): the advisor's, and that of test audio."""

from __future__ import annotations

import io
import re
import struct
import threading
import wave
from typing import Final

from coach.errors import InputError, MissingPart

RATE: Final = 16_000
PITCH: Final = (0.5, 2.0)
SPEED: Final = (0.5, 2.0)
MAX_CHARACTERS: Final = 5000
MARK: Final = "Voix de synthèse, générée par une machine (Coach MERCD)"
# Pico hangs on a "word" of thousands of letters and reads "<…>" as its own commands.
_MAX_PIECE: Final = 280
_MAX_WORD: Final = 50
_UNSPOKEN: Final = re.compile(r"[<>\x00-\x1f]|[^\w\s.,;:?!’'()%€&«»…/+=°–-]")
_SENTENCE: Final = re.compile(r"[^.?!…]+[.?!…]*\s*")
_LOCK: Final = threading.Lock()


def speak(text: str, *, pitch: float = 1.0, speed: float = 1.0) -> bytes:
    """A WAV (16 kHz, mono, 16 bits) of the text said; without a word to say, an empty one.

    `pitch` 0.5–2 and `speed` 0.5–2 multiply the voice's own.

    Raises:
        InputError: text over 5 000 characters, or a pitch or speed out of range.
        MissingPart: the voice is not installed.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"Texte trop long pour être dit ({len(text)} caractères, limite {MAX_CHARACTERS}).")
    for label, value, (low, high) in (("hauteur", pitch, PITCH), ("vitesse", speed, SPEED)):
        if not low <= value <= high:
            raise InputError(f"La {label} de la voix vaut {value} : elle doit être entre {low} et {high}.")
    try:
        from py_nanotts import NanoTTS
    except ImportError as exc:
        raise MissingPart(
            "La voix embarquée n’est pas installée sur cette machine : « pip install py-nanotts », "
            "ou poursuivez à l’écrit."
        ) from exc
    with _LOCK:
        voice = NanoTTS()
        pcm = b"".join(voice.speak(piece, voice="fr-FR", pitch=pitch, speed=speed) for piece in pieces(text))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm)
    return marked(out.getvalue())


def marked(wav: bytes) -> bytes:
    """The WAV with a comment that a machine reads: this voice is synthetic (AI Act, article 50(2))."""
    comment = MARK.encode("utf-8") + b"\0"
    comment += b"\0" * (len(comment) % 2)
    listed = b"INFOICMT" + struct.pack("<I", len(comment)) + comment
    body = wav[8:] + b"LIST" + struct.pack("<I", len(listed)) + listed
    return b"RIFF" + struct.pack("<I", len(body)) + body


def pieces(text: str) -> list[str]:
    """The text cut into what the voice can say at once: a few sentences, no endless word, no markup."""
    clean = _UNSPOKEN.sub(" ", text)
    found: list[str] = []
    for sentence in _SENTENCE.findall(clean):
        line = ""
        for word in sentence.split():
            for part in (word[i : i + _MAX_WORD] for i in range(0, len(word), _MAX_WORD)):
                if line and len(line) + len(part) >= _MAX_PIECE:
                    found.append(line)
                    line = ""
                line = f"{line} {part}".strip()
        if any(c.isalnum() for c in line):
            found.append(line)
    return found
