"""Numbers as people say or write them: runs of digits and French number words, read as digits.

« zéro six douze trente-quatre », "06.12.34" and what a transcriber mixes of the two ("0 6 douze 34")
are the same run. Speech is ambiguous (« soixante dix huit » is 78, or 60 then 18, or 70 then 8), so a
whole run may be searched for a reading that a checksum takes. Only a whole run: among the readings of all
its parts, one would pass by chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

UNITS: Final = {
    "zéro": 0, "zero": 0, "zéros": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
    "sept": 7, "huit": 8, "neuf": 9,
}  # fmt: skip
TEENS: Final = {"dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16}
TENS: Final = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
HUNDRED: Final = {"cent": 100, "cents": 100}
NUMBER_WORDS: Final = UNITS | TEENS | TENS | HUNDRED

_FILLERS: Final = {"euh", "heu", "puis", "et"}
_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+")
_GAP: Final = re.compile(r"[ \t\u00a0\u202f.,…()\-–]*")


@dataclass(frozen=True, slots=True)
class Number:
    """One number token of a run: digits as written, or the value of a word; `[start, end)` in the text."""

    digits: str
    value: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `first` to `last` of a run, read as `digits`."""

    first: int
    last: int
    digits: str


Run = tuple[Number, ...]


def runs(text: str) -> list[Run]:
    """Number tokens that follow each other, with nothing between but spaces, stops and « euh ».

    A decimal comma ends a run: « 12,5 » is a figure, not part of somebody's number.
    """
    found: list[Run] = []
    run: list[Number] = []
    end = 0
    filler = False

    def close() -> None:
        nonlocal run, filler
        if run:
            found.append(tuple(run))
        run, filler = [], False

    for match in _TOKEN.finditer(text):
        word, gap = match.group(), text[end : match.start()]
        end = match.end()
        value = None if word.isdigit() else NUMBER_WORDS.get(word.lower())
        decimal = gap == "," and word.isdigit()
        if not _GAP.fullmatch(gap) or decimal:
            close()
        if word.isdigit() or value is not None:
            run.append(Number(word if value is None else str(value), value, match.start(), end))
            filler = False
        elif run and word.lower() in _FILLERS and not filler:
            filler = True
        else:
            close()
    close()
    return found


def natural(run: Run) -> list[Match]:
    """The run read in the most natural way: the longest compounds, one match a number said."""
    units: list[Match] = []
    position = 0
    while position < len(run):
        digits, after = _units(run, position)[0]
        units.append(Match(position, after - 1, digits))
        position = after
    return units


def plain_digits(run: Run) -> str:
    """The digits of the natural reading."""
    return "".join(unit.digits for unit in natural(run))


def whole_readings(run: Run, limit: int) -> Iterator[str]:
    """Every way to read the whole run in at most `limit` digits, the most natural first."""
    stack: list[tuple[int, str]] = [(0, "")]
    while stack:
        position, digits = stack.pop()
        if position == len(run):
            yield digits
            continue
        steps = [(after, digits + more) for more, after in _units(run, position)]
        stack.extend(reversed([step for step in steps if len(step[1]) <= limit]))


def windows(run: Run, limit: int, accept: Callable[[str], bool]) -> Iterator[Match]:
    """Numbers said one after the other whose digits together `accept` takes, left to right."""
    units = natural(run)
    start = 0
    while start < len(units):
        digits = ""
        for end in range(start, len(units)):
            digits += units[end].digits
            if len(digits) > limit:
                start += 1
                break
            if accept(digits):
                yield Match(units[start].first, units[end].last, digits)
                start = end + 1
                break
        else:
            start += 1


def _units(run: Run, i: int) -> list[tuple[str, int]]:
    """Readings of one number starting at token `i`, longest first, as (digits, next token)."""
    token = run[i]
    if token.value is None:
        return [(token.digits, i + 1)]
    found = [(str(value), end) for value, end in _below_hundred(run, i)]
    hundred = _hundred(run, i)
    if hundred is not None:
        base, after = hundred
        found += [(str(base + value), end) for value, end in _below_hundred(run, after)]
        found.append((str(base), after))
    return sorted(found, key=lambda unit: -unit[1])


def _hundred(run: Run, i: int) -> tuple[int, int] | None:
    value = run[i].value
    if value == 100:
        return 100, i + 1
    if value is not None and 2 <= value <= 9 and i + 1 < len(run) and run[i + 1].value == 100:
        return value * 100, i + 2
    return None


def _below_hundred(run: Run, i: int) -> list[tuple[int, int]]:
    """Values 0–99 readable from word token `i`, with the token after each."""

    def value(at: int) -> int:
        token = run[at].value if at < len(run) else None
        return -1 if token is None else token

    first = value(i)
    if first < 0 or first == 100:
        return []
    found = [(first, i + 1)]
    base, after = first, i + 1
    # « et » (vingt et un) is a filler of the run, and leaves no token.
    if first == 4 and value(i + 1) == 20:
        base, after = 80, i + 2
        found.append((80, after))
    if base >= 20 and 1 <= value(after) <= 9:
        found.append((base + value(after), after + 1))
    if base in (60, 80) and 10 <= value(after) <= 16:
        found.append((base + value(after), after + 1))
        if value(after) == 10 and 7 <= value(after + 1) <= 9:
            found.append((base + 10 + value(after + 1), after + 2))
    if first == 10 and 7 <= value(i + 1) <= 9:
        found.append((10 + value(i + 1), i + 2))
    return found
