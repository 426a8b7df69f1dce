"""Entretien: the conversation, its clock, the dossier and notes at the side, the composer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from coach.access import Deed
from coach.assessment.endings import ending_words
from coach.dialogue.actor import Delta, Replaced
from coach.dialogue.runner import MAX_HINTS, Done, Interview
from coach.errors import CoachError
from coach.web.components import roles, speaking
from coach.web.components.markup import markup
from coach.web.html import clock, esc, go, icon, link
from coach.web.layout import asked, notice, page
from coach.web.pages.train import EXERCISES, LEVEL_WORDS, dossier
from coach.web.viewer import session_owner
from coach.wiring import Services

_LISTENS = "Le jury vous écoute et prend des notes. Il ne répondra pas avant « J’ai fini »."
_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page("/entrainement", "", wide=True):
        head = markup()
        since = gr.State(0.0)
        with gr.Row(equal_height=False):
            with gr.Column(scale=7, min_width=320):
                thread = markup(elem_id="conversation")
                hint_box = markup()
                problem = markup()
                with gr.Column(elem_classes=["composeur"], visible=False) as composer:
                    words = gr.Textbox(
                        label="Votre réplique",
                        placeholder="Parlez à votre conseiller… (Entrée envoie, Maj + Entrée va à la ligne)",
                        lines=1,
                        max_lines=8,
                        autofocus=True,
                        elem_id="replique",
                    )
                    spoken = markup()
                    with gr.Row():
                        send = gr.Button("Envoyer", variant="primary", min_width=120, elem_id="envoyer")
                        done = gr.Button("J’ai fini", min_width=120, visible=False, elem_id="fini")
                        silence = gr.Button("Laisser un silence", min_width=120)
                        hint = gr.Button("Indice", min_width=100)
                        pause = gr.Button("Pause", min_width=100)
                        finish = gr.Button("Terminer l’entretien", min_width=140)
                with gr.Column(visible=False) as confirm:
                    markup(
                        notice(
                            "info",
                            "Terminer maintenant ?",
                            "L’entretien s’arrête là et votre bilan est établi sur ce qui a été dit. "
                            "Vous pourrez toujours rejouer à partir d’un tour.",
                        ),
                    )
                    with gr.Row():
                        sure = gr.Button("Terminer et voir le bilan", variant="primary")
                        back = gr.Button("Continuer l’entretien")
            with gr.Column(scale=4, min_width=280, elem_classes=["cote"]):
                side = markup()
                notes = gr.Textbox(
                    label="Vos notes",
                    lines=6,
                    max_lines=16,
                    placeholder="Gardées avec l’entretien",
                    elem_id="notes",
                )
        target = markup()

    view = [head, thread, composer, done]

    def owned(request: gr.Request) -> tuple[str, str]:
        """Whose interview the page is about, and its id; only the person who leads it acts on it."""
        session_id = asked(request, "id")
        return session_owner(request, services, session_id, Deed.ACT), session_id

    def draw(interview: Interview, waiting: str | None = None, said: str = "") -> tuple[str, str, Any, Any]:
        return (
            _head(interview),
            thread_html(interview, waiting=waiting, said=said),
            gr.update(visible=interview.is_open),
            gr.update(visible=roles.briefs(interview)),
        )

    def load(request: gr.Request) -> tuple[Any, ...]:
        try:
            interview = services.runner.get(*owned(request))
        except CoachError as exc:
            return (
                "",
                notice("attention", "Entretien introuvable", esc(exc.message)),
                gr.update(),
                gr.update(),
                0.0,
                "",
                "",
                gr.update(),
                "",
                *(gr.update() for _ in range(4)),
            )
        training = gr.update(visible=interview.exam is None)
        return (
            *draw(interview),
            time.monotonic(),
            _side(interview),
            interview.notes,
            gr.update(value=_draft(interview), placeholder=roles.placeholder(interview)),
            speaking.bar(interview, services.voices),
            training,
            training,
            gr.update(visible=not roles.is_briefing(interview.scenario)),
            gr.update(value=roles.roles(interview.scenario).finish),
        )

    def say(text: str, started: float, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield from _turn(request, text, started, silent=False)

    def say_done(text: str, started: float, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield from _turn(request, f"{text.strip()} {roles.FINISHED}".strip(), started, silent=False)

    def stay_silent(started: float, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield from _turn(request, "", started, silent=True)

    def _turn(request: gr.Request, text: str, started: float, *, silent: bool) -> Iterator[tuple[Any, ...]]:
        if not text.strip() and not silent:
            empty = "Écrivez votre réplique, ou choisissez « Laisser un silence » si vous voulez vous taire."
            yield (*(gr.update() for _ in view), text, started, notice("info", "Rien à envoyer", empty), "")
            return
        mine: tuple[str, str] | None = None
        try:
            mine = owned(request)
            interview = services.runner.get(*mine)
            # Zero: this process never drew the page, being new since or another one; the time is not known.
            seconds = None if interview.paused or not started else time.monotonic() - started
            if interview.paused:
                services.runner.pause(*mine, False)
            # The box is emptied once, at once: what is typed while the advisor answers stays.
            services.runner.save(*mine, draft="")
            yield (*draw(interview, waiting=text, said=""), "", started, "", "")
            said = ""
            for event in services.runner.say(*mine, text, seconds):
                match event:
                    case Delta(piece):
                        said += piece
                    case Replaced(said):
                        pass
                    case Done():
                        break
                yield (
                    gr.update(),
                    thread_html(interview, waiting=text, said=said),
                    gr.update(),
                    gr.update(),
                    "",
                    started,
                    "",
                    "",
                )
            yield (*(gr.update() for _ in view), gr.update(), time.monotonic(), "", "")
        except CoachError as exc:
            safe = f"{esc(exc.message)} Votre réplique est toujours dans la zone de saisie."
            current = services.runner.get(*mine) if mine else None
            shown = draw(current) if current else tuple(gr.update() for _ in view)
            yield (*shown, text, started, notice("attention", "Votre réplique n’est pas partie", safe), "")

    def settle(request: gr.Request) -> tuple[Any, ...]:
        """The turn as it was stored. An event of its own: Gradio drops what is sent while a turn is running, so
        that nothing may look finished before the turn's event is over.
        """
        try:
            after = services.runner.get(*owned(request))
        except CoachError:
            return (*(gr.update() for _ in view), gr.update())
        keep = gr.update()
        if roles.is_briefing(after.scenario):
            keep = gr.update(placeholder=roles.placeholder(after))
        return (*draw(after), keep)

    def give_hint(request: gr.Request) -> str:
        try:
            mine = owned(request)
            text = services.runner.hint(*mine)
            used = len(services.runner.get(*mine).hints)
        except CoachError as exc:
            return notice("attention", "Pas d’indice", esc(exc.message))
        if text is None:
            return notice("info", "Plus d’indice", f"Vous avez eu vos {MAX_HINTS} indices : à vous de jouer.")
        return (
            f'<div class="indice" role="note">{icon("lightbulb")}<div><b>À vous demander ({used} sur {MAX_HINTS})</b>'
            f"<br>{esc(text)}</div></div>"
        )

    def toggle_pause(started: float, request: gr.Request) -> tuple[Any, ...]:
        mine = owned(request)
        interview = services.runner.get(*mine)
        services.runner.pause(*mine, not interview.paused)
        after = services.runner.get(*mine)
        # Time spent before the pause counts when the interview goes on; the pause itself does not.
        kept = time.monotonic() - started if started else 0.0
        return (
            _head(after),
            gr.update(value="Reprendre" if after.paused else "Pause"),
            (kept if after.paused else time.monotonic() - min(started, 3600.0)),
        )

    def keep_draft(text: str, request: gr.Request) -> None:
        services.runner.save(*owned(request), draft=text)

    def keep_notes(text: str, request: gr.Request) -> None:
        services.runner.save(*owned(request), notes=text)

    def end(request: gr.Request) -> str:
        owner, session_id = owned(request)
        services.runner.finish(owner, session_id)
        return go(f"/bilan?id={session_id}")

    shown = [*view, words, since, problem, hint_box]
    gr.on(
        None, load, None, [*view, since, side, notes, words, spoken, hint, pause, silence, finish], **_LIMITS
    )
    for turn in (
        gr.on([send.click, words.submit], say, [words, since], shown, **_LIMITS),
        done.click(say_done, [words, since], shown, **_LIMITS),
        silence.click(stay_silent, since, shown, **_LIMITS),
    ):
        turn.then(settle, None, [*view, words], **_LIMITS)
    hint.click(give_hint, None, hint_box, **_LIMITS)
    pause.click(toggle_pause, since, [head, pause, since], **_LIMITS)
    words.change(keep_draft, words, None, trigger_mode="always_last", **_LIMITS)
    notes.change(keep_notes, notes, None, trigger_mode="always_last", **_LIMITS)
    finish.click(lambda: gr.update(visible=True), None, confirm, **_LIMITS)
    back.click(lambda: gr.update(visible=False), None, confirm, **_LIMITS)
    sure.click(end, None, target, **_LIMITS)


def thread_html(interview: Interview, *, waiting: str | None = None, said: str = "") -> str:
    """The conversation; `waiting` is a turn of the manager being answered, `said` what came so far."""
    persona = interview.scenario.persona
    name = persona.name if roles.is_briefing(interview.scenario) else persona.first_name
    parts: list[str] = []
    for turn in interview.turns:
        if turn.manager is not None:
            parts.append(_mine(turn.manager))
        if turn.advisor:
            parts.append(_theirs(name, persona.initials, esc(turn.advisor), turn.number))
    listens = roles.briefs(interview) and (not said if waiting is not None else len(interview.turns) > 1)
    if waiting is not None:
        parts.append(_mine(waiting))
    if listens:
        parts.append(f'<p class="ecoute-jury discret-texte">{icon("ear")}<span>{_LISTENS}</span></p>')
    elif waiting is not None:
        dots = '<span class="ecrit" aria-label="répond"><span></span><span></span><span></span></span>'
        parts.append(_theirs(name, persona.initials, esc(said) if said else dots))
    if not interview.is_open and interview.end_reason is not None:
        parts.append(
            f'<div class="fin"><p>{esc(ending_words(interview.scenario.exercise, interview.end_reason))}</p>'
            f"{link(f'/bilan?id={interview.id}', 'Voir le bilan', kind='bouton', icon_name='chart-line')}</div>"
        )
    return f'<div class="fil" role="log" aria-live="polite" aria-label="Conversation" tabindex="0">{"".join(parts)}</div>'


def _mine(text: str) -> str:
    if not text:
        return '<div class="tour moi"><div class="bulle silence"><span class="nom">Vous</span>(silence)</div></div>'
    return f'<div class="tour moi"><div class="bulle"><span class="nom">Vous</span>{esc(text)}</div></div>'


def _theirs(name: str, initials: str, body: str, number: int | None = None) -> str:
    """An advisor's bubble; with its turn's number it can be heard."""
    heard = "" if number is None else f' data-dit="{number}"'
    again = "" if number is None else speaking.again()
    return (
        f'<div class="tour"{heard}><span class="disque" aria-hidden="true">{esc(initials)}</span>'
        f'<div class="bulle"><span class="nom">{esc(name)}</span><span data-mots>{body}</span></div>{again}</div>'
    )


def _head(interview: Interview) -> str:
    scenario, persona = interview.scenario, interview.scenario.persona
    paused = " data-paused" if interview.paused or not interview.is_open else ""
    elapsed = interview.elapsed
    minutes, limit = roles.planned(interview)
    exam = ""
    if interview.exam is not None:
        # The clock of an exam is that of the wall.
        elapsed = ((interview.ended_at or datetime.now(UTC)) - interview.created_at).total_seconds()
        exam = f"Mode examen, session {esc(interview.exam)} · "
    return (
        f'<div class="tete-entretien"><span class="disque" aria-hidden="true">{esc(persona.initials)}</span>'
        f'<div class="qui"><h1 class="hors-ecran">{esc(scenario.title)}</h1><strong>{esc(persona.name)}</strong>'
        f"<span class='discret-texte'>{esc(roles.described(scenario))} · "
        f"{esc(EXERCISES[scenario.exercise])}, niveau {interview.level} ({LEVEL_WORDS[interview.level]}) · "
        f"{exam}Vous échangez avec une IA</span></div>"
        f'<div class="horloge" role="timer" aria-label="Temps écoulé" data-base="{elapsed:.0f}" '
        f'data-mark="{len(interview.turns)}" data-planned="{minutes * 60}"{paused}>{icon("clock")}'
        f"<b>{clock(elapsed)}</b><span class='discret-texte'>{esc(limit)}</span></div></div>"
    )


def _draft(interview: Interview) -> str:
    """What was typed and not sent; the last keystrokes may be noted after the turn they belong to."""
    last = interview.turns[-1].manager if interview.turns else None
    return "" if interview.draft.strip() == last else interview.draft


def _side(interview: Interview) -> str:
    watching = link(f"/observer?id={interview.id}", "Page de l’observateur", icon_name="eye")
    brief = dossier(interview.scenario, alone=False)
    return (
        f"<details><summary>Le dossier</summary><div class='dedans'>{brief}</div></details>"
        "<details><summary>Ce que vous devez obtenir</summary><div class='dedans'><ul>"
        + "".join(f"<li>{esc(o)}</li>" for o in interview.scenario.brief.objectives)
        + "</ul></div></details>"
        f"<p>{watching}</p>"
    )
