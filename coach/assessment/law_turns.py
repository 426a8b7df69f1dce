"""Turns of phrase that make a harm whatever its words: what is at stake, to whom, on what ground.

Word lists know the wordings they were written from; here a harm is the meeting of two things in one sentence (a
trait of the person and a reproach, a burden and what it is for, a loss and who would cause it). Text is folded.
"""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.words import NUMBER, any_of

_YOUR: Final = r"(?:ton|ta|tes|votre|vos)"
_YOU: Final = r"(?:tu|vous|t'|toi)"
_STAKE: Final = (
    r"(?:poste|place|emploi|contrat|cdd|cdi|boulot|job|fauteuil|siege|chaise|bureau|avenir|carriere|renouvellement|titularisation|"
    r"periode d'essai|mission|badge)"
)

# Threats ---------------------------------------------------------------------------------------------------------

_LOSS: Final = any_of(
    rf"(?:joue[sz]?|risque[sz]?|perd(?:s|ez|ras|rez)|met(?:s|tez) en (?:jeu|danger|peril)|jouer|risquer|perdre|sauve[rz]?) {_YOUR} {_STAKE}\b(?! (?:dans la file|d'attente|dans l'ordre))",
    rf"{_YOUR} {_STAKE}\b[^.?!]{{0,12}} (?:est|sera|serait|pourrait(?: bien)?|risque de|va|s'arrete\w*|ne tient|tremble)[^.?!]{{0,24}}(?:en jeu|en danger|menacee?|compte|fini|termine|sauter|sur la sellette|fil|remis|courte?)",
    rf"(?:voudr(?:ait|aient)|reverait|revent|seraient? (?:content|ravi|heureu)\w*|attend(?:ent)?)[^.?!]{{0,24}} (?:{_YOUR}|cette|de {_YOUR}|avoir {_YOUR}) (?:place|poste|fauteuil|siege|chaise)",
    rf"(?:attendent|attend|sont|reve\w*|pret\w*|meur\w+)[^.?!]{{0,30}} (?:s'asseoir|s'installer|passer|etre|venir|monter) (?:sur|a|dans|derriere) (?:{_YOUR}|cette) (?:chaise|place|siege|poste|fauteuil|bureau)",
    r"(?:plus|pas) la peine de (?:re)?venir|inutile de (?:re)?venir|(?:tu peux|vous pouvez) rester chez (?:toi|vous)",
    r"(?:on|je|nous) ne (?:gard\w+|pourr\w+ (?:pas )?garder) (?:pas|plus) (?:tout le monde|tous|ceux|quelqu'un)",
    r"ne (?:resteront|restera|seront) pas (?:tous|toutes)",
    r"(?:un|il suffit d'un|il me suffit d'un) (?:seul )?(?:mot|coup de fil|appel|mail|signe|rapport) de (?:moi|ma part)\b",
    r"je (?:peux|sais|saurai|pourrais) (?:aussi |tres bien )?(?:etre|devenir|me montrer) (?:tres |beaucoup |nettement |bien )?(?:moins |plus )?(?:desagreable|mechante?|mauvaise?|dure?|severe|gentille?|sympa\w*|comprehensi\w+|impitoyable)",
    r"(?:je )?(?:vais (?:devoir|finir par|etre obligee? d')|devrai|finirai par) ?(?:en )?(?:referer|avertir|informer|en parler|en toucher|signaler|prevenir)[^.?!]{0,16}(?:plus haut|au-dessus|haut lieu|hierarchie|direction|siege|rh\b|drh)",
    r"ce (?:ne )?(?:sera|serait) plus (?:a |de |avec |mon |entre )?(?:moi|mon ressort|mes mains)",
    rf"je (?:ne )?(?:pourrai|pourrais|peux) (?:plus|bientot plus|rien)[^.?!]{{0,6}} (?:{_YOU}|te|vous|pour) ?(?:proteger|couvrir|defendre|soutenir|toi\b|vous\b)",
    r"m'obliges? pas a|m'obligez pas a|m'oblige[sz]? a (?:passer|sevir|prendre|en venir)",
    r"(?:passer|monter|aller|passera|passerai|vient|viendra) a l'(?:etape|echelon) (?:suivante?|superieure?|d'apres)",
    r"(?:la prochaine fois|au prochain|a la prochaine|la fois d'apres)[^.?!]{0,30}(?:ne (?:se passera|sera|serai|discut)\w* pas|dans (?:un|le) (?:autre )?bureau|avec (?:les rh|la rh|la direction)|plus (?:aussi|la meme))",
    r"(?:mal|tres mal) (?:finir|tourner|se (?:finir|terminer)) pour (?:toi|vous)",
    r"(?:sinon|apres)[^.?!]{0,14}(?:dehors|la porte|c'est termine|c'est fini)",
    r"ne (?:tiendr|f)(?:as|ez|ras|rez) pas longtemps (?:ici|chez nous|dans)",
    rf"{_YOUR} jours (?:ici )?sont comptes",
    rf"{_YOUR} (?:{_STAKE}|prime|augmentation|promotion|mutation|conges?),? (?:tu|vous) (?:peux|pouvez|pourras|pourrez) (?:l'|les )oublier",
    rf"(?:tiens|tenez) (?:vraiment |encore )?a {_YOUR} {_STAKE}",
    r"(?:tu|vous) (?:veux|voulez|as envie|avez envie|tiens a ce|tenez a ce) (?:vraiment )?(?:qu'on|que (?:ca|cela|je|la|le|les|nous))[^.?!]{0,24}(?:remonte|rh|direct\w+|chez (?:le|la)|siege|hierarchie)",
    r"(?:finir\w*|finis|finit|finissez|finiras?|terminer\w*|termines?)[^.?!]{0,24} (?:a la porte|dehors|au placard|au courrier|a la rue|au guichet|a l'accueil|au standard|chez (?:le|la) (?:direct\w+|drh|rh))",
    r"(?:finira|finirait|terminera|se terminera|ira) (?:tres )?mal pour (?:toi|vous)",
    r"c'est (?:la rue|la lettre|le recommande|la convocation|le licenciement|l'avertissement|le conseil de discipline|les rh|la rh|la direction)\b(?! qui)",
    r"(?:tu|vous) saut(?:es|ez|eras|erez)\b(?! (?:le|la|les|une?|des|cette?|l')\b)",
    r"(?:je n'ai|il n'y a) qu'(?:un|une) (?:mail|mot|appel|coup de fil|signature|lettre|bouton) a (?:dire|passer|envoyer|faire|donner|mettre|ecrire|signer)",
    rf"(?:ravis|contents?|heureux|prets?)[^.?!]{{0,8}} (?:de prendre|d'avoir|de recuperer|a prendre) {_YOUR} (?:heures|place|poste|horaires|portefeuille)",
    r"saura quoi faire de (?:toi|vous|ton|votre)",
    r"(?:certains?|certaines?|il y en a qui|plusieurs|tout le monde) ne (?:sera|seront|seraient|fera|feront) (?:plus|pas) (?:la\b|partie|tous)",
    r"(?:si je (?:te|vous) revois|la prochaine fois)[^.?!]{0,20}(?:ce sera|c'est) (?:avec|pour) (?:une|un|la|le) (?:lettre|courrier|avertissement|sanction|convocation)",
    rf"(?:ferai|fais|faire) remonter {_YOUR} (?:refus|cas|attitude|comportement|nom)",
    r"(?:prochain|prochaine) (?:faux pas|ecart|erreur|retard|faute|fois) sera (?:le|la) derni",
    r"(?:tu pourrais|vous pourriez|tu vas|vous allez|tu finiras par|vous finirez par) (?:bien )?(?:le |t'en |vous en )?(?:regretter|mordre)",
    r"se passer(?:a|ait|ons)? (?:bien |tres bien )?de (?:tes|vos) services|se pass(?:e|era) de (?:toi|vous)\b",
    r"(?:il n'y aura|n'y aura|y aura) pas de (?:deuxieme|seconde|troisieme|autre|nouvelle|prochaine) (?:chance|fois)",
    r"(?:note|evaluation|prime|carriere|dossier)[^.?!]{0,16} (?:va|vont|pourrait|pourra)[^.?!]{0,6} (?:s'en ressentir|en patir|en prendre un coup|en souffrir)",
    r"(?:au regret|le regret) d'en (?:avertir|informer|referer)",
    r"(?:reprends-toi|reprenez-vous|change|changez|secoue-toi|secouez-vous|redresse\w*)[^.?!]{0,16},? (?:ou|sinon) (?:\w+ ){0,3}(?:dossier|je|ca|c'est)",
    r"(?:ca|cela) se (?:paie|paye|paiera|payera)\b",
    r"(?:pas )?laisser passer (?:ca|cela) (?:encore )?longtemps",
    r"(?:tu|vous) (?:ferais|feriez|feras|ferez)[^.?!]{0,8} sans (?:ce|ton|votre) (?:travail|emploi|poste|boulot|salaire)",
    r"(?:ca|cela|cette histoire)[^.?!]{0,8} (?:va|vont) (?:te|vous) (?:suivre|coller|poursuivre|rattraper|revenir)",
    r"(?:tirer|tirerai|tirera) (?:les|des|mes|toutes les) conclusions",
    r"(?:tu es|vous etes|t'es) (?:en train de (?:la |les )?)?(?:franchi\w*|depass\w+)[^.?!]{0,24}(?:limites?|bornes|ligne|fais attention|faites attention)|fa(?:is|ites) (?:bien |tres )?attention a (?:toi|vous)\b",
    r"(?:ici|entre nous|a deux|maintenant)[^.?!]{0,8} ou (?:bien )?(?:devant|avec|chez) (?:la|le|les) (?:direct\w+|rh|drh|chef|siege|hierarchie)",
    r"(?:tu|vous) ne (?:retrouver|trouver)(?:as|ez|ais|iez) (?:pas|plus|rien|jamais)[^.?!]{0,20}(?:poste|travail|emploi|boulot|region|ville|ailleurs)|(?:tu|vous) ne retrouver(?:as|ez) (?:rien|plus)|faire en sorte que (?:tu|vous) ne",
    r"tirer? (?:trop )?sur la corde|tu joues avec le feu|vous jouez avec le feu|ne (?:me|nous) (?:cherche|cherchez) pas",
    r"(?:un|des) dossiers?,? (?:ca )?se (?:monte|construi\w+|fait|constitue)",
    r"(?:tu es|vous etes|t'es|ton nom est|votre nom est) sur (?:la|une|ma) liste(?! (?:d'appel|de|des|d'attente))",
    r"(?:tu n'es|vous n'etes|t'es|tu es|vous etes) (?:pas |vraiment pas )(?:indispensable|irremplacable|intouchable|intouchables)",
    rf"{_YOUR} nom (?:circule|revient|remonte|a ete cite|est (?:sorti|tombe))",
    rf"combien de (?:candidatures|cv)\b|combien de (?:candidats|gens|personnes)[^.?!]{{0,24}} (?:(?:attend\w*|voudr\w+|reve\w*)[^.?!]{{0,16}} {_YOUR}|frapp\w+)",
    r"(?:regarder|lire|eplucher|consulter|commencer a regarder) les (?:petites )?annonces",
    r"entre les mains (?:de la |des |du )(?:direct\w+|ressources humaines|rh|drh|siege)",
    r"(?:patience|gentillesse|confiance) a (?:des|ses) limites",
    rf"(?:dommage|bete|regrettable|idiot) que {_YOUR} {_STAKE}[^.?!]{{0,12}} (?:saut|s'arret|se termin|tomb)\w*",
    r"(?:dans|de) la charrette|(?:il va y avoir|il y aura) (?:des|du) (?:departs?|menage|casse|coupes?)",
    r"(?:la suite|le reste),? (?:tu la|vous la|tu le|vous le|on la) connai\w+",
    r"(?:on|nous) (?:fera|ferons|continuera|se debrouillera|avancera) (?:tres bien )?sans (?:toi|vous)",
    r"(?:fin\w+|arriv\w+|atterri\w+|ira|va|poser?\w*|mettr\w+|monter\w*|remonter\w*)[^.?!]{0,12} (?:sur|jusqu'a|sous) (?:le bureau|les yeux|l'ordinateur) (?:du|de la|des) (?:direct\w+|rh|drh|patron)",
    r"(?:la|une) rupture (?:serait|sera|conventionnelle)[^.?!]{0,30}(?:mieux|monde|solution|arrangerait)",
    r"pourrir la vie|mener la vie dure|te faire vivre|vous faire vivre un",
    r"(?:la porte|elle) est (?:grande )?ouverte(?! (?:a|si|pour en|quand|tous))",
    r"(?:contrat|cdd|periode)[^.?!]{0,24}(?:peut|pourrait) (?:se |etre )?(?:defaire|defait|rompre|rompu|casser|casse|stopper|s'arreter)",
    r"(?:je|on) (?:m'en|s'en|me|se) separ(?:e|era|erai|ons)(?: de)?\b",
    r"je (?:t'|te |vous )(?:envoie|expedie|colle|traine) (?:direct |tout droit |illico )?(?:chez|devant|a) (?:la|le|les) (?:direct\w+|rh|drh|conseil)",
    r"(?:c'est|ce sera|ce serait) (?:fini|termine|mort|cuit|plie|rape) (?:pour (?:toi|vous)|entre nous|ici)",
    r"(?:faire|fasse) partir\b[^.?!]{0,30}(?:sous le coude|preuves?|quand je veux|facilement)|de quoi (?:te|vous) faire partir",
    r"(?:tu|vous) (?:crois|croyez|penses|pensez) (?:que (?:tu|vous) )?(?:seras|serez|etre|rester|resteras|resterez) (?:encore )?(?:la|ici|longtemps)",
    r"(?:n'aurez|n'auras|n'y aura) pas (?:de|droit a un) (?:deuxieme|second|autre|prochain) (?:avertissement|rappel|entretien)",
    r"(?:tu finis|vous finissez|je te colle|je vous colle|je te mets|je vous mets) (?:au|a l'|a la) (?:courrier|accueil|standard|archives|guichet|cave)",
    r"ca (?:va|risque de) se (?:terminer|finir|regler) (?:chez|a la|au|devant) (?:le |la )?(?:direct\w+|rh|drh|siege|conseil|prud)",
)
_FEARED: Final = re.compile(
    r"\b(?:(?:ne )?s'agit pas de|n'est pas question|pas pour|peur|crain\w+|inqui\w+|angoiss\w+|client\w*|cliente|rassur\w*|personne)\b"
)


