"""Prometheus metrics of one process: requests as they come, the rest counted when it is asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from coach import __version__
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.wiring import Services

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """One registry an application."""

    def __init__(self, services: Services) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "coach_requests", "Requêtes servies.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "coach_request_seconds",
            "Durée des requêtes.",
            ("route",),
            registry=self._registry,
            buckets=_BUCKETS,
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(_State(services))

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """One more was served."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> tuple[bytes, str]:
        """Everything, and its media type."""
        return generate_latest(self._registry), CONTENT_TYPE_LATEST


class _State(Collector):
    """What the database and the disk say when asked."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> Iterator[Metric]:
        """Nothing is counted at registration: the first page goes first."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("coach", "Version.", value={"version": __version__})
        free = GaugeMetricFamily("coach_disk_free_bytes", "Place libre dans le dossier de données.")
        free.add_metric([], shutil.disk_usage(self._services.settings.data_dir).free)
        yield free
        up = GaugeMetricFamily("coach_database_up", "La base répond.")
        try:
            counted = list(self._counted())
        except CoachError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from counted

    def _counted(self) -> Iterator[Metric]:
        from datetime import UTC, datetime, timedelta

        from coach.store.jobs import JobStore

        store = JobStore(self._services.database)
        jobs = GaugeMetricFamily("coach_jobs", "Fichiers de la file, par état.", labels=["state"])
        for state, count in store.counts().items():
            jobs.add_metric([state], count)
        yield jobs
        since = datetime.now(UTC) - timedelta(seconds=30)
        workers = GaugeMetricFamily("coach_workers", "Traitements en service.")
        workers.add_metric([], sum(seen >= since for _, _, seen in store.workers()))
        yield workers
        calls = GaugeMetricFamily(
            "coach_network_calls", "Appels notés au journal du réseau.", labels=["kind", "local"]
        )
        totals: dict[tuple[str, str], int] = {}
        for place in self._services.outbox.destinations():
            key = (place.kind, str(place.local).lower())
            totals[key] = totals.get(key, 0) + place.calls
        for (kind, local), count in totals.items():
            calls.add_metric([kind, local], count)
        yield calls
