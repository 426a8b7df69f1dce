"""Our own HTML on a page.

`gr.HTML` compiles templates with `new Function`, which the content security policy forbids; `gr.Markdown`
passes a block of HTML through as it is. Everything that comes from people is escaped before it gets here
(`coach.web.html.esc`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

class Markup(gr.Markdown):
    """A block of our HTML, set and updated with the bare string."""

    # Gradio reads a component's configuration from the names of these parameters, so they keep its own.
    def __init__(
        self,
        value: str = "",
        *,
        elem_id: str | None = None,
        elem_classes: Sequence[str] = (),
        container: bool = False,
        sanitize_html: bool = False,
        latex_delimiters: Sequence[dict[str, str | bool]] = (),
        visible: bool = True,
        render: bool = True,
    ) -> None:
        super().__init__(
            value,
            sanitize_html=sanitize_html,
            latex_delimiters=list(latex_delimiters),
            container=container,
            elem_id=elem_id,
            elem_classes=["html", *elem_classes],
            visible=visible,
            render=render,
        )

    def get_block_name(self) -> str:
        """Drawn by the Markdown component of the page."""
        return "markdown"

    def postprocess(self, value: str | None) -> Any:
        """One line in one outer block: a blank line would end it and let Markdown read the rest."""
        return flat(value or "")
    from typing import Callable, Literal, Sequence, Any, TYPE_CHECKING
    from gradio.blocks import Block
    if TYPE_CHECKING:
        from gradio.components import Timer
        from gradio.components.base import Component

def flat(html: str) -> str:
    """The block as a single line of HTML."""
    return f"<div>{html.replace(chr(13), '').replace(chr(10), '&#10;')}</div>" if html else ""
