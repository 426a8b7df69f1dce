from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.referential import Referential
from coach.errors import InputError, NotFound
from coach.resources import data_dir

FILE = data_dir("knowledge") / "referential" / "mercd-2024.yaml"
DATA: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.fixture
def data() -> dict[str, Any]:
    return copy.deepcopy(DATA)


@pytest.fixture(scope="module")
def mercd() -> Referential:
    return Referential.from_mapping(DATA)


def test_identity_of_the_title(mercd: Referential) -> None:
    title = mercd.title
    assert (title.code, title.millesime, title.level) == ("TP-01276", "05", 5)
    assert (title.arrete, title.in_force_from) == (date(2024, 1, 30), date(2024, 5, 12))
    assert title.rome == ("M1401", "M1704", "D1408")


def test_nine_competence_sheets(mercd: Referential) -> None:
    assert [c.id for c in mercd.competences] == [*(f"CP{n}" for n in range(1, 8)), "CT1", "CT2"]
    assert mercd.activity("AT1").competences == ("CP1", "CP2", "CP3")
    assert mercd.activity("AT2").competences == ("CP4", "CP5", "CP6", "CP7")
    assert mercd.competence("CP5").activity == "AT2"
    assert mercd.competence("CT2").activity is None


@pytest.mark.parametrize(
    ("competence", "criteria", "page", "sheet"),
    [
        ("CP1", 6, "RE p. 7/28", "REAC p. 17/38"),
        ("CP2", 6, "RE p. 7/28", "REAC p. 19/38"),
        ("CP3", 6, "RE p. 7/28", "REAC p. 21/38"),
        ("CP4", 4, "RE p. 8/28", "REAC p. 23/38"),
        ("CP5", 5, "RE p. 8/28", "REAC p. 25/38"),
        ("CP6", 5, "RE p. 8/28", "REAC p. 27/38"),
        ("CP7", 3, "RE p. 8/28", "REAC p. 29/38"),
        ("CT1", 11, "REAC p. 31/38", "REAC p. 31/38"),
        ("CT2", 4, "REAC p. 31/38", "REAC p. 31/38"),
    ],
)
def test_criteria_and_pages(
    mercd: Referential, competence: str, criteria: int, page: str, sheet: str
) -> None:
    found = mercd.competence(competence)
    assert len(found.criteria) == criteria
    assert {str(c.page) for c in found.criteria} == {page}
    assert str(found.pages[0]) == sheet


@pytest.mark.parametrize(
    ("exam", "total", "parts", "interview", "jury"),
    [
        ("titre", 305, [230, 55, 20], [15, 10, 30], 60),
        ("ccp1", 195, [155, 40], [10, 10, 20], 30),
        ("ccp2", 190, [145, 45], [15, 10, 20], 30),
    ],
)
def test_exam_times(
    mercd: Referential, exam: str, total: int, parts: list[int], interview: list[int], jury: int
) -> None:
    found = mercd.exam(exam)
    assert found.total_minutes == total == sum(parts)
    assert [p.minutes for p in found.parts] == parts
    steps = found.part("entretien_technique").steps
    assert [s.minutes for s in steps] == interview
    # The jury is there for all but the work on paper and the preparation.
    present = sum(p.minutes for p in found.parts if p.jury_present) - interview[0]
    assert found.jury_minutes == jury == present


def test_motivation_is_assessed_only_in_the_technical_interview(mercd: Referential) -> None:
    assert mercd.competence("CP6").assessed_in == ("entretien_technique",)
    for exam in mercd.exams:
        assert "CP6" not in exam.part("mise_en_situation").competences
    assert "CP6" in mercd.exam("titre").part("entretien_technique").competences


def test_parts_agree_with_the_competence_sheets(mercd: Referential) -> None:
    for exam in mercd.exams:
        for part in exam.parts:
            for competence in part.competences:
                assert part.id in mercd.competence(competence).assessed_in


