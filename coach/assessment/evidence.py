"""What evidence finders share: a builder of findings that refuses a quote it cannot find again, and reply readings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from coach.assessment.interview import Clause, Interview, Said, says_no, says_yes
from coach.assessment.words import any_of, count_words, fold, stems
from coach.domain.acts import Act
from coach.domain.grids import Evidence, Finding, Presence
from coach.domain.transcripts import Turn, find_quote

MAX_QUOTE: Final = 260
"""Characters of a shown quote; a longer clause is cut at a word."""

DEVELOPED: Final = 5
"""Words from which an answer tells something."""


class Findings:
    """Collects what is seen, indicator by indicator; the strongest presence wins, quotes add up."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = turns
        self._presence: dict[str, Presence] = {}
        self._evidence: dict[str, list[Evidence]] = {}

    def add(self, indicator: str, *where: Clause | Said | None, partial: bool = False) -> bool:
        """Note that an indicator is seen in these words; tells whether one of them could be quoted."""
        quotes = [quote for item in where if item is not None if (quote := self._quote(item)) is not None]
        if not quotes:
            return False
        presence = Presence.PARTIAL if partial else Presence.PRESENT
        if self._presence.get(indicator) is not Presence.PRESENT:
            self._presence[indicator] = presence
        kept = self._evidence.setdefault(indicator, [])
        kept += [quote for quote in quotes if quote not in kept]
        return True

    def drop(self, indicator: str) -> None:
        """Forget an indicator that what follows cancels."""
        self._presence.pop(indicator, None)
        self._evidence.pop(indicator, None)

    def seen(self, indicator: str) -> bool:
        """Whether it is there at all."""
        return indicator in self._presence

    def has(self, indicator: str) -> bool:
        """Whether it is fully there."""
        return self._presence.get(indicator) is Presence.PRESENT

    def result(self) -> tuple[Finding, ...]:
        """All the findings."""
        return tuple(Finding(name, p, tuple(self._evidence[name])) for name, p in self._presence.items())

    def _quote(self, item: Clause | Said) -> Evidence | None:
        index = item.turn if isinstance(item, Clause) else item.index
        found = find_quote(_short(item.text.strip()), self._turns, prefer=index)
        return Evidence(index, found.text) if found is not None and found.turn == index else None


def _short(text: str) -> str:
    if len(text) <= MAX_QUOTE:
        return text
    return text[:MAX_QUOTE].rsplit(" ", 1)[0]


_APPROVES: Final = re.compile(
    r"(?:^|\W)(?:bonne idee|tres bien|excellent|parfait|d'accord|ok|banco|ca marche|on (?:garde|part|fait|retient|note|y va|essaie|teste|prend)|je (?:prends|note|garde|retiens|valide|te suis|vous suis|la trouve|le trouve)|c'est (?:mieux|bien|une bonne|tres juste|jouable|malin|une piste|faisable|possible|plus simple|note|parti|clair)|ca me (?:va|plait|parait)|les deux|pourquoi pas|allons-y|oui|entendu|super|j'achete|vendu|adopte|ca tient|se tiennent|alors (?:on|ce sera|c'est)|volontiers|je trouve ca|j'aime bien)\b"
)
_REFUSES: Final = re.compile(
    r"^\W*(?:non\b|pas question|impossible|hors de question|on verra|c'est pas possible|oui mais non|laisse[z]?-moi rire|n'importe quoi|ca ne (?:marchera|va) pas|je prefere (?:ma|qu'on)|une [a-z]+,? a (?:ton|votre) age|mais non|ce n'est pas (?:possible|le sujet))"
)
_ORDERS: Final = any_of(
    r"(?:tu|vous) (?:vas|allez) (?:me |)",
    r"il faut que (?:tu|vous)",
    r"(?:tu|vous) (?:dois|devez)",
    r"a partir de (?:demain|maintenant)",
    r"desormais",
    r"je veux que",
    r"je (?:te|vous) demande de",
    r"debrouille",
    r"(?:tu|vous) (?:fais|faites|mets|mettez|arretes|arretez|appelles|appelez|rappelles)",
)


