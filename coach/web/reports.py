"""Downloads of a bilan or of an écoute: PDF, Word, CSV and JSON, made in memory at each request.

Nothing is written to the disk: there is no copy to clean, and erasing an interview erases its reports.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from coach.assessment.rubric_files import rubric
from coach.domain.people import Role
from coach.errors import CoachError, InputError, NotFound
from coach.opinions import Subject as About
from coach.opinions import said
from coach.reports.content import Subject, report
from coach.reports.document import Spoken
from coach.reports.typography import day
from coach.review import review_interview, sample_turns, spoken
from coach.web.components.people import for_report
from coach.web.components.sample import SPEAKERS, has_agent
from coach.web.html import clock, esc, icon, minutes
from coach.web.pages.train import EXERCISES, LEVEL_WORDS
from coach.web.viewer import sample_owner, session_owner, viewer
from coach.wiring import Services

Format = Literal["pdf", "docx", "csv", "json"]
TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
_LABELS: Final = {
    "pdf": "Télécharger en PDF",
    "docx": "Télécharger pour Word",
    "csv": "Télécharger pour tableur (CSV)",
    "json": "Télécharger les données (JSON)",
}
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Documents made at the same moment; others wait their turn."""


def buttons(kind: Literal["bilan", "ecoute"], subject_id: str) -> str:
    """The download links of the page."""
    links = "".join(
        f"<a class='bouton discret' href='/rapport/{kind}/{esc(subject_id)}.{form}' download>{icon('download')}"
        f"<span>{label}</span></a>"
        for form, label in _LABELS.items()
    )
    return f"<div class='boutons' role='group' aria-label='Télécharger'>{links}</div>"


def add_routes(app: FastAPI, services: Services) -> None:
    """`/rapport/bilan/<id>.<format>` and `/rapport/ecoute/<id>.<format>`."""

    def send(made: tuple[str, bytes], form: Format) -> Response:
        name, body = made
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.{form}"',
            "Cache-Control": "no-store",
        }
        return Response(body, media_type=TYPES[form], headers=headers)

    def with_levels(request: Request) -> None:
        who = viewer(request, services)
        if who.role is Role.JURY and not who.local:
            raise NotFound(
                "Ce document donne les niveaux du coach : un jury les lit sur sa fiche, après les siens."
            )

    @app.get("/rapport/bilan/{session_id}.{form}")
    def of_interview(request: Request, session_id: str, form: Format) -> Response:
        try:
            with_levels(request)
            owner = session_owner(request, services, session_id)
            return send(interview_report(services, owner, session_id, form), form)
        except CoachError as exc:
            return JSONResponse({"erreur": exc.message}, status_code=404)

    @app.get("/rapport/ecoute/{sample_id}.{form}")
    def of_sample(request: Request, sample_id: str, form: Format) -> Response:
        try:
            with_levels(request)
            owner = sample_owner(request, services, sample_id)
            return send(sample_report(services, owner, sample_id, form), form)
        except CoachError as exc:
            return JSONResponse({"erreur": exc.message}, status_code=404)


