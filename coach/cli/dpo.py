"""`coach dpo`: the data protection page as a Markdown file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.errors import InputError


def dpo(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FICHIER.md", help="Où l'écrire ; vide : sortie standard.")
    ] = None,
) -> None:
    """Écrit la page « Données personnelles » d'après les réglages en vigueur (pour le délégué à la protection)."""
    from coach.administration.data_protection import markdown, register
    from coach.settings import load_settings
    from coach.wiring import Services

    text = markdown(register(Services(load_settings())))
    if out is None:
        print(text, end="")
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as exc:
        raise InputError(f"{str(out)!r} ne peut pas être écrit ({exc.strerror or exc}).") from exc
    print(f"{out} : écrit.")
