"""Solutions, plan, support and priorities: who brings the idea, and what is precise in what is agreed."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.evidence import Findings, approves, developed, refuses, shares_words
from coach.assessment.evidence_frame import FOLLOW_UP
from coach.assessment.interview import Clause, Interview, Said, says_no, says_yes
from coach.assessment.words import CLOCK_RE, FUTURE_DAY, MONTHS, NUMBER, any_of, count_words, fold, stems
from coach.domain.acts import Act

_IDEA_ASKED: Final = any_of(
    r"(?:ton|votre) plan\b",
    r"(?:tu pars|vous partez) sur quoi",
    r"ca donne quoi",
    r"(?:tu penses|vous pensez) a quoi",
    r"(?:ton|votre|une|des|quelles?) (?:idee|idees|proposition|propositions|solution|solutions|piste|pistes)\b",
    r"qu'est[- ]ce (?:que|qui) (?:tu|vous|te|pourrait|t'|on|vous )[^?]{0,40}(?:verrais|verriez|propos|aider|faire|ferais|feriez|faciliter|changer|mettre en place|pourrai|essayer|besoin)",
    r"(?:tu|vous) (?:verrais|verriez|vois|voyez|proposes|proposez|ferais|feriez|suggeres|suggerez|imagines|imaginez)[^?]{0,30}(?:quoi|comment|\?)",
    r"comment (?:est-ce qu[e'] ?)?(?:tu|vous|on) (?:pourrais|pourriez|pourrait|veux|voulez|comptes|comptez|peux|pouvez|peut|vois|voyez|t'y prends|vas|allez|ferais|feriez|t'y|vous y|penses|pensez)",
    r"comment faire",
    r"que (?:proposes|proposez|ferais|feriez|verrais|verriez|peux|pouvez|pourrais|pourriez|pourrait)",
    r"de quoi (?:tu aurais|vous auriez|aurais|auriez|as|avez|tu as|vous avez) besoin",
    r"qu'est[- ]ce qui (?:t'|vous |te )(?:aiderait|permettrait|faciliterait|manque)",
    r"(?:tu fais|vous faites|tu t'y prends|vous vous y prenez) comment",
    r"concretement\s*\?",
    r"qu'est[- ]ce qu'on (?:pourrait|peut|fait|met)",
    r"(?:on|tu|vous) (?:pourrait|pourrais|pourriez|peut|peux|pouvez) faire (?:quoi|comment)",
)
_GOAL_ASKED: Final = any_of(
    r"(?:ton|votre|quel) objectif",
    r"(?:tu|vous) (?:t'engages|vous engagez|vises|visez)[^?]{0,20}(?:quoi|sur|combien|\?)",
    r"(?:on saura|tu sauras|vous saurez|comment saur)[^?]{0,40}",
    r"a quoi (?:on|tu|vous)[^?]{0,20}(?:verr|sau)",
    r"pour quand",
    r"a partir de quand",
    r"quand\s*\?",
    r"(?:ce serait|c'est) possible quand",
    r"concretement",
)
_IDEA: Final = re.compile(
    r"\b(?:je (?:pourrais|peux|vais|mets|note|garde|prends|demande|commence|fais|pourrai|poserai|pose|colle|m'inscris|ferai|mettrai|me mets|prevois|prepare)|on (?:pourrait|peut|devrait)|si (?:j'avais|on|je|tu|vous|quelqu'un)|il (?:faudrait|y a|me faudrait)|ce serait|peut-etre|ou alors|plutot|et si|qu'on (?:me|m')|avoir|noter|commencer|mettre|demander|faire|prevenir|utiliser|arriver|partir|une? (?:fiche|alarme|rappel|phrase|formation|liste|modele|tableau|post-it|memo)|lui (?:demander|dire|proposer|poser)|je (?:tiendrais|l'afficherais|saurais|prefererais|aimerais|voudrais)|moi,? je)\b"
)
_ASSENT: Final = re.compile(
    r"(?:ca|cela) (?:te|vous|t')[^?]{0,12}(?:va|convient|parait|semble|irait|aiderait|parle|arrange)|(?:d'accord|ok|c'est bon|ca marche|ca roule|ca joue|tenable|jouable|faisable|possible|entendu|on fait comme ca|partant[e]?|on est d'accord)\W*(?:pour (?:toi|vous))?\W*\?|(?:tu|vous) (?:pourrais|pourriez|peux|pouvez|veux|voulez) (?:bien )?(?:faire|essayer|tenir|t'y tenir) (?:ca|cela)|(?:tu es|vous etes|t'es) (?:partante?|d'accord|pour|prete?)\b|(?:tu|vous) (?:en penses|en pensez|es d'accord|etes d'accord|te sens|vous sentez|me suis|me suivez)|qu'en (?:penses|pensez)|(?:jouable|tenable|d'accord)\W*$|qu'est-ce que (?:tu|vous) en (?:penses|pensez|dis|dites)"
)
_PROPOSES: Final = any_of(
    r"je (?:te |vous )?(?:propose|suggere|conseille|recommande)",
    r"le (?:mieux|plus simple)",
    r"et si (?:tu|vous|on)",
    r"(?:tu|vous) (?:pourrais|pourriez|devrais|devriez|peux|pouvez) (?!me\b|m')",
    r"(?:moi,? )?a (?:ta|votre) place",
    r"il (?:faudrait|suffit|suffirait)",
    r"pourquoi (?:ne )?pas",
    r"(?:tu|vous) (?:mets|mettez|prends|prenez|notes|notez|affiches|affichez) ",
    r"une solution (?:serait|c'est)",
    r"on (?:va|peut|pourrait) (?:mettre|faire|essayer|commencer|prendre|noter|prevoir)",
)
_VAGUE: Final = re.compile(
    r"\b(?:fais|faites|faire|fasses|fassiez|faut) (?:tres |bien |plus |un peu |mieux |un |des |que tu fasses |qu'on fasse )*(?:attention|effort|efforts|mieux)\b|t'appliques?|vous appliquez|\bprogress|amelior|ressaisi|reprendre en main|remontes?\b|\bte mets (?:au travail|dedans)|concentr|\bfais de ton mieux|\b(?:essaie|essaies|essayes|essaye|essayez|tacher?|tachez) (?:de |d')|\bil faut etre\b|\bsois (?:plus|un peu)|soyez (?:plus|un peu)|\b(?:travaill\w+|bosse\w*) (?:ca|dessus|la-dessus|sur ca)|\bt'y mets|vous y mettez|\bchang\w+ (?:d'attitude|de comportement|ca)|corrige[rsz]? (?:ca|le tir)"
)
_ACTS_ON: Final = any_of(
    r"(?:tu|vous|je|on|nous|il|elle) (?:le |la |les |te |vous |me |lui |leur |y |en |n'|ne )*(?!(?:es|est|etes|suis|sommes|as|avez|ai|avons|etais|etiez|avais|aviez|retient|revoit|voit|vois|dis|dites|comprend\w*|sais|savez|penses?|crois|pourra\w*)\b)[a-z]{3,}(?:s|z|e|t|ds|ts|ai|as|a|rez|ra|ras|rai|ons|nt)\b",
    r"[a-z]{3,}e[zs]?-(?:les|le|la|moi|toi|vous|y|en)\b",
    r"(?:de|a|et|,|:|pour|donc) (?:noter|annoncer|rappeler|appeler|mettre|poser|verifier|commencer|utiliser|suivre|prevenir|arriver|demander|afficher|relire|reformuler|ralentir|ecouter|faire|ecrire|preparer|lire|traiter|prendre|proposer|recapituler|inscrire|parler|dire|laisser|garder)\b",
    r"(?:garderie|favoris|phrase|annonce|resume|rejets|portable|fiche|alarme|connecte|rappels?|appels?|pauses?|mails?)\b[^.?]{0,60}(?:a partir|des|d'ici|au plus tard|demain|lundi|mardi|mercredi|jeudi|vendredi|chaque|a chaque|sur)",
)
_MEASURE: Final = re.compile(
    rf"\b(?:zero|aucune?|plus (?:un seul|une seule|aucun|aucune|de)|pas (?:un|une) (?:seule?)?)\b[^.?]{{0,40}}|\b{NUMBER} ?(?:sur|/) ?(?:{NUMBER})|\b{NUMBER} ?(?:%|pour ?cent|points?\b)|\b(?:cent pour cent|cent %)|\bau plus (?:tard )?(?:\d|{NUMBER})?|\b(?:maximum|au maximum|minimum|au moins|en dessous de|au-dessus de|sous (?:les )?|moins de|plus de) ?{NUMBER}|\bobjectif\b[^.?]{{0,20}}{NUMBER}|\bon vise\b[^.?]{{0,20}}{NUMBER}|\b(?:sur|avec) (?:les |mes |tes |vos |ses )?{NUMBER} (?:prochain\w* |dernier\w* )?(?:appels?|ecoutes?|mails?|messages?|dossiers?|jours?|semaines?)|\b{NUMBER} (?:appels?|identifications?|rappels?|ventes?|mails?|dossiers?|reformulations?|relectures?|ecoutes?|retards?|fiches?|questions?)\b|\b(?:a|passe[rz]? (?:a|sous)|descend\w* (?:a|sous)|remont\w* a|revenir (?:a|sous)|atteindre) {NUMBER}(?! ?(?:h\b|heures?))"
)
_NOT_PLAN: Final = re.compile(
    r"\b(?:je (?:vois|comprends|constate|note que tu as)|tu as (?:fait|ete|dit|depasse)|vous avez (?:fait|ete|dit)|etait|avait|a dit|a rappele|s'est|c'etait)\b"
)
_HEALTH: Final = re.compile(r"sante|maladie|traitement|medecin (?:t'a|vous a)")
_MEANS: Final = any_of(
    r"je (?:te |vous |t'|l'|le |la |les |leur |lui |te le |vous le )*(?:donne|donnerai|libere|libererai|bloque|ai bloque|mets|mettrai|inscris|inscrirai|reserve|ai reserve|prevois|ai prevu|prends|prendrai|fais|ferai|montre|montrerai|prete|envoie|enverrai|depose|porte|porterai|transmets|transmettrai|demande|demanderai|organise|accompagne|ecris|redige|assois|cale|dégage|degage|prepare|fournis|planifie|detache|valide|arrange|amenage|decale|passe|viens|reste|vois|appelle|contacte|sollicite|peux (?:te |vous |t'|leur |lui )?(?:mettre|donner|porter|demander|liberer|inscrire|montrer|faire|organiser|prevoir|accompagner|envoyer|transmettre))\b[^.?]{4,}",
    r"(?:double ecoute|tutorat|tuteur|tutrice|formation|e-learning|coaching|binome|parrain|accompagnement|reference?\b|referent)",
    r"(?:heure|temps|minutes|creneau|demi-journee|matinee)[^.?]{0,20}(?:hors ligne|hors production|off|dedie|pour (?:ca|toi|vous)|bloque)",
    r"(?:passe|viendra|vient|va|peut|montre|montrera|t'accompagne|vous accompagne|aide|aidera)[^.?]{0,20}(?:te |vous |t')(?:montrer|aider|former|expliquer|accompagner)",
    r"(?:te|vous) (?:le |la |les )?(?:montre|montrera|forme|formera|explique|expliquera|accompagne)\b",
    r"je (?:te |vous |t')(?:ouvre|rajoute|ajoute|installe|commande|fournis|trouve|cree)\b[^.?]{4,}",
    r"(?:te|vous) (?:rajouter|ajouter|ouvrir|installer|montrer|donner|liberer|inscrire)\b",
    r"(?:on|je) (?:peut|peux|va|vais|pourrait) (?:te |vous |t')?(?:adapter|amenager|alleger|trouver|changer|installer|faire (?:venir|installer)|mettre|decaler|passer|epauler|liberer)",
    r"(?:ton|votre) (?:numero|interlocuteur)|coordonnees|service social|cellule d'ecoute|ergonome|salle de repos|renfort|cpf\b",
    r"je (?:debloque|soutiendrai|defendrai|appuie|couvre|commande|m'arrange|te fais|vous fais)\b",
    r"casque|second ecran|logiciel|memo|fiche|trame|support|outil",
)
_AVAILABLE: Final = any_of(
    r"(?:ma|mon) (?:porte|bureau) (?:est|reste)",
    r"je suis (?:la|disponible|dispo|a (?:ta|votre) disposition|a (?:ton|votre) ecoute)",
    r"(?:tu|vous) (?:sais|savez) ou me trouver",
    r"n'hesite[sz]?",
    r"si (?:tu as|vous avez|t'as|besoin|jamais|un jour)[^.?]{0,40}(?:besoin|souci|probleme|question|en parler|viens|venez|appelle|dis|dites)",
    r"(?:viens|venez|passe|passez) me (?:voir|dire|trouver)",
    r"(?:tu|vous) (?:peux|pouvez) (?:compter sur moi|m'en parler|venir)",
    r"je (?:reste|suis) (?:la|disponible|joignable|a)\b",
    r"(?:tu|vous) (?:peux|pouvez) (?:toujours |encore )?(?:venir |passer )?(?:frapper|me solliciter|m'appeler|m'ecrire|toquer|me voir)",
    r"(?:fais|faites)-moi signe|compte[sz]? sur (?:moi|mon (?:soutien|aide|appui))",
    r"si (?:tu|vous) (?:coinces|coincez|bloques|bloquez|galeres)",
    r"on est la\b",
    r"veux en parler",
)
_LIMIT: Final = any_of(
    r"c(?:'est|e sont) (?:le |la |les |l')(?:services?|rh|planif\w*|vigie|support|informatique|direction|responsable|logistique|paie|maintenance)\b",
    r"je (?:les|le|la|leur|lui) (?:relance|sollicite|saisis|contacte|remonte)\b",
    r"(?:ce )?n'est pas moi qui",
    r"c'est pas moi qui",
    r"(?:je ne|j') ?(?:peux|ai|decide|suis|maitrise)[^.?]{0,24}(?:pas (?:seule?|le pouvoir|la main|decider|te promettre|vous promettre|te garantir|vous garantir|valider|habilite)|pas de mon|rien (?:te |vous )?promettre)",
    r"(?:de|dans) mon (?:ressort|pouvoir|perimetre|role)",
    r"ca (?:ne )?depend pas de moi",
    r"(?:pas|depasse) (?:de )?mes (?:competences|attributions|fonctions)",
    r"(?:c'est|ca releve de|ca depend de|je (?:demande|transmets|porte|remonte|fais remonter|leur demande|pose la question|vois)[^.?]{0,30}|voir avec|aupres de|a|avec) (?:la |le |l'|les |a la |au )?(?:rh|ressources humaines|planification|vigie|direction|hierarchie|responsable|informatique|service|medecin du travail|assistante sociale|support|it|dsi|supply|plateau|planif)\b",
    r"(?:je|on) (?:fais|fait|vais faire|peux faire) remonter",
    r"je leur (?:demande|transmets|porte)",
    r"medecin du travail|medecine du travail|assistante sociale|psychologue du travail|referent handicap|mission handicap",
)
_REFERRAL: Final = any_of(
    r"je (?:peux |vais )?(?:leur |lui |te |vous )?(?:porte|porter|transmets|transmettre|demande|demander|remonte|fais remonter|faire remonter|pose|depose|deposer)",
    r"(?:voir|parler|rencontrer|contacter|appeler|rendez-vous)[^.?]{0,30}(?:rh|medecin|assistante|referent|psycholog)",
    r"c'est (?:la|le|l'|les) [a-z]+",
    r"je leur demande",
    r"remonter",
)
_REFUSES_HELP: Final = any_of(
    r"(?:tu te|vous vous) debrouill",
    r"debrouille[- ]toi",
    r"debrouillez[- ]vous",
    r"une formation,? a (?:ton|votre) age",
    r"c'est pas mon probleme",
    r"ce n'est pas mon probleme",
    r"(?:pas|plus) le temps (?:de|pour)",
    r"(?:c'est|ca sera) comme ca",
    r"fais avec\b|faites avec\b",
    r"c'est ton (?:boulot|travail|probleme)|c'est votre (?:travail|probleme)",
)


def solutions(interview: Interview, found: Findings) -> None:
    """Ideas asked of the other, taken up; or the leader's own."""
    for said in interview.lead:
        asked = _idea_asked(interview, said)
        replies = interview.reply(said)
        after = interview.following(said)
        if asked is not None:
            found.add("idee_demandee", asked)
            if developed(interview.reply_text(said), 4):
                found.add("idee_donnee", *replies)
                if after is not None and _retained(interview, after, interview.reply_text(said)):
                    found.add("idee_retenue", after.clauses[0] if after.clauses else after)
        elif after is not None and replies and _taken_unasked(interview, said, after, replies):
            found.add("idee_retenue_spontanee", after.clauses[0], *replies[:1])
        for clause in said.clauses:
            if clause.recited or clause.has(Act.MENACE, Act.JUGEMENT):
                continue
            own = _own(clause) or (_asks_assent(said) and _is_plan(interview, said, clause))
            if own:
                found.add("proposition", clause)
                if _asks_assent(said):
                    found.add("assentiment", clause)
    refused = next((s for s in interview.lead if refuses(s) and _offers(interview.preceding(s))), None)
    if refused is not None:
        found.add("idee_refusee", refused)