def approves(said: Said) -> bool:
    """The leader takes what was just offered."""
    head = said.folded.strip()[:160]
    return _APPROVES.search(head) is not None and _REFUSES.search(head) is None


def refuses(said: Said) -> bool:
    """The leader refuses it."""
    return _REFUSES.search(said.folded.strip()) is not None


def orders(clause: Clause) -> bool:
    """The clause gives an order."""
    return _ORDERS.search(clause.folded) is not None and not clause.question


def developed(text: str, least: int = DEVELOPED) -> bool:
    """The answer tells something."""
    return count_words(text) >= least and not (says_no(text) and count_words(text) < 2 * least)


def shares_words(one: str, other: str, least: int = 1) -> bool:
    """At least that many meaningful stems in common."""
    return len(stems(one) & stems(other)) >= least


def first_match(said: Iterable[Said], pattern: re.Pattern[str]) -> Clause | None:
    """First clause of these turns, recital aside, in which the pattern is found."""
    return next((c for turn in said if (c := turn.matches(pattern)) is not None), None)


def matching(said: Iterable[Said], pattern: re.Pattern[str]) -> tuple[Clause, ...]:
    """All those clauses."""
    return tuple(c for t in said for c in t.clauses if not c.recited and pattern.search(c.folded))


def acting(said: Iterable[Said], *acts: Act) -> tuple[Clause, ...]:
    """Clauses of these turns that carry one of the acts, recital aside."""
    return tuple(c for t in said for c in t.clauses if not c.recited and c.has(*acts))


_DIFFICULTY: Final = any_of(
    r"dur\b|dure\b",
    r"difficile",
    r"(?:pas|rien de) (?:facile|simple|evident|confortable|agreable)",
    r"penible",
    r"ca (?:te |vous )?(?:touche|pese|affecte|fait peur)",
    r"lourd",
    r"peur\b",
    r"(?:c'est|ce soit|etre|tu sois|vous soyez|semble|parait|c'etait|a l'air)[^.?!]{0,12}(?:normal|legitime|humain|comprehensible|violent|fatigu\w*|stress\w*|use|usant|agac\w*|rageant|frustrant|deroutant|decourageant|rude|sain)",
    r"(?:sacree|une) course",
    r"courage",
    r"(?:je|on) (?:sens|vois|entends|devine|mesure|imagine|comprends|concois)\b[^.?!]{0,60}",
    r"(?:ca|cela|ce) (?:doit|devait|a du|n'a pas du|ne doit pas)[^.?!]{0,30}",
    r"inqui[ea]",
    r"(?:la|une|ta|votre) (?:colere|fatigue|peur|pression|frustration|deception|crainte|charge|inquietude|tension)",
    r"(?:usant|epuisant|fatigant|violent|rageant|frustrant|agacant|blessant|vexant)",
    r"desole",
    r"(?:merci|content[e]?) de (?:me )?(?:le |l')?(?:dire|avoir dit|confier|avoir confie|ta franchise|votre franchise|ta confiance)",
    r"a ta place[^.?!]{0,30}(?:aussi|pareil)",
    r"on se sent",
    r"pris entre",
    r"avoir ose",
    r"je me mets a (?:ta|votre) place",
    r"ca (?:se comprend|arrive)",
    r"encaiss",
)
_BARE: Final = re.compile(
    r"^\W*(?:(?:oui|bon|d'accord|ok|ah|enfin bref|non mais|bien sur),? ?)*(?:je (?:te |vous )?(?:comprends|entends|vois|sais)|j'entends|j'ai compris|je vois(?: bien)?)(?:,? (?:bien|tres bien|vraiment|tout a fait|ca|cela|parfaitement))*\W*$"
)
_PATIENCE: Final = re.compile(r"(?:prends|prenez) (?:ton|votre) temps|comme (?:tu|vous) (?:veux|voulez)")
_CANCELS: Final = re.compile(
    r"^\W*(?:mais|cela dit|ceci dit|seulement|sauf que|n'empeche|apres,|il faut|faut|tu n'es pas l[ae] seule?|reste que|bon,? mais)\b"
)


