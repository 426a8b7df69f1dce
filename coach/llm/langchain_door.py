"""The door: LangChain's `ChatOpenAI` on any OpenAI-compatible address, with limits on everything.

`ChatOpenAI` has no time-out of its own (it passes None and so switches the SDK's off), hence all are set
here; and a stream that drips for ever is cut at the total deadline. Tracing to a third party is off.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from coach.errors import EngineError
from coach.llm.ports import Message
from coach.outgoing import Outbox, Unnoted
from coach.settings import Settings

for _variable in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
    os.environ[_variable] = "false"


class LangChainModel:
    """One model behind one address."""

    def __init__(self, settings: Settings, outbox: Outbox | None = None) -> None:
        from langchain_openai import ChatOpenAI

        if not settings.llm_base_url:
            raise EngineError("Aucune adresse de modèle : donnez COACH_LLM_BASE_URL (voir docs/reglages.md).")
        self.name = settings.llm_model
        self._address = settings.llm_base_url
        self._outbox = outbox or Unnoted()
        self._deadline = settings.llm_timeout * (settings.llm_retries + 1) + 5.0
        self._model = ChatOpenAI(
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key,
            model=settings.llm_model,
            timeout=settings.llm_timeout,
            stream_chunk_timeout=settings.llm_timeout,
            max_retries=settings.llm_retries,
            max_tokens=settings.llm_max_tokens,
            temperature=settings.llm_temperature,
        )

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int | None = None, temperature: float | None = None
    ) -> str:
        """The whole answer.

        Raises:
            EngineError: the model is down, slow, refuses or answers nothing.
        """
        text = "".join(self.stream(messages, max_tokens=max_tokens, temperature=temperature))
        if not text.strip():
            raise EngineError(f"Le modèle {self.name!r} a rendu une réponse vide ({self._address}).")
        return text

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int | None = None, temperature: float | None = None
    ) -> Iterator[str]:
        """The answer in pieces.

        Raises:
            EngineError: the model is down, slow, cut in the middle, or past the deadline.
        """
        started = time.monotonic()
        options: dict[str, Any] = {}
        if max_tokens is not None:
            options["max_tokens"] = max_tokens
        if temperature is not None:
            options["temperature"] = temperature
        finished = False
        sent = sum(len(m.content.encode()) for m in messages)
        with self._outbox.leaving("modele", self._address, sent=sent) as trip, self._translated():
            trip.facts["modele"] = self.name
            for chunk in self._model.stream([(m.role, m.content) for m in messages], **options):
                if time.monotonic() - started > self._deadline:
                    raise EngineError(
                        f"Le modèle {self.name!r} n’a pas fini en {self._deadline:.0f} s ({self._address})."
                    )
                finished = finished or bool(chunk.response_metadata.get("finish_reason"))
                if chunk.text:
                    trip.received += len(chunk.text.encode())
                    yield str(chunk.text)
            if not finished:  # a stream cut in the middle looks like its end to the client
                raise EngineError(f"La réponse du modèle {self.name!r} a été coupée ({self._address}).")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        import openai
        from langchain_core.exceptions import LangChainException

        try:
            yield
        except EngineError:
            raise
        except openai.APITimeoutError as exc:
            raise EngineError(f"Le modèle {self.name!r} ne répond pas à temps ({self._address}).") from exc
        except openai.APIConnectionError as exc:
            raise EngineError(
                f"Le serveur de modèle {self._address} est injoignable : est-il lancé ?"
            ) from exc
        except openai.AuthenticationError as exc:
            raise EngineError(
                f"Le serveur {self._address} refuse la clé : vérifiez COACH_LLM_API_KEY."
            ) from exc
        except openai.RateLimitError as exc:
            raise EngineError(f"Le serveur {self._address} limite les appels : réessayez plus tard.") from exc
        except (openai.OpenAIError, LangChainException) as exc:
            raise EngineError(f"Le modèle {self.name!r} a refusé ou s’est arrêté ({self._address}).") from exc
        except (OSError, ValueError, TypeError, KeyError, AttributeError, TimeoutError) as exc:
            # An answer that is not of the protocol surfaces as one of these from inside the client.
            raise EngineError(f"Réponse illisible du serveur de modèle {self._address}.") from exc
        except Exception as exc:  # the transport's own errors (httpx2) are not re-exported by openai
            if type(exc).__module__.split(".")[0] not in {"httpx2", "httpx", "httpcore", "httpcore2", "h11"}:
                raise
            raise EngineError(f"La liaison avec {self._address} a été coupée.") from exc
