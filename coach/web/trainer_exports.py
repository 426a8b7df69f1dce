"""Downloads of the trainer: the follow-up of a group or of a candidate as PDF, workbook and CSV, made at each request."""

from __future__ import annotations

import threading
from datetime import date
from typing import Final, Literal

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from coach.errors import CoachError
from coach.training.exports import Export, of_candidate, of_group
from coach.web.reports import file_name
from coach.web.viewer import viewer
from coach.wiring import Services

Format = Literal["pdf", "xlsx", "csv"]
_TYPES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Documents made at the same moment; others wait their turn."""


def add_routes(app: FastAPI, services: Services) -> None:
    """`/rapport/groupe/suivi.<format>?groupe=` and `/rapport/candidat/<id>.<format>`."""

    @app.get("/rapport/groupe/suivi.{form}")
    def of_the_group(request: Request, form: Format, groupe: str = "") -> Response:
        try:
            return _sent(of_group(services, viewer(request, services), groupe, date.today()), form)
        except CoachError as exc:
            return JSONResponse({"erreur": exc.message}, status_code=404)

    @app.get("/rapport/candidat/{person}.{form}")
    def of_one(request: Request, person: str, form: Format) -> Response:
        try:
            return _sent(of_candidate(services, viewer(request, services), person, date.today()), form)
        except CoachError as exc:
            return JSONResponse({"erreur": exc.message}, status_code=404)


def _sent(found: Export, form: Format) -> Response:
    name = file_name(f"{found.title}-{date.today():%Y-%m-%d}")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Cache-Control": "no-store",
    }
    with _AT_ONCE:
        return Response(_made(found, form), media_type=_TYPES[form], headers=headers)


def _made(found: Export, form: Format) -> bytes:
    from coach.reports import sheet

    if form == "csv":
        return sheet.as_csv(found.head, found.rows)
    if form == "xlsx":
        return sheet.as_xlsx(found.title, found.head, found.rows)
    from coach.reports.pdf import as_pdf

    return as_pdf(found.report)
