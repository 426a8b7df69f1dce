"""French typography of printed text: no-break spaces where the language wants them, words for dates."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

NBSP: Final = "\u00a0"
NARROW: Final = "\u202f"
_MONTHS: Final = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_HIGH: Final = re.compile(r"[ \u00a0\u202f]?([;!?])(?=\s|$|[»)\u00a0\u202f])")
_COLON: Final = re.compile(r"[ ](:)")
_UNITS: Final = re.compile(
    r"(?<=\d) (?=(?:%|€|h\b|min\b|s\b|kg\b|km\b|points?\b|jours?\b|heures?\b|minutes?\b))"
)
_OPENING: Final = re.compile(r"«[ \u00a0\u202f]?")
_CLOSING: Final = re.compile(r"[ \u00a0\u202f]?»")
_THOUSANDS: Final = re.compile(r"(?<=\d) (?=\d{3}\b)")


def fr(text: str) -> str:
    """Thin no-break space before ; ! ?, whole before : and inside « », none left to the line break."""
    text = " ".join(text.replace("'", "’").split(" "))
    text = _HIGH.sub(rf"{NARROW}\1", text)
    text = _COLON.sub(rf"{NBSP}\1", text)
    text = _OPENING.sub(f"«{NBSP}", text)
    text = _CLOSING.sub(f"{NBSP}»", text)
    text = _THOUSANDS.sub(NARROW, text)
    return _UNITS.sub(NBSP, text)


def day(value: date) -> str:
    """« 24 novembre 2026 »."""
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}{NBSP}{_MONTHS[value.month - 1]}{NBSP}{value.year}"


def quoted(text: str) -> str:
    """A quotation, in its marks."""
    return fr(f"« {text.strip().strip('«»').strip()} »")
