"""The question files, read and checked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

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


def load(split: str) -> list[Item]:
    path = HERE / f"{split}.jsonl"
    return [
        Item.model_validate_json(line)
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
