"""Legal references in one form, so that `L. 223-1`, `L223-1` and `article L.223-1` meet.

A reference is normalised to a kind, a number and, where the text names it nearby, the code or act
it belongs to. Two references match when kind and number are equal and neither names another act.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from coach.knowledge.words import fold

# Folded names, longest first where one holds another.
_ACTS: tuple[tuple[str, str], ...] = (
    (r"code de la consommation|c\. ?conso(?:mmation)?\b\.?|\bconso\b", "conso"),
    (r"code du travail|c\. ?trav\b\.?|\bc\. ?du travail", "travail"),
    (r"code penal|c\. ?pen\b\.?|code de procedure penale", "penal"),
    (r"code civil|c\. ?civ\b\.?", "civil"),
    (r"code des postes et des communications electroniques|\bcpce\b", "cpce"),
    (r"code de commerce|c\. ?com\b\.?", "commerce"),
    (r"code de l'education", "education"),
    (r"code de l'environnement", "environnement"),
    (r"code des assurances|c\. ?assur\b\.?", "assurances"),
    (r"code de la propriete intellectuelle|\bcpi\b", "cpi"),
    (r"code de l'action sociale et des familles|\bcasf\b", "casf"),
    (r"code de la securite sociale|\bcss\b", "css"),
    (r"\brgpd\b|\bgdpr\b|(?:\(ue\) ?)?2016/679|reglement general sur la protection des donnees", "rgpd"),
    (
        r"\bai act\b|reglement (?:europeen )?sur l'(?:ia|intelligence artificielle)|\bria\b|(?:\(ue\) ?)?2024/1689",
        "ria",
    ),
    (r"loi informatique et libertes|\blil\b|loi (?:n° ?)?78-17", "lil"),
    (r"arrete du 22 decembre 2015", "arrete-2015"),
)
_ACT_PATTERNS = tuple((re.compile(p), name) for p, name in _ACTS)

_LETTERED = re.compile(r"(?<![a-z0-9])(lo|l|r|d|a)\.? ?\*?(\d{1,4}(?:-\d{1,4}){0,4})(?![0-9/])")
_NUMBERED = re.compile(
    r"(?<![a-z])art(?:icles?|\.)? ?(?:premier|1er|(\d{1,3}))(?![0-9h])"
    r"(?:(?:, ?|, ?(?:§|par\. ?|paragraphe )|\.| ?§ ?| paragraphe )(\d{1,2})|\((\d{1,2})\))?"
    r"(?: ?,? ?(?:\(([a-z])\)|(?:point )?(?<= )([a-z])(?:\)|\b(?!'| [a-z]))))?"
)
_ACT_NUMBER = re.compile(
    r"(?<![a-z])(lois?|decrets?|decisions?|ordonnances?|deliberations?|directives?|reglements?|arretes?)?"
    r"(?: (?:arcep|cnil|organique|\(ue\)|ue))*(?: ?(?:n°|no|num|numero))? ?(?<![\d/-])"
    r"((?:19|20)?\d{2}-\d{2,4}|20\d{2}/\d{2,4})(?![\d/-])"
)
_CLAUSE = re.compile(r"[;\n]|(?<=[a-z]{4})\. ")
_KINDS = {
    "loi": "loi",
    "decret": "decret",
    "decision": "decision",
    "ordonnance": "ordonnance",
    "deliberation": "deliberation",
    "directive": "ue",
    "reglement": "ue",
    "arrete": "arrete",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One legal reference.

    Attributes:
        kind: `article` (of a code or act), or `loi`, `decret`, `decision`, `ordonnance`, `arrete`, `ue`,
            `texte` when the text does not say which.
        number: `L223-1`, `5`, `2018-0881`.
        act: code or act of an article (`conso`, `travail`, `rgpd`, …), None when not said.
        detail: paragraph and letter of a European article (`1.f`), empty otherwise.
        start, end: offsets in the text it was found in.
    """

    kind: str
    number: str
    act: str | None = None
    detail: str = ""
    start: int = 0
    end: int = 0

    @property
    def key(self) -> str:
        """Search token of the reference. An article of the RGPD keeps its act: numbers alone collide."""
        if self.kind == "article" and self.number.isdigit():
            return f"art:{self.number}@{self.act or '?'}"
        return self.number

    def matches(self, other: Reference) -> bool:
        """Same article or text, unless they name different acts or different paragraphs."""
        if self.number != other.number:
            return False
        if self.kind != other.kind and "texte" not in (self.kind, other.kind):
            return False
        if self.act and other.act and self.act != other.act:
            return False
        if self.number.isdigit() and (self.act is None) != (other.act is None):
            return False
        return not (self.detail and other.detail) or self.detail == other.detail


