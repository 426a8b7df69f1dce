"""What a briefing held, point by point, and the questions of the jury with what a good answer holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from coach.web.html import esc, fr, icon

_STATUS: Final[Mapping[str, tuple[str, str, str]]] = {
    "dit": ("su", "circle-check", "Dit"),
    "repondu": ("manque", "message-square", "Dit aux questions"),
    "manque": ("manque", "circle", "Pas dit"),
}


def held(debrief: Mapping[str, Any]) -> str:
    """Both lists."""
    points = debrief.get("facts", ())
    said = sum(p["status"] == "dit" for p in points)
    listed = "".join(_point(p) for p in points)
    html = (
        "<section class='carte'><h2>Ce que votre briefing a dit</h2>"
        f"<p class='discret-texte'>{said} point{'s' if said > 1 else ''} sur {len(points)}</p>"
        f"<ul class='faits'>{listed}</ul></section>"
    )
    asked = "".join(_question(q) for q in debrief.get("questions", ()))
    if asked:
        html += (
            f"<section class='carte'><h2>Les questions du jury</h2><ul class='faits'>{asked}</ul></section>"
        )
    return f"<div class='pile serree'>{html}</div>"


def _turn(turn: int) -> str:
    return f'<a class="vers-tour" href="#tour-{turn}" data-turn="{turn}">tour&nbsp;{turn}</a>'


def _point(point: Mapping[str, Any]) -> str:
    look, picture, word = _STATUS[point["status"]]
    detail = f"Au {_turn(point['turn'])}. " if point.get("turn") is not None else ""
    detail += f"À dire : {esc(fr(point['missed']))}" if point.get("missed") else ""
    return (
        f"<li class='fait-appris {look}'>{icon(picture)}<div><strong>{esc(fr(point['title']))}</strong> "
        f"<span class='pastille'>{word}</span><br><span class='discret-texte'>{detail}</span></div></li>"
    )


def _question(question: Mapping[str, Any]) -> str:
    answered = f"Votre réponse : {_turn(question['turn'])}. " if question.get("turn") is not None else ""
    return (
        f"<li class='fait-appris'>{icon('help-circle')}<div><strong>{esc(fr(question['text']))}</strong><br>"
        f"<span class='discret-texte'>{answered}Une bonne réponse : {esc(fr(question['expects']))}</span></div></li>"
    )
