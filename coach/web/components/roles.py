"""Who the candidate speaks to, in the words of the page, by exercise; where a briefing stands."""

from __future__ import annotations

from dataclasses import dataclass

from coach.dialogue.runner import Interview
from coach.domain.briefing import QUESTION_MINUTES
from coach.domain.scenarios import Scenario

FINISHED = "J’ai fini."
"""What the button of a briefing says in the candidate's name."""


@dataclass(frozen=True)
class Roles:
    """Words of the page for one exercise."""

    placeholder: str
    finish: str
    sample: str = "L’échantillon"
    figures: str = "Ses chiffres"


_INTERVIEW = Roles("Parlez à votre conseiller…", "Terminer l’entretien")
_BY_EXERCISE = {
    "client_difficile": Roles(
        "Parlez à votre client…", "Terminer l’appel", "Le début de l’appel, avant vous", "Les chiffres"
    ),
    "briefing": Roles("Parlez à votre équipe…", "Arrêter le briefing", figures="Les chiffres"),
    "recrutement": Roles("Parlez au candidat ou à la candidate…", "Terminer l’entretien"),
}


def roles(scenario: Scenario) -> Roles:
    """The words of that scenario's exercise."""
    return _BY_EXERCISE.get(scenario.exercise, _INTERVIEW)


def is_briefing(scenario: Scenario) -> bool:
    """True where a jury listens in silence, then asks."""
    return scenario.exercise == "briefing"


def briefs(interview: Interview) -> bool:
    """True while the candidate has the floor: the jury has asked nothing yet."""
    return (
        is_briefing(interview.scenario)
        and interview.is_open
        and not any(turn.step.source.kind == "jury" for turn in interview.turns)
    )


def placeholder(interview: Interview) -> str:
    """What the empty box says."""
    asks = is_briefing(interview.scenario) and not briefs(interview)
    said = "Répondez au jury…" if asks else roles(interview.scenario).placeholder
    return f"{said} (Entrée envoie, Maj + Entrée va à la ligne)"


def planned(interview: Interview) -> tuple[int, str]:
    """Minutes on the official clock, and what they are called: ten for a briefing, then those of the questions."""
    minutes = interview.scenario.minutes
    if is_briefing(interview.scenario) and not briefs(interview):
        return minutes + QUESTION_MINUTES, "questions du jury"
    return minutes, f"sur {minutes} min"


def described(scenario: Scenario) -> str:
    """Who is in front of the candidate, in a few words."""
    persona = scenario.persona
    if is_briefing(scenario):
        return f"{persona.seniority}, {persona.site}"
    return f"{persona.age} ans, {persona.seniority}, {persona.site}"


def facing(scenario: Scenario) -> str:
    """With or before whom the exercise was held."""
    return "devant le jury" if is_briefing(scenario) else f"avec {scenario.persona.name}"
