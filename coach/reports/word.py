"""A report as a Word document: real headings and lists, language and title set, nothing drawn."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from coach.reports.document import Block, Bullets, Exchange, Quote, Report, Table, Text

if TYPE_CHECKING:
    from docx.document import Document

_FONT: Final = "Verdana"
"""Legible, and on nearly every machine: a Word document does not carry its fonts."""
_ACCENT, _QUIET, _RED = "14536B", "585F69", "A01C1C"


def as_docx(report: Report) -> bytes:
    """The whole document."""
    import docx

    document: Document = docx.Document()
    _set_up(document, report)
    document.add_heading(report.title, level=0)
    _paragraph(document, report.subtitle, color=_QUIET)
    for label, value in report.facts:
        line = document.add_paragraph()
        line.paragraph_format.space_after = _points(2)
        line.add_run(f"{label}\u00a0: " if not label.endswith(":") else f"{label} ").bold = True
        line.add_run(value)
    notice = document.add_paragraph(style="Intense Quote")
    notice.add_run(report.notice)
    for section in report.sections:
        heading = document.add_heading(section.title, level=section.depth)
        if section.alert:
            for run in heading.runs:
                run.font.color.rgb = _rgb(_RED)
        for block in section.blocks:
            _block(document, block)
    _paragraph(document, " · ".join(report.colophon) + ".", color=_QUIET, size=9)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Document, report: Report) -> None:
    """Title, language, font, margins, number of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    properties = document.core_properties
    # Word refuses a property of more than 255 characters.
    properties.title = report.title[:255]
    properties.subject = report.subtitle[:255]
    properties.author = "Coach MERCD (intelligence artificielle)"
    properties.language = "fr-FR"
    properties.comments = "Document établi par une intelligence artificielle ; le jury seul décide."
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Quote", "Intense Quote", "List Bullet"):
        style = document.styles[name]
        style.font.name = _FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), _FONT)
        for themed in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(themed), None)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "fr-FR")
        for old in style.element.rPr.findall(qn("w:lang")):
            style.element.rPr.remove(old)
        style.element.rPr.append(language)
    document.styles["Normal"].font.size = _points(10)
    for name, size, color in (("Title", 22, _ACCENT), ("Heading 1", 14, _ACCENT), ("Heading 2", 11, _ACCENT)):
        document.styles[name].font.size = _points(size)
        document.styles[name].font.color.rgb = _rgb(color)
    document.styles["Intense Quote"].font.size = _points(9)
    document.styles["Intense Quote"].font.italic = False
    document.styles["Intense Quote"].font.bold = False
    document.styles["Intense Quote"].font.color.rgb = _rgb(_QUIET)
    notice = document.styles["Intense Quote"].paragraph_format
    notice.left_indent = notice.right_indent = Cm(0)
    document.styles["Quote"].paragraph_format.left_indent = Cm(0.5)
    document.styles["Quote"].paragraph_format.space_after = _points(3)
    document.styles["Normal"].paragraph_format.space_after = _points(5)
    for part in document.sections:
        part.page_width, part.page_height = Cm(21), Cm(29.7)
        part.left_margin = part.right_margin = Cm(2.2)
        part.top_margin = part.bottom_margin = Cm(2)
        foot = part.footer.paragraphs[0]
        foot.add_run(f"{report.title} · Établi par une IA, Coach MERCD · page\u00a0").font.size = _points(8)
        _page_number(foot)


def _page_number(paragraph: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run()
    run.font.size = _points(8)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)


def _block(document: Document, block: Block) -> None:
    match block:
        case Text():
            line = document.add_paragraph()
            if block.strong:
                line.add_run(block.strong + (" " if block.text else "")).bold = True
            run = line.add_run(block.text)
            if block.quiet:
                run.font.size = _points(9)
                run.font.color.rgb = _rgb(_QUIET)
        case Quote():
            line = document.add_paragraph(style="Quote")
            line.add_run(block.text)
            if block.source:
                source = line.add_run(f"  ({block.source})")
                source.italic = False
        case Bullets():
            for item in block.items:
                document.add_paragraph(item, style="List Bullet")
        case Table():
            _table(document, block)
        case Exchange():
            for turn in block.turns:
                line = document.add_paragraph()
                line.paragraph_format.space_after = _points(3)
                who = line.add_run(f"{turn.place} · {turn.who}  ")
                who.bold = True
                who.font.size = _points(9)
                who.font.color.rgb = _rgb(_ACCENT if turn.lead else _QUIET)
                line.add_run(turn.text).font.size = _points(9)


def _table(document: Document, block: Table) -> None:
    """A real table, its first line marked as a heading that is read again on every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=3, style="Light Grid Accent 1")
    table.autofit = False
    widths = (Cm(1.7), Cm(10.1), Cm(4.8))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # the grid as well as the cells: not every reader looks at both
    for cell, words in zip(table.rows[0].cells, ("Repère", "Critère", "Niveau"), strict=True):
        cell.text = words
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    for line in block.lines:
        cells = table.add_row().cells
        marks = "" if line.level is None else "■" * line.level + "□" * (3 - line.level) + "  "
        for cell, words in zip(cells, (line.id, line.title, marks + line.word), strict=True):
            cell.text = words
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        whole.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(whole)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = _points(1)
                for run in paragraph.runs:
                    run.font.size = _points(9.5)
                    run.font.bold = row is table.rows[0]
    document.add_paragraph()


def _paragraph(document: Document, text: str, *, color: str, size: float = 10) -> None:
    run = document.add_paragraph().add_run(text)
    run.font.color.rgb = _rgb(color)
    run.font.size = _points(size)


def _points(size: float) -> Any:
    from docx.shared import Pt

    return Pt(size)


def _rgb(color: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(color)
