"""The real scorer, built once."""

from __future__ import annotations

import pytest
import yaml

from coach.assessment.scorer import Scorer
from coach.dialogue.analyst import EmbeddedAnalyst
from coach.domain.referential import Referential
from coach.resources import data_dir


@pytest.fixture(scope="session")
def analyst() -> EmbeddedAnalyst:
    return EmbeddedAnalyst()


@pytest.fixture(scope="session")
def scorer(analyst: EmbeddedAnalyst) -> Scorer:
    file = data_dir("knowledge") / "referential" / "mercd-2024.yaml"
    return Scorer(analyst, Referential.from_mapping(yaml.safe_load(file.read_text("utf-8"))))
