"""« Garder le son »: offered only where the settings say under which right; always with a reason and an end date."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

import gradio as gr

from coach.errors import InputError
from coach.jobs.keeping import MAX_DAYS, terms
from coach.settings import Settings
from coach.web.components.markup import markup
from coach.web.html import esc, fr

_DEFAULT_DAYS: Final = 30


class KeepForm:
    """Three fields of a form that sends sounds; hand `inputs` to its event and read them with `agreed`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        right = (settings.keep_audio_right or "").strip()
        with gr.Column(visible=bool(right), elem_classes=["garder-son"]):
            self.wanted = gr.Checkbox(label="Garder le son après la notation", value=False)
            with gr.Column(visible=False, elem_classes=["garder-son-conditions"]) as conditions:
                markup(
                    f"<p class='discret-texte'>{fr('Droit inscrit par le responsable du traitement :')} {esc(right)}. "
                    "Ce qui est masqué dans le texte est coupé du son ; il s’efface de lui-même le jour dit.</p>"
                )
                self.reason = gr.Textbox(
                    label="Motif, inscrit au journal",
                    max_length=500,
                    placeholder="Séance d’étalonnage du 12 mars",
                    elem_id="garder-motif",
                )
                self.until = gr.Textbox(
                    label=f"Jusqu’au (jj/mm/aaaa, {MAX_DAYS} jours au plus)",
                    placeholder=f"Dans {_DEFAULT_DAYS} jours si vous laissez vide",
                    max_length=10,
                    elem_id="garder-date",
                )
        self.wanted.change(
            lambda on: gr.update(visible=on),
            self.wanted,
            conditions,
            show_progress="hidden",
            api_visibility="private",
        )

    @property
    def inputs(self) -> list[Any]:
        """What `agreed` reads."""
        return [self.wanted, self.reason, self.until]

    def agreed(self, wanted: bool, reason: str, until: str) -> dict[str, Any] | None:
        """The terms to go with a job; None when the sound is not to be kept.

        Raises:
            InputError: no right is set, no reason, or the date is not one that may be.
        """
        default = (datetime.now() + timedelta(days=_DEFAULT_DAYS)).strftime("%d/%m/%Y")
        return terms(self._settings, reason or "", end_of(until.strip() or default)) if wanted else None


def end_of(typed: str) -> datetime:
    """The end of a day written 15/03/2027.

    Raises:
        InputError: it is not a date.
    """
    try:
        last = datetime.strptime((typed or "").strip(), "%d/%m/%Y").date()
    except ValueError as exc:
        raise InputError("Écrivez la date de fin sous la forme 15/03/2027.") from exc
    return datetime.combine(last, time(23, 59), UTC)
