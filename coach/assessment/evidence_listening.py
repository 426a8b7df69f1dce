"""Listening and causes, read from the structure of the talk: who asks, how much is told, what is done with it."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.evidence import (
    Findings,
    approves,
    cancelled,
    checks,
    developed,
    echoes,
    empty_comprehension,
    receives_difficulty,
    restates,
    shares_words,
)
from coach.assessment.interview import Clause, Interview, Said, says_no, says_yes
from coach.assessment.words import any_of, count_words, stems
from coach.domain.acts import Act

_CAUSE: Final = any_of(
    r"pourquoi\b",
    r"pk\b",
    r"comment (?:ca se fait|c'est arrive|ca s'est|tu (?:l')?expliques|vous (?:l')?expliquez|est-ce que tu expliques|on en est arrive|tu en es arrive|en es-tu arrive|expliques-tu|expliquez-vous)",
    r"qu'est[- ]ce qui (?:fait|se passe|s'est passe|coince|bloque|cloche|(?:t'|vous |te )(?:a |fait|bloque|gene|prend|empeche|pose|manque|retient|pousse|freine|arrive|met|amene|rend)|a |explique|manque|est different|provoque|declenche|rend|cause|pose|ne va|complique)",
    r"qu'est[- ]ce qui (?:t'|te |vous |la |le |l'|les |fait que )?(?!(?:aide|marche|plai|plu|change|permet|faudrait|pourrait|serait|fonctionne|reuss|(?:a|avait|ont) (?:bien |le mieux )?(?:marche|plu|fonctionne|reussi)|frapp|surpr|(?:t'|vous )?a (?:plu|frappe|surpris|semble|paru)))[a-z]+",
    r"que s'est[- ]il passe|qu'est[- ]il arrive|qu'y a-t-il eu",
    r"qu'est[- ]ce qu'(?:il y a|il se passe|il s'est passe|il te manque|elle a)",
    r"(?:la|une|des|les|quelle|quelles|ta|votre|ses) (?:raisons?|causes?|origine|source)",
    r"(?:te|vous|ca|cela|elle|il) (?:vient|viennent|venait) d'ou",
    r"d'ou (?:ca|cela|vient|te|vous)",
    r"a cause de (?:quoi|qui)",
    r"a quoi (?:c'est|cela|tu attribues|est|ca tient)",
    r"qu'en est-il",
    r"(?:il |ca )?se passe (?:quoi|comment)",
    r"(?:arrive|revient|tombe|se produit)[^?]{0,20}(?:quand|quels?|souvent|toujours)",
    r"(?:sur|avec|dans) quel(?:le)?s? (?:appels?|clients?|cas|moments?|situations?)",
    r"explique[z]?[- ]?moi",
    r"racont",
    r"(?:tu|vous) (?:oublies|oubliez|fais|faites|butes|bloques) (?:quand|ou|comment)",
    r"dans quel(?:le)?s? (?:cas|moment|situation)",
    r"(?:ca|cela) (?:t'arrive|vous arrive|t'est arrive|arrive) (?:quand|souvent|toujours|surtout)",
    r"qu'est[- ]ce que (?:tu|vous) (?:peux|pouvez|as|avez) (?:m'en|a m'en|me) dire",
)
_ROOT: Final = any_of(
    r"(?:la|le|les|l') ?(?:vrai(?:e)? )?(?:cause|noeud|origine|raison|souci|probleme|fond|source)",
    r"(?:a|est a) l'origine",
    r"(?:vient|viennent|venait) de",
    r"parce que",
    r"c'est (?:surtout|donc|bien|plutot|quand|la|le|l'|ca)",
    r"ce qui (?:bloque|coince|te|vous|fait)",
    r"(?:faute|manque) de",
    r"du coup",
    r"(?:peur|doute|crainte)\b",
    r"personne (?:ne )?(?:te|t'|vous|l')",
)
_DIG: Final = any_of(
    r"et (?:quand|si|les|avec|ca|pourquoi|comment|en|sur|les jours|dans|apres|avant|la|qu'est|c'est|cette|ce|vous|tu)\b",
    r"qu'est[- ]ce qui est different",
    r"(?:avec )?tous? les (?:clients?|appels?|jours?|cas)",
    r"(?:ou|et) (?:plutot|c'est|seulement|surtout)\b",
    r"dans (?:certains|quels|quelles)",
    r"(?:sur|avec) d'autres",
    r"depuis quand",
    r"quand\b",
    r"a quel moment",
    r"pourquoi",
    r"avec qui",
    r"ca te l'a fait",
    r"c'est (?:la premiere|arrive)",
    r"en particulier",
    r"(?:quoi|rien) d'autre",
    r"qu'est[- ]ce qui",
    r"comment",
    r"par exemple",
    r"c'est-a-dire",
    r"un peu plus",
    r"raconte",
)


def listening(interview: Interview, found: Findings) -> None:
    """Open questions, room left, follow-ups, use of the answers."""
    lead = interview.lead
    openers = [(said, c) for said in lead for c in said.asks_openly if not _harsh(said, c)]
    closed = [(said, c) for said in lead for c in said.asks if not c.open and not _harsh(said, c)]
    # A question answered by its own asker, or whose answer is contradicted at once, opens nothing.
    cut = {interview.turns[at - 1].index for at in _cut_in_at(interview)}
    openers = [(said, c) for said, c in openers if not _all_cut(interview, said, cut)]
    closed = [(said, c) for said, c in closed if not _all_cut(interview, said, cut)]
    asked_turns = list(
        dict.fromkeys(
            said.index
            for said, _ in openers
            if interview.reply_text(said).strip() and not (_covers(said) or _contradicts(interview, said))
        )
    )
    for said, clause in openers[:4]:
        found.add("question_ouverte", clause)
        reply = interview.reply_text(said)
        if developed(reply):
            found.add("reponse_developpee", clause)
            after = interview.following(said)
            if after is not None and _used(interview, after, reply):
                found.add("reponse_utilisee", after.clauses[0] if after.clauses else after)
    if len(asked_turns) >= 2:
        found.add("plusieurs_ouvertes", *[c for _, c in openers[:3]])
    for _, clause in closed[:3]:
        found.add("question_fermee", clause)
    if len(closed) >= 2:
        found.add("plusieurs_questions", *[c for _, c in closed[:2]])
    for said, follow in _follow_ups(interview):
        found.add("relance", follow if follow is not None else said)
    if _room(interview):
        longest = max(interview.others, key=lambda t: t.words)
        found.add("place_laissee", longest)
    if interview.interruptions:
        found.add("coupe", *interview.interruptions[:2])
    if not openers and not closed:
        wordy = max(lead, key=lambda t: t.words, default=None)
        if wordy is not None and wordy.words >= 40:
            found.add("monologue", wordy)
    covered = next((said for said, _ in openers if _covers(said)), None)
    if covered is not None:
        found.add("recouverte", covered)


def _cut_in_at(interview: Interview) -> tuple[int, ...]:
    """Places, among the turns, where the leader cuts in."""
    cutting = {said.index for said in interview.interruptions}
    return tuple(i for i, turn in enumerate(interview.turns) if turn.index in cutting and i > 0)


def _all_cut(interview: Interview, said: Said, cut: set[int]) -> bool:
    """The leader asked, then did not let the answer be told."""
    reply = interview.reply(said)
    return bool(reply) and all(turn.index in cut for turn in reply)


def _harsh(said: Said, clause: Clause) -> bool:
    """A question in a turn of attack asks nothing."""
    return (
        clause.has(Act.JUGEMENT, Act.MENACE, Act.DISCRIMINATION)
        or any(c.has(Act.JUGEMENT) and c.dismissive for c in said.clauses)
        or re.search(
            r"(?:tu|vous) ne (?:crois|croyez|penses|pensez|trouves|trouvez|vois|voyez) pas (?:que|un peu|quand meme)|tu fais semblant|t'as quoi dans|te moques|de qui\b.{0,4}\?|pourquoi,? pourquoi|pas vrai|non \?|hein"
            r"|(?:tu|vous) (?:crois|croyez|trouves|trouvez|penses|pensez) (?:vraiment|franchement|serieusement)"
            r"|qu'est[- ]ce que (?:tu|vous) (?:attends|attendez) pour|a quoi (?:tu joues|vous jouez)|(?:tu te prends|vous vous prenez) pour"
            r"|jusqu'a quand|combien de fois (?:faut|faudra|il faut)|c'est (?:une|quoi,? cette) (?:facon|maniere)",
            clause.folded,
        )
        is not None
    )


def _used(interview: Interview, after: Said, reply: str) -> bool:
    """The leader does something with the answer: takes it up, restates, receives, probes."""
    if after.dismissive:
        return False
    if (
        restates(interview, after)
        or shares_words(after.text, reply)
        or any(receives_difficulty(c) for c in after.clauses)
    ):
        return True
    return bool(after.asks_openly) or (approves(after) and count_words(after.text) >= 4)


def _contradicts(interview: Interview, said: Said) -> bool:
    after = interview.following(said)
    if after is None:
        return False
    return (
        re.search(
            r"^\W*(?:(?:ah|oh|mais|ben) )?non\b(?! plus)[^?]{0,40}\b(?:moi|je|c'est|tu|vous|pas)\b",
            after.folded,
        )
        is not None
    )


def _covers(said: Said) -> bool:
    """The question is followed at once by the leader's own answer."""
    asked = [i for i, c in enumerate(said.clauses) if c.question and c.open and not c.recited]
    if not asked:
        return False
    after = said.clauses[asked[-1] + 1 :]
    return any(
        not c.question
        and count_words(c.text) >= 5
        and re.search(r"\b(?:moi|je l'ai|j'ai (?:trouve|pense)|je (?:trouve|pense))\b", c.folded)
        for c in after
    )


