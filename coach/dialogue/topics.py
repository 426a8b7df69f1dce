"""Which topic of the scenario a question is about.

Two readings of the written questions are added up: words and groups of characters, weighted by rarity, and the
meaning given by a sentence encoder (left out where its package is missing). Topics that several scenarios share
("ce dont il a besoin", "la grille") lend each other their ways of asking.
"""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from sys import intern

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from coach.dialogue.question_vectors import QuestionVectors
from coach.dialogue.turn_signs import asks
from coach.domain.scenarios import Scenario, Topic, fold
from coach.errors import MissingPart

Array = NDArray[np.float32]

#: Weights of the words, of the nearest meaning, of the three nearest meanings, of a keyword; and what a topic
#: must reach, or reach with a lead over the next. Tuned on `evals/roleplay/topics_dev.jsonl`.
WORDS, MEANING, MEANINGS, KEYWORD = 0.7, 0.5, 0.6, 0.15
THRESHOLD, SURE, LEAD = 0.82, 1.1, 0.0
#: The same for words alone.
WORDS_THRESHOLD, WORDS_SURE, WORDS_LEAD, WORDS_KEYWORD = 0.5, 0.72, 0.06, 0.12
UNASKED = 0.4
"""Added to the threshold of a turn that asks nothing."""
LENT = 0.85
"""Weight of a question that another scenario lends."""

