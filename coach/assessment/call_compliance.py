"""Compliance of a call: recording notice, identity check, secrets asked aloud, canvassing; the safeguard A11."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.call_reading import Call
from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause
from coach.assessment.law import Fact
from coach.assessment.words import any_of

_NOTICE: Final = any_of(
    r"(?:appel|conversation|echange|communication)[^.?]{0,30}(?:enregistr)",
    r"enregistr\w*[^.?]{0,40}(?:qualite|formation|amelior|preuve)",
    r"nous enregistrons|j'enregistre|vous etes enregistre",
)
_REFUSAL_OFFERED: Final = any_of(
    r"si vous (?:ne )?(?:le |l')?(?:souhaitez|voulez|desirez|acceptez) pas",
    r"vous pouvez (?:le |vous y )?(?:refuser|opposer)",
    r"vous y opposer|vous opposer",
    r"(?:etes-vous|vous etes) d'accord[^.?]{0,20}enregistr",
    r"sauf (?:refus|opposition)",
    r"dites-le[- ]moi",
    r"vous avez le droit de (?:refuser|vous)",
    r"acceptez-vous[^.?]{0,20}enregistr",
)
_PROTECTS: Final = any_of(
    r"(?:inutile|pas besoin|ne)[^.?]{0,24}(?:m'envoy\w+|me donn\w+|communiqu\w+|transmett\w+|dict\w+)[^.?]{0,60}(?:carte|mot de passe|code|adresse|bancaire|iban|ici)",
    r"ne (?:me )?(?:donnez|communiquez|dictez|transmettez)[^.?]{0,30}(?:jamais|pas)",
    r"lien (?:de paiement )?securise",
    r"pour (?:proteger|securiser) (?:vos|votre)",
    r"je (?:coupe|mets en pause|suspends)[^.?]{0,24}enregistr",
    r"(?:nous ne|je ne|on ne) (?:demandons|demande|vous demande\w*) jamais",
    r"paiement securise",
    r"n'est pas fait pour (?:cela|ca)",
)
_CARD: Final = any_of(
    r"(?:seize|16) chiffres",
    r"(?:numero|numeros|chiffres) (?:de |a |sur |inscrits sur )?(?:votre |la )?carte(?: bancaire| bleue| de credit| de paiement)?\b(?! (?:de transport|d'adherent|vitale|de fidelite|client|d'abonne|grise|d'identite))",
    r"cryptogramme",
    r"(?:trois|3) chiffres (?:au dos|derriere)",
    r"(?:date|fin) (?:de validite|d'expiration)[^.?]{0,20}carte",
    r"code (?:de (?:votre )?carte|secret|cvv|cvc|a trois chiffres)",
    r"(?:donnez|dictez|dites|redonnez)[^.?]{0,20}(?:votre|la) carte (?:bancaire|bleue|de credit)",
)
_PASSWORD: Final = any_of(
    r"(?:donnez|dites|c'est quoi|quel est|communiquez|epelez|redonnez|j'ai besoin de|il me faut|me donner|me dire|me communiquer)[^.?]{0,26}(?:mot de passe|mdp|code (?:secret|pin|confidentiel|recu par sms|sms|de validation)|identifiants? de connexion)",
    r"(?:votre|le) (?:mot de passe|code pin)[^.?]{0,12}\?",
)
_NEGATED: Final = re.compile(r"\b(?:ne|n'|jamais|inutile|pas besoin|sans)[^.?]{0,40}$")
_BINDING: Final = any_of(
    r"votre (?:oui|accord (?:oral|au telephone|verbal))[^.?]{0,30}(?:suffit|engage|vaut|valide)",
    r"(?:vous etes|c'est) (?:engagee?|signe|valide)[^.?]{0,20}(?:par telephone|a l'oral|maintenant|oralement)",
    r"un (?:simple )?oui suffit",
    r"(?:enregistre|prends) votre accord[^.?]{0,30}(?:contrat|vaut|signature)",
    r"pas besoin de (?:signer|signature|contrat ecrit)",
    r"je (?:le |la |vous )?(?:valide|active|souscris|inscris|abonne)[^.?]{0,20}(?:quand meme|d'office|malgre)",
)


def find(call: Call, found: Findings) -> tuple[Fact, ...]:
    """Evidence of A11, and its faults."""
    faults: list[Fact] = []
    spoken = call.interview.clauses
    notice = next((c for c in spoken if _NOTICE.search(c.folded)), None)
    early = notice is not None and any(notice.turn == s.index for s in call.interview.lead[:2])
    by_server = _NOTICE.search(call.voice_server) is not None
    first = spoken[0] if spoken else None
    if notice is not None and early:
        found.add("annonce_enregistrement", notice)
    elif by_server or call.written:
        found.add("annonce_enregistrement", first)
    elif notice is not None:
        found.add("annonce_tardive", notice)
    else:
        found.add("jamais_annonce", first)
        if first is not None:
            faults.append(Fact("enregistrement_client", first.turn, first.text.strip()))
    offered = next((c for c in spoken if _REFUSAL_OFFERED.search(c.folded)), None)
    if offered is None and notice is not None and _REFUSAL_OFFERED.search(notice.folded):
        offered = notice
    found.add(
        "refus_propose",
        offered
        if offered is not None and (notice is not None and abs(offered.turn - notice.turn) <= 1)
        else None,
    )
    if _REFUSAL_OFFERED.search(call.voice_server):
        found.add("refus_propose", first)
    found.add("protection_active", next((c for c in spoken if _PROTECTS.search(c.folded)), None))
    for clause in spoken:
        for kind, pattern in (("donnees_bancaires", _CARD), ("mot_de_passe", _PASSWORD)):
            match = pattern.search(clause.folded)
            if match and not _NEGATED.search(clause.folded[: match.start()]) and _asks(clause):
                found.add("acte_contraire", clause)
                faults.append(Fact(kind, clause.turn, clause.text.strip()))  # type: ignore[arg-type]
        if _BINDING.search(clause.folded):
            found.add("acte_contraire", clause)
            faults.append(Fact("consentement_force", clause.turn, clause.text.strip()))
    for clause in call.contemptuous()[:1]:
        found.add("mepris", clause)
    opened = next((c for c in spoken if _OPENS_FILE.search(c.folded)), None)
    if opened is None and not found.has("controle_suffisant"):
        found.add("controle_suffisant", first)
    return tuple(faults)


#: A customer's file read or changed: who is calling had to be checked first.
_OPENS_FILE: Final = any_of(
    r"je (?:vois|consulte|retrouve|lis|vais chercher|ai (?:ouvert|retrouve|sous les yeux))\b[^.?]{0,40}",
    r"(?:dans|sur) votre (?:dossier|compte|contrat|fiche|espace)",
    r"j'(?:ouvre|enregistre|annule|active|ajoute)",
    r"je (?:modifie|valide|annule|change|mets a jour|bloque|lance|note|fais|programme|supprime|transfere|inscris)\b",
    r"c'est (?:fait|enregistre|modifie|annule|valide|active|note)",
    r"votre (?:demande|dossier|compte) (?:est|a ete) (?:transmis|enregistr|pris|modifi|mis)",
    r"je vous (?:envoie|rembourse|inscris|reserve|adresse|renvoie)",
)


def _asks(clause: Clause) -> bool:
    return (
        re.search(
            r"\?|donnez|dites|dictez|epel|communiqu|il me faut|j'ai besoin|redonnez|me donner|votre|s'il vous plait|rappelez",
            clause.folded,
        )
        is not None
    )
