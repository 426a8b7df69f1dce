"""Evidence of a briefing: what was said to the team first, what came only in answer to the jury.

With the plan of the scenario in the context (`briefing`: its points), a point counts as soon as its words were
said; without it, general signs only. What comes in an answer counts as partly there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from coach.assessment import evidence_frame, evidence_recadrage
from coach.assessment.evidence import Findings, first_match, matching
from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.law import Fact
from coach.assessment.words import DAY, FUTURE_DAY, NUMBER, any_of
from coach.domain.briefing_plan import Point
from coach.domain.grids import Finding

PLAN: Final = "briefing"
"""Key of the context: {"points": the points of the scenario, as JSON}."""
WORDS_PER_MINUTE: Final = 140
LONGEST, LEAST, TOO_SHORT = 10.0, 4.0, 2.0
_FIGURE: Final = re.compile(
    rf"\b\d+(?:[,.]\d+)?\s*(?:%|pour cent|points?|clients?|appels?|minutes?|min\b|secondes?|euros?|sur \d)|\b{NUMBER}"
    r"\s+(?:pour cent|clients?|points?|appels?|demandes?|sur )"
)
_TARGET: Final = any_of(
    r"objectif", r"cible", r"attendu", r"(?:au lieu|pour) (?:de|d'|un|\d)", r"sur \d", r"contre \d"
)
_PLAN: Final = any_of(
    r"(?:d'abord|pour commencer|premierement|en premier)",
    r"(?:deux|trois|quatre) (?:points?|choses?|sujets?|parties|temps|messages?)",
    r"(?:ensuite|puis|pour finir|enfin)\b",
    r"au programme|ordre du jour|je vous (?:propose|annonce) le plan",
)
_HOOK: Final = any_of(
    r"(?:vous avez|nous avons|l'equipe a) (?:garde|reussi|tenu|gagne|fait|traite|retrouve)",
    r"(?:savez-vous|imaginez|vous souvenez-vous|devinez)",
    r"bonjour (?:a tous|a toutes|l'equipe|tout le monde|a vous)|merci d'etre",
)
_WHY: Final = any_of(
    r"parce qu", r"pour qu", r"afin (?:de|qu)", r"l'enjeu", r"le but|l'idee\b|la raison", r"c'est pour(?:quoi)?\b",
    r"(?:ca|cela) (?:veut|voudra) dire", r"concretement", r"autrement dit", r"derriere ce", r"ce qui (?:change"
    r"|compte)",
)  # fmt: skip
_CLIENT: Final = any_of(r"clients?\b", r"abonnes?\b", r"usagers?\b", r"assures?\b", r"voyageurs?\b")
_TEAM: Final = any_of(
    r"(?:pour|entre|chez|avec) (?:vous|nous)\b", r"equipe\b", r"plateau\b", r"votre (?:travail|journee|poste"
    r"|quotidien)",
    r"vous (?:gagnez|aurez|n'aurez|serez|pourrez|passerez)", r"chacun\b",
)  # fmt: skip
_ORDER: Final = any_of(
    r"\b(?:demandez|posez|proposez|notez|verifiez|transferez|annoncez|gardez|commencez|utilisez|ouvrez|signalez"
    r"|appelez"
    r"|rappelez|dites|inscrivez|lisez|consultez|remplissez|orientez)\b",
    r"(?:je vous demande|je compte sur vous pour|vous (?:devez|proposerez|poserez|noterez|direz|verifierez|allez))",
    r"(?:on|nous) (?:propose|proposons|pose|posons|note|notons|verifie|verifions|applique|appliquons|commence"
    r"|commencons"
    r"|ne (?:propose|proposons|rappelle|rappelons|appelle|appelons))",
    r"chacun (?:pose|propose|note|verifie|fait|commence)",
    r"a partir de|des (?:demain|lundi|mardi|mercredi|jeudi|vendredi|aujourd'hui|maintenant|ce matin)",
)
_LAW: Final = any_of(
    r"\bloi\b", r"\bregle\b", r"\brgpd\b", r"\bcnil\b", r"\bcode d", r"article\b", r"consentement", r"accord (?:prealable|"
    r"donne|ecrit|du client)", r"interdit", r"obligat", r"(?:avons|a"
    r"|ont) le droit", r"donnees personnelles", r"reglement",
)  # fmt: skip
_RETELL: Final = any_of(
    r"(?:qui|quelqu'un|l'un de vous|l'une de vous)[^.?!]{0,30}(?:redire|redit|rappeler|repeter|reformuler"
    r"|expliquer|repond|dire)",
    r"redites?|redisez|reformul|avec vos mots",
    r"(?:je vous pose|prenons|voici) (?:une question|un cas|un exemple)",
    r"(?:un client|une cliente)[^.!]{4,90}\?",
    r"(?:que fait-on|qu'est-ce qu'on fait|que faites-vous|que lui (?:dites|repondez)-vous)",
)
_ASKS_QUESTIONS: Final = any_of(
    r"(?:des|vos|d'autres) (?:questions?|remarques?)",
    r"(?:est-ce|c'est) (?:bien )?clair",
    r"avez-vous compris",
)
_INVOLVES: Final = any_of(
    r"qui (?:veut|souhaite|serait|est volontaire|commence)", r"volontaire", r"votre avis|qu'en pensez-vous|vos idees",
    r"je (?:laisse|donne|passe) la parole", r"(?:va|vont|viendra|pourra) (?:nous )?(?:montrer|raconter|partager"
    r"|expliquer)",
    r"tour de table", r"en binome|double ecoute",
)  # fmt: skip
_THANKS: Final = any_of(
    r"merci\b", r"bravo", r"felicit", r"chapeau", r"beau travail|bien joue", r"je (?:salue|tiens a saluer)"
)
_REUSE: Final = any_of(
    r"on (?:garde|en fait|generalise|continue|reprend|s'en sert|s'appuie)", r"nous (?:gardons|generalisons"
    r"|continuons|reprenons)",
    r"(?:continuez|gardez|poursuivons|generalis)", r"c'est (?:ce|cette|votre)[^.!?]{0,40}(?:qu'on|que nous|qui)",
    r"(?:a|pour) (?:partager|toute l'equipe|tous)", r"de(?:vient|viendra)\b",
)  # fmt: skip
_DRIVE: Final = any_of(
    r"je compte sur vous", r"(?:je|j') ?(?:suis|serai|passe|passerai|reste|viendrai|vous aide"
    r"|ecouterai)[^.!?]{0,50}(?:poste|la|vous|"
    r"disposition|cote|aide)", r"ensemble\b", r"on (?:y va|va y arriver|s'y met)|allons-y", r"vous (?:savez"
    r"|pouvez|allez) (?:le faire|y arriver|reussir)",
    r"j'ai confiance|confiance en vous", r"bonne (?:journee|semaine|matinee)",
)  # fmt: skip
_ENDS: Final = any_of(
    r"(?:je|pour) (?:termine|conclu|resum|recapitul|fini)", r"en (?:resume|conclusion|deux mots"
    r"|une phrase)", r"voila\b",
    r"a retenir|retenez|on retient|l'essentiel", r"bonne (?:journee|semaine|matinee)|au travail|c'est a vous",
)  # fmt: skip


def talk_and_answers(interview: Interview) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """What was said before the jury spoke, and what was answered to it."""
    talk: list[Said] = []
    answers: list[Said] = []
    for said in interview.turns:
        if said.lead:
            (answers if answers or _asked(talk, interview, said) else talk).append(said)
    return tuple(talk), tuple(answers)


def _asked(talk: Sequence[Said], interview: Interview, said: Said) -> bool:
    """The other has spoken since the candidate began."""
    return bool(talk) and bool(interview.preceding(said))


_ONE_PERSON: Final = re.compile(
    r"(?:\[NOM_\d+\]|NOM_\d+\]?|\b[A-ZÉÈ][a-zéèêëïîôç]{2,})[^.!?\n]{0,30}\b(?:est|sont|fait|faites|a fait"
    r"|plafonne|stagne|tourne|descend|"
    r"tombe|reste|n[’']est qu)\b[^.!?\n]{0,14}\d+(?:[,.]\d+)?\s*(?:%|pour cent|sur|appels|ventes|points|min)"
)
"""A person named, with his or her own figure."""
_THREATENS: Final = re.compile(
    r"\b(?:aura|auront|aurez|recevra|recevront|recevrez|prendra|prendront|prendrez|risque|risquent|risquez)\b[^.!?]{0,20}"
    r"(?:avertissement|sanction|blame|mise a pied|licenciement)"
)
"""A sanction promised to whoever falls short, in the third person as before a team."""
_NOT_A_PERSON: Final = frozenset(
    {
        "celui",
        "celle",
        "ceux",
        "celles",
        "chacun",
        "chacune",
        "tous",
        "toutes",
        "certains",
        "quelqu",
        "personne",
        "il",
        "elle",
    }
    | {
        "nous",
        "vous",
        "la",
        "le",
        "les",
        "cette",
        "notre",
        "votre",
        "fidélis",
        "jeudi",
        "vendredi",
        "lundi",
        "mardi",
    }
    | {
        "mercredi",
        "samedi",
        "dimanche",
        "novembre",
        "décembre",
        "octobre",
        "aujourd",
        "depuis",
        "avec",
        "pour",
        "bonjour",
    }
)


def faults_of(interview: Interview, faults: Sequence[Fact]) -> tuple[Fact, ...]:
    """Faults of the talk itself, with the individual results told before everyone; answers address the jury."""
    talk, _ = talk_and_answers(interview)
    inside = {s.index for s in talk}
    found = [f for f in faults if f.turn in inside]
    threatened = {(f.turn, f.quote) for f in found}
    for clause in _clauses(talk):
        if _THREATENS.search(clause.folded) and (clause.turn, clause.text.strip()) not in threatened:
            found.append(Fact("menace", clause.turn, clause.text.strip()))
        named = _ONE_PERSON.search(clause.text)
        if named and named.group().split()[0].strip("[]").casefold() not in _NOT_A_PERSON:
            fact = Fact("divulgation", clause.turn, clause.text.strip())
            if fact not in found:
                found.append(fact)
    return tuple(found)


def find(interview: Interview, faults: Sequence[Fact], context: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Everything seen for the grid `briefing`."""
    found = Findings(interview.source)
    talk, answers = talk_and_answers(interview)
    points = [Point.model_validate(p) for p in context.get(PLAN, {}).get("points", ())]
    _points(talk, answers, points, found)
    _opening(talk, found)
    _content(talk, found)
    _team(talk, answers, found)
    _closing(talk, found)
    _time(talk, found)
    evidence_recadrage.posture(interview, faults, found)
    return found.result()


