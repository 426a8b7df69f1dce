"""The route that gives a kept sound to who may read its sample; a player asks for parts of it."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from coach.errors import NotFound
from coach.jobs.keeping import Keeper
from coach.jobs.spool import Spool
from coach.web.viewer import sample_owner
from coach.wiring import Services


def add_routes(app: FastAPI, services: Services) -> None:
    """Place `/son/…`, before the pages are mounted."""

    @app.get("/son/{sample_id}")
    def sound(sample_id: str, request: Request) -> Response:
        try:
            sample_owner(request, services, sample_id)
            keeper = Keeper(services, Spool(services.settings.data_dir))
            kept = keeper.sound_of(sample_id)
            if kept is None:
                raise NotFound("Le son de cet échantillon n’est pas gardé.")
        except NotFound as exc:
            return JSONResponse({"erreur": exc.message}, 404)
        return FileResponse(
            keeper.root / kept.file, media_type="audio/wav", headers={"Cache-Control": "private, no-store"}
        )
