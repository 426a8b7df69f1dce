"""Relire: words, acts and evidence side by side with the criteria; a level, a comment, an answer, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import gradio as gr

from coach.domain.opinions import MAX_REASON
from coach.errors import CoachError, InputError
from coach.training import notes, pieces
from coach.training.board import next_to_review
from coach.training.pieces import Piece
from coach.web.components import criteria, review, trainer
from coach.web.components.markup import markup
from coach.web.components.training import general_comments
from coach.web.html import esc, go, link
from coach.web.layout import asked, help_panel, notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_NO_LEVEL: Final = -1
_FOCUS: Final = "<span data-focus='revue-raison'></span>"
_HELP: Final = (
    "Chaque bouton porte sa touche : J et K passent d’un critère à l’autre, A accepte le niveau du coach, 0 à 3 "
    "donnent le vôtre.",
    "Un niveau différent demande une raison : écrivez-la, Entrée la garde. Échap quitte un champ.",
    "N et P passent d’un tour à l’autre, C commente le tour choisi ; le candidat lit le commentaire dans son bilan.",
    "À l’aveugle, ni les niveaux, ni les citations, ni les actes relevés par le coach ne sont montrés.",
    "R marque l’entretien comme relu et ouvre le suivant.",
)


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page("/formateur", "", wide=True):
        head = markup()
        with gr.Row(visible=False, equal_height=False, elem_classes=["bilan", "revue"]) as body:
            with gr.Column(scale=6, min_width=320, elem_classes=["revue-gauche"]):
                words = markup()
            with gr.Column(scale=6, min_width=320, elem_classes=["revue-droite"]):
                with gr.Column(elem_classes=["carte", "revue-barre"]):
                    with gr.Row(elem_classes=["revue-pas"]):
                        criterion = gr.Textbox(
                            label="Critère", max_length=12, elem_id="revue-critere", scale=0, min_width=110
                        )
                        markup(
                            "<div class='boutons'>"
                            f"{trainer.keyed('K', 'Préc.', deed='precedent')}"
                            f"{trainer.keyed('J', 'Suiv.', deed='suivant')}</div>"
                        )
                        done = gr.Button("R · Relu, au suivant", elem_id="revue-r", scale=0, min_width=190)
                    with gr.Row(elem_classes=["revue-niveaux"]):
                        agree = gr.Button("A · D’accord", elem_id="revue-a", variant="primary", min_width=120)
                        levels = [
                            gr.Button(f"{n} · {criteria.WORDS[n]}", elem_id=f"revue-{n}", min_width=120)
                            for n in range(4)
                        ]
                        none = gr.Button("S · Sans objet", elem_id="revue-s", min_width=120)
                    reason = gr.Textbox(
                        label="Raison (Entrée la garde)", max_length=MAX_REASON, elem_id="revue-raison"
                    )
                    told = markup()
                    answer = gr.Button("Répondre au candidat", visible=False)
                    with gr.Row(elem_classes=["revue-commentaire"]):
                        turn = gr.Textbox(
                            label="Tour", max_length=4, elem_id="revue-tour", scale=0, min_width=90,
                            placeholder="tous",
                        )  # fmt: skip
                        comment = gr.Textbox(
                            label="Commentaire (Entrée l’envoie)", max_length=notes.MAX_COMMENT,
                            elem_id="revue-commentaire", scale=1, min_width=200,
                        )  # fmt: skip
                    markup(
                        "<div class='boutons'>"
                        f"{trainer.keyed('P', 'Tour préc.', deed='tour-precedent')}"
                        f"{trainer.keyed('N', 'Tour suiv.', deed='tour-suivant')}"
                        f"{trainer.keyed('C', 'Commenter', deed='commenter')}</div>"
                    )
                    taken_back = gr.Textbox(
                        label="Commentaire à retirer", elem_id="revue-retirer", elem_classes=["pour-script"]
                    )
                grid = markup()
                general = markup()
        target = markup()
        pending = gr.State(None)

    def piece_of(request: gr.Request) -> Piece:
        who = viewer(request, services)
        if sample_id := asked(request, "e"):
            return pieces.sample(services, who, sample_id)
        return pieces.interview(services, who, asked(request, "id"))

    def shown(piece: Piece, current: str, request: gr.Request) -> dict[Any, Any]:
        """Words and criteria as they now stand."""
        who = viewer(request, services)
        blind = bool(asked(request, "aveugle"))
        said = pieces.opinions(services, piece)
        comments = notes.comments(services, who, piece.subject)
        whole = general_comments(comments, own=who.id)
        return {
            words: review.transcript(piece, comments, blind=blind, own=who.id),
            grid: review.grid(piece, said, current, blind=blind),
            general: f"<section class='carte'><h2>Sur l’ensemble</h2>{whole}</section>" if whole else "",
            criterion: current,
            answer: gr.update(visible=any(thread.waiting for thread in said.values())),
        }

    def load(request: gr.Request) -> dict[Any, Any]:
        try:
            piece = piece_of(request)
        except CoachError as exc:
            lost = "<div class='titre-page'><h1>Relecture impossible</h1></div>"
            return {
                head: trainer.back_to_group()
                + lost
                + notice("attention", "Rien à relire ici", esc(exc.message))
            }
        said = pieces.opinions(services, piece)
        waiting = next((c for c, thread in said.items() if thread.waiting), None)
        blind = bool(asked(request, "aveugle"))
        return {
            head: trainer.back_to_group()
            + review.head(piece, help_panel(_HELP))
            + _sides(piece, blind=blind),
            body: gr.update(visible=True),
            agree: gr.update(visible=not blind),
            **shown(piece, waiting or review.next_criterion(piece, said, ""), request),
        }

    def change(request: gr.Request, current: str, deed: Callable[[Piece], str]) -> dict[Any, Any]:
        """Do it, then show what it changed; `deed` says where to go next."""
        try:
            piece = piece_of(request)
            following = deed(piece)
        except CoachError as exc:
            return {told: notice("attention", "Rien n’a été gardé", esc(exc.message))}
        return {**shown(piece, following, request), told: ""}

    def on(piece: Piece, current: str) -> str:
        return review.next_criterion(piece, pieces.opinions(services, piece), current)

    def accept(current: str, request: gr.Request) -> dict[Any, Any]:
        def deed(piece: Piece) -> str:
            if criteria.advice_only(piece.assessment["grid"], current):
                raise InputError(
                    "Sur ce critère le coach ne donne pas de niveau : donnez le vôtre, de 0 à 3."
                )
            pieces.agree(services, viewer(request, services), piece, current)
            return on(piece, current)

        return {**change(request, current, deed), pending: None}

    def give(level: int | None) -> Callable[..., dict[Any, Any]]:
        def given(current: str, why: str, request: gr.Request) -> dict[Any, Any]:
            return keep(level, current, why, request)

        return given

    def keep(level: int | None, current: str, why: str, request: gr.Request) -> dict[Any, Any]:
        try:
            piece = piece_of(request)
            unseen = bool(asked(request, "aveugle")) or criteria.advice_only(
                piece.assessment["grid"], current
            )
            if not unseen and not why.strip() and piece.criterion(current)["level"] != level:
                word = criteria.WORDS[level].lower()
                ask = f"Votre niveau, «&nbsp;{word}&nbsp;», s’écarte de celui du coach. Une phrase, puis Entrée."
                return {
                    told: notice("info", "Dites pourquoi", ask) + _FOCUS,
                    pending: _NO_LEVEL if level is None else level,
                }
            who = viewer(request, services)
            pieces.give(services, who, piece, current, level, why, unseen=unseen)
        except CoachError as exc:
            return {told: notice("attention", "Rien n’a été gardé", esc(exc.message))}
        left = "<span data-quitter></span>"
        return {**shown(piece, on(piece, current), request), told: left, reason: "", pending: None}

    def keep_pending(level: int | None, current: str, why: str, request: gr.Request) -> dict[Any, Any]:
        if level is None:
            return {told: notice("info", "Choisissez d’abord un niveau, de 0 à 3")}
        return keep(None if level == _NO_LEVEL else level, current, why, request)

    def reply(current: str, why: str, request: gr.Request) -> dict[Any, Any]:
        def deed(piece: Piece) -> str:
            pieces.answer(services, viewer(request, services), piece, current, why)
            return on(piece, current)

        found = change(request, current, deed)
        return {**found, reason: ""} if words in found else found

    def say(current: str, at: str, text: str, request: gr.Request) -> dict[Any, Any]:
        def deed(piece: Piece) -> str:
            number = _turn(piece, at)
            notes.comment(services, viewer(request, services), piece.subject, text, number)
            return current

        found = change(request, current, deed)
        if words not in found:
            return found
        return {
            **found,
            comment: "",
            told: f"<p role='status'>Commentaire gardé.</p>{'<span data-quitter></span>'}",
        }

    def take_back(current: str, which: str, request: gr.Request) -> dict[Any, Any]:
        def deed(_piece: Piece) -> str:
            notes.uncomment(services, viewer(request, services), int(which) if which.isdecimal() else 0)
            return current

        return change(request, current, deed) if which else {told: ""}

    def finish(request: gr.Request) -> dict[Any, Any]:
        who = viewer(request, services)
        try:
            piece = piece_of(request)
            notes.reviewed(services, who, piece.subject)
            following = next_to_review(services, who, after=piece.id)
        except CoachError as exc:
            return {told: notice("attention", "Rien n’a été gardé", esc(exc.message))}
        blind = "&aveugle=1" if asked(request, "aveugle") else ""
        return {target: go(f"/formateur-revue?id={following}{blind}" if following else "/formateur")}

    both = [words, grid, general, criterion, answer, told]
    gr.on(None, load, None, [head, body, agree, *both], **_LIMITS)
    agree.click(accept, criterion, [*both, pending], **_LIMITS)
    for button, level in (*zip(levels, range(4), strict=True), (none, None)):
        button.click(give(level), [criterion, reason], [*both, reason, pending], **_LIMITS)
    reason.submit(keep_pending, [pending, criterion, reason], [*both, reason, pending], **_LIMITS)
    answer.click(reply, [criterion, reason], [*both, reason], **_LIMITS)
    comment.submit(say, [criterion, turn, comment], [*both, comment], **_LIMITS)
    taken_back.input(take_back, [criterion, taken_back], both, **_LIMITS)
    done.click(finish, None, [told, target], **_LIMITS)


def _sides(piece: Piece, *, blind: bool) -> str:
    """To the blind form of the page and back; nothing to change the levels of."""
    key = "id" if piece.subject.session_id else "e"
    here = f"/formateur-revue?{key}={piece.id}"
    if blind:
        return f"<p>{link(here, 'Voir les niveaux du coach', kind='bouton discret', icon_name='eye')}</p>"
    first = link(f"{here}&aveugle=1", "Noter d’abord à l’aveugle", kind="bouton discret")
    return f"<p>{first} {trainer.share_link(piece.subject.owner)}</p>"


def _turn(piece: Piece, typed: str) -> int | None:
    """The number of an exchange as typed; None for the whole."""
    plain = (typed or "").strip().lower().removeprefix("tour").strip()
    if not plain or plain == "tous":
        return None
    if not plain.isdecimal() or int(plain) not in {line.number for line in piece.lines}:
        raise InputError(
            "Ce tour n’existe pas : choisissez-en un dans l’échange, ou laissez vide pour l’ensemble."
        )
    return int(plain)
