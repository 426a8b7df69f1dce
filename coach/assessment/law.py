"""Law check of the manager's own words: each fault with its quote, the article, and what to say instead.

A safeguard must be precise: a phrase is flagged for its own words, or because the analyst hears the act *and*
the words of its field are there. A denial (« aucune sanction ») is taken out first. Text is folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from coach.assessment import (
    law_posture,
    law_private,
    law_promises,
    law_protected,
    law_threats,
    law_turns,
    law_veiled,
)
from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.law_articles import FAULTS, Kind
from coach.assessment.words import fold
from coach.domain.acts import Act
from coach.domain.scoring import Flag
from coach.privacy.names import find_names

GRAVE: Final[frozenset[Kind]] = frozenset(
    {
        "menace",
        "sanction_deguisee",
        "sanction_pecuniaire",
        "discrimination",
        "sante_intrusion",
        "divulgation",
        "divulgation_sante",
        "usage_echantillon",
        "insulte",
    }
)
"""Faults that bring the posture criterion to 0 (a promise falls on the support criterion)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fault found: its kind and the verbatim words."""

    kind: Kind
    turn: int
    quote: str


def check_manager(interview: Interview, own_names: frozenset[str] = frozenset()) -> tuple[Fact, ...]:
    """Faults in what the manager says, in the order of the talk; at most one of a kind in a clause.

    `own_names` are folded names of the two people talking: they are nobody else's.
    """
    found: list[Fact] = []
    for said in interview.lead:
        for clause, context, onward in _with_context(said):
            found += (
                Fact(kind, clause.turn, clause.text.strip())
                for kind in _faults(clause, context, onward, own_names)
            )
    return tuple(dict.fromkeys(found))


def slips(interview: Interview) -> tuple[Clause, ...]:
    """Labels, generalisations, mockery: the clauses that judge the person without reaching a grave fault."""
    found = []
    for clause in interview.clauses:
        text = law_threats.DENIED.sub(" ", clause.folded)
        if law_posture.SEVERE.search(text) or law_posture.IRONY_OK.search(text):
            continue
        labelled = law_posture.LABEL.search(text) is not None
        heard = clause.has(Act.JUGEMENT) and not clause.has(Act.VALORISATION, Act.EMPATHIE)
        if labelled or (
            heard
            and law_posture.ABOUT_YOU.search(clause.folded)
            and not law_posture.KIND.search(clause.folded)
        ):
            found.append(clause)
    return tuple(found)


def flags(
    facts: Iterable[Fact], criterion: str, on: date, *, only: frozenset[Kind] | None = None
) -> tuple[Flag, ...]:
    """What is shown before everything else; an article is cited only if it was in force on that day."""
    shown = []
    for fact in facts:
        if only is not None and fact.kind not in only:
            continue
        fault = FAULTS[fact.kind]
        cited = fault.article is not None and fault.since is not None and fault.since <= on
        shown.append(
            Flag(
                kind=fact.kind,
                title=fault.title,
                turn=fact.turn,
                quote=fact.quote,
                criterion=criterion,
                article=fault.article if cited else None,
                in_force_on=on.isoformat() if cited else None,
                instead=fault.instead,
            )
        )
    return tuple(shown)


def _with_context(said: Said) -> Iterator[tuple[Clause, str, str]]:
    """Each clause with the two clauses around it, and with the next one: a threat is often cut in two by its comma."""
    for i, clause in enumerate(said.clauses):
        around: Sequence[Clause] = said.clauses[max(0, i - 1) : i + 2]
        onward = said.clauses[i : i + 2]
        yield clause, " ".join(c.folded for c in around), " ".join(c.folded for c in onward)


def _faults(clause: Clause, context: str, onward: str, own_names: frozenset[str]) -> Iterator[Kind]:
    told = law_turns.without_reported(clause.folded)
    text = law_threats.DENIED.sub(lambda m: " " * len(m.group()), told)
    if _is_docked(text, context):
        yield "sanction_pecuniaire"
    elif (
        law_threats.DISGUISED.search(text)
        or law_turns.punishes(text, context)
        or law_veiled.teaches_a_lesson(text, context)
    ):
        yield "sanction_deguisee"
    elif _is_threat(clause, law_veiled.without_call_words(text)) or _hints(clause, onward):
        yield "menace"
    if law_threats.OLD_SANCTION.search(text):
        yield "sanction_ancienne"
    if _asks_health(text):
        yield "sante_intrusion"
    elif (
        _is_discriminating(clause, text, context)
        or law_turns.reduces_to_trait(text, context)
        or law_veiled.holds_trait(onward, context)
    ):
        yield "discrimination"
    disclosed = _disclosure(clause, text, context, own_names)
    if disclosed is not None:
        yield disclosed
    if (
        law_promises.PROMISE.search(text)
        or (
            law_promises.GUARANTEE.search(text)
            and law_promises.BEYOND.search(text)
            and _is_promise(clause, text)
        )
        or _heard_promise(clause, text)
        or law_veiled.grants(law_turns.without_reported(onward))
    ):
        yield "promesse_hors_pouvoir"
    severe = law_posture.SEVERE.search(text)
    if severe is not None and not _NEGATED.search(text[: severe.start()]):
        yield "insulte"
    kept = law_private.KEPT_AGAINST.search(text)
    if (
        (kept is not None and not _NEVER.search(text[: kept.start()]))
        or law_turns.exposes_sample(text)
        or law_veiled.shows_sample(onward)
    ):
        yield "usage_echantillon"
    if (
        law_private.SECRET_RECORDING.search(text)
        or law_turns.records_secretly(text, context)
        or law_veiled.records(text)
    ):
        yield "enregistrement"


#: A restatement, a question on causes, a help offered: the analyst's ear is not enough there.
_BENIGN: Final = re.compile(
    r"^\W*(?:donc|si je (?:comprends|resume|te suis|vous suis)|du coup,? (?:tu|vous)|je comprends|si (?:tu as|vous avez|un jour|jamais) )|\bje (?:peux|vais) t(?:e |')?aider\b|\?\s*$"
)


_NEVER: Final = re.compile(r"\b(?:rien|aucune?|jamais|ne|pas)\b")
_NEGATED: Final = re.compile(r"(?:pas|plus|jamais|ni)[^.,]{0,16}$")


#: A past sanction told as a fact, a denial, a customer's words, a letter in support: none is a threat.
_NOT_SAID: Final = re.compile(
    r"\b(?:as|avez|avait|a|ai) (?:deja )?(?:eu|recu|adresse|notifie)\b|\bdate (?:de|d')|\bl'an dernier\b|\baucune?\b|\brien de\b|\bpas une?\b"
    r"|\b(?:a|ont|avait) (?:re)?(?:pris|gere|traite|remplace|assure|couvert)\b|\bpendant (?:tes|vos|ses) (?:conges|vacances)\b|\bn'en \w+ pas\b|[«»]|pour (?:te |vous )?(?:soutenir|aider|appuyer)|amenage\w*|si (?:tu|vous) (?:veux|voulez|preferes|preferez),? (?:on|je)|qui (?:l'|la |les )?(?:attribue|decide|valide)"
)
#: « Personne ne va te virer » takes the threat away.
_SPARED: Final = re.compile(
    r"\b(?:personne|nul|on|je) ne (?:va|vais|pense|compte|veut|veux|cherche) (?:pas )?(?:a )?(?:te|vous)\b|\bpersonne ne\b|\bne (?:risques|risquez) rien\b|\bje (?:te|vous) (?:couvre|protege)\b|\b(?:sera|est) (?:bien |deja )?(?:renouvele|reconduit|prolonge|signe|acquis)e?\b"
)
_LEAVES_ALONE: Final = re.compile(
    r"c'est (?:ta|votre) vie|ne (?:me|nous) regarde|n'a rien a voir|ne m'interesse"
)
_PLEDGES: Final = re.compile(
    r"\b(?:je|on|j')\b|\b(?:tu|vous) (?:auras|aurez|seras|serez|es|etes|passes|passez|montes|toucher\w+|gardes|gardez|as)\b"
    r"|\bsera\b|\best (?:a|pour) (?:toi|vous)\b|\b(?:c'est|il est|elle est) (?:fait|gagne|acquis|regle|signe|tout vu|pour)\w*"
    r"|assure|considere|oublie|personne|certain|parole|reviendr|te revient|tombe\b|disparai|apparait"
)


def _is_docked(text: str, context: str) -> bool:
    if law_threats.DOCKED.search(text) is not None:
        return not law_turns.states_common_rule(context)
    return law_turns.docks_pay(text, context) or law_veiled.fines(text)


def _asks_health(text: str) -> bool:
    if law_protected.HEALTH_RESOURCE.search(text):
        return False
    return (
        law_protected.HEALTH_ASKED.search(text) is not None
        or law_turns.pries_into_health(text)
        or law_veiled.pries(text)
    )


#: What is said to be safe is not threatened, even with the words of what one may lose.
_KEPT_SAFE: Final = re.compile(
    r"\bne (?:risques|risquez) rien\b|\b(?:contrat|cdd|poste|place)\b[^.?!]{0,10} (?:sera|est) (?:bien |deja )?(?:renouvele|reconduit|prolonge|signe|garanti|acquis|assure)e?\b"
)


def _hints(clause: Clause, onward: str) -> bool:
    told = law_threats.DENIED.sub(" ", law_veiled.without_call_words(law_turns.without_reported(onward)))
    return law_veiled.hints_at_the_end(told)


def _is_threat(clause: Clause, text: str) -> bool:
    if _KEPT_SAFE.search(text):
        return False
    if law_threats.THREAT.search(text) or law_turns.threatens(text):
        helped = clause.has(Act.SOUTIEN) and not clause.has(Act.MENACE)
        return not helped and _SPARED.search(text) is None
    if (
        clause.has(Act.MENACE)
        and not clause.has(Act.SOUTIEN, Act.EMPATHIE, Act.REFORMULATION, Act.RECHERCHE_CAUSE)
        and not _is_gift(clause, text)
        and law_threats.THREAT_FIELD.search(text)
        and not _BENIGN.search(text)
        and not _NOT_SAID.search(text)
    ):
        return True
    if law_threats.SANCTION.search(text) is None or _NOT_SAID.search(text):
        return False
    if clause.has(Act.SOUTIEN, Act.PROMESSE_HORS_POUVOIR) and not clause.has(Act.MENACE):
        return False
    return (
        clause.has(Act.MENACE)
        and not _is_gift(clause, text)
        and (law_threats.IF.search(text) is not None or law_threats.HARD.search(text) is not None)
    )


def _is_gift(clause: Clause, text: str) -> bool:
    """Something is promised, without a condition: beyond one's power perhaps, but no threat."""
    pledged = clause.has(Act.PROMESSE_HORS_POUVOIR) or law_promises.PROMISE.search(text) is not None
    return pledged and law_threats.IF.search(text) is None


