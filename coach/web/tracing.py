"""OpenTelemetry, when a collector is set: one span a request, with its pattern and its status, and nothing said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from coach import __version__
from coach.errors import MissingPart
from coach.settings import Settings


class Span:
    """One request on its way."""

    def __init__(self, inner: Any = None) -> None:
        self._inner = inner

    def ended(self, route: str, status: int, request: str) -> None:
        """What came of it."""
        if self._inner is not None:
            self._inner.update_name(route)
            self._inner.set_attribute("http.route", route)
            self._inner.set_attribute("http.response.status_code", status)
            self._inner.set_attribute("coach.request", request)


class Tracing:
    """Off unless the settings name a collector; its provider is its own, no library's spans go with ours.

    Raises:
        MissingPart: a collector is set, and the libraries are not there.
    """

    def __init__(self, settings: Settings) -> None:
        self._tracer: Any = None
        self._provider: Any = None
        if not settings.otlp_endpoint:
            return
        try:
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError as exc:
            raise MissingPart(
                "COACH_OTLP_ENDPOINT est réglé, mais l’export OpenTelemetry n’est pas installé : "
                "pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-grpc."
            ) from exc
        endpoint = settings.otlp_endpoint
        exporter = OTLPSpanExporter(endpoint=endpoint, insecure=not endpoint.startswith("https"), timeout=5)
        resource = Resource({"service.name": "coach-mercd", "service.version": __version__})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=True)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("coach")

    @contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> Iterator[Span]:
        """A span around a request, under that of the proxy when it sent one."""
        if self._tracer is None:
            yield Span()
            return
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        above = TraceContextTextMapPropagator().extract(dict(headers))
        span = self._tracer.start_span(
            method, context=above, kind=SpanKind.SERVER, attributes={"http.request.method": method}
        )
        try:
            yield Span(span)
        finally:
            span.end()

    def flush(self) -> None:
        """Send what waits."""
        if self._provider is not None:
            self._provider.force_flush()
