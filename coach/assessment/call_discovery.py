"""Need and listening of a call: questions on the need, restatements, what is taken in."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.call_opening import FIELDS, GIVES_DATA
from coach.assessment.call_reading import Call
from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause, Said, says_yes
from coach.assessment.words import any_of, count_words, stems

_QUESTION_WORD: Final = any_of(
    r"quand\b",
    r"quel(?:le)?s?\b",
    r"comment\b",
    r"pourquoi\b",
    r"combien\b",
    r"depuis (?:quand|combien)",
    r"qu'est[- ]ce",
    # Folded, « où » and « ou » are one word: only the place asked counts.
    r"(?:d'|par |c'est )?ou (?:est|sont|se|en (?:est|etes|sont)|avez|habit|allez|voulez|l'avez|ca|cela|vous)|c'est ou\b|ou\s*\?",
    r"dites-moi",
    r"racontez",
    r"expliquez",
    r"decrivez",
    r"que (?:se|s'est|voyez|recherchez|souhaitez|voulez|cherchez|faites|vous (?:a|ont|avait|disait))",
    r"a quel",
    r"pour quel",
    r"qui\b",
    r"precisez",
)

_NOT_DISCOVERY: Final = any_of(
    r"convien(?:t|drait)",
    r"(?:en quoi|comment|que) puis-je",
    r"puis-je (?:vous aider|faire autre|avoir|mettre)",
    r"(?:est-ce que )?je peux (?:faire|vous aider|vous mettre|autre)",
    r"c'est (?:bien )?(?:cela|ca|exact|clair|bon|correct)",
    r"(?:une )?autre (?:question|chose|demande)",
    r"d'autres questions",
    r"(?:est-ce que |cela |ca )?(?:repond|vous convient|vous va|vous irait|est plus clair|vous interesse|vous rassure)",
    r"pouvez[- ]vous (?:rester|patienter)|vous (?:pouvez|voulez bien) (?:rester|patienter)",
    r"ne quittez",
    r"il reste (?:une|des) question",
    r"d'accord\s*\?",
    r"ca ira",
    r"(?:on|nous) (?:est|sommes) d'accord",
    r"vous (?:me|m') ?(?:suivez|entendez|recevez)",
    r"(?:est-ce|c'est) (?:plus|assez|bien) (?:clair|bon)",
    r"j'ai bien (?:note|compris)",
    r"avant votre depart",
    r"avez-vous besoin d'autre",
    r"(?:souhaitez|voulez|preferez|desirez)-vous (?:que je|autre|qu'on|recevoir|la|le|un|une)",
    r"faut lire",
    r"(?:etes[- ]vous|vous etes|vous en etes) (?:bien )?(?:sure?|certaine?)",
    r"vous (?:comprenez|voyez)\b",
    r"(?:ca|cela) vous (?:interesse|dirait|tente)",
    r"(?:seriez|etes)[- ]vous interesse",
    r"n'est-ce pas|hein\b",
    r"vous (?:avez|aviez) (?:bien |pas )?lu\b",
    r"je (?:vous|le|la) (?:mets|reserve|fais|envoie|valide|inscris|prends)\b",
    r"(?:on|nous) (?:fait|part|valide|y va)\b",
)

#: A question on the need may name the contract or the town without asking who is calling.
_ABOUT_NEED: Final = any_of(
    r"quand\b",
    r"comment\b(?! (?:vous appelez|s'ecrit))",
    r"pourquoi\b",
    r"combien\b",
    r"depuis\b",
    r"qu'est[- ]ce qu",
    r"racontez",
    r"expliquez",
    r"pour (?:quel|faire|qui)",
    r"(?:quel|a quel) (?:usage|moment|besoin|endroit|projet|type|genre|budget|message|symptome|voyant)",
    r"avez-vous|vous avez (?:deja|essaye|recu|change|fait|vu)",
)


def find(call: Call, found: Findings) -> None:
    """A3 and A4."""
    _discovery(call, found)
    _listening(call, found)


def _discovery(call: Call, found: Findings) -> None:
    useful: list[Clause] = []
    opened: list[Clause] = []
    turns: set[int] = set()
    answering = next(
        (i for i, s in enumerate(call.interview.lead) if any(c.turn == s.index for c in call.answers())), 0
    )
    horizon = max(3, round(0.65 * len(call.interview.lead)), answering)
    opened_by_client = bool(call.interview.lead) and bool(call.interview.preceding(call.interview.lead[0]))
    for said in call.interview.lead[0 if opened_by_client else 1 : horizon]:
        if call.contempt(said):
            continue
        for clause in call.questions(said):
            asks_field = any(p.search(clause.folded) for _, p in FIELDS) and not _ABOUT_NEED.search(
                clause.folded
            )
            long_speech = count_words(clause.text) > 15 and not re.search(r"[?,.]", clause.text)
            if asks_field or (_NOT_DISCOVERY.search(clause.folded) and not long_speech):
                continue
            if GIVES_DATA.search(clause.folded) or clause.check or _PUT_BACK.search(clause.folded):
                continue
            if _FORM.search(clause.folded) or (
                "s'il vous plait" in clause.folded and _QUESTION_WORD.search(clause.folded) is None
            ):
                continue
            asks = clause.folded.count("?") + len(
                re.findall(
                    r",? et (?:(?:avec|pour|de|dans|sur|chez|par|en|a) )?(?:quel(?:le)?s?|qui|quoi|qu'est|quand|comment|combien|depuis|est[- ]|vous|ou)\b",
                    clause.folded,
                )
            )
            if _settles_restatement(call, said, clause):
                continue
            useful += [clause] * max(1, asks)
            turns.add(said.index)
            if _QUESTION_WORD.search(clause.folded):
                opened.append(clause)
    if useful:
        found.add("question_decouverte", *dict.fromkeys(useful))
    late = bool(useful) and call.answered_before(useful[0].turn)
    if len(useful) >= 2 or (opened and count_words(opened[0].text) >= 6 and not late):
        found.add("questions_utiles", *dict.fromkeys(useful))
    wide = [c for c in opened if _WIDE.search(c.folded)]
    if (len(turns) >= 2 and wide) or (len(useful) >= 3 and opened):
        found.add("plusieurs_ouvertes", *dict.fromkeys(opened))


#: A question that lets the customer tell, not only a day or a number.
_WIDE: Final = any_of(
    r"qu'est[- ]ce",
    r"comment\b",
    r"pourquoi\b",
    r"dites-moi|dites-m'en|racontez|expliquez|decrivez|parlez-moi|precisez",
    r"que (?:se|s'est|voyez|recherchez|souhaitez|voulez|cherchez|faites|pensez|dit|vous (?:a|ont|avait|disait))",
    r"(?:a |de |pour |sur |avec |par |dans )?quel(?:le)?s? (?!jour|date|heure|numero|annee|mois|adresse|nom|age|somme|montant|annee)",
    r"(?:a|de|en|sur|pour) quoi\b",
    r"(?:il|elle|ca|cela|vous|on) [^?]{0,20}\bquoi\b",
)


def _settles_restatement(call: Call, said: Said, clause: Clause) -> bool:
    """A few words that ask whether what was just said again is right: « Je n'oublie rien ? »"""
    at = said.clauses.index(clause)
    return (
        at > 0
        and count_words(clause.text) <= _SETTLES_IN
        and _WIDE.search(clause.folded) is None
        and "?" not in said.clauses[at - 1].text
        and _says_again(call, said, at - 1)
    )


