"""What a turn shows besides its acts: an apology, a recital, a word of confidence, what the advisor answers to.

Each sign is small and certain; what is a matter of degree belongs to the analyst.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from coach.dialogue.lexicons import families
from coach.dialogue.ports import ClauseActs
from coach.domain.acts import Act
from coach.domain.scenarios import Scenario, fold

TAG_WORDS = 6
"""Up to so many words a closed question only checks what was just said ("ça te va ?", "tu le sens ?")."""
PASTED_CHARS = 90
"""Sentences of the brief at least this long are recognised when they are read out."""

_QUOTED = re.compile(r"«[^»]{8,}»|“[^”]{8,}”|\"[^\"]{8,}\"")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n+")
_APOLOGY = re.compile(
    r"(?<![a-z'])(?:excuse[sz]?[- ]moi|je (?:te |vous )?(?:demande pardon|prie de m'excuser)|je m'excuse"
    r"|toutes mes excuses|je (?:te|vous) (?:presente|dois|fais) (?:mes|des) excuses"
    r"|pardon (?:pour|d'avoir|si je|de t'avoir|de vous avoir)|pardonne(?:z)?[- ]moi"
    r"|(?:je (?:suis )?)?(?:desolee?|navree?) (?:pour|d'avoir|de (?:te |vous |t'|m'|ce que)|si je|je n'aurais)"
    r"|je (?:le|la) retire(?![a-z])|je retire (?:ce que|mes|ma (?:phrase|remarque)|ces? (?:mots?|paroles?|propos)"
    r"|cette (?:phrase|remarque)|le mot|tout)"
    r"|(?:je n'aurais|j'aurais) (?:pas|jamais) du (?:dire|parler|te|vous|m'emporter|le dire|employer|reagir)"
    r"|je me suis (?:emportee?|mal exprimee?|enervee?)|mes mots (?:ont depasse|etaient)"
    r"|j'ai (?:eu tort de|ete trop (?:dure?|loin|seche?))"
    r"|ce n'etait pas (?:correct|juste|adroit) de ma part|on efface)"
)
_TOOK_BACK = re.compile(
    r"(?:excuse|pardon|desole|navre)[^.!?]{0,30}\bmais\b"
    r"|\b(?:tu|vous)[^.!?]{0,20}(?:excuser|t'excuses|vous excusez|des excuses)|excuse[sz]?[- ]toi"
)
_OWN_PART = re.compile(
    r"^\W*(?:(?:et|alors|bon|ok|moi|donc|aussi)\W+)*(?:de mon cote|pour ma part|moi,? je|je (?:m'engage|m'en occupe|m'occupe|vais"
    r"|demande|signale|transmets|porte|relance|appelle|organise|reserve|regarde|reviens|verrai|ferai|fais|valide|libere))\b"
)
_OTHER_PART = re.compile(
    r"\b(?:tu|vous) (?!propose|le |la |les |en |y )[a-z']+|\bon (?:se|part|fait|y va|dit|est)\b|d'accord|engage[sz]"
)
_DISCREET = re.compile(
    r"reste(?:ra)? (?:bien )?entre nous|ne sort(?:ira)? pas d'ici|rien ne sort(?:ira)? d'ici"
    r"|c'est confidentiel|reste confidentiel"
    r"|je n'en parlerai (?:a personne|pas)|je ne (?:le )?repeterai (?:pas|rien)|personne n'en saura rien"
    r"|l'equipe n'en saura rien"
)
_INDISCREET = re.compile(
    r"(?:je vais|je dois|il va falloir|faut que je|il faut que j'|je vais devoir)"
    r" (?:en parler|le dire|transmettre|le signaler|en informer|prevenir)"
    r"[^.!?]{0,40}(?:equipe|collegues?|tout le monde|directeur|directrice|direction|rh\b|ressources humaines|hierarchie|n\+2)"
)
_PROMISED = re.compile(
    r"prime|augmentation|promotion|cdi|titularis\w+|salaire|jours? de conges?|conges?|poste|"
    r"teletravail|avancement|sanction|bonus|mutation|horaires?|planning"
)
_DETERMINER = (
    r"(?:l[ea]s?|l'|un|une|des|du|de|d'|ta|ton|tes|votre|vos|ma|mon|mes|sa|son|ses|notre|nos|leurs?|cette|cet|ce|"
    r"ces|en|aux?|chaque|quel(?:le)?s?|plus de|quelques?|par|sans|avec|sur|pour)"
)
_STRONG = (
    r"reformulations?|empathie|ecoute active|co-?construction|questions? (?:ouverte|fermee)s?|valorisation|smart|desc"
    r"|recherche de causes?|cause reelle|auto-?evaluation|bienveillance|cadrage"
)
_WEAK = r"engagements?|soutien|suivi|conclusion|impact|accueil|faits?|regle|confiance|tutorat|indicateur|date|formation"
_BARE_STRONG = re.compile(rf"(?<![a-z])(?<!['-])(?P<det>{_DETERMINER} )?(?P<word>{_STRONG})(?![a-z])")
_BARE_WEAK = re.compile(rf"(?<![a-z])(?<!['-])(?P<det>{_DETERMINER} )?(?P<word>{_WEAK})(?![a-z])")
_META = re.compile(
    r"\bje (?:reformule|valorise|co-?construis|soutiens|recadre|cadre|questionne|fixe un suivi)\b"
)
_WELCOMING = frozenset({Act.EMPATHIE, Act.REFORMULATION, Act.VALORISATION, Act.IMPACT})
_THREAT = re.compile(
    r"sanction|avertissement|licenci|vir[eé]|(?<!je )(?<!on )\bla porte\b(?! (?:fermee|ouverte|close))|dossier|\brh\b|ressources humaines|disciplin|procedure|sinon|gare a"
    r"|consequence|suites|\bprime|(?:ton|votre|ta) (?:poste|contrat|place|cdd|cdi)|dernier (?:avertissement|rappel)|derniere (?:fois|chance)|convoqu|blame|mise a pied"
    r"|regretter|payer|tu vas voir|vous allez voir|prevenu|remplace|chomage|direction|si ca continue|attention a (?:toi|vous)"
)
_BELITTLING = re.compile(
    r"grave|exager|\brien\b|tout le monde|dramati|cinema|chochotte|faut pas|t'inquiete|petit|pas la mer|plaindre|pire"
    r"|simple|facile|complique|passe a autre|t'en fais|imagin|sensible|detail|ca va passer|normal|quand meme"
)
_WORD = re.compile(r"[a-z0-9]+")
_OPEN = frozenset({Act.QUESTION_OUVERTE, Act.RECHERCHE_CAUSE})
_PROTECTED = frozenset({"sante", "famille", "identite"})
_PROTECTED_TOO = re.compile(r"mamans?|mosquee|eglise|synagogue|bonne femme|nana|etrang|race|couleur")
_SAID_OF_ANYONE = re.compile(
    r"rien a (?:me |m'|nous )\w+|(?:seul|brave|honnete|meme) (?:homme|femme)|pas toujours|pas tout|pas encore"
)
_HARSH = frozenset({"insulte", "railleur", "absolu", "petitesse"})
_HARSH_TOO = re.compile(r"moqu|serieu|normal|honte|faute|sais (?:pas|meme pas)|comprends rien|fou[st]")
_NAME = re.compile(r"(?:(?<=[a-zà-ÿ,;:] )[A-ZÀ-Ý][a-zà-ÿ]{2,}\b|\b[A-ZÀ-Ý][a-zà-ÿ]{2,}(?=,))")
_SOMEONE = re.compile(
    r"(?<![a-z])(?:elle|il(?! (?:faut|y a|est|s'agit|se))|ils|elles|lui|leur|autres?|collegues?|equipe|monsieur|madame|mme|untel)(?![a-z])"
)
_NO_THREAT = re.compile(
    r"(?<![a-z])(?:ne |n'|pas |jamais |aucune? |sans |ni |rien (?:de|a))[^.!?;,]{0,45}?"
    r"(?:sanction\w*|puni\w*|avertissement|disciplin\w*|licenci\w*|menac\w*|reproch\w*|pieg\w*)"
)
_SINON = re.compile(r"(?:^\W*|[.!?] *|(?<![a-z])(?:et|bon|bref|ah|euh|oui|ok|non) )sinon")
_GRANTS = re.compile(
    r"(?<![a-z])(?:tu as|t'as|vous avez) (?:bien |tout a fait |parfaitement )?raison(?! d')(?![^.!?]{0,12} mais(?![a-z]))"
)
_CHECK = re.compile(
    r"^\W*(?:(?:et|alors|bon|donc|du coup)\W+)*(?:est-ce que )?(?:tout )?(?:ca|cela) "
    r"(?:te |vous )?(?:va|convient|irait|conviendrait|parait bien|semble bien|parait juste)(?:-t)?(?:-(?:il|elle))?"
    r"(?: bien)?(?: comme (?:ca|cela))?\W*$"
)
_OFFER = re.compile(
    r"si (?:tu|vous) (?:le |en )?(?:veux|voulez|souhait|prefer)|(?<![a-z])(?:t'|vous )(?:aider|soulager|decharger)"
)
_PUNCTUATED = re.compile(r"[.!…;]")
_ASKED = re.compile(
    r"(?<![a-z])(?:qu'est[- ]ce qu|est[- ]ce qu|c'est quoi|pourquoi|comment(?! dire)|combien|(?:de|a|en|avec|sur|par) quoi"
    r"|quels?|quelles?|(?:de|a|avec|pour) qui|depuis quand|d'ou)(?![a-z])"
    r"|(?<![a-z])(?:quoi|ou|quand|qui)(?: (?:la|au juste|en fait|toi|alors|donc|exactement|en premier|d'abord))?\W*$"
    r"|(?<![a-z])(?:tu|vous) (?:\w+ )?(?:cherch|veux|voul|fais|fait|faites|vois|voyez|penses?|pensez|dis|dites)\w* quoi"
)
_THANKS = re.compile(
    r"merci (?:beaucoup |vraiment )?(?:de|d'|pour)[^.!?]{0,25}(?:dire|dit|parler|parle|confi|franch|honnet|sinc|partag|raconter)"
    r"|remercie (?:de|pour)[^.!?]{0,25}(?:dire|dit|parler|parle|confi|franch|honnet|sinc|partag|raconter)"
    r"|c'est courageux|(?:il faut|faut|ca demande) du courage|(?:content|contente|touche|touchee) que (?:tu|vous) m"
    r"|je ne savais pas|je ne m'en doutais pas|ca explique (?:beaucoup|bien)"
)
_PLEDGE_ASKED = re.compile(
    r"(?:t'engag|vous engag|s'engag)\w*(?: donc| alors)? (?:a|sur) quoi|(?:a|sur) quoi (?:tu|vous|est-ce)[^.!?]{0,20}engag"
    r"|quel (?:est (?:ton|votre) )?engagement"
)
_COMMON = frozenset(
    """le la les l un une des de du d et ou a au aux en dans sur pour par avec sans que qu qui quoi est ce c cet
    cette ces tu te t toi ton ta tes vous votre vos je j me m moi mon ma mes il elle on nous se s y ne n pas plus
    as ai avez etes es suis sont etait alors donc bon bah ben ok si tout ca cela oui non merci bonjour salut voila
    tres bien mal comme mais car ni vois voir dis dire fait faire va vas quand comment pourquoi depuis""".split()
)
_CHECKS = frozenset({Act.QUESTION_FERMEE})
_FRAMES = frozenset({Act.ACCUEIL, Act.CONCLUSION})


def unquoted(text: str) -> str:
    """The text with what it quotes blanked, character for character: words of a call are not the manager's."""
    return _QUOTED.sub(lambda m: m.group()[0] + " " * (len(m.group()) - 2) + m.group()[-1], text)


