"""Self-assessment in a débriefing: asked before any judgement, on both sides, and put to use."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.debriefing_words import VERDICT
from coach.assessment.evidence import Findings, developed, shares_words
from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.words import MOMENT, NUMBER, QUOTED, any_of
from coach.domain.acts import Act

_SELF: Final = any_of(
    r"(?:comment|qu'est[- ]ce que)[^?]{0,14}(?:tu|vous)[^?]{0,20}(?:trouve|vecu|senti|juge|evalue|note|penses|pensez|retiens|retenez|dirais|diriez|ressenti|analys)",
    r"(?:ton|votre) (?:ressenti|avis|regard|lecture|analyse|point de vue|bilan|sentiment|auto-?evaluation)",
    r"(?:qu'est[- ]ce que|qu'est[- ]ce qui|que) [^?]{0,40}(?:reussi|fonctionne|marche|bien|plait|plu|content|fiere?|satisfait|changerais|changeriez|referais|referiez|autrement|ameliorer|garderais|garderiez|reecrirais|reecririez|modifier)",
    r"(?:le|un) (?:bon|positif)[^?]{0,20}(?:le moins bon|le negatif|a ameliorer)",
    r"(?:tes|vos|les) points? forts?[^?]{0,40}\?",
    r"(?:tu|vous) (?:en penses|en pensez|en dis|en dites) quoi",
    r"(?:tu|vous) (?:en |y )?(?:gardes|gardez|retiens|retenez|tires|tirez|vois|voyez|entends|entendez|remarques|remarquez) quoi",
    r"par ou (?:veux-tu|voulez-vous|tu veux|vous voulez|on) (?:commenc|attaqu)",
    r"auto-?evalu",
    r"a toi de (?:dire|parler|jouer)",
    r"(?:tu|vous) (?:commences|commencez|me dis|me dites)[^?]{0,30}(?:d'abord|ce que|comment)",
    r"comment (?:ca s'est|ca c'est|s'est) passe",
    r"(?:dis|dites|raconte|racontez)-moi (?:ce que|comment)[^?]{0,30}(?:pense|trouve|vecu|ressenti|garde)",
    r"si (?:tu|vous) (?:devais|deviez)[^?]{0,30}(?:noter|note|refaire)",
    r"(?:qu'est[- ]ce qu\w*|que|quoi|quelle?s?|lequel|laquelle|comment)\b[^?]{0,40}(?:tu|vous)\b[^?]{0,16}(?:garder\w+|chang(?:er\w+|es|ez)|refer\w+|refais|refaites|jetter\w+|retourner\w+|couper\w+|enlever\w+|recommencer\w+|mettr(?:ais|iez)|noter(?:ais|iez)|regrett\w+|reprendr(?:ais|iez))",
    r"de quoi (?:es-tu|etes-vous|tu es|vous etes|t'es) (?:le |la )?(?:plus )?(?:contente?|fiere?|satisfaite?)",
    r"qu'est[- ]ce qui (?:t'|vous |te )(?:a|ont) (?:frappe|surpris|saute|etonne|marque|plu|gene|paru|semble)",
    r"(?:tu l'as|vous l'avez|tu te|vous vous) (?:entendue?|ecoutee?|vecue?|trouvee?|vue?|sentie?|senti) comment",
    r"(?:vue?|racontee?) de (?:ta|votre) (?:chaise|place)",
)

_BOTH: Final = (
    any_of(
        r"reussi",
        r"fonctionne",
        r"bien\b",
        r"bon\b",
        r"plait|plu\b",
        r"content|fiere?|satisf",
        r"point fort|points forts",
        r"marche",
        r"positif",
        r"gardera?i",
        r"garder",
        r"reuss|fort\b|plu\b|aime",
    ),
    any_of(
        r"autrement",
        r"chang",
        r"moins bon",
        r"amelior",
        r"referai",
        r"reecri",
        r"differe",
        r"moins\b",
        r"difficile",
        r"travailler",
        r"negatif",
        r"gene",
        r"retourn|jett|coupe|enlev|regrett|rat[ee]",
        r"ne (?:referais|garderais) pas",
        r"axe",
        r"progres",
        r"bloque|coince|bute",
        r"modifi",
    ),
)


def find_self_assessment(interview: Interview, found: Findings) -> None:
    """D2: the advisor’s own view first, and what is done with it."""
    for said in interview.lead[:6]:
        clause = next(
            (
                c
                for c in said.asks
                if (c.has(Act.AUTO_EVALUATION) or _SELF.search(c.folded)) and not _LEADS.search(c.folded)
            ),
            None,
        )
        if clause is None:
            clause = next(
                (
                    c
                    for c in said.clauses
                    if _SELF.search(c.folded)
                    and not c.recited
                    and not _LEADS.search(c.folded)
                    and (c.question or c.folded.rstrip().endswith((":", "a toi.", "a vous.")))
                ),
                None,
            )
        if _judged_before(interview, said):
            break
        if clause is None:
            clause = said.does(Act.AUTO_EVALUATION) or _opens_on_the_sample(interview, said)
        if clause is None or clause.recited or _LEADS.search(clause.folded):
            continue
        if interview.rank(said) == 0 and "?" not in clause.text and not _SELF.search(clause.folded):
            continue
        if not interview.reply_text(said).strip():
            continue
        reply = interview.reply_text(said)
        asked = " ".join(c.folded for c in said.clauses if c.question or c is clause)
        # The two sides may come one after the other: « qu'est-ce que tu garderais ? », then « et l'inverse ? ».
        later = interview.lead[interview.rank(said) + 1 :][:2]
        unjudged = [t for t in later if not _judged_before(interview, t) and not placed(t)]
        asked += " " + " ".join(
            c.folded
            for t in unjudged
            for c in t.asks
            if _SELF.search(c.folded) or _OTHER_SIDE.search(c.folded)
        )
        own_view = _covers(said, clause)
        opened = (
            clause.open
            or clause.has(Act.QUESTION_OUVERTE, Act.AUTO_EVALUATION)
            or _SELF.search(clause.folded)
        ) and not own_view
        found.add("auto_evaluation" if opened else "auto_evaluation_fermee", clause)
        if all(pattern.search(asked) for pattern in _BOTH) and opened:
            found.add("deux_volets", clause)
        after = interview.following(said)
        if after is not None and developed(reply, 4):
            if _brushed(after):
                found.add("auto_evaluation_ecartee", after)
            elif _took_up(interview, after, reply):
                found.add("auto_evaluation_reprise", after.clauses[0] if after.clauses else after)
                if any(c.question and not c.check for c in after.clauses) or _used_later(
                    interview, after, reply
                ):
                    found.add("auto_evaluation_sondee", after.clauses[0] if after.clauses else after)
        return


def placed(said: Said) -> bool:
    """The leader has begun to tell passages of the sample."""
    return MOMENT.search(said.folded) is not None or QUOTED.search(said.folded) is not None


def _quotes_the_sample(said: Said) -> bool:
    """Words of the sample, or a moment in it; the length of the talk is neither."""
    return QUOTED.search(said.folded) is not None or _MOMENT_IN_IT.search(said.folded) is not None


_MOMENT_IN_IT: Final = re.compile(
    rf"\b(?:a|vers|de|entre) (?:la )?{NUMBER} ?(?:min\b|mn\b|minutes?|secondes?|')|\b\d{{1,2}}:\d{{2}}|\bligne \d|\b(?:premiere|deuxieme|derniere) (?:minute|phrase|ligne)"
)

_OTHER_SIDE: Final = any_of(
    r"et (?:l'inverse|de l'autre cote|a l'inverse|au contraire|le contraire|laquelle|lequel|sinon)",
    r"et (?:ce que|qu'est[- ]ce que|ce qui)",
    r"(?:l'autre|le revers|la face)\b",
)


def _opens_on_the_sample(interview: Interview, said: Said) -> Clause | None:
    """An open question put before any fact, any cause and any judgement asks how the advisor saw it."""
    before = interview.lead[: interview.rank(said) + 1]
    if any(_quotes_the_sample(t) or t.does(Act.FAIT, Act.IMPACT, Act.REGLE) for t in before):
        return None
    return next(
        (
            c
            for c in said.asks_openly
            if not _SMALL_TALK.search(c.folded)
            and not c.has(Act.RECHERCHE_CAUSE)
            and not _WHY.search(c.folded)
        ),
        None,
    )


#: The answer is in the question.
_LEADS: Final = re.compile(
    r"\b(?:tu|vous) ne (?:crois|croyez|penses|pensez|trouves|trouvez) pas (?:que|un peu|quand)\b|\b(?:tu|vous) (?:reconnais|reconnaissez|avoues|avouez|admets|admettez)\b"
)

_SMALL_TALK: Final = any_of(
    r"(?:comment|ca) (?:tu )?va[s]?\b",
    r"comment allez",
    r"(?:ca|cela) (?:te|vous) (?:va|convient)",
    r"d'accord|ok\b",
    r"(?:tu|vous) (?:veux|voulez|prends|prenez) (?:un|du)",
)

_WHY: Final = any_of(r"pourquoi", r"comment (?:ca se fait|tu expliques|vous expliquez)", r"a cause")


def after_self_assessment(interview: Interview) -> int:
    """Number of the leader's turn from which causes are looked for: probing a self-assessment is not that yet."""
    for said in interview.lead[:4]:
        if any(c.has(Act.AUTO_EVALUATION) or _SELF.search(c.folded) for c in said.asks):
            after = interview.following(said)
            probes = after is not None and any(
                _STRAIGHT_CAUSE.search(c.folded) is not None for c in after.asks_openly
            )
            return interview.rank(said) + (1 if probes else 2)
    return 0


