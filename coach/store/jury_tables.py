"""Tables of the jury: own levels and notes, questions kept, time used; and of the candidate's exam rehearsals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coach.store.tables import Base, UtcDateTime


class JuryNoteRow(Base):
    """What one jury member notes of one candidate on one criterion of the RE; saved as it is typed."""

    __tablename__ = "jury_notes"
    __table_args__ = (UniqueConstraint("exam_id", "owner", "author", "criterion"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    exam_id: Mapped[str] = mapped_column(ForeignKey("exam_sessions.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    """The candidate."""
    author: Mapped[str] = mapped_column(String(64), index=True)
    criterion: Mapped[str] = mapped_column(String(60))
    """Criterion of the RE, or `libre:…` for a note that hangs on none."""
    level: Mapped[int | None] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class JurySheetRow(Base):
    """One jury member's sheet on one candidate: what was prepared, when own levels were closed, time used."""

    __tablename__ = "jury_sheets"
    __table_args__ = (UniqueConstraint("exam_id", "owner", "author"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    exam_id: Mapped[str] = mapped_column(ForeignKey("exam_sessions.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    author: Mapped[str] = mapped_column(String(64), index=True)
    blind: Mapped[bool] = mapped_column(Boolean, default=True)
    revealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the coach's levels were asked for, after own ones."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Prepared questions, those asked, times by phase and by competence."""
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RehearsalRow(Base):
    """An exam rehearsal of a candidate before the simulated jury."""

    __tablename__ = "rehearsals"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    modality: Mapped[str] = mapped_column(String(20))
    phase: Mapped[str] = mapped_column(String(30))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DossierItemRow(Base):
    """What a candidate notes as proof of a competence for the dossier professionnel."""

    __tablename__ = "dossier_items"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    competence: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Answers to the guiding questions: context, what was done, with whom, result, document."""
    session_id: Mapped[str | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
