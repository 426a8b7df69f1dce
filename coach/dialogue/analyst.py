"""The embedded analyst: which of the 26 acts a manager's utterance carries, and in which of its clauses.

A linear model reads each clause, then the whole turn (a greeting at the end is a close, a question may rest on the
sentence before). The two readings are averaged, a few rules have the last word on what grammar settles, and an act
holds when its score passes its threshold.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coach.dialogue.act_model import ActModel, Array
from coach.dialogue.act_rules import judge
from coach.dialogue.clauses import Clause, split_clauses
from coach.dialogue.features import extract
from coach.domain.acts import Act
from coach.domain.clause_acts import ClauseActs

#: Nobody speaks longer in one turn; what comes after is not read, so that pasted text stays cheap.
MAX_CHARACTERS = 6_000
#: A clause read beyond this many would not change the turn.
MAX_CLAUSES = 80
#: Share of the best clause in the score of a turn; the rest is the whole turn's.
CLAUSE_SHARE = 0.6

#: Scores that a rule gives; the model's own lie between them.
CERTAIN, IMPOSSIBLE = 2.0, -2.0

_ACTS = tuple(Act)
_COLUMN = {act: column for column, act in enumerate(_ACTS)}
_LETTER = re.compile(r"[^\W\d_]")
_Mask = npt.NDArray[np.bool_]


class EmbeddedAnalyst:
    """Labels utterances with the packaged model. Safe to share between threads: it holds no state."""

    def __init__(self, model: ActModel | None = None) -> None:
        self._model = model or packaged_model()

    def acts(self, text: str) -> tuple[Act, ...]:
        """Acts of the whole utterance, in the order of `Act`; empty when it carries none."""
        reading = read(self._model, text)
        return () if reading is None else _named(reading.turn > self._model.thresholds)

    def clauses(self, text: str) -> tuple[ClauseActs, ...]:
        """Clauses in order, each with the acts it carries; their union is `acts(text)`."""
        reading = read(self._model, text)
        if reading is None:
            return ()
        held = reading.turn > self._model.thresholds
        carried = (reading.by_clause > self._model.thresholds) & held
        # An act that only the whole turn shows goes to the clause that shows it most.
        unplaced = held & ~carried.any(axis=0)
        carried[reading.by_clause.argmax(axis=0)[unplaced], np.flatnonzero(unplaced)] = True
        return tuple(
            ClauseActs(clause.start, clause.end, clause.text, _named(row))
            for clause, row in zip(reading.clauses, carried, strict=True)
        )


class Reading(NamedTuple):
    """Scores of a turn: shape (clauses, acts) and (acts,)."""

    clauses: tuple[Clause, ...]
    by_clause: Array
    turn: Array


def read(model: ActModel, text: str) -> Reading | None:
    """Scores of a turn and of its clauses, rules applied; None when there is nothing to read."""
    clauses = split_clauses(text[:MAX_CHARACTERS])[:MAX_CLAUSES]
    if not clauses:
        return None
    by_clause = model.scores([extract(clause.text) for clause in clauses])
    certain = _apply_rules(clauses, by_clause)
    turn = by_clause.max(axis=0)
    if len(clauses) > 1:
        whole = model.scores([extract(text[: clauses[-1].end])])[0]
        turn = CLAUSE_SHARE * turn + (1 - CLAUSE_SHARE) * whole
    turn[certain] = CERTAIN
    if not _LETTER.search(text[:MAX_CHARACTERS]):
        turn[:] = IMPOSSIBLE
    return Reading(clauses, by_clause, turn)


def _apply_rules(clauses: tuple[Clause, ...], by_clause: Array) -> list[int]:
    """Correct the scores in place; gives the columns of the acts that the turn carries for certain."""
    certain: set[int] = set()
    for row, clause in enumerate(clauses):
        verdict = judge(clause.text)
        for act in verdict.carried:
            by_clause[row, _COLUMN[act]] = CERTAIN
            certain.add(_COLUMN[act])
        for act in verdict.excluded:
            by_clause[row, _COLUMN[act]] = IMPOSSIBLE
    return sorted(certain)


def _named(held: _Mask) -> tuple[Act, ...]:
    return tuple(act for act, holds in zip(_ACTS, held, strict=True) if holds)


@lru_cache(maxsize=1)
def packaged_model() -> ActModel:
    """The model that travels with the package, read once."""
    with as_file(files("coach.dialogue") / "data" / "acts_model.npz") as path:
        return ActModel.load(path)
