"""Transcripts to score: a JSON object, or a text of `Speaker: words` lines; speakers brought to the four roles."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.assessment.words import fold
from coach.domain.transcripts import Turn
from coach.errors import InputError

MAX_BYTES: Final = 8_000_000
ROLES: Final = ("manager", "conseiller", "agent", "client")

_MANAGER: Final = re.compile(
    r"^(?:manager|manageuse|manageur|responsable|superviseure?|encadrante?|chef|cheffe|n\+1|candidate?|rp|team leader|m)$"
)
_ADVISOR: Final = re.compile(
    r"^(?:conseiller|conseillere|conseiller client|collaborateur|collaboratrice|salariee?|teleconseillere?|tc|c|advisor)$"
)
_AGENT: Final = re.compile(r"^(?:agent|agente|conseiller|conseillere|teleconseillere?|hotline|service|a)$")
_CLIENT: Final = re.compile(
    r"^(?:client|cliente|clients|usager|appelante?|assuree?|abonnee?|customer|correspondant)$"
)
_LINE: Final = re.compile(
    r"^\s*(?:\[?(?P<time>\d{1,2}:\d{2}(?::\d{2})?)\]?\s+)?(?P<speaker>[^\W\d_][^:\n]{0,40}?)\s*:\s*(?P<text>.+?)\s*$"
)
_VOICE_SERVER: Final = re.compile(r"^(?:serveur(?: vocal)?|svi|automate|annonce|musique)\b")


class _TurnIn(BaseModel):
    model_config = ConfigDict(extra="ignore")

    speaker: str
    text: str
    start: float | None = Field(None, ge=0)
    end: float | None = Field(None, ge=0)


class _FileIn(BaseModel):
    # Other keys (id, notes) may travel with the turns; only these are read, and never a gold level.
    model_config = ConfigDict(extra="ignore")

    turns: list[_TurnIn]
    context: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """A transcript with what is known around it (product sheet, channel, figures)."""

    turns: tuple[Turn, ...]
    context: Mapping[str, Any] = field(default_factory=dict)


def read_piece(path: Path, lead: Literal["manager", "agent"]) -> Piece:
    """Read a transcript file.

    Raises:
        InputError: the file cannot be read, is not a transcript, or nobody in it can be assessed.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path.name} dépasse 8 Mo : découpez la transcription avant de la noter.")
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise InputError(
            f"{path.name} n’est pas un texte UTF-8 : enregistrez-le en UTF-8 et recommencez."
        ) from exc
    except OSError as exc:
        raise InputError(f"{path} ne peut pas être lu : vérifiez le chemin et les droits.") from exc
    if path.suffix.lower() == ".txt":
        return piece_from_text(text, lead, path.name)
    return piece_from_json(text, lead, path.name)


def piece_from_json(text: str, lead: Literal["manager", "agent"], name: str = "le fichier") -> Piece:
    """A transcript from its JSON text. Raises InputError."""
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as exc:
        raise InputError(
            f"{name}, ligne {exc.lineno}, colonne {exc.colno} : JSON illisible. "
            'Attendu : {"turns": [{"speaker", "text"}, …]}, ou un fichier .txt « Interlocuteur : texte ».'
        ) from exc
    try:
        read = _FileIn.model_validate(raw)
    except ValidationError as exc:
        first = exc.errors()[0]
        where = " → ".join(str(part) for part in first["loc"]) or "objet"
        raise InputError(
            f"{name}, {where} : valeur absente ou inattendue. "
            'Attendu : {"turns": [{"speaker": "manager", "text": "…"}, …], "context": {…}}.'
        ) from exc
    turns = tuple(Turn(t.speaker, t.text, t.start, t.end) for t in read.turns)
    return Piece(with_roles(turns, lead, name), read.context)


