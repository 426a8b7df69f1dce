"""`coach sample`: a fair draw of samples per advisor and per channel, recorded, with a page to print."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Annotated

import typer

from coach.errors import InputError


def sample(
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="SOURCE",
            help="Dossier (un sous-dossier par conseiller), ou liste .csv : fichier, conseiller, canal.",
        ),
    ] = None,
    each: Annotated[int, typer.Option("--n", min=1, help="Combien par conseiller et par canal.")] = 3,
    seed: Annotated[
        str | None,
        typer.Option("--seed", help="Graine ; sans elle, une graine au hasard est prise et notée."),
    ] = None,
    record: Annotated[
        Path | None, typer.Option("--pv", metavar="FICHIER.html", help="Procès-verbal à imprimer.")
    ] = None,
    copy_to: Annotated[
        Path | None, typer.Option("--copier", metavar="DOSSIER", help="Copie les fichiers tirés.")
    ] = None,
    again: Annotated[
        str | None, typer.Option("--revoir", metavar="ID", help="Remontre un tirage fait.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Liste les derniers tirages.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON sur la sortie standard.")] = False,
) -> None:
    """Tire au sort des échantillons à écouter, par conseiller et par canal ; le tirage est enregistré."""
    from coach.jobs import draw as draws
    from coach.settings import load_settings
    from coach.store.draws import DrawStore
    from coach.wiring import OWNER, Services

    services = Services(load_settings())
    if listed:
        rows = DrawStore(services.database).latest()
        if as_json:
            found = [{"id": i, "seed": s, "made_at": at.isoformat()} for i, s, at in rows]
            print(json.dumps({"draws": found}, ensure_ascii=False))
        else:
            for draw_id, used, at in rows:
                print(f"{at.isoformat()[:16]}  {draw_id}  graine {used}")
        return
    if again is not None:
        made = draws.recorded(services.database, again)
    elif source is not None:
        pool = draws.from_list(source) if source.suffix.lower() == ".csv" else draws.from_folder(source)
        made = draws.draw(pool, each, seed or draws.new_seed(), source.name)
        draws.record(services.database, OWNER, made)
    else:
        raise InputError("Donnez un dossier ou une liste .csv : coach sample DOSSIER --n 3.")
    if record is not None:
        record.write_text(draws.printable(made), encoding="utf-8")
    if copy_to is not None:
        if source is None or not source.is_dir():
            raise InputError("--copier demande le dossier d’où les fichiers ont été tirés.")
        for ref in (ref for group in made.groups for ref in group.drawn):
            target = copy_to / ref
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / ref, target)
    if as_json:
        print(json.dumps(made.to_json(), ensure_ascii=False))
        return
    print(f"Tirage {made.id}, graine {made.seed}, ensemble {made.pool}.")
    for group in made.groups:
        print(f"{group.advisor} — {group.channel} : {len(group.drawn)} sur {group.of}")
        for ref in group.drawn:
            print(f"  {ref}")
