"""Names of persons, from words that announce them and from a gazetteer of first names and surnames.

Fast and without a model; the full path (`presidio.py`) adds what a named-entity model sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from coach.domain.words import fold_name
from coach.privacy.kinds import Finding, Kind

_I: Final = re.IGNORECASE
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_PARTICLES: Final = frozenset(
    {"de", "du", "le", "la", "el", "ben", "bel", "da", "dos", "van", "von", "di", "d", "al"}
)

# A title announces a surname whatever its case; the other cues only a word with a capital, or a known name.
_TITLE: Final = re.compile(
    r"\b(?:madame|monsieur|mademoiselle|mme|mlle|mr|docteur|dr|maître|messieurs|mesdames)\b\.?\s+|\bM\.\s+",
    _I,
)
_STRONG: Final = re.compile(
    r"\bje m['’]appelle,?\s+|\bje me (?:pré)?nomme,?\s+|\b(?:il|elle) s['’]appelle\s+|\bappelez-moi\s+"
    r"|\b(?:mon|son|votre|le) (?:pré)?nom(?: de (?:famille|jeune fille))?(?:,? c['’]est| est|\s*:)?,?\s+"
    r"|\b(?:pré)?nom(?: et prénom)?(?: de famille)?\s*:\s*|\bà l['’]attention de\s+|\bsigné,?\s+"
    r"|\b(?:nommée?|dénommée?)\s+|\bau nom de\s+|\bde la part de\s+",
    _I,
)
_WEAK: Final = re.compile(
    r"\bje suis\s+|\bici\s+|\bc['’]est\s+|\bcordialement\s*,?\s+|\bbien à vous\s*,?\s+|\bavec\s+"
    r"|\bbonjour,?\s+|\bmerci,?\s+",
    _I,
)
_KIN: Final = re.compile(
    r"\b(?:mon|ma|mes|votre|vos|son|sa|le|la|un|une|notre)"
    r" (?:mari|femme|époux|épouse|conjointe?|compagn(?:on|e)|fils|fille"
    r"|père|mère|frère|sœur|voisine?|collègue|conseill(?:er|ère)|cliente?|titulaire|patiente?|assurée?|amie?),?\s+",
    _I,
)
_ON_THE_LINE: Final = re.compile(r"\s+(?:à l['’]appareil|au téléphone)", _I)
_SPELLED: Final = re.compile(r"(?<![\w'’])(?:[A-Z](?:[ ,.-]{1,2}|\s-\s)){2,}[A-Z](?![\w'’])")
_SPELLED_CUE: Final = re.compile(r"épell?|épel|s['’]écrit|lettre|\bnom\b", _I)
_SENTENCE_START: Final = re.compile(r"^\s*$|[.?!…:\n«\"–—-]\s*$")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Known names, casefolded.

    `firm` first names count in any case, `capital` ones with a capital, `doubtful` ones with a capital
    and a reason; `surnames` count after a first name or a title, `titled` ones after a title only.
    """

    firm: frozenset[str]
    capital: frozenset[str]
    doubtful: frozenset[str]
    surnames: frozenset[str]
    titled: frozenset[str]

    def knows(self, word: str) -> bool:
        """Whether a capitalised word is a first name of any class."""
        return any(
            form in known
            for form in (word.casefold(), fold_name(word))
            for known in (self.firm, self.capital, self.doubtful)
        )


@cache
def gazetteer() -> Gazetteer:
    """The lists that travel with the package, read once."""
    classes: dict[str, set[str]] = {"": set(), "=": set(), "~": set()}
    for line in _lines("first_names.txt"):
        mark = line[0] if line[0] in "=~" else ""
        classes[mark].update(name.casefold() for name in line.lstrip("=~ ").split())
    for mark in ("=", "~"):
        classes[mark] |= {fold_name(name) for name in classes[mark]}
    # Accents matter in lower case (« aida » is a verb), not under a capital (« Lea », « HELENE »).
    classes["="] |= {fold_name(name) for name in classes[""]} - classes[""] - classes["~"]
    family: dict[bool, set[str]] = {True: set(), False: set()}
    for line in _lines("last_names.txt"):
        names = line.lstrip("~ ").split()
        family[line[0] == "~"].update(form for name in names for form in (name.casefold(), fold_name(name)))
    return Gazetteer(
        firm=frozenset(classes[""]),
        capital=frozenset(classes["="]),
        doubtful=frozenset(classes["~"]),
        surnames=frozenset(family[False] - _PARTICLES),
        titled=frozenset(family[True]),
    )