def _is_discriminating(clause: Clause, text: str, context: str) -> bool:
    if law_protected.HEALTH_RESOURCE.search(text) or (
        clause.has(Act.SOUTIEN) and not law_protected.PROTECTED_STRONG.search(text)
    ):
        return False
    if law_turns.respects_rights(text) or _ORGANISES.search(context) or _CUSTOMER_WISHED.search(text):
        return False
    if law_protected.PROTECTED_STRONG.search(text):
        return True
    field = law_protected.PROTECTED_FIELD.search(text) or law_protected.PROTECTED_WIDE.search(text)
    if _LEAVES_ALONE.search(text) or _FITS_IN.search(text):
        return False
    if _OF_CUSTOMER.search(text) and not _WORD_OF_YOURS.search(text):
        return False  # what the customer is like is the matter of the talk
    if clause.question and law_protected.FAMILY.search(text) and _AT_WORK.search(text) is None:
        return False  # a kind word about the children is no breach
    return (
        clause.has(Act.DISCRIMINATION)
        and field is not None
        and not clause.has(Act.EMPATHIE, Act.CADRAGE, Act.IMPACT, Act.VALORISATION)
    )


#: Room is made for a right: the dates are asked, the planning follows.
_ORGANISES: Final = re.compile(
    r"\b(?:donne|donnez|dis|dites|envoie|envoyez)-(?:moi|nous) (?:juste |simplement )?(?:les|tes|vos) (?:dates|heures|jours|creneaux)\b|\bje (?:decale|m'organise|m'arrange pour|libere)\b|\bon s'(?:organise|arrange)\b|\bon (?:recale|reprend|les voit|la voit|le voit|regarde)\b[^.?!]{0,20}\bensemble\b|\bau prorata\b"
)
#: An arrangement made for a situation is the contrary of a reproach about it.
_FITS_IN: Final = re.compile(
    r"\b(?:objectif|horaire|poste|planning|charge|temps)s? (?:est|sont|a ete|ont ete) (?:donc )?(?:reduit|amenage|adapte|allege|decale)|\bpasse(?:nt)? avant\b|\b(?:prends|prenez) (?:bien )?soin\b|\bon (?:en tient compte|s'adapte|amenage|adapte)|\btenir compte"
)
_OF_CUSTOMER: Final = re.compile(
    r"\b(?:les|des|nos|tes|vos|ces) (?:\w+ )?(?:clients|clientes|usagers|assures|adherents|abonnes|appelants)\b|\b(?:un|une|le|la|ce|cette|l') ?(?:monsieur|dame|cliente?|assuree?|usager|adherente?|abonnee?|patiente?|personne|appelante?)\b|\b(?:madame|monsieur|mme|m\.) [a-z]"
)
_CUSTOMER_WISHED: Final = re.compile(
    r"\b(?:clients?|clientes?|dame|monsieur|usager|il|elle) (?:a|avait|voulait|veut|demand\w+|souhaitait)\b[^.?!]{0,30}\b(?:demande|parler|voir|avoir|traiter)|\b(?:il|elle) est trop \w+[^.?!]{0,30}\ble client"
)
_WORD_OF_YOURS: Final = re.compile(
    r"\b(?:ton|ta|tes|votre|vos) (?:age|accent|origine|sexe|religion|sante|etat|handicap)|\b(?:a|pour|vu|avec) (?:ton|ta|tes|votre|vos)\b"
)
_AT_WORK: Final = re.compile(
    r"\b(?:retard|vente|poste|chiffre|objectif|travail(?! ?,? ?(?:finalement|alors|\?))|concentr|disponib|dispo\b|absen|horaire|rythme|rendement|productiv|appel|efficace|motiv)"
)


