"""A GGUF file served on the loopback address by llama.cpp (extra `local-llm`), speaking the OpenAI protocol."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from coach.errors import EngineError, MissingPart


class LocalServer:
    """Owns one llama.cpp server; `base_url` is what `COACH_LLM_BASE_URL` would hold."""

    def __init__(self, model: Path, *, context: int = 4096, threads: int = 2) -> None:
        if not model.is_file():
            raise MissingPart(
                f"Le modèle « {model} » n’existe pas : vérifiez COACH_LLM_LOCAL_MODEL (un fichier .gguf)."
            )
        try:
            xllamacpp: Any = importlib.import_module("xllamacpp")
        except ImportError as exc:
            raise MissingPart(
                "Le serveur de modèle local n’est pas installé : pip install 'coach[local-llm]'."
            ) from exc
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(model)
        parameters.hostnames = ["127.0.0.1"]
        parameters.port = 0
        parameters.n_ctx = context
        parameters.n_parallel = 1
        parameters.cpuparams.n_threads = threads
        try:
            self._server = xllamacpp.Server(parameters)
        except (RuntimeError, ValueError, OSError) as exc:
            raise EngineError(f"Le modèle « {model} » n’a pas pu être chargé ({exc}).") from exc

    @property
    def base_url(self) -> str:
        """OpenAI-compatible address."""
        return f"{self._server.listening_address}/v1"