_SETTLES_IN: Final = 5
"""Words of a question that only asks to confirm."""


def _says_again(call: Call, said: Said, at: int) -> bool:
    """The clause is made of what the customer told, before anything is answered: no formula is needed.

    « Vous deviez partir à quatre samedi et vous restez auprès d'elle. »
    """
    clause = said.clauses[at]
    if "?" in clause.text or _OWN_OFFER.search(clause.folded) or call.refusal(clause) or call.recap(clause):
        return False
    words = stems(clause.text)
    shared = words & stems(call.interview.other_before(said, 6))
    if len(shared) < _TAKEN_WORDS:
        return False
    listed = len(shared) >= 0.6 * len(words)
    told = _OF_THEM.search(clause.folded) is not None and len(shared) >= 0.4 * len(words)
    return (listed or told) and not any(
        c in call.answers() and c not in call.restated for c in said.clauses[:at]
    )


_TAKEN_WORDS: Final = 3
"""Words of the customer's from which a sentence says again what was told."""


#: A restatement put as a question asks nothing new; a bare field of a form asks who is calling.
_PUT_BACK: Final = re.compile(r"^\W*(?:donc|alors),? (?:vous (?!avez (?:deja|essaye))|c'est|si|la|le)[^?]*\?")
_FORM: Final = re.compile(
    r"^\W*(?:et )?(?:(?:votre|vos|le|la) )?(?:date de naissance|adresse|prenom|nom|code postal|telephone|portable|e?-?mail|courriel|numero[^?]{0,20})\W*\?"
)

_ACKNOWLEDGES: Final = any_of(
    r"d'accord",
    r"je (?:comprends|vois|note)(?! (?:la|le|les|votre|vos|un|une|dans)\b)",
    r"tres bien",
    r"j'entends",
    r"entendu",
    r"(?<!-)ok\b",
    r"oui,? (?:je|bien)",
    r"effectivement",
    r"parfait",
    r"ah oui",
)