def _disclosure(clause: Clause, text: str, context: str, own_names: frozenset[str]) -> Kind | None:
    health = law_private.PRIVATE_HEALTH.search(text) is not None
    wide = clause.has(Act.DIVULGATION) and _of_another(clause.text, law_private.PRIVATE_WIDE.search(text))
    result = law_private.PRIVATE_RESULT.search(text) is not None or wide
    life = law_private.PRIVATE_LIFE.search(text) is not None or law_veiled.COUPLE.search(text) is not None
    if not (health or result or life):
        return None
    named = _names_third_person(clause.text, own_names)
    if clause.has(Act.DIVULGATION):
        named = named or _someone_named(clause.text, own_names)
    colleague = law_private.COLLEAGUE.search(text) is not None
    if clause.has(Act.DIVULGATION):
        colleague = colleague or law_private.THIRD_PERSON.search(text) is not None
    if not (named or colleague):
        return None
    customer = law_private.CUSTOMER.search(text) is not None
    compared = (
        law_private.COMPARED.search(context) is not None or law_private.SECRET.search(context) is not None
    )
    if clause.has(Act.FAIT) and _YOU_TOLD.search(text):
        return None  # a disclosure of the advisor's is recalled as a fact, it is not made again
    # « Madame Colin a signalé que son mari était hospitalisé » is the call itself, not a colleague's life.
    if customer and not colleague and not compared and _only_customers(clause.text):
        return None
    if health or life:
        if customer and not clause.has(Act.DIVULGATION):
            return None
        return "divulgation_sante" if health else "divulgation"
    # A colleague's figures are private; a customer's, or a fact of the call, are the matter of the talk.
    if customer and not colleague:
        return None
    if clause.has(Act.IMPACT) or (clause.has(Act.FAIT) and not clause.has(Act.DIVULGATION)):
        return None
    heard = clause.has(Act.DIVULGATION) or law_private.COMPARED.search(context) is not None
    return "divulgation" if heard else None


