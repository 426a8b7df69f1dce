"""The progress of one person: the levels of the interviews that have ended, training and exam alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.assessment.rubric_files import rubric
from coach.domain.progress import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.dialogue.runner import Interview
    from coach.wiring import Services


def marks(services: Services, owner: str) -> list[Mark]:
    """Every level of the person's interviews that may be shown; a criterion that is an advice only has none."""
    return [mark for interview in services.runner.list(owner) for mark in _of(services, interview)]


def _of(services: Services, interview: Interview) -> Iterator[Mark]:
    stored = None if interview.is_open else services.assessments.latest(session_id=interview.id)
    if stored is None:
        return
    known = {c.id: c for c in rubric(interview.scenario.grid).criteria}
    for line in stored.result["assessment"]["criteria"]:
        criterion = known.get(line["id"])
        if line["level"] is not None and criterion is not None and not criterion.advice_only:
            yield Mark(interview.id, interview.created_at, interview.scenario.grid, line["id"], line["level"])
