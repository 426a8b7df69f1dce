"""A call as its finders read it: channel, questions, refusals, contempt, what was informed before what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.words import NUMBER, any_of, count_words, fold, stems
from coach.domain.measures import Measures, measure

_CONTEMPT: Final = any_of(
    r"j'avais devine",
    r"comme tout le monde",
    r"faut lire",
    r"bravo la securite",
    r"(?:demandez|voyez) (?:a|avec) votre (?:petit-fils|fils|mari|fille|petite-fille)",
    r"moi j'ai du monde",
    r"(?:c'est|meme) (?:pas|meme pas) un mot de passe",
    r"vous (?:ne )?(?:comprenez|ecoutez|savez|lisez) (?:rien|pas|jamais)",
    r"c'est pourtant (?:simple|clair|ecrit)",
    r"calmez-vous",
    r"(?:c'est|ce n'est) pas mon probleme",
    r"c'est pas ma faute",
    r"vous exagerez",
    r"(?:apprenez|essayez) (?:a |de )?(?:lire|ecouter|comprendre|reflechir)",
    r"je l'ai deja dit|je vous l'ai deja dit",
    r"n'importe quoi",
    r"vous etes (?:pas doue|nul|penible|de mauvaise foi|bete|idiot|lourd)",
    r"qu'est-ce que vous voulez que (?:j'y|ca|je)",
    r"(?:c'est|ca) (?:tant pis|dommage) pour vous",
    r"ma petite dame|mon petit monsieur|ma pauvre dame",
    r"et alors\s*\?",
    r"^\W*ouais\s*\?",
    r"debrouillez-vous",
    r"a votre age",
    r"je ne suis pas (?:devin|payee?)",
    r"faut (?:se )?(?:reveiller|suivre|reflechir)",
)
_REFUSAL: Final = any_of(
    r"on ne peut rien",
    r"c'est impossible",
    r"ce n'est pas possible",
    r"c'est pas possible",
    r"il n'y a rien a faire",
    r"je ne peux (?:pas|rien)",
    r"faut voir avec",
    r"il faut voir avec",
    r"il faudrait voir",
    r"je n'ai pas la main",
    r"ce n'est pas (?:prevu|de mon ressort|mon service)",
    r"on ne peut pas",
    r"je regrette",
)
_IMPOSES: Final = any_of(
    r"(?:je vous (?:inscris|abonne|mets|active|bascule|envoie)[^.]{0,30}(?:quand meme|d'office|de toute facon|malgre))",
    r"c'est (?:deja )?(?:fait|valide|active),? (?:de toute facon|que vous)",
    r"je (?:le|la) (?:valide|mets|lance) quand meme",
    r"on part la-dessus quand meme",
)
_RECAP: Final = re.compile(r"^\W*(?:je recapitule|(?:je|on) (?:se )?resume|pour recapituler|recapitul)")
_SCRIPTED: Final = any_of(
    r"satisfaction est notre priorite",
    r"nos equipes sont mobilisees",
    r"soyez assuree?",
    r"je (?:la |le )?prends (?:bien )?en compte",
    r"votre demande et je",
    r"vous remercie (?:de|pour) (?:votre confiance|cette information)",
    r"notre gamme",
    r"preoccupation\b",
    r"vous etre agreable",
    r"vous profitez de",
)


class Call:
    """The talk and its context, read once."""

    def __init__(self, interview: Interview, context: Mapping[str, Any]) -> None:
        self.interview = interview
        self.context = context
        self.measures: Measures = measure(interview.source)

    @cached_property
    def written(self) -> bool:
        """Chat, e-mail, message."""
        channel = fold(str(self.context.get("canal", self.context.get("channel", ""))))
        return re.search(r"chat|tchat|mail|courriel|messag|ecrit|sms|reseau|whatsapp", channel) is not None

    @cached_property
    def outbound(self) -> bool:
        """The centre calls."""
        around = fold(
            f"{self.context.get('canal', '')} {self.context.get('sens', '')} {self.context.get('type', '')}"
        )
        first = self.interview.lead[0].folded if self.interview.lead else ""
        return "sortant" in around or re.search(r"je vous (?:appelle|contacte)\b", first) is not None

    @cached_property
    def timed(self) -> bool:
        """Whether turns have times."""
        return any(t.start is not None for t in self.interview.source)

    @cached_property
    def sheet(self) -> str:
        """Text of the product sheet, empty without one."""
        value = self.context.get(
            "fiche_produit", self.context.get("fiche", self.context.get("product_sheet", ""))
        )
        return flatten(value)

    @cached_property
    def voice_server(self) -> str:
        """What the voice server announced."""
        said = " ".join(t.text for t in self.interview.source if t.speaker.startswith("serveur"))
        return fold(
            f"{flatten(self.context.get('serveur_vocal', ''))} {flatten(self.context.get('svi', ''))} {said}"
        )

    @cached_property
    def script(self) -> bool:
        """The agent recites: stock phrases in several turns."""
        return sum(_SCRIPTED.search(s.folded) is not None for s in self.interview.lead) >= 3

    @cached_property
    def scripted(self) -> tuple[Clause, ...]:
        """Stock phrases."""
        return tuple(c for c in self.interview.clauses if _SCRIPTED.search(c.folded))

    def contempt(self, said: Said) -> bool:
        """The agent despises or mocks the customer."""
        return _CONTEMPT.search(said.folded) is not None

    def contemptuous(self) -> tuple[Clause, ...]:
        """Clauses of contempt."""
        return tuple(c for c in self.interview.clauses if _CONTEMPT.search(c.folded))

    def refusal(self, clause: Clause) -> bool:
        """A flat refusal."""
        return _REFUSAL.search(clause.folded) is not None

    def recap(self, clause: Clause) -> bool:
        """The final sum-up, not a restatement of the need."""
        return _RECAP.search(clause.folded) is not None

    def imposes(self, clause: Clause) -> bool:
        """A next step forced on the customer, in so many words."""
        return _IMPOSES.search(clause.folded) is not None

    def questions(self, said: Said) -> tuple[Clause, ...]:
        """Questions of the agent; speech without punctuation asks by its words."""
        found = []
        for clause in said.clauses:
            if _INVITES.search(clause.folded) and not clause.check:
                found.append(clause)
            elif "?" in clause.text:
                if count_words(clause.text) >= 3 or _WH.search(clause.folded):
                    found.append(clause)
            elif "?" not in said.text and "." not in said.text and _ASKS_UNPUNCTUATED.search(clause.folded):
                found.append(clause)
        return tuple(found)

    def answered_before(self, turn: int) -> bool:
        """Whether the agent had begun to answer before that turn of the transcript."""
        return any(c.turn < turn for c in self.answers())

    def informed_before(self, rank: int) -> bool:
        """Whether the agent gave information before that turn."""
        return any(_INFORMS.search(s.folded) for s in self.interview.lead[1:rank])

    def ignored_first(self, head: Said) -> bool:
        """The greeting answers a customer who had already spoken."""
        return bool(self.interview.preceding(head))

    def answers(self) -> tuple[Clause, ...]:
        """Clauses in which the agent tells or offers something."""
        return self._answers

    def told_before(self, said: Said) -> bool:
        """Whether something was offered, answered or asked in return before that turn."""
        return any(c.turn < said.index for c in self._answers)

    @cached_property
    def _answers(self) -> tuple[Clause, ...]:
        sheet = stems(self.sheet)
        return tuple(
            c
            for s in self.interview.lead[1:]
            for c in s.clauses
            if "?" not in c.text
            and c not in self.restated
            and not _ACKNOWLEDGES_ONLY.search(c.folded)
            and not c.folded.strip().startswith(("je comprends", "j'entends"))
            and (
                (
                    count_words(c.text) >= 4
                    and (
                        _INFORMS.search(c.folded)
                        or _OFFERS.search(c.folded)
                        or len(stems(c.text) & sheet) >= 2
                    )
                )
                or _BARE_FIGURE.search(c.folded)
            )
        )

    @cached_property
    def restated(self) -> tuple[Clause, ...]:
        """What the agent says again of the customer's need."""
        found = []
        for said in self.interview.lead[1:]:
            before = stems(self.interview.other_before(said, 6))
            for i, clause in enumerate(said.clauses):
                checked = any(c.check for c in said.clauses[i : i + 2])
                opened = re.search(
                    r"^\W*(?:(?:d'accord|ok|tres bien|merci|bien|alors|bon),? )*(?:donc|si je|vous me dites|en resume)\b",
                    clause.folded,
                )
                if (checked or opened) and not self.recap(clause) and len(stems(clause.text) & before) >= 2:
                    found.append(clause)
        return tuple(found)

    def client_words(self) -> frozenset[str]:
        """Stems of all the customer said."""
        return stems(" ".join(t.text for t in self.interview.others))


