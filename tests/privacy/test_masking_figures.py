"""The figures published in evals/masking/README.md hold: what the product promises of masking."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from coach.privacy.mask import Masker
from evals.masking.run import evaluate, load

CERTAIN = ("TEL", "EMAIL", "IBAN", "CARTE", "NIR")


@pytest.mark.parametrize("split", ["dev", "test"])
@pytest.mark.parametrize(
    "full", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["rapide", "complet"]
)
def test_masking_keeps_its_promises(split, full):
    cases = load(split)
    scores = evaluate(cases, Masker(full=full))
    assert len(cases) >= 150
    assert scores.recall(*CERTAIN) >= 0.98
    assert scores.recall("NOM") >= 0.92
    assert scores.recall("DATE_NAISSANCE", "ADRESSE", "CLIENT") >= 0.95
    assert scores.precision(*scores.masks) >= 0.95


@pytest.mark.parametrize("split", ["dev", "test"])
def test_both_channels_and_clean_sentences_are_there(split):
    cases = load(split)
    assert {case.channel for case in cases} == {"oral", "écrit"}
    assert sum(not case.data for case in cases) >= 45


def test_the_splits_share_no_sentence():
    assert not {c.text for c in load("dev")} & {c.text for c in load("test")}


@pytest.mark.slow
def test_the_full_path_finds_names_that_no_list_holds():
    text = "J'ai transmis la demande à Zvezdana Kowalczyńska hier soir."
    assert Masker().mask(text).entities == ()
    assert Masker(full=True).mask(text).text == "J'ai transmis la demande à [NOM_1] hier soir."


@pytest.mark.slow
def test_the_full_path_leaves_the_trade_alone():
    for text in (
        "Pouvez-vous me donner le nom du service ?",
        "Bonjour et bienvenue chez Télénova, que puis-je faire pour vous ?",
        "Objectif : QS 85/100, NPS +30, DMT 280 s.",
        "Le Recadrage et la Double Écoute sont au programme.",
    ):
        assert Masker(full=True).mask(text).text == text
