"""The rehearsal: official times, one question at a time, a follow-up when much is missing, feedback by point."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.domain import rehearsal as rules
from coach.domain.jury import CandidateFile, Evidence, sheet
from coach.domain.jury_bank import Bank
from coach.domain.referential import Referential
from coach.domain.rehearsal import Phase, Planned, Rehearsal
from coach.resources import data_dir


def _yaml(*path: str) -> dict[str, object]:
    return dict(yaml.safe_load(data_dir("knowledge").joinpath(*path).read_text(encoding="utf-8")))


REFERENTIAL = Referential.from_mapping(_yaml("referential", "mercd-2024.yaml"))
BANK = Bank(_yaml("jury", "questions.yaml"), REFERENTIAL)
NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
FIRST = BANK.questions("CP1.1")[0]
FULL = (
    "Je suis parti de la date de lancement, le 12 janvier, et j’ai remonté le calendrier. La recette de l’outil prend dix "
    "jours, elle ne se comprime pas. Elle dépend de l’informatique, que j’ai donc prévenue en premier."
)


def planned(question: str = FIRST.id) -> Planned:
    found = BANK.question(question)
    assert found is not None
    return Planned("CP1", found.ref, found.asked.ask, question)


@pytest.mark.parametrize(
    ("modality", "minutes"),
    [("titre", [15, 10, 30, 20]), ("ccp1", [10, 10, 20]), ("ccp2", [15, 10, 20])],
)
def test_the_times_are_those_of_the_re(modality: str, minutes: list[int]) -> None:
    exam = REFERENTIAL.exam(modality)
    assert list(rules.phases(exam).values()) == minutes
    phase, seen = Phase.PREPARATION, [Phase.PREPARATION]
    while phase is not Phase.FEEDBACK:
        phase = rules.next_phase(exam, phase)
        seen.append(phase)
    assert len(seen) == len(minutes) + 1


def test_a_whole_answer_brings_the_next_question() -> None:
    held = rules.enter(
        Rehearsal("titre", Phase.BRIEFING, NOW), Phase.EXCHANGE, NOW, [planned(), planned("CP1.1-2")]
    )
    after = rules.answered(held, FULL, FIRST.asked, NOW + timedelta(seconds=90))
    assert after.current is not None and after.current.planned.bank == "CP1.1-2"
    assert after.done[0][1].seconds == 90 and after.done[0][1].more == ""


def test_a_poor_answer_brings_one_follow_up_and_no_more() -> None:
    held = rules.enter(
        Rehearsal("titre", Phase.BRIEFING, NOW), Phase.EXCHANGE, NOW, [planned(), planned("CP1.1-2")]
    )
    once = rules.answered(held, "Euh, le premier jour.", FIRST.asked, NOW)
    assert once.current is not None and once.current.more == FIRST.asked.more[0] and once.current.waits
    twice = rules.answered(once, "Je ne sais pas.", FIRST.asked, NOW)
    assert twice.current is not None and twice.current.planned.bank == "CP1.1-2"


def test_an_answer_full_of_key_words_but_short_is_asked_again() -> None:
    assert rules.lacking("Lancement, durée, informatique.", FIRST.asked.holds)
    assert not rules.lacking(FULL, FIRST.asked.holds)


def test_the_feedback_quotes_the_answer_and_tells_what_was_not_found() -> None:
    held = rules.enter(Rehearsal("titre", Phase.BRIEFING, NOW), Phase.EXCHANGE, NOW, [planned()])
    text = "Je suis parti de la date de lancement et j’ai remonté, étape par étape, jusqu’à aujourd’hui, avec mon équipe et sans oublier personne."
    done = rules.answered(held, text, FIRST.asked, NOW).done[0][1]
    found = dict((point.says, quote) for point, quote in rules.in_answer(done, FIRST.asked))
    assert found["Part de la date de lancement et remonte"] == text
    assert None in found.values()


def test_the_phase_is_over_when_its_time_is_and_a_sentence_is_heard() -> None:
    exam = REFERENTIAL.exam("titre")
    held = Rehearsal("titre", Phase.BRIEFING, NOW)
    assert not rules.is_over(held, exam, NOW + timedelta(minutes=10, seconds=20))
    assert rules.is_over(held, exam, NOW + timedelta(minutes=10, seconds=40))
    assert not rules.is_over(Rehearsal("titre", Phase.FEEDBACK, NOW), exam, NOW + timedelta(days=1))


@given(st.lists(st.text(min_size=1, max_size=80), max_size=6))
def test_a_stored_rehearsal_is_read_back_whole(answers: list[str]) -> None:
    held = rules.enter(
        Rehearsal("titre", Phase.BRIEFING, NOW, "briefing-fidelis", "abc", "notes"),
        Phase.EXCHANGE,
        NOW,
        [planned(), planned("CP1.1-2"), planned("CP1.1-3")],
    )
    for text in answers:
        if held.current is None:
            break
        held = rules.answered(held, text, FIRST.asked, NOW)
    assert Rehearsal.from_json("titre", held.phase.value, held.to_json()) == held


def test_the_plan_is_on_own_words_first_and_ends_on_the_team() -> None:
    file = CandidateFile(
        (
            Evidence("CP5.1", "Tu es arrivé à 9 h 12 lundi.", "Recadrage"),
            Evidence("CP6.4", "Bravo pour lundi matin.", "Briefing"),
        )
    )
    plan = rules.exchange_plan(sheet(file, BANK, REFERENTIAL, "titre", "x"))
    assert {p.competence for p in plan} == {f"CP{n}" for n in range(1, 8)}
    assert plan[-1].competence == "CP6"
    assert [p.competence for p in plan] == sorted((p.competence for p in plan), key=lambda c: (c == "CP6", c))
    assert next(p for p in plan if p.competence == "CP5").quote == "Tu es arrivé à 9 h 12 lundi."
    assert 10 <= len(plan) <= 12


def test_the_ccp_without_cp6_is_not_asked_on_it() -> None:
    plan = rules.exchange_plan(sheet(CandidateFile(), BANK, REFERENTIAL, "ccp1", "x"))
    assert {p.competence for p in plan} == {"CP1", "CP2", "CP3"}
