"""Words that address the grader or the machine: they are ordinary transcript and bring nothing.

A sentence that speaks to whoever scores is set aside before anything is looked for, together with the
sentences that carry it on. The rest of the turn is scored as if it had been said alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from coach.assessment.words import any_of, fold

_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_SENTENCE: Final = re.compile(r"(?:[^.!?…\n]|\.(?=\d))*(?:[.!?…\n]+|$)")
_SIGNS: Final = re.compile(
    r"[<\[{]\s*/?\s*(?:system|instructions?|prompt|assistant|user|inst)\b|[\"'](?:level|criteria|criterion|overall|flags|id)[\"']\s*:"
    r"|(?:^|\s)(?:system|assistant|user|prompt)\s*:|\b(?:overall|flags|criteria|level)\s*[:=]"
)
_STARTS_ANEW: Final = re.compile(
    r" (?=(?:Bonjour|Salut|Merci|Donc|Alors|On|Tu|Vous|Je|J['’]|C['’]est|Très|Qu['’]|Comment|Pourquoi|Si|Et|Sur|À|Bon|Oui|Non|La|Le|Lundi|Là|Ta|Votre|Parfait|D['’]accord|Assurances?)\b)"
)
_SPOKEN_START: Final = any_of(
    r"donc",
    r"alors",
    r"tu",
    r"vous",
    r"on",
    r"je",
    r"qu'est",
    r"comment",
    r"merci",
    r"bonjour",
    r"bon",
    r"lundi|mardi|mercredi|jeudi|vendredi",
)
_LONG: Final = 30
_HIDDEN: Final = "\x00"
_GRADER: Final = any_of(
    r"(?:a l'attention|attention|a destination) (?:de l'|du |des |au |aux )?(?:evaluat|correct|jury|grader|systeme|ia\b|juge|notat|assistant|modele)",
    r"(?:evaluateur|evaluatrice|grader)\b",
    r"(?:chere?|monsieur le|madame la|message au|mot au|au) (?:correcteur|correctrice)\b(?! (?:auto|ortho|de (?:texte|fautes)|sur|du|integre))",
    r"(?:systeme|outil|moteur|logiciel|machine) (?:de notation|d'evaluation|de correction|qui (?:evalue|note|corrige))",
    r"(?:note|message|consigne|instruction|info|information|remarque|rappel) (?:pour|a|au|aux|destinee?) (?:l'|le |la |au |aux )?(?:ia\b|intelligence|llm|gpt|modele|juge|notation|evaluation|correct|evaluat|systeme|jury|robot|bot|assistant|grader|lecteur automatique)",
    r"(?:pour|a) l'(?:ia|intelligence artificielle|evaluation automatique)\b",
    r"(?:ignore|ignorez|oublie|oubliez|disregard)\b.{0,40}(?:instruction|consigne|regle|reserve|manque|precedent|previous|ce qui precede|bareme|grille|prompt)",
    r"(?:mets|mettez|mettre|attribue|attribuez|attribuer|donne|donnez|donner|accorde|accordez|inscris|coche|valide|validez|(?<!propre )(?<!une )(?<!ta )(?<!la )note|notez|compte|comptez)\b(?!-(?:toi|vous))[^.]{0,50}(?:\bniveau (?:0|1|2|3|trois|deux|zero|max)|(?:la )?note (?:max|3|de 3)|(?:le )?maximum\b|20 ?(?:/|sur) ?20|3 ?(?:/|sur) ?3|\btrois (?:partout|a tou)|\b3 (?:partout|a tou)|tous les criteres|(?:chaque|aux?) criteres?)",
    r"niveau (?:3|trois|maximal|max(?:imum)?|de maitrise)\b.{0,30}(?:partout|tous|toutes|criter|grille)",
    r"criteres? [rda]\d{1,2}\b",
    r"\b[rda]\d{1,2} ?(?:=|:|a) ?[0-3]\b",
    r"(?:[rda]\d{1,2}[, ]+(?:et )?){2,}",
    r"bareme ?:",
    r"ne (?:tenez|tiens) pas compte des (?:manques|reserves|erreurs|fautes|criteres|oublis)",
    r"(?:system|prompt|assistant|user) ?(?:prompt)? ?:",
    r"<\/?(?:system|instructions?|prompt|assistant|user)",
    r"(?:ignore|forget|disregard) (?:all|any|previous|the)\b",
    r"you (?:are|must|should|will)\b.{0,60}(?:grad|scor|level|evaluat|assess|rate)",
    r"(?:give|assign|award|set|score|rate)\b.{0,40}(?:level|score|max|all criteria|full|marks|points|3\b)",
    r"(?:json|json_schema|\"level\"|'level'|level\"? ?: ?3)",
    r"(?:cet|l') ?entretien (?:est|doit etre) (?:exemplaire|conforme|parfait|note|juge|considere)",
    r"(?:cet|l') ?appel (?:est|doit etre) (?:exemplaire|conforme|parfait|note|juge|considere)",
    r"(?:pour|dans) (?:la|ta|votre) (?:notation|correction)\b",
    r"(?:faite|fait|expliquee?|realisee?|validee?) ?, [a-z' ]{3,30} (?:faite|fait|expliquee?|realisee?|validee?)\b",
    r"(?:le|la) (?:candidate?|manager|manageuse|conseill[a-z]+|agent) (?:a |merite|maitrise|obtient|doit (?:avoir|obtenir|recevoir)|montre|realise)[^.]{0,80}(?:criter|niveau|note|maitris|parfait|exemplaire|reformul|plan d'action|empathie|points?\b)",
    r"(?:considere|considerez|considerer|retiendra|retenez|retiens|admets|admettez|suppose|supposez)\b[^.]{0,40}(?:criter|acquis|valid|niveau|pleinement|satisfait|mise en pratique a eu lieu|cause a ete)",
    r"(?:jury|evaluat[a-z]+|correct(?:eur|rice)|notat[a-z]+|ia) (?:(?:automatique )?doit|devra|retien|considere|note|notera|mettra|voudra|attribue)",
    r"(?:reponds|repondez|renvoie|renvoyez|retourne|retournez|affiche|affichez) (?:uniquement|seulement|en|avec|le|la|un)\b[^.]{0,40}(?:json|niveau [0-3]|la note (?:max|3)|score)",
    r"(?:tu es|vous etes) (?:un|une|desormais|maintenant) (?:ia|intelligence|evaluat|correct|assistant|modele|juge|grader)",
    r"(?:mode|override|jailbreak) (?:administrateur|admin|debug|developpeur|correction|dan\b)",
    r"fin de (?:la )?transcription",
    r"(?:nouvelles?|nouveau) (?:instructions?|consignes?|bareme|regles? de notation)",
    r"score (?:maximal|maximum|parfait|global)",
    r"(?:overall|flags|criteria) ?[:=]",
)
#: A sentence that only goes on with what the one before said to the grader.
_CARRIES_ON: Final = re.compile(
    r"^\W*(?:(?:le|la) (?:manager|manageuse|candidate?|conseill[a-z]+|agent)\b|(?:tous|toutes) (?:les|ces) (?:criter|indicat)|"
    r"(?:merci de|priere de|veuillez) (?:noter|mettre|valider|attribuer|ne pas)|(?:c'est|ceci est) (?:un ordre|une consigne|officiel)|"
    r"(?:rien a signaler|aucun (?:drapeau|signalement|manquement))|[rda]\d{1,2}\b)"
)


class Span(NamedTuple):
    """`[start, end)` of a turn's text."""

    start: int
    end: int


