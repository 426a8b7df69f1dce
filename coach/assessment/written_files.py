"""Written samples as files: a mail (.eml), a text, a Word document, an export of chats (.csv).

A file gives one exchange, or several when an export holds several conversations. Hostile files are refused
before they are unpacked: sizes are checked, nothing is fetched, no macro or entity is read.
"""

from __future__ import annotations

import csv
import email
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from coach.assessment.words import fold
from coach.domain.transcripts import Turn
from coach.errors import DocumentError

MAX_BYTES: Final = 8_000_000
MAX_UNPACKED: Final = 60_000_000
MAX_CHARS: Final = 20_000
MAX_TALKS: Final = 500
CHAT, MAIL = "tchat", "courriel"
AGENT, CLIENT = "agent", "client"

_LABELLED: Final = re.compile(
    r"^\s*(?:\[?\d{1,2}[:h]\d{2}(?::\d{2})?\]?\s+)?"
    r"(agent|conseill(?:er|ère)|télé[- ]?conseill(?:er|ère)|client|cliente|usager)\s*[:>]\s*(.*)$",
    re.I,
)
_QUOTED: Final = re.compile(
    r"^(?:>|-{2,}\s*(?:message|original)|_{5,}|le .{4,80} a écrit\s*:|on .{4,80} wrote:|de\s*:\s.+@|from:\s.+@)",
    re.I,
)
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_AGENT_NAMES: Final = re.compile(r"agent|conseil|operat|support|service|advisor|staff|hote|bot")
_CLIENT_NAMES: Final = re.compile(r"client|usager|customer|visit|user|contact|abonne|assure")
_COLUMNS: Final = {
    "speaker": ("auteur", "role", "interlocuteur", "expediteur", "emetteur", "speaker", "author", "sender", "from", "de"),
    "text": ("message", "texte", "contenu", "corps", "text", "body", "content"),
    "talk": ("conversation", "conversation_id", "id_conversation", "echange", "session", "session_id", "thread", "ticket"),
    "time": ("date", "heure", "horodatage", "timestamp", "time", "created_at", "datetime"),
}  # fmt: skip


@dataclass(frozen=True)
class Talk:
    """One written exchange."""

    turns: tuple[Turn, ...]
    channel: str

    def to_json(self) -> dict[str, Any]:
        """As it is kept between two steps of the work."""
        return {
            "turns": [{"speaker": t.speaker, "text": t.text} for t in self.turns],
            "channel": self.channel,
        }


def read_talks(path: Path) -> list[Talk]:
    """The exchanges of a file, at least one.

    Raises:
        DocumentError: it cannot be read, is too big, or nobody in it is the agent.
    """
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as exc:
        raise DocumentError(f"{path.name!r} ne peut pas être lu ({exc.strerror or exc}).") from exc
    if size == 0:
        raise DocumentError(f"{path.name!r} est vide (0 octet) : exportez-le à nouveau.")
    if size > MAX_BYTES:
        raise DocumentError(f"{path.name!r} dépasse 8 Mo : gardez les échanges à noter, puis recommencez.")
    readers = {".eml": _mail, ".txt": _text, ".docx": _word, ".csv": _export, ".echange": _own}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise DocumentError(
            f"{path.name!r} : format inconnu. Sont lus .eml, .txt, .docx et .csv (export de tchats)."
        )
    talks = reader(raw, path.name)
    if len(talks) > MAX_TALKS:
        raise DocumentError(
            f"{path.name!r} contient {len(talks)} conversations, {MAX_TALKS} au plus sont lues."
        )
    for number, talk in enumerate(talks, 1):
        _check(talk, path.name if len(talks) == 1 else f"{path.name}, conversation {number}")
    return talks


def _check(talk: Talk, name: str) -> None:
    if not any(turn.text.strip() for turn in talk.turns):
        raise DocumentError(f"{name!r} ne contient aucun texte : rien à noter.")
    if sum(len(turn.text) for turn in talk.turns) > MAX_CHARS:
        raise DocumentError(f"{name!r} dépasse {MAX_CHARS} caractères : gardez l’essentiel de l’échange.")
    if not any(turn.speaker == AGENT for turn in talk.turns):
        raise DocumentError(
            f"{name!r} : aucun message n’est du conseiller. Ouvrez ses lignes par « Agent : » et celles du client "
            "par « Client : », ou nommez la colonne des auteurs « auteur »."
        )


def turns_of(text: str) -> tuple[Turn, ...]:
    """Turns of « Agent : … » and « Client : … » lines; a text without them is one message of the agent."""
    turns: list[Turn] = []
    for line in text.splitlines():
        if match := _LABELLED.match(line):
            client = match[1].lower().startswith(("client", "usager"))
            turns.append(Turn(CLIENT if client else AGENT, match[2].strip()))
        elif line.strip():
            last = turns.pop() if turns else Turn(AGENT, "")
            turns.append(Turn(last.speaker, f"{last.text}\n{line.strip()}".strip()))
    return tuple(turn for turn in turns if turn.text)


def _own(raw: bytes, name: str) -> list[Talk]:
    try:
        talk = json.loads(raw)
        return [Talk(tuple(Turn(t["speaker"], t["text"]) for t in talk["turns"]), talk["channel"])]
    except (ValueError, KeyError, TypeError) as exc:
        raise DocumentError(f"{name!r} n’est pas un échange lisible.") from exc


