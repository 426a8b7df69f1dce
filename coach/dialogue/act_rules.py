"""What grammar settles better than counting: a few certain patterns, applied to the scores of one clause.

Each rule says which acts a clause cannot carry, or must carry. Keep them few: a rule is for a convention that is
exact (docs/actes.md), not for a sentence the model happens to misread.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from coach.dialogue.wording import fold
from coach.domain.acts import HARMFUL, Act

_QUESTIONS = frozenset({Act.QUESTION_OUVERTE, Act.QUESTION_FERMEE})

_CLITICS = r"(?:(?:me|te|se|nous|vous|lui|leur|le|la|les|en|y)\s|[mtsld]')*"
#: « Pourquoi ne pas noter… ? » suggests; « pourquoi ne pas avoir noté » looks back and asks.
_SUGGESTION = re.compile(
    rf"^\W*(?:et )?pourquoi (?:ne )?pas {_CLITICS}(?!(?:en |y )?(?:avoir|etre)\b)[a-z]+(?:er|ir|re|oir)\b"
)

#: « Je ne dis pas que tu es de mauvaise foi », « je n'insinue rien » : a refused act is not the act.
_DENIAL = re.compile(
    r"\bje (?:ne |n')?(?:dis|pretends|sous-entends) pas (?:du tout )?qu"
    r"|\bje (?:ne |n')?(?:pense|crois|trouve) pas que (?:tu|vous)\b"
    r"|\bje (?:n'|ne l'|n)?ai (?:jamais|pas) (?:dit|pretendu|pense) qu"
    r"|\bje (?:ne |n')?(?:suis|t'|vous )?\s?(?:suis )?pas en train de"
    r"|\bje (?:ne )?(?:te|vous) (?:traite|reproche|accuse|menace|compare) pas\b"
    r"|\bje n'insinue\b|\bloin de moi\b"
)
#: Asking for a repeat, checking the line, marking that one listens: nothing is asked of the advisor.
_BACKCHANNEL = re.compile(
    r"^\W*(?:(?:ah|oh|mais|non|oui|euh|et|bon|ok|tiens) ?,? ?)*"
    r"(?:hein|pardon|quoi|comment|comment ca|vraiment|serieux|ah bon|ah oui|allo|tu disais|vous disiez|c'est-a-dire"
    r"|t'es la|tu m'entends|vous m'entendez|tu peux repeter|vous pouvez repeter|n'est-ce pas|ca va|et donc)"
    r"\W*(?:s'il (?:te|vous) plait\W*)?$"
)
#: Orders to the machine and questions about it.
_MACHINE = re.compile(
    r"\bprompt\b|\bchat ?gpt\b|\bgpt\b|\bopenai\b|intelligence artificielle|\b(?:l'|une |cette )ia\b|\bchatbot\b"
    r"|(?:ignore|oublie)[sz]? (?:toutes |tout )?(?:les |tes |vos |ton |votre )?"
    r"(?:instructions|consignes|regles|role|instructions precedentes)"
    r"|(?:sors|sortez) (?:de ton|de votre|du) (?:role|personnage)"
    r"|(?:faits?|cause|couche|indice)s? (?:encore )?(?:verrouille|cache|secret)"
    r"|(?:niveau|jauge|score|points?) de (?:confiance|tension)\b"
    r"|mode (?:developpeur|debug|admin)|\bignore (?:all|previous)\b|\bsystem prompt\b"
)
#: One short answer is called for: a number, a date, a name.
_SHORT_ANSWER = re.compile(
    r"^\W*(?:et |alors |mais |donc |bon )*(?:depuis (?:quand|combien)|combien|a quelle heure|quel jour"
    r"|quelle (?:note|date|heure)|a combien|tu (?:te )?(?:mets|mettrais|donnerais|donnes) combien)\b"
)
#: A question from its first word to its last: what it presupposes is not stated.
_PLAIN_QUESTION = re.compile(
    r"^\W*(?:et |mais |alors |donc |bon )*"
    r"(?:qu'est[ -]ce|comment|pourquoi|est[ -]ce que|d'ou|quelle?s?)\b[^.!?«\"]*\?\W*$"
)


class Verdict(NamedTuple):
    """Acts that a clause must carry, and acts that it cannot carry."""

    carried: frozenset[Act]
    excluded: frozenset[Act]


def judge(clause: str) -> Verdict:
    """What the rules say of one clause; most clauses get two empty sets."""
    text = fold(clause)
    carried: set[Act] = set()
    excluded: set[Act] = set()
    if _SUGGESTION.search(text):
        carried.add(Act.PROPOSITION)
        excluded |= {Act.RECHERCHE_CAUSE, Act.QUESTION_OUVERTE}
    if _DENIAL.search(text):
        excluded |= HARMFUL
    if _BACKCHANNEL.search(text):
        excluded |= _QUESTIONS | {Act.RECHERCHE_CAUSE}
    if _MACHINE.search(text):
        carried.add(Act.HORS_SUJET)
        excluded |= _QUESTIONS | {Act.RECHERCHE_CAUSE, Act.FAIT}
    if _SHORT_ANSWER.search(text):
        excluded.add(Act.QUESTION_OUVERTE)
    if _PLAIN_QUESTION.search(text):
        excluded.add(Act.FAIT)
    return Verdict(frozenset(carried), frozenset(excluded - carried))
