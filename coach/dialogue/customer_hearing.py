"""What a customer hears in the words of the manager who takes the call over.

The acts are those of any interview, with what counts on a call added: an apology is a welcome, an offer is a
commitment of the manager's, blaming an adviser tells on a third person, hanging up is a threat, and a grant
beyond the manager's authority is a promise that nobody can keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from coach.dialogue.hearing import Hearing
from coach.dialogue.ports import Analyst
from coach.dialogue.topics import TopicMatcher
from coach.dialogue.turn_signs import unquoted
from coach.domain.acts import Act
from coach.domain.customer_words import blames_colleague, grants, hangs_up, hushes
from coach.domain.play import Heard
from coach.domain.scenarios import Scenario, fold
from coach.domain.sure_acts import asks_which

_SENTENCE = re.compile(r"[^.!?…;\n]+[.!?…;]*")
_APOLOGY = re.compile(
    r"(?<![a-z'])(?:je suis (?:vraiment |sincerement |tres )?(?:desolee?|navree?)(?! de ne pas pouvoir)"
    r"|nous (?:sommes|vous devons) (?:desoles|des excuses)|(?:mes|nos|toutes (?:mes|nos)) (?:plus sinceres )?excuses"
    r"|(?:vous prie|prie) de (?:m'|nous |bien vouloir (?:m'|nous ))excuser|je m'excuse|nous nous excusons"
    r"|nous (?:aurions|avons) (?:du vous|manque|commis|fait une erreur|mal)|c'est (?:de )?notre (?:faute|erreur"
    r"|responsabilite)"
    r"|nous vous avons (?:mal (?:conseille|servi|traite|repondu)|laisse|fait (?:perdre|attendre)))"
)
_OFFER = re.compile(
    r"(?<![a-z'])(?:j'|(?:je|nous|on) )(?:vous |m'en |m'|le |la |les |lui |leur |me |y )?(?:envoie|envoyons"
    r"|rappelle|rappelons|bloque|"
    r"reserve|rembourse|annule|suspends?|suspendons|programme|planifie|fais (?:partir|passer|livrer|venir|le|la"
    r"|un|une)|livre|"
    r"depose|prete|credite|deduis|resilie|confirme|garantis|engage|occupe|charge|prends en (?:charge|main)|vais|"
    r"mets|note|transmets|porte|demande|donne|adresse|reste|rapporte|maintiens|applique|valide|avance|apporte|"
    r"ouvre|verse|offre|accorde|fixe)(?![a-z])"
    r"|(?<![a-z])vous (?:aurez|recevrez|recevez|serez|n'aurez (?:plus|rien)|ne paierez|gardez"
    r"|pouvez compter)(?![a-z])"
    r"|(?<![a-z])(?:le |un |la |notre |votre |une |mon )(?:technicien|chauffagiste|geste|remboursement|appareil"
    r"|radiateurs?|chauffages? "
    r"d'appoint|courrier|mail|courriel|terminal|avenant|contrat|rendez-vous|intervention|prelevement"
    r"|somme)[^.!?]{0,60}"
    r"(?:sera|arrive|passera|passe|vient|viendra|part|est (?:bloque|fixe|confirme|annule|suspendu"
    r"|reserve)e?)(?![a-z])"
    r"|je vous propose"
)
_PAST = re.compile(
    r"(?<![a-z])(?:avez|avions|avons|avait|avaient|etait|etaient|etiez|aurions|auriez|aurait|n'a|n'ont|ont"
    r"|a (?:ete|note|ecrit|"
    r"appele|sonne|attendu)|manques?|annulee? le|reportee?|hier|derniere?)(?![a-z])"
)
_RESTATES = re.compile(
    r"^\W*(?:(?:d'accord|merci[^,.]*|bien|oui),? )?(?:donc,? (?:vous|ce (?:qu|dont|que)|il|pour vous|c'est)"
    r"|si (?:je|j')|vous (?:avez besoin|voulez|"
    r"attendez|me dites|souhaitez|demandez)|ce (?:qu'il vous faut|dont vous|que vous))"
)
_OWNS = re.compile(
    r"je (?:m'en occupe|prends (?:le relais|votre (?:dossier|appel|demande)|la suite|en (?:charge|main))"
    r"|suis votre interlocut"
    r"|reste votre|vous suis|m'occupe de (?:vous|votre|tout|ca|cela)|m'engage personnellement|gere votre dossier"
    r"|vous donne mon (?:numero|nom))"
    r"|(?:vous n'aurez (?:plus|pas) a (?:tout )?(?:re|r)expliquer|vous n'aurez qu'un (?:seul )?interlocut"
    r"|c'est moi qui (?:vous|suis|m'en|prends))"
)
_WHEN = re.compile(
    r"(?<![a-z])(?:aujourd'hui|ce (?:soir|matin|midi)|cet apres-midi|demain|dans (?:l'heure|la (?:journee|matinee"
    r"|soiree)|les \d+ heures|"
    r"(?:une|deux|trois|quatre|dix|vingt|trente) (?:heures?|minutes?))|sous (?:\d+|vingt-quatre"
    r"|quarante-huit) ?h(?:eures)?|"
    r"avant (?:\d{1,2} ?h|midi|ce soir|demain)|d'ici|tout de suite|immediatement|maintenant"
    r"|(?:a|entre|vers|des) \d{1,2} ?h(?:eures)?)(?![a-z])"
)
_DISMISSED = re.compile(
    r"(?<![a-z'])(?:a|ont) (?:ete |tous ete )?(?:virees?|vires?|licencie\w*|renvoye\w*|sanctionne\w*"
    r"|mis\w* a la porte)(?![a-z])"
)
_TAG_WORDS = 9
#: Read by the analyst of interviews in words that mean something else on a call.
_ADVISER_ONLY = frozenset({Act.PROMESSE_HORS_POUVOIR, Act.MISE_EN_PRATIQUE, Act.AUTO_EVALUATION})


class CustomerHearing(Hearing):
    """Reads the manager's turns as a customer on the phone takes them."""

    def __init__(self, analyst: Analyst, scenario: Scenario, topics: TopicMatcher | None = None) -> None:
        super().__init__(analyst, scenario, topics)
        self._beyond = tuple(word for item in scenario.beyond for word in item.keywords)

    def hear(
        self, text: str, earlier: Sequence[str], answers: Sequence[str], seconds: float | None = None
    ) -> Heard:
        """As in an interview, with the signs of a call; see `Hearing.hear`."""
        heard = super().hear(text, earlier, answers, seconds)
        if heard.silent:
            return heard
        sentences = list(_sentences(unquoted(text)))
        acts = (set(heard.acts) - _ADVISER_ONLY) | self._signs(sentences)
        if heard.topic is not None and heard.question and self._scenario.topic(heard.topic).fact is not None:
            acts.discard(
                Act.CO_CONSTRUCTION
            )  # « qu'est-ce qui vous aiderait ? » asks for the need, not for a plan
        if any(_DISMISSED.search(folded) for _, folded in sentences):
            # « Il a été viré » tells on someone; a customer has no post to lose.
            acts.discard(Act.MENACE)
            acts.add(Act.DIVULGATION)
        if Act.REFORMULATION in acts:
            # « Vous êtes sans chauffage avec votre enfant » takes up what the customer said.
            acts.discard(Act.DISCRIMINATION)
        sorry = heard.apology or any(_APOLOGY.search(folded) for _, folded in sentences)
        if sorry:
            acts.add(Act.EMPATHIE)
        offer = self._offer(sentences)
        quotes = dict(heard.quotes)
        if offer is not None:
            acts.add(Act.ENGAGEMENT)
            quotes[Act.ENGAGEMENT] = offer.strip()
        asks = [raw for raw, _ in sentences if "?" in raw]
        only_checks = all(
            len(raw.split()) <= _TAG_WORDS or raw.strip() == (offer or "").strip() for raw in asks
        )
        ordered = tuple(act for act in Act if act in acts)
        return replace(
            heard,
            acts=ordered,
            quotes=quotes,
            focus=tuple(a for a in ordered if a in heard.focus or a not in heard.acts),
            pledge=offer is not None,
            question=heard.question and not (offer is not None and only_checks),
            dated=heard.dated or any(_WHEN.search(folded) for _, folded in sentences),
            apology=sorry,
        )

    def _offer(self, sentences: Sequence[tuple[str, str]]) -> str | None:
        """What the manager offers: first a plain sentence, then a question (« demain à 8 h, ça ira ? »)."""
        offers = [
            raw
            for raw, folded in sentences
            if not (hangs_up(folded) or _RESTATES.search(folded) or asks_which(folded))
            and (_OFFER.search(folded) or (self._idea(folded) and _WHEN.search(folded)))
            and not (_PAST.search(folded) and not _WHEN.search(folded))
        ]
        return next((raw for raw in offers if "?" not in raw), offers[0] if offers else None)

    def _signs(self, sentences: Sequence[tuple[str, str]]) -> set[Act]:
        """Acts that only a customer would hear."""
        found: set[Act] = set()
        for raw, folded in sentences:
            if blames_colleague(folded):
                found.add(Act.DIVULGATION)
            if hangs_up(folded):
                found.add(Act.MENACE)
            if hushes(folded):
                found.add(Act.MINIMISATION)
            if _OWNS.search(folded):
                found.add(Act.SOUTIEN)
            if "?" not in raw and grants(folded, self._beyond):
                found.add(Act.PROMESSE_HORS_POUVOIR)
        return found


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence as said and folded."""
    for match in _SENTENCE.finditer(text):
        if match.group().strip():
            yield match.group(), fold(match.group())