def _idea_asked(interview: Interview, said: Said) -> Clause | None:
    """A question for ideas, or an open invitation to build together that is answered.

    « Je te propose… qu'en penses-tu ? » asks for assent: the idea is the leader's.
    """
    if any(_own(c) and not c.question for c in said.clauses) and any(
        _OPINION.search(c.folded) for c in said.clauses
    ):
        return None
    asked = next((c for c in said.asks if _asks_idea(c)), None)
    if asked is not None:
        return asked
    half = interview.rank(said) >= 0.4 * len(interview.lead)
    later = next((c for c in said.asks_openly if not c.has(Act.RECHERCHE_CAUSE, Act.AUTO_EVALUATION)), None)
    if half and later is not None and not _LOOKS_BACK.search(later.folded) and _offers(interview.reply(said)):
        return later
    invited = next(
        (c for c in said.clauses if not c.recited and c.has(Act.CO_CONSTRUCTION) and _asks_idea(c)), None
    )
    return invited if _offers(interview.reply(said)) else None


_OPINION: Final = re.compile(
    r"qu'est[- ]ce que (?:tu|vous) en (?:penses|pensez|dis|dites)|qu'en (?:penses|pensez|dis|dites|penses-tu|pensez-vous)|(?:tu|vous) en (?:penses|pensez|dis|dites) quoi"
)
_LOOKS_BACK: Final = any_of(
    r"pourquoi",
    r"(?:ca|cela) (?:s'est|se) pass",
    r"(?:tu as|vous avez|t'as|il y a eu|s'est|c'etait|etait|as-tu|avez-vous)",
    r"explique",
    r"a produit|a donne",
)


