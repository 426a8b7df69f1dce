"""A jury member's sheet on a candidate: what is prepared, own notes, and the coach's levels once own ones are closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from coach.domain.jury import CandidateFile, CoachLevel, Sheet, sheet
from coach.domain.people import Person, Viewer
from coach.errors import InputError
from coach.jury import exams
from coach.jury.evidence import of_sessions
from coach.jury.works import ReadWorks, file_of, read_works
from coach.store.jury import ExamSession, Note, StoredSheet
from coach.wiring import Services

LEVELS: Final = (0, 1, 2, 3)
MAX_NOTE: Final = 4000
FREE: Final = ("libre:technique", "libre:final")
"""Notes that hang on no criterion: one for each interview."""


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """All that the page shows; `levels` is empty while own levels are not closed."""

    exam: ExamSession
    candidate: Person
    sheet: Sheet
    notes: Mapping[str, Note]
    stored: StoredSheet
    levels: tuple[CoachLevel, ...]
    works: ReadWorks | None
    still: tuple[str, ...]
    """Competences that have no own level yet."""
    samples: int

    @property
    def closed(self) -> bool:
        """Whether own levels were closed."""
        return self.stored.revealed_at is not None


def open_sheet(services: Services, viewer: Viewer, exam_id: str, candidate_id: str) -> OpenSheet:
    """The sheet of a candidate of an exam session where the viewer sits.

    Raises:
        NotFound: not theirs.
    """
    exam, candidate = exams.candidate_at(services, viewer, exam_id, candidate_id)
    stored = services.jury.sheet(exam_id, candidate_id, viewer.id)
    shares = services.jury.shares(exam_id, candidate_id)
    file = of_sessions(services, candidate_id, [s.session_id for s in shares if s.session_id])
    works = ReadWorks.from_json(stored.facts["works"]) if stored.facts.get("works") else None
    if works is not None:
        file = file_of(services, works).merged(file)
    made = sheet(file, services.jury_bank, services.referential, exam.modality, candidate_id)
    notes = services.jury.notes(exam_id, candidate_id, viewer.id)
    levels = file.levels if stored.revealed_at is not None else ()
    return OpenSheet(
        exam,
        candidate,
        made,
        notes,
        stored,
        levels,
        works,
        _without_level(made, notes),
        sum(s.sample_id is not None for s in shares),
    )


def note(
    services: Services,
    viewer: Viewer,
    exam_id: str,
    candidate_id: str,
    criterion: str,
    level: int | None,
    text: str,
) -> None:
    """Keep own level and words on one criterion.

    Raises:
        NotFound: not a candidate, or not a criterion, of this sheet.
        InputError: no such level, or too long a note.
    """
    exams.candidate_at(services, viewer, exam_id, candidate_id)
    if criterion not in FREE:
        services.referential.criterion(criterion)
    if level is not None and level not in LEVELS:
        raise InputError("Ce niveau n’existe pas : choisissez de 0 à 3, ou effacez-le.")
    if len(text) > MAX_NOTE:
        raise InputError(f"Cette note dépasse {MAX_NOTE} caractères : gardez l’essentiel.")
    services.jury.note(exam_id, candidate_id, viewer.id, criterion, Note(level, text))


def close_levels(services: Services, viewer: Viewer, exam_id: str, candidate_id: str) -> OpenSheet:
    """Close own levels: they are kept as they were, and the coach's appear from now on.

    Raises:
        NotFound: not theirs.
        InputError: a competence has no own level yet.
    """
    opened = open_sheet(services, viewer, exam_id, candidate_id)
    if opened.still:
        raise InputError(
            f"Posez d’abord au moins un niveau par compétence. Il manque : {', '.join(opened.still)}."
        )
    if not opened.closed:
        blind = {c: n.level for c, n in opened.notes.items() if n.level is not None}
        services.jury.keep_sheet(exam_id, candidate_id, viewer.id, revealed=True, blind=blind)
    return open_sheet(services, viewer, exam_id, candidate_id)


def keep_times(
    services: Services, viewer: Viewer, exam_id: str, candidate_id: str, times: Mapping[str, Any]
) -> None:
    """Keep the seconds used by phase and by competence.

    Raises:
        NotFound: not theirs.
        InputError: not times.
    """
    exam, _ = exams.candidate_at(services, viewer, exam_id, candidate_id)
    parts = services.referential.exam(exam.modality).part("entretien_technique").competences
    known = {"preparation", "briefing", "echange", "entretien_final", *parts}
    if not set(times) <= known or any(
        not isinstance(v, (int, float)) or isinstance(v, bool) or not 0 <= v <= 86_400 for v in times.values()
    ):
        raise InputError("Ces temps ne sont pas ceux de l’épreuve.")
    services.jury.keep_sheet(
        exam_id, candidate_id, viewer.id, times={k: round(float(v)) for k, v in times.items()}
    )


def mark_asked(
    services: Services, viewer: Viewer, exam_id: str, candidate_id: str, question: str, asked: bool
) -> None:
    """Note that a question was asked, or not.

    Raises:
        NotFound: not theirs.
    """
    exams.candidate_at(services, viewer, exam_id, candidate_id)
    before = services.jury.sheet(exam_id, candidate_id, viewer.id).facts.get("asked", {})
    kept = {k: v for k, v in before.items() if k != question[:80]}
    if asked:
        kept[question[:80]] = datetime.now(UTC).isoformat()
    services.jury.keep_sheet(exam_id, candidate_id, viewer.id, asked=kept)


def add_works(
    services: Services, viewer: Viewer, exam_id: str, candidate_id: str, path: Path, name: str
) -> ReadWorks:
    """Read the candidate's works for this sheet; only the masked text is kept, with one's own sheet.

    Raises:
        NotFound: not theirs.
        DocumentError: the file cannot be read.
    """
    exams.candidate_at(services, viewer, exam_id, candidate_id)
    works = read_works(services, path, name)
    services.jury.keep_sheet(exam_id, candidate_id, viewer.id, works=works.to_json())
    return works


def drop_works(services: Services, viewer: Viewer, exam_id: str, candidate_id: str) -> None:
    """Forget the works of this sheet.

    Raises:
        NotFound: not theirs.
    """
    exams.candidate_at(services, viewer, exam_id, candidate_id)
    services.jury.keep_sheet(exam_id, candidate_id, viewer.id, works=None)


# -- without an exam session (command line) --------------------------------------------------------


def of_works(services: Services, path: Path, modality: str) -> tuple[Sheet, ReadWorks]:
    """The sheet that a file of works alone makes.

    Raises:
        DocumentError: the file cannot be read.
        NotFound: no such modality.
    """
    works = read_works(services, path)
    file = file_of(services, works)
    # Nothing personal seeds the choice: the same text gives the same sheet.
    seed = "\n".join(part.text for part in works.parts)
    made = sheet(file, services.jury_bank, services.referential, modality, seed)
    return replace(made, pieces=file.pieces), works


def of_session(services: Services, owner: str, session_id: str, modality: str) -> Sheet:
    """The sheet that one interview makes.

    Raises:
        NotFound: no such interview or modality.
        InputError: it is open, or nothing was said in it.
    """
    from coach.jury.evidence import of_session as read

    file: CandidateFile = read(services, owner, session_id)
    return sheet(file, services.jury_bank, services.referential, modality, session_id)


def _without_level(made: Sheet, notes: Mapping[str, Note]) -> tuple[str, ...]:
    given = {c.partition(".")[0] for c, n in notes.items() if n.level is not None}
    return tuple(c.id for c in made.competences if c.id not in given)