def _of_another(text: str, private: re.Match[str] | None) -> bool:
    """What is private is not the advisor's own: « Amélie m'a prévenue que tu serais en retard »."""
    if private is None:
        return False
    before = text[: private.start()]
    yours = list(re.finditer(r"\b(?:tu|vous|ton|ta|tes|votre|vos)\b", before, re.IGNORECASE))
    if not yours:
        return True
    between = before[yours[-1].end() :]
    return (
        _CAPITALISED.search(between + " ") is not None
        or re.search(r"\b(?:il|elle|collègue|qui)\b", between) is not None
        or len(between) > 40
    )


_YOU_TOLD: Final = re.compile(
    r"\b(?:tu as|vous avez|t'as) (?:dit|annonce|raconte|revele|repete|explique|confie)\b"
)
_TITLED: Final = re.compile(
    r"\b(?:M\.|Mme|Mlle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle) (?:[A-ZÉÈ][\w\-]+|\[NOM_\d+\])"
)


def _only_customers(text: str) -> bool:
    """Everyone named is named with a title, as customers are; a colleague goes by a first name."""
    rest = _TITLED.sub(" ", text)
    return next(find_names(rest), None) is None and not _someone_named(rest, frozenset())


def _names_third_person(text: str, own_names: frozenset[str]) -> bool:
    if re.search(r"\[NOM_\d+\]", text):
        return True
    for name in find_names(text):
        said = text[name.start : name.end]
        if any(part.casefold() not in own_names for part in re.split(r"[ \-]", said) if part[:1].isalpha()):
            return True
    return False


