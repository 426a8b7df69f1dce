"""The words of the trade and of every day: abbreviations, familiar words, English, as stems.

Read from `knowledge/lexique.yaml`, so that a trainer can add a word without touching code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach import plain_yaml
from coach.errors import DocumentError
from coach.knowledge.words import stem, stems, words
from coach.resources import data_dir

_LONGEST = 8
"""Words of the longest entry looked for in a text."""


class LexiconFile(BaseModel):
    """`lexique.yaml`."""

    model_config = ConfigDict(extra="forbid")
    abbreviations: dict[str, list[str]] = Field(default_factory=dict)
    familiers: dict[str, list[str]] = Field(default_factory=dict)
    anglais: dict[str, list[str]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by their words. Keys and values are tuples of stems."""

    abbreviations: dict[tuple[str, ...], tuple[tuple[str, ...], ...]]
    familiar: dict[tuple[str, ...], tuple[tuple[str, ...], ...]]
    english: dict[tuple[str, ...], tuple[tuple[str, ...], ...]]

    def abbreviation_stems(self, text: str) -> list[str]:
        """Stems that the abbreviations of a text stand for, and the abbreviations its long forms have."""
        return [s for entry in self._matches(text, self.abbreviations) for s in entry]

    def familiar_stems(self, text: str, *, english: bool) -> list[str]:
        """Stems of the fiches' words for the everyday (or English) words of a question."""
        found = [s for entry in self._matches(text, self.familiar) for s in entry]
        if english:
            found += [s for entry in self._matches(text, self.english) for s in entry]
        return found

    @staticmethod
    def _matches(
        text: str, table: dict[tuple[str, ...], tuple[tuple[str, ...], ...]]
    ) -> Iterable[tuple[str, ...]]:
        flat = [stem(w) for w in words(text)]
        for i in range(len(flat)):
            for length in range(min(_LONGEST, len(flat) - i), 0, -1):
                yield from table.get(tuple(flat[i : i + length]), ())


@lru_cache(maxsize=4)
def load_lexicon(path: Path | None = None) -> Lexicon:
    """The lexicon of a file, by default the one that travels with the product.

    Raises:
        DocumentError: unreadable or with an unknown key.
    """
    path = path or data_dir("knowledge") / "lexique.yaml"
    try:
        raw: Any = plain_yaml.load(path.read_text(encoding="utf-8"))
        file = LexiconFile.model_validate(raw or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as exc:
        raise DocumentError(f"{path.name} : lexique illisible ({exc}). Corrigez le fichier.") from exc
    abbreviations: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for short, long_forms in file.abbreviations.items():
        key = _key(short)
        for form in long_forms:
            abbreviations.setdefault(key, []).append(tuple(stems(form)))
            if len(_key(form)) > 1:
                abbreviations.setdefault(_key(form), []).append(key)
    return Lexicon(
        {k: tuple(v) for k, v in abbreviations.items()}, _table(file.familiers), _table(file.anglais)
    )


def _key(entry: str) -> tuple[str, ...]:
    return tuple(stem(w) for w in words(entry))


def _table(entries: dict[str, list[str]]) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    return {_key(k): tuple(tuple(stems(v)) for v in values) for k, values in entries.items()}
