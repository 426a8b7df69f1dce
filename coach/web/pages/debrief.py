"""Bilan: what happened in one interview, in the order that helps, with the whole transcript beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import gradio as gr

from coach.access import Deed, reviews
from coach.assessment.debrief_briefing import BRIEFING
from coach.assessment.endings import ending_words
from coach.assessment.records import speakers_of
from coach.dialogue.runner import Interview
from coach.domain.opinions import people_levels
from coach.domain.people import Role, Viewer
from coach.errors import CoachError, InputError
from coach.opinions import Subject, said
from coach.review import review_interview, spoken
from coach.training.notes import comments
from coach.web import charts, reports
from coach.web.components import briefing, criteria, roles
from coach.web.components.markup import markup
from coach.web.components.people import Panel, blind_view
from coach.web.components.training import comment_blocks, received
from coach.web.components.transcript import Line, dialogue, marks_of
from coach.web.html import day, esc, fr, go, icon, link, minutes
from coach.web.layout import asked, notice, page
from coach.web.pages.train import EXERCISES, LEVEL_WORDS
from coach.web.viewer import session_owner, viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_MINE: Final = ("/seances", "Mes séances")
_BACK: Final = {Role.TRAINER: ("/formateur", "Mon groupe"), Role.JURY: ("/jury", "Mes candidats")}
_DRAWING = '<p class="discret-texte attente-dessin">La courbe se dessine…</p>'


def render(services: Services) -> None:
    """Place the page and wire it."""
    charts.prepare()
    with page("/seances", "", wide=True):
        head = markup()
        with gr.Row(equal_height=False, elem_classes=["bilan"]):
            with gr.Column(scale=7, min_width=320, elem_classes=["bilan-corps"]):
                essential = markup()
                curve = markup()
                rows = markup()
                facts = markup()
                with gr.Column(visible=False, elem_classes=["actions", "carte"]) as actions:
                    markup("<h2>Et maintenant</h2>")
                    with gr.Row(elem_classes=["rejouer"]) as replaying:
                        turn = gr.Dropdown(
                            [],
                            label="Rejouer à partir d’ici",
                            interactive=True,
                            filterable=False,
                            scale=3,
                            min_width=260,
                        )
                        replay = gr.Button("Rejouer", variant="primary", scale=1, min_width=140)
                    problem = markup()
                    export = markup()
                people = Panel(services, partial(_subject, services))
            with gr.Column(scale=5, min_width=300, elem_classes=["bilan-cote"]):
                talk = markup()
        target = markup()

    def load(request: gr.Request) -> Iterator[dict[Any, Any]]:
        who = viewer(request, services)
        try:
            owner = session_owner(request, services, asked(request, "id"))
            interview = services.runner.get(owner, asked(request, "id"))
        except CoachError as exc:
            yield {head: _unknown(exc)}
            return
        whose = None if owner == who.id else _name(services, owner)
        title = _head(interview, who, whose)
        if interview.is_open:
            yield {head: title + _still_open(interview, whose), talk: _talk(interview, None, whose)}
            return
        if services.assessments.latest(session_id=interview.id) is None:
            yield {head: title + _reading()}
        try:
            review = review_interview(services, owner, interview.id)
        except InputError as exc:
            yield {head: title + _nothing_said(interview, exc), talk: _talk(interview, None, whose)}
            return
        except CoachError as exc:
            saved = (
                f"{esc(exc.message)} L’entretien, lui, est bien gardé : rouvrez cette page pour réessayer."
            )
            yield {head: title + notice("attention", "Le bilan n’a pas pu être établi", saved)}
            return
        assessment, debrief = review["assessment"], review["debrief"]
        subject = Subject(owner, session_id=interview.id)
        if who.role is Role.JURY and not who.local:
            # A jury reads the exchange; the coach's levels are on its sheet, once its own are given.
            yield {head: title, rows: blind_view(assessment), talk: _talk(interview, None, whose)}
            return
        if asked(request, "aveugle"):
            yield {
                head: title + _whole(interview),
                rows: blind_view(assessment),
                talk: _talk(interview, None, whose),
                **people.shown(assessment, subject, who, blind=True),
            }
            return
        choices, advised = _turns(interview, debrief)
        banner = criteria.banner(assessment["flags"], _placer(interview))
        remarks = comments(services, who, subject)
        yield {
            head: title,
            essential: f"<div class='pile serree'>{banner}{received(remarks)}{three_lines(debrief)}</div>",
            curve: _DRAWING,
            rows: _rows(assessment, debrief, interview, people_levels(said(services, subject))),
            facts: learned(debrief),
            actions: gr.update(visible=True),
            replaying: gr.update(visible=whose is None),
            turn: gr.update(choices=choices, value=advised),
            export: _export(interview, who, own=whose is None),
            talk: _talk(interview, assessment, whose, comment_blocks(remarks)),
            **people.shown(assessment, subject, who),
        }
        # The first picture of a process waits for its libraries; the rest is already there to be read.
        yield {curve: moments(debrief)}

    def play_again(chosen: int | None, request: gr.Request) -> tuple[str, str]:
        if chosen is None:
            return "", notice("info", "Choisissez d’abord un tour")
        try:
            session_id = asked(request, "id")
            owner = session_owner(request, services, session_id, Deed.ACT)
            branch = services.runner.branch(owner, session_id, int(chosen) - 1)
        except CoachError as exc:
            return "", notice("attention", "On ne peut pas rejouer ce tour", esc(exc.message))
        return go(f"/entretien?id={branch.id}"), ""

    places = [head, essential, curve, rows, facts, actions, replaying, turn, export, talk, *people.outputs]
    gr.on(None, load, None, places, **_LIMITS)
    replay.click(play_again, turn, [target, problem], **_LIMITS)


# -- pieces ----------------------------------------------------------------------------------------


def three_lines(debrief: Mapping[str, Any]) -> str:
    """One strength with its quote, one priority, one sentence said better."""
    lines: list[str] = []
    if strength := debrief.get("strength"):
        lines.append(
            _line(
                "Un point fort",
                "circle-check",
                f"<p>{esc(fr(strength['title']))}</p><blockquote>«&nbsp;{esc(fr(strength['quote']))}&nbsp;» "
                f"{turn_link(strength['turn'])}</blockquote>",
            )
        )
    if priority := debrief.get("priority"):
        drill = (
            f"<p class='discret-texte'>À refaire : {esc(fr(priority['drill']))}</p>"
            if priority.get("drill")
            else ""
        )
        lines.append(
            _line(
                "Une priorité",
                "target",
                f"<p><strong>{esc(fr(priority['title']))}</strong></p><p>{esc(fr(priority['advice']))}</p>{drill}",
            )
        )
    if said := debrief.get("rewording"):
        lines.append(
            _line(
                "Une phrase à mieux dire",
                "message-square",
                f"<p class='avant'><span>Vous avez dit</span> «&nbsp;{esc(fr(said['before']))}&nbsp;» "
                f"{turn_link(said['turn'])}</p>"
                f"<div class='mieux'><span>Mieux dit</span> «&nbsp;{esc(fr(_bare(said['after'])))}&nbsp;»</div>"
                f"<p class='discret-texte'>{esc(fr(said['why']))}</p>",
            )
        )
    return (
        f'<section class="carte trois" aria-label="L’essentiel">{"".join(lines)}</section>' if lines else ""
    )


def moments(debrief: Mapping[str, Any]) -> str:
    """The curve and its numbered turning points, each a link to its turn."""
    points = debrief.get("turning_points", ())
    drawn = charts.gauges(debrief.get("curve", ()), points)
    if not drawn and not points:
        return ""
    items = "".join(
        f"<li><span class='numero {esc(p['gauge'])}'>{number}</span><div>"
        f"<a href='#tour-{p['turn']}' data-turn='{p['turn']}'>Tour&nbsp;{p['turn']}</a>"
        f"{esc(fr(p['label'].removeprefix('tour ' + str(p['turn']))))}</div></li>"
        for number, p in enumerate(points, 1)
    )
    listed = f"<h3>Ce qui a fait bouger l’entretien</h3><ol class='moments'>{items}</ol>" if items else ""
    return f"<section class='carte'><h2>Confiance et tension</h2>{drawn}{listed}</section>"


def learned(debrief: Mapping[str, Any]) -> str:
    """What was learned, at which turn and by which question; what was missed, and the opening for it."""
    facts = debrief.get("facts", ())
    if facts and facts[0].get("of") == BRIEFING:
        return briefing.held(debrief)
    found = sum(f["status"] == "appris" for f in facts)
    items = "".join(_fact(f) for f in facts)
    agreed = "".join(f"<li>{_commitment(c)}</li>" for c in debrief.get("commitments", ()))
    html = ""
    if items:
        html += (
            f"<section class='carte'><h2>Ce que vous avez appris, ce qui vous a échappé</h2>"
            f"<p class='discret-texte'>{found} élément{'s' if found > 1 else ''} sur {len(facts)}</p>"
            f"<ul class='faits'>{items}</ul></section>"
        )
    kept = f"<ul class='engagements'>{agreed}</ul>" if agreed else "<p>Aucun engagement n’a été pris.</p>"
    html += f"<section class='carte'><h2>Ce qui a été convenu</h2>{kept}</section>"
    return f"<div class='pile serree'>{html}</div>"


def turn_link(turn: int) -> str:
    """« tour 4 », a link to the transcript."""
    return f'<a class="vers-tour" href="#tour-{turn}" data-turn="{turn}">tour&nbsp;{turn}</a>'


def _line(title: str, picture: str, body: str) -> str:
    return (
        f"<div class='ligne-bilan'><h2>{icon(picture)}<span>{esc(title)}</span></h2><div>{body}</div></div>"
    )


def _fact(fact: Mapping[str, Any]) -> str:
    known = fact["status"] == "appris"
    if known:
        detail = f"Appris au {turn_link(fact['turn'])}" if fact.get("turn") is not None else "Appris"
        detail += f", grâce à : «&nbsp;{esc(fr(fact['question']))}&nbsp;»" if fact.get("question") else ""
    else:
        detail = esc(fr(fact["missed"])) if fact.get("missed") else "Vous ne l’avez pas su."
        if fact.get("near_turn") is not None:
            lacking = f"&nbsp;: {esc(fr(fact['near_lacking']))}" if fact.get("near_lacking") else ""
            detail += f" Vous en étiez proche au {turn_link(fact['near_turn'])}{lacking}."
    return (
        f"<li class='fait-appris {'su' if known else 'manque'}'>{icon('lock-open' if known else 'lock')}"
        f"<div><strong>{esc(fr(fact['title']))}</strong> <span class='pastille'>{'Appris' if known else 'Manqué'}</span>"
        f"<br><span class='discret-texte'>{detail}</span></div></li>"
    )


def _commitment(commitment: Mapping[str, Any]) -> str:
    precise = [word for key, word in (("dated", "daté"), ("measured", "mesurable")) if commitment.get(key)]
    pills = "".join(f" <span class='pastille'>{word}</span>" for word in precise)
    return f"«&nbsp;{esc(fr(commitment['quote']))}&nbsp;» {turn_link(commitment['turn'])}{pills}"


def _rows(
    assessment: Mapping[str, Any],
    debrief: Mapping[str, Any],
    interview: Interview,
    given: Mapping[str, int | None],
) -> str:
    priority = (debrief.get("priority") or {}).get("criterion")
    return (
        f"<section><h2>Critère par critère</h2>{criteria.summary(assessment['criteria'], assessment['grid'])}"
        f"{criteria.rows(assessment, _placer(interview), first=priority, people=given)}"
        f"{criteria.colophon(assessment)}</section>"
    )


def _placer(interview: Interview) -> criteria.Place:
    numbers = [number for number, _ in spoken(interview)]

    def place(turn: int) -> tuple[int, str]:
        number = numbers[turn] if 0 <= turn < len(numbers) else 0
        return number, f"tour\u00a0{number}"

    return place


def _talk(
    interview: Interview,
    assessment: Mapping[str, Any] | None,
    whose: str | None,
    remarks: Mapping[int, str] | None = None,
) -> str:
    persona = interview.scenario.persona
    name = persona.name if roles.is_briefing(interview.scenario) else persona.first_name
    lead, _ = speakers_of(interview.scenario.exercise)
    lines = [
        Line(
            number, (whose or "Vous") if turn.speaker == lead else name, turn.text, lead=turn.speaker == lead
        )
        for number, turn in spoken(interview)
    ]
    marked = marks_of(assessment) if assessment else ()
    return (
        "<section class='carte transcription-carte' aria-label='Transcription'><h2>Ce qui s’est dit</h2>"
        "<div class='defile-v' tabindex='0' role='group' aria-label='Tours de parole'>"
        f"{dialogue(lines, marked, under=remarks)}</div></section>"
    )


def _turns(interview: Interview, debrief: Mapping[str, Any]) -> tuple[list[tuple[str, int]], int | None]:
    """Turns that can be played again (label, number), and the one advised: that of the sentence to say better."""
    choices = [
        (f"Tour {r.number} · {_short(r.manager or '(silence)')}", r.number)
        for r in interview.turns
        if r.number > 0
    ]
    numbers = [number for _, number in choices]
    advised = (debrief.get("rewording") or {}).get("turn")
    return choices, advised if advised in numbers else (numbers[0] if numbers else None)


def _bare(text: str) -> str:
    """Without the quotation marks it may come in."""
    return text.removeprefix("«").removesuffix("»").strip()


def _short(text: str, limit: int = 48) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit].rsplit(' ', 1)[0]}…"


def _export(interview: Interview, who: Viewer, *, own: bool) -> str:
    origin = (
        link(
            f"/bilan?id={interview.parent_id}",
            "Comparer avec l’essai d’origine",
            kind="bouton discret",
            icon_name="split",
        )
        if interview.parent_id
        else ""
    )
    blind = (
        f"<p>{link(f'/bilan?id={interview.id}&aveugle=1', 'Formateur : noter à l’aveugle', kind='bouton discret')}</p>"
        if reviews(who)
        else ""
    )
    left = (
        f"<p>{link(f'/reseau?entretien={interview.id}', 'Ce qui est sorti de cette machine pour cet entretien')}</p>"
        if own
        else ""
    )
    return (
        f"<div class='boutons'>{origin}<button type='button' class='bouton discret' data-print>{icon('printer')}"
        f"<span>Imprimer le bilan</span></button></div>{reports.buttons('bilan', interview.id)}"
        f"{blind}{left}"
    )


def _subject(services: Services, request: gr.Request, deed: Deed) -> Subject:
    session_id = asked(request, "id")
    return Subject(session_owner(request, services, session_id, deed), session_id=session_id)


def _name(services: Services, owner: str) -> str:
    person = services.accounts.person(owner)
    return person.name if person is not None else "Le candidat"


def _whole(interview: Interview) -> str:
    return f"<p>{link(f'/bilan?id={interview.id}', 'Voir le bilan entier', kind='bouton discret')}</p>"


def _head(interview: Interview, who: Viewer, whose: str | None) -> str:
    scenario = interview.scenario
    end = f" {ending_words(scenario.exercise, interview.end_reason)}" if interview.end_reason else ""
    again = f" Repris au tour {interview.parent_turn} d’un essai précédent." if interview.parent_id else ""
    led = f"{esc(whose)}&nbsp;: " if whose is not None else ""
    back = _BACK.get(who.role, _MINE) if whose is not None else _MINE
    return (
        f"<p class='retour'>{link(*back, icon_name='arrow-left')}</p><div class='titre-page'>"
        f"<h1>Bilan · {esc(scenario.title)}</h1><p class='chapo'>{led}{esc(EXERCISES[scenario.exercise])} "
        f"{esc(roles.facing(scenario))}, niveau {interview.level} ({esc(LEVEL_WORDS[interview.level])}), "
        f"{esc(day(_local(interview)))}, {minutes(interview.elapsed)}.{esc(end)}{esc(again)}</p></div>"
    )


def _local(interview: Interview) -> date:
    return interview.created_at.astimezone().date()


def _reading() -> str:
    return notice(
        "info", "Votre bilan s’établit", "Le coach relit vos mots, tour par tour. Quelques secondes."
    )


def _still_open(interview: Interview, whose: str | None) -> str:
    if whose is not None:
        watch = link(f"/observer?id={interview.id}", "Observer l’entretien", kind="bouton", icon_name="eye")
        return notice("info", "Cet entretien est encore en cours", watch)
    back = link(f"/entretien?id={interview.id}", "Reprendre l’entretien", kind="bouton", icon_name="play")
    text = (
        "Le bilan s’établit quand l’entretien est terminé. Rien n’est perdu : reprenez là où vous en étiez."
    )
    return notice("info", "Cet entretien est encore en cours", f"{text}</p><p>{back}")


def _nothing_said(interview: Interview, exc: CoachError) -> str:
    again = link(f"/dossier?s={interview.scenario.id}", "Recommencer cet entretien", kind="bouton")
    return notice("vide", "Rien à évaluer", f"{esc(exc.message)}</p><p>{again}")


def _unknown(exc: CoachError) -> str:
    heading = "<div class='titre-page'><h1>Bilan introuvable</h1></div>"
    return heading + notice(
        "attention",
        "Rien à cette adresse",
        f"{esc(exc.message)}</p><p>{link('/seances', 'Mes séances', kind='bouton')}",
    )
