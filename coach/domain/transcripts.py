"""What was said, by whom and when; and whether a quote is really in it.

A `Turn` is what assessment reads: speaker and text, with times when they are known. A `Segment` is
what a transcriber gives: always timed, with its words. `find_quote` is the one judge of "verbatim":
case, accents' encoding, apostrophes, spacing and punctuation may differ, words and figures may not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

UNKNOWN_SPEAKER: Final = "locuteur"
"""Label of a voice that nobody has named yet (mono file without diarization)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's turn; times are seconds from the start, `None` in a written transcript."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; `probability` in 0–1 is how sure the transcriber is of it."""

    text: str
    start: float
    end: float
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one speaker's speech, in seconds from the start of the recording."""

    start: float
    end: float
    speaker: str
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """A recording put into words, with what made it (`model`)."""

    language: str
    duration: float
    segments: tuple[Segment, ...]
    model: str

    @property
    def speakers(self) -> tuple[str, ...]:
        """Speakers in order of first appearance."""
        return tuple(dict.fromkeys(segment.speaker for segment in self.segments))

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Neighbouring segments of one speaker joined into turns."""
        return tuple(
            Turn(
                speaker=speaker,
                text=" ".join(segment.text.strip() for segment in run),
                start=run[0].start,
                end=max(segment.end for segment in run),
            )
            for speaker, run in ((s, list(r)) for s, r in groupby(self.segments, lambda x: x.speaker))
        )


class Quote(NamedTuple):
    """Where a quote stands: turn index, and `[start, end)` characters of that turn's text."""

    turn: int
    start: int
    end: int
    text: str
    """The words as they stand in the turn, which is what should be shown."""


class _Token(NamedTuple):
    text: str
    start: int
    end: int


# A figure is one token, thousands and decimals with it ("1 200" is "1200"; neither "200" nor the "5" of
# "12,5" is in a text that does not say so); percent and currency signs count, since « 20 % » and
# « 20 € » are not the same fact; other punctuation does not.
_TOKENS: Final = re.compile(
    r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d+[.,]\d+"
    r"|[^\W_](?:[^\W_]|[\u0300-\u036f])*"
    r"|[%‰€$£°]"
)
_SPACES: Final = re.compile(r"\s")


def _fold(token: str) -> str:
    if token[0].isdigit() and not token.isalnum():
        return _SPACES.sub("", token).replace(",", ".")
    folded = unicodedata.normalize("NFKC", token).casefold()
    return unicodedata.normalize("NFC", folded).replace("œ", "oe").replace("æ", "ae")


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[_Token, ...]:
    return tuple(_Token(_fold(m.group()), m.start(), m.end()) for m in _TOKENS.finditer(text))


def _find(quote: str, text: str) -> tuple[int, int] | None:
    wanted = [token.text for token in _tokens(quote)]
    found = _tokens(text)
    if not wanted:
        return None
    words = [token.text for token in found]
    for i in range(len(words) - len(wanted) + 1):
        if words[i] == wanted[0] and words[i : i + len(wanted)] == wanted:
            return found[i].start, found[i + len(wanted) - 1].end
    return None


def is_verbatim(quote: str, text: str) -> bool:
    """Whether `quote`, word for word, is a run of whole words of `text`.

    >>> is_verbatim("J'ai compris : 1 200 appels !", "Bon, j’ai compris, 1200 appels.")
    True
    >>> is_verbatim("200 appels", "1 200 appels")
    False
    """
    return _find(quote, text) is not None


def find_quote(quote: str, turns: Sequence[Turn], *, prefer: int | None = None) -> Quote | None:
    """First turn that holds `quote` verbatim, or `None`; a quote never runs over two turns.

    `prefer` is the index of the turn looked at first (the one the quote is claimed to come from).
    An empty quote, or one of punctuation alone, is nowhere.
    """
    order = list(range(len(turns)))
    if prefer is not None and 0 <= prefer < len(turns):
        order.insert(0, prefer)
    for index in order:
        place = _find(quote, turns[index].text)
        if place is not None:
            return Quote(index, *place, turns[index].text[place[0] : place[1]])
    return None
