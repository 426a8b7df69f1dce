"""Répétition d’examen: official times, a silent jury, then its questions one at a time, and what the answers held."""

from __future__ import annotations

from typing import Any

import gradio as gr

from coach.domain.rehearsal import Phase, phases
from coach.errors import CoachError
from coach.jury import rehearsals
from coach.jury.evidence import named
from coach.jury.exams import MODALITIES
from coach.jury.rehearsals import Open
from coach.web.components.feedback import feedback_html
from coach.web.components.jury import fr
from coach.web.components.markup import markup
from coach.web.html import clock, esc, go, icon, link, moment
from coach.web.layout import asked, notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_NAMES = {
    Phase.PREPARATION: "Préparation",
    Phase.BRIEFING: "Devant le jury silencieux",
    Phase.EXCHANGE: "Échange avec le jury",
    Phase.FINAL: "Entretien final",
    Phase.FEEDBACK: "Retour",
}
_WORDS = {
    Phase.PREPARATION: "Relisez vos travaux, fixez le plan de votre prise de parole, repérez ce que le jury verra.",
    Phase.BRIEFING: "Le jury écoute sans intervenir. Dites « J’ai fini » à la fin, puis revenez ici.",
    Phase.EXCHANGE: "Une question à la fois : sur vos travaux et vos séances, puis sur la motivation de l’équipe (CP6).",
    Phase.FINAL: "Le métier, sa culture, votre dossier professionnel.",
}
_NEXT = {
    Phase.PREPARATION: "Je suis prêt : passer devant le jury",
    Phase.BRIEFING: "Passer à l’échange",
    Phase.EXCHANGE: "Terminer l’échange",
    Phase.FINAL: "Terminer l’entretien final",
}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/entrainement",
        "Répétition d’examen",
        help_lines=(
            "Les temps sont ceux du référentiel d’évaluation ; l’horloge tourne même si vous fermez la page.",
            "Le jury questionne sur vos propres séances, puis sur CP6 ; il relance une fois s’il reste sur sa faim.",
            "À la fin : pour chaque question, ce que votre réponse contenait et ce qui n’y était pas.",
            "Aucun niveau ni avis n’est donné. Tout est enregistré au fur et à mesure.",
        ),
    ):
        head = markup()
        with gr.Column(visible=False, elem_classes=["carte"]) as start:
            modality = gr.Radio(
                [(words, key) for key, words in MODALITIES.items()],
                value="titre",
                label="Épreuve",
                elem_classes=["puces"],
                elem_id="epreuve",
            )
            times = markup()
            subject = gr.Dropdown(
                [], label="Sujet de la prise de parole", interactive=True, filterable=False, elem_id="sujet"
            )
            begin = gr.Button("Commencer la préparation", variant="primary")
        body = markup()
        with gr.Column(visible=False, elem_classes=["composeur"]) as composer:
            answer = gr.Textbox(
                label="Votre réponse au jury",
                lines=5,
                max_lines=14,
                placeholder="Répondez comme à l’oral : des faits, des chiffres, votre raison.",
                elem_id="reponse-jury",
            )
            with gr.Row():
                send = gr.Button("Répondre", variant="primary")
        problem = markup()
        notes = gr.Textbox(
            label="Vos notes",
            lines=6,
            max_lines=16,
            placeholder="Gardées avec la répétition",
            visible=False,
            elem_id="notes-repetition",
        )
        with gr.Row(visible=False, elem_classes=["actions"]) as actions:
            forward = gr.Button("Continuer", min_width=220)
            again = gr.Button("Redonner tout son temps à cette étape", min_width=220)
            stop = gr.Button("Arrêter la répétition", min_width=180)
        past = markup()
        target = markup()

    view = [head, start, body, composer, notes, actions, forward, past, times, subject, answer]

    def current(request: gr.Request) -> Open | None:
        who, wanted = viewer(request, services), asked(request, "id")
        return rehearsals.get(services, who, wanted) if wanted else rehearsals.latest(services, who)

    def draw(opened: Open | None, request: gr.Request) -> tuple[Any, ...]:
        if opened is None:
            offered = _subjects(services, "titre")
            return (
                _welcome(),
                gr.update(visible=True),
                "",
                gr.update(visible=False),
                gr.update(visible=False),
                gr.update(visible=False),
                gr.update(),
                _past(services, request),
                _official(services, "titre"),
                gr.update(choices=offered, value=offered[0][1] if offered else None),
                gr.update(),
            )
        phase = opened.rehearsal.phase
        going = phase is not Phase.FEEDBACK
        shown = feedback_html(services, opened) if not going else _phase(services, opened)
        return (
            _head(opened),
            gr.update(visible=False),
            shown,
            gr.update(visible=opened.rehearsal.current is not None),
            gr.update(visible=going, value=opened.rehearsal.notes),
            gr.update(visible=going),
            gr.update(value=_NEXT.get(phase, ""), variant=_weight(opened)),
            "" if going else _other(),
            gr.update(),
            gr.update(),
            gr.update(value=opened.rehearsal.draft),
        )

    def load(request: gr.Request) -> tuple[Any, ...]:
        try:
            return draw(current(request), request)
        except CoachError as exc:
            told = notice("attention", "Cette répétition ne s’ouvre pas", esc(exc.message))
            return (told + _other(), *(gr.update() for _ in view[1:]))

    def choose(kind: str) -> tuple[str, Any]:
        offered = _subjects(services, kind)
        return _official(services, kind), gr.update(choices=offered, value=offered[0][1] if offered else None)

    def open_one(kind: str, scenario: str | None, request: gr.Request) -> tuple[str, str]:
        try:
            rehearsal_id = rehearsals.begin(services, viewer(request, services), kind, scenario or "")
        except CoachError as exc:
            return notice("attention", "La répétition ne commence pas", esc(exc.message)), ""
        return "", go(f"/repetition?id={rehearsal_id}")

    def acted(request: gr.Request, what: str, text: str = "") -> tuple[Any, ...]:
        who = viewer(request, services)
        try:
            opened = current(request)
            if opened is None:
                return ("", *draw(None, request))
            match what:
                case "suite":
                    opened = rehearsals.go_on(services, who, opened.id)
                case "temps":
                    opened = rehearsals.restart_clock(services, who, opened.id)
                case _:
                    opened = rehearsals.answer(services, who, opened.id, text)
            return ("", *draw(opened, request))
        except CoachError as exc:
            told = notice("attention", "Votre réponse est toujours là", esc(exc.message))
            return (told, *(gr.update() for _ in view))

    def give(text: str, request: gr.Request) -> tuple[Any, ...]:
        return acted(request, "reponse", text)

    def on(request: gr.Request) -> tuple[Any, ...]:
        return acted(request, "suite")

    def whole_time(request: gr.Request) -> tuple[Any, ...]:
        return acted(request, "temps")

    def leave(request: gr.Request) -> str:
        opened = current(request)
        if opened is None:
            return go("/repetition")
        rehearsals.leave(services, viewer(request, services), opened.id)
        left = any(e.answers for _, e in opened.rehearsal.done)
        return go(f"/repetition?id={opened.id}" if left else "/repetition")

    def keep_notes(text: str, request: gr.Request) -> None:
        if (opened := current(request)) is not None:
            rehearsals.keep(services, viewer(request, services), opened.id, notes=text)

    def keep_draft(text: str, request: gr.Request) -> None:
        opened = current(request)
        if opened is not None and opened.rehearsal.current is not None:
            rehearsals.keep(services, viewer(request, services), opened.id, draft=text)

    gr.on(None, load, None, view, **_LIMITS)
    modality.input(choose, modality, [times, subject], **_LIMITS)
    begin.click(open_one, [modality, subject], [problem, target], **_LIMITS)
    send.click(give, answer, [problem, *view], **_LIMITS)
    forward.click(on, None, [problem, *view], **_LIMITS)
    again.click(whole_time, None, [problem, *view], **_LIMITS)
    stop.click(leave, None, target, **_LIMITS)
    notes.input(keep_notes, notes, None, trigger_mode="always_last", **_LIMITS)
    answer.input(keep_draft, answer, None, trigger_mode="always_last", **_LIMITS)