def find_references(text: str) -> tuple[Reference, ...]:
    """All references of a text, in order, the act of each article taken from its neighbourhood."""
    flat = _fold_in_place(text)
    found: list[Reference] = []
    taken: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b in taken)

    for m in _LETTERED.finditer(flat):
        # `A 4` (a sheet of paper) or `D 12` are not articles: one figure group needs three figures or a hyphen.
        if "-" not in m[2] and (len(m[2]) < 2 or m[1] == "a"):
            continue
        taken.append(m.span())
        found.append(
            Reference("article", f"{m[1].upper()}{m[2]}", _act_near(flat, *m.span()), "", m.start(), m.end())
        )
    for m in _ACT_NUMBER.finditer(flat):
        if (
            not free(m.start(2), m.end(2))
            or _is_date_range(m[2])
            or (m[1] is None and m[2][:2] not in ("19", "20"))
        ):
            continue
        taken.append((m.start(2), m.end(2)))
        kind = _KINDS.get((m[1] or "").rstrip("s"), "texte")
        found.append(Reference(kind, m[2], None, "", m.start(), m.end()))
    for m in _NUMBERED.finditer(flat):
        if not free(*m.span()):
            continue
        number = m[1] or "1"
        detail = ".".join(d for d in (m[2] or m[3], m[4] or m[5]) if d)
        found.append(Reference("article", number, _act_near(flat, *m.span()), detail, m.start(), m.end()))
    return tuple(sorted(found, key=lambda r: r.start))


def reference_keys(text: str) -> tuple[str, ...]:
    """Distinct search tokens of the references of a text, in order. Articles of an unknown act are left out."""
    keys = (r.key for r in find_references(text))
    return tuple(dict.fromkeys(k for k in keys if not k.endswith("@?")))


def _fold_in_place(text: str) -> str:
    """Folded text of the same length, so that offsets hold; a character that grows is kept as it is."""
    return "".join(map(_fold_char, text))


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in "\u00a0\u202f":
        return " "
    folded = fold(char)
    return folded if len(folded) == 1 else char.lower()[:1]


def _act_near(flat: str, start: int, end: int) -> str | None:
    """Act named just after the article, or else just before, within the clause."""
    after = _CLAUSE.split(flat[end : end + 90])[0]
    best: tuple[int, str] | None = None
    for pattern, name in _ACT_PATTERNS:
        m = pattern.search(after)
        if m and (best is None or m.start() < best[0]):
            best = (m.start(), name)
    if best and not re.search(r"\bart(?:icle)?s?\b", after[: best[0]]):
        return best[1]
    before = _CLAUSE.split(flat[max(0, start - 70) : start])[-1]
    last: tuple[int, str] | None = None
    for pattern, name in _ACT_PATTERNS:
        for m in pattern.finditer(before):
            if last is None or m.start() > last[0]:
                last = (m.start(), name)
    if last:
        return last[1]
    return best[1] if best else None


def _is_date_range(number: str) -> bool:
    """`2024-2025` is a school year, `06-07` a pair of prefixes: neither is a text."""
    if "/" in number:
        return False
    left, right = number.split("-")
    return (
        len(left) == 4 and len(right) == 4 and right[:2] in ("19", "20") and abs(int(right) - int(left)) <= 5
    )
