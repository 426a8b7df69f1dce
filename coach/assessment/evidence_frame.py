"""Opening and close, alike in a recadrage and a débriefing: welcome, purpose, frame; sum-up, follow-up, recognition."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.evidence import Findings, acting, first_match, matching
from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.words import CLOCK_RE, DAY, DAYS, MONTHS, NUMBER, any_of, stems
from coach.domain.acts import Act

OPENING_TURNS: Final = 3

_GREETING: Final = any_of(
    r"bonjour",
    r"salut\b",
    r"coucou",
    r"bonsoir",
    r"hello\b",
    r"bjr\b",
    r"bienvenue",
    r"slt\b",
    r"re-?bonjour",
)
_WELCOME: Final = any_of(
    r"assieds",
    r"assoyez",
    r"asseyez",
    r"assois",
    r"installe",
    r"entre[z]?\b",
    r"prends? place|prenez place",
    r"merci (?:d'etre|de t'etre|d'avoir|de vous etre|de (?:te|vous) (?:etre|rendre))",
    r"(?:un|du) (?:cafe|the|verre)",
    r"comment (?:tu )?vas|comment allez|ca va\b",
    r"content[e]? de (?:te|vous) (?:voir|recevoir)",
    r"je t'en prie|je vous en prie",
    r"mets[- ]toi a l'aise|mettez-vous a l'aise",
)
_HOSTILE_OPENING: Final = any_of(
    r"ferme[z]? la porte",
    r"t'as vu (?:tes|l'heure)",
    r"(?:tu|vous) sais (?:tres )?bien pourquoi",
    r"te voila enfin",
    r"ah,? quand meme",
    r"c'est (?:rate|nul|catastrophique|mauvais|pas bon|lamentable|n'importe quoi|une catastrophe|du grand)",
    r"on va rigoler",
    r"ca (?:ne )?(?:va|peut) pas (?:du tout|continuer|durer)",
    r"j'en ai (?:marre|assez)",
    r"il y en a (?:marre|assez)",
    r"(?:c'est|etait) (?:vraiment )?(?:tres )?(?:decevant|insuffisant)",
    r"(?:je suis|tu m'as|vous m'avez) (?:tres |vraiment )?decue?",
)
PURPOSE: Final = any_of(
    r"(?:parler|reparler|discuter|echanger|revenir|faire (?:un|le) point|point|debrief\w*) (?:de|du|des|d'|sur|a propos|ensemble (?:de|sur))",
    r"(?:au sujet|a propos|concernant|par rapport|suite|a cause) (?:de|du|des|d'|a|a la|au|aux)?\b",
    r"(?:l'|mon |le )?(?:objet|objectif|but|sujet|idee|intention)(?: de (?:cet|notre|l')[a-z ]+)?,? (?:c'est|est|ce serait|:)",
    r"(?:je|on) (?:voulais|voudrais|souhaite|souhaitais|aimerais|veux|souhaiterais)[^.?]{0,30}(?:parler|voir|recevoir|qu'on (?:regle|traite|eclaircisse|evoque|aborde|discute|prenne|parle|regarde|voie|revienne|echange|fasse)|comprendre|revenir|echanger|evoquer|aborder)",
    r"(?:je|j'ai) (?:t'|te |vous |t'ai |vous ai )[^.?]{0,20}(?:fait venir|demande|vois|recois|appele|convoque|invite|propose)[^.?]{0,30}(?:pour|a cause|au sujet|a propos|sur|parce)",
    r"(?:on|nous) (?:se|va|allons|regarde|revoit|voit|reprend|debriefe|prend|nous|s'est|va se)[^.?]{0,50}(?:sur|pour|a propos|au sujet|de ton|de votre|du|ton|votre|tes|vos)\b",
    r"il faut qu'on (?:parle|voie|discute)",
    r"(?:pour|de) parler (?:de|du|des)",
    r"(?:minutes|quart d'heure|demi-heure|heure)[^.?]{0,16}(?:sur|pour|a propos|autour) ",
    r"^\W*(?:sur|pour) (?:tes|ton|ta|vos|votre)\b",
    r"j'ai (?:prevu|reserve|bloque)[^.?]{0,40}(?:sur|pour)\b",
    r"(?:on|nous) (?:a|avons|revient|reparle|repasse|va (?:re)?(?:vivre|voir|regarder|ecouter|lire|passer|faire)|(?:re)?prend|(?:re)?lit|(?:re)?garde)\b[^.?]{0,50}(?:ton|votre|ta|tes|vos|l'|cet|ce) ?(?:appel|mail|chat|tchat|echange|ecoute|courriel|message|conversation|enregistrement|entretien)",
)
LENGTH: Final = re.compile(
    rf"(?:{NUMBER}|une?|quelques|(?:un |une )?(?:petit[e]? )?(?:quart|demi|vingtaine|dizaine|quinzaine|trentaine)) ?(?:d'heure|-?heure|de minutes|minutes?|min\b|h\b|heure)\b"
)
_COURSE: Final = any_of(
    r"(?:d'abord|dans un premier temps|pour commencer|je commence|je t'expose|je vous expose|je (?:te|vous) dis)[^.?]{0,120}(?:ensuite|puis|apres|et (?:on|tu|vous|je)|,)",
    r"(?:tu|vous) (?:me )?(?:dis|dites|donnes|donnez|commences|commencez)[^.?]{0,60}(?:(?:je|et on|on|nous) (?:complete|cherche|decide|choisi|regarde|finit|t'|vous))",
    r"on (?:va )?(?:l'ecouter|ecoute|reecoute|regarde)[^.?]{0,60}(?:puis|ensuite|et|,) (?:on|tu|vous|je)",
    r"en (?:deux|trois|quatre) (?:temps|etapes|parties)",
)
_CONFIDENTIAL: Final = any_of(
    r"(?:ca |cela |tout )?(?:reste|restera|restent) entre nous",
    r"(?:ca |rien )?(?:ne )?sort(?:ira)? pas d'ici",
    r"(?:reste|restera|restent) (?:ici|dans (?:ce|mon|le) bureau|a deux|entre (?:toi et moi|vous et moi))",
    r"confidentiel",
    r"(?:personne|nul) (?:d'autre )?(?:ne |n')",
)
AIM: Final = any_of(
    r"(?:pour|de|et|a|veux|voudrais|aimerais|cherche a|souhaite|:|l'idee,? c'est de|but,? c'est de) (?:bien )?comprendre",
    r"(?:voir|chercher|trouver|regarder|reflechir|avancer)[^.?]{0,30}(?:ensemble|ce qu(?:'| )(?:on|ce) (?:peut|pourrait)|solution|a deux|comment (?:on|faire)|ce qui)",
    r"on cherche\b",
    r"pas (?:de|une|la pour)[^.?]{0,20}(?:sanction|te juger|vous juger|juger|un proces|te faire la lecon|te gronder|disciplinaire|pour te)",
    r"(?:rien|aucune?)[^.?]{0,12}(?:sanction|disciplinaire)",
    r"(?:t'|vous |te |vous )aider",
    r"(?:l'idee|le but|l'objectif|mon but|mon idee)[^.?]{0,6}(?:c'est|est)\b",
    r"(?:tu|vous) (?:repartes|repartiez|reparte)",
    r"(?:t'|vous )accompagner",
    r"progresser",
    r"qu'on (?:trouve|cherche|avance|comprenne)",
    r"trouver (?:une|des) solution",
    r"ce qui peut (?:t'|vous )aider",
    r"utile",
)
HELP: Final = any_of(
    r"(?:t'|te |vous |nous )aider",
    r"(?:que|pour que) (?:tu|vous) (?:progress|avanc|gagn|sois|soyez|puiss|te sent|vous sent)",
    r"progress(?:er|es|iez|e)\b",
    r"(?:tu|vous) (?:repartes|repartiez|reparte)",
    r"(?:t'|vous |te )(?:accompagner|faire progresser|faire avancer|soutenir)",
    r"(?:pour|a) progresser",
    r"(?:le but|l'idee|l'objectif)[^.?]{0,20}(?:progress|aide|appren|utile|avance|reparte|trouv|grandi)",
    r"pas (?:la )?pour (?:te |vous )?(?:juger|noter|sanctionner|pieger|fliquer|coincer)",
    r"(?:ce n'est|c'est) pas (?:une )?(?:note|sanction|un controle|un examen|un proces|une evaluation)",
    r"t'etre utile|vous etre utile|utile pour (?:toi|vous)",
    r"(?:t'|vous )aide\b",
    r"(?:te|vous) donner (?:des|un|une|deux) (?:billes|cles|coup de main|pistes?|idees?|trucs?)",
    r"qu'on (?:progresse|avance)",
    r"gagner en",
    r"(?:qu'|que |pour que )?(?:ca|cela|il|elle) (?:te|vous) (?:serve|soit utile|profite|fasse avancer)",
    r"(?:ne )?sert qu'a (?:toi|vous)",
    r"(?:pour|c'est) (?:toi|vous),? (?:pas pour|que)",
    r"(?:te|vous) (?:servir|rendre service|faciliter|simplifier)",
)
SAMPLE: Final = any_of(
    r"(?:ton|votre|un|l'|cet|ce|tes|vos|de ton|de votre)\W{0,2}(?:dernier |premier )?(?:appel|ecoute|mail|courriel|message|chat|tchat|echange|e-mail|reponse|conversation|enregistrement|entretien avec|echantillon)s?\b",
    r"(?:appel|mail|courriel|chat|tchat|echange|ecoute|enregistrement) (?:de|du|d'|avec|a)\b",
)
USAGE: Final = any_of(
    r"(?:l'|cet |ton |votre |le |la |cette )?(?:enregistrement|ecoute|echantillon|appel|fichier|extrait|audio)s?[^.?]{0,50}(?:efface|confidentiel|supprime|detrui|pas (?:garde|conserve)|n'est pas (?:garde|conserve)|ne sert qu'a|sert (?:uniquement )?a)",
    r"je (?:l'|le |la |les )(?:efface|supprime|detruis|garde pas|jette)",
    r"on (?:l'|le |la |les )(?:efface|supprime|detruit)",
    r"(?:je|on) (?:efface|supprime|detrui|jette)\w* (?:l'|le |la |cet |cette |ton |votre )?(?:extrait|enregistrement|fichier|ecoute|appel|audio|bande)",
    r"(?:c'est|ca reste|cela reste|tout reste|ce sera) (?:strictement )?confidentiel",
    r"(?:sera|seront|est|sont) (?:ensuite |aussitot |tout de suite )?(?:efface|supprime|detruit)e?s?",
    r"(?:n'|ne )(?:ira|va|sera|sort)[^.?]{0,30}(?:dossier|ailleurs|d'ici|conserve|garde)",
    r"(?:rien|pas)[^.?]{0,16}(?:dans (?:ton|votre) dossier)",
    r"(?:reste|restera|restent) (?:entre nous|confidentiel)",
    r"ecoute est confidentielle",
    r"(?:c'est|on parle|je parle|il s'agit)[^.?]{0,20}(?:de l'appel|du mail|de ce mail|de cet appel|de l'echange),? pas de (?:toi|vous|ta|votre)",
)
CONSENT: Final = re.compile(
    r"(?:ca|cela) (?:te|vous) (?:va|convient|irait|parle)|(?:d'accord|ok|c'est bon|partant[e]?|on y va|ca marche|ca roule|pret[e]?|okay)(?: pour (?:toi|vous)| comme ca)?\s*\?|(?:tu es|vous etes|t'es) (?:d'accord|partante?|prete?|ok)|ca te va|(?:tu veux|vous voulez) (?:bien|qu'on)|est-ce que ca"
)

FOLLOW_UP: Final = any_of(
    r"on (?:se (?:revoit|revoie|voit|retrouve|reparle|refait|recale|rappelle|reverra|fixe|redonne)|refait|refera|refasse|fait (?:le|un) point|fera (?:le|un) point|se fait|en relit|relit|en reecoute|reecoute|ecoute|ecoutera|compte|verifie|regarde(?:ra)?|reprend|mesure|en reparle|s'en reparle|fixe|cale)\b",
    r"je (?:te|vous) (?:revois|revoie|retrouve|recois|rappelle|reverrai|propose (?:qu'on se|un point|de (?:nous|se) revoir))",
    r"(?:notre|un|le|prochain|nouveau|petit) (?:prochain )?(?:point|rendez-vous|rdv|entretien|bilan|suivi)\b[^.?]{0,40}(?:le|lundi|mardi|mercredi|jeudi|vendredi|dans|a \d|demain|semaine)",
    r"rendez-vous (?:le|lundi|mardi|mercredi|jeudi|vendredi|dans|demain|ici)",
    r"nous (?:nous (?:revoyons|reverrons|retrouvons|revoyions)|referons|ferons (?:le|un) point)",
    r"je (?:reviens|repasse|passe) (?:te|vous) voir",
    r"point (?:de suivi|d'etape|hebdo)",
    r"je (?:repasse|regarderai|ecouterai|verifierai|reecouterai)",
    r"(?<!jusqu.)(?<!d.ici )(?<!de lundi )\ba (?:lundi|mardi|mercredi|jeudi|vendredi)\b",
)
_FIXED: Final = re.compile(
    rf"\b(?:{DAYS})\b(?:[^.?]{{0,14}}(?:\d|{NUMBER}|prochain|matin|midi|soir|en (?:huit|quinze)|apres-midi))?|\b(?:le )?(?:\d{{1,2}}|1er) (?:{MONTHS})|\b\d{{1,2}}/\d{{1,2}}|\ble (?:1er|{NUMBER})\b|\bdemain\b|\bdans (?:{NUMBER}|une|quinze|huit) (?:jours?|semaines?)\b|\b(?:aujourd'hui|jour pour jour) en (?:huit|quinze)|\ba {CLOCK_RE.pattern}"
)
_RECAP: Final = any_of(
    r"(?:resumons|recapitulons|recap)\b",
    r"(?:on|nous) (?:s'est|s'etait|nous sommes|est|sommes) (?:donc |bien )?(?:mis|tombes?|mises)? ?d'accord",
    r"on (?:retient|garde|note|a dit|resume|recapitule|est d'accord sur|repart avec|part (?:la-dessus|sur))",
    r"je (?:resume|recapitule|retiens|recap|note|redis)",
    r"(?:pour|si je|en) (?:resum|recap|conclu|synth)",
    r"recapitul",
    r"en resume",
    r"redis[- ](?:moi|le)|redites-moi",
    r"(?:tu|vous) (?:me )?(?:redis|redites|reformules|reformulez|resumes|resumez|recapitules)",
    r"avec (?:tes|vos) mots",
    r"ce qu'on retient",
    r"ce (?:que|sur quoi) (?:tu|vous|on) (?:retiens|retenez|s'est|est|repars|repart|vas|allez)",
    r"(?:qu'est-ce que|que) (?:tu|vous) (?:retiens|retenez)",
    r"donc(?:,| :| on| tu| vous| les?| la| resume| c'est| des| a partir)",
    r"alors ?:",
    r"c'est note\b",
)
_RECAP_ASKED: Final = any_of(
    r"redis[- ]moi",
    r"redites-moi",
    r"(?:tu|vous) (?:peux |pouvez |veux bien |voulez bien )?(?:me )?(?:redis|redites|redire|reformules|reformulez|resumes|resumez|resumer|recapituler|recapitules)",
    r"avec (?:tes|vos) mots",
    r"(?:qu'est-ce que|que|tu|vous) (?:tu |vous )?(?:retiens|retenez)",
    r"ce que (?:tu|vous) (?:retiens|retenez|allez|vas)",
    r"redis\b",
)
_THANKS: Final = any_of(r"merci\b", r"je (?:te|vous) remercie")
_PRECISE_THANKS: Final = any_of(
    r"merci (?:de|pour|d')(?! (?:etre|t'etre|avoir (?:ete|pris)|ton temps|votre temps|cet echange|votre attention|venir))[^.!]{6,}",
    r"remercie (?:de|pour|d')(?! (?:etre|cet echange|votre attention|ton temps|votre temps))[^.!]{6,}",
)
_RECOGNITION: Final = any_of(
    r"(?:c'est|c'etait|ca,? c'est) (?:tres |vraiment |assez )?(?:courageux|fort|precieux|honnete|sincere|pas rien|tout a (?:ton|votre) honneur|une belle)",
    r"peu de (?:gens|monde|conseillers|personnes)|c'est rare\b|(?:a|as|avez) (?:tout |bien |vraiment )?(?:debloque|change|sauve|desamorce|rassure|fait la difference)",
    r"j'apprecie\b|(?:ca|cela) m'a (?:beaucoup |bien )?(?:aide|touche|plu|fait plaisir)|je (?:le|la|les) (?:vois|remarque|constate) (?:tous|chaque|bien|depuis)|(?:ca|cela) compte (?:beaucoup|pour moi)\W*$|cartes sur table|joue franc",
    r"(?:tu tiens|vous tenez|tu gardes|vous gardez) (?:bien|tres bien|toujours) (?:tes|vos|ton|votre|le|la|les)",
    r"(?:j'ai|je)[^.]{0,14}(?:trouve|trouvais|apprecie)[^.]{0,16}(?:courageu|bien\b|precieu|franc|honnete|juste|super|chouette|fort|utile|malin)",
    r"(?:tu as|vous avez|t'as)[^.?!]{0,24}(?:trouve|ete (?:franc|honnete|clair|courageu|sincere|lucide)|su\b|joue le jeu|bien|repere|ose|fait (?:preuve|un|le|du)|mis le doigt|pris|propose|identifie|vu juste|avance|analyse|compris|accepte|reconnu|cherche|dit les choses|construit|apporte)",
    r"(?:ta|votre|ton|tes|vos) [a-z' ]{3,40}(?:est|sont|etait|c'est|,) ?(?:tres |vraiment |exactement |une vraie |un vrai |toujours |precieu\w* |bien )*(?:excellent|precieu|juste|solide|bonne?|claire?|utile|belle|beau|force|parmi les|mieux|remarquable|appreci|pertinent|franc|qualite|atout)",
    r"c'est (?:du solide|precieux|une vraie|une belle|un vrai|courageux|a mettre|toi qui|vous qui|tout a ton|tout a votre|remarquable|appreciable)",
    r"chapeau",
    r"bravo",
    r"j'ai (?:beaucoup )?(?:apprecie|aime)",
    r"je (?:note|salue|releve|retiens|sais que|mesure)[^.?!]{0,40}(?:effort|franchise|honnetete|sincerite|travail|implication|qualite|progres|dossier|ecoute|serieux|bien|idee|demarche)",
    r"(?:ta|votre) (?:franchise|honnetete|idee|proposition|implication|rigueur|ecoute|lucidite|transparence)",
    r"je compte (?:beaucoup )?sur (?:toi|vous)",
    r"tes dossiers restent",
    r"(?:fiere?|content[e]?) de (?:toi|vous|ton|votre|ce)",
    r"(?:ton|ta|tes|votre|vos) [^.?!]{3,60}(?:garde[sz]?-l|continue[sz]? |c'est (?:lui|elle|ca|un vrai|une vraie|un reflexe|une force)|je (?:le|la|les) (?:garde|raconte|cite|montre|note))",
    r"c'est un (?:vrai |beau |sacre )?(?:reflexe|atout|talent|progres)",
)
_GENERIC_PRAISE: Final = any_of(
    r"potentiel",
    r"(?:tu|vous) progress",
    r"bonne voie",
    r"prometteur",
    r"belle marge",
    r"(?:tu y es|vous y etes) presque",
    r"continue\b",
    r"continuez",
    r"bon courage",
    r"(?:tu vas|vous allez) y arriver",
    r"ca va (?:venir|aller|le faire|bien se passer)",
    r"j'ai confiance",
    r"(?:je )?(?:te|vous) fais confiance",
    r"je crois en (?:toi|vous)",
    r"(?:tu|vous) (?:ecris|ecrivez|travailles|travaillez|geres|gerez|fais|faites) (?:bien|du bon)",
    r"c'est bien\b",
    r"(?:tu as|vous avez) (?:tout pour|l'habitude de bien|le potentiel)",
    r"super\b",
    r"j'en suis sure?",
    r"lache pas|lachez pas",
    r"bon travail",
    r"tu peux le faire",
    r"on avance",
)


def opening(interview: Interview, found: Findings) -> None:
    """Welcome, purpose and frame in the first turns."""
    first = interview.first(OPENING_TURNS)
    if not first:
        return
    head = interview.lead[0]
    greeted = first_match(interview.first(2), _GREETING)
    welcomed = first_match(interview.first(2), _WELCOME)
    found.add("accueil", greeted or (welcomed if welcomed and not _hostile(head) else None))
    if welcomed is not None and not _hostile(head):
        found.add("chaleur", welcomed)
    purpose = next(
        (c for said in first for c in said.clauses if _states_purpose(c) and not _is_course_only(c)), None
    )
    found.add("objet", purpose)
    before_reproach = _before_reproach(interview, first)
    for name, pattern in (
        ("deroulement", _COURSE),
        ("confidentialite", _CONFIDENTIAL),
        ("but", AIM),
        ("aide", HELP),
        ("usage", USAGE),
        ("echantillon", SAMPLE),
    ):
        found.add(name, first_match(before_reproach, pattern))
    length = next(
        (
            c
            for said in before_reproach
            for c in said.clauses
            if LENGTH.search(c.folded) and not c.has(Act.SUIVI) and not c.recited and not _past(c)
        ),
        None,
    )
    found.add("duree", length)
    asked = next(
        (
            c
            for said in before_reproach
            for c in said.clauses
            if CONSENT.search(c.folded) and (c.question or "?" in c.text)
        ),
        None,
    )
    found.add("accord", asked)
    if _hostile(head):
        found.add("hostile", head)


def _states_purpose(clause: Clause) -> bool:
    if clause.recited or clause.has(Act.MENACE, Act.JUGEMENT):
        return False
    if (
        clause.has(Act.FAIT)
        and not clause.has(Act.CADRAGE)
        and not re.search(r"^\W*(?:on (?:revoit|regarde|reprend|va)|[a-z]+ minutes)", clause.folded)
    ):
        return False
    if PURPOSE.search(clause.folded):
        return True
    told = len(clause.folded.split()) >= 8 and not (
        _CONFIDENTIAL.search(clause.folded) or USAGE.search(clause.folded)
    )
    return clause.has(Act.CADRAGE) and (told or SAMPLE.search(clause.folded) is not None)


def _is_course_only(clause: Clause) -> bool:
    return _COURSE.search(clause.folded) is not None and not re.search(
        r"\b(?:sur|propos|sujet|parler|de tes|de ton|de vos|de votre)\b", clause.folded
    )


def _past(clause: Clause) -> bool:
    return (
        re.search(
            r"\b(?:tu as|vous avez|t'as|tu es|vous etes|minutes? de retard|minutes? de pause|a mis|a dure|est reste)\b",
            clause.folded,
        )
        is not None
    )


def _hostile(said: Said) -> bool:
    return _HOSTILE_OPENING.search(said.folded) is not None or said.does(Act.JUGEMENT, Act.MENACE) is not None


def _before_reproach(interview: Interview, first: tuple[Said, ...]) -> tuple[Said, ...]:
    """Opening turns up to the first one that states a fact (that one excluded, the first always kept)."""
    kept = [first[0]]
    for said in first[1:]:
        if (
            said.does(Act.FAIT, Act.IMPACT, Act.JUGEMENT, Act.REGLE) and not said.does(Act.CADRAGE)
        ) or DAY.search(said.folded):
            break
        kept.append(said)
    return tuple(kept)


def close(interview: Interview, found: Findings) -> None:
    """Sum-up, follow-up and recognition in the last turns."""
    last = _closing_turns(interview)
    if not last:
        return
    _recap(interview, last, found)
    _follow_up(interview, last, found)
    _recognition(last, found)


def _closing_turns(interview: Interview) -> tuple[Said, ...]:
    count = len(interview.lead)
    return interview.last(min(4, max(1, count - 1)))


def _recap(interview: Interview, last: tuple[Said, ...], found: Findings) -> None:
    for said in last:
        for clause in said.clauses:
            if clause.recited:
                continue
            if _RECAP_ASKED.search(clause.folded):
                reply = interview.reply(said)
                found.add("bilan", clause, *[r for r in reply if r.words >= 6])
            elif _sums_up(interview, said, clause):
                found.add("bilan", clause)


def _sums_up(interview: Interview, said: Said, clause: Clause) -> bool:
    if clause.question and "?" in clause.text:
        return False
    opens = re.search(r"^\W*donc\b", clause.folded) is not None
    if _RECAP.search(clause.folded) is None and not opens and not clause.has(Act.CONCLUSION):
        return False
    plan = " ".join(c.text for c in interview.clauses if (c.turn, c.start) < (clause.turn, clause.start))
    if (
        opens
        and interview.rank(said) == len(interview.lead) - 1
        and len(stems(clause.text) & stems(plan)) >= 1
    ):
        return True
    shared = stems(clause.text) & (stems(plan) | stems(interview.other_before(said, 4)))
    late = interview.rank(said) >= len(interview.lead) - 2
    if FOLLOW_UP.search(clause.folded) and not re.search(r"\b(?:donc|alors|retient|resume)\b", clause.folded):
        return False
    listed = (
        re.search(r"^\W*(?:donc|alors|on (?:retient|recapitule)|je (?:resume|recapitule))\b", clause.folded)
        is not None
    )
    explicit = re.search(r"\b(?:resum|recap|on retient|on repart)", clause.folded) is not None
    return len(shared) >= (2 if listed else 3) and late and (explicit or not said.asks)


def _follow_up(interview: Interview, last: tuple[Said, ...], found: Findings) -> None:
    for said in last:
        clauses = said.clauses
        for clause in clauses:
            follows = (
                clause.has(Act.SUIVI) or FOLLOW_UP.search(clause.folded) is not None
            ) and not clause.question
            if clause.recited:
                if "suivi" in clause.folded:
                    found.add("suivi", clause, partial=True)
                continue
            if not follows:
                continue
            if _FIXED.search(clause.folded):
                found.add("suivi", clause)
                if _what_is_checked(said, clause):
                    found.add("suivi_objet", clause)
            elif re.search(r"revoi|repar|recal|point|refai|refer|suivi|ecoute|bientot", clause.folded):
                found.add("suivi", clause, partial=True)


_CHECKED: Final = any_of(
    r"(?:on|je|nous) (?:ouvre|chronometre|releve|liste|passe en revue|controle|reprend|revoit)[a-z]*",
    r"(?:deux|trois|quatre|cinq|six|huit|dix|vingt|\d+) (?!heures|minutes)[a-z]+s\b",
    r"(?:on|je|nous) (?:regarde|compte|ecoute|verifie|mesure|relit|reecoute|fait|releve|verra|regardera|comptera|ecoutera|verifiera)[a-z]*",
    rf"{NUMBER} (?:appels?|ecoutes?|mails?|messages?|dossiers?)",
    r"avec (?:les|tes|vos) ",
    r"pour (?:voir|verifier|mesurer|regarder|ecouter)",
)


def _what_is_checked(said: Said, clause: Clause) -> bool:
    near = " ".join(c.folded for c in said.clauses if abs(c.start - clause.start) < 160)
    return _CHECKED.search(re.sub(r"on (?:se (?:revoit|retrouve|voit)|refait)", " ", near)) is not None


def _recognition(last: tuple[Said, ...], found: Findings) -> None:
    for said in last[-2:]:
        for clause in said.clauses:
            if clause.dismissive or (
                clause.has(Act.JUGEMENT, Act.MENACE) and not clause.has(Act.VALORISATION)
            ):
                continue
            precise = (
                _RECOGNITION.search(clause.folded) is not None
                or _PRECISE_THANKS.search(clause.folded) is not None
            )
            if (
                precise
                and not clause.recited
                and not clause.question
                and _GENERIC_ONLY.search(clause.folded) is None
            ) or (
                clause.has(Act.VALORISATION)
                and not clause.recited
                and _GENERIC_PRAISE.search(clause.folded) is None
                and _GOOD.search(clause.folded)
            ):
                found.add("reconnaissance", clause)
            elif _GENERIC_PRAISE.search(clause.folded):
                found.add("encouragement", clause)
                found.add("reconnaissance", clause, partial=True)
            elif _THANKS.search(clause.folded) and said is last[-1]:
                found.add("reconnaissance", clause, partial=True)


_GOOD: Final = any_of(
    r"(?:tu|vous)[^.]{0,30}\bbien\b",
    r"bonne?\b",
    r"belle\b",
    r"beau\b",
    r"force\b",
    r"clair",
    r"juste\b",
    r"excellent",
    r"precieu",
    r"solide",
    r"franc",
    r"courage",
    r"qualite",
    r"progres",
    r"vraie?\b",
    r"reussi",
    r"trouve",
    r"efficace",
    r"serieu",
    r"fier",
    r"apprecie",
    r"remarqu",
    r"chapeau",
    r"bravo",
    r"solution",
)
_GENERIC_ONLY: Final = any_of(
    r"(?:tu as|vous avez) l'habitude de bien", r"(?:tu as|vous avez) tout pour", r"bien compris l'ecart"
)


def sums(interview: Interview) -> tuple[Clause, ...]:
    """Clauses that carry a conclusion, for those who look for a close."""
    return acting(interview.last(2), Act.CONCLUSION) + matching(interview.last(2), _RECAP)
