"""Law check of the manager's own words: each fault with its quote, the article, and what to say instead.

A safeguard must be precise: a phrase is flagged for its own words, or because the analyst hears the act *and*
the words of its field are there. A denial (« aucune sanction ») is taken out first. Text is folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.law_articles import FAULTS, Kind
from coach.assessment.words import NUMBER, any_of
from coach.domain.acts import Act
from coach.domain.scoring import Flag
from coach.privacy.names import find_names

GRAVE: Final[frozenset[Kind]] = frozenset(
    {
        "menace",
        "sanction_deguisee",
        "sanction_pecuniaire",
        "discrimination",
        "sante_intrusion",
        "divulgation",
        "divulgation_sante",
        "usage_echantillon",
        "insulte",
    }
)
"""Faults that bring the posture criterion to 0 (a promise falls on the support criterion)."""

_DENIED: Final = re.compile(
    r"(?:pas|aucune?|sans|ni|jamais|nullement|plutot que|hors de question)\b[^.,;:!?]{0,36}\b(?:sanction\w*|menac\w+|disciplinaire|avertissement|punir|punition|licenci\w+|virer|juge\w*|te coincer|vous coincer|proces)"
    r"|(?:rien|ce n'est pas|c'est pas|n'est pas)[^.,;:!?]{0,20}\b(?:disciplinaire|une menace|une sanction|un proces)"
    r"|\b(?:eviter|evitera|evitons) (?:une|toute|la|d'en arriver a une) sanction"
)
_SANCTION: Final = any_of(
    r"avertissements?", r"blame\b", r"mises? a pied", r"licenci", r"faute (?:grave|lourde|professionnelle)", r"sanction(?!nee? par un)", r"conseil de discipline", r"disciplinaire", r"courrier recommande", r"lettre recommandee", r"rupture (?:de|du)", r"rompre (?:ton|votre|le) contrat", r"(?:ton|votre|le|au|du|de) (?:cdd|cdi|contrat|renouvellement)\b", r"renouvel", r"periode d'essai", r"(?:ta|votre|la|de|tes|les) (?:primes?|augmentation|promotion|mutation|titularisation)\b", r"primables?", r"(?:la|ta|votre|les) (?:direction|drh|rh|hierarchie|ressources humaines)\b", r"directeur|directrice", r"chomage|pole emploi|france travail", r"cartons", r"la porte\b", r"planning de", r"samedis? libres?", r"conges\b", r"consequences\b", r"ton poste|votre poste", r"ton dossier|votre dossier", r"ton cas|votre cas", r"convoqu", r"retenue? sur (?:salaire|ta|votre)", r"ton avenir|votre avenir", r"(?:ta|votre) place\b", r"virer?\b", r"dans l'equipe",
)
_IF: Final = any_of(
    r"si (?:ca|cela|tu|vous|je|rien|d'ici|les|c'est|on|jamais|tes|vos)\b", r"sinon\b", r"la prochaine fois", r"(?:au|le|un|une) prochaine?s?\b", r"encore (?:un|une)\b", r"ou (?:alors |bien |sinon )?(?:je|c'est|ce sera|on|tu)\b", r"je (?:te|vous) previens", r"attention\b", r"t'as interet", r"(?:tu as|vous avez) (?:tout )?interet", r"ne (?:t'etonne|vous etonnez) pas", r"(?:reflechis|reflechissez|pense|pensez|songe|songez|rappelle-toi|rappelez-vous|n'oublie|n'oubliez)\b", r"dommage\b", r"faudra\b", r"va falloir", r"(?:risque|risquez|risques)\b", r"remettr(?:e|ai) en (?:cause|question)", r"peser(?:a|ait)?\b", r"vaut mieux", r"vaudrait mieux", r"jusqu'a (?:la|ta|ce)", r"approche\b", r"la suite\b", r"quand (?:on|je|il|viendra|ce sera)\b", r"au moment de\b", r"souvenir\b|rappeler\b", r"je saurai\b", r"en tirer",
)
_THREAT: Final = any_of(
    r"je (?:te|vous) previens,? (?:ca|c'est|au|la|si|encore|je)", r"(?:je |on )?(?:m'occupe|s'occupe|m'occuperai|s'occupera|va s'occuper|vais m'occuper)[a-z' ]{0,20} de (?:ton|votre) (?:cas|dossier)", r"il y en a (?:d'autres|plein|dix|cent)[^.]{0,20}(?:attendent|derriere|dehors|place|porte)", r"tirer les consequences", r"en tirer (?:les|des|toutes les) consequences", r"prendre (?:les|mes|des) (?:mesures|dispositions)(?: qui s'imposent| qu'il faut)?",
    r"a (?:ta|votre) place,? je (?:ferais|me mefierais|serais inquiet|reflechirais)", r"(?:tu sais|vous savez) (?:tres bien |bien )?(?:ce qui (?:arrive|attend|se passe|est arrive)|comment ca (?:finit|se termine|s'est termine))", r"(?:tu vas|vous allez|tu) (?:le )?(?:regretter|voir ce que|avoir affaire a moi|me le payer|le payer)", r"(?:dire|faites|fais) (?:adieu|une croix) ", r"(?:te|vous|le|la|de) (?:virer|licencier|foutre dehors|mettre (?:dehors|a la porte))\b", r"je (?:te|vous) (?:vire|licencie|sors de|raye|mets dehors|convoque)", r"raye(?:r|rai)? ton nom", r"(?:faire|fais|fait|prepare[sz]?) (?:tes|vos|ses) cartons", r"a bon entendeur", r"(?:ca|cela) (?:va|risque de|pourrait) (?:mal (?:finir|se passer|se terminer|tourner)|chauffer|te couter|vous couter|barder)", r"(?:te|vous) couter (?:cher|ta|votre|ton)", r"gare a (?:toi|vous)", r"on passera a (?:autre chose|la vitesse superieure|une autre etape)", r"(?:je|on) (?:sera|serai|serait|serais)[a-z' ]{0,12}(?:oblige|contraint|force)e?s?[^.]{0,60}(?:sanction|rh|direction|hierarchie|remonter|avertissement|disciplin|contrat|plus loin|mesures)", r"(?:tu|vous) (?:ne )?(?:feras|ferez|serez|seras)[a-z ]{0,16}(?:plus (?:long feu|partie|la)|long feu)", r"(?:tes|vos|ses) jours (?:sont|ici|dans)", r"c'est la porte\b", r"(?:tu|vous) (?:peux|pouvez) (?:chercher|aller voir) ailleurs", r"(?:chercher|trouver) (?:un autre|du) (?:boulot|travail|poste) ?(?:ailleurs)?$", r"(?:personne|nul) n'est irremplacable", r"irremplacable", r"ce serait dommage (?:que|de|d')[^.]{0,80}(?:contrat|renouvel|prime|promotion|mutation|evolution|poste|direction|titularis|periode|dossier|avenir|augment|equipe|cdi|cdd|compli|mal)", r"(?:ne compte|ne comptez) (?:pas|plus) (?:sur|retrouver)", r"(?:derniere|seconde et derniere) (?:chance|fois que je (?:te|vous) le dis)", r"dernier avertissement", r"(?:tu ne|vous ne|tu) (?:passeras|passerez) pas (?:ta|votre) periode", r"(?:on|je) (?:en )?reparlera(?:i)? (?:au moment|quand|lors|a l'heure) (?:de|du|d'|viendra|il|on|ton|ta|votre)", r"je (?:m'en|saurai m'en) souviendrai", r"ca (?:ira|va aller|finira) (?:chez|a|au|devant|dans) (?:les rh|la rh|la direction|ton dossier|votre dossier|la drh)", r"j'en (?:parle|refere|parlerai|refererai) a (?:la direction|la rh|la drh|qui de droit)", r"(?:faire|fasse|ferai|vais faire|fais) remonter (?:ca|cela|tout ca|ton cas|votre cas) (?:a|au|aux) (?:la direction|directeur|directrice|rh|la rh|drh|la hierarchie|plus haut)", r"(?:dehors|la porte)\b.{0,3}$", r"(?:le prendre|prend(?:s|re|ez)) comme (?:ca|une menace)",
)
_DOCKED: Final = any_of(
    r"(?:je |on |tu |vous )?(?:retire|retir\w+|enleve\w*|supprim\w+|sucr\w+|saute\w*|perd\w*|amput\w+|retenue? sur|retien\w+ sur|coupe\w*) (?:(?:ta|votre|la|une partie de|de|dire adieu a|pas) )*(?:prime|salaire|paie|paye|variable)", r"(?:ta|votre|la) (?:prime|part variable) (?:saute\w*|disparait|s'envole|sera (?:supprimee|retiree|amputee)|est menacee|y passe\w*)", r"(?:dire |fais |faites )?(?:adieu|une croix)[^.]{0,20}(?:prime|augmentation)", r"(?:pas|plus) de prime\b[^.]{0,40}(?:tant que|si|pour toi|pour vous|ce mois)", r"sors de la liste des primables", r"amende\b",
)
_DISGUISED: Final = any_of(
    r"(?:je |on )(?:te |vous )(?:mets|mettrai|colle|collerai|passe|passerai|change|bascule|prive|retire|enleve|supprime|mute)[a-z]* (?:sur|de|du|d'|aux?|les|la|le|toutes?|tous)[^.]{0,40}(?:samedis?|soirs?|fermetures?|plannings?|horaires?|back.?office|archiv|punition|teletravail|pauses?|conges|week-?ends?|(?:le temps que (?:tu|vous) (?:comprenn|reflechi)))", r"(?:en attendant|du coup|puisque c'est comme ca|tant que[^.]{0,40}),? (?:tu|vous) (?:seras|serez|feras|ferez|restes|restez|auras|aurez)[^.]{0,40}(?:samedis?|fermetures?|soirs?|archiv|prive|plus de teletravail|pauses?)", r"(?:plus|fini|termine)(?:e)? (?:de |le )teletravail[^.]{0,50}(?:tant que|si|puisque|pour toi|ca t'apprendra)", r"ca (?:t'|vous )apprendra",
)
_OLD_SANCTION: Final = re.compile(
    rf"(?:avertissement|sanction|blame|mise a pied)[^.]{{0,40}}(?:il y a (?:quatre|cinq|six|sept|huit|neuf|dix|{NUMBER}) ans|d'il y a (?:quatre|cinq|six|sept|huit|dix) ans|\b20(?:0\d|1\d|2[0-2])\b)"
)

_PROTECTED_STRONG: Final = any_of(
    r"(?:a|de|vu|avec) (?:ton|votre) age", r"troisieme age", r"trop (?:vieux|vieille|agee?|jeune)s? pour", r"(?:ta|votre) generation\b", r"dinosaure", r"(?:proche|pres) de la retraite", r"(?:la|ta|votre) retraite (?:approche|arrive|bientot)", rf"(?:a |avec tes |avec vos )?(?:(?:cinquante|soixante|vingt|quarante)[- ]?(?:et[- ])?[a-z]*|[1-6]\d) ans\b[^.?!]{{0,40}}(?:raccrocher|on n'apprend|biologique|plus l'age|on ne change|depasse|le rythme|suivre|c'est normal|forcement|trop tard|laisser la place|faut peut-etre)", r"les (?:jeunes|vieux|seniors|anciens|quinquas) (?:comme (?:toi|vous)|ne (?:veulent|savent|tiennent|comprennent)|c'est|d'aujourd'hui|de maintenant)", r"(?:un|une) (?:jeune|gamine?|petite jeune|petit jeune) (?:de|comprendrait|ferait|apprendrait)",
    r"(?:ton|votre|son|cet) accent\b", r"(?:pour|chez) (?:une? )?(?:etrangere?|etrangers|femme|homme|arabe|africaine?|asiatique|noire?)\b", r"(?:dans|de|chez) (?:ton|votre) pays\b", r"(?:chez|par) (?:vous|toi),? (?:la-bas|au (?:bled|pays))", r"au bled", r"vous,? les (?:femmes|hommes|jeunes|vieux|arabes|noirs|africains|musulmans|meres|mamans|syndiques|maghrebins|asiatiques|gitans|portugais|roumains)", r"(?:ta|votre) (?:culture|origine|religion|couleur)\b[^.?]{0,40}", r"(?:le |ton |votre )?(?:ramadan|mosquee|careme|shabbat)\b", r"(?:ton|votre|le) (?:voile|foulard|turban)\b", r"(?:tu es|vous etes|t'es) (?:croyante?|musulmane?|juive?|catho\w*|pratiquante?|noire?|arabe|gay|homo\w*|lesbienne|trans)\b", r"(?:croyant|pratiquant)e?\b",
    r"(?:les|aux|des) (?:femmes|mamans|meres|filles|nanas)[^.?]{0,30}(?:on sait|c'est|ne peut pas compter|sont|ca|enfants|emotives?|sensibles?|pas faites?)", r"bonne femme", r"(?:a|pour) un homme\b", r"(?:tes|vos) (?:regles|hormones)\b(?! de)", r"hysterique", r"(?:faire|faites|fais|comptez|comptes|prevois|prevoyez|avoir|vouloir|veux|voulez)[^.?]{0,25}(?:d'autres enfants|des bebes|un bebe|des enfants|des gosses|un deuxieme|un autre enfant)", r"(?:conge|conges) (?:mat\w*|maternite|parental)[^.?]{0,40}(?:a repetition|encore|bien faire|tombe mal|mal|complique|bonne excuse|pas le moment|desorganis|penalis)", r"(?:ta|votre) (?:grossesse|maternite)\b(?![^.?]{0,40}(?:amenag|medecin|droit|protege|felicitation))", r"(?:c'est|encore|une) (?:histoire de )?femme enceinte", r"(?:enceinte|grossesse)[^.?]{0,30}(?:pratique|choisi|moment|excuse|n'attends|compter sur)",
    r"(?:ta|votre|tes|vos) (?:depression|maladie|dyslexie|handicap|diabete|mal de dos|dos|problemes? de (?:sante|dos)|soucis de sante|arrets? maladie|etat de sante|fragilite)\b[^.?!]{0,60}(?:excuse|empeche|pas compatible|ralenti|gene|pese|penalis|mieux (?:a|de) rester|probleme pour l'equipe|pas possible|il faut la|laisser|n'a rien a faire|trop|fatigue tout|ca suffit|bon dos|vraiment)", r"(?:avec|vu|a cause de) (?:ton|votre|tes|vos|ta) (?:dos|handicap|maladie|dyslexie|depression|sante|arrets?|problemes? de sante|etat|diabete)\b", r"(?:handicapee?|cotorep)\b[^.?]{0,30}(?:comme|pas|trop|boulet|quota)",
    r"(?:au|le|du|ton|votre|avec le|les) (?:syndicat|syndiques?)\b[^.?]{0,60}(?:crois|permis|temps|bosser|travaille|toi|choisi|probleme|excuse|protege|delegation|nuit|carriere|dommage|mal vu)", r"depuis que (?:tu es|vous etes|t'es) (?:au syndicat|syndiquee?|deleguee?|elue?|au cse|a la cgt|a fo|a la cfdt)", r"(?:tu es|vous etes|t'es) (?:syndiquee?|au syndicat|a la cgt|grevistes?)\b", r"(?:tes|vos) (?:heures de delegation|copains du syndicat|greves?)\b[^.?]{0,40}",
    r"(?:ton|votre) (?:poids|surpoids|physique|look|quartier|cite)\b[^.?]{0,50}", r"(?:comme|encore) (?:par hasard )?(?:tous les |les )?(?:gens|mecs|filles) (?:de|comme) (?:ton|votre|ta)", r"(?:jour de la mosquee|vendredi saint)", r"(?:mere|maman|pere) (?:celibataire|seule|isolee?)[^.?]{0,40}(?:on sait|compter|complique|disponib|pas)", r"(?:depuis que (?:tu as|vous avez|t'as)|avec) (?:tes|vos|des|un|le|ta|votre) (?:enfants?|gosses|bebe|petit|petite|mome)[^.?]{0,40}(?:moins|plus (?:la meme|comme avant)|disponib|motiv|priorite|ailleurs|serieu)",
)
_PROTECTED_FIELD: Final = any_of(
    r"age\b", r"ans\b", r"vieux|vieille|jeune", r"retraite\b", r"accent\b", r"etrang", r"pays\b", r"origine", r"femmes?\b", r"homme\b", r"enceinte", r"grossesse", r"maternite", r"enfants?\b", r"bebes?", r"mere\b|maman", r"famille\b", r"mari\b|epou[sx]", r"divorc", r"religio", r"mosquee|ramadan|voile|priere|eglise", r"syndic", r"delegue", r"greve", r"handicap", r"maladie|malade", r"depress", r"dyslex", r"medicament|traitement", r"sante\b", r"dos\b", r"psy", r"gay|homo|lesb", r"poids\b|gros(?:se)?\b", r"quartier|banlieue|cite\b", r"regles\b", r"alcool", r"cancer|diabete|burn",
)
_HEALTH_ASKED: Final = any_of(
    r"(?:tu prends|vous prenez|t'es|tu es|vous etes)[^.?]{0,20}(?:medicament|traitement|antidepresseur|sous calmant)", r"(?:c'est quoi|qu'est-ce que c'est|quelle est|quelle)[^.?]{0,24}(?:maladie|pathologie|operation|traitement|probleme de sante|soucis? de sante|diagnostic)", r"(?:tu as|vous avez|t'as|tu aurais)[^.?]{0,20}(?:une maladie|un probleme de sante|des (?:soucis|problemes) de sante|une depression|un cancer|fait un burn)[^.?]{0,30}\?", r"(?:tu es|vous etes|t'es|es-tu|etes-vous|serais-tu)[^.?]{0,12}(?:malade|depressi\w+|suivie? par un (?:psy\w*|medecin)|enceinte|en depression|handicapee?)\b[^.?]{0,30}\?", r"(?:tu vois|vous voyez|tu consultes|vous consultez)[^.?]{0,14}(?:un psy\w*|un specialiste|un medecin)[^.?]{0,20}\?", r"de quoi (?:tu souffres|vous souffrez|souffres-tu|souffrez-vous)", r"(?:qu'est-ce que|quoi)[^.?]{0,14}(?:le |ton |votre )?(?:medecin|docteur|psy)[^.?]{0,10}(?:t'a|vous a|a) (?:dit|diagnostique|prescrit)", r"pourquoi (?:tu etais|vous etiez|etais-tu)[^.?]{0,10}(?:en arret|a l'hopital|hospitalisee?)", r"(?:tu bois|vous buvez|tu te drogues)\b[^.?]{0,20}\?",
)
_HEALTH_RESOURCE: Final = re.compile(
    r"medecin du travail|medecine du travail|rqth|referent handicap|amenag|mission handicap|service de sante|psychologue du travail|cellule d'ecoute"
)

_PRIVATE_HEALTH: Final = any_of(
    r"psychiatre|psychologue|psy\b", r"depress", r"burn[- ]?out", r"cancer\b", r"vih\b|sida\b", r"malad", r"enceinte", r"fausse couche", r"handicap", r"hopital|hospitalis", r"cure\b|alcool|drogu", r"traitement\b|medicament", r"divorc", r"en arret\b|arret (?:maladie|de travail)", r"tentative de", r"epilep|diabet|sclerose", r"separation|separe\b|se separe", r"surendett", r"interdit bancaire", r"probleme[s]? (?:de sante|d'argent|de couple)", r"tribunal|garde a vue|prison", r"homosexuel|\bgay\b",
)
_PRIVATE_RESULT: Final = any_of(
    rf"{NUMBER} ?(?:sur|/) ?(?:dix|vingt|cent|\d+)\b", rf"{NUMBER} ?(?:%|pour ?cent|points?\b)", r"(?:sa|son|ses) (?:note|score|taux|resultats?|chiffres?|evaluation|grille|salaire|prime|contrat|periode d'essai|fiche de paie|entretien|ecoute|dmt|nps)", r"(?:la|le|les) (?:note|score|grille|taux|salaire|resultats?|ecoute|evaluation) (?:de|d')", r"avertissement", r"mise a pied", r"sanction", r"licenci", r"conseil de discipline", r"blame\b", rf"gagne\b|touche {NUMBER}|est paye", r"rate (?:sa|son)", r"n'a pas (?:valide|eu) (?:sa|son|le)", r"(?:a fait|en a fait|fait|fait en) "+NUMBER, r"(?:moins bien|pire|mieux|plus mal|moins bon|meilleure?|derniere?|plus faible) que (?:toi|vous|le tien|la tienne|tout)", r"pas (?:renouvel|titularis|augment)", r"recadree?\b", r"(?:avait|a) (?:ete )?(?:echou|plant)",
)
_COLLEAGUE: Final = re.compile(
    r"\b(?:ton|ta|votre|le|la|un|une|de|du) (?:collegue|voisine?|binome|camarade)\b|\b(?:le|la) (?:nouveau|nouvelle|petit nouveau|petite nouvelle|petite|stagiaire|conseillere?|chef|responsable|superviseure?) (?:du|de|d'|qui)\b|\b(?:un|une) (?:conseillere?|agente?|fille|mec|gars) de (?:l'equipe|ton equipe|votre equipe|l'ilot|ton ilot)"
)
_CUSTOMER: Final = re.compile(r"\b(?:m\.|mme|monsieur|madame|mlle|client|cliente|usager|assure|adherent|l'appel de|celui de|celle de)\b")
_SECRET: Final = any_of(r"garde[-sz]?(?: |-)(?:le|la|ca)[- ]pour (?:toi|vous)", r"pas un mot\b", r"entre nous\b", r"ne le repete", r"tu (?:ne )?l'as pas su par moi", r"(?:je|on) (?:ne )?devrais? pas (?:te|vous) le dire", r"confidentiellement")

_GUARANTEE: Final = any_of(
    r"(?:je|nous|on) (?:te |vous |t'|m'|le |la |les |te le |vous le |te la |vous la )*(?:garanti|promet|assure|jure)", r"c'est (?:promis|acquis|signe|comme si c'etait fait|garanti|fait pour|dans la poche|sur et certain|tout vu|moi qui decide)", r"(?:t'as|tu as|vous avez) ma parole", r"parole d'honneur", r"ma parole\b", r"je m'engage a ce que (?:tu|vous)", r"je m'en porte garant", r"(?:est|sera|est deja) (?:acquise?|garantie?|assuree?|a toi|a vous|pour toi|pour vous|dans la poche|acceptee?|renouvelee?|validee?)", r"je (?:te |vous |t'|te l'|te la |te le |vous l'|vous la |vous le )+(?:renouvell|nomme|annule|fais (?:verser|sauter|passer|avoir|obtenir)|accorde|donne|obtiens|decroche|titularise|augmente|promeu|bloque|verse|signe)", r"je (?:le |la |les )?fais sauter", r"(?:tu passes|vous passez|tu seras|vous serez|tu auras|vous aurez|tu touches|vous touchez|tu vas avoir|vous allez avoir)\b", r"c'est moi qui (?:bloque|decide|signe)", r"quoi qu'il arrive", r"compte sur moi\b|comptez sur moi\b", r"je m'arrange\b|je m'en charge|j'en fais mon affaire|je m'occupe de",
)
_BEYOND: Final = any_of(
    r"cdi\b", r"(?:la|ta|votre|une|de|d'une|cette) prime\b", r"prime (?:de|d')", r"augmentation", r"promotion", r"mutation", r"(?:le|ton|votre|de) renouvellement", r"renouvell?", r"(?:ton|votre) contrat", r"titularis", r"(?:le|un|ton) poste de", r"superviseur|chef d'equipe|referente?\b", r"(?:l'|ton |votre |un |cet )avertissement", r"sanction\b", r"mise a pied", r"part variable", r"salaire", r"echelon|coefficient", r"primes?\b",
)
_PROMISE: Final = any_of(
    r"aucune sanction ne (?:tombera|sera)", r"(?:il n'y aura|y aura) (?:pas|aucune) (?:de )?sanction[^.]{0,30}(?:je te|je vous|promis|garanti|parole|m'y engage|quoi)", r"je (?:te |vous )?(?:l'|le |la )?(?:annule|fais sauter|efface)[^.]{0,30}(?:avertissement|sanction|mise a pied|ce soir|blame)", r"(?:avertissement|sanction|mise a pied|blame)[^.]{0,30}(?:je (?:te |vous )?(?:l'|le |la )(?:annule|fais sauter|efface)|sautera|est annule)",
)

_SEVERE: Final = any_of(
    r"boulet\b", r"(?:t'es|tu es|vous etes|es|etes) (?:vraiment |quand meme |trop |completement |tellement |qu'un |qu'une |un |une |le |la |franchement |juste )*(?:nulle?s?|incapables?|idiote?|imbecile|abrutie?|conne?|con\b|debile|cretine?|feignante?|faineante?|fumiste|paresseu[sx]e?|minable|pathetique|bon a rien|bonne a rien|incompetente?|menteu[rs]e?|lamentable|pitoyable|tire-au-flanc|mollassonne?|chochotte|clown|rate|poids mort|cas social|cas desespere|boulet|zero|honte|touriste|glandeu[rs]e?|inutile|sotte?|stupide|bete|ridicule|ingerable|mauvais[e]?$)", r"poids mort", r"tire-au-flanc", r"feignasse", r"espece d[e']", r"(?:quel|quelle) (?:incapable|idiote?|imbecile|nulle?|boulet|feignante?|incompetence)", r"bon(?:ne)? a rien", r"t'as quoi dans la tete", r"(?:tu as|vous avez|t'as) (?:un pois chiche|rien) dans (?:la tete|le crane)", r"va te cacher", r"(?:ta|votre|la) gueule", r"pauvre (?:type|fille|con|cloche)", r"(?:tu|vous) (?:me |nous )?(?:fais|faites) (?:honte|pitie)", r"(?:tu|vous) (?:sers|servez) a rien", r"(?:tu ne|vous ne|tu) (?:sers|servez|vaux|valez) (?:a )?rien", r"meme un enfant", r"(?:un|une) (?:enfant|gamin|gosse) (?:de [a-z]+ ans )?(?:ferait|comprendrait|ferait mieux)", r"on dirait un(?:e)? (?:enfant|gamin|gosse|debutante?|robot casse)", r"(?:mens|mentez) comme (?:tu|vous) respire",
)
_LABEL: Final = any_of(
    r"(?:t'es|tu es|vous etes|vous n'etes|tu n'es|t'es) (?:pas |vraiment pas |franchement pas )?(?:serieu[sx]e?|professionnel\w*|fiable|motivee?|fait(?:e)? pour|dou[eé]e?|capable|a la hauteur|impliquee?|concernee?|rigoureu[sx]e?|organisee?|net)\b(?=[^?]*$)(?<!\?)", r"(?:t'es|tu es|vous etes) (?:vraiment |quand meme |trop |tellement |toujours |quelqu'un de |un peu |assez |un |une |bien )*(?:mauvaise? foi|desagreable|grossi[e]re?|arrogante?|agressi(?:f|ve)|immature|negligente?|desinvolte|nonchalante?|tetue?|bornee?|laxiste|lente?|mou|molle|bordelique|desordonnee?|irresponsable|egoiste|susceptible|insolente?|hautaine?|maladroite?|froide?|je-m'en-foutiste|mauvaise? (?:eleve|conseillere?|vendeu[rs]e?)|penible|fatigante?|insupportable|ailleurs|a cote de la plaque|dans la lune|d'une (?:paresse|mauvaise foi|nonchalance|lenteur|arrogance))", r"(?:mauvaise foi|nonchalance|paresse|mollesse|je-m'en-foutisme)\b", r"(?:manques?|manquez) (?:vraiment |cruellement |clairement )?(?:de serieux|de respect|de rigueur|de maturite|de volonte|de tact|de motivation|de professionnalisme)", r"(?:tu n'as|vous n'avez|t'as) (?:aucun|pas de|aucune) (?:tact|respect|volonte|rigueur|conscience|education)", r"(?:tu |vous |t')(?:te |vous )?(?:fiches?|fous|foutez|moques?|moquez) (?:de|du|des|completement|d)", r"(?:comme|fidele a) (?:d'habitude|toujours|a ton habitude|a votre habitude)\b", r"(?:tu|vous|t'es|t'as) (?:es |etes |n'es |fais |faites |arrives |arrivez |as |avez )?toujours (?:en retard|le meme|la meme|pareil|une excuse|des excuses|a cote|dans|quelque chose|fatiguee?|raison|ailleurs|a te|a vous)", r"toujours (?:des|une|les memes) (?:excuses?|problemes?|histoires?)", r"(?:tu ne|vous ne|tu) (?:\w+ )?(?:relis|relisez|ecoutes|ecoutez|fais|faites|penses|pensez|respectes|respectez|changes|changez|comprends|comprenez|rappelles|rappelez|es|etes|lis|lisez|finis|finissez|ranges|notes|verifies|verifiez|reflechis|reflechissez) jamais\b", r"(?:avec toi|avec vous),? c'est (?:jamais|toujours)", r"(?:tu connais|vous connaissez|tu sais|vous savez|tu comprends|vous comprenez|tu fais|t'ecoutes)(?: vraiment)? rien\b", r"fais pas l'innocent", r"(?:tu|vous) (?:te|vous) (?:la )?(?:coules|coulez)", r"(?:mon|ma) pauvre (?!\w+,? (?:ca|c'est (?:dur|difficile)|tu as du))(?:ami|vieux|vieille|garcon|fille|petit|petite)?", r"on va rigoler", r"grand n'importe quoi", r"laisse[z]?-moi rire", r"(?:bravo|chapeau|felicitations),? (?:encore|champion|la securite|l'artiste|pour le|pour la|tu as battu)", r"(?:monsieur|madame|mademoiselle) (?:daigne|arrive enfin|se permet|est servie?)", r"(?:on se croirait|tu te crois|vous vous croyez|tu te prends pour)", r"c'est (?:pas une colo|pas un club|pas une colonie|pas le club|pas la garderie)", r"(?:ta|votre) (?:mauvaise volonte|paresse|nonchalance|fainéantise)", r"(?:je m'attendais|on m'avait prevenu)", r"ca (?:m'etonne|m'etonnerait) (?:pas |a peine )?(?:de|venant de|pas de) (?:toi|vous)", r"(?:tout le monde|tous les autres|les autres),? (?:y arrive\w*|eux)", r"fou(?:s|tez)[- ]toi de|moque de qui", r"arrete[sz]? (?:ton|votre) cinema", r"(?:reveille-toi|reveillez-vous|grandis un peu|pleurnich\w*|tu geins|vous geignez|te plaindre|ta petite vie)\b", r"encore en train de",
)
_IRONY_OK: Final = re.compile(r"(?:tu n'es pas le|vous n'etes pas le|rassur|bravo pour ta|bravo,? c'est (?:bien|tres|exact|clair)|comme d'habitude,? (?:tu|vous) (?:gere|as bien))")
_KEPT_AGAINST: Final = any_of(
    r"(?:je|on) (?:le|la|l'|les)? ?(?:garde|conserve|archive|mets? de cote)[^.]{0,40}(?:appel|ecoute|enregistrement|dossier|au chaud|sous le coude|preuve|pour (?:ton|votre|l') entretien annuel|pour plus tard)", r"(?:resservira|ressortira|ressortirai|servira) (?:le jour|quand|contre|au moment|dans ton|dans votre|pour ton|comme preuve|a ton entretien|a votre entretien)", r"(?:ira|part|va|iront|finira|verse|mets?) (?:dans|au|a) (?:ton|votre) dossier", r"preuve contre", r"(?:montrer|envoyer|transmettre|faire ecouter|passer)[^.]{0,30}(?:appel|ecoute|enregistrement)[^.]{0,30}(?:direction|rh|toute l'equipe|devant tout|hierarchie)",
)
_SECRET_RECORDING: Final = any_of(
    r"(?:je|on) (?:t'|vous |te )?(?:enregistre|ai enregistree?|a enregistree?|filme|avons enregistree?)[^.]{0,40}(?:sans (?:te|vous|le)|a ton insu|a votre insu|en cachette|discretement|cet entretien|notre (?:entretien|echange|conversation)|cette conversation|depuis (?:trois|deux|des|une))", r"(?:a ton insu|a votre insu|en cachette|en douce|sans (?:te|vous) prevenir|sans que (?:tu|vous) le sach)[^.]{0,50}", r"(?:j'ai|on a)[^.]{0,30}(?:ecoute|enregistre)[^.]{0,30}(?:en cachette|en douce|a ton insu|a votre insu|sans (?:te|vous) (?:le )?(?:dire|prevenir))", r"(?:tu|vous) (?:ne )?(?:savais|saviez) pas[^.]{0,20}(?:j'ecoutais|j'enregistrais|etait enregistre|t'ecoutait)",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fault found: its kind and the verbatim words."""

    kind: Kind
    turn: int
    quote: str


