"""Helper for the dossier professionnel: what could prove a competence, what is missing; the candidate writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from coach import access
from coach.domain.jury import Evidence, by_target
from coach.domain.people import Viewer
from coach.domain.referential import Competence
from coach.errors import InputError
from coach.jury.evidence import named, of_sessions
from coach.reports.document import Block, Report, Section, Text
from coach.reports.typography import day, fr
from coach.store.jury import DossierItem
from coach.wiring import Services

GUIDES: Final[dict[str, str]] = {
    "contexte": "Où, quand, avec quelle équipe, et quel était le problème ?",
    "fait": "Qu’avez-vous fait vous-même, dans l’ordre ? Écrivez « je ».",
    "moyens": "Avec quels outils, quels documents, quelles règles à respecter ?",
    "avec": "Avec qui, et qui décidait quoi ?",
    "resultat": "Quel résultat, mesuré comment : un chiffre avant, un chiffre après ?",
    "retiens": "Qu’en retenez-vous, et que feriez-vous autrement ?",
}
ESSENTIAL: Final = ("contexte", "fait", "resultat")
"""Guides without which an example proves nothing."""
MAX_TEXT: Final = 6000
_SHORT: Final = {
    "contexte": "contexte",
    "fait": "ce que vous avez fait vous-même",
    "resultat": "résultat mesuré",
}


@dataclass(frozen=True, slots=True)
class Source:
    """An own interview that could prove a competence."""

    session_id: str
    name: str
    held_on: date
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompetencePage:
    """One competence: what could prove it, what is written, what is missing."""

    competence: Competence
    look: tuple[tuple[str, str], ...]
    """(criterion, what a jury looks for)."""
    sources: tuple[Source, ...]
    samples: int
    items: tuple[DossierItem, ...]
    missing: tuple[str, ...]


def pages(services: Services, viewer: Viewer) -> tuple[CompetencePage, ...]:
    """Every professional competence, in the order of the title.

    Raises:
        NotFound: a workspace without own work.
    """
    owner = access.own(viewer)
    items = services.preparation.items(owner)
    sessions = {s.id: s for s in services.sessions.list(owner) if s.ended_at is not None}
    found: dict[str, list[tuple[str, Evidence]]] = {}
    for session_id in sessions:
        for target, evidence in by_target(of_sessions(services, owner, [session_id]).evidence).items():
            found.setdefault(target.partition(".")[0], []).extend((session_id, e) for e in evidence)
    samples = len(services.samples.list(owner))
    made = []
    for competence in services.referential.competences:
        if competence.kind != "professionnelle":
            continue
        quotes: dict[str, list[str]] = {}
        for session_id, evidence_item in found.get(competence.id, []):
            if evidence_item.quote not in quotes.setdefault(session_id, []):
                quotes[session_id].append(evidence_item.quote)
        sources = tuple(
            Source(
                session_id,
                named(services.library.get(sessions[session_id].scenario_id)),
                sessions[session_id].created_at.astimezone().date(),
                tuple(said[:2]),
            )
            for session_id, said in quotes.items()
        )
        mine = tuple(item for item in items if item.competence == competence.id)
        look = tuple((c.title, services.jury_bank.of(c.id).look) for c in competence.criteria)
        count = samples if competence.id in ("CP2", "CP5") else 0
        made.append(CompetencePage(competence, look, sources, count, mine, _missing(mine)))
    return tuple(made)


def add(services: Services, viewer: Viewer, competence: str, session_id: str | None = None) -> int:
    """A new example to write about; returns its id.

    Raises:
        NotFound: no such competence, or an interview that is not the viewer's.
    """
    owner = access.own(viewer)
    services.referential.competence(competence)
    title = ""
    if session_id:
        title = services.runner.get(owner, session_id).scenario.title
    return services.preparation.add_item(owner, competence, title, session_id or None)


def write(services: Services, viewer: Viewer, item_id: int, name: str, text: str) -> None:
    """Keep what the candidate writes, as it is written.

    Raises:
        NotFound: not theirs.
        InputError: no such field, or too long.
    """
    if name != "titre" and name not in GUIDES:
        raise InputError("Ce champ n’existe pas : rechargez la page.")
    if len(text) > MAX_TEXT:
        raise InputError(f"Ce texte dépasse {MAX_TEXT} caractères : un bon exemple tient en une page.")
    services.preparation.write_item(access.own(viewer), item_id, name, text)


def delete(services: Services, viewer: Viewer, item_id: int) -> None:
    """Erase an example.

    Raises:
        NotFound: not theirs.
    """
    services.preparation.delete_item(access.own(viewer), item_id)


def own_notes(services: Services, viewer: Viewer) -> Report:
    """The candidate's own notes as a document: their words, nothing added to them.

    Raises:
        InputError: nothing is written yet.
    """
    items = services.preparation.items(access.own(viewer))
    sections: list[Section] = []
    for competence in services.referential.competences:
        for item in (i for i in items if i.competence == competence.id):
            written = [(GUIDES[k], item.facts[k]) for k in GUIDES if item.facts.get(k, "").strip()]
            if not written and not item.title.strip():
                continue
            blocks: list[Block] = []
            for question, text in written:
                blocks.append(Text("", strong=fr(question)))
                blocks += [Text(line.strip()) for line in text.splitlines() if line.strip()]
            title = item.title.strip() or "Exemple sans titre"
            sections.append(Section(fr(f"{competence.id} · {competence.name} — {title}"), tuple(blocks)))
    if not sections:
        raise InputError("Vous n’avez encore rien écrit : commencez par un exemple, le document suivra.")
    return Report(
        title="Notes pour mon dossier professionnel",
        subtitle=fr("Titre professionnel Manager d’équipe relation client à distance (TP-01276)"),
        facts=(("Exemples", str(len(sections))),),
        notice=fr(
            "Ces notes sont celles du candidat, telles qu’il les a écrites. Le dossier professionnel se remplit sur le "
            "modèle du ministère, avec ses propres mots, sans nom de client ni de conseiller."
        ),
        sections=tuple(sections),
        colophon=(fr(f"Document établi le {day(date.today())}"),),
    )


def _missing(items: tuple[DossierItem, ...]) -> tuple[str, ...]:
    if not items:
        return ("aucun exemple commencé",)
    found = []
    for number, item in enumerate(items, 1):
        name = f"« {item.title.strip()} »" if item.title.strip() else f"exemple {number}"
        found += [f"{name} : {_SHORT[k]}" for k in ESSENTIAL if not item.facts.get(k, "").strip()]
    return tuple(found)
