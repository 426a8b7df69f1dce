"""A report as PDF: embedded free fonts, headings as bookmarks, language and title set for screen readers."""

from __future__ import annotations

import warnings
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from coach.reports.document import (
    Block,
    Bullets,
    Exchange,
    Line,
    Quote,
    Report,
    Section,
    Spoken,
    Table,
    Text,
)

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT: Final = "Atkinson"
_STYLES: Final = {"": "regular", "B": "bold", "I": "italic", "BI": "bold-italic"}
_INK, _QUIET, _ACCENT, _RED = (28, 32, 38), (88, 95, 105), (20, 83, 107), (160, 28, 28)
_PALE, _PALE_RED, _RULE = (238, 244, 247), (252, 239, 238), (208, 215, 222)
_MARGIN, _BODY, _SMALL = 20.0, 10.5, 9.0
_ROW, _GLANCE = 6.9, 130.0
"""Height of a line of levels; a table higher than this may be cut."""


def as_pdf(report: Report) -> bytes:
    """The whole document."""
    from fpdf import FPDF

    class Page(FPDF):
        def footer(self) -> None:
            """The same words at the foot of every page, and its number."""
            self.set_y(-14)
            self.set_font(_FONT, "", 8)
            self.set_text_color(*_QUIET)
            self.cell(0, 5, f"{report.title}  ·  Établi par une IA, Coach MERCD", align="L")
            self.set_x(-60)
            self.cell(40, 5, f"{self.page_no()}\u00a0/\u00a0{{nb}}", align="R")

    pdf = Page(format="A4", unit="mm")
    folder = files("coach.reports") / "fonts"
    for style, name in _STYLES.items():
        pdf.add_font(_FONT, style, str(folder / f"atkinson-hyperlegible-{name}.ttf"))
    pdf.set_title(report.title)
    pdf.set_subject(report.subtitle)
    pdf.set_lang("fr-FR")
    pdf.set_creator("Coach MERCD")
    pdf.set_author("Coach MERCD (intelligence artificielle)")
    pdf.set_display_mode("real", "single")
    pdf.set_margins(_MARGIN, 18, _MARGIN)
    pdf.set_auto_page_break(True, margin=20)
    pdf.add_page()
    _head(pdf, report)
    for section in report.sections:
        _section(pdf, section)
    _colophon(pdf, report)
    with warnings.catch_warnings():
        # A character that the fonts lack (an emoji of a chat) is drawn as a box; the text layer keeps it.
        warnings.simplefilter("ignore")
        return bytes(pdf.output())


def _head(pdf: FPDF, report: Report) -> None:
    pdf.set_text_color(*_ACCENT)
    pdf.set_font(_FONT, "B", 20)
    pdf.start_section(report.title)
    pdf.multi_cell(0, 9, report.title, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*_QUIET)
    pdf.set_font(_FONT, "", 11)
    pdf.multi_cell(0, 6, report.subtitle, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)
    for label, value in report.facts:
        pdf.set_font(_FONT, "B", _BODY)
        pdf.set_text_color(*_INK)
        pdf.cell(38, 5.6, label)
        pdf.set_font(_FONT, "", _BODY)
        pdf.multi_cell(0, 5.6, value, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)
    pdf.set_fill_color(*_PALE)
    pdf.set_font(_FONT, "", _SMALL)
    pdf.set_text_color(*_INK)
    pdf.multi_cell(0, 4.8, report.notice, align="L", fill=True, padding=3, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)


def _section(pdf: FPDF, section: Section) -> None:
    # A heading never stands alone at the foot of a page, and the levels are seen at one glance.
    rows = sum(len(block.lines) for block in section.blocks if isinstance(block, Table))
    needed = max(26 if section.blocks else 34, min(14 + rows * _ROW, _GLANCE))
    if pdf.will_page_break(needed):
        pdf.add_page()
    pdf.ln(3 if section.depth == 1 else 1.5)
    pdf.set_text_color(*(_RED if section.alert else _ACCENT))
    pdf.set_font(_FONT, "B", 14 if section.depth == 1 else 11)
    pdf.start_section(section.title, level=section.depth)
    pdf.multi_cell(
        0, 6.5 if section.depth == 1 else 5.5, section.title, align="L", new_x="LMARGIN", new_y="NEXT"
    )
    pdf.ln(1)
    for block in section.blocks:
        _block(pdf, block)


