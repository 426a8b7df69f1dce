"""Scenarios and grids that a centre writes: checked line by line, kept by version, published."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.assessment.grid_files import grid_from_yaml
from coach.dialogue.centre_scenarios import read_scenario
from coach.domain.grids import Grid
from coach.domain.people import Viewer
from coach.domain.scenarios import Scenario
from coach.errors import GridError, InputError, NotFound, ScenarioError
from coach.resources import data_dir
from coach.store.centre_files import CentreFile, FileKind
from coach.training.follow import trainer

if TYPE_CHECKING:
    from coach.wiring import Services

MAX_SOURCE: Final = 400_000
_LINE: Final = re.compile(r"\bligne (\d+)")
_ID: Final = re.compile(r"(?m)^id:\s*[\"']?([\w-]+)")
_TITLE: Final = re.compile(r"(?m)^(?:titre|title):\s*[\"']?([^\"'\n]+)")
GRID_MODEL: Final = """\
titre: "Grille d’écoute du centre"
evalue: agent
version: "1"
criteres:
  - id: 1
    critere: "Accueil et présentation"
    poids: 1
    consigne: "Le conseiller donne l’entreprise, son nom et propose son aide"
  - id: 2
    critere: "Découverte du besoin"
    poids: 2
    consigne: "Il pose des questions ouvertes avant de répondre"
  - id: 3
    critere: "Respect du RGPD"
    poids: 1
    consigne: "L’enregistrement est annoncé, aucune donnée bancaire n’est demandée"
    garde-fou: oui
"""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend, and its line when it has one."""

    line: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was read: what it makes, or what is wrong with it."""

    name: str
    made: Scenario | Grid | None
    problems: tuple[Problem, ...]


def check(services: Services, kind: FileKind, text: str) -> Checked:
    """Read the text as that kind of file; nothing is kept."""
    if not text.strip():
        return Checked(
            "", None, (Problem(None, "Le texte est vide : partez d’un modèle, ou collez le vôtre."),)
        )
    if len(text) > MAX_SOURCE:
        return Checked("", None, (Problem(None, f"Le texte dépasse {MAX_SOURCE} caractères."),))
    name = _name(kind, text)
    try:
        made = read_scenario(name, text) if kind is FileKind.SCENARIO else grid_from_yaml(text, "Grille")
    except (ScenarioError, GridError) as exc:
        return Checked(name, None, _problems(exc.message))
    if isinstance(made, Scenario) and made.id in services.library.shipped():
        taken = f"L’identifiant {made.id!r} est celui d’un scénario fourni : changez le champ id."
        return Checked(name, None, (Problem(_line_of(text, "id:"), taken),))
    return Checked(name, made, ())


def save(services: Services, viewer: Viewer, kind: FileKind, text: str) -> CentreFile:
    """Keep the text as one more version, even one that cannot be used yet: no work is lost.

    Raises:
        NotFound: not a trainer.
        InputError: nothing is written, or it is not told what it is called.
    """
    trainer(viewer)
    found = check(services, kind, text)
    if not found.name:
        field = "id" if kind is FileKind.SCENARIO else "titre"
        raise InputError(
            f"Donnez d’abord un champ « {field} » : c’est sous ce nom que les versions sont gardées."
        )
    return services.centre_files.add(
        kind=kind, name=found.name, source=text, usable=found.made is not None, author=viewer.id
    )


def publish(services: Services, viewer: Viewer, file_id: int) -> CentreFile:
    """Offer this version to candidates, in place of any other of its name.

    Raises:
        NotFound: not a trainer, or no such version.
        InputError: it has mistakes.
    """
    trainer(viewer)
    kept = services.centre_files.get(file_id)
    found = check(services, kept.kind, kept.source)
    if found.made is None:
        raise InputError(
            f"La version {kept.version} de « {kept.name} » ne peut pas être publiée : {found.problems[0].words}"
        )
    services.centre_files.publish(file_id)
    return kept


def withdraw(services: Services, viewer: Viewer, file_id: int) -> CentreFile:
    """Take it off the offer; the interviews already held on it stay readable.

    Raises:
        NotFound: not a trainer, or no such version.
    """
    trainer(viewer)
    kept = services.centre_files.get(file_id)
    services.centre_files.withdraw(kept.kind, kept.name)
    return kept


def versions(services: Services, viewer: Viewer, kind: FileKind) -> list[CentreFile]:
    """All of them, by name, the latest first.

    Raises:
        NotFound: not a trainer.
    """
    trainer(viewer)
    return services.centre_files.versions(kind)


def version(services: Services, viewer: Viewer, file_id: int) -> CentreFile:
    """One of them.

    Raises:
        NotFound: not a trainer, or no such version.
    """
    trainer(viewer)
    return services.centre_files.get(file_id)


def model(services: Services, scenario_id: str) -> str:
    """The text of a scenario of the product, to start from, under an id of its own.

    Raises:
        NotFound: the product has no such scenario.
    """
    if scenario_id not in services.library.shipped():
        raise NotFound(f"Le produit n’a pas de scénario {scenario_id!r} : choisissez-le dans la liste.")
    text = (data_dir("scenarios") / f"{scenario_id}.yaml").read_text(encoding="utf-8")
    return _ID.sub(f"id: centre-{scenario_id}", text, count=1)


def grids(services: Services) -> list[tuple[CentreFile, Grid]]:
    """The centre's grids in use."""
    return [
        (kept, grid_from_yaml(kept.source, kept.name, kept.name))
        for kept in services.centre_files.published(FileKind.GRID)
    ]


def _name(kind: FileKind, text: str) -> str:
    found = (_ID if kind is FileKind.SCENARIO else _TITLE).search(text)
    if found is None:
        return ""
    plain = unicodedata.normalize("NFKD", found[1].strip().lower())
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in plain if not unicodedata.combining(c))
    return "-".join(part for part in kept.split("-") if part)[:80]


def _problems(message: str) -> tuple[Problem, ...]:
    """The lines of a message, each with the line of the text that it speaks of."""
    lines = [line.removeprefix("- ") for line in message.splitlines() if line.startswith("- ")] or [message]
    return tuple(
        Problem(int(found[1]) if (found := _LINE.search(line)) else None, line[:1].upper() + line[1:])
        for line in lines
    )


def _line_of(text: str, start: str) -> int | None:
    return next((n for n, line in enumerate(text.splitlines(), 1) if line.startswith(start)), None)
