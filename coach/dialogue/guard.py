"""Checks the words of a language model before they count as the advisor's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from coach.dialogue.lines import key
from coach.domain.scenarios import Scenario, fold, secret_in

MAX_SENTENCES = 4
MAX_WORDS = 90
NEAR_REPEAT = 92

_ROLE_BREAK = re.compile(
    r"(?<![a-z])(?:en tant qu'?(?:ia|intelligence|assistant|modele)|intelligence artificielle|"
    r"modele de lang(?:age|ue)|je suis (?:une ia|un assistant|un programme|un robot|un chatbot|chatgpt|qwen|claude)|"
    r"as an ai|i am an?|i'm an|language model|openai|alibaba|(?:mes|tes|les) instructions|prompt|system message|"
    r"(?<!nul en )(?<!nulle en )jeu de role|mon personnage|je joue le role|simulation|scenario|"
    r"voici (?:une|la|ma) repli|comme conseiller fictif|"
    r"comment puis[- ]je (?:vous |t')aider|je peux vous aider|je suis (?:la|ici) pour (?:vous |t')aider|"
    r"(?:faire|ferai) (?:ce que je peux|de mon mieux) pour vous aider|"
    r"je ne peux pas (?:vous |t')aider (?:avec|a|sur|dans) (?:ca|cela)|"
    r"(?:desolee?|navree?)[ ,]+(?:mais )?je ne (?:peux|suis) pas (?:repondre|vous aider|t'aider|fournir|capable)|"
    r"je ne peux pas repondre a cette (?:question|demande)|n'hesitez pas a me (?:poser|demander)|"
    r"bon entretien de recadrage|vous avez bien mene|votre posture|excellente question)"
)
_STAGE = re.compile(r"[*_#`<>{}\[\]]|\((?![^)]*\d)[^)]{3,}\)|^(?:conseill|manager|karim|sofia)\w*\s*:", re.I)
_FRENCH = frozenset(
    "je tu il elle on nous vous le la les un une des de du et que qui pas ne est c'est j'ai mais pour dans sur avec ca "
    "bah ben oui non bon ouais moi toi si en au plus quand comme trop franchement ok d'accord "
    "tout tous fait faire quel quelle quels quelles hors mon ma mes votre ton ta tes aux du se son sa ses par sans sous "
    "avant apres rien jamais toujours deja encore bien mal voila merci bonjour suis ai as a sont etait y ou quoi qui me "
    "te nous leur cette cet ces ici la-dessus".split()
)
_ENGLISH = frozenset("the you and is are to of that this it i'm don't my your was with for what".split())


def broken(text: str, scenario: Scenario, released: Iterable[str]) -> str | None:
    """Why a text, whole or still coming, must not be shown: `secret`, `role`, `didascalie`; None if fine."""
    told = set(released)
    for fact in scenario.facts:
        if fact.id not in told and secret_in(text, fact.secret):
            return "secret"
    if _ROLE_BREAK.search(fold(text)):
        return "role"
    if _STAGE.search(text):
        return "didascalie"
    return None


def unfit(text: str, said: Iterable[str]) -> str | None:
    """Why a finished text is not a fit answer: `vide`, `langue`, `repetition`; None if fine."""
    words = fold(text).replace("’", "'").split()
    if not words or (not re.search(r"[a-z]", fold(text)) and text.strip() not in {"…", "..."}):
        return "vide"
    bare = [re.sub(r"[^a-z']", "", w) for w in words]
    if len(bare) >= 5:
        french = sum(
            w in _FRENCH or w[:2] in {"j'", "c'", "l'", "d'", "t'", "m'", "n'", "s'"} or w[:3] == "qu'"
            for w in bare
        )
        english = sum(w in _ENGLISH for w in bare)
        if english > french or french == 0:
            return "langue"
    mine = key(text)
    for other in said:
        if " " in mine and mine == key(other):  # a bare « non » may come again
            return "repetition"
        if len(mine) > 14 and fuzz.ratio(mine, key(other)) >= NEAR_REPEAT:
            return "repetition"
    return None


def untold(text: str, written: str, scenario: Scenario, released: Iterable[str]) -> bool:
    """True when the written line lets a fact out and the text does not: the manager would be held to know it."""
    facts = [scenario.fact(f) for f in released]
    return any(secret_in(written, f.secret) and not secret_in(text, f.secret) for f in facts)


def trimmed(text: str) -> str:
    """At most four sentences and ninety words, cut at the end of a sentence."""
    text = re.sub(r"\s+", " ", text).strip().strip('«»"“” ').strip()
    sentences = re.findall(r".+?(?:[.!?…]+(?=\s|$)|$)", text)[:MAX_SENTENCES]
    kept: list[str] = []
    for sentence in sentences:
        if kept and len(" ".join([*kept, sentence]).split()) > MAX_WORDS:
            break
        kept.append(sentence.strip())
    return " ".join(kept)
