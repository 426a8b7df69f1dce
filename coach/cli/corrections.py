"""`coach corrections`: the lines that trainers replaced, each played again."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def corrections(
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON.")] = False,
) -> None:
    """Rejoue l’entretien de chaque correction de réplique ; code 1 si l’une ne tient plus."""
    from coach.corrections import states
    from coach.settings import load_settings
    from coach.wiring import Services

    found = states(Services(load_settings()))
    if as_json:
        rows = [
            {
                "id": s.id,
                "scenario": s.scenario_id,
                "line": s.line,
                "better": s.better,
                "why": s.why,
                "problem": p,
            }
            for s, p in found
        ]
        print(json.dumps({"corrections": rows}, ensure_ascii=False))
    else:
        for stored, problem in found:
            print(f"{'tient' if problem is None else problem} : {stored.scenario_id} : « {stored.better} »")
        if not found:
            print("Aucune correction.")
    if any(problem is not None for _, problem in found):
        raise typer.Exit(1)
