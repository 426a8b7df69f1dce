"""The dialogue as it was said, quotes marked so that opening a criterion lights them, masks as pills.

The words of a call carry their seconds (`assets/ecoute.js` goes there and lights what is being said), and a line
that may be corrected carries its text as it is stored, masks included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from coach.domain.samples import Piece
from coach.domain.transcripts import Turn as Spoken
from coach.domain.transcripts import find_quote
from coach.web.html import clock, esc, fr, icon

MASKS: Final[Mapping[str, str]] = {
    "NOM": "nom",
    "TEL": "téléphone",
    "EMAIL": "courriel",
    "IBAN": "IBAN",
    "CARTE": "carte bancaire",
    "NIR": "n° de sécurité sociale",
    "DATE_NAISSANCE": "date de naissance",
    "ADRESSE": "adresse",
    "CLIENT": "n° de client",
}
_MASK: Final = re.compile(rf"\[({'|'.join(MASKS)})_(\d+)\]")


@dataclass(frozen=True, slots=True)
class Line:
    """One speaker's turn. `number` makes the id `tour-N`: lines of one exchange share it."""

    number: int
    who: str
    text: str
    lead: bool = False
    """Said by the person assessed."""
    start: float | None = None
    doubts: tuple[tuple[int, int], ...] = ()
    """Characters of words that were not well heard."""
    pieces: tuple[Piece, ...] = ()
    """Stretches of the text with their seconds."""
    editable: bool = False
    """Its words may be corrected."""
    heard: str | None = None
    """What was recognised first, where somebody corrected it since."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote of a criterion: index of the line, and its words."""

    line: int
    quote: str
    criterion: str


def marks_of(assessment: Mapping[str, Any]) -> list[Mark]:
    """Quotes of every criterion and flag."""
    quoted = [
        Mark(e["turn"], e["quote"], criterion["id"])
        for criterion in assessment["criteria"]
        for e in criterion["evidence"]
    ]
    return quoted + [Mark(f["turn"], f["quote"], f["criterion"]) for f in assessment["flags"]]


def dialogue(
    lines: Sequence[Line],
    marks: Iterable[Mark] = (),
    *,
    label: str = "Tour",
    first: int = 0,
    under: Mapping[int, str] | None = None,
) -> str:
    """The whole transcript; each exchange is a block `tour-N` that can be linked to.

    `first` is what the first number is called; `under` is HTML to put at the end of an exchange.
    """
    under = under or {}
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.line, []).append(mark)
    blocks: list[str] = []
    for index, line in enumerate(lines):
        opening = index == 0 or lines[index - 1].number != line.number
        if opening:
            if blocks:
                blocks.append(f"{under.get(lines[index - 1].number, '')}</div>")
            stored = f' data-texte="{esc(line.text)}"' if line.editable else ""
            blocks.append(
                f'<div class="echange" id="tour-{line.number}" tabindex="-1"{stored}>'
                f'<span class="repere-tour">{_place(line, label, first)}</span>'
            )
        blocks.append(
            f'<p class="tour-texte {"moi" if line.lead else ""}"><span class="nom">{esc(line.who)}</span>'
            f"{_marked(line, by_line.get(index, ()))}</p>{_heard(line)}"
        )
    if blocks:
        blocks.append(f"{under.get(lines[-1].number, '')}</div>")
    return f'<div class="transcription">{"".join(blocks)}</div>'


def pills(html: str) -> str:
    """Masks of an escaped text as small pills with a readable name."""
    return _MASK.sub(lambda m: f'<span class="masque">{MASKS[m[1]]} {m[2]}</span>', html)


def _place(line: Line, label: str, first: int) -> str:
    """When or where it was said; a time leads the player there."""
    if line.start is None:
        at = f"{label}\u00a0{line.number + first}"
    elif line.pieces:
        at = (
            f'<button type="button" class="moment" data-vers="{line.start:.2f}" '
            f'aria-label="Écouter à {clock(line.start)}">{clock(line.start)}</button>'
        )
    else:
        at = clock(line.start)
    if not line.editable:
        return at
    where = clock(line.start) if line.start is not None else f"message {line.number + first}"
    pencil = (
        f'<button type="button" class="crayon" data-corriger="{line.number}" '
        f'aria-label="Corriger ce qui est dit ({where})">{icon("pencil")}<span>Corriger</span></button>'
    )
    return f"{at}{pencil}"


def _heard(line: Line) -> str:
    if line.heard is None:
        return ""
    return (
        '<details class="entendu"><summary>Corrigé depuis</summary>'
        f"<p>Entendu d’abord{fr(' :')} «\u00a0{pills(esc(line.heard))}\u00a0»</p></details>"
    )


def _marked(line: Line, marks: Sequence[Mark]) -> str:
    """Escaped text with its quotes in `<mark>`, doubtful words underlined, seconds on its pieces.

    What overlaps is cut at its edges.
    """
    text = line.text
    spans: list[tuple[int, int, str]] = []
    for mark in marks:
        found = find_quote(mark.quote, [Spoken("", text)])
        if found is not None:
            spans.append((*_around_masks(text, found.start, found.end), mark.criterion))
    doubts = [(start, min(end, len(text))) for start, end in line.doubts if start < len(text)]
    pieces = [p for p in line.pieces if p.begins is not None and p.start < p.end]
    places = [*((start, end) for start, end, _ in spans), *doubts, *((p.start, p.end) for p in pieces)]
    edges = sorted({0, len(text), *(edge for place in places for edge in place)})
    html: list[str] = []
    for start, end in pairwise(edges):
        words = pills(esc(text[start:end])).replace("\n", "<br>")
        if any(s <= start and end <= e for s, e in doubts):
            words = _doubtful(words, line, start, end)
        names = sorted({name for s, e, name in spans if s <= start and end <= e})
        if names:
            words = f'<mark data-c="{esc(" ".join(names))}">{words}</mark>'
        within = next((p for p in pieces if p.start <= start and end <= p.end), None)
        if within is not None:
            words = (
                f'<span class="dit" data-de="{within.begins:.2f}" data-a="{within.ends:.2f}">{words}</span>'
            )
        html.append(words)
    return "".join(html)


def _around_masks(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch that takes in the whole of the masks it touches: half a mask would not be one."""
    for mask in _MASK.finditer(text):
        if mask.start() < end and start < mask.end():
            start, end = min(start, mask.start()), max(end, mask.end())
    return start, end


def _doubtful(words: str, line: Line, start: int, end: int) -> str:
    if not line.editable:
        return f'<u class="douteux" title="Mot mal entendu">{words}</u>'
    return (
        f'<button type="button" class="douteux" data-corriger="{line.number}" data-mot="{start}-{end}" '
        f'title="Mot mal entendu : le corriger">{words}</button>'
    )
