"""The talk as evidence finders see it: who leads, who answers, clause by clause, with what came before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from coach.assessment import law_posture, law_private, law_protected, law_threats
from coach.assessment.grader_talk import ordinary
from coach.assessment.ports import ClauseAnalyst
from coach.assessment.words import any_of, count_words, fold, stems
from coach.domain.acts import Act
from coach.domain.sure_acts import sure
from coach.domain.transcripts import Turn

MAX_TURN_CHARACTERS: Final = 8_000
"""Nobody says more in one turn (some eight minutes); the rest of a pasted text is not read."""

_OPEN: Final = any_of(
    r"comment\b(?! (?:dire|ca\s*\?))",
    r"pourquoi\b",
    r"pk\b",
    r"qu'est[- ]ce qu",
    r"qu est[- ]ce qu",
    r"qu'as-tu\b",
    r"qu'avez-vous\b",
    r"que (?:s'est|se|penses|pensez|proposes|proposez|dirais|diriez|ferais|feriez|verrais|verriez|changerais|changeriez)",
    r"raconte[sz]?\b",
    r"explique[- ]?(?:z)?[- ]moi",
    r"expliquez\b",
    r"dis[- ]m'en",
    r"dites[- ]m'en",
    r"dis[- ]moi (?:ce|comment|tout|un peu|plus|pourquoi|d'ou|ou|en)",
    r"dites[- ]moi (?:ce|comment|tout|un peu|plus|pourquoi|d'ou|ou|en)",
    r"parle[- ]moi",
    r"parlez[- ]moi",
    r"decris",
    r"decrivez",
    r"aide[- ]moi a comprendre",
    r"aidez[- ]moi a comprendre",
    r"(?:tu peux|vous pouvez|peux-tu|pouvez-vous|tu veux bien|vous voulez bien) (?:m'expliquer|me (?:raconter|decrire|dire (?:ce|comment|pourquoi|d'ou|plus)|parler)|m'en dire|preciser|developper)",
    r"quels? (?:est|sont|ont|etait|serait)",
    r"quelles? (?:est|sont|ont|etait|serait|lecture|idee|piste|solution|difficulte)",
    r"d'ou (?:ca|cela|vient|il|elle|te|vous)",
    r"(?:te|vous) (?:vient|viennent) d'ou",
    r"a quoi\b",
    r"de quoi\b",
    r"en quoi\b",
    r"sur quoi\b",
    r"vers quoi",
    r"(?:ton|votre) (?:idee|avis|point de vue|regard|ressenti|version|lecture|sentiment|analyse|explication)",
    r"(?:a|de|selon) (?:ton|votre) (?:avis|point de vue)",
    r"selon (?:toi|vous)",
    r"(?<!qu')(?<!grace )(?<!sert )(?<!est )(?<!face )(?<!quant )a (?:toi|vous)\b(?! (?:aussi|seul|deux))",
    r"je t'ecoute",
    r"je vous ecoute",
    r"(?:tu|vous) en (?:penses|pensez|dis|dites) quoi",
    r"c'est-a-dire",
    r"c'est a dire",
    r"(?:tu fais|vous faites|tu ferais|vous feriez|tu t'y prends|tu verrais|vous verriez|tu vois|tu dirais) (?:comment|quoi)",
    r"elle dit quoi",
    r"il dit quoi",
    r"dans quel(?:le)?s? (?:cas|moment|situation|condition|contexte)",
    r"a quels? moments?",
    r"par quoi\b",
    r"par ou\b",
    r"que s'est[- ]il|qu'est[- ]il|qu'y a-t-il|que (?:fait|disait|dit|voulait|cherchait|voyais|voyez|voyait)[- ]",
    r"(?:tu|vous|ca|cela|il|elle|on) [^?.!,]{0,24}\b(?:quoi|comment|pourquoi)\s*\?",
    r"^\W*(?:et |mais |alors )?(?:\w+ ){1,3}(?:comment|pourquoi|c'est-a-dire|en quoi|de quoi|par rapport a quoi)\s*\??\s*$",
    r"tu me dis\b.{0,10}\bce qu",
    r"quoi (?:d'autre|encore)",
    r"et quand\b.{3,60}\?",
    r"(?:concretement|c'est quoi|seche|jargonne|comme quoi|par exemple|et alors|et toi|et vous|et apres)\b[^.?]{0,25}\?",
)
_ASKS: Final = any_of(
    r"est[- ]ce qu", r"combien\b", r"depuis quand", r"quand\b.{0,40}\?", r"ou\b.{0,20}\?", r"qui\b.{0,30}\?"
)
CHECK: Final = re.compile(
    r"(?:c'est (?:bien )?(?:ca|cela|exact|juste)|c'est bien (?:ca|cela)|est-ce (?:bien )?(?:ca|cela|exact|juste|que c'est ca)|j'ai (?:bien )?(?:compris|note|resume|tout)|(?:j'ai|je) (?:resume|bien resume)|ai-je bien compris|"
    r"(?<!au )\bjuste(?=\W*(?:\?|$)|,? (?:non|hein))|\bexact\b|on est d'accord|c'est (?:bien )?ce que (?:tu|vous)|je me trompe|c'est fidele|(?:tu|vous) (?:confirmes?|confirmez)|ca correspond(?! a (?:quo|que))|corrige[z]?-moi)[^.?!]{0,25}(?:\?|$)"
)
_METHOD: Final = any_of(
    r"(?:premiere|deuxieme|seconde|troisieme|quatrieme|cinquieme|sixieme|septieme|huitieme|neuvieme|dixieme|onzieme|douzieme|derniere) (?:etape|phase|partie)",
    r"(?:etape|phase) (?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|\d+)\b",
    r"(?:je|on|nous) (?:pose|posons|fixe) le cadre",
    r"(?:le )?cadre est pose",
    r"(?:je|on) (?:pratique|fais|utilise|applique) (?:l'|de l'|la |une |des |du )?(?:ecoute active|reformulation|questions? ouvertes?|empathie|auto-?evaluation|methode|debriefing|posture|assertivite|desc\b|feedback|co-?construction|valorisation)",
    r"ecoute active",
    r"questions? ouvertes?",
    r"questionnement ouvert",
    r"(?:plan d'actions?|objectifs?) (?:est )?smart",
    r"smart\b",
    r"methode (?:desc|smart|du|des)\b",
    r"desc\b",
    r"(?:faits?) (?:precis|dates|observables|mesurables)",
    r"analyse des causes",
    r"causes sont (?:identifiees|trouvees|partagees)",
    r"co-?construi",
    r"co-?construction",
    r"(?:je|on) (?:te |vous )?(?:valorise|reformule|m'appuie|recadre)\b(?! (?:ma|la) (?:question|phrase))",
    r"specifique,? mesurable",
    r"cinq pourquoi",
    r"auto-?evaluation ?:",
    r"tu t'auto-?evalues",
    r"vous vous auto-?evaluez",
    r"(?:debriefing|entretien) (?:d'ecoute,? etape|participatif|bienveillant|selon la methode)",
    r"il y a une regle et",
    r"l'impact ?: l'impact",
    r"je (?:te|vous) (?:rappelle|expose|enonce) (?:la regle|les faits|le cadre|l'ecart|des faits)(?: et|\.|,|$)",
    r"je nomme (?:l'ecart|la regle)",
    r"l'ecart a la grille(?:\.|$)",
    r"ce sont des faits",
    r"les faits sont la",
    r"avec le verbatim",
    r"(?:mise en pratique|reformulation|empathie|ecoute|valorisation|accueil|cadre),? (?:c'est |est )?fait",
    r"bienveillan(?:t|ce)\b.{0,20}(?:active|posture|methode)",
    r"axes? de progres",
    r"echange riche et constructif",
    r"l'ecoute,? la voix et l'empathie",
)
_DISMISS: Final = any_of(
    r"peu importe",
    r"(?:on|je) s'en (?:fiche|fout|moque)",
    r"c'est pas (?:le sujet|la question|mon probleme|une colo|grave du tout)",
    r"ce n'est pas (?:le sujet|la question|mon probleme)",
    r"(?:le|la|les|ton|ta|ce|cette) [a-z]+,? (?:ce )?n(?:e sont|'est) pas (?:le sujet|la question|mon probleme|le probleme)",
    r"enfin bref",
    r"bref\b",
    r"tout le monde (?:l'a|y arrive|le fait|est|a des)",
    r"les autres y arrivent",
    r"c'est comme ca",
    r"laisse tomber",
    r"(?:arrete|arretez) (?:de|avec|un peu)",
    r"mais non\b",
    r"non mais\b",
    r"je ne veux pas (?:le )?savoir",
    r"je veux pas le savoir",
    r"(?:pas|plus) d'excuses?",
    r"toujours (?:des|une) excuses?",
    r"laisse[z]?-moi (?:rire|finir|parler)",
    r"on ne va pas y passer",
    r"je (?:ne )?vais pas y passer",
    r"j'ai dit ce que",
    r"(?:ca|cela|les [a-z]+,? ca) viendra",
    r"ecoute[z]?-moi d'abord",
    r"moi (?:quand|a ton|a votre)\b",
    r"elle t'a remercie de",
    r"de toute facon",
    r"oui,? enfin\b",
    r"ca,? (?:je|on) (?:verra|s'en)",
    r"c'est bon,? j'ai",
    r"tu exageres",
    r"vous exagerez",
)
#: What makes an act of minimisation sure: the analyst alone is not.
_BELITTLES: Final = any_of(
    r"rien\b",
    r"tout le monde",
    r"exager",
    r"dramat",
    r"juste\b",
    r"(?:n'est|ne sont|c'est) que\b",
    r"pas si\b",
    r"pas de quoi",
    r"excuse",
    r"petite?s?\b",
    r"on a tous",
    r"meme pas",
    r"quand meme",
    r"mort\b",
    r"plain",
    r"ca va\b",
    r"mais\b",
    r"enfin\b",
    r"grand mot",
    r"dans ta tete|dans votre tete",
    r"montagne",
    r"et alors",
    r"c'est la vie",
    r"colo\b|club\b",
)
_CUT_OFF: Final = re.compile(r"(?:…|\.\.\.|[-–—])\s*$")
#: A whole answer that trails off: nobody was cut short.
_WHOLE: Final = re.compile(
    r"^\W*(?:(?:d'accord|oui|non|ok|bon|bof|ah|hmm|euh|bien|je sais pas|je ne sais pas|si vous le dites|si tu le dis|pas vraiment|peut-etre|voila|desolee?)\W*)*$"
)
_CUTS_IN: Final = re.compile(
    r"^\W*(?:attend(?:s|ez)|laisse[zs]?-moi|non mais|ecoute[zs]?(?:-moi)?\b|oui,? (?:enfin|mais|bon)\b|stop|arrete[zs]?\b|on n'a pas le temps|je sais\b|je n'ai pas fini|j'ai pas fini|oui,? oui|bref|c'est bon|peu importe|le [a-z]+,? tout le monde|je te coupe|je vous coupe|ta ta|ca suffit|alors|bon\b|non\b)"
)
_YES: Final = re.compile(
    r"^\W*(?:ben |bah |euh,? |ah |eh bien |bon,? )*(?:oui|ouais|ouai|exact(?:ement)?|parfaitement|evidemment|c'est cela meme|vous avez tout|tu as tout|clairement|totalement|completement|carrement|affirmatif|pile|tout juste|bien vu|en plein|en gros|un peu|je crois(?: que)? (?:oui|bien)|je pense que oui|effectivement|c'est (?:exactement |tout a fait |bien |un peu )?(?:ca|cela|juste|exact|vrai|bon|note|tenable|jouable|parfait|clair|d'accord|possible)|voila|juste|tout a fait|d'accord|ok|okay|entendu|parfait|super|tres bien|ca (?:marche|me va|me convient|roule|m'irait|m'aide)|volontiers|je m'y engage|je m'engage|bien sur|carrement|banco|avec plaisir|absolument|vendu|effectivement|promis|compte sur moi|comptez sur moi|tenable|jouable|top|merci,? oui|ca,? oui)\b"
)
_NO: Final = re.compile(
    r"^\W*(?:non|pas du tout|pas vraiment|je (?:ne )?(?:sais|vois) pas|rien|ca me regarde|j'en sais rien|aucune idee|bof|hmm|je veux pas|euh)\b"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of the leader's turn, verbatim, with what was read in it."""

    turn: int
    start: int
    text: str
    folded: str
    acts: frozenset[Act]
    recited: bool
    """It names a technique instead of doing it."""
    question: bool
    open: bool
    check: bool
    """A question that only asks whether a restatement is right."""
    dismissive: bool
    quoted: bool = False
    """It lies inside quotation marks: the call's words, or a line to say, not the manager's own."""

    def has(self, *acts: Act) -> bool:
        """Whether it carries one of these acts."""
        return not self.acts.isdisjoint(acts)


