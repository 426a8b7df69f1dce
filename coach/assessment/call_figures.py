"""Figures of a call and of its product sheet, in one form."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from coach.assessment.words import NUMBER, fold

_VALUES: Final[dict[str, int]] = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000,
    "vingts": 20, "cents": 100,
}  # fmt: skip

_FIGURE: Final = re.compile(
    rf"\b({NUMBER}|une?|zero)\b ?(€|euros?|%|pour ?cents?|jours?(?: ouvres?)?|heures?|h\b|minutes?|min\b|semaines?|mois|ans?|kg|kilos?|cm|fois)?"
)

_UNITS: Final = {
    "€": "euro",
    "euros": "euro",
    "euro": "euro",
    "pour cent": "%",
    "pourcent": "%",
    "h": "heure",
    "heures": "heure",
    "min": "minute",
    "minutes": "minute",
    "kg": "kilo",
    "kilos": "kilo",
    "ans": "an",
    "jours ouvres": "jour",
    "jour ouvre": "jour",
    "jours": "jour",
}


class Figure(NamedTuple):
    """A number and what it counts, '' when nothing is said."""

    value: str
    unit: str


def figures(text: str) -> frozenset[Figure]:
    """Numbers of a text with their units, in one form: « quarante-huit heures » is « 48 heures »."""
    read = set()
    for match in _FIGURE.finditer(fold(text)):
        value = _number(match.group(1))
        unit = re.sub(r"\s+", " ", (match.group(2) or "").strip())
        unit = _UNITS.get(unit, unit.rstrip("s"))
        if value is None or (value == "1" and not unit):
            continue
        read.add(_one_unit(value, unit))
    read |= {figure for pattern, figure in _IN_WORDS if pattern.search(fold(text))}
    return frozenset(read)


def _one_unit(value: str, unit: str) -> Figure:
    """Weeks in days, years in months: « une semaine » is « 7 jours »."""
    base, times = _LONGER.get(unit, (unit, 1))
    return Figure(_plain(float(value) * times) if times > 1 else value, base)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


_LONGER: Final = {"semaine": ("jour", 7), "an": ("moi", 12)}
#: Quantities that have a name of their own.
_IN_WORDS: Final = tuple(
    (re.compile(pattern), figure)
    for pattern, figure in (
        (r"\b(?:la |une )?moitie\b", Figure("50", "%")),
        (r"\bun quart\b(?! d'heure)|\ble quart\b", Figure("25", "%")),
        (r"\bune demi-heure\b", Figure("30", "minute")),
        (r"\bun quart d'heure\b", Figure("15", "minute")),
        (r"\btrois quarts d'heure\b", Figure("45", "minute")),
        (r"\bune heure et demie\b", Figure("90", "minute")),
        (r"\bune (?:petite )?quinzaine\b", Figure("15", "jour")),
        (r"\bune dizaine de jours\b", Figure("10", "jour")),
    )
)


def _number(text: str) -> str | None:
    plain = text.replace(",", ".")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return plain.rstrip("0").rstrip(".") if "." in plain else str(int(plain))
    total = current = 0
    for word in re.split(r"[ \-]", plain):
        if word == "et" or not word:
            continue
        value = _VALUES.get(word)
        if value is None:
            return None
        if value in (100, 1000):
            current = max(1, current) * value
            total, current = total + current, 0
        elif value == 20 and current == 4:
            current = 80
        else:
            current += value
    return str(total + current)
