"""A scoring as rows for a spreadsheet, and as plain data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from coach.reports.document import ADVICE_ONLY, LEVEL_WORDS

COLUMNS: Final = (
    "critere", "intitule", "niveau", "mot", "citations", "raison", "conseil", "avis_des_personnes", "grille",
    "version_grille", "moteur",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(
    assessment: Mapping[str, Any],
    advice_only: frozenset[str],
    reviews: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> bytes:
    """One row a criterion, UTF-8 with its mark and semicolons, as French spreadsheets open it."""
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";", lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for c in assessment["criteria"]:
        advised = c["id"] in advice_only
        people = " | ".join(f"{who} : {reason}" for who, reason in (reviews or {}).get(c["id"], ()))
        values = (
            c["id"],
            c["title"],
            "" if advised or c["level"] is None else c["level"],
            ADVICE_ONLY if advised else LEVEL_WORDS[c["level"]],
            " | ".join(e["quote"] for e in c["evidence"]),
            c["why"],
            c["advice"],
            people,
            assessment["grid"],
            assessment["rubric_version"],
            assessment["engine"],
        )
        rows.writerow([harmless(v) for v in values])
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def as_json(whole: Mapping[str, Any]) -> bytes:
    """Everything that was stored."""
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8")


def harmless(value: object) -> object:
    """Words of a customer must not run as a formula in a spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
