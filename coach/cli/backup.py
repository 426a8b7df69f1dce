"""`coach backup`, `coach restore`, `coach verify`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

_Json = Annotated[bool, typer.Option("--json", help="Un objet JSON sur la sortie standard.")]
_File = Annotated[Path, typer.Argument(metavar="FICHIER", help="Une sauvegarde (.zip).")]


def backup(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FICHIER", help="Où l'écrire ; vide : dossier des sauvegardes."),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Sauvegarde les données, serveur en marche, et relit ce qui a été écrit."""
    from coach.jobs.backup import make, told
    from coach.settings import load_settings
    from coach.wiring import Services

    made = make(Services(load_settings()), by="service", out=out)
    if as_json:
        print(json.dumps(told(made), ensure_ascii=False))
        return
    rows = sum(made.manifest.counts.values())
    print(f"{made.path} : {rows} lignes, {made.size / 1e6:.1f} Mo, relue. Ne contient pas :")
    for what in made.manifest.left_out:
        print(f"  - {what}")


def restore(
    file: _File,
    to: Annotated[Path, typer.Option("--to", metavar="DOSSIER", help="Dossier neuf ou vide.")],
    database: Annotated[
        str | None, typer.Option("--base", metavar="ADRESSE", help="Base vide à remplir (PostgreSQL).")
    ] = None,
    register: Annotated[
        list[Path] | None,
        typer.Option(
            "--effacements", metavar="FICHIER", help="Registre d'effacements en plus de ceux trouvés."
        ),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Remet une sauvegarde dans un dossier neuf ; ce qui a été effacé depuis le reste."""
    from coach.jobs.restore import registers_of
    from coach.jobs.restore import restore as run
    from coach.settings import load_settings

    found = [*registers_of(load_settings(), file), *(register or ())]
    done = run(file, to, registers=found, database_url=database)
    if as_json:
        print(
            json.dumps(
                {
                    "folder": str(done.folder),
                    "made_at": done.made_at.isoformat(),
                    "rows": done.rows,
                    "erased_again": done.erased_again,
                    "registers": done.registers,
                },
                ensure_ascii=False,
            )
        )
        return
    print(f"{done.folder} : {done.rows} lignes du {done.made_at:%d/%m/%Y à %H:%M} UTC.")
    print(f"Effacements d’après la sauvegarde, refaits : {done.erased_again}.")
    if not done.registers:
        print(
            "Aucun registre d’effacements n’a été trouvé à côté : si des données ont été effacées depuis cette "
            "sauvegarde, recommencez avec --effacements."
        )
    print(f"Pour la servir : COACH_DATA_DIR={done.folder} coach serve")


def verify(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FICHIER", help="Une sauvegarde (.zip) ; sans elle, le journal en service."),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Relit une sauvegarde (sommes, base, lignes) ; sans fichier, la chaîne du journal des opérations."""
    if file is None:
        _verify_log(as_json)
        return
    from coach.jobs.backup import verify as run

    manifest = run(file)
    rows = sum(manifest.counts.values())
    if as_json:
        print(manifest.model_dump_json())
    else:
        print(
            f"{file} : bonne, faite le {manifest.made_at:%d/%m/%Y à %H:%M} UTC, {rows} lignes, "
            f"{len(manifest.files)} fichiers."
        )


def _verify_log(as_json: bool) -> None:
    from coach.settings import load_settings
    from coach.store.audit import AuditStore
    from coach.wiring import Services

    services = Services(load_settings())
    key = services.chosen.signing_key() if services.chosen.key_file.exists() else None
    found = AuditStore(services.database).check(key)
    if as_json:
        facts = {**asdict(found), "anchored": found.anchored and found.anchored.isoformat()}
        print(json.dumps({**facts, "whole": found.whole}))
    elif found.broken_at is not None:
        print(
            f"Le journal ne se suit plus à la ligne n° {found.broken_at} : elle, ou une ligne d’avant, a été changée, "
            "retirée ou ajoutée. Comparez avec la dernière sauvegarde."
        )
    else:
        print(
            f"Journal : {found.lines} lignes qui se suivent. Empreinte de la dernière : {found.head or '—'}"
        )
        if found.anchored is not None:
            signature = {
                True: "bonne",
                False: "fausse",
                None: "non vérifiable ici (fichier de scellement absent)",
            }
            print(
                f"Début effacé à son terme le {found.anchored:%d/%m/%Y} ; signature de l’ancre : "
                f"{signature[found.sealed]}."
            )
    if not found.whole:
        raise typer.Exit(1)