def _own(clause: Clause) -> bool:
    if clause.has(Act.QUESTION_OUVERTE, Act.CO_CONSTRUCTION, Act.SUIVI, Act.AUTO_EVALUATION):
        return False
    return _PROPOSES.search(clause.folded) is not None or (
        clause.has(Act.PROPOSITION) and not clause.has(Act.REGLE, Act.FAIT)
    )


def _asks_idea(clause: Clause) -> bool:
    if clause.recited or (
        clause.has(Act.RECHERCHE_CAUSE)
        and not clause.has(Act.CO_CONSTRUCTION)
        and not _IDEA_ASKED.search(clause.folded)
    ):
        return False
    return (clause.has(Act.CO_CONSTRUCTION) and not clause.quoted) or _IDEA_ASKED.search(
        clause.folded
    ) is not None


def _offers(replies: tuple[Said, ...]) -> bool:
    text = " ".join(r.folded for r in replies)
    return _IDEA.search(text) is not None and count_words(text) >= 5 and not says_no(text)


def _taken_unasked(interview: Interview, said: Said, after: Said, replies: tuple[Said, ...]) -> bool:
    """The other offers something on his or her own, late enough to be a solution, and the leader takes it."""
    offered = _offers(replies) and _late(interview, said) and approves(after)
    return offered and _retained(interview, after, interview.reply_text(said))


