"""A scenario: what the candidate reads, who the advisor is, what is hidden and how it is earned.

Lines are spoken French. Two marks are understood inside a line:

- `{tu form|vous form}`: the side is chosen from the way the manager addresses the advisor;
- `{date}`, `{chiffre}`, `{prenom}`: a date, a figure or a first name that the manager has just used;
  a line with such a slot is said only when the manager used one;
- `{avant}`, `{promesse}`: the figure that the manager gave before another one, the thing he or she promised.

The cross-checks of this module guarantee that a secret word of a fact stands only in lines that the
director may say once that fact is released.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from coach.domain.acts import Act
from coach.domain.briefing_plan import BriefingPlan
from coach.domain.moves import EndReason, Move, Openness, Phase, Profile, Trigger
from coach.domain.words import fold as fold

Level = Literal[1, 2, 3, 4]
LEVELS: tuple[Level, ...] = (1, 2, 3, 4)
SLOTS = frozenset({"date", "chiffre", "prenom", "avant", "promesse"})
_MARK = re.compile(r"\{([^{}]*)\}")

Exercise = Literal[
    "recadrage",
    "debriefing",
    "recrutement",
    "periode_essai",
    "parcours",
    "client_difficile",
    "briefing",
    "soutien",
]
Text = Annotated[str, Field(min_length=1, max_length=6000)]
Line = Annotated[str, Field(min_length=2, max_length=700)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def slots_of(line: str) -> frozenset[str]:
    """Names of the slots in a line, `{tu|vous}` alternations left aside."""
    return frozenset(m for m in _MARK.findall(line) if "|" not in m)


class Lines(_Frozen):
    """Written lines of one kind by openness of the advisor."""

    closed: tuple[Line, ...] = ()
    mixed: tuple[Line, ...] = ()
    open: tuple[Line, ...] = ()

    def at(self, openness: Openness) -> tuple[str, ...]:
        """Lines for that openness."""
        return {Openness.CLOSED: self.closed, Openness.MIXED: self.mixed, Openness.OPEN: self.open}[openness]

    def every(self) -> tuple[str, ...]:
        """All the lines, whatever the openness."""
        return (*self.closed, *self.mixed, *self.open)


class Voice(_Frozen):
    """How the embedded voice speaks this persona; 1.0 is the voice as it is."""

    pitch: float = Field(1.0, ge=0.5, le=2.0)
    speed: float = Field(1.0, ge=0.5, le=2.0)


class Persona(_Frozen):
    """The advisor in front of the candidate."""

    name: Text
    gender: Literal["f", "m"]
    age: int = Field(ge=18, le=70)
    seniority: Text
    role: Text
    site: Text
    profile: Profile
    traits: tuple[Text, ...] = Field(min_length=2)
    speech: tuple[Text, ...] = Field(min_length=1)
    """Speech habits, told to a language model and followed by the written lines."""
    voice: Voice = Voice()

    @property
    def first_name(self) -> str:
        """First word of the name."""
        return self.name.split()[0]

    @property
    def initials(self) -> str:
        """Up to two initials for the disc."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()


class Gate(_Frozen):
    """What must hold for a fact to be told. Thresholds are those of level 2; the director shifts them."""

    confiance: int = Field(ge=0, le=100)
    tension_max: int = Field(100, ge=0, le=100)
    acts: tuple[Act, ...] = ()
    """One of these acts in this very turn (empty: any turn)."""
    after: tuple[Slug, ...] = ()
    """Facts told before."""
    ecoute: int = Field(0, ge=0, le=6)
    """Turns in which the manager has already listened: took up an answer by a question, a reformulation…"""


class Fact(_Frozen):
    """Something the advisor does not say at once. Layer 1 excuse, 2 context, 3 real cause."""

    id: Slug
    layer: Literal[1, 2, 3]
    title: Text
    """What the debrief calls it, e.g. « Sa mère est hospitalisée depuis septembre »."""
    told: tuple[Line, ...] = Field(min_length=2)
    gate: Gate
    secret: tuple[Text, ...] = ()
    """Words or word groups that only this fact may bring into the talk."""
    missed: Text
    """What would have opened it, said to the candidate in the debrief when it stayed hidden."""


class Topic(_Frozen):
    """Something that may be asked, with its precise answers."""

    id: Slug
    label: Text
    questions: tuple[Line, ...] = Field(min_length=4)
    keywords: tuple[Text, ...] = ()
    closed: tuple[Line, ...] = Field(min_length=1)
    mixed: tuple[Line, ...] = Field(min_length=1)
    open: tuple[Line, ...] = Field(min_length=1)
    fact: Slug | None = None
    """Fact that the open answers tell or suppose: they are said only once it is released."""

    def at(self, openness: Openness) -> tuple[str, ...]:
        """Answers for that openness."""
        return {Openness.CLOSED: self.closed, Openness.MIXED: self.mixed, Openness.OPEN: self.open}[openness]


