"""`coach serve` and `coach doctor`."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def serve(
    host: Annotated[
        str | None, typer.Option("--host", help="Adresse (au-delà d’ici : COACH_MODE=centre).")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Port.")] = None,
) -> None:
    """Sert l'application web."""
    import gc

    gc.disable()  # looking for garbage while a million objects are made costs a fifth of the start
    try:
        _serve(host, port)
    finally:
        gc.enable()


def _serve(host: str | None, port: int | None) -> None:
    from coach.settings import load_settings

    settings = load_settings(**{k: v for k, v in (("host", host), ("port", port)) if v is not None})
    from coach.logs import configure

    configure(settings)
    from coach.web.listening import check_port, check_reach

    check_reach(settings)
    check_port(settings.host, settings.port)
    from coach.web.app import serve as run
    from coach.wiring import Services

    run(Services(settings))


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON.")] = False,
) -> None:
    """Vérifie l'installation : dossier de données, SQLite, modèles, moteurs, disque."""
    from coach.diagnosis import diagnose
    from coach.settings import load_settings

    checks = diagnose(load_settings())
    if as_json:
        rows = [{"name": c.name, "state": c.state, "detail": c.detail} for c in checks]
        print(
            json.dumps({"checks": rows, "ok": all(c.state != "erreur" for c in checks)}, ensure_ascii=False)
        )
    else:
        for check in checks:
            print(f"{check.state:9} {check.name} : {check.detail}")
    if any(c.state == "erreur" for c in checks):
        raise typer.Exit(1)
