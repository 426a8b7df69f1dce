"""The law check: what is a fault, what only looks like one, and which article is cited."""

from __future__ import annotations

from datetime import date

import pytest

from coach.assessment.interview import read_interview
from coach.assessment.law import check_manager, flags
from coach.assessment.law_articles import FAULTS
from coach.dialogue.analyst import EmbeddedAnalyst
from coach.domain.transcripts import Turn

DAY = date(2026, 11, 24)


def kinds(analyst: EmbeddedAnalyst, text: str) -> set[str]:
    interview = read_interview([Turn("manager", text)], [True], analyst)
    return {fact.kind for fact in check_manager(interview)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Encore un retard et c'est l'avertissement.", "menace"),
        (
            "Je vous le dis en toute amitié, ce serait dommage que cela pèse sur le renouvellement de votre contrat.",
            "menace",
        ),
        ("Il y en a d'autres qui attendent ta place.", "menace"),
        ("Tu remontes tes chiffres ou je m'occupe de ton cas.", "menace"),
        ("À la prochaine erreur, je te retire ta prime.", "sanction_pecuniaire"),
        ("Puisque c'est comme ça, je te mets de fermeture tous les samedis.", "sanction_deguisee"),
        ("Tu as déjà eu un avertissement il y a cinq ans.", "sanction_ancienne"),
        ("À ton âge, c'est normal d'avoir du mal avec l'outil.", "discrimination"),
        ("Depuis que vous êtes élue au syndicat, on vous voit moins motivée.", "discrimination"),
        ("Avec votre grossesse, je n'attends plus grand-chose de vous.", "discrimination"),
        ("C'est votre accent qui gêne les clients.", "discrimination"),
        ("Pour une femme, tu t'en sors bien sur la technique.", "discrimination"),
        ("Tu es suivi par un psychiatre ?", "sante_intrusion"),
        ("C'est quoi comme maladie, exactement ?", "sante_intrusion"),
        ("Entre nous, Sandrine est en arrêt pour dépression.", "divulgation_sante"),
        ("Rassure-toi, Corinne a eu 6 sur 20 à sa dernière écoute.", "divulgation"),
        ("Si tu tiens tes objectifs, je te garantis la prime.", "promesse_hors_pouvoir"),
        ("Ton avertissement, je le fais sauter.", "promesse_hors_pouvoir"),
        ("Tu es vraiment un incapable.", "insulte"),
        ("Je le garde, cet appel, il resservira à ton entretien annuel.", "usage_echantillon"),
        ("Je vous ai enregistré à votre insu hier.", "enregistrement"),
    ],
)
def test_faults_are_found(analyst: EmbeddedAnalyst, text: str, kind: str) -> None:
    assert kind in kinds(analyst, text)


@pytest.mark.parametrize(
    "text",
    [
        "Il n'y a aucune sanction au bout, on cherche une solution.",
        "Ce n'est pas disciplinaire, je veux comprendre.",
        "La règle est de prévenir avant 9 heures, je contrôlerai vendredi.",
        "Le médecin du travail peut te recevoir si tu le souhaites.",
        "Comment vont les enfants ?",
        "Inès te montre l'agenda demain à 9 heures.",
        "Mme Oury a attendu toute la journée de mardi pour rien.",
        "Sarah a pris tes appels pendant sa pause.",
        "Je transmets ta demande de prime à la responsable, ce n'est pas moi qui décide.",
        "Je vais voir avec la RH pour le décalage d'horaire.",
        "Je ne dis pas que tu travailles mal.",
        "Lundi 3, tu t'es connecté à 9 h 12.",
        "Si tu as un souci, ma porte est ouverte.",
        "Votre grossesse n'a rien à voir avec cet entretien.",
        "Qu'est-ce qui t'a empêché de rappeler la cliente ?",
        "Sinon, ça désorganise l'équipe.",
        "On se revoit vendredi 21 à 14 heures.",
        "La prochaine fois, essaie de reformuler avant de répondre.",
    ],
)
def test_firmness_and_kindness_are_not_faults(analyst: EmbeddedAnalyst, text: str) -> None:
    assert kinds(analyst, text) == set()


def test_articles_are_cited_only_once_in_force(analyst: EmbeddedAnalyst) -> None:
    interview = read_interview([Turn("manager", "Entre nous, Sandrine est en dépression.")], [True], analyst)
    facts = check_manager(interview)
    now = flags(facts, "R12", DAY)[0]
    assert now.article and "RGPD" in now.article and now.in_force_on == "2026-11-24"
    before = flags(facts, "R12", date(2017, 1, 1))[0]
    assert before.article is None and before.in_force_on is None
    assert before.instead


def test_every_fault_says_what_to_say_instead() -> None:
    for fault in FAULTS.values():
        assert fault.title and fault.instead
        assert (fault.article is None) == (fault.since is None)
