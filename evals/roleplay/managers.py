"""Scripted managers: plain text files of turns, adapted to each scenario by its slots.

A file has sections (`== ouverture`, `== ecoute`, `== plan`, `== cloture`, or `== tout`) and a form of address.
A model manager takes up what the advisor has just confided before going on, leaves the listening once the
real cause is told, and the plan once the advisor commits; every other manager just says its lines.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from coach.dialogue.lines import Voicing, render
from coach.dialogue.records import TurnRecord
from coach.domain.moves import Move
from coach.domain.scenarios import Scenario

HERE = Path(__file__).parent
KINDS = ("modele", "maladroit", "silencieux", "dur", "menacant", "mots-cles", "copier-coller")
MODELS = ("modele-1", "modele-2", "modele-3")
_SLOT = re.compile(r"\{([a-z_0-9]+)\}")


@dataclass(frozen=True)
class Script:
    """One written manager: turns by section."""

    name: str
    formal: bool
    sections: dict[str, tuple[str, ...]]

    def every(self) -> tuple[str, ...]:
        """All the turns, in order."""
        return tuple(line for lines in self.sections.values() for line in lines)


_FAMILIES = {
    "recadrage": "recadrage",
    "debriefing": "debriefing",
    "client_difficile": "client",
    "briefing": "briefing",
}


def family(scenario: Scenario) -> str:
    """Folder of the managers that suit the scenario's exercise."""
    return _FAMILIES.get(scenario.exercise, "entretien")


def models(scenario: Scenario) -> tuple[str, ...]:
    """Its model managers: three that are adapted, or the one that was written for this very scenario."""
    return MODELS if family(scenario) in ("recadrage", "debriefing") else ("modele",)


def adapted(scenario: Scenario) -> bool:
    """True when the managers have been adapted to this scenario."""
    return (HERE / "adaptations" / f"{scenario.id}.yaml").exists()


def script_for(scenario: Scenario, name: str) -> Script:
    """The manager of that name: the one written for this scenario, else that of its family."""
    own = f"{scenario.id}-{name}"
    there = (HERE / "managers" / family(scenario) / f"{own}.txt").exists()
    return script(family(scenario), own if there else name)


@cache
def script(kind: str, name: str) -> Script:
    """Read `managers/<kind>/<name>.txt`; without sections, all the lines are of one (`tout`)."""
    formal, section = True, ""
    sections: dict[str, list[str]] = {}
    for line in (HERE / "managers" / kind / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("== adresse "):
            formal = line.endswith("vous")
        elif line.startswith("== "):
            section = line[3:]
            sections[section] = []
        elif section:
            sections[section].append(line)
        elif line.strip():
            section, sections["tout"] = "tout", [line]
    return Script(name, formal, {k: tuple(v) for k, v in sections.items()})


@cache
def slots(scenario_id: str) -> dict[str, Any]:
    """The adaptation file of a scenario."""
    text = (HERE / "adaptations" / f"{scenario_id}.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def fill(line: str, scenario: Scenario, *, formal: bool) -> str:
    """The line as that manager says it to that advisor."""
    known = {
        **slots(scenario.id),
        "brief": scenario.brief.context,
        "regle_brief": scenario.brief.rule,
        "exemple": next(iter(scenario.agreement.examples), scenario.brief.rule),
    }
    for _ in range(3):  # a slot may hold another one
        line = _SLOT.sub(lambda m: str(known[m.group(1)]), line)
    line = re.sub(r"(?<=[.!?] )[a-zà-ÿ]", lambda m: m.group().upper(), line)
    return render(line, Voicing(formal)) if line.strip() else ""


class Manager:
    """Plays one script in one interview; `next` gives the manager's turn, None when there is nothing left."""

    def __init__(self, scenario: Scenario, name: str, seed: int = 0) -> None:
        self._scenario = scenario
        self._script = script_for(scenario, name)
        self._rng = random.Random(f"{scenario.id}|{name}|{seed}")
        self._taken_up: set[str] = set()
        self._turns = self._model() if "plan" in self._script.sections else iter(self._script.every())
        self._last: TurnRecord | None = None

    def next(self, last: TurnRecord) -> str | None:
        """Answer to the advisor's last turn."""
        self._last = last
        line = next(self._turns, None)
        return None if line is None else fill(line, self._scenario, formal=self._script.formal)

    def _model(self) -> Iterator[str]:
        sections = self._script.sections
        yield from sections["ouverture"]
        listening = list(sections["ecoute"])
        # Seeds differ by the order in which the later questions come, as people do.
        head, tail = listening[:4], listening[4:]
        self._rng.shuffle(tail)
        for line in (*head, *tail):
            yield from self._reprise()
            if self._deepest() == 3:
                break
            yield line
        yield from self._reprise()
        for line in sections["plan"]:
            if self._record.step.state.commitments:
                break
            yield line
            yield from self._reprise()
        if not self._record.step.ended:
            yield from sections["cloture"]

    @property
    def _record(self) -> TurnRecord:
        assert self._last is not None
        return self._last

    def _deepest(self) -> int:
        released = self._record.step.state.released
        return max((self._scenario.fact(f).layer for f in released), default=0)

    def _reprise(self) -> Iterator[str]:
        """Take up what was just confided, in the manager's own words."""
        for fact in self._record.step.released:
            if fact not in self._taken_up and self._record.step.move is Move.CONFIDENCE:
                self._taken_up.add(fact)
                yield self._rng.choice(slots(self._scenario.id)["reprises"][fact])


class Mix:
    """A manager made at random: each turn is drawn from a good script with probability `skill`, else from others."""

    def __init__(self, scenario: Scenario, skill: float, seed: int) -> None:
        self._scenario = scenario
        self._skill = skill
        self._rng = random.Random(f"{scenario.id}|{skill}|{seed}")
        self._good = Manager(scenario, self._rng.choice(models(scenario)), seed)
        poor = [script_for(scenario, name) for name in KINDS[1:]]
        self._poor = [fill(line, scenario, formal=s.formal) for s in poor for line in s.every()]

    def next(self, last: TurnRecord) -> str | None:
        """Answer to the advisor's last turn."""
        if self._rng.random() < self._skill:
            return self._good.next(last)
        return self._rng.choice(self._poor)
