"""Écoutes: a recording or a pasted exchange comes in, is masked and scored; past samples open one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from coach.access import Deed, reviews
from coach.domain.opinions import people_levels
from coach.domain.people import Role
from coach.errors import CoachError, NotFound
from coach.jobs.keeping import Keeper
from coach.jobs.queue import Queue
from coach.jobs.rehear import correct
from coach.opinions import Subject, said
from coach.review import CHANNELS, MAX_WRITTEN_CHARS, name_speakers, rescore, score_written, swap_speakers
from coach.store.assessments import StoredSample
from coach.store.jobs import Job
from coach.web import reports
from coach.web.components import rehearing
from coach.web.components import sample as view
from coach.web.components import sample_list as listing
from coach.web.components.keeping import KeepForm
from coach.web.components.markup import markup
from coach.web.components.people import Panel, blind_view
from coach.web.components.player import player
from coach.web.components.queue import progress_card, queue_panel
from coach.web.html import esc, go, link, moment
from coach.web.layout import asked, notice, page
from coach.web.viewer import own, sample_owner, viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_POLL_SECONDS = 0.5


def render(services: Services) -> None:
    """Place the page and wire it."""
    queue = Queue(services)
    keeper = Keeper(services, queue.spool)
    largest = f"{services.settings.max_audio_minutes // 60} h et {services.settings.max_upload_mb} Mo au plus"
    with page("/ecoutes", "", wide=True):
        head = markup()
        with gr.Column(visible=False) as entry:
            with gr.Row(equal_height=False, elem_classes=["depots"]):
                with gr.Column(scale=1, min_width=300, elem_classes=["carte"]):
                    markup(
                        "<h2>Un appel</h2><p class='discret-texte'>wav, mp3, m4a, ogg, opus, flac, webm, amr : "
                        f"{largest}. Un fichier stéréo sépare les deux voix.</p>"
                    )
                    sound = gr.Audio(
                        sources=["upload", "microphone"],
                        type="filepath",
                        label="Fichier ou enregistrement",
                        show_label=False,
                        buttons=[],
                        editable=False,
                        elem_id="son",
                    )
                    keeping = KeepForm(services.settings)
                    hear = gr.Button("Transcrire et noter", variant="primary")
                with gr.Column(scale=1, min_width=300, elem_classes=["carte"]):
                    markup(
                        "<h2>Un échange écrit</h2><p class='discret-texte'>Une ligne par message, ouverte par "
                        "« Agent : » ou « Client : ». Un courriel seul se colle tel quel.</p>"
                    )
                    channel = gr.Radio(
                        [(c.capitalize(), c) for c in CHANNELS],
                        value=CHANNELS[0],
                        label="Canal",
                        elem_classes=["puces"],
                    )
                    pasted = gr.Textbox(
                        label="Texte de l’échange",
                        lines=5,
                        max_lines=14,
                        max_length=MAX_WRITTEN_CHARS + 1,
                        placeholder="Agent : Bonjour, Léa à votre écoute…\nClient : Je n’ai pas reçu ma facture.",
                        elem_id="echange-ecrit",
                    )
                    read = gr.Button("Noter l’échange")
            problem = markup()
            with gr.Row(elem_classes=["suivi-ecoute"]):
                progress = markup()
                cancel = gr.Button("Tout annuler", visible=False, min_width=120, scale=0)
            markup(listing.rules(keeps=bool(services.settings.keep_audio_right)))
            past = markup()
        with gr.Row(visible=False, equal_height=False, elem_classes=["bilan"]) as one:
            with gr.Column(scale=7, min_width=320, elem_classes=["bilan-corps"]):
                levels = markup()
                with gr.Column(visible=False, elem_classes=["carte"]) as naming:
                    markup(
                        "<h2>Qui parle ?</h2><p>Les deux voix sont sur une seule piste : cochez ce que dit le "
                        "client, le reste est de l’agent.</p>"
                    )
                    lines = gr.CheckboxGroup([], label="Ce que dit le client", elem_classes=["lignes"])
                    named = gr.Button("Enregistrer et noter", variant="primary")
                measures = markup()
                people = Panel(services, partial(_subject, services))
            with gr.Column(scale=5, min_width=300, elem_classes=["bilan-cote"]):
                listening = markup()
                release = gr.Button("Effacer le son maintenant", visible=False)
                kept_words = markup(elem_id="correction-etat")
                words = rehearing.bridge()
                talk = markup()
                swap = gr.Button("Échanger agent et client", visible=False)
        with gr.Column(visible=False) as ends:
            with gr.Row(elem_classes=["actions"]):
                erase = gr.Button("Supprimer cet échantillon", scale=0, min_width=280)
            with gr.Column(visible=False) as sure:
                markup(
                    notice(
                        "info",
                        "Supprimer cet échantillon ?",
                        "Sa transcription, ses mesures et ses niveaux sont effacés, sans retour possible.",
                    )
                )
                with gr.Row(elem_classes=["actions"]):
                    erased = gr.Button("Supprimer", variant="primary", scale=0, min_width=160)
                    keep = gr.Button("Garder", scale=0, min_width=160)
        target = markup()

    whole = [head, entry, past, one, levels, measures, talk, swap, naming, lines, ends, listening, release]
    whole += people.outputs
    following = [progress, cancel, problem, past, target]

    def load(request: gr.Request) -> dict[Any, Any]:
        sample_id = asked(request, "id")
        if not sample_id:
            table = listing.table(services.samples.list(own(request, services)), queue)
            return {head: listing.welcome(), entry: gr.update(visible=True), past: table}
        who = viewer(request, services)
        try:
            owner = sample_owner(request, services, sample_id)
            sample = services.samples.get(sample_id, owner)
            if sample.status == "transcrit" and view.has_agent(sample) and not queue.holds(sample_id):
                rescore(services, owner, sample_id)  # the server stopped between transcription and levels
        except CoachError as exc:
            return {head: listing.unknown(exc)}
        if sample.transcript is None:
            state = listing.unfinished(sample, working=queue.holds(sample_id))
            return {head: view.head(sample) + state, ends: gr.update(visible=owner == who.id)}
        stored = services.assessments.latest(sample_id=sample_id)
        assessment = stored.result["assessment"] if stored and view.has_agent(sample) else None
        subject = Subject(owner, sample_id=sample_id)
        given = people_levels(said(services, subject))
        # A jury reads the exchange; the coach's levels are on its sheet, once its own are given.
        judging = who.role is Role.JURY and not who.local
        blind = (judging or bool(asked(request, "aveugle"))) and assessment is not None
        sides = assessment is not None and reviews(who)
        shown = people.shown(assessment, subject, who, blind=blind) if assessment and not judging else {}
        changing = owner == who.id or reviews(who)
        if changing:
            rehearing.prepare(services)
        kept = keeper.sound_of(sample_id)
        return {
            **shown,
            head: view.head(sample) + (_sides_link(sample, blind=blind) if sides else ""),
            one: gr.update(visible=True),
            levels: blind_view(assessment)
            if blind and assessment
            else view.levels(sample, assessment, given, rehearing.marks(stored.result if stored else None)),
            measures: _figures(sample, scored=assessment is not None and not blind),
            talk: view.talk(sample, None if blind else assessment, editable=changing),
            listening: player(sample, kept),
            release: gr.update(visible=kept is not None and owner == who.id),
            swap: gr.update(visible=view.has_agent(sample) and changing),
            naming: gr.update(visible=not view.has_agent(sample) and changing),
            lines: gr.update(choices=view.choices(sample), value=[]),
            ends: gr.update(visible=owner == who.id),
        }

    def again(request: gr.Request) -> dict[Any, Any]:
        """The sample once more; what is being listened to goes on."""
        return {part: value for part, value in load(request).items() if part is not listening}

    def changer(request: gr.Request, sample_id: str) -> str:
        """Whose sample it is, for who may change it: its owner, or a trainer who reviews it."""
        mine = viewer(request, services).is_candidate
        return sample_owner(request, services, sample_id, Deed.ACT if mine else Deed.REVIEW)

    def redo(change: Callable[[str, str], None], request: gr.Request) -> dict[Any, Any]:
        """Change the sample of the page, then show it again, with what went wrong on top."""
        sample_id = asked(request, "id")
        try:
            change(changer(request, sample_id), sample_id)
        except CoachError as exc:
            shown = again(request)
            return {**shown, head: shown[head] + notice("attention", "Rien n’a changé", esc(exc.message))}
        return again(request)

    def reword(message: str, request: gr.Request) -> dict[Any, Any]:
        """Keep the words of a line as a person heard them."""
        sample_id = asked(request, "id")
        try:
            given = rehearing.typed(message)
            owner, author = changer(request, sample_id), viewer(request, services).id
            done = correct(services, owner, sample_id, given.turn, given.seen, given.text, author=author)
        except CoachError as exc:
            told = notice("attention", "La correction n’est pas gardée", esc(exc.message))
            return {kept_words: told}
        stored = services.assessments.latest(sample_id=sample_id)
        shown = again(request)
        told = rehearing.outcome(
            done,
            stored.result["assessment"] if stored else None,
            hidden=people.box not in shown or bool(asked(request, "aveugle")),
        )
        return {**shown, kept_words: told}

    def drop_sound(request: gr.Request) -> dict[Any, Any]:
        """Erase the sound that is kept; the page comes back without it."""
        who = viewer(request, services)
        with suppress(NotFound):  # erased in another window, or past its date
            sample_id = asked(request, "id")
            sample_owner(request, services, sample_id, Deed.ACT)
            keeper.release(sample_id, who.id)
        return load(request)

    def arrive(request: gr.Request) -> Iterator[dict[Any, Any]]:
        """The page, then the files on their way, as long as there are some."""
        yield load(request)
        if not asked(request, "id"):
            yield from _watch(own(request, services))

    def hear_file(
        path: str | None, wanted: bool, reason: str, until: str, request: gr.Request
    ) -> Iterator[dict[Any, Any]]:
        if not path:
            yield {problem: notice("info", "Déposez d’abord un fichier, ou enregistrez")}
            return
        try:
            owner = own(request, services)
            terms = keeping.agreed(wanted, reason, until)
        except CoachError as exc:  # the file waits in its field for the terms to be mended
            yield {problem: notice("attention", "Le son n’est pas encore parti", esc(exc.message))}
            return
        try:
            job = queue.submit(owner, Path(path), listing.name_of(Path(path)), keep=terms)
        except CoachError as exc:
            yield {sound: None, problem: notice("attention", "Rien n’a été transcrit", esc(exc.message))}
            return
        yield {sound: None, problem: ""}
        yield from _follow(owner, job.id)

    def _follow(owner: str, job_id: str) -> Iterator[dict[Any, Any]]:
        """One file to its end, the others on their way beside it."""
        while (job := _job(owner, job_id)) is not None and not queue.settled(job):
            others = [other for other in queue.list(owner) if other.live and other.id != job_id]
            yield {
                progress: progress_card(job, ahead=listing.ahead(job, others)) + queue_panel(others),
                cancel: gr.update(visible=True),
            }
            time.sleep(_POLL_SECONDS)
        ended = {
            progress: "",
            cancel: gr.update(visible=False),
            past: listing.table(services.samples.list(owner), queue),
        }
        if job is None:
            stopped = notice("info", "Transcription annulée", "Le fichier est effacé, rien n’a été gardé.")
            yield {**ended, problem: stopped}
        elif job.problem:
            again = link("/file", "Ouvrir la file de traitement", kind="bouton") if job.retryable else ""
            told = f"{esc(job.problem)}</p><p>{again}"
            yield {**ended, problem: notice("attention", "L’appel n’a pas pu être noté", told)}
        else:
            yield {**ended, target: go(f"/ecoutes?id={job.sample_id}")}

    def _watch(owner: str) -> Iterator[dict[Any, Any]]:
        """Every file on its way; the list of samples follows."""
        shown = ""
        while live := [job for job in queue.list(owner) if job.live]:
            now = queue_panel(live)
            if now != shown:
                yield {
                    progress: now,
                    cancel: gr.update(visible=True),
                    past: listing.table(services.samples.list(owner), queue),
                }
                shown = now
            time.sleep(_POLL_SECONDS)
        if shown:
            yield {
                progress: "",
                cancel: gr.update(visible=False),
                past: listing.table(services.samples.list(owner), queue),
            }

    def _job(owner: str, job_id: str) -> Job | None:
        with suppress(NotFound):
            return queue.jobs.get(job_id, owner)
        return None

    def stop_all(request: gr.Request) -> None:
        owner = own(request, services)
        for job in queue.list(owner):
            if job.live:
                with suppress(CoachError):  # it ended meanwhile
                    queue.cancel(job.id, owner)

    def read_text(text: str, on: str, request: gr.Request) -> tuple[str, str]:
        try:
            name = f"{on.capitalize()} du {moment(datetime.now(UTC))}"
            owner = own(request, services)
            return "", go(f"/ecoutes?id={score_written(services, owner, name, text or '', on)}")
        except CoachError as exc:
            return notice("attention", "L’échange n’a pas été noté", esc(exc.message)), ""

    def exchange(request: gr.Request) -> dict[Any, Any]:
        return redo(lambda owner, sample_id: swap_speakers(services, owner, sample_id), request)

    def name_lines(chosen: list[int], request: gr.Request) -> dict[Any, Any]:
        client = [int(i) for i in chosen]
        return redo(lambda owner, sample_id: name_speakers(services, owner, sample_id, client), request)

    def remove(request: gr.Request) -> str:
        with suppress(NotFound):  # erased in another window
            sample_id = asked(request, "id")
            queue.forget(sample_id, sample_owner(request, services, sample_id, Deed.ACT))
        return go("/ecoutes")

    gr.on(None, arrive, None, list(dict.fromkeys([*whole, *following])), **_LIMITS)
    hear.click(hear_file, [sound, *keeping.inputs], [sound, *following], **_LIMITS)
    cancel.click(stop_all, None, None, **_LIMITS)
    read.click(read_text, [pasted, channel], [problem, target], **_LIMITS)
    swap.click(exchange, None, whole, **_LIMITS)
    named.click(name_lines, lines, whole, **_LIMITS)
    words.change(reword, words, [*whole, kept_words], **_LIMITS)
    release.click(drop_sound, None, whole, **_LIMITS)
    erase.click(lambda: gr.update(visible=True), None, sure, **_LIMITS)
    keep.click(lambda: gr.update(visible=False), None, sure, **_LIMITS)
    erased.click(remove, None, target, **_LIMITS)


def _figures(sample: StoredSample, *, scored: bool) -> str:
    """The measures, and the documents once there are levels to read."""
    documents = reports.buttons("ecoute", sample.id) if scored else ""
    return f"<div class='pile serree'>{view.measures(sample)}{documents}</div>"


def _subject(services: Services, request: gr.Request, deed: Deed) -> Subject:
    sample_id = asked(request, "id")
    return Subject(sample_owner(request, services, sample_id, deed), sample_id=sample_id)


def _sides_link(sample: StoredSample, *, blind: bool) -> str:
    """To the blind form of the page, and back."""
    if blind:
        return (
            f"<p>{link(f'/ecoutes?id={sample.id}', 'Voir les niveaux du coach', kind='bouton discret')}</p>"
        )
    href = f"/ecoutes?id={sample.id}&aveugle=1"
    return f"<p>{link(href, 'Formateur : noter à l’aveugle', kind='bouton discret')}</p>"
