"""The question files, read and checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

HERE = Path(__file__).parent
Kind = Literal["plain", "lay", "date", "out_of_scope", "followup", "mixed", "misspelt", "english"]


class Turn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"]
    content: str


class Item(BaseModel):
    """One question. `expect` holds fiche ids, or `fiche-id#section-slug`; empty when out of scope."""

    model_config = ConfigDict(extra="forbid")
    id: str
    question: str
    kind: Kind
    date: dt.date | None = None
    history: list[Turn] = []
    expect: list[str] = []
    must_contain: list[str] = []

    @property
    def out_of_scope(self) -> bool:
        return self.kind == "out_of_scope"


def same_fact() -> dict[str, set[str]]:
    """Sections that state one and the same fact in two fiches (`same-fact.jsonl`), each with its twins."""
    twins: dict[str, set[str]] = {}
    for line in (HERE / "same-fact.jsonl").read_text(encoding="utf-8").splitlines():
        one, other = _PAIR.validate_json(line)
        twins.setdefault(one, set()).add(other)
        twins.setdefault(other, set()).add(one)
    return twins


def stand_ins(item: Item, texts: Mapping[str, str], twins: Mapping[str, set[str]]) -> dict[str, str]:
    """Sections as right as an expected one, each with the one it stands for.

    A twin counts when its text holds every word the answer must contain: it then answers this question,
    and not only another one on the same subject.
    """
    wanted = [plain(m) for m in item.must_contain]
    return {
        twin: expected
        for expected in item.expect
        for twin in sorted(twins.get(expected, ()))
        if twin not in item.expect and all(w in plain(texts.get(twin, "")) for w in wanted)
    }


def plain(text: str) -> str:
    """A text as words to be found in it are compared: typographic signs made plain, lower case."""
    return text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ").lower()


_PAIR: TypeAdapter[tuple[str, str]] = TypeAdapter(tuple[str, str])


def load(split: str) -> list[Item]:
    path = HERE / f"{split}.jsonl"
    return [
        Item.model_validate_json(line)
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
