"""A language model as a second reader: it cites passages for indicators, and every quote is looked up again.

What it says counts only through words that stand in the transcript, in a turn where somebody speaks to the other
person: text meant for the grader is blanked before the model reads it, and a quote from there is refused. It
never gives a level.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.assessment.grader_talk import ordinary
from coach.domain.grids import Evidence, Finding, Grid, Presence
from coach.domain.transcripts import Turn, find_quote
from coach.errors import EngineError
from coach.llm.ports import ChatModel, Message
from coach.llm.prompts import load_prompt

PROMPT: Final = "reperage"
MAX_CHARACTERS: Final = 9_000
"""Of transcript in one request: small models forget the middle of longer ones."""
MAX_REQUESTS: Final = 16
_MAX_TOKENS: Final = 1_600
_MOST: Final = 80
"""Quotes kept of one answer."""
_LOG = logging.getLogger(__name__)


class _Seen(BaseModel):
    model_config = ConfigDict(extra="forbid")
    indicateur: str = Field(max_length=60)
    tour: int
    citation: str = Field(min_length=3, max_length=400)
    force: Literal["nette", "partielle"] = "nette"


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reperes: list[_Seen] = Field(max_length=_MOST)


class LlmReader:
    """Asks a `ChatModel` for quotes and keeps those that hold."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._prompt = load_prompt(PROMPT)

    @property
    def name(self) -> str:
        """Model and prompt version, stored with every score it took part in."""
        return f"{self._model.name} {self._prompt.id}"

    def read(self, turns: Sequence[Turn], grid: Grid) -> tuple[Finding, ...]:
        """See `EvidenceReader.read`."""
        said = [_to_the_other(turn) for turn in turns]
        rules = self._prompt.fill(lead=grid.lead, indicators=_indicators(grid))
        found: dict[str, Finding] = {}
        refused = 0
        for part in _parts(said):
            messages = [Message("system", rules), Message("user", part)]
            answer = _parse(self._model.complete(messages, max_tokens=_MAX_TOKENS, temperature=0.0))
            for seen in answer.reperes:
                evidence = _verified(seen, grid, said)
                if evidence is None:
                    refused += 1
                else:
                    _add(found, seen, evidence)
        if refused:
            _LOG.info("evidence refused", extra={"count": refused, "model": self.name})
        return tuple(found.values())


def _to_the_other(turn: Turn) -> Turn:
    """The turn with blanks where it spoke to the grader; offsets still hold."""
    kept = [" "] * len(turn.text)
    for start, end in ordinary(turn.text):
        kept[start:end] = turn.text[start:end]
    return Turn(turn.speaker, "".join(kept), turn.start, turn.end)


def _indicators(grid: Grid) -> str:
    return "\n".join(f"- {i.id} : {i.label} ({c.title})" for c in grid.criteria for i in c.indicators)


def _parts(said: Sequence[Turn]) -> Iterator[str]:
    """The transcript as JSON lines, in pieces: a JSON string cannot close the frame it stands in."""
    lines: list[str] = []
    size = sent = 0
    for number, turn in enumerate(said):
        if not turn.text.strip():
            continue
        line = json.dumps({"tour": number, "qui": turn.speaker, "dit": turn.text.strip()}, ensure_ascii=False)
        if lines and size + len(line) > MAX_CHARACTERS:
            yield "\n".join(lines)
            sent += 1
            if sent == MAX_REQUESTS:
                return
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield "\n".join(lines)


def _parse(reply: str) -> _Answer:
    start, end = reply.find("{"), reply.rfind("}")
    try:
        return _Answer.model_validate(json.loads(reply[start : end + 1]))
    except (ValueError, ValidationError) as exc:
        raise EngineError(
            "Le modèle de langue a rendu des repères illisibles ; la lecture embarquée est utilisée seule."
        ) from exc


def _verified(seen: _Seen, grid: Grid, said: Sequence[Turn]) -> Evidence | None:
    """The words as they stand in the transcript, or None when they do not, or prove nothing."""
    known = any(i.id == seen.indicateur for c in grid.criteria for i in c.indicators)
    if not known or not 0 <= seen.tour < len(said):
        return None
    quote = find_quote(seen.citation, said, prefer=seen.tour)
    if quote is None or quote.turn != seen.tour:
        return None
    return Evidence(quote.turn, quote.text)


def _add(found: dict[str, Finding], seen: _Seen, evidence: Evidence) -> None:
    before = found.get(seen.indicateur)
    presence = Presence.PRESENT if seen.force == "nette" else Presence.PARTIAL
    if before is None:
        found[seen.indicateur] = Finding(seen.indicateur, presence, (evidence,))
        return
    strongest = Presence.PRESENT if Presence.PRESENT in (presence, before.presence) else Presence.PARTIAL
    quotes = before.evidence if evidence in before.evidence else (*before.evidence, evidence)
    found[seen.indicateur] = Finding(seen.indicateur, strongest, quotes)
