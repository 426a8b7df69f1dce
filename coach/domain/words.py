"""How words are compared: lower case, no accent, straight apostrophes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_COMBINING = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_SAME = str.maketrans({"’": "'", "œ": "oe", "Œ": "OE"})


def fold(text: str) -> str:
    """Lower case, no accent, straight apostrophes: the form in which words are compared."""
    return _fold_short(text) if len(text) <= 700 else _fold(text)


def _fold(text: str) -> str:
    return _COMBINING.sub("", unicodedata.normalize("NFKD", text.translate(_SAME))).lower()


@lru_cache(maxsize=16384)
def _fold_short(text: str) -> str:
    return _fold(text)
