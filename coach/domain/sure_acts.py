"""Acts that a clause was heard to carry although its words say otherwise: praise, a status given, a request passed on.

Shared by who answers (the role-play) and who judges (the grids), so that both hear the same. Each rule takes away a
doubtful act; only praise gives one back. Real harm has words of its own, which switch the rule off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from coach.domain.acts import Act

_NEVER_FAILS: Final = re.compile(
    r"\b(?:lach\w+ jamais|jamais (?:manque|rate|lache|abandonne|laisse)\w*|trop modeste)"
)
_PRAISE: Final = re.compile(
    r"\b(?:douee?s?|exceptionnel\w*|remarquable\w*|fiables?|courageu\w+|rigoureu\w+|patiente?s?|professionnel\w*"
    r"|exigeante?s?|ponctuel\w*|serieu(?:x|se)|a l'ecoute|attenti(?:f|ve)s?|efficaces?|bienveillante?s?|loyale?s?"
    r"|precieu\w+|honnetes?|genereu\w+|talents?|talentueu\w+|a (?:ton|votre) honneur|mot gentil"
    r"|(?:vraie|belle|grande|reelle) (?:force|qualite|reussite)|compter sur (?:toi|vous)"
    r"|(?:rest\w+|gard\w+) (?:ton |votre |tres )?calme|t(?:iens|enez) toujours (?:tes|vos) (?:engagements|promesses))\b"
)
_SPOKEN_TO: Final = re.compile(r"\b(?:tu|vous|toi|ton|ta|tes|votre|vos|t')(?![a-z])")
_TAKES_BACK: Final = re.compile(
    r"\b(?:ne|pas|plus|peu|guere|aucune?|rien|trop|moins|mais|pourtant|encore|soi-disant|faudrait|quelle?"
    r"|incapables?|nul(?:le)?s?|manqu\w+|(?:pretend|devr|pourr)\w+)\b|\bn'|\?"
)
_NOBODY_ELSE: Final = re.compile(
    r"\b(?:personne|peu de (?:gens|monde))\b[^.!?]{0,25}\b(?:n'a|n'ont|ne (?:sait|savent|fait|font)|savent|ont)\b"
    r"[^.!?]*\b(?:ton|ta|tes|votre|vos|comme (?:toi|vous)|mieux que)\b"
)
_STATUS: Final = re.compile(
    r"\b(?:je|nous) [^.!?]{0,12}\b(?:dis|dirai|disons|explique\w*|montre)\b[^.!?]{0,12}\b(?:ou|d'ou|comment|ce que)\b"
)
_PRACTICE: Final = re.compile(
    r"rejou|refai|simul|ecout(?:e|ons|er)\b|imagin|mise en situation|\bjou(?:e|ons|ez)\b"
    r"|essa(?:ie|yons|yez)|a (?:toi|vous) de"
)
_PASSED_ON: Final = re.compile(
    r"\b(?:je|j'ai|nous|on) (?:vais |le |la |les )?(?:porte|transmet|remont|appuie|depose|soumet)\w*\b[^.!?]{0,40}"
    r"\b(?:demandes?|besoins?|idees?|indisponibilites?|propositions?|souhaits?|accord)\b"
)
_NO_REASON: Final = re.compile(r"\b(?:sans|pas|n'en) [^.!?]{0,25}\bmotifs?\b")
_BORNE: Final = re.compile(r"\b(?:j'ai|as|a|avons|avez|ont|tu|vous|le|l'avez|l'as) portee?s?\b")
_REAL_THREAT: Final = re.compile(
    r"\b(?:renvoy|renvoi|licenci|sanction|avertissement|disciplin|convoqu|blame|gare|mefie|reflechi|pensez-y|penses-y)\w*"
    r"|\bvir(?:er|e|es|ez|ee?s?)\b|\bsi\b|\bsinon\b|(?<!je )\bla porte\b|dehors|suites\b|consequences?\b"
)


def sure(acts: Iterable[Act], folded: str) -> frozenset[Act]:
    """The acts of one clause without those that its words deny.

    >>> sorted(sure({Act.JUGEMENT}, "tu es quelqu'un de fiable."))
    [<Act.VALORISATION: 'valorisation'>]
    >>> sorted(sure({Act.JUGEMENT}, "tu n'es pas fiable."))
    [<Act.JUGEMENT: 'jugement'>]
    """
    kept = set(acts)
    if Act.JUGEMENT in kept and _praises(folded):
        kept.discard(Act.JUGEMENT)
        kept.add(Act.VALORISATION)
    if Act.MINIMISATION in kept and _NOBODY_ELSE.search(folded):
        kept.discard(Act.MINIMISATION)
        kept.add(Act.VALORISATION)
    if (
        Act.MISE_EN_PRATIQUE in kept
        and _STATUS.search(folded)
        and not _PRACTICE.search(_own_listening(folded))
    ):
        kept.discard(Act.MISE_EN_PRATIQUE)
    harmless = _PASSED_ON.search(folded) or _NO_REASON.search(folded) or _BORNE.search(folded)
    if Act.MENACE in kept and harmless and not _REAL_THREAT.search(folded):
        kept.discard(Act.MENACE)
    return frozenset(kept)


def _praises(folded: str) -> bool:
    """True when the clause praises the person who is spoken to, and takes nothing back."""
    rest = _NEVER_FAILS.sub(" ", folded)
    never_fails = rest != folded
    if never_fails:
        rest = re.sub(r"\bn(?:e\b|')", " ", rest)
    praised = never_fails or _PRAISE.search(rest) is not None
    return praised and _SPOKEN_TO.search(folded) is not None and _TAKES_BACK.search(rest) is None


def _own_listening(folded: str) -> str:
    """Without « je vous écouterai », which has nobody practise."""
    return re.sub(r"\bje (?:te |vous |t')ecoute\w*", " ", folded)
