"""A fair draw of samples: so many per advisor and per channel, by a seed, so that it can be shown and made again.

The order in which files are listed plays no part: within each group, files are ranked by a hash of the seed and
their name, and the first ones are drawn. Adding a file to one group changes nothing in another.
"""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from coach.domain.words import agree
from coach.errors import InputError, NotFound
from coach.jobs.queue import WRITTEN_SUFFIXES
from coach.store.database import Database
from coach.store.draws import DrawStore

CALL: Final = "appel"
UNKNOWN: Final = "non précisé"
SOUNDS: Final = frozenset(
    ".wav .mp3 .m4a .ogg .opus .flac .webm .amr .aiff .aif .aac .caf .au .mp4 .3gp".split()
)
_CHANNEL: Final[Mapping[str, str]] = {".eml": "courriel", ".csv": "tchat", ".txt": "écrit", ".docx": "écrit"}


@dataclass(frozen=True)
class Candidate:
    """A sample that may be drawn."""

    ref: str
    """Its path under the folder, or what the list says."""
    advisor: str
    channel: str


@dataclass(frozen=True)
class Group:
    """One advisor on one channel: how many there were, which were drawn."""

    advisor: str
    channel: str
    of: int
    drawn: tuple[str, ...]


@dataclass(frozen=True)
class Draw:
    """A draw as it is recorded."""

    id: str
    seed: str
    each: int
    source: str
    made_at: str
    pool: str
    """Fingerprint of all that could be drawn: another one means another pool."""
    groups: tuple[Group, ...]

    def to_json(self) -> dict[str, Any]:
        """The record."""
        return asdict(self)


def draw(candidates: Sequence[Candidate], each: int, seed: str, source: str) -> Draw:
    """Draw `each` samples of every advisor on every channel, or all where there are fewer.

    Raises:
        InputError: there is nothing to draw from, or nothing asked for.
    """
    if each < 1:
        raise InputError("Tirez au moins un échantillon par conseiller (--n 1).")
    if not candidates:
        raise InputError(f"Rien à tirer dans {source!r} : aucun enregistrement ni échange écrit reconnu.")
    pools: dict[tuple[str, str], list[str]] = {}
    for one in candidates:
        pools.setdefault((one.advisor, one.channel), []).append(one.ref)
    groups = []
    for (advisor, channel), refs in sorted(pools.items()):
        ranked = sorted(set(refs), key=lambda ref: (_rank(seed, advisor, channel, ref), ref))
        groups.append(Group(advisor, channel, len(ranked), tuple(ranked[:each])))
    return Draw(
        uuid.uuid4().hex,
        seed,
        each,
        source,
        datetime.now(UTC).isoformat(timespec="seconds"),
        fingerprint(candidates),
        tuple(groups),
    )


def fingerprint(candidates: Iterable[Candidate]) -> str:
    """Of a pool, whatever its order."""
    lines = sorted({f"{c.advisor}\0{c.channel}\0{c.ref}" for c in candidates})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def new_seed() -> str:
    """A seed nobody chose."""
    return secrets.token_hex(8)


def from_folder(folder: Path) -> list[Candidate]:
    """Files of a folder; those of a subfolder are its advisor's, and a mail is a mail.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"Le dossier {str(folder)!r} n’existe pas.")
    found = []
    for path in sorted(folder.rglob("*")):
        suffix = path.suffix.lower()
        if path.is_file() and (suffix in SOUNDS or suffix in WRITTEN_SUFFIXES):
            inside = path.relative_to(folder)
            advisor = inside.parts[0] if len(inside.parts) > 1 else UNKNOWN
            found.append(Candidate(inside.as_posix(), advisor, _CHANNEL.get(suffix, CALL)))
    return found


def from_list(path: Path) -> list[Candidate]:
    """Lines of a CSV with the columns « fichier », « conseiller » and « canal » (the last one may be left out).

    Raises:
        InputError: it cannot be read, or a column is missing.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError(f"La liste {str(path)!r} ne peut pas être lue : donnez un CSV en UTF-8.") from exc
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    names = {(name or "").strip().casefold(): name for name in reader.fieldnames or ()}
    missing = [column for column in ("fichier", "conseiller") if column not in names]
    if missing:
        raise InputError(f"{path.name!r}, ligne 1 : il manque la colonne {', '.join(missing)}.")
    return [
        Candidate(
            row[names["fichier"]].strip(),
            (row[names["conseiller"]] or "").strip() or UNKNOWN,
            (row.get(names.get("canal", ""), "") or "").strip() or CALL,
        )
        for row in reader
        if (row[names["fichier"]] or "").strip()
    ]


def record(database: Database, owner: str, made: Draw) -> None:
    """Keep the draw as it was made."""
    DrawStore(database).add(made.id, owner, made.seed, made.to_json())


def recorded(database: Database, draw_id: str) -> Draw:
    """A draw that was recorded.

    Raises:
        NotFound: no such draw.
    """
    raw = DrawStore(database).get(draw_id)
    if raw is None:
        raise NotFound(f"Aucun tirage {draw_id!r} n’est enregistré : « coach sample --list » les montre.")
    groups = tuple(Group(g["advisor"], g["channel"], g["of"], tuple(g["drawn"])) for g in raw["groups"])
    return Draw(**{**raw, "groups": groups})


def printable(made: Draw) -> str:
    """The record as a page to print and sign."""
    rows = "".join(
        f"<tr><td>{escape(g.advisor)}</td><td>{escape(g.channel)}</td><td class='n'>{len(g.drawn)} sur {g.of}</td>"
        f"<td>{'<br>'.join(escape(ref) for ref in g.drawn)}</td></tr>"
        for g in made.groups
    )
    return f"""<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Procès-verbal de tirage</title>
<style>body{{font:11pt/1.45 Georgia,serif;max-width:46rem;margin:2rem auto}}table{{width:100%;border-collapse:collapse}}
th,td{{border:1px solid #999;padding:4px 8px;text-align:left;vertical-align:top}}.n{{white-space:nowrap}}
.signatures{{display:flex;gap:4rem;margin-top:3rem}}.signatures p{{flex:1;border-top:1px solid #333;padding-top:4px}}
@page{{margin:18mm}}tr{{break-inside:avoid}}</style></head><body>
<h1>Procès-verbal de tirage au sort</h1>
<p>Tirage {escape(made.id)}, fait le {escape(made.made_at)} (UTC) dans {escape(made.source)}.</p>
<p>Règle : {agree(f"{made.each} échantillon(s)")} par conseiller et par canal, ou tous s’il y en a moins. Graine :
<code>{escape(made.seed)}</code>. Empreinte de l’ensemble : <code>{escape(made.pool)}</code>. Avec la même graine et le
même ensemble, « coach sample » redonne ce tirage.</p>
<table><thead><tr><th>Conseiller</th><th>Canal</th><th>Tirés</th><th>Échantillons</th></tr></thead><tbody>{rows}</tbody>
</table><div class="signatures"><p>Fait par</p><p>Vu par</p></div></body></html>
"""


def _rank(seed: str, advisor: str, channel: str, ref: str) -> str:
    return hashlib.sha256("\0".join((seed, advisor, channel, ref)).encode()).hexdigest()
