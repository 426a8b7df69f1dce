"""Argument and objections of a call: a solution tied to the customer’s own words, a complaint received and treated."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.call_answer import HEDGE, IMPOSSIBLE, wrong_clauses
from coach.assessment.call_reading import Call
from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause, Said
from coach.assessment.words import NUMBER, any_of, count_words, stems

_ARGUMENT: Final = any_of(
    r"donc\b",
    r"comme (?:vous|ca|cela|elle|il|votre|on|la|le|c'est)\b",
    r"pas besoin d[e']|inutile (?:de|d')|pas la peine",
    r"(?:suffi\w*|tient|tiennent|ira|iront|couvre|couvrira)\b[^.?!]{0,24}(?:largement|tres bien|sans|votre|vos|mieux)|vous ira\b|vous iront\b|largement\b",
    r"d'autant (?:que|plus)|justement|vu que|etant donne",
    r"ainsi\b",
    r"parce que",
    r"puisque",
    r"c'est (?:le plus|celui|pourquoi|pour cela|plus)",
    r"vous (?:n'avancez|serez|economisez|evitez|gagnez|n'aurez|pourrez|profitez|gardez|ne payez|etes)",
    r"plus (?:de|simple|rapide|besoin|economique|large|sur)",
    r"pour (?:que vous|vous|etre|eviter)",
    r"cela vous",
    r"ca vous",
    r"l'avantage",
    r"le mieux",
    r"au lieu de",
    rf"contre (?:{NUMBER})\b",
    r"sans (?:frais|attendre|avancer|engagement|payer|perdre|bouger|rien|surcout|toucher|supplement)",
    r"pour (?:vos|votre)\b",
    r"(?:et si|meme si) (?:la|le|les|vous (?!voulez|souhaitez|preferez|desirez)|jamais|elle|il|ca)\b",
    r"vous (?:aurez (?:ainsi|donc|tout)|tenez|repartez|dormez|utiliserez)\b",
    r"(?:ca|cela) (?:vous )?(?:evite|laisse|permet|fait gagner|tombe)",
    r"revient (?:moins|au meme)",
    r"du coup\b",
    r"comme (?:ca|cela)\b",
)

_STATED: Final = any_of(
    r"on peut (?:changer|faire|vous)",
    r"on (?:lui|vous|leur|le|la|les) (?:met|donne|envoie|prete|passe|propose|reserve|rembourse|echange|change|installe|livre|garde)",
    r"(?:le|la|les|l'|ce|cette|un|une|votre|chaque) ?[a-z-]+(?: [a-z-]+)? (?:dure|coute|reste|revient|part|arrive|demarre|commence|permet|comprend|couvre|prend|ouvre|ferme|attend|tient)\b",
    r"je (?:bascule|inscris|reporte|echange|rembourse|debloque|annule|modifie|change|ouvre|active|reserve|bloque|depose|expedie|commande)\b",
    r"je vous (?:propose|envoie|reserve|conseille)",
    r"vous pouvez",
    r"(?:la|une) solution",
    r"le (?:mieux|plus simple)",
    r"(?:un|le|la|votre) [a-z]+ (?:coute|intervient|peut passer|est en stock|est couvert)",
    r"elle passe",
    r"il (?:passe|est couvert)",
    r"vous (?:etes couvert|avez droit)",
    r"ca se fait",
    r"il (?:faut|faudra|suffit|suffira)\b",
    r"vous (?:l'|le |la |les )?(?:activez|prenez|demandez|faites|envoyez|gardez|choisissez|passez|deposez|apportez)\b",
    r"c'est (?:une option|l'option|le forfait|la formule)",
    r"l'(?:option|offre|opposition|echange|assurance)",
)

_OBJECTION: Final = any_of(
    r"ca (?:me )?fait (?:mal|beaucoup|cher|un peu|peur)",
    r"quand meme",
    r"(?:trop|bien) (?:cher|chere|long|loin|complique)",
    r"ah non",
    r"je (?:ne )?comprends (?:rien|toujours pas|pas pourquoi)",
    r"mais\b",
    r"on m'a(?:vait)? dit",
    r"pourtant",
    r"(?:c'est|quand meme) (?:dommage|cher|loin|long|embetant|incroyable|scandaleux|abuse|pas normal|inadmissible|trop)",
    r"ca m'embete",
    r"ca (?:me )?(?:gene|fait loin|fait cher|fait beaucoup)",
    r"et si\b",
    r"je (?:ne )?(?:suis pas|trouve|croyais|pensais)[^.?]{0,30}(?:content|satisfait|normal|cher|long|decu|que)",
    r"c'est (?:embetant|genant|enervant|penible|n'importe quoi)",
    r"(?:pas|plus) (?:confiance|d'accord)",
    r"sur votre site",
    r"reclamation",
    r"(?:vous vous|on se) (?:moquez|moque)",
    r"je n'ai rien recu",
    r"inquiet|inquiete|peur",
    r"a quoi bon",
    r"chez (?:un|vos) concurrent",
    r"ca ne (?:marche|va|me convient) pas",
    r"pas de frais \?",
    r"gratuits? \?",
    r"je ne peux pas\s*\?",
    r"vous n'etes pas (?:tres )?(?:aimable|poli)",
    r"la derniere fois",
    r"pas sure? que",
    r"vous etes sure?",
    r"je (?:ne )?veux pas",
    r"(?:cela|ca) fait [a-z0-9]+ (?:jours?|semaines?|mois)",
    r"scandal",
    r"ah bon\b",
    r"(?:collegue|conseill\w+|vend\w+|quelqu'un|technicien|ami\w?|voisin\w?|agence|boutique)[^.?]{0,30}(?:m'|nous |me )(?:a|avait|ont|avaient) (?:dit|assure|promis|affirme|repondu|garanti)",
    r"(?:j'ai|je l'ai) (?:peur|des doutes|un doute)",
    r"(?:ca|cela|c'est) (?:me (?:parait|semble)|fait) (?:\w+ )?(?:cher|long|loin|louche|bizarre|complique|enorme|beaucoup)",
    r"je (?:vais|prefere) (?:reflechir|attendre|voir ailleurs)|faut que je (?:reflechisse|voie)",
    r"(?:ca|c'est) (?:fait )?(?:la )?(?:deuxieme|troisieme|quatrieme|\d+e|encore une?) fois",
    r"toujours (?:pas|rien)\b",
    r"(?:y en a|j'en ai) (?:marre|assez)|ras le bol",
    r"(?:c'est|voila) (?:du vol|abusif|honteux|la meilleure|fort|un comble)",
    r"(?:une|la) (?:sacree )?somme\b|(?:un|le) budget\b",
    r"vous (?:me|nous) (?:aviez|avez) (?:dit|promis|assure)",
    r"qui me (?:dit|garantit|prouve)",
    r"je n'y (?:crois|comprends)|j'y crois (?:pas|moyen)",
    r"(?:ca|cela) ne m'arrange (?:pas|guere)|pas (?:pratique|ideal|terrible)",
)

#: A complaint is one whenever it comes, even in the first words.
_COMPLAINT: Final = any_of(
    r"scandal|inadmissible|inacceptable|honteu|abus(?:e|if)",
    r"(?:ca|cela) fait [a-z0-9 -]{1,20}(?:jours?|semaines?|mois|fois) que",
    r"(?:c'est|ca fait) (?:deja )?(?:la )?(?:deuxieme|troisieme|quatrieme|\d+e) fois",
    r"toujours (?:pas|rien) (?:recu|eu|de)",
    r"reclamation|porter plainte|resilie[rz]?\b.{0,20}(?:marre|assez)",
    r"(?:j'en ai|y en a) (?:marre|assez)|ras le bol",
    r"je (?:ne )?suis (?:pas|tres|vraiment) (?:du tout )?(?:content|satisfait|mecontent|decu|en colere)",
    r"(?:personne|jamais)[^.?]{0,20}(?:rappele|repondu|prevenu)",
)

_RECEIVES: Final = any_of(
    r"je comprends",
    r"j'entends",
    r"je (?:suis )?desolee?",
    r"c'est (?:vrai|normal|legitime|comprehensible|agacant|une bonne question)",
    r"vous avez raison",
    r"effectivement",
    r"en effet",
    r"ah oui",
    r"je vois",
    r"c'est (?:tout a fait )?(?:votre droit|possible)",
    r"(?:c'est|ce soit) (?:agacant|frustrant|inquietant|genant)",
    r"merci de (?:me )?(?:le dire|l'avoir)",
    r"si,",
    r"pardon\b",
    r"excusez",
    r"bien sur\b",
    r"je (?:vous )?l'accorde|je vous crois|je concois|a votre place",
)

_VERIFIES: Final = any_of(
    r"(?:est-ce que |cela |ca )?(?:repond|reponds)[^?]{0,20}",
    r"plus clair",
    r"vous convient",
    r"vous rassure",
    r"ca vous (?:va|irait|parait|rassure)",
    r"est-ce (?:que c'est )?(?:bon|clair|ok|plus)",
    r"d'accord pour vous",
    r"qu'en pensez-vous",
    r"etes-vous (?:rassure|d'accord)",
    r"(?:est-ce que )?(?:ca|cela) (?:vous|peut vous|pourrait vous) [a-z]+(?: \w+)?\s*\?",
    r"(?:qu'en dites|comment le voyez|vous en pensez)[^?]{0,12}\?",
)

_PUSHED_BACK: Final = re.compile(
    r"ne pas vous inquieter|il ne faut pas|pas de souci|ca veut dire|notre offre|ne peuvent pas|faut voir"
)


def find(call: Call, found: Findings) -> None:
    """A6 and A7."""
    _argument(call, found)
    _objections(call, found)


def _argument(call: Call, found: Findings) -> None:
    interview = call.interview
    client = call.client_words()
    wrong = wrong_clauses(call)
    for said in interview.lead[1:]:
        if call.contempt(said):
            continue
        for clause in said.clauses:
            if (
                "?" in clause.text
                or call.refusal(clause)
                or call.recap(clause)
                or IMPOSSIBLE.search(clause.folded)
            ):
                continue
            if clause in call.scripted or clause in wrong:
                continue
            told = clause in call.answers() and re.search(r"\bvous\b|\bvotre\b", clause.folded) is not None
            stated = _STATED.search(clause.folded) is not None or _TELLS_TO.search(clause.folded) is not None
            offered = (stated or told) and clause not in call.restated
            if not offered or _TOO_LATE.search(clause.folded):
                continue
            found.add("solution", clause)
            near = " ".join(c.folded for c in said.clauses)
            own = _own_words(call, said, client)
            shared = _own_in(call, clause)
            tied = (_TIED.search(clause.folded) is not None and shared >= 2) or (
                _SINCE_YOU.search(clause.folded) is not None and shared >= 1
            )
            if _PRESSES.search(near):
                continue
            if tied or _ARGUMENT.search(clause.folded) or (_ARGUMENT.search(near) and len(said.clauses) > 1):
                found.add("argument", clause)
                if (
                    tied
                    or own >= 2
                    or re.search(
                        r"comme vous (?:m'avez|l'avez|avez|me|le)|vous m'avez dit|vous (?:disiez|me disiez)",
                        near,
                    )
                ):
                    found.add("argument_personnel", clause)


#: The way out is set beside the customer's own situation: « avec une petite de trois mois, on passe dans les 24 heures ».
_TIED: Final = re.compile(
    r"\b(?:avec|pour|puisque|comme|vu|plutot que|au lieu de|alors que|la veille de|avant)\b"
)
_SINCE_YOU: Final = re.compile(r"\b(?:comme vous|vu que|puisque|etant donne que)\b")
#: To push is not to argue.
_PRESSES: Final = re.compile(
    r"\b(?:decide[rz]? (?:maintenant|tout de suite|vite)|demain c'est (?:fini|termine)|derniere (?:chance|occasion)|imbattable|maintenant ou jamais)\b"
)


def _own_in(call: Call, clause: Clause) -> int:
    """The customer's words of context in that clause, the product's left aside."""
    return len((stems(clause.text) & call.client_words()) - stems(call.sheet))


#: « Eh bien commandez sur le site » : the way out told as an imperative.
_TELLS_TO: Final = re.compile(
    r"^\W*(?:(?:eh bien|alors|donc|bon|ok|d'accord|le mieux),? )*(?!(?:excusez|attendez|patientez|restez|prenez soin|indiquez|rappelez|ecoutez|calmez|croyez|soyez|sachez|dites|voyez|tenez|chez|assez|nez|rappelez)\b)[a-z]{3,}ez(?:-(?:le|la|les|y|en|vous|moi))? [a-z]"
)
#: What should have been done, what will be told some day: no way out.
_TOO_LATE: Final = re.compile(
    r"\bil (?:fallait|aurait fallu)\b|\bvous auriez du\b|\bprochainement\b|\brecontacte\w*\b|\bprise? en compte\b|\bau courant\b"
)


def _own_words(call: Call, said: Said, client: frozenset[str]) -> int:
    """The customer's context words (not the product's) taken into the argument."""
    sheet = stems(call.sheet)
    return len((stems(said.text) & client) - sheet - stems("client nom numero dossier contrat"))


def _objections(call: Call, found: Findings) -> None:
    interview = call.interview
    answers = frozenset(call.answers())
    wrong = wrong_clauses(call)
    seen_answer = False
    for said in interview.lead:
        told = any(
            c in answers and not any("?" in d.text for d in said.clauses[i:])
            for i, c in enumerate(said.clauses)
        )
        if told or call.contempt(said):
            seen_answer = True
        replies = interview.reply(said)
        complaint = any(_COMPLAINT.search(r.folded) for r in replies)
        if not (seen_answer or complaint):
            continue
        objecting = next((r for r in replies if _OBJECTION.search(r.folded) and not _only_thanks(r)), None)
        if objecting is None:
            continue
        found.add("objection", objecting)
        after = interview.following(said)
        if after is None or call.contempt(after):
            continue
        received = after.matches(_RECEIVES)
        treated = _treats(call, after, wrong)
        found.add("objection_recue", received)
        if treated is not None:
            found.add("objection_traitee", treated)
            if received is None and count_words(after.text) >= 8 and not call.refusal(treated):
                found.add("objection_recue", after.clauses[0], partial=True)
        verified = next((c for c in after.clauses if _VERIFIES.search(c.folded) and "?" in c.text), None)
        found.add("objection_verifiee", verified)


def _only_thanks(said: Said) -> bool:
    return count_words(said.text) <= 3 and re.search(r"merci|d'accord|ok", said.folded) is not None


def _treats(call: Call, after: Said, wrong: list[Clause]) -> Clause | None:
    """The clause that brings something to the objection, not a formula."""
    received = after.matches(_RECEIVES) is not None
    if not received and any(call.refusal(c) or _PUSHED_BACK.search(c.folded) for c in after.clauses):
        return None
    for clause in after.clauses:
        if (
            "?" in clause.text
            or clause in wrong
            or clause in call.scripted
            or IMPOSSIBLE.search(clause.folded)
            or count_words(clause.text) < 6
        ):
            continue
        if _RECEIVES.search(clause.folded) and count_words(clause.text) < 10:
            continue
        if HEDGE.search(clause.folded) or _PUSHED_BACK.search(clause.folded):
            continue
        return clause
    return None
