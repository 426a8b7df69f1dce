"""Sauvegardes: make one, read one back, take one away; how to put one back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from coach.errors import CoachError
from coach.jobs import backup
from coach.store.backups import BackupStore, KnownBackup
from coach.web.components.administration import HOME, LIMITS, admin, menu, person_name, size, state, table
from coach.web.components.markup import markup
from coach.web.html import esc, fr, icon, moment
from coach.web.layout import notice, page
from coach.wiring import Services

_SHOWS: dict[str, Any] = {**LIMITS, "show_progress": "minimal"}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        HOME,
        "Sauvegardes",
        lead="Faites pendant que le service tourne, relues aussitôt écrites.",
        help_lines=(
            "Une sauvegarde contient la base, les documents ajoutés et les sons gardés à un titre particulier.",
            "Elle ne contient ni les sons en cours de traitement, ni la clé qui ouvre celles des moteurs.",
            "Elle contient des données personnelles : gardez-la sur un disque chiffré.",
            "Remise en place, elle ne ramène pas les personnes effacées depuis.",
        ),
        wide=True,
    ):
        markup(menu("/sauvegardes"))
        with gr.Row(elem_classes=["actions"]):
            run = gr.Button("Faire une sauvegarde", variant="primary", scale=0, min_width=220)
        said = markup()
        shown = markup()
        with gr.Row(elem_classes=["actions"], visible=False) as acting:
            which = gr.Dropdown([], label="Sauvegarde à relire", interactive=True, filterable=False)
            check = gr.Button("Relire", scale=0, min_width=140)
        how = markup()
    outputs = [shown, acting, which, how]

    def state_now() -> dict[Any, Any]:
        known = BackupStore(services.database).list()
        choices = [(f"{Path(k.file).name} · {moment(k.made_at)}", k.id) for k in known]
        return {
            shown: _table(services, known),
            acting: gr.update(visible=bool(known)),
            which: gr.update(choices=choices, value=choices[0][1] if choices else None),
            how: _how(services, known),
        }

    def load(request: gr.Request) -> dict[Any, Any]:
        admin(request, services)
        return state_now()

    def make(request: gr.Request) -> dict[Any, Any]:
        try:
            made = backup.make(services, by=admin(request, services).id)
        except CoachError as exc:
            return {said: notice("attention", "La sauvegarde n’a pas pu se faire", esc(fr(exc.message)))}
        rows = sum(made.manifest.counts.values())
        told = notice(
            "info", "Sauvegarde faite et relue", f"{esc(made.path.name)}, {rows} lignes, {size(made.size)}."
        )
        return {said: told, **state_now()}

    def verify(number: int | None, request: gr.Request) -> dict[Any, Any]:
        try:
            known = backup.check_known(services, int(number or 0), by=admin(request, services).id)
        except CoachError as exc:
            told = notice("attention", "Cette sauvegarde ne se relit pas", esc(fr(exc.message)))
        else:
            told = notice("info", "Elle se relit entière", f"{esc(Path(known.file).name)}, à l’instant.")
        return {said: told, **state_now()}

    gr.on(None, load, None, outputs, **LIMITS)
    run.click(make, None, [said, *outputs], **_SHOWS)
    check.click(verify, which, [said, *outputs], **_SHOWS)


def _table(services: Services, known: list[KnownBackup]) -> str:
    if not known:
        return notice(
            "vide",
            "Aucune sauvegarde n’a encore été faite",
            "La première apparaîtra ici, avec son contrôle et son lien de téléchargement.",
        )
    rows = [
        (
            f"<time>{esc(moment(k.made_at))}</time>",
            esc(Path(k.file).name),
            size(k.size),
            f"{state('ok' if k.verified else 'erreur')}<br><span class='discret-texte'>{esc(fr(k.note))}</span>",
            esc(person_name(services, k.made_by)),
            _link(k),
        )
        for k in known
    ]
    head = ("Quand", "Fichier", "Taille", "Contrôle", "Par", "Emporter")
    return table("Sauvegardes", head, rows, numbers="..n...")


def _link(known: KnownBackup) -> str:
    if not Path(known.file).is_file():
        return "<span class='discret-texte'>fichier déplacé</span>"
    return (
        f"<a class='bouton discret' href='/sauvegarde/{known.id}' download>{icon('download')}"
        "<span>Télécharger</span></a>"
    )


def _how(services: Services, known: list[KnownBackup]) -> str:
    settings = services.settings
    folder = backup.folder_of(settings)
    every = (
        f"toutes les {settings.backup_every_hours} heures"
        if settings.backup_every_hours
        else "seulement quand vous le demandez (réglez COACH_BACKUP_EVERY_HOURS pour qu’elles se fassent seules)"
    )
    name = Path(known[0].file) if known else folder / "coach-….zip"
    return (
        "<section class='carte'><h2>Remettre une sauvegarde</h2>"
        f"<p>Arrêtez le service, puis, dans un terminal{fr(' :')}</p>"
        f"<pre class='commande'>coach restore {esc(name)} --to nouveau-dossier</pre>"
        f"<p>{fr('Le dossier doit être neuf ou vide : l’actuel n’est pas touché. Les personnes effacées depuis la ')}"
        "sauvegarde le sont à nouveau avant que quiconque s’en serve. Les connexions et les liens d’invitation "
        "d’alors ne valent plus.</p>"
        f"<h2>Où et quand</h2><p>Dans {esc(folder)}, {esc(fr(every))}. Elles sont effacées au bout de "
        f"{services.in_force.keep_backups_days} jours.</p></section>"
    )
