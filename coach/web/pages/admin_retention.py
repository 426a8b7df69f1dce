"""Conservation: what is kept how long, what the next purge erases, purge now; who answers for the data."""

from __future__ import annotations

from typing import Any

import gradio as gr

from coach.administration.data_protection import durations
from coach.administration.retention import due, next_purge
from coach.domain.words import agree
from coach.errors import CoachError
from coach.jobs.purge import purge
from coach.jobs.queue import Queue
from coach.store.audit import AuditStore
from coach.store.chosen import CENTRE_FIELDS, KEPT_FIELDS
from coach.web.components.administration import HOME, LIMITS, admin, menu, number, table
from coach.web.components.markup import markup
from coach.web.html import esc, fr, moment
from coach.web.layout import notice, page
from coach.wiring import Services

_LABELS = {
    "keep_sessions_days": ("Entretiens (jours sans reprise)", 30, 3650),
    "keep_samples_days": ("Échantillons, transcriptions et niveaux (jours)", 1, 3650),
    "keep_audit_days": ("Journaux (jours, 183 au moins)", 183, 3650),
    "keep_backups_days": ("Sauvegardes (jours)", 1, 365),
    "centre_name": ("Responsable du traitement", 0, 200),
    "privacy_contact": ("Où écrire au sujet de ses données", 0, 200),
}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        HOME,
        "Conservation et identité",
        lead="Ce qui est gardé, combien de temps, et ce qui s’efface de soi-même.",
        help_lines=(
            "La purge passe au démarrage de chaque traitement, puis chaque jour.",
            "Raccourcir une durée efface à la purge suivante, sans retour possible.",
            "Un enregistrement d’appel ne se garde pas plus de six mois, une grille pas plus d’un an (CNIL).",
            "Le nom et le contact apparaissent sur la page « Données personnelles ».",
        ),
        wide=True,
    ):
        markup(menu("/conservation"))
        table_now = markup()
        with gr.Column(elem_classes=["carte"]):
            markup("<h2>Durées</h2>")
            with gr.Row(elem_classes=["champs"]):
                days = {n: _number(n) for n in KEPT_FIELDS[:2]}
            with gr.Row(elem_classes=["champs"]):
                days |= {n: _number(n) for n in KEPT_FIELDS[2:]}
            markup("<h2>Identité</h2>")
            with gr.Row(elem_classes=["champs"]):
                words = {n: gr.Textbox(label=_LABELS[n][0], max_length=200) for n in CENTRE_FIELDS}
            with gr.Row(elem_classes=["actions"]):
                save = gr.Button("Enregistrer", variant="primary", scale=0, min_width=160)
                run = gr.Button("Purger maintenant", scale=0, min_width=200)
            said = markup()
        rules = markup()
    fields = {**days, **words}
    shown = [table_now, rules, *fields.values()]

    def state() -> dict[Any, Any]:
        settings, fixed = services.in_force, services.chosen.from_environment
        return {
            table_now: _due(services),
            rules: _rules(services),
            **{
                part: gr.update(value=getattr(settings, name), interactive=not fixed(name))
                for name, part in fields.items()
            },
        }

    def load(request: gr.Request) -> dict[Any, Any]:
        admin(request, services)
        return state()

    def keep(given: dict[Any, Any], request: gr.Request) -> dict[Any, Any]:
        try:
            who = admin(request, services)
            wanted: dict[str, Any] = {n: int(given[p] or 0) for n, p in days.items()}
            wanted |= {n: (given[p] or "").strip() or None for n, p in words.items()}
            free = {n: v for n, v in wanted.items() if not services.chosen.from_environment(n)}
            services.chosen.choose(free, who.id)
            AuditStore(services.database).note(
                who.id, "conservation-reglee", "donnees", **{n: str(v) for n, v in free.items() if n in days}
            )
        except CoachError as exc:
            return {said: notice("attention", "Rien n’a changé", esc(fr(exc.message)))}
        return {said: notice("info", "Enregistré", "Appliqué à la prochaine purge."), **state()}

    def now(request: gr.Request) -> dict[Any, Any]:
        try:
            who = admin(request, services)
            AuditStore(services.database).note(who.id, "purge-demandee", "donnees")
            done = purge(services, Queue(services))
        except CoachError as exc:
            return {said: notice("attention", "La purge n’a pas pu se faire", esc(fr(exc.message)))}
        what = agree(
            f"{done.sessions} entretien(s), {done.samples} échantillon(s), {done.sounds} son(s), {done.backups} "
            f"sauvegarde(s), {done.retries} fichier(s) en panne, {done.lines} ligne(s) de journal."
        )
        return {said: notice("info", "Purge faite", what), **state()}

    gr.on(None, load, None, shown, **LIMITS)
    save.click(keep, set(fields.values()), [said, *shown], **LIMITS)
    run.click(now, None, [said, *shown], **LIMITS)


def _number(name: str) -> gr.Number:
    label, low, high = _LABELS[name]
    return gr.Number(label=label, minimum=low, maximum=high, precision=0)


def _due(services: Services) -> str:
    coming = next_purge(services)
    when = (
        f"Prochaine purge{fr(' : ')}{esc(moment(coming))} au plus tard."
        if coming
        else "Aucun traitement n’est en service : la purge attend le prochain démarrage, ou votre demande."
    )
    rows = [
        (
            esc(d.name),
            esc(fr(d.kept)),
            number(d.past),
            esc(moment(d.next_at)) if d.next_at else "—",
        )
        for d in due(services)
    ]
    return (
        f"<section class='carte'><h2>Prochaine purge</h2><p class='discret-texte'>{when}</p>"
        + table(
            "Ce que la prochaine purge efface",
            ("Donnée", "Durée", "À effacer maintenant", "Puis à partir du"),
            rows,
            numbers="..n.",
        )
        + "</section>"
    )


def _rules(services: Services) -> str:
    rows = [tuple(esc(fr(cell)) for cell in row) for row in durations(services.in_force)]
    return (
        "<section class='carte'><h2>Toutes les durées en vigueur</h2>"
        + table("Durées de conservation", ("Donnée", "Durée", "Ce qui la fait disparaître"), rows)
        + "</section>"
    )
