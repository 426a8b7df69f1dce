"""A played turn as it is kept: the director's step to and from plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coach.domain.moves import EndReason, Move, Openness, Trigger
from coach.domain.play import Cause, NearMiss, Source, State, Step


@dataclass(frozen=True)
class TurnRecord:
    """One turn of an interview. Turn 0 is the advisor's opening: `manager` is None."""

    number: int
    manager: str | None
    advisor: str
    acts: tuple[str, ...]
    step: Step

    def to_json(self) -> dict[str, Any]:
        """The line of `coach roleplay --json`."""
        state = self.step.state
        return {
            "turn": self.number,
            "manager": self.manager,
            "acts": list(self.acts),
            "advisor": self.advisor,
            "move": self.step.move.value,
            "state": {"confiance": round(state.confiance), "tension": round(state.tension)},
            "released": list(self.step.released),
            "ended": self.step.ended,
            "end_reason": self.step.end_reason and self.step.end_reason.value,
        }


def step_to_json(step: Step) -> dict[str, Any]:
    """Plain values of a step."""
    return {
        "state": step.state.to_json(),
        "move": step.move.value,
        "openness": step.openness.value,
        "source": {"kind": step.source.kind, "key": step.source.key},
        "released": list(step.released),
        "causes": [vars(c) for c in step.causes],
        "near": [vars(n) for n in step.near],
        "trigger": step.trigger and step.trigger.value,
        "end_reason": step.end_reason and step.end_reason.value,
    }


def step_from_json(raw: Mapping[str, Any]) -> Step:
    """The step that `step_to_json` wrote."""
    reason = EndReason(raw["end_reason"]) if raw["end_reason"] else None
    return Step(
        state=State.from_json(raw["state"]),
        move=Move(raw["move"]),
        openness=Openness(raw["openness"]),
        source=Source(**raw["source"]),
        released=tuple(raw["released"]),
        causes=tuple(Cause(**c) for c in raw["causes"]),
        near=tuple(NearMiss(**n) for n in raw["near"]),
        trigger=Trigger(raw["trigger"]) if raw["trigger"] else None,
        ended=reason is not None,
        end_reason=reason,
    )
