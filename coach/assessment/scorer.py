"""`Scorer`: from a transcript to levels with their proof, by the embedded engine.

Evidence finders read the talk, code sets the levels, feedback puts them into words. The result names the
engine and the rubric version.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from coach.assessment import (
    evidence_briefing,
    evidence_call,
    evidence_debriefing,
    evidence_entretien,
    evidence_recadrage,
    takeover,
)
from coach.assessment.feedback import advice, why
from coach.assessment.interview import Interview, read_interview
from coach.assessment.law import GRAVE, check_manager, flags, own_names
from coach.assessment.merging import doubts, merge
from coach.assessment.observability import Unseen, unobservable
from coach.assessment.ports import ClauseAnalyst, EvidenceReader
from coach.assessment.rubric_files import rubric
from coach.assessment.words import count_words
from coach.domain.grids import Criterion, Finding, Grid
from coach.domain.referential import Referential
from coach.domain.scoring import Assessment, CriterionScore, Flag, judge, overall
from coach.domain.transcripts import Turn
from coach.errors import EngineError, InputError

ENGINE: Final = "embedded"
_LOG = logging.getLogger(__name__)
_FINDERS: Final = {"debriefing": evidence_debriefing.find, "entretien": evidence_entretien.find}
"""Evidence of a manager's grid by its family; another one is read as a recadrage."""


