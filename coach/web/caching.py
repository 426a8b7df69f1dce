"""What a browser may keep, so that the next page asks for its own words only.

Gradio's files carry a digest of what they hold in their name; ours carry one of them all in their address.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

FOR_GOOD: Final = "public, max-age=31536000, immutable"
FOR_A_DAY: Final = "public, max-age=86400"
"""Icons and fonts, which style sheets name without a version."""


@cache
def version() -> str:
    """Ten hexadecimal digits that change when a style sheet or a script does."""
    digest = hashlib.sha256()
    for file in sorted((files("coach.web") / "assets").iterdir(), key=lambda f: f.name):
        if file.name.endswith((".css", ".js")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def asset(name: str) -> str:
    """Address of one of our style sheets or scripts."""
    return f"/actifs/{name}?v={version()}"


def sheet(name: str) -> str:
    """The element that brings a style sheet."""
    return f'<link rel="stylesheet" href="{asset(name)}">'


def script(name: str) -> str:
    """The element that brings a script, run once the page is read."""
    return f'<script src="{asset(name)}" defer></script>'


def how_long(path: str, query: str) -> str | None:
    """`Cache-Control` of a file that is the same for everybody; None for all the rest."""
    if path.startswith("/assets/") or (path.startswith("/actifs/") and query == f"v={version()}"):
        return FOR_GOOD
    if path.startswith(("/actifs/icons/", "/actifs/fonts/", "/static/")):
        return FOR_A_DAY
    return None
