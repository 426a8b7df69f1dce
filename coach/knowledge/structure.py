"""From the lines of a document to passages that keep their article, sheet or printed page.

Readers (`documents.py`) hand over `Block`s; here they are grouped under their headings. French legal
headings (titre, chapitre, article), the sheets of a REAC or RE, numbered titles and Word or HTML
heading levels are known. A passage never runs over a printed page boundary, so its page is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from coach.knowledge.passages import Passage
from coach.knowledge.references import find_references
from coach.knowledge.words import slugify

MAX_PASSAGE = 1600
"""Characters of a passage; longer ones are cut between paragraphs, or sentences at worst."""

BlockKind = Literal["heading", "paragraph", "item", "row"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row.

    Attributes:
        level: of a heading, 1 for the highest.
        page: printed page label (`9/38`) or page number, None when the format has no pages.
        part: name of the document it belongs to when one file holds several (`REAC`, `RE`).
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: str | None = None
    part: str = ""


_ARTICLE = re.compile(
    r"^(?:Article|ARTICLE|Art\.)\s+((?:(?:LO|L|R|D|A)\.?\s*\*?)?\d+(?:[-.]\d+)*|premier|1er|Ier|unique)"
    r"(?:\s*[.:–—-]+\s*|\s+|$)(.*)$"
)
_LEGAL = (
    (re.compile(r"^(?:PARTIE|Partie|LIVRE|Livre)\s+(?:[IVXLC\d]+|\w+)\b.{0,140}$"), 1),
    (re.compile(r"^(?:TITRE|Titre)\s+(?:[IVXLC]+|\d+|premier|préliminaire)\b.{0,140}$"), 2),
    (re.compile(r"^(?:CHAPITRE|Chapitre)\s+(?:[IVXLC]+|\d+|premier|unique|préliminaire)\b.{0,140}$"), 3),
    (re.compile(r"^(?:SOUS-SECTION|Sous-section)\s+\d+.{0,140}$"), 5),
    (re.compile(r"^(?:SECTION|Section)\s+(?:\d+|[IVXLC]+)\b.{0,140}$"), 4),
)
_ARTICLE_LEVEL = 6
_SHEET = re.compile(
    r"^(?:FICHE\s+(?:EMPLOI|ACTIVIT|COMP|DES\s+COMP).*|R[EÉ]F[EÉ]RENTIEL\s+D.*|(?:ANNEXE|Annexe)\s+\w{1,4}\b.{0,80}"
    r"|Glossaire\b.{0,80}|SOMMAIRE|CCP)$"
)
_SHEET_NAMED = re.compile(r"^(?:FICHE\s+(?:ACTIVIT|COMP).*N°.*|CCP|(?:ANNEXE|Annexe)\s+\w{1,4})$")
"""Sheets whose name stands on the next line."""
_SHEET_OF = re.compile(r"FICHE (ACTIVIT|COMP).*?N° ?(\d)")
_DOMAINS = {"REAC": "referentiel", "RE": "examen"}
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+[A-ZÀ-Ý].{2,140}$")
_FOOTER = re.compile(
    r"^\s*[A-Z]{2,8}\s+(?P<part>REAC|RE|RC|REV)\s+TP-\d+\s+\d+\s+\d\d/\d\d/\d{4}\s+\d\d/\d\d/\d{4}\s+"
    r"(?P<page>\d{1,3}/\d{1,3})\s*$"
)
_FOOTER_HEAD = re.compile(r"^\s*SIGLE\s+Type de document\s+Code titre\b.*$")
_ITEM = re.compile(r"^\s*(?:[-–—•▪◦*‣]|[a-z]\)|\d{1,2}[°)])\s+\S")
_CHECKED = re.compile(r"<input[^>]*\bchecked\b[^>]*>", re.IGNORECASE)
_UNCHECKED = re.compile(r"<input[^>]*>", re.IGNORECASE)
_PARAGRAPH_TAG = re.compile(r"</(?:p|li)>\s*(?=<(?:p|li)\b)", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|ul|ol|li|br|b|i|strong|em|span|div|sup|sub|u)\b[^>]*>", re.IGNORECASE)


def unmark(text: str) -> str:
    """HTML remains of a converted document off: ticked boxes become oui/non, paragraphs of a cell `;`."""
    if "<" in text:
        text = _UNCHECKED.sub("non", _CHECKED.sub("oui", text))
        text = _TAG.sub(" ", _PARAGRAPH_TAG.sub(" ; ", text))
        text = re.sub(r"<(https?://[^>\s]+)>", r"\1", text)
    text = re.sub(r"(?:^|(?<=\s))[▪•◦‣]\s*", "", text)
    return re.sub(r"[ \u00a0\u202f]+(?=[ \u00a0\u202f])", "", text)


def printed_pages(text: str) -> list[tuple[str, str | None, str]] | None:
    """Pages of a REAC/RE text as (part, page label, text), None when it has no such footers.

    The footer stands at the end of its page, so it names the text before it.
    """
    out: list[tuple[str, str | None, str]] = []
    page: list[str] = []
    for line in text.splitlines():
        m = _FOOTER.match(line)
        if m:
            out.append((m["part"], m["page"], "\n".join(page)))
            page = []
        elif not _FOOTER_HEAD.match(line):
            page.append(line)
    if not out:
        return None
    if any(line.strip() for line in page):
        out.append((out[-1][0], None, "\n".join(page)))
    return out


def text_blocks(
    text: str, *, page: str | None = None, part: str = "", wrapped: bool = False
) -> Iterator[Block]:
    """Blocks of plain text.

    Args:
        text: one page, or a whole text without pages.
        page: label given to each block.
        part: document given to each block.
        wrapped: lines are cut at the margin (PDF), so they are joined into paragraphs first and a
            short line alone is no heading.
    """
    lines = [unmark(line).rstrip(" \r\u00a0") for line in text.splitlines()]
    if wrapped:
        lines = _join_wrapped(lines)
    i = 0
    while i < len(lines):
        line = lines[i].strip()
        if not line:
            i += 1
            continue
        if "\t" in line:
            table: list[list[str]] = []
            while i < len(lines) and "\t" in lines[i]:
                table.append([c.strip(" ;") for c in lines[i].split("\t")])
                i += 1
            yield from (Block("row", row, page=page, part=part) for row in table_rows(table))
            continue
        heading = _heading(lines, i, loose=not wrapped)
        if heading is not None:
            title, level, used, rest = heading
            yield Block("heading", title, level, page, part)
            if rest:
                yield Block("paragraph", rest, page=page, part=part)
            i += used
            continue
        yield Block("item" if _ITEM.match(line) else "paragraph", line, page=page, part=part)
        i += 1


def table_rows(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of a table as sentences `Header : cell ; Header : cell`.

    An empty first cell repeats the one above (a merged cell); an empty header takes the one before it,
    completed by a second header row when there is one.
    """
    if len(table) < 2:
        yield from (" ; ".join(c for c in row if c) for row in table if any(row))
        return
    header, first = list(table[0]), 1
    if not table[1][0] and not header[-1] and len(table) > 2:
        second = table[1]
        header = [second[j] if j < len(second) and second[j] else h for j, h in enumerate(header)]
        first = 2
    above = ""
    for row in table[first:]:
        cells = list(row)
        if cells and not cells[0] and above:
            cells[0] = above
        elif cells:
            above = cells[0]
        said = [
            f"{header[j]} : {cell}" if j < len(header) and header[j] and header[j] != cell else cell
            for j, cell in enumerate(cells)
            if cell
        ]
        if said:
            yield " ; ".join(said)


