"""Words that a customer must not hear from the manager who takes the call over; text is folded by the caller.

Read on both sides: the customer of the role-play takes offence, the debrief raises a flag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.domain.scenarios import fold

_ABOUT_ADVISER = (
    r"(?:m[ao]n |la |le |l'|votre |notre |cette |ce |une |un |des |les |mes |nos )?"
    r"(?:collegues?|conseill\w+|collaborat\w+|equipe|technicien|commercial|agent|service|personne qui vous a"
    r"|stagiaire|alternante?)"
)
_FAULT = (
    r"(?:s'est (?:trompee?|emmelee?|plantee?)|a (?:mal|fait n'importe|commis|oublie|bacle|menti|raconte|craque"
    r"|pleure)|n'a (?:pas (?:fait|su|suivi|ete|"
    r"compris)|rien compris|jamais)|est (?:nouvelle?|debutante?|incompetente?|nulle?|en (?:formation"
    r"|periode d'essai|arret|difficulte|depression)"
    r"|malade|fragile|depassee?|perdue?|trop (?:jeune|sensible))|(?:debute|debutait)|vient d'arriver"
    r"|va etre (?:recadree?|sanctionnee?|convoquee?|"
    r"viree?)|sera (?:recadree?|sanctionnee?|convoquee?|viree?)|aura (?:un avertissement|de mes nouvelles)"
    r"|je vais l[ae] (?:recadrer|convoquer|"
    r"sanctionner)|ne (?:fait|sait) pas|raconte n'importe quoi|fait n'importe quoi|est (?:souvent|toujours)"
    r"|a (?:deja )?eu (?:plusieurs|des) plaintes)"
)
_BLAMES = re.compile(
    rf"(?<![a-z]){_ABOUT_ADVISER}[^.!?]{{0,40}}{_FAULT}"
    r"|(?<![a-z])(?:elle|il) (?:debute|est (?:nouvelle?|en (?:periode d'essai|arret))|sera (?:sanctionne|recadre"
    r"|convoque|vire)"
    r"|va (?:m'entendre|etre (?:sanctionne|recadre|convoque|vire)))"
    r"|(?:c'est|c'etait) (?:de )?(?:la faute|l'erreur|la betise) (?:de |du |d')"
)
_HANGS_UP = re.compile(
    r"(?<!ne )(?<!n')(?:je (?:vais )?(?:devoir )?raccroch(?:e|er)(?! pas)|je (?:vais )?(?:dois )?(?:mets"
    r"|mettre) (?:un terme|fin) a"
    r"|(?:on|nous) (?:va |allons )?(?:arreter|en rester) la(?! pour)|sinon je coupe|cet appel est termine"
    r"|conversation est (?:terminee|close))"
)
_HUSHES = re.compile(
    r"(?:calmez-vous|baissez d'un ton|baissez le ton|ne (?:criez|me criez|hurlez) pas|vous (?:exagerez|dramatisez"
    r"|vous emportez)"
    r"|(?:pas la peine|inutile) de (?:crier|s'enerver|vous enerver)|soyez (?:poli|raisonnable|patient)"
    r"|il (?:n'y a pas|ne faut pas)"
    r"[^.!?]{0,20}(?:mort|drame|exagerer)|ce n'est (?:pas si grave|qu'un|qu'une)|c'est pas si grave"
    r"|comme tout le monde|vous n'etes pas "
    r"(?:le seul|la seule|seule?)|il fallait (?:lire|verifier|faire attention)|vous auriez du (?:lire|verifier"
    r"|regarder|appeler))"
)
_NOT_GRANTED = re.compile(
    r"(?<![a-z])(?:ne|n'|pas|aucune?|sans|ni|plutot que|au lieu de|demander\w*|demande|transmet\w*|soumet\w*"
    r"|etudi\w+|si on me|voir (?:avec|si)"
    r"|(?:ma|la) direction (?:decide|tranche|repond)|depend(?:ra)? (?:de|du)|service (?:juridique|sinistres)"
    r"|porter?)(?![a-z])"
)


def blames_colleague(folded: str) -> bool:
    """True when a fault, an absence or the state of somebody of the company is told to the customer."""
    return _BLAMES.search(folded) is not None


def hangs_up(folded: str) -> bool:
    """True when the manager hangs up, or brandishes it."""
    return _HANGS_UP.search(folded) is not None


def hushes(folded: str) -> bool:
    """True when the customer is told to calm down, to be patient, or that it is nothing."""
    return _HUSHES.search(folded) is not None


def grants(folded: str, beyond: Iterable[str]) -> bool:
    """True when something beyond the manager's authority (`beyond`: its words) is granted in this sentence."""
    return _NOT_GRANTED.search(folded) is None and any(fold(word) in folded for word in beyond)
