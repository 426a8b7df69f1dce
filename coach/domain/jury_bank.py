"""The jury's questions as data: for each criterion, what shows it, what is asked, what a good answer holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from coach.domain.referential import Referential
from coach.domain.signs import passage, signs_of
from coach.errors import InputError

Text = Annotated[str, Field(min_length=3, max_length=600)]
FINAL_REF = "Entretien final : compréhension du métier et culture professionnelle (RE p. 4/28 et 25/28)"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Point(_Frozen):
    """One thing that a good answer holds, and the signs by which it is found in one."""

    says: Text
    signs: tuple[str, ...] = Field(min_length=1)

    @classmethod
    def parse(cls, line: str) -> Point:
        """Read « what it says | signs »."""
        says, bar, signs = line.partition(" | ")
        if not bar:
            raise ValueError(f"« {line} » : il manque « | » et les signes")
        return cls(says=says, signs=signs_of(signs))

    def found_in(self, answer: str) -> str | None:
        """The sentence of the answer that holds it, word for word."""
        return passage(answer, self.signs)


class Surround(_Frozen):
    """What a jury member needs around a question."""

    why: Text
    holds: tuple[Point, ...] = Field(min_length=2)
    more: tuple[Text, ...] = Field(min_length=1)
    flags: tuple[Text, ...] = Field(min_length=1)

    @field_validator("holds", mode="before")
    @classmethod
    def _points(cls, value: Any) -> Any:
        if isinstance(value, list):
            return [Point.parse(item) if isinstance(item, str) else item for item in value]
        return value


class Asked(Surround):
    """A question with what surrounds it."""

    ask: Text


class Trade(Asked):
    """A question of the entretien final."""

    theme: Text
    always: bool = False
    """Asked of everybody: the exchange on the dossier professionnel is part of the interview."""


class CriterionQuestions(_Frozen):
    """All that the bank holds on one criterion."""

    across: bool = False
    """It is read over all the writings, or heard; no single passage shows it."""
    seen: tuple[str, ...] = Field(min_length=1)
    look: Text
    quote: Text
    questions: tuple[Asked, ...] = Field(min_length=3)

    @field_validator("seen", mode="before")
    @classmethod
    def _signs(cls, value: Any) -> Any:
        return signs_of(value) if isinstance(value, str) else value


class Work(_Frozen):
    """One part of the mise en situation, and the words by which its pages are told from the others."""

    name: Text
    competences: tuple[str, ...] = Field(min_length=1)
    signs: tuple[str, ...] = Field(min_length=1)

    @field_validator("signs", mode="before")
    @classmethod
    def _signs(cls, value: Any) -> Any:
        return signs_of(value) if isinstance(value, str) else value


class _File(_Frozen):
    works: dict[str, Work]
    own_words: Surround
    criteria: dict[str, CriterionQuestions]
    metier: tuple[Trade, ...] = Field(min_length=6)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its place: `criterion` is None for the entretien final."""

    id: str
    criterion: str | None
    theme: str
    ref: str
    asked: Asked
    always: bool = False


class Bank:
    """The whole bank, checked against the referential."""

    def __init__(self, data: Mapping[str, Any], referential: Referential) -> None:
        """Check and hold it.

        Raises:
            InputError: the file does not hold together; the message says where.
        """
        try:
            read = _File.model_validate(data)
        except (ValidationError, ValueError) as exc:
            raise InputError(f"knowledge/jury/questions.yaml ne convient pas : {exc}") from exc
        known = {c.id for competence in referential.competences for c in competence.criteria}
        if set(read.criteria) != known:
            wrong = sorted(set(read.criteria) ^ known)
            raise InputError(
                f"knowledge/jury/questions.yaml : critères en trop ou absents : {', '.join(wrong)}."
            )
        self.works = read.works
        self.own_words = read.own_words
        self._criteria = read.criteria
        self._questions = {
            f"{criterion_id}-{number}": Question(
                f"{criterion_id}-{number}", criterion_id, "", _ref(referential, criterion_id), asked
            )
            for criterion_id, held in read.criteria.items()
            for number, asked in enumerate(held.questions, 1)
        }
        self.trade = tuple(
            Question(f"metier-{number}", None, asked.theme, FINAL_REF, asked, asked.always)
            for number, asked in enumerate(read.metier, 1)
        )
        self._questions |= {question.id: question for question in self.trade}

    def of(self, criterion_id: str) -> CriterionQuestions:
        """What the bank holds on a criterion."""
        return self._criteria[criterion_id]

    def questions(self, criterion_id: str) -> tuple[Question, ...]:
        """The questions on a criterion."""
        count = len(self._criteria[criterion_id].questions)
        return tuple(self._questions[f"{criterion_id}-{number}"] for number in range(1, count + 1))

    def question(self, question_id: str) -> Question | None:
        """One of them; None when the bank no longer has it."""
        return self._questions.get(question_id)

    def __iter__(self) -> Iterator[Question]:
        return iter(self._questions.values())


def _ref(referential: Referential, criterion_id: str) -> str:
    found = referential.criterion(criterion_id)
    return f"{criterion_id.partition('.')[0]} — {found.title} ({found.page})"
