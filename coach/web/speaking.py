"""Two routes beside the pages: what the manager says, to words; what the advisor says, to sound."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from coach.access import Deed
from coach.errors import CoachError, NotFound
from coach.outgoing import on_behalf
from coach.web.viewer import session_owner

if TYPE_CHECKING:
    from coach.wiring import Services

MAX_BYTES = 12 * 2**20
"""Three minutes of a browser's recording, with room for one made elsewhere."""


def add_routes(app: FastAPI, services: Services) -> None:
    """Place `/dictee` and `/voix/…`, before the pages are mounted."""

    @lru_cache(maxsize=64)
    def spoken(text: str, source: str, pitch: float, speed: float) -> bytes:
        return services.voice(source, text, pitch=pitch, speed=speed)

    @app.post("/dictee/{session_id}")
    async def dictate(session_id: str, request: Request) -> JSONResponse:
        # A header that a form of another site cannot send.
        if request.headers.get("x-coach") != "dictee":
            return JSONResponse({"erreur": "Cette adresse n’est appelée que par la page d’entretien."}, 403)
        sound = bytearray()
        async for piece in request.stream():
            sound += piece
            if len(sound) > MAX_BYTES:
                return JSONResponse({"erreur": "Réplique trop longue : trois minutes au plus."}, 413)
        try:
            owner = await run_in_threadpool(session_owner, request, services, session_id, Deed.ACT)
            return JSONResponse(
                {"texte": await run_in_threadpool(_words, services, owner, session_id, bytes(sound))}
            )
        except NotFound as exc:
            return JSONResponse({"erreur": exc.message}, 404)
        except CoachError as exc:
            return JSONResponse({"erreur": exc.message}, 422)

    @app.get("/voix/{session_id}/{number}")
    def voice(request: Request, session_id: str, number: int, source: str = "embarquee") -> Response:
        try:
            owner = session_owner(request, services, session_id)
            interview = services.runner.get(owner, session_id)
            turn = next((t for t in interview.turns if t.number == number), None)
            if turn is None:
                raise NotFound("Cette réplique n’existe pas.")
            tone = interview.scenario.persona.voice
            with on_behalf(owner, session_id):
                sound = spoken(turn.advisor, source, tone.pitch, tone.speed)
        except CoachError as exc:
            return JSONResponse({"erreur": exc.message}, 404 if isinstance(exc, NotFound) else 422)
        return Response(sound, media_type="audio/wav", headers={"Cache-Control": "private, max-age=3600"})


def _words(services: Services, owner: str, session_id: str, sound: bytes) -> str:
    scenario = services.runner.get(owner, session_id).scenario
    # The recording is on disk only while it is read: PyAV opens files, and speech models want samples.
    with tempfile.TemporaryDirectory(prefix="dictee-") as folder:
        path = Path(folder) / "réplique.webm"
        path.write_bytes(sound)
        with on_behalf(owner, session_id):
            return services.dictate(path, scenario)
