import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the sounds are made by evals/speech

from coach.speech.models import has_parts, packaged


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory):
    """Data folder with the packaged model joined."""
    if not has_parts():
        pytest.skip("le modèle en paquets n'est pas installé (extra whisper-base)")
    data_dir = tmp_path_factory.mktemp("data")
    packaged(data_dir)
    return data_dir


@pytest.fixture(scope="session")
def whisper(model_dir):
    from coach.speech.models import joined_dir
    from coach.speech.whisper import Whisper

    return Whisper(joined_dir(model_dir), "base")
