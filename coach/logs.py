"""Structured logs: one JSON object a line, with the id of the request; no content and no secret.

The message of an exception may hold what somebody wrote (a refused SQL row, an answer that did not parse): only its
type and the places it went through are written.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import traceback
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final, TextIO

from pydantic import SecretStr

from coach.settings import Settings

REQUEST: ContextVar[str] = ContextVar("request", default="")
HEADER: Final = "X-Request-Id"
_ASKED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_FIELDS: Final = ("method", "route", "status", "ms")
"""What a line may carry beside its words."""


def request_id(asked: str | None) -> str:
    """The id a proxy gave, when it is one; else a new one."""
    return asked if asked and _ASKED.fullmatch(asked) else secrets.token_hex(8)


def secrets_of(settings: Settings) -> list[str]:
    """Values that must never be written."""
    values = (getattr(settings, name) for name in Settings.model_fields)
    found = [v.get_secret_value() for v in values if isinstance(v, SecretStr)]
    return [v for v in found if len(v) >= 8]


class JsonLines(logging.Formatter):
    """See the module."""

    def __init__(self, hidden: Iterable[str] = ()) -> None:
        super().__init__()
        self._hidden = tuple(hidden)

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._clean(record.getMessage()),
        }
        if request := REQUEST.get():
            line["request"] = request
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["trace"] = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in frames[-12:]]
        return json.dumps(line, ensure_ascii=False)

    def _clean(self, message: str) -> str:
        for value in self._hidden:
            message = message.replace(value, "•••")
        return message[:2000]


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send all logs through JSON lines, when the settings ask for it."""
    if not settings.log_json:
        return
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(secrets_of(settings)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("coach").setLevel(logging.INFO)
    from uvicorn.config import LOGGING_CONFIG

    for logger in LOGGING_CONFIG["loggers"].values():  # the server's own lines too
        logger["handlers"], logger["propagate"] = [], True