def test_grid_criteria_lead_to_criteria_of_the_title(mercd: Referential) -> None:
    assert mercd.refs("recadrage", "R9") == (
        "CP5 — Le plan d'actions est adapté à la personne et à la situation (RE p. 8/28)",
    )
    assert len(mercd.refs("recadrage", "R10")) == 2
    assert mercd.refs("debriefing", "D4")[0].startswith("CP2 — Les debriefs d'échantillonnages")
    assert mercd.refs("recadrage", "R99") == ()
    for grid, letter in (("recadrage", "R"), ("debriefing", "D")):
        for number in range(1, 13):
            assert mercd.refs(grid, f"{letter}{number}")


@pytest.mark.parametrize("wanted", ["CP8", "CP5.9", "", "cp5"])
def test_unknown_ids_are_said(mercd: Referential, wanted: str) -> None:
    with pytest.raises(NotFound) as caught:
        mercd.criterion(wanted)
    assert repr(wanted.partition(".")[0])[:-1] in caught.value.message


def _set(path: str, value: object):
    def change(data: dict[str, Any]) -> None:
        *steps, last = [int(p) if p.isdigit() else p for p in path.split("/")]
        node: Any = data
        for step in steps:
            node = node[step]
        node[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_set("exams/0/total_minutes", 300), "305 min pour 300"),
        (_set("exams/0/parts/1/steps/2/minutes", 25), "50 min pour 55"),
        (_set("exams/0/parts/1/steps/2/minutes", None), "25 min pour 55"),
        (_set("exams/0/parts/0/competences", ["CP9"]), "compétence inconnue : CP9"),
        (_set("competences/0/pages/0/number", 39), "n'a que 38 pages"),
        (_set("competences/0/criteria_page/document", "RC"), "document 'RC' inconnu"),
        (_set("competences/4/criteria/1/id", "CP5.7"), "doit porter l'identifiant CP5.2"),
        (_set("competences/4/criteria", []), "au moins un critère"),
        (_set("competences/4/kind", "autre"), "ni « professionnelle »"),
        (_set("competences/4/kind", "transversale"), "une transversale à aucune"),
        (_set("competences/4/couleur", "bleu"), "champ inconnu : couleur"),
        (_set("competences/1/id", "AT1"), "doit porter l'identifiant AT1.1"),
        (_set("activities/1/competences", ["CP3"]), "CP3 appartient déjà"),
        (_set("activities/1/id", "AT1"), "en double : AT1"),
        (_set("activities/1/pages", []), "au moins une page"),
        (_set("title/arrete", "30/01/2024"), "AAAA-MM-JJ"),
        (_set("title/level", True), "nombre entier positif"),
        (_set("title/rome", "M1401"), "une liste est attendue"),
        (_set("title", []), "« champ : valeur »"),
        (_set("exams/0/parts/0/jury_present", "non"), "true ou false"),
        (_set("grid_links/recadrage/R1", ["CP12"]), "lien inconnu : CP12"),
        (_set("grid_links", []), "« grille : critères »"),
        (lambda data: data.pop("exams"), "il manque exams"),
        (lambda data: data["competences"].pop(4), "CP5 n'est pas décrite"),
    ],
)
def test_a_mistake_is_named_with_its_place(data: dict[str, Any], change: Any, said: str) -> None:
    change(data)
    with pytest.raises(InputError) as caught:
        Referential.from_mapping(data)
    assert said in caught.value.message
    assert caught.value.message.startswith("Référentiel, ")
    assert caught.value.code == "referentiel-invalide"


def _paths(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [p for key, child in children for p in ((*at, key), *_paths(child, (*at, key)))]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_paths(DATA)), st.sampled_from([None, 0, -3, "", [], {}, [1], 3.5, object()]))
def test_whatever_is_broken_gives_our_error_or_a_referential(path: tuple[Any, ...], value: object) -> None:
    data = copy.deepcopy(DATA)
    node: Any = data
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    try:
        Referential.from_mapping(data)
    except InputError as error:
        assert error.code == "referentiel-invalide"
