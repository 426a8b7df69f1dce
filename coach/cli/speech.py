"""`coach transcribe`, `coach listen`, `coach models`: recordings to words, and the models they need.

app.command("transcribe")(transcribe)
app.command("listen")(listen_with(score))
app.add_typer(models, name="models")
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.domain.words import agree
from coach.errors import MissingPart

if TYPE_CHECKING:
    from coach.domain.transcripts import Transcript
    from coach.speech.pipeline import Transcription

Score = Callable[["Transcript", str], dict[str, Any]]
"""Transcript (masked) and grid (id or path) to the score as the command line prints it."""

_Audio = Annotated[
    Path, typer.Argument(metavar="AUDIO", help="Fichier audio : wav, mp3, m4a, ogg, opus, flac…")
]
_Model = Annotated[
    str | None, typer.Option("--model", metavar="NOM|DOSSIER", help="Modèle Whisper : nom ou dossier.")
]
_Json = Annotated[bool, typer.Option("--json", help="Un objet JSON sur la sortie standard.")]

models = typer.Typer(help="Modèles de reconnaissance vocale.", no_args_is_help=True)


def transcribe(
    audio: _Audio,
    model: _Model = None,
    masked: Annotated[bool, typer.Option("--masque", help="Masque les données personnelles.")] = False,
    as_json: _Json = False,
) -> None:
    """Transcrit un enregistrement : tours de parole, temps et mesures."""
    result = _heard(audio, model, masked=masked)
    _warn(result)
    typer.echo(json.dumps(result.as_dict(), ensure_ascii=False) if as_json else _readable(result))


def listen_with(score: Score) -> Callable[..., None]:
    """The `listen` command around a scorer."""

    def listen(
        audio: _Audio,
        grid: Annotated[
            str, typer.Option("--grid", metavar="GRILLE", help="Grille : nom ou fichier.")
        ] = "ecoute",
        model: _Model = None,
        as_json: _Json = False,
    ) -> None:
        """Écoute un appel : transcription, masquage et évaluation sur une grille."""
        result = _heard(audio, model, masked=True)
        _warn(result)
        scored = score(result.transcript, grid)
        masks = [{"kind": str(span.kind), "mask": span.mask} for span in result.masked or ()]
        if as_json:
            typer.echo(json.dumps({**result.as_dict(), "masked": masks, "score": scored}, ensure_ascii=False))
            return
        typer.echo(_readable(result))
        typer.echo("")
        for criterion in scored.get("criteria", ()):
            level = "—" if criterion.get("level") is None else criterion["level"]
            typer.echo(f"{criterion['id']:<4} {level}  {criterion['title']}")
        for flag in scored.get("flags", ()):
            typer.echo(f"⛔ {flag if isinstance(flag, str) else flag.get('title', flag)}")

    return listen


@models.command("list")
def list_models(as_json: _Json = False) -> None:
    """Modèles présents sur cette machine, et noms connus."""
    from coach.settings import load_settings
    from coach.speech import models as shelf

    found = shelf.installed(load_settings().data_dir)
    rows = [{"name": model.name, "origin": model.origin, "path": str(model.path)} for model in found]
    names = shelf.hub_names()
    if as_json:
        typer.echo(json.dumps({"installed": rows, "known": names}, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['name']:<16} {row['origin']:<8} {row['path']}")
    if not rows:
        typer.echo("Aucun modèle sur cette machine.")
    typer.echo(f"Noms connus : {', '.join(names)}")


@models.command("pull")
def pull(
    name: Annotated[str, typer.Argument(metavar="NOM", help="Modèle voulu.")] = "base",
    yes: Annotated[bool, typer.Option("--oui", help="Accepte le téléchargement sans le demander.")] = False,
) -> None:
    """Prépare un modèle : assemble celui qui est fourni, ou le télécharge avec votre accord."""
    from coach.settings import load_settings
    from coach.speech.models import locate

    settings = load_settings()
    try:
        found = locate(name, settings.data_dir)
    except MissingPart:
        question = f"Le modèle {name!r} n’est pas sur cette machine. Le télécharger depuis son dépôt public ?"
        if not (yes or settings.allow_download or (sys.stdin.isatty() and typer.confirm(question, err=True))):
            raise
        found = locate(name, settings.data_dir, download=True)
    typer.echo(f"Modèle {found.name} prêt ({found.origin}) : {found.path}")


@models.command("check")
def check(model: _Model = None, as_json: _Json = False) -> None:
    """Vérifie que le modèle choisi est présent, intact, et qu’il fonctionne."""
    import numpy as np

    from coach.settings import load_settings
    from coach.speech import models as shelf
    from coach.speech.ports import RATE, silent
    from coach.speech.whisper import Whisper

    settings = load_settings()
    found = shelf.locate(model or settings.whisper_model, settings.data_dir)
    digest = shelf.checksum(found.path / "model.bin")
    if found.origin == "paquet" and digest != shelf.PACKAGED_SHA256:
        raise MissingPart(
            f"Le modèle de {str(found.path)!r} est abîmé : supprimez ce dossier, puis relancez « coach models pull »."
        )
    Whisper(found.path, found.name).transcribe(np.zeros(RATE, np.float32), silent)
    report = {
        "name": found.name,
        "origin": found.origin,
        "path": str(found.path),
        "sha256": digest,
        "ok": True,
    }
    typer.echo(
        json.dumps(report, ensure_ascii=False)
        if as_json
        else f"Modèle {found.name} ({found.origin}) : présent, intact, chargé.\n{found.path}"
    )


def _heard(audio: Path, model: str | None, *, masked: bool) -> Transcription:
    from coach.privacy.mask import Masker
    from coach.settings import load_settings
    from coach.speech import engines, pipeline
    from coach.speech.decode import check_file

    settings = load_settings()
    outbox = None
    if settings.transcription_url and model is None:
        from coach.wiring import Services

        outbox = Services(settings).outbox
    limits = {"max_seconds": settings.max_audio_minutes * 60, "max_bytes": settings.max_upload_mb * 2**20}
    check_file(audio, limits["max_bytes"])  # a wrong path is told before a model is loaded
    return pipeline.transcribe(
        audio,
        engines.transcriber(settings, model, vocabulary=settings.speech_vocabulary or "", outbox=outbox),
        masker=Masker(full=True) if masked else None,
        diarizer=engines.diarizer(),
        progress=_show,
        **limits,
    )


def _show(done: float, total: float) -> None:
    """Seconds done of seconds in all, on a terminal only."""
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        print(f"\r{done:6.0f} s / {total:.0f} s", end=end, file=sys.stderr, flush=True)


def _warn(result: Transcription) -> None:
    if result.truncated:
        typer.echo("Attention : le fichier est tronqué, seule la partie lisible est transcrite.", err=True)
    if not result.agent_sure and len(result.transcript.speakers) > 1:
        typer.echo("Attention : l’agent n’a pas été reconnu avec certitude, vérifiez qui parle.", err=True)


def _readable(result: Transcription) -> str:
    lines = [
        f"[{int(turn.start or 0) // 60:02d}:{int(turn.start or 0) % 60:02d}] {turn.speaker} : {turn.text}"
        for turn in result.transcript.turns
    ]
    lines.append("")
    for part in result.measures.speakers:
        share = "" if part.share is None else f" {100 * part.share:.0f} % de la parole,"
        pace = "" if part.words_per_minute is None else f" {part.words_per_minute:.0f} mots/min,"
        lines.append(f"{part.speaker} :{share}{pace} {agree(f'{part.questions} question(s)')}")
    lines.append(
        f"Silences de plus de 3 s : {len(result.measures.silences)} ; attentes : {len(result.measures.holds)}"
    )
    return "\n".join(lines)