def _late(interview: Interview, said: Said) -> bool:
    return interview.rank(said) >= len(interview.lead) // 3


def _retained(interview: Interview, after: Said, idea: str) -> bool:
    if refuses(after) or after.dismissive:
        return False
    if approves(after):
        return True
    later = " ".join(s.text for s in interview.lead[interview.rank(after) :])
    return shares_words(after.text, idea) or shares_words(later, idea, 2)


def _asks_assent(said: Said) -> bool:
    return (
        any(_ASSENT.search(c.folded) for c in said.clauses)
        or _ASSENT.search(said.folded.strip()[-60:]) is not None
    )


def plan(interview: Interview, found: Findings) -> None:
    """Action, date, indicator, and the other's word for it."""
    accepted: list[Said] = []
    for said in interview.lead:
        harmful = any(c.has(Act.MENACE, Act.PROMESSE_HORS_POUVOIR) and _if_clause(c) for c in said.clauses)
        planned = [c for c in said.clauses if _is_plan(interview, said, c) and not harmful]
        for clause in planned:
            _parts(clause, found)
        rest = [c for c in said.clauses if not c.recited and not c.question and c not in planned and planned]
        for clause in rest:
            checked_later = FUTURE_DAY.search(clause.folded) and not FOLLOW_UP.search(clause.folded)
            if (
                _measured(clause.folded)
                and (checked_later or _AIMS.search(clause.folded))
                and not clause.has(Act.FAIT)
            ):
                found.add("indicateur", clause)
        replies = interview.reply(said)
        settled = bool(replies) and any("?" in c.text for c in said.clauses) and not says_no(replies[0].text)
        if planned and replies and (says_yes(replies[0].text) or settled):
            accepted.append(replies[0])
            if not _reluctant(replies[0]):
                found.add("accepte", replies[0])
        late = said.asks and interview.rank(said) >= 0.5 * len(interview.lead)
        if late or any(_asks_plan(c) for c in said.asks):
            _advisor_plan(interview, said, replies, found)
    if found.has("action") and not found.has("accepte"):
        agreed = [
            r for s in interview.last(3) for r in interview.reply(s) if says_yes(r.text) and not _reluctant(r)
        ]
        if agreed and any(_asks_assent(s) for s in interview.last(4)):
            found.add("accepte", agreed[-1])