def threatens(text: str) -> bool:
    """The person is told what they stand to lose, or what the speaker can do to them."""
    return _LOSS.search(text) is not None and _FEARED.search(text) is None


# Punishments -----------------------------------------------------------------------------------------------------

_CHORE: Final = r"(?:fermetures?|ouvertures?|permanences?|astreintes?|samedis?|dimanches?|soirs?|soirees|nuits?|week-?ends?|archiv\w+|classement|back.?office|corvees?|menage|relances?|impayes|noel|jours? feries?|pauses?)"
_PERK: Final = r"(?:teletravail|pauses?|conges?|formations?|rtt|samedis?(?: libres?)?|challenges?|heures sup\w*|horaires? (?:amenages?|choisis?)|vacances|portefeuille|bons? clients?|appels? (?:interessants|entrants)|casque|bureau)"
_BURDENED: Final = any_of(
    rf"(?:tu|vous) (?:te |vous )?(?:seras|serez|feras|ferez|auras|aurez|prendras|prendrez|resteras|resterez|travailler\w+|taperas|taperez|fais|faites|herites?)\b[^.?!]{{0,40}}\b{_CHORE}",
    rf"je (?:te|vous) (?:met\w*|colle\w*|laiss\w+|donn\w+|garde|refile|reserve)\b[^.?!]{{0,30}}\b{_CHORE}",
    rf"je (?:te|vous) (?:retir\w+|enlev\w+|supprim\w+|priv\w+|sucr\w+|refus\w+)[^.?!]{{0,20}}\b{_PERK}",
    r"je (?:te|vous) (?:change|bascul\w+|mut\w+|deplac\w+|sors|retir\w+|mets|mettrai|isol\w+|descend\w*|retrograd\w+)[^.?!]{0,30}\b(?:equipe|plateau|ilot|service|site|poste|bureau|file|sans appels?|horaires?|planning)",
    rf"{_YOUR} (?:demande de )?{_PERK}[^.?!]{{0,24}}(?:oubli\w+|refus\w+|annul\w+|saut\w+|attendr\w+|une croix|bloqu\w+)",
    rf"(?:tu|vous) perd(?:s|ez|ras|rez) {_YOUR} {_PERK}",
    rf"(?:tu n'auras|vous n'aurez|tu n'iras|vous n'irez|tu ne verras|tu ne prendras|vous ne prendrez) pas (?:{_YOUR} |de |d'|en |a la |au )?{_PERK}",
    rf"je (?:t'|te |vous )ai (?:enlev|retir|sorti|supprim|ray|chang)\w+[^.?!]{{0,16}}(?:planning|{_PERK}|horaires?|equipe|samedis?)",
    r"(?:tu|vous) (?:passer|rester|finir)\w+[^.?!]{0,24}(?:au tri|courrier|archives|une heure de plus|plus tard|au fond|a l'ecart|heures? supplementaires?)",
    rf"je (?:les )?donne {_YOUR} (?:{_PERK}|dossiers?|clients?)|{_YOUR} (?:{_PERK}|dossiers?)[^.?!]{{0,16}},? je (?:les|le) donne",
    r"(?:tu|vous) (?:descend|redescend|retomb|repass)\w+ (?:en|au|a) (?:categorie|niveau|echelon|poste|debutant)",
    r"(?:tu|vous) rattraper\w+[^.?!]{0,16}(?:minutes?|heures?|temps|retards?)[^.?!]{0,16}(?:samedi|dimanche|soir|pause|midi)",
    r"(?:appels|dossiers|clients|taches) (?:dont|que) personne ne veut",
    r"(?:je|on) (?:te|vous) (?:isol|install|place|met)\w*[^.?!]{0,24}(?:au bout|au fond|a l'ecart|tout seul|toute seule|dans le couloir|face au mur)",
)
_BARRED: Final = re.compile(
    rf"\b(?:plus|fini|termine|pas) (?:de |d'|le |la |les )?{_PERK}(?:-cafe)? (?:pour (?:toi|vous)\b|avec les autres)"
)
_IN_RETURN: Final = any_of(
    r"pour la peine",
    r"(?:ca|cela) (?:te |t'|vous )?(?:fera|apprendra|servira|calmera|occupera|suffira|se merite)[^.?!]{0,24}",
    r"les pieds\b|voila le resultat|ceux qui (?:travaillent|meritent|bossent)|fallait (?:y penser|reflechir)|aurais du y penser|auriez du y penser",
    r"jusqu'a nouvel ordre|comme tu ne|comme vous ne|tu comprends pourquoi|vous comprenez pourquoi|dont personne ne veut|en retard",
    r"comme (?:ca|cela),? (?:tu|vous)",
    r"puisque|puisqu'",
    r"tant que",
    r"apprendra",
    r"apres (?:ce que|ca|ton|votre|ce coup)",
    r"jusqu'a ce que (?:tu|vous)",
    r"le temps que (?:tu|vous)",
    r"pour (?:t'|te |vous )?(?:punir|apprendre|calmer|faire reflechir)",
    r"comme (?:ca|punition)\b",
    r"vu (?:ton|ta|tes|votre|vos)",
    r"(?:tu|vous) l'(?:as|avez|auras|aurez) (?:cherche|voulu|merite)",
    r"a cause de",
    r"en attendant",
    r"tu (?:le )?veux jouer|vous voulez jouer|jouer a ca",
    r"chaque (?:retard|absence|erreur|oubli)",
    r"(?:au|pour le) prochain (?:retard|ecart|oubli)",
)
_AGREED: Final = re.compile(
    r"\b(?:si (?:tu|vous) (?:veux|voulez|es d'accord|etes d'accord|preferes|preferez)|pour (?:t'|te |vous )?(?:aider|soulager|laisser|former|entrainer)|a (?:ta|votre) demande|comme (?:tu|vous) l'(?:as|avez) demande)"
)


