"""A criterion under its floor is « conseil seulement »: no level in the rows, none in the mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.assessment.reliability import Figure, GridFigures, Reliability, reliability
from coach.assessment.rubric_files import rubric
from coach.assessment.scorer import Scorer
from coach.domain.agreement import FLOOR
from coach.domain.scoring import overall
from coach.web.components import criteria
from tests.assessment.talks import GOOD, talk

MEASURED = ("recadrage", "debriefing", "ecoute")


def figure(kappa: float | None, n: int = 20) -> Figure:
    return Figure(n=n, kappa=kappa, low=None, high=None, exact=0.5, within=0.9, bias=0.0)


def measure(**kappas: float | None) -> Reliability:
    grid = GridFigures(version="1.0", pieces=20, criteria={c: figure(k) for c, k in kappas.items()})
    return Reliability(measured_on="2026-11-24", engine="embedded", split="test", grids={"recadrage": grid})


@pytest.mark.parametrize(("kappa", "advised"), [(0.59, True), (FLOOR, False), (0.9, False), (None, True)])
def test_the_floor(kappa: float | None, advised: bool) -> None:
    assert measure(R1=kappa).advice_only("recadrage", "R1", "1.0") is advised


def test_figures_hold_for_one_version_only() -> None:
    found = measure(R1=0.9)
    assert found.advice_only("recadrage", "R1", "1.1")
    assert found.advice_only("recadrage", "R2", "1.0") and found.advice_only("inconnue", "R1", "1.0")


def test_few_pieces_are_not_enough() -> None:
    assert not figure(0.9, n=4).enough and figure(0.9, n=5).enough


@pytest.mark.parametrize("name", MEASURED)
def test_the_packaged_figures_are_those_of_the_rubrics_as_they_stand(name: str) -> None:
    grid = rubric(name)
    for criterion in grid.criteria:
        found = reliability().figure(name, criterion.id, grid.version)
        assert found is not None, f"{criterion.id} n'est pas mesuré : coach eval assessment -- --write"
        assert criterion.advice_only is not found.enough


def test_a_changed_level_of_an_advice_does_not_move_the_mean() -> None:
    grid = rubric("recadrage")
    criteria_ = tuple(replace(c, advice_only=c.id == "R1") for c in grid.criteria)
    grid = replace(grid, criteria=criteria_)
    levels = {c.id: 2 for c in grid.criteria}
    assert overall(grid, levels) == overall(grid, {**levels, "R1": 0}) == 2.0
    assert overall(grid, {"R1": 3}) is None


def test_rows_of_an_advice_show_no_level(scorer: Scorer) -> None:
    made = scorer.score(talk(GOOD), "recadrage").to_json()
    advised = [c.id for c in rubric("recadrage").criteria if c.advice_only]
    shown = criteria.rows(made, lambda turn: (turn, "")).split('data-critere="')[1:]
    for row in shown:
        hidden = row.split('"')[0] in advised
        assert ("Sans niveau" in row) is hidden
        assert ("Pourquoi ce niveau" in row) is not hidden
    told = criteria.summary(made["criteria"], "recadrage")
    assert ("conseil seulement" in told) is bool(advised)