_WORD = re.compile(r"[a-z0-9]+")
_EMPTY = frozenset(
    """le la les l un une des de du d et ou a au aux en dans sur pour par avec que qu qui quoi est ce c cet
    cette ces tu te t toi ton ta tes vous votre vos je j me m moi mon ma mes il elle on nous se s y ne n
    pas plus as ai avez etes es suis sont etait alors donc bon bah ben ok si tout ca cela peux pouvez
    puis non oui hein dire dis parle parler""".split()
)
#: Ids that mean the same in different scenarios.
_SAME = {
    "vecu-appel": "vecu",
    "signalement": "signale",
    "parle-a-quelquun": "signale",
    "collegues": "equipe",
    "cliente-apres": "client-apres",
    "temps": "duree",
    "effet-clients": "clients",
    "impact-clients": "clients",
    "objectifs-regle": "objectif",
}
#: A question that names somebody, quotes or counts belongs to its scenario alone.
_OWN = re.compile(r"\d|«|(?<!^)(?<![.?!] )\b[A-ZÀ-Ý][a-zà-ÿ]{2,}")
#: Turns that ask about nothing in particular, whatever words they hold.
_EMPTY_TURN = re.compile(
    r"^\W*(?:(?:et|ah|oui|non|ok|d'accord|bon|alors|donc|mais|euh|hein|tres|toi|vous|du coup)\W+)*"
    r"(?:bien|bon|d'accord|ok|oui|non|vraiment|ensuite|comment ca|c'est-a-dire|ah bon|ca (?:te|vous) va"
    r"|(?:tu es|vous etes|t'es) (?:d'accord|sure?)|on fait comme ca|(?:ca va|et) (?:toi|vous)?"
    r"|(?:oui )*continuez?|(?:tu peux|vous pouvez) (?:repeter|continuer)|pardon|marche conclu"
    r"|je (?:te|vous) (?:fais confiance|ecoute|remercie)|pardon\W+(?:tu disais|vous disiez)"
    r"|(?:et )?(?:puis|apres)|(?:ne )?(?:t'inquiete|vous inquietez)(?: surtout)?(?: pas)?|rassure(?:-toi|z-vous)"
    r"|(?:comment|et) (?:tu (?:vois|ressens|sens|vis)|vous (?:voyez|ressentez|vivez)) (?:les choses|la situation|ca|cela)"
    r"(?:\W+(?:toi|vous))?|(?:qu'est-ce que )?(?:tu|t'|vous) (?:en )?(?:penses?|pensez)(?: quoi)?"
    r"|(?:tu es|vous etes) (?:d'accord|partante?)"
    r"|(?:est-ce|c'est) (?:bien )?(?:ca|cela|exact|juste)|je me trompe|(?:j'ai|ai-je) bien compris)?\W*$"
)
#: What asks without a question mark: an order to tell or to show, an interrogative at the head.
_ASKS = re.compile(
    r"\?|^\W*(?:(?:et|alors|bon|ok|oui|donc|allez|tiens|mais)\W+)*(?:"
    r"(?:re)?(?:racont|parl|decri|expliqu|montr|jou|redi|revien|reven|refai|faite|fai|propos|dis|dites|detaill|precis"
    r"|essay|reformul|cit|donn)\w*[- ](?:moi|m'en|nous|de|le|la|les|l'|a|sur|comme|une|un)\b"
    r"|rejou|refais|refait|reecri|[^.!]*\bracont(?:e|ez)\b|on (?:rejoue|refait|reprend|fait comme|joue)"
    r"|comment|pourquoi|quand|combien|qui|quels?|quelles?|ou |qu'est-ce|est-ce|depuis quand|c'est quoi"
    r"|je suis (?:la|le|votre|ton|madame|monsieur))"
)
#: Closing words that ask for agreement and nothing else.
_TAG = re.compile(
    r",? (?:non|hein|si|n'est-ce pas|n’est-ce pas|pas vrai|c['’]est (?:bien )?(?:ça|cela)|je me trompe) ?\?\s*$",
    re.IGNORECASE,
)
#: A keyword whose last word is this short stands alone ("lu" is not "lundi"); it may take its agreement.
_SHORT_KEYWORD = re.compile(r"(?<![a-z])[a-z]{1,4}$|\d$")
#: A greeting before the question, and what the question sets aside ("à part le métro, qu'est-ce qui joue ?").
_GREETING = re.compile(
    r"^\W*(?:bonjour|bonsoir|salut|coucou|hello)(?: (?:madame|monsieur|mademoiselle))?(?: [A-ZÀ-Ý][\w-]+)*\W+",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:(?:mis )?à part|a part|en dehors|hormis|au-delà|sans compter|sans parler)\s+(?:de |du |des |d[’'])?"
    r"(?:[\w’'-]+\s*){1,3}?(?=[,?]|$)",
    re.IGNORECASE,
)
#: Courtesies of the first minute, that ask about nothing.
_COURTESY = re.compile(
    r"(?:bien install|un (?:cafe|verre|the)|(?:ca|tu|vous) (?:va|vas|allez) bien\W*$|comment (?:ca va|vas-tu|tu vas)\W*$"
    r"|(?:tu as|vous avez) (?:bien )?trouve (?:une place|facilement|sans |le (?:site|bureau|batiment|chemin))"
    r"|(?:fait|eu) (?:une )?bonne route|pas trop attendu|on (?:commence|y va)\W*$|(?:tu es|vous etes) pret)"
)
_YOU = r"(?:et )?(?:vous|toi)(?:\W+(?:precisement|concretement|personnellement|meme))*"
_THEN = r"(?:a ce moment(?:-la| la)?|alors|ensuite|apres|la|ce jour-la|ce soir-la|concretement|precisement|exactement)"
#: A question that only makes sense after the answer it follows.
_FOLLOWS = re.compile(
    r"^\W*(?:(?:et|ah|oui|non|ok|d'accord|bon|alors|donc|mais|euh|hein)\W+)*(?:c'est-a-dire|comment ca"
    r"|pourquoi(?: ca| donc)?|et encore|encore|et puis|et (?:apres|alors|ensuite)|vraiment|continuez?"
    r"|(?:dis|dites)[- ](?:moi|m')[- ]?en plus"
    r"|(?:tu (?:veux|peux)|vous (?:voulez|pouvez)) (?:bien )?(?:m'en dire (?:un peu )?plus|preciser|developper)"
    r"|(?:qu'est-ce qui|que) s'est(?:-il)? passe(?: exactement| au juste| ensuite)?"
    r"|(?:racont|expliqu|precis|developp)(?:e|ez)(?:-moi)?(?: un peu| ca)?"
    r"|par exemple|en quoi(?: ca)?|qu'est-ce que (?:tu veux|vous voulez) dire|lequel|laquelle"
    r"|comment (?:tu l'expliques|l'expliquez-vous|ca s'explique)|ca veut dire quoi"
    rf"|(?:{_YOU}\W+)?(?:(?:et|alors|la|ce jour-la|a ce moment|dans ce cas)\W+)?(?:qu'est-ce que (?:tu as|t'as|vous avez)"
    rf"|qu'(?:avez-vous|as-tu)) (?:fait|repondu|dit|decide)(?: {_THEN})*"
    rf"|(?:{_YOU}\W+)?(?:tu as|t'as|vous avez) fait quoi(?: {_THEN})*"
    rf"|(?:{_YOU}\W+)?comment (?:avez-vous|as-tu|tu as|vous avez) (?:reagi|fait|procede)(?: {_THEN})*"
    r"|comment (?:vous y etes-vous|t'y es-tu|tu t'y es|vous vous y etes) prise?"
    r"|comment (?:ca|cela) s'est (?:termine|fini|conclu)|quel a ete le resultat|(?:et )?pour quel resultat"
    r"|(?:donne|donnez|aurais-tu|auriez-vous|tu as|vous avez|as-tu|avez-vous)(?:-moi|-m'en)? un exemple"
    r"(?: precis| concret)?)\W*$"
)
#: A pronoun that stands for what was named before.
_POINTS_BACK = re.compile(
    r"(?<![a-z])(?:l'(?=a|e)|le |la |les |en |y |ca |cela |ce |c'|celui|celle|-(?:le|la|les|en|y)(?![a-z]))"
)
_stem = lru_cache(maxsize=20_000)(snowballstemmer.stemmer("french").stemWord)


class TopicMatcher:
    """Nearest topic of one scenario to a manager's question."""

    def __init__(
        self,
        scenario: Scenario,
        lent: Mapping[str, Sequence[str]] | None = None,
        vectors: QuestionVectors | None = None,
    ) -> None:
        self._topics = scenario.topics
        self._vectors = vectors
        self._keywords = [_pattern(topic.keywords) for topic in self._topics]
        documents = [(i, q, 1.0) for i, topic in enumerate(self._topics) for q in topic.questions]
        if lent is not None:
            for i, topic in enumerate(self._topics):
                documents.append((i, topic.label, 1.0))
                own = set(topic.questions)
                documents += [(i, q, LENT) for q in lent.get(shared_id(topic.id), ()) if q not in own]
        self._owner = np.array([i for i, _, _ in documents], dtype=int)
        self._weight = np.array([w for _, _, w in documents], dtype=np.float32)
        self._texts = [_plain(q) for _, q, _ in documents]
        bags = [_features(q) for q in self._texts]
        frequency = Counter(name for bag in bags for name in bag)
        self._columns = {name: i for i, name in enumerate(frequency)}
        count = max(1, len(bags))
        self._idf = np.array(
            [np.log((1 + count) / (1 + n)) + 1 for n in frequency.values()], dtype=np.float32
        )
        self._by_feature = self._holders(bags)
        self._meanings: Array | None = None
        self._lock = threading.Lock()

    @property
    def ready(self) -> bool:
        """True when `match` has nothing to wait for."""
        return self._vectors is None or self._meanings is not None

    def warm(self) -> None:
        """Read or compute the vectors of the questions; `match` would wait for them."""
        self._written()

    def match(self, text: str) -> str | None:
        """Id of the topic the text asks about, or None when it asks about none of them."""
        if not _parts(text):
            return None
        found = self.kept(text, self.rank(text))
        if found is None and (whole := _with_antecedent(text)):
            found = self.kept(whole, self.rank(whole))
        return found

    def kept(self, text: str, ranked: Sequence[tuple[Topic, float]]) -> str | None:
        """The first of the ranked topics when it is near enough to be what the text asks about."""
        if not _parts(text):
            return None
        threshold, sure, lead = (
            (WORDS_THRESHOLD, WORDS_SURE, WORDS_LEAD) if self._vectors is None else (THRESHOLD, SURE, LEAD)
        )
        # « C'est bien cela ? » after a restatement asks about nothing.
        if not any(asks(part) or _ASKS.search(fold(part)) for part in _parts(text)):
            threshold += UNASKED
        if not ranked or ranked[0][1] < threshold:
            return None
        (topic, best), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
        return topic.id if best >= sure or best - second >= lead else None

    def rank(self, text: str) -> list[tuple[Topic, float]]:
        """Topics by nearness, best first; each sentence of the text is tried alone."""
        if not len(self._owner):
            return []
        parts = _parts(text)
        words = np.zeros(len(self._topics), dtype=np.float32)
        for part in parts:
            rows, values = self._vector(_features(part))
            near = np.zeros(len(self._owner), dtype=np.float32)
            for row, value in zip(rows, values, strict=True):
                holders, weights = self._by_feature[row]
                near[holders] += value * weights
            np.maximum.at(words, self._owner, near * self._weight)
        folded = fold(text)
        named = np.array([bool(p and p.search(folded)) for p in self._keywords], dtype=np.float32)
        written = self._written() if parts else None
        if written is None or self._vectors is None:
            total = words + WORDS_KEYWORD * named
        else:
            nearest, three = self._nearest(written, self._vectors.of_turn(parts))
            total = WORDS * words + MEANING * nearest + MEANINGS * three + KEYWORD * named
        order = np.argsort(-total, kind="stable")
        return [(self._topics[i], float(total[i])) for i in order]

    def _nearest(self, written: Array, said: Array) -> tuple[Array, Array]:
        """For each topic, its nearest question and the mean of its three nearest, over the sentences said."""
        count = len(self._topics)
        nearest = np.full(count, -1.0, dtype=np.float32)
        three = np.full(count, -1.0, dtype=np.float32)
        for vector in said:
            scores = (written @ vector) * self._weight
            order = np.lexsort((-scores, self._owner))
            owners = self._owner[order]
            first = np.searchsorted(owners, np.arange(count))
            top = np.stack([scores[order[np.minimum(first + k, len(order) - 1)]] for k in range(3)])
            nearest = np.maximum(nearest, top[0])
            three = np.maximum(three, top.mean(axis=0))
        return nearest, three

    def _written(self) -> Array | None:
        with self._lock:
            if self._meanings is None and self._vectors is not None:
                try:
                    self._meanings = self._vectors.of(self._texts)
                except MissingPart:
                    self._vectors = None  # words alone still do
            return self._meanings

    def _holders(self, bags: Sequence[Counter[str]]) -> list[tuple[NDArray[np.int32], Array]]:
        """For each feature, the questions that hold it and its weight there: a turn reads only its own features."""
        columns = np.array([self._columns[name] for bag in bags for name in bag], dtype=np.intp)
        counts = np.array([n for bag in bags for n in bag.values()], dtype=np.float32)
        documents = np.repeat(np.arange(len(bags), dtype=np.int32), [len(bag) for bag in bags])
        values = (1 + np.log(counts)) * self._idf[columns]
        norms = np.sqrt(np.bincount(documents, weights=values**2, minlength=len(bags)))
        values = (values / norms[documents]).astype(np.float32)
        order = np.argsort(columns, kind="stable")
        ends = np.searchsorted(columns[order], np.arange(1, len(self._columns)))
        return list(zip(np.split(documents[order], ends), np.split(values[order], ends), strict=True))

    def _vector(self, bag: Counter[str]) -> tuple[NDArray[np.intp], Array]:
        """Rows of the known features and their weights, the whole of length one."""
        known = [(self._columns[n], c) for n, c in bag.items() if n in self._columns]
        rows = np.array([column for column, _ in known], dtype=np.intp)
        values = (1 + np.log(np.array([c for _, c in known], dtype=np.float32))) * self._idf[rows]
        # Words nobody wrote still lengthen the question: a long talk about something else is not near.
        unknown = sum(1.5 for n in bag if n not in self._columns and n.startswith("w:"))
        norm = np.sqrt(np.dot(values, values) + unknown)
        return rows, (values / norm if norm else values).astype(np.float32)


class TopicBook:
    """The matchers of all the scenarios; each lends its ways of asking to the others."""

    def __init__(self, scenarios: Iterable[Scenario], vectors: QuestionVectors | None = None) -> None:
        self._lent = lent_questions(scenarios)
        self._vectors = vectors
        self._matchers: dict[tuple[str, int], TopicMatcher] = {}
        self._lock = threading.Lock()

    def matcher(self, scenario: Scenario) -> TopicMatcher:
        """The matcher of that scenario, built once."""
        key = scenario.id, scenario.version
        if (built := self._matchers.get(key)) is not None:
            return built
        with self._lock:
            if key not in self._matchers:
                self._matchers[key] = TopicMatcher(scenario, self._lent, self._vectors)
            return self._matchers[key]

    def warm(self, scenario: Scenario) -> None:
        """Prepare that scenario in the background, so that the first turn does not wait."""
        built = self._matchers.get((scenario.id, scenario.version))
        if built is None or not built.ready:
            threading.Thread(target=lambda: self.matcher(scenario).warm(), daemon=True).start()


def shared_id(topic_id: str) -> str:
    """The id under which a topic is known in every scenario."""
    return _SAME.get(topic_id, topic_id)


def lent_questions(scenarios: Iterable[Scenario]) -> dict[str, tuple[str, ...]]:
    """Ways of asking by shared id, without those that name, quote or count something of one scenario."""
    lent: dict[str, dict[str, None]] = defaultdict(dict)
    for scenario in scenarios:
        for topic in scenario.topics:
            lent[shared_id(topic.id)] |= {q: None for q in topic.questions if not _OWN.search(q)}
    return {topic: tuple(questions) for topic, questions in lent.items()}


def _pattern(keywords: Sequence[str]) -> re.Pattern[str] | None:
    if not keywords:
        return None
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(_keyword, map(fold, keywords)))})")