class Scorer:
    """Scores transcripts. Safe to share between threads: it keeps nothing between two calls."""

    def __init__(
        self,
        analyst: ClauseAnalyst,
        referential: Referential | None = None,
        second: EvidenceReader | None = None,
    ) -> None:
        self._analyst = analyst
        self._referential = referential
        self._second = second

    def score(
        self,
        turns: Sequence[Turn],
        grid_id: str,
        context: Mapping[str, Any] | None = None,
        *,
        on: date | None = None,
    ) -> Assessment:
        """Levels on one of the product's grids.

        Args:
            turns: speakers are `manager` and `conseiller`, or `agent` and `client`.
            grid_id: `recadrage`, `debriefing`, `ecoute` or `entretien`.
            context: product sheet, channel, voice server, figures. `session_date` (AAAA-MM-JJ) is the day of
                the law that is cited; `end_reason` « abandon » says that the interview was left.
            on: that day, when the context does not say it; today by default.

        Raises:
            NotFound: no such grid.
            InputError: nobody in the transcript plays the assessed role.
        """
        return self.score_on(turns, rubric(grid_id), context, on=on)

    def score_on(
        self,
        turns: Sequence[Turn],
        grid: Grid,
        context: Mapping[str, Any] | None = None,
        *,
        on: date | None = None,
    ) -> Assessment:
        """Levels on any grid, a centre's own included. Same arguments and errors as `score`."""
        around = dict(context or {})
        day = _day(around) or on or date.today()
        leads = [turn.speaker == grid.lead for turn in turns]
        if not any(lead and turn.text.strip() for lead, turn in zip(leads, turns, strict=True)):
            raise InputError(
                f"La grille « {grid.title} » évalue le rôle « {grid.lead} », absent de la transcription : "
                "nommez ainsi la personne évaluée."
            )
        analyst = evidence_entretien.Announcing(self._analyst) if grid.id == "entretien" else self._analyst
        interview = read_interview(turns, leads, analyst if grid.lead == "manager" else None)
        embedded, raised = self._find(grid, interview, around, day)
        other = self._read_again(turns, grid)
        findings = embedded if other is None else merge(grid, embedded, other)
        unseen = unobservable(grid, interview, around, findings)
        scores = tuple(self._criterion(grid, c, findings, unseen) for c in grid.criteria)
        if other is not None:
            scores = tuple(
                _doubted(s, doubts(c, embedded, other)) for s, c in zip(scores, grid.criteria, strict=True)
            )
        return Assessment(
            grid=grid.id,
            criteria=scores,
            flags=tuple(sorted(raised, key=lambda f: (f.kind not in GRAVE, f.turn))),
            overall=overall(grid, {s.id: s.level for s in scores}),
            engine=ENGINE if other is None or self._second is None else f"{ENGINE} + {self._second.name}",
            rubric_version=grid.version,
        )

    def _find(
        self, grid: Grid, interview: Interview, context: Mapping[str, Any], day: date
    ) -> tuple[tuple[Finding, ...], tuple[Flag, ...]]:
        safeguard = next((c.id for c in grid.criteria if c.safeguard), "")
        if grid.lead == "agent":
            found, raised = evidence_call.find(interview, context, day, safeguard)
            found = takeover.with_complaint(found, interview, context)
            return found, (*raised, *flags(takeover.find(interview, context), safeguard, day))
        faults = check_manager(interview, _names(interview))
        if grid.id == "entretien":
            faults = evidence_entretien.lawful(interview, faults)
        if grid.id == "briefing":
            faults = evidence_briefing.faults_of(interview, faults)
            return evidence_briefing.find(interview, faults, context), flags(faults, safeguard, day)
        find = _FINDERS.get(_family(grid), evidence_recadrage.find)
        return find(interview, faults), flags(faults, safeguard, day)

    def _read_again(self, turns: Sequence[Turn], grid: Grid) -> tuple[Finding, ...] | None:
        """What the second reader cites; None without one, or when it fails: the embedded reading stands alone."""
        if self._second is None:
            return None
        try:
            return self._second.read(turns, grid)
        except EngineError as exc:
            _LOG.warning("second reading failed: %s", exc)
            return None

    def _criterion(
        self, grid: Grid, criterion: Criterion, findings: Sequence[Finding], unseen: Unseen
    ) -> CriterionScore:
        refs = self._refs(grid, criterion)
        if not criterion.levels:
            reason = "Sans objet pour le coach : ce critère du centre ne ressemble à aucun repère connu ; à vous de juger."
            return CriterionScore(
                criterion.id, criterion.title, None, (), reason, "", refs, advice_only=criterion.advice_only
            )
        verdict = judge(criterion, findings)
        unobserved = unseen.reason(criterion, verdict)
        if unobserved is not None:
            return CriterionScore(
                criterion.id,
                criterion.title,
                None,
                (),
                unobserved,
                "",
                refs,
                advice_only=criterion.advice_only,
            )
        return CriterionScore(
            id=criterion.id,
            title=criterion.title,
            level=verdict.level,
            evidence=verdict.evidence,
            why=why(criterion, verdict),
            advice=advice(criterion, verdict),
            refs=refs,
            missing=verdict.missing,
            advice_only=criterion.advice_only,
        )

    def _refs(self, grid: Grid, criterion: Criterion) -> tuple[str, ...]:
        """What the criterion rests on in the REAC or the RE; a centre's line has those of its nearest criterion."""
        if self._referential is None:
            return ()
        return self._referential.refs(_family(grid), criterion.like or criterion.id)


def _doubted(score: CriterionScore, doubt: str) -> CriterionScore:
    """The line with what is to be checked by hand."""
    return replace(score, why=f"{score.why} {doubt}".strip()) if doubt else score


def _family(grid: Grid) -> str:
    return grid.id.partition(":")[0]


def _names(interview: Interview) -> frozenset[str]:
    """Names by which the two people address each other: the leader's first words, when they greet."""
    heads = [said.clauses[0] for said in interview.lead[:2] if said.clauses]
    return own_names(c.text for c in heads if _GREETS.search(c.folded) or count_words(c.text) <= 4)


_GREETS: Final = re.compile(
    r"\b(?:bonjour|salut|coucou|bonsoir|hello|bienvenue|merci|assieds|asseyez|installe\w*|entrez?,)"
)


def _day(context: Mapping[str, Any]) -> date | None:
    value = context.get("session_date")
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
