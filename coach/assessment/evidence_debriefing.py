"""Evidence of a débriefing d'écoute: self-assessment first, strengths and facts from the sample, practice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from coach.assessment import evidence_frame, evidence_listening, evidence_plan, evidence_recadrage
from coach.assessment.evidence import Findings, developed, shares_words
from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.law import Fact
from coach.assessment.words import MOMENT, NUMBER, QUOTED, any_of, count_words
from coach.domain.acts import Act
from coach.domain.grids import Finding

_SELF: Final = any_of(
    r"(?:comment|qu'est[- ]ce que)[^?]{0,14}(?:tu|vous)[^?]{0,20}(?:trouve|vecu|senti|juge|evalue|note|penses|pensez|retiens|retenez|dirais|diriez|ressenti|analys)",
    r"(?:ton|votre) (?:ressenti|avis|regard|lecture|analyse|point de vue|bilan|sentiment|auto-?evaluation)",
    r"(?:qu'est[- ]ce que|qu'est[- ]ce qui|que) [^?]{0,40}(?:reussi|fonctionne|marche|bien|plait|plu|content|fiere?|satisfait|changerais|changeriez|referais|referiez|autrement|ameliorer|garderais|garderiez|reecrirais|reecririez|modifier)",
    r"(?:le|un) (?:bon|positif)[^?]{0,20}(?:le moins bon|le negatif|a ameliorer)",
    r"(?:tes|vos|les) points? forts?[^?]{0,40}\?",
    r"(?:tu|vous) (?:en penses|en pensez|en dis|en dites) quoi",
    r"(?:tu|vous) (?:en |y )?(?:gardes|gardez|retiens|retenez|tires|tirez|vois|voyez|entends|entendez|remarques|remarquez) quoi",
    r"par ou (?:veux-tu|voulez-vous|tu veux|vous voulez|on) (?:commenc|attaqu)",
    r"auto-?evalu",
    r"a toi de (?:dire|parler|jouer)",
    r"(?:tu|vous) (?:commences|commencez|me dis|me dites)[^?]{0,30}(?:d'abord|ce que|comment)",
    r"comment (?:ca s'est|ca c'est|s'est) passe",
    r"(?:dis|dites|raconte|racontez)-moi (?:ce que|comment)[^?]{0,30}(?:pense|trouve|vecu|ressenti|garde)",
    r"si (?:tu|vous) (?:devais|deviez)[^?]{0,30}(?:noter|note|refaire)",
    r"(?:qu'est[- ]ce qu\w*|que|quoi|quelle?s?|lequel|laquelle|comment)\b[^?]{0,40}(?:tu|vous)\b[^?]{0,16}(?:garder\w+|chang(?:er\w+|es|ez)|refer\w+|refais|refaites|jetter\w+|retourner\w+|couper\w+|enlever\w+|recommencer\w+|mettr(?:ais|iez)|noter(?:ais|iez)|regrett\w+|reprendr(?:ais|iez))",
    r"de quoi (?:es-tu|etes-vous|tu es|vous etes|t'es) (?:le |la )?(?:plus )?(?:contente?|fiere?|satisfaite?)",
    r"qu'est[- ]ce qui (?:t'|vous |te )(?:a|ont) (?:frappe|surpris|saute|etonne|marque|plu|gene|paru|semble)",
    r"(?:tu l'as|vous l'avez|tu te|vous vous) (?:entendue?|ecoutee?|vecue?|trouvee?|vue?|sentie?|senti) comment",
    r"(?:vue?|racontee?) de (?:ta|votre) (?:chaise|place)",
)
_BOTH: Final = (
    any_of(
        r"reussi",
        r"fonctionne",
        r"bien\b",
        r"bon\b",
        r"plait|plu\b",
        r"content|fiere?|satisf",
        r"point fort|points forts",
        r"marche",
        r"positif",
        r"gardera?i",
        r"garder",
        r"reuss|fort\b|plu\b|aime",
    ),
    any_of(
        r"autrement",
        r"chang",
        r"moins bon",
        r"amelior",
        r"referai",
        r"reecri",
        r"differe",
        r"moins\b",
        r"difficile",
        r"travailler",
        r"negatif",
        r"gene",
        r"retourn|jett|coupe|enlev|regrett|rat[ee]",
        r"ne (?:referais|garderais) pas",
        r"axe",
        r"progres",
        r"bloque|coince|bute",
        r"modifi",
    ),
)
_VERDICT: Final = any_of(
    r"(?:c'est|c'etait|etait|je l'ai trouve|j'ai trouve (?:ca|l'appel))[^.?!]{0,20}(?:rate|nul|mauvais|pas (?:bon|bien|top|terrible|terrible)|trop|un peu|moyen|insuffisant|catastroph|long|court|sec|n'importe quoi|decevant|decu|faible)",
    r"(?:l'|la |le |ton |ta )(?:accueil|decouverte|conclusion|reformulation|ton|appel)[^.?!]{0,16}(?:n'etait|n'est|est|etait) (?:pas |trop )?(?:bon|bonne|au niveau|rate|mauvais|a revoir|long|court)",
    r"(?:je te|je vous) (?:mets|mettrais|donne)[^.?!]{0,12}(?:\d|note)",
    r"(?:tu as|vous avez) (?:eu|obtenu) " + NUMBER + " sur",
    r"il (?:faut|y a) (?:tout|beaucoup)",
    r"ca (?:ne )?va pas",
)
_POSITIVE: Final = any_of(
    r"(?:tres |vraiment )?(?:bien|bonne?|belle|beau|joli|juste|fine?ment|clair)\b[^.?!]{0,24}(?:vu|joue|trouve|entendu|question|phrase|idee|reflexe|accueil|formul|geste)?",
    r"j'ai (?:beaucoup |bien )?(?:aime|apprecie)",
    r"(?:m'|nous )(?:a|ont) (?:bien )?plu",
    r"a garder",
    r"a conserver",
    r"point(?:s)? (?:fort|positif|a garder)s?",
    r"reussi",
    r"je te rejoins",
    r"je vous rejoins",
    r"bravo",
    r"excellent",
    r"parfait",
    r"(?:elle|il|le client|la cliente)[^.?!]{0,20}(?:souffle|soulage|rassur|remerci|se met a|repond|s'ouvre|se detend|rit|te dit|vous dit|raconte|detaille|est reste|t'a remercie)",
    r"c'est (?:ce qu'(?:il|elle) attendait|ce qui (?:l'a|la|le|les)|la que|efficace|rassurant|clair|precis|top|un vrai|une vraie|exactement)",
    r"(?:tu|vous) (?:prouves|prouvez|montres|montrez|rassures|rassurez|annonces|prends le temps|reformules)",
    r"(?:ca|cela) (?:marche|fonctionne|rassure|aide|passe bien|met en confiance)",
    r"un plus\b",
    r"vraie (?:force|oreille|qualite)",
    r"chapeau",
    r"felicit",
    r"(?:tres|vraiment) (?:pratique|utile|net|nette|adroit)",
    r"c'est net",
    r"garde[sz]?[- ]l[ae]s?\b",
    r"(?:l'|les? )aide a",
    r"qualite",
    r"fluide",
    r"(?:la|une) force",
    r"(?:je te|je vous) suis\b",
    r"(?:tu as|vous avez) (?:l'oreille|l'art|raison|vu juste|trouve)",
    r"(?:on|nous) (?:l'|la |le |les )?(?:entend|entends|sent)[^.?!]{0,16}(?:souffl|sourire|respir|detend|rassur|soulag|calm)",
    r"(?:elle|il|le client|la cliente)[^.?!]{0,16}(?:se pose|se calme|respire|sourit|n'a plus (?:pose|demande|eu))",
    r"(?:tu|vous) (?:viens|venez) de (?:lui |la |le )?(?:sauver|rassurer|eviter)",
)
_NEGATIVE: Final = any_of(
    r"contredi",
    r"(?:il )?(?:t'en|vous en|en) (?:a|as|avez) fallu",
    r"avant d'avoir",
    r"rien\b",
    r"aucune?\b",
    r"ni l'un",
    r"absent",
    r"mais\b",
    r"(?:tu|vous) (?:ne |n')[^.?!]{0,40}(?:pas|ni|rien|jamais|aucun)",
    r"pas\b",
    r"manque",
    r"trop\b",
    r"sans\b",
    r"oubli",
    r"silence",
    r"coup(?:e|es|ures?|ais)\b",
    r"interrup",
    r"contredi",
    r"d'une traite",
    r"jargon",
    r"au lieu",
    r"sec\b|seche",
    r"a revoir",
    r"(?:elle|il) (?:se ferme|soupire|repete|insiste|raccroche|s'agace|demande deux fois|hesite|ne comprend)",
    r"aie\b",
    r"si vous le dites",
    r"dommage",
)
_GENERAL_PRAISE: Final = any_of(
    r"(?:ton|ta|votre) (?:ton|voix|style|accueil|sourire|elocution|contact) (?:est|etait) [a-z]*\b(?<!pas)",
    r"(?:tu as|vous avez) (?:une |la |un )?(?:voix|ton|sourire|bonne humeur|facilite|aisance|bon contact)",
    r"(?:tu es|vous etes|t'es) (?:tellement |tres |vraiment |quelqu'un de )?(?:gentil\w*|formidable|souriante?|agreable|polie?|douee?|pro\b|super|au top|bien\b|patiente?)",
    r"(?:tu as ete|vous avez ete) (?:formidable|super|tres bien|parfaite?|bien)",
    r"c'est (?:bien|pas mal|plutot bien|un bonheur|top|super)\b",
    r"dans l'ensemble",
    r"bon appel|belle voix",
    r"c'est un plus",
    r"globalement",
    r"bravo",
    r"(?:tu|vous) (?:fais|faites) (?:bien|du bon)",
    r"tu as tout pour",
)
_RECOGNISABLE: Final = any_of(
    r"quand (?:il|elle|le client|la cliente|monsieur|madame|mme|m\.)\b",
    r"(?:au moment|a l'endroit|la partie|le passage) (?:ou|de|du|qui|sur)",
    r"(?:sur|dans|pendant|a) (?:la |le |l'|ta |ton |votre )(?:conclusion|decouverte|debut|fin|mise en attente|objection|accueil|prise de conge|identification|reformulation)",
    r"apres (?:que|qu'|l'|la|le) ",
    r"le moment ou\b",
    rf"(?:tu|vous) (?:en )?(?:as|avez) (?:pose|dit|fait|coupe|laisse|repete|propose|donne)\w*[^.?!]{{0,16}}\b(?:{NUMBER}|zero|une|aucune?)\b",
)
_STANDARD: Final = any_of(
    r"(?:la|notre|une|ta|votre) (?:grille|charte|procedure|regle|consigne|norme|trame|methode)\b",
    r"(?:le|notre) (?:script|standard|processus|process|protocole|guide|referentiel|cahier des charges)\b",
    r"l'(?:objectif|attendu|indicateur|exigence)\b",
    r"(?:un|notre|ton|votre|les) objectifs?",
    r"(?:on|il) (?:nous )?(?:demande|attend|vise|doit)\b",
    r"(?:prevoit|demande|impose|exige|recommande)\b",
    r"(?:est|sont) (?:de|a|fixe[e]?s? a) " + NUMBER + r"[^.]{0,20}(?:maximum|secondes|minutes|%|pour cent)",
    r"90 secondes",
    r"(?:le|notre|un) (?:memo|repere|seuil|livret|mode d'emploi|contrat de service)\b",
    r"(?:le|un|ce|l'|notre|votre|ton) ?(?:critere|cible|engagement|quota)\b",
    r"la (?:cible|ligne \w+) ",
    r"chez nous\b",
    r"c'est ecrit\b",
    r"(?:la|une) regle (?:maison|d'or)",
)
_STANDARD_VAGUE: Final = any_of(
    r"(?:un|l') ?(?:appel|echange|conseiller|mail|tchat)[^.]{0,14} (?:doit|est cense)",
    r"ce qu'on attend",
    r"(?:tu sais|vous savez) ce qu",
    r"on attend mieux",
    r"(?:un|une) (?:bon|bonne|vrai) conseill[a-z]+",
    r"il faut (?:etre|que tu sois|que vous soyez|que ce soit|plus|mieux)",
    r"c'est ce qu'on attend",
    r"(?:tu|vous) (?:dois|devez|peux|pouvez) (?:faire|etre) (?:mieux|plus)",
    r"(?:plus|mieux) que ca",
    r"il doit\b",
    r"le client attend",
)
_CONSEQUENCE: Final = any_of(
    r"(?:a|ont) mis (?:deux|trois|quatre|cinq|six|\d)",
    r"moyenne\b",
    r"sur (?:cinq|dix)\b",
    r"(?:ca|cela|c'est)[^?.]{0,30}(?:produit|provoque|fait que|donne|entraine|coute)",
    r"(?:la cliente?|le client|elle|il|les gens|ils)[^?.]{0,40}(?:rappel\w+|raccroch\w+|se ferm\w+|croi\w+|attend\w*|s'arret\w+|met(?:tent)?|souffl\w+|abandonn\w+|n'avait pas pu|comprend\w*|perd\w*|hesit\w*|dit quoi|repond quoi|a du|s'est deplace|insatisf\w*|part\b|partir)",
    r"(?:enquetes?|satisfaction|nps|csat|reclamations?|note d'|ta note|votre note|taux|euros|motif)",
    r"resultat",
    r"du coup",
    r"si vous le dites",
)
_ASKED_EFFECT: Final = any_of(
    r"qu'est[- ]ce que (?:ca|cela)",
    r"(?:elle|il) (?:dit|repond|fait) quoi",
    r"a (?:ton|votre) avis",
    r"qu'est[- ]ce qu'(?:il|elle)[^?]{0,30}",
    r"(?:tu la lis|vous la lisez|tu le lis) comment",
    r"quel effet|quelle consequence",
    r"comment (?:elle|il|le client|la cliente)",
)

_REPLAY: Final = any_of(
    r"ecri(?:s|vez)[- ](?:moi|le|la)",
    r"formule[z]?[- ]",
    r"montre[z]?[- ]moi",
    r"donne[z]?[- ]moi (?:la|ta|votre) (?:phrase|version|formule)",
    r"dis[- ]l[ae]\b|dites[- ]l[ae]\b",
    r"comme si (?:j'etais|tu etais|vous etiez|j'appelais)",
    r"en situation",
    r"simul",
    r"jeu de role",
    r"entraine[- ]toi|entrainez-vous|on s'entraine|s'exerce",
    r"(?:(?:essaie|essaye|essayez)(?! d[e'] ?(?:etre|faire|ne|penser|voir|progresser|gagner|tenir|te|vous))|refais|refaites|redis|redites|rejoue|rejouez|reprends|reprenez|reformule|reformulez|reecris|reecrivez|recommence|recommencez|retente|retentez|rejouons|jouons)\b",
    r"vas-y\b|allez-y\b|a toi\b|a vous\b",
    r"(?:je (?:suis|fais|joue)|on dit que je suis|je prends le role de|imagine que je suis) (?:le |la |un |une |ta |ton |votre )?(?:client|cliente|m\.|mme|monsieur|madame|mr|\[nom|[a-z]+ [a-z]+)",
    r"(?:tu|vous) (?:me )?(?:la |le |l'|nous )?(?:refais|refaites|redis|redites|dirais|diriez|reecris|rejoues|rejouez|essaies|essayez|reformules|reformulez)\b",
    r"(?:qu'est[- ]ce que|comment) (?:tu|vous) (?:lui |le |la )?(?:dirais|diriez|aurais pu|auriez pu|redirais|rediriez|reformulerais|formulerais|ecrirais)",
    r"encore une fois",
    r"jusqu'a la reprise",
    r"celle (?:du|de la|d')",
    r"(?:on|tu|vous) (?:le |la )?(?:refait|rejoue|simule|reprend)",
    r"mets-toi en situation",
    r"comment (?:tu le|vous le|le) (?:dirais|diriez|dire)",
    r"(?:une|la) deuxieme (?:fois|phrase)|l'autre phrase",
)
_LISTEN: Final = any_of(
    r"(?:on|je te|je vous|nous) (?:le |la |les |l'|te |vous )?(?:re)?ecout(?:e|ons|er)\b",
    r"(?:on )?reecout",
    r"(?:on|je) (?:repasse|remet|relance|lance)[^.?]{0,20}(?:extrait|passage|bande|enregistrement|moment)",
    r"ecoute[z]? (?:ce|cet|bien|le|la|l'|juste)[^.?]{0,20}(?:passage|extrait|moment|silence|ton)",
    r"on relit\b|relis[- ]la|relisons",
    r"(?:je )?(?:te |vous )?(?:remets|repasse|relance|lance|passe)\b[^.?]{0,30}(?:minute|extrait|passage|bande|moment|appel|attente|fois)",
    r"repassons",
    r"appuie sur lecture|mets play|mets le casque",
    r"tends? l'oreille|tendez l'oreille",
    r"ecoutons",
    r"(?<!as )(?<!avez )(?<!ai )(?<!a )ecoute[z]? (?:ces|les|la|le|ta|ton|votre)\b",
)
_SHOWS: Final = any_of(
    r"(?:moi,? )?je (?:dirais(?! qu)|lui dirais|ferais|aurais dit|mettrais|repondrais|reponds|dis)\b",
    r"regarde[z]?,? (?:moi )?je",
    r"ecoute[z]?,? moi je",
    r"voila (?:ce que (?:je|moi)|comment (?:je|on|moi|faire|dire))",
    r"par exemple,? (?:je|on) (?:dit|dirait|peut dire)",
    r"(?:tu|vous) (?:pourrais|pourriez|peux|pouvez|devrais|devriez) (?:lui )?(?:dire|repondre|proposer)",
)
_NEXT_TIME: Final = any_of(
    r"(?:la )?prochaine fois",
    r"essaie(?:ras|rez)? d'y penser",
    r"tu essaieras|vous essaierez",
    r"sur (?:le|tes|vos) prochains? appels?",
)


def find(interview: Interview, faults: Sequence[Fact]) -> tuple[Finding, ...]:
    """Everything seen for the grid `debriefing`."""
    found = Findings(interview.source)
    evidence_frame.opening(interview, found)
    _verdict_first(interview, found)
    _self_assessment(interview, found)
    _sample(interview, found)
    _standard(interview, found)
    evidence_listening.listening(interview, found)
    evidence_listening.reformulation(interview, found)
    evidence_listening.causes(interview, found, since=_after_self_assessment(interview))
    _practice(interview, found)
    evidence_plan.priorities(interview, found)
    evidence_plan.solutions(interview, found)
    evidence_plan.plan(interview, found)
    evidence_plan.single_priority(interview, found)
    evidence_frame.close(interview, found)
    evidence_recadrage.posture(interview, faults, found)
    return found.result()


def _verdict_first(interview: Interview, found: Findings) -> None:
    if not interview.lead:
        return
    head = interview.lead[0]
    verdict = next((c for c in head.clauses if _VERDICT.search(c.folded) and not c.question), None)
    found.add("verdict_entree", verdict)


def _self_assessment(interview: Interview, found: Findings) -> None:
    for said in interview.lead[:6]:
        clause = next(
            (
                c
                for c in said.asks
                if (c.has(Act.AUTO_EVALUATION) or _SELF.search(c.folded)) and not _LEADS.search(c.folded)
            ),
            None,
        )
        if clause is None:
            clause = next(
                (
                    c
                    for c in said.clauses
                    if _SELF.search(c.folded)
                    and not c.recited
                    and not _LEADS.search(c.folded)
                    and (c.question or c.folded.rstrip().endswith((":", "a toi.", "a vous.")))
                ),
                None,
            )
        if _judged_before(interview, said):
            break
        if clause is None:
            clause = said.does(Act.AUTO_EVALUATION) or _opens_on_the_sample(interview, said)
        if clause is None or clause.recited or _LEADS.search(clause.folded):
            continue
        if interview.rank(said) == 0 and "?" not in clause.text and not _SELF.search(clause.folded):
            continue
        if not interview.reply_text(said).strip():
            continue
        reply = interview.reply_text(said)
        asked = " ".join(c.folded for c in said.clauses if c.question or c is clause)
        # The two sides may come one after the other: « qu'est-ce que tu garderais ? », then « et l'inverse ? ».
        later = interview.lead[interview.rank(said) + 1 :][:2]
        unjudged = [t for t in later if not _judged_before(interview, t) and not _placed(t)]
        asked += " " + " ".join(
            c.folded
            for t in unjudged
            for c in t.asks
            if _SELF.search(c.folded) or _OTHER_SIDE.search(c.folded)
        )
        own_view = _covers(said, clause)
        opened = (
            clause.open
            or clause.has(Act.QUESTION_OUVERTE, Act.AUTO_EVALUATION)
            or _SELF.search(clause.folded)
        ) and not own_view
        found.add("auto_evaluation" if opened else "auto_evaluation_fermee", clause)
        if all(pattern.search(asked) for pattern in _BOTH) and opened:
            found.add("deux_volets", clause)
        after = interview.following(said)
        if after is not None and developed(reply, 4):
            if _brushed(after):
                found.add("auto_evaluation_ecartee", after)
            elif _took_up(interview, after, reply):
                found.add("auto_evaluation_reprise", after.clauses[0] if after.clauses else after)
                if any(c.question and not c.check for c in after.clauses) or _used_later(
                    interview, after, reply
                ):
                    found.add("auto_evaluation_sondee", after.clauses[0] if after.clauses else after)
        return


def _placed(said: Said) -> bool:
    """The leader has begun to tell passages of the sample."""
    return MOMENT.search(said.folded) is not None or QUOTED.search(said.folded) is not None


def _quotes_the_sample(said: Said) -> bool:
    """Words of the sample, or a moment in it; the length of the talk is neither."""
    return QUOTED.search(said.folded) is not None or _MOMENT_IN_IT.search(said.folded) is not None


_MOMENT_IN_IT: Final = re.compile(
    rf"\b(?:a|vers|de|entre) (?:la )?{NUMBER} ?(?:min\b|mn\b|minutes?|secondes?|')|\b\d{{1,2}}:\d{{2}}|\bligne \d|\b(?:premiere|deuxieme|derniere) (?:minute|phrase|ligne)"
)
_OTHER_SIDE: Final = any_of(
    r"et (?:l'inverse|de l'autre cote|a l'inverse|au contraire|le contraire|laquelle|lequel|sinon)",
    r"et (?:ce que|qu'est[- ]ce que|ce qui)",
    r"(?:l'autre|le revers|la face)\b",
)


def _opens_on_the_sample(interview: Interview, said: Said) -> Clause | None:
    """An open question put before any fact, any cause and any judgement asks how the advisor saw it."""
    before = interview.lead[: interview.rank(said) + 1]
    if any(_quotes_the_sample(t) or t.does(Act.FAIT, Act.IMPACT, Act.REGLE) for t in before):
        return None
    return next(
        (
            c
            for c in said.asks_openly
            if not _SMALL_TALK.search(c.folded)
            and not c.has(Act.RECHERCHE_CAUSE)
            and not _WHY.search(c.folded)
        ),
        None,
    )


#: The answer is in the question.
_LEADS: Final = re.compile(
    r"\b(?:tu|vous) ne (?:crois|croyez|penses|pensez|trouves|trouvez) pas (?:que|un peu|quand)\b|\b(?:tu|vous) (?:reconnais|reconnaissez|avoues|avouez|admets|admettez)\b"
)
_SMALL_TALK: Final = any_of(
    r"(?:comment|ca) (?:tu )?va[s]?\b",
    r"comment allez",
    r"(?:ca|cela) (?:te|vous) (?:va|convient)",
    r"d'accord|ok\b",
    r"(?:tu|vous) (?:veux|voulez|prends|prenez) (?:un|du)",
)
_WHY: Final = any_of(r"pourquoi", r"comment (?:ca se fait|tu expliques|vous expliquez)", r"a cause")


def _after_self_assessment(interview: Interview) -> int:
    """Number of the leader's turn from which causes are looked for: probing a self-assessment is not that yet."""
    for said in interview.lead[:4]:
        if any(c.has(Act.AUTO_EVALUATION) or _SELF.search(c.folded) for c in said.asks):
            after = interview.following(said)
            probes = after is not None and any(
                _STRAIGHT_CAUSE.search(c.folded) is not None for c in after.asks_openly
            )
            return interview.rank(said) + (1 if probes else 2)
    return 0


