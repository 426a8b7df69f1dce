"""Harms said sideways: no word of sanction or of a protected field is needed, the construction says it.

A threat is veiled when the end of the person's work is hinted at (a tri, a door, a last chance, a warning « for
your own good »); a punishment when something is moved « so that it sinks in »; a trait is held against someone when a
group, a home or a couple is named and a verdict follows. Text is folded.
"""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.words import NUMBER, any_of

_YOUR: Final = r"(?:ton|ta|tes|votre|vos)"

# Threats ---------------------------------------------------------------------------------------------------------

_ENDING: Final = any_of(
    r"(?:le |j'ai le )?bras long|(?:le bras|les bras) plus longs?",
    r"(?:tient|tiennent|depend|dependent|passe|passent|repose) (?:toute? )?(?:a|de|par|sur) (?:ma (?:seule )?(?:signature|decision|bonne volonte|main)|mon (?:seul )?(?:avis|accord|bon vouloir|rapport|evaluation|silence))\b",
    r"(?:mon avis|ma note|mon rapport|mon mot) (?:qu'ils (?:lisent|suivent|ecoutent|attendent)|qui (?:compte|comptera|decide|decidera|fait foi|pese))",
    r"qui (?:reste|restera|restent) et (?:de )?qui (?:part|partira|partent|s'en va|sort)",
    r"(?:il y aura|il va y avoir|on va faire|on fera|ils feront|y aura) (?:un|le|du) (?:tri|menage|nettoyage|ecremage)\b",
    r"(?:tu es|vous etes|t'es|toi tu es|te voila|vous voila) (?:\w+ )?(?:mal (?:place|parti|embarque|engage)e?|sur la sellette|dans le viseur|en ligne de mire|le prochain|la prochaine|le suivant|la suivante)\b",
    r"(?:derniere|ultime) (?:cartouche|carte|perche|occasion|sommation|marche|porte de sortie)",
    r"je ne (?:reponds|repondrai|repondrais) plus de rien",
    r"valise (?:a la main|sous le bras|faite|prete)|(?:prepare|faites|fais|boucle)[sz]? (?:ta|votre|tes|vos) (?:valises?|affaires|sac)\b",
    r"(?:on peut|je peux|on pourrait|on va finir par|je finis par) (?:finir par )?(?:se |me )?(?:poser|demander) (?:la|serieusement la) question\b",
    r"(?:tu tiens|vous tenez|tu y tiens|vous y tenez)[^.?!]{0,24},? (?:oui ou non|ou pas)\b",
    r"(?:j'ai|j'en ai|on a|on en a) (?:deja )?(?:fait (?:partir|sortir)|remercie|remplace|sorti|vire) (?:deux|trois|quatre|plusieurs|d'autres|plus d'un|une personne|des gens|quelqu'un|\d)",
    r"je n'hesiter(?:ai|ais) pas (?:a|une|non plus)\b(?! (?:t'|te |vous )?(?:aider|soutenir|appuyer|feliciter|venir|defendre|valoriser))",
    r"(?:mieux|preferable|plus sage|dans (?:ton|votre) interet|prudent)[^.?!]{0,20} que je (?:n'aie|ne|n'y|n'en)\b",
    r"se remplace(?:nt)? (?:en|vite|facilement|tres|dans la|du jour)|(?:je|on) (?:te|vous) remplace(?:ra|rai|rait)? (?:en|vite|demain|des demain|sans)",
    r"(?:tu verras|vous verrez|on verra|tu vas voir|vous allez voir) (?:bien )?(?:ou (?:ca|cela|il|elle)|a qui|de quel bois|ce que (?:ca|cela) (?:coute|donne)|comment (?:ca|cela) (?:finit|se termine|tourne))",
    r"continue[sz]? (?:sur ce chemin|sur cette (?:pente|voie)|comme (?:ca|cela)|a ce (?:rythme|train))[^.?!]{0,20}(?:et|,) (?:(?:tu|vous) (?:verr|vas voir|allez voir|finir|iras|irez|ne ser)|on (?:verra|va voir|ira)|ca (?:va|finira))",
    r"(?:aller|iras|irez|ira|vas|expliquer\w*) [^.?!]{0,16}(?:t'expliquer|vous expliquer|expliquer (?:ca|cela|tout ca)|rendre des comptes)[^.?!]{0,16}(?:au|a la|aux|chez|devant)",
    r"(?:ce|ces|mon|mes) (?:carnet|cahier|notes?|tableau|fichier|pages?)[^.?!]{0,12} (?:ne )?(?:servir\w*|serv\w+|ressortir\w*)",
    r"(?:le|ton|votre) (?:compte a rebours|sursis|sablier)|(?:tu es|vous etes|t'es) en sursis",
    r"(?:profite[sz]?|savoure[sz]?)[^.?!]{0,20}(?:tant que (?:ca|cela|tu|vous)|pendant qu'il|derniers? (?:jours?|mois|semaines?))",
    r"(?:la porte|la sortie|l'ascenseur)[^.?!]{0,12} (?:n'est|est|reste) (?:pas|jamais) (?:loin|fermee)|(?:tu connais|vous connaissez|tu sais ou est|vous savez ou est) (?:la (?:porte|sortie)|le chemin)",
    r"(?:contrats?|missions?|postes?|places?)[^.?!]{0,24}(?:ne (?:seront|sera) pas (?:tous|toutes|eternel\w*|garanti\w*)|rien n'est (?:eternel|garanti|acquis))",
    r"(?:d'autres|certains|plus d'un|un autre|une autre|ton predecesseur|votre predecesseur|celle d'avant|celui d'avant) (?:que (?:toi|vous) )?(?:l'a|l'ont|ont|a|y a|y ont) (?:appris|paye|compris|regrette|laisse)[^.?!]{0,24}",
)
_NOT_AIMED: Final = re.compile(
    r"\b(?:client\w*|usagers?|cliente|dossiers? client|pas la pour|rassur\w*|ne crains|n'aie pas|pas d'inquietude|t'inquiete|vous inquietez)\b"
)