def point(text: str, clauses: Sequence[ClauseActs]) -> tuple[Act, ...]:
    """Acts of the last sentence that says something: what a person would answer to.

    A closing check ("ça te va ?") is taken together with the sentence it checks.
    """
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    found: dict[Act, None] = {}
    for start, end in reversed(list(zip([0, *ends], [*ends, len(text)], strict=True))):
        inside = [c for c in clauses if start <= (c.start + c.end) / 2 < end]
        acts = [act for clause in inside for act in clause.acts]
        if not acts:
            continue
        found |= dict.fromkeys(acts)
        words = len(text[start:end].split())
        if not (set(acts) <= _CHECKS and words <= TAG_WORDS) and not set(acts) <= _FRAMES:
            break
    return tuple(act for act in Act if act in found)


def softened(text: str, acts: Collection[Act], advisor: str = "") -> set[Act]:
    """The acts, without the hurts that the turn holds no word of.

    « Si je te suis, tu préfères ne plus donner de date » takes up an answer: it threatens nobody. « Je ne cherche pas
    à vous sanctionner » says the contrary of a threat. `advisor` is the first name of the one who is spoken to.
    """
    kept = set(acts)
    folded = fold(text)
    welcoming, asking = bool(_WELCOMING & kept), asks(text)
    words = set(_WORD.findall(_SAID_OF_ANYONE.sub(" ", folded)))
    kinds = {kind for word in words for kind in families(word)}
    threat = bool(_THREAT.search(_SINON.sub(" ", _NO_THREAT.sub(" ", folded))))
    if not threat and (welcoming or asking or _OFFER.search(folded) or _NO_THREAT.search(folded)):
        kept.discard(Act.MENACE)
    if _GRANTS.search(folded) or (not _BELITTLING.search(folded) and (welcoming or _OPEN & kept)):
        kept.discard(Act.MINIMISATION)
    if not kinds & _PROTECTED and not _PROTECTED_TOO.search(folded):
        kept.discard(Act.DISCRIMINATION)
    if not _names_someone(text, folded, advisor):
        kept.discard(Act.DIVULGATION)
    harsh = kinds & _HARSH or _HARSH_TOO.search(folded)
    if not harsh and (asking or welcoming or {Act.REFORMULATION, Act.SOUTIEN} & kept):
        kept.discard(Act.JUGEMENT)
    return kept


