"""From the manager's words to what the director hears: acts, topic, dates, repetition, taking up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import snowballstemmer
from rapidfuzz import fuzz

from coach.dialogue import turn_signs
from coach.dialogue.claims import contradiction
from coach.dialogue.ports import Analyst, ClauseActs
from coach.dialogue.topics import TopicMatcher
from coach.domain.acts import Act
from coach.domain.announcements import as_announced, sentence
from coach.domain.clause_acts import ClauseActs as Labelled
from coach.domain.play import Heard
from coach.domain.scenarios import Scenario, fold, secret_in
from coach.domain.sure_acts import sure

MAX_CHARS = 8000
"""Longest part of a turn that is read; nobody says more in one breath (about eight minutes)."""

SPEECH_WORDS_PER_SECOND = 2.5
_WORD = re.compile(r"[a-z0-9]+")
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_DATE = re.compile(
    rf"(?<![a-z0-9])(?:le )?(?:(?:{_DAYS}) )?\d{{1,2}}(?:er)? (?:{_MONTHS})(?: \d{{4}})?"
    rf"|(?<![a-z])(?:{_DAYS})(?: (?:prochain|dernier))?(?![a-z])"
    r"|(?<!\d)\d{1,2}/\d{1,2}(?:/\d{2,4})?(?!\d)"
)
_NUMBER_WORD = (
    "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|"
    "quarante|cinquante|soixante|cent"
)
_UNITS = (
    "retards?|minutes?|min|appels?|fois|points?|%|pour cent|secondes?|heures?|jours?|semaines?|pauses?|"
    "clients?|dossiers?|mails?|euros?|absences?|connexions?|reclamations?"
)
_FIGURE = re.compile(rf"(?<![a-z0-9])(?:\d+(?:[,.]\d+)?|{_NUMBER_WORD}) ?(?:{_UNITS})(?![a-z])")
_WHEN = re.compile(
    rf"{_DATE.pattern}|(?<![a-z])(?:demain|d'ici|avant (?:le|la|vendredi|lundi)|des (?:lundi|demain|aujourd)|"
    r"la semaine prochaine|dans (?:\d+|une|deux|trois|quinze|huit) (?:jours?|semaines?|mois)|"
    r"fin du mois|ce soir)"
)
_CLOSING = re.compile(
    r"(?<![a-z])(?:on s'arrete la|bonne (?:fin de )?(?:journee|soiree|reprise)|fin de l'entretien|"
    r"(?:a|on se voit) (?:lundi|mardi|mercredi|jeudi|vendredi|bientot|tout a l'heure)[ .!]*$|"
    r"l'entretien est (?:fini|termine|clos)|c'est (?:tout )?pour aujourd'hui|au revoir|"
    r"(?:tu peux|vous pouvez) (?:retourner|y aller|reprendre|disposer)|"
    r"je (?:te|vous) laisse (?:retourner|reprendre|y aller)|on en a fini|j'en ai fini|c'etait un plaisir)"
)
_STOP = frozenset(
    """alors apres aussi autre avant avec avoir beaucoup bien c'est cela cette chez comme comment dans donc
    elle encore entre etait etes etre faire fait faut ici jamais juste leur mais meme moins mon notre
    nous parce pas pendant peut peux plus pour pourquoi quand quelle quelque quoi rien sans sera ses
    sont sous suis sur tous tout toute tres trop une vais veut veux vers voila vois votre vous vraiment
    est que qui les des aux ces ils son ton""".split()
)
_ASKING = frozenset({Act.QUESTION_OUVERTE, Act.QUESTION_FERMEE, Act.RECHERCHE_CAUSE, Act.AUTO_EVALUATION})
#: Acts that a quotation may serve.
_QUOTING = frozenset({Act.FAIT, Act.REGLE, Act.VALORISATION})
_stem = lru_cache(maxsize=20_000)(snowballstemmer.stemmer("french").stemWord)


class Hearing:
    """Reads the manager's turns of one scenario."""

    def __init__(self, analyst: Analyst, scenario: Scenario, topics: TopicMatcher | None = None) -> None:
        self._analyst = analyst
        self._scenario = scenario
        self._topics = topics or TopicMatcher(scenario)

    def hear(
        self, text: str, earlier: Sequence[str], answers: Sequence[str], seconds: float | None = None
    ) -> Heard:
        """Read one turn.

        Args:
            text: what the manager said.
            earlier: the manager's earlier turns, oldest first.
            answers: the advisor's earlier turns, oldest first.
            seconds: measured time of the exchange; estimated from the words when not given.
        """
        read = text[:MAX_CHARS]
        folded = fold(read)
        words = len(_WORD.findall(folded))
        if not words:
            return Heard(silent=True, seconds=seconds if seconds is not None else 8.0)
        clauses, acts = self._read(read)
        focus = tuple(a for a in turn_signs.point(read, clauses) if a in acts) or acts
        quotes = _quotes(read, clauses)
        return Heard(
            acts=acts,
            words=words,
            quotes=quotes,
            pledge=Act.ENGAGEMENT in quotes
            and turn_signs.binds_manager(quotes[Act.ENGAGEMENT])
            and "?" not in read,
            topic=None if turn_signs.checks(read) else self._topics.match(read),
            idea=self._idea(folded),
            takes_up=bool(stems(read) & stems(" ".join(answers[-2:])) - stems(self._scenario.title)),
            similarity=_similarity(folded, earlier),
            question=turn_signs.asks(read) or bool(_ASKING & set(focus)),
            closing=bool(_CLOSING.search(folded)),
            dated=bool(_WHEN.search(folded)),
            measured=bool(_FIGURE.search(folded)) or "zero" in folded,
            seconds=seconds if seconds is not None else words / SPEECH_WORDS_PER_SECOND + 6.0,
            focus=focus,
            recited=turn_signs.recites(read, acts, self._scenario),
            apology=turn_signs.apologises(read),
            discreet=turn_signs.promises_discretion(read),
            indiscreet=turn_signs.breaks_discretion(read),
            guesses=tuple(f.id for f in self._scenario.facts if secret_in(read, f.secret)),
            contradicts=contradiction(read, earlier, self._scenario) is not None,
            thanks=turn_signs.thanks(read),
            asks_pledge=turn_signs.asks_pledge(read),
            intelligible=turn_signs.in_french(read),
            checks=turn_signs.checks(read),
        )

    def _read(self, text: str) -> tuple[Sequence[ClauseActs], tuple[Act, ...]]:
        """Clauses and acts of the turn; words that it quotes are not held against the manager."""
        own = turn_signs.unquoted(text)
        clauses: list[ClauseActs] = [_without_doubt(clause) for clause in self._analyst.clauses(own)]
        if self._scenario.exercise == "periode_essai":
            clauses = [_announced(clause, own) for clause in clauses]
        found = {act for clause in clauses for act in clause.acts}
        if own != text:
            found |= _QUOTING & set(self._analyst.acts(text)) | {Act.FAIT}
        found = turn_signs.softened(own, found, self._scenario.persona.name.split()[0])
        return clauses, tuple(act for act in Act if act in found)

    def _idea(self, folded: str) -> str | None:
        for idea in self._scenario.agreement.ideas:
            if any(fold(word) in folded for word in idea.keywords):
                return idea.id
        return None


