"""Files that are dropped in the tests of the queue: good calls, written exchanges, and hostile ones."""

from __future__ import annotations

import struct
import wave
import zipfile
from pathlib import Path

import numpy as np

from evals.speech.sounds import RATE, Line, call, say, write

CALL = (
    Line("agent", "Service client, bonjour. Que puis-je faire pour vous ?"),
    Line(
        "client",
        "Bonjour, mon numéro est le zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit.",
    ),
)
CHAT = (
    "Client : Bonjour, je suis Odile Marchand, je n’ai pas reçu ma commande.\n"
    "Agent : Bonjour madame, service client, Léa à votre écoute. Depuis quand l’attendez-vous ?\n"
)


def stereo(path: Path) -> Path:
    """A short call, a side a channel."""
    sound, _ = call(CALL)
    return write(path, sound)


def mono(path: Path, text: str = "Bonjour, je vous appelle pour ma facture.") -> Path:
    """A few words, one voice."""
    return write(path, say(text))


def silence(path: Path, seconds: float = 2.0) -> Path:
    """Nothing at all."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.zeros(int(seconds * RATE), "<i2").tobytes())
    return path


def hostile(folder: Path, number: int) -> Path:
    """One of the files nobody should send, in turn."""
    makers = (_empty, _text, _archive, _truncated, silence, _video, _bomb, _playlist)
    names = (
        "vide.mp3",
        "texte.wav",
        "archive.mp3",
        "coupe.flac",
        "muet.wav",
        "film.mp4",
        "bombe.docx",
        "liste.wav",
    )
    place = number % len(makers)
    path = folder / f"{number:02d}-{names[place]}"
    makers[place](path)
    return path


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_text("Ceci n'est pas un son, mais un texte qui se fait passer pour tel.\n" * 20)


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("appel.wav", b"\0" * 1_000_000)


def _truncated(path: Path) -> None:
    whole = path.with_suffix(".entier.flac")
    write(whole, say("Bonjour."), codec="flac")
    path.write_bytes(whole.read_bytes()[:60])
    whole.unlink()


def _video(path: Path) -> None:
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 32
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))))
        container.mux(stream.encode(None))


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 80_000_000)


def _playlist(path: Path) -> None:
    path.write_text("#EXTM3U\nhttp://127.0.0.1:9/appel.mp3\n")


def liar(path: Path) -> Path:
    """A WAV whose header announces hours that are not there, and noise after it."""
    header = (
        b"RIFF"
        + struct.pack("<I", 2**31)
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    )
    path.write_bytes(header + b"data" + struct.pack("<I", 2**31 - 100) + bytes(range(256)) * 4)
    return path
