"""What a rehearsal before the jury gives back: per question, what the answer held and what it did not; no verdict."""

from __future__ import annotations

from coach.domain.jury_bank import Surround
from coach.domain.rehearsal import Exchange, Phase, in_answer
from coach.jury.rehearsals import Open, surround
from coach.web.components.jury import fr
from coach.web.html import clock, esc, icon, minutes
from coach.wiring import Services

_PHASES = {Phase.EXCHANGE: "Échange avec le jury", Phase.FINAL: "Entretien final"}


def feedback_html(services: Services, opened: Open) -> str:
    """The whole feedback."""
    held = opened.rehearsal
    html = _times(opened)
    for phase, title in _PHASES.items():
        asked = [exchange for at, exchange in held.done if at is phase]
        if asked:
            html += f"<h2>{title}</h2>" + "".join(
                _exchange(number, exchange, surround(services, exchange))
                for number, exchange in enumerate(asked, 1)
            )
    if held.session:
        html += (
            "<section class='carte'><h2>Devant le jury silencieux</h2><p>Votre prise de parole a son propre bilan, "
            f"point par point.</p><p><a class='bouton discret' href='/bilan?id={esc(held.session)}'>"
            f"{icon('chart-line')}<span>Voir le bilan</span></a></p></section>"
        )
    return f"<div class='pile retour-repetition'>{html}</div>"


def _times(opened: Open) -> str:
    held = opened.rehearsal
    by_competence: dict[str, float] = {}
    for phase, exchange in held.done:
        if phase is Phase.EXCHANGE:
            key = exchange.planned.competence
            by_competence[key] = by_competence.get(key, 0.0) + exchange.seconds
    rows = "".join(
        f"<li><b>{esc(c)}</b> {minutes(seconds)}</li>" for c, seconds in by_competence.items() if c
    )
    asked = sum(bool(e.answers) for _, e in held.done)
    share = f"<p>Temps par compétence :</p><ul class='temps-cp'>{rows}</ul>" if rows else ""
    return (
        f"<section class='carte'><h2>Votre passage</h2><p>{asked} question{'s' if asked > 1 else ''} traitée"
        f"{'s' if asked > 1 else ''}. Pour chacune, ce que votre réponse contenait, avec vos mots, et "
        "ce qu’un jury y "
        "aurait aussi cherché. Les passages sont retrouvés d’après des mots-repères : une idée dite autrement peut "
        "échapper. Aucun niveau n’est donné ici : le jury seul évalue.</p>"
        f"{share}</section>"
    )


def _exchange(number: int, exchange: Exchange, asked: Surround) -> str:
    planned = exchange.planned
    quote = (
        f"<blockquote>« {esc(planned.quote.strip('«» '))} » <span "
        f"class='discret-texte'>{esc(planned.source)}</span></blockquote>"
        if planned.quote
        else ""
    )
    head = f"<article class='carte question-repetee'><h3>{number}. {esc(fr(planned.ask))}</h3>{quote}"
    if not exchange.answers:
        body = (
            "<p class='manque-jury'><b>Pas de réponse.</b> Le temps s’est achevé, ou vous êtes passé "
            "à la suite.</p>"
        )
    else:
        said = "".join(f"<p class='tour-texte moi'>{esc(text)}</p>" for text in exchange.answers)
        more = (
            f"<p class='discret-texte'>Relance du jury : {esc(fr(exchange.more))}</p>"
            if exchange.more
            else ""
        )
        body = f"<details><summary>Votre réponse ({clock(exchange.seconds)})</summary>{said}{more}</details>"
    points = "".join(
        f"<li class='fait-appris {'su' if found else 'manque'}'>{icon('circle-check' if found else 'circle')}<div>"
        f"<strong>{esc(fr(point.says))}</strong> <span "
        f"class='pastille'>{'Dans votre réponse' if found else 'Non relevé'}</span>"
        + (f"<blockquote>« {esc(found)} »</blockquote>" if found else "")
        + "</div></li>"
        for point, found in in_answer(exchange, asked)
    )
    return (
        f"{head}{body}<ul class='faits'>{points}</ul><p><b>Pourquoi cette question.</b> {esc(fr(asked.why))}</p>"
        f"<p class='renvoi'>{icon('book-open')}<span>{esc(fr(planned.ref))}</span></p></article>"
    )
