"""`coach roleplay` and `coach scenarios`: an interview a line at a time, stored nowhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from coach.errors import InputError

MAX_LINE = 60_000


def roleplay(
    scenario: Annotated[str, typer.Argument(help="Identifiant du scénario (voir « coach scenarios »).")],
    level: Annotated[int, typer.Option("--level", help="Difficulté, de 1 à 4.")] = 2,
    seed: Annotated[int, typer.Option("--seed", help="Même graine, même conseiller.")] = 0,
    engine: Annotated[str, typer.Option("--engine", help="embedded ou llm.")] = "embedded",
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON par tour.")] = False,
) -> None:
    """Joue un entretien : une réplique du manager par ligne sur l'entrée standard (ligne vide : silence)."""
    from coach.domain.scenarios import LEVELS
    from coach.settings import load_settings
    from coach.wiring import Services

    chosen = next((known for known in LEVELS if known == level), None)
    if chosen is None:
        raise InputError(f"Le niveau {level} n’existe pas : donnez --level 1, 2, 3 ou 4.")
    if engine not in {"embedded", "llm"}:
        raise InputError(f"Le moteur {engine!r} n’existe pas : donnez --engine embedded ou llm.")
    play = Services(load_settings()).play(scenario, chosen, seed, engine)
    turns = [play.turn([], None)]
    name = play.scenario.persona.first_name
    _show(turns[0].to_json(), name, as_json=as_json)
    for line in _lines():
        turns.append(play.turn(turns, line))
        _show(turns[-1].to_json(), name, as_json=as_json)
        if turns[-1].step.ended:
            break


def scenarios(
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON.")] = False,
) -> None:
    """Liste les scénarios."""
    from coach.settings import load_settings
    from coach.wiring import Services

    library = Services(load_settings()).library
    found = library.usable()
    if as_json:
        rows = [
            {
                "id": s.id,
                "title": s.title,
                "exercise": s.exercise,
                "grid": s.grid,
                "competences": list(s.competences),
                "minutes": s.minutes,
                "sector": s.sector,
                "persona": s.persona.name,
                "summary": s.summary,
                "topics": len(s.topics),
            }
            for s in found
        ]
        print(json.dumps({"scenarios": rows}, ensure_ascii=False))
    else:
        for s in found:
            print(f"{s.id:32} {s.exercise:12} {s.minutes:3d} min  {s.title} ({s.persona.name})")
    for name, problem in library.broken().items():
        print(f"Scénario illisible, laissé de côté : {name} : {problem}", file=sys.stderr)


def _lines() -> Iterator[str]:
    for raw in sys.stdin:
        line = raw.rstrip("\r\n")
        if len(line) > MAX_LINE:
            raise InputError(
                f"Une réplique compte {len(line)} caractères ; un tour de parole en tient au plus {MAX_LINE}."
            )
        yield line


def _show(turn: dict[str, Any], name: str, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(turn, ensure_ascii=False), flush=True)
        return
    if turn["manager"] is not None:
        print(f"Vous : {turn['manager'] or '(silence)'}")
    state = turn["state"]
    print(
        f"{name} : {turn['advisor']}   [confiance {state['confiance']}, tension {state['tension']}]",
        flush=True,
    )
    if turn["ended"]:
        print(f"Fin de l’entretien : {turn['end_reason']}.")
