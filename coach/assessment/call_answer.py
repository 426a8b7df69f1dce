"""Answer, argument and objections of a call: figures held against the product sheet, the customer's own words."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from coach.assessment.call_reading import Call
from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause, Said
from coach.assessment.words import NUMBER, any_of, count_words, fold, stems

_VALUES: Final[dict[str, int]] = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000,
    "vingts": 20, "cents": 100,
}  # fmt: skip
_FIGURE: Final = re.compile(
    rf"\b({NUMBER}|une?|zero)\b ?(€|euros?|%|pour ?cents?|jours?(?: ouvres?)?|heures?|h\b|minutes?|min\b|mois|ans?|kg|kilos?|cm|fois)?"
)
_UNITS: Final = {
    "€": "euro",
    "euros": "euro",
    "euro": "euro",
    "pour cent": "%",
    "pourcent": "%",
    "h": "heure",
    "heures": "heure",
    "min": "minute",
    "minutes": "minute",
    "kg": "kilo",
    "kilos": "kilo",
    "ans": "an",
    "jours ouvres": "jour",
    "jour ouvre": "jour",
    "jours": "jour",
}
_FREE: Final = re.compile(
    r"\b(?:gratuit\w*|sans (?:aucun )?frais|pas de frais|zero euro|0 euro|offert\w*|aucune? (?:frais|avance)|rien du tout|n'avancez (?:rien|pas)|inclus)\b"
)
_IMPOSSIBLE: Final = any_of(
    r"on ne peut rien",
    r"c'est impossible",
    r"impossible de",
    r"pas possible",
    r"il n'y a rien a faire",
    r"la seule et unique",
    r"il faut voir avec",
    r"ca n'existe pas",
    r"on ne (?:fait|propose) pas",
    r"ce n'est pas (?:prevu|possible|dans)",
)
_HEDGE: Final = any_of(
    r"peut-etre",
    r"normalement",
    r"je (?:pense|crois)",
    r"sans doute",
    r"je (?:ne )?suis pas sur",
    r"ca devrait",
    r"en principe",
    r"il me semble",
)

_ARGUMENT: Final = any_of(
    r"donc\b",
    r"comme (?:vous|ca|cela)",
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
    r"contre \d",
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
)


_PUSHED_BACK: Final = re.compile(
    r"ne pas vous inquieter|il ne faut pas|pas de souci|ca veut dire|notre offre|ne peuvent pas|faut voir"
)


class Figure(NamedTuple):
    """A number and what it counts, '' when nothing is said."""

    value: str
    unit: str


def find(call: Call, found: Findings) -> None:
    """A5, A6 and A7."""
    _exactness(call, found)
    _argument(call, found)
    _objections(call, found)


def figures(text: str) -> frozenset[Figure]:
    """Numbers of a text with their units, in one form: « quarante-huit heures » is « 48 heures »."""
    read = set()
    for match in _FIGURE.finditer(fold(text)):
        value = _number(match.group(1))
        unit = re.sub(r"\s+", " ", (match.group(2) or "").strip())
        unit = _UNITS.get(unit, unit.rstrip("s"))
        if value is None or (value == "1" and not unit):
            continue
        read.add(Figure(value, unit))
    return frozenset(read)


def _number(text: str) -> str | None:
    plain = text.replace(",", ".")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return plain.rstrip("0").rstrip(".") if "." in plain else str(int(plain))
    total = current = 0
    for word in re.split(r"[ \-]", plain):
        if word == "et" or not word:
            continue
        value = _VALUES.get(word)
        if value is None:
            return None
        if value in (100, 1000):
            current = max(1, current) * value
            total, current = total + current, 0
        elif value == 20 and current == 4:
            current = 80
        else:
            current += value
    return str(total + current)


def _exactness(call: Call, found: Findings) -> None:
    answers = call.answers()
    if not answers:
        return
    if not call.sheet:
        found.add("reponse", *answers[:2])
        if any(figures(c.text) for c in answers) or len(answers) >= 2:
            found.add("reponse_informative", *answers[:3])
        return
    sheet = figures(call.sheet)
    wrong = wrong_clauses(call)
    right = [
        c
        for c in answers
        if c not in wrong
        and (figures(c.text) & sheet or _free_agrees(c, call.sheet) or _words_agree(c, call.sheet))
    ]
    lines, told_figures = _coverage(call)
    if wrong:
        found.add("faux", *wrong)
    if right:
        found.add("exact", *right[:3])
        if lines >= 0.5:
            found.add("complet", *right[:3])
        if lines >= 0.7 and told_figures >= 0.7:
            found.add("tout_dit", *right[:3])
    hedged = [c for c in answers if _HEDGE.search(c.folded) and not _settled(call, c)]
    if hedged:
        found.add("hesitant", *hedged[:2])
    if wrong and _main_question_missed(call, wrong, right):
        found.add("faux_principal", *wrong)


def wrong_clauses(call: Call) -> list[Clause]:
    """Answers that the product sheet contradicts; none without a sheet."""
    return _contradictions(call, call.answers(), figures(call.sheet)) if call.sheet else []


def _settled(call: Call, clause: Clause) -> bool:
    """What was said with doubt is confirmed later, once checked."""
    later = [c for c in call.interview.clauses if (c.turn, c.start) > (clause.turn, clause.start)]
    return any(_CONFIRMS.search(c.folded) for c in later)


_CONFIRMS: Final = re.compile(
    r"\bje (?:vous )?(?:le )?confirme\b|\bapres verification\b|\bje viens de (?:verifier|regarder)|\bverification faite\b|\bc'est (?:bien )?confirme"
)


def _contradictions(call: Call, answers: tuple[Clause, ...], sheet: frozenset[Figure]) -> list[Clause]:
    known_units = {f.unit for f in sheet if f.unit}
    client = figures(" ".join(t.text for t in call.interview.others))
    wrong = []
    for clause in answers:
        given = figures(clause.text)
        odd = {
            f
            for f in given
            if f.unit in known_units
            and f not in sheet
            and f not in client
            and not _derived(f, sheet, client)
            and (f.unit in ("euro", "%") or _TERM.search(clause.folded))
            and _same_matter(clause, f, call.sheet, strict=f.unit not in ("euro", "%"))
        }
        free = _FREE.search(clause.folded) is not None and _priced_strictly(clause, call.sheet)
        barred = _IMPOSSIBLE.search(clause.folded) is not None and bool(stems(call.sheet))
        if odd or free or barred or _reversed(clause, call.sheet):
            wrong.append(clause)
    return wrong


def _reversed(clause: Clause, sheet: str) -> bool:
    """The clause says yes where the sheet says no, or no where it says yes."""
    said = stems(clause.text)
    denies = _DENIES.search(clause.folded) is not None
    for line in _lines(sheet):
        key, _, value = fold(line).partition(" : ")
        named = _alike(said, stems(key))
        if not named and not _alike(said, stems(value)):
            continue
        refused = _NOT_OFFERED.search(value)
        none = _NONE_OF.search(value)
        if none is not None and not denies and _EXISTS.search(clause.folded):
            if _alike(stems(none.group(1)), said):
                return True
        elif refused is not None:
            if not denies and "sauf" not in value and named and _GRANTS.search(clause.folded):
                return True
        elif (
            _BARS.search(clause.folded)
            and not _SOFTENS.search(value)
            and not _same_figure(clause, line)
            and (named or _alike(said, stems(value.split(" ")[0])))
        ):
            return True
    return False


def _same_figure(clause: Clause, line: str) -> bool:
    return bool(figures(clause.text) & figures(line))


def _alike(some: frozenset[str], others: frozenset[str]) -> bool:
    """A word in common, whatever its ending (« étaler », « étalée »)."""
    return any(a[:5] == b[:5] or (min(len(a), len(b)) == 4 and a[:4] == b[:4]) for a in some for b in others)


_DENIES: Final = re.compile(
    r"\bne\b|\bn'|\bpas\b|\bsans\b|\baucun|\bni\b|\bnon\b|\bjamais\b|\bsauf\b|\brien\b"
)
_NOT_OFFERED: Final = re.compile(
    r"^(?:non|aucune?|pas|jamais|exclue?)\b|\bnon (?:inclus|compris|prevu|couvert|pris|rembours|possible|cumulable|echang|propos|disponible)|\b(?:exclue?s?|interdite?s?|impossible)\b"
)
_NONE_OF: Final = re.compile(r"\b(?:aucune?s?|pas d[e']|sans) ?([a-z]{4,})")
_GRANTS: Final = re.compile(
    r"\b(?:inclus|comprise?s?|couverte?s?|gratuit|offert|possible|prise? en charge|rembours|vous (?:pouvez|avez|aurez|beneficiez)|on (?:vous|peut|fait)|nous (?:vous|pouvons)|ca marche|aucun souci)"
)
_EXISTS: Final = re.compile(
    r"\b(?:il y a|il y aura|vous (?:avez|aurez|payez|paierez)|ce sera|comptez|moyennant|soumis)\b"
)
_BARS: Final = re.compile(
    r"\b(?:on|vous|je|nous) ne (?:peut|peux|pouvez|pouvons|pourrez|fait|fais|proposons|propose)\b[^,.;]{0,30}\b(?:pas|plus|rien)\b|\b(?:ce n'est|c'est) pas (?:prevu|possible|inclus|couvert|compris|rembours\w+|gratuit|pris)|\bimpossible\b"
)
#: A line that says itself in what case it does not hold.
_SOFTENS: Final = re.compile(
    r"\bsauf\b|\bsinon\b|\bseulement\b|\buniquement\b|\bpas\b|\bnon\b|\baucun|\bjamais\b|\bsi\b"
)


def _same_matter(clause: Clause, figure: Figure, sheet: str, *, strict: bool) -> bool:
    """The clause speaks of a line of the sheet that is counted in the same unit.

    Delays are common to many lines: `strict` asks for a word of the line's own name as well.
    """
    said = stems(clause.text)
    return any(
        any(f.unit == figure.unit for f in figures(line))
        and said & (stems(line.partition(":")[0]) if strict else stems(line)) - _UNIT_STEMS
        for line in _lines(sheet)
    )


#: A delay that is given as the rule, not a time told (« il y a trois jours »).
_TERM: Final = re.compile(
    rf"\b(?:sous|pendant|jusqu'a|valable|delai d[eu']|au bout de|dans(?: les)?|avant) ?{NUMBER}"
)
_UNIT_STEMS: Final = stems(
    "euros pour cent jours heures minutes mois semaines ouvres delai deux trois quatre cinq"
)


def _derived(figure: Figure, sheet: frozenset[Figure], client: frozenset[Figure]) -> bool:
    """A difference or a sum of figures of the sheet is not a false figure."""
    values = [float(f.value) for f in sheet | client if f.unit == figure.unit]
    value = float(figure.value)
    if figure.unit == "heure" and any(f.unit == "jour" and float(f.value) * 24 == value for f in sheet):
        return True
    if figure.unit == "jour" and any(f.unit == "heure" and float(f.value) == value * 24 for f in sheet):
        return True
    return any(
        abs(abs(a - b) - value) < 0.01 or abs(a + b - value) < 0.01 or abs(a * 12 - value) < 0.01
        for a in values
        for b in values
        if a != b
    )


def _lines(sheet: str) -> list[str]:
    """The sheet's statements, each with its key; the name of the offer states nothing."""
    found = []
    for entry in sheet.split(" ; "):
        key, _, value = entry.partition(" : ")
        if fold(key).strip() in ("offre", "nom", "produit", "garantie") and not figures(value):
            continue
        found += [f"{key} : {part.strip()}" for part in re.split(r"[,;]", value or key) if part.strip()]
    return found


