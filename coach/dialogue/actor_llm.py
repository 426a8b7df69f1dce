"""The language-model actor: says the director's step in its own words, guarded, and never stops the session.

What it is given holds only facts the director has released; the embedded actor's line is its canvas. One
failed guard is retried once without streaming; then the written line takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator

from coach.dialogue.actor import Delta, Piece, Replaced, Scene, Voiced
from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.guard import broken, trimmed, unfit, untold
from coach.domain.effects import LEVEL_RULES
from coach.domain.moves import Move, Openness
from coach.domain.scenarios import Scenario
from coach.errors import EngineError
from coach.llm.ports import ChatModel, Message
from coach.llm.prompts import Prompt, load_prompt

HELD_BACK = 28
"""Characters kept back while streaming, so that a forbidden word is seen before it is shown."""
HISTORY_TURNS = 12

_INTENTIONS: dict[Move, str] = {
    Move.ESQUIVE: "tu évites de répondre sur le fond.",
    Move.JUSTIFICATION: "tu te justifies.",
    Move.MINIMISATION: "tu trouves que ce n’est pas si grave.",
    Move.REJET_FAUTE: "tu renvoies la responsabilité ailleurs.",
    Move.CONTRE_ATTAQUE: "tu contre-attaques, sans insulte.",
    Move.SILENCE: "tu ne dis presque rien.",
    Move.EMOTION: "ça te touche et ça s’entend.",
    Move.QUESTION: "tu poses une question.",
    Move.CONFIDENCE: "tu te confies, simplement.",
    Move.ACCORD_PARTIEL: "tu es en partie d’accord.",
    Move.ACCORD: "tu es d’accord.",
    Move.ENGAGEMENT: "tu t’engages sur ce qui vient d’être dit.",
    Move.REFUS: "tu refuses.",
    Move.INCOMPREHENSION: "tu ne vois pas où l’on veut en venir.",
    Move.CLOTURE: "tu mets fin à l’échange.",
}
_TONES: dict[Openness, str] = {
    Openness.CLOSED: "fermé, bref",
    Openness.MIXED: "sur la réserve",
    Openness.OPEN: "ouvert, posé",
}


class LlmActor:
    """Voices a step through a chat model, with the embedded actor behind."""

    def __init__(self, model: ChatModel, embedded: EmbeddedActor) -> None:
        self._model = model
        self._embedded = embedded
        self._role = load_prompt("conseiller")
        self._customer = load_prompt("client")
        self._candidate = load_prompt("candidat")
        self._cue = load_prompt("replique")

    def play(self, scene: Scene) -> Iterator[Piece]:
        """The advisor's words, streamed; the written line when the model fails or twice breaks the rules."""
        canvas = self._embedded.line(scene)
        messages = self.messages(scene, canvas)
        voice = Voiced(f"llm:{self._model.name} {self._prompt(scene.scenario).id} {self._cue.id}")
        shown = ""
        try:
            text = ""
            for chunk in self._model.stream(messages):
                text += chunk
                if broken(text, scene.scenario, scene.step.state.released):
                    break
                whole = trimmed(text)
                if len(whole) - HELD_BACK > len(shown) and whole.startswith(shown):
                    more = whole[len(shown) : len(whole) - HELD_BACK]
                    shown += more
                    yield Delta(more)
            final = self._checked(text, scene, canvas)
            if final is None:
                final = self._checked(self._model.complete(messages), scene, canvas)
        except EngineError:
            final = None
        if final is None:
            final, voice = canvas, Voiced("embedded (repli)")
        if final.startswith(shown):
            yield Delta(final[len(shown) :])
        else:
            yield Replaced(final)
        yield voice

    def messages(self, scene: Scene, canvas: str) -> list[Message]:
        """What the model is given: role, recent talk, and the cue of this turn."""
        messages = [Message("system", self._told_who(scene))]
        for exchange in scene.history[-HISTORY_TURNS:]:
            if exchange.manager:
                messages.append(Message("user", exchange.manager))
            messages.append(Message("assistant", exchange.advisor))
        cue = self._cue.fill(
            manager=scene.manager.replace("<<<", "").replace(">>>", "") or "(silence)",
            intention=_INTENTIONS[scene.step.move],
            tone=_TONES[scene.step.openness],
            canvas=canvas,
        )
        return [*messages, Message("user", cue)]

    def _prompt(self, scenario: Scenario) -> Prompt:
        if _is_customer(scenario):
            return self._customer
        return self._candidate if _is_candidate(scenario) else self._role

    def _told_who(self, scene: Scene) -> str:
        """The part of the persona; customers and candidates are not told the manager's dossier nor its limits."""
        scenario, persona = scene.scenario, scene.scenario.persona
        told = [scenario.fact(f).title for f in scene.step.state.released]
        common = {
            "name": persona.name,
            "age": str(persona.age),
            "seniority": persona.seniority,
            "role": persona.role,
            "traits": ", ".join(persona.traits),
            "speech": " ; ".join(persona.speech),
            "known": "\n".join(f"- {title}" for title in told) or "- rien encore",
            "level": LEVEL_RULES[scene.level].label,
        }
        if _is_customer(scenario):
            turns = scenario.brief.call.turns if scenario.brief.call is not None else ()
            said = [f"{t.speaker} : {t.text}" for t in turns if t.speaker != "serveur vocal"]
            return self._customer.fill(**common, context="\n".join(said) or scenario.summary)
        if _is_candidate(scenario):
            known = [f"- {row.label} : {row.value}" for row in scenario.brief.indicators]
            dates = [f"- {event.on:%d/%m/%Y} : {event.what}" for event in scenario.brief.calendar]
            return self._candidate.fill(**common, context="\n".join([*known, *dates]))
        return self._role.fill(
            **common,
            site=persona.site,
            context=scenario.brief.context,
            rule=scenario.brief.rule,
            address="Tu vouvoies ton manager." if scene.formal else "Tu tutoies ton manager.",
        )

    def _checked(self, text: str, scene: Scene, canvas: str) -> str | None:
        final = trimmed(text)
        if broken(text, scene.scenario, scene.step.state.released):
            return None
        if untold(final, canvas, scene.scenario, scene.step.released):
            return None
        return None if unfit(final, (e.advisor for e in scene.history)) else final


def _is_customer(scenario: Scenario) -> bool:
    return scenario.exercise == "client_difficile"


def _is_candidate(scenario: Scenario) -> bool:
    return scenario.exercise == "recrutement"