def _past(services: Services, request: gr.Request) -> str:
    done = [r for r in rehearsals.past(services, viewer(request, services)) if r.ended_at is not None]
    if not done:
        return ""
    rows = "".join(
        f"<li>{link(f'/repetition?id={r.id}', f'{MODALITIES.get(r.modality, r.modality)}, {moment(r.created_at)}')}</li>"
        for r in done[:8]
    )
    return f"<section><h2>Vos répétitions</h2><ul>{rows}</ul></section>"


def _subjects(services: Services, modality: str) -> list[tuple[str, str]]:
    return [(named(s), s.id) for s in rehearsals.exercises(services, modality)]


def _official(services: Services, modality: str) -> str:
    exam = services.referential.exam(modality)
    rows = "".join(
        f"<li>{_NAMES[phase]} <b>{minutes}&nbsp;min</b></li>" for phase, minutes in phases(exam).items()
    )
    pages = ", ".join(dict.fromkeys(str(p) for p in exam.pages))
    return f"<ul class='temps-cp'>{rows}</ul><p class='discret-texte'>Temps officiels ({esc(pages)}).</p>"


def _welcome() -> str:
    return (
        "<p class='chapo'>Préparation, prise de parole devant un jury silencieux, questions sur vos "
        "propres séances et "
        "sur CP6, entretien final : tout l’oral, dans ses temps.</p>"
        + notice(
            "info",
            "Vous échangez avec une IA",
            "Le jury est simulé. Il choisit ses questions dans une banque et dans vos entretiens "
            "terminés ; plus vous "
            "vous êtes entraîné, plus elles portent sur vous.",
        )
    )


