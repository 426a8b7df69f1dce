"""`coach data`: hand over or erase one person's data, purge, read the log."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.domain.words import agree
from coach.errors import InputError

if TYPE_CHECKING:
    from coach.wiring import Services

_Json = Annotated[bool, typer.Option("--json", help="Un objet JSON sur la sortie standard.")]
_Person = Annotated[
    str, typer.Argument(metavar="PERSONNE", help="Compte (« local » sur ce poste) ou nom de conseiller.")
]

data = typer.Typer(help="Vie des données : remettre, effacer, purger, journal.", no_args_is_help=True)


@data.command("export")
def export(
    person: _Person,
    out: Annotated[Path, typer.Option("--out", metavar="FICHIER.zip", help="Archive à écrire.")],
    as_json: _Json = False,
) -> None:
    """Remet à une personne tout ce qui est gardé sur elle."""
    from coach.jobs.persons import export as write

    counts = write(_services(), person, out)
    if as_json:
        print(json.dumps({"person": person, "file": str(out), "rows": counts}, ensure_ascii=False))
    else:
        print(f"{out} : {sum(counts.values())} lignes ({', '.join(f'{n} {t}' for t, n in counts.items())}).")


@data.command("delete")
def delete(
    person: _Person,
    yes: Annotated[bool, typer.Option("--oui", help="Efface sans le demander.")] = False,
    as_json: _Json = False,
) -> None:
    """Efface tout ce qui est gardé sur une personne, sans retour possible."""
    from coach.jobs.persons import erase

    if not yes and not typer.confirm(f"Effacer définitivement les données de {person!r} ?", err=True):
        raise InputError("Rien n’a été effacé : confirmez, ou ajoutez --oui.")
    counts = erase(_services(), person)
    if as_json:
        print(json.dumps({"person": person, "erased": counts}, ensure_ascii=False))
    else:
        print(f"Effacé : {', '.join(f'{n} {t}' for t, n in counts.items())}.")


@data.command("purge")
def purge(as_json: _Json = False) -> None:
    """Efface ce qui a dépassé sa durée, et ce que rien ne connaît plus (fait aussi chaque jour)."""
    from coach.jobs.purge import purge as run
    from coach.jobs.queue import Queue

    services = _services()
    done = asdict(run(services, Queue(services)))
    if as_json:
        print(json.dumps(done))
    else:
        told = (
            f"Purge faite : {done['samples']} échantillon(s), {done['sounds']} son(s), {done['retries']} fichier(s) en "
            f"panne, {done['orphans']} dossier(s) sans traitement."
        )
        print(agree(told))


@data.command("after-restore")
def after_restore(
    since: Annotated[
        datetime,
        typer.Option("--sauvegarde-du", help="Quand la sauvegarde remise en place a été faite (UTC)."),
    ],
) -> None:
    """Efface à nouveau, juste après une restauration, ceux dont les données l'ont été depuis la sauvegarde."""
    from coach.jobs.persons import erase_again

    count = erase_again(_services(), since.replace(tzinfo=since.tzinfo or UTC))
    print(agree(f"{count} effacement(s) refait(s)."))


@data.command("log")
def log(
    limit: Annotated[int, typer.Option("--derniers", min=1, max=10_000, help="Combien de lignes.")] = 50,
    as_json: _Json = False,
) -> None:
    """Montre le journal des opérations sur les données, la plus récente d'abord."""
    from coach.store.audit import AuditStore

    for entry in AuditStore(_services().database).list(limit=limit):
        row = {**asdict(entry), "at": entry.at.isoformat()}
        if as_json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            more = ", ".join(f"{k} : {v}" for k, v in entry.detail.items())
            print(f"{row['at'][:19]}  {entry.actor:<10} {entry.action:<22} {entry.subject}  {more}")


def _services() -> Services:
    from coach.settings import load_settings
    from coach.wiring import Services

    return Services(load_settings())
