"""What we cost beside something else has not become worse: the short ratios here, all of them in `make soak`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from benchmarks import ratios


@pytest.fixture(scope="module")
def baseline() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ratios.BASELINE.read_text(encoding="utf-8"))
    return found


def test_the_gate_lets_noise_through_and_nothing_more(baseline: dict[str, Any]) -> None:
    first = baseline["ratios"][0]
    kept = ratios.Ratio(first["name"], first["beside"], first["ours"], first["theirs"])
    assert ratios.worse([kept, replace(kept, ours=kept.ours * 1.5)], baseline) == []
    (line,) = ratios.worse([replace(kept, ours=kept.ours * 2.5)], baseline)
    assert first["name"] in line
    assert ratios.worse([replace(kept, name="not on file", ours=1e9)], baseline) == []


def test_the_short_ratios_are_on_file(baseline: dict[str, Any]) -> None:
    kinds = {r["name"].split(",")[0] for r in baseline["ratios"]}
    assert kinds >= {"start-up", "turn", "scoring", "memory of an open interview", "growth of a turn"}
    assert all(r["ratio"] == pytest.approx(r["ours"] / r["theirs"], abs=0.01) for r in baseline["ratios"])
    assert {"machine", "versions", "load", "at"} <= set(baseline)


def test_starting_has_not_become_slower(baseline: dict[str, Any]) -> None:
    assert ratios.worse(ratios.startup(None, rounds=2), baseline) == []


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_nothing_has_become_slower(baseline: dict[str, Any]) -> None:
    assert ratios.worse(ratios.measure(ratios.SHORT + ratios.LONG), baseline) == []
