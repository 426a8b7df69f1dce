"""The law check on the development sentences: what it hears and what it leaves alone; it must not slip back."""

from __future__ import annotations

import pytest

from coach.assessment.law import GRAVE
from coach.dialogue.analyst import EmbeddedAnalyst
from evals.assessment.law_check import NONE, count, raised, sentences


def test_faults_are_raised_and_fair_words_are_not(analyst: EmbeddedAnalyst) -> None:
    found = count("dev", analyst)
    assert found.recall >= 0.97
    assert found.wrongly == 0


def test_both_halves_cover_every_grave_fault_and_share_no_sentence() -> None:
    halves = {split: list(sentences(split)) for split in ("dev", "test")}
    for said in halves.values():
        assert {kind for kind, _ in said} >= {*GRAVE, "enregistrement", "promesse_hors_pouvoir", NONE}
        assert sum(kind == NONE for kind, _ in said) >= 20
    assert not {words for _, words in halves["dev"]} & {words for _, words in halves["test"]}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("je te previens encore une absence et tu peux dire adieu a ton contrat", {"menace"}),
        ("Le client t'a dit « vous allez perdre votre place », et tu as gardé ton calme.", set()),
        ("Il ne s'agit pas de perdre ton poste.", set()),
        ("Je ne suis pas là pour te dire que tu es nul.", set()),
    ],
)
def test_without_punctuation_quoted_or_denied(
    words: str, expected: set[str], analyst: EmbeddedAnalyst
) -> None:
    assert raised(words, analyst) & GRAVE == expected


@pytest.mark.parametrize(
    "words",
    [
        "Si je te suis, tu as répondu avec l’ancienne règle parce que tu ne trouvais pas la nouvelle.",
        "Combien de personnes attendaient en file à ce moment-là ?",
        "Il n’y a qu’un appel à réécouter.",
        "Vos dossiers sont toujours impeccables.",
    ],
)
def test_everyday_words_of_the_trade_are_no_fault(words: str, analyst: EmbeddedAnalyst) -> None:
    assert raised(words, analyst) == frozenset()
