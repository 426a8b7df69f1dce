"""Reads a document people add: PDF, DOCX, HTML, plain text, Markdown.

Each reader stops at what it cannot use with a French message that says what to do: a scan without
text, a password, a broken or empty file, one that is too large.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.errors import DocumentError
from coach.knowledge.structure import Block, printed_pages, table_rows, text_blocks

MAX_BYTES = 80_000_000
MAX_PAGES = 4000
MAX_CHARACTERS = 25_000_000
_MAX_UNZIPPED = 400_000_000
_LEAST_TEXT = 25
"""Characters a page of a PDF must have on average; a scan without text has none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document read: its title and its blocks, in order."""

    title: str
    blocks: tuple[Block, ...]


def read_document(path: Path) -> Reading:
    """Reads a file by its extension.

    Raises:
        DocumentError: unknown kind, empty, too large, protected, broken, or without text.
    """
    name = path.name
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentError(
            f"{name} : format non pris en charge. Formats lus : PDF, DOCX, HTML, TXT, MD. "
            "Enregistrez le document dans l'un de ces formats."
        )
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(
                f"{name} : fichier trop volumineux ({size / 1e6:.0f} Mo, limite {MAX_BYTES / 1e6:.0f} Mo). "
                "Découpez-le en plusieurs documents."
            )
        data = path.read_bytes()
    except OSError as exc:
        raise DocumentError(
            f"{name} : fichier illisible ({exc.strerror or exc}). Vérifiez le chemin et les droits."
        ) from exc
    if not data.strip():
        raise DocumentError(f"{name} : le fichier est vide.")
    reading = reader(data, name)
    letters = sum(len(b.text) for b in reading.blocks)
    if letters < 20:
        raise DocumentError(f"{name} : aucun texte à indexer dans ce document.")
    if letters > MAX_CHARACTERS:
        raise DocumentError(
            f"{name} : trop de texte ({letters / 1e6:.0f} millions de caractères). Découpez-le."
        )
    return reading


def _read_text(data: bytes, name: str) -> Reading:
    text = _decode(data, name)
    pages = printed_pages(text)
    if pages is None:
        blocks = tuple(text_blocks(text))
    else:
        blocks = tuple(b for part, page, body in pages for b in text_blocks(body, page=page, part=part))
    return Reading(_title(blocks, name, pages is not None), blocks)


def _read_markdown(data: bytes, name: str) -> Reading:
    text = re.sub(r"\A---\n.*?\n---\n", "", _decode(data, name).replace("\r\n", "\n"), flags=re.DOTALL)
    blocks = tuple(_markdown_blocks(text))
    title = next((b.text for b in blocks if b.kind == "heading"), Path(name).stem)
    return Reading(title, blocks)


def _markdown_blocks(text: str) -> Iterator[Block]:
    from coach.knowledge.fiches import plain

    for piece in re.split(r"(?m)^(?=#{1,6} )|\n{2,}", text):
        m = re.match(r"(#{1,6}) +(.+?)\s*#*\s*(?:\n|$)", piece)
        if m:
            yield Block("heading", plain(m[2]), len(m[1]))
            piece = piece[m.end() :]
        for line in plain(piece).splitlines():
            if line.strip():
                yield Block("item" if line.startswith("- ") else "paragraph", line.strip())


def _read_pdf(data: bytes, name: str) -> Reading:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(
                f"{name} : PDF protégé par mot de passe. Enregistrez-en une copie sans protection, puis ajoutez-la."
            )
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise DocumentError(f"{name} : {count} pages, limite {MAX_PAGES}. Découpez le document.")
        labels = _labels(reader, count)
        pages = [(labels[i], _page_text(reader, i)) for i in range(count)]
        title = str((reader.metadata.title if reader.metadata else "") or "").strip()
    except DocumentError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as exc:
        raise DocumentError(
            f"{name} : PDF endommagé ou illisible. Ouvrez-le, enregistrez-en une copie, puis ajoutez-la."
        ) from exc
    if sum(len(t.strip()) for _, t in pages) < _LEAST_TEXT * max(count, 1):
        raise DocumentError(
            f"{name} : ce PDF est une image sans texte (document numérisé). Passez-le d'abord par une "
            "reconnaissance de caractères (OCR), puis ajoutez le résultat."
        )
    blocks: list[Block] = []
    printed = False
    for label, text in pages:
        found = printed_pages(text)
        printed = printed or found is not None
        for part, page, body in found or [("", label, text)]:
            blocks += text_blocks(body, page=page or label, part=part, wrapped=True)
    return Reading(title if len(title) > 3 else _title(tuple(blocks), name, printed), tuple(blocks))


def _page_text(reader: Any, index: int) -> str:
    """Text of a page; one broken page must not lose the others."""
    try:
        return str(reader.pages[index].extract_text() or "")
    except Exception:
        return ""


def _labels(reader: Any, count: int) -> list[str]:
    try:
        labels = [str(label) for label in reader.page_labels]
    except Exception:
        labels = []
    return labels if len(labels) == count else [str(i + 1) for i in range(count)]


def _read_docx(data: bytes, name: str) -> Reading:
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise DocumentError(
            f"{name} : document Word protégé par mot de passe, ou ancien format .doc. "
            "Enregistrez-en une copie .docx sans protection."
        )
    broken = DocumentError(
        f"{name} : fichier DOCX endommagé. Ouvrez-le dans Word, enregistrez-le, puis ajoutez-le."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(i.file_size for i in archive.infolist()) > _MAX_UNZIPPED:
                raise DocumentError(
                    f"{name} : document trop volumineux une fois ouvert. Retirez-en les images."
                )
        from docx import Document

        document = Document(io.BytesIO(data))
        blocks = tuple(_docx_blocks(document))
        title = str(document.core_properties.title or "").strip()
    except DocumentError:
        raise
    except Exception as exc:  # python-docx lets many kinds through for one broken part
        raise broken from exc
    first = next((b.text for b in blocks if b.kind == "heading"), Path(name).stem)
    return Reading(title or first, blocks)


def _docx_blocks(document: Any) -> Iterator[Block]:
    from docx.table import Table

    for element in document.iter_inner_content():
        if isinstance(element, Table):
            rows = [[" ".join(c.text.split()) for c in row.cells] for row in element.rows]
            yield from (Block("row", row) for row in table_rows(rows))
            continue
        text = " ".join(element.text.split())
        if not text:
            continue
        style = str(element.style.name if element.style is not None else "")
        m = re.match(r"(?:Heading|Titre|Title)\s*(\d)?", style)
        if m:
            yield Block("heading", text, int(m[1] or 1))
        elif "List" in style or "Liste" in style:
            yield Block("item", f"- {text}")
        else:
            yield from text_blocks(text, wrapped=True)


def _read_html(data: bytes, name: str) -> Reading:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(_decode(data, name, html=True))
    for junk in tree.css("script, style, noscript, nav, header nav, footer, form, svg, iframe"):
        junk.decompose()
    title_node = tree.css_first("title")
    heading = tree.css_first("h1")
    named = heading or title_node
    title = " ".join(named.text().split()) if named is not None else Path(name).stem
    root = tree.css_first("main, article, [role=main]") or tree.body
    blocks = tuple(_html_blocks(root)) if root is not None else ()
    return Reading(title or Path(name).stem, blocks)


def _html_blocks(root: Any) -> Iterator[Block]:
    """Headings, paragraphs, items and table rows; text outside of them as paragraphs."""
    kinds = "h1, h2, h3, h4, h5, h6, p, li, table, blockquote, pre, dt, dd"
    seen = root.css(kinds)
    if not seen:
        yield from text_blocks(root.text(separator="\n"))
        return
    for node in seen:
        if any(parent.tag in ("table", "li", "blockquote") for parent in _parents(node, root)):
            continue
        if node.tag == "table":
            rows = [
                [" ".join(c.text(separator=" ").split()) for c in row.css("td, th")] for row in node.css("tr")
            ]
            yield from (Block("row", row) for row in table_rows([r for r in rows if r]))
            continue
        text = " ".join(node.text(separator=" ").split())
        if not text:
            continue
        if re.fullmatch(r"h[1-6]", node.tag):
            yield Block("heading", text, int(node.tag[1]))
        elif node.tag == "li":
            yield Block("item", f"- {text}")
        else:
            yield from text_blocks(text, wrapped=True)


def _parents(node: Any, root: Any) -> Iterator[Any]:
    parent = node.parent
    while parent is not None and parent.mem_id != root.mem_id:
        yield parent
        parent = parent.parent


def _decode(data: bytes, name: str, *, html: bool = False) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, or else Windows-1252.

    Raises:
        DocumentError: bytes that are no text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:4000]:
        raise DocumentError(f"{name} : ce n'est pas un fichier texte. Vérifiez son extension.")
    declared = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", data[:2000], re.IGNORECASE) if html else None
    for encoding in (declared[1].decode("ascii", "ignore") if declared else "utf-8", "utf-8"):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", errors="replace")


def _title(blocks: tuple[Block, ...], name: str, printed: bool) -> str:
    """First heading; for a REAC/RE, the name of the title, which follows it."""
    if printed:
        known = next(
            (b.text for b in blocks if re.match(r"(?:Manager|Responsable|Conseiller|Superviseur)", b.text)),
            None,
        )
        if known:
            return known
    return next((b.text for b in blocks if b.kind == "heading" and len(b.text) > 3), Path(name).stem)


_READERS: dict[str, Callable[[bytes, str], Reading]] = {
    ".txt": _read_text,
    ".text": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
}
EXTENSIONS = tuple(_READERS)
