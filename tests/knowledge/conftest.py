from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coach.knowledge.embedders import make_embedder
from coach.knowledge.index_store import Encoders
from coach.knowledge.service import KnowledgeBase

FICHES = Path(__file__).parents[1] / "data" / "knowledge" / "fiches"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def encoders() -> Encoders:
    """One real encoder for both uses: quick to build a small index with."""
    encoder = make_embedder("use")
    return Encoders(encoder, encoder)


@pytest.fixture
def base(tmp_path: Path, encoders: Encoders):  # type: ignore[no-untyped-def]
    """A writer on three small fiches."""
    with KnowledgeBase.open(
        tmp_path, fiches=FICHES, encoders=encoders, writer=True, today=lambda: TODAY
    ) as opened:
        yield opened
