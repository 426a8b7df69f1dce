"""Figures and follow-up dates that the manager states, and whether a later turn says otherwise.

Only what is certain counts: the same thing counted ("neuf retards") with another number, in sentences that
both speak of the whole, and a number that the brief does not give for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from coach.domain.scenarios import Scenario, fold

_WORDS = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt"
).split()
_VALUE = {word: i for i, word in enumerate(_WORDS)} | {
    "une": 1,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
}
_THINGS = (
    "retards?|absences?|erreurs?|reclamations?|rappels?|pauses?|plaintes?|refus|ecoutes?|retractations?|e-?mails?|"
    "depassements?|oublis?"
)
_CLAIM = re.compile(
    rf"(?<![a-z0-9,.])(?P<n>\d{{1,3}}|{'|'.join(sorted(_VALUE, key=len, reverse=True))}) (?P<what>{_THINGS})(?![a-z])"
)
#: Words that make a count partial: a day, a month, one call among others.
_PARTIAL = re.compile(
    r"\b(?:dont|sur|chaque|par|encore|autres?|premiers?|derniers?|dernieres?|plus|moins|environ|objectif|cible|maximum|"
    r"au plus|autoris\w+|aucun|zero|vingtaine|dizaine|lundis?|mardis?|mercredis?|jeudis?|vendredis?|semaine|mois|"
    r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|d'ici|avant)\b"
)
_RANGE = re.compile(
    r"\b(?:entre|du|depuis) (?:le )?(?:\w+ )?\d{1,2} \w+(?: \d{4})?(?: (?:et|au) (?:le )?(?:\w+ )?\d{1,2} \w+)?"
)


class Contradiction(NamedTuple):
    """The same thing counted twice: as first said, as now said."""

    before: str
    now: str


def contradiction(text: str, earlier: Sequence[str], scenario: Scenario) -> Contradiction | None:
    """The first figure of `text` that contradicts one said before, or None."""
    if not _CLAIM.search(fold(text)):
        return None
    said: dict[str, tuple[int, str]] = {}
    for turn in earlier:
        for what, n, words in _claims(turn):
            said.setdefault(what, (n, words))
    for what, n, words in _claims(text):
        if what in said and said[what][0] != n and not {(what, n), (what, said[what][0])} <= _known(scenario):
            return Contradiction(said[what][1], words)
    return None


def _known(scenario: Scenario) -> set[tuple[str, int]]:
    return {(what, n) for what, n, _ in _claims(f"{scenario.brief.context} {_table(scenario)}", every=True)}


def _table(scenario: Scenario) -> str:
    rows = [f"{i.value} {i.label} {i.note or ''}" for i in scenario.brief.indicators]
    return " . ".join([*rows, *(e.what for e in scenario.brief.calendar)])


def _claims(text: str, *, every: bool = False) -> Iterator[tuple[str, int, str]]:
    """(thing, number, words as said) of each whole count."""
    for sentence in re.split(r"[.!?;\n]+", text):
        folded = fold(sentence)
        bare = _RANGE.sub(" ", folded)
        if not every and ("?" in sentence or _PARTIAL.search(_CLAIM.sub(" ", bare))):
            continue
        for match in _CLAIM.finditer(folded):
            number = match["n"]
            value = int(number) if number.isdigit() else _VALUE[number]
            yield match["what"].rstrip("s"), value, match.group()
