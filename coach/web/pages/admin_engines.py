"""Moteurs: where the model, the voice and the transcription are, their keys, and a button that tries them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.blocks import Block

from coach.administration.engines import ENGINES, MODEL, Engine, active, choose, local, try_out
from coach.errors import CoachError
from coach.outgoing import host_of
from coach.settings import Settings
from coach.web.components.administration import HOME, LIMITS, admin, menu
from coach.web.components.markup import markup
from coach.web.html import esc, fr
from coach.web.layout import notice, page
from coach.wiring import Services

_SHOWS: dict[str, Any] = {**LIMITS, "show_progress": "minimal"}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        HOME,
        "Moteurs",
        lead="Sans rien régler, tout se fait sur cette machine. Un serveur compatible OpenAI peut prendre le relais.",
        help_lines=(
            "Une adresse vide laisse le moteur de cette machine faire le travail.",
            "Une clé est scellée dès qu’elle est enregistrée : personne ne peut plus la lire ici.",
            "« Essayer » interroge vraiment le moteur, et dit en combien de temps il répond.",
            "Un réglage donné par l’environnement passe avant celui de cette page, qui ne peut alors pas le changer.",
            "Ce qui part vers un serveur est noté dans « Réseau », avant de partir.",
        ),
        wide=True,
    ):
        markup(menu("/moteurs"))
        cards = [_Card(services, engine) for engine in ENGINES.values()]

    def load(request: gr.Request) -> dict[Any, Any]:
        admin(request, services)
        return {part: value for card in cards for part, value in card.shown().items()}

    gr.on(None, load, None, [part for card in cards for part in card.parts], **LIMITS)


class _Card:
    """One engine."""

    def __init__(self, services: Services, engine: Engine) -> None:
        self._services, self._engine = services, engine
        with gr.Column(elem_classes=["carte", "moteur"], elem_id=f"moteur-{engine.id}"):
            markup(f"<h2>{esc(engine.title)}</h2>")
            self.status = markup()
            self.use = gr.Radio(
                [("Répliques écrites", "embedded"), ("Modèle de langage", "llm")],
                label="Qui prête ses mots au conseiller",
                elem_classes=["puces"],
                visible=engine.id == MODEL,
            )
            self.address = gr.Textbox(
                label="Adresse",
                placeholder="http://127.0.0.1:8080/v1",
                max_length=300,
            )
            with gr.Row():
                self.fields = [gr.Textbox(label=label, max_length=120) for label in engine.fields.values()]
                self.key = gr.Textbox(
                    label="Clé",
                    type="password",
                    max_length=500,
                    placeholder="aucune",
                    html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
                )
            with gr.Row(elem_classes=["actions"]):
                save = gr.Button("Enregistrer", variant="primary", scale=0, min_width=150)
                attempt = gr.Button("Essayer", scale=0, min_width=130)
                forget = gr.Button("Retirer la clé", scale=0, min_width=150)
            self.said = markup()

        # Gradio hands a dictionary of the inputs to a handler wired to a set of them.
        def saved(values: dict[Any, Any], request: gr.Request) -> dict[Any, Any]:
            return self._done(request, lambda by: self._save(by, values))

        def forgotten(request: gr.Request) -> dict[Any, Any]:
            return self._done(request, self._forget)

        def attempted(request: gr.Request) -> dict[Any, Any]:
            return self._done(request, self._try)

        inputs: set[Block] = {self.use, self.address, *self.fields, self.key}
        save.click(saved, inputs, [self.said, *self.parts], **LIMITS)
        forget.click(forgotten, None, [self.said, *self.parts], **LIMITS)
        attempt.click(attempted, None, [self.said, *self.parts], **_SHOWS)

    @property
    def parts(self) -> list[Any]:
        """What `shown` fills."""
        return [self.status, self.use, self.address, *self.fields, self.key]

    def shown(self) -> dict[Any, Any]:
        """The settings in force; what the environment decides cannot be changed here."""
        chosen, settings = self._services.chosen, self._services.in_force
        fixed = chosen.from_environment
        filled = {
            self.address: (self._engine.address, getattr(settings, self._engine.address) or ""),
            **{
                part: (name, getattr(settings, name))
                for part, name in zip(self.fields, self._engine.fields, strict=True)
            },
        }
        sealed = chosen.sealed().get(self._engine.key)
        held = f"enregistrée ({sealed.hint}) : laissez vide pour la garder" if sealed else "aucune"
        return {
            self.status: self._status(settings),
            self.use: gr.update(value=settings.engine, interactive=not fixed("engine")),
            **{
                part: gr.update(value=value, interactive=not fixed(name))
                for part, (name, value) in filled.items()
            },
            self.key: gr.update(
                value="",
                placeholder="donnée par l’environnement" if fixed(self._engine.key) else held,
                interactive=not fixed(self._engine.key),
            ),
        }

    def _status(self, settings: Settings) -> str:
        engine = self._engine
        if not active(settings, engine):
            words = fr(f"En service : {engine.embedded}. Rien ne sort de cette machine.")
            text = f"<p class='discret-texte'>{esc(words)}</p>"
        elif local(settings, engine):
            text = "<p class='discret-texte'>En service : un serveur de cette machine. Rien n’en sort.</p>"
        else:
            host = esc(host_of(getattr(settings, engine.address)))
            text = notice(
                "attention", f"Des données partent vers {host}", esc(fr(f"Ce qui part : {engine.leaves}."))
            )
        names = (engine.address, engine.key, *engine.fields, *(("engine",) if engine.id == MODEL else ()))
        fixed = [f"COACH_{n.upper()}" for n in names if self._services.chosen.from_environment(n)]
        if fixed:
            text += (
                f"<p class='discret-texte'>Fixé par l’environnement{fr(' : ')}{esc(', '.join(fixed))}.</p>"
            )
        return text

    def _done(self, request: gr.Request, do: Callable[[str], str]) -> dict[Any, Any]:
        try:
            said = do(admin(request, self._services).id)
        except CoachError as exc:
            return {self.said: notice("attention", "Rien n’a changé", esc(fr(exc.message)))}
        return {self.said: said, **self.shown()}

    def _save(self, by: str, given: dict[Any, Any]) -> str:
        values = {
            name: given[part] or "" for part, name in zip(self.fields, self._engine.fields, strict=True)
        }
        values |= {self._engine.address: given[self.address] or "", "engine": given[self.use] or ""}
        choose(self._services, self._engine, values, given[self.key] or None, by=by)
        return notice("info", "Enregistré", "Les prochains échanges l’emploient.")

    def _forget(self, by: str) -> str:
        values = {
            name: str(getattr(self._services.in_force, name) or "")
            for name in (self._engine.address, *self._engine.fields, "engine")
        }
        choose(self._services, self._engine, values, "", by=by)
        return notice("info", "La clé est retirée")

    def _try(self, by: str) -> str:
        tried = try_out(self._services, self._engine, by=by)
        seconds = f"{tried.seconds:.1f}".replace(".", ",")
        if tried.ok:
            return notice("info", f"Répond en {seconds} s ({tried.where})", esc(fr(tried.told)))
        return notice("attention", f"Ne répond pas ({tried.where}, {seconds} s)", esc(fr(tried.told)))
