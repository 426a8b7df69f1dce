"""The decision about a trial period that a manager is there to announce: firm words, no threat, no promise.

Said plainly, the end or the renewal of a trial sounds to the analyst like a threat or like a promise beyond
one's power. In that interview it is the very subject. What stays a threat is a condition (« si… »), a slammed
door or a fault brandished; what stays a promise is a certainty about what comes after.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from coach.domain.acts import Act

_SUBJECT: Final = re.compile(
    r"periode d'essai|\bessai\b|\b(?:la|cette|ma|notre) decision\b|prevenance"
    r"|dernier jour|renouvel|prolong|ne (?:poursui|continu)\w+ pas"
    r"|contrat (?:\w+ ){0,2}(?:s'arrete|prend(?:ra)? fin|se termine)|fin (?:a|de|du) (?:\w+ )?contrat"
    r"|(?:solde de tout compte|certificat de travail)"
)
_THREATENS: Final = re.compile(
    r"\bsi\b|sinon|attention\b|\bou (?:je|c'est|alors|bien)\b|\bvir(?:er|e|es|ez)\b|la porte|dehors|degage"
    r"|interet a\b|\bfautes?\b|sanction|avertissement|licenci|mefie|previens|derniere chance|va voir\b"
)
_PROMISES: Final = re.compile(
    r"garanti|promet|promis|\bassur|certaine?\b|\bsure? (?:et certain|que)|quoi qu'il (?:arrive|en soit)|c'est gagne"
    r"|comptez sur moi|compte sur moi|de toute facon|a coup sur|prime|augment"
)
_HEARD_AS: Final = {Act.MENACE: Act.IMPACT, Act.PROMESSE_HORS_POUVOIR: Act.PROPOSITION}
_KEEPS: Final = {Act.MENACE: _THREATENS, Act.PROMESSE_HORS_POUVOIR: _PROMISES}


def announces(folded: str, act: Act) -> bool:
    """Whether this sentence tells a decision about the trial, although it was heard as that act."""
    return act in _KEEPS and _SUBJECT.search(folded) is not None and _KEEPS[act].search(folded) is None


def as_announced(acts: Iterable[Act], folded: str) -> tuple[Act, ...]:
    """The acts of a sentence of such an interview: a consequence told, a solution offered.

    >>> as_announced((Act.MENACE,), "nous mettons fin a votre periode d'essai")
    (<Act.IMPACT: 'impact'>,)
    >>> as_announced((Act.MENACE,), "si ca continue, je mets fin a votre periode d'essai")
    (<Act.MENACE: 'menace'>,)
    """
    heard = [_HEARD_AS[act] if announces(folded, act) else act for act in acts]
    return tuple(act for act in Act if act in heard)


def sentence(text: str, start: int, end: int) -> str:
    """The sentence in which a clause lies: a condition often stands in the clause before."""
    head = max((text.rfind(mark, 0, start) for mark in ".!?…\n"), default=-1) + 1
    tails = [at for mark in ".!?…\n" if (at := text.find(mark, max(start, end - 1))) >= 0]
    return text[head : min(tails, default=len(text))]
