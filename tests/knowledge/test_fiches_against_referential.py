"""What the fiches say in words agrees with the typed referential and with the arithmetic."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
import yaml

from coach.domain.referential import Referential
from coach.resources import data_dir

KNOWLEDGE = data_dir("knowledge")
MERCD = Referential.from_mapping(
    yaml.safe_load((KNOWLEDGE / "referential" / "mercd-2024.yaml").read_text(encoding="utf-8"))
)
FICHES = {path.stem: path for path in (KNOWLEDGE / "fiches").rglob("*.md")}
COUNTS = {3: "trois", 4: "quatre", 5: "cinq", 6: "six", 11: "onze"}


def body(name: str) -> str:
    return FICHES[name].read_text(encoding="utf-8").replace("’", "'")


def hours(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02d}"


@pytest.mark.parametrize("path", FICHES.values(), ids=FICHES.keys())
def test_every_page_cited_exists(path: Path) -> None:
    for document, number, total in re.findall(
        r"\b(REAC|RE) p\. (\d+)/(\d+)", path.read_text(encoding="utf-8")
    ):
        assert int(total) == {"REAC": 38, "RE": 28}[document]
        assert 1 <= int(number) <= int(total)


@pytest.mark.parametrize(
    ("fiche", "exam"), [("epreuve-vue-ensemble", "titre"), ("ccp1-epreuve", "ccp1"), ("ccp2-epreuve", "ccp2")]
)
def test_exam_times_in_words(fiche: str, exam: str) -> None:
    text, found = body(fiche), MERCD.exam(exam)
    assert hours(found.total_minutes) in text
    assert f"soit {found.total_minutes} minutes" in text
    assert hours(found.part("mise_en_situation").minutes) in text
    assert f"{found.part('entretien_technique').minutes} minutes d'entretien technique" in text


@pytest.mark.parametrize("competence", [f"CP{n}" for n in range(1, 8)])
def test_competence_fiche_has_the_count_and_page_of_its_criteria(competence: str) -> None:
    (name,) = (name for name in FICHES if name.startswith(f"{competence.lower()}-"))
    found = MERCD.competence(competence)
    assert f"Les {COUNTS[len(found.criteria)]} critères" in body(name)
    assert str(found.criteria[0].page) in body(name)
    assert str(found.pages[0]) in body(name)


def test_total_of_criteria() -> None:
    professional = [c for c in MERCD.competences if c.kind == "professionnelle"]
    kept = sum(len(c.criteria) for c in professional)
    more = sum(len(c.reac_only) for c in professional)
    text = body("criteres-evaluation")
    assert f"sur {kept} critères" in text
    assert f"en comptent {kept + more}" in text
    assert f"Les {more} critères" in text


def test_training_split_of_the_written_part_adds_up() -> None:
    section = body("mise-en-situation").split("## Répartir son temps")[1].split("## ")[0]
    minutes = re.findall(r"^- .+ : (\d+) min", section, re.MULTILINE)
    assert sum(map(int, minutes)) == MERCD.exam("titre").part("mise_en_situation").minutes


def erlang_c(load: float, agents: int, handling: float, threshold: float) -> tuple[float, float]:
    """Share answered within the threshold, and mean wait in seconds."""
    top = load**agents / math.factorial(agents) * agents / (agents - load)
    wait = top / (sum(load**k / math.factorial(k) for k in range(agents)) + top)
    free = agents - load
    return 1 - wait * math.exp(-free * threshold / handling), wait * handling / free


def test_erlang_table() -> None:
    rows = re.findall(r"^\| (\d+) \| ([\d,]+) % \| (\d+) s \| ([\d,]+) % \|$", body("erlang-c"), re.MULTILINE)
    assert [int(row[0]) for row in rows] == [14, 15, 16, 17, 18]
    load = 200 * 240 / 3600
    for agents, served, wait, occupation in rows:
        share, mean = erlang_c(load, int(agents), 240, 20)
        assert float(served.replace(",", ".")) == pytest.approx(100 * share, abs=0.06)
        assert int(wait) == round(mean)
        assert float(occupation.replace(",", ".")) == pytest.approx(100 * load / int(agents), abs=0.06)


def test_other_staffing_examples() -> None:
    share, wait = erlang_c(200 * 300 / 3600, 21, 300, 20)
    assert f"{100 * share:.1f}".replace(".", ",") + " % en 20 s" in body("erlang-c")
    assert erlang_c(200 * 300 / 3600, 17, 300, 20)[1] > 13 * 60
    share, wait = erlang_c(90 * 320 / 1800, 20, 320, 20)
    text = body("planification-effectifs")
    assert f"{100 * share:.1f}".replace(".", ",") + f" % en 20 s et {wait:.0f} s d'attente" in text
    assert math.ceil(20 / 0.85) == 24 and "donc 24 présents" in text
    assert math.ceil(17 / 0.70) == 25 and "donc 25 personnes" in body("shrinkage")
