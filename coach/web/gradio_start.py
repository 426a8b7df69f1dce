"""Shortcuts through Gradio: its start-up, half the wait before the first page, and each page after.

Imported before Gradio, which rewrites the type stubs of all its components each time it is imported (parsing every
source file), and at the end of each page describes all the pages so far and builds a whole application, only to do both
again when it is mounted. For each page opened it describes the components of all the pages, to be able to make a link
to the page as it stands, which nothing here offers: half a second of the processor, while everybody waits.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
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


def _describe_what_changes_only() -> None:
    from gradio.state_holder import SessionState

    begin = SessionState.__init__

    def light(self: SessionState, blocks: Any) -> None:
        # What it describes is what is both in the configuration and in `blocks`.
        begin(self, SimpleNamespace(default_config=blocks.default_config, blocks=()))  # type: ignore[arg-type]

    SessionState.__init__ = light  # type: ignore[method-assign]


_describe_what_changes_only()


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
