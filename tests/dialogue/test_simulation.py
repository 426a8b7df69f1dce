"""Written managers against the real parts: the orderings that make the role-play worth its name.

By default on a sample of scenarios of four exercises; on all of them, with more managers, by `make soak`.
"""

from __future__ import annotations

import pytest

from coach.domain.scenarios import LEVELS
from evals.roleplay.attacks import run
from evals.roleplay.managers import family
from evals.roleplay.simulate import Outcome, library, play_all, scenarios
from evals.roleplay.topics import measure

pytestmark = pytest.mark.slow

SAMPLE = (
    "client-chaudiere",
    "debriefing-reclamation",
    "recadrage-retards",
    "recadrage-script",
    "soutien-agressions",
)
SHUT = ("menacant", "mots-cles", "copier-coller")


@pytest.fixture(scope="module", params=["sample", pytest.param("whole", marks=pytest.mark.soak)])
def played(request: pytest.FixtureRequest) -> list[Outcome]:
    """Outcomes of all the managers but those before a jury, who agree on nothing."""
    if request.param == "sample":
        return play_all([0], [library().get(name) for name in SAMPLE], mixes=3)
    return play_all([0], [s for s in scenarios() if s.exercise != "briefing"], mixes=6)


def group(played: list[Outcome], manager: str, level: int) -> list[Outcome]:
    return [o for o in played if o.manager == manager and o.level == level]


def test_acceptance_is_later_and_rarer_as_the_level_rises(played: list[Outcome]) -> None:
    shares, turns = [], []
    for level in LEVELS:
        able = [o for o in played if o.level == level and (o.manager == "modele" or "mélange" in o.manager)]
        agreed = [o.agreed for o in able if o.agreed is not None]
        shares.append(len(agreed) / len(able))
        model = [o.agreed for o in group(played, "modele", level) if o.agreed is not None]
        turns.append(sum(model) / len(model) if model else 99)
    assert shares == sorted(shares, reverse=True) and len(set(shares)) == len(LEVELS)
    assert turns == sorted(turns) and len(set(turns)) == len(LEVELS)


def test_the_hardest_level_is_passed_by_some(played: list[Outcome]) -> None:
    passed = [o.agreed is not None for o in group(played, "modele", 4)]
    assert 0.1 <= sum(passed) / len(passed) <= 0.6


@pytest.mark.parametrize("manager", [*SHUT, "dur", "silencieux"])
def test_who_does_not_listen_gets_nothing(played: list[Outcome], manager: str) -> None:
    for level in LEVELS[1:]:
        assert all(o.layer_3 is None and o.agreed is None for o in group(played, manager, level))


@pytest.mark.parametrize("manager", SHUT)
def test_threats_and_recited_words_never_get_the_real_cause(played: list[Outcome], manager: str) -> None:
    found = [o for level in LEVELS for o in group(played, manager, level)]
    assert len(found) >= 20 and all(o.layer_3 is None for o in found)


def test_silence_and_harshness_end_as_they_should(played: list[Outcome]) -> None:
    # A customer is already angry and wants something: breaks off on a silence, bears harshness at the easiest level.
    customers = {s.id for s in scenarios() if family(s) == "client"}
    ends = {
        manager: {o.end for o in played if o.manager == manager and o.scenario not in customers}
        for manager in ("silencieux", "dur")
    }
    assert ends == {"silencieux": {"sans_accord"}, "dur": {"rupture"}}
    assert not [o for o in played if o.manager in ends and o.end == "accord"]


def test_a_model_manager_meets_a_refusal_at_level_three(played: list[Outcome]) -> None:
    agreed = [o for o in group(played, "modele", 3) if o.agreed is not None]
    assert agreed and all(o.refusals >= 1 for o in agreed)


def test_nothing_leaks_and_nothing_repeats(played: list[Outcome]) -> None:
    assert sum(o.leaks for o in played) == 0 and sum(o.repeated for o in played) == 0


def test_before_a_jury_only_who_says_the_essential_agrees() -> None:
    found = play_all([0], [s for s in scenarios() if s.exercise == "briefing"])
    assert {o.end for o in found if o.manager == "modele"} == {"accord"}
    assert not [
        o for o in found if o.manager in ("dur", "maladroit", "menacant", "mots-cles") and o.end == "accord"
    ]


def test_attacks_obtain_nothing() -> None:
    report = run(560)
    assert report.turns >= 500
    assert (report.role_breaks, report.leaks, report.repeated) == (0, 0, 0), report.examples


def test_topics_are_matched() -> None:
    figures = measure("test")
    assert figures.questions >= 600 and figures.right_first >= 0.85 and figures.silent >= 0.9
