"""Evidence of a call (or of a written sample) on the grid `ecoute`: what the agent says, when, after what.

The voice server's notice counts as given; a written sample has delays instead of waits. Times are used only
when they are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from coach.assessment import (
    call_answer,
    call_argument,
    call_compliance,
    call_conduct,
    call_discovery,
    call_ending,
    call_opening,
)
from coach.assessment.call_reading import Call
from coach.assessment.evidence import Findings
from coach.assessment.interview import Interview
from coach.assessment.law import flags
from coach.domain.grids import Finding
from coach.domain.scoring import Flag


def find(
    interview: Interview, context: Mapping[str, Any], day: date, safeguard: str = "A11"
) -> tuple[tuple[Finding, ...], tuple[Flag, ...]]:
    """Everything seen for the grid `ecoute`, and the compliance flags."""
    call = Call(interview, context)
    found = Findings(interview.source)
    for part in (call_opening, call_discovery, call_answer, call_argument):
        part.find(call, found)
    call_conduct.find(call, found)
    faults = call_compliance.find(call, found)
    call_ending.find(call, found)
    return found.result(), flags(faults, safeguard, day)