_STRAIGHT_CAUSE: Final = re.compile(
    r"\bpourquoi\b|\bd'ou (?:ca|cela|vient)|\bqu'est[- ]ce qui (?:t'|te |vous )(?:retient|retenait|empeche\w*|bloqu\w+|gen\w+|fait|faisait|pouss\w+|fais\w+|amen\w+|mene|freine)|\bcomment (?:ca se fait|tu (?:l')?expliques|vous (?:l')?expliquez)"
)


def _judged_before(interview: Interview, said: Said) -> bool:
    earlier = interview.lead[: interview.rank(said)]
    return any(
        _VERDICT.search(c.folded) and not c.question and not c.recited for t in earlier for c in t.clauses
    )


def _covers(said: Said, clause: Clause) -> bool:
    after = [c for c in said.clauses if c.start > clause.start]
    return any(
        not c.question
        and (
            _VERDICT.search(c.folded) or re.search(r"\b(?:moi,? je|je l'ai trouve|pour ma part)\b", c.folded)
        )
        for c in after
    )


def _brushed(after: Said) -> bool:
    return (
        after.dismissive
        or re.search(
            r"^\W*(?:mais non|(?:ah |oh |euh |ben )?non\b|pas du tout|tu as ete|c'est pas|moi,? je n|au contraire|je (?:ne suis|suis) pas d'accord|tu (?:rigoles|plaisantes)|vous plaisantez|je n'ai pas (?:entendu|vu|trouve) (?:ca|cela))",
            after.folded,
        )
        is not None
    )


