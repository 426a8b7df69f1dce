"""First minute of a call: greeting, who is calling, no more data than needed."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.call_reading import Call
from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause, Said
from coach.assessment.words import any_of, count_words

_HELLO: Final = any_of(r"bonjour", r"bonsoir", r"hello", r"bienvenue")

_NAME: Final = re.compile(
    r"\b(?:ici |c'est |moi c'est |je suis |je m'appelle |mon nom est )[a-z]+|[a-z]+ (?:a votre (?:ecoute|service|disposition)|a l'appareil|au telephone|pour vous (?:servir|aider|repondre)|a l'ecoute|, bonjour)|[a-z]{3,},? (?:de la societe|de chez|du service|de l'agence|du cabinet|de la mairie|de la maison|conseill\w+|charge\w* de clientele)|^[^.?!]*\bbonjour,? [a-z]{3,}\s*[.,!]"
)

_COMPANY: Final = re.compile(
    r"^\W*(?:allo,? )?(?!(?:oui|allo|bonjour|bonsoir|ouais|ok|alors|euh)\b)[a-z][a-z'&\- ]{2,40}[,.]? ?(?:bonjour|bonsoir)|\b(?:service|societe|boutique|agence|maison|banque|mutuelle|assurances?|cabinet|groupe|compagnie|clinique|mairie|support|hotline|plateforme|centre|magasin) ?[a-z]*|\b(?:de (?:la |chez )?|chez )[A-Z&a-z]+|\ballo [a-z]+"
)

_NOT_COMPANY: Final = re.compile(r"^\W*(?:oui,? )?(?:bonjour|bonsoir|ouais|allo|oui)\W*$")

_OFFER: Final = any_of(
    r"que (?:desirez|souhaitez|recherchez)[- ]vous",
    r"(?:en quoi|comment|que|qu'est[- ]ce que)[^?.]{0,16}(?:puis-je|je peux|peut-on|on peut|nous pouvons|pouvons-nous)[^?.]{0,20}",
    r"je vous ecoute",
    r"(?:que|quelle)[^?.]{0,12}(?:puis-je faire|est votre (?:demande|besoin|question))",
    r"vous appelez pour|c'est a quel sujet",
    r"puis-je vous (?:aider|renseigner)",
    r"(?:suis|reste) (?:tout )?a (?:votre|l')(?: )?(?:ecoute|disposition)",
    r"a votre ecoute[^.?]{0,30}\?",
    r"(?:dites|racontez)-moi (?:tout|ce qui vous)",
    r"(?:qu'est[- ]ce qui vous amene|que se passe-t-il|quel est l'objet|quel bon vent|dites-moi)",
)

_OUTBOUND: Final = any_of(
    r"je vous (?:appelle|contacte|joins|rappelle)[^.?]{0,40}(?:pour|au sujet|suite|concernant|a propos|car|parce|dans le cadre)",
    r"(?:objet|raison) de mon appel",
    r"(?:suite a|concernant) votre (?:demande|message|commande|contrat|dossier|reclamation|devis)",
)

_CANNED: Final = any_of(r"vous etre agreable", r"satisfaction est notre priorite")

FIELDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "nom",
        any_of(
            r"^\W*nom\b,",
            r"(?:votre|vos|le) (?:nom|prenom|noms|identite)",
            r"(?:vous etes|a qui)[^?]{0,20}(?:madame|monsieur|l'honneur)\b[^?]*\?",
            r"nom (?:de famille|et prenom)",
            r"comment vous appelez",
            r"(?:votre|vos) nom et prenom",
            r"nom,? prenom",
            r"a qui ai-je",
            r"(?:a|sous|au) (?:quel )?nom\b[^.?]{0,30}\?",
            r"a quel nom",
            r"au nom de qui",
            r"(?:qui est|quel est|le nom du|la) titulaire",
            r"qui est a l'appareil",
            r"le nom (?:inscrit|figurant|qui (?:est|figure)|sur|du|de la)",
        ),
    ),
    (
        "naissance",
        any_of(
            r"(?:votre|la|sa|une) date de naissance",
            r"quand (?:etes-vous|vous etes) nee?",
            r"votre jour de naissance",
            r"ne(?:e)? le\b",
            r"votre naissance",
        ),
    ),
    (
        "reference",
        any_of(
            r"numero (?:de |d')?(?:client|serie|contrat|dossier|abonne|adherent)",
            r"(?:reference|numero|n°|code|identifiant) ?(?:de |d'|du |client|dossier|contrat)*(?:dossier|contrat|client|commande|reservation|adherent|abonne|compte|facture|colis|suivi|reservation|carte d'adherent|police|assure|securite|sinistre|intervention|billet)",
            r"(?:votre|vos|le|la|un) (?:numero|reference|code client|identifiant|matricule|plaque|immatriculation|numero de [a-z]+)\b",
            r"votre reference",
            r"numero d[e'] ?[a-z]+",
            r"(?:sous|avec) quel numero",
            r"les (?:[a-z]+ )?(?:derniers|premiers) (?:chiffres|caracteres)",
            r"(?:votre|le) numero\b",
            r"votre (?:identifiant|dossier|commande|contrat)\b(?=[^.?]{0,20}(?:\?|s'il|me suffi|cela|et))",
        ),
    ),
    (
        "adresse",
        any_of(
            r"(?:votre|quelle|quelle est l') ?adresse(?! (?:mail|e-mail|electronique))",
            r"code postal",
            r"(?:votre|quelle) ville",
            r"a quelle adresse",
        ),
    ),
    (
        "contact",
        any_of(
            r"(?:votre|une) (?:adresse )?(?:mail|e-mail|courriel|adresse electronique)\b[^.]{0,30}\?",
            r"(?:votre|un) (?:numero de )?(?:telephone|portable|mobile)\b[^.]{0,30}\?",
        ),
    ),
)

_ASKS_FOR: Final = re.compile(
    r"\?|s'il vous plait|donnez|j'ai (?:juste )?besoin|il me faut|suffi|indiquez|precisez|precisiez|rappelez|quel(?:le)? est|c'est quoi|j'aurai|demande|confirmez|dites|puis-je avoir|pouvez-vous|pourriez-vous|me (?:donner|rappeler|confirmer|communiquer)|je vais regarder|me faudrait|merci d"
)

_WHY_ASKED: Final = any_of(
    r"(?:c'est )?pour (?:ne pas|que|etre|mieux|bien|[a-z]{3,}er|[a-z]{3,}ir)\b",
    r"pour (?:proteger|securiser|ouvrir|retrouver|acceder|verifier|eviter|votre securite|etre sur|la confidentialite|des raisons de|mieux)",
    r"(?:rien|pas) de plus",
    r"(?:cela|ca|me|vous) suffi",
    r"juste (?:besoin|votre|deux|de)",
    r"inutile de",
    r"pas besoin de",
    r"uniquement",
    r"seulement (?:besoin|votre)",
    r"afin de (?:proteger|securiser|verifier|retrouver)",
    r"sans me tromper",
    r"par securite",
    r"afin de ne",
    r"(?:pas|rien) (?:davantage|de plus|d'autre)",
    r"rien d'autre",
)

_EXCESS: Final = any_of(
    r"securite sociale",
    r"(?:vos|les|quels?) (?:traitements?|medicaments?|maladies?)",
    r"situation (?:de famille|familiale|matrimoniale)",
    r"(?:vos|votre) (?:religion|opinions?|origine|revenus?|salaire|etat de sante|profession et)",
    r"mot de passe",
    r"numero de (?:votre )?(?:passeport|carte d'identite)",
)

GIVES_DATA: Final = re.compile(
    r"(?:vous etes|vous habitez|vous etes bien|je vois|votre adresse (?:est|c'est)|vous etes nee?|c'est bien)[^?.]{0,60}(?:rue|avenue|boulevard|chemin|place|allee|nee? le|\d{5}|\d{1,2} [a-z]+ \d{4}|votre adresse)[^?]*\?"
)


def find(call: Call, found: Findings) -> None:
    """A1 and A2."""
    _greeting(call, found)
    _identification(call, found)


def _greeting(call: Call, found: Findings) -> None:
    agent = call.interview.lead
    if not agent:
        return
    head = agent[0]
    text = _spoken(head.folded)
    first_said = head
    if count_words(head.text) <= 3 and len(agent) > 1 and not call.interview.reply(head):
        first_said = agent[1]
        text = f"{text} {_spoken(first_said.folded)}"
    greeted = _HELLO.search(text) is not None
    if greeted:
        found.add("bonjour", first_said.matches(_HELLO) or first_said)
    company = _COMPANY.search(text) is not None and not _NOT_COMPANY.search(text)
    named = _named(text)
    if company:
        found.add("entreprise", _clause_with(first_said, _COMPANY) or first_said)
    if named:
        found.add("nom_agent", first_said)
    offer = first_said.matches(_OFFER) or first_said.matches(_OUTBOUND)
    found.add("offre", offer)
    if offer is None and len(agent) > 1:
        found.add("offre", agent[1].matches(_OUTBOUND))
    if offer is not None and _CANNED.search(text) and call.ignored_first(head):
        found.add("accueil_recite", first_said)


def _spoken(folded: str) -> str:
    """A masked name is still a name that was said."""
    return re.sub(r"\[nom_\d+\]", "masque", folded)


def _named(text: str) -> bool:
    if _NAME.search(text) is None:
        return False
    match = re.search(r"\bbonjour,? (madame|monsieur|a vous|a tous|et)\b", text)
    plain = re.search(
        r"(?:a votre (?:ecoute|service|disposition)|a l'appareil|\bici |c'est |je suis |je m'appelle|au telephone|, [a-z]{3,},? (?:de la societe|de chez|du service|de l'agence|du cabinet|de la mairie|de la maison))",
        text,
    )
    return plain is not None or match is None


def _clause_with(said: Said, pattern: re.Pattern[str]) -> Clause | None:
    return said.matches(pattern)


def _identification(call: Call, found: Findings) -> None:
    fields: dict[str, Clause] = {}
    first_rank: int | None = None
    for said in call.interview.lead:
        for clause in said.clauses:
            near = " ".join(c.folded for c in said.clauses)
            asked = [name for name, pattern in FIELDS if pattern.search(clause.folded)]
            if not asked or (not _ASKS_FOR.search(near) and "?" not in near):
                continue
            if call.interview.rank(said) > max(5, len(call.interview.lead) // 2):
                continue
            for name in asked:
                fields.setdefault(name, clause)
            if first_rank is None:
                first_rank = call.interview.rank(said)
            if _WHY_ASKED.search(near):
                found.add(
                    "raison_donnee", next((c for c in said.clauses if _WHY_ASKED.search(c.folded)), clause)
                )
        given = said.matches(GIVES_DATA)
        if given is not None and call.interview.rank(said) <= 4:
            found.add("donnee_fournie", given)
    clauses = list(dict.fromkeys(fields.values()))
    if clauses:
        found.add("identification", *clauses)
    complete = len(fields) >= 2 or ("reference" in fields and len(fields) >= 1 and call.written)
    if complete:
        found.add("identification_complete", *clauses)
        if not found.has("donnee_fournie"):
            found.add("controle_suffisant", *clauses)
    excess = next(
        (
            c
            for s in call.interview.lead
            for c in s.clauses
            if _EXCESS.search(c.folded) and _ASKS_FOR.search(s.folded)
        ),
        None,
    )
    found.add("donnee_en_trop", excess)
    if first_rank is not None and not call.informed_before(first_rank):
        found.add("avant_information", *clauses[:1])
