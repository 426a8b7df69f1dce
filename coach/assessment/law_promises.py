"""Words of what is promised, and of what a team manager cannot grant; on folded text.

Lists are long because people say the same thing in many ways; each one is used by name in `law` and `interview`.
"""

from __future__ import annotations

from typing import Final

from coach.assessment.words import any_of

GUARANTEE: Final = any_of(
    r"(?:je|nous|on) (?:te |vous |t'|m'|le |la |les |te le |vous le |te la |vous la )*(?:garanti|promet|assure|jure)",
    r"c'est (?:promis|acquis|signe|comme si c'etait fait|garanti|fait pour|dans la poche|sur et certain|tout vu|moi qui decide)",
    r"(?:t'as|tu as|vous avez) ma parole",
    r"parole d'honneur",
    r"ma parole\b",
    r"je m'engage a ce que (?:tu|vous)",
    r"je m'en porte garant",
    r"(?:est|sera|est deja) (?:acquise?|garantie?|assuree?|a toi|a vous|pour toi|pour vous|dans la poche|acceptee?|renouvelee?|validee?)",
    r"je (?:te |vous |t'|te l'|te la |te le |vous l'|vous la |vous le )+(?:renouvell|nomme|annule|fais (?:verser|sauter|passer|avoir|obtenir)|accorde|donne|obtiens|decroche|titularise|augmente|promeu|bloque|verse|signe)",
    r"je (?:le |la |les )?fais sauter",
    r"(?:tu passes|vous passez|tu seras|vous serez|tu auras|vous aurez|tu touches|vous touchez|tu vas avoir|vous allez avoir)\b",
    r"c'est moi qui (?:bloque|decide|signe)",
    r"quoi qu'il arrive",
    r"compte sur moi\b|comptez sur moi\b",
    r"je m'arrange\b|je m'en charge|j'en fais mon affaire|je m'occupe de",
)
BEYOND: Final = any_of(
    r"cdi\b",
    r"(?:la|ta|votre|une|de|d'une|cette) prime\b",
    r"prime (?:de|d')",
    r"augmentation",
    r"promotion",
    r"mutation",
    r"(?:le|ton|votre|de) renouvellement",
    r"renouvell?",
    r"(?:ton|votre) contrat",
    r"titularis",
    r"(?:le|un|ton) poste de",
    r"superviseur|chef d'equipe|referente?\b",
    r"(?:l'|ton |votre |un |cet )avertissement",
    r"sanction\b",
    r"mise a pied",
    r"part variable",
    r"salaire",
    r"echelon|coefficient",
    r"primes?\b",
)
#: What a manager cannot grant, for an act of promise heard.
BEYOND_WIDE: Final = any_of(
    r"augment",
    r"cdi\b|cdd\b|contrat|embauch|titularis|reconduit|prolong|transforme",
    r"licenci|sanction|avertissement|blame|mise a pied|rappel a l'ordre|(?<!tout de )suite\b",
    r"euros?|prime|salaire|paie|paye|13e|treizieme|interessement|heures sup|part variable|cheque",
    r"(?:le|un|ce) poste|poste (?:de|d')|superviseur|formateur|cadre|manager|responsable|promu|promotion|referent|echelon|experts",
    r"conges?|samedis?",
    r"transfert|mutation|lyon|bordeaux|nantes",
    r"periode d'essai|tu es pris|vous etes prise?",
    r"voiture",
    r"net\b|brut\b",
    r"reviens? de droit|te revient",
)
PROMISE: Final = any_of(
    r"aucune sanction ne (?:tombera|sera)",
    r"(?:il n'y aura|y aura) (?:pas|aucune) (?:de )?sanction[^.]{0,30}(?:je te|je vous|promis|garanti|parole|m'y engage|quoi)",
    r"je (?:te |vous )?(?:l'|le |la )?(?:annule|fais sauter|efface)[^.]{0,30}(?:avertissement|sanction|mise a pied|ce soir|blame)",
    r"(?:avertissement|sanction|mise a pied|blame)[^.]{0,30}(?:je (?:te |vous )?(?:l'|le |la )(?:annule|fais sauter|efface)|sautera|est annule)",
)
NOT_MINE: Final = any_of(
    r"(?:c'est|ce sera|ce sont) (?:la |le |les |l')?(?:drh|rh|direction|siege|hierarchie|directeur|directrice|commission|jury)[^.?!]{0,8} qui",
    r"je (?:te |vous |t')?(?:soutiendrai|soutiens|appuierai|appuie|defendrai|defends|recommanderai|recommande|porterai) (?:ta|ton|votre|cette|la)",
    r"je (?:vais |peux )?(?:soutenir|appuyer|defendre|recommander) (?:ta|ton|votre|cette|la)",
    r"je (?:ne )?(?:peux|pourrai|decide|suis) pas",
    r"je sais que\b|voyons (?:comment|ensemble)|on (?:regarde|voit) (?:comment|ensemble)",
    r"ce n'est pas moi",
    r"c'est pas moi",
    r"pas (?:de mon|en mon|dans mon) (?:ressort|pouvoir)",
    r"je (?:vais|peux) (?:voir|demander|transmettre|porter|faire remonter|en parler)",
    r"je (?:transmets|demande|porte|fais remonter)",
    r"sans (?:te |vous )?(?:rien )?(?:promettre|garantir)",
    r"rien (?:te |vous )?(?:promettre|garantir)",
    r"je (?:ne )?(?:te|vous) (?:promets|garantis) (?:rien|pas)",
)
FIRM: Final = any_of(
    r"garanti",
    r"promet|promis",
    r"ma parole",
    r"parole d'honneur",
    r"je m'engage a ce que",
    r"quoi qu'il arrive",
    r"c'est (?:acquis|signe|comme si)",
    r"je (?:te |vous |l'|le )+(?:renouvell|nomme|annule|fais sauter|titularise)",
    r"(?:acquise?|garantie?|assuree?)\b",
)
