"""A call taken over from an adviser: what the manager must not say to the customer, besides the grid of calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from coach.assessment.interview import Interview
from coach.assessment.law import Fact
from coach.domain.customer_words import blames_colleague, grants, hangs_up

TAKEN_OVER: Final = "reprise"
"""Key of the context of such a call: {"hors_pouvoir": words of what the manager may not grant}."""
BEFORE: Final[Mapping[str, str]] = {
    "A2": "Sans objet : l’identité a été vérifiée avant que vous repreniez l’appel.",
    "A11": "Sans objet : l’enregistrement a été annoncé et l’identité vérifiée avant que vous repreniez l’appel.",
}
"""Criteria that belong to the first minute of the call, which was not the manager's."""


def find(interview: Interview, context: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Faults of the manager towards the customer, in the order of the call."""
    around = context.get(TAKEN_OVER)
    if around is None:
        return ()
    beyond: Sequence[str] = around.get("hors_pouvoir", ())
    found: list[Fact] = []
    for clause in interview.clauses:
        if blames_colleague(clause.folded):
            found.append(Fact("collegue_mis_en_cause", clause.turn, clause.text.strip()))
        if hangs_up(clause.folded):
            found.append(Fact("appel_coupe", clause.turn, clause.text.strip()))
        if "?" not in clause.text and grants(clause.folded, beyond):
            found.append(Fact("promesse_client", clause.turn, clause.text.strip()))
    return tuple(dict.fromkeys(found))