#: Kind of point -> indicator, for the points that every briefing must hold and for the others.
_ESSENTIAL: Final = {
    "objet": "objet", "chiffres": "chiffre_exact", "sens": "sens", "consigne": "precise", "droit": "regle_exacte",
    "verification": "verification", "valorisation": "merite_precis", "mobilisation": "objectif_date",
}  # fmt: skip
_OTHER: Final = {
    "droit": "geste",
    "consigne": "precise",
    "valorisation": "merite_precis",
    "chiffres": "chiffres",
}
_WRONG: Final = {"droit": "regle_fausse", "chiffres": "chiffre_faux"}


def _points(talk: Sequence[Said], answers: Sequence[Said], points: Iterable[Point], found: Findings) -> None:
    """The scenario's own points: said, said wrongly, or said only when asked."""
    whole = "\n".join(s.text for s in talk)
    later = "\n".join(s.text for s in answers)
    for point in points:
        indicator = (_ESSENTIAL if point.essential else _OTHER).get(point.kind)
        if point.falsified(whole) and point.kind in _WRONG:
            found.add(_WRONG[point.kind], next((c for c in _clauses(talk) if point.falsified(c.text)), None))
        if indicator is None:
            continue
        if point.made(whole):
            found.add(indicator, *_best(point, talk))
        elif point.made(later):
            found.add(indicator, *_best(point, answers), partial=True)


