"""The debrief of a role-play: what held, what to work on, what moved the advisor, what stayed hidden.

Everything comes from the assessment and from the director's own record; nothing is guessed. In the debrief,
`turn` is the number of the exchange (0 is the advisor's opening), not the index of the scored transcript.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from coach.assessment import debrief_briefing, takeover
from coach.assessment.endings import ending_words, silent_words
from coach.assessment.interview import Interview, read_interview
from coach.assessment.law import slips
from coach.assessment.ports import ClauseAnalyst
from coach.assessment.records import Played, PlayedTurn, speakers_of, transcript_of
from coach.assessment.rewording import from_flags, weakest
from coach.assessment.rubric_files import rubric
from coach.domain.acts import LABELS, Act
from coach.domain.grids import Grid
from coach.domain.moves import EndReason
from coach.domain.play import Cause
from coach.domain.scenarios import Scenario
from coach.domain.scoring import Assessment, CriterionScore, Flag

#: Criteria in the order in which they change an interview; ties are settled by it.
_TELLING: Final[Mapping[str, tuple[str, ...]]] = {
    "recadrage": ("R12", "R2", "R5", "R7", "R9", "R8", "R6", "R3", "R4", "R11", "R10", "R1"),
    "debriefing": ("D12", "D2", "D4", "D7", "D8", "D10", "D6", "D3", "D5", "D9", "D11", "D1"),
    "briefing": ("B10", "B5", "B6", "B3", "B2", "B8", "B4", "B1", "B7", "B9"),
    "ecoute": ("A11", "A4", "A7", "A6", "A12", "A3", "A10", "A5", "A8", "A9", "A13", "A1", "A2"),
    "entretien": ("E9", "E6", "E4", "E5", "E3", "E7", "E8", "E1", "E2"),
}
_LEAST_STRENGTH: Final[Mapping[str, int]] = {"ecoute": 2, "briefing": 2}
"""Level from which a line of the grid is worth praise: on these, a faulty sentence may reach 1."""
_MAX_POINTS: Final = 5
_LEAST_DELTA: Final = 4.0
_OTHER_REASONS: Final[Mapping[str, str]] = {
    "repetition": "même formule répétée",
    "surcharge": "trop d’idées dans la même prise de parole",
    "silence": "silence",
    "apaisement": "échange apaisé",
    "recitation": "méthode récitée",
    "excuses": "excuses présentées",
    "contradiction": "chiffre contredit",
    "parole_reprise": "parole reprise",
    "confidence_mal_accueillie": "confidence mal accueillie",
}
_LACKING: Final[Mapping[str, str]] = {
    "acts": "il manquait une question ouverte ou une reformulation à ce moment",
    "confiance": "la confiance n’était pas encore là",
    "tension": "la tension était trop haute",
    "ecoute": "il manquait d’avoir repris ses réponses auparavant",
    "delai": "un propos blessant était encore trop frais",
    "hesitation": "l’autre hésitait encore : il fallait lui laisser un tour de plus",
}


@dataclass(frozen=True)
class Debrief:
    """Everything the page shows after an interview; each part is ready for JSON."""

    flags: tuple[Mapping[str, Any], ...]
    strength: Mapping[str, Any] | None
    priority: Mapping[str, Any]
    rewording: Mapping[str, Any] | None
    curve: tuple[Mapping[str, Any], ...]
    turning_points: tuple[Mapping[str, Any], ...]
    facts: tuple[Mapping[str, Any], ...]
    commitments: tuple[Mapping[str, Any], ...]
    ending: Mapping[str, Any]
    questions: tuple[Mapping[str, Any], ...] = ()
    """What a jury asked, after a briefing."""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "flags": [dict(f) for f in self.flags],
            "strength": dict(self.strength) if self.strength else None,
            "priority": dict(self.priority),
            "rewording": dict(self.rewording) if self.rewording else None,
            "curve": [dict(p) for p in self.curve],
            "turning_points": [dict(p) for p in self.turning_points],
            "facts": [dict(f) for f in self.facts],
            "commitments": [dict(c) for c in self.commitments],
            "ending": dict(self.ending),
            "questions": [dict(q) for q in self.questions],
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Debrief:
        """The debrief that `to_json` wrote.

        Raises:
            KeyError: a part is missing.
        """
        many = ("flags", "curve", "turning_points", "facts", "commitments")
        return cls(
            **{name: tuple(raw[name]) for name in many},
            strength=raw["strength"],
            priority=raw["priority"],
            rewording=raw["rewording"],
            ending=raw["ending"],
            questions=tuple(raw.get("questions", ())),
        )


def debrief(
    scenario: Scenario,
    records: Sequence[PlayedTurn],
    assessment: Assessment,
    analyst: ClauseAnalyst | None = None,
    end_reason: EndReason | None = None,
) -> Debrief:
    """Build the debrief of an interview, however it ended.

    Args:
        scenario: what was played.
        records: exchanges in order, the advisor's opening first.
        assessment: levels of `transcript_of(records).turns` on the scenario's grid.
        analyst: reads the manager's clauses, for the rewording; without it, by their words alone.
        end_reason: how it ended when no turn did it (closed from the page); else what the records say.
    """
    lead, _ = speakers = speakers_of(scenario.exercise)
    played = transcript_of(records, speakers)
    grid = rubric(scenario.grid)
    interview = read_interview(
        played.turns, [t.speaker == lead for t in played.turns], analyst if lead == "manager" else None
    )
    return Debrief(
        flags=tuple(_flag(f, played) for f in assessment.flags),
        strength=_strength(assessment, played, interview),
        priority=_priority(grid, assessment, records),
        rewording=_rewording(scenario, interview, assessment.flags, played),
        curve=_curve(scenario, records),
        turning_points=_turning_points(records),
        facts=debrief_briefing.points(scenario, records) or _facts(scenario, records),
        questions=debrief_briefing.questions(scenario, records),
        commitments=_commitments(records),
        ending=_ending(records, end_reason, scenario.exercise),
    )


def _curve(scenario: Scenario, records: Sequence[PlayedTurn]) -> tuple[dict[str, Any], ...]:
    """The gauges turn by turn; a jury that keeps silent has none."""
    if scenario.exercise == "briefing":
        return ()
    return tuple(
        {
            "turn": r.number,
            "confiance": round(r.step.state.confiance),
            "tension": round(r.step.state.tension),
        }
        for r in records
    )


def _flag(flag: Flag, played: Played) -> dict[str, Any]:
    return {**flag.to_json(), "turn": _number(flag.turn, played)}


def _number(index: int, played: Played) -> int:
    return played.numbers[index] if 0 <= index < len(played.numbers) else index


def _rank(grid_id: str, criterion_id: str) -> int:
    order = _TELLING.get(grid_id, ())
    return order.index(criterion_id) if criterion_id in order else len(order)


def _strength(assessment: Assessment, played: Played, interview: Interview) -> dict[str, Any] | None:
    """The best level that has words of the manager's own, safeguards and hurtful turns aside."""
    hurtful = {f.turn for f in assessment.flags} | {c.turn for c in slips(interview)}
    safeguards = {c.id for c in rubric(assessment.grid).criteria if c.safeguard}
    shown: list[tuple[bool, int, int, CriterionScore, int]] = []
    for score in assessment.criteria:
        level = score.level or 0
        if level < _LEAST_STRENGTH.get(assessment.grid, 1) or score.id in safeguards:
            continue
        own = [
            i
            for i, e in enumerate(score.evidence)
            if played.turns[e.turn].speaker in ("manager", "agent") and e.turn not in hurtful
        ]
        if own:
            rank = _rank(assessment.grid, score.id)
            shown.append((score.advice_only, -level, rank, score, own[-1]))
    if not shown:
        return None
    *_, score, which = min(shown, key=lambda item: item[:3])
    evidence = score.evidence[which]
    return {
        "criterion": score.id,
        "title": score.title,
        "quote": evidence.quote,
        "turn": _number(evidence.turn, played),
    }


