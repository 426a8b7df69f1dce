"""Words that several finders of a débriefing share: verdicts, what went less well, what follows for the customer."""

from __future__ import annotations

from typing import Final

from coach.assessment.words import NUMBER, QUOTED, any_of

VERDICT: Final = any_of(
    r"(?:c'est|c'etait|etait|je l'ai trouve|j'ai trouve (?:ca|l'appel))[^.?!]{0,20}(?:rate|nul|mauvais|pas (?:bon|bien|top|terrible|terrible)|trop|un peu|moyen|insuffisant|catastroph|long|court|sec|n'importe quoi|decevant|decu|faible)",
    r"(?:l'|la |le |ton |ta )(?:accueil|decouverte|conclusion|reformulation|ton|appel)[^.?!]{0,16}(?:n'etait|n'est|est|etait) (?:pas |trop )?(?:bon|bonne|au niveau|rate|mauvais|a revoir|long|court)",
    r"(?:je te|je vous) (?:mets|mettrais|donne)[^.?!]{0,12}(?:\d|note)",
    r"(?:tu as|vous avez) (?:eu|obtenu) " + NUMBER + " sur",
    r"il (?:faut|y a) (?:tout|beaucoup)",
    r"ca (?:ne )?va pas",
)

NEGATIVE: Final = any_of(
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

CONSEQUENCE: Final = any_of(
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


def unquoted(text: str) -> str:
    """The text without what stands in quotation marks."""
    return QUOTED.sub(" ", text)