def _clauses(said: Iterable[Said]) -> list[Clause]:
    return [c for s in said for c in s.clauses if not c.recited]


def _best(point: Point, said: Sequence[Said]) -> list[Clause]:
    """The clauses that hold most of the point, two at most."""
    scored = []
    for clause in _clauses(said):
        held = sum(
            Point(**{**point.model_dump(), "signs": (group,)}).made(clause.text) for group in point.signs
        )
        if held:
            scored.append((held, clause))
    scored.sort(key=lambda pair: -pair[0])
    return [clause for _, clause in scored[: 1 if len(point.signs) == 1 else 2]]


def _opening(talk: Sequence[Said], found: Findings) -> None:
    head = _clauses(talk)[:8]
    for name, pattern in (("plan", _PLAN), ("accroche", _HOOK), ("duree", evidence_frame.LENGTH)):
        found.add(name, next((c for c in head if pattern.search(c.folded)), None))
    if not found.has("objet"):
        found.add("objet", next((c for c in head[:4] if evidence_frame.PURPOSE.search(c.folded)), None))


def _content(talk: Sequence[Said], found: Findings) -> None:
    # A person's own figure, or a threat, is no result of the team.
    told = matching(talk, _FIGURE)
    figures = [c for c in told if not (_ONE_PERSON.search(c.text) or _THREATENS.search(c.folded))]
    found.add("chiffres", figures[0] if figures else None)
    if len({c.text for c in figures}) >= 2:
        found.add("plusieurs_chiffres", *figures[:2])
    found.add("compares", next((c for c in figures if _TARGET.search(c.folded)), None))
    whys = matching(talk, _WHY)
    if whys:
        found.add("sens", *whys[:2])
        near = [c for said in talk for c in _around(said, whys)]
        found.add("lien_client", next((c for c in near if _CLIENT.search(c.folded)), None))
        found.add("lien_equipe", next((c for c in near if _TEAM.search(c.folded)), None))
    orders = [c for c in matching(talk, _ORDER) if not c.question]
    found.add("consigne", *orders[:2])
    found.add(
        "echeance", next((c for c in orders if FUTURE_DAY.search(c.folded) or DAY.search(c.folded)), None)
    )
    found.add("regle", first_match(talk, _LAW))


