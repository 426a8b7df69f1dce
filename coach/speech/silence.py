"""Refuses what a transcriber invents where nobody speaks: silence, noise, hold music.

Voice activity detection keeps most of it from the model. What gets through is told by the model's own
doubts, by repetition, and by the set phrases of its training films. A word wrongly kept would be put
in somebody's mouth and scored; a segment this unsure could not carry a score anyway.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Final

from coach.domain.transcripts import Word

MAX_NO_SPEECH: Final = 0.6
MIN_LOG_PROBABILITY: Final = -1.0
"""Mean log-probability of a window; with doubt about speech too, the window is refused."""
HOPELESS_LOG_PROBABILITY: Final = -1.8
"""Below this the window is refused whatever the model thinks of speech."""
MAX_COMPRESSION: Final = 2.4
"""Text that packs better than this says the same thing over and over."""
MIN_WORD_PROBABILITY: Final = 0.25
"""Mean probability of the words of a segment under which it is a guess."""
MAX_WORDS_A_SECOND: Final = 9.0
"""Nobody speaks faster; more words than that were not heard in so short a time."""

_SET_PHRASES: Final = re.compile(
    r"sous[- ]?titr(?:es?|age)s?\b.{0,60}(?:amara|radio[- ]canada|soci[ée]t[ée]|communaut[ée]|st'? ?\d+|par\b)"
    r"|amara\.org|merci d['’ ]avoir (?:regard[ée]|visionn[ée]|suivi|[ée]cout[ée]) (?:cette|la|ma|notre) vid[ée]o"
    r"|abonnez[- ]vous (?:à|a) (?:la|ma|notre) cha[iî]ne|n['’]oubliez pas de vous abonner|activer la cloche"
    r"|(?:à|a) (?:bient[ôo]t|la prochaine) pour une (?:nouvelle|prochaine) vid[ée]o|like et (?:abonne|partage)"
    r"|^\W*(?:\[?musique\]?|♪+|\(?musique de (?:fond|g[ée]n[ée]rique)\)?|applaudissements)\W*$"
    r"|retrouvez[- ]nous sur|pour plus d['’]informations,? (?:visitez|rendez-vous sur) www",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"[^\W\d_]")
_TOKENS: Final = re.compile(r"\w+")


def window_doubt(text: str, *, no_speech: float, log_probability: float) -> str | None:
    """Why a whole recognised window (up to 30 s) is refused, or `None`."""
    if log_probability < HOPELESS_LOG_PROBABILITY:
        return "reconnaissance sans aucune certitude"
    if no_speech > MAX_NO_SPEECH and log_probability < MIN_LOG_PROBABILITY:
        return "aucune parole probable"
    if compression(text) > MAX_COMPRESSION or repeats(text):
        return "texte répété en boucle"
    return None


def segment_doubt(text: str, words: Sequence[Word]) -> str | None:
    """Why one segment is refused, or `None`."""
    if not _LETTERS.search(text) and not any(c.isdigit() for c in text):
        return "aucun mot"
    if _SET_PHRASES.search(text):
        return "formule de générique vidéo"
    if words:
        if sum(word.probability for word in words) / len(words) < MIN_WORD_PROBABILITY:
            return "mots devinés"
        seconds = max(word.end for word in words) - min(word.start for word in words)
        if len(words) >= 5 and len(words) > MAX_WORDS_A_SECOND * max(seconds, 0.1):
            return "trop de mots pour la durée"
    if repeats(text):
        return "texte répété en boucle"
    return None


def compression(text: str) -> float:
    """How many times smaller the text gets when packed; short texts do not pack."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def repeats(text: str, times: int = 5) -> bool:
    """Whether one to eight words come `times` times in a row; « oui, oui, oui » is speech."""
    words = [word.casefold() for word in _TOKENS.findall(text)]
    for size in range(1, 9):
        for start in range(len(words) - size * times + 1):
            piece = words[start : start + size]
            if all(words[start + k * size : start + (k + 1) * size] == piece for k in range(1, times)):
                return True
    return False