def _follow_ups(interview: Interview) -> list[tuple[Said, Clause | None]]:
    """Questions put right after a told answer to a question, about that answer."""
    found: list[tuple[Said, Clause | None]] = []
    for said in interview.lead:
        after = interview.following(said)
        if after is None or after.dismissive or not developed(interview.reply_text(said), 3):
            continue
        if (echo := _hands_back(interview, after)) is not None:
            found.append((after, echo))
            continue
        if not said.asks:
            continue
        for clause in after.asks:
            answered = clause.has(Act.CO_CONSTRUCTION, Act.ENGAGEMENT, Act.SUIVI)
            if not answered and _SOLUTION.search(clause.folded) is None:
                found.append((after, clause))
                break
    return found


def _hands_back(interview: Interview, said: Said) -> Clause | None:
    """The other's own word, alone, held out again: « En attente… », « Sèche comment ? »"""
    told = stems(" ".join(t.text for t in interview.preceding(said)))
    for clause in said.clauses[:1]:
        held_out = re.search(r"(?:…|\.\.\.|\?)\s*$", clause.text) is not None or clause.open
        if (
            held_out
            and count_words(clause.text) <= _HANDED
            and stems(clause.text) & told
            and len(said.clauses) == 1
        ):
            return clause
    return None


_HANDED: Final = 5
"""Words of a turn that only hands back a word of the other's."""