def _took_up(interview: Interview, after: Said, reply: str) -> bool:
    return (
        shares_words(after.text, reply)
        or bool(after.asks)
        or after.does(Act.REFORMULATION) is not None
        or re.search(
            r"^\W*(?:oui|c'est (?:finement|bien|vrai)|d'accord|exact)|je (?:te|vous) rejoins|je suis d'accord|je (?:te|vous) suis|je garde",
            after.folded[:90],
        )
        is not None
    )


def _used_later(interview: Interview, after: Said, reply: str) -> bool:
    later = interview.lead[interview.rank(after) + 1 :]
    return any(shares_words(t.text, reply, 2) for t in later[:6])


def _sample(interview: Interview, found: Findings) -> None:
    """Strengths and facts: each quoted passage or placed moment, good or less good."""
    strengths: list[Clause] = []
    effects: list[Clause] = []
    improve: list[Clause] = []
    exact: list[Clause] = []
    for said in interview.lead[1:]:
        for passage in _passages(said):
            text = " ".join(c.folded for c in passage)
            clause = passage[0]
            if clause.recited or (
                any(c.has(Act.SUIVI, Act.ENGAGEMENT, Act.MISE_EN_PRATIQUE, Act.CONCLUSION) for c in passage)
                and not QUOTED.search(text)
            ):
                continue
            quoted, placed = QUOTED.search(text) is not None, MOMENT.search(text) is not None
            anchored = [
                c for c in passage if QUOTED.search(c.folded) or MOMENT.search(c.folded) or "«" in c.text
            ]
            if not (quoted or placed) or _about_practice(interview, said):
                continue
            shown = anchored[0] if anchored else clause
            good = _is_strength(passage, text)
            # A standard quoted with a figure is not a passage of the call.
            if all(_STANDARD.search(c.folded) for c in anchored) and not quoted:
                continue
            (strengths if good else improve).append(shown)
            if quoted and placed:
                exact.append(shown)
            if good and _EFFECT.search(text):
                effects.append(shown)
    if strengths:
        found.add("force_citee", *strengths)
    if len(strengths) >= 2:
        found.add("deux_forces", *strengths)
    if effects:
        found.add("effet_dit", *effects)
    if improve:
        found.add("fait_exact", *improve)
    if (len(improve) >= 2 or (len({c.turn for c in improve}) >= 1 and strengths)) and len(exact) >= 2:
        found.add("plusieurs_faits_exacts", *improve, *exact)
    for said in interview.lead[1:]:
        for clause in said.clauses:
            if clause.recited or clause.question:
                continue
            if (
                _GENERAL_PRAISE.search(clause.folded)
                or (clause.has(Act.VALORISATION) and _POSITIVE.search(clause.folded))
            ) and (
                (not clause.has(Act.JUGEMENT) and not _is_reaction(interview, said))
                or _GENERAL_PRAISE.search(clause.folded)
            ):
                found.add("eloge_general", clause)
            if (
                _RECOGNISABLE.search(clause.folded)
                and not clause.has(Act.CADRAGE)
                and re.search(r"\b(?:tu|vous|elle|il)\b", clause.folded)
                and not clause.has(Act.SUIVI, Act.CONCLUSION, Act.ENGAGEMENT)
            ):
                found.add("passage_reconnaissable", clause)