def receives_difficulty(clause: Clause) -> bool:
    """A feeling or a difficulty is really received."""
    if (
        clause.dismissive
        or _BARE.search(clause.folded)
        or (_PATIENCE.search(clause.folded) and not clause.folded.count(","))
    ):
        return False
    if clause.has(Act.MINIMISATION, Act.JUGEMENT, Act.MENACE, Act.DISCRIMINATION) or (
        clause.question and not clause.has(Act.EMPATHIE)
    ):
        return False
    if " mais " in clause.folded or _CANCELS.search(clause.folded):
        return False
    if clause.has(Act.EMPATHIE):
        return _CHEER.search(clause.folded) is None or _DIFFICULTY.search(clause.folded) is not None
    return _PLAIN_EMPATHY.search(clause.folded) is not None


#: Comfort that receives nothing.
_CHEER: Final = any_of(
    r"ca va (?:aller|le faire|passer)",
    r"t'inquiete",
    r"comme (?:tu|vous) (?:veux|voulez)",
    r"j'adore",
    r"je t'adore",
    r"(?:tu es|vous etes) (?:quelqu'un|genial|super)",
    r"allez\b",
    r"d'accord pour",
    r"merci\b",
    r"bon courage",
)
#: Reception of a difficulty that its words alone make sure.
_PLAIN_EMPATHY: Final = any_of(
    r"(?:j'imagine|je devine|je me doute|je mesure|je concois|je veux bien croire)\b[^.?!]{0,30}(?:drole|marrant|facile|simple|evident|dur|difficile|lourd|penible|usant|fatigant|agreable|confortable|rassurant)",
    r"(?:ca|il) (?:demande|faut|fallait) (?:du|un certain|un sacre) courage|(?:ce n'est|c'est) pas rien\b",
    r"^\W*(?:ce n'est |c'est |ca n'est )?(?:pas|jamais|rien de) (?:marrant|drole|agreable|gai|de tout repos|confortable|rassurant|reposant)",
    r"^\W*(?:ce n'(?:est|etait) )?pas (?:facile|simple|evident)\b",
    r"ca (?:doit|devait|n'a pas du|a du) [^.?!]{0,16}(?:dur|difficile|lourd|fatigant|penible|usant|facile|simple|rude|course)",
    r"je (?:comprends|vois|sens|imagine) (?:que|bien que)[^.?!]{0,40}(?:peur|dur|difficile|violent|touche|fatigu|stress|lourd|pes|inquiet|embet|genant|tendu)",
    r"(?:ce n'est|c'est) (?:pas )?(?:confortable|normal|legitime|humain|dur|difficile|penible|lourd|usant|courageux)\b",
)


def empty_comprehension(clause: Clause) -> bool:
    """A bare « je comprends », or one cancelled at once."""
    return (
        _BARE.search(clause.folded) is not None
        or re.search(r"\bje (?:te |vous )?comprends\b(?! (?:pas|mieux|que|donc|bien que))", clause.folded)
        is not None
        or (clause.has(Act.EMPATHIE) and (clause.dismissive or " mais " in clause.folded))
    )


def cancelled(said: Said, clause: Clause) -> bool:
    """What follows in the turn takes back the comprehension just shown."""
    after = [c for c in said.clauses if c.start > clause.start][:1]
    return any(_CANCELS.search(c.folded) or c.dismissive for c in after)