def _priority(grid: Grid, assessment: Assessment, records: Sequence[PlayedTurn]) -> dict[str, Any]:
    safeguards = {c.id for c in grid.criteria if c.safeguard}
    flagged = {f.criterion for f in assessment.flags}
    fallen = [
        s
        for s in assessment.criteria
        if s.id in safeguards
        and s.level is not None
        and s.level < 2
        and (s.id in flagged or not s.advice_only)
    ]
    scored = [s for s in assessment.criteria if s.level is not None and s.id not in safeguards]
    # A level that is not reliable does not choose what to work on, as long as others can.
    scored = [s for s in scored if not s.advice_only] or scored
    if fallen:
        chosen = fallen[0]
    elif scored:
        chosen = min(scored, key=lambda s: (s.level or 0, _rank(grid.id, s.id)))
    else:
        # Nothing could be judged: the first thing is to hold the interview.
        chosen = next(s for s in assessment.criteria if s.id not in safeguards)
    criterion = grid.criterion(chosen.id)
    law = next((f.article for f in assessment.flags if f.article and chosen.id in safeguards), None)
    return {
        "criterion": chosen.id,
        "title": chosen.title,
        "why": chosen.why,
        "advice": chosen.advice or criterion.advice[0],
        "ref": law or (chosen.refs[0] if chosen.refs else None),
        "drill": criterion.drill,
    }


