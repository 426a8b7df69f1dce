"""Ranking and abstention measures. A result is relevant when its section, or its fiche, is expected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


def relevant(passage_id: str, expect: Sequence[str]) -> bool:
    """Expected section, or any section of an expected fiche."""
    return passage_id in expect or passage_id.split("#")[0] in expect


def hit(ids: Sequence[str], expect: Sequence[str], at: int) -> float:
    return float(any(relevant(i, expect) for i in ids[:at]))


def ndcg(ids: Sequence[str], expect: Sequence[str], at: int = 10) -> float:
    """Normalised discounted gain; each expected entry counts once, an expected fiche for its best section."""
    seen: set[str] = set()
    gain = 0.0
    for rank, i in enumerate(ids[:at]):
        match = i if i in expect else i.split("#")[0]
        if match in expect and match not in seen:
            seen.add(match)
            gain += 1 / math.log2(rank + 2)
    ideal = sum(1 / math.log2(r + 2) for r in range(min(len(set(expect)), at)))
    return gain / ideal if ideal else 0.0


@dataclass(frozen=True)
class Abstention:
    """Recall: out-of-scope questions refused. Precision: refusals that were right. False: answerable refused."""

    recall: float
    precision: float
    false: float


def abstention(refused: Sequence[bool], out_of_scope: Sequence[bool]) -> Abstention:
    right = sum(r and o for r, o in zip(refused, out_of_scope, strict=True))
    outside = sum(out_of_scope)
    inside = len(out_of_scope) - outside
    wrong = sum(r and not o for r, o in zip(refused, out_of_scope, strict=True))
    return Abstention(
        right / outside if outside else 1.0,
        right / sum(refused) if sum(refused) else 1.0,
        wrong / inside if inside else 0.0,
    )
