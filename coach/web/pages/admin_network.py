"""Réseau: what left this machine, place by place and call by call, or the proof that nothing did.

An administrator sees all of it; anybody else sees what left for them.
"""

from __future__ import annotations

import gradio as gr

from coach.administration.data_protection import recipients
from coach.domain.people import Role, Viewer
from coach.domain.words import agree
from coach.outgoing import KIND_WORDS
from coach.store.network import NetworkCall
from coach.web.components.administration import HOME, LIMITS, menu, number, person_name, size, table
from coach.web.components.markup import markup
from coach.web.html import esc, fr, moment
from coach.web.layout import asked, notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

_SHOWN = 300


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        HOME,
        "Ce qui est sorti de cette machine",
        lead="Chaque appel est noté avant de partir : vers où, pour quoi, combien. Jamais ce qu’il dit.",
        help_lines=(
            "Un appel qui ne peut pas être noté ne part pas.",
            "Ce qui va à un serveur de cette machine est compté à part : rien n’en sort.",
            "Un candidat voit ici ce qui est parti pour lui ; l’administrateur voit tout.",
            "Le navigateur, lui, ne peut rien charger d’un autre site : la politique de contenu l’interdit.",
        ),
        wide=True,
    ):
        top = markup()
        shown = markup()

    def load(request: gr.Request) -> tuple[str, str]:
        who = viewer(request, services)
        everything = who.local or who.role is Role.ADMIN
        session = asked(request, "entretien") or None
        calls = services.outbox.list(session=session, owner=None if everything else who.id, limit=_SHOWN)
        return menu("/reseau") if who.role is Role.ADMIN else "", _page(
            services, who, calls, session, everything
        )

    gr.on(None, load, None, [top, shown], **LIMITS)


def _page(
    services: Services, who: Viewer, calls: list[NetworkCall], session: str | None, everything: bool
) -> str:
    outside = [c for c in calls if not c.local]
    scope = "pour cet entretien" if session else ("" if everything else "pour vous")
    if outside:
        sent = sum(c.sent for c in outside)
        verb = "ont" if len(outside) > 1 else "a"
        proof = notice(
            "attention",
            agree(f"{len(outside)} appel(s) {scope} {verb} quitté cette machine").replace("  ", " "),
            f"{size(sent)} envoyés. Le détail est ci-dessous.",
        )
    else:
        inside = len(calls)
        more = agree(f" {inside} appel(s) à un serveur de cette machine.") if inside else ""
        proof = notice(
            "info",
            f"Rien n’est sorti {scope}".strip(),
            f"Aucun appel vers une autre machine n’est noté.{more}",
        )
    parts = [proof]
    if everything and not session:
        parts.append(_destinations(services))
    if calls:
        parts.append(_calls(services, calls, everything))
    if everything and not session:
        parts.append(_could(services))
    return f"<div class='pile serree'>{''.join(parts)}</div>"


def _destinations(services: Services) -> str:
    places = services.outbox.destinations()
    if not places:
        return ""
    rows = [
        (
            esc(p.host),
            "cette machine" if p.local else "<b>autre machine</b>",
            esc(fr(KIND_WORDS.get(p.kind, p.kind))),
            number(p.calls),
            size(p.sent),
            f"<time>{esc(moment(p.last))}</time>",
        )
        for p in places
    ]
    head = ("Serveur", "Où", "Pour quoi", "Appels", "Envoyé", "Dernier")
    return (
        "<section class='carte'><h2>Par destination</h2>"
        f"{table('Par destination', head, rows, numbers='...nn.')}</section>"
    )


def _calls(services: Services, calls: list[NetworkCall], everything: bool) -> str:
    names = {c.owner: person_name(services, c.owner) for c in calls if c.owner}
    rows = [
        (
            f"<time>{esc(moment(c.at))}</time>",
            esc(c.host) + ("" if c.local else " <span class='pastille'>dehors</span>"),
            esc(fr(KIND_WORDS.get(c.kind, c.kind))),
            size(c.sent),
            size(int(c.facts.get("recus", 0))),
            esc(c.status),
            esc(names.get(c.owner or "", "—")) if everything else _session(c),
        )
        for c in calls
    ]
    head = (
        "Quand",
        "Serveur",
        "Pour quoi",
        "Envoyé",
        "Reçu",
        "Issue",
        "Pour qui" if everything else "Entretien",
    )
    more = f" Les {_SHOWN} derniers." if len(calls) == _SHOWN else ""
    return (
        "<section class='carte'><h2>Appel par appel</h2>"
        f"<p class='discret-texte'>Du plus récent au plus ancien.{more}</p>"
        f"{table('Appel par appel', head, rows, numbers='...nn..')}</section>"
    )


def _session(call: NetworkCall) -> str:
    return f"<a href='/bilan?id={esc(call.session)}'>ouvrir</a>" if call.session else "—"


def _could(services: Services) -> str:
    rows = [tuple(esc(fr(cell)) for cell in row) for row in recipients(services.in_force)]
    if not rows:
        return (
            "<section class='carte'><h2>Ce qui pourrait sortir</h2><p>Aucun moteur distant, aucune base distante, aucun "
            "collecteur n’est réglé : il n’y a pas de destination possible, hormis un texte officiel que vous "
            "demanderiez (« coach knowledge fetch »).</p></section>"
        )
    return (
        "<section class='carte'><h2>Ce qui peut partir, d’après les réglages</h2>"
        + table("Destinations réglées", ("Destinataire", "Ce qu’il reçoit", "Où"), rows)
        + "</section>"
    )
