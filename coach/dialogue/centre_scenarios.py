"""The product's scenarios and those of the centre, as one library. The centre's are kept by version, not in files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

from coach.dialogue.scenario_files import ScenarioLibrary, scenario_of
from coach.dialogue.yaml_source import parse_yaml
from coach.domain.scenarios import Scenario
from coach.errors import NotFound, ScenarioError


class Written(NamedTuple):
    """A version of a scenario as it was written."""

    version: int
    source: str


class Shelf(Protocol):
    """Where the centre's scenarios are kept."""

    def on_offer(self) -> tuple[str, ...]:
        """Ids of those that candidates may choose."""
        ...

    def written(self, scenario_id: str) -> Written | None:
        """What is played under that id, or was when it was last on offer: its interviews are still read."""
        ...


class CentreLibrary(ScenarioLibrary):
    """The files of a folder, then a shelf; a file goes before a shelved scenario of the same id."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        super().__init__(folder)
        self._shelf = shelf

    def shipped(self) -> tuple[str, ...]:
        """Ids of the product's own."""
        return super().ids()

    def ids(self) -> tuple[str, ...]:
        """Ids on offer, in order."""
        return tuple(sorted({*super().ids(), *self._shelf.on_offer()}))

    def get(self, scenario_id: str) -> Scenario:
        """The scenario of that id.

        Raises:
            NotFound: nothing under that id; the message names near ids.
            ScenarioError: the file is broken, or its `id` is not its name.
        """
        # Each turn comes here, and the shelf costs a query: a file goes first.
        try:
            return super().get(scenario_id)
        except NotFound:
            found = self._shelf.written(scenario_id)
            if found is None:
                raise
            return read_scenario(scenario_id, found.source, found.version)


@lru_cache(maxsize=64)
def read_scenario(name: str, text: str, version: int | None = None) -> Scenario:
    """A scenario from its text; `version` is that of the centre, whatever the text says.

    Raises:
        ScenarioError: in French, with line, field and what is expected, one line a problem.
    """
    scenario = scenario_of(parse_yaml(Path(f"{name or 'scenario'}.yaml"), text.encode(), ScenarioError))
    return scenario if version is None else scenario.model_copy(update={"version": version})
