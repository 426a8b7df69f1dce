"""`coach ask`: a question, a short answer, its sources. Works without network, model or key.

It only reads: several may run at once, also while the web application is open.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from coach.errors import InputError

if TYPE_CHECKING:
    from coach.knowledge.answers import Answer
    from coach.knowledge.service import KnowledgeBase


def ask(
    question: Annotated[
        str | None, typer.Argument(help="La question, entre guillemets.", show_default=False)
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--date", help="Jour où la réponse doit valoir, AAAA-MM-JJ (aujourd'hui par défaut)."),
    ] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=100, help="Nombre de passages rendus.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON au lieu du texte.")] = False,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Lit une question par ligne, en texte ou en objet JSON.")
    ] = False,
) -> None:
    """Pose une question sur le titre, l'examen, le droit ou le métier ; réponse avec ses sources."""
    from coach.knowledge.service import KnowledgeBase
    from coach.settings import load_settings

    day = parse_day(on) if on else None
    if not stdin and not (question or "").strip():
        raise InputError(
            "Aucune question. Écrivez-la entre guillemets, ou utilisez --stdin pour en lire une par ligne."
        )
    with KnowledgeBase.open(load_settings().data_dir, progress=_say) as base:
        if stdin:
            answer_lines(base, sys.stdin, sys.stdout, day, top, as_json=as_json)
        else:
            _show(base.ask(question or "", date=day, top=top), sys.stdout, as_json=as_json)


def answer_lines(
    base: KnowledgeBase,
    lines: Iterable[str],
    out: TextIO,
    day: date | None,
    top: int,
    *,
    as_json: bool = True,
) -> None:
    """Answers a question a line, each with its own date and history when the line is an object.

    Raises:
        InputError: a line that is neither a question nor a sound object, with its number.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        text, on, history = _read_line(line.strip(), number)
        _show(
            base.ask(text, date=on or day, top=top, history=history), out, as_json=True if as_json else None
        )
        out.flush()


def parse_day(text: str) -> date:
    """`AAAA-MM-JJ` as a day.

    Raises:
        InputError: not such a date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise InputError(
            f"La date {text!r} n'est pas valable : écrivez AAAA-MM-JJ, par exemple 2026-08-11."
        ) from exc


def _read_line(line: str, number: int) -> tuple[str, date | None, list[Any]]:
    if not line.startswith("{"):
        return line, None, []
    try:
        item = json.loads(line)
        text = item["question"]
        history = item.get("history") or []
        if not isinstance(text, str) or not isinstance(history, list):
            raise TypeError
        messages = [{"role": str(m["role"]), "content": str(m["content"])} for m in history]
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise InputError(
            f"Ligne {number} : objet JSON attendu avec « question », et au besoin « date » et « history » "
            "(liste de {role, content})."
        ) from exc
    return text, parse_day(str(item["date"])) if item.get("date") else None, messages


def _show(answer: Answer, out: TextIO, *, as_json: bool | None) -> None:
    """One JSON object a line, or text for people; `None` is text that another answer may follow."""
    if as_json:
        out.write(json.dumps(answer.to_json(), ensure_ascii=False) + "\n")
        return
    lines = [answer.answer]
    if answer.citations:
        lines += ["", "Sources"]
        shown = dict.fromkeys((c.title, c.locator, c.url) for c in answer.citations)
        for title, locator, url in shown:
            lines.append(f"  • {title} ({locator})" + (f"\n    {url}" if url else ""))
    if answer.see_also:
        lines += ["", "À lire aussi : " + " ; ".join(heading for heading, _ in answer.see_also)]
    if as_json is None:
        lines = [f"> {answer.question}", *lines, ""]
    out.write("\n".join(lines) + "\n")


def _say(step: str) -> None:
    typer.echo(f"Préparation de la base de connaissances : {step}…", err=True)
