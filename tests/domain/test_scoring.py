"""Levels from findings: rules, quotes, means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.grids import Criterion, Evidence, Finding, Grid, Indicator, Presence, Rule
from coach.domain.scoring import Assessment, CriterionScore, Flag, judge, overall

NAMES = ("a", "b", "c", "bad")
CRITERION = Criterion(
    id="X1",
    title="Un critère",
    expected="Faire a et b",
    where="au début",
    indicators=tuple(Indicator(n, f"repère {n}", contrary=n == "bad") for n in NAMES),
    levels={
        3: (Rule(every=("a", "b"), some=("c",), no=("bad",)),),
        2: (Rule(every=("a", "b"), no=("bad",)),),
        1: (Rule(some=("a~", "b")),),
    },
)


def found(name: str, presence: Presence = Presence.PRESENT, turn: int = 0, quote: str = "mots") -> Finding:
    return Finding(name, presence, (Evidence(turn, quote),))


@pytest.mark.parametrize(
    ("findings", "level"),
    [
        ([], 0),
        ([found("a", Presence.PARTIAL)], 1),
        ([found("b", Presence.PARTIAL)], 0),
        ([found("a")], 1),
        ([found("a"), found("b")], 2),
        ([found("a"), found("b"), found("c")], 3),
        ([found("a"), found("b"), found("c"), found("bad")], 1),
    ],
)
def test_the_highest_rule_that_holds_gives_the_level(findings: list[Finding], level: int) -> None:
    assert judge(CRITERION, findings).level == level


def test_an_indicator_without_a_quote_does_not_count() -> None:
    assert judge(CRITERION, [Finding("a", Presence.PRESENT, ())]).level == 0


def test_the_verdict_says_what_the_next_level_lacks() -> None:
    verdict = judge(CRITERION, [found("a")])
    assert verdict.missing == ("b",)
    assert judge(CRITERION, [found("bad")]).contrary == ("bad",)


findings_of = st.lists(
    st.builds(
        found,
        st.sampled_from(NAMES),
        st.sampled_from([Presence.PRESENT, Presence.PARTIAL]),
        st.integers(0, 9),
        st.text("abc ", min_size=1, max_size=6),
    ),
    max_size=6,
)


@given(findings_of)
def test_a_level_above_zero_has_a_quote_and_stays_in_range(findings: list[Finding]) -> None:
    verdict = judge(CRITERION, findings)
    assert verdict.level in (0, 1, 2, 3)
    assert verdict.evidence or verdict.level == 0
    given_quotes = {e for f in findings for e in f.evidence}
    assert set(verdict.evidence) <= given_quotes


@given(st.dictionaries(st.sampled_from(["A", "B", "C"]), st.sampled_from([None, 0, 1, 2, 3])))
def test_the_mean_leaves_nulls_out(levels: dict[str, int | None]) -> None:
    def criterion(name: str, weight: float) -> Criterion:
        return Criterion(name, name, "", "", (), {}, weight=weight)

    grid = Grid("g", "g", "1", "manager", (criterion("A", 1), criterion("B", 2), criterion("C", 1)))
    mean = overall(grid, levels)  # type: ignore[arg-type]
    scored = [level for level in levels.values() if level is not None]
    if not scored:
        assert mean is None
    else:
        assert mean is not None
        assert min(scored) - 0.01 <= mean <= max(scored) + 0.01


def test_weights_count() -> None:
    light = Criterion("A", "A", "", "", (), {}, weight=1)
    heavy = Criterion("B", "B", "", "", (), {}, weight=3)
    assert overall(Grid("g", "g", "1", "agent", (light, heavy)), {"A": 0, "B": 2}) == 1.5


def test_an_assessment_survives_json() -> None:
    score = CriterionScore("R1", "Accueil", 2, (Evidence(0, "Bonjour"),), "Vu.", "Gardez.", ("CT1",))
    flag = Flag("menace", "Menace", 3, "ou sinon", "R12", "art.", "2026-11-24", "Dites autrement.")
    made = Assessment("recadrage", (score,), (flag,), 2.0, "embedded", "1.0")
    assert Assessment.from_json(made.to_json()) == made
    assert list(made.to_json()["criteria"][0]) == [
        "id",
        "title",
        "level",
        "evidence",
        "why",
        "advice",
        "refs",
    ]
