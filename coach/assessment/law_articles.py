"""Articles that the law check cites, each with since when its text in force applies (None: not verified by us).

Kept to what the verified notes of the product hold; a fault without a text has no article.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Kind = Literal[
    "menace",
    "sanction_deguisee",
    "sanction_pecuniaire",
    "sanction_ancienne",
    "discrimination",
    "sante_intrusion",
    "divulgation",
    "divulgation_sante",
    "enregistrement",
    "usage_echantillon",
    "promesse_hors_pouvoir",
    "insulte",
    "donnees_bancaires",
    "mot_de_passe",
    "enregistrement_client",
    "consentement_force",
    "mepris",
    "collegue_mis_en_cause",
    "appel_coupe",
    "promesse_client",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault: its name, the text that bears on it, and what to say instead."""

    title: str
    article: str | None
    since: date | None
    instead: str


FAULTS: Final[dict[Kind, Fault]] = {
    "menace": Fault(
        "Menace ou chantage",
        "Code du travail, art. L.1331-1 et L.1332-1 : une sanction suppose un fait jugé fautif et des griefs "
        "notifiés par écrit ; elle ne se brandit pas dans un entretien.",
        date(2008, 5, 1),
        "Restez sur le fait, la règle et la suite prévue : « Aujourd’hui, je veux comprendre et que nous trouvions "
        "une solution ; nous ferons le point vendredi. »",
    ),
    "sanction_deguisee": Fault(
        "Sanction déguisée",
        "Code du travail, art. L.1331-1 : toute mesure autre que des observations verbales, prise à la suite d’un "
        "agissement jugé fautif, est une sanction, quel que soit son nom.",
        date(2008, 5, 1),
        "Ne touchez ni au planning ni aux missions pour punir. Dites : « Voici l’écart ; de quoi avez-vous besoin "
        "pour le réduire ? » et laissez la suite disciplinaire à votre hiérarchie.",
    ),
    "sanction_pecuniaire": Fault(
        "Sanction pécuniaire",
        "Code du travail, art. L.1331-2 : les amendes et autres sanctions pécuniaires sont interdites.",
        date(2008, 5, 1),
        "Ne liez jamais une prime ou une retenue à une faute : « La prime suit ses propres règles. Ici, nous parlons "
        "des rappels non faits. »",
    ),
    "sanction_ancienne": Fault(
        "Sanction trop ancienne invoquée",
        "Code du travail, art. L.1332-5 : une sanction de plus de trois ans ne peut plus être invoquée.",
        date(2008, 5, 1),
        "Tenez-vous aux faits récents, datés, que vous avez constatés.",
    ),
    "discrimination": Fault(
        "Propos lié à un critère protégé",
        "Code du travail, art. L.1132-1 : l’âge, l’origine, le sexe, la santé, le handicap, la grossesse, la "
        "situation de famille, la religion ou l’activité syndicale ne peuvent fonder ni reproche ni mesure.",
        date(2008, 5, 1),
        "Parlez du travail observé, jamais de la personne : « Sur les trois appels de mardi, la reformulation "
        "manque. Qu’est-ce qui vous a gêné ? »",
    ),
    "sante_intrusion": Fault(
        "Question sur la santé ou la vie privée",
        "Code du travail, art. L.1132-1 et L.1121-1 : le manager n’a pas à connaître l’état de santé ; le médecin "
        "du travail peut préconiser des mesures (art. L.4624-3).",
        date(2008, 5, 1),
        "Ouvrez la porte sans demander : « Si quelque chose rend le poste difficile, le médecin du travail peut vous "
        "recevoir, et je n’ai pas à en connaître la raison. »",
    ),
    "divulgation": Fault(
        "Divulgation sur une autre personne",
        "Code du travail, art. L.1222-3 : les résultats de l’évaluation d’un salarié sont confidentiels ; "
        "RGPD (UE) 2016/679, art. 5.",
        date(2018, 5, 25),
        "Comparez à la règle ou à l’objectif, pas à un collègue : « L’attendu est de 90 secondes ; nous en sommes à "
        "140. »",
    ),
    "divulgation_sante": Fault(
        "Divulgation de la santé ou de la vie privée d’une autre personne",
        "RGPD (UE) 2016/679, art. 9 (données de santé) et art. 5 (confidentialité).",
        date(2018, 5, 25),
        "Rassurez sans parler d’un tiers : « D’autres conseillers ont connu cette difficulté, et il existe des "
        "solutions. »",
    ),
    "enregistrement": Fault(
        "Enregistrement ou écoute sans information préalable",
        "Code du travail, art. L.1222-4 : aucune information concernant personnellement un salarié ne peut être "
        "collectée par un dispositif qui n’a pas été porté à sa connaissance.",
        date(2008, 5, 1),
        "Annoncez le dispositif, son but et sa durée avant l’écoute, et n’enregistrez pas l’entretien lui-même.",
    ),
    "usage_echantillon": Fault(
        "Échantillon détourné de son but",
        "RGPD (UE) 2016/679, art. 5 : finalités déterminées et conservation limitée ; un échantillon écouté pour "
        "former ne se garde pas contre la personne.",
        date(2018, 5, 25),
        "Dites à quoi sert l’écoute et ce qu’elle devient : « Elle sert à vous aider ; elle est effacée après notre "
        "échange. »",
    ),
    "promesse_hors_pouvoir": Fault(
        "Promesse hors de vos attributions",
        None,
        None,
        "Dites ce qui dépend de vous et à qui vous transmettez : « Ce n’est pas moi qui décide de la prime ; je porte "
        "votre demande à la responsable de service avant jeudi. »",
    ),
    "collegue_mis_en_cause": Fault(
        "Collègue mis en cause devant le client",
        None,
        None,
        "Parlez au nom de l’entreprise, sans désigner personne : « Nous aurions dû vous rappeler, et nous ne l’avons "
        "pas fait. Je m’en occupe. »",
    ),
    "appel_coupe": Fault(
        "Appel coupé, ou menace de raccrocher",
        None,
        None,
        "Restez en ligne et baissez le ton : « Je veux vous aider, et je vous écoute. » Face à des insultes répétées, "
        "prévenez une fois, puis proposez de rappeler à une heure dite.",
    ),
    "promesse_client": Fault(
        "Promesse hors de vos pouvoirs",
        None,
        None,
        "Accordez ce qui dépend de vous, avec une date, et dites qui décide du reste : « Je transmets votre demande "
        "aujourd’hui, vous aurez une réponse écrite sous dix jours. »",
    ),
    "insulte": Fault(
        "Propos humiliant",
        "Code du travail, art. L.1152-1 : répétés, des propos qui portent atteinte à la dignité constituent un "
        "harcèlement moral, même sans intention.",
        date(2008, 5, 1),
        "Remplacez l’étiquette par le fait : au lieu de « vous êtes… », « mardi, à 10 h 15, l’appel a été raccroché "
        "avant la fin ».",
    ),
    "donnees_bancaires": Fault(
        "Données de carte demandées de vive voix",
        "RGPD (UE) 2016/679, art. 32 (sécurité) et art. 5 ; la CNIL demande de ne pas enregistrer les données "
        "bancaires dictées.",
        date(2018, 5, 25),
        "Proposez un lien de paiement sécurisé, ou mettez l’enregistrement en pause avec un serveur de saisie.",
    ),
    "mot_de_passe": Fault(
        "Mot de passe ou code demandé",
        "RGPD (UE) 2016/679, art. 32 : sécurité des données.",
        date(2018, 5, 25),
        "Ne demandez jamais un secret : « Je vous envoie un lien pour en choisir un nouveau. »",
    ),
    "enregistrement_client": Fault(
        "Enregistrement non annoncé au client",
        "RGPD (UE) 2016/679, art. 13 : information à la collecte ; le client peut s’opposer à l’enregistrement.",
        date(2018, 5, 25),
        "Annoncez-le dans les premiers mots : « Cet appel peut être enregistré pour la qualité ; si vous ne le "
        "souhaitez pas, dites-le-moi. »",
    ),
    "consentement_force": Fault(
        "Engagement ou accord forcé",
        "Code de la consommation, art. L.221-16 : après un démarchage, le consommateur n’est engagé qu’après avoir "
        "signé l’offre ou l’avoir acceptée par écrit ; un « oui » au téléphone n’engage pas.",
        date(2020, 7, 26),
        "Laissez décider : « Je vous envoie l’offre écrite ; rien n’est engagé avant votre signature. »",
    ),
    "mepris": Fault(
        "Mépris envers le client",
        None,
        None,
        "Accueillez sans commenter la personne : « Merci de me le dire, nous allons regarder cela ensemble. »",
    ),
}