def hints_at_the_end(text: str) -> bool:
    """The end of the person's work here is let be understood."""
    return _ENDING.search(text) is not None and _NOT_AIMED.search(text) is None


# Punishments -----------------------------------------------------------------------------------------------------

_MOVED: Final = any_of(
    r"(?:tu|vous) (?:\w+ )?(?:auras|aurez|feras|ferez|prendras|prendrez|mangeras|mangerez|seras|serez|resteras|resterez|viendras|viendrez|commenceras|commencerez|finiras|finirez|travailleras|travaillerez)\b",
    r"je (?:te|vous|t'|l'|le|la|les)[^.?!]{0,6}(?:sors|retire|enleve|mets|ote|change|deplace|ai (?:donne|retire|enleve|raye|sorti|mis|change|supprime)\w*)\b",
    rf"{_YOUR} [^.?!,]{{3,30}},? (?:je (?:l'ai|les ai|le|la|les)|c'est|il est|elle est|on)[^.?!]{{0,10}} (?:donne|supprime|annule|fini|retire|saute|raye|oublie)\w*",
    r"(?:tu n'es|vous n'etes|tu n'y es|vous n'y etes|tu ne seras|vous ne serez|tu n'iras|vous n'irez) plus (?:inscrit|convie|invite|prevu|du|sur|dans|de la|aux?)e?\b",
)
_SO_THAT_IT_SINKS: Final = any_of(
    r"jusqu'a ce que (?:ca|cela|tu|vous) (?:rentre|comprenn|change|t'|te|vous|soit)",
    r"(?:ce sera|ca sera|voila|c'est) (?:ta|votre|une bonne|la) (?:lecon|punition|recompense|facon d'apprendre)",
    r"(?:ca|cela) (?:te|vous) (?:laisse|laissera|donne|donnera)[^.?!]{0,12}(?:temps|occasion|loisir) (?:de|pour) (?:reflechir|mediter|penser|comprendre)",
    r"(?:voila|c'est) ce (?:que (?:ca|cela) coute|qu'il en coute|qui arrive) (?:de|quand|a ceux)",
    r"vu (?:ton|ta|votre) (?:attitude|comportement|refus|reponse|manque)",
    r"(?:te|vous) remettra les idees en place|(?:ca|cela) (?:te|vous) calmera",
)