_EFFECT: Final = any_of(
    r"(?:elle|il|le client|la cliente|m\.|mme)[^.]{0,30}(?:souffl|soulag|rassur|remerci|se met a|repond|s'ouvr|te dit|vous dit|racont|detaill|reste|te parle|t'a remerci|comprend|se calm|se detend)",
    r"c'est (?:ce qui (?:l'a|la|le|les|a)|la qu'(?:elle|il)|ce qu'(?:il|elle) attend)",
    r"ca me rassure",
    r"vous avez bien suivi",
    r"(?:du coup|resultat|et la),? (?:elle|il)",
    r"elle a souffle",
    r"(?:on|nous) (?:l'|la |le |les )?(?:entend|entends|sent)[^.?!]{0,16}(?:souffl|sourire|respir|detend|rassur|soulag|calm)",
    r"(?:elle|il|le client|la cliente)[^.?!]{0,16}(?:se pose|respire|sourit|n'a plus (?:pose|demande|eu))",
)


def _passages(said: Said) -> list[tuple[Clause, ...]]:
    """Clauses of a turn grouped around each quotation or moment: a new anchor opens a new passage."""
    groups: list[list[Clause]] = []
    open_quote = False
    for clause in said.clauses:
        anchored = MOMENT.search(clause.folded) is not None or "«" in clause.text
        starts = anchored and not open_quote
        if starts or not groups:
            groups.append([clause])
        else:
            groups[-1].append(clause)
        open_quote = clause.text.count("«") > clause.text.count("»") or (
            open_quote and "»" not in clause.text
        )
    return [tuple(g) for g in groups]