@dataclass(frozen=True, slots=True)
class Said:
    """One turn without what was said to the grader. `folded` is as long as `text`."""

    index: int
    lead: bool
    text: str
    folded: str
    clauses: tuple[Clause, ...] = ()
    start: float | None = None
    end: float | None = None

    @property
    def words(self) -> int:
        """Words of the turn."""
        return count_words(self.text)

    @property
    def stems(self) -> frozenset[str]:
        """Meaningful stems of the turn."""
        return stems(self.text)

    def does(self, *acts: Act) -> Clause | None:
        """First clause, recital aside, that carries one of these acts."""
        return next((c for c in self.clauses if not c.recited and c.has(*acts)), None)

    def matches(self, pattern: re.Pattern[str]) -> Clause | None:
        """First clause, recital aside, in which the pattern is found."""
        return next((c for c in self.clauses if not c.recited and pattern.search(c.folded)), None)

    @property
    def asks(self) -> tuple[Clause, ...]:
        """Real questions of the turn: no recital, no check of a restatement."""
        return tuple(c for c in self.clauses if c.question and not (c.recited or c.check or c.quoted))

    @property
    def asks_openly(self) -> tuple[Clause, ...]:
        """Questions that call for more than a word."""
        return tuple(c for c in self.asks if c.open)

    @property
    def dismissive(self) -> bool:
        """It brushes aside what the other said."""
        return any(c.dismissive for c in self.clauses)


