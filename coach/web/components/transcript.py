"""The dialogue as it was said, quotes marked so that opening a criterion lights them, masks as pills."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from coach.domain.transcripts import Turn as Spoken
from coach.domain.transcripts import find_quote
from coach.web.html import clock, esc

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
            at = clock(line.start) if line.start is not None else f"{label}\u00a0{line.number + first}"
            blocks.append(
                f'<div class="echange" id="tour-{line.number}" tabindex="-1"><span class="repere-tour">{at}</span>'
            )
        blocks.append(
            f'<p class="tour-texte {"moi" if line.lead else ""}"><span class="nom">{esc(line.who)}</span>'
            f"{_marked(line.text, by_line.get(index, ()), line.doubts)}</p>"
        )
    if blocks:
        blocks.append(f"{under.get(lines[-1].number, '')}</div>")
    return f'<div class="transcription">{"".join(blocks)}</div>'


def pills(html: str) -> str:
    """Masks of an escaped text as small pills with a readable name."""
    return _MASK.sub(lambda m: f'<span class="masque">{MASKS[m[1]]} {m[2]}</span>', html)


def _marked(text: str, marks: Sequence[Mark], doubts: Sequence[tuple[int, int]] = ()) -> str:
    """Escaped text with its quotes in `<mark>`, doubtful words underlined; overlaps are cut at their edges."""
    spans: list[tuple[int, int, str]] = []
    for mark in marks:
        found = find_quote(mark.quote, [Spoken("", text)])
        if found is not None:
            spans.append((found.start, found.end, mark.criterion))
    doubts = [(start, min(end, len(text))) for start, end in doubts if start < len(text)]
    edges = sorted(
        {
            0,
            len(text),
            *(e for start, end, _ in spans for e in (start, end)),
            *(e for pair in doubts for e in pair),
        }
    )
    html: list[str] = []
    for start, end in pairwise(edges):
        piece = pills(esc(text[start:end])).replace("\n", "<br>")
        if any(s <= start and end <= e for s, e in doubts):
            piece = f'<u class="douteux" title="Mot mal entendu">{piece}</u>'
        names = sorted({name for s, e, name in spans if s <= start and end <= e})
        html.append(f'<mark data-c="{esc(" ".join(names))}">{piece}</mark>' if names else piece)
    return "".join(html)
