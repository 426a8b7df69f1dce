"""What a browser was given belongs to the person who got it.

Gradio ties neither a session nor an upload to anybody: with another's session hash one reads their answers, with the
path of a file one reads the file. Here the first person who uses a session keeps it, and a file is its sender's.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, Final

_KEPT: Final = 50_000
"""Sessions and files remembered; the oldest unused go first, and then belong to nobody."""


class Bindings:
    """Whose sessions, uploads and files these are, in this process."""

    def __init__(self) -> None:
        self._whose: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def claim(self, kind: str, known: str, person: str) -> bool:
        """Whether it is this person's: it becomes theirs when it was nobody's."""
        if not known:
            return False
        with self._lock:
            owner = self._whose.setdefault(f"{kind}:{known}", person)
            self._whose.move_to_end(f"{kind}:{known}")
            while len(self._whose) > _KEPT:
                self._whose.popitem(last=False)
            return owner == person

    def has(self, kind: str, known: str, person: str) -> bool:
        """Whether it is this person's already."""
        with self._lock:
            return self._whose.get(f"{kind}:{known}") == person


def paths_in(data: Any) -> Iterator[str]:
    """Every file that the data of an event names."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("path", "url") and isinstance(value, str):
                yield value
            else:
                yield from paths_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from paths_in(value)
