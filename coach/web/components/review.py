"""A piece of work under review: its words with the acts heard and the comments, its criteria with or without levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from coach.domain.acts import HARMFUL, LABELS, Act
from coach.domain.opinions import Thread, people_levels
from coach.training.pieces import Piece
from coach.web.components import criteria
from coach.web.components.criteria import WORDS
from coach.web.components.training import comment_blocks
from coach.web.components.transcript import Line, dialogue, marks_of
from coach.web.html import clock, day, esc, fr, icon, marks

if TYPE_CHECKING:
    from coach.store.training import Comment


def head(piece: Piece, panel: str) -> str:
    """Who, what, when; `panel` is the page's help."""
    facts = ", ".join([*piece.facts, day(piece.made_at.astimezone().date())])
    return (
        f"<div class='titre-page'><h1>{esc(piece.who)} · {esc(piece.title)}</h1>"
        f"<p class='chapo'>{esc(facts)}</p>{panel}</div>"
    )


def transcript(piece: Piece, comments: Sequence[Comment], *, blind: bool, own: str) -> str:
    """The words; acts and quotes are the coach's reading, which a blind review does without."""
    lines = [Line(one.number, one.who, one.text, lead=one.lead, start=one.start) for one in piece.lines]
    said = comment_blocks(comments, own=own)
    acts = {} if blind else piece.acts
    under = {
        number: f"{_acts(acts.get(number, ()))}{said.get(number, '')}{_call(number, piece)}"
        for number in {line.number for line in lines}
    }
    shown = dialogue(
        lines,
        () if blind else marks_of(piece.assessment),
        label=_label(piece),
        first=_first(piece),
        under=under,
    )
    return (
        "<section class='carte transcription-carte revue-texte' aria-label='Transcription'><h2>Ce qui s’est dit</h2>"
        f"<div class='defile-v' tabindex='0' role='group' aria-label='Tours de parole'>{shown}</div></section>"
    )


def place(piece: Piece, number: int) -> str:
    """What an exchange is called: « tour 4 », « 2:07 »."""
    start = next((line.start for line in piece.lines if line.number == number), None)
    return clock(start) if start is not None else f"{_label(piece).lower()}\u00a0{number + _first(piece)}"


def grid(piece: Piece, said: Mapping[str, Thread], current: str, *, blind: bool) -> str:
    """The criteria, the current one open."""
    given = people_levels(said)
    left = sum(c["id"] not in given for c in piece.assessment["criteria"])
    count = len(piece.assessment["criteria"])
    state = (
        f"Il reste {left} critère{'s' if left > 1 else ''} sur {count}."
        if left
        else "Tous les critères ont votre niveau."
    )
    if blind:
        rows = "".join(_blind_row(c, given, is_open=c["id"] == current) for c in piece.assessment["criteria"])
    else:
        rows = criteria.rows(
            piece.assessment, lambda turn: (piece.number(turn), place(piece, piece.number(turn))),
            first=current, people=given,
        )  # fmt: skip
    waiting = [c for c, thread in said.items() if thread.waiting]
    contests = "".join(_contest(piece, c, said[c]) for c in waiting)
    return f"<div><p class='discret-texte'>{state}</p>{contests}<section class='revue-criteres'>{rows}</section></div>"


def next_criterion(piece: Piece, said: Mapping[str, Thread], current: str) -> str:
    """The one to go to: the next without a level of the trainer, else the next of all."""
    order: list[str] = [c["id"] for c in piece.assessment["criteria"]]
    at = order.index(current) + 1 if current in order else 0
    turned = [*order[at:], *order[:at]]
    given = people_levels(said)
    return next((c for c in turned if c not in given), turned[0])


def _acts(acts: Sequence[str]) -> str:
    """Acts heard in an exchange, as pills; what hurts says so in words too."""
    if not acts:
        return ""
    pills = "".join(_act(Act(act)) for act in acts if act in LABELS)
    return f"<p class='actes'><span class='hors-ecran'>Actes relevés : </span>{pills}</p>"


def _act(act: Act) -> str:
    harmful = act in HARMFUL
    picture = icon("triangle-alert") if harmful else ""
    return f"<span class='pastille{' nuit' if harmful else ''}'>{picture}{esc(LABELS[act])}</span>"


def _call(number: int, piece: Piece) -> str:
    return (
        f"<p class='appel-commentaire'><button type='button' class='lien' data-commenter='{number}'>"
        f"Commenter<span class='hors-ecran'> {esc(place(piece, number))}</span></button></p>"
    )


def _blind_row(criterion: Mapping[str, Any], given: Mapping[str, int | None], *, is_open: bool) -> str:
    mine = ""
    if criterion["id"] in given:
        level = given[criterion["id"]]
        mine = f"{'' if level is None else marks(level)}<span class='mot'>{WORDS[level]}</span>"
    return (
        f"<details class='critere' data-critere='{esc(criterion['id'])}'{' open' if is_open else ''}><summary>"
        f"<span class='intitule'>{esc(fr(criterion['title']))}</span><span class='niveau'>{mine}</span>"
        f"{icon('chevron-down')}</summary><div class='dedans'><p>Lisez l’échange, puis donnez votre niveau. Celui du "
        "coach reste caché.</p></div></details>"
    )


def _contest(piece: Piece, criterion: str, thread: Thread) -> str:
    reason = thread.contest.reason if thread.contest is not None else ""
    title = next((c["title"] for c in piece.assessment["criteria"] if c["id"] == criterion), criterion)
    return (
        f"<div class='avis attention' role='note'>{icon('message-square')}<div><strong>{esc(piece.who)} conteste "
        f"{esc(criterion)} · {esc(fr(title))}</strong><p>{esc(fr(reason))}</p><p class='discret-texte'>Écrivez votre "
        "raison, puis «&nbsp;Répondre au candidat&nbsp;».</p></div></div>"
    )


def _label(piece: Piece) -> str:
    return "Tour" if piece.subject.session_id else "Message"


def _first(piece: Piece) -> int:
    return 0 if piece.subject.session_id else 1
