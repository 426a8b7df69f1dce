"""Rows for a spreadsheet, as CSV and as a workbook. Nothing of what people wrote can run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import Any, Final

from coach.reports.table import harmless

Cell = str | int | float | date | None
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDEST: Final = 60


def as_csv(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark, semicolons and decimal commas, as French spreadsheets open it."""
    written = io.StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    out.writerow(head)
    for row in rows:
        out.writerow([_text(cell) for cell in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def as_xlsx(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet, its first line kept in sight, dates as dates and numbers as numbers."""
    # The library has no types.
    openpyxl: Any = import_module("openpyxl")
    styles: Any = import_module("openpyxl.styles")
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31]
    for number, row in enumerate([head, *rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, _CONTROL.sub(" ", value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # « =… » stays the words that it is
            elif isinstance(value, date):
                cell.number_format = "dd/mm/yyyy"
            cell.alignment = styles.Alignment(vertical="top", wrap_text=isinstance(value, str))
            cell.font = styles.Font(bold=number == 1)
    for column in range(1, len(head) + 1):
        longest = max(len(str(row[column - 1] or "")) for row in [head, *rows])
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width = min(longest, _WIDEST) + 3
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    book.properties.title = title
    book.properties.creator = "Coach MERCD"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _text(cell: Cell) -> object:
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float):
        return f"{cell:.2f}".replace(".", ",")
    return harmless(cell) if cell is not None else ""