def _is_strength(passage: tuple[Clause, ...], text: str) -> bool:
    cue = text
    for clause in passage[1:]:
        if re.match(r"^\W*(?:et sur|mais|par contre|en revanche|sur le milieu|la ligne)", clause.folded):
            break
    positive = _POSITIVE.search(_unquoted(cue)) is not None or _EFFECT.search(cue) is not None
    negative = _NEGATIVE.search(_unquoted(cue)) is not None
    praised = any(c.has(Act.VALORISATION) for c in passage)
    return (
        (positive or praised)
        and (
            not negative
            or (
                _EFFECT.search(cue) is not None
                and not re.search(r"\b(?:silence|coup|contredi|se ferme)", cue)
            )
        )
        and not (praised and not positive)
    )


def _unquoted(text: str) -> str:
    return QUOTED.sub(" ", text)


def _about_practice(interview: Interview, said: Said) -> bool:
    """The turn replays: its words are lines given, not passages of the call."""
    asked = any(
        _REPLAY.search(c.folded)
        and c.has(Act.MISE_EN_PRATIQUE)
        and not (c.has(Act.FAIT) or (MOMENT.search(c.folded) and QUOTED.search(c.folded)))
        for c in said.clauses
    )
    return asked or any(_SHOWS.search(c.folded) for c in said.clauses)