def check_manager(interview: Interview, own_names: frozenset[str] = frozenset()) -> tuple[Fact, ...]:
    """Faults in what the manager says, in the order of the talk; at most one of a kind in a clause.

    `own_names` are folded names of the two people talking: they are nobody else's.
    """
    found: list[Fact] = []
    for said in interview.lead:
        for clause, context in _with_context(said):
            found += (Fact(kind, clause.turn, clause.text.strip()) for kind in _faults(clause, context, own_names))
    return tuple(dict.fromkeys(found))


def slips(interview: Interview) -> tuple[Clause, ...]:
    """Labels, generalisations, mockery: the clauses that judge the person without reaching a grave fault."""
    found = []
    for clause in interview.clauses:
        if _SEVERE.search(clause.folded) or _IRONY_OK.search(clause.folded):
            continue
        labelled = _LABEL.search(clause.folded) is not None
        heard = clause.has(Act.JUGEMENT) and not clause.has(Act.VALORISATION, Act.EMPATHIE)
        if labelled or (heard and _ABOUT_YOU.search(clause.folded) and not _KIND.search(clause.folded)):
            found.append(clause)
    return tuple(found)


_ABOUT_YOU: Final = any_of(r"tu\b", r"t'", r"vous\b", r"toi\b", r"ton\b", r"ta\b", r"tes\b", r"votre\b", r"vos\b", r"toujours\b", r"jamais\b")
_KIND: Final = any_of(r"lumineu", r"gentil", r"formidable", r"super", r"bien\b", r"bonne?\b", r"progres", r"merci", r"adorable", r"excellent", r"capable de", r"forte?\b", r"t'adore", r"confiance", r"precieu", r"bravo", r"claire?\b", r"efficace", r"doue", r"serieu[sx]e? et")


