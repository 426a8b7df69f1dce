"""Tables of the background work and of the life of data: jobs, workers, audit, kept sounds, draws."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coach.store.tables import Base, UtcDateTime


class JobRow(Base):
    """One file on its way from upload to levels. It goes with its sample: erasing one erases the other."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sample_id: Mapped[str] = mapped_column(ForeignKey("samples.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    """`appel` or `ecrit`."""
    batch: Mapped[str | None] = mapped_column(String(32))
    priority: Mapped[int] = mapped_column(Integer)
    """The smallest goes first."""
    state: Mapped[str] = mapped_column(String(10), index=True)
    """`attente`, `en_cours`, `fini` or `echec`."""
    step: Mapped[str] = mapped_column(String(20), default="")
    done: Mapped[float] = mapped_column(Float, default=0.0)
    total: Mapped[float] = mapped_column(Float, default=0.0)
    """Seconds of sound, both channels of a stereo call counted."""
    problem: Mapped[str | None] = mapped_column(Text)
    retryable: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the file is still there for another try."""
    attempt: Mapped[int] = mapped_column(Integer, default=1)
    crashes: Mapped[int] = mapped_column(Integer, default=0)
    """How often the present step was begun and not ended."""
    worker: Mapped[str | None] = mapped_column(String(80))
    cancel: Mapped[bool] = mapped_column(Boolean, default=False)
    scored: Mapped[bool] = mapped_column(Boolean, default=False)
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Channel, and the terms under which the sound is to be kept, if any."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    step_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WorkerRow(Base):
    """A process that takes jobs, and when it was last seen."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    host: Mapped[str] = mapped_column(String(120))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditRow(Base):
    """What was done to whose data, when and by whom; only added to."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(80), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), server_default="")
    """Of this line and the one before it: see `audit_chain`."""


class AuditAnchorRow(Base):
    """What the log leans on once its oldest lines have gone; the latest counts."""

    __tablename__ = "audit_anchors"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    upto: Mapped[int] = mapped_column(Integer)
    """Number of the last line that went."""
    digest: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class KeptSoundRow(Base):
    """A sound kept beyond its scoring: under which right, why, until when."""

    __tablename__ = "kept_sounds"

    sample_id: Mapped[str] = mapped_column(ForeignKey("samples.id", ondelete="CASCADE"), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    right: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    file: Mapped[str] = mapped_column(String(80))
    """Name in the folder of kept sounds."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DrawRow(Base):
    """A random draw of samples as it was made, so that it can be shown and made again."""

    __tablename__ = "draws"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    seed: Mapped[str] = mapped_column(String(40))
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