@dataclass(frozen=True)
class Interview:
    """A whole talk. `turns` leaves out what only addressed the grader."""

    source: Sequence[Turn]
    turns: tuple[Said, ...]
    lead: tuple[Said, ...] = field(default=())

    @cached_property
    def _place(self) -> dict[int, int]:
        return {said.index: i for i, said in enumerate(self.turns)}

    @cached_property
    def _rank(self) -> dict[int, int]:
        return {said.index: i for i, said in enumerate(self.lead)}

    def rank(self, said: Said) -> int:
        """Number of the leader's turn, from 0."""
        return self._rank[said.index]

    def reply(self, said: Said) -> tuple[Said, ...]:
        """What the other says between this turn of the leader and the next."""
        found = []
        for turn in self.turns[self._place[said.index] + 1 :]:
            if turn.lead:
                break
            found.append(turn)
        return tuple(found)

    def reply_text(self, said: Said) -> str:
        """The reply in one text, empty when there is none."""
        return " ".join(t.text for t in self.reply(said))

    def following(self, said: Said) -> Said | None:
        """The leader's next turn."""
        rank = self.rank(said) + 1
        return self.lead[rank] if rank < len(self.lead) else None

    def preceding(self, said: Said) -> tuple[Said, ...]:
        """What the other said just before this turn of the leader."""
        found: list[Said] = []
        for turn in reversed(self.turns[: self._place[said.index]]):
            if turn.lead:
                break
            found.insert(0, turn)
        return tuple(found)

    def other_before(self, said: Said, depth: int = 3) -> str:
        """The other's last `depth` turns before this one, in one text."""
        earlier = [t.text for t in self.turns[: self._place[said.index]] if not t.lead]
        return " ".join(earlier[-depth:])

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """All the leader's clauses, recital aside."""
        return tuple(c for said in self.lead for c in said.clauses if not c.recited)

    def first(self, count: int) -> tuple[Said, ...]:
        """The leader's first turns."""
        return self.lead[:count]

    def last(self, count: int) -> tuple[Said, ...]:
        """The leader's last turns."""
        return self.lead[-count:] if count else ()

    @cached_property
    def others(self) -> tuple[Said, ...]:
        """Turns of the one who answers."""
        return tuple(t for t in self.turns if not t.lead)

    @cached_property
    def interruptions(self) -> tuple[Said, ...]:
        """Turns of the leader that cut the other short."""
        found = []
        for before, after in pairwise(self.turns):
            if before.lead or not after.lead:
                continue
            cut = _CUT_OFF.search(before.text) is not None and _WHOLE.search(before.folded) is None
            timed = before.end is not None and after.start is not None and after.start < before.end - 0.8
            if timed or (cut and _CUTS_IN.search(after.folded) is not None):
                found.append(after)
        return tuple(found)

    def exchanges(self) -> Iterator[tuple[Said, str, Said | None]]:
        """Each turn of the leader with the reply to it and what the leader says next."""
        for said in self.lead:
            yield said, self.reply_text(said), self.following(said)


