"""Numbers that point at a person: phone, card, IBAN, social security, customer number.

Written or spoken, they are looked for in the same runs of digits (`spoken_numbers`). A checksum decides
where there is one; else the words before the number do (« mon numéro de contrat, c'est le… »). A
transcriber mishears digits, so an announced number is masked even when its checksum fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from coach.privacy.kinds import Finding, Kind
from coach.privacy.spoken_numbers import Run, plain_digits, runs, whole_readings, windows

_I: Final = re.IGNORECASE
_REACH: Final = 70
"""How far before a number the words that announce it are looked for, in characters."""
_LONG: Final = 9
"""An unannounced number of this many digits is masked too: nothing in the trade's talk is so long."""

_MAX_READINGS: Final = 3000
_CUES: Final[dict[Kind, re.Pattern[str]]] = {
    Kind.IBAN: re.compile(r"\biban\b|\brib\b|comptes? bancaire|coordonnées bancaires|\bi ban\b", _I),
    Kind.CARTE: re.compile(
        r"\bcartes? (?:bancaires?|bleue|de crédit|de paiement|visa)"
        r"|numéros? (?:de (?:la |ma |votre )?)?carte"
        r"|\bcb\b|\bma carte\b|\bvotre carte\b|mastercard|cryptogramme|\bcv[vc]\b|trois chiffres au dos",
        _I,
    ),
    Kind.NIR: re.compile(
        r"s[ée]curit[ée] sociale|\bs[ée]cu\b|\bnir\b|num[ée]ro d['’ ]?assur[ée]|carte vitale", _I
    ),
    Kind.CLIENT: re.compile(
        r"(?:num[ée]ros?|n[°o]s?|r[ée]f[ée]rences?|r[ée]f\.?|codes?|identifiants?|matricule)"
        r" (?:(?:de|du|d['’]|de la|de l['’]|de mon|de votre|de ma|de son) ?)?"
        r"(?:client|contrat|abonn[ée]|abonnement|adh[ée]rent|soci[ée]taire|dossier|commande|sinistre|compte|facture"
        r"|ticket|police|assur[ée]|colis|suivi|bon|ligne client)"
        r"|(?:contrat|dossier|commande|client|sinistre|facture|police|abonnement|ticket)e?,?"
        r" (?:num[ée]ro|n[°o]|r[ée]f)"
        r"|identifiant|r[ée]f[ée]rence (?:est|c['’]est)|(?:ma|votre|sa|la) r[ée]f[ée]rence|num[ée]ro client",
        _I,
    ),
    Kind.TEL: re.compile(
        r"t[ée]l[ée]phone|\bt[ée]l\b|portable|mobile|\bfixe\b|joindre|rappel|\bsms\b|\bnum[ée]ro\b|contacter|whatsapp"
        r"|\bappeler au\b|\bappelez[- ]",
        _I,
    ),
    Kind.DATE_NAISSANCE: re.compile(r"naissance|\bn[ée]e? le\b|\bdate\b", _I),
}
_CRYPTOGRAM: Final = re.compile(r"cryptogramme|\bcv[vc]\b|trois (?:derniers )?chiffres au dos", _I)
_COMPANY: Final = re.compile(r"\bsiren\b|\bsiret\b|\bape\b|\brcs\b|\btva\b", _I)
_UNIT_AFTER: Final = re.compile(
    r"\s*(?:%|‰|€|(?:euros?|pour cent|appels?|clients?|minutes?|secondes?|heures?|jours?|points?)\b)",
    _I,
)
_AFTERWARDS: Final = re.compile(
    r"^[\s,.]*(?:c['’]est|ça c['’]est|voilà) (?:mon|le|ma|la|son|notre) [^.?!]{0,30}", _I
)
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+")

_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]{2,4}){2,8}(?:[ -]?[A-Z0-9]{1,3})?\b", _I)
_FR_BEFORE: Final = re.compile(r"\b(?:f[ .,-]*r|èf+e? ?er+e?|effe?[ ,]+erre?)[ .,:-]*$", _I)
_NIR: Final = re.compile(
    r"\b[1-478][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:2[AB]|\d{2})[ .]?\d{3}[ .]?\d{3}"
    r"(?:[ ./-]*\d{2})?\b",
    _I,
)
_NIR_SHAPE: Final = re.compile(r"[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)\d{8}(?:\d{2})?")
_TEL: Final = re.compile(r"(?:0|0033)[1-79]\d{8}")
_BROKEN_TEL: Final = re.compile(r"0[1-79]\d{6,7}")
"""What is left of a phone number when the transcriber misheard its end."""
_MISHEARD: Final = re.compile(r"[,. ]+(?:[^\W\d_]+[,. ]+){1,3}(\d{1,2})\b")
_PLUS: Final = re.compile(r"(?:\+|\bplus )[ (]*$", _I)
_FOREIGN: Final = re.compile(r"\+\d{1,3}[ .()\d-]{7,16}\d")
_CODE: Final = re.compile(r"\b(?=[A-Z0-9-]*[A-Z])(?=(?:[A-Z-]*\d){3})[A-Z0-9]+(?:-[A-Z0-9]+)*\b")
_THING: Final = re.compile(r"\b(?:contrat|dossier|commande|facture|client|ticket|sinistre|colis)s?[ :]+$", _I)
_LETTERS_BEFORE: Final = re.compile(r"(?:\b[A-Za-z]{1,5}[-/]?|\b[A-Z]{1,5}[ -]|(?:\b[A-Za-z][ .-]+){1,4})$")
_LETTERS_AFTER: Final = re.compile(r"^(?:[-/]?[A-Z]{1,3}\b|[ -][A-Z]{1,2}\b(?!['’]))")


