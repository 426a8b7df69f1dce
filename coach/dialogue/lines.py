"""Written lines put in the mouth of one advisor: `{tu|vous}`, slots, and never the same line twice."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coach.domain.scenarios import SLOTS, fold, slots_of

_ALTERNATION = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_SLOT = re.compile(r"\{(" + "|".join(sorted(SLOTS)) + r")\}")
_HOLE = "quelquechose"
_ANYTHING = dict.fromkeys(SLOTS, _HOLE)
_TU = re.compile(r"(?<![a-z])(?:tu|te|toi|ton|ta|tes|t')(?![a-z])")
_VOUS = re.compile(r"(?<![a-z])(?:vous|votre|vos)(?![a-z])")


@dataclass(frozen=True)
class Voicing:
    """How lines are rendered at this turn: form of address, and what the manager's words offer."""

    formal: bool = True
    slots: Mapping[str, str] | None = None


def address(texts: Iterable[str], *, default_formal: bool = True) -> bool:
    """True when the manager says vous; the last turn that shows it wins."""
    formal = default_formal
    for text in texts:
        folded = fold(text)
        tu, vous = len(_TU.findall(folded)), len(_VOUS.findall(folded))
        if tu != vous:
            formal = vous > tu
    return formal


def render(line: str, voicing: Voicing) -> str:
    """The spoken form of a written line. Every slot of the line must be offered."""
    said = _ALTERNATION.sub(lambda m: m.group(2 if voicing.formal else 1), line)
    slots = voicing.slots or {}
    said = re.sub(r"\s+", " ", _SLOT.sub(lambda m: slots[m.group(1)], said)).strip()
    return said[:1].upper() + said[1:]


def usable(line: str, voicing: Voicing) -> bool:
    """True when every slot of the line can be filled now."""
    return slots_of(line) <= set(voicing.slots or {})


def key(said: str) -> str:
    """What makes two lines the same to the ear: letters and figures only."""
    return re.sub(r"[^a-z0-9]+", " ", fold(said)).strip()


class Said:
    """What the advisor has already said in this session."""

    SHORT = 14
    """Up to this length a line counts as said only when it was the whole turn."""

    def __init__(self, turns: Iterable[str] = ()) -> None:
        self._keys = {key(turn) for turn in turns}
        self._all = " | ".join(f" {k} " for k in self._keys)

    def has(self, line: str, voicing: Voicing) -> bool:
        """True when the line was said, alone or inside a longer turn, with tu or with vous, whatever its slots held."""
        for formal in (True, False):
            if slots_of(line) and self._has_form(render(line, Voicing(formal, _ANYTHING))):
                return True
            spoken = key(render(line, Voicing(formal, voicing.slots)))
            if spoken in self._keys or (len(spoken) > self.SHORT and f" {spoken} " in self._all):
                return True
        return False

    def _has_form(self, form: str) -> bool:
        """« Le 18 décembre, c'est parfait » is the line of « Lundi, c'est parfait »."""
        pattern = re.escape(key(form)).replace(_HOLE, r"[a-z0-9 ]{1,40}")
        return any(re.fullmatch(pattern, said) for said in self._keys)


def pick(pool: Iterable[str], said: Said, voicing: Voicing, rng: random.Random) -> str | None:
    """An unused line of the pool, rendered; None when the pool is spent.

    Lines that take up the manager's own date or figure are preferred two times out of three.
    """
    fresh = [line for line in pool if usable(line, voicing) and not said.has(line, voicing)]
    if not fresh:
        return None
    echoing = [line for line in fresh if slots_of(line)]
    chosen = rng.choice(echoing if echoing and rng.random() < 2 / 3 else fresh)
    return render(chosen, voicing)
