"""A team briefing before a silent jury: what has to be said, how it is heard, what the jury asks afterwards.

`signs` are groups of words; a point counts as made once every group has one of its words in what was said. Words
are compared folded, from the beginning of a word, with « pour cent » read as « % ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from coach.domain.words import fold

Text = Annotated[str, Field(min_length=1, max_length=2000)]
Line = Annotated[str, Field(min_length=2, max_length=700)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
Kind = Literal[
    "objet", "chiffres", "sens", "consigne", "droit", "verification", "valorisation", "mobilisation", "temps"
]
"""What a point serves: each kind is one line of the grid `briefing`."""
Condition = Literal["omis", "faux", "dit", "toujours"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Point(_Frozen):
    """One thing that the briefing should hold."""

    id: Slug
    kind: Kind
    title: Text
    signs: tuple[tuple[Text, ...], ...] = Field(min_length=1)
    wrong: tuple[Text, ...] = ()
    """Words that state it falsely."""
    essential: bool = False
    expected: Text
    """What a good briefing says of it, shown in the debrief when it was not said."""

    def made(self, said: str) -> bool:
        """True when the words hold it."""
        heard = spoken(said)
        return all(_pattern(group).search(heard) for group in self.signs)

    def falsified(self, said: str) -> bool:
        """True when the words state it falsely."""
        return bool(self.wrong) and _pattern(self.wrong).search(spoken(said)) is not None


class JuryQuestion(_Frozen):
    """One question of the jury; `when` says after which briefing it is asked."""

    id: Slug
    text: Line
    when: Condition = "toujours"
    point: Slug | None = None
    cp6: bool = False
    """It is one of the questions on animating and motivating the team, which every candidate gets."""
    expects: Text
    """What a good answer holds, shown in the debrief."""


class BriefingPlan(_Frozen):
    """The points, the questions, and the few words that the jury says between them."""

    points: tuple[Point, ...] = Field(min_length=6)
    questions: tuple[JuryQuestion, ...] = Field(min_length=8)
    to_questions: tuple[Line, ...] = Field(min_length=3)
    """After « J'ai fini »."""
    time_over: tuple[Line, ...] = Field(min_length=3)
    thanks: tuple[Line, ...] = Field(min_length=6)
    """Between an answer and the next question; neutral, so as to give nothing away."""
    waits: tuple[Line, ...] = Field(min_length=3)
    more: tuple[Line, ...] = Field(min_length=3)
    """When an answer is too short for the level."""

    def point(self, point_id: str) -> Point:
        """The point of that id (StopIteration is a bug of the caller)."""
        return next(p for p in self.points if p.id == point_id)

    def question(self, question_id: str) -> JuryQuestion:
        """The question of that id (StopIteration is a bug of the caller)."""
        return next(q for q in self.questions if q.id == question_id)

    def made(self, said: str) -> tuple[str, ...]:
        """Points that these words hold, in the order of the plan."""
        return tuple(p.id for p in self.points if p.made(said))

    def falsified(self, said: str) -> tuple[str, ...]:
        """Points that these words state falsely."""
        return tuple(p.id for p in self.points if p.falsified(said))

    def problems(self) -> Iterable[str]:
        """What does not hold together."""
        known = [p.id for p in self.points]
        ids = [*known, *(q.id for q in self.questions)]
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            yield f"briefing : l’identifiant {twice!r} est employé deux fois"
        for question in self.questions:
            if question.point is not None and question.point not in known:
                yield f"briefing.questions.{question.id} : point inconnu {question.point!r}"
            if question.when != "toujours" and question.point is None:
                yield f"briefing.questions.{question.id} : « {question.when} » demande un point"
        if not any(q.cp6 for q in self.questions):
            yield "briefing.questions : il faut au moins une question cp6"
        for kind in ("objet", "chiffres", "sens", "consigne", "droit", "verification", "mobilisation"):
            if not any(p.kind == kind for p in self.points):
                yield f"briefing.points : il manque un point de nature {kind!r}"

    def lines(self) -> Iterable[tuple[str, str]]:
        """Every line of the jury with its place."""
        for question in self.questions:
            yield f"briefing.questions.{question.id}", question.text
        for name in ("to_questions", "time_over", "thanks", "waits", "more"):
            for line in getattr(self, name):
                yield f"briefing.{name}", line


def spoken(text: str) -> str:
    """The form in which words are looked for: folded, « pour cent » as « % », no space before « % »."""
    return re.sub(r"\s*(?:pour cent|pourcent|%)", " %", fold(text))


@lru_cache(maxsize=512)
def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    found = "|".join(re.escape(spoken(word)) for word in words)
    return re.compile(rf"(?<![a-z0-9,.])(?:{found})")