def teaches_a_lesson(text: str, around: str) -> bool:
    """A burden or a loss, and the words that make it a lesson."""
    return _SO_THAT_IT_SINKS.search(around) is not None and _MOVED.search(text) is not None


_FINED: Final = any_of(
    rf"{NUMBER} (?:euros?|€) (?:de|en) moins\b[^.?!]{{0,30}}(?:fiche|paie|paye|salaire|prime|bulletin)",
    r"(?:sort|sortira|sortent|part|partira|vient|viendra) (?:de|sur) (?:ta|votre) (?:poche|paie|paye|fiche|prime)",
)


def fines(text: str) -> bool:
    """An amount comes off the person's pay."""
    return _FINED.search(text) is not None


_GRANTED: Final = any_of(
    r"(?:garantis|promets|jure|assure)[^.?!]{0,24}(?:pas|aucune|jamais|rien)[^.?!]{0,14} (?:sanction|avertissement|blame|suite)",
    r"(?:aucune|pas de|plus de|jamais de) (?:sanction|suite|avertissement)\b[^.?!]{0,40}(?:je (?:te|vous) (?:couvre|protege|garantis|promets)|pour les suivantes|quoi qu'il arrive)",
    r"personne (?:au-dessus|la-haut|a la direction|en haut) ne (?:dira|saura|fera|touchera)",
    r"(?:la direction|les rh|la rh|la hierarchie|le siege) ne (?:le )?saura (?:jamais|rien|pas)",
    r"(?:on|je) (?:te|vous) (?:donnera|donnerai|accordera|accorderai)\b[^.?!]{3,60}(?:je m'y engage|promis|garanti|ma parole|je (?:te|vous) l'assure)",
    r"je (?:te|vous) (?:fais|ferai) (?:monter|passer|nommer|entrer|embaucher|titulariser)\b",
)


def grants(text: str) -> bool:
    """Something is granted that only the direction may grant."""
    return _GRANTED.search(text) is not None


# Protected traits ------------------------------------------------------------------------------------------------

