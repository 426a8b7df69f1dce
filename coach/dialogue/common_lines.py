"""Lines that any advisor may say, for when a scenario's own are used up: `scenarios/communs/repliques.yaml`.

They hold nothing of one scenario. Marks and slots are those of `coach.domain.scenarios`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from coach.dialogue.yaml_source import explain, read_yaml, report
from coach.domain.moves import Move, Profile, Trigger
from coach.domain.scenarios import SLOTS, Lines, fold, slots_of
from coach.errors import ScenarioError

Short = Annotated[str, Field(min_length=1, max_length=45)]
_EVERYONE: Literal["tous"] = "tous"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Pool(_Frozen):
    """What one temperament says, by move and by trigger."""

    moves: dict[Move, Lines] = {}
    reactions: dict[Trigger, Lines] = {}


class CommonLines(_Frozen):
    """All the common lines; those of a profile come before those of everyone."""

    profiles: dict[Literal["tous"] | Profile, Pool]
    echos: Lines
    """Each takes up a slot: a date, a figure or a first name that the manager has just used."""
    amorces: tuple[Short, ...] = Field(min_length=4)
    """Short openers that may come before a line."""
    queues: tuple[Short, ...] = Field(min_length=4)
    """Short tails that may come after a line."""

    @classmethod
    def load(cls, path: Path) -> CommonLines:
        """Reads the file.

        Raises:
            ScenarioError: in French, with file, line, field and what is expected.
        """
        source = read_yaml(path, ScenarioError)
        try:
            return cls.model_validate(source.data)
        except ValidationError as failure:
            raise ScenarioError(report(path, explain(failure, source, cls))) from failure

    def move(self, move: Move, profile: Profile) -> Lines:
        """Lines for that move, in the temper of that profile, then for everyone."""
        return _joined([pool.moves.get(move) for pool in self._pools(profile)])

    def reaction(self, trigger: Trigger, profile: Profile) -> Lines:
        """Lines that answer that trigger, in the temper of that profile, then for everyone."""
        return _joined([pool.reactions.get(trigger) for pool in self._pools(profile)])

    def every(self) -> Iterator[tuple[str, str]]:
        """Every line with the place where it stands."""
        for profile, pool in self.profiles.items():
            for move, lines in pool.moves.items():
                yield from ((f"profiles.{profile}.moves.{move}", line) for line in lines.every())
            for trigger, lines in pool.reactions.items():
                yield from ((f"profiles.{profile}.reactions.{trigger}", line) for line in lines.every())
        yield from (("echos", line) for line in self.echos.every())
        yield from (("amorces", line) for line in self.amorces)
        yield from (("queues", line) for line in self.queues)

    def _pools(self, profile: Profile) -> list[Pool]:
        return [self.profiles[key] for key in (profile, _EVERYONE) if key in self.profiles]

    @model_validator(mode="after")
    def _sound(self) -> CommonLines:
        if _EVERYONE not in self.profiles:
            raise ValueError("profiles : il faut une entrée « tous »")
        lines = [line for _, line in self.every()]
        twice = [line for line, count in Counter(map(fold, lines)).items() if count > 1]
        if twice:
            raise ValueError(f"réplique écrite deux fois : « {twice[0][:60]} »")
        for line in lines:
            if unknown := slots_of(line) - SLOTS:
                raise ValueError(f"repère inconnu {sorted(unknown)[0]!r} dans « {line[:60]} »")
        for line in self.echos.every():
            if not slots_of(line):
                raise ValueError(f"echos : chaque réplique reprend un repère, pas « {line[:60]} »")
        return self


class CommonShelf:
    """The files of common lines of a folder, each read when an exercise needs it, and again once it has changed.

    An exercise that has its own file (`repliques-<exercise>.yaml`: a customer is no adviser) uses no other; the
    others share `repliques.yaml`. So one file with a mistake stops only those that use it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lines(self, exercise: str) -> CommonLines:
        """The common lines of that exercise.

        Raises:
            ScenarioError: the file is broken or missing; the message says what waits for it.
        """
        own = self._folder / f"repliques-{exercise}.yaml"
        path = own if own.exists() else self._folder / "repliques.yaml"
        try:
            stat = path.stat()
            return _read_once(path, stat.st_mtime_ns, stat.st_size)
        except OSError as cause:
            problem = f"{path.name} ne peut pas être lu ({cause.strerror})."
        except ScenarioError as error:
            problem = error.message
        waiting = (
            f"les entretiens de type « {exercise} »"
            if path == own
            else "les entretiens qui n’ont pas de répliques à eux"
        )
        raise ScenarioError(
            f"{problem}\nTant que le fichier « communs/{path.name} » n’est pas corrigé, {waiting} sont laissés "
            "de côté ; les autres restent ouverts."
        )


def own_lines(folder: Path) -> dict[str, CommonLines]:
    """Common lines of the exercises that have theirs, `repliques-<exercise>.yaml`, by exercise.

    Raises:
        ScenarioError: a file is broken.
    """
    files = sorted(folder.glob("repliques-*.yaml"))
    return {file.stem.removeprefix("repliques-"): CommonLines.load(file) for file in files}


@lru_cache(maxsize=32)
def _read_once(path: Path, _changed: int, _size: int) -> CommonLines:
    return CommonLines.load(path)


def _joined(pools: list[Lines | None]) -> Lines:
    found = [pool for pool in pools if pool is not None]
    return Lines(
        closed=tuple(line for pool in found for line in pool.closed),
        mixed=tuple(line for pool in found for line in pool.mixed),
        open=tuple(line for pool in found for line in pool.open),
    )
