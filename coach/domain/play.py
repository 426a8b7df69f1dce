"""Values of the role-play: what was heard, the state, one step. Frozen, no behaviour but JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from coach.domain.acts import Act
from coach.domain.moves import EndReason, Move, Openness, Phase, Trigger

Gauge = Literal["confiance", "tension"]


@dataclass(frozen=True)
class Heard:
    """What the manager just said, as read by the analyst; the director sees nothing else."""

    acts: tuple[Act, ...] = ()
    words: int = 0
    quotes: Mapping[Act, str] = field(default_factory=dict)
    """For each act, the verbatim piece of the turn that carries it."""
    topic: str | None = None
    """Topic of the scenario that is asked about."""
    idea: str | None = None
    """Idea of the agreement that the manager names."""
    takes_up: bool = False
    """The turn takes up words of the advisor's last answers."""
    similarity: float = 0.0
    """Closeness to the nearest earlier turn of the manager, 0 to 1."""
    silent: bool = False
    question: bool = False
    """The turn asks something."""
    closing: bool = False
    """A plain leave-taking ("on s'arrête là", "bonne fin de journée")."""
    dated: bool = False
    measured: bool = False
    seconds: float = 0.0
    """Time this exchange took, measured or estimated from the words."""
    focus: tuple[Act, ...] = ()
    """Acts of the last sentence that says something: what a person would answer to."""
    recited: bool = False
    """The turn lists the words of a grid or reads the brief out."""
    apology: bool = False
    discreet: bool = False
    """The manager promises that what is told stays in the room."""
    indiscreet: bool = False
    """The manager says he or she will pass on what was told."""
    pledge: bool = False
    """What is promised binds the manager, and asks nothing of the advisor."""
    guesses: tuple[str, ...] = ()
    """Facts of which the manager says a secret word: guessed at, not earned."""
    contradicts: bool = False
    """The manager gives another figure than before for the same thing."""
    thanks: bool = False
    """The manager thanks for what was told."""
    asks_pledge: bool = False
    """The advisor is asked to say what he or she commits to."""
    intelligible: bool = True
    """The turn holds words that make a sentence."""
    checks: bool = False
    """The turn only asks whether what was said suits."""

    said: tuple[str, ...] = ()
    """Points of a briefing that have been made so far."""
    wrong: tuple[str, ...] = ()
    """Points of a briefing that this turn states falsely."""
    finished: bool = False
    """« J'ai fini »: the floor goes to the jury."""

    @property
    def point(self) -> frozenset[Act]:
        """What the advisor answers to: the focus, or all the acts when there is none."""
        return frozenset(self.focus or self.acts)


@dataclass(frozen=True)
class Commitment:
    """What was agreed at one turn."""

    turn: int
    quote: str
    dated: bool
    measured: bool
    idea: str | None = None


@dataclass(frozen=True)
class Cause:
    """Why a gauge moved: « tour 4 : confiance −15 (jugement : « tu es toujours en retard ») »."""

    turn: int
    gauge: Gauge
    delta: float
    reason: str
    """An act id, or `repetition`, `surcharge`, `recitation`, `silence`, `excuses`, `contradiction`,
    `parole_reprise`, `confidence_mal_accueillie`."""
    quote: str = ""


@dataclass(frozen=True)
class NearMiss:
    """A fact that one more condition would have opened at this turn."""

    fact: str
    lacking: Literal["acts", "confiance", "tension", "ecoute", "delai", "hesitation"]


@dataclass(frozen=True)
class State:
    """Everything the director remembers. `confiance` and `tension` are 0 to 100."""

    turn: int
    confiance: float
    tension: float
    phase: Phase = Phase.OUVERTURE
    released: tuple[str, ...] = ()
    released_at: tuple[int, ...] = ()
    ideas: tuple[str, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    promises: tuple[str, ...] = ()
    recent: tuple[tuple[Act, ...], ...] = ()
    """Acts of the last turns, newest last."""
    seen: tuple[Act, ...] = ()
    """Every act heard since the start, once."""
    ecoute: int = 0
    hurts: int = 0
    grave: int = 0
    last_hurt: int | None = None
    silences: int = 0
    boiling: int = 0
    """Turns in a row at breaking tension."""
    asks: int = 0
    """Commitments asked for and not yet given."""
    knocks: tuple[tuple[str, int], ...] = ()
    """For each fact, the times it was about to be told and held back; `idee` counts dodged requests for ideas."""
    apologies: int = 0
    discreet_at: int | None = None
    """Turn of the last promise that things stay in the room."""
    promised_at: int = 0
    """Turn of the last promise beyond the manager's power."""
    recalled: int = 0
    """Promises already thrown back."""
    last_move: Move | None = None
    elapsed: float = 0.0
    ended: EndReason | None = None

    def knocked(self, key: str) -> int:
        """Times that `key` was asked for and held back."""
        return dict(self.knocks).get(key, 0)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `from_json` gives the state back."""
        return {
            **{k: getattr(self, k) for k in ("turn", "confiance", "tension", "ecoute", "hurts", "grave")},
            **{k: getattr(self, k) for k in ("last_hurt", "silences", "boiling", "asks", "elapsed")},
            **{k: getattr(self, k) for k in ("apologies", "discreet_at", "promised_at", "recalled")},
            "knocks": [list(pair) for pair in self.knocks],
            "phase": self.phase.value,
            "released": list(self.released),
            "released_at": list(self.released_at),
            "ideas": list(self.ideas),
            "commitments": [vars(c) for c in self.commitments],
            "promises": list(self.promises),
            "recent": [[a.value for a in acts] for acts in self.recent],
            "seen": [a.value for a in self.seen],
            "last_move": self.last_move and self.last_move.value,
            "ended": self.ended and self.ended.value,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> State:
        """Rebuild a stored state.

        Raises:
            KeyError, ValueError: the stored value is not one of ours.
        """
        values = dict(raw)
        return cls(
            **{
                **values,
                "phase": Phase(values["phase"]),
                "released": tuple(values["released"]),
                "released_at": tuple(values["released_at"]),
                "ideas": tuple(values["ideas"]),
                "commitments": tuple(Commitment(**c) for c in values["commitments"]),
                "promises": tuple(values["promises"]),
                "recent": tuple(tuple(Act(a) for a in acts) for acts in values["recent"]),
                "seen": tuple(Act(a) for a in values["seen"]),
                "last_move": Move(values["last_move"]) if values["last_move"] else None,
                "ended": EndReason(values["ended"]) if values["ended"] else None,
                "knocks": tuple((str(k), int(n)) for k, n in values.get("knocks", ())),
            }
        )


@dataclass(frozen=True)
class Source:
    """Where the written line comes from; the actor looks there first, then in the move's lines."""

    kind: Literal[
        "opening", "topic", "fact", "idea", "reaction", "move", "commitment", "ending", "listen", "jury", "jury_wait",
        "jury_more",
    ]  # fmt: skip
    key: str = ""


@dataclass(frozen=True)
class Step:
    """What the director decided for one turn."""

    state: State
    move: Move
    openness: Openness
    source: Source
    released: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    near: tuple[NearMiss, ...] = ()
    trigger: Trigger | None = None
    ended: bool = False
    end_reason: EndReason | None = None
