"""The standard of a débriefing: the rule said, the gap to it, what follows for the customer."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment import evidence_recadrage
from coach.assessment.debriefing_practice import SHOWS
from coach.assessment.debriefing_self import placed
from coach.assessment.debriefing_words import CONSEQUENCE, NEGATIVE, unquoted
from coach.assessment.evidence import Findings, developed
from coach.assessment.interview import Interview, Said
from coach.assessment.words import NUMBER, any_of
from coach.domain.acts import Act

STANDARD: Final = any_of(
    r"(?:la|notre|une|ta|votre) (?:grille|charte|procedure|regle|consigne|norme|trame|methode)\b",
    r"(?:le|notre) (?:script|standard|processus|process|protocole|guide|referentiel|cahier des charges)\b",
    r"l'(?:objectif|attendu|indicateur|exigence)\b",
    r"(?:un|notre|ton|votre|les) objectifs?",
    r"(?:on|il) (?:nous )?(?:demande|attend|vise|doit)\b",
    r"(?:prevoit|demande|impose|exige|recommande)\b",
    r"(?:est|sont) (?:de|a|fixe[e]?s? a) " + NUMBER + r"[^.]{0,20}(?:maximum|secondes|minutes|%|pour cent)",
    r"90 secondes",
    r"(?:le|notre|un) (?:memo|repere|seuil|livret|mode d'emploi|contrat de service)\b",
    r"(?:le|un|ce|l'|notre|votre|ton) ?(?:critere|cible|engagement|quota)\b",
    r"la (?:cible|ligne \w+) ",
    r"chez nous\b",
    r"c'est ecrit\b",
    r"(?:la|une) regle (?:maison|d'or)",
)

_STANDARD_VAGUE: Final = any_of(
    r"on (?:attend|veut|aimerait|souhaite) que (?:ce soit|tu sois|vous soyez|le client)",
    r"(?:un|l') ?(?:appel|echange|conseiller|mail|tchat)[^.]{0,14} (?:doit|est cense)",
    r"ce qu'on attend",
    r"(?:tu sais|vous savez) ce qu",
    r"on attend mieux",
    r"(?:un|une) (?:bon|bonne|vrai) conseill[a-z]+",
    r"il faut (?:etre|que tu sois|que vous soyez|que ce soit|plus|mieux)",
    r"c'est ce qu'on attend",
    r"(?:tu|vous) (?:dois|devez|peux|pouvez) (?:faire|etre) (?:mieux|plus)",
    r"(?:plus|mieux) que ca",
    r"il doit\b",
    r"le client attend",
)

_ASKED_EFFECT: Final = any_of(
    r"qu'est[- ]ce que (?:ca|cela)",
    r"(?:elle|il) (?:dit|repond|fait) quoi",
    r"a (?:ton|votre) avis",
    r"qu'est[- ]ce qu'(?:il|elle)[^?]{0,30}",
    r"(?:tu la lis|vous la lisez|tu le lis) comment",
    r"quel effet|quelle consequence",
    r"comment (?:elle|il|le client|la cliente)",
)


def find_standard(interview: Interview, found: Findings) -> None:
    """D5: the standard, the gap, what follows from it."""
    for said in interview.lead[1:]:
        for clause in said.clauses:
            if clause.recited or (
                clause.has(Act.CADRAGE, Act.SUIVI)
                and not clause.has(Act.REGLE)
                and not STANDARD.search(clause.folded)
            ):
                continue
            vague = _STANDARD_VAGUE.search(clause.folded) is not None
            if vague:
                found.add("attente_vague", clause)
            elif (clause.has(Act.REGLE) and len(clause.folded.split()) >= 6 and "?" not in clause.text) or (
                STANDARD.search(clause.folded)
                and (
                    clause.has(Act.REGLE, Act.CADRAGE, Act.FAIT, Act.IMPACT, Act.PROPOSITION)
                    or _WRITTEN_RULE.search(clause.folded) is not None
                    or _STATES_RULE.search(clause.folded) is not None
                    or ":" in clause.folded
                )
            ):
                answer = _standard_answered(interview, said) if "?" in clause.text else None
                if "?" in clause.text and answer is None:
                    continue
                found.add("standard", clause, answer)
                near = " ".join(c.folded for c in said.clauses if c.start >= clause.start)
                if answer is not None and (after := interview.following(said)) is not None:
                    near = after.folded
                nearby = _around(interview, said)
                if (
                    evidence_recadrage._GAP.search(near)
                    or NEGATIVE.search(unquoted(near))
                    or NEGATIVE.search(nearby)
                    or _FAR.search(near)
                ):
                    found.add("ecart", clause)
                if re.search(rf"\b{NUMBER}\b", near):
                    found.add("ecart_mesure", clause)
                effect = next(
                    (
                        c
                        for t in interview.lead[max(0, interview.rank(said) - 1) : interview.rank(said) + 3]
                        for c in t.clauses
                        if (CONSEQUENCE.search(c.folded) or (c.question and _ASKED_EFFECT.search(c.folded)))
                        and not c.has(Act.SUIVI, Act.RECHERCHE_CAUSE)
                        and c is not clause
                    ),
                    None,
                )
                if effect is not None and not SHOWS.search(effect.folded):
                    found.add("consequence", effect)


#: What was measured, said beside the rule: « tu as laissé trois minutes », « sur quatre, une seule l'est ».
_FAR: Final = re.compile(
    rf"\b(?:tu|vous) (?:en |y |l'|la |le )?(?:as|avez|es|etes|laisses|laissez|mets|mettez|attends)[^.?;]{{0,24}} {NUMBER} (?:minutes?|secondes?|fois|appels?|points?)|\bsur (?:les )?{NUMBER}[^.?;]{{0,20}},? (?:une?|aucune?)(?: seule?s?)?\b"
)
_STATES_RULE: Final = re.compile(
    r"\b(?:trame|script|standard|process\w*|protocole|referentiel|norme|consigne|objectif|attendu|indicateur|exigence|critere|cible|engagement|quota|methode)s?\b[^.?!]{0,30}(?:\bc'est\b|\b(?:est|sont|prevoi\w+|demand\w+|dit|disent|veut|impos\w+|exige\w*|fixe\w*|attend\w*|recommand\w+)\b|:)"
)

_WRITTEN_RULE: Final = re.compile(
    r"\b(?:grille|memo|livret|guide|charte|procedure|regle (?:maison|d'or)|chez nous|c'est ecrit|contrat de service|seuil|repere)\b"
)


def _standard_answered(interview: Interview, said: Said) -> Said | None:
    """The standard was asked for, said by the other, and confirmed by the leader."""
    after = interview.following(said)
    replies = interview.reply(said)
    if after is None or not replies or not developed(replies[0].text, 4):
        return None
    agreed = re.search(
        r"^\W*(?:c'est (?:ca|cela|exact|bien)|exact|oui|voila|tout a fait|en effet|c'est bien)\b",
        after.folded,
    )
    return replies[0] if agreed else None


def _around(interview: Interview, said: Said) -> str:
    following = interview.following(said)
    previous = interview.lead[interview.rank(said) - 1]
    # What went before counts when it told a passage; a mere opinion there is no gap.
    told = (previous, said) if placed(previous) or re.search(rf"\b{NUMBER}\b", previous.folded) else (said,)
    return " ".join(unquoted(t.folded) for t in told) + (
        " " + unquoted(following.folded[:80]) if following else ""
    )
