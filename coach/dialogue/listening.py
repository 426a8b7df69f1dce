"""Which ear hears the manager in which exercise."""

from __future__ import annotations

from coach.dialogue.briefing_hearing import BriefingHearing
from coach.dialogue.candidate_hearing import CandidateHearing
from coach.dialogue.customer_hearing import CustomerHearing
from coach.dialogue.hearing import Hearing
from coach.dialogue.ports import Analyst
from coach.dialogue.topics import TopicMatcher
from coach.domain.scenarios import Scenario


def hearing_for(analyst: Analyst, scenario: Scenario, topics: TopicMatcher | None = None) -> Hearing:
    """The hearing of that exercise."""
    if scenario.exercise == "briefing":
        return BriefingHearing(analyst, scenario, topics)
    if scenario.exercise == "client_difficile":
        return CustomerHearing(analyst, scenario, topics)
    if scenario.exercise == "recrutement":
        return CandidateHearing(analyst, scenario, topics)
    return Hearing(analyst, scenario, topics)
