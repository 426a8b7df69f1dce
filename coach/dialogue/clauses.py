"""A turn cut into clauses, each with its place in the turn, so that an act can be shown where it was said.

Typed text is cut at sentence ends. Speech recognition gives no punctuation: long stretches are cut before the words
that open a new move in conversation (« du coup », « est-ce que », « je te propose »…).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from coach.dialogue.wording import fold_same_length, quiet_quotes

#: A stretch longer than this many words without a sentence end is looked at for spoken openings.
_LONG = 12
#: No piece cut out of a long stretch is shorter than this many words.
_SHORTEST = 4

# Abbreviations and decimals must not end a sentence: « M. Petit », « 9.5 ».
_SENTENCE = re.compile(
    r"(?:[^.!?…;\n]|\.(?=\d)|(?<=\bM)\.|(?<=\bMM)\.|(?<=\bmin)\.(?= [a-z]))+"
    r"(?:[.!?…;]+[\s»”\"')]*(?=\s|$)|[.!?…;]+|\n+|$)"
)
_OPENING = re.compile(
    r"(?<= )(?="
    r"(?:et |mais |donc |alors |bon |ensuite |puis |du coup |sinon |en revanche |par contre |ok |d'accord )?"
    r"(?:est-ce qu|est ce qu|qu'est-ce|qu'est ce|qu est ce|comment |pourquoi |combien |a quoi |de quoi |d'ou |sur quoi "
    r"|je te propose|je vous propose|je te conseille|je vous conseille|je peux te|je peux vous|je voulais|je veux "
    r"|je comprends|j'entends|j'imagine|je sais que|je te remercie|je vous remercie|merci |on se revoit|on se voit"
    r"|on refait|on fait le point|la regle |la procedure |la consigne |l'objectif |normalement |tu t'engages"
    r"|vous vous engagez|si je comprends|si je resume|donc si |donc tu me dis|tu me dis|vous me dites"
    r"|raconte|dis-moi|dis moi|dites-moi|explique-moi|explique moi|bonjour|on a |on va )"
    r"|(?:mais |du coup |resultat |par contre |en revanche |sinon |ensuite |et puis |et du coup |alors que "
    r"|parce que derriere |et derriere )"
    r")"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """`text` is the verbatim slice `turn[start:end]`, without surrounding blanks."""

    start: int
    end: int
    text: str


def split_clauses(turn: str) -> tuple[Clause, ...]:
    """Clauses of `turn` in order; they do not overlap and together hold every non-blank character.

    >>> [c.text for c in split_clauses("Bonjour Léa. On a vingt minutes, tu es prête ?")]
    ['Bonjour Léa.', 'On a vingt minutes, tu es prête ?']
    """
    found: list[Clause] = []
    signs = quiet_quotes(turn)
    position = 0
    while position < len(turn):
        match = _SENTENCE.match(signs, position)
        # A turn may open with bare signs (« ... »), which belong to the next stretch.
        end = match.end() if match else _skip_signs(signs, position)
        for start, stop in _openings(turn, position, end):
            clause = _stripped(turn, start, stop)
            if clause is not None:
                found.append(clause)
        position = end
    return tuple(found)


def _skip_signs(turn: str, position: int) -> int:
    while position < len(turn) and turn[position] in ".!?…;\n":
        position += 1
    return max(position, 1)


def _openings(turn: str, start: int, end: int) -> list[tuple[int, int]]:
    stretch = turn[start:end]
    if stretch.count(" ") < _LONG:
        return [(start, end)]
    cuts = [0]
    folded = fold_same_length(stretch)
    for match in _OPENING.finditer(folded):
        ahead = stretch[cuts[-1] : match.start()].split()
        behind = stretch[match.start() :].split()
        if len(ahead) >= _SHORTEST and len(behind) >= _SHORTEST:
            cuts.append(match.start())
    cuts.append(len(stretch))
    return [(start + left, start + right) for left, right in itertools.pairwise(cuts)]


def _stripped(turn: str, start: int, end: int) -> Clause | None:
    text = turn[start:end]
    left = start + len(text) - len(text.lstrip())
    text = text.strip()
    return Clause(left, left + len(text), text) if text else None
