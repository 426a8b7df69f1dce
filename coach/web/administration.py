"""Downloads of the administrator: the log as a table, a backup, a person's data; and the officer's page, for all."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from starlette.background import BackgroundTask

from coach.administration.data_protection import markdown, register
from coach.errors import CoachError, NotFound
from coach.jobs import persons
from coach.store.audit import AuditStore
from coach.store.backups import BackupStore
from coach.web.components.administration import admin, person_name
from coach.web.pages.admin_audit import details, entries_of, said
from coach.wiring import Services

MOST_LINES = 100_000
_NO_STORE = {"Cache-Control": "no-store"}


def add_routes(app: FastAPI, services: Services) -> None:
    """`/journal.csv`, `/sauvegarde/<number>`, `/personne/<id>.zip`, `/donnees-personnelles.md`."""

    @app.get("/journal.csv")
    def log(
        request: Request, mots: str = "", action: str = "", depuis: str = "", jusque: str = ""
    ) -> Response:
        try:
            who = admin(request, services)
            entries = entries_of(services, mots[:120], action[:40], depuis[:10], jusque[:10], MOST_LINES)
        except CoachError as exc:
            return _refused(exc)
        out = io.StringIO()
        table = csv.writer(out, delimiter=";", lineterminator="\r\n")
        table.writerow(("quand (UTC)", "qui", "action", "libellé", "sur quoi", "précisions"))
        names = {known: person_name(services, known) for known in {e.actor for e in entries}}
        for entry in entries:
            row = (
                entry.at.isoformat(timespec="seconds"), names[entry.actor], entry.action, said(entry.action),
                entry.subject, details(entry),
            )  # fmt: skip
            table.writerow([harmless(cell) for cell in row])
        AuditStore(services.database).note(who.id, "journal-emporte", "journal", lignes=len(entries))
        body = "\ufeff" + out.getvalue()
        headers = {**_NO_STORE, "Content-Disposition": 'attachment; filename="journal.csv"'}
        return Response(body, media_type="text/csv; charset=utf-8", headers=headers)

    @app.get("/sauvegarde/{number}")
    def backup(request: Request, number: int) -> Response:
        try:
            who = admin(request, services)
            known = BackupStore(services.database).get(number)
            if known is None or not Path(known.file).is_file():
                raise NotFound("Cette sauvegarde n’est plus là.")
        except CoachError as exc:
            return _refused(exc)
        path = Path(known.file)
        AuditStore(services.database).note(who.id, "sauvegarde-emportee", path.name)
        return FileResponse(path, media_type="application/zip", filename=path.name, headers=_NO_STORE)

    @app.get("/personne/{person_id}.zip")
    def person(request: Request, person_id: str) -> Response:
        with tempfile.NamedTemporaryFile(prefix="personne-", suffix=".zip", delete=False) as file:
            target = Path(file.name)
        try:
            who = admin(request, services)
            persons.export(services, person_id, target, by=who.id)
        except CoachError as exc:
            target.unlink(missing_ok=True)
            return _refused(exc)
        return FileResponse(
            target,
            media_type="application/zip",
            filename="donnees-personnelles.zip",
            headers=_NO_STORE,
            background=BackgroundTask(target.unlink, missing_ok=True),
        )

    @app.get("/donnees-personnelles.md")
    def officer() -> Response:
        headers = {**_NO_STORE, "Content-Disposition": 'attachment; filename="donnees-personnelles.md"'}
        text = markdown(register(services))
        return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)


def harmless(cell: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


def _refused(exc: CoachError) -> JSONResponse:
    return JSONResponse({"erreur": exc.message}, 404 if isinstance(exc, NotFound) else 422)