#: Words that open a sentence with a capital and name nobody.
_OPENERS: Final = frozenset(
    """tu vous je on il elle ils elles nous le la les un une des ce cet cette ces ton ta tes votre vos mon ma mes son sa ses
    et mais donc alors bon oui non si que qui quoi quand comment pourquoi avec sans pour dans sur entre meme tout tous
    toute rassure rassurez regarde regardez sache sachez figure ecoute ecoutez tiens tenez bref moi toi lui eux c'est
    ca cela d'ailleurs d'accord franchement apres avant depuis hier lundi mardi mercredi jeudi vendredi samedi dimanche
    merci bonjour bravo voila ici chez contrairement imagine imaginez pense pensez prends prenez l'autre""".split()
)
_CAPITALISED: Final = re.compile(r"(?<![\w'’])([A-ZÉÈÀÂÎÔÇ][a-zéèêëàâîïôûç]{2,})(?=,? )")


def _someone_named(text: str, own_names: frozenset[str]) -> bool:
    """A capitalised word that opens on someone: « Sonia est à 48 % », once the analyst hears a disclosure."""
    return any(
        fold(word) not in _OPENERS and word.casefold() not in own_names for word in _CAPITALISED.findall(text)
    )


def _heard_promise(clause: Clause, text: str) -> bool:
    """The analyst hears a promise, and what is promised is not a team manager's to give."""
    heard = clause.has(Act.PROMESSE_HORS_POUVOIR) and law_promises.BEYOND_WIDE.search(text) is not None
    heard = heard and _PLEDGES.search(text) is not None
    return heard and law_promises.NOT_MINE.search(text) is None


def _is_promise(clause: Clause, text: str) -> bool:
    """A promise is the manager's: passing a request on, or telling who decides, is not one."""
    if law_promises.NOT_MINE.search(text):
        return False
    return clause.has(Act.PROMESSE_HORS_POUVOIR) or law_promises.FIRM.search(text) is not None


def own_names(texts: Iterable[str]) -> frozenset[str]:
    """Folded names by which the two people greet each other: taken from the first words of each."""
    names: set[str] = set()
    for text in texts:
        for name in find_names(text):
            names.update(part.casefold() for part in re.split(r"[ \-]", text[name.start : name.end]))
    return frozenset(names)
