"""Journal: who did what, searched, and taken away as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import gradio as gr

from coach.domain.words import agree
from coach.errors import InputError
from coach.store.audit import AuditEntry, AuditStore
from coach.web.components.administration import HOME, LIMITS, admin, menu, person_name, table
from coach.web.components.markup import markup
from coach.web.dates import HINT, typed_day
from coach.web.html import esc, fr, icon, moment
from coach.web.layout import notice, page
from coach.wiring import Services

SHOWN: Final = 200
WORDS: Final = {
    "sauvegarde-faite": "Sauvegarde faite",
    "sauvegarde-relue": "Sauvegarde relue",
    "sauvegarde-effacee": "Sauvegarde effacée",
    "sauvegarde-emportee": "Sauvegarde téléchargée",
    "restauration": "Données restaurées",
    "donnees-effacees": "Données effacées",
    "donnees-remises": "Données remises",
    "echantillon-efface": "Échantillon effacé",
    "entretien-efface": "Entretien effacé",
    "fichier-annule": "Fichier annulé",
    "son-garde": "Son gardé",
    "son-efface": "Son effacé",
    "purge": "Purge",
    "purge-demandee": "Purge demandée",
    "entretiens-effaces": "Entretiens effacés",
    "moteur-regle": "Moteur réglé",
    "moteur-essaye": "Moteur essayé",
    "conservation-reglee": "Conservation réglée",
    "journal-emporte": "Journal exporté",
    "demonstration": "Démonstration",
    "compte-cree": "Compte créé",
    "compte-change": "Compte changé",
    "compte-ferme": "Compte fermé",
    "compte-rouvert": "Compte rouvert",
    "compte-rattache": "Compte rattaché à l’annuaire",
    "connexion": "Connexion",
    "connexion-refusee": "Connexion refusée",
    "deconnexion": "Déconnexion",
    "deconnexion-partout": "Toutes les connexions fermées",
    "lien-envoye": "Lien créé",
    "groupe-cree": "Groupe créé",
    "groupe-efface": "Groupe retiré",
    "groupe-rejoint": "Entrée dans un groupe",
    "groupe-quitte": "Sortie d’un groupe",
    "session-examen-creee": "Session d’examen créée",
    "session-examen-effacee": "Session d’examen retirée",
    "session-examen-siege": "Siège à une session d’examen",
    "session-examen-retrait": "Retrait d’une session d’examen",
    "partage-jury": "Pièce partagée avec un jury",
    "partage-repris": "Partage repris",
    "transcription-corrigee": "Transcription corrigée",
}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        HOME,
        "Journal",
        lead="Ce qui a été fait des données et du service, par qui et quand.",
        help_lines=(
            "Le journal ne s’écrit qu’à la suite : rien n’y est changé.",
            "Il dit ce qui a été fait, jamais ce que quelqu’un a dit.",
            "Plusieurs mots : les lignes qui les contiennent tous.",
            "Le fichier reprend la recherche en cours.",
        ),
        wide=True,
    ):
        markup(menu("/journal"))
        with gr.Row(elem_classes=["filtres"]):
            words = gr.Textbox(label="Chercher", placeholder="personne, action, identifiant…", max_length=120)
            action = gr.Dropdown([("Toutes", "")], value="", label="Action", filterable=False)
            since = gr.Textbox(label="Depuis le", placeholder=HINT, max_length=10)
            until = gr.Textbox(label="Jusqu’au", placeholder=HINT, max_length=10)
        with gr.Row(elem_classes=["actions"]):
            search = gr.Button("Chercher", variant="primary", scale=0, min_width=160)
        shown = markup()
    fields = [words, action, since, until]

    def load(request: gr.Request) -> dict[Any, Any]:
        admin(request, services)
        store = AuditStore(services.database)
        choices = [("Toutes", ""), *((said(a), a) for a in store.actions())]
        return {action: gr.update(choices=choices, value=""), shown: found("", "", "", "")}

    def found(text: str, kind: str, first: str, last: str) -> str:
        try:
            entries = entries_of(services, text, kind, first, last, SHOWN)
        except InputError as exc:
            return notice("attention", "Date à corriger", esc(fr(exc.message)))
        if not entries:
            return notice(
                "vide", "Aucune ligne", "Élargissez la recherche, ou attendez qu’il se passe quelque chose."
            )
        query = urlencode({"mots": text, "action": kind, "depuis": first, "jusque": last})
        more = f", les {SHOWN} plus récentes" if len(entries) == SHOWN else ""
        return (
            f"<p class='boutons'><span class='discret-texte'>{agree(f'{len(entries)} ligne(s)')}{more}</span>"
            f"<a class='bouton discret' href='/journal.csv?{esc(query)}' download>{icon('download')}"
            f"<span>Emporter (CSV)</span></a></p>{_lines(services, entries)}"
        )

    def ask(text: str, kind: str, first: str, last: str, request: gr.Request) -> str:
        admin(request, services)
        return found(text or "", kind or "", first or "", last or "")

    gr.on(None, load, None, [action, shown], **LIMITS)
    search.click(ask, fields, shown, **LIMITS)
    words.submit(ask, fields, shown, **LIMITS)


def entries_of(
    services: Services, text: str, kind: str, first: str, last: str, limit: int
) -> list[AuditEntry]:
    """Lines of the log.

    Raises:
        InputError: a date that is none.
    """
    until = _day(last)
    return AuditStore(services.database).search(
        text,
        action=kind or None,
        since=_day(first),
        until=until + timedelta(days=1) if until else None,
        limit=limit,
    )


_NAMES: Final = {
    "roles": "rôles",
    "ajoutees": "ajoutées",
    "enlevees": "enlevées",
    "duree": "durée",
    "cle": "clé",
}
"""Names of details that are kept without their accents."""


def said(action: str) -> str:
    """An action in words."""
    return WORDS.get(action, action.replace("-", " ").capitalize())


def details(entry: AuditEntry) -> str:
    """What else is known of a deed."""
    return ", ".join(
        f"{_NAMES.get(name, name.replace('_', ' '))} : {_value(value)}"
        for name, value in entry.detail.items()
    )


def _value(value: object) -> str:
    return ", ".join(map(str, value)) or "aucun" if isinstance(value, (list, tuple)) else str(value)


def _lines(services: Services, entries: Sequence[AuditEntry]) -> str:
    names = {
        known: person_name(services, known)
        for known in {e.actor for e in entries} | {e.subject for e in entries}
    }
    rows = [
        (
            f"<time>{esc(moment(e.at))}</time>",
            esc(names[e.actor]),
            esc(said(e.action)),
            f"<span class='coupe'>{esc(names[e.subject])}</span>",
            esc(fr(details(e))),
        )
        for e in entries
    ]
    return table("Journal", ("Quand", "Qui", "Quoi", "Sur quoi", "Précisions"), rows)


def _day(text: str) -> datetime | None:
    day = typed_day(text)
    return datetime.combine(day, time(), ZoneInfo("Europe/Paris")).astimezone(UTC) if day else None
