"""Two shortcuts through Gradio's start-up; together they halve the wait before the first page.

Imported before Gradio, which rewrites the type stubs of all its components each time it is imported (parsing every
source file), and builds a whole application at the end of each page only to replace it when it is mounted.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def _import_gradio() -> None:
    found = inspect.getfile

    def no_source(thing: Any) -> str:
        # What Gradio takes for a component that has no file: it then leaves the stubs alone.
        raise OSError(f"no stub for {thing!r}")

    inspect.getfile = no_source  # type: ignore[assignment]
    try:
        import gradio  # noqa: F401
    finally:
        inspect.getfile = found


_import_gradio()


@contextmanager
def one_application() -> Iterator[None]:
    """While pages are written, build no application: the one that is mounted is the only one that serves."""
    from gradio.routes import App

    build = App.create_app
    App.create_app = staticmethod(lambda *_, **__: None)  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        App.create_app = build  # type: ignore[method-assign]
