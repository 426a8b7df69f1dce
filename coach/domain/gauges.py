"""How one turn moves confiance and tension, with the cause of each change."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from coach.domain.acts import HARMFUL, Act
from coach.domain.effects import (
    ACT_EFFECTS,
    APOLOGY,
    APOLOGY_WINDOW,
    OVERLOAD_ACTS,
    PROFILE_EFFECTS,
    REPEAT_SIMILARITY,
    TENSION_DECAY,
    WEAR,
    WEAR_WINDOW,
    WORDS_PER_ACT,
    LevelRules,
)
from coach.domain.moves import Move, Profile
from coach.domain.play import Cause, Gauge, Heard, State

#: Acts that come together by nature when an interview opens.
_OPENING = frozenset({Act.ACCUEIL, Act.CADRAGE, Act.FAIT, Act.REGLE, Act.IMPACT, Act.VALORISATION})
GRAVE = frozenset({Act.MENACE, Act.DISCRIMINATION})
#: What makes somebody who has just confided glad to have done so.
WELCOME = frozenset({Act.EMPATHIE, Act.REFORMULATION, Act.VALORISATION, Act.SOUTIEN})


class Moved(NamedTuple):
    """The state after the gauges moved, and why."""

    state: State
    causes: tuple[Cause, ...]


def is_overload(heard: Heard, turn: int) -> bool:
    """True when the turn piles up more acts than a person can answer, or recites them."""
    if heard.recited:
        return True
    useful = [a for a in heard.acts if a not in HARMFUL and not (turn == 1 and a in _OPENING)]
    if len(useful) >= OVERLOAD_ACTS:
        return True
    return len(useful) >= 4 and heard.words < WORDS_PER_ACT * len(useful)


def is_repeat(heard: Heard) -> bool:
    """True when the manager says again what was already said."""
    return heard.words >= 3 and heard.similarity >= REPEAT_SIMILARITY


def apply(state: State, heard: Heard, profile: Profile, rules: LevelRules) -> Moved:
    """Move both gauges by what was heard.

    Helpful acts wear off when they come again, are capped for the turn, die out near the ceiling of the level,
    and count for nothing in a turn that overloads or repeats. Hurts never wear off and keep half of what the
    same turn would have gained.
    """
    turn = state.turn + 1
    causes: list[Cause] = []
    gain = loss = tension = 0.0
    hurts = tuple(a for a in heard.acts if a in HARMFUL and a is not Act.PROMESSE_HORS_POUVOIR)
    void = is_repeat(heard) or is_overload(heard, turn)
    for act in heard.acts:
        confiance_delta, tension_delta = _effect(act, profile)
        helpful = act not in hurts and act is not Act.HORS_SUJET
        if helpful:
            share = _wear(state, act) * (0.0 if void else 0.5 if hurts else 1.0)
            confiance_delta *= share * rules.gain
            tension_delta *= share if tension_delta < 0 else rules.hurt
        else:
            confiance_delta *= rules.hurt
            tension_delta *= rules.hurt
        gain += max(0.0, confiance_delta)
        loss += min(0.0, confiance_delta)
        tension += tension_delta
        quote = heard.quotes.get(act, "")
        causes += _causes(turn, act.value, quote, confiance_delta, tension_delta)
    allowed = min(gain, rules.turn_cap) * _room(state.confiance, rules)
    if gain > allowed:
        causes = [_scaled(c, allowed / gain) for c in causes]
        gain = allowed
    sorry = heard.apology and not hurts and _was_hurt(state, turn)
    extra = [*_extra(turn, heard, void), *_words_kept(state, turn, heard, rules)]
    if sorry:
        extra += _sorry(state, turn, rules)
    tension += sum(c.delta for c in extra if c.gauge == "tension")
    if not hurts and not void and not heard.silent:
        tension -= TENSION_DECAY
    return Moved(
        replace(
            state,
            turn=turn,
            confiance=_clip(
                state.confiance + gain + loss + sum(c.delta for c in extra if c.gauge == "confiance")
            ),
            tension=_clip(state.tension + tension),
            recent=(*state.recent, heard.acts)[-WEAR_WINDOW:],
            seen=tuple(dict.fromkeys((*state.seen, *heard.acts))),
            hurts=state.hurts + len(hurts),
            grave=state.grave + len(GRAVE.intersection(hurts)),
            last_hurt=turn if hurts else state.last_hurt,
            silences=state.silences + 1 if heard.silent else 0,
            ecoute=state.ecoute + _listened(state, heard, void or bool(hurts)),
            promises=(*state.promises, *_promise(heard)),
            promised_at=turn if _promise(heard) else state.promised_at,
            apologies=state.apologies + sorry,
            discreet_at=turn if heard.discreet else state.discreet_at,
            elapsed=state.elapsed + heard.seconds,
        ),
        tuple(c for c in (*causes, *extra) if abs(c.delta) >= 0.5),
    )


def is_badly_received(state: State, heard: Heard) -> bool:
    """True when the advisor has just confided and the manager goes on as if nothing had been said."""
    if state.last_move is not Move.CONFIDENCE or state.turn not in state.released_at or state.turn < 2:
        return False
    return not heard.silent and not heard.takes_up and not WELCOME & set(heard.acts)


def _room(confiance: float, rules: LevelRules) -> float:
    """Share of a gain that still counts: all of it up to half-way, nothing at the ceiling."""
    return max(0.0, min(1.0, (rules.ceiling - confiance) / (rules.ceiling - 50)))


def _was_hurt(state: State, turn: int) -> bool:
    return state.last_hurt is not None and turn - state.last_hurt <= APOLOGY_WINDOW


def _sorry(state: State, turn: int, rules: LevelRules) -> list[Cause]:
    share = rules.apology * 0.5**state.apologies
    confiance, tension = (round(value * share, 1) for value in APOLOGY)
    return [Cause(turn, "confiance", confiance, "excuses"), Cause(turn, "tension", tension, "excuses")]


def _words_kept(state: State, turn: int, heard: Heard, rules: LevelRules) -> list[Cause]:
    """What it costs to say two different figures, to take back one's word, or to pass over a confidence."""
    found: list[Cause] = []
    if heard.contradicts:
        found += [
            Cause(turn, "confiance", -3.0, "contradiction"),
            Cause(turn, "tension", 3.0, "contradiction"),
        ]
    if heard.indiscreet and state.discreet_at is not None:
        found += [
            Cause(turn, "confiance", -12.0, "parole_reprise"),
            Cause(turn, "tension", 10.0, "parole_reprise"),
        ]
    if rules.regret and is_badly_received(state, heard):
        reason = "confidence_mal_accueillie"
        found += [
            Cause(turn, "confiance", -rules.regret, reason),
            Cause(turn, "tension", rules.regret / 2, reason),
        ]
    return found