def _taken_in(said: Said, at: int) -> bool:
    """The clause opens on a sign of having heard, or comes right after one: « Entendu : la pluie vous a pris… »."""
    here = said.clauses[at]
    if "?" in here.text or at > 1:
        return False
    heard = _HEARD.search(here.folded) is not None
    return heard or (
        at == 1
        and count_words(said.clauses[0].text) <= 4
        and _HEARD.search(said.clauses[0].folded) is not None
    )


_HEARD: Final = re.compile(
    r"^\W*(?:(?:ah|oh|bon|ok|oui),? )*(?:entendu|compris|je vois|d'accord|ok|tres bien|bien note|je note|ah oui)\b"
)


def _listening(call: Call, found: Findings) -> None:
    interview = call.interview
    for said in interview.lead[1:]:
        before = interview.other_before(said, 6)
        if call.contempt(said) or not before:
            continue
        for i, clause in enumerate(said.clauses):
            checked = any(c.check for c in said.clauses[i : i + 2])
            said_again = re.search(
                r"^\W*(?:(?:d'accord|ok|tres bien|merci|bien|alors|bon|entendu|compris|parfait|je vois),? )*(?:donc|si (?:je|j'ai|j')|je (?:reprends|recapitule ce que)\b|je (?:note|vois|comprends),? (?:que|donc|vous)|j'ai (?:bien )?note|vous (?:me dites|cherchez|m'expliquez|aimeriez|n'avez|etes donc|souhaitez|voulez|avez (?:donc|perdu|recu))|autrement dit|en resume|je resume|je reformule|ce que vous)\b",
                clause.folded,
            )
            shared = stems(clause.text) & stems(before)
            own = _OWN_OFFER.search(clause.folded) is not None
            tells_them = _OF_THEM.search(clause.folded) is not None
            opens = said_again is not None and not own
            least = 1 if (opens or (checked and tells_them)) else 2
            restated = (
                said_again is not None
                or (len(shared) >= 3 and (checked or _taken_in(said, i)))
                or (len(shared) >= 2 and _taken_in(said, i) and ":" in said.text)
                or (checked and tells_them and not call.answered_before(said.index))
                or _lists_theirs(clause, shared)
                or _says_again(call, said, i)
            )
            long_enough = count_words(clause.text) >= 6 or _lists_theirs(clause, shared)
            if restated and len(shared) >= least and long_enough and not call.recap(clause):
                found.add("reformulation", clause)
                rest = said.clauses[i:]
                asked = any(
                    c.check
                    or re.search(
                        r"c'est (?:bien )?(?:cela|ca|exact)|est-ce (?:bien )?(?:cela|exact)|je ne me trompe pas|j'ai bien compris",
                        c.folded,
                    )
                    for c in rest
                )
                asked = asked or re.search(r"\bsi (?:je|j')", clause.folded) is not None
                asked = asked or any(_asks_to_confirm(c) for c in rest[:3])
                if asked and says_yes(interview.reply_text(said)):
                    found.add("reformulation_confirmee", rest[-1], *interview.reply(said)[:1])
        ack = said.matches(_ACKNOWLEDGES)
        if ack is not None:
            found.add("accuse_reception", ack)
        if not found.has("reformulation") and said.clauses:
            near = interview.preceding(said)
            text = " ".join(t.text for t in near)
            turned_down = call.refusal(said.clauses[0]) or _COUNTERS.search(said.folded) is not None
            if len(stems(said.text) & stems(text)) >= 2 and not turned_down:
                found.add("suit_les_points", said.clauses[0])


def _asks_to_confirm(clause: Clause) -> bool:
    """« J'ai bien saisi ? », « je n'oublie rien ? », « vous confirmez ? » : short, and about what was said again."""
    return (
        "?" in clause.text
        and count_words(clause.text) <= _SETTLES_IN
        and _WIDE.search(clause.folded) is None
        and re.search(r"\b(?:autre|aider|convient|va|interesse|d'accord)\b", clause.folded) is None
    )


#: The agent's own step, not what the customer said.
_OWN_OFFER: Final = re.compile(
    r"\bje (?:vous|l'|le|la|les|m'|peux|vais|bascule|note|envoie)|\b(?:on|nous) (?:vous|va|allons|peut|pouvons|fait)\b|\bvous (?:pouvez|pourrez|aurez|recevrez|devez|n'avez qu'a)\b"
)
#: The clause tells of the customer's situation.
_OF_THEM: Final = re.compile(r"\b(?:vous|votre|vos|chez vous)\b")
_COUNTERS: Final = re.compile(r"^\W*(?:ah )?(?:non|meme|mais non|pas du tout|impossible)\b")


def _lists_theirs(clause: Clause, shared: frozenset[str]) -> bool:
    """Nearly all the words are the customer's, set side by side: « Quatre jours, une valise, une poussette. »"""
    words = stems(clause.text)
    listed = "," in clause.text or " et " in clause.folded
    return "?" not in clause.text and listed and len(shared) >= 3 and len(shared) >= 0.7 * len(words)
