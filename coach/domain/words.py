"""How words are compared, whatever their spelling. Three forms, because three things are asked of them.

`fold` opens ligatures and may change length: words and sentences are compared. `fold_same_length` keeps every
character at its place, so that a match can be quoted from the text itself. `fold_name` leaves apostrophes alone and
goes as far as case goes (« ß » is « ss »): names are compared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_COMBINING = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_SAME = str.maketrans({"’": "'", "œ": "oe", "Œ": "OE"})
_APOSTROPHES: Final = "’‘ʼ`´"
_SPACES: Final = "\u00a0\u202f\u2009\t\n\r"
_NUMBER_OR_END: Final = re.compile(r"(\d+(?:[   ]\d{3})*)|\(s\)")


def agree(text: str) -> str:
    """« 1 ligne(s) lue(s) » as « 1 ligne lue »: each `(s)` agrees with the number before it."""
    number = 0

    def written(found: re.Match[str]) -> str:
        nonlocal number
        if found[1]:
            number = int(re.sub(r"\D", "", found[1]))
            return found[0]
        return "s" if number > 1 else ""

    return _NUMBER_OR_END.sub(written, text)


def fold(text: str) -> str:
    """Lower case, no accent, straight apostrophes: the form in which words are compared.

    >>> fold("L’Œuvre d’Été")
    "l'oeuvre d'ete"
    """
    return _fold_short(text) if len(text) <= 700 else _fold(text)


def fold_same_length(text: str) -> str:
    """The same, as long as `text` character for character; every kind of space is a space.

    >>> fold_same_length("L’Œuvre d’Été")
    "l'œuvre d'ete"
    """
    return "".join(map(_fold_character, text))


def fold_name(text: str) -> str:
    """Casefolded, accents off: « Hélène » and « HELENE » are one.

    >>> fold_name("L’Hélène")
    'l’helene'
    """
    return _without_marks(unicodedata.normalize("NFD", text.casefold()))


def _fold(text: str) -> str:
    return _COMBINING.sub("", unicodedata.normalize("NFKD", text.translate(_SAME))).lower()


@lru_cache(maxsize=16384)
def _fold_short(text: str) -> str:
    return _fold(text)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _SPACES:
        return " "
    kept = _without_marks(unicodedata.normalize("NFKD", character)).casefold()
    return kept if len(kept) == 1 else character.lower() if len(character.lower()) == 1 else character


def _without_marks(decomposed: str) -> str:
    return "".join(c for c in decomposed if not unicodedata.combining(c))