def flags(
    facts: Iterable[Fact], criterion: str, on: date, *, only: frozenset[Kind] | None = None
) -> tuple[Flag, ...]:
    """What is shown before everything else; an article is cited only if it was in force on that day."""
    shown = []
    for fact in facts:
        if only is not None and fact.kind not in only:
            continue
        fault = FAULTS[fact.kind]
        cited = fault.article is not None and fault.since is not None and fault.since <= on
        shown.append(
            Flag(
                kind=fact.kind,
                title=fault.title,
                turn=fact.turn,
                quote=fact.quote,
                criterion=criterion,
                article=fault.article if cited else None,
                in_force_on=on.isoformat() if cited else None,
                instead=fault.instead,
            )
        )
    return tuple(shown)


def _with_context(said: Said) -> Iterator[tuple[Clause, str]]:
    """Each clause with the two clauses around it: a threat is often cut in two by its comma."""
    for i, clause in enumerate(said.clauses):
        around: Sequence[Clause] = said.clauses[max(0, i - 1) : i + 2]
        yield clause, " ".join(c.folded for c in around)


def _faults(clause: Clause, context: str, own_names: frozenset[str]) -> Iterator[Kind]:
    text = _DENIED.sub(lambda m: " " * len(m.group()), clause.folded)
    if _is_docked(text):
        yield "sanction_pecuniaire"
    elif _DISGUISED.search(text):
        yield "sanction_deguisee"
    elif _is_threat(clause, text, context):
        yield "menace"
    if _OLD_SANCTION.search(text):
        yield "sanction_ancienne"
    if _HEALTH_ASKED.search(text) and not _HEALTH_RESOURCE.search(text):
        yield "sante_intrusion"
    elif _is_discriminating(clause, text):
        yield "discrimination"
    disclosed = _disclosure(clause, text, context, own_names)
    if disclosed is not None:
        yield disclosed
    if _PROMISE.search(text) or (_GUARANTEE.search(text) and _BEYOND.search(text) and _is_promise(clause, text)):
        yield "promesse_hors_pouvoir"
    if _SEVERE.search(text) and not re.search(r"(?:pas|plus|jamais|ni)[^.,]{0,16}$", text[: _SEVERE.search(text).start()]):  # type: ignore[union-attr]
        yield "insulte"
    if _KEPT_AGAINST.search(text):
        yield "usage_echantillon"
    if _SECRET_RECORDING.search(text):
        yield "enregistrement"


