"""Evidence of an individual interview: support, end of trial, career, recruitment.

Frame, listening, plan and close are those of the other interviews; this module adds what these need: how far
the situation is explored, a decision said plainly, and questions that are no business of a manager.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coach.assessment import evidence_frame, evidence_listening, evidence_plan, evidence_recadrage
from coach.assessment.evidence import Findings, developed
from coach.assessment.interview import Clause, Interview
from coach.assessment.law import Fact
from coach.assessment.ports import ClauseAnalyst, LabelledClause
from coach.assessment.words import CLOCK_RE, DAY, FUTURE_DAY, NUMBER, any_of, fold
from coach.domain.acts import Act
from coach.domain.announcements import announces, as_announced, sentence
from coach.domain.clause_acts import ClauseActs
from coach.domain.grids import Finding

_DECISION: Final = any_of(
    r"(?:ma|notre) decision (?:est|:)|la decision (?:est|a ete) (?:prise|arretee|definitive)|une decision a (?:vous|t')",
    r"(?:j'ai|nous avons|on a|je l'ai|direction a) (?:donc |bien |finalement )?(?:decide|choisi|pris la decision|arrete la decision)",
    r"(?:je|nous|on) (?:\w+ ){0,2}(?:mets?|mettons|met|mettrai|vais mettre|souhaite mettre) (?:\w+ ){0,2}fin a (?:votre|ta|la|cette|l')",
    r"(?:votre|ta|la) periode d'essai (?:prend|prendra|s'arrete|s'arretera|se termine|est (?:rompue|renouvelee|confirmee|validee|concluante))",
    r"(?:je|nous|on) (?:\w+ ){0,2}(?:confirme|confirmons|valide|validons|renouvelle|renouvelons|arrete|arretons|interromps|poursuis|poursuivons|poursuit|garde|gardons) (?:\w+ ){0,3}(?:periode|essai|contrat|poste|embauche|avec (?:vous|toi))",
    r"(?:je|nous|on) (?:\w+ ){0,3}(?:de |a |pas )(?:renouveler|confirmer|poursuivre|prolonger|mettre fin|arreter)\b",
    r"(?:ne|n') (?:\w+ )?(?:poursuivons|poursuivrons|poursuivra|poursuit|poursuis|donnons|donnerons|donne|continuons|continuerons|continue) pas",
    r"(?:avis|reponse|retour) (?:est |sera )?(?:favorable|defavorable|positi[fv]e?|negati[fv]e?)",
    r"(?:je|nous|on) (?:\w+ )?(?:retiens|retenons|retient|ne retiens pas|ne retenons pas) (?:\w+ ){0,2}(?:candidature|profil)",
    r"(?:je|nous) (?:vous|te) (?:confirme|annonce) (?:que|donc|dans)",
)
"""A decision put in so many words; a hope or a doubt is none."""

_HEDGED: Final = any_of(
    r"peut-etre",
    r"je ne sais pas (?:encore|si)",
    r"on verra",
    r"rien n'est (?:decide|fait|joue)",
    r"(?:je|nous|on) (?:me|nous) (?:demande|interroge)",
    r"si (?:je|on|nous) (?:decid|confirm|renouvel|mettait|mets)",
)
_EFFECT: Final = any_of(
    r"prevenance",
    r"(?:dernier jour|date de fin|fin de contrat|prend(?:ra)? effet|a compter d[eu]|jusqu'(?:au|a)|a partir d[eu])",
    r"certificat|solde|attestation|france travail|documents",
    r"parce que|car\b|pour (?:deux|trois|une|cette) raisons?|la raison|ce qui (?:a|m'a) (?:pese|decide|conduit)",
    r"accord (?:de branche|ecrit|expres)|par ecrit|(?:votre|ton) accord",
    r"(?:deux|trois|quatre|un|six|\d+) (?:mois|semaines)",
    r"indemni|paye[er]?s?\b|dispens",
)
_PRIVATE: Final = any_of(
    r"(?:quel(?:le)?|c'est quoi|qu'est[- ]ce que c'est|dites[- ]moi|dis[- ]moi)[^?.]{0,30}(?:maladie|diagnostic|pathologie|traitement|medicaments?|trouble exact|probleme de sante)",
    r"(?:vous|tu) (?:prenez|prends|avez pris|as pris)[^?.]{0,20}(?:medicament|antidepresseur|anxiolytique|traitement|cachet|somnifere)",
    r"(?:vous|tu) (?:etes|es|faites|fais|seriez|serais)[^?.]{0,12}(?:en depression|depressi[fv]e?|une depression|en burn|un burn|malade|anxieu|fragile psycholog)",
    r"qu'(?:est[- ]ce qu'?|a-t-)(?:il|elle|ils|a)?[^?.]{0,16}(?:dit|diagnostique|prescrit)[^?.]{0,16}(?:medecin|docteur|psy|specialiste)",
    r"(?:le |votre |ton )(?:medecin|docteur|psy\w*|specialiste)[^?.]{0,16}(?:vous|t'|te)[^?.]{0,8}(?:a dit|dit|trouve|diagnosti|prescri)[^?.]{0,12}(?:quoi|\?)",
    r"(?:enceinte|des enfants|un enfant en route|mariee?|divorcee?|celibataire|(?:votre|ton) (?:mari|femme|conjoint|couple|age exact|religion))[^?.]{0,40}\?",
    r"(?:vous|tu) (?:voyez|vois|consultez|consultes|suivez|suis)[^?.]{0,14}(?:psy\b|psychiatre|psychologue)\W*\?",
    r"(?:quel|votre|ton) (?:taux d'|degre de )?(?:handicap|invalidite|perte auditive)[^?.]{0,20}\?",
)
"""Questions on health, family or belief that nothing in the work calls for."""
_BROAD: Final = 3
"""Open questions with a developed answer from which several sides have been explored."""


@dataclass(frozen=True)
class Announcing:
    """The analyst, for whom a decision about a trial said plainly is neither a threat nor a promise."""

    inner: ClauseAnalyst

    def clauses(self, text: str) -> Sequence[LabelledClause]:
        """See `ClauseAnalyst.clauses`."""
        return [
            ClauseActs(c.start, c.end, c.text, as_announced(c.acts, fold(sentence(text, c.start, c.end))))
            for c in self.inner.clauses(text)
        ]


def lawful(interview: Interview, faults: Sequence[Fact]) -> tuple[Fact, ...]:
    """The faults, without those that only announce the end or the renewal of a trial."""
    return tuple(f for f in faults if f.kind not in _ANNOUNCED or not _only_announced(interview, f))


_ANNOUNCED: Final = {"menace": Act.MENACE, "promesse_hors_pouvoir": Act.PROMESSE_HORS_POUVOIR}


def _only_announced(interview: Interview, fault: Fact) -> bool:
    text = next((s.text for s in interview.lead if s.index == fault.turn), "")
    at = max(0, text.find(fault.quote))
    return announces(fold(sentence(text, at, at + len(fault.quote))), _ANNOUNCED[fault.kind])


def find(interview: Interview, faults: Sequence[Fact]) -> tuple[Finding, ...]:
    """Everything seen for the grid `entretien`."""
    found = Findings(interview.source)
    evidence_frame.opening(interview, found)
    evidence_recadrage.facts(interview, found)
    evidence_listening.listening(interview, found)
    evidence_listening.reformulation(interview, found)
    evidence_listening.causes(interview, found)
    exploration(interview, found)
    decision(interview, found)
    evidence_plan.solutions(interview, found)
    evidence_plan.plan(interview, found)
    evidence_plan.support(interview, found)
    evidence_frame.close(interview, found)
    evidence_recadrage.posture(interview, faults, found)
    intrusions(interview, found)
    return found.result()


def exploration(interview: Interview, found: Findings) -> None:
    """Questions that make the other describe, and how far they go."""
    described: list[Clause] = []
    for said in interview.lead:
        for clause in said.asks:
            asks = clause.open or clause.has(Act.RECHERCHE_CAUSE, Act.AUTO_EVALUATION)
            if asks and not clause.has(Act.JUGEMENT, Act.MENACE) and developed(interview.reply_text(said)):
                described.append(clause)
                break
    if described:
        found.add("exploration", *described[:2])
    if len(described) >= _BROAD:
        found.add("exploration_large", *described[:_BROAD])
    deeper = [
        clause
        for said in interview.lead
        if (after := interview.following(said)) is not None
        and said.asks
        and developed(interview.reply_text(said), 4)
        and not after.dismissive
        for clause in after.asks[:1]
        if developed(interview.reply_text(after))
    ]
    if deeper:
        found.add("exploration_creusee", *deeper[:2])


def decision(interview: Interview, found: Findings) -> None:
    """What is decided, said plainly, and what it entails within the next turns."""
    for said in interview.lead:
        clause = next(
            (
                c
                for c in said.clauses
                if _DECISION.search(c.folded)
                and not (c.recited or c.quoted or _HEDGED.search(c.folded))
                and not ("?" in c.text and c.open)
            ),
            None,
        )
        if clause is None:
            continue
        found.add("decision", clause)
        later = interview.lead[interview.rank(said) : interview.rank(said) + 3]
        told = [
            c
            for turn in later
            for c in turn.clauses
            if not (c.recited or c.question or c.has(Act.VALORISATION))
            and (turn is not said or c.start >= clause.start)
            and (_EFFECT.search(c.folded) or (c.start != clause.start and _dated(c)))
        ]
        found.add("decision_expliquee", *told[:2])


def _dated(clause: Clause) -> bool:
    counted = clause.has(Act.FAIT) and re.search(rf"\b{NUMBER}\b", clause.folded) is not None
    return counted or any(p.search(clause.folded) for p in (DAY, FUTURE_DAY, CLOCK_RE))


def intrusions(interview: Interview, found: Findings) -> None:
    """Questions on health or private life; the other may tell, the manager does not ask."""
    asked = [
        c
        for c in interview.clauses
        if _PRIVATE.search(c.folded) and not c.quoted and _SPARED.search(c.folded) is None
    ]
    if asked:
        found.add("question_intrusive", *asked[:2])


_SPARED: Final = any_of(
    r"(?:je n'ai pas|pas|sans|ni) (?:besoin|a|avoir)[^.?]{0,20}(?:savoir|connaitre|dire|demander)",
    r"(?:je ne|sans) (?:vous |te )?(?:demande|demander)\b",
    r"(?:vous n'avez|tu n'as) pas a (?:me )?(?:dire|donner)",
)