def punishes(text: str, around: str) -> bool:
    """Something is taken away or imposed in return for a fault, under the name of organisation."""
    if _AGREED.search(around):
        return False
    if _BARRED.search(text):
        return True
    return _BURDENED.search(text) is not None and _IN_RETURN.search(around) is not None


_PAY: Final = r"(?:salaires?|paie|paye|solde|bulletin|primes?|variable|treizieme mois)"
_TAKES: Final = any_of(
    rf"(?:je|on|nous) (?:te|vous|le|la|les|l'|t')[^.?!]{{0,12}}\b(?:retir|enlev|retien|dedui|decompt|prelev|ponctionn|sucr|coup|defalqu|amput)\w*[^.?!]{{0,30}}\b{_PAY}",
    rf"(?:sera|seront|est|sont) (?:retire|enleve|retenu|deduit|decompte|preleve|ponctionne|defalque)e?s? (?:sur|de) {_YOUR} {_PAY}",
    rf"(?:rembours\w+|pay(?:er|e)\w+|regl(?:er|e)\w+)\b[^.?!]{{0,30}}(?:de (?:ta|votre) poche|sur {_YOUR} (?:fiche de )?{_PAY})",
    r"(?:tu|vous) (?:(?:le|la|les) )?(?:paieras|paierez|rembourseras|rembourserez) (?:le|la|les|l')",
    rf"{NUMBER} (?:euros?|€) (?:de|en) moins (?:sur|a|pour)",
    rf"(?:tu|vous) (?:me|nous) (?:dois|devez|devras|devrez) {NUMBER} (?:euros?|€)",
    r"(?:tu|vous) (?:me |nous )?(?:(?:le|la|les) )?(?:paieras|paierez|rembourseras|rembourserez)\b",
    rf"(?:je|on) (?:te |vous |t')?(?:compt|retir|enlev|divis|baiss|amput|rogn|rabot)\w*[^.?!]{{0,24}}(?:(?:heures?|journees?|demi-journees?|jours?) de (?:salaire|paie|paye)|{_PAY})[^.?!]{{0,10}}(?:en moins|par deux|de moitie)?",
    rf"{_YOUR} {_PAY},? (?:je|on) (?:la |le |l')(?:divis|retir|enlev|supprim|coup|baiss|rogn|suspen)\w*",
    rf"{NUMBER} (?:euros?|€)[^.?!]{{0,16}} (?:dans la cagnotte|c'est le tarif|par (?:retard|erreur|minute))",
    r"je ne (?:te|vous|t') ?(?:paierai|paie|paye|payerai|compterai) pas (?:cette|ces|ta|tes|la|les|l')",
    r"sortira de (?:ta|votre) poche",
)
_FOR_ALL: Final = re.compile(
    r"\b(?:regle (?:de|pour) tous|pour tout le monde|l'accord|la convention|le bareme|eviter|sans solde|a (?:ta|votre) demande)\b"
)