def _names_someone(text: str, folded: str, advisor: str) -> bool:
    """True when someone else than the advisor is spoken of."""
    named = {fold(name) for name in _NAME.findall(text)} - {fold(advisor)}
    return bool(named) or bool(_SOMEONE.search(folded))


def asks(text: str) -> bool:
    """True when something is asked, with a question mark or, where speech recognition wrote none, without."""
    return "?" in text or (not _PUNCTUATED.search(text) and bool(_ASKED.search(fold(text))))


def checks(text: str) -> bool:
    """True when the whole turn only asks whether what was said suits ("ça vous convient comme cela ?")."""
    return bool(_CHECK.search(fold(text)))


def thanks(text: str) -> bool:
    """True when the manager thanks the advisor for what was told, or says what it costs to tell it."""
    return bool(_THANKS.search(fold(text)))


def asks_pledge(text: str) -> bool:
    """True when the advisor is asked to say what he or she commits to ("tu t'engages à quoi ?")."""
    return bool(_PLEDGE_ASKED.search(fold(text)))


def in_french(text: str) -> bool:
    """True when the turn holds words that make a sentence: anything but keys hit at random or another tongue."""
    words = _WORD.findall(fold(text))
    return len(words) < 2 or any(word in _COMMON for word in words)


def apologises(text: str) -> bool:
    """True when the manager apologises or takes words back, and means it."""
    folded = fold(text)
    return bool(_APOLOGY.search(folded)) and not _TOOK_BACK.search(folded)


