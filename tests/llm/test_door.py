"""The door to language models against a real server that misbehaves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.errors import EngineError, MissingPart
from coach.llm.langchain_door import LangChainModel
from coach.llm.local_server import LocalServer
from coach.llm.ports import Message
from coach.llm.prompts import load_prompt
from coach.settings import Settings
from tests.llm.scripted import Script, scripted_server

HELLO = [Message("system", "Tu es Karim."), Message("user", "Bonjour")]


@pytest.fixture
def server() -> Iterator[Script]:
    with scripted_server() as script:
        yield script


def model(script: Script, name: str = "ok", **values: object) -> LangChainModel:
    options = {"llm_timeout": 1.0, "llm_retries": 0, **values}
    return LangChainModel(Settings(llm_base_url=script.url, llm_model=name, **options))


def test_streams_piece_by_piece(server: Script) -> None:
    pieces = list(model(server).stream(HELLO))
    assert len(pieces) > 3
    assert "".join(pieces) == "Ben écoutez, le matin c’est compliqué, voilà."
    assert [m["role"] for m in server.requests[0]["messages"]] == ["system", "user"]
    assert server.requests[0]["stream"] is True


@pytest.mark.parametrize("mode", ["429", "500", "401", "illisible", "coupe", "muet", "vide"])
def test_every_failure_is_ours_and_in_time(server: Script, mode: str) -> None:
    started = time.monotonic()
    with pytest.raises(EngineError) as caught:
        model(server, mode).complete(HELLO)
    assert time.monotonic() - started < 5
    assert "http" in caught.value.message or "modèle" in caught.value.message


def test_a_drip_is_cut_at_the_deadline(server: Script) -> None:
    server.answers = [" ".join(["mot"] * 60)]
    started = time.monotonic()
    with pytest.raises(EngineError):
        model(server, "goutte", llm_timeout=0.9).complete(HELLO)
    assert time.monotonic() - started < 9


def test_retries_are_counted(server: Script) -> None:
    with pytest.raises(EngineError):
        model(server, "500", llm_retries=2).complete(HELLO)
    assert len(server.requests) == 3


def test_server_down() -> None:
    settings = Settings(llm_base_url="http://127.0.0.1:9/v1", llm_timeout=1.0, llm_retries=0)
    with pytest.raises(EngineError, match="injoignable"):
        LangChainModel(settings).complete(HELLO)


def test_the_key_is_never_printed() -> None:
    settings = Settings(llm_base_url="http://127.0.0.1:9/v1", llm_api_key="sk-canari-9")
    assert "canari" not in repr(settings) + str(settings)
    assert "canari" not in repr(LangChainModel(settings)._model)


def test_prompts_declare_their_variables() -> None:
    cue = load_prompt("replique")
    with pytest.raises(ValueError, match="missing"):
        cue.fill(manager="Bonjour")
    with pytest.raises(ValueError, match="unknown"):
        cue.fill(manager="a", intention="b", tone="c", canvas="d", autre="e")


def test_a_value_is_never_read_as_a_template() -> None:
    filled = load_prompt("replique").fill(manager="{{ canvas }}", intention="i", tone="t", canvas="SECRET")
    assert filled.count("SECRET") == 1


def test_a_missing_local_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match="COACH_LLM_LOCAL_MODEL"):
        LocalServer(tmp_path / "absent.gguf")
