"""Corrected words: what they touch, where they go, what is counted anew."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.grids import Criterion, Grid
from coach.domain.measures import measure
from coach.domain.rehearing import doubts_left, judged_again, quoting, recounted, respread
from coach.domain.samples import said
from coach.domain.transcripts import Turn

NAMES = [f"E{n}" for n in range(1, 7)]
TURNS = 5
GRID = Grid(
    "ecoute",
    "Écoute",
    "2",
    "agent",
    tuple(Criterion(name, name, "", "", (), {}, weight=1.0 + i) for i, name in enumerate(NAMES)),
)

evidence = st.lists(
    st.fixed_dictionaries({"turn": st.integers(0, TURNS - 1), "quote": st.text(min_size=1, max_size=8)}),
    max_size=3,
)


@st.composite
def assessments(draw: st.DrawFn) -> dict[str, Any]:
    criteria = [
        {
            "id": name,
            "level": draw(st.sampled_from([None, 0, 1, 2, 3])),
            "evidence": draw(evidence),
            "why": draw(st.text(max_size=5)),
        }
        for name in NAMES
    ]
    flags = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "criterion": st.sampled_from(NAMES),
                    "turn": st.integers(0, TURNS - 1),
                    "quote": st.text(max_size=5),
                }
            ),
            max_size=3,
        )
    )
    version = draw(st.sampled_from(["1", "2"]))
    return {
        "grid": "ecoute",
        "criteria": criteria,
        "flags": flags,
        "overall": draw(st.one_of(st.none(), st.floats(0, 3))),
        "engine": "embedded",
        "rubric_version": version,
    }


@given(before=assessments(), after=assessments(), turn=st.integers(0, TURNS - 1))
def test_a_criterion_that_the_turn_does_not_touch_keeps_its_line(
    before: dict[str, Any], after: dict[str, Any], turn: int
) -> None:
    merged, again = judged_again(before, after, turn, GRID)
    for old, new, fresh in zip(before["criteria"], merged["criteria"], after["criteria"], strict=True):
        quotes = {e["turn"] for side in (old, fresh) for e in side["evidence"]}
        quotes |= {
            f["turn"] for side in (before, after) for f in side["flags"] if f["criterion"] == old["id"]
        }
        if turn in quotes:
            assert old["id"] in again and new == fresh
        else:
            assert old["id"] not in again and new is old
    kept = [f for f in before["flags"] if f["criterion"] not in again]
    assert [f for f in merged["flags"] if f["criterion"] not in again] == kept
    assert (merged["engine"], merged["rubric_version"]) == (before["engine"], before["rubric_version"])
    if not again:
        assert merged == before


@given(before=assessments(), after=assessments(), turn=st.integers(0, TURNS - 1))
def test_the_mean_is_that_of_the_levels_shown(
    before: dict[str, Any], after: dict[str, Any], turn: int
) -> None:
    merged, again = judged_again(before, after, turn, GRID)
    if again:
        weights = {c.id: c.weight for c in GRID.criteria}
        levels = [(weights[c["id"]], c["level"]) for c in merged["criteria"] if c["level"] is not None]
        total = sum(w for w, _ in levels)
        mean = round(sum(w * level for w, level in levels) / total, 2) if total else None
        assert merged["overall"] == mean


def test_a_criterion_of_another_version_of_the_grid_does_not_come_in() -> None:
    quote = [{"turn": 0, "quote": "bonjour"}]
    old = {"criteria": [{"id": "E1", "level": 1, "evidence": quote}], "flags": [], "overall": 1.0}
    new = {
        "criteria": [
            {"id": "E1", "level": 2, "evidence": quote},
            {"id": "E2", "level": 3, "evidence": quote},
        ],
        "flags": [],
    }
    merged, again = judged_again(old, new, 0, GRID)
    assert again == {"E1"} and [c["id"] for c in merged["criteria"]] == ["E1"]
    assert quoting(old, 1) == frozenset()


words = st.text(alphabet="abcé’.,", min_size=1, max_size=4)


@given(
    lines=st.lists(st.lists(words, min_size=1, max_size=5).map(" ".join), min_size=2, max_size=4),
    new=st.lists(words, max_size=12),
)
def test_every_word_of_a_correction_finds_a_place_and_order_is_kept(lines: list[str], new: list[str]) -> None:
    spread = respread(lines, " ".join(new))
    assert len(spread) == len(lines)
    assert " ".join(line for line in spread if line).split() == new
    assert respread(lines, " ".join(lines)) == lines


@given(
    lines=st.lists(st.lists(words, min_size=1, max_size=5), min_size=2, max_size=4),
    where=st.integers(0, 3),
    word=st.just("Fibrox"),
)
def test_the_lines_beside_a_replaced_word_do_not_move(lines: list[list[str]], where: int, word: str) -> None:
    where %= len(lines)
    texts = [" ".join(line) for line in lines]
    changed = [list(line) for line in lines]
    changed[where][0] = word
    spread = respread(texts, " ".join(" ".join(line) for line in changed))
    expected = [" ".join(line) for line in changed]
    # A word said twice may stand in the line before or after: the words of the talk are what must hold.
    assert [w for line in spread for w in line.split()] == [w for line in expected for w in line.split()]
    if len({w for line in lines for w in line}) == sum(map(len, lines)):
        assert spread == expected


def test_a_written_message_keeps_its_line_ends() -> None:
    assert respread(["Bonjour,\n\nVotre dossier"], "Bonjour,\n\nVotre colis") == ["Bonjour,\n\nVotre colis"]


def test_doubts_stay_on_the_words_nobody_touched() -> None:
    text = "ma fibre ox est en pane"
    doubts = ((3, 8), (19, 23))
    assert [text[a:b] for a, b in doubts] == ["fibre", "pane"]
    new = "ma Fibrox est en pane"
    assert [new[a:b] for a, b in doubts_left(text, doubts, new)] == ["pane"]


def test_counts_follow_the_words_and_times_stay() -> None:
    before = [Turn("agent", "Bonjour, un instant.", 0.0, 2.0), Turn("client", "Oui.", 8.0, 9.0)]
    after = [Turn("agent", "Bonjour, que voulez-vous savoir ?", 0.0, 2.0), before[1]]
    stored = measure(before, 9.0).as_dict()
    stored["speakers"]["agent"]["words"] += 5  # counted before masking
    new = recounted(stored, before, after)
    agent = new["speakers"]["agent"]
    assert (agent["words"], agent["questions"]) == (stored["speakers"]["agent"]["words"] + 1, 1)
    assert agent["words_per_minute"] == pytest.approx(stored["speakers"]["agent"]["words_per_minute"] + 30)
    assert new["speakers"]["client"] == stored["speakers"]["client"]
    assert stored["holds"] and not new["holds"]
    assert new["silences"] == stored["silences"] and new["duration"] == 9.0


def test_a_turn_knows_its_lines_and_what_was_heard_first() -> None:
    lines = [
        {
            "start": 0.0,
            "end": 2.0,
            "speaker": "agent",
            "text": "Bonjour Fibrox,",
            "heard": {"text": "Bonjour fibre ox,"},
        },
        {"start": 2.0, "end": 3.0, "speaker": "agent", "text": ""},
        {"start": 3.0, "end": 5.0, "speaker": "agent", "text": "que puis-je ?", "doubts": [[4, 11]]},
        {"start": 6.0, "end": 7.0, "speaker": "client", "text": "Allô."},
    ]
    first, second = said({"duration": 8.0, "segments": lines})
    assert first.turn == Turn("agent", "Bonjour Fibrox, que puis-je ?", 0.0, 5.0)
    assert [first.turn.text[p.start : p.end] for p in first.pieces] == [
        "Bonjour Fibrox,",
        "",
        "que puis-je ?",
    ]
    assert [first.turn.text[a:b] for a, b in first.doubts] == ["puis-je"]
    assert first.heard == "Bonjour fibre ox, que puis-je ?" and second.heard is None
    assert [len(said({"duration": None, "segments": lines})), said(None)] == [4, []]
