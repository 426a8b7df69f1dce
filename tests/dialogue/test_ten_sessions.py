"""Ten sessions on one scenario: counted rightly, and not ten times the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.roleplay.run import missed_orders
from evals.roleplay.simulate import Outcome
from evals.roleplay.ten_sessions import Session, measure, percent, play, scenarios, scripts


def test_each_scenario_has_ten_managers_who_all_speak():
    assert len(scenarios()) >= 2
    for scenario in scenarios():
        assert len(scripts(scenario)) == 10
        assert len({script.name for script in scripts(scenario)}) == 10
        said = [turn for script in scripts(scenario) for turn in script.turns]
        assert all(len(script.turns) >= 12 for script in scripts(scenario))
        assert len(set(said)) >= 0.95 * len(said)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", scenarios())
def test_ten_sessions_do_not_feel_the_same(scenario):
    sessions = play(scenario)
    figures = measure(scenario, sessions)
    assert figures.sessions == 10 and figures.lines > 120
    assert figures.again < 0.35 and figures.pair < 0.12 and figures.inside == 0

    twice = [Session("encore", s.seed, s.turns) for s in sessions]
    assert measure(scenario, [*sessions[:1], *twice[:1]]).again == 1.0


def test_a_share_is_written_the_french_way():
    assert percent(0.2434) == "24,3\u00a0%"


MODEL = Outcome("s", 1, "modele", 0, "accord", 20, 10, 2, 3, 6, 0, 80.0, 80.0, 0, 0)


def at(level: int, agreed: int | None, manager: str = "modele") -> Outcome:
    return replace(MODEL, level=level, agreed=agreed, manager=manager, layer_3=None)


def test_orders_that_hold_and_orders_that_do_not():
    good = [at(1, 10), at(1, 12), at(1, 11), at(1, 9)]
    good += [at(2, 15), at(2, 15), at(2, 14), at(2, None)]
    good += [at(3, 20), at(3, 20), at(3, None), at(3, None)]
    good += [at(4, 25), at(4, None), at(4, None), at(4, None)]
    assert list(missed_orders(good)) == []
    assert len(list(missed_orders([*good, replace(at(4, 5), agreed=5)]))) >= 1
    threat = replace(at(1, None, "menacant"), layer_3=4)
    assert any("menacant" in told for told in missed_orders([*good, threat]))