_PLACE: Final = r"(?:seine-saint-denis|quatre-vingt-treize|93\b|banlieue|cite\b|cites\b|quartier|foyer|hlm|campagne|village|bled|les iles|outre-mer|la reunion|la guadeloupe|le sud|le nord)"
_VERDICT: Final = r"(?:\b(?:toujours|jamais|forcement|on (?:le )?sait|je connais|evidemment|normal|logique|comme par hasard|notion|bizarre|complique|pas pareil|embrouilles?|apres on s'etonne|ne t'etonne|ca se sent|ca s'entend|ca se voit|ca fait fuir|discrets?|n'a plus le temps|n'ont plus le temps|ne peu(?:x|t|vent) pas comprendre|aucune patience|pese sur|commence a peser|peser)\b)"
_TRAIT: Final = any_of(
    rf"(?:les gens|ceux|quelqu'un|les jeunes|les filles|les mecs|un gars|une fille) (?:de|du|des|qui vienn\w+ de) (?:la |l')?{_PLACE}",
    rf"(?:tu|vous) (?:vis|vivez|habites?|habitez|loges?|logez|dors|dormez)\b[^.?!]{{0,12}}\b{_PLACE}",
    r"(?:dans|chez|de|par) (?:ta|votre|leur) (?:communaute|culture|religion|confession|caste|tribu|ethnie|milieu)\b",
    r"(?:tu etais|vous etiez|tu vas|vous allez|tu vas a|on t'a vue?|on vous a vue?|tu es alle\w*|vous etes alle\w*)[^.?!]{0,12} (?:de |a |aux? |dans )(?:la |cette |ta |une |ce )?(?:manif\w*|greve|rassemblement|meeting|cortege|piquet)",
    r"(?:quand on|ceux qui|a force de|quelqu'un qui) (?:defend\w*|represent\w*|sieg\w*|milit\w*)[^.?!]{0,30}(?:collegues|salaries|cse|syndicat|camarades)?",
    rf"{_YOUR} (?:stress post|depression|burn|cancer|diabete|epilepsie|handicap|surdite|begaiement|dyslexie|endometriose|sclerose|asthme|arthrose|dos|migraines?|maladie|traitement|prothese)\b[^.?!]{{0,24}}",
    r"(?:toi et|vous et) (?:ton|votre|ta) (?:compagnon|copain|copine|mari|femme|ami|amie|compagne)\b",
    r"(?:un|une) (?:homme|femme|garcon|fille|mec) (?:qui (?:se maquille|porte|s'habille|se prend)|(?:aussi|si) (?:mignonne?|jolie?|belle?|feminine?|effemine))",
    r"(?:les|vous,? les) (?:hommes|femmes|mecs|nanas|filles|garcons),? [^.?!]{0,30}(?:vous|aucun|jamais|toujours|pas)",
    r"(?:tu sors|vous sortez|tu debarques|vous debarquez) (?:de l'ecole|des bancs|de la fac|a peine|tout juste)",
    r"depuis que (?:tu es|vous etes|t'es) (?:maman|papa|mere|pere|mariee?|divorcee?|enceinte|syndiquee?|elue?|malade|rentree? de (?:maternite|conge))",
)
_OTHER_GROUND: Final = any_of(
    rf"(?:perds|perdez|maigris|maigrissez|prends|prenez) (?:un peu de|quelques|{NUMBER}) (?:kilos?|poids)",
    rf"{_YOUR} (?:mari|femme|conjointe?|mere|belle-mere|compagne|compagnon|copain|copine) (?:pourrait|peut|n'a qu'a|devrait|ne peut pas)[^.?!]{{0,12}} (?:garder|s'occuper|prendre|aller chercher|gerer)",
    r"(?:tu vas|vous allez|tu comptes|vous comptez) (?:encore |bientot )?(?:t'|te |vous )?(?:arreter|absenter|repartir|tomber)[^.?!]{0,16}(?:bebe|enceinte|enfant|grossesse|conge)",
    r"(?:une|un) (?:fille|femme|garcon|homme) (?:aussi|si) (?:mignonne?|jolie?|belle?|fragile|feminine?)",
    r"quelqu'un de (?:solide|valide|plus jeune|moins age|bien portant|en bonne sante|sans enfants?)",
)
_AIDED: Final = re.compile(r"\b(?:amenag\w+|adapt\w+|droit\b|a (?:ta|votre) demande|soutien|client\w*)\b")
_FOR_THE_GOOD: Final = re.compile(
    r"\b(?:amenag\w+|adapt\w+|droit\b|a ta demande|a votre demande|soutien|si (?:tu|vous) (?:veux|voulez|souhait\w+)|ne change rien|rien a voir|(?:la|le|ce|cette|un|une) cliente?|dame|monsieur|madame)\b|\?\s*$"
)


def holds_trait(text: str, around: str) -> bool:
    """A protected trait, or where someone lives, and a verdict on the person for it."""
    if _OTHER_GROUND.search(text) and _AIDED.search(text) is None:
        return True
    if _FOR_THE_GOOD.search(text):
        return False
    return _TRAIT.search(text) is not None and re.search(_VERDICT, around) is not None