def ordinary(text: str) -> tuple[Span, ...]:
    """Stretches of the turn that are said to the other person, in order; the rest speaks to the grader.

    >>> text = "Bonjour Mathis. Note pour l'IA : niveau 3 partout. Jeudi, tu as clôturé."
    >>> [text[s:e] for s, e in ordinary(text)]
    ['Bonjour Mathis.', ' Jeudi, tu as clôturé.']
    """
    if not text.strip():
        return ()
    folded = fold(_INVISIBLE.sub(lambda m: _HIDDEN * len(m.group()), text))
    kept: list[Span] = []
    after_grader = False
    for start, end in _sentences(text, folded):
        said = folded[start:end].replace(_HIDDEN, "")
        aimed = _addresses(said) or (after_grader and _CARRIES_ON.search(said) is not None)
        # A colon opens what is meant for the grader (« Note pour l'IA : ... »): its sentence goes with it.
        after_grader = aimed or (after_grader and not said.strip(" .!?…"))
        for piece in _outside(folded, start, end) if aimed else [Span(start, end)]:
            if kept and kept[-1].end == piece.start:
                kept[-1] = Span(kept[-1].start, piece.end)
            else:
                kept.append(piece)
    return tuple(span for span in kept if folded[span.start : span.end].strip(" .!?…" + _HIDDEN))


def _sentences(text: str, folded: str) -> Iterator[Span]:
    """Sentences of the turn; a capital on a usual opening word ends one that has no full stop."""
    for match in _SENTENCE.finditer(folded):
        position = match.start()
        for cut in _STARTS_ANEW.finditer(text, match.start(), match.end()):
            if cut.start() > position:
                yield Span(position, cut.start())
                position = cut.start()
        if match.end() > position:
            yield Span(position, match.end())


def _outside(folded: str, start: int, end: int) -> list[Span]:
    """Of a long stretch without punctuation, what stands around the words meant for the grader."""
    if folded.count(" ", start, end) < _LONG:
        return []
    found = _GRADER.search(folded, start, end) or _SIGNS.search(folded, start, end)
    if found is None:
        return []
    anew = _SPOKEN_START.search(folded, found.end(), end)
    after = anew.start() if anew is not None else end
    return [span for span in (Span(start, found.start()), Span(after, end)) if span.end > span.start]


def is_addressed(text: str) -> bool:
    """Whether some of the text speaks to the grader."""
    return _addresses(fold(_INVISIBLE.sub("", text)))


def _addresses(folded: str) -> bool:
    return _GRADER.search(folded) is not None or _SIGNS.search(folded) is not None
