"""What the simulated advisor may do in reply, how open the advisor is, and how an interview ends."""

from __future__ import annotations

from enum import StrEnum


class Move(StrEnum):
    """One reply of the advisor, decided by the director before any word is chosen."""

    ESQUIVE = "esquive"
    JUSTIFICATION = "justification"
    MINIMISATION = "minimisation"
    REJET_FAUTE = "rejet_faute"
    CONTRE_ATTAQUE = "contre_attaque"
    SILENCE = "silence"
    EMOTION = "emotion"
    QUESTION = "question"
    CONFIDENCE = "confidence"
    ACCORD_PARTIEL = "accord_partiel"
    ACCORD = "accord"
    ENGAGEMENT = "engagement"
    REFUS = "refus"
    INCOMPREHENSION = "incomprehension"
    CLOTURE = "cloture"


class Openness(StrEnum):
    """How much the advisor is ready to say at this moment."""

    CLOSED = "closed"
    MIXED = "mixed"
    OPEN = "open"


class Profile(StrEnum):
    """Temperament of a persona; it weighs what each act does (see `effects`)."""

    COOPERATIF = "coopératif"
    DEFENSIF = "défensif"
    FERME = "fermé"
    EMOTIF = "émotif"
    CONTESTATAIRE = "contestataire"


class Phase(StrEnum):
    """Where the interview stands, read from what the manager has already done."""

    OUVERTURE = "ouverture"
    FAITS = "faits"
    ECOUTE = "ecoute"
    CAUSES = "causes"
    PLAN = "plan"
    CLOTURE = "cloture"


class EndReason(StrEnum):
    """Why the interview ended."""

    ACCORD = "accord"
    SANS_ACCORD = "sans_accord"
    RUPTURE = "rupture"
    TEMPS = "temps"
    ABANDON = "abandon"


class Trigger(StrEnum):
    """What in the manager's turn a scenario may answer with lines of its own."""

    MENACE = "menace"
    JUGEMENT = "jugement"
    MINIMISATION = "minimisation"
    DISCRIMINATION = "discrimination"
    DIVULGATION = "divulgation"
    PROMESSE = "promesse_hors_pouvoir"
    HORS_SUJET = "hors_sujet"
    VALORISATION = "valorisation"
    EMPATHIE = "empathie"
    REFORMULATION = "reformulation"
    FAIT = "fait"
    REGLE = "regle"
    IMPACT = "impact"
    SOUTIEN = "soutien"
    MISE_EN_PRATIQUE = "mise_en_pratique"
    AUTO_EVALUATION = "auto_evaluation"
    ACCUEIL = "accueil"
    CADRAGE = "cadrage"
    SILENCE = "silence"
    SURCHARGE = "surcharge"
    REPETITION = "repetition"
    RECITATION = "recitation"
    HESITATION = "hesitation"
    RETRAIT = "retrait"
    EXCUSES = "excuses"
    SUIVI = "suivi"
    CONTRADICTION = "contradiction"
    PROMESSE_RAPPELEE = "promesse_rappelee"
    PAROLE_REPRISE = "parole_reprise"
    REMERCIEMENT = "remerciement"
    DISCRETION = "discretion"
    ECOUTE = "ecoute"
    """A word that asks nothing and that nothing more precise answers."""
    SANS_IDEE = "sans_idee"
    ENGAGEMENT_TOT = "engagement_tot"
    ENGAGEMENT_SANS_MOI = "engagement_sans_moi"
    ENGAGEMENT_FLOU = "engagement_flou"
    ENGAGEMENT_SURFACE = "engagement_surface"


#: What any advisor answers alike: the common lines have them all, a scenario may add its own.
COMMON_TRIGGERS: frozenset[Trigger] = frozenset(
    {
        Trigger.RECITATION,
        Trigger.HESITATION,
        Trigger.RETRAIT,
        Trigger.EXCUSES,
        Trigger.SUIVI,
        Trigger.CONTRADICTION,
        Trigger.PROMESSE_RAPPELEE,
        Trigger.PAROLE_REPRISE,
        Trigger.REMERCIEMENT,
        Trigger.DISCRETION,
        Trigger.ECOUTE,
        Trigger.SANS_IDEE,
        Trigger.ENGAGEMENT_TOT,
        Trigger.ENGAGEMENT_SANS_MOI,
        Trigger.ENGAGEMENT_FLOU,
        Trigger.ENGAGEMENT_SURFACE,
    }
)
