"""The question bank as shipped: every criterion, whole questions, nothing that reads as a verdict."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from coach.domain.jury_bank import Bank
from coach.domain.referential import Referential
from coach.errors import InputError
from coach.resources import data_dir

VERDICT = re.compile(
    r"\b(?:admis|ajourn|recal|éliminat|ne mérite|niveau insuffisant|note finale|avis favorable au candidat)",
    re.I,
)


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    text = (data_dir("knowledge") / "jury" / "questions.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@pytest.fixture(scope="module")
def referential() -> Referential:
    file = data_dir("knowledge") / "referential" / "mercd-2024.yaml"
    return Referential.from_mapping(yaml.safe_load(file.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def bank(data: dict[str, Any], referential: Referential) -> Bank:
    return Bank(data, referential)


def test_every_criterion_has_three_questions_at_least(bank: Bank, referential: Referential) -> None:
    for competence in referential.competences:
        for criterion in competence.criteria:
            assert len(bank.questions(criterion.id)) >= 3


def test_no_question_is_asked_twice(bank: Bank) -> None:
    asked = [question.asked.ask for question in bank]
    assert len(asked) == len(set(asked)) >= 164


def test_a_question_reads_as_french(bank: Bank) -> None:
    for question in bank:
        for text in (question.asked.ask, question.asked.why, *question.asked.more, *question.asked.flags):
            assert "'" not in text, text
            assert text[0].isupper() or text[0] in "«À", text
        assert question.asked.ask.rstrip()[-1] in "?.", question.asked.ask


def test_nothing_reads_as_a_verdict(bank: Bank) -> None:
    for question in bank:
        words = " ".join(
            (
                question.asked.ask,
                question.asked.why,
                *question.asked.flags,
                *(p.says for p in question.asked.holds),
            )
        )
        assert not VERDICT.search(words), question.id


def test_every_reference_names_its_page(bank: Bank) -> None:
    assert all(re.search(r"(?:RE|REAC) p\. \d+/(?:28|38)", question.ref) for question in bank)


def test_what_says_a_point_does_not_make_all_points(bank: Bank) -> None:
    """A point's own words hold it or are close to it; a sentence about something else holds none."""
    for question in bank:
        assert all(point.found_in("Bof.") is None for point in question.asked.holds), question.id


def test_a_missing_criterion_is_refused(data: dict[str, Any], referential: Referential) -> None:
    criteria = {k: v for k, v in data["criteria"].items() if k != "CP6.5"}
    with pytest.raises(InputError, match=r"CP6\.5"):
        Bank({**data, "criteria": criteria}, referential)


def test_an_unknown_field_or_a_line_without_signs_is_refused(
    data: dict[str, Any], referential: Referential
) -> None:
    for change in ({"note": 3}, {"questions": data["criteria"]["CP1.1"]["questions"][:2]}):
        criteria = {**data["criteria"], "CP1.1": {**data["criteria"]["CP1.1"], **change}}
        with pytest.raises(InputError, match=r"questions\.yaml"):
            Bank({**data, "criteria": criteria}, referential)
    question = {**data["criteria"]["CP1.1"]["questions"][0], "holds": ["sans signes", "non plus"]}
    broken = {**data["criteria"]["CP1.1"], "questions": [question] * 3}
    with pytest.raises(InputError, match="signes"):
        Bank({**data, "criteria": {**data["criteria"], "CP1.1": broken}}, referential)
