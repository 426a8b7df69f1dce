"""Evidence of a call (or of a written sample) on the grid `ecoute`: what the agent says, when, after what.

The voice server's notice counts as given; a written sample has delays instead of waits. Times are used only
when they are there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from coach.assessment import call_answer, call_compliance, call_conduct
from coach.assessment.call_reading import Call
from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause, Interview, Said, says_yes
from coach.assessment.law import flags
from coach.assessment.words import FUTURE_DAY, NUMBER, any_of, count_words, stems
from coach.domain.grids import Finding
from coach.domain.scoring import Flag

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

_FIELDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
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
            r"(?:votre|quelle) adresse(?! (?:mail|e-mail|electronique))",
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
_GIVES_DATA: Final = re.compile(
    r"(?:vous etes|vous habitez|vous etes bien|je vois|votre adresse (?:est|c'est)|vous etes nee?|c'est bien)[^?.]{0,60}(?:rue|avenue|boulevard|chemin|place|allee|nee? le|\d{5}|\d{1,2} [a-z]+ \d{4}|votre adresse)[^?]*\?"
)

_QUESTION_WORD: Final = any_of(
    r"quand\b",
    r"quel(?:le)?s?\b",
    r"comment\b",
    r"pourquoi\b",
    r"combien\b",
    r"depuis\b",
    r"qu'est[- ]ce",
    r"ou\b",
    r"dites-moi",
    r"racontez",
    r"expliquez",
    r"decrivez",
    r"que (?:se|s'est|voyez|recherchez|souhaitez)",
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
    r"s'il vous plait",
    r"ne quittez",
    r"il reste (?:une|des) question",
    r"d'accord\s*\?",
    r"ca ira",
    r"(?:on|nous) (?:est|sommes) d'accord",
    r"vous me (?:suivez|entendez)",
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


def find(
    interview: Interview, context: Mapping[str, Any], day: date, safeguard: str = "A11"
) -> tuple[tuple[Finding, ...], tuple[Flag, ...]]:
    """Everything seen for the grid `ecoute`, and the compliance flags."""
    call = Call(interview, context)
    found = Findings(interview.source)
    _greeting(call, found)
    _identification(call, found)
    _discovery(call, found)
    _listening(call, found)
    call_answer.find(call, found)
    call_conduct.find(call, found)
    faults = call_compliance.find(call, found)
    _ending(call, found)
    return found.result(), flags(faults, safeguard, day)


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
            asked = [name for name, pattern in _FIELDS if pattern.search(clause.folded)]
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
        given = said.matches(_GIVES_DATA)
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
            asks_field = any(p.search(clause.folded) for _, p in _FIELDS) and not _ABOUT_NEED.search(
                clause.folded
            )
            long_speech = count_words(clause.text) > 15 and not re.search(r"[?,.]", clause.text)
            if asks_field or (_NOT_DISCOVERY.search(clause.folded) and not long_speech):
                continue
            if _GIVES_DATA.search(clause.folded) or clause.check:
                continue
            asks = clause.folded.count("?") + len(
                re.findall(
                    r",? et (?:(?:avec|pour|de|dans|sur|chez|par|en|a) )?(?:quel(?:le)?s?|qui|quoi|qu'est|quand|comment|combien|depuis|est[- ]|vous|ou)\b",
                    clause.folded,
                )
            )
            useful += [clause] * max(1, asks)
            turns.add(said.index)
            if _QUESTION_WORD.search(clause.folded):
                opened.append(clause)
    if useful:
        found.add("question_decouverte", *dict.fromkeys(useful))
    late = bool(useful) and call.answered_before(useful[0].turn)
    if len(useful) >= 2 or (opened and count_words(opened[0].text) >= 6 and not late):
        found.add("questions_utiles", *dict.fromkeys(useful))
    if (len(turns) >= 2 and opened) or (len(useful) >= 3 and opened):
        found.add("plusieurs_ouvertes", *dict.fromkeys(opened))


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
    r"^\W*(?:entendu|compris|je vois|d'accord|ok|tres bien|bien note|je note|ah oui)\b"
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
                r"^\W*(?:(?:d'accord|ok|tres bien|merci|bien|alors|bon|entendu|compris|parfait|je vois),? )*(?:donc|si (?:je|j'ai|j')|je (?:note|vois|comprends) (?:que|donc)|j'ai (?:bien )?note|vous (?:me dites|cherchez|m'expliquez|aimeriez|n'avez|etes donc|souhaitez|voulez|avez (?:donc|perdu|recu))|autrement dit|en resume|je resume|je reformule|ce que vous)\b",
                clause.folded,
            )
            shared = stems(clause.text) & stems(before)
            restated = said_again is not None or (len(shared) >= 3 and (checked or _taken_in(said, i)))
            if restated and len(shared) >= 2 and count_words(clause.text) >= 6 and not call.recap(clause):
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
                if asked and says_yes(interview.reply_text(said)):
                    found.add("reformulation_confirmee", rest[-1], *interview.reply(said)[:1])
        ack = said.matches(_ACKNOWLEDGES)
        if ack is not None:
            found.add("accuse_reception", ack)
        if not found.has("reformulation") and said.clauses:
            near = interview.preceding(said)
            text = " ".join(t.text for t in near)
            if len(stems(said.text) & stems(text)) >= 2:
                found.add("suit_les_points", said.clauses[0])


_RECAP: Final = any_of(
    r"^\W*(?:c'est (?:note|regle|enregistre)|donc|tres bien|parfait) ?:",
    r"je (?:recapitule|resume|recap)",
    r"(?:pour|en) (?:recapituler|resumer|resume)",
    r"donc,? (?:on a dit|nous avons convenu|vous (?:aurez|recevrez))",
    r"recapitul",
    r"(?:on|nous) (?:a|avons) (?:donc )?(?:dit|convenu|vu|decide|retenu)",
    r"(?:on est|nous sommes|nous voila) (?:donc |bien )*(?:d'accord|partis?|sur)\b",
    r"(?:je|on) (?:reprends|refais le point|fais le point)|pour (?:finir|etre bien clair)",
)
_STEP: Final = any_of(
    r"(?:vous (?:(?:le |la |les |l')?(?:recevez|recevrez|aurez)|allez (?:le |la |les )?(?:recevoir|avoir))|je vous (?:envoie|enverrai|rappelle|adresse|transmets|confirme|reserve)|(?:un|le|la|une|notre) [a-z]+ (?:vous (?:rappelle|contacte|appelle|confirme|appellera|rappellera|contactera)|passe|passera|intervient|part|arrive)|(?:la|une|votre) (?:confirmation|livraison|demande|reponse|suivi)|faites[- ]nous|nous (?:vous|reviendrons|revenons)|je (?:lance|fais|transmets|enregistre|programme|planifie|cree|note))"
)
_CHANNEL: Final = any_of(
    r"(?:par|votre|un|le) (?:courriel|mail|e-mail|sms|texto|telephone|courrier|message|chat|tchat)",
    r"(?:dans|sur) (?:votre espace|l'application|le site)",
    r"en agence|en boutique|en magasin",
    r"vous (?:appelle|rappelle)",
)
_WHEN: Final = re.compile(
    rf"\b(?:ce soir|demain|aujourd'hui|dans (?:l'heure|la journee|les|{NUMBER}|une|quelques minutes)|sous (?:{NUMBER}|quarante)|d'ici|avant (?:le|ce|demain|\d)|a partir d|le (?:\d{{1,2}}|mois prochain)|immediat\w*|tout de suite|(?:des|mois|semaine) (?:le|prochaine?|demain))"
)
_VAGUE: Final = any_of(
    r"prochainement",
    r"bientot",
    r"des que possible",
    r"si (?:necessaire|besoin)",
    r"ulterieurement",
    r"dans les meilleurs delais",
    r"on vous (?:tiendra|recontacte)",
    r"rapidement",
    r"vous (?:verrez|pourrez|reessay\w+)",
    r"on verra|a voir",
    r"(?:des|une fois) que (?:j'ai|nous avons|c'est)",
)
_LAST_QUESTION: Final = any_of(
    r"(?:autre (?:chose|question|demande|point)|d'autres questions|(?:puis-je|je peux)[^?]{0,30}(?:autre|aider)|une autre question|vous aider sur autre|besoin d'autre)[^?]{0,40}\?",
    r"autre chose\b",
    r"(?:reste|y a|avez-vous|voyez-vous)[^?]{0,24}(?:questions?|points?|quelque chose|doutes?)\b",
    r"(?:tout est|c'est) (?:bien )?clair pour vous",
)
_NOT_A_WISH: Final = r"(?!idee|question|nouvelle|numero|adresse|direction|solution|reponse|remarque|raison|moment|dossier|achat|ligne|date|taille|d'|bon|et\b)"
_BYE: Final = any_of(
    r"au revoir",
    r"bonne (?:journee|soiree|fin|continuation|route|semaine|installation|lecture|reception|fete)",
    r"bon(?:ne)? (?:week-end|apres-midi|retour|voyage|vol|sejour|courage|retablissement|appetit|dimanche|mariage|demenagement|anniversaire)",
    r"beau (?:sejour|voyage|week-end|mariage)|belle (?:journee|soiree|fete)",
    r"a bientot",
    rf"bonne? {_NOT_A_WISH}[a-z]+",
    r"bel(?:le)? (?:reprise|rentree|fin|annee|aventure|decouverte|installation|continuation)",
    r"(?:profitez bien|prenez soin|portez-vous bien|a (?:tres vite|demain|lundi|mardi|mercredi|jeudi|vendredi))",
    r"avec plaisir",
    r"cordialement",
    r"bien a vous",
    r"salutations",
    r"excellente (?:journee|soiree)",
    r"tres (?:beau|belle|bon|bonne) ",
)
_THANKS_END: Final = any_of(r"merci (?:de|pour|d'avoir)", r"(?:vous|je vous) remercie", r"merci\b")
_WISH: Final = any_of(
    r"bonne\b", r"bon (?!d'|bon)", r"belle? ", r"beau ", r"excellente", r"profitez", r"prenez soin"
)
_PERSONAL_WISH: Final = any_of(
    r"(?:bonne installation|beau (?:sejour|voyage|mariage)|tres beau|bon (?:vol|voyage|sejour|retablissement|courage|demenagement|retour)|belles? (?:photos|fetes?|decouverte)|bonne (?:route|installation|rentree|reprise|chance|reception)|nouveau poste|(?:belle|bonne) (?:reprise|fete|balade|preparation|lecture|decouverte)|profitez bien|prenez soin|bon (?:spectacle|concert|chantier|match|film|anniversaire)|vo(?:s|tre) (?:petits?-enfants?|enfants?|fille|fils|mari|femme|chantier|vacances|examen|mariage|voyage|sejour|demenagement|bebe|projet|famille|nouveau|nouvelle|retour|reprise|vol))"
)


def _ending(call: Call, found: Findings) -> None:
    agent = call.interview.lead
    for said in agent[len(agent) // 3 :]:
        if call.contempt(said):
            continue
        for clause in said.clauses:
            text = clause.folded
            if _RECAP.search(text):
                found.add("recapitulatif", clause)
            step = _STEP.search(text) is not None
            dated = _WHEN.search(text) is not None or FUTURE_DAY.search(text) is not None
            channel = _CHANNEL.search(text) is not None
            if step and not clause.question and not call.refusal(clause):
                if _VAGUE.search(text) and not channel:
                    found.add("suite_vague", clause)
                elif dated or channel:
                    found.add("suite", clause)
                    if dated:
                        found.add("suite_datee", clause)
                    if channel:
                        found.add("suite_canal", clause)
                elif call.interview.rank(said) >= len(agent) - 3:
                    found.add("suite_vague", clause)
            elif _VAGUE.search(text) and not clause.question:
                found.add("suite_vague", clause)
            elif found.has("recapitulatif") and (dated or channel) and not clause.question:
                if dated:
                    found.add("suite_datee", clause)
                if channel:
                    found.add("suite_canal", clause)
    for clause in (c for s in agent for c in s.clauses):
        if call.imposes(clause):
            found.add("suite_imposee", clause)
    last = agent[-2:] if len(agent) > 2 else agent[-1:]
    for said in last:
        if call.contempt(said):
            continue
        asked = said.matches(_LAST_QUESTION)
        found.add("derniere_question", asked)
    final = agent[-1]
    if call.contempt(final):
        return
    bye = final.matches(_BYE)
    found.add("conge", bye)
    polite = final.matches(_THANKS_END) is not None or final.matches(_WISH) is not None
    if bye is not None and (polite or found.has("derniere_question")):
        found.add("conge_poli", bye)
    named = re.search(r"\b(?:madame|monsieur|mme|m\.) [A-ZÉ\[]", final.text) is not None or (
        re.search(r"\b(?:madame|monsieur) [a-z]{3,}", final.folded) is not None
        and not re.search(r"(?:madame|monsieur) (?:et|au|bonne|merci|je)\b", final.folded)
    )
    if bye is not None and (
        final.matches(_PERSONAL_WISH) is not None or (named and polite and not call.script)
    ):
        found.add("conge_personnel", bye)
