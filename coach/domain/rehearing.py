"""Words corrected after a scoring: where the new words go, which criteria are judged again, what is counted anew.

The rule people are told: a criterion is judged again when one of its quotes, before or after the correction,
stands in the corrected turn. Every other one keeps its line as it was stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from coach.domain.grids import Grid
from coach.domain.measures import measure
from coach.domain.samples import Doubts
from coach.domain.scoring import overall
from coach.domain.transcripts import Turn


def respread(lines: Sequence[str], text: str) -> list[str]:
    """The words of a corrected turn, given back to the lines it was made of.

    A word that did not change stays in its line; a new one goes where the words it replaces were, or after the
    word before it. A line may end up without words.

    >>> respread(["Bonjour fibre ox,", "que puis-je ?"], "Bonjour Fibrox, que puis-je faire ?")
    ['Bonjour Fibrox,', 'que puis-je faire ?']
    """
    if len(lines) == 1:
        return [text]  # a written message keeps its line ends
    old = [(word, number) for number, line in enumerate(lines) for word in line.split()]
    new = text.split()
    placed: list[list[str]] = [[] for _ in lines]
    matcher = SequenceMatcher(None, [word for word, _ in old], new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        for k, word in enumerate(new[j1:j2]):
            # A new word follows the one before it; one that replaces others goes where they were.
            beside = max(i1 - 1, 0) if tag == "insert" else min(i1 + k, i2 - 1)
            number = old[beside][1] if old else 0
            placed[number].append(word)
    return [" ".join(words) for words in placed]


def doubts_left(text: str, doubts: Doubts, corrected: str) -> list[list[int]]:
    """Places, in the corrected text, of the doubtful words that nobody touched."""
    before, after = _places(text), _places(corrected)
    matcher = SequenceMatcher(None, [w for w, _ in before], [w for w, _ in after], autojunk=False)
    left: list[list[int]] = []
    for i, j, size in matcher.get_matching_blocks():
        for k in range(size):
            start, new = before[i + k][1], after[j + k][1]
            end = start + len(before[i + k][0])
            left += [[new + a - start, new + b - start] for a, b in doubts if start <= a and b <= end]
    return left


def quoting(assessment: Mapping[str, Any], turn: int) -> frozenset[str]:
    """Criteria with a quote in the turn, those of a fallen safeguard included."""
    quoted = {c["id"] for c in assessment["criteria"] if any(e["turn"] == turn for e in c["evidence"])}
    return frozenset(quoted | {f["criterion"] for f in assessment["flags"] if f["turn"] == turn})


def judged_again(
    before: Mapping[str, Any], after: Mapping[str, Any], turn: int, grid: Grid
) -> tuple[dict[str, Any], frozenset[str]]:
    """The assessment once a turn is corrected, and the criteria that were judged again.

    Args:
        before: as stored, on the words first heard.
        after: of the corrected words, whole.
        turn: the one that was corrected; both assessments count the same turns.
        grid: for the weights of the mean.
    """
    fresh = {c["id"]: c for c in after["criteria"]}
    known = {c["id"] for c in before["criteria"]}
    again = (quoting(before, turn) | quoting(after, turn)) & known & fresh.keys()
    criteria = [fresh[c["id"]] if c["id"] in again else c for c in before["criteria"]]
    flags = [f for f in before["flags"] if f["criterion"] not in again]
    flags += [f for f in after["flags"] if f["criterion"] in again]
    mean = overall(grid, {c["id"]: c["level"] for c in criteria}) if again else before["overall"]
    return {**before, "criteria": criteria, "flags": flags, "overall": mean}, frozenset(again)


def recounted(measures: Mapping[str, Any], before: Sequence[Turn], after: Sequence[Turn]) -> dict[str, Any]:
    """The measures with their words and questions brought up to date; times come from the sound and stay.

    The stored counts were made before masking: only the difference is applied to them.
    """
    old, new = measure(before).as_dict(), measure(after).as_dict()
    speakers: dict[str, Any] = {}
    for who, part in measures["speakers"].items():
        more = {k: new["speakers"][who][k] - old["speakers"][who][k] for k in ("words", "questions")}
        pace = part["words_per_minute"]
        if pace is not None and part["seconds"]:
            pace = round(pace + 60 * more["words"] / part["seconds"], 2)
        counts = {name: part[name] + change for name, change in more.items()}
        speakers[who] = {**part, **counts, "words_per_minute": pace}
    holds = new["holds"] if new["holds"] != old["holds"] else measures["holds"]
    return {**measures, "speakers": speakers, "holds": holds}


def _places(text: str) -> list[tuple[str, int]]:
    """Each word and where it starts."""
    places, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        places.append((word, at))
        at += len(word)
    return places