#: A figure to reach, even when the same breath says when it is checked.
_AIMS: Final = re.compile(r"\b(?:on|tu|vous|nous|je) vis(?:e|es|ez|ons)\b|\b(?:objectif|cible|but)\b")


def _if_clause(clause: Clause) -> bool:
    return re.search(r"\b(?:si|ou|sinon)\b", clause.folded) is not None and clause.has(Act.MENACE)


def _reluctant(said: Said) -> bool:
    return (
        re.search(
            r"je vais essayer|si (?:tu le dis|vous le dites)|pas le choix|on verra|puisqu'il le faut|euh",
            said.folded,
        )
        is not None
    )


def _asks_plan(clause: Clause) -> bool:
    return _asks_idea(clause) or _GOAL_ASKED.search(clause.folded) is not None or clause.has(Act.ENGAGEMENT)


def _advisor_plan(interview: Interview, said: Said, replies: tuple[Said, ...], found: Findings) -> None:
    after = interview.following(said)
    if after is not None and (refuses(after) or after.dismissive):
        return
    for reply in replies:
        if reply.words < 4 or says_no(reply.text):
            continue
        dated = FUTURE_DAY.search(reply.folded) is not None
        measured = _measured(reply.folded)
        if (dated or measured) and _COMMITS.search(reply.folded) and "«" not in reply.text:
            found.add("action", reply)
            found.add("accepte", reply)
            if dated:
                found.add("date", reply)
            if measured:
                found.add("indicateur", reply)


_COMMITS: Final = re.compile(
    r"\bje\b|\bj'|\bmoi\b|\btous\b|\bplus (?:de|un|aucun)|\bzero\b|\bdes (?:demain|lundi|ce soir)|\bcolle|\bsur (?:cinq|dix|mes|trois)"
)


def _is_plan(interview: Interview, said: Said, clause: Clause) -> bool:
    """The clause says what will be done, outside the follow-up meeting and the facts."""
    if (
        (clause.recited and "engages" not in clause.folded)
        or clause.quoted
        or _LINE_SHOWN.search(clause.folded)
    ):
        return False
    if "«" in clause.text or _PUT_OFF.search(clause.folded) or _BARE_PROMISE.search(clause.folded):
        return False
    if clause.has(Act.JUGEMENT, Act.FAIT, Act.ACCUEIL, Act.CADRAGE) and not clause.has(Act.ENGAGEMENT):
        return False
    if (
        clause.has(Act.REGLE, Act.IMPACT, Act.RECHERCHE_CAUSE, Act.REFORMULATION)
        and not clause.has(Act.ENGAGEMENT)
        and not _FROM_NOW.search(clause.folded)
    ):
        return False
    if interview.rank(said) == 0 or (clause.question and clause.open):
        return False
    if FOLLOW_UP.search(clause.folded) and not _then_plan(clause):
        return False
    if clause.has(Act.ENGAGEMENT):
        return _NOT_PLAN.search(clause.folded) is None or FUTURE_DAY.search(clause.folded) is not None
    if _NOT_PLAN.search(clause.folded):
        return False
    dated = FUTURE_DAY.search(clause.folded) is not None and _ACTS_ON.search(clause.folded) is not None
    late = interview.rank(said) >= 0.5 * len(interview.lead)
    return dated or _ordered(clause) or (late and _HOW_OFTEN.search(clause.folded) is not None)


#: « Tu annonces la durée, neuf fois sur dix » : what is done, and how often.
_HOW_OFTEN: Final = re.compile(
    rf"^\W*(?:donc,? |alors,? )?(?:tu|vous) (?!(?:as|avez|es|etes|etais|etiez|avais|aviez)\b)[a-z]+[^.?!]{{3,60}}\b{NUMBER} (?:fois )?sur {NUMBER}\b"
)
#: « Tu feras ça ? » plans nothing by itself.
_BARE_PROMISE: Final = re.compile(r"^\W*(?:tu|vous) (?:le |la )?[a-z]+ (?:ca|cela)\W*$")
_PUT_OFF: Final = re.compile(r"\bon (?:verra|en reparlera|reverra|avisera)\b")
_LINE_SHOWN: Final = re.compile(r"\b(?:moi,? )?je (?:lui )?dirais\b|\bje repondrais\b")
_FROM_NOW: Final = re.compile(
    r"\b(?:a partir de|des|d'ici) (?:demain|lundi|mardi|mercredi|jeudi|vendredi|ce soir|aujourd|la semaine|le \d)"
)


