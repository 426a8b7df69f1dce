"""The grid `entretien`: good and harsh interviews stand apart, and its levels are shown as an advice."""

from __future__ import annotations

import pytest
import yaml

from coach.assessment.grid_files import grid_from_yaml
from coach.assessment.rubric_files import rubric
from coach.assessment.scorer import Scorer
from coach.cli.score import as_text
from coach.domain.referential import Referential
from coach.resources import data_dir
from coach.web.components import criteria

from .talks import talk

SUPPORT = """
M: Bonjour Inès, merci d’être là. Installez-vous. Nous avons trente minutes pour parler de votre charge d’appels. Ce que vous me direz reste entre nous.
C: Bonjour. D’accord.
M: Comment se passent vos journées en ce moment ?
C: Les fins de journée sont dures, les clients crient et je n’arrive plus à couper le soir.
M: Qu’est-ce qui se passe juste après un appel comme cela ?
C: Je reprends le suivant tout de suite, sans pause, et je tremble encore un peu.
M: Donc ce n’est pas le métier qui pèse, c’est d’enchaîner sans pouvoir souffler après un appel violent. C’est bien cela ?
C: Oui, c’est exactement cela.
M: Ce n’est pas facile à dire, je comprends que ce soit lourd. De quoi auriez-vous besoin dès cette semaine ?
C: Je pourrais prendre dix minutes hors ligne après un appel violent, et ne pas finir seule à 20 heures.
M: Très bien, on garde les deux. Je vous libère dix minutes hors ligne après chaque appel violent dès lundi, et pour l’horaire, ce n’est pas moi qui décide : je porte la demande aux ressources humaines demain.
C: Oui, cela me convient.
M: Je résume : dix minutes hors ligne dès lundi, je porte l’horaire aux ressources humaines demain. On se revoit jeudi 3 décembre à 14 heures. Merci de votre franchise, c’était courageux.
"""
HARSH = """
M: Bon, tu es toujours absente, ça suffit.
C: Je suis fatiguée.
M: C’est quoi ta maladie exactement ? Tu prends des médicaments ?
C: Je préfère ne pas répondre.
M: Tout le monde est fatigué, arrête ton cinéma. Si ça continue, c’est l’avertissement.
C: D’accord.
M: Allez, au travail.
"""
END = """
M: Bonjour Hugo, asseyez-vous. Je vous ai demandé de venir pour parler de votre période d’essai, nous avons trente minutes.
C: Bonjour.
M: J’ai décidé de mettre fin à votre période d’essai. Votre dernier jour sera le vendredi 11 décembre, avec deux semaines de prévenance.
C: Je ne m’y attendais pas. Pourquoi ?
M: Sur les quatre écoutes de novembre, l’identification du client manquait trois fois, et les deux points du 3 et du 17 novembre n’ont rien changé.
C: J’aurais aimé plus de temps.
M: Je comprends que ce soit dur à entendre. Qu’est-ce qui vous serait utile pour la suite ?
C: Une lettre qui dit que je suis venu tous les jours, et qu’on ne l’annonce pas devant tout le monde.
M: D’accord, je garde les deux : je vous écris cette lettre d’ici vendredi et vous choisissez comment l’annoncer.
"""


@pytest.fixture(scope="module")
def referential() -> Referential:
    file = data_dir("knowledge") / "referential" / "mercd-2024.yaml"
    return Referential.from_mapping(yaml.safe_load(file.read_text("utf-8")))


def test_a_good_support_stands_above_a_harsh_one(scorer: Scorer) -> None:
    good, harsh = (scorer.score(talk(text), "entretien").levels() for text in (SUPPORT, HARSH))
    assert min(level for level in good.values() if level is not None) >= 2
    for criterion in good:
        assert (good[criterion] or 0) > (harsh[criterion] or 0), criterion
    assert harsh["E9"] == 0


def test_asking_for_a_diagnosis_is_seen_even_in_a_kind_interview(scorer: Scorer) -> None:
    asked = SUPPORT.replace(
        "Qu’est-ce qui se passe juste après",
        "Quel est le diagnostic du médecin ? Qu’est-ce qui se passe après",
    )
    assert (scorer.score(talk(asked), "entretien").levels()["E9"] or 0) <= 1
    spared = SUPPORT.replace(
        "Comment se passent", "Je n’ai pas besoin de connaître le diagnostic. Comment se passent"
    )
    assert scorer.score(talk(spared), "entretien").levels()["E9"] == 3


def test_a_decision_said_plainly_and_explained_is_mastered(scorer: Scorer) -> None:
    told = scorer.score(talk(END), "entretien").levels()
    assert told["E6"] == 3
    assert told["E9"] == 3 and scorer.score(talk(END), "entretien").flags == ()
    threat = END.replace("J’ai décidé de mettre fin", "Si ça continue, je mets fin")
    assert scorer.score(talk(threat), "entretien").levels()["E9"] == 0
    hedged = END.replace("J’ai décidé de mettre", "Je me demande s’il ne faudrait pas peut-être mettre")
    assert (scorer.score(talk(hedged), "entretien").levels()["E6"] or 0) < 3


def test_every_criterion_is_an_advice_and_says_so(scorer: Scorer, referential: Referential) -> None:
    grid = rubric("entretien")
    assert all(c.advice_only for c in grid.criteria)
    for measured in ("recadrage", "debriefing", "ecoute"):
        assert not all(c.advice_only for c in rubric(measured).criteria)
    assert all(referential.refs("entretien", c.id) for c in grid.criteria)
    result = scorer.score(talk(SUPPORT), "entretien")
    rows = criteria.rows(result.to_json(), lambda turn: (turn, f"tour {turn}"))
    assert rows.count("conseil seulement") == len(grid.criteria)
    assert "Conseil seulement" in criteria.colophon(result.to_json())
    assert as_text(grid, result).lower().count("conseil seulement") >= len(grid.criteria)
    told = criteria.rows(scorer.score(talk(SUPPORT), "recadrage").to_json(), lambda turn: (turn, ""))
    assert told.count("conseil seulement") == sum(c.advice_only for c in rubric("recadrage").criteria)


def test_a_centre_s_grid_is_never_scored_by_an_unmeasured_one() -> None:
    grid = grid_from_yaml(
        "titre: Entretien\nevalue: manager\ncriteres:\n"
        "  - {critere: Cadre et objet de l’entretien}\n  - {critere: Conclusion et suivi}\n"
    )
    assert {c.like[:1] for c in grid.criteria} <= {"R", "D", ""}