def binds_manager(quote: str) -> bool:
    """True when a commitment is the manager's own ("de mon côté, je signale…") and asks nothing in return."""
    folded = fold(quote)
    return bool(_OWN_PART.search(folded)) and not _OTHER_PART.search(folded) and "?" not in quote


def promises_discretion(text: str) -> bool:
    """True when the manager says that what is told stays in the room."""
    return bool(_DISCREET.search(fold(text)))


def breaks_discretion(text: str) -> bool:
    """True when the manager says he or she will pass on what was told."""
    folded = fold(text)
    return bool(_INDISCREET.search(folded)) and not re.search(
        r"avec (?:ton|votre) accord|si (?:tu|vous) (?:le )?(?:veux|voulez|souhait)", folded
    )


def promised_thing(quote: str) -> str | None:
    """What a promise is about, in one word ("prime", "cdi"…), or None."""
    found = _PROMISED.search(fold(quote))
    return found.group() if found else None


def recites(text: str, acts: Sequence[Act], scenario: Scenario) -> bool:
    """True when the turn lists the words of a grid, or reads the brief out, instead of speaking to someone."""
    folded = fold(text)
    strong = {m["word"] for m in _BARE_STRONG.finditer(folded) if not m["det"]}
    weak = {m["word"] for m in _BARE_WEAK.finditer(folded) if not m["det"]}
    meta = set(_META.findall(folded))
    if len(strong) + len(meta) >= 2 or len(strong) + len(meta) + len(weak) >= 3:
        return True
    pieces = [p.split() for p in re.split(r"[,.;:!?]+", folded) if p.strip()]
    if len(pieces) >= 5 and sum(map(len, pieces)) <= 3 * len(pieces) and len(acts) >= 3:
        return True
    return _reads_brief(folded, scenario)


def _reads_brief(folded: str, scenario: Scenario) -> bool:
    sources = f"{scenario.brief.context}\n{scenario.brief.rule}"
    long = [
        s
        for raw in re.split(r"(?<=[.!?])\s+|\n", fold(sources))
        if len(s := raw.strip(" -;.")) >= PASTED_CHARS
    ]
    return sum(sentence in folded for sentence in long) >= min(2, len(long)) > 0