#: Imperatives that ask as openly as a question.
_INVITES: Final = re.compile(
    r"\b(?:racontez|decrivez|expliquez|parlez)-(?:moi|nous)|\bdites(?:-m'en| m'en|-moi (?:ce|comment|plus|un peu|tout|quand|ou))|\bprecisez-moi|\bj'(?:ai|aurais) besoin de savoir\b|\bj'aimerais (?:savoir|comprendre)\b|\bje voudrais (?:savoir|comprendre)\b"
)
_WH: Final = re.compile(r"\b(?:quand|combien|comment|pourquoi|quel(?:le)?s?|lequel|laquelle|qui|ou)\b")
_ACKNOWLEDGES_ONLY: Final = re.compile(
    r"^\W*(?:d'accord|merci|je comprends|tres bien|bonjour|au revoir|entendu)[^.]{0,24}\W*$"
)
_BARE_FIGURE: Final = re.compile(
    rf"^\W*(?:sous |dans |en |environ |a peu pres |comptez )?(?:{NUMBER}|une?) (?:jours?|heures?|euros?|minutes?|semaines?|mois|ans?)(?: ouvres?)?(?: a peu pres| environ| maximum)?\W*$"
)
_ASKS_UNPUNCTUATED: Final = re.compile(
    r"\b(?:quand|combien|comment|pour ?quoi|quel(?:le)?s?|depuis quand|est[- ]ce qu|jusqu'a quand|vous avez (?:deja|change|recu|essaye|fait)|avez-vous|c'est pour|ou est|qu'est[- ]ce)\b"
)
_INFORMS: Final = re.compile(
    rf"\b(?:{NUMBER} ?(?:€|euros?|%|pour cent|jours?|heures?|minutes?|semaines?|mois|ans?|kilos?|cm)|une semaine|gratuit\w*|sans frais|est (?:couvert|possible|en stock|livre|inclus|garanti|prise? en charge|expire)|vous (?:pouvez|avez droit|etes couvert|serez|beneficiez|profitez|n'avancez|recevez|ne payez)|ca (?:coute|se fait)|il y a|il n'y a pas|le (?:statut|prelevement|duplicata|delai|retour|tarif|prix|contrat)|la (?:franchise|garantie|regularisation|livraison|fissure)|elle (?:passe|coute|reste)|on (?:ne )?peut|l'(?:assurance|offre|option|erreur|echange|enquete) [a-z]+|c'est (?:donc )?(?:un|une|le|la|votre) [a-z]+|vous etes (?:sous|couvert|assure)|(?:couvre|rembourse|comprend|inclut|permet|revient|vaut|s'applique|dure)\b|je (?:vois|vous envoie)\b|c'est (?:livre|impossible|la seule|le plus simple|celui))"
)
_OFFERS: Final = re.compile(
    r"\b(?:je vous (?:propose|conseille|reserve|envoie|recommande)|le mieux|le plus simple|vous (?:pouvez|n'avez qu'a|renvoyez)|on peut|il vous suffit|celui qu'il vous faut|nous pouvons|dans ce cas)\b"
)


def flatten(value: Any) -> str:
    """All the words of a context value."""
    if isinstance(value, Mapping):
        return " ; ".join(f"{str(k).replace('_', ' ')} : {flatten(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return " ; ".join(map(flatten, value))
    return "" if value is None else str(value)
