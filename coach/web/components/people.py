"""What people say of the levels: the trainer's level, « Contester », the answer, blind first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import gradio as gr

from coach.access import Deed
from coach.domain.opinions import MAX_REASON, Kind, Opinion, Thread
from coach.domain.people import Viewer
from coach.errors import CoachError
from coach.opinions import CANDIDATE, TRAINER, Subject, said, say, scored
from coach.web.components import criteria
from coach.web.components.markup import markup
from coach.web.html import esc, fr, icon, marks, moment
from coach.web.layout import notice
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_LEVELS: Final = [(criteria.WORDS[level], level) for level in (0, 1, 2, 3)]
_NO_LEVEL: Final = -1
_INTRO: Final = (
    "<h2>Ce qu’en disent les personnes</h2><p class='discret-texte'>Le niveau du coach est une proposition. Le formateur "
    "donne le sien, avec sa raison ; le candidat peut contester, le formateur répond. Tout est gardé. "
    "<a href='/accord'>Voir l’accord critère par critère</a>.</p>"
)


class Panel:
    """The panel of one page: place it with `Panel(...)`, fill it from the page's own loading with `shown`."""

    def __init__(self, services: Services, subject: Callable[[gr.Request, Deed], Subject]) -> None:
        self._services = services
        self._subject = subject
        with gr.Column(visible=False, elem_classes=["carte", "avis-personnes"]) as self.box:
            markup(_INTRO)
            self.role = gr.Radio(
                [("Candidat", CANDIDATE), ("Formateur", TRAINER)],
                value=CANDIDATE,
                label="Vous parlez en tant que",
                elem_classes=["puces"],
                elem_id="role-avis",
            )
            self.criterion = gr.Dropdown([], label="Critère", interactive=True, filterable=False)
            self.level = gr.Radio(
                [*_LEVELS, ("Sans objet", _NO_LEVEL)],
                label="Mon niveau",
                visible=False,
                elem_classes=["puces"],
            )
            self.blind = gr.Checkbox(
                label="À l’aveugle : le niveau du coach n’était pas à l’écran",
                value=False,
                visible=False,
                interactive=False,
            )
            self.reason = gr.Textbox(label="Ma raison", lines=2, max_length=MAX_REASON, elem_id="raison-avis")
            with gr.Row(elem_classes=["actions"]):
                self.contest = gr.Button("Contester ce niveau", scale=0, min_width=200)
                self.give = gr.Button(
                    "Garder mon niveau", variant="primary", visible=False, scale=0, min_width=200
                )
                self.answer = gr.Button("Répondre au candidat", visible=False, scale=0, min_width=200)
            self.problem = markup()
            self.thread = markup()
        self._wire()

    @property
    def outputs(self) -> list[Any]:
        """What `shown` fills."""
        return [self.box, self.role, *self._sides, self.criterion, self.thread]

    @property
    def _sides(self) -> list[Any]:
        return [self.level, self.blind, self.contest, self.give, self.answer]

    def shown(
        self, assessment: Mapping[str, Any], subject: Subject, who: Viewer, *, blind: bool = False
    ) -> dict[Any, Any]:
        """The panel for a scored interview or sample; `blind` when the page hides the coach's levels.

        Where people have accounts, the side they speak from is that of their workspace.
        """
        choices = [(f"{c['id']} · {c['title']}", c["id"]) for c in assessment["criteria"]]
        given = said(self._services, subject)
        role = TRAINER if blind or not who.is_candidate else CANDIDATE
        return {
            self.box: gr.update(visible=True),
            self.role: gr.update(value=role, interactive=not blind, visible=who.local),
            **dict(zip(self._sides, _sides(role), strict=True)),
            self.blind: gr.update(value=blind, visible=blind),
            self.criterion: gr.update(choices=choices, value=choices[0][1]),
            self.thread: told(given, assessment, blind=blind),
        }

    def _wire(self) -> None:
        def keep(kind: Kind) -> Callable[..., tuple[Any, ...]]:
            def kept(
                criterion: str, level: int | None, blind: bool, reason: str, request: gr.Request
            ) -> tuple[Any, ...]:
                who = viewer(request, self._services)
                try:
                    subject = self._subject(request, Deed.ACT if kind is Kind.CONTEST else Deed.REVIEW)
                    if kind is Kind.LEVEL and level is None:
                        return notice("info", "Choisissez d’abord un niveau"), gr.skip(), gr.skip()
                    given = None if level in (None, _NO_LEVEL) else int(level or 0)
                    say(
                        self._services, subject, criterion, kind, reason or "",
                        level=given if kind is Kind.LEVEL else None, blind=bool(blind),
                        author=None if who.local else who.id,
                    )  # fmt: skip
                except CoachError as exc:
                    return notice("attention", "Rien n’a été gardé", esc(exc.message)), gr.skip(), gr.skip()
                shown = told(
                    said(self._services, subject), scored(self._services, subject), blind=bool(blind)
                )
                return "", shown, ""

            return kept

        self.role.input(_sides, self.role, self._sides, **_LIMITS)
        for button, kind in (
            (self.give, Kind.LEVEL),
            (self.contest, Kind.CONTEST),
            (self.answer, Kind.ANSWER),
        ):
            button.click(
                keep(kind),
                [self.criterion, self.level, self.blind, self.reason],
                [self.problem, self.thread, self.reason],
                **_LIMITS,
            )


