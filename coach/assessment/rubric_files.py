"""Rubric files: the grids of the product, read and checked once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from coach import plain_yaml
from coach.assessment.reliability import reliability
from coach.domain.grids import Criterion, Grid, Indicator, Rule, bare
from coach.errors import GridError, NotFound

GRIDS = ("recadrage", "debriefing", "ecoute", "entretien", "briefing")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Indicator(_Strict):
    label: Annotated[str, Field(min_length=2)]
    contrary: bool = False
    advice: str = ""


class _Rule(_Strict):
    tous: tuple[str, ...] = ()
    parmi: tuple[str, ...] = ()
    min: Annotated[int, Field(ge=1)] = 1
    sans: tuple[str, ...] = ()


class _Criterion(_Strict):
    id: str
    title: str
    expected: str
    where: str
    indicators: dict[str, _Indicator]
    levels: dict[Literal[1, 2, 3], tuple[_Rule, ...]]
    safeguard: bool = False
    weight: Annotated[float, Field(gt=0)] = 1.0
    words: dict[Literal[0, 1, 2, 3], str]
    keep: str
    advice: Annotated[tuple[str, ...], Field(min_length=1)]
    better: tuple[str, ...] = ()
    drill: str
    if_cut: Literal["null", "score"] = "null"
    advice_only: bool = False

    @model_validator(mode="after")
    def _rules_name_known_indicators(self) -> _Criterion:
        known = set(self.indicators)
        for level, rules in self.levels.items():
            for rule in rules:
                unknown = {bare(n) for n in (*rule.tous, *rule.parmi, *rule.sans)} - known - _SHARED
                if unknown:
                    raise ValueError(
                        f"{self.id}, niveau {level} : repère inconnu {', '.join(sorted(unknown))}"
                    )
        return self


#: Indicators a rule may read although they belong to another criterion of the grid.
_SHARED: frozenset[str] = frozenset()


class _File(_Strict):
    id: str
    title: str
    version: str
    lead: Literal["manager", "agent"]
    criteria: Annotated[tuple[_Criterion, ...], Field(min_length=1)]


@cache
def rubric(grid_id: str) -> Grid:
    """One of the product's grids.

    Raises:
        NotFound: no grid of that id.
        GridError: a packaged file was altered and no longer reads.
    """
    if grid_id not in GRIDS:
        raise NotFound(f"La grille {grid_id!r} n’existe pas ; grilles fournies : {', '.join(GRIDS)}.")
    text = (files("coach.assessment.rubrics") / f"{grid_id}.yaml").read_text("utf-8")
    try:
        parsed: Any = plain_yaml.load(text)
        return _grid(_File.model_validate(parsed))
    except (yaml.YAMLError, ValidationError) as exc:
        raise GridError(
            f"La grille fournie {grid_id!r} est abîmée : réinstallez le paquet coach ({exc})."
        ) from exc


def _grid(read: _File) -> Grid:
    """The grid; a criterion without a measured agreement, or under its floor, is an advice only."""
    measured = reliability()
    return Grid(
        read.id,
        read.title,
        read.version,
        read.lead,
        tuple(
            _criterion(c, advice_only=c.advice_only or measured.advice_only(read.id, c.id, read.version))
            for c in read.criteria
        ),
    )


def _criterion(read: _Criterion, *, advice_only: bool) -> Criterion:
    return Criterion(
        id=read.id,
        title=read.title,
        expected=read.expected,
        where=read.where,
        indicators=tuple(
            Indicator(name, item.label, item.contrary, item.advice) for name, item in read.indicators.items()
        ),
        levels={level: tuple(map(_rule, rules)) for level, rules in read.levels.items()},
        safeguard=read.safeguard,
        weight=read.weight,
        words={level: text for level, text in read.words.items()},
        advice=read.advice,
        keep=read.keep,
        drill=read.drill,
        better=read.better,
        if_cut=read.if_cut,
        advice_only=advice_only,
    )


def _rule(read: _Rule) -> Rule:
    return Rule(read.tous, read.parmi, read.min, read.sans)