def _rewording(
    scenario: Scenario, interview: Interview, flags: Sequence[Flag], played: Played
) -> dict[str, Any] | None:
    if scenario.exercise == "client_difficile":
        found = takeover.rewording(interview, flags)
    elif scenario.exercise == "briefing":
        found = from_flags(flags)
    else:
        found = weakest(interview, flags, scenario.agreement.examples[0], _brief_fact(scenario))
    if found is None:
        return None
    return {
        "turn": _number(found.turn, played),
        "before": found.before,
        "after": found.after,
        "why": found.why,
    }


def _brief_fact(scenario: Scenario) -> str | None:
    """A dated fact of the dossier, for a manager who gave none."""
    if not scenario.brief.calendar:
        return None
    event = scenario.brief.calendar[-1]
    day = (
        f"{event.on.day} {_MONTHS[event.on.month - 1]}"
        if event.on.day > 1
        else f"1er {_MONTHS[event.on.month - 1]}"
    )
    what = event.what.strip().rstrip(".")
    return f"Le {day}{f' à {event.time}' if event.time else ''}, {what[:1].lower()}{what[1:]}"


_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def _turning_points(records: Sequence[PlayedTurn]) -> tuple[dict[str, Any], ...]:
    """The largest changes, one a turn and gauge, in the order of the talk."""
    best: dict[tuple[int, str], Cause] = {}
    for cause in (c for r in records for c in r.step.causes):
        kept = best.get((cause.turn, cause.gauge))
        if kept is None or abs(cause.delta) > abs(kept.delta):
            best[cause.turn, cause.gauge] = cause
    strong = [c for c in best.values() if abs(c.delta) >= _LEAST_DELTA]
    strong.sort(key=lambda c: (-abs(c.delta), c.turn, c.gauge))
    return tuple(_point(c) for c in sorted(strong[:_MAX_POINTS], key=lambda c: (c.turn, c.gauge)))


def _point(cause: Cause) -> dict[str, Any]:
    delta = round(cause.delta)
    sign = "+" if delta > 0 else "−"
    reason = _reason(cause.reason)
    said = f" : « {_clip(cause.quote)} »" if cause.quote else ""
    return {
        "turn": cause.turn,
        "gauge": cause.gauge,
        "delta": delta,
        "reason": cause.reason,
        "label": f"tour {cause.turn} : {cause.gauge} {sign}{abs(delta)} ({reason}{said})",
        "quote": cause.quote,
    }


def _reason(reason: str) -> str:
    if reason in _OTHER_REASONS:
        return _OTHER_REASONS[reason]
    try:
        return LABELS[Act(reason)]
    except ValueError:
        return reason


def _clip(text: str, limit: int = 90) -> str:
    text = text.strip()
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"


def _facts(scenario: Scenario, records: Sequence[PlayedTurn]) -> tuple[dict[str, Any], ...]:
    if not records:
        return ()
    state = records[-1].step.state
    told = dict(zip(state.released, state.released_at, strict=False))
    by_number = {r.number: r for r in records}
    shown = []
    for fact in sorted(scenario.facts, key=lambda f: f.layer):
        turn = told.get(fact.id)
        near = [(r.number, n.lacking) for r in records for n in r.step.near if n.fact == fact.id]
        opened = by_number.get(turn) if turn is not None else None
        shown.append(
            {
                "id": fact.id,
                "layer": fact.layer,
                "title": fact.title,
                "status": "appris" if turn is not None else "manque",
                "turn": turn,
                "question": _asked(opened.manager) if opened is not None else None,
                "missed": None if turn is not None else fact.missed,
                "near_turn": near[-1][0] if near and turn is None else None,
                "near_lacking": _LACKING.get(near[-1][1]) if near and turn is None else None,
            }
        )
    return tuple(shown)


def _asked(text: str | None) -> str | None:
    """The question of the turn that earned the fact: its last sentence that asks, else the whole turn."""
    if not text:
        return None
    sentences = [s.strip() for s in text.replace("?", "?\n").replace(". ", ".\n").splitlines() if s.strip()]
    asking = [s for s in sentences if s.endswith("?")]
    return _clip(asking[-1] if asking else text, 220)


def _commitments(records: Sequence[PlayedTurn]) -> tuple[dict[str, Any], ...]:
    if not records:
        return ()
    return tuple(
        {"turn": c.turn, "quote": c.quote, "dated": c.dated, "measured": c.measured, "idea": c.idea}
        for c in records[-1].step.state.commitments
    )


def _ending(records: Sequence[PlayedTurn], known: EndReason | None, exercise: str) -> dict[str, Any]:
    """Why it ended; an interview that nothing ended was left."""
    reason = known or next((r.step.end_reason for r in reversed(records) if r.step.end_reason), None)
    reason = reason or (records[-1].step.state.ended if records else None) or EndReason.ABANDON
    words = ending_words(exercise, reason)
    silent = bool(records) and all(not (r.manager or "").strip() for r in records if r.number > 0)
    if silent and len(records) > 1:
        words = silent_words(exercise)
    return {"reason": reason.value, "words": words}
