"""End of a call: sum-up, next step with its date and channel, leave-taking."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.call_reading import Call
from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause, Said
from coach.assessment.words import FUTURE_DAY, NUMBER, any_of, stems

_RECAP: Final = any_of(
    r"^\W*(?:c'est (?:[a-z]{3,}[eiu]e?)|donc|tres bien|parfait|voila) ?:",
    r"(?:je|on|nous) (?:nous |se )?(?:recapitul|resum|recap)",
    r"(?:pour|en) (?:recapituler|resumer|resume)",
    r"donc,? (?:on a dit|nous avons convenu|vous (?:aurez|recevrez))",
    r"recapitul",
    r"on (?:reste|part|est) (?:donc |bien )?sur\b",
    r"(?:on|nous) (?:a|avons) (?:donc )?(?:dit|convenu|vu|decide|retenu)",
    r"(?:on est|nous sommes|nous voila) (?:donc |bien )*(?:d'accord|partis?|sur)\b",
    r"(?:je|on) (?:reprends|refais le point|fais le point)|pour (?:finir|etre bien clair)",
)

_STEP: Final = any_of(
    r"(?:vous (?:(?:le |la |les |l')?(?:recevez|recevrez|aurez)|allez (?:le |la |les )?(?:recevoir|avoir))|je vous (?:envoie|enverrai|rappelle|adresse|transmets|confirme|reserve)|(?:un|le|la|une|notre) [a-z]+ (?:vous (?:rappelle|contacte|appelle|confirme|appellera|rappellera|contactera)|passe|passera|intervient|part|arrive)|(?:la|une|votre) (?:confirmation|livraison|demande|reponse|suivi)|(?:ca|cela|il|elle|ils|elles|tout|ce) (?:y |vous )?(?:demarre|commence|part|prend effet|sera|seront|arrive|arrivera|partira|est (?:fait|lance|en place))|faites[- ]nous|nous (?:vous|reviendrons|revenons)|je (?:(?:le|la|les|l'|vous) ?)*(?:lance|fais|transmets|enregistre|programme|planifie|cree|note|bascule|bloque|valide|inscris|ouvre|commande|modifie|change|active|mets|pose|expedie|reporte|annule|depose|prepare|rembourse|debloque|declare|signale|relance|demande|fixe|cale|passe)\b)"
)

_CHANNEL: Final = any_of(
    r"(?:par|votre|un|le) (?:courriel|mail|e-mail|sms|texto|telephone|courrier|message|chat|tchat)",
    r"(?:dans|sur) (?:votre espace|l'application|le site)",
    r"en agence|en boutique|en magasin",
    r"vous (?:appelle|rappelle)",
)

_WHEN: Final = re.compile(
    rf"\b(?:ce soir|demain|aujourd'hui|dans (?:l'heure|la journee|les|{NUMBER}|une|quelques minutes)|sous (?:{NUMBER}|quarante)|d'ici|avant (?:le|ce|demain|\d)|a partir d|le (?:\d{{1,2}}|mois prochain)|immediat\w*|tout de suite|(?:des|mois|semaine) (?:le|prochaine?|demain))"
)

_VAGUE: Final = any_of(
    r"prochainement",
    r"bientot",
    r"des que possible",
    r"si (?:necessaire|besoin)",
    r"ulterieurement",
    r"dans les meilleurs delais",
    r"on vous (?:tiendra|recontacte)",
    r"(?:on|nous) (?:revien\w+|reviendr\w+) vers vous",
    r"(?:plus qu'a attendre|le dossier est (?:parti|transmis)|ca suit son cours|c'est en cours)",
    r"rapidement",
    r"vous (?:verrez|pourrez|reessay\w+)",
    r"on verra|a voir",
    r"(?:des|une fois) que (?:j'ai|nous avons|c'est)",
)

_LAST_QUESTION: Final = any_of(
    r"(?:autre (?:chose|question|demande|point)|d'autres questions|(?:puis-je|je peux)[^?]{0,30}(?:autre|aider)|une autre question|vous aider sur autre|besoin d'autre)[^?]{0,40}\?",
    r"autre chose\b",
    r"(?:reste|y a|avez-vous|voyez-vous)[^?]{0,24}(?:questions?|points?|quelque chose|doutes?)\b",
    r"(?:tout est|c'est) (?:bien )?clair pour vous",
)

_NOT_A_WISH: Final = r"(?!idee|question|nouvelle|numero|adresse|direction|solution|reponse|remarque|raison|moment|dossier|achat|ligne|date|taille|d'|bon|et\b)"

_BYE: Final = any_of(
    r"au revoir",
    r"bonne (?:journee|soiree|fin|continuation|route|semaine|installation|lecture|reception|fete)",
    r"bon(?:ne)? (?:week-end|apres-midi|retour|voyage|vol|sejour|courage|retablissement|appetit|dimanche|mariage|demenagement|anniversaire)",
    r"beau (?:sejour|voyage|week-end|mariage)|belle (?:journee|soiree|fete)",
    r"a bientot",
    rf"bonne? {_NOT_A_WISH}[a-z]+",
    r"bel(?:le)? (?:reprise|rentree|fin|annee|aventure|decouverte|installation|continuation)",
    r"(?:profitez bien|prenez soin|portez-vous bien|a (?:tres vite|demain|lundi|mardi|mercredi|jeudi|vendredi))",
    r"avec plaisir",
    r"cordialement",
    r"bien a vous",
    r"salutations",
    r"excellente (?:journee|soiree)",
    r"tres (?:beau|belle|bon|bonne) ",
)

_THANKS_END: Final = any_of(r"merci (?:de|pour|d'avoir)", r"(?:vous|je vous) remercie", r"merci\b")

_WISH: Final = any_of(
    r"bonne\b", r"bon (?!d'|bon)", r"belle? ", r"beau ", r"excellente", r"profitez", r"prenez soin"
)

_PERSONAL_WISH: Final = any_of(
    r"(?:bonne installation|beau (?:sejour|voyage|mariage)|tres beau|bon (?:vol|voyage|sejour|retablissement|courage|demenagement|retour)|belles? (?:photos|fetes?|decouverte)|bonne (?:route|installation|rentree|reprise|chance|reception)|nouveau poste|(?:belle|bonne) (?:reprise|fete|balade|preparation|lecture|decouverte)|profitez bien|prenez soin|bon (?:spectacle|concert|chantier|match|film|anniversaire)|vo(?:s|tre) (?:petits?-enfants?|enfants?|fille|fils|mari|femme|chantier|vacances|examen|mariage|voyage|sejour|demenagement|bebe|projet|famille|nouveau|nouvelle|retour|reprise|vol))"
)


def find(call: Call, found: Findings) -> None:
    """A12 and A13."""
    agent = call.interview.lead
    for said in agent[len(agent) // 3 :]:
        if call.contempt(said):
            continue
        for clause in said.clauses:
            text = clause.folded
            if (_RECAP.search(text) or _sums_up(call, said, clause)) and call.told_before(said):
                found.add("recapitulatif", clause)
            dated = _WHEN.search(text) is not None or FUTURE_DAY.search(text) is not None
            channel = _CHANNEL.search(text) is not None
            told = (dated and channel and call.interview.rank(said) >= len(agent) // 2) or (
                call.interview.rank(said) >= len(agent) - 3 and _DO_IT.search(text) is not None
            )
            step = (
                _STEP.search(text) is not None
                or _GOES.search(text) is not None
                or told
                or (dated and _DONE.search(text) is not None)
            )
            if step and not clause.question and not call.refusal(clause):
                if _VAGUE.search(text) and not channel:
                    found.add("suite_vague", clause)
                elif dated or channel:
                    found.add("suite", clause)
                    if dated:
                        found.add("suite_datee", clause)
                    if channel:
                        found.add("suite_canal", clause)
                elif call.interview.rank(said) >= len(agent) - 3:
                    found.add("suite_vague", clause)
            elif _VAGUE.search(text) and not clause.question:
                found.add("suite_vague", clause)
            elif found.has("recapitulatif") and (dated or channel) and not clause.question:
                if dated:
                    found.add("suite_datee", clause)
                if channel:
                    found.add("suite_canal", clause)
    for clause in (c for s in agent for c in s.clauses):
        if call.imposes(clause):
            found.add("suite_imposee", clause)
    last = agent[-2:] if len(agent) > 2 else agent[-1:]
    for said in last:
        if call.contempt(said):
            continue
        asked = said.matches(_LAST_QUESTION)
        found.add("derniere_question", asked)
    final = agent[-1]
    if call.contempt(final):
        return
    bye = final.matches(_BYE)
    found.add("conge", bye)
    polite = final.matches(_THANKS_END) is not None or final.matches(_WISH) is not None
    if bye is not None and (polite or found.has("derniere_question")):
        found.add("conge_poli", bye)
    named = re.search(r"\b(?:madame|monsieur|mme|m\.) [A-ZÉ\[]", final.text) is not None or (
        re.search(r"\b(?:madame|monsieur) [a-z]{3,}", final.folded) is not None
        and not re.search(r"(?:madame|monsieur) (?:et|au|bonne|merci|je)\b", final.folded)
    )
    if bye is not None and (
        final.matches(_PERSONAL_WISH) is not None or (named and polite and not call.script)
    ):
        found.add("conge_personnel", bye)


#: What is sent or planned, whatever its name: « le bon de retour part par courriel », « l'échange est programmé ».
_GOES: Final = re.compile(
    r"\b(?:le |la |les |l'|un |une |votre |vos |mon |ma |notre )[a-z-]+(?: (?:de |d'|du |des )?[a-z-]+)? (?:vous )?(?:part|partent|partira|arrive|arrivent|arrivera|vient|viendra|passe|passera|(?:est|sont|sera|seront) (?:bien )?(?:programme|prevu|fixe|planifie|reporte|reserve|expedie|cale|envoye|lance|enregistre)e?s?)\b"
)
#: What is settled from a day on: « c'est suspendu à partir du premier ».
_DONE: Final = re.compile(r"\bc'est (?:bien |donc )?[a-z]{3,}(?:e|i|u|is|it)\b(?! (?:que|pas|de)\b)")
#: What to do, told as an imperative near the end.
_DO_IT: Final = re.compile(
    r"^\W*(?:(?:eh bien|alors|donc|bon|ok),? )*(?!(?:excusez|attendez|patientez|ecoutez|calmez|croyez|soyez|sachez|dites|voyez|tenez|avez|passez|profitez|prenez soin|assez|chez)\b)[a-z]{3,}ez(?:-[a-z]+)? "
)
_CONCLUDES: Final = re.compile(r"\bdonc\b|\bvoila\b|^\W*(?:alors|bien|parfait|tres bien)\W")
_SUMMED: Final = 2
"""Words of the agent's earlier offers that a closing « donc… » takes up again."""


def _sums_up(call: Call, said: Said, clause: Clause) -> bool:
    """Near the end, « donc » with a day or an hour and what was agreed before."""
    agent = call.interview.lead
    rank = call.interview.rank(said)
    if rank < max(2, len(agent) - 3) or "?" in clause.text or _CONCLUDES.search(clause.folded) is None:
        return False
    if _WHEN.search(clause.folded) is None and FUTURE_DAY.search(clause.folded) is None:
        return False
    agreed = stems(" ".join(s.text for s in agent[max(1, rank - 4) : rank]))
    return len(stems(clause.text) & agreed) >= _SUMMED
