"""Whatever is said: levels in range, quotes verbatim, same in same out, names and accents do not matter."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.assessment.rubric_files import GRIDS, rubric
from coach.assessment.scorer import Scorer
from coach.domain.scoring import Assessment
from coach.domain.transcripts import Turn, is_verbatim
from evals.assessment.attacks import swaps

from .talks import CALL, DEBRIEF, GOOD, HARSH, SHEET, talk

ALL = [line for text in (GOOD, HARSH, DEBRIEF, CALL) for line in talk(text)]
words = st.one_of(
    st.sampled_from([t.text for t in ALL]),
    st.text(max_size=80),
    st.sampled_from(["", "…", "?!", "😀😀", "Hello there"]),
)


@pytest.mark.parametrize("grid_id", GRIDS)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_talk_is_scored_soundly(scorer: Scorer, grid_id: str, data: st.DataObject) -> None:
    lead = rubric(grid_id).lead
    other = "conseiller" if lead == "manager" else "client"
    said = data.draw(st.lists(st.tuples(st.sampled_from([lead, other]), words), min_size=1, max_size=14))
    turns = [Turn(lead, "Bonjour."), *(Turn(speaker, text) for speaker, text in said)]
    result = scorer.score(turns, grid_id, SHEET)
    for criterion in result.criteria:
        assert criterion.level in (None, 0, 1, 2, 3)
        assert criterion.evidence or not criterion.level
        for evidence in criterion.evidence:
            assert is_verbatim(evidence.quote, turns[evidence.turn].text)
    for flag in result.flags:
        assert is_verbatim(flag.quote, turns[flag.turn].text) or flag.quote in turns[flag.turn].text
    assert result.overall is None or 0 <= result.overall <= 3
    assert Assessment.from_json(json.loads(json.dumps(result.to_json()))).levels() == result.levels()
    assert scorer.score(turns, grid_id, SHEET).to_json() == result.to_json()


@pytest.mark.parametrize(
    ("text", "grid"), [(GOOD, "recadrage"), (HARSH, "recadrage"), (DEBRIEF, "debriefing"), (CALL, "ecoute")]
)
def test_names_accents_and_apostrophes_flip_nothing(scorer: Scorer, text: str, grid: str) -> None:
    turns = talk(text)
    plain = scorer.score(turns, grid, SHEET).levels()
    for seed in range(5):
        for kind, changed in swaps(turns, seed):
            if kind != "fautes de frappe":
                assert scorer.score(changed, grid, SHEET).levels() == plain, kind


@pytest.mark.parametrize(("text", "grid"), [(GOOD, "recadrage"), (DEBRIEF, "debriefing")])
def test_past_scores_are_not_looked_at(scorer: Scorer, text: str, grid: str) -> None:
    plain = scorer.score(talk(text), grid).levels()
    assert scorer.score(talk(text), grid, {"scores_precedents": {"moyenne": 0.2}}).levels() == plain


def test_the_gender_of_the_advisor_changes_nothing(scorer: Scorer) -> None:
    masculine = [
        Turn(
            t.speaker,
            t.text.replace("Malika", "Malik")
            .replace("revenue", "revenu")
            .replace("ta sœur", "ton frère")
            .replace("ma sœur", "mon frère"),
        )
        for t in talk(GOOD)
    ]
    assert scorer.score(masculine, "recadrage").levels() == scorer.score(talk(GOOD), "recadrage").levels()


def test_an_unrelated_aside_changes_nothing(scorer: Scorer) -> None:
    turns = talk(GOOD)
    plain = scorer.score(turns, "recadrage").levels()
    aside = [*turns[:6], Turn("serveur", "Annonce : le parking ferme à 20 heures."), *turns[6:]]
    assert scorer.score(aside, "recadrage").levels() == plain
