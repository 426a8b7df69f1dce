"""Settings chosen in the page: the environment goes before, keys are sealed, nothing wrong is kept."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from coach.errors import InputError
from coach.settings import Settings
from coach.store.chosen import ChosenStore
from coach.store.database import Database

KEY = "canari-de-cle-0123456789"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.open(tmp_path / "donnees")


def test_environment_before_chosen_before_default(database: Database, tmp_path: Path) -> None:
    base = Settings(data_dir=tmp_path / "donnees", llm_model="du poste")
    chosen = ChosenStore(database, base)
    chosen.choose({"llm_model": "choisi", "voice_model": "choisi", "keep_samples_days": 90}, "admin")
    force = chosen.in_force()
    assert (force.llm_model, force.voice_model, force.keep_samples_days) == ("du poste", "choisi", 90)
    assert chosen.from_environment("llm_model") and not chosen.from_environment("voice_model")
    assert force.whisper_model == base.whisper_model and force.data_dir == base.data_dir
    before = chosen.stamp()
    chosen.choose({"keep_samples_days": None}, "admin")
    assert chosen.in_force().keep_samples_days == base.keep_samples_days
    assert chosen.stamp() != before


def test_the_environment_of_the_process_counts_as_such(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    chosen = ChosenStore(database, Settings(data_dir=tmp_path / "donnees"))
    chosen.choose({"llm_base_url": "http://ailleurs.example/v1"}, "admin")
    assert chosen.in_force().llm_base_url == "http://127.0.0.1:1/v1"


def test_what_is_wrong_is_refused_whole(database: Database, tmp_path: Path) -> None:
    chosen = ChosenStore(database, Settings(data_dir=tmp_path / "donnees"))
    with pytest.raises(InputError, match="COACH_KEEP_SAMPLES_DAYS"):
        chosen.choose({"llm_model": "bon", "keep_samples_days": 0}, "admin")
    with pytest.raises(InputError, match="data_dir"):
        chosen.choose({"data_dir": "/ailleurs"}, "admin")
    for wrong in ("deux mots", "clé-accentuée", "x" * 501):
        with pytest.raises(InputError):
            chosen.seal("llm_api_key", wrong, "admin")
    with pytest.raises(InputError):
        chosen.seal("autre", KEY, "admin")
    assert chosen.values() == {} and chosen.sealed() == {}


def test_a_key_is_nowhere_in_clear_and_opens_only_with_its_file(database: Database, tmp_path: Path) -> None:
    base = Settings(data_dir=tmp_path / "donnees")
    chosen = ChosenStore(database, base)
    chosen.seal("llm_api_key", KEY, "admin")
    assert chosen.in_force().llm_api_key.get_secret_value() == KEY
    assert chosen.sealed()["llm_api_key"].hint == "…6789"
    assert stat.S_IMODE(chosen.key_file.stat().st_mode) == 0o600
    database.close()
    files = [p for p in (tmp_path / "donnees").iterdir() if p.is_file()]
    assert files and not any(KEY.encode() in p.read_bytes() for p in files)
    # Another key file: the key does not open, is said so, and is not used; the rest goes on.
    other = ChosenStore(database, base.model_copy(update={"key_file": tmp_path / "autre"}))
    assert other.in_force().llm_api_key.get_secret_value() == "aucune"
    assert len(other.unreadable()) == 1 and chosen.unreadable() == []
    chosen.seal("llm_api_key", "", "admin")
    assert chosen.sealed() == {} and chosen.in_force() is base
