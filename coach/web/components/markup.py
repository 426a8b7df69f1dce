"""Our own HTML on a page.

`gr.HTML` compiles templates with `new Function`, which the content security policy forbids; `gr.Markdown`
passes a block of HTML through as it is. Everything that comes from people is escaped before it gets here
(`coach.web.html.esc`).
"""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr


def markup(value: str = "", *, elem_id: str | None = None, elem_classes: Sequence[str] = ()) -> gr.Markdown:
    """A block of our HTML, set and updated with the bare string."""
    block = gr.Markdown(
        flat(value),
        sanitize_html=False,
        latex_delimiters=[],
        container=False,
        elem_id=elem_id,
        elem_classes=["html", *elem_classes],
    )
    # A subclass would make Gradio write a stub file beside this module.
    setattr(block, "postprocess", lambda html: flat(html or ""))  # noqa: B010
    return block


def flat(html: str) -> str:
    """One line in one outer block: a blank line would end it and let Markdown read the rest."""
    return f"<div>{html.replace(chr(13), '').replace(chr(10), '&#10;')}</div>" if html else ""
