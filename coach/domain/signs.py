"""Signs: the words by which a passage is recognised, written by people as one line of data.

`"lancement, à rebours, écart + #"`: alternatives separated by commas, each read from the beginning of a word, without
case or accents; `+` joins words wanted in one sentence; `#` is any figure, in digits or in letters. A sign of three
letters or fewer is a whole word. Signs find the passage to show; they never make a level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from coach.domain.words import fold

_NUMBER = (
    r"(?:\d|(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|cent|"
    r"mille)(?![a-z]))"
)
_BREAK = re.compile(r"(?<=[.!?…])\s+(?!\s*»)|\n+")
_WHOLE_WORD = 3
_LONG = 320
"""Characters of a passage; a longer one is cut around what was found."""


def signs_of(line: str) -> tuple[str, ...]:
    """The alternatives of a line."""
    return tuple(sign for part in line.split(",") if (sign := part.strip()))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, each as it stands in it."""
    for piece in _BREAK.split(text):
        if piece.strip():
            yield piece.strip()


def passages(text: str, signs: tuple[str, ...]) -> Iterator[str]:
    """Sentences that hold one of the signs, word for word, in their order."""
    wanted = [_patterns(sign) for sign in signs]
    for sentence in sentences(text):
        folded = fold(sentence)
        for patterns in wanted:
            found = [pattern.search(folded) for pattern in patterns]
            if all(found):
                at = min(match.start() for match in found if match)
                yield _around(sentence, at if len(folded) == len(sentence) else 0)
                break


def passage(text: str, signs: tuple[str, ...]) -> str | None:
    """The first of them, or None."""
    return next(passages(text, signs), None)


@lru_cache(maxsize=4096)
def _patterns(sign: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(part.strip()) for part in sign.split("+") if part.strip())


def _pattern(word: str) -> re.Pattern[str]:
    folded = fold(word)
    body = "".join(_NUMBER if char == "#" else re.escape(char) for char in folded)
    if folded == "#":
        return re.compile(rf"(?<![a-z]){body}")
    end = r"(?![a-z0-9])" if folded[-1:].isalpha() and len(folded) <= _WHOLE_WORD else ""
    return re.compile(rf"(?<![a-z0-9]){body}{end}")


def _around(sentence: str, at: int) -> str:
    if len(sentence) <= _LONG:
        return sentence
    start = max(0, at - _LONG // 3)
    start = sentence.rfind(" ", 0, start) + 1 if start else 0
    end = sentence.rfind(" ", start, start + _LONG)
    return sentence[start : end if end > start else start + _LONG].strip()
