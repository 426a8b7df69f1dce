"""Jury: one candidate's sheet. Own levels come first; the coach's appear once they are closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from coach.errors import CoachError
from coach.jury import sheets
from coach.jury.exams import MODALITIES
from coach.jury.sheets import OpenSheet
from coach.web.components.jury import sheet_html
from coach.web.components.markup import markup
from coach.web.html import day, esc, icon, link
from coach.web.layout import asked, notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page("/jury", "", wide=True):
        head = markup()
        with (
            gr.Column(visible=False) as tools,
            gr.Accordion("Ajouter les travaux du candidat", open=False, elem_classes=["travaux-jury"]),
            gr.Column(),
        ):
            markup(
                "<p class='discret-texte'>PDF, Word ou texte : les travaux de la mise en situation. Les données "
                "personnelles y sont masquées, et seul le texte masqué est gardé avec votre fiche.</p>"
            )
            works = gr.File(
                label="Fichier des travaux",
                file_types=[".pdf", ".docx", ".txt"],
                file_count="single",
                type="filepath",
                elem_id="travaux",
                height=120,
            )
            with gr.Row():
                read = gr.Button("Lire ces travaux", variant="primary")
                drop = gr.Button("Retirer les travaux", visible=False)
            problem = markup()
        body = markup()
        with gr.Column(visible=False, elem_classes=["carte"]) as closing:
            still = markup()
            close = gr.Button("Clore mes niveaux et voir ceux du coach", variant="primary", elem_id="clore")

    view = [head, body, tools, drop, closing, still]

    def draw(opened: OpenSheet) -> tuple[Any, ...]:
        return (
            _head(opened),
            sheet_html(opened, services.jury_bank.own_words),
            gr.update(visible=True),
            gr.update(visible=opened.works is not None),
            gr.update(visible=not opened.closed),
            _closing(opened),
        )

    def load(request: gr.Request) -> tuple[Any, ...]:
        try:
            return draw(
                sheets.open_sheet(
                    services, viewer(request, services), asked(request, "exam"), asked(request, "id")
                )
            )
        except CoachError as exc:
            back = link("/jury", "Revenir à mes candidats", kind="bouton")
            told = notice("attention", "Cette fiche ne s’ouvre pas", f"{esc(exc.message)}<br>{back}")
            return (told, "", *(gr.update() for _ in view[2:]))

    def add(path: str | None, request: gr.Request) -> tuple[Any, ...]:
        if not path:
            return (notice("info", "Choisissez d’abord un fichier"), *(gr.update() for _ in view))
        who, exam, person = viewer(request, services), asked(request, "exam"), asked(request, "id")
        try:
            found = sheets.add_works(services, who, exam, person, Path(path), Path(path).name)
            shown = draw(sheets.open_sheet(services, who, exam, person))
        except CoachError as exc:
            return (
                notice("attention", "Ces travaux n’ont pas été lus", esc(exc.message)),
                *(gr.update() for _ in view),
            )
        finally:
            Path(path).unlink(missing_ok=True)  # the file itself is not kept
        names = ", ".join(part.title for part in found.parts)
        hidden = (
            f"{found.masked} donnée{'s' if found.masked > 1 else ''} "
            f"personnelle{'s' if found.masked > 1 else ''}"
        )
        told = notice(
            "info", "Travaux lus", f"{esc(names)}. {hidden} masquée{'s' if found.masked > 1 else ''}."
        )
        return (told, *shown)

    def remove(request: gr.Request) -> tuple[Any, ...]:
        who, exam, person = viewer(request, services), asked(request, "exam"), asked(request, "id")
        try:
            sheets.drop_works(services, who, exam, person)
            return ("", *draw(sheets.open_sheet(services, who, exam, person)))
        except CoachError as exc:
            return (notice("attention", "Rien n’a changé", esc(exc.message)), *(gr.update() for _ in view))

    def reveal(request: gr.Request) -> tuple[Any, ...]:
        who, exam, person = viewer(request, services), asked(request, "exam"), asked(request, "id")
        try:
            return draw(sheets.close_levels(services, who, exam, person))
        except CoachError as exc:
            told = notice("attention", "Vos niveaux restent ouverts", esc(exc.message))
            return (*(gr.update() for _ in view[:-1]), told)

    gr.on(None, load, None, view, **_LIMITS)
    read.click(add, works, [problem, *view], **_LIMITS)
    drop.click(remove, None, [problem, *view], **_LIMITS)
    close.click(reveal, None, view, **_LIMITS)


def _head(opened: OpenSheet) -> str:
    query = f"exam={opened.exam.id}&id={opened.candidate.id}"
    file = f"/jury/document/{opened.exam.id}/{opened.candidate.id}"
    state = (
        notice(
            "info",
            "Vos niveaux sont clos",
            "Ceux du coach figurent sous chaque compétence. Vos notes restent modifiables.",
        )
        if opened.closed
        else ""
    )
    return (
        f"<p class='retour'>{link('/jury', 'Mes candidats', icon_name='arrow-left')}</p>"
        f"<h1>{esc(opened.candidate.name)}</h1><p class='chapo'>{esc(opened.exam.name)} · "
        f"{day(opened.exam.held_on)} · "
        f"{esc(MODALITIES.get(opened.exam.modality, opened.exam.modality))}</p>"
        f"<div class='boutons'>{link(f'/jury-temps?{query}', 'Minuteur', kind='bouton', icon_name='clock')}"
        f"<button type='button' class='bouton discret' data-print>{icon('printer')}<span>Imprimer</span></button>"
        f"<a class='bouton discret' href='{file}.pdf' download>{icon('download')}<span>PDF</span></a>"
        f"<a class='bouton discret' href='{file}.docx' download>{icon('download')}<span>Word</span></a></div>"
        "<p class='discret-texte'>Fiche établie par une IA : elle montre ce que contient le dossier et propose des "
        f"questions. Elle ne donne ni note, ni avis.</p>{state}"
    )


def _closing(opened: OpenSheet) -> str:
    text = (
        "Posez au moins un niveau par compétence, puis closez-les : ils seront gardés tels quels, et ceux du coach "
        "apparaîtront. Vous pourrez encore modifier les vôtres, et l’écart restera visible."
    )
    return f"<h2>Vos niveaux d’abord</h2><p>{text}</p>"
