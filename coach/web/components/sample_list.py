"""Écoutes before one sample is opened: what the page says of itself, and the samples there are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from coach.errors import CoachError
from coach.jobs.queue import Queue
from coach.store.assessments import StoredSample
from coach.store.jobs import RUNNING, Job
from coach.web.html import esc, icon, link, moment
from coach.web.layout import notice

STATES: Final = {"recu": "Interrompu", "transcrit": "Transcrit, à noter", "note": "Noté", "echec": "Échec"}


def unknown(exc: CoachError) -> str:
    """An address that leads to no sample."""
    back = link("/ecoutes", "Mes écoutes", kind="bouton")
    heading = "<div class='titre-page'><h1>Échantillon introuvable</h1></div>"
    return heading + notice("attention", "Rien à cette adresse", f"{esc(exc.message)}</p><p>{back}")


def welcome() -> str:
    """Title and promise."""
    return (
        "<div class='titre-page'><h1>Écoutes</h1><p class='chapo'>Déposez un échantillon : il est transcrit, les "
        "données personnelles masquées, puis noté critère par critère, citations à l’appui.</p></div>"
    )


def rules(*, keeps: bool) -> str:
    """What is kept and what is erased; `keeps` when the settings give a right to keep sounds."""
    unless = ", sauf si vous demandez de le garder" if keeps else ""
    return (
        f"<div class='avis info' role='note'>{icon('info')}<div><strong>Ce qui est gardé, ce qui est effacé</strong>"
        f"<p>Le son est effacé dès que l’appel est noté ou refusé{unless} ; après une panne, il attend au plus un jour "
        "d’être relancé. La transcription masquée, les mesures et les niveaux restent sur cette machine un an au plus, "
        "ou jusqu’à ce que vous les supprimiez. Aucune émotion n’est lue dans une voix. Plusieurs fichiers à la fois, "
        f"échanges écrits compris : {link('/file', 'la file de traitement')}.</p></div></div>"
    )


def name_of(path: Path) -> str:
    """The file's name as read by people; a recording of the page gets its date."""
    name = path.stem.replace("_", " ").strip()
    return f"Enregistrement du {moment(datetime.now(UTC))}" if name in ("audio", "blob", "") else name


def ahead(job: Job, others: list[Job]) -> int:
    """How many go before it."""
    place = (job.priority, job.created_at)
    return sum(o.state == RUNNING or (o.priority, o.created_at) < place for o in others)


def unfinished(sample: StoredSample, *, working: bool) -> str:
    """Why there is no transcript yet, or none to come."""
    if sample.status == "echec":
        return notice("attention", "Cet échantillon n’a pas pu être transcrit", esc(sample.problem or ""))
    if working:
        back = link("/ecoutes", "Suivre l’avancement", kind="bouton")
        return notice("info", "La transcription est en cours", back)
    return notice(
        "attention",
        "La transcription a été interrompue",
        "Le traitement s’est arrêté et le son a été effacé. Supprimez cette ligne et déposez le fichier à nouveau.",
    )


def table(samples: list[StoredSample], queue: Queue) -> str:
    """The samples of a person, latest first."""
    if not samples:
        return notice(
            "vide", "Vos échantillons apparaîtront ici", "Avec leur date, leur état, et la grille de chacun."
        )
    live = {job.sample_id for job in queue.list() if job.live}
    rows = "".join(
        f"<tr><td>{esc(s.name)}</td><td>{esc(moment(s.created_at))}</td>"
        f"<td>{'En cours' if s.id in live else STATES[s.status]}</td>"
        f"<td>{link(f'/ecoutes?id={s.id}', 'Ouvrir', kind='bouton discret')}</td></tr>"
        for s in samples
    )
    return (
        "<section><h2>Vos échantillons</h2><div class='defile'><table class='tableau'><thead><tr>"
        "<th scope='col'>Échantillon</th><th scope='col'>Quand</th><th scope='col'>État</th>"
        f"<th scope='col'><span class='hors-ecran'>Ouvrir</span></th></tr></thead><tbody>{rows}</tbody></table></div>"
        "</section>"
    )
