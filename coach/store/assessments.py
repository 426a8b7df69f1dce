"""Repository of levels and of samples. A scoring is added, never changed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coach.errors import InputError, NotFound
from coach.store.database import Database
from coach.store.tables import AssessmentRow, PreferenceRow, SampleRow


@dataclass(frozen=True)
class StoredAssessment:
    """One scoring as it was made."""

    grid: str
    engine: str
    rubric_version: str
    result: Mapping[str, Any]
    created_at: datetime


class AssessmentStore:
    """Levels of interviews and of samples. Callers check ownership of the subject first."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self,
        *,
        grid: str,
        engine: str,
        rubric_version: str,
        result: Mapping[str, Any],
        session_id: str | None = None,
        sample_id: str | None = None,
    ) -> None:
        """Store one scoring of an interview or of a sample."""
        with self._db.transaction() as db:
            db.add(
                AssessmentRow(
                    session_id=session_id,
                    sample_id=sample_id,
                    grid=grid,
                    engine=engine,
                    rubric_version=rubric_version,
                    result=dict(result),
                    created_at=datetime.now(UTC),
                )
            )

    def latest(
        self, *, session_id: str | None = None, sample_id: str | None = None
    ) -> StoredAssessment | None:
        """The last scoring of the subject, or None."""
        query = select(AssessmentRow).order_by(AssessmentRow.id.desc()).limit(1)
        if session_id is not None:
            query = query.where(AssessmentRow.session_id == session_id)
        else:
            query = query.where(AssessmentRow.sample_id == sample_id)
        with self._db.reading() as db:
            row = db.scalar(query)
            if row is None:
                return None
            return StoredAssessment(row.grid, row.engine, row.rubric_version, row.result, row.created_at)


@dataclass(frozen=True)
class StoredSample:
    """One call or written sample; the sound itself is never kept here."""

    id: str
    name: str
    grid: str
    status: str
    problem: str | None
    transcript: Mapping[str, Any] | None
    measures: Mapping[str, Any] | None
    created_at: datetime
    advisor: str | None = None
    """Whose call it is."""


class SampleStore:
    """Samples of all owners; every call names the owner."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def owner_of(self, sample_id: str) -> str | None:
        """Whose sample it is; None when there is no such sample."""
        with self._db.reading() as db:
            return db.scalar(select(SampleRow.owner).where(SampleRow.id == sample_id))

    def create(self, *, owner: str, name: str, grid: str) -> str:
        """Note that a sample was received; returns its id."""
        sample_id = uuid.uuid4().hex
        with self._db.transaction() as db:
            db.add(
                SampleRow(
                    id=sample_id,
                    owner=owner,
                    name=name[:200],
                    grid=grid,
                    status="recu",
                    created_at=datetime.now(UTC),
                )
            )
        return sample_id

    def update(self, sample_id: str, owner: str, **values: Any) -> None:
        """Change status, problem, transcript or measures."""
        unknown = set(values) - {"status", "problem", "transcript", "measures"}
        if unknown:
            raise ValueError(f"not editable: {sorted(unknown)}")
        with self._db.transaction() as db:
            row = _sample(db, sample_id, owner)
            for name, value in values.items():
                setattr(row, name, value)

    def correct(
        self,
        seen: StoredSample,
        owner: str,
        *,
        transcript: Mapping[str, Any],
        measures: Mapping[str, Any] | None,
        scoring: StoredAssessment | None,
    ) -> None:
        """Store corrected words, their measures and the scoring that follows from them, all or nothing.

        Raises:
            NotFound: no such sample for this owner.
            InputError: its words are no longer those that were corrected.
        """
        with self._db.transaction() as db:
            row = _sample(db, seen.id, owner)
            if row.transcript != seen.transcript:
                raise InputError(
                    "Cette transcription vient d’être corrigée dans une autre fenêtre : relisez-la, puis recommencez."
                )
            row.transcript = dict(transcript)
            row.measures = dict(measures) if measures is not None else None
            if scoring is not None:
                db.add(AssessmentRow(sample_id=seen.id, **vars(scoring)))

    def get(self, sample_id: str, owner: str) -> StoredSample:
        """One sample.

        Raises:
            NotFound: no such sample for this owner.
        """
        with self._db.reading() as db:
            return _stored_sample(_sample(db, sample_id, owner))

    def list(self, owner: str) -> list[StoredSample]:
        """The owner's samples, latest first."""
        query = select(SampleRow).where(SampleRow.owner == owner).order_by(SampleRow.created_at.desc())
        with self._db.reading() as db:
            return [_stored_sample(row) for row in db.scalars(query)]

    def delete(self, sample_id: str, owner: str) -> None:
        """Erase the sample and its levels."""
        with self._db.transaction() as db:
            db.delete(_sample(db, sample_id, owner))


class PreferenceStore:
    """Small choices of a person: exam date, typing pause, form of the page."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, owner: str, name: str, default: str = "") -> str:
        """The stored value, or the default."""
        with self._db.reading() as db:
            row = db.get(PreferenceRow, (owner, name))
            return row.value if row is not None else default

    def set(self, owner: str, name: str, value: str) -> None:
        """Store a value."""
        with self._db.transaction() as db:
            db.merge(PreferenceRow(owner=owner, name=name, value=value))


def _sample(db: Session, sample_id: str, owner: str) -> SampleRow:
    row = db.get(SampleRow, sample_id)
    if row is None or row.owner != owner:
        raise NotFound(
            "Cet échantillon n’existe pas ou n’est pas le vôtre. Ouvrez « Écoutes » pour le retrouver."
        )
    return row


def _stored_sample(row: SampleRow) -> StoredSample:
    return StoredSample(
        row.id,
        row.name,
        row.grid,
        row.status,
        row.problem,
        row.transcript,
        row.measures,
        row.created_at,
        row.advisor,
    )
