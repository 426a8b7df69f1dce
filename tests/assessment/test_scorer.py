"""Golden talks: what a good, a harsh, a recited interview and a call are worth, and why."""

from __future__ import annotations

import time
from datetime import date

import pytest

from coach.assessment.rubric_files import GRIDS, rubric
from coach.assessment.scorer import Scorer
from coach.domain.transcripts import Turn, is_verbatim
from coach.errors import InputError, NotFound

from .talks import CALL, DEBRIEF, GOOD, HARSH, SHEET, talk


def test_a_good_recadrage_is_mastered_nearly_everywhere(scorer: Scorer) -> None:
    result = scorer.score(talk(GOOD), "recadrage")
    levels = result.levels()
    assert sum(level == 3 for level in levels.values()) >= 10
    assert min(level for level in levels.values() if level is not None) >= 2
    assert result.flags == ()
    assert result.overall is not None and result.overall > 2.7


def test_a_harsh_one_falls_and_raises_flags_first(scorer: Scorer) -> None:
    result = scorer.score(talk(HARSH), "recadrage", on=date(2026, 11, 24))
    assert result.levels()["R12"] == 0
    assert {f.kind for f in result.flags} >= {"menace", "discrimination", "insulte"}
    threat = next(f for f in result.flags if f.kind == "menace")
    assert threat.article and "L.1331-1" in threat.article
    assert threat.in_force_on == "2026-11-24"
    assert is_verbatim(threat.quote, talk(HARSH)[threat.turn].text)
    assert result.overall is not None and result.overall < 0.7


def test_a_good_debriefing(scorer: Scorer) -> None:
    result = scorer.score(talk(DEBRIEF), "debriefing")
    assert sum(level == 3 for level in result.levels().values()) >= 10
    assert result.flags == ()


def test_a_good_call(scorer: Scorer) -> None:
    result = scorer.score(talk(CALL), "ecoute", SHEET)
    assert sum(level == 3 for level in result.levels().values()) >= 10
    assert result.flags == ()


@pytest.mark.parametrize(
    ("talk_text", "grid"),
    [(GOOD, "recadrage"), (HARSH, "recadrage"), (DEBRIEF, "debriefing"), (CALL, "ecoute")],
)
def test_every_level_shows_its_proof(scorer: Scorer, talk_text: str, grid: str) -> None:
    turns = talk(talk_text)
    for criterion in scorer.score(turns, grid, SHEET).criteria:
        for evidence in criterion.evidence:
            assert is_verbatim(evidence.quote, turns[evidence.turn].text)
        if criterion.level:
            assert criterion.evidence
        if criterion.level == 0:
            assert "Attendu" in criterion.why and rubric(grid).criterion(criterion.id).where in criterion.why
        if criterion.level is None:
            assert criterion.why.startswith("Sans objet")
        else:
            assert criterion.advice


def test_references_come_from_the_referential(scorer: Scorer) -> None:
    plan = next(c for c in scorer.score(talk(GOOD), "recadrage").criteria if c.id == "R9")
    assert plan.refs == ("CP5 — Le plan d'actions est adapté à la personne et à la situation (RE p. 8/28)",)


RECITAL = """
M: Bonjour. Je pose le cadre de l'entretien selon la méthode. Première étape, l'accueil.
C: Bonjour. C'est pour quoi ?
M: Deuxième étape, les faits précis, datés et observables. Troisième étape, je rappelle la règle et je nomme l'écart.
C: Quels faits ?
M: Quatrième étape, l'écoute active avec des questions ouvertes. Cinquième étape, je reformule. Les causes sont identifiées.
C: Je ne comprends pas.
M: Sixième étape, nous co-construisons un plan d'action SMART, spécifique et mesurable.
C: Lequel ?
"""


def test_naming_the_techniques_is_worth_nothing(scorer: Scorer) -> None:
    levels = scorer.score(talk(RECITAL), "recadrage").levels()
    assert all(levels[c] == 0 for c in ("R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10"))


def test_facts_said_with_a_judgement_are_worth_one(scorer: Scorer) -> None:
    turns = talk(
        """
        M: Bonjour Léo. Je voulais te voir pour tes dossiers.
        C: Bonjour.
        M: Vendredi tu as laissé onze dossiers ouverts. Tu ne finis jamais rien.
        C: Jamais, c'est fort.
        M: On se revoit lundi.
        C: Bien.
        """
    )
    assert scorer.score(turns, "recadrage").levels()["R2"] == 1