def _priced_strictly(clause: Clause, sheet: str) -> bool:
    about = stems(clause.text)
    match = _FREE.search(clause.folded)
    if match is not None and count_words(clause.text) > 25 and "," not in clause.text:
        # Speech without punctuation is one long clause: what is free is what was named just before.
        about = stems(clause.text[max(0, match.start() - 60) : match.end()]) - stems("gratuit frais")
    for line in _lines(sheet):
        own = {f for f in figures(line) if f.unit in ("euro", "%") and f.value != "0"}
        name = stems(line.partition(":")[0])
        free_line = _FREE.search(fold(line)) is not None
        conditional = re.search(r"\bsinon\b|\bapres \d|\bsauf\b", fold(line)) is not None
        if own and name & about and (not free_line or conditional):
            return True
    return False


def _free_agrees(clause: Clause, sheet: str) -> bool:
    if _FREE.search(clause.folded) is None:
        return False
    about = stems(clause.text)
    return any(_FREE.search(fold(line)) and about & stems(line.partition(":")[0]) for line in _lines(sheet))


def _words_agree(clause: Clause, sheet: str) -> bool:
    return any(len(stems(clause.text) & stems(line)) >= 2 for line in _lines(sheet))


def _coverage(call: Call) -> tuple[float, float]:
    """Shares of the sheet's relevant lines, and of their figures, that the agent speaks of."""
    said = " ".join(s.text for s in call.interview.lead[1:])
    heard = stems(said) | call.client_words()
    relevant = [line for line in _lines(call.sheet) if stems(line.partition(":")[0]) & heard]
    lines = relevant or _lines(call.sheet)
    if not lines:
        return 1.0, 1.0
    given = figures(said)
    values = {f.value for f in given}
    told = sum(
        any(f.value in values for f in figures(line)) or len(stems(line) & stems(said)) >= 2 for line in lines
    )
    wanted = {f.value for line in lines for f in figures(line) if f.unit}
    return told / len(lines), (len(wanted & values) / len(wanted) if wanted else 1.0)


