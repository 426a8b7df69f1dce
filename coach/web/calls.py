"""The call of a débriefing scenario, to listen to: its route, and the player of the dossier."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from coach.domain.scenarios import Scenario
from coach.errors import CoachError, NotFound
from coach.speech.call_audio import CallSounds, spoken_call
from coach.web.html import esc, fr, icon
from coach.web.viewer import viewer
from coach.wiring import Services

FOLDER = "appels"


def add_routes(app: FastAPI, services: Services) -> None:
    """`/appel/<scenario>.wav`, made at the first request; `?telecharger` saves it instead of playing it."""
    settings = services.settings
    sounds = CallSounds((settings.cache_dir or settings.data_dir / "cache") / FOLDER)

    @app.get("/appel/{scenario_id}.wav")
    def call(request: Request, scenario_id: str) -> Response:
        try:
            viewer(request, services)  # whoever reads the dossier may listen
            path = sounds.file(services.library.get(scenario_id))
        except CoachError as exc:
            return JSONResponse({"erreur": exc.message}, 404 if isinstance(exc, NotFound) else 422)
        saved = "telecharger" in request.query_params
        return FileResponse(
            path,
            media_type="audio/wav",
            filename=f"appel-{scenario_id}.wav",
            content_disposition_type="attachment" if saved else "inline",
            headers={"Cache-Control": "private, max-age=3600"},
        )


def player(scenario: Scenario) -> str:
    """The call to listen to and to save; nothing for a written sample."""
    if spoken_call(scenario) is None:
        return ""
    address = f"/appel/{esc(scenario.id)}.wav"
    words = "Voix de synthèse, à gauche le conseiller, à droite le client. Le son est préparé à la première écoute."
    return (
        f"<figure class='ecouter'><figcaption class='discret-texte'>{fr(words)}</figcaption>"
        f"<audio controls preload='none' src='{address}' aria-label='Écouter l’appel'></audio>"
        f"<a class='bouton discret' href='{address}?telecharger' download>{icon('download')}"
        "<span>Télécharger l’appel (WAV)</span></a></figure>"
    )