class Idea(_Frozen):
    """A solution the advisor may find when asked; `keywords` tell that the manager speaks of it."""

    id: Slug
    title: Text
    keywords: tuple[Text, ...] = Field(min_length=1)
    lines: tuple[Line, ...] = Field(min_length=2)
    fact: Slug | None = None
    """Cause it answers: offered only once that fact is released (None: at any time)."""


class Agreement(_Frozen):
    """What a good end looks like."""

    summary: Text
    ideas: tuple[Idea, ...] = ()
    commitment: Lines = Lines()
    """The advisor commits (said with the move `engagement`)."""
    examples: tuple[Text, ...] = Field(min_length=1)
    """Good commitments with action, date and indicator, shown in the debrief."""


class Trap(_Frozen):
    """A legal or human trap set in the scenario."""

    id: Slug
    kind: Literal["droit", "humain"]
    title: Text
    advice: Text
    reference: Text | None = None


class Indicator(_Frozen):
    """One row of the table of figures in the brief."""

    label: Text
    value: Text
    target: Text | None = None
    note: Text | None = None


class Event(_Frozen):
    """One dated event of the brief."""

    on: date
    what: Text
    time: str | None = None


class CallTurn(_Frozen):
    """One line of the call sample, `start` in seconds (sending time for a written sample)."""

    start: float = Field(ge=0)
    end: float | None = None
    speaker: Literal["agent", "client", "serveur vocal"]
    text: Line


class ReferenceLevel(_Frozen):
    """The reference level of one criterion of the `ecoute` grid for the call, and its reason."""

    level: Literal[0, 1, 2, 3] | None
    why: Text


class Call(_Frozen):
    """The sample that a débriefing is about."""

    title: Text
    channel: Literal["appel entrant", "appel sortant", "chat", "e-mail", "réseau social"]
    on: date
    duration_s: int = Field(gt=0)
    product_sheet: Text | None = None
    turns: tuple[CallTurn, ...] = Field(min_length=8)
    reference: dict[str, ReferenceLevel]


class Brief(_Frozen):
    """What the candidate knows before the interview."""

    context: Text
    rule: Text
    objectives: tuple[Text, ...] = Field(min_length=2)
    indicators: tuple[Indicator, ...] = Field(min_length=3)
    calendar: tuple[Event, ...] = ()
    call: Call | None = None


class Beyond(_Frozen):
    """Something that the manager may not grant; `keywords` tell that it is spoken of."""

    id: Slug
    title: Text
    keywords: tuple[Text, ...] = Field(min_length=1)
    instead: Text
    """What to say that keeps within one's authority."""


class Scenario(_Frozen):
    """One exercise, whole."""

    id: Slug
    version: int = Field(ge=1)
    title: Text
    summary: Text
    exercise: Exercise
    grid: Literal["recadrage", "debriefing", "entretien", "ecoute", "briefing"]
    competences: tuple[str, ...] = Field(min_length=1)
    minutes: int = Field(ge=5, le=60)
    sector: Text
    brief: Brief
    persona: Persona
    opening: dict[Level, tuple[Line, ...]]
    """First words of the advisor, by level of difficulty."""
    facts: tuple[Fact, ...] = ()
    topics: tuple[Topic, ...] = ()
    moves: dict[Move, Lines] = {}
    reactions: dict[Trigger, Lines] = {}
    agreement: Agreement
    endings: dict[EndReason, tuple[Line, ...]]
    hints: dict[Phase, tuple[Line, ...]]
    """Questions the candidate may ask himself or herself, never the answer."""
    traps: tuple[Trap, ...] = Field(min_length=1)
    beyond: tuple[Beyond, ...] = ()
    """Promises that exceed the manager's authority towards a customer."""
    briefing: BriefingPlan | None = None
    """What has to be said before the jury, for the exercise `briefing` only."""

    def fact(self, fact_id: str) -> Fact:
        """The fact of that id (KeyError if there is none)."""
        return next(f for f in self.facts if f.id == fact_id)

    def topic(self, topic_id: str) -> Topic:
        """The topic of that id (StopIteration is a bug of the caller)."""
        return next(t for t in self.topics if t.id == topic_id)

    @model_validator(mode="after")
    def _cross_checks(self) -> Scenario:
        problems = list(_problems(self))
        if problems:
            raise ValueError(" ; ".join(problems))
        return self