@dataclass(slots=True)
class _Draft:
    """A passage being filled."""

    path: tuple[str, ...]
    part: str
    page: str | None
    lines: list[str] = field(default_factory=list)


def to_passages(
    blocks: Iterable[Block], *, source_id: str, title: str, url: str | None = None
) -> tuple[Passage, ...]:
    """Groups blocks under their headings. Ids are unique and follow part, headings and order."""
    drafts: list[_Draft] = []
    path: list[tuple[int, str]] = []
    current: _Draft | None = None
    for block in blocks:
        moved = bool(drafts) and (drafts[-1].part, drafts[-1].page) != (block.part, block.page)
        if moved and (drafts[-1].part != block.part or (path and path[0][1] == "SOMMAIRE")):
            path = []
        if block.kind == "heading":
            while path and path[-1][0] >= block.level:
                path.pop()
            if current is not None and not current.lines and current.path:
                # A heading without text under it, followed by its like, is a line of a list.
                current.lines.append(current.path[-1])
            path.append((block.level, block.text))
            current = None
        if current is None or current.page != block.page or current.part != block.part:
            current = _Draft(tuple(t for _, t in path), block.part, block.page)
            drafts.append(current)
        if block.kind != "heading":
            current.lines.append(block.text)
    if current is not None and not current.lines and current.path:
        current.lines.append(current.path[-1])
    merged = _merge_lists([d for d in drafts if d.lines])
    return tuple(_finish(merged, source_id, title, url))


