"""The web application: Gradio pages mounted in FastAPI, security headers, our own static files.

In this version it serves one local user and refuses to listen beyond the loopback address.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
import warnings
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

from coach.web.gradio_start import one_application

# isort: split
import gradio as gr
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from coach import __version__
from coach.errors import StorageError
from coach.jobs.background import BackgroundWorker
from coach.store.database import prepare_data_dir
from coach.web import kept_sound, reports, speaking, theme
from coach.web.listening import check_loopback, check_port
from coach.web.pages import (
    agreement,
    ask,
    competences,
    corrections,
    debrief,
    fiche,
    grading,
    home,
    interview,
    listen,
    observe,
    progress,
    queue,
    quiz,
    sessions,
    train,
)
from coach.wiring import Services

CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self' blob: data:; "
    "worker-src 'self' blob:; frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
WARM_AFTER = 2.0
"""Seconds before the engines are loaded in the background: the first page goes first."""
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver"}


def build(services: Services) -> FastAPI:
    """The whole application."""
    gradio_dir = services.settings.data_dir / "tampon" / str(services.settings.port)
    prepare_data_dir(services.settings.data_dir)
    shutil.rmtree(gradio_dir, ignore_errors=True)  # uploads that a crash left
    os.environ["GRADIO_TEMP_DIR"] = str(gradio_dir)
    app = FastAPI(title="Coach MERCD", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    assets = Path(str(files("coach.web") / "assets"))
    app.mount("/actifs", StaticFiles(directory=assets), name="actifs")

    @app.get("/sante")
    def health() -> JSONResponse:
        return JSONResponse({"etat": "ok", "version": __version__})

    @app.get("/favicon.ico")
    def favicon() -> FileResponse:
        return FileResponse(assets / "favicon.svg", media_type="image/svg+xml")

    speaking.add_routes(app, services)
    reports.add_routes(app, services)
    kept_sound.add_routes(app, services)

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        host = (request.headers.get("host") or "").rsplit(":", 1)[0]
        origin = request.headers.get("origin")
        if host not in _LOCAL_HOSTS or (origin and _host_of(origin) not in _LOCAL_HOSTS):
            # A page of another site must not drive this one through the visitor's browser.
            return JSONResponse({"erreur": "Cette adresse n’est servie qu’à cette machine."}, status_code=403)
        response = await call_next(request)
        if response.headers.get("content-type", "").startswith("text/html"):
            response = await _in_french(response)
        response.headers["Content-Security-Policy"] = CSP
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
        return response

    # Told not to render on the server, Gradio still warns that it will not.
    warnings.filterwarnings("ignore", message="SSR mode is not supported", category=UserWarning)
    gr.mount_gradio_app(
        app,
        pages(services),
        path="",
        theme=theme.theme(),
        css=theme.css(),
        head=theme.head(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        pwa=False,
        enable_monitoring=False,
        max_file_size=f"{services.settings.max_upload_mb}mb",
    )
    return app


def pages(services: Services) -> gr.Blocks:
    """All the pages, one route each."""
    demo = gr.Blocks(title="Coach MERCD", analytics_enabled=False, delete_cache=(600, 3600), fill_width=True)
    routes: tuple[tuple[str, str, Callable[[Services], None]], ...] = (
        ("S’entraîner", "entrainement", train.render),
        ("Dossier", "dossier", train.render_dossier),
        ("Entretien", "entretien", interview.render),
        ("Observer un entretien", "observer", observe.render),
        ("Bilan", "bilan", debrief.render),
        ("Ma grille", "ma-grille", grading.render),
        ("Accord", "accord", agreement.render),
        ("Écoutes", "ecoutes", listen.render),
        ("File de traitement", "file", queue.render),
        ("Référentiel", "referentiel", ask.render),
        ("Fiche", "fiche", fiche.render),
        ("Carte des compétences", "carte", competences.render),
        ("Quiz du jour", "quiz", quiz.render),
        ("Mes séances", "seances", sessions.render),
        ("Mes progrès", "progres", progress.render),
        ("Corriger une réplique", "corriger", corrections.render),
    )
    with one_application():
        with demo:
            home.render(services)
        for name, path, render in routes:
            with demo.route(name, f"/{path}", show_in_navbar=False):
                render(services)
        demo.queue(max_size=200, default_concurrency_limit=20)
    return demo


def serve(services: Services) -> None:
    """Serve until stopped.

    Raises:
        InputError: the address is not of this machine alone.
        StorageError: another server already uses the data folder, or the port is taken.
    """
    import uvicorn
    from filelock import FileLock, Timeout

    settings = services.settings
    check_loopback(settings.host)
    prepare_data_dir(settings.data_dir)
    # On a database server several web processes may share the folder, one for each port.
    name = "serveur.verrou" if settings.database_url is None else f"serveur-{settings.port}.verrou"
    lock = FileLock(settings.data_dir / name)
    try:
        lock.acquire(timeout=0)
    except Timeout as exc:
        raise StorageError(
            f"Coach MERCD sert déjà le dossier « {settings.data_dir} » dans une autre fenêtre. Utilisez celle-ci, "
            "fermez-la, ou donnez un autre dossier avec COACH_DATA_DIR."
        ) from exc
    with lock:
        check_port(settings.host, settings.port)
        app = build(services)
        print(
            f"Coach MERCD est prêt : http://{settings.host}:{settings.port} (Ctrl+C pour arrêter)", flush=True
        )
        warming = threading.Timer(WARM_AFTER, services.warm)
        warming.daemon = True
        warming.start()
        worker = BackgroundWorker(services) if settings.worker_in_server else None
        if worker is not None:
            worker.start()
        try:
            uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning")
        finally:
            if worker is not None and worker.stop():
                # A file in hand is taken up at the next start where it was; its thread must not hold the exit.
                os._exit(0)


async def _in_french(response: Response) -> Response:
    """Gradio's page says it is English, and names addresses of other sites in its metadata."""
    body = b"".join([chunk async for chunk in response.body_iterator])  # type: ignore[attr-defined]
    text = body.decode("utf-8").replace('lang="en"', 'lang="fr"', 1)
    text = re.sub(r"<meta\s+(?:property=\"og:|name=\"twitter:)[^>]*>", "", text)
    headers = {k: v for k, v in response.headers.items() if k.lower() != "content-length"}
    return Response(text, response.status_code, headers)


def _host_of(origin: str) -> str:
    return origin.split("://", 1)[-1].rsplit(":", 1)[0] if "://" in origin else ""


__all__: list[Any] = ["build", "serve"]
