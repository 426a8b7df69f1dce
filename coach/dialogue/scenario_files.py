"""Scenario files: one YAML file a scenario, `scenarios/<id>.yaml`, read and validated on demand."""

from __future__ import annotations

import difflib
import os
import re
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from coach.dialogue.common_lines import CommonShelf
from coach.dialogue.yaml_source import YamlSource, explain, read_yaml, report
from coach.domain.scenarios import Scenario
from coach.errors import NotFound, ScenarioError

#: Between two problems of the cross-checks; each begins with the place it speaks of.
_NEXT_PROBLEM = re.compile(r" ; (?=(?:opening|facts|topics|moves|reactions|agreement|endings|brief)\b)")
_ID = re.compile(r"[\w-]+")
_EXCERPT = re.compile(r"« ([^«»]*) »")


def load_scenario(path: Path) -> Scenario:
    """Reads one scenario.

    Raises:
        ScenarioError: in French, with file, line, field and what is expected, one line a problem.
    """
    return scenario_of(read_yaml(path, ScenarioError))


def scenario_of(source: YamlSource) -> Scenario:
    """The scenario of a file that reads as YAML.

    Raises:
        ScenarioError: in French, with file, line, field and what is expected, one line a problem.
    """
    try:
        return Scenario.model_validate(source.data)
    except ValidationError as failure:
        if [d["type"] for d in failure.errors()] == ["value_error"] and not failure.errors()[0]["loc"]:
            sentences = _cross_checks(failure, source)
        else:
            sentences = explain(failure, source, Scenario)
        raise ScenarioError(report(source.path, sentences)) from failure


class ScenarioLibrary:
    """The scenarios of a folder; a file is read again only when it has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._common = CommonShelf(folder / "communs") if (folder / "communs").is_dir() else None

    def ids(self) -> tuple[str, ...]:
        """Ids on offer, that is the file names, in order; nothing is read."""
        if not self._folder.is_dir():
            raise ScenarioError(f"Dossier de scénarios introuvable : {self._folder}.")
        return tuple(sorted(p.stem for p in self._folder.glob("*.yaml")))

    def all(self) -> tuple[Scenario, ...]:
        """All the scenarios, in the order of their ids. Raises ScenarioError at the first broken file."""
        return tuple(self.get(scenario_id) for scenario_id in self.ids())

    def usable(self) -> tuple[Scenario, ...]:
        """The scenarios whose file can be used, in the order of their ids; `broken` names the others."""
        aside = self.broken()
        return tuple(self.get(scenario_id) for scenario_id in self.ids() if scenario_id not in aside)

    def broken(self) -> dict[str, ScenarioError]:
        """Files that cannot be used, with their error; the others can be had by `get`."""
        errors: dict[str, ScenarioError] = {}
        for scenario_id in self.ids():
            try:
                self.get(scenario_id)
            except ScenarioError as error:
                errors[scenario_id] = error
        return errors

    def has(self, scenario_id: str) -> bool:
        """Whether that scenario can be had, on offer or not."""
        try:
            self.get(scenario_id)
        except (NotFound, ScenarioError):
            return False
        return True

    def get(self, scenario_id: str) -> Scenario:
        """The scenario of that id.

        Raises:
            NotFound: no such file; the message names near ids.
            ScenarioError: the file is broken, or its `id` is not its name, or the common lines of its exercise are.
        """
        path = self._folder / f"{scenario_id}.yaml"
        # Each turn comes here: the folder is read only when the file is not found.
        if not _ID.fullmatch(scenario_id) or not os.path.isfile(path):
            known = self.ids()
            near = difflib.get_close_matches(scenario_id, known, n=3, cutoff=0.5)
            hint = f"Vouliez-vous dire : {', '.join(near)} ?" if near else f"Existants : {', '.join(known)}."
            raise NotFound(f"Aucun scénario {scenario_id[:60]!r}. {hint}")
        try:
            stat = path.stat()
        except OSError as cause:
            raise ScenarioError(f"{path.name} ne peut pas être lu ({cause.strerror}).") from cause
        scenario = _read_once(path, stat.st_mtime_ns, stat.st_size)
        if scenario.id != scenario_id:
            raise ScenarioError(
                f"{path.name} : le champ id vaut {scenario.id!r} ; donnez au fichier le nom {scenario.id}.yaml."
            )
        if (
            self._common is not None and scenario.exercise != "briefing"
        ):  # a jury only asks what is in its file
            self._common.lines(scenario.exercise)
        return scenario


@lru_cache(maxsize=256)
def _read_once(path: Path, _changed: int, _size: int) -> Scenario:
    """Shared by all the libraries of the process: a file takes a twentieth of a second, and there are many."""
    return load_scenario(path)


def _cross_checks(failure: ValidationError, source: YamlSource) -> list[str]:
    """Gives its line to each problem found by the cross-checks of the domain."""
    text = str(failure.errors()[0].get("ctx", {}).get("error", ""))
    sentences = []
    for problem in _NEXT_PROBLEM.split(text):
        node, line = source.node_at(_location(problem.split(" : ")[0], source))
        excerpts = _EXCERPT.findall(problem)
        if excerpts:
            line = _line_of(node, excerpts[-1]) or line
        sentences.append(f"ligne {line}, {problem}")
    return sentences


def _location(place: str, source: YamlSource) -> tuple[int | str, ...]:
    """`topics.trajet.open` as a path in the file: ids become positions."""
    loc: list[int | str] = []
    value = source.data
    for name in place.split("."):
        if isinstance(value, list):
            position = next(
                (i for i, v in enumerate(value) if isinstance(v, dict) and v.get("id") == name), None
            )
            if position is None:
                break
            loc.append(position)
            value = value[position]
        else:
            loc.append(name)
            value = value.get(name) if isinstance(value, dict) else None
    return tuple(loc)


def _line_of(node: yaml.Node, excerpt: str) -> int | None:
    """Line of the last text under that node that begins with the excerpt."""
    if isinstance(node, yaml.ScalarNode):
        return node.start_mark.line + 1 if node.value.strip().startswith(excerpt.strip()) else None
    children = [c for pair in node.value for c in pair] if isinstance(node, yaml.MappingNode) else node.value
    lines = [found for child in children if (found := _line_of(child, excerpt)) is not None]
    return max(lines, default=None)
