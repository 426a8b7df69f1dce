"""What those who run the service look at: is it alive, is it ready, how fast, how often; a request id on each line.

`/sante/vivant` and `/sante/pret` say nothing of anybody; `/metriques` is read from this machine, or with a token.
"""

from __future__ import annotations

import ipaddress
import logging
import secrets
import time
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coach import __version__
from coach.jobs.readiness import ready
from coach.logs import HEADER, REQUEST, request_id
from coach.web.metrics import Metrics
from coach.web.tracing import Tracing

if TYPE_CHECKING:
    from coach.wiring import Services

ALIVE, READY, METRICS = "/sante/vivant", "/sante/pret", "/metriques"
OPEN: Final = frozenset({ALIVE, READY, METRICS})
"""Addresses asked for by machines, which sign in nowhere."""
_FORWARDED: Final = ("x-forwarded-for", "forwarded", "x-real-ip")
_log = logging.getLogger("coach.requetes")


def install(app: FastAPI, services: Services) -> None:
    """Place the routes and what watches every request."""
    metrics, tracing = Metrics(services), Tracing(services.settings)
    app.add_middleware(Observer, metrics=metrics, tracing=tracing)

    @app.get(ALIVE)
    def alive() -> JSONResponse:
        return JSONResponse({"etat": "vivant", "version": __version__})

    @app.get(READY)
    def is_ready() -> JSONResponse:
        answers = ready(services)
        wrong = {a.name: a.problem for a in answers if a.problem}
        state = {
            "etat": "pas prêt" if wrong else "prêt",
            "controles": {a.name: a.problem or "ok" for a in answers},
        }
        return JSONResponse(state, 503 if wrong else 200, headers={"Cache-Control": "no-store"})

    @app.get(METRICS)
    def measured(request: Request) -> Response:
        if not may_read(request, services):
            return JSONResponse({"erreur": "Mesures lues de cette machine, ou avec le jeton réglé."}, 403)
        body, kind = metrics.text()
        return Response(body, headers={"Content-Type": kind, "Cache-Control": "no-store"})


def may_read(request: Request, services: Services) -> bool:
    """From this machine and through no proxy, or with the token of the settings."""
    token = services.settings.metrics_token
    given = request.headers.get("authorization", "")
    if token is not None and secrets.compare_digest(
        given.encode(), f"Bearer {token.get_secret_value()}".encode()
    ):
        return True
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


class Observer:
    """Times each request, gives it an id, and tells what came of it; reads no body and no query."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracing: Tracing) -> None:
        self._app, self._metrics, self._tracing = app, metrics, tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        known = request_id(headers.get(HEADER.lower()))
        mark, status, started = REQUEST.set(known), 500, time.perf_counter()

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER.lower().encode(), known.encode())]
            await send(message)

        with self._tracing.request(scope["method"], headers) as span:
            try:
                await self._app(scope, receive, answer)
            finally:
                seconds = time.perf_counter() - started
                route = route_of(scope)
                self._metrics.request(scope["method"], route, status, seconds)
                span.ended(route, status, known)
                facts = {
                    "method": scope["method"],
                    "route": route,
                    "status": status,
                    "ms": round(seconds * 1000),
                }
                _log.info("request", extra=facts)
                REQUEST.reset(mark)


def route_of(scope: Scope) -> str:
    """The pattern that answered, never the address: addresses hold ids, and links hold secrets."""
    path = getattr(scope.get("route"), "path", None)
    if path:
        return str(path)
    first = str(scope.get("path", "/")).split("/", 2)[1]
    return f"/{first}/…" if first in _FIRST else ("/" if not first else "(page)")


_FIRST: Final = frozenset({"actifs", "gradio_api", "assets", "static", "theme.css", "svelte"})
__all__: list[Any] = ["OPEN", "install"]
