"""Shortcuts through Gradio's start-up; together they halve the wait before the first page.

Imported before Gradio, which rewrites the type stubs of all its components each time it is imported (parsing every
source file), and at the end of each page describes all the pages so far and builds a whole application, only to do both
again when it is mounted.
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
    """While pages are written, describe and build nothing: only the application that is mounted serves."""
    from gradio.blocks import Blocks
    from gradio.routes import App

    build, describe = App.create_app, Blocks.get_config_file
    App.create_app = staticmethod(lambda *_, **__: None)  # type: ignore[method-assign, assignment]
    Blocks.get_config_file = lambda _: {"pages": []}  # type: ignore[method-assign, assignment, typeddict-item]
    try:
        yield
    finally:
        App.create_app, Blocks.get_config_file = build, describe  # type: ignore[method-assign]
