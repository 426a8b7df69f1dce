"""The background work speaks to its database and to nobody else, whatever the environment asks of DBOS."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.jobs.sounds import CHAT

SCRIPT = """
import socket, sys, time
from pathlib import Path
asked = []
def refused(name):
    def call(*arguments, **_):
        asked.append((name, str(arguments[-1] if name == 'connect' else arguments[0])))
        raise OSError('no network here')
    return call
class Closed(socket.socket):
    connect = connect_ex = refused('connect')
socket.socket = Closed
socket.getaddrinfo = refused('getaddrinfo')
from coach.jobs.queue import Queue
from coach.jobs.worker import Worker
from coach.settings import Settings
from coach.wiring import OWNER, Services
services = Services(Settings(data_dir=Path(sys.argv[1])))
queue = Queue(services)
with Worker(services).at_work():
    job = queue.submit(OWNER, Path(sys.argv[2]), 'tchat')
    end = time.monotonic() + 120
    while queue.jobs.get(job.id).live and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(1.5)
print(queue.jobs.get(job.id).state, asked)
"""


def test_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    path = tmp_path / "tchat.txt"
    path.write_text(CHAT)
    env = os.environ | {
        "DBOS__CLOUD": "true",
        "DBOS_CONDUCTOR_KEY": "cle",
        "DBOS__CONDUCTOR_KEY": "cle",
        "DBOS__CONDUCTOR_URL": "wss://conductor.invalid/",
        "DBOS__CONDUCTOR_APP_NAME": "x",
        "DBOS__OTLP_TRACES_ENDPOINT": "http://traces.invalid/",
    }
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "donnees"), str(path)],
        env=env,
        capture_output=True,
        text=True,
        timeout=170,
    )
    assert told.stdout.strip() == "fini []", told.stdout + told.stderr
