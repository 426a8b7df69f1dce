"""French text as search sees it: folded words, stems, sentences, slugs.

Everything that compares words goes through here, so that a question, a fiche and a page of law are
cut the same way.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE", "’": "'", "ʼ": "'", "‑": "-", "–": "-"}
)
_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)'", re.IGNORECASE)
_HOUR = re.compile(r"\b(\d{1,2}) ?(?:h|heures?)\b(?: ?(\d{2})\b)?", re.IGNORECASE)
_NUMBER_GAP = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")

# Words that say nothing about the subject. Folded. Question words are here on purpose: what a
# question asks for (a date, a duration) is read by `questions.py`, not by the index.
STOP_WORDS = frozenset(
    """
    a ai aie ainsi alors apres as au aucun aucune aussi autre autres aux avant avec avez avoir avons
    ayant beaucoup bien bonjour bonsoir c ca car ce ceci cela celle celles celui ces cet cette ceux chaque
    chez ci combien comme comment d dans de deja depuis des dois doit doivent donc dont du
    elle elles en encore entre es est et etait etant ete etes etre eu eux exactement faire fais fait
    faites faut fois font
    hein hello ici il ils j je juste l la le les leur leurs lorsque lui m ma mais me meme memes merci mes mettre
    moi moins mon n ne ni non nos notre nous on ont ou oui par parce parmi pas peu peut peuvent peux
    pendant plutot plus pour pourquoi pouvez pouvoir puis puisque qu quand que quel quelle quelles quelqu quels
    qui quoi s sa sans savoir se selon sera serait ses si sinon soit sommes son sont sous suis sur svp t ta
    tant te tel telle tes toi ton toujours tous tout toute toutes tres trop tu un une va vais
    veut veux voila voudrais vont vos votre vous vraiment y
    chose choses concernant concerne dire explique expliquer expliquez dis dites moi quelque quelques
    dit s'il plait stp euh heu ben bah donc alors voici
    the of to is are what how can for and or do does in on at with my i you it be there when
    """.split()
)


def fold(text: str) -> str:
    """Lower case, without accents, ligatures opened, typographic apostrophes and hyphens made plain."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def words(text: str) -> list[str]:
    """Folded words in order, elisions cut off, hours in one form (`20 h 30` → `20h30`)."""
    flat = fold(_NUMBER_GAP.sub("", text))
    flat = _HOUR.sub(lambda m: f"{int(m[1])}h{m[2] or ''}", flat)
    flat = _ELISION.sub(" ", flat)
    return [w.rstrip(".,") for w in _WORD.findall(flat)]


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("french")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """French Snowball stem of one folded word; figures and words of three letters stay as they are.

    The plural goes first: Snowball alone tells `conseiller` (conseil) from `conseillers` (conseiller).
    """
    if len(word) <= 3 or any(c.isdigit() for c in word):
        return word
    stemmed: str = _stemmer().stemWord(word[:-1] if word[-1] in "sx" else word)
    return stemmed


def content_words(text: str) -> list[str]:
    """Folded words without the empty ones, in order, repeats kept."""
    return [w for w in words(text) if w not in STOP_WORDS and (len(w) > 1 or w.isdigit())]


def stems(text: str) -> list[str]:
    """Stems of the content words, in order, repeats kept."""
    return [stem(w) for w in content_words(text)]


def slugify(text: str) -> str:
    """`Jours et heures autorisés` → `jours-et-heures-autorises`."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


_BOUNDARY = re.compile(r"(?<=[.!?…])[\"»”)]*\s+(?=[\"«“(]*[A-ZÀ-ÖØ-Þ0-9«])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:art|al|cf|ex|etc|env|max|min|p|pp|n|no|nos|M|MM|Mme|Dr|vs|resp|sq|C|conso|trav|civ|pén|éd|réf"
    r"|L|R|D|LO|Cass|soc|min|tél|av|bd|St|Ste)|n°|[A-Z])\.$",
)


def sentences(text: str) -> list[str]:
    """Sentences of a text, each an exact substring of it (stripped), list items apart.

    A full stop of an abbreviation (`art.`, `L. 223-1`, `C. conso.`) does not end a sentence.
    """
    out: list[str] = []
    start = 0
    for m in _BOUNDARY.finditer(text):
        piece = text[start : m.start()]
        if "\n" not in m.group() and _ABBREVIATION.search(piece):
            continue
        closing = text[m.start() : m.end()].rstrip()
        if piece.strip():
            out.append((piece + closing).strip())
        start = m.end()
    if text[start:].strip():
        out.append(text[start:].strip())
    return out