_SOLUTION: Final = any_of(
    r"(?:ca|cela) (?:te|vous) (?:va|convient|parait|semble|irait)",
    r"d'accord\b",
    r"c'est (?:bon|possible|faisable|tenable)",
    r"(?:ton|votre) (?:idee|objectif)",
    r"(?:en|tu|vous) (?:en )?(?:penses|pensez|dis|dites) quoi|qu'est[- ]ce que (?:tu|vous) en (?:penses|pensez|dis|dites)|qu'en (?:penses|pensez|dis|dites)",
    r"(?:tu|vous) (?:vois|voyez) (?:quoi|comment|l'idee)",
    r"solution|piste|propos",
    r"(?:tu|vous) (?:verrais|verriez|ferais|feriez|pourrais|pourriez)",
)


def _room(interview: Interview) -> bool:
    others = sum(t.words for t in interview.others)
    total = others + sum(t.words for t in interview.lead)
    return total > 0 and others / total >= 0.22 and max((t.words for t in interview.others), default=0) >= 8


def reformulation(interview: Interview, found: Findings) -> None:
    """Restatements, checked or not, and difficulties received."""
    for said in interview.lead:
        clause = restates(interview, said)
        if clause is not None:
            checked = checks(interview, said, clause)
            denied = _denied(interview, said)
            if not denied:
                found.add("reformulation", clause)
                if checked:
                    found.add("reformulation_verifiee", clause)
        else:
            found.add("echo", echoes(interview, said))
        for received in said.clauses:
            if received.recited:
                continue
            if interview.preceding(said) and receives_difficulty(received):
                if cancelled(said, received):
                    found.add("echo", received)
                else:
                    found.add("difficulte_recue", received)
            elif empty_comprehension(received):
                found.add("echo", received)
    brushed = [
        said
        for said in interview.lead
        if said.dismissive and any(c.has(Act.MINIMISATION, Act.JUGEMENT) for c in said.clauses)
    ]
    if brushed:
        found.add("rabaisse", *brushed[:2])


