"""Tables. One row a turn, a level, a sample; JSON only for what is read back whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Store in UTC."""
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Read as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of the tables, with named constraints so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SessionRow(Base):
    """One interview."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    scenario_id: Mapped[str] = mapped_column(String(60))
    scenario_version: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(Integer)
    seed: Mapped[int] = mapped_column(Integer)
    engine: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(String(20))
    elapsed: Mapped[float] = mapped_column(Float, default=0.0)
    """Seconds of interview, pauses left out."""
    paused: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(Text, default="")
    draft: Mapped[str] = mapped_column(Text, default="")
    """What is typed and not yet sent."""
    hints: Mapped[list[str]] = mapped_column(JSON, default=list)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"))
    parent_turn: Mapped[int | None] = mapped_column(Integer)
    exam: Mapped[str | None] = mapped_column(String(40))
    """Code of the exam session it is held in; NULL in training."""
    turns: Mapped[list[TurnRow]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="TurnRow.number"
    )


class TurnRow(Base):
    """One turn: the manager's words (masked) and the director's decision, then the advisor's words."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("session_id", "number", name="uq_turns_session_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    manager: Mapped[str | None] = mapped_column(Text)
    """NULL at turn 0, the advisor's opening."""
    advisor: Mapped[str | None] = mapped_column(Text)
    """NULL while the advisor is still answering (or when the process died meanwhile)."""
    acts: Mapped[list[str]] = mapped_column(JSON)
    step: Mapped[dict[str, Any]] = mapped_column(JSON)
    """State after the turn, move, source, released facts, causes and near misses."""
    voice: Mapped[str | None] = mapped_column(String(120))
    """Engine, model and prompt version that gave the words."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    session: Mapped[SessionRow] = relationship(back_populates="turns")


class AssessmentRow(Base):
    """One scoring of a session or of a sample; never changed, a new scoring is a new row."""

    __tablename__ = "assessments"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    sample_id: Mapped[str | None] = mapped_column(ForeignKey("samples.id", ondelete="CASCADE"), index=True)
    grid: Mapped[str] = mapped_column(String(60))
    engine: Mapped[str] = mapped_column(String(120))
    rubric_version: Mapped[str] = mapped_column(String(40))
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OpinionRow(Base):
    """What somebody says of one level: the trainer's own, a contest, its answer; never changed."""

    __tablename__ = "opinions"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    """Whose interview or sample it is about."""
    session_id: Mapped[str | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    sample_id: Mapped[str | None] = mapped_column(ForeignKey("samples.id", ondelete="CASCADE"), index=True)
    grid: Mapped[str] = mapped_column(String(60))
    rubric_version: Mapped[str] = mapped_column(String(40))
    criterion: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    """`niveau`, `contestation` or `reponse`."""
    level: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    coach_level: Mapped[int | None] = mapped_column(Integer)
    blind: Mapped[bool] = mapped_column(Boolean)
    author: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SampleRow(Base):
    """One call or written sample: its masked transcript and measures; never its sound."""

    __tablename__ = "samples"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    grid: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(20))
    """`recu`, `transcrit`, `note` or `echec`."""
    problem: Mapped[str | None] = mapped_column(Text)
    transcript: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    measures: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    advisor: Mapped[str | None] = mapped_column(String(80), index=True)
    """Whose call it is, as the centre names its advisors."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class PreferenceRow(Base):
    """A preference of one person (exam date, typing pause…)."""

    __tablename__ = "preferences"

    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class LineCorrectionRow(Base):
    """A written line that a trainer replaced, with the talk that showed why."""

    __tablename__ = "line_corrections"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    scenario_id: Mapped[str] = mapped_column(String(60), index=True)
    line: Mapped[str] = mapped_column(Text)
    better: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(64))
    case: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class QuizCardRow(Base):
    """The schedule of one quiz card for one person."""

    __tablename__ = "quiz_cards"

    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    card_id: Mapped[str] = mapped_column(String(240), primary_key=True)
    mark: Mapped[str] = mapped_column(String(24))
    """Of the wording that was answered; another one starts the card anew."""
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    due: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    reviewed: Mapped[datetime] = mapped_column(UtcDateTime)


class QuizReviewRow(Base):
    """One answer to a quiz card, as the person rated it; what they typed is not kept."""

    __tablename__ = "quiz_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    card_id: Mapped[str] = mapped_column(String(240))
    rating: Mapped[int] = mapped_column(Integer)
    reviewed: Mapped[datetime] = mapped_column(UtcDateTime)
