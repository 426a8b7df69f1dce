"""A clause of a manager's turn with the acts it carries: what the analyst hands to whoever needs the proof."""

from __future__ import annotations

from dataclasses import dataclass

from coach.domain.acts import Act


@dataclass(frozen=True, slots=True)
class ClauseActs:
    """`text` is the verbatim slice `turn[start:end]`; `acts` are in the order of `Act`, possibly none."""

    start: int
    end: int
    text: str
    acts: tuple[Act, ...]
