"""Where a person can be found: e-mail and postal addresses, and the date of birth, written or spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from coach.privacy.kinds import Finding, Kind
from coach.privacy.spoken_numbers import NUMBER_WORDS

_I: Final = re.IGNORECASE
_NUMBER: Final = "|".join(sorted([*NUMBER_WORDS, "une", "mille"], key=len, reverse=True))
_NUMBERS: Final = rf"(?:(?:{_NUMBER})\b(?:[ -]+(?:et[ -])?(?:{_NUMBER})\b){{0,9}})"

_EMAIL_REACH: Final = 120
"""Characters looked at on each side of a spoken « arobase »."""
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PROVIDERS: Final = (
    r"gmail|orange|free|sfr|la ?poste|yahoo|hotmail|outlook|wanadoo|icloud|live|msn|bbox|neuf|proton ?mail"
)
_DOTS: Final = r"(?: ?\. ?| (?:point|dot) )"
_AT: Final = re.compile(r"[ ,]{0,3}\b(?:ar+obase?s?|a robase?|at)\b[ ,]{0,3}|[ ,]{0,3}@[ ,]{0,3}", _I)
_DOMAIN: Final = re.compile(
    rf"(?:(?:la )?[\w-]+(?: tiret [\w-]+)*{_DOTS})+(?:fr|com|net|org|eu|be|ch|lu|io|info|pro)\b"
    rf"|(?:{_PROVIDERS})\b",
    _I,
)
_JOINERS: Final = r"(?:point|tiret(?: du (?:bas|six|huit))?|underscore|dot|moins)"
_LOCAL: Final = re.compile(
    rf"(?:[\w.+-]+[ ,]+{_JOINERS}[ ,]+)*(?:[\w.+-]+)(?:(?:[ ,]+{_JOINERS}[ ,]+|[ ,]+)(?:\d+|{_NUMBERS}))?$",
    _I,
)
_SPELLED: Final = re.compile(r"(?:\b[A-Za-z][ .,-]+){2,}$")

_MONTHS: Final = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre)"
)
_YEAR: Final = rf"(?:(?:19|20)\d{{2}}|\d{{2}}|{_NUMBERS})"
_BIRTH_CUE: Final = re.compile(
    r"\bn[ée]+e?s?(?:\(e\))? le\b|naissance|\banniversaire\b|\bn[ée]e? (?:à|en)\b", _I
)
_BIRTH_DATE: Final = re.compile(
    rf"\b(?:\d{{1,2}}|1er|premier|{_NUMBERS}) ?{_MONTHS}(?: {_YEAR})?"
    rf"|\b\d{{1,2}}[ ./-]+\d{{1,2}}[ ./-]+(?:\d{{4}}|\d{{2}})\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{8}}\b"
    rf"|\b(?:\d{{1,2}}|{_NUMBER})(?:[ ./-]+(?:\d{{1,4}}|{_NUMBER})\b){{2,9}}",
    _I,
)
_BIRTH_BREAK: Final = re.compile(
    r"contrat|facture|depuis|command|rendez|appel|dossier|livr|souscri|courrier", _I
)
_BIRTH_REACH: Final = 60

_WAY: Final = (
    r"(?:rue|avenue|av\.|ave\b|boulevard|bd\.?|bld|place|allées?|chemin|impasse|route|quai|cours|square|résidence"
    r"|lotissement|passage|faubourg|villa|sentier|esplanade|promenade|mail|hameau|clos|rond-point|lieu-dit)"
)
_LINK: Final = r"(?:de la|de l['’]|des|du|de|d['’]|aux?|à la|l['’]|les?|la|en|sur|sous|et|saint[e-]?|st[e-]?)"
_PROPER: Final = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_WAY_NAME: Final = (
    rf"(?:(?:{_LINK}[ -]?)*(?:{_PROPER}|\d{{1,2}} {_MONTHS}(?: \d{{4}})?)"
    rf"(?:[ -](?:{_LINK}[ -]?)*{_PROPER}){{0,4}})"
)
_LOWER_NAME: Final = (
    rf"(?:(?:{_LINK} ?)*(?!{_LINK}\b)[\wÀ-ÿ’'-]{{3,}}"
    rf"(?: (?!{_LINK}\b|dans|pour|avec|depuis)[\wÀ-ÿ’'-]{{4,}})?)"
)
_STREET_NUMBER: Final = rf"(?:\d{{1,4}}|{_NUMBERS})(?: ?(?:bis|ter|quater)\b)?"
_CITY: Final = rf"{_PROPER}(?:[ -](?:(?:sur|sous|en|les|la|le|de|du|des|d['’]|lès)[ -])?{_PROPER}){{0,3}}"
_ZIP: Final = r"\b(?:\d{5}|\d{2} \d{3})\b"
_TAIL: Final = (
    rf"(?:,? ?(?:à |a )?(?:(?:{_ZIP})(?:,? (?:à )?{_CITY})?|(?<=[, ])(?:à |a ){_CITY})"
    rf"|, {_CITY}(?=[.,;!?\n]|$))?"
)
_NUMBERED_WAY: Final = re.compile(
    rf"\b(?i:{_STREET_NUMBER}),? (?i:{_WAY}) (?:{_WAY_NAME}|{_LOWER_NAME}){_TAIL}"
)
_NAMED_WAY: Final = re.compile(
    rf"\b(?i:rue|avenue|boulevard|impasse|allée|chemin|quai|lotissement|résidence|hameau) {_WAY_NAME}{_TAIL}"
)
_ZIP_CITY: Final = re.compile(rf"{_ZIP} {_CITY}")
_ZIP_ALONE: Final = re.compile(rf"code postal[^\d.?!]{{0,25}}({_ZIP}|{_NUMBERS})", _I)
_UNITS: Final = re.compile(r"(?:euros?|appels?|clients?|€|%|h\b|km)", _I)


def find_emails(text: str) -> Iterator[Finding]:
    """E-mail addresses: « jean.dupont@orange.fr », « jean point dupont arobase orange point fr »."""
    for match in _EMAIL.finditer(text):
        yield Finding(Kind.EMAIL, *match.span())
    for at in _AT.finditer(text):
        # « at » is also a word: only a domain after it makes an address.
        domain = _DOMAIN.match(text, at.end(), at.end() + _EMAIL_REACH)
        if domain is None:
            continue
        base = max(0, at.start() - _EMAIL_REACH)
        before = text[base : at.start()]
        local = _SPELLED.search(before + " ") or _LOCAL.search(before)
        if local is not None:
            yield Finding(Kind.EMAIL, base + local.start(), domain.end())


def find_birth_dates(text: str) -> Iterator[Finding]:
    """Dates that follow « né le », « date de naissance »…; any other date is left alone."""
    for cue in _BIRTH_CUE.finditer(text):
        date = _BIRTH_DATE.search(text, cue.end(), cue.end() + _BIRTH_REACH + 40)
        if date is None or date.start() - cue.end() > _BIRTH_REACH:
            continue
        if not _BIRTH_BREAK.search(text[cue.end() : date.start()]):
            yield Finding(Kind.DATE_NAISSANCE, *date.span())


def find_addresses(text: str) -> Iterator[Finding]:
    """Street addresses, with the town that follows; a postcode and its town; an announced postcode."""
    for pattern in (_NUMBERED_WAY, _NAMED_WAY):
        for match in pattern.finditer(text):
            yield Finding(Kind.ADRESSE, *match.span())
    for match in _ZIP_CITY.finditer(text):
        if not _UNITS.match(text[match.start() :].split(" ", 1)[1]):
            yield Finding(Kind.ADRESSE, *match.span())
    for match in _ZIP_ALONE.finditer(text):
        yield Finding(Kind.ADRESSE, *match.span(1))