def _without_doubt(clause: ClauseActs) -> ClauseActs:
    """The clause without the acts that its own words deny."""
    kept = sure(clause.acts, fold(clause.text))
    return Labelled(clause.start, clause.end, clause.text, tuple(act for act in Act if act in kept))


def _announced(clause: ClauseActs, text: str) -> ClauseActs:
    """The clause as heard where the end of a trial is to be announced."""
    acts = as_announced(clause.acts, fold(sentence(text, clause.start, clause.end)))
    return Labelled(clause.start, clause.end, clause.text, acts)


def _quotes(text: str, clauses: Sequence[ClauseActs]) -> dict[Act, str]:
    """For each act, the verbatim piece that carries it."""
    quotes: dict[Act, str] = {}
    for clause in clauses:
        for act in clause.acts:
            quotes.setdefault(act, text[clause.start : clause.end].strip())
    return quotes


def slots(text: str) -> dict[str, str]:
    """What a line may take up from the manager's words: the last date and the last figure, as said."""
    found: dict[str, str] = {}
    folded = fold(text)
    if len(folded) != len(text):  # folding changed offsets (ligatures): take up the folded words
        text = folded
    for name, pattern in (("date", _DATE), ("chiffre", _FIGURE)):
        matches = list(pattern.finditer(folded))
        if matches:
            said = text[matches[-1].start() : matches[-1].end()].strip()
            found[name] = re.sub(r"^[lL]e ", "", said)
    return found


@lru_cache(maxsize=512)
def stems(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning (four letters and more, no tool word)."""
    words = [w for w in _WORD.findall(fold(text)) if len(w) > 3 and w not in _STOP]
    return frozenset(_stem(w) for w in words)


def _similarity(folded: str, earlier: Sequence[str]) -> float:
    return max(
        (fuzz.token_sort_ratio(folded, fold(e[:MAX_CHARS])) / 100 for e in earlier[-12:] if e), default=0.0
    )