def docks_pay(text: str, around: str) -> bool:
    """Money is taken for a fault: a fine, whatever its name."""
    return _TAKES.search(text) is not None and _FOR_ALL.search(around) is None


def states_common_rule(around: str) -> bool:
    """What is said of the bonus is the rule of all, told to be avoided."""
    return _FOR_ALL.search(around) is not None


# Protected criteria ----------------------------------------------------------------------------------------------

_CONDITION: Final = r"(?:diabet|epilep|asthmat|depressi|cardiaqu|handicap|malad|sourd|malentend|bipolair|autist|dyslex|begue|begai|migrain|obes|fragil|malvoy|invalid|cancer|sclero|stress post)"
_TRAIT_OF_YOURS: Final = any_of(
    r"(?:tu|vous) (?:pri|jeun|manifest|milit)\w+\b|(?:distribu\w+|colle\w*) (?:des|les|tes|vos) (?:tracts|affiches)|ne manges? (?:rien|pas)[^.?!]{0,20}(?:mois|midi|jeune)",
    rf"(?:avec|vu|de) {_YOUR} (?:idees|opinions|convictions|croyances)",
    r"(?:fais|faites|depuis) (?:ta|votre|la|ton|votre) (?:transition|coming out|conversion|pelerinage)",
    r"(?:es|etes|t'es) (?:\w+ )?(?:celibataire|divorcee?|veu[fv]e?|trans|homo\w*|gay|lesbienne|bi|roux|rousse|gros|grosse|maigre|petit|petite|etrangere?|immigree?)\b",
    rf"(?:dans|avec|sur) {_YOUR} (?:fauteuil|canne|bequilles|prothese|appareil|lunettes|voile|croix|kippa|foulard|turban)",
    rf"{_YOUR} (?:croix|kippa|foulard|voile|turban|medaille|chapelet|tatouages?|piercings?)|(?:ces|ses|tes|vos) (?:tatouages?|piercings?|cheveux|boucles|tresses)",
    r"(?:compte (?:en banque|bancaire))|(?:dans|c'est) (?:tes|vos|les) genes|hereditaire",
    r"(?:parle|ecrit|saisi|vu|appele|alerte)\w* (?:a |avec )?(?:l'inspection|la medecine|un avocat|la presse|le defenseur)",
    r"(?:as|avez) temoigne\b",
    rf"{_YOUR} (?:greves?|mandat|delegations?|engagement (?:syndical|politique)|opinions?|parti|manifs?|prud'hommes|signalement|alerte|temoignage|plainte)\b",
    r"(?:as|avez|a) (?:fait|suivi|rejoint) (?:la |une )?greve|(?:es|etes|sois|soyez|as ete|avez ete|t'es) (?:au cse|elue?|deleguee?|au syndicat|syndique\w*)",
    r"(?:as|avez) (?:\w+ )?(?:signale|denonce|temoigne|alerte|porte plainte|fait (?:ton|votre|un|ce) signalement|saisi (?:l'inspection|les prud))",
    rf"(?:avec|vu|de|a) {_YOUR} (?:trois|deux|quatre|cinq|\d|ribambelle de )?(?:gosses|mioches|mariage|divorce|conge mat\w*|conge parental|grossesse|poids|kilos|taille|tatouages?|piercings?|coiffure|barbe|locks|maquillage|look|cheveux|peau|regime|traitement|priere|careme|ramadan|foi|culte)",
    r"avec (?:trois|deux|quatre|cinq|\d|tous tes|tous vos) (?:gosses|enfants|petits|mioches|bebes)",
    r"(?:tu|vous) (?:viens|venez|sors|sortez|debarques|debarquez) (?:d'ailleurs|de loin|de la-bas|du bled|des iles|de banlieue|d'une cite)",
    r"(?:tu|vous) (?:habites?|habitez|vis|vivez|loges?|logez)[^.?!]{0,16}(?:loin|banlieue|cite|quartier|campagne|foyer|hlm|hotel)",
    r"(?:tu|vous|toi|on) (?:vot\w+|milit\w+|manifest\w+)\b|(?:es|etes) (?:de gauche|de droite|communiste|ecolo|facho|d'extreme)",
    r"(?:aimes?|aimez|sors|sortez|vis|vivez|couches?|couchez) (?:avec )?(?:les|des|un|une) (?:garcons?|filles?|hommes?|femmes?)\b",
    r"(?:parles?|parlez|ecris|ecrivez|comprends|comprenez) (?:mal |pas (?:bien )?|a peine )?(?:le )?francais",
    r"(?:es|etes|t'es) (?:\w+ )?(?:fauchee?|pauvres?|a decouvert|surendettee?|au rsa|interdit bancaire|a la rue)",
    rf"(?:es|etes|t'es) (?:\w+ )?{_CONDITION}\w*",
    rf"{_YOUR} {_CONDITION}\w*",
)
_HELD_AGAINST: Final = any_of(
    r"(?:pas|plus|moins|trop|jamais|toujours|mal|lente?|fatigu\w+|essouffl\w+|energie|disponible|ralenti\w*)\b",
    r"forcement|evidemment|comme par hasard|bizarrement|on sait|etonn\w+|normal\b|logique\b",
    r"confier|surveill\w+|promotion|responsabilit\w+|priorite|credible|serieux",
    r"(?:chiffres|resultats|clients) (?:sont|baissent|chutent|n'ont|ne)",
    r"complique|ca (?:se (?:voit|sent|ressent)|s'entend)|tete ailleurs|problemes?\b",
    r"cuite?\b|bizarre|ambiance|donc c'est (?:toi|vous)|cadeaux?|voyou|prets?\b|maison\b|(?:je comprends|vu) (?:ton|votre|que (?:tu|vous))|explique",
)
_GROUPS: Final = any_of(
    rf"(?:quand (?:on|l'on)|quelqu'un qui|ceux qui|les gens qui) (?:est|sont|a|ont|soit) [^.?!]{{0,16}}(?:{_CONDITION}\w*|enceinte|age|vieux|vieille|jeune|noire?|arabe|soixantaine|cinquantaine)[^.?!]{{0,40}}",
    r"(?:approche|passe|depasse)\w* (?:de )?(?:la|les|ses) (?:soixantaine|cinquantaine|quarantaine|cinquante|soixante)",
    r"(?:les|vous les) (?:quinqua\w*|sexagenaires|seniors?|anciens|vieux|vieilles|jeunots?|gamins?|etrangers|immigres|africains?|arabes|noirs|asiatiques|musulmans|juifs|catholiques|homos?|gays|pauvres|syndicalistes|syndiques|elus|handicapes|malades|blondes?)\b[^.?!]{0,40}\b(?:ont|ont du|vous|ca|c'est|sont|toujours|jamais|on (?:le )?sait)\b",
    r"chez (?:vous|toi|les gens comme (?:toi|vous)|eux),? (?:en |au |aux |la-bas|les |l'heure)[^.?!]{0,40}",
    r"(?:un|une) (?:garcon|fille|homme|femme|mec|nana|personne trans|trans|noire?|arabe|handicapee?|malentendante?|sourde?|voilee?)[^.?!]{0,8} (?:a|au|aux|en|dans) (?:l'accueil|la vente|guichet|telephone|ce poste|clientele|standard)[^.?!]{0,40}",
    r"(?:avec )?(?:un|ce|ton|votre) (?:nom|prenom)(?: de famille)?[^.?!]{0,12} (?:pareil|comme (?:ca|ce|le tien|le votre)|fait peur|n'aide pas|imprononcable)",
    r"(?:appelle|presente|nomme)[sz]?-(?:toi|vous)[^.?!]{0,24}(?:au telephone|prenom|plutot)",
    r"(?:parle|parlez|ecris|ecrivez|parler|fais|faites)[^.?!]{0,20} comme (?:un|une|les|de vrais?) (?:vraie? )?francaise?s?\b",
    r"(?:tu viens|vous venez) d'ou\b",
    r"(?:une|les|des|vous les|vous,? les) (?:femmes?|filles?|nanas?|bonnes femmes|mamans?|meres?|hommes|mecs|blondes?)\b[^.?!]{0,40}(?:\b(?:ca|c'est|on (?:le )?sait|toujours|jamais|forcement|pleure\w*|craqu\w+)\b|ne (?:sa|tien|supporte|comprend)\w+)",
    rf"(?:un|une|les|des) {_CONDITION}\w*\b[^.?!]{{0,30}}(?:\bc'est|\bca |toujours|jamais|on (?:le )?sait|dans (?:une|l')equipe)",
    r"(?:les|des|vous les) (?:gens|mecs|filles|types|jeunes|gars) (?:des|du|de la|de) (?:cites?|quartiers?|banlieue|sud|nord|iles|bled|campagne|est|la-bas|l'est)[^.?!]{0,40}",
    r"(?:les|des) (?:gens|personnes|types|mecs|filles) (?:fauche|pauvre|gros|malade|croyant|comme (?:toi|vous))e?s?[^.?!]{0,40}(?:on (?:le )?sait|c'est|toujours|vous|ca)\b",
    r"comme (?:une?|de) vraies? (?:femme|homme|fille|garcon|mec)s?",
    r"(?:quand on|les gens qui|ceux qui) (?:vote\w*|milite\w*|prie\w*|porte\w* le voile|fait (?:la )?greve|font (?:la )?greve|vien\w+ d'ailleurs)[^.?!]{0,50}",
    r"ici,? (?:on arrive|on travaille|c'est la france|on parle)[^.?!]{0,24}",
    r"(?:quelqu'un|des gens|une personne) du coin\b",
    r"(?:un|avec un) (?:homme|mec|gars) (?:a (?:ce|ta|votre)|aurait|serait)",
)
_FOREIGN: Final = re.compile(r"\b(?:ailleurs|la-bas|bled|etrang\w+|accent|pays|origin\w+)\b")
_OF_A_CUSTOMER: Final = re.compile(
    r"\b(?:ce|cette|cet|la|le|l'|un|une|des) ?(?:clients?|clientes?|usagers?|assuree?s?|adherente?s?|abonnee?s?|appelante?s?|patiente?s?|dame|monsieur)\b|\b(?:madame|mme|m\.) "
)
_FAIR: Final = re.compile(
    r"\b(?:droit|amenag\w+|adapt\w+|accord|accompagn\w+|tenir compte|tient compte|n'a rien a voir|ne change rien|ne regarde|n'est pas (?:le|un) (?:sujet|critere|probleme)|felicit\w+|soutien|medecine? du travail|sans lien|ta vie|votre vie)\b|\?\s*$"
)