_RESTATES: Final = re.compile(
    r"^\W*(?:(?:ok|d'accord|bon|oui|alors|ah|hum|tres bien|bien),? )*(?:donc|si (?:je|j')|(?:tu|vous) (?:me )?(?:dis|dites)|en (?:fait|somme|clair|resume|gros|bref)|autrement dit|c'est-a-dire que|je (?:resume|comprends (?:que|donc)|retiens|reformule)|j'entends (?:que|donc)|ce que (?:j'entends|je comprends|tu me dis|vous me dites|tu dis|vous dites)|pour (?:toi|vous),|du coup|finalement|le (?:vrai )?(?:probleme|noeud|souci)|alors,? (?:si|en fait|c'est|tu|vous))\b|(?:si (?:je|j')[^.]{0,12}(?:compren|sui[st]|entend|resum|reformul))|(?:tu|vous) me (?:dis|dites) (?:donc )?que"
)


def restates(interview: Interview, said: Said) -> Clause | None:
    """The clause that says again, with content, what the other just said."""
    before = " ".join(t.text for t in interview.preceding(said))
    earlier = interview.other_before(said, 3)
    if not before.strip():
        return None
    for clause in said.clauses:
        shaped = _RESTATES.search(clause.folded) is not None
        if (
            clause.recited
            or clause.dismissive
            or clause.quoted
            or (clause.has(Act.JUGEMENT, Act.CONCLUSION) and not shaped)
        ):
            continue
        if (
            clause.question
            and not clause.check
            and "c'est" not in clause.folded
            and not clause.has(Act.REFORMULATION)
        ):
            continue
        if _mirrors(said, clause, before):
            return clause
        heard = clause.has(Act.REFORMULATION)
        own = _OWN_PROPOSAL.search(clause.folded) is not None
        asked = any(c.check for c in said.clauses if c.start > clause.start) or _short_question(said, clause)
        if own or not (shaped or heard or asked) or count_words(clause.text) < 5:
            continue
        if shaped and says_yes(interview.reply_text(said)) and _akin(said.text, before):
            return clause
        if shaped and _OPENS_RESTATING.search(clause.folded) and _owns_up(interview, said, before):
            return clause
        turn_rest = " ".join(c.text for c in said.clauses if c.start >= clause.start)
        if shares_words(turn_rest, earlier, 1 if (heard and shaped) or asked else 2):
            return clause
    return None


#: What is to be done, or a reserve: the other's words are not held out as heard.
_TO_COME: Final = re.compile(r"\b(?:tu|vous) [a-z']{0,4} ?[a-z]{2,}(?:ras|rez)\b| mais ")


def _mirrors(said: Said, clause: Clause, before: str) -> bool:
    """The turn opens on « tu… » and the other's own words, without a formula: « Tu te perds dans les étapes… »"""
    if clause not in said.clauses[:2] or clause.question or orders(clause) or _TO_COME.search(clause.folded):
        return False
    if clause.has(
        Act.FAIT, Act.REGLE, Act.ENGAGEMENT, Act.PROPOSITION, Act.VALORISATION, Act.IMPACT, Act.MINIMISATION
    ):
        return False
    words = stems(clause.text)
    shared = words & stems(before)
    return (
        re.search(r"^\W*(?:(?:ok|d'accord|oui|bon|ah),? )?(?:tu|vous|t'|pour toi|pour vous)\b", clause.folded)
        is not None
        and count_words(clause.text) >= 5
        and len(shared) >= 2
        and len(shared) >= 0.4 * len(words)
    )


#: The two openings that announce the other's thought in one's own words.
_OPENS_RESTATING: Final = re.compile(
    r"^\W*(?:(?:ok|d'accord|bon|alors|ah),? )*(?:donc,? (?:c'est|ce n'est|tu|vous|pour toi|quand|si)|si je (?:comprends|te suis|vous suis|resume|t'entends|vous entends)|autrement dit|en somme)\b"
)


def _owns_up(interview: Interview, said: Said, before: str) -> bool:
    """The other told something, heard it put in other words, and says plainly that it is so."""
    reply = interview.reply(said)
    return (
        developed(before)
        and bool(reply)
        and re.search(
            r"^\W*(?:oui|voila|exactement|c'est (?:exactement |tout a fait |bien )?(?:ca|cela|vrai)|tout a fait)\b(?!,? (?:mais|enfin|non))",
            reply[0].folded,
        )
        is not None
    )