def _denied(interview: Interview, said: Said) -> bool:
    """The other says that the restatement is wrong."""
    reply = interview.reply(said)
    if not reply:
        return False
    return (
        re.search(
            r"^\W*(?:non,? (?:justement|pas du tout|ce n'est pas|c'est pas|je)|pas du tout|ce n'est pas ce que|c'est pas ce que|j'ai pas dit|je n'ai (?:pas|rien) dit|mais non)",
            reply[0].folded,
        )
        is not None
    )


def causes(interview: Interview, found: Findings, *, since: int = 0) -> None:
    """Causes asked for, told, dug into, shared, from the leader's turn number `since`."""
    asked: list[Said] = []
    for said in interview.lead[since:]:
        clause = _asks_cause(said) or _looks_for_cause(interview, said)
        if clause is None:
            continue
        asked.append(said)
        found.add("cause_demandee", clause)
        if clause.open:
            found.add("cause_demandee_ouverte", clause)
        else:
            found.add("cause_supposee", clause)
        reply = interview.reply(said)
        told = interview.reply_text(said)
        if developed(told, 3):
            found.add("cause_dite", *reply)
        after = interview.following(said)
        if developed(told, 3) and after is not None and (again := restates(interview, after)) is not None:
            found.add("cause_reprise", again)
        if developed(told, 3) and (used := _cause_used(interview, said, told)) is not None:
            found.add("cause_reprise", used)
        if developed(told, 3) and after is not None and after.dismissive and not restates(interview, after):
            found.add("cause_ecartee", after)
    if not asked:
        offered = _offered_and_dismissed(interview)
        if offered is not None:
            found.add("cause_ecartee", offered)
        return
    _dig(interview, asked[0], found)
    _share(interview, asked[0], found)
    imposed = _imposed(interview)
    if imposed is not None:
        found.add("cause_imposee", imposed)


def _cause_used(interview: Interview, asked: Said, told: str) -> Clause | None:
    """What was told is taken into what is said next (« trois à la fois, donc »), or into the remedy."""
    after = interview.following(asked)
    if after is not None and not after.dismissive:
        taken = next(
            (c for c in after.clauses if not c.question and re.search(r"\bdonc\W*$", c.folded)), None
        )
        if taken is not None and shares_words(taken.text, told):
            return taken
    later = interview.lead[interview.rank(asked) + 2 :]
    return next(
        (
            c
            for said in later
            for c in said.clauses
            if not (c.question or c.recited or c.dismissive or c.has(Act.JUGEMENT, Act.MENACE))
            and shares_words(c.text, told, 2)
        ),
        None,
    )


def _looks_for_cause(interview: Interview, said: Said) -> Clause | None:
    """« Je cherche à comprendre ce qui coince » asks as well, when it is answered."""
    clause = said.does(Act.RECHERCHE_CAUSE)
    if clause is None or interview.rank(said) == 0 or clause.has(Act.CADRAGE, Act.REFORMULATION):
        return None
    return clause if developed(interview.reply_text(said)) and not said.dismissive else None


def _asks_cause(said: Said) -> Clause | None:
    for clause in said.asks:
        if _harsh(said, clause) or (clause.has(Act.CO_CONSTRUCTION) and not _CAUSE.search(clause.folded)):
            continue
        if clause.has(Act.AUTO_EVALUATION) and not clause.has(Act.RECHERCHE_CAUSE):
            continue
        if clause.has(Act.RECHERCHE_CAUSE) or _CAUSE.search(clause.folded) or _SUPPOSED.search(clause.folded):
            if _SOLUTION.search(clause.folded) and not clause.has(Act.RECHERCHE_CAUSE):
                continue
            return clause
    return None


