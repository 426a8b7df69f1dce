"""`coach jury prepare`: the preparation sheet of a candidate, from their works or from one of their interviews."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.errors import InputError

if TYPE_CHECKING:
    from coach.domain.jury import CompetencePart, Sheet
    from coach.domain.jury_bank import Surround
    from coach.reports.document import Report

app = typer.Typer(help="Jury : préparer l’entretien technique et l’entretien final.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `prepare` a command of its own."""


@app.command("prepare")
def prepare(
    file: Annotated[
        Path | None, typer.Option("--file", help="Travaux du candidat : .pdf, .docx ou .txt.")
    ] = None,
    session: Annotated[
        str | None, typer.Option("--session", help="Identifiant d’un entretien terminé.")
    ] = None,
    modality: Annotated[str, typer.Option("--epreuve", help="titre, ccp1 ou ccp2.")] = "titre",
    out: Annotated[Path | None, typer.Option("--out", help="Fiche à écrire : .pdf ou .docx.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON au lieu du texte.")] = False,
) -> None:
    """Prépare la fiche d’un candidat : ce que montre le dossier, et les questions à poser."""
    from coach.jury.report import sheet_json, sheet_report
    from coach.jury.sheets import of_session, of_works
    from coach.settings import load_settings
    from coach.wiring import OWNER, Services

    if (file is None) == (session is None):
        raise InputError("Donnez les travaux du candidat avec --file, ou un entretien avec --session.")
    if out is not None and out.suffix.lower() not in (".pdf", ".docx"):
        raise InputError(f"La fiche s’écrit en .pdf ou en .docx, et non en « {out.suffix or out.name} ».")
    services = Services(load_settings())
    facts: tuple[tuple[str, str], ...] = ()
    if file is not None:
        made, works = of_works(services, file, modality)
        hidden = works.masked
        masked = f"{hidden} donnée{'s' if hidden > 1 else ''} personnelle{'s' if hidden > 1 else ''}"
        facts = (("Travaux", works.name), ("Masqué", masked))
    else:
        made = of_session(services, OWNER, str(session), modality)
    own_words = services.jury_bank.own_words
    if out is not None:
        report = sheet_report(made, title="Préparer l’entretien", own_words=own_words, facts=facts)
        _write(out, report_bytes(out.suffix.lower(), report))
    if as_json:
        typer.echo(json.dumps(sheet_json(made, own_words), ensure_ascii=False))
    elif out is None:
        typer.echo(as_text(made, own_words))
    else:
        typer.echo(f"Fiche écrite : {out}")


def report_bytes(kind: str, report: Report) -> bytes:
    """The document in one of the two forms."""
    if kind == ".docx":
        from coach.reports.word import as_docx

        return as_docx(report)
    from coach.reports.pdf import as_pdf

    return as_pdf(report)


def as_text(sheet: Sheet, own_words: Surround) -> str:
    """The sheet for people."""
    lines = [f"Fiche de préparation, {sheet.minutes} min d’échange.", ""]
    for part in (*sheet.competences, *sheet.transversal):
        lines += _part(part)
    if sheet.final:
        lines += ["Entretien final (20 min)", ""]
        for question in sheet.final:
            lines += [f"  • {question.asked.ask}", f"      {question.asked.why}"]
        lines.append("")
    lines.append("Cette fiche ne donne ni note ni avis : le jury seul décide.")
    return "\n".join(lines)


def _part(part: CompetencePart) -> list[str]:
    lines = [f"{part.id} {part.name}" + (f" ({part.minutes} min)" if part.minutes else "")]
    for criterion in part.criteria:
        if criterion.missing:
            lines.append(
                f"  {criterion.id} {criterion.title} : rien au dossier. À chercher : {criterion.look}"
            )
            continue
        if not criterion.evidence:
            lines.append(f"  {criterion.id} {criterion.title} : à observer sur l’ensemble. {criterion.look}")
            continue
        lines.append(f"  {criterion.id} {criterion.title}")
        lines += [f"      « {e.quote} » ({e.source})" for e in criterion.evidence]
    lines += [f"  → « {q.quote} » — {q.ask}" for q in part.own]
    lines += [f"  → {q.asked.ask}" for q in part.questions]
    return [*lines, ""]


def _write(path: Path, body: bytes) -> None:
    try:
        path.write_bytes(body)
    except OSError as exc:
        raise InputError(
            f"La fiche ne peut pas être écrite dans « {path} » ({exc.strerror or exc})."
        ) from exc
