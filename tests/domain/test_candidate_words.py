"""What may not be asked of a candidate is told from what the job requires."""

from __future__ import annotations

import pytest

from coach.domain.candidate_words import protected_question, threatens


@pytest.mark.parametrize(
    "asked",
    [
        "Vous avez des enfants ?",
        "Dites-moi, vous comptez tomber enceinte prochainement ?",
        "Et votre mari, il accepte que vous rentriez à 21 heures ?",
        "Vous êtes en couple ou célibataire ?",
        "Vous avez déjà été en arrêt maladie ?",
        "Avez-vous un handicap à me signaler ?",
        "Vous prenez des médicaments en ce moment ?",
        "Votre accent, c'est de quel coin ?",
        "Vous venez d'où, avec ce nom ?",
        "Quelle est votre religion ?",
        "Vous êtes syndiquée, m'a-t-on dit.",
        "Vous étiez déléguée chez eux, non ?",
        "À votre âge, vous allez tenir le rythme ?",
        "Vous n'êtes plus toute jeune pour ce métier.",
        "Les gens comme vous ne restent jamais.",
    ],
)
def test_a_protected_question_is_found_with_its_sentence(asked: str) -> None:
    assert protected_question(f"Le poste est à Montpellier. {asked}") == asked


@pytest.mark.parametrize(
    "said",
    [
        "Êtes-vous disponible trois soirs par semaine jusqu'à 21 heures ?",
        "Vous avez douze ans de téléphone, c'est un atout précieux.",
        "Je ne vous demande pas la raison de votre pause, elle vous appartient.",
        "Je n'ai pas à connaître votre état de santé, cela regarde le médecin du travail.",
        "Comment parlez-vous à une abonnée malade et désorientée ?",
        "Avez-vous l'expérience des personnes âgées ?",
        "Ces horaires sont-ils tenables pour vous ?",
        "De quoi auriez-vous besoin pour bien travailler ?",
        "Racontez-moi un appel avec un client qui avait perdu son enfant dans une salle de spectacle.",
        "Pouvez-vous être sur place à 7 heures ?",
        "Le contrat va du 4 janvier au 30 juin, pour six mois.",
        "",
    ],
)
def test_what_the_job_requires_is_left_alone(said: str) -> None:
    assert protected_question(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "Répondez, sinon votre dossier part à la corbeille.",
        "Si vous me mentez, je préviens les autres centres de la ville.",
        "Je fais en sorte que vous ne travailliez plus nulle part.",
        "C'est votre dernière chance de me dire la vérité.",
    ],
)
def test_a_threat_is_heard(said: str) -> None:
    assert threatens(said)


@pytest.mark.parametrize(
    "said",
    [
        "Une demande peut passer par les ressources humaines, sans motif.",
        "Je rends un avis, la direction décide.",
        "Vous avez porté beaucoup de choses, seule.",
        "La période d'essai dure deux mois.",
    ],
)
def test_naming_who_decides_threatens_nobody(said: str) -> None:
    assert not threatens(said)
