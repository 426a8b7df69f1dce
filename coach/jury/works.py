"""A candidate's written works: read, masked, split by part. What they say is data: nothing in them is obeyed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.domain.jury import CandidateFile
from coach.domain.works import Paragraph, WorkPart, evidence_of, split_works
from coach.errors import DocumentError
from coach.knowledge.documents import read_document
from coach.wiring import Services

MAX_CHARACTERS = 400_000
"""A whole exam's works, ten times over."""
READ = (".pdf", ".docx", ".txt")


@dataclass(frozen=True, slots=True)
class ReadWorks:
    """The works of one file, masked."""

    name: str
    parts: tuple[WorkPart, ...]
    masked: int
    """Personal data that were replaced."""

    def to_json(self) -> dict[str, Any]:
        """As kept with a jury member's sheet."""
        return {
            "name": self.name,
            "masked": self.masked,
            "parts": [
                {
                    "kind": part.kind,
                    "title": part.title,
                    "paragraphs": [[p.text, p.heading, p.page] for p in part.paragraphs],
                }
                for part in self.parts
            ],
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> ReadWorks:
        """The works that `to_json` wrote."""
        parts = tuple(
            WorkPart(p["kind"], p["title"], tuple(Paragraph(*line) for line in p["paragraphs"]))
            for p in raw["parts"]
        )
        return cls(raw["name"], parts, raw["masked"])


def read_works(services: Services, path: Path, name: str | None = None) -> ReadWorks:
    """Read a file of works (PDF, DOCX or text).

    Raises:
        DocumentError: another kind, unreadable, too long, or without text.
    """
    shown = name or path.name
    if path.suffix.lower() not in READ:
        raise DocumentError(
            f"{shown} : les travaux se lisent en PDF, DOCX ou TXT. Enregistrez-les dans l’un de ces formats."
        )
    if not path.is_file():
        raise DocumentError(f"Le fichier {path} n’existe pas : vérifiez le chemin des travaux.")
    blocks = read_document(path).blocks
    if sum(len(block.text) for block in blocks) > MAX_CHARACTERS:
        raise DocumentError(
            f"{shown} : plus de {MAX_CHARACTERS // 1000} 000 caractères. Gardez les travaux d’un seul candidat."
        )
    session = services.sample_masker.session()
    masked = 0
    paragraphs = []
    for block in blocks:
        hidden = session.mask(block.text)
        masked += len(hidden.entities)
        paragraphs.append(Paragraph(hidden.text, block.kind == "heading", block.page or ""))
    parts = split_works(paragraphs, services.jury_bank)
    return ReadWorks(session.mask(Path(shown).stem).text, parts, masked)


def file_of(services: Services, works: ReadWorks) -> CandidateFile:
    """What the works show, by criterion."""
    found = evidence_of(works.parts, services.jury_bank, services.referential)
    return CandidateFile(found, (), ((f"Travaux « {works.name} »", ""),))
