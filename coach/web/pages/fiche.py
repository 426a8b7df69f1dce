"""Fiche: one subject whole, with its sources and dates, each section under an address of its own; or all of them.

A document that was added is read here too, a window of passages at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import gradio as gr

from coach.errors import CoachError
from coach.knowledge.passages import Origin, Passage, Period, Source
from coach.web.components.markup import markup
from coach.web.components.referential import (
    ALL,
    DOMAINS,
    anchor,
    body,
    competence_choices,
    domain_choices,
    fiche_href,
    menu,
    official,
    passage_href,
    validity,
)
from coach.web.html import day, esc, fr, icon, link
from coach.web.layout import asked, notice, page
from coach.wiring import Services

WINDOW: Final = 30
"""Passages of a document shown at a time; a fiche is always whole."""
_CONTENTS_FROM: Final = 3
"""Sections from which a list of them helps."""


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page("/referentiel", ""):
        nav = markup(menu("/fiche"))
        content = markup('<p class="discret-texte">La fiche s’ouvre…</p>', elem_id="fiche")
        with gr.Row(visible=False, elem_classes=["filtres"]) as filters:
            domain = gr.Dropdown(
                domain_choices(), value=ALL, label="Domaine", filterable=False, min_width=230
            )
            competence = gr.Dropdown(
                competence_choices(services.referential),
                value=ALL,
                label="Compétence",
                filterable=False,
                min_width=230,
            )
        listing = markup()

    def load(request: gr.Request) -> dict[Any, Any]:
        wanted = asked(request, "id")
        try:
            if not wanted:
                chosen = _known(asked(request, "competence"), competence_choices(services.referential))
                field = _known(asked(request, "domaine"), domain_choices())
                return {
                    content: _HEADING,
                    filters: gr.update(visible=True),
                    domain: gr.update(value=field),
                    competence: gr.update(value=chosen),
                    listing: catalogue(services.knowledge.list(), field, chosen),
                }
            passages = services.knowledge.passages(wanted)
            titles = {source.id: source.title for source in services.knowledge.list()}
        except CoachError as exc:
            failed = notice("attention", "La fiche ne s’ouvre pas", esc(exc.message))
            return {content: f"<h1>Fiche</h1>{failed}"}
        if not passages:
            return {nav: menu(""), content: _unknown()}
        return {
            nav: menu(""),
            content: sheet(passages, titles, asked(request, "passage"), services.referential.title.sigle),
        }

    def choose(field: str | None, chosen: str | None) -> str:
        try:
            return catalogue(services.knowledge.list(), field or ALL, chosen or ALL)
        except CoachError as exc:
            return notice("attention", "La liste ne s’ouvre pas", esc(exc.message))

    limits: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
    gr.on(None, load, None, [nav, content, filters, domain, competence, listing], **limits)
    for choice in (domain, competence):
        choice.input(choose, [domain, competence], listing, **limits)


_HEADING: Final = (
    "<h1>Toutes les fiches</h1><p class='chapo'>Chaque fiche tient sur un sujet : la réponse d’abord, puis le détail, "
    "avec ses sources et ses dates.</p>"
)


def catalogue(sources: Sequence[Source], field: str, competence: str) -> str:
    """Fiches that the filter leaves, by domain, then the documents that were added."""
    kept = [
        s
        for s in sources
        if s.kind == "fiche"
        and (field == ALL or s.domain == field)
        and (competence == ALL or competence in s.competences)
    ]
    documents = [s for s in sources if s.kind == "document"] if field == competence == ALL else []
    if not kept and not documents:
        return notice(
            "vide", "Aucune fiche ne réunit ce domaine et cette compétence", "Élargissez l’un des deux."
        )
    count = f"<p class='discret-texte' role='status'>{len(kept)} fiche{'s' if len(kept) > 1 else ''}.</p>"
    groups = "".join(
        _group(label, [s for s in kept if s.domain == name])
        for name, label in DOMAINS.items()
        if any(s.domain == name for s in kept)
    )
    added = _group("Documents ajoutés", documents) if documents else ""
    return f"<div class='pile serree'>{count}{groups}{added}</div>"


def sheet(passages: Sequence[Passage], titles: dict[str, str], wanted: str, sigle: str) -> str:
    """The whole page of one source, its passage `wanted` (a slug or its beginning) in sight."""
    first, on = passages[0], date.today()
    window, around = _window(passages, wanted)
    periods = {p.in_force for p in passages}
    shared = next(iter(periods)) if len(periods) == 1 else None
    sections = "".join(_section(p, on, shared is None) for p in window)
    return (
        f"<article class='fiche'><h1>{esc(fr(first.source_title))}</h1>{_identity(first, sigle)}"
        f"{_standing(first, shared, titles, on)}{_contents(window)}{around}{sections}{around}{_sources(first)}</article>"
    )


def _identity(first: Passage, sigle: str) -> str:
    """Domain and competences, each a way to its neighbours."""
    if first.kind == "document":
        return "<p class='pastilles'><span class='pastille'>Document ajouté</span></p>"
    domain = first.domain or ""
    links = [link(f"/fiche?domaine={domain}", DOMAINS.get(domain, domain), kind="pastille")]
    links += [link(f"/fiche?competence={c}", c, kind="pastille") for c in first.competences]
    label = f"Domaine et compétences du {sigle}"
    return f"<div class='pastilles' role='group' aria-label='{esc(label)}'>{''.join(links)}</div>"


def _standing(first: Passage, shared: Period | None, titles: dict[str, str], on: date) -> str:
    """Dates in force, what changed, what it replaces or is replaced by, what is still to be checked."""
    lines: list[str] = []
    if shared is not None and (words := validity(shared, on)):
        lines.append(f"<p>{esc(words)}.</p>")
    if first.replaced_by:
        lines.append(f"<p>Remplacée par {_linked(first.replaced_by, titles)}.</p>")
    if first.replaces:
        lines.append(f"<p>Remplace {_linked(first.replaces, titles)}.</p>")
    if first.checked_on:
        lines.append(f"<p class='discret-texte'>Vérifiée le {esc(day(first.checked_on))}.</p>")
    changes = sorted(first.changes, key=lambda c: c.day, reverse=True)
    items = "".join(f"<li>{_moved(c.day, on)} : {esc(fr(c.what))}</li>" for c in changes)
    changed = (
        f'<div class="avis attention" role="note">{icon("history")}<div><ul>{items}</ul></div></div>'
        if items
        else ""
    )
    doubt = (
        notice(
            "attention",
            "Un point reste à vérifier",
            "Cette fiche n’a pas pu être confrontée mot à mot au texte officiel : lisez-le avant de vous en servir.",
        )
        if first.confidence == "a_verifier"
        else ""
    )
    return "".join(lines) + changed + doubt


def _moved(when: date, on: date) -> str:
    return f"{'Changera' if when > on else 'Changé'} le {esc(day(when))}"


def _linked(source_id: str, titles: dict[str, str]) -> str:
    if source_id not in titles:
        return f"« {esc(source_id)} »"
    return f"« {link(fiche_href(source_id), fr(titles[source_id]))} »"


def _contents(window: Sequence[Passage]) -> str:
    if len(window) < _CONTENTS_FROM:
        return ""
    items = "".join(f'<li><a href="#{anchor(_slug(p))}">{esc(fr(p.title))}</a></li>' for p in window)
    return f"<nav class='sommaire' aria-label='Dans cette fiche'><ul>{items}</ul></nav>"


def _section(passage: Passage, on: date, dated: bool) -> str:
    words = validity(passage.in_force, on) if dated else ""
    off = not passage.in_force.holds_on(on)
    when = (
        f"<p class='{'pastille perimee' if off else 'discret-texte'}'>{esc(words)}{'' if off else '.'}</p>"
        if words
        else ""
    )
    # A document's passages each have their own article or page; a fiche's share their sources, told once.
    where = (
        f"<p class='discret-texte'>{esc(fr(passage.locator))}</p>"
        if passage.kind == "document" and passage.locator != passage.title
        else ""
    )
    title = esc(fr(passage.title or passage.source_title))
    return (
        f'<section id="{anchor(_slug(passage))}" class="section-fiche" tabindex="-1"><h2>{title}</h2>'
        f"{where}{when}{body(passage.text)}</section>"
    )


def _sources(first: Passage) -> str:
    """Official texts behind the fiche, told once."""
    origins = first.origins or (Origin(first.source_title, first.locator, first.url),)
    items = "".join(
        f"<li>{esc(fr(o.name))}{esc(fr(f', {o.locator}')) if o.locator else ''}"
        f"{f' · {official(o.url)}' if official(o.url) else ''}</li>"
        for o in origins
    )
    return f"<section class='section-fiche'><h2>Sources</h2><ul>{items}</ul></section>"


def _window(passages: Sequence[Passage], wanted: str) -> tuple[Sequence[Passage], str]:
    """The passages to show, and links to those before and after."""
    if passages[0].kind == "fiche" or len(passages) <= WINDOW:
        return passages, ""
    exact = [i for i, p in enumerate(passages) if _slug(p) == wanted]
    near = [i for i, p in enumerate(passages) if wanted and _slug(p).startswith(wanted)]
    at = (exact or near or [0])[0]
    start = max(0, min(at - WINDOW // 3, len(passages) - WINDOW))
    end = start + WINDOW
    parts = [f"<span>Passages {start + 1} à {end} sur {len(passages)}</span>"]
    if start:
        parts.insert(
            0, link(passage_href(passages[max(0, start - WINDOW)].id), "Avant", icon_name="arrow-left")
        )
    if end < len(passages):
        parts.append(link(passage_href(passages[end].id), "Après", icon_name="arrow-right"))
    return passages[start:end], f"<p class='suite-document'>{' '.join(parts)}</p>"


def _group(label: str, sources: Sequence[Source]) -> str:
    items = "".join(f"<li>{link(fiche_href(s.id), fr(s.title))}</li>" for s in sources)
    return f"<section class='carte'><h2>{esc(label)}</h2><ul class='liste-fiches'>{items}</ul></section>"


def _known(value: str, choices: Sequence[tuple[str, str]]) -> str:
    return value if any(value == known for _, known in choices) else ALL


def _slug(passage: Passage) -> str:
    return passage.id.partition("#")[2]


def _unknown() -> str:
    way = link("/fiche", "Voir toutes les fiches", kind="bouton")
    return "<h1>Fiche introuvable</h1>" + notice(
        "attention", "Aucune fiche ne porte ce nom, ou elle a été retirée", way
    )
