"""Answer, argument and objections of a call: figures held against the product sheet, the customer's own words."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.call_figures import Figure, figures
from coach.assessment.call_reading import Call
from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause
from coach.assessment.words import NUMBER, any_of, count_words, fold, stems

_FREE: Final = re.compile(
    r"\b(?:gratuit\w*|sans (?:aucun )?frais|pas de frais|zero euro|0 euro|offert\w*|aucune? (?:frais|avance)|rien du tout|n'avancez (?:rien|pas)|inclus)\b"
)
IMPOSSIBLE: Final = any_of(
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
HEDGE: Final = any_of(
    r"peut-etre",
    r"normalement",
    r"je (?:pense|crois)",
    r"sans doute",
    r"je (?:ne )?suis pas sur",
    r"ca devrait",
    r"en principe",
    r"il me semble",
)


def find(call: Call, found: Findings) -> None:
    """A5: figures and conditions held against the product sheet."""
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
        and (figures(c.text) & sheet or _free_agrees(call, c) or _words_agree(c, call.sheet))
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
    hedged = [c for c in answers if HEDGE.search(c.folded) and not _settled(call, c)]
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
            and (f.unit in ("euro", "%") or _TERM.search(clause.folded) or _BARE_TERM.search(clause.folded))
            and _same_matter(call, clause, f, strict=f.unit not in ("euro", "%"))
        }
        free = (
            _FREE.search(clause.folded) is not None
            and _priced_strictly(call, clause)
            and not _free_agrees(call, clause)
        )
        barred = IMPOSSIBLE.search(clause.folded) is not None and bool(stems(call.sheet))
        if odd or free or barred or _reversed(clause, call.sheet):
            wrong.append(clause)
    return [*wrong, *(c for c in _opposed(call) if c not in wrong)]


#: Words of a condition and of its contrary: « facultative » on the sheet, « obligatoire » on the phone.
_CONTRARIES: Final = (
    (
        re.compile(r"\b(?:facultati\w+|optionnel\w*|non obligatoire|pas obligatoire|au choix)\b"),
        re.compile(r"(?<!pas )(?<!non )\b(?:obligatoires?|imposee?s?|indispensables?)\b"),
    ),
    (
        re.compile(
            r"(?<!pas )(?<!non )\b(?:obligatoires?|exigee?s?|indispensables?|necessaires?|requis\w*)\b"
        ),
        re.compile(
            r"\b(?:facultati\w+|optionnel\w*|(?:pas|non) (?:obligatoire|exigee?|necessaire|besoin)|sans ca|inutile|aller sans)\b"
        ),
    ),
    (
        re.compile(r"(?<!non )(?<!pas )\b(?:gratuit\w*|offert\w*|sans frais)\b"),
        re.compile(r"(?<!pas )(?<!non )\b(?:payant\w*|factur\w+|a votre charge|ca (?:se paie|coute))\b"),
    ),
)


def _opposed(call: Call) -> list[Clause]:
    """Clauses, however short, that give the contrary of a condition of the sheet."""
    found = []
    for said in call.interview.lead[1:]:
        for clause in said.clauses:
            if "?" in clause.text:
                continue
            about = _about(call, clause)
            for line in _lines(call.sheet):
                key, _, value = fold(line).partition(" : ")
                if not _alike(about, stems(key)):
                    continue
                if any(s.search(value) and c.search(clause.folded) for s, c in _CONTRARIES):
                    found.append(clause)
                    break
    return found


def _about(call: Call, clause: Clause) -> frozenset[str]:
    """What a clause is about; a short answer is about what was just asked."""
    said = next((s for s in call.interview.lead if s.index == clause.turn), None)
    if said is None or count_words(clause.text) > _SHORT or (said.clauses and clause != said.clauses[0]):
        return stems(clause.text)
    asked = " ".join(t.text for t in call.interview.preceding(said) if "?" in t.text)
    return stems(clause.text) | stems(asked)


_SHORT: Final = 8
"""Words of an answer that leans on its question."""


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


def _same_matter(call: Call, clause: Clause, figure: Figure, *, strict: bool) -> bool:
    """The clause speaks of a line of the sheet that is counted in the same unit.

    Delays are common to many lines: `strict` asks for a word of the line's own name as well.
    """
    said = _about(call, clause)
    counted = [line for line in _lines(call.sheet) if any(f.unit == figure.unit for f in figures(line))]
    if any(
        said & (stems(line.partition(":")[0]) if strict else stems(line)) - _UNIT_STEMS for line in counted
    ):
        return True
    # « Et c'est long ? » asks for the only delay of the sheet without its name.
    asked = _asked_in(call, clause)
    return len(counted) == 1 and any(
        ask.search(asked) and key.search(fold(counted[0]).partition(":")[0]) for ask, key in _ASKED_KINDS
    )


def _asked_in(call: Call, clause: Clause) -> str:
    """The question that the clause answers, folded."""
    said = next((s for s in call.interview.lead if s.index == clause.turn), None)
    return " ".join(t.folded for t in call.interview.preceding(said) if "?" in t.text) if said else ""


#: How a delay or a price is asked for, and how a sheet names it.
_ASKED_KINDS: Final = (
    (
        re.compile(r"\b(?:long|longtemps|combien de temps|quand|vite|attendre|attente|delai)\b"),
        re.compile(r"\b(?:delai|duree|reception|livraison|expedition|envoi|intervention|attente|traitement)"),
    ),
    (
        re.compile(r"\b(?:coute|cout|prix|tarif|combien|cher|payer|paie|frais)\b"),
        re.compile(r"\b(?:cout|prix|tarif|frais|montant|abonnement|forfait)"),
    ),
)


#: A delay that is given as the rule, not a time told (« il y a trois jours »).
_TERM: Final = re.compile(
    rf"\b(?:sous|pendant|jusqu'a|valable|delai d[eu']|au bout de|dans(?: les)?|avant|en|c'est|comptez|compter|il faut|faut|prend|met|dure|durent|sur) ?{NUMBER}"
)
#: A bare answer to « c'est long ? » : the delay is the whole reply.
_BARE_TERM: Final = re.compile(
    rf"^\W*(?:euh,? |alors,? |oh,? )?(?:a peu pres |environ |comptez |compter |c'est )?(?:{NUMBER}|une?) (?:jours?|semaines?|mois|heures?)\b[^.?!]{{0,24}}$"
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


def _priced_strictly(call: Call, clause: Clause) -> bool:
    about = _about(call, clause)
    match = _FREE.search(clause.folded)
    if match is not None and count_words(clause.text) > 25 and "," not in clause.text:
        # Speech without punctuation is one long clause: what is free is what was named just before.
        about = stems(clause.text[max(0, match.start() - 60) : match.end()]) - stems("gratuit frais")
    for line in _lines(call.sheet):
        own = {f for f in figures(line) if f.unit in ("euro", "%") and f.value != "0"}
        name = stems(line.partition(":")[0])
        free_line = _FREE.search(fold(line)) is not None
        conditional = re.search(r"\bsinon\b|\bapres \d|\bsauf\b", fold(line)) is not None
        if own and name & about and (not free_line or conditional):
            return True
    return False


def _free_agrees(call: Call, clause: Clause) -> bool:
    if _FREE.search(clause.folded) is None:
        return False
    about = _about(call, clause)
    return any(
        _FREE.search(fold(line)) and _alike(about, stems(line.partition(":")[0]))
        for line in _lines(call.sheet)
    )


def _words_agree(clause: Clause, sheet: str) -> bool:
    return any(len(stems(clause.text) & stems(line)) >= 2 for line in _lines(sheet))


def _coverage(call: Call) -> tuple[float, float]:
    """Shares of the sheet's relevant lines, and of their figures, that the agent speaks of."""
    said = " ".join(s.text for s in call.interview.lead[1:])
    heard = stems(said) | call.client_words()
    relevant = [
        line
        for line in _lines(call.sheet)
        if stems(line.partition(":")[0]) & heard or _PRICE_KEY.search(fold(line).partition(":")[0])
    ]
    lines = relevant or _lines(call.sheet)
    if not lines:
        return 1.0, 1.0
    given = figures(said)
    values = {f.value for f in given}
    told = sum(
        any(f.value in values for f in figures(line))
        or len(stems(line) & stems(said)) >= 2
        or (
            _INCLUDED.search(fold(line)) is not None
            and _INCLUDED.search(fold(said)) is not None
            and _key_told(line, said)
        )
        for line in lines
    )
    wanted = {f.value for line in lines for f in figures(line) if f.unit}
    return told / len(lines), (len(wanted & values) / len(wanted) if wanted else 1.0)


_INCLUDED: Final = re.compile(r"\b(?:inclu\w+|compri\w+|offert\w*|gratuit\w*|sans frais)\b")


def _key_told(line: str, said: str) -> bool:
    return bool(stems(line.partition(":")[0]) & stems(said))


#: What it costs matters to every customer, named or not.
_PRICE_KEY: Final = re.compile(r"^\W*(?:cout|prix|tarif|frais|montant|franchise)\W*$")


def _main_question_missed(call: Call, wrong: list[Clause], right: list[Clause]) -> bool:
    """The first answer to the customer's question is wrong, and nothing sets it right later."""
    barred = any(IMPOSSIBLE.search(c.folded) for c in wrong)
    mended = any(c.turn > wrong[-1].turn for c in right)
    first = not right or (right[0].turn, right[0].start) > (wrong[0].turn, wrong[0].start)
    return (barred or first) and not mended