def luhn(digits: str) -> bool:
    """Whether the last digit closes the sum of a card number."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Lengths and first digits of the cards met in France, with Luhn."""
    shape = re.fullmatch(r"[2-6]\d{15}|3[47]\d{13}", digits)
    return shape is not None and luhn(digits)


def is_nir(number: str) -> bool:
    """Fifteen characters whose key is right; Corsica's 2A and 2B count as 19 and 18."""
    digits = number.upper().replace("2A", "19").replace("2B", "18")
    if len(digits) != 15 or not digits.isdigit() or not _NIR_SHAPE.fullmatch(digits):
        return False
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


def is_iban(text: str) -> bool:
    """An IBAN of 15 to 34 characters whose remainder by 97 is 1; spaces do not count."""
    compact = re.sub(r"[\s-]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", compact):
        return False
    if compact.startswith("FR") and len(compact) != 27:
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def find_numbers(text: str) -> Iterator[Finding]:
    """All the numbers of `text` that point at a person, surest first within a run."""
    yield from _ibans(text)
    for match in _NIR.finditer(text):
        compact = re.sub(r"[^0-9AB]", "", match.group().upper())
        if is_nir(compact) or _cue(text, match.start()) is Kind.NIR:
            yield Finding(Kind.NIR, *match.span())
    for match in _FOREIGN.finditer(text):
        yield Finding(Kind.TEL, *match.span())
    for match in _CODE.finditer(text):
        if _cue(text, match.start()) is Kind.CLIENT or _before(_THING, text, match.start()) is not None:
            yield Finding(Kind.CLIENT, *match.span())
    for run in runs(text):
        yield from _in_run(text, run)


def _ibans(text: str) -> Iterator[Finding]:
    for match in _IBAN.finditer(text):
        # The greedy shape may swallow the word after the number: give back what breaks the sum.
        end = match.end()
        while end - match.start() >= 15:
            if text[end - 1].isalnum() and is_iban(text[match.start() : end]):
                yield Finding(Kind.IBAN, match.start(), end)
                break
            end -= 1
        else:
            announced = (
                _cue(text, match.start()) is Kind.IBAN and sum(c.isdigit() for c in match.group()) >= 14
            )
            if announced:
                yield Finding(Kind.IBAN, *match.span())


def _in_run(text: str, run: Run) -> Iterator[Finding]:
    free = set(range(len(run)))
    country = _before(_FR_BEFORE, text, run[0].start)
    if country is not None:
        # Twenty-five digits said have thousands of readings, one of which passes by chance: what comes
        # after « FR » is taken whole.
        least = 10 if _cue(text, country) is Kind.IBAN else 20
        if len(plain_digits(run)) >= least:
            yield Finding(Kind.IBAN, country, run[-1].end)
            return
    whole = _whole(text, run)
    if whole is not None:
        yield whole
        return
    free = set(range(len(run)))
    for kind, limit, accept in _CHECKS:
        for match in windows(run, limit, accept):
            tokens = set(range(match.first, match.last + 1))
            if free.issuperset(tokens):
                free -= tokens
                yield _checked(kind, text, run[match.first].start, run[match.last].end)
    for part in _stretches(run, free):
        found = _announced(text, part) or _unannounced(text, part, 2 if len(free) < len(run) else _LONG)
        if found is not None:
            yield found


def _whole(text: str, run: Run) -> Finding | None:
    """The whole run as one datum: announced by the words before it, or closed by its checksum."""
    start, end = run[0].start, run[-1].end
    if _is_amount(text, start, end):
        return None
    announced = _announced(text, run)
    if announced is not None:
        return announced
    if _before(_PLUS, text, start) is not None and len(plain_digits(run)) >= _LONG:
        return _checked(Kind.TEL, text, start, end)
    for kind, limit, accept in _CHECKS:
        if any(accept(digits) for digits in islice(whole_readings(run, limit), _MAX_READINGS)):
            return _checked(kind, text, start, end)
    return None


