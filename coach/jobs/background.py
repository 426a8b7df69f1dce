"""A worker beside the web server, in its process: started after the first page, ended with it."""

from __future__ import annotations

import logging
import threading

from coach.errors import CoachError
from coach.wiring import Services

START_AFTER = 2.0
"""Seconds before it starts: the first page goes first."""
_log = logging.getLogger(__name__)


class BackgroundWorker:
    """`start` returns at once; `stop` leaves the job in hand to the next worker."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._in_hand = False
        self._thread = threading.Thread(target=self._work, name="traitement", daemon=True)

    def start(self) -> None:
        """Begin to take jobs soon."""
        self._thread.start()

    def stop(self) -> bool:
        """Take no more; whether a file was still in hand."""
        self._stop.set()
        self._thread.join(timeout=15)
        return self._in_hand

    def _work(self) -> None:
        if self._stop.wait(START_AFTER):
            return
        from coach.jobs.worker import Worker

        try:
            worker = Worker(self._services)
            with worker.at_work():
                self._stop.wait()
                self._in_hand = worker.in_hand()
        except CoachError as exc:
            _log.error("no job is taken by this server: %s", exc.message)
        except Exception:
            _log.exception("no job is taken by this server")