def _around(said: Said, chosen: Sequence[Clause]) -> list[Clause]:
    """The chosen clauses of that turn with their neighbours: a sentence is often cut at its « parce que »."""
    near: list[Clause] = []
    for i, clause in enumerate(said.clauses):
        if clause in chosen:
            near += said.clauses[max(0, i - 1) : i + 3]
    return near


def _team(talk: Sequence[Said], answers: Sequence[Said], found: Findings) -> None:
    found.add("questions", first_match(talk, _ASKS_QUESTIONS))
    for name, pattern in (("verification", _RETELL), ("implication", _INVOLVES)):
        said = first_match(talk, pattern)
        if name == "verification":
            found.drop(name)  # « avez-vous des questions ? » makes the scenario's point, and checks nothing
        found.add(name, said)
        if said is None:
            found.add(name, first_match(answers, pattern), partial=True)
    thanks = matching(talk, _THANKS)
    found.add("merci", thanks[0] if thanks else None)
    if found.has("merite_precis"):
        found.add("reprise", first_match(talk, _REUSE))


def _closing(talk: Sequence[Said], found: Findings) -> None:
    clauses = _clauses(talk)
    tail = clauses[len(clauses) // 2 :]
    found.add(
        "point",
        next((c for c in tail if evidence_frame.FOLLOW_UP.search(c.folded) and DAY.search(c.folded)), None),
    )
    found.add("elan", next((c for c in tail[-10:] if _DRIVE.search(c.folded)), None))
    found.add("conclusion", next((c for c in tail[-8:] if _ENDS.search(c.folded)), None))


def _time(talk: Sequence[Said], found: Findings) -> None:
    """How long the words take to say, whether they were typed or spoken."""
    minutes = sum(s.words for s in talk) / WORDS_PER_MINUTE
    clauses = _clauses(talk)
    if not clauses:
        return
    last = clauses[-1]
    if minutes > LONGEST:
        found.add("depasse", last)
    elif minutes >= LEAST:
        found.add("duree_tenue", last)
    elif minutes >= TOO_SHORT:
        found.add("courte", last)
    else:
        found.add("tres_courte", last)