_SUPPOSED: Final = any_of(
    r"(?:tu|vous) (?:etais|etiez) (?:stresse|presse|fatigue|perdu|enerve|debord|deconcentre|pris|gene|en retard|a l'aise|sous)",
    r"c'est (?:le|la|les|a cause|parce|du)[^?]{0,40}\?",
    r"(?:tu|vous) (?:ne )?(?:savais|saviez|connaissais|connaissiez) pas",
    r"(?:tu es|vous etes|t'es) (?:stresse|fatigue|deborde|perdu|presse)",
)


def _dig(interview: Interview, first: Said, found: Findings) -> None:
    start = interview.rank(first)
    for said in interview.lead[start + 1 :]:
        previous = interview.lead[interview.rank(said) - 1]
        told = interview.reply_text(previous) + " " + interview.other_before(said, 2)
        if not developed(told, 3):
            continue
        for clause in said.asks:
            if _SOLUTION.search(clause.folded) or (
                clause.has(Act.CO_CONSTRUCTION) and _WISHED.search(clause.folded)
            ):
                continue
            about = _DIG.search(clause.folded) or clause.has(Act.RECHERCHE_CAUSE) or clause.open
            if about and developed(interview.reply_text(said), 4):
                found.add("cause_creusee", clause, *interview.reply(said))
                return


#: What would help is asked, not what happens.
_WISHED: Final = re.compile(r"\b[a-z]{2,}(?:rais|riez|rait|raient)\b|\bbesoin\b|\baid(?:er|e)\b|\bpropos")


def _share(interview: Interview, first: Said, found: Findings) -> None:
    start = interview.rank(first)
    for said in interview.lead[start + 1 :]:
        clause = restates(interview, said)
        rooted = next(
            (
                c
                for c in said.clauses
                if _ROOT.search(c.folded)
                and not c.recited
                and (c.check or c.has(Act.RECHERCHE_CAUSE, Act.REFORMULATION))
            ),
            None,
        )
        shown = clause or rooted
        if shown is None or (said.dismissive and clause is None):
            continue
        agreed = says_yes(interview.reply_text(said)) or (
            clause is not None
            and rooted is not None
            and not says_no(interview.reply_text(said))
            and "d'accord" in said.folded
        )
        if agreed:
            found.add("cause_partagee", shown, *interview.reply(said)[:1])
            return


def _offered_and_dismissed(interview: Interview) -> Said | None:
    for said in interview.lead[1:]:
        before = " ".join(t.text for t in interview.preceding(said))
        if said.dismissive and re.search(
            r"\b(?:parce que|c'est que|c'est (?:la|le)|depuis|je (?:ne )?(?:maitrise|connaiss|cherch|trouv|sa[iv]))",
            before.lower(),
        ):
            return said
    return None


_ASSERTS: Final = any_of(
    r"c'est (?:parce que|que tu|que vous|le|la|les|ton|votre|juste que|de la)",
    r"(?:tu|vous) (?:as|avez|es|etes) (?:juste|simplement|surement)",
    r"la (?:vraie )?cause",
    r"si,? (?:je|c'est|tu|vous)",
    r"mais si\b",
)


def _imposed(interview: Interview) -> Clause | None:
    """The leader asserts a cause, the other says no, the leader holds to it."""
    for said in interview.lead:
        after = interview.following(said)
        reply = interview.reply(said)
        if after is None or not reply:
            continue
        asserted = next((c for c in said.clauses if _ASSERTS.search(c.folded) and not c.question), None)
        denied = re.search(
            r"^\W*(?:non|pas du tout|ca n'a rien a voir|c'est pas ca|ce n'est pas ca)\b", reply[0].folded
        )
        held = re.search(r"^\W*(?:si\b|mais si|oh si|je crois|allons|moi je)", after.folded)
        if asserted is not None and denied and held:
            return asserted
    return None
