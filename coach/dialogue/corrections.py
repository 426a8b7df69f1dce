"""Lines that a trainer has corrected: the rule that replaces them, and the talk that proves it.

A rule names a written line of a scenario (or a common one, for that scenario alone) and the line to say in its
place. With it is kept the interview that showed the fault, up to the turn at fault, to be played again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from coach.dialogue.common_lines import CommonLines
from coach.dialogue.guard import broken, unfit
from coach.dialogue.lines import key
from coach.dialogue.play import Play
from coach.dialogue.records import TurnRecord
from coach.domain.scenarios import Scenario, lines_with_fact, slots_of
from coach.errors import InputError

MAX_CHARS = 700
_VARIANT = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_SLOT = re.compile(r"\{[a-z]+\}")

Corrected = Callable[[str], Mapping[str, str]]
"""Scenario id -> written lines and those that replace them."""

_REFUSALS = {
    "secret": "elle dit un fait que le conseiller ne livre qu’une fois la confiance gagnée",
    "role": "elle fait sortir le conseiller de son rôle",
    "didascalie": "elle contient une indication de jeu ou des signes de mise en forme",
    "langue": "elle n’est pas en français",
    "vide": "elle ne dit rien",
}


@dataclass(frozen=True)
class Case:
    """The interview that showed the fault: what the manager said, the turn at fault being answered last."""

    level: int
    seed: int
    manager: tuple[str, ...]


@dataclass(frozen=True)
class Correction:
    """One rule."""

    id: str
    scenario_id: str
    line: str
    better: str
    why: str
    case: Case


def source_line(
    scenario: Scenario, common: CommonLines, said: str, rules: Mapping[str, str]
) -> tuple[str, str | None]:
    """The longest written line that `said` holds, as such or as `rules` replace it, and the fact it tells, if any.

    Raises:
        InputError: no written line is in it (a language model spoke).
    """
    heard = f" {key(said)} "
    found = [
        (line, fact)
        for line, fact in _every(scenario, common)
        if _pattern(rules.get(line, line)).search(heard)
    ]
    if not found:
        raise InputError(
            "Cette réplique ne vient pas des répliques écrites : un modèle de langage l’a dite. "
            "Corrigez-en une que la voix écrite a dite, ou rejouez l’entretien sans modèle."
        )
    return max(found, key=lambda pair: len(pair[0]))


def check(scenario: Scenario, common: CommonLines, better: str, fact: str | None) -> str:
    """The line to say, cleaned.

    Raises:
        InputError: it may not be said, with the reason.
    """
    line = re.sub(r"\s+", " ", better).strip()
    if len(line) > MAX_CHARS:
        raise InputError(f"La réplique compte {len(line)} caractères ; une réplique en tient {MAX_CHARS}.")
    spoken = _VARIANT.sub(lambda m: m.group(2), line)
    if slots_of(line) or _SLOT.search(spoken):
        raise InputError("Écrivez la réplique telle qu’elle sera dite, sans accolades (sauf {tu|vous}).")
    fault = broken(spoken, scenario, [fact] if fact else []) or unfit(spoken, ())
    if fault is not None:
        raise InputError(f"Cette réplique ne peut pas être dite : {_REFUSALS[fault]}.")
    if any(
        key(spoken) == key(_VARIANT.sub(lambda m: m.group(2), other)) for other, _ in _every(scenario, common)
    ):
        raise InputError("Le conseiller dit déjà cette phrase ailleurs : il se répéterait. Variez-la.")
    return line


def replay(correction: Correction, play: Play) -> str | None:
    """Play the case again; what no longer holds, in French, or None. `play` speaks with the rules in force."""
    turns: list[TurnRecord] = [play.turn([], None)]
    for text in correction.case.manager:
        turns.append(play.turn(turns, text, 20))
    old = _pattern(correction.line)
    if any(old.search(f" {key(turn.advisor)} ") for turn in turns):
        return "la réplique d’origine est encore dite"
    if not _pattern(correction.better).search(f" {key(turns[-1].advisor)} "):
        return "à ce tour, une autre réplique est dite désormais"
    return None


def _every(scenario: Scenario, common: CommonLines) -> Iterator[tuple[str, str | None]]:
    yield from ((line, fact) for _, line, fact in lines_with_fact(scenario))
    yield from ((line, None) for _, line in common.every())


def _pattern(line: str) -> re.Pattern[str]:
    """The line as it may be heard: either form of address, anything in a slot; letters and figures only."""
    pieces: list[str] = []
    for piece in re.split(r"(\{[^{}]*\})", line):
        if variant := _VARIANT.fullmatch(piece):
            tu, vous = (re.escape(key(variant.group(i))) for i in (1, 2))
            pieces.append(f"(?:{tu}|{vous})")
        elif piece.startswith("{"):
            pieces.append(".+")
        elif words := key(piece):
            pieces.append(re.escape(words))
    return re.compile(r"(?<![a-z0-9])" + r"\s*".join(pieces) + r"(?![a-z0-9])")