def _head(opened: Open) -> str:
    held = opened.rehearsal
    order = [*phases(opened.exam), Phase.FEEDBACK]
    steps = "".join(
        f"<li{' aria-current=step' if phase is held.phase else ''}>{_NAMES[phase]}</li>" for phase in order
    )
    steps = f"<ol class='etapes'>{steps}</ol>"
    if held.phase is Phase.FEEDBACK:
        return f"{steps}<p class='chapo'>{esc(MODALITIES[held.modality])}</p>"
    return (
        f"{steps}<div class='tete-entretien'><div class='qui'><strong>{_NAMES[held.phase]}</strong>"
        f"<span class='discret-texte'>{esc(MODALITIES[held.modality])} · Vous échangez avec une IA</span></div>"
        f"<div class='horloge' role='timer' aria-label='Temps écoulé' data-base='{opened.elapsed:.0f}' "
        f"data-mark='{held.phase}{held.since.timestamp():.0f}' data-planned='{opened.minutes * 60}'>{icon('clock')}"
        f"<b>{clock(opened.elapsed)}</b><span class='discret-texte'>sur {opened.minutes} min</span></div></div>"
        f"<p>{esc(_WORDS[held.phase])}</p>"
    )


def _phase(services: Services, opened: Open) -> str:
    held = opened.rehearsal
    over = (
        notice(
            "attention",
            "Le temps officiel est écoulé",
            "Un vrai jury vous arrêterait ici : passez à la suite.",
        )
        if opened.time_is_up
        else ""
    )
    if held.phase is Phase.PREPARATION:
        way = link(
            f"/dossier?s={held.scenario}",
            "Ouvrir le dossier du sujet",
            kind="bouton discret",
            icon_name="file-text",
        )
        return f"{over}<p>{way}</p>"
    if held.phase is Phase.BRIEFING:
        if opened.briefed:
            return over + notice(
                "info", "Votre prise de parole est terminée", "Passez à l’échange avec le jury."
            )
        if not held.session:
            return over + notice("attention", "Cette prise de parole a été supprimée", "Passez à la suite.")
        way = link(f"/entretien?id={held.session}", "Prendre la parole", kind="bouton", icon_name="mic")
        return f"{over}<p>{way}</p><p class='discret-texte'>Revenez ensuite sur cette page : elle vous attend.</p>"
    return over + _talk(opened)


def _talk(opened: Open) -> str:
    held = opened.rehearsal
    lines = [exchange for at, exchange in held.done if at is held.phase]
    left = len(held.queue)
    parts = ""
    for exchange in lines[-2:]:
        quote = (
            f"« {exchange.planned.quote.strip('«» ')} » ({exchange.planned.source}). "
            if exchange.planned.quote
            else ""
        )
        parts += _theirs(quote + exchange.planned.ask)
        for place, text in enumerate(exchange.answers):
            parts += f'<div class="tour moi"><div class="bulle"><span class="nom">Vous</span>{esc(text)}</div></div>'
            if place == 0 and exchange.more:
                parts += _theirs(exchange.more)
    rest = f"{left} question{'s' if left > 1 else ''} en réserve" if left else "Dernière question"
    return (
        f"<div class='fil' role='log' aria-live='polite' aria-label='Échange avec le jury' tabindex='0'>{parts}</div>"
        f"<p class='discret-texte'>Question {len(lines)} · {rest}</p>"
    )


def _theirs(text: str) -> str:
    return (
        '<div class="tour"><span class="disque" aria-hidden="true">J</span><div class="bulle"><span '
        'class="nom">Le jury</span>'
        f"{esc(fr(text))}</div></div>"
    )


def _weight(opened: Open) -> str:
    return "secondary" if opened.rehearsal.current is not None and not opened.time_is_up else "primary"


def _other() -> str:
    return (
        f"<div class='boutons'>{link('/repetition', 'Faire une autre répétition', kind='bouton')}"
        f"<button type='button' class='bouton discret' data-print>{icon('printer')}<span>Imprimer</span>"
        "</button></div>"
    )
