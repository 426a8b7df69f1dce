"""The measures themselves: what counts as found, and when a second section is as right as the first."""

from __future__ import annotations

import pytest

from coach.knowledge.fiches import read_fiche
from coach.knowledge.library import fiche_files
from coach.resources import data_dir
from evals.knowledge.metrics import abstention, hit, ndcg
from evals.knowledge.questions import Item, same_fact, stand_ins

TWINS = {"a#un": {"b#deux"}, "b#deux": {"a#un"}}


def item(*expect: str, must: tuple[str, ...] = ()) -> Item:
    return Item(id="x", question="?", kind="plain", expect=list(expect), must_contain=list(must))


def test_a_twin_stands_for_the_expected_section() -> None:
    assert stand_ins(item("a#un"), {"b#deux": "Deux ans."}, TWINS) == {"b#deux": "a#un"}
    assert stand_ins(item("c#trois"), {}, TWINS) == {}


def test_a_twin_without_the_words_of_the_answer_does_not() -> None:
    asked = item("a#un", must=("l’article 5", "14 h"))
    assert stand_ins(asked, {"b#deux": "L'article 5 dit 14\u00a0h."}, TWINS) == {"b#deux": "a#un"}
    assert stand_ins(asked, {"b#deux": "L'article 5 ne dit pas l'heure."}, TWINS) == {}


def test_a_twin_found_beside_its_section_counts_once() -> None:
    alone, both = ["a#un", "z#z"], ["a#un", "a#un"]
    assert ndcg(both, ["a#un"]) == ndcg(alone, ["a#un"]) == 1.0
    assert hit(["z#z", "a#un"], ["a#un"], 1) == 0.0
    assert ndcg(["z#z", "a#un"], ["a#un"]) == pytest.approx(0.6309, abs=1e-4)


def test_every_twin_is_a_section_and_a_pair_is_of_two_fiches() -> None:
    known = {p.id for path in fiche_files(data_dir("knowledge") / "fiches") for p in read_fiche(path)}
    for one, others in same_fact().items():
        assert {one, *others} <= known
        assert all(one.split("#")[0] != other.split("#")[0] for other in others)


def test_abstention_counts() -> None:
    found = abstention([True, True, False, False], [True, False, True, False])
    assert (found.recall, found.precision, found.false) == (0.5, 0.5, 0.5)