def _text(raw: bytes, name: str) -> list[Talk]:
    return [Talk(turns_of(_decoded(raw, name)), CHAT)]


def _mail(raw: bytes, name: str) -> list[Talk]:
    """The message itself; what it quotes of earlier ones is left out."""
    message = email.message_from_bytes(raw, policy=policy.default)
    try:
        headed = any(message[header] for header in ("from", "subject", "to"))
    except (AttributeError, ValueError, IndexError):
        headed = False  # the standard parser breaks on some damaged addresses
    if not isinstance(message, EmailMessage) or not headed:
        raise DocumentError(f"{name!r} n’est pas un courriel : enregistrez-le au format .eml.")
    try:
        part = message.get_body(preferencelist=("plain", "html"))
        body = str(part.get_content()) if part is not None else ""
    except (LookupError, ValueError, AttributeError) as exc:
        raise DocumentError(f"{name!r} : le texte du courriel ne se laisse pas décoder.") from exc
    if part is not None and part.get_content_subtype() == "html":
        body = _plain(body)
    lines: list[str] = []
    for line in body.splitlines():
        if _QUOTED.match(line.strip()):
            break
        lines.append(line)
    turns = turns_of("\n".join(lines))
    subject = _subject(message)
    if subject and turns and turns[0].speaker == AGENT:
        turns = (Turn(AGENT, f"Objet : {subject}\n{turns[0].text}"), *turns[1:])
    return [Talk(turns, MAIL)]


def _subject(message: EmailMessage) -> str:
    try:
        return str(message["subject"] or "").strip()
    except (AttributeError, ValueError, IndexError):
        return ""


def _word(raw: bytes, name: str) -> list[Talk]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as exc:
        raise DocumentError(f"{name!r} n’est pas un document Word (.docx) lisible.") from exc
    if unpacked > MAX_UNPACKED:
        raise DocumentError(
            f"{name!r} se déplie en {unpacked // 1_000_000} Mo : il est refusé. Collez son texte dans la page."
        )
    import docx

    try:
        document = docx.Document(io.BytesIO(raw))
        lines = [paragraph.text for paragraph in document.paragraphs]
        for table in document.tables:
            lines += [" : ".join(cell.text.strip() for cell in row.cells) for row in table.rows]
    except Exception as exc:  # python-docx and lxml raise many kinds on a damaged file
        raise DocumentError(f"{name!r} n’est pas un document Word (.docx) lisible.") from exc
    return [Talk(turns_of("\n".join(lines)), CHAT)]


def _export(raw: bytes, name: str) -> list[Talk]:
    text = _decoded(raw, name)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4000], delimiters=";,\t|")
    except csv.Error:
        dialect = "excel"
    try:
        rows = list(csv.reader(io.StringIO(text), dialect))
    except csv.Error as exc:
        raise DocumentError(f"{name!r} n’est pas un CSV lisible ({exc}).") from exc
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise DocumentError(f"{name!r} ne contient aucune ligne de message sous son en-tête.")
    places = {role: _column(rows[0], names) for role, names in _COLUMNS.items()}
    speaker, said = places["speaker"], places["text"]
    if speaker is None or said is None:
        raise DocumentError(
            f"{name!r}, ligne 1 : il faut une colonne « auteur » et une colonne « message » (lues : "
            f"{', '.join(rows[0])[:120]})."
        )
    groups: dict[str, list[Sequence[str]]] = {}
    for row in rows[1:]:
        groups.setdefault(_cell(row, places["talk"]), []).append(row)
    talks = []
    for group in groups.values():
        if all(
            _ISO.match(_cell(row, places["time"])) for row in group
        ):  # else the file's order is all there is
            group.sort(key=lambda row: _cell(row, places["time"]))
        talks.append(Talk(_roles((_cell(row, speaker), _cell(row, said)) for row in group), CHAT))
    return talks


def _roles(lines: Iterable[tuple[str, str]]) -> tuple[Turn, ...]:
    """Authors brought to agent and client; one whose name tells nothing is whatever the other is not."""
    lines = [(fold(who).strip(), text.strip()) for who, text in lines if text.strip()]
    roles: dict[str, str] = {}
    for who, _ in lines:
        if _CLIENT_NAMES.search(who):
            roles[who] = CLIENT
        elif _AGENT_NAMES.search(who):
            roles[who] = AGENT
    for who, _ in lines:
        if who not in roles:
            roles[who] = CLIENT if AGENT in roles.values() else AGENT if CLIENT in roles.values() else who
    return tuple(Turn(roles[who], text) for who, text in lines)


def _column(header: Sequence[str], names: Sequence[str]) -> int | None:
    folded = [re.sub(r"\W+", "_", fold(cell)).strip("_") for cell in header]
    return next((folded.index(name) for name in names if name in folded), None)


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _decoded(raw: bytes, name: str) -> str:
    if b"\0" in raw[:4000] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(f"{name!r} n’est pas un texte : vérifiez son format.")
    for encoding in ("utf-8-sig", "utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp1252", errors="replace")


class _Text(HTMLParser):
    """The words of a page; scripts and styles are not words."""

    _BLOCKS: Final = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3"})
    _SILENT: Final = frozenset({"script", "style", "head", "blockquote"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._depth += tag in self._SILENT
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - (tag in self._SILENT))

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.parts.append(data)


def _plain(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    return "".join(parser.parts)
