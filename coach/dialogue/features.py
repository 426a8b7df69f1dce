"""What the classifier looks at in a stretch of text: three groups of named features.

`words` are n-grams of normalised tokens, `letters` are pieces of words (spelling mistakes, unseen endings), `cues`
are hand-chosen signs: kind of question, negation, word families and the families met together.
"""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from coach.dialogue.lexicons import families
from coach.dialogue.wording import tokens

_WORD_SIZES = (1, 2, 3, 4)
_LETTER_SIZES = (3, 4, 5)

_CHOICE = re.compile(r"\bou\b(?! (?:quoi|pas)\b).*\?")
_OPEN_WORDS = frozenset(
    "comment pourquoi quoi quelle quelles quel quels raconte explique racontez decris parle".split()
)
_SHORT_WORDS = frozenset("combien quand heure date depuis qui lequel laquelle".split())
_NEGATIONS = frozenset("pas jamais rien aucun aucune sans ni plus personne".split())
_THIRD = frozenset("il elle ils elles lui leur sa son ses celui celle".split())
_FUTURE = re.compile(
    r"^(?:[a-z]{2,}(?:eras?|erez|iras?|irez|rons|ront|drai|drez|drais?)|auras?|aurez|seras?|serez|vais|va)$"
)
_CONDITIONAL = re.compile(r"^[a-z]{2,}(?:rais|riez|rait|rions)$")


class Features(NamedTuple):
    """Feature names, with repeats; an empty text has none."""

    words: list[str]
    letters: list[str]
    cues: list[str]


def extract(text: str) -> Features:
    """Features of one stretch of text (a clause or a whole turn)."""
    found = tokens(text)
    if not found:
        return Features([], [], [])
    return Features(_ngrams(["<s>", *found, "</s>"]), _letters(found), _cues(found))


def _ngrams(found: list[str]) -> list[str]:
    return [" ".join(found[i : i + size]) for size in _WORD_SIZES for i in range(len(found) - size + 1)]


def _letters(found: list[str]) -> list[str]:
    line = f" {' '.join(found)} "
    return [line[i : i + size] for size in _LETTER_SIZES for i in range(len(line) - size + 1)]


def _cues(found: list[str]) -> list[str]:
    kinds: set[str] = set()
    negated_until = -1
    for i, token in enumerate(found):
        if token in _NEGATIONS:
            kinds.add("neg")
            negated_until = i + 5
        for family in families(token):
            kinds.add(family)
            if i <= negated_until:
                kinds.add(f"neg:{family}")
        if token[0] == "<":
            kinds.add(token)
            if token != "<nom>":
                kinds.add("ancre")
        elif token in _THIRD:
            kinds.add("tiers")
        elif token in ("tu", "ton"):
            kinds.add("toi")
        elif token in ("je", "j", "moi", "me", "m"):
            kinds.add("moi")
        elif token in ("on", "nous", "ensemble"):
            kinds.add("nous")
        elif token == "si" or token == "sinon":
            kinds.add("si")
        elif _CONDITIONAL.match(token):
            kinds.add("conditionnel")
        elif _FUTURE.match(token):
            kinds.add("futur")
    kinds.update(_question(found))
    ordered = sorted(kinds)
    pairs = [f"{a}&{b}" for i, a in enumerate(ordered) for b in ordered[i + 1 :]]
    return ordered + pairs + [_length(found)]


def _question(found: list[str]) -> set[str]:
    if "?" not in found:
        return set()
    last = len(found) - 1 - found[::-1].index("?")
    first = last
    while first > 0 and found[first - 1] not in ("?", "!", "..."):
        first -= 1
    asked = found[first:last]
    kinds = {"question"}
    if _CHOICE.search(" ".join(found)):
        kinds.add("choix")
    words = set(asked)
    if words & _OPEN_WORDS or any(a == "qu" and b == "est" for a, b in itertools.pairwise(asked)):
        kinds.add("mot_ouvert")
    elif words & _SHORT_WORDS:
        kinds.add("mot_court")
    else:
        kinds.add("oui_non")
    return kinds


def _length(found: list[str]) -> str:
    for limit in (1, 2, 4, 7, 12, 20, 40):
        if len(found) <= limit:
            return f"longueur<={limit}"
    return "longueur>40"
