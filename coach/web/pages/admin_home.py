"""Administration: what asks attention today, then a card for each part."""

from __future__ import annotations

from datetime import UTC, datetime

import gradio as gr

from coach.administration.engines import ENGINES, active, local
from coach.administration.health import Line, health
from coach.administration.storage import storage
from coach.domain.words import agree
from coach.jobs.queue import Queue
from coach.outgoing import host_of
from coach.store.backups import BackupStore
from coach.web.components.administration import HOME, LIMITS, admin, menu, number, size, state
from coach.web.components.markup import markup
from coach.web.html import esc, fr, icon, moment
from coach.web.layout import notice, page
from coach.wiring import Services


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        HOME,
        "Administration",
        lead="L’état du service, et tout ce qui se règle.",
        help_lines=(
            "Ce qui demande votre attention est en haut, avec ce qu’il y a à faire.",
            "Vous gérez les comptes et le service ; vous ne lisez aucun entretien.",
            "Tout ce que vous faites ici est inscrit au journal.",
            "« Données personnelles », en bas de page, se remet telle quelle au délégué à la protection des données.",
        ),
        wide=True,
    ):
        markup(menu(HOME))
        shown = markup()

    def load(request: gr.Request) -> str:
        admin(request, services)
        lines = health(services)
        return f"{_attention(lines)}<div class='grille-cartes'>{_cards(services, lines)}</div>"

    gr.on(None, load, None, shown, **LIMITS)


def _attention(lines: list[Line]) -> str:
    wrong = [line for line in lines if line.state != "ok"]
    if not wrong:
        return notice("info", "Tout va bien", f"{len(lines)} contrôles faits à l’instant.")
    items = "".join(
        f"<li>{state(line.state)} <b>{esc(fr(line.name))}</b>{fr(' : ')}{esc(fr(line.detail))}"
        f"{f' <em>{esc(fr(line.advice))}</em>' if line.advice else ''}</li>"
        for line in wrong
    )
    return f"<section class='carte'><h2>À voir</h2><ul class='constats'>{items}</ul></section>"


def _cards(services: Services, lines: list[Line]) -> str:
    accounts = services.accounts.candidates()
    queue = Queue(services).state()
    disk = storage(services)
    last = next(iter(BackupStore(services.database).list()), None)
    settings = services.in_force
    remote = [
        f"{engine.title.lower()} : {host_of(getattr(settings, engine.address))}"
        for engine in ENGINES.values()
        if active(settings, engine) and not local(settings, engine)
    ]
    outside = [p for p in services.outbox.destinations() if not p.local]
    sent = sum(p.sent for p in outside)
    return "".join(
        (
            _card("/personnes", "users", "Personnes", f"{number(len(accounts))} candidats actifs."),
            _card(
                "/moteurs",
                "settings-2",
                "Moteurs",
                " ; ".join(remote) if remote else "Tous sur cette machine.",
            ),
            _card(
                "/conservation",
                "clock",
                "Conservation",
                f"Échantillons {settings.keep_samples_days} jours, entretiens {settings.keep_sessions_days} jours.",
            ),
            _card(
                "/sauvegardes",
                "download",
                "Sauvegardes",
                f"La dernière : {moment(last.made_at)}, {_age(last.made_at)}."
                if last
                else "Aucune sauvegarde.",
            ),
            _card("/journal", "list", "Journal", "Qui a fait quoi, avec recherche et export."),
            _card(
                "/reseau",
                "external-link",
                "Ce qui est sorti de cette machine",
                agree(f"{size(sent)} vers {len(outside)} destination(s).")
                if outside
                else "Rien n’est sorti.",
            ),
            _card(
                "/service",
                "chart-line",
                "Service",
                f"{len(lines)} contrôles ; file : {queue.waiting} en attente, {queue.failed} en échec ; "
                f"{size(disk.total)} occupés, {size(disk.free)} libres.",
            ),
        )
    )


def _age(then: datetime) -> str:
    days = (datetime.now(UTC) - then).days
    return "aujourd’hui" if days < 1 else f"il y a {days} jour{'s' if days > 1 else ''}"


def _card(href: str, sign: str, title: str, text: str) -> str:
    return f"<a class='carte porte basse' href='{href}'>{icon(sign)}<h2>{esc(title)}</h2><p>{esc(fr(text))}</p></a>"
