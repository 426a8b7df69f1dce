"""A sample scored on a grid that the centre published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach import access
from coach.access import Deed
from coach.assessment.grid_files import grid_from_yaml
from coach.domain.people import Viewer
from coach.errors import NotFound
from coach.review import sample_turns
from coach.store.centre_files import FileKind
from coach.training.follow import trainer

if TYPE_CHECKING:
    from coach.wiring import Services


def rescore_on(services: Services, viewer: Viewer, sample_id: str, file_id: int) -> None:
    """Levels on that grid, a new scoring beside those before.

    Raises:
        NotFound: not a trainer of that candidate, no such sample, or the grid is not published.
        InputError: nobody in the sample is the agent.
    """
    owner = access.sample_owner(services, trainer(viewer), sample_id, Deed.REVIEW)
    kept = services.centre_files.get(file_id)
    if kept.kind is not FileKind.GRID or not kept.published:
        raise NotFound("Cette grille n’est pas publiée : publiez-la d’abord depuis « Grilles ».")
    grid = grid_from_yaml(kept.source, kept.name, kept.name)
    sample = services.samples.get(sample_id, owner)
    channel = (sample.transcript or {}).get("channel")
    found = services.scorer.score_on(sample_turns(sample), grid, {"canal": channel} if channel else {})
    services.assessments.add(
        grid=found.grid,
        engine=found.engine,
        rubric_version=f"{kept.name} v{kept.version}",
        result={"assessment": found.to_json(), "debrief": None},
        sample_id=sample_id,
    )