def _is_docked(text: str) -> bool:
    return _DOCKED.search(text) is not None


def _is_threat(clause: Clause, text: str, context: str) -> bool:
    if _THREAT.search(text):
        return True
    if _SANCTION.search(text) is None:
        return False
    if clause.has(Act.SOUTIEN, Act.PROMESSE_HORS_POUVOIR) and not clause.has(Act.MENACE):
        return False
    return clause.has(Act.MENACE) and (_IF.search(text) is not None or _HARD.search(text) is not None)


#: Words of sanction that are themselves enough when the analyst hears a threat.
_HARD: Final = any_of(r"avertissement", r"blame", r"mise a pied", r"licenci", r"faute", r"sanction", r"discipline", r"recommande", r"cartons", r"chomage", r"pole emploi", r"convoqu", r"renouvel", r"periode d'essai", r"(?:ta|votre) place", r"prime", r"consequences", r"contrat", r"virer?")


def _is_discriminating(clause: Clause, text: str) -> bool:
    if _HEALTH_RESOURCE.search(text) or clause.has(Act.SOUTIEN) and not _PROTECTED_STRONG.search(text):
        return False
    if _PROTECTED_STRONG.search(text):
        return True
    return clause.has(Act.DISCRIMINATION) and _PROTECTED_FIELD.search(text) is not None and not clause.has(Act.EMPATHIE)