def _then_plan(clause: Clause) -> bool:
    return re.search(
        r"\b(?:donc|d'ici|des|a partir de|resume|rappel)\b", clause.folded
    ) is not None and clause.has(Act.ENGAGEMENT)


def _ordered(clause: Clause) -> bool:
    return (
        re.search(
            r"^\W*(?:(?:donc|alors|et|parfait|bon|voila|allez),? )*(?:tu|vous) (?:(?:vas|allez) (?!y arriver|voir|me )[a-z]+er|[a-z]+(?:eras|erez|iras|irez|dras|drez)|mets|mettez|notes|notez|prends|prenez|fais|faites|affiches|annonces|annoncez|rappelles|appelles|poses|posez|utilises|relis|relisez|verifies|gardes|gardez|demandes|dis|commences|t'y|t'engages|vous engagez|travailles|ralentis)\b|ce que je te demande|(?:j'aimerais|je voudrais|je souhaite) que (?:tu|vous)\b|(?:il )?faudrait que (?:tu|vous)\b|il faut (?:que (?:tu|vous)|travailler|ameliorer|progresser|revoir)",
            clause.folded,
        )
        is not None
    )


def _parts(clause: Clause, found: Findings) -> None:
    text = clause.folded
    dated = FUTURE_DAY.search(_without_means(text)) is not None
    measured = _measured(text)
    if _VAGUE.search(text) and not measured:
        mere_order = not clause.has(Act.ENGAGEMENT) or _BEHAVE.search(text) is not None
        found.add("ordre_vague" if mere_order else "intention", clause)
        return
    if measured and _LEVEL_ONLY.search(text) and not _DOES.search(text):
        found.add("intention", clause)
        found.add("indicateur", clause)
        return
    found.add("action", clause)
    if dated:
        found.add("date", clause)
    if measured:
        found.add("indicateur", clause)


#: A level to reach, and nothing that is done for it.
_LEVEL_ONLY: Final = re.compile(
    r"\bfaudrait que (?:tu|vous) (?:passe\w*|atteign\w+|arriv\w+|mont\w+|remont\w+|descend\w*|tomb\w+|sois|soyez|revien\w+) (?:a|sous|en dessous|au-dessus)\b"
)
_DOES: Final = re.compile(r"\ben [a-z]+ant\b|\bpour (?:ca|cela),? (?:tu|vous)\b")
_BEHAVE: Final = re.compile(
    r"\b(?:tu|vous) (?:fais|faites|t'appliques|vous appliquez|t'y mets|vous y mettez)\b|a partir de maintenant"
)


def _without_means(text: str) -> str:
    return re.sub(r"je (?:te |vous )(?:donne|libere|mets)[^,.]*", " ", text)


def _measured(text: str) -> bool:
    """A figure to reach, neither a time of day nor a date nor a length."""
    plain = CLOCK_RE.sub(" ", text)
    plain = re.sub(rf"\b(?:le |du )?(?:\d{{1,2}}|1er) (?:{MONTHS})\b|\b(?:le|au) \d{{1,2}}\b", " ", plain)
    plain = re.sub(rf"\bdans (?:{NUMBER}|une) (?:jours?|semaines?|mois)\b", " ", plain)
    return _MEASURE.search(plain) is not None or (
        re.search(r"au plus tard|pile\b", text) is not None and CLOCK_RE.search(text) is not None
    )


def support(interview: Interview, found: Findings) -> None:
    """Means, availability, limits of one's power."""
    for said in interview.lead[1:]:
        for clause in said.clauses:
            if clause.recited or clause.has(Act.JUGEMENT) or _HEALTH.search(clause.folded):
                continue
            limited = _LIMIT.search(clause.folded) is not None
            if limited:
                found.add("limite", clause)
            available = _AVAILABLE.search(clause.folded) is not None
            offered = (
                clause.has(Act.SOUTIEN, Act.ENGAGEMENT) or limited or _GIVES.search(clause.folded) is not None
            ) and _MEANS.search(clause.folded) is not None
            offered = offered or _does_with(clause)
            if (
                offered
                and not clause.question
                and not _sanction_like(clause)
                and (not available or _concrete(clause))
            ):
                found.add("moyen", clause)
            elif available:
                found.add("disponibilite", clause)
            elif clause.has(Act.SOUTIEN) and not limited and _concrete(clause):
                found.add("moyen", clause)
    refused = next((c for c in interview.clauses if _REFUSES_HELP.search(c.folded)), None)
    if refused is not None:
        found.add("aide_refusee", refused)


def _does_with(clause: Clause) -> bool:
    """Something done for the other or beside him or her, on a day or at an hour: « on le lit tous les deux à 14 h »."""
    dated = FUTURE_DAY.search(clause.folded) is not None or CLOCK_RE.search(clause.folded) is not None
    if not dated or clause.has(Act.FAIT, Act.REGLE, Act.MENACE, Act.CADRAGE):
        return False
    return _BESIDE.search(clause.folded) is not None and _ONLY_CHECKS.search(clause.folded) is None


