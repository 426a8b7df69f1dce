"""The web application: Gradio pages mounted in FastAPI, security headers, our own static files.

What stands before each request is in `guard`, who may ask for what in `PAGES` below and in `rules`.
"""

from __future__ import annotations

import gc
import os
import shutil
import threading
import warnings
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

from coach.web.gradio_start import one_application

# isort: split
import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from coach import __version__
from coach.errors import StorageError
from coach.jobs.background import BackgroundWorker
from coach.store.database import prepare_data_dir
from coach.web import (
    administration,
    calls,
    jury_routes,
    kept_sound,
    observed,
    reports,
    sign_in_pages,
    spaces,
    speaking,
    theme,
    trainer_exports,
)
from coach.web.guard import CSP, add_guard
from coach.web.listening import check_loopback, check_port, check_reach
from coach.web.pages import (
    admin_audit,
    admin_backups,
    admin_engines,
    admin_groups,
    admin_home,
    admin_network,
    admin_people,
    admin_retention,
    admin_service,
    agreement,
    ask,
    competences,
    corrections,
    data_protection,
    debrief,
    fiche,
    grading,
    home,
    interview,
    jury_pages,
    listen,
    observe,
    progress,
    queue,
    quiz,
    sessions,
    train,
    trainer,
    transparency,
)
from coach.web.rules import ADMINS, PRACTICE, READERS, TRAINERS, Page, Rules
from coach.wiring import Services

WARM_AFTER = 2.0
"""Seconds before the engines are loaded in the background: the first page goes first."""

# A new page: its line here (name, address without the first slash, what places it, who opens it), and its address in
# `PAGES` of tests/web/test_guard.py. The door of a workspace is in `DOORS` of coach/web/layout.py, the page a role
# begins with in `WORKSPACES` of coach/web/guard.py. A route that is not a page: its line in coach/web/rules.py.
PAGES: Final = (
    Page("Accueil", "", home.render, PRACTICE),
    Page("S’entraîner", "entrainement", train.render, PRACTICE),
    Page("Dossier", "dossier", train.render_dossier, PRACTICE),
    Page("Entretien", "entretien", interview.render, PRACTICE),
    Page("Observer un entretien", "observer", observe.render, PRACTICE),
    Page("Bilan", "bilan", debrief.render, READERS),
    Page("Ma grille", "ma-grille", grading.render, PRACTICE),
    Page("Accord", "accord", agreement.render, PRACTICE),
    Page("Écoutes", "ecoutes", listen.render, READERS),
    Page("File de traitement", "file", queue.render, PRACTICE),
    Page("Référentiel", "referentiel", ask.render),
    Page("Fiche", "fiche", fiche.render),
    Page("Carte des compétences", "carte", competences.render),
    Page("Quiz du jour", "quiz", quiz.render, PRACTICE),
    Page("Mes séances", "seances", sessions.render, PRACTICE),
    Page("Mes progrès", "progres", progress.render, PRACTICE),
    Page("Corriger une réplique", "corriger", corrections.render, TRAINERS),
    Page("Administration", "administration", admin_home.render, ADMINS),
    Page("Personnes", "personnes", admin_people.render, ADMINS),
    Page("Groupes", "groupes", admin_groups.render, ADMINS),
    Page("Moteurs", "moteurs", admin_engines.render, ADMINS),
    Page("Conservation", "conservation", admin_retention.render, ADMINS),
    Page("Sauvegardes", "sauvegardes", admin_backups.render, ADMINS),
    Page("Journal", "journal", admin_audit.render, ADMINS),
    Page("Service", "service", admin_service.render, ADMINS),
    Page("Réseau", "reseau", admin_network.render),
    Page("Données personnelles", "donnees-personnelles", data_protection.render),
    Page("Transparence", "transparence", transparency.render),
    *trainer.PAGES,
    *jury_pages.PAGES,
)


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
    calls.add_routes(app, services)
    trainer_exports.add_routes(app, services)
    jury_routes.add_routes(app, services)
    kept_sound.add_routes(app, services)
    sign_in_pages.add_routes(app, services)
    spaces.add_routes(app, services)

    demo = pages(services)
    add_guard(app, services, Rules(PAGES), demo)
    administration.add_routes(app, services)
    observed.install(app, services)
    # Told not to render on the server, Gradio still warns that it will not.
    warnings.filterwarnings("ignore", message="SSR mode is not supported", category=UserWarning)
    gr.mount_gradio_app(
        app,
        demo,
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
    with one_application():
        demo = gr.Blocks(
            title="Coach MERCD", analytics_enabled=False, delete_cache=(600, 3600), fill_width=True
        )
        for page in PAGES:
            with demo.route(page.name, f"/{page.path}", show_in_navbar=False) if page.path else demo:
                page.render(services)
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
    check_reach(settings)
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
        # What the program itself is made of stays until the end: no need to look through it again and again.
        gc.freeze()
        gc.enable()
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


__all__: list[Any] = ["CSP", "PAGES", "build", "check_loopback", "check_port", "serve"]
