"""The cells of a workbook's first sheet, as text; a workbook is a zip of small XML files.

Reads values only: no formula is run, no macro, no link is followed.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from coach.errors import GridError

MAX_PART: Final = 20_000_000
"""Bytes of one unzipped part; more is no grid."""
_NS: Final = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def read_first_sheet(path: Path) -> tuple[str, list[tuple[int, list[str]]]]:
    """Name of the first sheet and its rows: row number and cells by column, blanks kept.

    Raises:
        GridError: not a workbook, or too large to be a grid.
    """
    try:
        with zipfile.ZipFile(path) as book:
            names = set(book.namelist())
            shared = _shared(_part(book, "xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []
            sheets = ElementTree.fromstring(_part(book, "xl/workbook.xml")).findall("m:sheets/m:sheet", _NS)
            sheet = ElementTree.fromstring(_part(book, "xl/worksheets/sheet1.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError) as exc:
        raise GridError(
            f"{path.name} n’est pas un classeur XLSX lisible : enregistrez-le de nouveau, ou en CSV."
        ) from exc
    title = sheets[0].get("name", "1") if sheets else "1"
    rows = []
    for number, row in enumerate(sheet.iterfind("m:sheetData/m:row", _NS), 1):
        cells: dict[int, str] = {}
        for place, cell in enumerate(row.iterfind("m:c", _NS)):
            cells[_column(cell.get("r", ""), place)] = _value(cell, shared)
        width = max(cells, default=-1) + 1
        rows.append((int(row.get("r", number)), [cells.get(i, "") for i in range(width)]))
    return title, rows


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    if book.getinfo(name).file_size > MAX_PART:
        raise GridError("Le classeur est trop grand pour une grille : gardez une feuille de quelques lignes.")
    data = book.read(name)
    if b"<!DOCTYPE" in data[:2000] or b"<!ENTITY" in data:
        raise GridError(
            "Le classeur contient une déclaration inattendue : enregistrez-le de nouveau, ou en CSV."
        )
    return data


def _shared(data: bytes) -> list[str]:
    root = ElementTree.fromstring(data)
    return [
        "".join(t.text or "" for t in item.iter(f"{{{_NS['m']}}}t")) for item in root.iterfind("m:si", _NS)
    ]


def _column(reference: str, fallback: int) -> int:
    letters = re.match(r"[A-Z]+", reference)
    if letters is None:
        return fallback
    index = 0
    for letter in letters.group():
        index = index * 26 + ord(letter) - 64
    return index - 1


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{{{_NS['m']}}}t"))
    value = cell.findtext("m:v", "", _NS)
    if kind == "s" and value.isdigit() and int(value) < len(shared):
        return shared[int(value)]
    if kind == "b":
        return "oui" if value == "1" else "non"
    return value.removesuffix(".0")