def reduces_to_trait(text: str, around: str) -> bool:
    """A protected trait is given as a reason, or held against the person (C. trav., art. L. 1132-1)."""
    if _FAIR.search(around):
        return False
    group = None if _OF_A_CUSTOMER.search(text) else _GROUPS.search(text)
    if group is not None and (not group.group().startswith("ici") or _FOREIGN.search(around)):
        return True
    return _TRAIT_OF_YOURS.search(text) is not None and _HELD_AGAINST.search(around) is not None


_PRIES: Final = any_of(
    rf"{_YOUR} (?:analyses|examens medicaux|prise de sang|irm|scanner|radios?|cachets?|comprimes?|medicaments?|traitement|certificat|ordonnance)\b(?=[^.?!]*(?:\?|donne|dit|montre|voir))|c'est quoi,? {_YOUR} (?:cachets?|comprimes?|medicaments?|traitement|maladie|operation)",
    r"(?:montre|montrez|donne|donnez|fais voir|faites voir)[- ](?:moi )?(?:le|ton|votre|ce) (?:certificat|arret|dossier medical|bulletin)[^.?!]{0,40}(?:ce que (?:tu|vous)|voir)",
    r"(?:avez|as) ete (?:operee?|soignee?|hospitalisee?|traitee?|suivie?) (?:de|pour) quoi",
    r"(?:as|avez) quelque chose de grave|somniferes?[^.?!]{0,6}\?|prends quelque chose|prenez quelque chose",
    r"pourquoi le (?:medecin|docteur|psy\w*)",
    r"(?:est-ce que )?(?:tu|vous) (?:suis|suivez|prends|prenez) (?:un|ton|votre|des) (?:traitement|medicament)s?",
    r"(?:tu es|vous etes|t'es|es-tu|etes-vous) (?:alcoolique|drogue\w*|depressi\w+|enceinte|sterile|seropo\w*)",
    r"(?:essay|cherch|voul|compt)\w+ (?:d'avoir|a avoir|avoir|de faire|faire) (?:un (?:bebe|enfant|autre)|des (?:bebes|enfants))",
    r"(?:etiez|etais|es|etes|as ete|avez ete)[^.?!]{0,8} (?:en arret|absente?|hospitalise\w*|a l'hopital)[^.?!]{0,12}(?:pour (?:quoi|quelle?)|pourquoi|a cause de quoi)",
    rf"{_YOUR} (?:arret|absence|operation|hospitalisation)[^.?!]{{0,24}}(?:pour quoi|pour quelle? (?!date|heure)|c'etait (?:quoi|pour)|c'est (?:quoi|pour quoi|grave))",
    r"(?:as|avez) (?:vu|consulte|appele)[^.?!]{0,10}(?:un|le|ton|votre) (?:psy\w*|medecin|docteur|specialiste)\b",
    r"(?:le |ton |votre )(?:medecin|docteur|psy\w*)[^.?!]{0,16}(?:dit|dirait|pense|prescrit|trouve)[^.?!]{0,20}\?",
    r"(?:si|que) (?:tu|vous) (?:bois|buvez|te drogues|vous droguez|fumes|(?:prends|prenez) quelque chose)",
    r"(?:tu|vous) (?:as|avez) quoi (?:comme|exactement|au juste)[^.?!]{0,20}(?:malad|sante|probleme)",
    r"(?:tu|vous) (?:te|vous) (?:drogues?|droguez)",
)
_NOT_ASKED: Final = re.compile(
    r"\b(?:pas a|ne (?:te|vous) demande|sans (?:me |nous )?(?:dire|donner)|inutile de|n'ai pas besoin)\b"
)


