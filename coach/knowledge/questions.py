"""What a question asks, before any search: date, subject carried over, language, parts.

Pure text work. A question may name the day it is about ("en 2024", "avant le 11 août 2026"), lean on
the one before ("et le samedi ?"), hold two questions, or be in English.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, TypedDict

from coach.knowledge.words import content_words, fold, words


class Message(TypedDict):
    """An earlier message of a conversation."""

    role: Literal["user", "assistant", "system"]
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    Attributes:
        text: as asked, spaces tidied.
        search: what is searched: the text, with the subject of the earlier question if it leans on it.
        as_of: day the answer must hold on.
        dated: the question itself names that day or period.
        about_past: asks for what was, without a day ("avant, comment faisait-on ?").
        about_change: asks what changed, or since when.
        english: asked in English.
        follows_up: leans on an earlier question.
    """

    text: str
    search: str
    as_of: date
    dated: bool = False
    about_past: bool = False
    about_change: bool = False
    english: bool = False
    follows_up: bool = False


_MONTHS = {
    name: i + 1
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
    )
    for i, name in enumerate(names.split())
}
_MONTH = "|".join(_MONTHS)
_DAY_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:er)? ?(?:/|-|\.| )(?:(\d{{1,2}})(?:/|-|\.)|({_MONTH}) )(\d{{4}})\b"
    r"|\b(\d{4})-(\d{2})-(\d{2})\b"
)
_MONTH_DATE = re.compile(rf"\b({_MONTH}) (\d{{4}})\b")
_YEAR = re.compile(
    r"\b(?:en|in|annee|depuis|avant|apres|jusqu'en|jusqu'a|fin|debut|courant|before|after|since|de)"
    r" (?:l'annee )?(20[0-3]\d)\b(?![-/]\d)"
)
_BEFORE = re.compile(r"\b(?:avant|before|veille du)(?: l[ea]| l'| the| fin| debut)* ?$")
_AFTER = re.compile(r"\b(?:apres|after)(?: l[ea]| l'| the| fin)* ?$")
_TODAY = re.compile(
    r"\b(?:aujourd'?hui|actuellement|en ce moment|desormais|maintenant|today|now|currently)\b"
)
_PAST = re.compile(
    r"\bavant\b(?=[ ,?!.]*$|,| (?:la (?:loi|reforme)|on |c'etait|ca |il |les |cette|le (?:decret|changement)))"
    r"|\bancien(?:ne)?s? (?:regle|regime|loi|systeme|texte|version|millesime)"
    r"|\b(?:auparavant|autrefois|a l'epoque|c'etait|used to)\b"
    r"|\b(?:faisait|fallait|pouvait|etait|devait|avait)-?(?: ?(?:on|il|ce))\b"
)
_CHANGE = re.compile(
    r"\bqu'est[- ]ce qui (?:a )?chang|\bquoi de neuf\b|\ba(?:-t-(?:il|elle))? change|\bont change|\bdepuis quand\b"
    r"|\bnouve(?:au|aute|lle)s?\b|\bremplace|\bevolution\b|\bchangement|\bplus le droit\b"
    r"|\b(?:encore|toujours) (?:le droit|en vigueur|valable)"
    r"|\bdisparu|\bsupprim|\babrog|\bentre(?:e)? en vigueur|\bwhat(?:'s| has| is)? (?:new|changed)|\bsince when\b"
)
_ENGLISH = frozenset(
    """the is are what how when which who can we do does did should must may i you my our their to of for with in
    on at long time call calls employee customer manager interview hours allowed law rule rules without there been
    have has if not a an it be about during before after until""".split()
)
_FRENCH = frozenset(
    """le la les de des du un une et est a au aux que qui quoi quel quelle quels quelles je tu on nous vous il elle
    ce pour par avec sans dans sur mon ma mes son sa ses combien comment quand faut peut ai sont pas ne l d qu
    c""".split()
)
_OPENERS = r"(?:et|mais|ok|d'accord|oui|alors|donc|et puis|and|what about|how about) "
_BARE = (
    r"(?:pourquoi|depuis quand|jusqu'a quand|combien|ou ca|qui|quand|lequel|laquelle|lesquels|comment ca"
    r"|c'est-a-dire|a partir de quand|dans quel (?:article|texte)|quel (?:article|texte)|sinon|since when|why)"
)
_POINTERS = (
    r"(?:celui-ci|celle-ci|celui-la|celle-la|ce delai|cette regle|cette duree|ce cas|cette loi|cet article"
    r"|dans ce cas|la-dessus|pareil|la meme chose|meme regle)"
)
_LEANS = re.compile(rf"^{_OPENERS}|^{_BARE}\b[^a-z]*$|\b{_POINTERS}\b")
_ASKS = (
    r"(?:combien|comment|quel|quelle|quels|quelles|qui|quand|est-ce|qu'est|que|jusqu|a partir|à partir|où"
    r"|pourquoi|faut-il|peut-on|doit-on|puis-je|dois-je|how|what|when|which|can|is|do)"
)
_SPLIT = re.compile(
    rf"\?\s+(?=\S)|\s*;\s+|,?\s+(?:et aussi|ainsi que|et puis|and also)\s+|,?\s+(?:et|and)\s+(?={_ASKS}\b)",
    re.IGNORECASE,
)