def _announced(text: str, part: Run) -> Finding | None:
    """What the words around say it is, when its length is that of such a number."""
    start, end = part[0].start, part[-1].end
    cue = _cue(text, start) or _cue_after(text, end)
    if cue is None or cue not in _LENGTHS or _is_amount(text, start, end):
        return None
    length = len(plain_digits(part))
    if cue is Kind.CARTE and length == 3 and _CRYPTOGRAM.search(text[max(0, start - _REACH) : start]):
        return Finding(cue, start, end)
    if length not in _LENGTHS[cue]:
        return None
    if cue is Kind.CLIENT:
        return Finding(cue, *_with_letters(text, start, end))
    return _checked(cue, text, start, end if length > 9 else _broken_end(text, end, length))


def _unannounced(text: str, part: Run, least: int) -> Finding | None:
    """A phone number cut short, or a number of at least `least` digits that is no figure of the trade.

    Digits said in one breath with a number already found are a part of it that was misread.
    """
    start, end = part[0].start, part[-1].end
    digits = plain_digits(part)
    if _is_amount(text, start, end) or _cue(text, start) is Kind.DATE_NAISSANCE:
        return None
    if _BROKEN_TEL.fullmatch(digits):
        return Finding(Kind.TEL, start, _broken_end(text, end, len(digits)))
    return Finding(Kind.CLIENT, start, end) if len(digits) >= least else None


def _is_amount(text: str, start: int, end: int) -> bool:
    """Thousands written with blanks, a figure with its unit, or a company's public number."""
    return (
        _THOUSANDS.fullmatch(text[start:end]) is not None
        or _UNIT_AFTER.match(text, end) is not None
        or _COMPANY.search(text[max(0, start - _REACH) : start]) is not None
    )


def _checked(kind: Kind, text: str, start: int, end: int) -> Finding:
    """The finding, with the « + » of an international phone number."""
    plus = _before(_PLUS, text, start) if kind is Kind.TEL else None
    return Finding(kind, start if plus is None else plus, end)


def _broken_end(text: str, end: int, digits: int) -> int:
    """End of a phone number cut by misheard words: « 06 12 34 56 soit exempté 18 »."""
    rest = _MISHEARD.match(text, end)
    if rest is None or digits + len(rest.group(1)) > 10 or _UNIT_AFTER.match(text, rest.end()):
        return end
    return rest.end()


def _with_letters(text: str, start: int, end: int) -> tuple[int, int]:
    """Takes in the letters stuck to a customer number: « CL-48213 », « A B 4 8 2 »."""
    before = _before(_LETTERS_BEFORE, text, start)
    if before is not None and text[before:start].strip().lower() not in _NOT_LETTERS:
        start = before
    after = _LETTERS_AFTER.search(text[end : end + 5])
    return start, end + after.end() if after else end


def _before(pattern: re.Pattern[str], text: str, end: int) -> int | None:
    """Where a pattern that stops right at `end` begins; only the last characters are looked at."""
    base = max(0, end - 40)
    match = pattern.search(text[base:end])
    return None if match is None else base + match.start()


_CHECKS: Final[list[tuple[Kind, int, Callable[[str], bool]]]] = [
    (Kind.TEL, 13, lambda digits: _TEL.fullmatch(digits) is not None),
    (Kind.NIR, 15, is_nir),
    (Kind.CARTE, 19, is_card),
]
_LENGTHS: Final = {
    Kind.IBAN: range(10, 35),
    Kind.CARTE: range(12, 20),
    Kind.NIR: range(10, 17),
    Kind.CLIENT: range(4, 15),
    Kind.TEL: range(7, 14),
}
"""Digits of an announced number; the transcriber may have lost some, or the caller."""
_NOT_LETTERS: Final = {
    "le",
    "est",
    "la",
    "de",
    "du",
    "au",
    "a",
    "à",
    "n",
    "et",
    "ou",
    "c",
    "y",
    "les",
    "un",
    "mon",
}


def _stretches(run: Run, free: set[int]) -> Iterator[Run]:
    part: list[int] = []
    for i in range(len(run) + 1):
        if i in free:
            part.append(i)
        elif part:
            yield tuple(run[k] for k in part)
            part = []


def _cue(text: str, start: int) -> Kind | None:
    """Kind announced by the words just before `start`: the last one named wins, the surest on a tie."""
    before = text[max(0, start - _REACH) : start]
    best: tuple[int, Kind] | None = None
    for kind, pattern in _CUES.items():
        ends = [match.end() for match in pattern.finditer(before)]
        if ends and (best is None or ends[-1] > best[0]):
            best = (ends[-1], kind)
    return None if best is None else best[1]


def _cue_after(text: str, end: int) -> Kind | None:
    """« 48213, c'est mon numéro de client »."""
    match = _AFTERWARDS.match(text[end : end + 60])
    return None if match is None else _cue(match.group(), len(match.group()))
