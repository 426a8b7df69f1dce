"""Why this level, and what to do next time: built from what was seen and what is missing, to the candidate."""

from __future__ import annotations

from coach.domain.grids import LEVEL_WORDS, Criterion
from coach.domain.scoring import Verdict

_MAX_NAMED = 3


def why(criterion: Criterion, verdict: Verdict) -> str:
    """One or two sentences: the meaning of the level, what carries it, what is missing."""
    words = criterion.words or {}
    if verdict.level is None:
        return ""
    # What is an advice only does not say a level in words either.
    meaning = "" if criterion.advice_only else words.get(verdict.level, LEVEL_WORDS[verdict.level])
    if verdict.level == 0:
        seen = _labels(criterion, verdict.contrary)
        heard = f" On entend : {seen}." if seen else ""
        return f"{meaning}{heard} Attendu : {_lower(criterion.expected)}, {criterion.where}.".strip()
    seen = _labels(criterion, tuple(n for n in verdict.seen if n not in verdict.contrary))
    sentences = [meaning, f"Vu : {seen}." if seen else ""]
    if verdict.level < 3:
        lacking = _labels(criterion, verdict.missing)
        faults = _labels(criterion, verdict.contrary)
        if faults:
            sentences.append(f"Ce qui retient : {faults}.")
        if lacking:
            sentences.append(f"Pour aller plus loin, il manque : {lacking}.")
    return " ".join(s for s in sentences if s)


def advice(criterion: Criterion, verdict: Verdict) -> str:
    """The one thing to do next time, most pressing first."""
    if verdict.level == 3:
        return criterion.keep
    wanted = (*verdict.contrary, *verdict.missing)
    for name in wanted:
        text = _advice_of(criterion, name)
        if text:
            return text
    return criterion.advice[0] if criterion.advice else ""


def _advice_of(criterion: Criterion, name: str) -> str:
    try:
        return criterion.indicator(name).advice
    except KeyError:
        return ""


def _labels(criterion: Criterion, names: tuple[str, ...]) -> str:
    labels = []
    for name in names:
        try:
            labels.append(criterion.indicator(name).label)
        except KeyError:
            continue
    labels = list(dict.fromkeys(labels))[:_MAX_NAMED]
    return ", ".join(labels)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