def _disclosure(clause: Clause, text: str, context: str, own_names: frozenset[str]) -> Kind | None:
    health = _PRIVATE_HEALTH.search(text) is not None
    result = _PRIVATE_RESULT.search(text) is not None
    if not (health or result):
        return None
    named = _names_third_person(clause.text, own_names)
    colleague = _COLLEAGUE.search(text) is not None
    if not (named or colleague):
        return None
    customer = _CUSTOMER.search(text) is not None
    if health:
        if customer and not clause.has(Act.DIVULGATION):
            return None
        return "divulgation_sante"
    # A colleague's figures are private; a customer's, or a fact of the call, are the matter of the talk.
    if customer and not colleague:
        return None
    heard = clause.has(Act.DIVULGATION) or _COMPARED.search(context) is not None
    return "divulgation" if heard else None


_COMPARED: Final = any_of(r"rassur", r"pas l[ae] (?:seule?|pire|plus mal)", r"compar", r"regarde[z]?\b", r"elle,? (?:au moins|elle)", r"lui,? (?:au moins|il)", r"a cote de (?:toi|vous)", r"pire que", r"mieux que", r"moins que", r"plus que (?:toi|vous)", r"tu savais que", r"vous saviez que", r"meme " , r"y arrive", r"entre nous", r"pas un mot", r"garde")