def _block(pdf: FPDF, block: Block) -> None:
    match block:
        case Text():
            _text(pdf, block)
        case Quote():
            _quote(pdf, block)
        case Bullets():
            for item in block.items:
                pdf.set_font(_FONT, "", _BODY)
                pdf.set_text_color(*_INK)
                pdf.cell(5, 5.2, "•")
                pdf.multi_cell(0, 5.2, item, align="L", new_x="LMARGIN", new_y="NEXT")
                pdf.ln(0.6)
        case Table():
            for line in block.lines:
                _level(pdf, line)
            pdf.ln(2)
        case Exchange():
            for turn in block.turns:
                _spoken(pdf, turn)


def _text(pdf: FPDF, block: Text) -> None:
    pdf.set_text_color(*(_QUIET if block.quiet else _INK))
    size = _SMALL if block.quiet else _BODY
    if block.strong:
        pdf.set_font(_FONT, "B", size)
        pdf.write(5.2, block.strong + (" " if block.text else ""))
    pdf.set_font(_FONT, "", size)
    if block.text:
        pdf.write(5.2, block.text)
    pdf.ln(6)


def _quote(pdf: FPDF, block: Quote) -> None:
    pdf.set_font(_FONT, "I", _BODY)
    pdf.set_text_color(*_INK)
    text = block.text + (f"  ({block.source})" if block.source else "")
    top, page = pdf.get_y(), pdf.page
    pdf.set_x(_MARGIN + 4)
    pdf.multi_cell(pdf.epw - 4, 5.2, text, align="L", new_x="LMARGIN", new_y="NEXT")
    if pdf.page == page:
        pdf.set_draw_color(*_ACCENT)
        pdf.set_line_width(0.7)
        pdf.line(_MARGIN + 1, top + 0.6, _MARGIN + 1, pdf.get_y() - 0.4)
    pdf.ln(1.4)


def _level(pdf: FPDF, line: Line) -> None:
    pdf.set_font(_FONT, "", _BODY)
    pdf.set_text_color(*_INK)
    width = pdf.epw - 58
    top, page = pdf.get_y(), pdf.page
    pdf.cell(11, 5.6, line.id)
    pdf.multi_cell(width - 11, 5.6, line.title, align="L", new_x="LMARGIN", new_y="NEXT")
    bottom = pdf.get_y()
    if pdf.page != page:
        top = bottom - 5.6
    x = _MARGIN + width + 3
    if line.level is not None:
        for i in range(3):
            pdf.set_draw_color(*_ACCENT)
            pdf.set_line_width(0.35)
            pdf.set_fill_color(*(_ACCENT if i < line.level else (255, 255, 255)))
            pdf.rect(x + i * 4.6, top + 1.3, 3.2, 3.2, style="DF")
    pdf.set_xy(x + 16, top)
    pdf.set_text_color(*(_INK if line.level is not None else _QUIET))
    pdf.cell(39, 5.6, line.word)
    pdf.set_xy(_MARGIN, bottom)
    pdf.set_draw_color(*_RULE)
    pdf.set_line_width(0.2)
    pdf.line(_MARGIN, bottom + 0.3, _MARGIN + pdf.epw, bottom + 0.3)
    pdf.ln(0.8)


def _spoken(pdf: FPDF, turn: Spoken) -> None:
    pdf.set_font(_FONT, "B", _SMALL)
    pdf.set_text_color(*(_ACCENT if turn.lead else _QUIET))
    pdf.write(4.8, f"{turn.place} · {turn.who}  ")
    pdf.set_font(_FONT, "", _SMALL)
    pdf.set_text_color(*_INK)
    pdf.write(4.8, turn.text)
    pdf.ln(5.8)


def _colophon(pdf: FPDF, report: Report) -> None:
    pdf.ln(3)
    pdf.set_font(_FONT, "", _SMALL)
    pdf.set_text_color(*_QUIET)
    pdf.multi_cell(0, 4.8, " · ".join(report.colophon) + ".", align="L", new_x="LMARGIN", new_y="NEXT")


__all__: list[Any] = ["as_pdf"]