def secret_in(text: str, secrets: tuple[str, ...]) -> str | None:
    """First secret that stands in the text as whole words (accents and case aside), or None."""
    found = _secret_pattern(secrets).search(fold(text)) if secrets else None
    return secrets[(found.lastindex or 1) - 1] if found else None


@lru_cache(maxsize=512)
def _secret_pattern(secrets: tuple[str, ...]) -> re.Pattern[str]:
    """One group a secret, so that the group that matched names it."""
    words = "|".join(f"({re.escape(fold(secret))})" for secret in secrets)
    return re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])")


def lines_with_fact(scenario: Scenario) -> Iterator[tuple[str, str, str | None]]:
    """Every line the advisor may say: (where it stands, line, fact that must be released or None)."""
    for level, lines in scenario.opening.items():
        for line in lines:
            yield f"opening.{level}", line, None
    for fact in scenario.facts:
        for line in fact.told:
            yield f"facts.{fact.id}.told", line, fact.id
    for topic in scenario.topics:
        for line in (*topic.closed, *topic.mixed):
            yield f"topics.{topic.id}", line, None
        for line in topic.open:
            yield f"topics.{topic.id}.open", line, topic.fact
    for move, pool in scenario.moves.items():
        for line in pool.every():
            yield f"moves.{move}", line, None
    for trigger, pool in scenario.reactions.items():
        for line in pool.every():
            yield f"reactions.{trigger}", line, None
    for idea in scenario.agreement.ideas:
        for line in idea.lines:
            yield f"agreement.ideas.{idea.id}", line, idea.fact
    for line in scenario.agreement.commitment.every():
        yield "agreement.commitment", line, None
    for reason, lines in scenario.endings.items():
        for line in lines:
            yield f"endings.{reason}", line, None
    if scenario.briefing is not None:
        for where, line in scenario.briefing.lines():
            yield where, line, None


def _problems(scenario: Scenario) -> Iterator[str]:
    fact_ids = [f.id for f in scenario.facts]
    for name, ids in (("facts", fact_ids), ("topics", [t.id for t in scenario.topics])):
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            yield f"{name} : l’identifiant {twice!r} est employé deux fois"
    if scenario.exercise == "briefing":
        yield from (
            scenario.briefing.problems() if scenario.briefing else ("briefing : le plan du briefing manque",)
        )
    elif scenario.briefing is not None:
        yield "briefing : un plan de briefing n’a de sens que pour l’exercice « briefing »"
    elif len(scenario.agreement.ideas) < 2:
        yield "agreement.ideas : il faut au moins deux idées"
    if scenario.exercise != "briefing" and {f.layer for f in scenario.facts} != {1, 2, 3}:
        yield "facts : il faut au moins un fait par couche (1 excuse, 2 contexte, 3 cause réelle)"
    for fact in scenario.facts:
        for other in fact.gate.after:
            if other not in fact_ids:
                yield f"facts.{fact.id}.gate.after : fait inconnu {other!r}"
            elif scenario.fact(other).layer > fact.layer:
                yield f"facts.{fact.id}.gate.after : {other!r} est d’une couche plus profonde"
    for topic in scenario.topics:
        if topic.fact is not None and topic.fact not in fact_ids:
            yield f"topics.{topic.id}.fact : fait inconnu {topic.fact!r}"
    for idea in scenario.agreement.ideas:
        if idea.fact is not None and idea.fact not in fact_ids:
            yield f"agreement.ideas.{idea.id}.fact : fait inconnu {idea.fact!r}"
    if set(scenario.opening) != set(LEVELS):
        yield "opening : une première réplique au moins pour chacun des niveaux 1, 2, 3 et 4"
    if scenario.exercise == "debriefing" and scenario.brief.call is None:
        yield "brief.call : un débriefing d’écoute porte l’échantillon dont on parle"
    deeper: dict[str, tuple[str, ...]] = {f.id: f.secret for f in scenario.facts}
    seen: dict[str, str] = {}
    for where, line, released in lines_with_fact(scenario):
        for fact_id, secrets in deeper.items():
            # A line tied to a fact may speak of the facts that its gate supposes told.
            known = {released, *(scenario.fact(released).gate.after if released in deeper else ())}
            if fact_id not in known and (word := secret_in(line, secrets)):
                yield f"{where} : « {word} » trahit le fait caché {fact_id!r} dans « {line[:60]} »"
        for slot in slots_of(line) - SLOTS:
            yield f"{where} : repère inconnu {{{slot}}} (connus : {', '.join(sorted(SLOTS))}, ou {{tu|vous}})"
        key = fold(line)
        if key in seen:
            yield f"{where} : réplique déjà écrite dans {seen[key]} : « {line[:60]} »"
        seen[key] = where
