"""Finds the data files for authors: `knowledge/`, `prompts/`, `scenarios/`.

They travel in the wheel as `coach/_data/…`; in a checkout they lie at its top. Nothing depends on
the working folder.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_dir(name: str) -> Path:
    """Folder of one kind of data, installed or in a checkout.

    Raises:
        FileNotFoundError: neither place holds it, which means a broken installation.
    """
    for base in (_PACKAGE / "_data", _PACKAGE.parent):
        candidate = base / name
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"données {name!r} introuvables : réinstallez le paquet coach")
