"""The 26 acts a manager may do in one utterance, and what each is in the trade's words.

Ids are part of the public contract (command line, transcripts, evals). Hard cases are decided in
docs/actes.md.
"""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What the manager does with one utterance; several may hold at once, or none."""

    ACCUEIL = "accueil"
    CADRAGE = "cadrage"
    FAIT = "fait"
    REGLE = "regle"
    IMPACT = "impact"
    QUESTION_OUVERTE = "question_ouverte"
    QUESTION_FERMEE = "question_fermee"
    REFORMULATION = "reformulation"
    EMPATHIE = "empathie"
    VALORISATION = "valorisation"
    AUTO_EVALUATION = "auto_evaluation"
    RECHERCHE_CAUSE = "recherche_cause"
    PROPOSITION = "proposition"
    CO_CONSTRUCTION = "co_construction"
    ENGAGEMENT = "engagement"
    SOUTIEN = "soutien"
    SUIVI = "suivi"
    CONCLUSION = "conclusion"
    MISE_EN_PRATIQUE = "mise_en_pratique"
    JUGEMENT = "jugement"
    MENACE = "menace"
    MINIMISATION = "minimisation"
    DISCRIMINATION = "discrimination"
    DIVULGATION = "divulgation"
    PROMESSE_HORS_POUVOIR = "promesse_hors_pouvoir"
    HORS_SUJET = "hors_sujet"


#: Acts that hurt the advisor or the law; each one raises tension and may raise a flag.
HARMFUL: frozenset[Act] = frozenset(
    {
        Act.JUGEMENT,
        Act.MENACE,
        Act.MINIMISATION,
        Act.DISCRIMINATION,
        Act.DIVULGATION,
        Act.PROMESSE_HORS_POUVOIR,
    }
)

#: Acts that invite the advisor to speak.
INVITING: frozenset[Act] = frozenset(
    {
        Act.QUESTION_OUVERTE,
        Act.REFORMULATION,
        Act.EMPATHIE,
        Act.AUTO_EVALUATION,
        Act.RECHERCHE_CAUSE,
        Act.CO_CONSTRUCTION,
    }
)

#: French label shown to people, one short noun phrase each.
LABELS: dict[Act, str] = {
    Act.ACCUEIL: "accueil",
    Act.CADRAGE: "cadrage de l’entretien",
    Act.FAIT: "fait observable",
    Act.REGLE: "rappel de la règle",
    Act.IMPACT: "conséquence concrète",
    Act.QUESTION_OUVERTE: "question ouverte",
    Act.QUESTION_FERMEE: "question fermée",
    Act.REFORMULATION: "reformulation",
    Act.EMPATHIE: "accueil du ressenti",
    Act.VALORISATION: "reconnaissance précise",
    Act.AUTO_EVALUATION: "invitation à s’auto-évaluer",
    Act.RECHERCHE_CAUSE: "recherche des causes",
    Act.PROPOSITION: "proposition du manager",
    Act.CO_CONSTRUCTION: "solution construite ensemble",
    Act.ENGAGEMENT: "engagement précis",
    Act.SOUTIEN: "moyens proposés",
    Act.SUIVI: "suivi fixé",
    Act.CONCLUSION: "conclusion",
    Act.MISE_EN_PRATIQUE: "mise en pratique",
    Act.JUGEMENT: "jugement sur la personne",
    Act.MENACE: "menace",
    Act.MINIMISATION: "minimisation",
    Act.DISCRIMINATION: "propos lié à un critère protégé",
    Act.DIVULGATION: "divulgation sur un tiers",
    Act.PROMESSE_HORS_POUVOIR: "promesse hors de votre pouvoir",
    Act.HORS_SUJET: "hors sujet",
}