def _is_reaction(interview: Interview, said: Said) -> bool:
    """The turn comments on a try just made."""
    before = " ".join(t.text for t in interview.preceding(said))
    return "«" in before


def _standard(interview: Interview, found: Findings) -> None:
    for said in interview.lead[1:]:
        for clause in said.clauses:
            if clause.recited or (
                clause.has(Act.CADRAGE, Act.SUIVI)
                and not clause.has(Act.REGLE)
                and not _STANDARD.search(clause.folded)
            ):
                continue
            vague = _STANDARD_VAGUE.search(clause.folded) is not None
            if vague:
                found.add("attente_vague", clause)
            elif (clause.has(Act.REGLE) and len(clause.folded.split()) >= 6 and "?" not in clause.text) or (
                _STANDARD.search(clause.folded)
                and (
                    clause.has(Act.REGLE, Act.CADRAGE, Act.FAIT, Act.IMPACT, Act.PROPOSITION)
                    or _WRITTEN_RULE.search(clause.folded) is not None
                    or _STATES_RULE.search(clause.folded) is not None
                    or ":" in clause.folded
                )
            ):
                answer = _standard_answered(interview, said) if "?" in clause.text else None
                if "?" in clause.text and answer is None:
                    continue
                found.add("standard", clause, answer)
                near = " ".join(c.folded for c in said.clauses if c.start >= clause.start)
                if answer is not None and (after := interview.following(said)) is not None:
                    near = after.folded
                nearby = _around(interview, said)
                if (
                    evidence_recadrage._GAP.search(near)
                    or _NEGATIVE.search(_unquoted(near))
                    or _NEGATIVE.search(nearby)
                ):
                    found.add("ecart", clause)
                if re.search(rf"\b{NUMBER}\b", near):
                    found.add("ecart_mesure", clause)
                effect = next(
                    (
                        c
                        for t in interview.lead[max(0, interview.rank(said) - 1) : interview.rank(said) + 3]
                        for c in t.clauses
                        if (_CONSEQUENCE.search(c.folded) or (c.question and _ASKED_EFFECT.search(c.folded)))
                        and not c.has(Act.SUIVI, Act.RECHERCHE_CAUSE)
                        and c is not clause
                    ),
                    None,
                )
                if effect is not None and not _SHOWS.search(effect.folded):
                    found.add("consequence", effect)


