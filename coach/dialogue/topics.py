"""Which topic of the scenario a question is about.

Words and character groups of the written questions, weighted by rarity; the nearest question wins when it
is near enough and clearly ahead. Small and exact: a scenario has some hundred questions.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import numpy as np
import snowballstemmer

from coach.domain.scenarios import Scenario, Topic, fold

THRESHOLD = 0.5
"""Nearness from which a topic may be the one meant."""
SURE = 0.72
"""Nearness from which no lead over the next topic is asked for."""
LEAD = 0.06
KEYWORD_BONUS = 0.12
_WORD = re.compile(r"[a-z0-9]+")
_EMPTY = frozenset(
    """le la les l un une des de du d et ou a au aux en dans sur pour par avec que qu qui quoi est ce c cet
    cette ces tu te t toi ton ta tes vous votre vos je j me m moi mon ma mes il elle on nous se s y ne n
    pas plus as ai avez etes es suis sont etait alors donc bon bah ben ok si tout ca cela peux pouvez
    dire dis parle parler""".split()
)
_stemmer = snowballstemmer.stemmer("french")


class TopicMatcher:
    """Nearest topic of one scenario to a manager's question."""

    def __init__(self, scenario: Scenario) -> None:
        self._topics = scenario.topics
        self._keywords = [tuple(fold(k) for k in topic.keywords) for topic in self._topics]
        documents = [(i, q) for i, topic in enumerate(self._topics) for q in topic.questions]
        self._owner = np.array([i for i, _ in documents], dtype=int)
        bags = [_features(q) for _, q in documents]
        frequency = Counter(name for bag in bags for name in bag)
        self._columns = {name: i for i, name in enumerate(frequency)}
        count = max(1, len(bags))
        self._idf = np.array([np.log((1 + count) / (1 + n)) + 1 for n in frequency.values()])
        self._matrix = np.vstack([self._vector(bag) for bag in bags]) if bags else np.zeros((0, 0))

    def match(self, text: str) -> str | None:
        """Id of the topic the text asks about, or None when it asks about none of them."""
        ranked = self.rank(text)
        if not ranked or ranked[0][1] < THRESHOLD:
            return None
        (topic, best), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
        return topic.id if best >= SURE or best - second >= LEAD else None

    def rank(self, text: str) -> list[tuple[Topic, float]]:
        """Topics by nearness (0 to about 1), best first; each sentence of the text is tried alone."""
        if not len(self._owner):
            return []
        best = np.zeros(len(self._topics))
        folded = fold(text)
        for part in _parts(text):
            vector = self._vector(_features(part))
            scores = self._matrix @ vector
            np.maximum.at(best, self._owner, scores)
        for i, words in enumerate(self._keywords):
            if any(re.search(rf"(?<![a-z0-9]){re.escape(w)}", folded) for w in words):
                best[i] += KEYWORD_BONUS
        order = np.argsort(-best, kind="stable")
        return [(self._topics[i], float(best[i])) for i in order]

    def _vector(self, bag: Counter[str]) -> np.ndarray:
        vector = np.zeros(len(self._columns))
        for name, count in bag.items():
            column = self._columns.get(name)
            if column is not None:
                vector[column] = (1 + np.log(count)) * self._idf[column]
        # Words nobody wrote still lengthen the question: a long talk about something else is not near.
        unknown = sum(1.5 for name in bag if name not in self._columns and name.startswith("w:"))
        norm = np.sqrt(np.dot(vector, vector) + unknown)
        return vector / norm if norm else vector


def _parts(text: str) -> list[str]:
    sentences = [s for s in re.split(r"(?<=[.!?…])\s+|\n+", text[:4000]) if s.strip()]
    asking = [s for s in sentences if "?" in s]
    return (asking or sentences)[-6:]


def _features(text: str) -> Counter[str]:
    words = [w for w in _WORD.findall(fold(text)) if w not in _EMPTY]
    bag = Counter(f"w:{stem}" for stem in _stemmer.stemWords(words))
    bag.update(f"b:{a} {b}" for a, b in pairwise(words))
    for word in words:
        padded = f"<{word}>"
        bag.update(f"c:{padded[i : i + 4]}" for i in range(max(1, len(padded) - 3)))
    return bag