_BESIDE: Final = re.compile(
    r"\b(?:je|j'|on|nous) [^.?!]{3,60}\b(?:avec (?:toi|vous)|pour (?:toi|vous)|tous les deux|toutes les deux|a deux|a cote de (?:toi|vous)|ensemble)\b"
    r"|\b(?:tu|vous) (?:auras|aurez|recevras|recevrez|disposeras|disposerez) (?:ta|ton|votre|la|le|les|une?|deux|des|d')\b"
)
_ONLY_CHECKS: Final = re.compile(
    r"\b(?:on (?:se|en|refait|fait (?:le|un) point|regarde|compte|verifie)|(?:se )?revoi\w+|point\b|bilan|samedis?|dimanches?|fermetures?)\b"
)
#: The manager gives something, in so many words.
_GIVES: Final = re.compile(
    r"\bje (?:te |vous |t'|peux te |peux vous |vais te |vais vous )(?:ecris|redige|donne|libere|mets en|inscris|bloque|ouvre|rajoute|ajoute|installe|prete|montre|accompagne|forme|trouve un|cale|rajouter|ajouter|ouvrir|installer|liberer|mettre en)|\bj'ai (?:bloque|prevu|reserve|demande) (?:une?|deux|le|la|un creneau)|\bpasse (?:te|vous) montrer|\b(?:te|vous) (?:le |la )?montre\b"
)


def _sanction_like(clause: Clause) -> bool:
    return clause.has(Act.MENACE) and re.search(r"ou je|sinon|si tu", clause.folded) is not None


def _concrete(clause: Clause) -> bool:
    return (
        FUTURE_DAY.search(clause.folded) is not None
        or CLOCK_RE.search(clause.folded) is not None
        or re.search(
            rf"\b(?:une|{NUMBER}) (?:heures?|demi|minutes|seances?|matinee)|double ecoute|formation|tutor|referent|binome",
            clause.folded,
        )
        is not None
    )


_PRIORITY: Final = any_of(
    rf"(?:une?|deux|trois|quatre|cinq|six|{NUMBER}) (?:seule? |grands? |petits? )?(?:points?|choses?|priorites?|axes?|leviers?|pistes?|sujets?|objectifs?|elements?)(?: de (?:travail|progres))?",
    r"(?:la|une|ta|votre|ma|sa|seule|notre) priorite",
    r"(?:un|une) seule?\b",
    r"seulement (?:ca|cela)",
    r"(?:qu')?une? (?:seule )?chose",
    r"(?:lequel|laquelle|lesquel)",
    r"quel (?:point|axe)",
    r"un seul",
    r"se concentrer sur|concentrons-nous sur",
    r"on (?:garde|retient|travaille|se donne) (?:celui|celle|ca|ce|cette|un|une|deux|surtout|juste|uniquement)",
)
_MANY: Final = re.compile(
    r"\b(?:quatre|cinq|six|sept|huit|neuf|dix|[4-9]) (?:points|choses|priorites|axes|objectifs)|il faut tout (?:reprendre|revoir|changer)|tout (?:est )?a (?:reprendre|revoir|refaire)|\btout (?:reprendre|revoir)\b"
)
_THREE: Final = re.compile(
    r"(?:la |le |l'|les )[a-z' ]{3,24}, (?:la |le |l'|les )[a-z' ]{3,24} et (?:la |le |l'|les )[a-z' ]{3,24} a (?:revoir|travailler|reprendre|ameliorer|changer)|\b(?:travailler|revoir|ameliorer|reprendre) ?:? (?:la |le |l'|les |ton |ta |tes )?[a-z' ]{3,24}, (?:la |le |l'|les |ton |ta |tes )?[a-z' ]{3,24} et (?:la |le |l'|les |ton |ta |tes )[a-z' ]{3,24}|\b(?:trois|3) (?:points|choses|priorites|axes|objectifs|pistes)"
)
_CHOSEN: Final = re.compile(
    r"(?:lequel|laquelle|quel point|quelle (?:priorite|chose)|tu gardes quel|vous gardez quel|ce serait (?:lequel|quoi)|(?:tu|vous) (?:choisi|prendrai|garderai|retiendrai|travailler(?:ais|iez)|veux travailler|voulez travailler|mettrais en priorite)|par quoi (?:tu|vous|on)|sur quoi (?:tu|vous)|ta priorite|votre priorite)[^.]{0,60}\?|choisirie[zs]|choisirais"
)
_NOUNS: Final = r"(?:points?|choses?|trucs?|priorites?|axes?|objectifs?|leviers?|gestes?|chantiers?|sujets?|reflexes?|defis?|efforts?|progres|habitudes?)"
_ONE: Final = re.compile(
    rf"\b(?:une?|deux|ce|cet|cette|ton|votre|notre|le|la|1|2) (?:seule? |premiere? |grande? |petite? |seul et unique )?{_NOUNS}\b"
    r"|\b(?:on|tu|vous|nous|je) (?:va |vas |allez |allons )?(?:travaille\w*|se concentr\w+|concentr\w+|garde\w*|retien\w*|mise\w*|choisi\w*|attaque\w*|commence\w*) (?:donc |surtout |juste |uniquement |d'abord |seulement )?(?:sur|par|ca|celui|celle|la-dessus|le|la|l'|un|une)"
    r"|\bl'essentiel\b|\ble plus important\b|\ben premier\b|\bpriorit"
)
_CHOICE_ASKED: Final = re.compile(
    r"\b(?:quelle?s?|lequel|laquelle|quoi|qu'est[- ]ce que|que|par ou|sur quoi|par quoi)\b[^?]{0,60}\b(?:choisi\w*|gard\w+|travaill\w+|commenc\w+|prend\w*|retien\w*|retenir|attaqu\w+|priorit\w+|chang\w+|amelior\w+|privilegi\w+|mettr\w+ (?:en|la)|concentr\w+|vis\w+)\b"
    r"|\b(?:choisi\w*|gard\w+|travaill\w+|commenc\w+|prend\w*|retien\w*|attaqu\w+|privilegi\w+)\b[^?]{0,40}\b(?:quelle?|quoi|lequel|laquelle|par ou)\b|\b(?:ton|votre) choix\b|\ba toi de choisir|\ba vous de choisir|c'est toi qui choisis|c'est vous qui choisissez"
)
_ASIDE: Final = any_of(
    r"(?:on|je|tu|vous|nous) (?:le |la |les )?(?:laisse|laissons|met|mettons|garde|gardons|verra|reporte)[^.]{0,40}(?:de cote|pour (?:plus tard|une autre fois|apres|la prochaine)|plus tard)",
    r"(?:ce sera|ca sera|sera) pour (?:une autre fois|plus tard|apres|la prochaine)",
    r"on n'y touche pas",
    r"(?:on|nous) (?:la|le|les) laisse",
    r"(?:seulement|uniquement|juste) (?:ca|cela|celui|celle|ce point)",
    r"rien d'autre",
    r"(?:le|la|les) reste,? (?:on|attendra|plus tard|viendra|c'est pour|apres)",
    r"une autre fois",
    r"un seul,? alors",
    r"et c'est tout",
    r"pas (?:tout )?(?:a la fois|en meme temps)",
)


