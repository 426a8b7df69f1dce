"""Command of the call, language and courtesy: waits, interruptions, mots noirs, jargon, consideration."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.call_reading import Call
from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause, Said
from coach.assessment.words import NUMBER, any_of, count_words

_MOTS_NOIRS: Final = any_of(
    r"malheureusement",
    r"impossible",
    r"(?:pas|aucun) (?:de )?(?:souci|probleme)s?\b",
    r"il n'y a pas de souci",
    r"probleme\b",
    r"(?:ne )?(?:vous )?inquiet(?:ez|er)\b(?!de)",
    r"n'ayez crainte",
    r"(?:c'est|ce n'est) pas (?:possible|ma faute|mon service|chez nous)",
    r"on ne peut (?:rien|pas)",
    r"je ne (?:peux|sais) pas",
    r"il faut (?:que vous|voir)",
    r"vous (?:devez|auriez du|n'avez qu'a)",
    r"mais bon\b",
    r"bon,? ben",
    r"du coup\b.{0,60}du coup",
    r"ne quittez pas",
    r"(?:petit|petite) (?:souci|minute|instant|renseignement)",
    r"je vais essayer",
    r"deranger",
    r"desole pour le derangement",
    r"la seule et unique",
    r"c'est comme ca",
    r"peut-etre\b",
    r"inquiet(?:er)? pour rien",
    r"je n'ai pas la main",
    r"il faudrait (?:voir|que vous)",
    r"ce n'est pas prevu",
    r"ca devrait\b",
    r"normalement\b",
    r"penalites?\b",
    r"je regrette\b",
    r"vous (?:pourrez|pouvez) toujours (?:re)?essay",
)
_JARGON: Final = any_of(
    r"workflow",
    r"mouliner",
    r"\bpod\b",
    r"liv-ok",
    r"flashe",
    r"back-?office",
    r"(?:un|le|votre) ticket (?:est|a ete|sera|n|numero|ouvert|cree)|(?:ouvre|ouvrir|cree|creer) un ticket",
    r"process\b",
    r"escalad",
    r"n2\b",
    r"gateway",
    r"reset\b",
    r"ip\b",
    r"dsl\b",
    r"sav\b",
    r"cgv\b",
    r"sla\b",
    r"erp\b",
    r"crm\b",
    r"attenuation",
    r"firmware",
    r"statut en\b",
    r"scoring",
    r"kbis",
    r"rib sepa",
    r"mandat sepa",
    r"bug\b",
    r"le systeme (?:mouline|rame)",
    r"provisionn",
    r"\b[A-Z]{2,4}-[A-Z]{2,}",
    r"tracking",
    r"hub\b",
    r"forcer le flux",
    r"ouvrir un cas",
    r"roaming|out-of|bundle|\bdata\b|upgrade|downgrade|onboarding|dispatch|asap\b|deadline|backlog|template|prospect\b|lead\b|churn",
)
_FAMILIAR: Final = any_of(
    r"^\W*ouais\b",
    r"ok\b(?!,? (?:madame|monsieur))",
    r"d'acc\b",
    r"nickel",
    r"(?:c'est|ca) (?:mort|cuit|kif|kiffe|galere)|kif-kif",
    r"hyper\b|vachement|super (?:long|cher|vite)\b",
    r"ca marche",
    r"bah\b",
    r"(?<!il )(?<!n')y (?:en )?a\b",
    r"euh\b",
    r"(?<!il )(?<!il vous )(?<!il me )(?<!qu'il )faut\b(?! -?il)",
    r"truc\b|machin",
    r"bidule",
    r"^\W*attendez\W*$",
    r"^\W*bon\.\W*$",
    r"quoi\W*$",
)
_PRESSURE: Final = any_of(
    r"(?:il faut )?(?:vous )?decide(?:r|z)[- ](?:vous )?(?:maintenant|tout de suite|vite)",
    r"derniere (?:chance|occasion)",
    r"(?:seulement|que) aujourd'hui",
    r"vous (?:avez tort|allez le regretter|ratez)",
    r"profitez-en (?:vite|maintenant)",
    r"ca (?:part|partira) vite",
    r"c'est maintenant ou jamais",
    r"vous n'allez pas (?:refuser|dire non)",
)
_ANNOUNCES: Final = any_of(
    r"(?:je verifie|je regarde|je consulte|je recherche|je me renseigne)[^.?]{0,60}(?:minute|instant|seconde|moment)?",
    r"(?:pouvez[- ]vous|vous pouvez|voulez[- ]vous bien|acceptez[- ]vous de)[^.?]{0,20}(?:rester en ligne|patienter)",
    r"je vous (?:mets|place) en attente",
    r"patient(?:er|ez)",
    r"(?:une|deux|trois) (?:petites? )?(?:minutes?|secondes?|instants?)",
    r"(?:un|quelques) instants?",
)
_REASON: Final = any_of(
    r"je (?:verifie|regarde|consulte|recherche|cherche|me renseigne|demande)",
    r"pour (?:verifier|consulter|regarder|demander)",
    r"le temps de",
)
_LENGTH: Final = re.compile(
    rf"\b(?:{NUMBER}|une|deux|quelques) (?:petites? )?(?:minutes?|secondes?)\b|\bun instant\b"
)
_LEADS: Final = any_of(
    r"je (?:vais|regarde|verifie|vous propose|recapitule|reprends)\b",
    r"(?:d'abord|ensuite|pour commencer|maintenant)\b",
    r"je (?:lance|enregistre|note)\b",
    r"c'est (?:regle|note|enregistre|fait)\b",
    r"il me faut",
)
_POSITIVE: Final = any_of(
    r"avec plaisir",
    r"bien sur",
    r"tout a fait",
    r"parfait",
    r"je m'en (?:occupe|charge)",
    r"nous allons",
    r"vous pouvez",
    r"vous (?:serez|recevez|recevrez|gardez|economisez|gagnez)",
    r"volontiers",
    r"sans frais",
    r"vous n'(?:avancez|aurez) rien",
    r"vous (?:n'aurez|aurez|pourrez|serez|paierez|garderez|profiterez|gagnerez) (?!pas|jamais)",
    r"(?:je peux|nous pouvons) (?:donc |aussi |tout a fait )?[a-z]+er\b",
    r"(?:c'est|elle est|il est) (?:ajoute|modifie|reserve|inscri|programme|valide|rembours|rattach)",
    r"c'est (?:note|regle|possible)",
    r"dites-moi",
    r"pour proteger",
    r"je (?:vais regarder|regarde) (?:ca|cela) avec vous",
    r"avec vous\b",
    r"elle passe en cabine|peut passer|il passe",
)
_CARES: Final = any_of(
    r"je vous l'accorde",
    r"bonne nouvelle",
    r"bon(?:ne)? (?:retablissement|rentree|convalescence)|joyeu[xs]e?s?\b|felicitations",
    r"merci (?:de|d'avoir) (?:me |nous )?(?:prevenir|signaler|appele|patiente|dit|confiance)",
    r"on ne vous (?:fait|laisse) pas",
    r"(?:c'est|ce n'est pas) (?:long|evident|facile)",
    r"quel(?:le)? (?:desagrement|dommage|tracas|frayeur|mauvaise surprise)",
    r"(?:c'est|ca) (?:vrai que )?(?:ca )?fait (?:loin|long|beaucoup)",
    r"nos excuses|je vous presente",
    r"je comprends[^.?]{4,}",
    r"je vous comprends",
    r"c'est (?:penible|genant|agacant|normal|inquietant|ennuyeux)",
    r"je (?:suis )?desolee?",
    r"cela (?:doit|devait)",
    r"pour que vous",
    r"je vais regarder (?:ca|cela) avec vous",
    r"votre inquietude",
    r"il faut que tout soit pret",
    r"bonne installation",
    r"beau (?:sejour|mariage|voyage)",
    r"prenez votre temps",
    r"je reste (?:votre|a votre)",
    r"avec vous\b",
    r"soyez tranquille",
    r"l'esprit tranquille",
    r"bon courage",
    r"profitez bien",
    r"felicitations",
    r"rassurez-vous",
    r"prenez soin",
    r"(?:belle|bonne) (?:reprise|rentree|chance|preparation)",
    r"(?:vous n'y etes|ce n'est) (?:pour rien|pas votre faute)",
    r"on (?:s'en occupe|va regarder|regarde) (?:ensemble|tout de suite|ca)",
)
_POLITE: Final = any_of(
    r"s'il vous plait",
    r"merci",
    r"je vous (?:prie|remercie)",
    r"bonne (?:journee|soiree)",
    r"avec plaisir",
    r"puis-je",
    r"madame|monsieur",
    r"bonjour",
    r"excusez",
)
_NAMED: Final = re.compile(r"\b(?:madame|monsieur|mme|mr|m\.) [a-z\[]{3,}")


def find(call: Call, found: Findings) -> None:
    """A8, A9 and A10."""
    _command(call, found)
    _language(call, found)
    _courtesy(call, found)


def _command(call: Call, found: Findings) -> None:
    faults: list[Clause | Said] = []
    for said in _interruptions(call):
        faults.append(said)
    announced = False
    for late in _late_replies(call):
        faults.append(late)
    for start, end in _waits(call):
        before = _last_before(call, start)
        after = _first_after(call, end)
        if before is None or after is None:
            continue
        telling = next((c for c in before.clauses if _ANNOUNCES.search(c.folded)), None)
        # « Ne quittez pas » and « Attendez » give neither reason nor length: the wait is not announced.
        if telling is None:
            faults.append(after)
            continue
        announced = True
        complete = _REASON.search(before.folded) and _LENGTH.search(before.folded)
        thanked = re.search(
            r"merci d'avoir patiente|merci de (?:votre|m'avoir)|merci pour votre patience|je vous remercie (?:d'avoir|de votre)|toujours (?:la|en ligne)|me revoi",
            after.folded,
        )
        found.add("attente_annoncee", telling)
        if complete and thanked:
            found.add("attente_complete", telling, after.clauses[0])
        else:
            found.add("attente_incomplete", telling)
    if len(faults) >= 2:
        found.add("fautes_repetees", *faults[:3])
    elif faults:
        found.add("faute_conduite", *faults)
    spoken = [c for c in call.interview.clauses]
    if not faults and spoken and not call.contemptuous():
        found.add("sans_faute", spoken[0])
    led = [c for c in spoken if _LEADS.search(c.folded)]
    if not faults and not announced and _visibly_led(call, led):
        found.add("conduite_visible", *led[:2])


def _late_replies(call: Call) -> list[Said]:
    """Written sample: answers that came too late (a chat waits minutes, an e-mail two days)."""
    if not (call.written and call.timed):
        return []
    limit = 300.0 if re.search(r"chat", str(call.context.get("canal", "")).lower()) else 172_800.0
    late = []
    for said in call.interview.lead:
        before = call.interview.preceding(said)
        if (
            before
            and said.start is not None
            and before[-1].start is not None
            and said.start - before[-1].start > limit
        ):
            late.append(said)
    return late


def _visibly_led(call: Call, led: list[Clause]) -> bool:
    recap = any(call.recap(c) for c in call.interview.clauses)
    quick = call.written and call.timed
    return not call.script and recap and (len(led) >= 3 or quick)


def _waits(call: Call) -> list[tuple[float, float]]:
    if not call.timed or call.written:
        return []
    waits = [(h.start, h.end) for h in call.measures.holds if h.end - h.start >= 10]
    waits += [(s.start, s.end) for s in call.measures.silences if s.end - s.start >= 15]
    return sorted(set(waits))


def _interruptions(call: Call) -> list[Said]:
    if call.written:
        return []
    return [s for s in call.interview.interruptions if count_words(s.text) >= 2]


def _last_before(call: Call, start: float) -> Said | None:
    said = [s for s in call.interview.lead if s.end is not None and s.end <= start + 0.01]
    close = [s for s in said if s.end is not None and start - s.end <= 12]
    return close[-1] if close else None


def _first_after(call: Call, end: float) -> Said | None:
    said = [s for s in call.interview.lead if s.start is not None and s.start >= end - 0.01]
    return said[0] if said else None


def _language(call: Call, found: Findings) -> None:
    slips: list[Clause] = []
    for clause in call.interview.clauses:
        bad = (
            _MOTS_NOIRS.search(clause.folded)
            or _JARGON.search(clause.folded)
            or _FAMILIAR.search(clause.folded)
            or _PRESSURE.search(clause.folded)
        )
        if bad is not None and "en attendant" not in clause.folded:
            slips.append(clause)
    slips += [c for c in call.contemptuous() if c not in slips]
    slips += [c for c in _unexplained(call) if c not in slips]
    total = max(1, len(call.interview.lead))
    if slips:
        found.add("mot_noir", *slips[:3])
    if len(slips) >= 2:
        found.add("plusieurs_mots_noirs", *slips[:3])
    if (len(slips) >= 4 and len(slips) / total >= 0.5) or (call.contemptuous() and len(slips) >= 3):
        found.add("mots_noirs_partout", *slips[:3])
    clear = [c for c in call.interview.clauses if c not in slips and count_words(c.text) >= 5]
    if clear:
        found.add("langage_correct", *clear[:1])
    positive = [c for c in clear if _POSITIVE.search(c.folded)]
    cares = [c for c in clear if _CARES.search(c.folded)]
    if len(positive) >= 2 and cares and not call.script:
        found.add("langage_positif", *positive[:2])


_ACRONYM: Final = re.compile(r"\b[A-Z]{2,}(?:-[A-Z]{2,}|\d+)?\b")
_KNOWN: Final = frozenset(
    "SMS RIB PDF TVA GPS SIM TTC USB IBAN SNCF SEPA CNIL RGPD PIN URL TV CB OK FAQ WIFI VIP CAF RER TGV TER CV PC ID SA SAS HT".split()
)
_LOST: Final = any_of(
    r"je (?:ne )?comprends (?:pas|rien)",
    r"c'est quoi",
    r"ca veut dire quoi",
    r"qu'est[- ]ce que ca veut dire",
    r"c'est-a-dire",
)


def _unexplained(call: Call) -> list[Clause]:
    """Acronyms the customer did not use, and words the customer says he or she is lost in."""
    client = " ".join(t.text for t in call.interview.others)
    found = []
    for said in call.interview.lead:
        lost = any(_LOST.search(r.folded) for r in call.interview.reply(said))
        for clause in said.clauses:
            odd = [
                a
                for a in _ACRONYM.findall(clause.text)
                if a not in _KNOWN and a not in client and a not in call.sheet
            ]
            if odd or (lost and count_words(clause.text) >= 3):
                found.append(clause)
    return found


def _courtesy(call: Call, found: Findings) -> None:
    scorn = call.contemptuous()
    if scorn:
        found.add("mepris", *scorn[:2])
    polite = [c for c in call.interview.clauses if _POLITE.search(c.folded)]
    if polite:
        found.add("formule", *polite[:2])
    cares = [c for c in call.interview.clauses if _CARES.search(c.folded) and c not in call.scripted]
    named = [
        c
        for c in call.interview.clauses
        if _NAMED.search(c.folded)
        and not re.search(r"(?:madame|monsieur) (?:et|au|bonne|merci|je|vous|pour)\b", c.folded)
    ]
    titled = any(re.search(r"\b(?:madame|monsieur|mme|mr)\b", c.folded) for c in polite)
    wished = any(
        re.search(
            r"\bbonne [a-z]{4,}|\bbon (?:week|voyage|courage|retour)|\bbelle [a-z]+|merci (?:de|pour) votre|merci a vous|je vous souhaite",
            c.folded,
        )
        for c in polite
    )
    if len(polite) >= 2 and (titled or wished or cares):
        found.add("courtois", *polite[:3])
    if len(cares) >= 2 and named and not call.script:
        found.add("consideration", *cares[:2], *named[:1])
    if call.script or any(_PRESSURE.search(c.folded) for c in call.interview.clauses):
        found.add("formules_seules", *(call.scripted[:2] or polite[:1]))
    if any(call.refusal(c) for c in call.interview.clauses) and not cares:
        found.add("formules_seules", *[c for c in call.interview.clauses if call.refusal(c)][:1])
