"""The frame of every page: header with the five doors, main column, help panel, footer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import gradio as gr

from coach.web.components.markup import markup
from coach.web.html import esc, icon

DOORS: tuple[tuple[str, str, str], ...] = (
    ("/", "Accueil", "house"),
    ("/entrainement", "S’entraîner", "message-square"),
    ("/ecoutes", "Écoutes", "headphones"),
    ("/referentiel", "Référentiel", "book-open"),
    ("/seances", "Mes séances", "history"),
)


def header(current: str) -> str:
    """Skip link, name of the product, doors."""
    doors = "".join(
        f'<li><a href="{href}"{" aria-current=page" if href == current else ""}>{icon(name)}'
        f"<span>{esc(label)}</span></a></li>"
        for href, label, name in DOORS
    )
    return (
        '<a class="evitement" href="#contenu">Aller au contenu</a>'
        '<header class="entete"><a class="enseigne" href="/"><span class="sceau" aria-hidden="true">M</span>'
        "<span>Coach <b>MERCD</b></span></a>"
        f'<nav aria-label="Pages"><ul>{doors}</ul></nav>'
        '<div class="reglages-page">'
        f'<button type="button" class="bascule" data-theme-toggle aria-label="Passer en clair ou en sombre">'
        f"{icon('moon')}</button></div></header>"
    )


FOOTER = (
    '<footer class="pied"><p>Tout reste sur cette machine. Le coach propose, le formateur corrige, '
    "le jury seul décide.</p></footer>"
)


def help_panel(lines: Sequence[str]) -> str:
    """Five lines at most, folded."""
    items = "".join(f"<li>{esc(line)}</li>" for line in lines)
    return f'<details class="aide"><summary>{icon("help-circle")}<span>Aide</span></summary><ul>{items}</ul></details>'


@contextmanager
def page(
    current: str, title: str, *, lead: str = "", help_lines: Sequence[str] = (), wide: bool = False
) -> Iterator[None]:
    """The frame; what is rendered inside goes to the main column."""
    markup(header(current), elem_classes=["cadre-entete"])
    with gr.Column(elem_classes=["contenu", "large" if wide else "mesure"], elem_id="contenu"):
        heading = f"<h1>{esc(title)}</h1>" if title else ""
        heading += f'<p class="chapo">{esc(lead)}</p>' if lead else ""
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
    text = f"<p>{body}</p>" if body else ""
    return (
        f'<div class="avis {esc(kind)}" role="{role}">{icon(pictures[kind])}'
        f"<div><strong>{esc(title)}</strong>{text}</div></div>"
    )
