"""A language model as the writer of answers: from the passages only, under the same checks.

What it says is kept claim by claim: the quote must stand word for word in its passage, and every
figure, date and article of the sentence, and most of its words, must be found in that passage. The rest is dropped; when
nothing is left the embedded writer answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.errors import EngineError
from coach.knowledge.answers import Brief, Claim
from coach.knowledge.references import find_references
from coach.knowledge.retrieval import Ranked
from coach.knowledge.words import stems, words
from coach.llm.ports import ChatModel, Message
from coach.llm.prompts import load_prompt

_PASSAGES = 5
_LONGEST_PASSAGE = 1800
_MOST_CLAIMS = 4
_MAX_TOKENS = 700
_SUPPORT = 0.5
"""Share of a sentence's telling words that its passage must hold."""
_SHORT, _CLOSELY = 4, 0.6
"""Under so many telling words a sentence is found in about any passage: its quote itself must hold this share."""
_FIGURES = frozenset(
    """deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante
    cinquante soixante cent mille million millions moitie tiers quart double minuit midi lundi mardi mercredi jeudi
    vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
    decembre""".split()
)
"""Figures, hours, days and months in letters, folded; "un" is left out, an article more often than a figure."""


class _Claim(BaseModel):
    model_config = ConfigDict(extra="ignore")
    texte: str = Field(min_length=3, max_length=800)
    passage: int
    citation: str = Field(min_length=8)


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")
    affirmations: list[_Claim]


class LlmWriter:
    """Asks a `ChatModel` for claims and keeps those that hold."""

    def __init__(self, model: ChatModel, *, prompt: str = "reponse-sourcee") -> None:
        self._model = model
        self._prompt = load_prompt(prompt)

    @property
    def name(self) -> str:
        """Model and prompt version, stored with the answer."""
        return f"{self._model.name} {self._prompt.id}"

    def write(self, brief: Brief) -> tuple[Claim, ...]:
        """See `Writer.write`.

        Raises:
            EngineError: the model failed, or its reply cannot be read.
        """
        passages = brief.ranked[:_PASSAGES]
        messages = [
            Message("system", self._prompt.fill(day=brief.question.as_of.isoformat())),
            Message("user", _matter(brief.question.search, passages)),
        ]
        reply = self._model.complete(messages, max_tokens=_MAX_TOKENS, temperature=0.0)
        return tuple(c for c in _claims(reply, passages) if c.holds and grounded(c))


def grounded(claim: Claim) -> bool:
    """Whether the passage a sentence leans on holds what it says.

    Every figure (in digits or letters), hour and legal reference must be there, and most of its words:
    a true quote under a sentence about something else proves nothing.
    """
    held = set(words(claim.passage.text))
    figures = {w for w in words(claim.shown) if any(ch.isdigit() for ch in w) or w in _FIGURES}
    if not figures <= held:
        return False
    said = set(stems(claim.shown))
    known = set(stems(f"{claim.passage.heading} {claim.passage.text} {claim.passage.locator}"))
    if len(said & known) < _SUPPORT * len(said):
        return False
    if len(said) < _SHORT and len(said & set(stems(claim.quote))) < _CLOSELY * len(said):
        return False
    cited = find_references(f"{claim.passage.text}\n{claim.passage.locator}")
    return all(any(k.matches(r) for k in cited) for r in find_references(claim.shown))


def _matter(question: str, passages: Sequence[Ranked]) -> str:
    """Passages and question as one user message; brackets that could close the frame are taken out."""
    blocks = [
        f"[Passage {i}] {r.passage.heading} ({r.passage.locator})\n{_tame(r.passage.text[:_LONGEST_PASSAGE])}"
        for i, r in enumerate(passages, 1)
    ]
    return "\n\n".join([*blocks, f"Question : {_tame(question)}"])


def _tame(text: str) -> str:
    return re.sub(r"\[Passage (\d+)\]", r"(passage \1)", text)


def _claims(reply: str, passages: Sequence[Ranked]) -> list[Claim]:
    start, end = reply.find("{"), reply.rfind("}")
    try:
        read = _Reply.model_validate(json.loads(reply[start : end + 1]))
    except (ValueError, ValidationError) as exc:
        raise EngineError(
            "Le modèle de langue a rendu une réponse illisible ; la réponse embarquée est utilisée à sa place."
        ) from exc
    out = []
    for claim in read.affirmations[:_MOST_CLAIMS]:
        if 1 <= claim.passage <= len(passages):
            passage = passages[claim.passage - 1].passage
            quote = _verbatim(claim.citation, passage.text)
            if quote:
                out.append(Claim(claim.texte.strip(), quote, passage))
    return out


def _verbatim(quote: str, text: str) -> str | None:
    """The passage's own characters for a quote that differs from it in spaces or apostrophes only."""
    pieces = [re.escape(p) for p in quote.strip(' «»"“”').split()]
    if not pieces:
        return None
    pattern = r"\s+".join(pieces).replace("'", "['’]").replace("’", "['’]").replace("['['’]]", "['’]")
    m = re.search(pattern, text)
    return m.group() if m else None