def _names_third_person(text: str, own_names: frozenset[str]) -> bool:
    if re.search(r"\[NOM_\d+\]", text):
        return True
    for name in find_names(text):
        said = text[name.start : name.end]
        if any(part.casefold() not in own_names for part in re.split(r"[ \-]", said) if part[:1].isalpha()):
            return True
    return False


def _is_promise(clause: Clause, text: str) -> bool:
    """A promise is the manager's: passing a request on, or telling who decides, is not one."""
    if _NOT_MINE.search(text):
        return False
    return clause.has(Act.PROMESSE_HORS_POUVOIR) or _FIRM.search(text) is not None


_NOT_MINE: Final = any_of(r"je (?:ne )?(?:peux|pourrai|decide|suis) pas", r"ce n'est pas moi", r"c'est pas moi", r"pas (?:de mon|en mon|dans mon) (?:ressort|pouvoir)", r"je (?:vais|peux) (?:voir|demander|transmettre|porter|faire remonter|en parler)", r"je (?:transmets|demande|porte|fais remonter)", r"sans (?:te |vous )?(?:rien )?(?:promettre|garantir)", r"rien (?:te |vous )?(?:promettre|garantir)", r"je (?:ne )?(?:te|vous) (?:promets|garantis) (?:rien|pas)")
_FIRM: Final = any_of(r"garanti", r"promet|promis", r"ma parole", r"parole d'honneur", r"je m'engage a ce que", r"quoi qu'il arrive", r"c'est (?:acquis|signe|comme si)", r"je (?:te |vous |l'|le )+(?:renouvell|nomme|annule|fais sauter|titularise)", r"(?:acquise?|garantie?|assuree?)\b")


def own_names(texts: Iterable[str]) -> frozenset[str]:
    """Folded names by which the two people greet each other: taken from the first words of each."""
    names: set[str] = set()
    for text in texts:
        for name in find_names(text):
            names.update(part.casefold() for part in re.split(r"[ \-]", text[name.start : name.end]))
    return frozenset(names)