def test_speech_without_punctuation_is_read(scorer: Scorer) -> None:
    spoken = [Turn(t.speaker, "".join(c for c in t.text.lower() if c not in ",.?!;:«»")) for t in talk(GOOD)]
    levels = scorer.score(spoken, "recadrage").levels()
    assert sum(level is not None and level >= 2 for level in levels.values()) >= 9


def test_a_very_short_interview_is_not_judged(scorer: Scorer) -> None:
    result = scorer.score(talk("M: Bonjour Ana.\nC: Bonjour."), "recadrage")
    levels = result.levels()
    assert levels["R9"] is None and levels["R5"] is None
    assert "trop court" in next(c.why for c in result.criteria if c.id == "R9")
    assert levels["R12"] is not None


def test_an_abandoned_interview_is_not_marked_down(scorer: Scorer) -> None:
    head = talk(GOOD)[:8]
    levels = scorer.score(head, "recadrage", {"end_reason": "abandon"}).levels()
    assert levels["R2"] == 3
    assert levels["R9"] is None and levels["R11"] is None


def test_an_alarm_makes_the_rest_null(scorer: Scorer) -> None:
    turns = [*talk(GOOD)[:4], Turn("manager", "C'est l'alarme incendie, on évacue, on reprendra plus tard.")]
    levels = scorer.score(turns, "recadrage").levels()
    assert levels["R1"] == 3 and levels["R7"] is None and levels["R12"] == 3


def test_no_objection_is_null(scorer: Scorer) -> None:
    turns = [
        t
        for t in talk(CALL)
        if "cher" not in t.text and "agaçant" not in t.text and "plus clair" not in t.text
    ]
    assert scorer.score(turns, "ecoute", SHEET).levels()["A7"] is None


def test_the_product_sheet_decides_what_is_exact(scorer: Scorer) -> None:
    wrong = [
        Turn(t.speaker, t.text.replace("120 euros", "80 euros")) if t.speaker == "agent" else t
        for t in talk(CALL)
    ]
    assert (scorer.score(wrong, "ecoute", SHEET).levels()["A5"] or 0) < 3
    assert scorer.score(talk(CALL), "ecoute", SHEET).levels()["A5"] == 3


def test_a_card_number_asked_aloud_is_a_breach(scorer: Scorer) -> None:
    turns = talk(CALL)
    turns.insert(12, Turn("agent", "Donnez-moi les seize chiffres de votre carte et le cryptogramme."))
    result = scorer.score(turns, "ecoute", SHEET)
    assert result.levels()["A11"] == 0
    assert "donnees_bancaires" in {f.kind for f in result.flags}


def test_six_hundred_turns_under_five_seconds(scorer: Scorer) -> None:
    turns = (talk(GOOD) * 28)[:600]
    started = time.process_time()  # a busy machine is not the scorer's doing
    scorer.score(turns, "recadrage")
    assert time.process_time() - started < 5


def test_bad_requests_say_what_to_do(scorer: Scorer) -> None:
    with pytest.raises(NotFound, match="recadrage, debriefing, ecoute"):
        scorer.score(talk(GOOD), "vente")
    with pytest.raises(InputError, match="manager"):
        scorer.score(talk("C: Bonjour."), "recadrage")


@pytest.mark.parametrize("grid_id", GRIDS)
def test_the_rubrics_are_whole(grid_id: str) -> None:
    grid = rubric(grid_id)
    assert sum(c.safeguard for c in grid.criteria) == 1
    for criterion in grid.criteria:
        assert set(criterion.levels) == {1, 2, 3}
        assert set(criterion.words or {}) == {0, 1, 2, 3}
        assert criterion.keep and criterion.drill and criterion.advice and criterion.better
        for rules in criterion.levels.values():
            for rule in rules:
                for name in (*rule.every, *rule.some, *rule.no):
                    assert criterion.indicator(name.removesuffix("~"))


def test_a_masked_name_in_the_greeting_is_a_name(scorer: Scorer) -> None:
    talk = [
        Turn("agent", "Énergie Claire bonjour, [NOM_1] à votre écoute. En quoi puis-je vous aider ?"),
        Turn("client", "Bonjour, je voudrais changer ma date de prélèvement."),
        Turn("agent", "Très bien, je regarde votre dossier."),
    ]
    levels = {c.id: c.level for c in scorer.score(talk, "ecoute").criteria}
    assert levels["A1"] == 3
