"""`coach knowledge`: the documents and the index behind `coach ask`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.domain.words import agree
from coach.errors import CoachError, InputError

if TYPE_CHECKING:
    from coach.knowledge.service import KnowledgeBase

app = typer.Typer(
    help="Fiches et documents : ajouter, lister, vérifier, refaire l'index.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Des objets JSON au lieu du texte.")]


@app.command()
def add(
    files: Annotated[
        list[Path], typer.Argument(help="PDF, DOCX, HTML, TXT ou Markdown.", show_default=False)
    ],
    title: Annotated[str | None, typer.Option("--title", help="Titre affiché (un seul fichier).")] = None,
    as_json: AsJson = False,
) -> None:
    """Ajoute des documents à la base, ou met à jour ceux du même nom."""
    if title and len(files) > 1:
        raise InputError("--title ne vaut que pour un seul fichier.")
    failed: CoachError | None = None
    with _writable() as base:
        for path in files:
            try:
                addition = base.add(path, title=title)
            except InputError as exc:
                failed = exc
                typer.echo(exc.message, err=True)
                continue
            if as_json:
                document = addition.document
                typer.echo(
                    json.dumps(
                        {
                            "outcome": addition.outcome,
                            "id": document.id,
                            "title": document.title,
                            "passages": document.passages,
                            "sha256": document.sha256,
                        },
                        ensure_ascii=False,
                    )
                )
            else:
                typer.echo(f"{addition.note} Identifiant : {addition.document.id}.")
    if failed is not None:
        raise typer.Exit(failed.exit_code)


@app.command(name="list")
def list_(
    as_json: AsJson = False,
    documents: Annotated[bool, typer.Option("--documents", help="Seulement les documents ajoutés.")] = False,
) -> None:
    """Liste les fiches et les documents."""
    with _readable() as base:
        sources = [s for s in base.list() if not documents or s.kind == "document"]
    for s in sources:
        if as_json:
            typer.echo(json.dumps(s.to_json(), ensure_ascii=False))
        else:
            typer.echo(f"{s.kind:9} {s.id}  {s.title}  ({s.passages} passages)")
    if not as_json:
        typer.echo(f"{len(sources)} sources, {sum(s.passages for s in sources)} passages.")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Vérifie les fiches et les documents ; code de sortie 1 s'il y a des erreurs."""
    with _readable() as base:
        remarks = base.check()
    errors = sum(r.severity == "erreur" for r in remarks)
    for r in remarks:
        if as_json:
            typer.echo(
                json.dumps({"severity": r.severity, "where": r.where, "text": r.text}, ensure_ascii=False)
            )
        else:
            typer.echo(f"{r.severity} · {r.where} : {r.text}")
    if not as_json:
        warnings = sum(r.severity == "alerte" for r in remarks)
        typer.echo(
            agree(
                f"{errors} erreur(s), {warnings} alerte(s), {len(remarks) - errors - warnings} information(s)."
            )
        )
    if errors:
        raise typer.Exit(1)


@app.command()
def rebuild() -> None:
    """Refait tout l'index à partir des fiches et des documents."""
    with _writable() as base:
        sources = base.rebuild()
        problems = base.problems
    typer.echo(f"Index refait : {len(sources)} sources, {sum(s.passages for s in sources)} passages.")
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)


@app.command()
def remove(document: Annotated[str, typer.Argument(help="Identifiant ou nom de fichier.")]) -> None:
    """Retire un document ajouté."""
    with _writable() as base:
        removed = base.remove(document)
    typer.echo(f"Retiré : « {removed.title} » ({removed.id}).")


@app.command()
def fetch(
    ids: Annotated[list[str] | None, typer.Argument(help="Textes du catalogue ; tous par défaut.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Télécharge de nouveau.")] = False,
    catalogue: Annotated[
        bool, typer.Option("--list", help="Montre le catalogue sans rien télécharger.")
    ] = False,
) -> None:
    """Télécharge des textes officiels (EUR-Lex, Légifrance, Arcep, CNIL, ministère du Travail)."""
    if catalogue:
        from coach.knowledge.catalogue import load_catalogue

        for entry in load_catalogue():
            typer.echo(f"{entry.id:26} {entry.publisher:20} {entry.title}")
        return
    failed = 0
    with _writable(noted=True) as base:
        for got in base.fetch(ids or (), again=again):
            failed += got.outcome == "failed"
            typer.echo(got.note, err=got.outcome == "failed")
    if failed:
        raise typer.Exit(1)


@contextmanager
def _readable() -> Iterator[KnowledgeBase]:
    from coach.knowledge.service import KnowledgeBase
    from coach.settings import load_settings

    with KnowledgeBase.open(load_settings().data_dir, progress=_say) as base:
        yield base


@contextmanager
def _writable(*, noted: bool = False) -> Iterator[KnowledgeBase]:
    from coach.knowledge.service import KnowledgeBase
    from coach.settings import load_settings

    settings = load_settings()
    outbox = None
    if noted:
        from coach.wiring import Services

        outbox = Services(settings).outbox
    with KnowledgeBase.open(
        settings.data_dir, writer=True, chroma_url=settings.chroma_url, progress=_say, outbox=outbox
    ) as base:
        yield base


def _say(step: str) -> None:
    typer.echo(f"… {step}", err=True)
