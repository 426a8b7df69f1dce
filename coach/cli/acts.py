"""`coach acts`: the acts of a manager's utterances, one a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated

import typer
from pydantic import BaseModel, StrictStr, ValidationError

from coach.domain.acts import LABELS
from coach.errors import InputError


class _Line(BaseModel):
    """An input line given as an object; other fields are allowed, so that a labelled file can be fed back."""

    text: StrictStr


def acts_command(
    json_output: Annotated[bool, typer.Option("--json", help="Un objet JSON par ligne.")] = False,
) -> None:
    """Repère les actes du manager dans chaque énoncé lu sur l’entrée standard, un par ligne.

    Avec --json, une ligne peut aussi être un objet JSON avec un champ « text ».
    """
    from coach.dialogue.analyst import EmbeddedAnalyst

    analyst = EmbeddedAnalyst()
    for number, line in _lines():
        text = _utterance(line, number) if json_output else line
        acts = analyst.acts(text)
        if json_output:
            shown = json.dumps({"text": text, "acts": [act.value for act in acts]}, ensure_ascii=False)
        else:
            shown = f"{text}\n    → {', '.join(LABELS[act] for act in acts) or 'aucun acte repéré'}"
        sys.stdout.buffer.write(f"{shown}\n".encode())
        sys.stdout.buffer.flush()


def _lines() -> Iterator[tuple[int, str]]:
    for number, raw in enumerate(sys.stdin.buffer, 1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as exc:
            raise InputError(
                f"Ligne {number} : le texte n’est pas en UTF-8 ; enregistrez-le en UTF-8, puis recommencez."
            ) from exc
        yield number, text.rstrip("\r\n")


def _utterance(line: str, number: int) -> str:
    if not line.lstrip().startswith("{"):
        return line
    try:
        return _Line.model_validate_json(line).text
    except ValidationError as exc:
        raise InputError(
            f"Ligne {number} : objet JSON inutilisable ; "
            'écrivez {"text": "ce que dit le manager"}, ou le texte seul.'
        ) from exc
