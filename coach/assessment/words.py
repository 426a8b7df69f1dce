"""French words as evidence finders read them: folded text, stems, dates, figures, quotations.

Everything keeps offsets: a folded text is as long as the text it comes from, so that a match can be quoted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import snowballstemmer

from coach.domain.words import fold_same_length

#: Every reading here is quoted from the text: places must hold.
fold = fold_same_length

_WORD: Final = re.compile(r"[a-z0-9]+")

DAYS: Final = r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
MONTHS: Final = r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_UNITS: Final = (
    "zero deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingts? trente quarante "
    "cinquante soixante cents? mille"
).split()
NUMBER: Final = (
    rf"(?:\d+(?:[.,]\d+)?|(?:{'|'.join(_UNITS)})(?:[ -](?:et[ -])?(?:une?\b|{'|'.join(_UNITS)}))*)"
)
CLOCK: Final = (
    rf"(?:\b\d{{1,2}} ?(?:h\b|h\d|heures?\b)(?: ?\d{{2}})?|\b\d{{1,2}}:\d{{2}}|\b{NUMBER} heures?\b|\bmidi\b)"
)
_MOMENT_UNIT: Final = r"(?:min\b|mn\b|minutes?\b|secondes?\b|sec\b|s\b|')"
DURATION: Final = rf"\b{NUMBER} ?{_MOMENT_UNIT}(?: ?(?:et )?{NUMBER}(?: ?(?:sec|secondes?|s)\b)?)?"

#: A day that can be put in a calendar.
DAY: Final = re.compile(
    rf"\b(?:{DAYS})\b|\b(?:\d{{1,2}}|1er|premier) (?:{MONTHS})\b|\b\d{{1,2}}/\d{{1,2}}\b|\bhier\b|\bavant-hier\b"
    rf"|\ble (?:1er|premier|\d{{1,2}}|{NUMBER})(?= a\b| au\b|,|\.| et\b|$| matin| soir)|\bce matin\b|\bcet apres-midi\b"
    r"|\bla semaine (?:du|de|\d|derniere|passee)|\ble mois dernier\b|\b(?:au|en|mois de) (?:"
    + MONTHS
    + r")\b"
)
#: A count of things that is neither a time nor a date.
COUNT: Final = re.compile(
    rf"\b(?>{NUMBER})\b(?! ?(?:h\b|heures?|min|mn|minutes?|secondes?|sec\b|:|jours?\b|semaines?\b|ans?\b|mois\b))"
    r"(?! (?:" + MONTHS + r")\b)"
)
FUTURE_DAY: Final = re.compile(
    rf"\bdemain\b|\bapres-demain\b|\bd'ici\b|\bd ici\b|\ba partir d[eu']|\ba compter d[eu']"
    rf"|\bdes (?:aujourd|demain|ce|le|la|cet|{DAYS})"
    rf"|\bce soir\b|\bcet apres-midi\b|\baujourd.?hui\b|\b(?:la semaine|le mois|l'appel) prochaine?\b"
    rf"|\bavant (?:le|la|{DAYS}|midi|noel)\b|\bfin (?:du|de|de la) (?:mois|semaine|journee|{MONTHS})|\bfin de mois\b"
    rf"|\bdans (?:\d+|une|deux|trois|quinze|huit|dix) (?:jours?|semaines?|mois)\b|\bsous (?:\d+|huit|quinze|deux) jours"
    rf"|\b(?:{DAYS})\b|\b(?:\d{{1,2}}|1er|premier) (?:{MONTHS})\b|\bpendant (?:{NUMBER}|une|un) (?:jours?|semaines?|mois)\b"
    rf"|\ble (?:1er|{NUMBER})\b(?! ?(?:%|pour cent))|\bcette semaine\b|\bsemaine prochaine\b|\bpour le \d"
    rf"|\bjusqu'(?:a|au) (?:{DAYS}|fin|noel|la fin)|\b(?:chaque|tous les) (?:{DAYS}|jours?|matins?|soirs?|semaines?)\b"
)
CLOCK_RE: Final = re.compile(CLOCK)
#: A place in a sample: minute of a call, line or time of a message.
MOMENT: Final = re.compile(
    rf"\b(?:a|de|des|vers|entre|jusqu'a|la|,)? ?\d{{1,2}} ?(?:min|mn|minutes?|m|')(?: ?\d{{1,2}})?\b"
    rf"|\b\d{{1,2}}:\d{{2}}\b|\bligne \d+|\b(?:la )?(?:premiere|deuxieme|troisieme|quatrieme|cinquieme|sixieme) ligne"
    rf"|\b(?:{NUMBER}|une) minutes?(?: (?:et )?{NUMBER})?|\ba {NUMBER} secondes?\b|\bà? ?{CLOCK}"
)
QUOTED: Final = re.compile(r"«[^»]{2,240}»|“[^”]{2,240}”|\"[^\"]{2,240}\"")

STOP: Final = frozenset(
    """alors apres aussi autre avant avec avoir beaucoup bien cela cette ceux chez comme comment dans donc elle elles
    encore entre etait etaient etes etre faire fait faut ici jamais juste leur leurs mais meme moins mon notre nous
    parce pas pendant peut peux plus pour pourquoi quand quelle quelque quelques quoi rien sans sera ses sont sous
    suis sur tous tout toute toutes tres trop une vais veut veux vers voila vois votre vous vraiment est que qui les
    des aux ces ils son ton bonjour merci accord oui non chose choses fois ouais enfin deja peu ainsi celle celui ceci
    dire dites dis dit avez avais avait aviez quel quels quelles voir sais cest toi moi lui""".split()
)


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning (four letters and more, and figures)."""
    words = (
        w for w in _WORD.findall(fold(text)) if (len(w) > 3 or any(c.isdigit() for c in w)) and w not in STOP
    )
    return frozenset(map(_stem, words))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    # One stemmer a call: the library's own keeps state and is not safe between threads.
    return str(snowballstemmer.stemmer("french").stemWord(word))


def count_words(text: str) -> int:
    """Words of a text."""
    return len(_WORD.findall(fold(text)))


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern from several, on word starts, for folded text."""
    return re.compile(r"\b(?:" + "|".join(patterns) + ")")
