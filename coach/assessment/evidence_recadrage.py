"""Evidence of a recadrage: facts, rule and gap, impact, posture; the rest is shared with the débriefing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from coach.assessment import evidence_frame, evidence_listening, evidence_plan, law_turns, law_veiled
from coach.assessment.evidence import Findings, restates
from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.law import GRAVE, Fact, slips
from coach.assessment.words import CLOCK_RE, COUNT, DAY, DAYS, MONTHS, NUMBER, QUOTED, any_of
from coach.domain.acts import Act
from coach.domain.grids import Finding

_SEEN: Final = any_of(
    r"(?:tu|vous) (?:t'es|t'|es|etes|as|avez|n'as|n'avez|t'etais|etais|etiez|reponds|repondez|dis|dites|raccroches|raccrochez|coupes|donnes|donnez|la reprenez|la reprends|mets|mettez|laisses|passes)\b",
    r"t'as\b|t'es\b",
    r"il (?:manque|y a eu|y en a|n'y a pas|en manque|y a|s'est)",
    r"(?:j'ai|j'en ai|on a|on en a|nous avons) (?:releve|compte|note|constate|vu|ecoute|recu|sorti|observe|trois|deux|quatre|cinq|\d)",
    r"(?:est|sont|a ete|ont ete|etait|est parti|est reste|restee?|partie?s?|passee?|cloturee?|connecte|arrivee?) ",
    r"(?:faits?|promis|retards?|absences?|appels?) ?:",
    r"sur (?:le|la|l'appel|tes|vos|neuf|dix|vingt|\d)",
    r"a (?:\d{1,2}|neuf|dix|onze|huit) ?h",
)
_DAY_KEY: Final = re.compile(
    rf"\b(?:{DAYS})(?: (?:\d{{1,2}}|1er|{NUMBER}))?|\b(?:\d{{1,2}}|1er|{NUMBER}) (?:{MONTHS})|\b\d{{1,2}}/\d{{1,2}}|\b(?:avant-)?hier\b|\ble (?:\d{{1,2}}|1er|{NUMBER})\b(?! ?(?:%|pour cent|minutes?|fois|appels?))|\bce matin\b|\bsemaine (?:du )?(?:\d+|{NUMBER})"
)
_VAGUE_TIME: Final = any_of(
    r"ces (?:derniers?|dernieres) (?:temps|semaines|jours|mois)",
    r"ce mois-?ci",
    r"cette semaine",
    r"depuis (?:quelque|un moment|un certain|des|plusieurs|le debut|la rentree)",
    r"(?:la semaine|le mois) (?:derniere?|passee?)",
    r"souvent\b",
    r"regulierement",
    r"plusieurs (?:fois|appels|mails|clients|retards)",
    r"plein de",
    r"encore\b",
    r"(?:tout le|ce) trimestre",
    r"recemment",
    r"en ce moment|dernierement|ces jours(?:-ci)?\b|parfois|de temps en temps|un peu trop|pas mal de|beaucoup de|trop de",
    r"l'autre jour",
    r"quelques",
    r"ces temps-?ci",
)
_THING: Final = any_of(
    r"retards?",
    r"absen",
    r"appels?",
    r"mails?",
    r"clients?",
    r"pauses?",
    r"ventes?",
    r"dossiers?",
    r"fautes?",
    r"reponses?",
    r"connexions?",
    r"heures?",
    r"chiffres?",
    r"rappels?",
    r"telephone",
    r"plaintes?|comptes? rendus?|dossiers|messages?|oublis?|erreurs?",
    r"attentes?",
    r"reclamations?",
    r"transferts?",
    r"fiches?",
    r"ton\b",
)

_RULE: Final = any_of(
    r"(?:la|une|cette|notre|ma) (?:regle|procedure|charte|consigne|norme|note de service|grille|politique|convention)\b",
    r"le (?:reglement|process|processus|contrat|protocole|cadre|planning|script|referentiel)\b",
    r"l'(?:objectif|attendu|engagement|accord|obligation|exigence)\b",
    r"(?:un|notre|ton|votre|des|les) objectifs?",
    r"(?:prise de poste|debut de (?:poste|service))[^.?]{0,40}(?:a|est)",
    r"(?:est|sont) (?:de|a|fixee?s? a|prevue?s? a|limitee?s? a) " + NUMBER,
    r"(?:on|tu|vous|il|chacun|chaque [a-z]+|tout le monde) (?:doit|devons|dois|devez|est cense|sommes tenus)",
    r"il faut (?:que|[a-z]+er)\b",
    r"(?:prevoit|impose|demande|exige|precise|stipule|interdit|dit (?:que|d'))\b",
    r"(?:obligatoire|interdit|imperati[fv]|autorise|tolere)",
    r"chez nous",
    r"on (?:ne )?(?:met fin|coupe|raccroche|quitte|demande|doit|annonce|rappelle|previent|verifie|repond)[^.?]{0,50}(?:que|qu'|toujours|avant|apres|jamais|pas)",
    r"(?:on|nous) (?:s'etait|avait|avions|etait) (?:mis d'accord|convenu|dit|fixe)",
    r"maximum\b",
    r"c'est (?:quinze|vingt|\d+) (?:minutes?|pour cent|%)",
    r"on [a-z]+ (?:dans|sous|avant|le jour)[^.?]{0,40}(?:en principe|normalement|toujours|chez nous|ici)\b",
)
_RULE_GENERIC: Final = any_of(
    r"c'est (?:quand meme )?la base",
    r"il y a des (?:regles|objectifs|consignes|procedures)",
    r"y a des (?:regles|objectifs)",
    r"(?:tu|vous) (?:connais|connaissez|sais|savez) (?:les regles|la regle|bien|(?:la|les|notre|le|l') ?(?:consignes?|procedures?|charte|objectifs?|attendus?|process))",
    r"comme tout le monde",
    r"respecter (?:les regles|le reglement|les autres)",
    r"on (?:doit|attend)[^.?]{0,24}(?:correctement|mieux|serieux|professionnel|bien)",
    r"les regles sont les regles",
    r"un minimum",
    r"(?:dans l'equipe|ici|chez nous|au service),? on (?:ne |n')?(?:evite|essaie|tache|aime|garde|reste|hausse|parle|fait|s'efforce|respecte)\w*",
    r"(?:on a|il existe|il y a|nous avons|vous avez|tu as) (?:des|une|la) (?:consignes?|procedures?|regles?|notes?|process)",
    r"(?:tu sais|vous savez) (?:comment|ce qu)[^.?]{0,24}(?:doi\w+|attendu|il faut)",
)
_SPECIFIC: Final = re.compile(
    rf"\b{NUMBER}\b|\b(?:avant|apres|chaque|toujours|jamais|tous|toutes|aucun|casiers?|deux fois|une fois|systematique|en moins|au plus|(?:dans|sous) (?:la journee|l'heure|les|la semaine|huit|deux)|avertissements?|rappeler|annoncer|reformul|verifi|identifi|prevenir|badg|proposer|saisir|noter|accueillir|laisser|d'[a-z]+er|de [a-z]+er)\b"
)
_GAP: Final = any_of(
    r"(?:ca|cela|ce qui) (?:te |vous |nous )?fai(?:t|sait)[^.?]{0,18}" + NUMBER,
    r"soit " + NUMBER,
    r"(?:rien|aucune?|ni l'un) des deux",
    r"(?:trop|assez) (?:loin|court|long)",
    r"(?:on|tu|vous|toi|vous|la|ici|nous) (?:on )?(?:est|es|etes|sommes|en est|en es|en etes|en sommes)[^.?]{0,12} (?:a(?! ?\d{1,2} ?h)|entre|loin|au-dessus|en dessous|sous)\b",
    r"(?:toi |vous )?(?:tu es|vous etes|t'es) a " + NUMBER,
    r"au-dessus\b",
    r"en dessous",
    r"depass",
    r"il (?:en |te |vous |nous )?manque",
    r"(?:un|l'|cet|d') ?ecart (?:de|est|d')",
    r"(?:plus|moins) (?:du|de la) (?:double|moitie|triple|tiers)",
    r"au lieu (?:de|d')",
    r"(?:minutes?|points?|appels?|fois|pour cent|%|secondes?) (?:de trop|de plus|de moins|en trop|en moins|de retard|au-dessus)",
    r"loin (?:de|du|des)",
    r"contre " + NUMBER,
    r"(?:alors|tandis) que (?:tu|vous|la|l'objectif|toi)",
    r"la (?:tu|vous|on)[^.?]{0,30}(?:pas|aucun|sans|trop|avant)",
    r"(?:ca|cela|ce qui) fait " + NUMBER + r"[^.?]{0,20}(?:de|en|trop|moins|plus|retard)",
    r"(?:deux|trois|quatre|cinq) fois (?:plus|trop|en|sur)",
    r"(?:or|pourtant|et la|la),? (?:tu|vous|on|il|c'est|ca)",
    r"l'un ni l'autre",
    r"ne l'est pas|n'y est pas",
    r"pour (?:zero|aucune?) attendu",
    NUMBER + r"[^.?]{0,16} pour " + NUMBER + r" (?:attendu|prevu)",
    r"en (?:a|avons|as) laisse",
    r"de trop\b",
    r"(?:tu en|vous en) (?:as|avez) [a-z]+ (?:zero|aucune?|" + NUMBER + r")\b",
    r"il y en a " + NUMBER,
    r"(?:n'y est|n'y etait|n'y sont|n'y en a)[^.?]{0,6} (?:pas|qu)",
    r"restee?s? sans\b",
    r"(?:sur|dont|seulement|que) " + NUMBER + r" (?:sur|fois)",
    r"sur (?:les )?" + NUMBER + r"[^.?]{0,20},? " + NUMBER + r" (?:n'|ne |sont|restent|sans|manqu)",
    r"(?:planning|horaire|prevu\w*|prise de poste|demarr\w+|commenc\w+)[^.?]{0,40}\d{1,2} ?h[^.?]{0,30}(?:tu|vous) [^.?]{0,30}\d{1,2} ?h",
    r"(?:planning|horaire|prevu\w*|prise de poste|demarr\w+|commenc\w+)[^.?]{0,40} heures?[^.?]{0,30}(?:tu|vous) [^.?]{0,30} heures?",
    r"manque (?:a l'appel|" + NUMBER + ")",
)

_UNDERGOES: Final = re.compile(
    r"\b(?:attend\w*|raccroch\w*|rappel(?:e|le|es|er|aient|ent|lent)\b|refai[ts]\w*|refaire|redit|repet\w+|reexpliqu\w+|perd\w*|rat\w+|subi\w*|encaiss\w+|decal\w+|pren(?:d|nent|ait|aient|dre|ne|nes)? (?:tes|vos|ses)|recuper\w*|absor\w+|compens\w+|report\w*|deborde\w*|s'enerv\w+|hurl\w*|plain\w*|plainte|reclam\w+|signal\w*|insatisf\w*|mecontent\w*|resili\w*|part\w* a la concurrence|quitt\w*|dechar\w*|remplac\w*|couvr\w*|tenir la file|file|patient\w*|devoil\w*|instruire|heritee?|pay\w*|coute|couter|cout\b|euros|abandon\w*|retomb\w*|deplac\w*|voit|vu ses|craint|doute|croi[rt]\w*|se ferme|repass\w*|appel(?:s|le)? (?:deux|trois|plusieurs) fois|sans reponse|surcharg\w*|bloqu\w*|penalis\w*|stress\w*|fatigu\w*|relanc\w+|furieu\w+|pour rien|(?:chez|vers|a) (?:le|la|un|les) concurren\w+|(?:pas|jamais) (?:ete )?(?:rappele|relance|recontacte|livre|servi)\w*|tout (?:leur|lui|re)\w* (?:redemand|reexpliqu|redire)\w*|redemand\w+|(?:avec|en) (?:un|deux|trois|[0-9]+)? ?(?:jours?|heures?)? ?(?:de )?retard)"
)
_PLANES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "client",
        any_of(
            r"clients?|clientes?",
            r"assures?|adherents?|usagers?|abonnes?|patients?\b",
            r"mme\b|madame\b|m\.|monsieur\b|mr\b",
            r"l'appelant|interlocuteur",
            r"prospects?|visiteurs?|demandeurs?|contacts?\b|appelants?|lecteurs?|eleves?|familles?",
            r"voyageurs?|beneficiaires?|locataires?|patientes?|proprietaires?|acheteu[rs]\w*",
            r"personnes? agees?",
            r"la personne",
            r"les gens\b",
            r"une? (?:retraitee?|jeune|maman|mere|pere|personne|assuree?|commercante?|etudiante?|vieux|vieille)\b",
            r"une? (?:dame|monsieur|famille|couple)\b",
            r"elle (?:a|est|s'est|refait|raccroche)",
        ),
    ),
    (
        "collegues",
        any_of(
            r"collegues?",
            r"(?:l'|ton |votre |toute l'|notre )equipe",
            r"les autres\b",
            r"(?:tes|vos|ses) (?:deux |trois |quatre )?(?:voisins?|binomes?|voisines?|camarades)",
            r"a la (?:facturation|planif|compta)",
            r"(?:on|ils|elles) (?:a|ont) (?:du|eu)",
            r"l'ilot|plateau",
            r"celui d'apres|celle d'apres",
            r"binome",
            r"technicien",
            r"les collegues|tes coequipiers",
        ),
    ),
    (
        "service",
        any_of(
            r"service\b",
            r"taux (?:de|d')",
            r"note de satisfaction",
            r"entreprise|societe|boite\b",
            r"donneur d'ordre",
            r"penalit",
            r"partenaires?|donneur",
            r"cnil",
            r"contrat",
            r"agence|magasin|marque",
            r"delais?",
            r"geste commercial",
            r"files?\b(?! rouge)",
            r"prime collective",
            r"planning",
            r"violation",
            r"note\b",
        ),
    ),
    (
        "conseiller",
        any_of(
            r"pour toi\b|pour vous\b",
            r"(?:ta|ton|tes|votre|vos) (?:prime|resultats?|note|charge|propre|credibilite|chiffres|indicateurs?|moyenne)",
            r"c'est (?:toi|vous) (?:qui|que)",
            r"(?:tu|vous) (?:te retrouves|vous retrouvez|finis|perds|dois|devez ensuite|y perds)",
        ),
    ),
)
_IMPACT_GENERIC: Final = any_of(
    r"organisation",
    r"(?:embetant|genant|problematique|penible|complique|lourd) pour",
    r"image\b",
    r"ambiance",
    r"atmosphere",
    r"equipe\b",
    r"serieu",
    r"pas (?:bon|bien|terrible|top|genial|professionnel)",
    r"amateurs?",
    r"reputation",
    r"(?:ca|cela) (?:pose|cree|fait) (?:un |des |du )?(?:probleme|souci|tort|desordre)",
    r"(?:ca|cela) (?:penalise|desorganise|impacte|perturbe|gene)",
    r"collectif",
    r"qualite",
    r"satisfaction",
    r"client",
)


def find(interview: Interview, faults: Sequence[Fact]) -> tuple[Finding, ...]:
    """Everything seen for the grid `recadrage`."""
    found = Findings(interview.source)
    evidence_frame.opening(interview, found)
    facts(interview, found)
    rule(interview, found)
    impact(interview, found)
    evidence_listening.listening(interview, found)
    evidence_listening.reformulation(interview, found)
    evidence_listening.causes(interview, found)
    evidence_plan.solutions(interview, found)
    evidence_plan.plan(interview, found)
    evidence_plan.support(interview, found)
    evidence_frame.close(interview, found)
    posture(interview, faults, found)
    if found.has("cause_demandee") and not (
        found.has("fait_precis") or found.has("fait_vague") or found.has("regle")
    ):
        # Without a gap on the table, what is found out is not the cause of the gap.
        found.add("sans_ecart", interview.lead[0] if interview.lead else None)
    return found.result()


def facts(interview: Interview, found: Findings) -> None:
    """Dated or counted facts, told apart by day, count or quoted words."""
    events: dict[str, Clause] = {}
    judged = {c.turn for c in slips(interview)}
    for said in interview.lead:
        if _judges(said) or said.index in judged:
            for clause in said.clauses:
                if _tells_vaguely(clause) or _is_fact(interview, said, clause):
                    found.add("fait_vague", clause)
            continue
        for clause in said.clauses:
            if not _is_fact(interview, said, clause):
                if _tells_vaguely(clause):
                    found.add("fait_vague", clause)
                continue
            for key in _event_keys(clause, bool(events)):
                events.setdefault(key, clause)
    if events:
        found.add("fait_precis", *dict.fromkeys(events.values()))
    if len(events) >= 2:
        found.add("plusieurs_faits", *dict.fromkeys(events.values()))
    mixed = [c for c in interview.clauses if c.has(Act.FAIT) and c.has(Act.JUGEMENT)]
    found.add("fait_vague", *mixed[:1])


def _judges(said: Said) -> bool:
    return any(c.has(Act.JUGEMENT) and c.dismissive for c in said.clauses)


def _is_fact(interview: Interview, said: Said, clause: Clause) -> bool:
    if (
        clause.recited
        or clause.question
        or clause.has(Act.JUGEMENT, Act.ENGAGEMENT, Act.CONCLUSION, Act.SOUTIEN, Act.MENACE)
    ):
        return False
    if clause.has(Act.SUIVI) and not clause.has(Act.FAIT):
        return False
    if law_turns.threatens(clause.folded) or law_veiled.hints_at_the_end(clause.folded):
        return False
    if (clause.has(Act.ACCUEIL, Act.CADRAGE, Act.DIVULGATION) and not clause.has(Act.FAIT)) or (
        clause.has(Act.IMPACT) and not clause.has(Act.FAIT)
    ):
        return False
    if clause.has(Act.REGLE) and not clause.has(Act.FAIT):
        return False
    if clause.has(Act.IMPACT) and _about_others(clause):
        return False
    if interview.rank(said) == 0 and clause.has(Act.CADRAGE):
        return False
    anchored = (
        DAY.search(clause.folded)
        or COUNT.search(clause.folded)
        or CLOCK_RE.search(clause.folded)
        or QUOTED.search(clause.folded)
    )
    if not anchored:
        return False
    if interview.rank(said) > 0.7 * len(interview.lead) + 1:
        return False
    return clause.has(Act.FAIT) or (
        _SEEN.search(clause.folded) is not None and not _PLANNED.search(clause.folded)
    )


_PLANNED: Final = any_of(
    r"on (?:se|vise|note|garde|retient)",
    r"je (?:te |vous )?(?:propose|donne)",
    r"(?:tu|vous) (?:vas|allez|pourrais|pourriez|t'engages)",
    r"demain",
    r"d'ici",
    r"a partir de",
    r"prochaine?",
    r"la (?:regle|procedure|charte)",
    r"l'objectif",
    r"le reglement",
    r"doit\b|devez\b|dois\b",
)


def _about_others(clause: Clause) -> bool:
    """The customer, or someone else, is the one who does: a consequence, not what the advisor did."""
    return (
        re.search(
            r"^\W*(?:et |mais |du coup |resultat,? )?(?:la client|le client|les client|mme|m\.|madame|monsieur|elle|il|ils|[a-z]+ a )",
            clause.folded,
        )
        is not None
    )


_PERIOD_END: Final = rf"(?:{DAYS}|{NUMBER}|1er)(?: (?:{MONTHS}))?"
_RANGE: Final = re.compile(
    rf"\b(?:du|de) ({_PERIOD_END}) (?:au|a) (?:le )?{_PERIOD_END}|\bentre (?:le )?({_PERIOD_END}) et (?:le )?{_PERIOD_END}"
)


_JOINED: Final = re.compile(r", et (?=celui|celle|ceux|sur|il|un autre|une autre)|;| puis ")


def _event_keys(clause: Clause, others: bool) -> list[str]:
    # « du lundi au mercredi » is one period, not two facts.
    told = _RANGE.sub(lambda m: (m.group(1) or m.group(2)) + " ", clause.folded)
    parts = [p for p in _JOINED.split(told) if p.strip()]
    if len(parts) > 1 and any(_DAY_KEY.search(p) for p in parts):
        # « trois sans note, et celui de Mme Petit date du 12 » : a count, then a day, two elements.
        apart = [p for p in parts if _DAY_KEY.search(p) is None and COUNT.search(CLOCK_RE.sub(" ", p))]
        dated = [m.group().strip() for m in _DAY_KEY.finditer(told)]
        if apart:
            return [*(f"jour {day}" for day in dict.fromkeys(dated)), "compte " + apart[0][:40]]
    days = list(dict.fromkeys(m.group().strip() for m in _DAY_KEY.finditer(told)))
    keys = [f"jour {day}" for day in days]
    plain = _DAY_KEY.sub(" ", CLOCK_RE.sub(" ", clause.folded))
    if days:
        return keys
    counts = [m.group() for m in COUNT.finditer(plain) if not re.match(r"(?:un|une|le|premier)$", m.group())]
    if counts:
        keys.append("compte " + counts[0])
    if QUOTED.search(clause.folded) and not days:
        keys.append("mots " + clause.folded[:40])
    if not keys and CLOCK_RE.search(clause.folded) and not others:
        keys.append("heure")
    return keys


def _tells_vaguely(clause: Clause) -> bool:
    if (
        clause.recited
        or clause.question
        or clause.has(
            Act.ACCUEIL, Act.CADRAGE, Act.SUIVI, Act.ENGAGEMENT, Act.CONCLUSION, Act.EMPATHIE, Act.REGLE
        )
    ):
        return False
    timed = _VAGUE_TIME.search(clause.folded) is not None or DAY.search(clause.folded) is not None
    return (
        timed
        and (
            _THING.search(clause.folded) is not None
            or clause.has(Act.FAIT)
            or _SEEN.search(clause.folded) is not None
        )
        and re.search(
            r"\b(?:tu|vous|t'es|t'as|il y a|il y en a|y en a|y a|toi|ton|ta|votre|tes|ton|vos|plein)\b",
            clause.folded,
        )
        is not None
    )


def rule(interview: Interview, found: Findings) -> None:
    """The rule or target, and the distance to the facts."""
    for said in interview.lead:
        if _IMPLIED.search(said.folded):
            found.add("regle_generique", said)
        for clause in said.clauses:
            if (
                _RULE_GENERIC.search(clause.folded)
                and not clause.recited
                and not re.search(rf"\b{NUMBER}\b", clause.folded)
            ):
                found.add("regle_generique", clause)
            if (
                clause.recited
                or clause.has(Act.ACCUEIL, Act.JUGEMENT, Act.SUIVI)
                or (clause.question and not clause.has(Act.REGLE))
            ):
                continue
            if clause.has(
                Act.CADRAGE, Act.ENGAGEMENT, Act.MISE_EN_PRATIQUE, Act.SOUTIEN, Act.PROPOSITION
            ) and not clause.has(Act.REGLE):
                continue
            said_rule = _RULE.search(clause.folded) is not None
            generic = _RULE_GENERIC.search(clause.folded) is not None
            late = interview.rank(said) > 0.6 * len(interview.lead)
            if generic and not re.search(NUMBER, clause.folded):
                found.add("regle_generique", clause)
            elif (
                said_rule
                and (clause.has(Act.REGLE, Act.FAIT) or _HABIT.search(clause.folded))
                and _SPECIFIC.search(clause.folded)
                and not late
            ):
                found.add("regle", clause)
            elif clause.has(Act.REGLE) and not late and not generic:
                specific = _SPECIFIC.search(clause.folded) is not None
                found.add(
                    "regle" if specific or len(clause.folded.split()) >= 8 else "regle_generique", clause
                )
            if (
                _GAP.search(clause.folded)
                and not clause.has(Act.ENGAGEMENT)
                and not late
                and not generic
                and _measurable_gap(clause)
            ):
                found.add("ecart", clause)


_HABIT: Final = re.compile(
    r"^\W*(?:chez nous,? |ici,? )?on [a-z]+ [^.?]{3,40}(?:en principe|normalement|toujours|chez nous)\b|^\W*chez nous,? on "
)

_IMPLIED: Final = re.compile(
    r"\b(?:tu sais|vous savez) (?:bien |tres bien )?(?:comment|ce qu)[^.?]{0,30}(?:doi\w+|attendu|il faut|faire)"
)


def _measurable_gap(clause: Clause) -> bool:
    return (
        re.search(
            rf"\b{NUMBER}\b|double|moitie|triple|manque|pas\b|aucun|sans\b|trop\b|au lieu|l'un ni",
            clause.folded,
        )
        is not None
    )


def impact(interview: Interview, found: Findings) -> None:
    """Who undergoes what, on how many planes."""
    planes: dict[str, Clause] = {}
    restated = tuple(c for s in interview.lead if (c := restates(interview, s)) is not None)
    for said in interview.lead:
        for clause in said.clauses:
            if (
                clause.recited
                or clause.question
                or (
                    clause.has(Act.JUGEMENT, Act.SUIVI, Act.REFORMULATION, Act.CONCLUSION, Act.ENGAGEMENT)
                    and not clause.has(Act.FAIT)
                )
            ):
                continue
            undergone = _UNDERGOES.search(clause.folded) is not None
            if _VISIBLY_SOLUTION.search(clause.folded) or clause in restated:
                continue
            named = [name for name, pattern in _PLANES if pattern.search(clause.folded)]
            person = _PERSON.search(clause.text.strip()) is not None
            told = undergone or (clause.has(Act.IMPACT) and not _only_generic(clause))
            if told and (named or person) and _is_consequence(interview, said, clause):
                for name in _planes_of(clause, named, person):
                    planes.setdefault(name, clause)
            elif _sounds_generic(interview, said, clause):
                found.add("impact_generique", clause)
    if planes:
        found.add("impact", *dict.fromkeys(planes.values()))
    if len(planes) >= 2:
        found.add("deux_plans", *dict.fromkeys(planes.values()))
    asked = next((c for s in interview.lead for c in s.asks if _ASKS_EFFECT.search(c.folded)), None)
    found.add("impact_mesure", asked)


_VISIBLY_SOLUTION: Final = any_of(
    r"je (?:te |vous |leur |lui )?(?:propose|demande|depose|porte|transmets|donne|peux)",
    r"on (?:vise|note|retient|se revoit)",
)
_ASKS_EFFECT: Final = any_of(
    r"(?:a (?:ton|votre) avis,? )?qu'est[- ]ce que (?:ca|cela)[^?]{0,30}(?:produit|fait|provoque|donne|change|entraine)",
    r"(?:quel|quelles?) (?:effet|impact|consequence)s?",
    r"(?:comment|qu'est-ce que) (?:elle|il|le client|la cliente|tes collegues|les autres)[^?]{0,30}(?:vit|vecu|pense|ressent|dire|a du)",
    r"a (?:ta|votre|sa) place",
)


_PERSON: Final = re.compile(r"(?<![.!?] )(?<!^)\b[A-ZÉÈ][a-zéèêëàâîïôûç]{2,}")
_GENERIC_NOUN: Final = any_of(
    r"image\b",
    r"ambiance",
    r"atmosphere",
    r"reputation",
    r"serieu",
    r"esprit d'equipe",
    r"cohesion",
    r"credibilite",
    r"(?:toute )?l'equipe\b",
    r"collectif",
    r"qualite\b",
    r"client\b.{0,3}$",
    r"tout le monde",
)


def _only_generic(clause: Clause) -> bool:
    """A formula: the team, the image, and nobody who undergoes anything."""
    if _UNDERGOES.search(clause.folded) or re.search(rf"\b{NUMBER}\b", clause.folded):
        return False
    return _GENERIC_NOUN.search(clause.folded) is not None or len(clause.folded.split()) < 6


def _planes_of(clause: Clause, named: list[str], person: bool) -> list[str]:
    concrete = [n for n in named if n != "service" or clause.has(Act.IMPACT)] or (
        ["collegues"] if person else []
    )
    if (
        person
        and "client" in concrete
        and re.search(r"\bet [A-ZÉ][a-zé]+ (?:a|est|s'est|doit)\b", clause.text)
    ):
        concrete.append("collegues")
    return concrete


def _sounds_generic(interview: Interview, said: Said, clause: Clause) -> bool:
    formula = _IMPACT_GENERIC.search(clause.folded) is not None
    about = clause.has(Act.IMPACT) or re.search(r"\b(?:ca|cela|c'est|ce n'est)\b", clause.folded) is not None
    if not (formula and about) or _dismissed_by(clause):
        return False
    if clause.has(*_NOT_IMPACT) or interview.rank(said) == 0:
        return False
    return interview.rank(said) < 0.75 * len(interview.lead)


_NOT_IMPACT: Final = (
    Act.REFORMULATION, Act.FAIT, Act.SUIVI, Act.VALORISATION, Act.PROPOSITION, Act.CO_CONSTRUCTION, Act.DIVULGATION,
)  # fmt: skip


def _dismissed_by(clause: Clause) -> bool:
    return clause.has(Act.MINIMISATION)


def _is_consequence(interview: Interview, said: Said, clause: Clause) -> bool:
    if interview.rank(said) > 0.7 * len(interview.lead) or (
        interview.rank(said) == 0 and len(interview.lead) > 2
    ):
        return False
    # What the advisor did to the customer is the fact; what the customer or a colleague then lives is the impact.
    if re.search(
        r"^\W*(?:hier|lundi|mardi|mercredi|jeudi|vendredi|le \d+|sur l'appel|a \d)[^,]{0,24},? (?:tu|vous)\b",
        clause.folded,
    ):
        return False
    first = next((c for c in interview.clauses if c.has(Act.FAIT)), None)
    if first is clause and not re.search(r"resultat|du coup|derriere|a cause", clause.folded):
        return False
    return clause.has(Act.IMPACT) or (
        re.search(
            r"\b(?:a|ont|est|s'est|sont|doit|doivent|attend\w*|du coup|resultat|derriere|pendant ce temps|refait|reexplique)\b",
            clause.folded,
        )
        is not None
        and not re.search(r"\b(?:tu|vous) (?:as|avez|es|etes|la|le)\b", clause.folded)
    )


def posture(interview: Interview, faults: Sequence[Fact], found: Findings) -> None:
    """Respect and law, from the faults and the slips; the safeguard criterion of both grids."""
    grave = [f for f in faults if f.kind in GRAVE]
    for fault in grave:
        clause = next(
            (
                c
                for s in interview.lead
                for c in s.clauses
                if c.turn == fault.turn and c.text.strip() == fault.quote
            ),
            None,
        )
        found.add("faute_grave", clause)
    for fault in (f for f in faults if f.kind == "promesse_hors_pouvoir"):
        clause = next(
            (
                c
                for s in interview.lead
                for c in s.clauses
                if c.turn == fault.turn and c.text.strip() == fault.quote
            ),
            None,
        )
        found.add("promesse", clause)
    judged = slips(interview)
    belittled = tuple(
        c
        for c in interview.clauses
        if c.has(Act.MINIMISATION) and c not in judged and _BELITTLES.search(c.folded)
    )
    wrong = (*judged, *belittled)
    if wrong:
        found.add("ecart_de_langage", *wrong[:3])
    if len(wrong) >= 2:
        found.add("ecarts_repetes", *wrong[:3])
    shown = next(
        (c for c in interview.clauses if c.has(Act.FAIT, Act.REGLE, Act.QUESTION_OUVERTE, Act.EMPATHIE)), None
    )
    if not wrong and not grave:
        found.add("respect", shown or (interview.clauses[0] if interview.clauses else None))
    elif interview.clauses:
        found.add("propos", interview.clauses[0])


_BELITTLES: Final = any_of(
    r"(?:tout le monde (?:est|a (?:des|ses)|y arrive|le fait)|on a tous (?:connu|vecu|nos|des)|les autres)",
    r"(?:tu|vous) (?:exageres?|exagerez|dramatis|te plains|vous plaignez|te fais|geins)",
    r"c'est (?:dans ta tete|rien|pas grand-chose|juste|que du)",
    r"pas de quoi",
    r"une excuse",
    r"petits? soucis",
    r"chochotte",
    r"ca va cinq minutes",
    r"mort d'homme",
    r"on ne va pas (?:en faire|pleurer|se|appeler|dramatiser)",
    r"colo\b",
    r"pas mort",
    r"arrete",
)