def respects_rights(text: str) -> bool:
    """A protected situation is named for the right or the arrangement that goes with it."""
    return _RIGHTS.search(text) is not None


_RIGHTS: Final = re.compile(
    r"\b(?:as|avez|ai) (?:bien )?droit\b|\bc'est (?:ton|votre|un) droit\b|\bon (?:adapte|amenage|ajuste|tient compte)\b|\bheures? de delegation[^.?!]{0,30}(?:decompt|compt|prises? en compte|payees?|normal)|\bn'est pas (?:le|un) (?:sujet|critere)\b"
    r"|\bles (?:femmes et les hommes|hommes et les femmes)\b|\bmeme regle\b"
    r"|\bans (?:de (?:metier|maison|service|pratique|carriere)|d'(?:experience|anciennete|exercice))"
    r"|\b(?:vieux|vieil|vieille|jeune) (?:logiciel|outil|systeme|script|contrat|ordinateur|casque|poste|fichier|dossier|stock|tarif|process)"
)


def pries_into_health(text: str) -> bool:
    """A health matter is asked about: only the occupational doctor may."""
    return _PRIES.search(text) is not None and _NOT_ASKED.search(text) is None


# Sample and recording --------------------------------------------------------------------------------------------

_SAMPLE: Final = (
    r"(?:appels?|ecoutes?|enregistrements?|extraits?|bandes?|conversations?|messages?|courriels?|mails?)"
)
_EXPOSES: Final = any_of(
    r"(?:on|nous) (?:l'|le |la |les )?(?:ecouter\w+|lir\w+|regarder\w+) (?:tous |toutes )?(?:ensemble )?(?:a|en|pendant|lors de|devant) (?:la |l'|toute )?(?:reunion|equipe|brief)",
    rf"{_YOUR} {_SAMPLE}[^.?!]{{0,12}} (?:passer\w*|tourner\w*|sera (?:diffuse|montre|lu|ecoute|affiche))[^.?!]{{0,24}}(?:brief|reunion|equipe|boucle|tous|plateau)",
    rf"(?:garde|conserve|archive|stocke|imprime|copie)\w*[^.?!]{{0,16}} (?:{_SAMPLE}|{_YOUR} (?:mauvais )?{_SAMPLE})[^.?!]{{0,24}}(?:au cas ou|preuve|affich\w*|contre|depuis)",
    rf"{_SAMPLE},? (?:je|on) (?:vais |va |l'|le |la |les )*(?:garder?|conserver?|archiver?|imprimer?|afficher?)[^.?!]{{0,24}}(?:preuve|mur|affich\w*|cas ou|contre)?",
    rf"(?:l'|cet |cette |ton |votre ){_SAMPLE} (?:part|partira|ira|va|monte|remonte) (?:aux|a la|au|chez) (?:rh|drh|direct\w+|siege|hierarchie)",
    rf"(?:ai|a) fait (?:ecouter|lire|entendre) (?:{_YOUR}|cet|cette|l') ?{_SAMPLE}",
    rf"(?:toute l'equipe|tout le monde|tout le plateau|les autres|tes collegues|vos collegues)[^.?!]{{0,16}} (?:ecouter\w*|entendr\w*|verr\w*|lir\w*|va (?:l')?(?:ecouter|entendre|lire))[^.?!]{{0,16}}{_SAMPLE}",
    rf"(?:j'ai|je vais|je l'ai|on a|on va)[^.?!]{{0,12}}(?:envoye\w*|envoyer|transmi\w+|transmettre|montre\w*|fait ecouter|faire ecouter|partage\w*)[^.?!]{{0,24}}(?:{_SAMPLE}[^.?!]{{0,16}} (?:a|au|aux) |(?:a|au|aux) )(?:la |le |l')?(?:direction|rh|drh|hierarchie|equipe|siege|tout le monde|chef|directeur|directrice)",
    rf"{_SAMPLE}[^.?!]{{0,24}}(?:sert|servira|serviront|ressortira|ressort) (?:de preuve|contre|le jour|a (?:ton|votre) evaluation)",
)
_SHARED_WELL: Final = re.compile(
    r"\b(?:avec (?:ton|votre) accord|si (?:tu|vous) (?:es|etes|veux|voulez)|anonym\w+|ne (?:sera|seront|va|serai)|jamais|pas)\b"
)


