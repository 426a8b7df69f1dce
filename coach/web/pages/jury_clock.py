"""Jury: the time keeper, readable from a metre away; the page's script counts, the server keeps the times."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from coach.domain.jury import exchange_minutes, fair_share
from coach.domain.referential import Exam, Referential
from coach.domain.rehearsal import Phase, phases
from coach.errors import CoachError
from coach.jury import exams, sheets
from coach.jury.exams import MODALITIES
from coach.web.components.jury import fr
from coach.web.components.markup import markup
from coach.web.html import clock, esc, icon, link
from coach.web.layout import asked, notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

_NAMES = {
    Phase.PREPARATION: "Préparation",
    Phase.BRIEFING: "Briefing",
    Phase.EXCHANGE: "Échange",
    Phase.FINAL: "Entretien final",
}
_SILENT = {
    Phase.PREPARATION: "Hors jury : le candidat prépare seul.",
    Phase.BRIEFING: "Le jury écoute sans intervenir.",
    Phase.EXCHANGE: "Questions sur les travaux, puis sur CP6.",
    Phase.FINAL: "Vision du métier, dossier professionnel.",
}
_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/jury",
        "Minuteur",
        help_lines=(
            "Espace démarre ou met en pause ; la flèche droite passe à l’étape suivante.",
            "Pendant l’échange, les touches 1 à 7 disent sur quelle compétence vous questionnez.",
            "Un dépassement est compté et montré ; rien ne s’arrête tout seul.",
            "Les temps sont gardés avec la fiche ; sans fiche, sur cet appareil seulement.",
        ),
        wide=True,
    ):
        body = markup()

    def load(request: gr.Request) -> str:
        exam_id, person_id = asked(request, "exam"), asked(request, "id")
        try:
            if exam_id:
                opened = sheets.open_sheet(services, viewer(request, services), exam_id, person_id)
                share = {c.id: c.minutes for c in opened.sheet.competences}
                times = opened.stored.facts.get("times", {})
                back = link(
                    f"/jury-fiche?exam={exam_id}&id={person_id}",
                    opened.candidate.name,
                    icon_name="arrow-left",
                )
                return _clock(
                    services.referential, opened.exam.modality, share, times, exam_id, person_id, back
                )
            modality = asked(request, "epreuve")
            modality = modality if modality in exams.MODALITIES else "titre"
            asked_in = services.referential.exam(modality).part("entretien_technique").competences
            minutes = exchange_minutes(services.referential.exam(modality))
            share = fair_share(minutes, dict.fromkeys(asked_in, 9))
            return _clock(services.referential, modality, share, {}, "", "", _choice(modality))
        except CoachError as exc:
            return notice("attention", "Minuteur indisponible", esc(exc.message))

    gr.on(None, load, None, body, **_LIMITS)


def _choice(current: str) -> str:
    links = "".join(
        f"<li><a href='/jury-temps?epreuve={key}'{' aria-current=page' if key == current else ''}>{esc(words)}</a></li>"
        for key, words in MODALITIES.items()
    )
    return f"<nav class='sous-menu' aria-label='Épreuve'><ul>{links}</ul></nav>"


def _clock(
    referential: Referential,
    modality: str,
    share: dict[str, int],
    times: dict[str, int],
    exam_id: str,
    person_id: str,
    above: str,
) -> str:
    exam: Exam = referential.exam(modality)
    steps = phases(exam)
    named = dict(_NAMES)
    if modality == "ccp2":
        named[Phase.BRIEFING] = "Débriefing"
    buttons = "".join(
        f"<button type='button' class='bouton discret' data-phase='{phase}' data-minutes='{minutes}' "
        f"data-mot='{esc(_SILENT[phase])}' aria-pressed='{'true' if phase is Phase.BRIEFING else 'false'}'>"
        f"{esc(named[phase])} <b>{minutes}</b></button>"
        for phase, minutes in steps.items()
    )
    rows = "".join(
        f"<li><button type='button' class='bouton discret' data-cp='{c}' aria-pressed='false'><b>{c}</b></button>"
        f"<span class='nom-cp'>{esc(fr(referential.competence(c).name))}</span>"
        f"<progress max='{planned * 60}' value='0' aria-label='Temps passé sur {c}'></progress>"
        f"<span class='n'><b data-pris>0:00</b> sur {planned}&nbsp;min</span></li>"
        for c, planned in share.items()
    )
    kept = esc(json.dumps(times))
    return (
        f"{above}<div class='chrono-jury' data-chrono='{esc(modality)}' data-exam='{esc(exam_id)}' "
        f"data-candidat='{esc(person_id)}' data-temps='{kept}'>"
        f"<div class='phases-jury' role='group' aria-label='Étapes'>{buttons}</div>"
        "<div class='grand-temps' role='timer' aria-label='Temps restant'><b "
        f"data-reste>{clock(steps[Phase.BRIEFING] * 60)}</b>"
        "<span data-sens>restant</span></div><p class='consigne-temps' data-consigne></p>"
        "<progress class='fil-temps' max='1' value='0' aria-label='Temps écoulé de l’étape'></progress>"
        f"<div class='boutons'><button type='button' class='bouton' data-marche>{icon('play')}"
        "<span>Démarrer</span></button>"
        f"<button type='button' class='bouton discret' data-suite>{icon('arrow-right')}<span>Étape "
        "suivante</span></button>"
        f"<button type='button' class='bouton discret' data-zero>{icon('rotate-ccw')}<span>Remettre cette "
        "étape à zéro</span>"
        "</button></div><p class='hors-ecran' aria-live='assertive' data-annonce></p>"
        "<section class='parts-jury'><h2>Temps par compétence</h2><p class='discret-texte'>Pendant "
        "l’échange, touchez la "
        f"compétence sur laquelle vous questionnez.</p><ul>{rows}</ul></section>"
        "<p class='discret-texte' data-garde role='status'></p></div>"
    )