def interview_report(services: Services, owner: str, session_id: str, form: Format) -> tuple[str, bytes]:
    """Name without its ending, and content, of the report of an interview.

    Raises:
        NotFound, InputError: no such interview, or it has no bilan.
    """
    interview = services.runner.get(owner, session_id)
    review = review_interview(services, owner, session_id)
    scenario = interview.scenario
    talk = spoken(interview)
    lead = rubric(review["assessment"]["grid"]).lead
    numbers = [number for number, _ in talk]
    made = interview.created_at.astimezone().date()
    subject = Subject(
        title=f"Bilan · {scenario.title}",
        subtitle=f"{EXERCISES[scenario.exercise]} avec {scenario.persona.name}",
        facts=(
            ("Date", day(made)),
            ("Durée", minutes(interview.elapsed)),
            ("Niveau", f"{interview.level} ({LEVEL_WORDS[interview.level]})"),
        ),
        exchange=tuple(
            Spoken(
                f"tour\u00a0{number}",
                "Vous" if turn.speaker == lead else scenario.persona.first_name,
                turn.text,
                lead=turn.speaker == lead,
            )
            for number, turn in talk
        ),
        place=lambda turn: f"tour\u00a0{numbers[turn] if 0 <= turn < len(numbers) else 0}",
        made_on=date.today(),
    )
    whole = {
        "interview": {
            "id": interview.id,
            "scenario": scenario.id,
            "level": interview.level,
            "seed": interview.seed,
            "engine": interview.engine,
            "created_at": interview.created_at.isoformat(),
            "end_reason": interview.end_reason and interview.end_reason.value,
            "turns": [record.to_json() for record in interview.turns],
        },
        **review,
    }
    people = for_report(said(services, About(owner, session_id=session_id)))
    name = file_name(f"bilan-{scenario.id}-{made:%Y-%m-%d}")
    return name, _made(form, subject, review["assessment"], review["debrief"], whole, people)


def sample_report(services: Services, owner: str, sample_id: str, form: Format) -> tuple[str, bytes]:
    """The same for a call or a written sample.

    Raises:
        NotFound, InputError: no such sample, or it is not scored.
    """
    sample = services.samples.get(sample_id, owner)
    stored = services.assessments.latest(sample_id=sample_id)
    if stored is None or not has_agent(sample):
        raise InputError("Cette écoute n’est pas encore notée : son rapport s’établit après la notation.")
    turns = sample_turns(sample)
    places = [clock(t.start) if t.start is not None else f"message\u00a0{i + 1}" for i, t in enumerate(turns)]
    transcript = sample.transcript or {}
    made = sample.created_at.astimezone().date()
    length = transcript.get("duration")
    facts = [("Reçue le", day(made)), ("Canal", str(transcript.get("channel") or "téléphone"))]
    if length:
        facts.append(("Durée", minutes(length)))
    subject = Subject(
        title=f"Écoute · {sample.name}",
        subtitle="Échantillon d’un échange avec un client, données personnelles masquées",
        facts=tuple(facts),
        exchange=tuple(
            Spoken(place, SPEAKERS.get(t.speaker, t.speaker), t.text, lead=t.speaker == "agent")
            for place, t in zip(places, turns, strict=True)
        ),
        place=lambda turn: places[turn] if 0 <= turn < len(places) else "",
        made_on=date.today(),
    )
    whole = {
        "sample": {"id": sample.id, "name": sample.name, "created_at": sample.created_at.isoformat()},
        "transcript": dict(transcript),
        "measures": dict(sample.measures or {}),
        **stored.result,
    }
    people = for_report(said(services, About(owner, sample_id=sample_id)))
    return file_name(f"ecoute-{sample.name}-{made:%Y-%m-%d}"), _made(
        form, subject, stored.result["assessment"], None, whole, people
    )


def _made(
    form: Format,
    subject: Subject,
    assessment: Mapping[str, Any],
    debrief: Mapping[str, Any] | None,
    whole: Mapping[str, Any],
    reviews: Mapping[str, Sequence[tuple[str, str]]],
) -> bytes:
    from coach.reports import table

    advised = _advice_only(assessment["grid"])
    if form == "json":
        return table.as_json(whole)
    if form == "csv":
        return table.as_csv(assessment, advised, reviews)
    document = report(subject, assessment, debrief, advised, reviews)
    with _AT_ONCE:
        if form == "docx":
            from coach.reports.word import as_docx

            return as_docx(document)
        from coach.reports.pdf import as_pdf

        return as_pdf(document)


def _advice_only(grid: str) -> frozenset[str]:
    try:
        return frozenset(c.id for c in rubric(grid).criteria if c.advice_only)
    except NotFound:
        return frozenset()  # a centre's own grid


def file_name(name: str) -> str:
    """Letters, figures and dashes, whatever the name of the sample."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in plain)
    return "-".join(part for part in kept.split("-") if part)[:90] or "rapport"