def _merge_lists(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Joins runs of bare headings (lines of a list) to the passage they belong to."""
    out: list[_Draft] = []
    for d in drafts:
        bare = len(d.lines) == 1 and bool(d.path) and d.lines[0] == d.path[-1]
        if bare and out and (out[-1].part, out[-1].page) == (d.part, d.page):
            out[-1].lines.append(f"- {d.lines[0]}")
        else:
            out.append(d)
    return out


def _finish(drafts: Sequence[_Draft], source_id: str, title: str, url: str | None) -> Iterator[Passage]:
    used: dict[str, int] = {}
    position = 0
    for d in drafts:
        for text in _pieces(d.lines):
            slug = _slug(d)
            used[slug] = used.get(slug, 0) + 1
            if used[slug] > 1:
                slug = f"{slug}-{used[slug]}"
            yield Passage(
                id=f"{source_id}#{slug}",
                source_id=source_id,
                source_title=f"{d.part} — {title}" if d.part else title,
                title=" › ".join(d.path[-2:]),
                locator=_locator(d),
                text=text,
                kind="document",
                position=position,
                url=url,
                domain=_DOMAINS.get(d.part),
                competences=_competences(d.path),
                page=f"{d.part} {d.page}".strip() if d.page else None,
            )
            position += 1


def _slug(d: _Draft) -> str:
    """Part, page and last heading: `reac-p17-criteres-de-performance`."""
    page = f"p{d.page.split('/')[0]}" if d.page else ""
    words = slugify(d.path[-1] if d.path else "texte")[:70].strip("-")
    return "-".join(w for w in (slugify(d.part), slugify(page), words) if w)


def _competences(path: Sequence[str]) -> tuple[str, ...]:
    """Competences of a sheet, from its heading."""
    for heading in path:
        m = _SHEET_OF.match(heading)
        if m:
            return (f"{'CP' if m[1].startswith('C') else 'AT'}{m[2]}",)
        if re.match(r"FICHE DES COMP.TENCES TRANSVERSALES", heading):
            return ("CT1", "CT2")
    return ()


def _locator(d: _Draft) -> str:
    """Article where there is one, printed page where there is one, else the heading."""
    article = next((p for p in reversed(d.path) if _ARTICLE.match(p)), None)
    said = []
    if article:
        refs = find_references(article)
        said.append(
            f"art. {article[refs[0].start : refs[0].end]}"
            if refs and refs[0].number[0].isalpha()
            else article
        )
    if d.page:
        said.append(f"{d.part} p. {d.page}".strip())
    if not said:
        said.append(d.path[-1] if d.path else "début")
    return ", ".join(said)


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    """Text of a passage, cut between lines (or sentences) when it is too long."""
    held: list[str] = []
    size = 0
    for line in lines:
        for part in _cut(line):
            if held and size + len(part) > MAX_PASSAGE:
                yield "\n".join(held)
                held, size = [], 0
            held.append(part)
            size += len(part) + 1
    if held:
        yield "\n".join(held)


def _cut(line: str) -> Iterator[str]:
    while len(line) > MAX_PASSAGE:
        at = max(line.rfind(". ", 0, MAX_PASSAGE), line.rfind(" ; ", 0, MAX_PASSAGE))
        at = at + 1 if at > 200 else line.rfind(" ", 0, MAX_PASSAGE)
        at = at if at > 0 else MAX_PASSAGE
        yield line[:at].strip()
        line = line[at:].strip()
    if line:
        yield line


def _heading(lines: Sequence[str], i: int, *, loose: bool) -> tuple[str, int, int, str] | None:
    """Title, level, lines used and text left over when line `i` opens a heading."""
    line = lines[i].strip()
    m = _ARTICLE.match(line)
    if m and (len(line) <= 140 or len(m[1]) > 0):
        rest = m[2].strip()
        # "Article 5 du code…" inside running text is no heading.
        if not re.match(r"(?:du|de la|des|de l'|et|à|ou|,)\b", rest):
            if len(rest) <= 110 and not rest.endswith((".", ";", ",")):
                return line, _ARTICLE_LEVEL, 1, ""
            return line[: len(line) - len(m[2])].strip(" .:–—-"), _ARTICLE_LEVEL, 1, rest
    for pattern, level in _LEGAL:
        if pattern.match(line) and not line.endswith((".", ";", ",")):
            return line, level, 1, ""
    if _SHEET.match(line):
        if _SHEET_NAMED.match(line):
            j = next((k for k in range(i + 1, min(i + 4, len(lines))) if lines[k].strip()), None)
            if j is not None and len(lines[j]) < 150 and "\t" not in lines[j]:
                return f"{line} — {lines[j].strip()}", 1, j - i + 1, ""
        return line, 1, 1, ""
    m = _NUMBERED.match(line)
    if m and not line.endswith((".", ";", ",")):
        title, _, after = line.partition(" : ")
        return (title if after else line.rstrip(" :")), 2 + m[1].count("."), 1, after
    if loose and _stands_alone(lines, i) and _short_title(line) and not _opens_list(lines, i):
        return line.rstrip(" :"), 5, 1, ""
    if not loose and line.isupper() and 6 <= len(line) <= 90 and not any(c.isdigit() for c in line):
        return line, 2, 1, ""
    return None


def _stands_alone(lines: Sequence[str], i: int) -> bool:
    before = i == 0 or not lines[i - 1].strip()
    after = i + 1 >= len(lines) or not lines[i + 1].strip()
    return before and after


def _opens_list(lines: Sequence[str], i: int) -> bool:
    """`Les emplois sont les suivants :` before a list is a sentence, not a heading."""
    following = next((x for x in lines[i + 1 :] if x.strip()), "")
    return lines[i].rstrip().endswith(":") and bool(_ITEM.match(following))


def _short_title(line: str) -> bool:
    return (
        2 <= len(line) <= 130
        and line[0].isupper()
        and not line.endswith((".", ";", ",", "…", "!", "?"))
        and not _ITEM.match(line)
        and "http" not in line
    )


def _join_wrapped(lines: Sequence[str]) -> list[str]:
    """Lines cut at the margin joined again; a hyphen at the margin is taken off."""
    out: list[str] = []
    for line in lines:
        text = line.strip()
        if not text:
            out.append("")
            continue
        previous = out[-1] if out else ""
        opens = any(p.match(text) for p in (_ITEM, _ARTICLE, _NUMBERED, _SHEET, *(p for p, _ in _LEGAL)))
        full = len(previous) >= 60 and not previous.endswith((".", ":", ";", "!", "?"))
        goes_on = text[0].islower() or full
        heading = bool(_heading([previous], 0, loose=False)) if previous else True
        if previous and not opens and goes_on and not heading and "\t" not in previous + text:
            out[-1] = previous[:-1] + text if re.search(r"[a-zà-ÿ]-$", previous) else f"{previous} {text}"
        else:
            out.append(text)
    return out
