"""What could not be observed, and why: the only ways to a level `null`.

Something simply missing is 0. A criterion is null where the transcript shows an outside reason (cut by an
alarm, recording begun after the welcome), where the interview is too short to be judged, or where the case
did not arise (no objection in a call).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from coach.assessment.interview import Interview
from coach.assessment.takeover import BEFORE, TAKEN_OVER
from coach.assessment.words import any_of, fold
from coach.domain.grids import Criterion, Finding, Grid
from coach.domain.scoring import Verdict

MIN_BRIEFING_WORDS: Final = 60
MIN_TURNS: Final = 3
"""Turns of the leader under which an interview is not judged."""

_CUT: Final = any_of(
    r"alarme (?:incendie|qui sonne|sonne|retentit)",
    r"(?:c'est|entends|attendez,?) l'alarme",
    r"incendie\b",
    r"evacu(?:e|ons|er|ez|ation)\b",
    r"(?:la )?(?:ligne|communication|connexion|visio|liaison) (?:est |a ete |vient d'etre |s'est |se )?(?:coupe|interromp|perdu)",
    r"(?:ca|on) (?:a|est|vient d'etre) (?:coupe|interrompu)",
    r"entretien (?:est |a ete )?(?:interrompu|coupe|suspendu|ecourte)",
    r"(?:appel|enregistrement) (?:est |a ete )?(?:interrompu|coupe|perdu)",
    r"panne (?:de|d'|generale|reseau|electri)",
    r"coupure (?:de|d'|reseau|electri)",
    r"(?:malaise|pompiers|samu|secours)\b",
    r"\[(?:fin|coupure|interruption|ligne coupee|communication coupee|enregistrement coupe)",
    r"l'electricite (?:a|est|vient)",
    r"plus de (?:courant|reseau|lumiere)",
    r"je (?:ne )?(?:t'|vous )entends plus",
    r"on (?:reprendra|le reprendra|se reverra|refixera)[^.]{0,30}(?:plus tard|une autre fois|apres)",
)
_LATE_START: Final = re.compile(
    r"(?:enregistrement|transcription|captation)[^.]{0,40}(?:commence|debute|demarre|lancee?)[^.]{0,40}(?:apres|en cours|au milieu)|debut (?:de l'entretien |de l'appel )?(?:non enregistre|manquant|coupe|absent|inaudible)|(?:accueil|debut)[^.]{0,20}(?:hors|avant) (?:l'|la )?(?:enregistrement|captation)"
)
_HARMS: Final = frozenset({"acte_contraire"})
_CLOSING: Final = frozenset({"R11", "D11", "A12", "A13", "E8"})
_OPENING: Final = frozenset({"R1", "D1", "A1", "E1", "E2"})


@dataclass(frozen=True)
class Unseen:
    """Reasons not to give a level."""

    cut: str | None = None
    short: str | None = None
    late_start: bool = False
    not_arisen: Mapping[str, str] = field(default_factory=dict)

    def reason(self, criterion: Criterion, verdict: Verdict) -> str | None:
        """Why this criterion has no level, or None: it has one."""
        known = criterion.like or criterion.id
        if known in self.not_arisen:
            return self.not_arisen[known]
        if criterion.if_cut == "score":
            return None
        nothing = verdict.level == 0 and not verdict.contrary
        if nothing and self.late_start and known in _OPENING:
            return "Sans objet : l’enregistrement commence après l’accueil."
        if self.cut is not None and known in _CLOSING and (verdict.level or 0) < 3:
            return self.cut
        if nothing and self.cut is not None:
            return self.cut
        if nothing and self.short is not None:
            return self.short
        return None


def unobservable(
    grid: Grid, interview: Interview, context: Mapping[str, Any], findings: Sequence[Finding]
) -> Unseen:
    """What the transcript itself shows could not be observed."""
    seen = {f.indicator for f in findings}
    arisen: dict[str, str] = {}
    if grid.lead == "agent" and "objection" not in seen:
        arisen["A7"] = "Sans objet : le client n’a fait ni objection ni réclamation dans cet échange."
    if TAKEN_OVER in context:
        arisen |= {k: why for k, why in BEFORE.items() if k != "A11" or not _HARMS & seen}
    return Unseen(_cut(interview), _short(grid, interview, context), _late(interview, context), arisen)


def _cut(interview: Interview) -> str | None:
    for said in interview.turns[-3:]:
        found = _CUT.search(said.folded)
        outside = found is not None and len(interview.lead) <= 12
        if outside and _stops(interview, said.index):
            quote = said.text.strip()
            quote = quote if len(quote) <= 90 else quote[:90].rsplit(" ", 1)[0] + "…"
            return f"Sans objet : l’entretien est interrompu par un événement extérieur (« {quote} »)."
    return None


def _stops(interview: Interview, index: int) -> bool:
    """The talk ends on the event, or speaks of interrupting."""
    last = interview.turns[-1]
    ending = " ".join(t.folded for t in interview.turns if t.index >= index)
    return (
        last.index - index <= 2
        and re.search(
            r"interromp|evacu|coupe|reprendra|suspendu|plus tard|\[|panne|secours|pompiers|entends plus|\bcoupure|alarme",
            ending,
        )
        is not None
    )


def _short(grid: Grid, interview: Interview, context: Mapping[str, Any]) -> str | None:
    abandoned = context.get("end_reason") == "abandon"
    count = len(interview.lead)
    if grid.id == "briefing" and sum(said.words for said in interview.lead) >= MIN_BRIEFING_WORDS:
        return None  # ten minutes may be one turn
    if count >= MIN_TURNS and not abandoned:
        return None
    what = "L’entretien a été abandonné" if abandoned else "L’entretien est trop court"
    if grid.lead == "agent":
        what = "L’échange est trop court"
    parole = "prise de parole" if count == 1 else "prises de parole"
    return f"Sans objet : {what[:1].lower() + what[1:]} ({count} {parole} de la personne évaluée) ; rien ne permet d’en juger."


def _late(interview: Interview, context: Mapping[str, Any]) -> bool:
    around = fold(json.dumps(context, ensure_ascii=False)) if context else ""
    first = interview.turns[0].folded if interview.turns else ""
    return _LATE_START.search(around) is not None or (
        first.startswith(("[", "(")) and _LATE_START.search(first) is not None
    )
