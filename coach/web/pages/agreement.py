"""Accord: how far the coach agrees with the reference levels and with the trainer; calibration sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import gradio as gr

from coach.access import Deed, candidates, own, reviews
from coach.assessment.reliability import reliability
from coach.assessment.rubric_files import rubric
from coach.domain.agreement import FLOOR, LEAST_PIECES, Agreement
from coach.domain.people import Viewer
from coach.errors import CoachError, NotFound
from coach.opinions import (
    CriterionAgreement,
    Subject,
    calibration,
    keep_calibration,
    kept_calibration,
    measured,
)
from coach.web.components.markup import markup
from coach.web.html import day, esc, fr, link, moment
from coach.web.layout import notice, page
from coach.web.viewer import sample_owner, session_owner, viewer
from coach.wiring import Services

DRIFT_DAYS: Final = 30
_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_SESSION, _SAMPLE = "bilan", "ecoute"


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/seances",
        "Accord entre le coach et les personnes",
        lead="Où le niveau du coach vaut celui d’un formateur, où il n’est qu’un conseil, et ce qui bouge avec le temps.",
        wide=True,
    ):
        ours = markup()
        theirs = markup()
        with gr.Column(elem_classes=["carte"], visible=False) as session:
            markup(
                "<h2>Séance d’étalonnage</h2><p>Choisissez de cinq à dix pièces déjà notées. Donnez vos niveaux à "
                "l’aveugle sur chacune, puis comparez ici.</p>"
            )
            pieces = gr.CheckboxGroup([], label="Pièces", elem_classes=["lignes"])
            compare = gr.Button("Comparer sur ces pièces", variant="primary")
            result = markup()

    def load(request: gr.Request) -> tuple[str, str, Any, Any]:
        who = viewer(request, services)
        since = (datetime.now(UTC) - timedelta(days=DRIFT_DAYS)).date()
        owners = _owners(services, who)
        found = measured(services, owners, since=since)
        choices = _pieces(services, owners) if reviews(who) else []
        there = {value for _, value in choices}
        kept = [p for p in kept_calibration(services, own(who)) if p in there] if reviews(who) else []
        pieces_there = gr.update(choices=choices, value=kept)
        return reference_table(), trainer_table(found), pieces_there, gr.update(visible=reviews(who))

    def measure(chosen: list[str], request: gr.Request) -> str:
        try:
            figures, done = calibration(services, [_subject(services, request, c) for c in chosen])
        except CoachError as exc:
            return notice("info", "Pas encore de comparaison", esc(exc.message))
        keep_calibration(services, own(viewer(request, services)), chosen)
        links = "".join(f"<li>{_blind_link(c)}</li>" for c in chosen)
        told = f"<p>{done} pièce{'s' if done > 1 else ''} sur {len(chosen)} avec vos niveaux.</p><ul>{links}</ul>"
        return told + (_table(_lines(figures)) if figures else "")

    gr.on(None, load, None, [ours, theirs, pieces, session], **_LIMITS)
    compare.click(measure, pieces, result, **_LIMITS)


def reference_table() -> str:
    """The coach against the reference levels, as measured and kept."""
    kept = reliability()
    lines = [
        (_titled(grid, criterion), figure.n, figure.kappa, figure.low, figure.high, figure.exact, figure.within,
         figure.bias, "" if figure.enough else "conseil seulement")
        for grid, known in kept.grids.items()
        for criterion, figure in known.criteria.items()
    ]  # fmt: skip
    return (
        f"<section class='carte'><h2>Le coach et les niveaux de référence</h2><p class='discret-texte'>Mesuré le "
        f"{day(kept.measured_on)} sur des pièces écrites pour cela, que personne n’a lues en réglant le moteur. Sous un "
        f"κ de {FLOOR:.2f} ou sur moins de {LEAST_PIECES} pièces, le critère est montré sans niveau.</p>"
        f"{_table(lines)}</section>".replace("0.60", "0,60")
    )


def trainer_table(found: list[CriterionAgreement]) -> str:
    """The coach against this trainer, with what moved lately."""
    if not found:
        return notice(
            "vide",
            "Vos niveaux apparaîtront ici",
            "Donnez un niveau depuis un bilan ou une écoute, de préférence à l’aveugle.",
        )
    lines = [
        (_titled(f.grid, f.criterion), f.figures.n, f.figures.kappa, f.figures.low, f.figures.high, f.figures.exact,
         f.figures.within, f.figures.bias, _moved(f))
        for f in found
    ]  # fmt: skip
    return (
        "<section class='carte'><h2>Le coach et le formateur</h2><p class='discret-texte'>Biais : le coach moins le "
        f"formateur, en niveaux. Dérive : le biais des {DRIFT_DAYS} derniers jours moins celui d’avant.</p>"
        f"{_table(lines)}</section>"
    )


def _moved(found: CriterionAgreement) -> str:
    shift = found.drift.shift if found.drift is not None else None
    return "" if shift is None else f"dérive {_signed(shift)}"


Row = tuple[str, int, float | None, float | None, float | None, float, float, float, str]


def _lines(figures: Mapping[str, Agreement]) -> list[Row]:
    return [
        (c, a.n, a.kappa, a.low, a.high, a.exact, a.within, a.bias, "" if a.telling else "trop peu de pièces")
        for c, a in figures.items()
    ]


def _table(lines: list[Row]) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{esc(fr(title))}</th><td class='n'>{n}</td><td class='n'>{_kappa(kappa, low, high)}</td>"
        f"<td class='n'>{_percent(exact)}</td><td class='n'>{_percent(within)}</td><td class='n'>{_signed(bias)}</td>"
        f"<td>{esc(remark)}</td></tr>"
        for title, n, kappa, low, high, exact, within, bias, remark in lines
    )
    return (
        "<div class='defile' tabindex='0' role='group' aria-label='Accord par critère'>"
        f"<table class='tableau'><thead><tr><th scope='col'>Critère</th><th scope='col'>Pièces</th>"
        "<th scope='col'>κ pondéré (95&nbsp;%)</th><th scope='col'>Même niveau</th><th scope='col'>À un niveau près</th>"
        f"<th scope='col'>Biais</th><th scope='col'>Remarque</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _kappa(kappa: float | None, low: float | None, high: float | None) -> str:
    if kappa is None:
        return "—"
    span = f" ({low:.2f} à {high:.2f})" if low is not None and high is not None else ""
    return f"{kappa:.2f}{span}".replace(".", ",").replace("-", "−")


def _percent(value: float) -> str:
    return f"{value * 100:.0f}&nbsp;%"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace(".", ",").replace("-", "−")


def _titled(grid: str, criterion: str) -> str:
    try:
        return f"{criterion} · {rubric(grid).criterion(criterion).title}"
    except (NotFound, KeyError):
        return f"{criterion} ({grid})"


def _owners(services: Services, who: Viewer) -> list[str]:
    """Whose work the figures are about: the viewer's own, and that of the candidates they follow."""
    followed = (person.id for person in candidates(services, who)) if reviews(who) else ()
    return list(dict.fromkeys([own(who), *followed]))


def _pieces(services: Services, owners: list[str]) -> list[tuple[str, str]]:
    """Scored interviews and samples, latest first."""
    found = [
        (f"{i.scenario.title}, {moment(i.created_at)}", f"{_SESSION}:{i.id}")
        for owner in owners
        for i in services.runner.list(owner)
        if not i.is_open and services.assessments.latest(session_id=i.id) is not None
    ]
    return found + [
        (f"{s.name}, {moment(s.created_at)}", f"{_SAMPLE}:{s.id}")
        for owner in owners
        for s in services.samples.list(owner)
        if services.assessments.latest(sample_id=s.id) is not None
    ]


def _subject(services: Services, request: gr.Request, chosen: str) -> Subject:
    kind, _, known = chosen.partition(":")
    if kind == _SESSION:
        return Subject(session_owner(request, services, known, Deed.REVIEW), session_id=known)
    return Subject(sample_owner(request, services, known, Deed.REVIEW), sample_id=known)


def _blind_link(chosen: str) -> str:
    kind, _, known = chosen.partition(":")
    path = "bilan" if kind == _SESSION else "ecoutes"
    return link(f"/{path}?id={known}&aveugle=1", "Noter cette pièce à l’aveugle")