def priorities(interview: Interview, found: Findings) -> None:
    """How many things to work on, who chooses them, and whether the rest is put aside."""
    half = len(interview.lead) // 2
    for said in interview.lead[1:]:
        late = interview.rank(said) >= half
        for clause in said.clauses:
            text = clause.folded
            if clause.quoted:
                continue
            if _MANY.search(text) or _long_list(text):
                found.add("trop", clause)
            elif _THREE.search(text):
                found.add("trois", clause)
            elif clause.recited:
                continue
            elif clause.question and (_CHOSEN.search(text) or (late and _CHOICE_ASKED.search(text))):
                if count_words(interview.reply_text(said)) >= 2:
                    found.add("choisie", clause, *interview.reply(said))
                    found.add("priorite", clause)
            elif _sets_priority(clause, late):
                found.add("priorite", clause)
            if _ASIDE.search(text) and not clause.recited and (found.has("priorite") or late):
                found.add("reste_ecarte", clause)


def single_priority(interview: Interview, found: Findings) -> None:
    """One thing asked of the advisor, and only one, is a priority even if the word is not said."""
    if any(found.seen(name) for name in ("priorite", "trois", "trop", "choisie")):
        return
    planned = [
        c
        for said in interview.lead[len(interview.lead) // 2 :]
        for c in said.clauses
        if _is_plan(interview, said, c) and not c.question and not _VAGUE.search(c.folded)
    ]
    dated = [c for c in planned if FUTURE_DAY.search(c.folded) or _measured(c.folded)]
    if dated and len({c.turn for c in planned}) <= 2:
        found.add("priorite", dated[0])


def _sets_priority(clause: Clause, late: bool) -> bool:
    text = clause.folded
    if clause.question or _PRAISED_POINT.search(text):
        return False
    if re.search(
        r"(?:un|le) point a travailler|c'est une chose|la priorite c'est|une seule chose|un seul point", text
    ):
        return True
    if clause.has(Act.FAIT, Act.SUIVI):
        return False
    return (_PRIORITY.search(text) is not None and not clause.has(Act.CADRAGE)) or (
        late and _ONE.search(text) is not None
    )


_PRAISED_POINT: Final = re.compile(
    r"m'ont plu|a garder|\bqui (?:m'ont|marchent)|ma question|positif|fort\b|forts\b|reussi"
)


def _long_list(text: str) -> bool:
    doing = re.findall(r"\bil (?:doit|faut)\b", text)
    listed = re.findall(r"(?:,| et) (?:la |le |l'|les )", text)
    if len(listed) >= 3 and re.search(r"travaill|revoir|reprendre|amelior|faut|axes?|points?", text):
        return True
    if re.search(
        r"(?:,|:)? (?:la |le |l'|les )?[a-z' ]{3,24}, (?:la |le |l'|les )[a-z' ]{3,24} et (?:la |le |l'|les )[a-z' ]{3,24} a (?:revoir|travailler|reprendre|ameliorer|changer)",
        text,
    ):
        return False
    return len(doing) >= 4 or (
        text.count(", l") >= 3 and re.search(r"tout|reprendre|revoir", text) is not None
    )


def reads_as_plan(text: str) -> bool:
    """Whether an utterance, out of context, holds a dated or measured action (used for rewording)."""
    folded = fold(text)
    return bool(stems(text)) and (FUTURE_DAY.search(folded) is not None or _measured(folded))