_STATES_RULE: Final = re.compile(
    r"\b(?:trame|script|standard|process\w*|protocole|referentiel|norme|consigne|objectif|attendu|indicateur|exigence|critere|cible|engagement|quota|methode)s?\b[^.?!]{0,30}(?:\bc'est\b|\b(?:est|sont|prevoi\w+|demand\w+|dit|disent|veut|impos\w+|exige\w*|fixe\w*|attend\w*|recommand\w+)\b|:)"
)
_WRITTEN_RULE: Final = re.compile(
    r"\b(?:grille|memo|livret|guide|charte|procedure|regle (?:maison|d'or)|chez nous|c'est ecrit|contrat de service|seuil|repere)\b"
)


def _standard_answered(interview: Interview, said: Said) -> Said | None:
    """The standard was asked for, said by the other, and confirmed by the leader."""
    after = interview.following(said)
    replies = interview.reply(said)
    if after is None or not replies or not developed(replies[0].text, 4):
        return None
    agreed = re.search(
        r"^\W*(?:c'est (?:ca|cela|exact|bien)|exact|oui|voila|tout a fait|en effet|c'est bien)\b",
        after.folded,
    )
    return replies[0] if agreed else None


def _around(interview: Interview, said: Said) -> str:
    following = interview.following(said)
    previous = interview.lead[interview.rank(said) - 1]
    # What went before counts when it told a passage; a mere opinion there is no gap.
    told = (previous, said) if _placed(previous) or re.search(rf"\b{NUMBER}\b", previous.folded) else (said,)
    return " ".join(_unquoted(t.folded) for t in told) + (
        " " + _unquoted(following.folded[:80]) if following else ""
    )


