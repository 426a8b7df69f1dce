"""Données personnelles: the officer's page, from the settings in force; printed, or taken away as a file."""

from __future__ import annotations

import gradio as gr

from coach.administration.data_protection import Section, register
from coach.web.components.administration import LIMITS
from coach.web.components.markup import markup
from coach.web.html import day, esc, fr, icon
from coach.web.layout import page
from coach.wiring import Services


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/donnees-personnelles",
        "Données personnelles",
        lead="Ce que ce service fait des données, tel qu’il est réglé aujourd’hui.",
        help_lines=(
            "Cette page est écrite d’après les réglages en vigueur : elle change avec eux.",
            "Elle se remet telle quelle au délégué à la protection des données.",
            "Pour exercer vos droits, écrivez au contact indiqué.",
        ),
        wide=True,
    ):
        shown = markup()
    gr.on(None, lambda: _page(services), None, shown, **LIMITS)


def _page(services: Services) -> str:
    found = register(services)
    parts = "".join(_section(section) for section in found.sections)
    return (
        "<div class='boutons'><button type='button' class='bouton discret' data-print>"
        f"{icon('printer')}<span>Imprimer</span></button>"
        "<a class='bouton discret' href='/donnees-personnelles.md' download>"
        f"{icon('download')}<span>Emporter (Markdown)</span></a></div>"
        f"<dl class='identite'><dt>Responsable du traitement</dt><dd>{esc(fr(found.controller))}</dd>"
        f"<dt>Contact</dt><dd>{esc(fr(found.contact))}</dd><dt>Établie le</dt><dd>{esc(day(found.made_on))}, d’après les "
        f"réglages en vigueur de Coach MERCD {esc(found.version)}</dd></dl>{parts}"
    )


def _section(section: Section) -> str:
    text = "".join(f"<p>{esc(fr(line))}</p>" for line in section.text)
    items = "".join(f"<li>{esc(fr(line))}</li>" for line in section.items)
    listed = f"<ul>{items}</ul>" if items else ""
    return f"<section class='carte dpo'><h2>{esc(fr(section.title))}</h2>{text}{listed}{_rows(section)}</section>"


def _rows(section: Section) -> str:
    """A table where there is room; a block a line on a phone, each cell with its heading."""
    if not section.rows:
        return ""
    top = "".join(f"<th scope='col'>{esc(fr(word))}</th>" for word in section.head)
    lines = "".join(
        "<tr>"
        + "".join(
            f"<td data-nom='{esc(fr(word))}'>{esc(fr(cell))}</td>"
            for word, cell in zip(section.head, row, strict=True)
        )
        + "</tr>"
        for row in section.rows
    )
    return (
        f"<table class='tableau empile'><caption class='hors-ecran'>{esc(fr(section.title))}</caption>"
        f"<thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
    )