def _main_question_missed(call: Call, wrong: list[Clause], right: list[Clause]) -> bool:
    """The first answer to the customer's question is wrong, and nothing sets it right later."""
    barred = any(_IMPOSSIBLE.search(c.folded) for c in wrong)
    mended = any(c.turn > wrong[-1].turn for c in right)
    first = not right or (right[0].turn, right[0].start) > (wrong[0].turn, wrong[0].start)
    return (barred or first) and not mended


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
                or _IMPOSSIBLE.search(clause.folded)
            ):
                continue
            if clause in call.scripted or clause in wrong:
                continue
            told = clause in call.answers() and re.search(r"\bvous\b|\bvotre\b", clause.folded) is not None
            offered = (_STATED.search(clause.folded) is not None or told) and clause not in call.restated
            if not offered:
                continue
            found.add("solution", clause)
            near = " ".join(c.folded for c in said.clauses)
            if _ARGUMENT.search(clause.folded) or (_ARGUMENT.search(near) and len(said.clauses) > 1):
                found.add("argument", clause)
                own = _own_words(call, said, client)
                if own >= 2 or re.search(
                    r"comme vous (?:m'avez|l'avez|avez|me|le)|vous m'avez dit|vous (?:disiez|me disiez)", near
                ):
                    found.add("argument_personnel", clause)


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
            or _IMPOSSIBLE.search(clause.folded)
            or count_words(clause.text) < 6
        ):
            continue
        if _RECEIVES.search(clause.folded) and count_words(clause.text) < 10:
            continue
        if _HEDGE.search(clause.folded) or _PUSHED_BACK.search(clause.folded):
            continue
        return clause
    return None