def _practice(interview: Interview, found: Findings) -> None:
    tries: list[Said] = []
    for said in interview.lead:
        asked = next(
            (
                c
                for c in said.clauses
                if not (c.recited or c.quoted)
                and _REPLAY.search(c.folded)
                and not _NEXT_TIME.search(c.folded)
                and not _dated(c)
            ),
            None,
        )
        listened = next(
            (
                c
                for c in said.clauses
                if not c.recited
                and _LISTEN.search(c.folded)
                and interview.rank(said) > 0
                and not c.has(Act.SUIVI)
                and not _dated(c)
            ),
            None,
        )
        if listened is not None and not _last(interview, said):
            found.add("reecoute", listened)
        replies = interview.reply(said)
        if asked is None and interview.rank(said) > 0 and any(_is_try(r) for r in replies):
            asked = said.does(Act.MISE_EN_PRATIQUE) or _asks_for_line(said, replies)
        if asked is not None:
            done = next((r for r in replies if _is_try(r)), None)
            if done is not None:
                tries.append(done)
                found.add("rejeu", asked, done)
                after = interview.following(said)
                if after is not None and count_words(after.text) >= 4:
                    found.add("retour_sur_essai", after.clauses[0] if after.clauses else after)
            elif "essa" in asked.folded or asked.has(Act.MISE_EN_PRATIQUE):
                found.add("essai_propose", asked)
        shows = next(
            (c for c in said.clauses if not c.recited and _SHOWS.search(c.folded) and not c.question), None
        )
        if shows is not None and not tries:
            found.add("montre", shows)
    if len(tries) >= 2:
        found.add("deux_essais", *tries[:3])


def _asks_for_line(said: Said, replies: tuple[Said, ...]) -> Clause | None:
    """The other answers by a line between quotation marks, and was not asked what the customer said."""
    opens = any(r.text.lstrip().startswith(("«", "“", '"')) for r in replies)
    told = re.search(r"\b(?:dit|disait|repond|repondu|ecrit|reaction|reagi)\b", said.folded) is not None
    return said.clauses[-1] if opens and not told and said.clauses else None


def _dated(clause: Clause) -> bool:
    return (
        re.search(
            r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|le \d+|demain|bientot|prochaine)\b", clause.folded
        )
        is not None
    )


def _last(interview: Interview, said: Said) -> bool:
    return interview.rank(said) >= len(interview.lead) - 1


def _is_try(reply: Said) -> bool:
    """The other says a line: in quotation marks, or (speech without punctuation) addressed to the customer."""
    if "«" in reply.text or "“" in reply.text or '"' in reply.text:
        return reply.words >= 4
    return (
        reply.words >= 6
        and re.search(
            r"\b(?:madame|monsieur|je (?:vous|comprends|verifie|reviens|regarde)|vous (?:voulez|pouvez|avez|recevez|etes)|votre|merci d'avoir|puis-je)\b",
            reply.folded,
        )
        is not None
    )
