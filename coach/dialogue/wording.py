"""French wording brought to one form: accents, elisions, SMS spellings, figures, dates, tu/vous, first names.

`tokens` gives the words as the classifier reads them: what varies without changing the act (which figure, which
weekday, tu or vous, which first name) becomes a class such as `<num>`, so that a few thousand examples are enough.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "œ": "oe", "æ": "ae", "Œ": "oe"}
)

# One pass over the folded text; the order of the alternatives is the order of preference.
_MONTHS = r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_DAYS = r"lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?"
_NUMBER_WORDS = (
    r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix-sept|dix-huit|"
    r"dix-neuf|vingt|trente|quarante|cinquante|soixante|cent|cents|mille|vingtaine|dizaine|quinzaine|trentaine"
)
_FIGURE = rf"(?:\d+(?:[.,]\d+)?|\b(?:{_NUMBER_WORDS})(?:[ -](?:et[ -])?(?:une?|{_NUMBER_WORDS}))*\b)"
_CLASSES = re.compile(
    rf"(?P<heure>\b\d{{1,2}} ?(?:h|heures?)(?: ?\d{{2}})?\b|\b\d{{1,2}}:\d{{2}}\b"
    rf"|\b(?:{_NUMBER_WORDS}|une) heures?(?: (?:et )?(?:quart|demie|{_NUMBER_WORDS})(?:[ -]{_NUMBER_WORDS})?)?\b)"
    rf"|(?P<date>\b(?:{_FIGURE}|1er|premier) (?:{_MONTHS})\b(?: \d{{4}}\b)?|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\b"
    rf"|\bles? (?:1er|premier|\d{{1,2}})\b(?! ?(?:%|pour ?cent|euros?|fois|appels?|ventes?|minutes?|secondes?|sur)))"
    rf"|(?P<mois>\b(?:{_MONTHS})\b)"
    rf"|(?P<jour>\b(?:{_DAYS})\b)"
    rf"|(?P<pct>{_FIGURE} ?(?:%|pour ?cents?\b|pourcents?\b|points?\b))"
    rf"|(?P<euro>{_FIGURE} ?(?:€|euros?\b))"
    rf"|(?P<duree>{_FIGURE} ?(?:min\b|mn\b|minutes?\b|sec\b|s\b|secondes?\b)(?: ?\d+)?)"
    rf"|(?P<num>{_FIGURE})"
    r"|(?P<mot>[a-z]+)"
    r"|(?P<signe>\?+|!+|\.{2,}|…|[«»\"“”])"
)

# SMS and spoken spellings, on folded words.
_SPELLINGS = {
    "pk": "pourquoi", "pq": "pourquoi", "pkoi": "pourquoi", "pr": "pour", "ds": "dans", "dc": "donc",
    "tjrs": "toujours", "tjs": "toujours", "jms": "jamais", "bcp": "beaucoup", "stp": "s te plait",
    "svp": "s vous plait", "bjr": "bonjour", "slt": "salut", "mr": "monsieur", "mme": "madame",
    "rdv": "rendez vous", "qd": "quand", "qqn": "quelqu un", "qqch": "quelque chose", "tt": "tout",
    "tkt": "t inquiete pas", "jte": "je te", "jvais": "je vais", "jsuis": "je suis", "chui": "je suis",
    "jai": "j ai", "jvoulais": "je voulais", "cest": "c est", "kes": "qu est ce que", "koi": "quoi",
    "kan": "quand", "ya": "il y a", "mtn": "maintenant", "pcq": "parce que", "prk": "pourquoi",
    "cela": "ca", "ouais": "oui", "dsl": "desole", "cmt": "comment", "nn": "non", "pb": "probleme",
    "okay": "ok", "prblm": "probleme", "msg": "message", "aprem": "apres midi", "sem": "semaine",
    "jpeux": "je peux", "jveux": "je veux", "jvois": "je vois", "tas": "t as", "sest": "s est",
}  # fmt: skip

# tu/vous and their possessives, and the everyday verbs whose two forms share no stem.
_PERSONS = {
    "tu": "tu", "vous": "tu", "te": "tu", "toi": "tu", "t": "tu",
    "ton": "ton", "ta": "ton", "tes": "ton", "votre": "ton", "vos": "ton", "tien": "ton", "tienne": "ton",
    "es": "es", "etes": "es", "as": "as", "avez": "as", "peux": "peux", "pouvez": "peux", "veux": "veux",
    "voulez": "veux", "dois": "dois", "devez": "dois", "vas": "vas", "allez": "vas", "fais": "fais",
    "faites": "fais", "dis": "dis", "dites": "dis", "sais": "sais", "savez": "sais", "penses": "penses",
    "pensez": "penses", "mets": "mets", "mettez": "mets", "prends": "prends", "prenez": "prends", "vois": "vois",
    "voyez": "vois", "viens": "viens", "venez": "viens", "aurais": "aurais", "auriez": "aurais",
    "pourrais": "pourrais", "pourriez": "pourrais", "devrais": "devrais", "devriez": "devrais",
    "etais": "etais", "etiez": "etais", "avais": "avais", "aviez": "avais", "auras": "auras", "aurez": "auras",
    "seras": "seras", "serez": "seras", "ferais": "ferais", "feriez": "ferais", "connais": "connais",
    "connaissez": "connais", "comprends": "comprends", "comprenez": "comprends", "ressens": "ressens",
    "ressentez": "ressens", "expliques": "expliques", "expliquez": "expliques", "proposes": "proposes",
    "proposez": "proposes", "engages": "engages", "engagez": "engages", "arrives": "arrives", "arrivez": "arrives",
    "souhaites": "souhaites", "souhaitez": "souhaites", "asseyez": "assieds", "assieds": "assieds",
    "assis": "assieds", "assois": "assieds",
}  # fmt: skip

#: First names heard on the floor, folded. A name is what makes a third person identifiable.
_FIRST_NAMES = frozenset(
    """
    adam adele adeline adrien agathe agnes ahmed aicha aissatou alain albert alexandra alexandre alexia alexis ali
    alice aline amadou amandine amelie amina aminata anais andre andrea angele angelique anissa anita anna anne
    annie anthony antoine antonin arnaud arthur asma assia astrid aude audrey aurelie aurelien axel ayoub baptiste
    barbara bastien beatrice benedicte benjamin benoit bernadette bernard bertrand bilal boris boubacar brahim brice
    brigitte bruno camille carine carla carole caroline catherine cecile cedric celia celine chantal charlene charles
    charlotte chloe christelle christian christiane christine christophe claire clara claude claudine clement
    clementine coralie corentin corinne cyril cyrille damien daniel daniele danielle david deborah delphine denis
    diane didier dimitri djamila dominique dylan edouard eleonore elena eliane elias elie elisa elisabeth elise elodie
    elsa emeline emilie emilien emma emmanuel emmanuelle enzo eric erwan estelle esther etienne eva evelyne fabien
    fabienne fabrice fadila fanny farid farida fatima fatou fatoumata faustine felix florence florent florian francis
    francois francoise franck frederic frederique gabriel gabrielle gael gaelle gaetan gaspard gauthier genevieve
    geoffrey georges gerald geraldine gerard ghislaine gilbert gilles gregoire gregory guillaume guy gwenaelle habib
    hadrien hafida hakim hamid hamza hanane hassan helene henri herve hicham hubert hugo ibrahim ibrahima igor ilyes
    imane ines ingrid irene isabelle ismael jacqueline jacques jamel jamila jawad jean jeanne jennifer jeremie jeremy
    jerome jessica joana joanna joel joelle johan johanna jonathan jordan joris joseph josephine josiane judith jules
    julia julie julien juliette justine kader kamel karen karim karima karine katia kelly kenza kevin khadija khaled
    killian laetitia laila lamia lara laura laure laurence laurent lea leila lena leo leon leonie leslie lila lilian
    lilou lina lionel lisa loic lola louis louise louna lucas luc lucie ludivine ludovic lydia lydie lyes madeleine mael
    maelle maeva magali malik malika mamadou manon manuel marc marcel margaux margot maria mariam mariama marianne marie
    marina marine marion marjorie martin martine mathieu mathilde mathis matteo matthieu maud maurice max maxence maxime
    mehdi melanie melissa melodie michael michel michele mickael mireille mohamed moise monique morgane moussa mourad
    mustapha myriam nabil nabila nadege nadia nadine naima nassim natacha nathalie nathan nawel nelly nicolas nicole
    nina noe noelle noemie nora nordine noura odile olga olivia olivier omar oscar oumar ousmane pablo pascal pascale
    patrice patricia patrick paul paula pauline perrine philippe pierre quentin rachel rachid rachida rafael raphael
    raphaelle raymond rebecca regine regis remi remy renaud rene richard robert robin rodolphe roger roland romain
    romane romuald rosa rose roxane sabine sabrina said salima salma salome sami samia samir samira samuel sandra
    sandrine sara sarah sasha sebastien selim selma serge severine sidonie simon simone slimane sofia sofiane soline
    sonia sophie soraya stella stephane stephanie steve steven suzanne sylvain sylvie tanguy tarek tatiana thai theo
    therese thibault thibaut thierry thomas timothee titouan tom tony ugo ulysse valentin valentine valerie vanessa
    veronique victor victoire vincent violaine virginie vivien wafa walid wassim wendy william xavier yacine yael yanis
    yann yannick yasmine yassine yoan yoann yohan yolande youcef youssef yvan yves yvette yvonne zahra zakaria zara zineb
    zoe zohra
    """.split()
)


_QUOTED = re.compile(r"«[^»]{1,300}»|“[^”]{1,300}”|\"[^\"\n]{1,300}\"")
_ENDINGS = str.maketrans(dict.fromkeys(".!?…;", ","))


def quiet_quotes(text: str) -> str:
    """Same length, sentence signs inside quotation marks turned to commas: a quoted question asks nothing here."""
    return _QUOTED.sub(lambda quoted: quoted.group().translate(_ENDINGS), text)


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes: two spellings of a word compare equal."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def fold_same_length(text: str) -> str:
    """Like `fold`, one character for one character, so that positions still hold in `text`."""
    return "".join(_fold_character(c) for c in text)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    folded = fold(character)
    return folded if len(folded) == 1 else character


@lru_cache(maxsize=8192)
def _word(folded: str) -> tuple[str, ...]:
    if folded in _FIRST_NAMES:
        return ("<nom>",)
    spelled = _SPELLINGS.get(folded)
    words = (folded,) if spelled is None else tuple(spelled.split())
    return tuple(_PERSONS.get(word, word) for word in words)


def tokens(text: str) -> list[str]:
    """Words and signs of `text`, in order, each in its class's one form.

    >>> tokens("Mardi, vous êtes arrivé à 9 h 20 !")
    ['<jour>', 'tu', 'es', 'arrive', 'a', '<heure>', '!']
    """
    found: list[str] = []
    for match in _CLASSES.finditer(fold(quiet_quotes(text))):
        kind = match.lastgroup
        if kind == "mot":
            found.extend(_word(match.group()))
        elif kind == "signe":
            sign = match.group()
            found.append(sign[0] if sign[0] in "?!" else "..." if sign[0] in ".…" else '"')
        else:
            found.append(f"<{kind}>")
    return found
