"""What a candidate's interviews show, by criterion of the RE: their own words, and apart the coach's levels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from coach.assessment.rubric_files import rubric
from coach.domain.jury import CandidateFile, CoachLevel, Evidence
from coach.domain.scenarios import Scenario
from coach.errors import InputError, NotFound
from coach.review import review_interview, spoken
from coach.wiring import Services

EXERCISES: Final = {
    "recadrage": "Recadrage",
    "debriefing": "Débriefing d’écoute",
    "client_difficile": "Reprise d’appel",
    "briefing": "Briefing devant le jury",
    "recrutement": "Entretien de recrutement",
    "periode_essai": "Bilan de période d’essai",
    "parcours": "Entretien de parcours",
    "soutien": "Entretien de soutien",
}
LEAST_WORDS: Final = 4
"""Of a passage; « J’ai fini » shows nothing."""


def of_sessions(services: Services, owner: str, session_ids: Iterable[str]) -> CandidateFile:
    """The file that these interviews make; one that is open, or in which nothing was said, adds nothing."""
    whole = CandidateFile()
    for session_id in session_ids:
        try:
            whole = whole.merged(of_session(services, owner, session_id))
        except InputError:  # open, empty, or erased meanwhile
            continue
    return whole


def of_session(services: Services, owner: str, session_id: str) -> CandidateFile:
    """What one interview shows.

    Raises:
        NotFound: no such interview for this owner.
        InputError: it is open, or nothing was said in it.
    """
    interview = services.runner.get(owner, session_id)
    assessment = review_interview(services, owner, session_id)["assessment"]
    grid = assessment["grid"]
    try:
        shown = rubric(grid)
    except NotFound:
        return CandidateFile()  # a centre's own grid hangs on no criterion of the RE
    turns = [turn for _, turn in spoken(interview)]
    source, href = named(interview.scenario), f"/bilan?id={session_id}"
    links = services.referential.grid_links
    evidence: list[Evidence] = []
    levels: list[CoachLevel] = []
    advised = {c.id for c in shown.criteria if c.advice_only}
    for line in assessment["criteria"]:
        for target in links.get((grid, line["id"]), ()):
            evidence += [
                Evidence(target, e["quote"], source, href, e["turn"])
                for e in line["evidence"]
                if 0 <= e["turn"] < len(turns)
                and turns[e["turn"]].speaker == shown.lead
                and len(e["quote"].split()) >= LEAST_WORDS
            ]
            if line["id"] not in advised:
                version = f"{shown.title}, version {assessment['rubric_version']}"
                levels.append(
                    CoachLevel(target, grid, line["id"], line["title"], line["level"], version, source, href)
                )
    return CandidateFile(tuple(evidence), tuple(levels), ((source, href),))


def named(scenario: Scenario) -> str:
    """An interview in a few words."""
    return f"{EXERCISES.get(scenario.exercise, 'Entretien')} · {scenario.title}"
