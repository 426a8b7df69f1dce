"""The candidate's grid beside the reference."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.self_grading import Reference, compare

LEVEL = st.one_of(st.none(), st.integers(0, 3))
IDS = ("A1", "A2", "A3")


def test_gaps_are_said_in_words() -> None:
    reference = {"A1": Reference(2, "x"), "A2": Reference(0, "y"), "A3": Reference(None, "z")}
    found = compare(IDS, {"A1": 2, "A2": 3, "A3": 1}, reference)
    assert [g.words for g in found.gaps] == [
        "Comme la référence",
        "Plus indulgent de 3 niveaux",
        "Sans objet d’un côté, un niveau de l’autre",
    ]
    assert found.exact == 1 and [g.criterion for g in found.widest] == ["A2", "A3"]
    assert "plus haut" in found.leaning
    severe = compare(IDS, {"A1": 1, "A2": 0, "A3": None}, reference)
    assert (
        severe.gaps[0].words == "Plus sévère d’un niveau"
        and severe.exact == 2
        and "plus bas" in severe.leaning
    )


@given(st.fixed_dictionaries({c: LEVEL for c in IDS}), st.fixed_dictionaries({c: LEVEL for c in IDS}))
def test_every_criterion_is_compared_once(
    mine: dict[str, int | None], reference: dict[str, int | None]
) -> None:
    found = compare(IDS, mine, {c: Reference(level, "parce que") for c, level in reference.items()})
    assert [g.criterion for g in found.gaps] == list(IDS)
    assert found.exact == sum(mine[c] == reference[c] for c in IDS)
    assert all(g.same == (g.distance == 0 or (g.mine is None and g.reference is None)) for g in found.gaps)
