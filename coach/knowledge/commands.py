"""Orders to a machine, hidden in a document people add: they are neither indexed nor quoted.

A document is something to read, never somebody who speaks. What addresses an assistant, tells it to forget its rules,
imitates our frame or fetches a picture from elsewhere goes, to the end of its line, along with characters that nobody
sees. It is a tripwire, not the wall: what a model says is held against its passages whatever they contain. The file
itself stays as it was added, to be opened from the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from coach.knowledge.passages import Passage

RULES: Final = "consignes@1"
"""Part of an index's identity: other rules, another index."""
_UNSEEN: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_ORDER: Final = re.compile(
    r"""
      !\[[^\]\n]*\]\([^)\n]*\)
    | <!--.*?(?:-->|$)
    | \{\s*"affirmations"[^\n]*
    | \[passage\s+\d+\][^\n]*
    | (?:^|(?<=[.!?\n]\s)|(?<=[-*•]\s))(?:\W*important\W+)?
      (?:
        (?:assistante?|llm|chatbot|system|mod[eè]le\s+de\s+langue)\s*[:,]
      | (?:ia|ai|syst[eè]me)\s*[:,]\s*(?:ajoute|dis|dites|r[eé]pond|affiche|cite|ignore|commence|say|reply|print|tell)
      | (?:à\s+l['’]attention\s+d|pour|note\s+(?:à|pour))\s*(?:e\s+)?(?:l['’]|une?\s+|the\s+)?
        (?:assistante?|ia|ai|llm|chatbot|mod[eè]le)\b(?:\s+(?:qui|that)\s[^:\n]{0,60})?\s*[:,]
      | (?:ignore[rz]?|oublie[rz]?|disregard|forget)\b[^.!?\n]*
        \b(?:instructions?|consignes?|r[eè]gles?|rules?|passages?|prompts?)\b
      )[^\n]*
    | [^.!?\n]*\b(?:nouvelles?\s+consignes?|new\s+instructions?|(?:instruction|consigne)\s+syst[eè]me|system\s+override|
      system\s+prompt|developer\s+mode)\b\s*[:,][^\n]*
    | [^.!?\n]*\b(?:tu\s+es|vous\s+[eê]tes|you\s+are)\s+(?:désormais|maintenant|now)\s+(?:un|une|le|la|an?|the)\b[^\n]*
    """,
    re.I | re.X | re.M,
)


def without_orders(text: str) -> str:
    """The text without what is addressed to a machine; the same text when there is nothing of the kind."""
    seen = _UNSEEN.sub("", text)
    kept = _ORDER.sub("", seen)
    return kept if kept == text else re.sub(r"\n{3,}", "\n\n", kept).strip(" -\n")


def harmless(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Passages of documents as they may be indexed; one that held nothing but orders is left out."""
    for passage in passages:
        text = without_orders(passage.text)
        if text == passage.text:
            yield passage
        elif text:
            yield replace(passage, text=text)
