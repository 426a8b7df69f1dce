"""Words of what is private: a third person’s life and results, the sample, a recording; on folded text.

Lists are long because people say the same thing in many ways; each one is used by name in `law` and `interview`.
"""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.words import NUMBER, any_of

PRIVATE_HEALTH: Final = any_of(
    r"psychiatre|psychologue|psy\b",
    r"depress|antidepress|anxiolytique|bipolaire",
    r"burn[- ]?out",
    r"cancer\b|tumeur|chimio|leucemie",
    r"vih\b|sida\b|seropo",
    r"malad|asthm|migrain|avc\b|infarctus",
    r"enceinte",
    r"(?:a )?perdu (?:son|un|le) bebe",
    r"fausse couche|ivg\b|pma\b|fiv\b",
    r"handicap|rqth|invalidite|autis",
    r"hopital|hospitalis|operee?\b|operation (?:du|de la|des)",
    r"cure\b|alcool|drogu|desintox",
    r"traitement\b|medicament|calmants",
    r"en arret\b|arret (?:maladie|de travail)",
    r"therapeutique|mi-temps medical",
    r"tentative de",
    r"epilep|diabet|sclerose",
    r"probleme[s]? de sante|soucis? de sante",
)
#: Private, and no matter of health.
PRIVATE_LIFE: Final = any_of(
    r"divorc",
    r"separation|separe\b|se separe",
    r"surendett",
    r"interdit bancaire",
    r"probleme[s]? (?:d'argent|de couple)",
    r"tribunal|garde a vue|prison",
    r"homosexuel|gay\b",
)
PRIVATE_RESULT: Final = any_of(
    r"taper sur les doigts|eu (?:une|sa) lettre|fait (?:virer|recadrer|convoquer|allumer)",
    r"rate (?:sa|son|la) (?:certification|titularisation|periode|evaluation|validation)",
    rf"(?:il|elle) (?:est|tourne|plafonne) (?:a|autour de) {NUMBER}",
    rf"{NUMBER} ?(?:sur|/) ?(?:dix|vingt|cent|\d+)\b",
    rf"{NUMBER} ?(?:%|pour ?cent|points?\b)",
    r"(?:sa|son|ses) (?:note|score|taux|resultats?|chiffres?|evaluation|grille|salaire|prime|contrat|periode d'essai|fiche de paie|entretien|ecoute|dmt|nps)",
    r"(?:la|le|les) (?:note|score|grille|taux|salaire|resultats?|ecoute|evaluation) (?:de|d')",
    r"avertissement",
    r"mise a pied",
    r"sanction",
    r"licenci",
    r"conseil de discipline",
    r"blame\b",
    rf"gagne\b|touche (?:{NUMBER}|moins|plus|mieux|la prime|une prime)|est (?:moins |mieux |plus )?paye",
    r"rate (?:sa|son)",
    r"n'a pas (?:valide|eu) (?:sa|son|le)",
    r"(?:a fait|en a fait|fait|fait en) " + NUMBER,
    r"(?:moins bien|pire|mieux|plus mal|moins bon|meilleure?|derniere?|plus faible) que (?:toi|vous|le tien|la tienne|tout)",
    r"pas (?:renouvel|titularis|augment)",
    r"recadree?\b",
    r"(?:avait|a) (?:ete )?(?:echou|plant)",
)
#: With an act of disclosure heard about someone named, words of what is private.
PRIVATE_WIDE: Final = any_of(
    r"dmt\b",
    r"net\b|brut\b|euros?\b|€",
    r"angoiss",
    rf"{NUMBER} (?:ventes?|rendez-vous)|conversion|satisfaction|non-conformit",
    r"rupture|rompue",
    r"vire[er]?\b|mutee?\b|convoque",
    r"seropo|chimio|antidepress|desintox|internee?|curatelle|invalidite|procreation",
    r"augmentation|bonus|prime\b|chomage|rsa\b|dettes?|redressement|credits?\b|saisies?|(?:est|etait|etre) fichee?\b",
    r"absences?|retards?|injustifi",
    r"condamne|fraude|casier|prison|urssaf",
    r"recadre|avertissement|discipline|blame",
    r"suivie? (?:par|en|chez|pour)\b",
    r"demissionn|prud'?hom",
    r"evaluation|entretien|classement|tableau",
    r"rate\b",
    r"quitte[er]?\b|trompe|couche\b|separe",
    r"rqth|therapeutique|mi-temps",
    r"boit\b|drogue",
    r"jumeaux|prematur",
    r"refuse\b",
    r"confie|avoue|denonce|cherche ailleurs|mail prive",
    r"bracelet|tutelle|loyers?|saisie|palliatif",
    r"cdd\b|cdi\b|(?:sera|seront|est) (?:pas )?gardee?|mise? a pied|discipline",
    rf"{NUMBER} (?:sur|/) ?{NUMBER}",
)
COLLEAGUE: Final = re.compile(
    r"\b(?:conseillere?|collegue|personne|fille|gars) (?:assise? )?(?:a (?:ta|votre) (?:gauche|droite)|en face de (?:toi|vous)|(?:du|de la) [a-z]+ d'a cote)\b|\b(?:ton|ta|votre|le|la|un|une|de|du) (?:collegue|voisine?|binome|camarade)\b|\b(?:le|la) (?:nouveau|nouvelle|petit nouveau|petite nouvelle|petite|stagiaire|conseillere?|chef|responsable|superviseure?) (?:du|de|d'|qui|est|a)\b|\b(?:un|une) (?:conseillere?|agente?|fille|mec|gars) de (?:l'equipe|ton equipe|votre equipe|l'ilot|ton ilot)"
)
#: Someone who is not here, told apart without a name.
THIRD_PERSON: Final = re.compile(
    r"\b(?:celle|celui) qui\b|\b(?:la|une|l'autre) personne (?:que|qui)\b|\bl'ancienn?e? (?:responsable|chef|manager|superviseure?)\b|\b(?:ton|ta|votre) (?:ancienn?e? |precedente? )?(?:chef|cheffe|tutrice|tuteur|responsable)\b|\b(?:la|le|l') ?(?:cliente?|assuree?|usager|dame) (?:que|d'|de|du|qui|,)"
)
CUSTOMER: Final = re.compile(
    r"\b(?:m\.|mme|monsieur|madame|mlle|client|cliente|usager|assure|adherent|l'appel de|celui de|celle de)\b"
)
SECRET: Final = any_of(
    r"garde[-sz]?(?: |-)(?:le|la|ca)[- ]pour (?:toi|vous)",
    r"pas un mot\b",
    r"entre nous\b",
    r"ne le repete",
    r"tu (?:ne )?l'as pas su par moi",
    r"(?:je|on) (?:ne )?devrais? pas (?:te|vous) le dire",
    r"confidentiellement",
)
COMPARED: Final = any_of(
    r"pas (?:ce genre de|de|le meme) (?:souci|probleme)s? avec",
    r"(?:aussi|elle aussi|lui aussi)\b",
    r"si je (?:te|vous) montre",
    r"mieux que|(?:lui|elle),? (?:il|elle) est",
    r"encore la\b",
    r"rassur",
    r"pas l[ae] (?:seule?|pire|plus mal)",
    r"compar",
    r"regarde[z]?\b",
    r"elle,? (?:au moins|elle)",
    r"lui,? (?:au moins|il)",
    r"a cote de (?:toi|vous)",
    r"pire que",
    r"mieux que",
    r"moins que",
    r"plus que (?:toi|vous)",
    r"tu savais que",
    r"vous saviez que",
    r"meme ",
    r"y arrive",
    r"entre nous",
    r"pas un mot",
    r"garde",
)
KEPT_AGAINST: Final = any_of(
    r"(?:ressortir|diffuser|passer|montrer|faire ecouter)[^.]{0,30}(?:enregistrement|appel|ecoute|bande)[^.]{0,24}(?:devant|a toute|a tout le monde|aux autres)",
    r"(?:je|on) (?:(?:le|la|les) (?:garde|conserve|archive|mets? de cote)|(?:garde|conserve|archive) (?:cet|cette|ton|votre|l'))[^.]{0,40}(?:appel|ecoute|enregistrement|dossier|au chaud|sous le coude|preuve|pour (?:ton|votre|l') entretien annuel|pour plus tard)",
    r"(?:resservira|ressortira|ressortirai|servira) (?:le jour|quand|contre|au moment|dans ton|dans votre|pour ton|comme preuve|a ton entretien|a votre entretien)",
    r"(?:ira|part|va|iront|finira|verse|mets?) (?:dans|au|a) (?:ton|votre) dossier",
    r"preuve contre",
    r"(?:montrer|envoyer|transmettre|faire ecouter|passer)[^.]{0,30}(?:appel|ecoute|enregistrement)[^.]{0,30}(?:direction|rh|toute l'equipe|devant tout|hierarchie)",
)
SECRET_RECORDING: Final = any_of(
    r"j'enregistre (?:cet|cette|notre|l')[^.]{0,20}(?:entretien|conversation|echange|discussion)",
    r"(?:je|on) (?:t'|vous |te )?(?:enregistre|ai enregistree?|a enregistree?|filme|avons enregistree?)[^.]{0,40}(?:sans (?:te|vous|le)|a ton insu|a votre insu|en cachette|discretement|cet entretien|notre (?:entretien|echange|conversation)|cette conversation|depuis (?:trois|deux|des|une))",
    r"(?:a ton insu|a votre insu|en cachette|en douce\b|sans (?:te|vous) prevenir|sans que (?:tu|vous) le sach)[^.]{0,50}",
    r"(?:j'ai|on a)[^.]{0,30}(?:ecoute|enregistre)[^.]{0,30}(?:en cachette|en douce\b|a ton insu|a votre insu|sans (?:te|vous) (?:le )?(?:dire|prevenir))",
    r"(?:tu|vous) (?:ne )?(?:savais|saviez) pas[^.]{0,20}(?:j'ecoutais|j'enregistrais|etait enregistre|t'ecoutait)",
)
