"""What the jury's and the candidate's own forms send as it is typed, and the documents they download.

Small JSON bodies to routes of our own rather than two hundred Gradio components: the sheet opens at once, and a field
is saved by itself. `coach.web.rules` says who may call; each use asks again about the object it names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from fastapi import Body, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from coach.domain.people import Viewer
from coach.errors import CoachError, InputError
from coach.jury import dossier, sheets
from coach.jury.report import sheet_report
from coach.reports.document import Report
from coach.reports.typography import day
from coach.web.reports import TYPES
from coach.web.viewer import viewer
from coach.wiring import Services

Id = Annotated[str, Field(min_length=1, max_length=64)]
_SAVED: Final = {"etat": "enregistré"}


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NoteBody(_Body):
    """A jury member's note."""

    exam: Id
    candidat: Id
    critere: Id
    niveau: int | None = None
    texte: str = Field(max_length=4000)


class TimesBody(_Body):
    """Seconds by phase and by competence."""

    exam: Id
    candidat: Id
    temps: dict[Id, float] = Field(max_length=20)


class AskedBody(_Body):
    """Whether a question was asked."""

    exam: Id
    candidat: Id
    question: Id
    posee: bool


class ItemBody(_Body):
    """A field of an example of the dossier professionnel."""

    exemple: int
    champ: Id
    texte: str = Field(max_length=6000)


def add_routes(app: FastAPI, services: Services) -> None:
    """Saving, and documents."""

    def saved(request: Request, save: Callable[[Viewer], None]) -> Response:
        try:
            save(viewer(request, services))
        except CoachError as exc:
            return JSONResponse({"erreur": exc.message}, status_code=400 if type(exc) is InputError else 404)
        return JSONResponse(_SAVED)

    @app.post("/jury/note")
    def note(request: Request, body: Annotated[NoteBody, Body()]) -> Response:
        return saved(
            request,
            lambda who: sheets.note(
                services, who, body.exam, body.candidat, body.critere, body.niveau, body.texte
            ),
        )

    @app.post("/jury/duree")
    def times(request: Request, body: Annotated[TimesBody, Body()]) -> Response:
        return saved(
            request, lambda who: sheets.keep_times(services, who, body.exam, body.candidat, body.temps)
        )

    @app.post("/jury/posee")
    def asked(request: Request, body: Annotated[AskedBody, Body()]) -> Response:
        return saved(
            request,
            lambda who: sheets.mark_asked(services, who, body.exam, body.candidat, body.question, body.posee),
        )

    @app.get("/jury/document/{exam_id}/{person_id}.{form}")
    def sheet(request: Request, exam_id: str, person_id: str, form: Literal["pdf", "docx"]) -> Response:
        def made(who: Viewer) -> tuple[str, Report]:
            opened = sheets.open_sheet(services, who, exam_id, person_id)
            report = sheet_report(
                opened.sheet,
                title=f"Préparer l’entretien de {opened.candidate.name}",
                own_words=services.jury_bank.own_words,
                facts=(("Session", opened.exam.name), ("Date", day(opened.exam.held_on))),
                notes=opened.notes,
                levels=opened.levels,
            )
            return f"fiche-jury-{opened.candidate.name}", report

        return _document(request, services, form, made)

    @app.post("/dossier-professionnel/note")
    def write(request: Request, body: Annotated[ItemBody, Body()]) -> Response:
        return saved(request, lambda who: dossier.write(services, who, body.exemple, body.champ, body.texte))

    @app.get("/dossier-professionnel/notes.docx")
    def own_notes(request: Request) -> Response:
        return _document(
            request,
            services,
            "docx",
            lambda who: ("notes-dossier-professionnel", dossier.own_notes(services, who)),
        )


def _document(
    request: Request, services: Services, form: str, made: Callable[[Viewer], tuple[str, Report]]
) -> Response:
    try:
        name, report = made(viewer(request, services))
    except CoachError as exc:
        return JSONResponse({"erreur": exc.message}, status_code=404)
    if form == "docx":
        from coach.reports.word import as_docx

        content: Any = as_docx(report)
    else:
        from coach.reports.pdf import as_pdf

        content = as_pdf(report)
    headers = {
        "Content-Disposition": f'attachment; filename="{_plain(name)}.{form}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=TYPES[form], headers=headers)


def _plain(name: str) -> str:
    flat = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in flat)
    return "-".join(part for part in kept.split("-") if part)[:90] or "fiche"
