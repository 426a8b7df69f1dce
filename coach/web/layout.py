"""The frame of every page: header with the doors of the role, main column, help panel, footer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import gradio as gr

from coach.domain.people import ROLE_WORDS, Role, Viewer
from coach.web.components.markup import markup
from coach.web.forms import hidden
from coach.web.html import esc, fr, fr_html, icon

Door = tuple[str, str, str]
"""Address, words, icon."""
_TRAIN: Door = ("/entrainement", "S’entraîner", "message-square")
_LISTEN: Door = ("/ecoutes", "Écoutes", "headphones")
_KNOW: Door = ("/referentiel", "Référentiel", "book-open")
DOORS: dict[Role, tuple[Door, ...]] = {
    Role.CANDIDATE: (
        ("/", "Accueil", "house"),
        _TRAIN,
        _LISTEN,
        _KNOW,
        ("/seances", "Mes séances", "history"),
    ),
    Role.TRAINER: (("/formateur", "Mon groupe", "users"), _LISTEN, _TRAIN, _KNOW),
    Role.JURY: (("/jury", "Mes candidats", "users"), _KNOW),
    Role.ADMIN: (("/administration", "Administration", "settings-2"), _KNOW),
}
"""Five at most: a phone shows them at the bottom of the page. A door whose page is not there is not drawn."""


def header(current: str, who: Viewer, there: Collection[str], token: str = "") -> str:
    """Skip link, name of the product, doors of the role, then the person: name, workspaces, sign-out."""
    doors = "".join(
        f'<li><a href="{href}"{" aria-current=page" if href == current else ""}>{icon(name)}'
        f"<span>{esc(label)}</span></a></li>"
        for href, label, name in DOORS[who.role]
        if href in there
    )
    return (
        '<a class="evitement" href="#contenu">Aller au contenu</a>'
        '<header class="entete"><a class="enseigne" href="/"><span class="sceau" aria-hidden="true">M</span>'
        "<span>Coach <b>MERCD</b></span></a>"
        f'<nav aria-label="Pages"><ul>{doors}</ul></nav>'
        f'<div class="reglages-page">{_person(who, token)}'
        f'<button type="button" class="bascule" data-theme-toggle aria-label="Passer en clair ou en sombre">'
        f"{icon('moon')}</button></div></header>"
    )


def space(role: Role) -> str:
    """« Candidat »."""
    return ROLE_WORDS[role]


def switch(roles: Sequence[Role], current: Role, *, back: str = "", token: str = "") -> str:
    """A button a workspace; the page that opens is `back`, or where the workspace begins."""
    there = f'<input type="hidden" name="vers" value="{esc(back)}">' if back else ""
    buttons = "".join(
        f'<button type="submit" name="role" value="{role}" class="bouton discret"'
        f"{' aria-pressed=true' if role is current else ''}>{esc(space(role))}</button>"
        for role in roles
    )
    return f'<form method="post" action="/espace" class="espaces">{hidden(token)}{there}{buttons}</form>'


def _person(who: Viewer, token: str) -> str:
    """On a laptop: a look around the four workspaces. With accounts: one's own, and the way out."""
    roles = [role for role in Role if role in who.roles]
    title = "Voir les autres espaces" if who.local else "Vos espaces"
    spaces = f"<p>{title}</p>{switch(roles, who.role, token=token)}" if len(roles) > 1 else ""
    out = (
        ""
        if who.local
        else f'<form method="post" action="/deconnexion">{hidden(token)}<button type="submit" class="bouton discret">'
        f"{icon('log-out')}<span>Se déconnecter</span></button></form>"
        f'<form method="post" action="/deconnexion/partout">{hidden(token)}<button type="submit" class="lien">'
        "Fermer toutes mes connexions</button></form>"
    )
    name = space(who.role) if who.local else f"{who.name} · {space(who.role)}"
    return (
        f'<details class="personne"><summary>{icon("user")}<span>{esc(name)}</span></summary>'
        f'<div class="dedans">{spaces}{out}</div></details>'
    )


FOOTER = (
    '<footer class="pied"><p>Le coach propose, le formateur corrige, le jury seul décide. '
    '<a href="/transparence">Transparence</a> · <a href="/donnees-personnelles">Données personnelles</a> · '
    '<a href="/reseau">Ce qui est sorti de cette machine</a></p></footer>'
)


def help_panel(lines: Sequence[str]) -> str:
    """Five lines at most, folded."""
    items = "".join(f"<li>{esc(fr(line))}</li>" for line in lines)
    return f'<details class="aide"><summary>{icon("help-circle")}<span>Aide</span></summary><ul>{items}</ul></details>'


@contextmanager
def page(
    current: str, title: str, *, lead: str = "", help_lines: Sequence[str] = (), wide: bool = False
) -> Iterator[None]:
    """The frame; what is rendered inside goes to the main column."""
    # A page is built once for everybody: the guard writes the header of whoever asks for it in this place.
    markup(f"[[entete:{current}]]", elem_classes=["cadre-entete"])
    with gr.Column(elem_classes=["contenu", "large" if wide else "mesure"], elem_id="contenu"):
        heading = f"<h1>{esc(fr(title))}</h1>" if title else ""
        heading += f'<p class="chapo">{esc(fr(lead))}</p>' if lead else ""
        panel = help_panel(help_lines) if help_lines else ""
        if heading or panel:
            markup(f'<div class="titre-page">{heading}{panel}</div>')
        yield
    markup(FOOTER, elem_classes=["cadre-pied"])


def asked(request: gr.Request, name: str) -> str:
    """A value of the page's address (`?id=…`); an event carries the address of its page."""
    return str(request.query_params.get(name, ""))[:80]


def notice(kind: str, title: str, body: str = "") -> str:
    """A box: `info`, `attention`, `alerte` (safeguards only) or `vide` (an empty page that teaches)."""
    pictures = {
        "info": "info",
        "attention": "triangle-alert",
        "alerte": "shield-alert",
        "vide": "graduation-cap",
    }
    role = "alert" if kind == "alerte" else "note"
    text = f"<p>{fr_html(body)}</p>" if body else ""
    return (
        f'<div class="avis {esc(kind)}" role="{role}">{icon(pictures[kind])}'
        f"<div><strong>{esc(fr(title))}</strong>{text}</div></div>"
    )
