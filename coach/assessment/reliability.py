"""Measured reliability of the coach's levels, kept as data: what is under its floor is « conseil seulement ».

`reliability.yaml` is written by `coach eval assessment --write`, from the test half of the reference pieces. A
figure holds for one version of one rubric: a criterion of a changed rubric is an advice until it is measured.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach import plain_yaml
from coach.domain.agreement import FLOOR, LEAST_PIECES
from coach.errors import GridError

_FILE = "reliability.yaml"


class Figure(BaseModel):
    """Agreement of one criterion with the gold levels."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    n: Annotated[int, Field(ge=0)]
    kappa: Annotated[float, Field(ge=-1, le=1)] | None
    low: float | None
    high: float | None
    exact: Annotated[float, Field(ge=0, le=1)]
    within: Annotated[float, Field(ge=0, le=1)]
    bias: float

    @property
    def enough(self) -> bool:
        """Whether a level may be shown."""
        return self.n >= LEAST_PIECES and self.kappa is not None and self.kappa >= FLOOR


class GridFigures(BaseModel):
    """Figures of one grid, for one version of its rubric."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    pieces: Annotated[int, Field(ge=1)]
    criteria: dict[str, Figure]


class Reliability(BaseModel):
    """The whole measure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measured_on: date
    engine: str
    split: str
    grids: dict[str, GridFigures]

    def figure(self, grid: str, criterion: str, version: str) -> Figure | None:
        """Figures of a criterion as the rubric now stands; None when that version was never measured."""
        known = self.grids.get(grid)
        return known.criteria.get(criterion) if known is not None and known.version == version else None

    def advice_only(self, grid: str, criterion: str, version: str) -> bool:
        """Whether no level may be shown for it."""
        figure = self.figure(grid, criterion, version)
        return figure is None or not figure.enough


@cache
def reliability() -> Reliability:
    """The measure that ships with the product.

    Raises:
        GridError: the packaged file was altered and no longer reads.
    """
    text = (files("coach.assessment") / _FILE).read_text("utf-8")
    try:
        parsed: Any = plain_yaml.load(text)
        return Reliability.model_validate(parsed)
    except (yaml.YAMLError, ValidationError) as exc:
        raise GridError(
            f"La mesure de fiabilité fournie ({_FILE}) est abîmée : réinstallez le paquet coach ({exc})."
        ) from exc


def as_yaml(measure: Reliability) -> str:
    """The file as it is kept."""
    head = (
        "# Accord du moteur avec les niveaux de référence (moitié test), écrit par « coach eval assessment --write ».\n"
        f"# Un critère dont le κ est sous {FLOOR:.2f}, ou mesuré sur moins de {LEAST_PIECES} pièces, est « conseil seulement ».\n"
    )
    return head + yaml.safe_dump(measure.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
