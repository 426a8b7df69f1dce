"""`coach mask`: personal data of a text replaced by masks."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from coach.errors import InputError


def mask(
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON : texte masqué et entités.")] = False,
    fast: Annotated[
        bool, typer.Option("--rapide", help="Règles et listes de noms seulement, sans modèle de langue.")
    ] = False,
) -> None:
    """Masque les données personnelles du texte lu sur l’entrée standard.

    Les positions `start` et `end` des entités sont celles du texte donné.
    """
    from coach.privacy.mask import Masker

    masked = Masker(full=not fast).mask(read_text())
    if as_json:
        entities = [asdict(entity) for entity in masked.entities]
        typer.echo(json.dumps({"text": masked.text, "entities": entities}, ensure_ascii=False))
    else:
        typer.echo(masked.text, nl=not masked.text.endswith("\n"))


def read_text() -> str:
    """All of standard input, which must be UTF-8.

    Raises:
        InputError: it is not.
    """
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise InputError(
            f"Le texte lu sur l’entrée standard n’est pas en UTF-8 (octet {exc.start}) : "
            "enregistrez-le en UTF-8, puis recommencez."
        ) from exc