_STRAIGHT_CAUSE: Final = re.compile(
    r"\bpourquoi\b|\bque s'est[- ]il passe|\bqu'est[- ]ce qui s'est passe|\bd'ou (?:ca|cela|vient)|\bqu'est[- ]ce qui (?:t'|te |vous )(?:retient|retenait|empeche\w*|bloqu\w+|gen\w+|fait|faisait|pouss\w+|fais\w+|amen\w+|mene|freine)|\bcomment (?:ca se fait|tu (?:l')?expliques|vous (?:l')?expliquez)"
)


def _judged_before(interview: Interview, said: Said) -> bool:
    earlier = interview.lead[: interview.rank(said)]
    return any(
        VERDICT.search(c.folded) and not c.question and not c.recited for t in earlier for c in t.clauses
    )


def _covers(said: Said, clause: Clause) -> bool:
    after = [c for c in said.clauses if c.start > clause.start]
    return any(
        not c.question
        and (VERDICT.search(c.folded) or re.search(r"\b(?:moi,? je|je l'ai trouve|pour ma part)\b", c.folded))
        for c in after
    )


def _brushed(after: Said) -> bool:
    return (
        after.dismissive
        or re.search(
            r"^\W*(?:mais non|(?:ah |oh |euh |ben )?non\b|pas du tout|tu as ete|c'est pas|moi,? je n|au contraire|je (?:ne suis|suis) pas d'accord|tu (?:rigoles|plaisantes)|vous plaisantez|je n'ai pas (?:entendu|vu|trouve) (?:ca|cela))",
            after.folded,
        )
        is not None
    )


def _took_up(interview: Interview, after: Said, reply: str) -> bool:
    return (
        shares_words(after.text, reply)
        or bool(after.asks)
        or after.does(Act.REFORMULATION) is not None
        or re.search(
            r"^\W*(?:oui|c'est (?:finement|bien|vrai)|d'accord|exact)|je (?:te|vous) rejoins|je suis d'accord|je (?:te|vous) suis|je garde",
            after.folded[:90],
        )
        is not None
    )


def _used_later(interview: Interview, after: Said, reply: str) -> bool:
    later = interview.lead[interview.rank(after) + 1 :]
    return any(shares_words(t.text, reply, 2) for t in later[:6])