def says_yes(text: str) -> bool:
    """The reply begins by agreeing."""
    return _YES.search(fold(text)) is not None


def says_no(text: str) -> bool:
    """The reply begins by refusing, or by not knowing."""
    return _NO.search(fold(text)) is not None


def read_interview(turns: Sequence[Turn], leads: Sequence[bool], analyst: ClauseAnalyst | None) -> Interview:
    """The talk, its leader's turns cut into labelled clauses.

    `leads[i]` says whether turn `i` is the leader's. Without an analyst (a call), clauses are sentences
    without acts.
    """
    read: list[Said] = []
    for index, (turn, leading) in enumerate(zip(turns, leads, strict=True)):
        text = turn.text[:MAX_TURN_CHARACTERS]
        spans = ordinary(text)
        if not spans:
            continue
        kept = _masked(text, spans)
        clauses = _clauses(index, text, spans, analyst) if leading else ()
        read.append(Said(index, leading, kept, fold(kept), clauses, turn.start, turn.end))
    return Interview(turns, tuple(read), tuple(t for t in read if t.lead))


def _masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The turn with blanks where it spoke to the grader: offsets still hold."""
    kept = [" "] * len(text)
    for start, end in spans:
        kept[start:end] = text[start:end]
    return "".join(kept)


#: A sentence; the dot of « M. Bordes » does not end it, nor the one of « 9.5 ».
_SENTENCE: Final = re.compile(r"(?:[^.!?…;\n]|(?<=\bM)\.|(?<=\bMM)\.|\.(?=\d))+[.!?…;]*")


def _clauses(
    index: int, text: str, spans: Sequence[tuple[int, int]], analyst: ClauseAnalyst | None
) -> tuple[Clause, ...]:
    found = []
    quotes = [match.span() for match in _QUOTED.finditer(text)]
    for start, end in spans:
        piece = text[start:end]
        if analyst is None:
            cut = [(m.start(), m.group(), frozenset[Act]()) for m in _SENTENCE.finditer(piece)]
        else:
            cut = [(c.start, c.text, frozenset(c.acts)) for c in analyst.clauses(piece)]
        found += [_clause(index, start + at, said, acts, quotes) for at, said, acts in cut if said.strip()]
    return tuple(found)


_QUOTED: Final = re.compile(r"«[^»]{2,400}»|“[^”]{2,400}”|\"[^\"]{2,400}\"")


def _clause(
    turn: int, start: int, text: str, acts: frozenset[Act], quotes: Sequence[tuple[int, int]]
) -> Clause:
    folded = fold(text)
    acts = _sure(sure(acts, folded), folded)
    check = CHECK.search(folded) is not None
    own = _QUOTED.sub(" ", text)
    only_quoted = "?" in text and "?" not in own
    if only_quoted:
        acts -= {Act.QUESTION_OUVERTE, Act.QUESTION_FERMEE}
    asked = "?" in own or bool(acts & {Act.QUESTION_OUVERTE, Act.QUESTION_FERMEE})
    invites = _OPEN.search(folded) is not None
    asked = asked or _ENDS_ASKING.search(folded) is not None
    is_open = (Act.QUESTION_OUVERTE in acts or invites) and (asked or _INVITES.search(folded) is not None)
    # « Commence par ta propre lecture » asks as openly as a question.
    invited = Act.AUTO_EVALUATION in acts and not acts & {Act.CADRAGE, Act.REGLE}
    is_open = is_open or (
        invited and re.search(r"\b(?:tu|toi|ton|ta|tes|vous|votre|vos)\b", folded) is not None
    )
    return Clause(
        turn=turn,
        start=start,
        text=text,
        folded=folded,
        acts=acts,
        recited=_METHOD.search(folded) is not None,
        question=asked or is_open or (_ASKS.search(folded) is not None and "?" in text),
        open=is_open and not check,
        check=check,
        dismissive=_DISMISS.search(folded) is not None
        or (Act.MINIMISATION in acts and _BELITTLES.search(folded) is not None),
        quoted=any(a <= start and start + len(text) <= b + 2 for a, b in quotes),
    )


_BENIGN: Final = frozenset(
    {Act.ACCUEIL, Act.EMPATHIE, Act.VALORISATION, Act.CADRAGE, Act.SUIVI, Act.CONCLUSION, Act.REFORMULATION}
)


def _sure(acts: frozenset[Act], folded: str) -> frozenset[Act]:
    """The acts, harmful ones kept only where words of their own field are there too.

    A harm heard by the analyst alone would spoil a whole interview on one doubtful clause.
    """
    kept = set(acts)
    labelled = law_posture.LABEL.search(folded) or law_posture.SEVERE.search(folded)
    if Act.JUGEMENT in kept and not labelled and (kept & _BENIGN or not law_posture.BLAMES.search(folded)):
        kept.discard(Act.JUGEMENT)
    threatened = law_threats.SANCTION.search(folded) or law_threats.THREAT.search(folded)
    if Act.MENACE in kept and not (threatened or law_threats.THREAT_FIELD.search(folded)):
        kept.discard(Act.MENACE)
    if Act.MINIMISATION in kept and not _BELITTLES.search(folded):
        kept.discard(Act.MINIMISATION)
    field = law_protected.PROTECTED_FIELD.search(folded) or law_protected.PROTECTED_WIDE.search(folded)
    if Act.DISCRIMINATION in kept and not field:
        kept.discard(Act.DISCRIMINATION)
    private = (
        law_private.PRIVATE_HEALTH.search(folded)
        or law_private.PRIVATE_LIFE.search(folded)
        or law_private.PRIVATE_RESULT.search(folded)
        or law_private.PRIVATE_WIDE.search(folded)
    )
    if Act.DIVULGATION in kept and not private:
        kept.discard(Act.DIVULGATION)
    return frozenset(kept)


#: Speech without punctuation asks by its last word: « il revenait comment », « tu fais quoi ».
_ENDS_ASKING: Final = re.compile(
    r"\b(?:tu|vous|il|elle|ca|on|c'est|ils|elles)\b[^.?!,]{0,30} (?:comment|quoi|pourquoi|quand|combien)\s*$"
    # A word of the other's handed back: « ramé c'est-à-dire », « long comment ».
    r"|^\W*(?:et |mais )?(?:\w+ ){1,3}(?:comment|c'est-a-dire|comme quoi)\s*$"
    # The question opens an unpunctuated sentence: « qu'est-ce qui t'aiderait ».
    r"|^\W*(?:(?:et|alors|bon|ok|d'accord|mais|donc|du coup) )*(?:qu'est[- ]ce qu|comment (?:tu|vous|ca|on|elle|il)\b|pourquoi (?:tu|vous|ca|on|elle|il)\b)"
)

#: Imperatives and bare openings that ask without a question mark.
_INVITES: Final = any_of(
    r"raconte[sz]?\b",
    r"explique[sz]?\b",
    r"dis[- ]m",
    r"dites[- ]m",
    r"parle[- ]moi",
    r"parlez[- ]moi",
    r"decri",
    r"aide[sz]?[- ]moi a",
    r"je t'ecoute",
    r"je vous ecoute",
    r"(?<!qu')(?<!grace )(?<!sert )(?<!est )(?<!face )(?<!quant )a (?:toi|vous)\b(?! (?:aussi|seul|deux))",
    r"qu'est[- ]ce qu",
    r"comment (?:tu|vous|ca|c'est|est|te|t')",
    r"pourquoi (?:tu|vous|est)",
)
