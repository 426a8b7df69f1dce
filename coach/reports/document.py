"""A report before its form: headings and blocks, the same for every format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

LEVEL_WORDS: Final[Mapping[int | None, str]] = {
    0: "Non observé",
    1: "Amorcé",
    2: "Satisfaisant",
    3: "Maîtrisé",
    None: "Non évalué",
}
ADVICE_ONLY: Final = "Conseil seulement"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `strong` opens it in bold."""

    text: str
    strong: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the exchange, and where they were said."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the level table: `level` is None where none is shown, `word` then says why."""

    id: str
    title: str
    level: int | None
    word: str


@dataclass(frozen=True, slots=True)
class Table:
    """The levels at a glance."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn of the exchange."""

    place: str
    who: str
    text: str
    lead: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """The exchange itself."""

    turns: tuple[Spoken, ...]


Block = Text | Quote | Bullets | Table | Exchange


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, 1 or 2 deep, and what stands under it. `alert` asks to be seen first."""

    title: str
    blocks: tuple[Block, ...]
    depth: int = 1
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `facts` are (label, value) pairs under the title."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    notice: str
    sections: tuple[Section, ...]
    colophon: tuple[str, ...] = field(default=())
    """What made it: grid, rubric version, engine, date."""