def _keyword(folded: str) -> str:
    ending = r"(?:e?s|e|x)?(?![a-z0-9])" if _SHORT_KEYWORD.search(folded) else ""
    return re.escape(folded) + ending


def follows_up(text: str) -> bool:
    """True when the turn ends on a question about the answer just given ("pourquoi ?", "c'est-à-dire ?")."""
    sentences = _sentences(text)
    return bool(sentences) and bool(_FOLLOWS.match(fold(sentences[-1])))


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?…])\s+|\n+", text[:4000]) if s.strip()]


def _parts(text: str) -> list[str]:
    """Sentences worth matching, those that ask before the others."""
    sentences = _worth(text)
    asking = [s for s in sentences if "?" in s]
    return [_plain(s) for s in (asking or sentences)[-3:]]


def _worth(text: str) -> list[str]:
    """Sentences about something of their own; one that leans on the last answer is left to it."""
    said = _ASIDE.sub(" ", _GREETING.sub("", text))
    folded = [(s, fold(s)) for s in _sentences(said)]
    return [
        s
        for s, plain in folded
        if not (_EMPTY_TURN.match(plain) or _COURTESY.search(plain) or _FOLLOWS.match(plain))
    ]


def _with_antecedent(text: str) -> str | None:
    """The last question with the sentence before it, when a pronoun of the one points to the other.

    « J'ai vu votre cahier. Comment l'avez-vous construit ? »
    """
    sentences = _worth(text)
    if len(sentences) < 2 or "?" not in sentences[-1] or "?" in sentences[-2]:
        return None
    if not _POINTS_BACK.search(fold(sentences[-1])):
        return None
    return f"{sentences[-2].rstrip(' .!…')}, {sentences[-1][:1].lower()}{sentences[-1][1:]}"


def _plain(text: str) -> str:
    """The question without its tag ("… non ?")."""
    return _TAG.sub(" ?", text)


@lru_cache(maxsize=4096)
def _features(text: str) -> Counter[str]:
    """Read-only. Questions that scenarios lend one another are read once, and their features are held once."""
    words = [w for w in _WORD.findall(fold(text)) if w not in _EMPTY]
    bag = Counter(intern(f"w:{_stem(word)}") for word in words)
    bag.update(intern(f"b:{a} {b}") for a, b in pairwise(words))
    for word in words:
        padded = f"<{word}>"
        bag.update(intern(f"c:{padded[i : i + 4]}") for i in range(max(1, len(padded) - 3)))
    return bag
