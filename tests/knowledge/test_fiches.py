from datetime import date
from pathlib import Path

import pytest

from coach.errors import DocumentError
from coach.knowledge.fiches import fiche_questions, parse_fiche, read_fiche
from coach.knowledge.passages import Period, passage_from_json, passage_to_json
from coach.resources import data_dir

FICHES = Path(__file__).parents[1] / "data" / "knowledge" / "fiches"
SOUND = (FICHES / "horaires-appel.md").read_text(encoding="utf-8")


def test_sections_become_passages() -> None:
    first, hors, avant = read_fiche(FICHES / "horaires-appel.md")
    assert first.id == "horaires-appel#les-creneaux-autorises"
    assert first.lead.startswith("Le démarchage d'un consommateur est permis du lundi")
    assert first.questions == ("à 21 h je peux encore appeler ?", "appels interdits le dimanche")
    assert "<!--" not in first.text
    assert first.in_force == Period(date(2023, 3, 1), None)
    assert hors.in_force == Period(date(2026, 8, 11), None)
    assert avant.in_force == Period(date(2023, 3, 1), date(2026, 8, 10))
    assert first.changes[0].day == date(2026, 8, 11)
    assert len(fiche_questions(FICHES / "horaires-appel.md")) == 3


def test_passages_survive_json() -> None:
    for passage in read_fiche(FICHES / "horaires-appel.md"):
        assert passage_from_json(passage_to_json(passage)) == passage


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("domain: demarchage", "domain: cuisine", "ligne 4, champ « domain »"),
        ("competences: [CP1]", "competences: [CP9]", "ligne 5, champ « competences.0 »"),
        ("checked_on: 2026-11-21", "checked_on: hier", "champ « checked_on » : date attendue"),
        ("confidence: verifie", "confiance: verifie", "champ « confiance » : champ inconnu"),
        ("id: horaires-appel", "id: autre", "diffère du nom du fichier"),
        ("in_force_to: null", "in_force_to: 2020-01-01", "in_force_to est avant in_force_from"),
        ("domain: demarchage", "domain: [", "en-tête YAML illisible"),
        ("to: 2026-08-10", "to: 2026-13-40", "impossible dans le commentaire"),
        ("---\n\n## Les", "---\n\n# Les", None),
    ],
)
def test_mistakes_are_told_with_file_and_field(old: str, new: str, expected: str | None) -> None:
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    if expected is None:
        assert len(parse_fiche(text, "horaires-appel.md")) == 2
        return
    with pytest.raises(DocumentError) as caught:
        parse_fiche(text, "horaires-appel.md")
    assert "horaires-appel.md" in caught.value.message
    assert expected in caught.value.message


def test_no_front_matter() -> None:
    with pytest.raises(DocumentError, match="ligne 1"):
        parse_fiche("# Titre\n", "x.md")


def test_every_fiche_of_the_product_is_sound() -> None:
    folder = data_dir("knowledge") / "fiches"
    ids = set()
    for path in folder.rglob("*.md"):
        passages = read_fiche(path)
        assert passages[0].source_id not in ids
        ids.add(passages[0].source_id)
        for passage in passages:
            assert passage.lead
            assert passage.lead in passage.text