def understand(
    text: str, *, on: date | None = None, today: date, history: Sequence[Message] = ()
) -> Question:
    """Reads a question. `on` is the day given beside it and wins over one named in it."""
    text = " ".join(text.split())
    flat = fold(text)
    named = None if on else date_named(text, today)
    question = Question(
        text=text,
        search=text,
        as_of=on or named or today,
        dated=named is not None and not _TODAY.search(flat),
        about_past=bool(_PAST.search(flat)),
        about_change=bool(_CHANGE.search(flat)),
        english=is_english(text),
    )
    if question.dated:
        # A bare year or month says when, not what: it must not count as a word of the subject.
        question = replace(question, search=_without_period(text))
    subject = _last_subject(history)
    if subject and leans(text):
        return replace(question, search=f"{subject} {question.search}", follows_up=True)
    return question


def parts(text: str) -> tuple[str, ...]:
    """The questions held in one, in order; the text itself when there is but one."""
    pieces = [p.strip(" ,;?") for p in _SPLIT.split(text)]
    pieces = [p for p in pieces if len(content_words(p)) >= 1]
    if len(pieces) < 2 or len(pieces) > 4:
        return (text,)
    return tuple(f"{p} ?" for p in pieces)


def leans(text: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    flat = fold(text).strip()
    own = content_words(text)
    return (bool(_LEANS.search(flat)) and len(own) <= 8) or (len(own) <= 2 and len(words(text)) <= 5)


def is_english(text: str) -> bool:
    """English rather than French, by the small words."""
    flat = words(text)
    english = sum(w in _ENGLISH and w not in _FRENCH for w in flat)
    french = sum(w in _FRENCH and w not in _ENGLISH for w in flat)
    return english >= 2 and english > french


def date_named(text: str, today: date) -> date | None:
    """Day a question is about, None when it names none.

    "avant le 11 août 2026" is the day before, "en 2024" the last day of that year (today if it is not
    over), "en mars 2023" the last of that month, "depuis le" the day itself.
    """
    flat = fold(text)
    for m in _DAY_DATE.finditer(flat):
        day = _date(m)
        if day is None:
            continue
        before = flat[: m.start()]
        if _BEFORE.search(before):
            return day - timedelta(days=1)
        return day + timedelta(days=1) if _AFTER.search(before) else day
    if _TODAY.search(flat):
        return today
    ym = _MONTH_DATE.search(flat)
    if ym:
        month, year = _MONTHS[ym[1]], int(ym[2])
        if _BEFORE.search(flat[: ym.start()]):
            return date(year, month, 1) - timedelta(days=1)
        last = date(year, month, calendar.monthrange(year, month)[1])
        return min(last, today) if (year, month) == (today.year, today.month) else last
    y = _YEAR.search(flat)
    if y:
        year = int(y[1])
        lead = flat[y.start() : y.start(1)]
        if lead.startswith(("avant", "before")):
            return date(year - 1, 12, 31)
        if lead.startswith("debut"):
            return date(year, 1, 31)
        return today if year == today.year else date(year, 12, 31)
    if re.search(r"\bl'an(?:nee)? (?:dernier|derniere|passe|passee)\b|\blast year\b", flat):
        return date(today.year - 1, 12, 31)
    return None


def _without_period(text: str) -> str:
    """The text without "en 2024" or "en mars 2023"; a full date stays, it may be what a rule is known by."""
    if _DAY_DATE.search(fold(text)):
        return text
    shorter = re.sub(r"\b(?:[Ee]n|[Ff]in|[Dd]ébut|[Ii]n) (?:\w+ )?20[0-3]\d\b ?,? ?", "", text).strip()
    return shorter or text


def _date(m: re.Match[str]) -> date | None:
    try:
        if m[5]:
            return date(int(m[5]), int(m[6]), int(m[7]))
        return date(int(m[4]), int(m[2]) if m[2] else _MONTHS[m[3]], int(m[1]))
    except ValueError:
        return None


def _last_subject(history: Sequence[Message]) -> str:
    """The latest earlier question that stands by itself, with what leaned on it since."""
    asked = [m["content"] for m in history if m["role"] == "user" and m["content"].strip()]
    subject: list[str] = []
    for text in reversed(asked):
        subject.insert(0, text)
        if not leans(text):
            break
    return " ".join(subject[:1] + subject[-1:]) if len(subject) > 1 else "".join(subject)