def _sides(role: str) -> tuple[Any, ...]:
    """Level, blind mark, contest, give, answer: what each role sees."""
    trainer = role == TRAINER
    shown = [gr.update(visible=v) for v in (trainer, False, not trainer, trainer, trainer)]
    return tuple(shown)


def told(found: Mapping[str, Thread], assessment: Mapping[str, Any], *, blind: bool = False) -> str:
    """Everything that was said, criterion by criterion; the coach's levels stay out of it when blind."""
    if not found:
        return "<p class='discret-texte'>Personne n’a encore donné son avis sur ces niveaux.</p>"
    titles = {c["id"]: f"{c['id']} · {c['title']}" for c in assessment["criteria"]}
    grid = assessment["grid"]
    blocks = "".join(
        _thread(titles.get(c, c), thread, hide=blind or criteria.advice_only(grid, c))
        for c, thread in sorted(found.items(), key=_order)
    )
    return f"<div class='pile serree'>{blocks}</div>"


def _order(item: tuple[str, Thread]) -> tuple[str, int]:
    letters = item[0].rstrip("0123456789")
    return letters, int(item[0][len(letters) :] or 0)


def _thread(title: str, thread: Thread, *, hide: bool) -> str:
    waiting = " <span class='pastille'>attend une réponse</span>" if thread.waiting else ""
    items = "".join(f"<li class='fait-appris'>{_opinion(o, hide=hide)}</li>" for o in thread.opinions)
    return f"<section class='fil'><h3>{esc(fr(title))}{waiting}</h3><ul class='faits'>{items}</ul></section>"


def _opinion(opinion: Opinion, *, hide: bool) -> str:
    reason = f"<p>{esc(fr(opinion.reason))}</p>" if opinion.reason else ""
    when = f"<span class='discret-texte'>{esc(moment(opinion.said_at))}</span>"
    if opinion.kind is Kind.CONTEST:
        return f"{icon('message-square')}<div><strong>Le candidat conteste</strong> {when}{reason}</div>"
    if opinion.kind is Kind.ANSWER:
        return f"{icon('message-square')}<div><strong>Le formateur répond</strong> {when}{reason}</div>"
    shown = (
        f"<span class='niveau'>{'' if opinion.level is None else marks(opinion.level)}"
        f"&nbsp;<span class='mot'>{criteria.WORDS[opinion.level]}</span></span>"
    )
    before = " <span class='pastille'>à l’aveugle</span>" if opinion.blind else ""
    coach = (
        ""
        if hide
        else f"<br><span class='discret-texte'>Le coach proposait : {criteria.WORDS[opinion.coach]}.</span>"
    )
    return f"{icon('circle-check')}<div><strong>Niveau du formateur</strong> {shown}{before} {when}{coach}{reason}</div>"


def for_report(found: Mapping[str, Thread]) -> dict[str, list[tuple[str, str]]]:
    """(who, what) of each criterion, for the documents."""
    names = {Kind.CONTEST: "Contestation du candidat", Kind.ANSWER: "Réponse du formateur"}
    return {
        criterion: [
            (
                names.get(o.kind, f"Niveau du formateur : {criteria.WORDS[o.level].lower()}"),
                o.reason or "sans autre raison",
            )
            for o in thread.opinions
        ]
        for criterion, thread in found.items()
    }


def blind_view(assessment: Mapping[str, Any]) -> str:
    """The grid without a level, for a trainer who scores first."""
    items = "".join(f"<li>{esc(fr(c['title']))}</li>" for c in assessment["criteria"])
    return (
        "<section class='carte'><h2>À l’aveugle</h2><p>Les niveaux du coach sont cachés : lisez l’échange, donnez les "
        f"vôtres, puis revenez à la page entière.</p><ol>{items}</ol></section>"
    )
