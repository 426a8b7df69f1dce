"""`coach score` and `coach grids`: levels of a transcript with their proof, and the grids there are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.errors import InputError

if TYPE_CHECKING:
    from coach.assessment.scorer import Scorer
    from coach.domain.grids import Grid
    from coach.domain.scoring import Assessment
    from coach.domain.transcripts import Transcript


def score(
    file: Annotated[Path, typer.Argument(help="Transcription : .json, ou .txt « Interlocuteur : texte ».")],
    grid: Annotated[
        str,
        typer.Option("--grid", help="recadrage, debriefing, ecoute, entretien, ou le chemin d'une grille."),
    ],
    engine: Annotated[str, typer.Option("--engine", help="Moteur : embedded.")] = "embedded",
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON au lieu du texte.")] = False,
) -> None:
    """Note une transcription sur une grille ; chaque niveau cite les mots qui le portent."""
    from coach.assessment.grid_files import resolve_grid
    from coach.assessment.transcript_files import read_piece

    if engine != "embedded":
        raise InputError(f"Le moteur {engine!r} ne note pas encore : utilisez --engine embedded.")
    if not file.is_file():
        raise InputError(f"Le fichier {file} n'existe pas : vérifiez le chemin de la transcription.")
    chosen = resolve_grid(grid)
    piece = read_piece(file, chosen.lead)
    result = _scorer().score_on(piece.turns, chosen, piece.context)
    typer.echo(json.dumps(result.to_json(), ensure_ascii=False) if as_json else as_text(chosen, result))


def grids(
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON au lieu du texte.")] = False,
) -> None:
    """Liste les grilles fournies et leurs critères."""
    from coach.assessment.rubric_files import GRIDS, rubric

    found = [rubric(name) for name in GRIDS]
    if as_json:
        typer.echo(json.dumps({"grids": [_described(g) for g in found]}, ensure_ascii=False))
        return
    for item in found:
        typer.echo(f"{item.id} — {item.title} (version {item.version}, {len(item.criteria)} critères)")
        for criterion in item.criteria:
            mark = " ⛔" if criterion.safeguard else ""
            advised = " (conseil seulement)" if criterion.advice_only else ""
            typer.echo(f"  {criterion.id:<4}{criterion.title}{mark}{advised}")


def score_transcript(transcript: Transcript, grid: str) -> dict[str, Any]:
    """Levels of a recognised call, as `coach score --json` prints them."""
    from coach.assessment.grid_files import resolve_grid

    return _scorer().score_on(transcript.turns, resolve_grid(grid), {}).to_json()


def as_text(grid: Grid, result: Assessment) -> str:
    """The result for people: safeguards first, then a criterion a paragraph."""
    from coach.domain.grids import LEVEL_WORDS

    lines = []
    for flag in result.flags:
        lines.append(f"⛔ {flag.title} — tour {flag.turn} : « {flag.quote} »")
        if flag.article:
            lines.append(f"   {flag.article}")
        lines.append(f"   À dire plutôt : {flag.instead}")
    if lines:
        lines.append("")
    for item in result.criteria:
        level = "sans objet" if item.level is None else f"{item.level} ({LEVEL_WORDS[item.level]})"
        shown = "conseil seulement" if item.advice_only else level
        lines.append(f"{item.id} {item.title} : {shown}")
        lines += [f"   tour {e.turn} : « {e.quote} »" for e in item.evidence]
        lines.append(f"   {item.why}")
        if item.advice:
            lines.append(f"   → {item.advice}")
    mean = "—" if result.overall is None else f"{result.overall:.2f}".replace(".", ",")
    lines.append("")
    lines.append(f"Moyenne : {mean} sur 3. Grille « {grid.title} », version {result.rubric_version}.")
    lines.append("Ces niveaux sont une proposition : seul le jury décide.")
    return "\n".join(lines)


def _described(grid: Grid) -> dict[str, object]:
    return {
        "id": grid.id,
        "title": grid.title,
        "version": grid.version,
        "criteria": [
            {
                "id": c.id,
                "title": c.title,
                "safeguard": c.safeguard,
                "weight": c.weight,
                "advice_only": c.advice_only,
            }
            for c in grid.criteria
        ],
    }


def _scorer() -> Scorer:
    from coach.settings import load_settings
    from coach.wiring import Services

    return Services(load_settings()).scorer
