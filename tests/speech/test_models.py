import os
import subprocess
import sys
import threading

import pytest

from coach.errors import EngineError, MissingPart, StorageError
from coach.speech import models
from coach.speech.models import PACKAGED_SHA256, checksum, joined_dir, locate, packaged

pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def empty_hub_cache(monkeypatch, tmp_path):
    """The hub's client reads its folder at import: told again here, so that no test sees a real cache."""
    import huggingface_hub.constants as constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


def test_the_packaged_model_is_joined_once_and_checked(model_dir):
    found = locate(None, model_dir)
    assert (found.name, found.origin) == ("base", "paquet")
    assert checksum(found.path / "model.bin") == PACKAGED_SHA256
    before = (found.path / "model.bin").stat().st_mtime_ns
    assert locate("base", model_dir).path == found.path
    assert (found.path / "model.bin").stat().st_mtime_ns == before


def test_two_that_come_at_once_make_one_model_and_leave_no_trace(tmp_path):
    if not models.has_parts():
        pytest.skip("le modèle en paquets n'est pas installé")
    found = []
    threads = [threading.Thread(target=lambda: found.append(packaged(tmp_path))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [joined_dir(tmp_path)] * 3
    assert sorted(p.name for p in joined_dir(tmp_path).parent.iterdir() if p.is_dir()) == ["whisper-base"]


def test_damaged_parts_are_refused_and_leave_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(models, "PACKAGED_SHA256", "0" * 64)
    if not models.has_parts():
        pytest.skip("le modèle en paquets n'est pas installé")
    with pytest.raises(EngineError, match="abîmé"):
        packaged(tmp_path)
    assert [p for p in (tmp_path / "models").iterdir() if p.is_dir()] == []


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path):
    if not models.has_parts():
        pytest.skip("le modèle en paquets n'est pas installé")
    (tmp_path / "models").write_text("un fichier là où il faut un dossier")
    with pytest.raises(StorageError, match="150 Mo"):
        packaged(tmp_path)


def test_a_folder_is_taken_as_it_is(model_dir, tmp_path):
    folder = joined_dir(model_dir)
    assert locate(str(folder), tmp_path).origin == "dossier"
    with pytest.raises(MissingPart, match=r"model\.bin"):
        locate(str(tmp_path), tmp_path)
    with pytest.raises(MissingPart, match="n’existe pas"):
        locate("/nulle/part", tmp_path)


def test_without_agreement_nothing_is_downloaded(tmp_path):
    with pytest.raises(MissingPart, match="coach models pull small"):
        locate("small", tmp_path)


def test_a_download_that_fails_says_so(tmp_path):
    code = (
        "from pathlib import Path; from coach.speech.models import locate; from coach.errors import MissingPart\n"
        f"try: locate('small', Path({str(tmp_path)!r}), download=True)\n"
        "except MissingPart as e: print(e)"
    )
    env = os.environ | {
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "HF_HOME": str(tmp_path / "hf"),
        "PYTHONUTF8": "1",
    }
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120)
    assert "a échoué" in done.stdout, done.stderr


def test_an_unknown_name_lists_the_known_ones(tmp_path):
    with pytest.raises(MissingPart, match="large-v3-turbo"):
        locate("geant", tmp_path, download=True)


def test_a_damaged_model_is_told_and_the_model_is_held_once(model_dir, tmp_path):
    from coach.speech.whisper import Whisper

    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        (tmp_path / name).write_bytes((joined_dir(model_dir) / name).read_bytes())
    (tmp_path / "model.bin").write_bytes(b"abime" * 100)
    with pytest.raises(EngineError, match="coach models check"):
        Whisper(tmp_path, "base")
    one, other = (
        Whisper(joined_dir(model_dir), "base"),
        Whisper(joined_dir(model_dir), "base", vocabulary="Télénova"),
    )
    assert one._pipeline is other._pipeline
