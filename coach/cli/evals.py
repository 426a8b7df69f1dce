"""`coach eval` and `coach bench`: run the suites of a checkout (their data does not travel in the wheel)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from coach.errors import MissingPart, NotFound

_ROOT = Path(__file__).resolve().parents[2]

EVALS = {
    "acts": "evals.acts.evaluate",
    "assessment": "evals.assessment.run",
    "knowledge": "evals.knowledge.run",
    "masking": "evals.masking.run",
    "redteam": "evals.redteam",
    "roleplay": "evals.roleplay.run",
    "speech": "evals.speech.run",
}
BENCHES = {
    "crashes": "benchmarks.crashes",
    "knowledge": "benchmarks.knowledge",
    "llm": "benchmarks.llm_overhead",
    "ratios": "benchmarks.ratios",
    "scoring": "benchmarks.scoring",
    "speech": "benchmarks.speech",
    "startup": "benchmarks.startup",
    "turn": "benchmarks.turn",
    "users": "benchmarks.users",
}

_Extra = Annotated[list[str] | None, typer.Argument(help="Arguments de la mesure.")]


def evaluate(
    suite: Annotated[str | None, typer.Argument(help="Nom de la mesure ; toutes sinon.")] = None,
    extra: _Extra = None,
) -> None:
    """Mesure la qualité : actes, niveaux, connaissances, masquage, jeu de rôle, parole."""
    _run(EVALS, "evals", suite, extra)


def bench(
    name: Annotated[str | None, typer.Argument(help="Nom de la mesure ; toutes sinon.")] = None,
    extra: _Extra = None,
) -> None:
    """Mesure la vitesse et la tenue : démarrage, tour, recherche, notation, parole, classe entière, pannes."""
    _run(BENCHES, "benchmarks", name, extra)


def _run(suites: dict[str, str], folder: str, name: str | None, extra: list[str] | None) -> None:
    if not (_ROOT / folder).is_dir():
        raise MissingPart(
            f"Les mesures ne sont pas dans le paquet installé : clonez le dépôt, puis lancez cette commande "
            f"depuis son dossier (il manque « {folder}/ »)."
        )
    if name is not None and name not in suites:
        raise NotFound(f"Aucune mesure {name!r} : choisissez parmi {', '.join(suites)}.")
    failed = [
        suite
        for suite, module in suites.items()
        if name in (None, suite)
        and subprocess.call([sys.executable, "-m", module, *(extra or [])], cwd=_ROOT) != 0
    ]
    if failed:
        print(f"En échec : {', '.join(failed)}.", file=sys.stderr)
        raise typer.Exit(1)
