"""What a briefing held and what the jury asked, from the director's record and the scenario's plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from coach.assessment.records import PlayedTurn
from coach.domain.scenarios import Scenario

BRIEFING: Final = "briefing"
"""Value of the key `of`, by which pages tell these lines from the hidden facts of an interview."""


def points(scenario: Scenario, records: Sequence[PlayedTurn]) -> tuple[dict[str, Any], ...]:
    """Each point of the plan: said (`dit`), said only in answer to the jury (`repondu`), or not (`manque`)."""
    plan = scenario.briefing
    if plan is None or not records:
        return ()
    state = records[-1].step.state
    made = dict(zip(state.released, state.released_at, strict=False))
    first_question = next((r.number for r in records if r.step.source.kind == "jury"), None)
    shown = []
    for point in plan.points:
        turn = made.get(point.id)
        late = turn is not None and first_question is not None and turn > first_question
        shown.append(
            {
                "of": BRIEFING,
                "id": point.id,
                "layer": 1,
                "title": point.title,
                "status": "manque" if turn is None else "repondu" if late else "dit",
                "turn": turn,
                "question": None,
                "missed": None if turn is not None and not late else point.expected,
                "near_turn": None,
                "near_lacking": None,
            }
        )
    return tuple(shown)


def questions(scenario: Scenario, records: Sequence[PlayedTurn]) -> tuple[dict[str, Any], ...]:
    """The questions that the jury asked, with what a good answer holds; `turn` is that of the answer."""
    plan = scenario.briefing
    if plan is None:
        return ()
    asked = [(r.number, r.step.source.key) for r in records if r.step.source.kind == "jury"]
    last = records[-1].number if records else 0
    return tuple(
        {
            "id": key,
            "text": plan.question(key).text,
            "expects": plan.question(key).expects,
            "turn": number + 1 if number < last else None,
        }
        for number, key in asked
    )
