"""Evidence of a débriefing d'écoute: self-assessment first, strengths and facts from the sample, practice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from coach.assessment import evidence_frame, evidence_listening, evidence_plan, evidence_recadrage
from coach.assessment.debriefing_practice import REPLAY, SHOWS, find_practice
from coach.assessment.debriefing_self import after_self_assessment, find_self_assessment
from coach.assessment.debriefing_standard import STANDARD, find_standard
from coach.assessment.debriefing_words import NEGATIVE, VERDICT, unquoted
from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.law import Fact
from coach.assessment.words import MOMENT, NUMBER, QUOTED, any_of
from coach.domain.acts import Act
from coach.domain.grids import Finding

_POSITIVE: Final = any_of(
    r"(?:tres |vraiment )?(?:bien|bonne?|belle|beau|joli|juste|fine?ment|clair)\b[^.?!]{0,24}(?:vu|joue|trouve|entendu|question|phrase|idee|reflexe|accueil|formul|geste)?",
    r"j'ai (?:beaucoup |bien )?(?:aime|apprecie)",
    r"(?:m'|nous )(?:a|ont) (?:bien )?plu",
    r"a garder",
    r"a conserver",
    r"point(?:s)? (?:fort|positif|a garder)s?",
    r"reussi",
    r"je te rejoins",
    r"je vous rejoins",
    r"bravo",
    r"excellent",
    r"parfait",
    r"(?:elle|il|le client|la cliente)[^.?!]{0,20}(?:souffle|soulage|rassur|remerci|se met a|repond|s'ouvre|se detend|rit|te dit|vous dit|raconte|detaille|est reste|t'a remercie)",
    r"c'est (?:ce qu'(?:il|elle) attendait|ce qui (?:l'a|la|le|les)|la que|efficace|rassurant|clair|precis|top|un vrai|une vraie|exactement)",
    r"(?:tu|vous) (?:prouves|prouvez|montres|montrez|rassures|rassurez|annonces|prends le temps|reformules)",
    r"(?:ca|cela) (?:marche|fonctionne|rassure|aide|passe bien|met en confiance)",
    r"un plus\b",
    r"vraie (?:force|oreille|qualite)",
    r"chapeau",
    r"felicit",
    r"(?:tres|vraiment) (?:pratique|utile|net|nette|adroit)",
    r"c'est net",
    r"garde[sz]?[- ]l[ae]s?\b",
    r"(?:l'|les? )aide a",
    r"qualite",
    r"fluide",
    r"(?:la|une) force",
    r"(?:je te|je vous) suis\b",
    r"(?:tu as|vous avez) (?:l'oreille|l'art|raison|vu juste|trouve)",
    r"(?:on|nous) (?:l'|la |le |les )?(?:entend|entends|sent)[^.?!]{0,16}(?:souffl|sourire|respir|detend|rassur|soulag|calm)",
    r"(?:elle|il|le client|la cliente)[^.?!]{0,16}(?:se pose|se calme|respire|sourit|n'a plus (?:pose|demande|eu))",
    r"(?:tu|vous) (?:viens|venez) de (?:lui |la |le )?(?:sauver|rassurer|eviter)",
)
_GENERAL_PRAISE: Final = any_of(
    r"(?:ton|ta|votre) (?:ton|voix|style|accueil|sourire|elocution|contact) (?:est|etait) [a-z]*\b(?<!pas)",
    r"(?:tu as|vous avez) (?:une |la |un )?(?:voix|ton|sourire|bonne humeur|facilite|aisance|bon contact)",
    r"(?:tu es|vous etes|t'es) (?:tellement |tres |vraiment |quelqu'un de )?(?:gentil\w*|formidable|souriante?|agreable|polie?|douee?|pro\b|super|au top|bien\b|patiente?)",
    r"(?:tu as ete|vous avez ete) (?:formidable|super|tres bien|parfaite?|bien)",
    r"c'est (?:bien|pas mal|plutot bien|un bonheur|top|super)\b",
    r"dans l'ensemble",
    r"bon appel|belle voix",
    r"c'est un plus",
    r"globalement",
    r"bravo",
    r"(?:tu|vous) (?:fais|faites) (?:bien|du bon)",
    r"tu as tout pour",
)
_RECOGNISABLE: Final = any_of(
    r"quand (?:il|elle|le client|la cliente|monsieur|madame|mme|m\.)\b",
    r"(?:au moment|a l'endroit|la partie|le passage) (?:ou|de|du|qui|sur)",
    r"(?:sur|dans|pendant|a) (?:la |le |l'|ta |ton |votre )(?:conclusion|decouverte|debut|fin|mise en attente|objection|accueil|prise de conge|identification|reformulation)",
    r"apres (?:que|qu'|l'|la|le) ",
    r"le moment ou\b",
    rf"(?:tu|vous) (?:en )?(?:as|avez) (?:pose|dit|fait|coupe|laisse|repete|propose|donne)\w*[^.?!]{{0,16}}\b(?:{NUMBER}|zero|une|aucune?)\b",
)


def find(interview: Interview, faults: Sequence[Fact]) -> tuple[Finding, ...]:
    """Everything seen for the grid `debriefing`."""
    found = Findings(interview.source)
    evidence_frame.opening(interview, found)
    _verdict_first(interview, found)
    find_self_assessment(interview, found)
    _sample(interview, found)
    find_standard(interview, found)
    evidence_listening.listening(interview, found)
    evidence_listening.reformulation(interview, found)
    evidence_listening.causes(interview, found, since=after_self_assessment(interview))
    find_practice(interview, found)
    evidence_plan.priorities(interview, found)
    evidence_plan.solutions(interview, found)
    evidence_plan.plan(interview, found)
    evidence_plan.single_priority(interview, found)
    evidence_frame.close(interview, found)
    evidence_recadrage.posture(interview, faults, found)
    return found.result()


def _verdict_first(interview: Interview, found: Findings) -> None:
    if not interview.lead:
        return
    head = interview.lead[0]
    verdict = next((c for c in head.clauses if VERDICT.search(c.folded) and not c.question), None)
    found.add("verdict_entree", verdict)


def _sample(interview: Interview, found: Findings) -> None:
    """Strengths and facts: each quoted passage or placed moment, good or less good."""
    strengths: list[Clause] = []
    effects: list[Clause] = []
    improve: list[Clause] = []
    exact: list[Clause] = []
    for said in interview.lead[1:]:
        for passage in _passages(said):
            text = " ".join(c.folded for c in passage)
            clause = passage[0]
            if clause.recited or (
                any(c.has(Act.SUIVI, Act.ENGAGEMENT, Act.MISE_EN_PRATIQUE, Act.CONCLUSION) for c in passage)
                and not QUOTED.search(text)
            ):
                continue
            if any(SHOWS.search(c.folded) for c in passage):
                continue
            quoted, placed = QUOTED.search(text) is not None, MOMENT.search(text) is not None
            anchored = [
                c for c in passage if QUOTED.search(c.folded) or MOMENT.search(c.folded) or "«" in c.text
            ]
            if not (quoted or placed) or _about_practice(interview, said):
                continue
            shown = anchored[0] if anchored else clause
            good = _is_strength(passage, text)
            # A standard quoted with a figure is not a passage of the call.
            if all(STANDARD.search(c.folded) for c in anchored) and not quoted:
                continue
            (strengths if good else improve).append(shown)
            if quoted and placed:
                exact.append(shown)
            if good and _EFFECT.search(text):
                effects.append(shown)
    if strengths:
        found.add("force_citee", *strengths)
    if len(strengths) >= 2:
        found.add("deux_forces", *strengths)
    if effects:
        found.add("effet_dit", *effects)
    if improve:
        found.add("fait_exact", *improve)
    if (len(improve) >= 2 or (len({c.turn for c in improve}) >= 1 and strengths)) and len(exact) >= 2:
        found.add("plusieurs_faits_exacts", *improve, *exact)
    for said in interview.lead[1:]:
        for clause in said.clauses:
            if clause.recited or clause.question:
                continue
            if (
                _GENERAL_PRAISE.search(clause.folded)
                or (clause.has(Act.VALORISATION) and _POSITIVE.search(clause.folded))
            ) and (
                (not clause.has(Act.JUGEMENT) and not _is_reaction(interview, said))
                or _GENERAL_PRAISE.search(clause.folded)
            ):
                found.add("eloge_general", clause)
            if (
                _RECOGNISABLE.search(clause.folded)
                and not clause.has(Act.CADRAGE)
                and re.search(r"\b(?:tu|vous|elle|il)\b", clause.folded)
                and not clause.has(Act.SUIVI, Act.CONCLUSION, Act.ENGAGEMENT)
            ):
                found.add("passage_reconnaissable", clause)


_EFFECT: Final = any_of(
    r"(?:elle|il|le client|la cliente|m\.|mme)[^.]{0,30}(?:souffl|soulag|rassur|remerci|se met a|repond|s'ouvr|te dit|vous dit|racont|detaill|reste|te parle|t'a remerci|comprend|se calm|se detend)",
    r"c'est (?:ce qui (?:l'a|la|le|les|a)|la qu'(?:elle|il)|ce qu'(?:il|elle) attend)",
    r"ca me rassure",
    r"vous avez bien suivi",
    r"(?:du coup|resultat|et la),? (?:elle|il)",
    r"elle a souffle",
    r"(?:on|nous) (?:l'|la |le |les )?(?:entend|entends|sent)[^.?!]{0,16}(?:souffl|sourire|respir|detend|rassur|soulag|calm)",
    r"(?:elle|il|le client|la cliente)[^.?!]{0,16}(?:se pose|respire|sourit|n'a plus (?:pose|demande|eu))",
)


def _passages(said: Said) -> list[tuple[Clause, ...]]:
    """Clauses of a turn grouped around each quotation or moment: a new anchor opens a new passage."""
    groups: list[list[Clause]] = []
    open_quote = False
    for clause in said.clauses:
        anchored = MOMENT.search(clause.folded) is not None or "«" in clause.text
        starts = anchored and not open_quote
        if starts or not groups:
            groups.append([clause])
        else:
            groups[-1].append(clause)
        open_quote = clause.text.count("«") > clause.text.count("»") or (
            open_quote and "»" not in clause.text
        )
    return [tuple(g) for g in groups]


def _is_strength(passage: tuple[Clause, ...], text: str) -> bool:
    cue = text
    for clause in passage[1:]:
        if re.match(r"^\W*(?:et sur|mais|par contre|en revanche|sur le milieu|la ligne)", clause.folded):
            break
    positive = _POSITIVE.search(unquoted(cue)) is not None or _EFFECT.search(cue) is not None
    negative = NEGATIVE.search(unquoted(cue)) is not None
    praised = any(c.has(Act.VALORISATION) for c in passage)
    return (
        (positive or praised)
        and (
            not negative
            or (
                _EFFECT.search(cue) is not None
                and not re.search(r"\b(?:silence|coup|contredi|se ferme)", cue)
            )
        )
        and not (praised and not positive)
    )


def _about_practice(interview: Interview, said: Said) -> bool:
    """The turn replays: its words are lines given, not passages of the call."""
    asked = any(
        REPLAY.search(c.folded)
        and c.has(Act.MISE_EN_PRATIQUE)
        and not (c.has(Act.FAIT) or (MOMENT.search(c.folded) and QUOTED.search(c.folded)))
        for c in said.clauses
    )
    return asked or any(SHOWS.search(c.folded) for c in said.clauses)


def _is_reaction(interview: Interview, said: Said) -> bool:
    """The turn comments on a try just made."""
    before = " ".join(t.text for t in interview.preceding(said))
    return "«" in before
