"""What is masked, and how a place in a text that holds it is told."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The nine kinds of personal data; the value is the word in the mask (`[TEL_1]`)."""

    NOM = "NOM"
    TEL = "TEL"
    EMAIL = "EMAIL"
    IBAN = "IBAN"
    CARTE = "CARTE"
    """A payment card number that passes Luhn or is announced as one, or its cryptogram."""
    NIR = "NIR"
    """Social security number."""
    DATE_NAISSANCE = "DATE_NAISSANCE"
    ADRESSE = "ADRESSE"
    CLIENT = "CLIENT"
    """Customer, contract, order or file number; also any long number nobody can place."""


class Finding(NamedTuple):
    """`[start, end)` characters of the text hold a datum of this kind."""

    kind: Kind
    start: int
    end: int


def resolve(findings: Iterable[Finding]) -> list[Finding]:
    """Findings without overlap, in text order: of two that overlap, the first given wins.

    A later finding that sticks out of an earlier one is dropped, so callers give the surest first.
    """
    kept: list[Finding] = []
    for finding in findings:
        if finding.start < finding.end and all(
            finding.end <= other.start or other.end <= finding.start for other in kept
        ):
            kept.append(finding)
    return sorted(kept, key=lambda finding: finding.start)
