"""A call taken over from an adviser: what the manager must not say to the customer, besides the grid of calls."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.law import Fact
from coach.assessment.rewording import Rewording, from_flags
from coach.assessment.words import FUTURE_DAY, any_of
from coach.domain.customer_words import blames_colleague, grants, hangs_up, hushes
from coach.domain.grids import Finding
from coach.domain.scoring import Flag

TAKEN_OVER: Final = "reprise"
"""Key of the context of such a call: {"hors_pouvoir": words of what the manager may not grant}."""
BEFORE: Final[Mapping[str, str]] = {
    "A2": "Sans objet : l’identité a été vérifiée avant que vous repreniez l’appel.",
    "A11": "Sans objet : l’enregistrement a été annoncé et l’identité vérifiée avant que vous repreniez l’appel.",
}
"""Criteria that belong to the first minute of the call, which was not the manager's."""

_RECEIVES: Final = any_of(
    r"(?:mes|nos) (?:plus sinceres )?excuses",
    r"(?:je suis|nous sommes) (?:vraiment |sincerement |tres )?(?:desole|navre)",
    r"je (?:comprends|concois|mesure|imagine) (?:que|votre|combien|ce que|a quel)",
    r"vous avez (?:raison|ete (?:tres )?patient)",
    r"(?:c'est|ce n'est) (?:pas (?:normal|acceptable)|inacceptable|anormal)",
    r"nous (?:aurions du|n'avons pas (?:ete|tenu|fait|su))",
    r"je vous crois",
)
_OFFERS: Final = any_of(
    r"(?:je|j'|nous) ?(?:vous )?(?:envoie|livre|annule|suspends|rappelle|appelle|fais|depose|bloque|reserve"
    r"|programme|rembourse|remplace)",
    r"vous (?:recevrez|recevez|aurez)",
    r"(?:sont|est|sera|seront) (?:livre|suspendu|annule|remplace|envoye)",
    r"(?:vient|passe|arrive|part) (?:demain|aujourd'hui|ce soir|lundi|mardi|mercredi|jeudi|vendredi)",
)
_DATED: Final = any_of(
    r"(?:aujourd'hui|ce soir|demain|avant|d'ici|dans (?:l'heure|la journee)|sous \d+|entre \d{1,2}|a \d{1,2} ?h)"
)
_CHECKS: Final = any_of(
    r"(?:ca|cela) (?:vous )?(?:va|convient|irait|conviendrait|repond|rassure)",
    r"(?:c'est|est-ce) (?:bien )?(?:ca|cela|clair|bon)",
    r"vous (?:etes d'accord|en pensez quoi)",
    r"qu'en (?:pensez|dites)-vous",
    r"puis-je faire autre chose",
)
_BETTER_HUSH: Final = "« Je vous écoute. Dites-moi ce qui s’est passé, je vous répondrai ensuite. »"


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


def with_complaint(
    findings: tuple[Finding, ...], interview: Interview, context: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """The findings of a call, its objection read as the complaint of a customer who asked for a manager.

    There is one by nature, so that A7 is always judged, and only a dated offer of the manager's treats it.
    """
    if TAKEN_OVER not in context or not interview.others:
        return findings
    kept = tuple(f for f in findings if not f.indicator.startswith("objection"))
    return (*kept, *_complaint(interview))


def _complaint(interview: Interview) -> tuple[Finding, ...]:
    found = Findings(interview.source)
    found.add("objection", interview.others[0])
    for said in interview.lead:
        found.add("objection_recue", _first(said, _RECEIVES))
        offer = _first(said, _OFFERS)
        if offer is not None and (_DATED.search(said.folded) or FUTURE_DAY.search(said.folded)):
            found.add("objection_traitee", offer)
    if found.has("objection_traitee"):
        asked = [c for s in interview.lead for c in s.clauses if "?" in c.text and _CHECKS.search(c.folded)]
        found.add("objection_verifiee", asked[-1] if asked else None)
    return found.result()


def rewording(interview: Interview, flags: Sequence[Flag]) -> Rewording | None:
    """What hurt most, said better: a flag first, then « calmez-vous »."""
    if (flagged := from_flags(flags)) is not None:
        return flagged
    for clause in interview.clauses:
        if hushes(clause.folded):
            why = "Demander le calme fait monter le ton ; laisser finir le fait descendre."
            return Rewording(clause.turn, clause.text.strip(), _BETTER_HUSH, why)
    return None


def _first(said: Said, pattern: re.Pattern[str]) -> Clause | None:
    return next((c for c in said.clauses if pattern.search(c.folded) and not hushes(c.folded)), None)
