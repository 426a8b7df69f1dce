"""What passes between a trainer and a candidate: comments, messages, work asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from coach.domain.assignments import Progress, Task
from coach.web.html import day, esc, fr, icon, link, moment, paragraphs

if TYPE_CHECKING:
    from coach.domain.assignments import Assignment
    from coach.store.training import Comment, Message

_STATES: Final[Mapping[Progress, str]] = {
    Progress.DONE: "Fait",
    Progress.TODO: "À faire",
    Progress.LATE: "En retard",
    Progress.CLOSED: "Clos",
}


def comment_blocks(comments: Sequence[Comment], *, own: str = "") -> dict[int, str]:
    """Comments under each exchange, by its number; `own` is the author who may take theirs back."""
    found: dict[int, str] = {}
    for comment in comments:
        if comment.turn is not None:
            found[comment.turn] = found.get(comment.turn, "") + _comment(comment, own)
    return found


def general_comments(comments: Sequence[Comment], *, own: str = "") -> str:
    """What was said of the whole."""
    return "".join(_comment(comment, own) for comment in comments if comment.turn is None)


def received(comments: Sequence[Comment]) -> str:
    """What a trainer said of an interview, for its bilan: the whole first, then a link to each turn."""
    if not comments:
        return ""
    turns = sorted({c.turn for c in comments if c.turn is not None})
    links = ", ".join(
        f"<a class='vers-tour' href='#tour-{turn}' data-turn='{turn}'>tour {turn}</a>" for turn in turns
    )
    on = f"<p>Commenté dans l’échange : {links}.</p>" if turns else ""
    return (
        f"<section class='carte' id='commentaires'><h2>Votre formateur a relu cet entretien</h2>"
        f"{general_comments(comments)}{on}</section>"
    )


def _comment(comment: Comment, own: str) -> str:
    back = (
        f" <button type='button' class='lien' data-retirer='{comment.id}'>Retirer</button>"
        if own and comment.author == own
        else ""
    )
    said = f"<span class='discret-texte'>{esc(moment(comment.created_at))}</span>{back}{paragraphs(comment.text)}"
    return (
        f"<div class='commentaire'>{icon('message-square')}<div>"
        f"<strong>{esc(_trainer(comment.author_name))}</strong> {said}</div></div>"
    )


def thread(messages: Sequence[Message], *, candidate: str, mine: bool) -> str:
    """A whole thread, oldest first; `mine` when the candidate reads it."""
    items = "".join(
        f"<li class='message {'moi' if m.from_candidate is mine else ''}'><p class='nom'>"
        f"<strong>{esc(_from(m, candidate, mine))}</strong> "
        f"<span class='discret-texte'>{esc(moment(m.created_at))}</span></p>{paragraphs(m.text)}</li>"
        for m in messages
    )
    return f"<ol class='messages'>{items}</ol>" if items else ""


def tasks(found: Sequence[Task], title: Callable[[Assignment], str], *, for_candidate: bool = True) -> str:
    """Work asked for: what, by when, where it is; each one that can be begun has its way in."""
    if not found:
        return ""
    items = "".join(_task(one, title(one.assignment), for_candidate=for_candidate) for one in found)
    return f"<ul class='travaux'>{items}</ul>"


def _task(one: Task, title: str, *, for_candidate: bool) -> str:
    asked = one.assignment
    state = _STATES[one.progress]
    way = (
        link(*start(asked), kind="bouton discret")
        if for_candidate and one.is_waited_for and start(asked)[0]
        else ""
    )
    proof = ""
    if one.done is not None:
        proof = f", le {esc(day(one.done.at.astimezone().date(), year=False))}"
    words = (
        f"<p class='discret-texte'>{esc(fr(asked.text))}</p>" if asked.text and asked.text != title else ""
    )
    late = " presse" if one.progress is Progress.LATE else ""
    due = esc(day(asked.due_on, weekday=True, year=False))
    picture = icon("circle-check" if one.done else "calendar")
    return (
        f"<li class='travail{late}'>{picture}<div><strong>{esc(fr(title))}</strong>"
        f"<p>Demandé pour le {due} · <b>{state}</b>{proof}</p>{words}</div>{way}</li>"
    )


def start(asked: Assignment) -> tuple[str, str]:
    """Where a candidate begins it, and what the button says; nowhere for what is only told."""
    match asked.kind.value:
        case "entretien":
            return (f"/dossier?s={asked.target}" if asked.target else "/entrainement"), "Commencer"
        case "echantillon":
            return "/ecoutes", "Déposer"
        case "fiche":
            return f"/fiche?id={asked.target}", "Lire"
    return "", ""


def _from(message: Message, candidate: str, mine: bool) -> str:
    if message.from_candidate:
        return "Vous" if mine else candidate
    return _trainer(message.author_name) if mine else message.author_name


def _trainer(name: str) -> str:
    """On a laptop the trainer is the same person, who is called « Vous »."""
    return "Votre formateur" if name == "Vous" else name