def piece_from_text(text: str, lead: Literal["manager", "agent"], name: str = "le fichier") -> Piece:
    """A transcript from `Speaker: words` lines; a line without a speaker goes on with the turn before.

    Raises:
        InputError: no line names a speaker, or nobody can be assessed.
    """
    turns: list[Turn] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _LINE.match(line)
        if match is not None:
            turns.append(Turn(match["speaker"].strip(), match["text"], _seconds(match["time"])))
        elif turns:
            last = turns[-1]
            turns[-1] = Turn(last.speaker, f"{last.text} {line.strip()}", last.start, last.end)
        else:
            raise InputError(
                f"{name}, ligne 1 : aucune ligne « Interlocuteur : texte » avant « {line.strip()[:40]} ». "
                "Commencez chaque prise de parole par « Manager : » ou « Conseiller : »."
            )
    return Piece(with_roles(tuple(turns), lead, name))


def with_roles(turns: Sequence[Turn], lead: Literal["manager", "agent"], name: str) -> tuple[Turn, ...]:
    """The same turns, speakers brought to the roles of the grid.

    Raises:
        InputError: the transcript is empty, or nobody plays the role that is assessed.
    """
    spoken = [t for t in turns if t.text.strip()]
    if not spoken:
        raise InputError(f"{name} ne contient aucune prise de parole : rien à noter.")
    mapping = _mapping(turns, lead)
    crossed = {"agent": _MANAGER, "manager": _CLIENT}[lead]
    wrong_kind = any(crossed.match(fold(t.speaker).strip()) for t in turns)
    if lead not in mapping.values() or wrong_kind:
        found = ", ".join(sorted({t.speaker for t in turns})[:6])
        wanted = "manager" if lead == "manager" else "agent"
        raise InputError(
            f"{name} : ce n’est pas un échange où quelqu’un tient le rôle « {wanted} » (interlocuteurs lus : {found}). "
            f"Nommez « {wanted} » celui ou celle que la grille évalue."
        )
    return tuple(Turn(mapping[t.speaker], t.text, t.start, t.end) for t in turns)


def _mapping(turns: Sequence[Turn], lead: Literal["manager", "agent"]) -> dict[str, str]:
    names = list(dict.fromkeys(t.speaker for t in turns))
    assessed, other = ("manager", "conseiller") if lead == "manager" else ("agent", "client")
    is_lead = _MANAGER if lead == "manager" else _AGENT
    is_other = _ADVISOR if lead == "manager" else _CLIENT
    foreign = _CLIENT if lead == "manager" else _MANAGER
    mapping: dict[str, str] = {}
    unknown: list[str] = []
    for speaker in names:
        folded = fold(speaker).strip()
        if _VOICE_SERVER.match(folded):
            mapping[speaker] = "serveur"
        elif foreign.match(folded):
            # A manager in a call, a customer in an interview: this is the other kind of talk.
            mapping[speaker] = folded
        elif is_lead.match(folded):
            mapping[speaker] = assessed
        elif is_other.match(folded):
            mapping[speaker] = other
        else:
            unknown.append(speaker)
    if len(unknown) == 1 and assessed in mapping.values() and other not in mapping.values():
        mapping[unknown.pop()] = other
    elif len(unknown) == 1 and other in mapping.values() and assessed not in mapping.values():
        mapping[unknown.pop()] = assessed
    for speaker in unknown:
        # Someone else in the room: kept in the transcript, never assessed.
        mapping[speaker] = _third(speaker, turns, other, mapping)
    return mapping


def _third(speaker: str, turns: Sequence[Turn], other: str, mapping: Mapping[str, str]) -> str:
    counts = Counter(t.speaker for t in turns)
    return (
        other
        if other not in mapping.values() and counts[speaker] == max(counts.values()) and mapping
        else fold(speaker)
    )


def _seconds(stamp: str | None) -> float | None:
    if stamp is None:
        return None
    total = 0
    for part in stamp.split(":"):
        total = total * 60 + int(part)
    return float(total)
