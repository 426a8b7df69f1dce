"""The look: tokens in one place (`assets/coach.css`), and a Gradio theme that reads them."""

from __future__ import annotations

import inspect
from importlib.resources import files

import gradio as gr

from coach.web import caching

FONT = ("Atkinson Hyperlegible", "system-ui", "sans-serif")


def theme() -> gr.themes.Base:
    """Gradio's own variables, set from our tokens for both light and dark."""
    both = {
        "body_background_fill": "var(--papier)",
        "body_text_color": "var(--encre)",
        "body_text_color_subdued": "var(--encre-douce)",
        "background_fill_primary": "var(--feuille)",
        "background_fill_secondary": "var(--papier)",
        "border_color_primary": "var(--filet)",
        "border_color_accent": "var(--petrole)",
        "color_accent": "var(--petrole)",
        "color_accent_soft": "var(--petrole-pale)",
        "block_background_fill": "var(--feuille)",
        "block_border_color": "var(--filet)",
        "block_label_background_fill": "transparent",
        "block_label_text_color": "var(--encre-douce)",
        "block_title_text_color": "var(--encre)",
        "block_info_text_color": "var(--encre-douce)",
        "input_background_fill": "var(--feuille)",
        "input_background_fill_focus": "var(--feuille)",
        "input_border_color": "var(--filet-fort)",
        "input_border_color_focus": "var(--petrole)",
        "input_placeholder_color": "var(--encre-douce)",
        "button_primary_background_fill": "var(--petrole)",
        "button_primary_background_fill_hover": "var(--petrole-fonce)",
        "button_primary_text_color": "var(--sur-petrole)",
        "button_secondary_background_fill": "var(--feuille)",
        "button_secondary_background_fill_hover": "var(--petrole-pale)",
        "button_secondary_text_color": "var(--encre)",
        "button_secondary_border_color": "var(--filet-fort)",
        "checkbox_background_color": "var(--feuille)",
        "checkbox_background_color_selected": "var(--petrole)",
        "checkbox_label_background_fill": "var(--feuille)",
        "checkbox_label_background_fill_selected": "var(--petrole-pale)",
        "checkbox_label_text_color_selected": "var(--encre)",
        "slider_color": "var(--petrole)",
        "loader_color": "var(--petrole)",
        "link_text_color": "var(--petrole-lien)",
        "error_background_fill": "var(--brique-pale)",
        "error_text_color": "var(--encre)",
        "table_even_background_fill": "var(--feuille)",
        "table_odd_background_fill": "var(--papier)",
        "shadow_drop": "var(--ombre)",
    }
    base = gr.themes.Base(
        font=FONT,
        font_mono=("ui-monospace", "monospace"),
        radius_size=gr.themes.sizes.radius_md,
        text_size="lg",
    )
    known = inspect.signature(base.set).parameters
    return base.set(
        **both,
        **{f"{name}_dark": value for name, value in both.items() if f"{name}_dark" in known},
        block_shadow="none",
        block_border_width="1px",
        input_border_width="1px",
        button_large_radius="10px",
        button_small_radius="10px",
        block_radius="10px",
        input_radius="10px",
        layout_gap="16px",
    )


def css() -> str:
    """Our style sheet."""
    return (files("coach.web") / "assets" / "coach.css").read_text(encoding="utf-8")


def head() -> str:
    """Language, viewport, early choice of light or dark, and the page's small script."""
    script = (files("coach.web") / "assets" / "coach.js").read_text(encoding="utf-8")
    return (
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><script>{script}</script>'
        + "".join(
            caching.script(f"{name}.js") for name in ("parole", "ecoute", "formateur", "jury", "visite")
        )
        + "".join(
            caching.sheet(f"{name}.css")
            for name in ("media", "formateur", "administration", "jury", "visite")
        )
    )
