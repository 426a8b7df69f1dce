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
    r"|polie?s?|courtoise?s?|assidue?s?"
    r"|(?:rest\w+|gard\w+) (?:ton |votre |tres )?calme|t(?:iens|enez) toujours (?:tes|vos) (?:engagements|promesses))\b"
)
_SPOKEN_TO: Final = re.compile(r"\b(?:tu|vous|toi|ton|ta|tes|votre|vos|t')(?![a-z])")
_TAKES_BACK: Final = re.compile(
    r"\b(?:ne|pas|plus|peu|guere|aucune?|rien|trop|moins|mais|pourtant|encore|soi-disant|faudrait|quelle?"
    r"|incapables?|nul(?:le)?s?|manqu\w+|(?:pretend|devr|pourr)\w+)\b|\bn'|\?"
)
_NO_FAULT: Final = re.compile(
    r"\b(?:aucune?|pas un(?:e seule)?|sans(?: une?)?) (?:retards?|absences?|plaintes?|reclamations?|erreurs?|fautes?)\b"
)
_EXCUSED: Final = re.compile(
    r"\b(?:n'as|n'avez|n'avais|n'aviez|as|avez) (?:rien|pas) a (?:te |vous |t'|me |m'|nous )?"
    r"(?:justifier|prouver|excuser|expliquer|raconter|dire)\b"
    r"|\bn'(?:es|etes) (?:pas )?oblige\w* (?:a|de)\b"
)
_GRANTS: Final = re.compile(
    r"\b(?:tu as|t'as|vous avez) (?:bien |tout a fait |parfaitement )?raison\b(?! d')"
)
_REGRETS: Final = re.compile(
    r"\b(?:je|nous) (?:le |la |les |vous |te |t'|en )?(?:regrett\w+|suis (?:desole|navre)\w*)"
)
_ALREADY_SAID: Final = re.compile(
    r"\b(?:avait|avions|avais|aviez|etait|etions) (?:deja |bien |donc )?"
    r"(?:parle|dit|vu|evoque|convenu|aborde|note|prevu)\w*\b"
)
_STILL_TO_COME: Final = re.compile(r"\b(?:prochain\w*|se rev\w+|reverra|revoi\w+|refera\w*|fera\w*)\b")
_WHICH: Final = re.compile(
    r"^\W*(?:(?:et|alors|donc|bon|du coup)\W+)*(?:ou|a quelle adresse|a qui)\W+(?:\w+ ){0,2}?"
    r"(?:souhait|prefer|voul|veux|voudr|dois|faut)\w*"
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
    # « Vous auriez dû être reçue, je le regrette » is said against oneself.
    harmless = any(said.search(folded) for said in (_PASSED_ON, _NO_REASON, _BORNE, _REGRETS))
    if Act.MENACE in kept and harmless and not _REAL_THREAT.search(folded):
        kept.discard(Act.MENACE)
    if _EXCUSED.search(folded) or (_GRANTS.search(folded) and not _TAKES_BACK.search(folded)):
        kept -= {Act.JUGEMENT, Act.MINIMISATION}
    if _ALREADY_SAID.search(folded) and not _STILL_TO_COME.search(folded):
        kept -= {Act.SUIVI}  # « on en avait parlé le 23 » sets no date
    if Act.ENGAGEMENT in kept and asks_which(folded):
        kept.discard(Act.ENGAGEMENT)  # « où voulez-vous que je l'envoie ? » asks
    return frozenset(kept)


def asks_which(folded: str) -> bool:
    """True when a clause asks where or to whom something is to go: a question, not a commitment."""
    return _WHICH.search(folded) is not None


def _praises(folded: str) -> bool:
    """True when the clause praises the person who is spoken to, and takes nothing back."""
    faultless = _NO_FAULT.sub(" ", folded)
    rest = _NEVER_FAILS.sub(" ", faultless)
    never_fails = rest != faultless
    if never_fails:
        rest = re.sub(r"\bn(?:e\b|')", " ", rest)
    praised = never_fails or _PRAISE.search(rest) is not None
    return praised and _SPOKEN_TO.search(folded) is not None and _TAKES_BACK.search(rest) is None


def _own_listening(folded: str) -> str:
    """Without « je vous écouterai », which has nobody practise."""
    return re.sub(r"\bje (?:te |vous |t')ecoute\w*", " ", folded)
