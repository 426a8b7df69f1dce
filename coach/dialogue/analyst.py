"""The embedded analyst: which of the 26 acts a manager's utterance carries, and in which of its clauses.

A linear model reads each clause, then the whole turn (a greeting at the end is a close, a question may rest on the
sentence before). The two readings are averaged; an act holds when the mean passes the act's threshold.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt

from coach.dialogue.act_model import ActModel, Array
from coach.dialogue.clauses import Clause, split_clauses
from coach.dialogue.features import extract
from coach.domain.acts import Act
from coach.domain.clause_acts import ClauseActs

#: Nobody speaks longer in one turn; what comes after is not read, so that pasted text stays cheap.
MAX_CHARACTERS = 6_000
#: A clause read beyond this many would not change the turn.
MAX_CLAUSES = 80
#: Share of the best clause in the score of a turn; the rest is the whole turn's.
CLAUSE_SHARE = 0.5

_ACTS = tuple(Act)
_Mask = npt.NDArray[np.bool_]


class EmbeddedAnalyst:
    """Labels utterances with the packaged model. Safe to share between threads: it holds no state."""

    def __init__(self, model: ActModel | None = None) -> None:
        self._model = model or packaged_model()

    def acts(self, text: str) -> tuple[Act, ...]:
        """Acts of the whole utterance, in the order of `Act`; empty when it carries none."""
        clauses = _read(text)
        if not clauses:
            return ()
        held = turn_scores(self._model, text, clauses) > self._model.thresholds
        return _named(held)

    def clauses(self, text: str) -> tuple[ClauseActs, ...]:
        """Clauses in order, each with the acts it carries; their union is `acts(text)`."""
        clauses = _read(text)
        if not clauses:
            return ()
        by_clause = clause_scores(self._model, clauses)
        held = turn_scores(self._model, text, clauses, by_clause) > self._model.thresholds
        carried = (by_clause > self._model.thresholds) & held
        # An act that only the whole turn shows goes to the clause that shows it most.
        unplaced = held & ~carried.any(axis=0)
        carried[by_clause.argmax(axis=0)[unplaced], np.flatnonzero(unplaced)] = True
        return tuple(
            ClauseActs(clause.start, clause.end, clause.text, _named(row))
            for clause, row in zip(clauses, carried, strict=True)
        )


def clause_scores(model: ActModel, clauses: tuple[Clause, ...]) -> Array:
    """Scores of each clause, shape (clauses, acts)."""
    return model.scores([extract(clause.text) for clause in clauses])


def turn_scores(
    model: ActModel, text: str, clauses: tuple[Clause, ...], by_clause: Array | None = None
) -> Array:
    """Scores of the turn, shape (acts,): its best clause and its whole, averaged."""
    if by_clause is None:
        by_clause = clause_scores(model, clauses)
    if len(clauses) == 1:
        alone: Array = by_clause[0]
        return alone
    whole = model.scores([extract(text[: clauses[-1].end])])[0]
    mean: Array = CLAUSE_SHARE * by_clause.max(axis=0) + (1 - CLAUSE_SHARE) * whole
    return mean


def _read(text: str) -> tuple[Clause, ...]:
    return split_clauses(text[:MAX_CHARACTERS])[:MAX_CLAUSES]


def _named(held: _Mask) -> tuple[Act, ...]:
    return tuple(act for act, holds in zip(_ACTS, held, strict=True) if holds)


@lru_cache(maxsize=1)
def packaged_model() -> ActModel:
    """The model that travels with the package, read once."""
    with as_file(files("coach.dialogue") / "data" / "acts_model.npz") as path:
        return ActModel.load(path)