def _akin(one: str, other: str) -> bool:
    """A word of the same family in both: « je ferme », « la fermeture »."""
    return any(a == b or (len(a) >= 5 and a[:5] == b[:5]) for a in stems(one) for b in _families(other))


def _families(text: str) -> frozenset[str]:
    return stems(text) | {w for w in re.findall(r"[a-z]{5,}", fold(text))}


_OWN_PROPOSAL: Final = any_of(
    r"je (?:te |vous )?propose",
    r"a partir d[eu']",
    r"tu (?:vas|peux) (?:me )?",
    r"on se revoit",
    r"on (?:garde|retient|note|fait)\b",
    r"d'ici (?:vendredi|lundi|mardi|mercredi|jeudi|la fin|le|fin)",
    r"il faut que",
    r"moi je dirais",
    r"des demain",
    r"trois choses",
)


def _short_question(said: Said, clause: Clause) -> bool:
    """A few words that ask to confirm, whatever they are: « je suis dans le vrai ? »"""
    after = [c for c in said.clauses if c.start > clause.start][:1]
    return any(
        "?" in c.text and not c.open and count_words(c.text) <= 6 and _SETTLES.search(c.folded) is None
        for c in after
    )


_SETTLES: Final = any_of(
    r"(?:nous|on) (?:sommes|est) d'accord",
    r"(?:ca|cela) (?:te|vous)",
    r"(?:tu|vous) (?:signes|signez|veux|voulez)",
    r"ok",
    r"c'est bon",
    r"jouable|tenable",
    r"depuis",
    r"quand|combien|qui",
)


def checks(interview: Interview, said: Said, clause: Clause) -> bool:
    """The restatement is put to the other for confirmation."""
    later = [c for c in said.clauses if c.start >= clause.start]
    if clause.text.rstrip().endswith("?") and says_yes(interview.reply_text(said)):
        return True
    if any(c.check for c in later) or _short_question(said, clause):
        return True
    tail = said.folded.strip()[-40:]
    return (
        re.search(
            r"(?:c'est (?:bien )?(?:ca|cela)|c'est bien (?:ca|cela)|juste|on est d'accord|exact|je me trompe|c'est correct)\W*$",
            tail,
        )
        is not None
        and said.index == clause.turn
    )


def echoes(interview: Interview, said: Said) -> Clause | None:
    """A bit of the other's own words, said back without more."""
    before = " ".join(t.text for t in interview.preceding(said))
    wanted = stems(before)
    if not wanted or said.dismissive or said.does(Act.JUGEMENT, Act.MENACE, Act.MINIMISATION):
        return None
    for clause in said.clauses[:2]:
        if _GOES_ON.search(clause.folded):
            continue
        words = stems(clause.text)
        if _MOCKS.search(clause.folded) or _PUSHED_ASIDE.search(clause.folded):
            continue
        if (
            words
            and not clause.question
            and count_words(clause.text) <= 8
            and len(words & wanted) >= max(1, len(words) - 1)
            and not clause.dismissive
        ):
            return clause
    return None


#: The other's word thrown back twice and more: « le logiciel, le logiciel, toujours le logiciel ».
_MOCKS: Final = re.compile(r"\b([a-z]{4,})\b[^.?!]*\b\1\b[^.?!]*\b(?:toujours|encore|\1)\b")
_PUSHED_ASIDE: Final = re.compile(
    r"\bn(?:'est|e sont) pas (?:le sujet|la question|le probleme|mon affaire)\b"
)
_GOES_ON: Final = any_of(
    r"(?:tes|ton|ta|vos|votre) [a-z]+s? (?:aux?|de|des|du)\b",
    r"je (?:te |vous )?",
    r"faisons ca",
    r"on (?:fait|part)",
    r"parfait|tres bien",
)


def folded_reply(interview: Interview, said: Said) -> str:
    """The reply to a turn, folded."""
    return fold(interview.reply_text(said))
