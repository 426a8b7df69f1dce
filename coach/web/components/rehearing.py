"""Correcting the words of a sample: where the page's script puts what was typed, and what is told once it is kept.

The script opens a small form under the line (`assets/ecoute.js`) and hands over `{"number", "turn", "seen", "text"}`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import gradio as gr
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.errors import CoachError, InputError
from coach.jobs.rehear import Corrected
from coach.web.components import criteria
from coach.web.html import esc, fr, moment
from coach.web.layout import notice
from coach.wiring import Services

MAX_MESSAGE: Final = 100_000
_prepared = threading.Event()


class Typed(BaseModel):
    """What the form hands over."""

    model_config = ConfigDict(extra="forbid")

    number: int
    """Of the message: the same words sent again are another one."""
    turn: int = Field(ge=0)
    seen: str
    text: str


def bridge() -> gr.Textbox:
    """The field that the script fills; people never see it."""
    return gr.Textbox(
        elem_id="correction-saisie",
        elem_classes=["pont"],
        label="Correction",
        show_label=False,
        container=False,
        max_length=MAX_MESSAGE,
    )


def prepare(services: Services, delay: float = 3.0) -> None:
    """Load what masks in the background, once a process: whoever corrects a first line does not wait for it."""
    if not _prepared.is_set():
        _prepared.set()
        timer = threading.Timer(delay, _mask_nothing, [services])
        timer.daemon = True
        timer.start()


def _mask_nothing(services: Services) -> None:
    with suppress(CoachError):  # whoever corrects is told what is missing
        services.sample_masker.mask("Bonjour.")


def typed(message: str) -> Typed:
    """The correction that was handed over.

    Raises:
        InputError: it is not one.
    """
    try:
        return Typed.model_validate_json(message)
    except ValidationError as exc:
        raise InputError(
            "La correction n’a pas été reçue en entier : rechargez la page et recommencez."
        ) from exc


def outcome(done: Corrected, assessment: Mapping[str, Any] | None, *, hidden: bool) -> str:
    """What a correction changed, in words; nothing of the levels when they are hidden."""
    if done.confirmed:
        return notice("info", "Noté : ces mots sont bien ceux qui ont été dits")
    parts = []
    if done.masked:
        parts.append("Ce que vous avez tapé de personnel a été masqué.")
    if not hidden and assessment is not None:
        parts.append(_judged(done.again, assessment))
    return notice("info", "Transcription corrigée", esc(fr(" ".join(parts))))


def _judged(again: Sequence[str], assessment: Mapping[str, Any]) -> str:
    titles = [c["title"] for c in assessment["criteria"] if c["id"] in again]
    if not titles:
        return "Aucun critère ne s’appuie sur cette ligne : les niveaux n’ont pas bougé."
    one = len(titles) == 1
    return (
        f"{'Critère recalculé' if one else 'Critères recalculés'} : {' ; '.join(titles)}. Les autres gardent leur niveau "
        "et les avis donnés."
    )


def marks(result: Mapping[str, Any] | None) -> dict[str, str]:
    """By criterion judged again in a stored scoring, the sentence that says so, and from which level it moved."""
    told: dict[str, str] = {}
    for name, mark in ((result or {}).get("rehearing") or {}).items():
        when = moment(datetime.fromisoformat(mark["at"]))
        hidden = criteria.advice_only(result["assessment"]["grid"], name) if result else True
        before = "" if hidden else f" Niveau d’avant : {criteria.WORDS[mark['from']].lower()}."
        told[name] = f"Critère recalculé après correction de la transcription, le {when}.{before}"
    return told