@cache
def not_names() -> frozenset[str]:
    """Words that never are a name, casefolded."""
    return frozenset(word for line in _lines("not_names.txt") for word in line.split())


def _lines(name: str) -> Iterator[str]:
    for line in (files("coach.privacy") / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def find_names(text: str) -> Iterator[Finding]:
    """Names of persons: announced, spelled out, or known."""
    known = gazetteer()
    for cue in _TITLE.finditer(text):
        yield from _after(text, cue.end(), lambda word: _capital(word) or _titled(word, known))
    for cue in _STRONG.finditer(text):
        yield from _after(text, cue.end(), lambda word: _capital(word) or _known(word, known))
    for cue in _KIN.finditer(text):
        yield from _after(text, cue.end(), _capital)
    for cue in _WEAK.finditer(text):
        yield from _after(
            text, cue.end(), lambda word: _capital(word) and (known.knows(word) or _surname(word, known))
        )
    for match in _SPELLED.finditer(text):
        if _SPELLED_CUE.search(text[max(0, match.start() - 60) : match.start()]):
            yield Finding(Kind.NOM, *match.span())
    yield from _known_names(text, known)


def _after(text: str, position: int, accept: Callable[[str], bool]) -> Iterator[Finding]:
    """The name that starts right at `position`, if its first word passes."""
    first = _WORD.match(text, position)
    if first is None:
        return
    start: re.Match[str] | None = first
    while start is not None and start.group().casefold() in _PARTICLES:
        start = _next(text, start.end())
    if start is None or len(start.group()) < 2 or start.group().casefold() in not_names():
        return
    if accept(start.group()):
        yield Finding(Kind.NOM, first.start(), _extend(text, start.end()))


def _known_names(text: str, known: Gazetteer) -> Iterator[Finding]:
    for match in _WORD.finditer(text):
        word = match.group()
        following = _next(text, match.end())
        surname_follows = following is not None and (
            (_capital(following.group()) and following.group().casefold() not in not_names())
            or _surname(following.group(), known)
        )
        on_the_line = _ON_THE_LINE.match(text, match.end()) is not None
        inside = _SENTENCE_START.search(text[max(0, match.start() - 4) : match.start()]) is None
        parts = re.split(r"[-’']", word)
        if len(parts) > 1 and _elided(parts[0]):
            parts, inside = parts[1:], True  # « d'Antoine », « qu'Élodie »
        offset = len(word) - len("-".join(parts))
        forms = {parts[0].casefold(), fold_name(parts[0])} | {word.casefold()}
        capital = _capital(parts[0])
        whole = len(parts) == 1 or all(known.knows(part) or _capital(part) for part in parts)
        firm = parts[0].casefold() in known.firm and (capital or len(parts[0]) > 2)
        if whole and (
            firm
            or (capital and forms & (known.firm | known.capital))
            or (capital and forms & known.doubtful and (inside or surname_follows or on_the_line))
            or (capital and on_the_line and word.casefold() not in not_names())
        ):
            yield Finding(Kind.NOM, match.start() + offset, _extend(text, match.end()))


def _extend(text: str, end: int) -> int:
    """End of a name whose first word stops at `end`: surnames that follow, with their particles."""
    known = gazetteer()
    for _ in range(4):
        word = _next(text, end)
        last = word
        while last is not None and last.group().casefold() in _PARTICLES:
            last = _next(text, last.end())
        if word is None or last is None or last.group().casefold() in not_names():
            break
        if not (_capital(last.group()) or (word is last and _known(last.group(), known))):
            break
        end = last.end()
    return end


def _next(text: str, end: int) -> re.Match[str] | None:
    """The word after one blank, nothing else between."""
    return _WORD.match(text, end + 1) if text[end : end + 1] in (" ", "\u00a0") else None


def _capital(word: str) -> bool:
    return word[0].isupper()


def _elided(part: str) -> bool:
    return part.casefold() in {"d", "l", "qu", "j", "n", "s", "c", "m", "t"}


def _known(word: str, known: Gazetteer) -> bool:
    return word.casefold() in known.firm | known.capital | known.doubtful or _surname(word, known)


def _titled(word: str, known: Gazetteer) -> bool:
    return _known(word, known) or word.casefold() in known.titled


def _surname(word: str, known: Gazetteer) -> bool:
    parts = word.casefold().split("-")
    return len(parts[0]) > 2 and all(part in known.surnames for part in parts)
