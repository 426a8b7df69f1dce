"""Everything there is to know: the fiches that travel with the product and the documents people added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from pydantic import TypeAdapter, ValidationError

from coach import plain_yaml
from coach.errors import DocumentError
from coach.knowledge.fiches import fiche_questions, read_fiche
from coach.knowledge.passages import Passage, Source, digest
from coach.knowledge.ports import Embedder
from coach.knowledge.words import stems
from coach.resources import data_dir

_FIRST_SECTION = 0.2
"""Head start of the first section of a fiche: it answers the plain form of the question."""


class Shelf(NamedTuple):
    """Sources and their passages, and the files that could not be read, with the reason."""

    sources: tuple[Source, ...]
    passages: tuple[Passage, ...]
    problems: tuple[str, ...]


def fiche_files(folder: Path) -> tuple[Path, ...]:
    """Fiche files under a folder, in a stable order."""
    return tuple(sorted(folder.rglob("*.md")))


def fingerprint(folder: Path) -> dict[str, str]:
    """Id (file name without `.md`) → SHA-256 of each fiche; cheap enough for every start."""
    return {path.stem: digest(path.read_bytes()) for path in fiche_files(folder)}


def read_fiches(
    folder: Path, embedder: Embedder, known: Mapping[str, Sequence[Passage]] | None = None
) -> Shelf:
    """All fiches of a folder. One with a mistake is left out and reported, the others stay.

    `known` gives the passages of fiches that have not changed, by id, so that they are not read again.
    """
    sources: list[Source] = []
    passages: list[Passage] = []
    problems: list[str] = []
    seen: dict[str, Path] = {}
    for path in fiche_files(folder):
        try:
            if path.stem in seen:
                raise DocumentError(
                    f"{path.name} : deux fiches portent cet identifiant. Renommez l'une des deux."
                )
            kept = (known or {}).get(path.stem)
            read = tuple(kept) if kept else place_questions(read_fiche(path), fiche_questions(path), embedder)
        except (DocumentError, OSError) as exc:
            problems.append(str(exc))
            continue
        seen[path.stem] = path
        first = read[0]
        passages += read
        sources.append(
            Source(
                id=first.source_id,
                title=first.source_title,
                kind="fiche",
                domain=first.domain,
                sha256=digest(path.read_bytes()),
                passages=len(read),
                path=str(path.relative_to(folder)),
                checked_on=first.checked_on,
                competences=first.competences,
            )
        )
    return Shelf(tuple(sources), tuple(passages), tuple(problems))


def place_questions(
    sections: Sequence[Passage], asked: Sequence[str], embedder: Embedder
) -> tuple[Passage, ...]:
    """Gives each question of a fiche to the section that answers it best.

    The head of a fiche lists ways of asking without saying which section answers; words in common and
    nearness of sense decide, so that the question leads straight to the right section.
    """
    if not asked or len(sections) == 1:
        return tuple(replace(s, questions=(*s.questions, *asked)) for s in sections)
    vectors = embedder.embed(list(asked), "query")
    near = np.zeros((len(asked), len(sections)), dtype=np.float32)
    for j, s in enumerate(sections):
        texts = [s.opening, *s.questions]
        near[:, j] = (vectors @ embedder.embed(texts, "passage").T).max(axis=1)
    held = [set(stems(f"{s.title} {s.lead} {s.text} {' '.join(s.questions)}")) for s in sections]
    opening = [set(stems(f"{s.title} {s.lead} {' '.join(s.questions)}")) for s in sections]
    given: list[list[str]] = [[] for _ in sections]
    for i, question in enumerate(asked):
        own = set(stems(question))
        scores = [
            float(near[i, j])
            + 0.25 * len(own & held[j]) / max(len(own), 1)
            + 0.25 * len(own & opening[j]) / max(len(own), 1)
            + _FIRST_SECTION * (j == 0)
            for j in range(len(sections))
        ]
        given[scores.index(max(scores))].append(question)
    return tuple(replace(s, questions=(*s.questions, *g)) for s, g in zip(sections, given, strict=True))


@lru_cache(maxsize=1)
def out_of_scope_questions() -> tuple[str, ...]:
    """Questions known to be out of scope (`knowledge/hors-champ.yaml`).

    Raises:
        DocumentError: the file is not a list of questions by subject.
    """
    path = data_dir("knowledge") / "hors-champ.yaml"
    try:
        data = _QUESTIONS.validate_python(plain_yaml.load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as exc:
        raise DocumentError(f"{path.name} : liste illisible ({exc}). Corrigez le fichier.") from exc
    return tuple(dict.fromkeys(q for questions in data.values() for q in questions))


_QUESTIONS = TypeAdapter(dict[str, list[str]])
