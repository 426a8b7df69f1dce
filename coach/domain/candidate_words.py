"""What a recruiter may not ask a candidate, nor brandish before one, read in the words themselves.

A question must have a direct and necessary link with the job (Code du travail, L.1221-6); family, health, origin,
religion, union activity and age are none of it (L.1132-1). Pure: text in, answer out.
"""

from __future__ import annotations

import re

from coach.domain.scenarios import fold

_FAMILY = (
    r"mariee?s?|celibataire|divorcee?|pacsee?|en couple|conjointe?|compagn(?:e|on)|votre (?:mari|femme|epoux|epouse)"
    r"|(?:des |vos |d'|avez \d+ |deux |trois )enfants?|enceinte|grossesse|bebe|situation (?:de famille|familiale)"
    r"|(?:charges?|vie) (?:de famille|familiale)|votre famille|chez vos parents|s'occup\w+ de la maison"
    r"|aidante? (?:d'un|familiale?)|conge (?:maternite|parental)|faire garder"
)
_HEALTH = (
    r"(?:votre|de) sante|malade|maladies?|guerie?|(?:un|votre) traitement|medicaments?|depression|depressi[fv]e?"
    r"|handicap\w*|arrets? (?:de travail|maladie)|en arret|fragile|fumez|buvez|votre dos|entendez-vous bien(?! avec)"
    r"|souvent absente?|l'air fatiguee?|hospitalisee?|operee?|cancer|diabet\w+|burn-?out"
)
_ORIGIN = (
    r"(?:votre|vos|quelle|d'|de quelle) ?origines?|nationalite|religion|religieu\w+|ramadan|voilee?|messe|musulmane?"
    r"|votre accent|(?:vient|viennent|venez)(?:-vous)? d'ou|d'ou viennent? (?:vos|votre)|d'ou venez-vous"
    r"|(?:nee?) ou(?![a-z])|etes(?:-vous)? (?:vraiment )?(?:francaise?|etrangere?)|langue a la maison"
)
_UNION = (
    r"syndi(?:cat|cats|quee?|calistes?|cale?)|deleguee?s?|au cse|elections? (?:ici|professionnelles)|aux elections"
    r"|(?:la|fait) greve|mandat|revendicati\w+|votez|representation du personnel|opinions? politiques?"
)
_AGE = (
    r"votre age|quel age|plus tout(?:e)? jeune|trop (?:jeune|vieux|vieille|agee?)|la retraite"
    r"|(?:vingt|trente|quarante|cinquante|soixante)(?:-[a-z]+| et un)? ans,|avez \d\d ans|gens comme vous"
)
_PROTECTED = re.compile(rf"(?<![a-z])(?:{_FAMILY}|{_HEALTH}|{_ORIGIN}|{_UNION}|{_AGE})(?![a-z])")
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
#: The recruiter says that it is not asked, or speaks of those whom the job serves.
_SPARED = re.compile(
    r"je ne (?:vous )?demande(?:rai)? (?:pas|rien)|je n'ai pas (?:a|besoin d')|vous n'avez pas (?:a|besoin)"
    r"|ne me (?:dites|donnez)|ne (?:regarde|concerne) (?:que|pas)|n'entre(?:nt)? (?:pas|en rien)|vous appartient"
    r"|medecin du travail|ni (?:un )?critere|abonne|spectateur|personnes? agees?|un client|une cliente"
)
#: A candidate has no sanction to fear: what threatens is a door shut, here or elsewhere.
_THREAT = re.compile(
    r"(?<![a-z])(?:sinon|nulle part|dehors|a la porte|c'est la porte|liste noire|blacklist\w*|gare a"
    r"|regrett\w+|vous allez voir|tu vas voir|derniere (?:chance|fois)|attention a (?:vous|toi)|reputation"
    r"|je (?:vais |)(?:fais|ferai|faire) (?:en sorte|savoir)|ou je|ou c'est|je vais (?:appeler|prevenir|dire a)"
    r"|perd\w* (?:votre|ta) (?:temps|place|chance)|me faites perdre|sanction\w*"
    r"|avertissement|renvo\w+|vir(?:e|er|ee))(?![a-z])"
    r"|(?<![a-z])si (?:vous|tu)\b[^.!?]*, (?:je|ce sera|c'est|vous ne)(?![a-z])"
)
_TO_THE_CANDIDATE = re.compile(r"(?<![a-z])(?:vous|votre|vos|tu|ton|ta|tes|t')(?![a-z])|\?")


def protected_question(text: str) -> str | None:
    """The first sentence that asks the candidate about a protected matter, or remarks on it; None otherwise."""
    for found in _SENTENCE.finditer(text):
        sentence = fold(found.group())
        if (
            _PROTECTED.search(sentence)
            and _TO_THE_CANDIDATE.search(sentence)
            and not _SPARED.search(sentence)
        ):
            return found.group().strip()
    return None


def threatens(text: str) -> bool:
    """True when the words hold something to fear for a candidate; naming those who decide is no threat."""
    return bool(_THREAT.search(fold(text)))