def exposes_sample(text: str) -> bool:
    """The call is shown to others, or kept as evidence."""
    return _EXPOSES.search(text) is not None and _SHARED_WELL.search(text) is None


_RECORDS: Final = re.compile(
    r"\b(?:notre|cette|la|l'|cet|cette) ?(?:conversation|echange|entretien|discussion|reunion) (?:est|etait|a ete) (?:enregistree?|filmee?)\b|\b(?:telephone|dictaphone|micro|appareil|ordinateur|portable|logiciel)[^.?!]{0,16} (?:enregistre|tourne|capte)\b|\bj'(?:ai )?enregistre\w*\b|\b(?:la |une )?camera tourne\b|\bmode dictaphone\b|\bil (?:enregistre|tourne)\b"
)
_HIDDEN: Final = any_of(
    r"ne t'(?:occupe|inquiete) pas|ne vous (?:occupez|inquietez) pas|pour me (?:proteger|couvrir)|depuis (?:ton|votre|que)",
    r"(?:preferais|voulais|souhaitais) (?:ne )?(?:pas|rien)",
    r"(?:aurais|aurai) (?:du|pu) (?:te |vous )?(?:le |l')?(?:dire|prevenir|signaler|demander)",
    r"(?:ne )?(?:t'|vous |te |l')?(?:avais|ai) (?:pas|rien) (?:dit|prevenue?|signale|demande)",
    r"sans (?:te|vous|le|rien) ?(?:le |l')?(?:dire|prevenir|demander|signaler)",
    r"depuis (?:le debut|dix|cinq|vingt|un moment|tout a l'heure)",
    r"(?:tu|vous) ne (?:le )?(?:savais|saviez) pas",
    r"au cas ou|discretement|en cachette",
)


def records_secretly(text: str, around: str) -> bool:
    """The talk is recorded without a notice beforehand (C. trav., art. L. 1222-4)."""
    return _RECORDS.search(text) is not None and _HIDDEN.search(around) is not None


# What is only told -----------------------------------------------------------------------------------------------

_REPORTED: Final = re.compile(
    r"\b(?:clients?|clientes?|elle|il|usagers?|dame|monsieur|quelqu'un)\b[^«“\"]{0,40}[«“\"]([^»”\"]*)[»”\"]"
    r"|[«“\"]([^»”\"]*)[»”\"][^.?!]{0,40}\b(?:(?:dit|disait|repete|criait|lance|ecrit) (?:le|la|l'|un|une) ?(?:client|dame|monsieur|usager)|disait le client|dit la cliente)"
)


def without_reported(text: str) -> str:
    """The text, same length, without the words that it reports of a customer."""
    return _REPORTED.sub(lambda m: " " * len(m.group()), text)