def _effect(act: Act, profile: Profile) -> tuple[float, float]:
    confiance, tension = ACT_EFFECTS[act]
    by_confiance, by_tension = PROFILE_EFFECTS[profile].get(act, (1.0, 1.0))
    return confiance * by_confiance, tension * by_tension


def _wear(state: State, act: Act) -> float:
    used = sum(act in acts for acts in state.recent)
    return WEAR[min(used, len(WEAR) - 1)]


def _causes(turn: int, reason: str, quote: str, confiance: float, tension: float) -> list[Cause]:
    deltas: tuple[tuple[Gauge, float], ...] = (("confiance", confiance), ("tension", tension))
    return [Cause(turn, gauge, round(delta, 1), reason, quote) for gauge, delta in deltas]


def _scaled(cause: Cause, share: float) -> Cause:
    if cause.gauge == "confiance" and cause.delta > 0:
        return replace(cause, delta=round(cause.delta * share, 1))
    return cause


def _extra(turn: int, heard: Heard, void: bool) -> list[Cause]:
    if heard.silent:
        return [Cause(turn, "tension", 4.0, "silence")]
    if is_repeat(heard):
        return [Cause(turn, "tension", 5.0, "repetition"), Cause(turn, "confiance", -3.0, "repetition")]
    if heard.recited:
        return [Cause(turn, "tension", 4.0, "recitation"), Cause(turn, "confiance", -3.0, "recitation")]
    if void:
        return [Cause(turn, "tension", 3.0, "surcharge"), Cause(turn, "confiance", -1.0, "surcharge")]
    return []


def _listened(state: State, heard: Heard, spoilt: bool) -> int:
    """1 when the turn shows that an answer was heard: it takes it up, or welcomes it."""
    if spoilt or state.turn == 0:
        return 0
    welcomes = Act.REFORMULATION in heard.acts or Act.EMPATHIE in heard.acts
    follows = heard.takes_up and (heard.question or welcomes)
    return int(follows or (welcomes and heard.words >= WORDS_PER_ACT and len(heard.acts) <= 4))


def _promise(heard: Heard) -> tuple[str, ...]:
    quote = heard.quotes.get(Act.PROMESSE_HORS_POUVOIR)
    return (quote,) if quote else ()


def _clip(value: float) -> float:
    return round(min(100.0, max(0.0, value)), 1)