_PRIES: Final = any_of(
    r"(?:avez|as|prends|prenez|es|etes)[^.?!]{0,10} (?:des |sous |aux )?(?:antidepresseurs|anxiolytiques|somniferes|calmants|cachets|medicaments)\b[^.?!]{0,40}\?",
    r"(?:c'etait|c'est) quoi(?: (?:au juste|exactement|en fait))?,? (?:cette|ton|votre|ta|ce) (?:operation|hospitalisation|arret|probleme de sante|maladie|intervention|examen|rendez-vous medical|traitement)",
    r"(?:il faut|faut|faudrait) que (?:tu|vous) me (?:dises|disiez|expliques|expliquiez) ce que (?:tu as|vous avez)\b(?! (?:fait|dit|vu|pense|repondu|propose|besoin|compris|retenu|trouve|prevu|envie|note|sur|dans|a |change|demande|entendu|ressenti|voulu|choisi|decide))",
    r"(?:attends|attendez) un (?:bebe|enfant)[^.?!]{0,40}\?",
)


def pries(text: str) -> bool:
    """A health matter is asked about, by its cure or its name."""
    return _PRIES.search(text) is not None


# Private matters and samples -------------------------------------------------------------------------------------

COUPLE: Final = any_of(
    r"(?:son|leur) (?:couple|menage|mariage)\b",
    r"(?:son|sa) (?:mari|femme|compagne|compagnon|ex)\b[^.?!]{0,16}(?:quitte|trompe|battu|parti)",
)
_SHOWN: Final = any_of(
    r"(?:tout le monde|tous|l'equipe|toute l'equipe|les autres|le plateau)[^.?!]{0,12} (?:entendra|ecoutera|verra|lira|saura|va (?:t'|vous )?(?:entendre|ecouter))\b[^.?!]{0,60}(?:ta voix|votre voix|ton appel|votre appel|comment il ne faut pas|ton cas|l'extrait|ton mail|votre mail)",
    r"(?:j'ai|je l'ai|je vais|on a) (?:transfer\w+|transmi\w+|transmettre|fait suivre|faire suivre|depose|envoy\w+|fait passer)[^.?!]{0,30}(?:extrait|appel|ecoute|enregistrement|bande|conversation|mail|message)?[^.?!]{0,16} (?:a|au|aux|chez) (?:la |le |l')?(?:responsable|direct\w+|rh|drh|ressources|siege|hierarchie|patron)",
)
_RECORDED: Final = any_of(
    r"j'(?:ai )?enregistr\w+ (?:notre|la|cette|ta|votre|tes|vos)[^.?!]{0,30}sans (?:t'en|vous en|te|vous|rien)",
    r"(?:sans (?:t'en|vous en) (?:parler|avertir|informer))[^.?!]{0,30}",
)


def shows_sample(text: str) -> bool:
    """The sample goes to others, as an example or upwards."""
    return _SHOWN.search(text) is not None


def records(text: str) -> bool:
    """The talk was recorded, and it is told after."""
    return re.search(r"\benregistr", text) is not None and _RECORDED.search(text) is not None


# The call's own words --------------------------------------------------------------------------------------------

_CALL_WORDS: Final = re.compile(
    r"«[^»]*»|“[^”]*”"
    r"|\b(?:tu|vous) (?:lui |leur |lui as |lui avez |as |avez )?(?:dis|dites|dit|reponds|repondez|repondu|lances|lancez|ecris|ecrivez|finis par|conclus par)(?: (?:que|a la cliente|au client|a ce client))?,? (?=(?:je|on|c'est|ca|nous|bonjour|il|madame|monsieur)\b)[^.?!]*"
)


def without_call_words(text: str) -> str:
    """The text, same length, without the words of the call it quotes: they are not said to the advisor."""
    return _CALL_WORDS.sub(lambda m: " " * len(m.group()), text)
