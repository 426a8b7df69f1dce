"""Practice in a débriefing: the call listened to again, a line replayed or rewritten, the feedback given each time."""

from __future__ import annotations

import re
from typing import Final

from coach.assessment.evidence import Findings
from coach.assessment.interview import Clause, Interview, Said
from coach.assessment.words import any_of, count_words
from coach.domain.acts import Act

REPLAY: Final = any_of(
    r"ecri(?:s|vez)[- ](?:moi|le|la)",
    r"formule[z]?[- ]",
    r"montre[z]?[- ]moi",
    r"donne[z]?[- ]moi (?:la|ta|votre) (?:phrase|version|formule)",
    r"dis[- ]l[ae]\b|dites[- ]l[ae]\b",
    r"comme si (?:j'etais|tu etais|vous etiez|j'appelais)",
    r"en situation",
    r"simul",
    r"jeu de role",
    r"entraine[- ]toi|entrainez-vous|on s'entraine|s'exerce",
    r"(?:(?:essaie|essaye|essayez)(?! d[e'] ?(?:etre|faire|ne|penser|voir|progresser|gagner|tenir|te|vous))|refais|refaites|redis|redites|rejoue|rejouez|reprends|reprenez|reformule|reformulez|reecris|reecrivez|recommence|recommencez|retente|retentez|rejouons|jouons)\b",
    r"vas-y\b|allez-y\b|a toi\b|a vous\b",
    r"(?:je (?:suis|fais|joue)|on dit que je suis|je prends le role de|imagine que je suis) (?:le |la |un |une |ta |ton |votre )?(?:client|cliente|m\.|mme|monsieur|madame|mr|\[nom|[a-z]+ [a-z]+)",
    r"(?:tu|vous) (?:me )?(?:la |le |l'|nous )?(?:refais|refaites|redis|redites|dirais|diriez|reecris|rejoues|rejouez|essaies|essayez|reformules|reformulez)\b",
    r"(?:qu'est[- ]ce que|comment) (?:tu|vous) (?:lui |le |la )?(?:dirais|diriez|aurais pu|auriez pu|redirais|rediriez|reformulerais|formulerais|ecrirais)",
    r"encore une fois",
    r"jusqu'a la reprise",
    r"celle (?:du|de la|d')",
    r"(?:on|tu|vous) (?:le |la )?(?:refait|rejoue|simule|reprend)",
    r"mets-toi en situation",
    r"comment (?:tu le|vous le|le) (?:dirais|diriez|dire)",
    r"(?:une|la) deuxieme (?:fois|phrase)|l'autre phrase",
)

_LISTEN: Final = any_of(
    r"(?:on|je te|je vous|nous) (?:le |la |les |l'|te |vous )?(?:re)?ecout(?:e|ons|er)\b",
    r"(?:on )?reecout",
    r"(?:on|je) (?:repasse|remet|relance|lance)[^.?]{0,20}(?:extrait|passage|bande|enregistrement|moment)",
    r"ecoute[z]? (?:ce|cet|bien|le|la|l'|juste)[^.?]{0,20}(?:passage|extrait|moment|silence|ton)",
    r"on relit\b|relis[- ]la|relisons",
    r"(?:je|on) (?:te |vous |se )?(?:remets?|repasse|relance|lance|passe)\b[^.?]{0,30}(?:minute|extrait|passage|bande|moment|appel|attente|fois)",
    r"repassons",
    r"appuie sur lecture|mets play|mets le casque",
    r"tends? l'oreille|tendez l'oreille",
    r"ecoutons",
    r"(?<!as )(?<!avez )(?<!ai )(?<!a )ecoute[z]? (?:ces|les|la|le|ta|ton|votre)\b",
)

SHOWS: Final = any_of(
    r"(?:moi,? )?(?:je|j')\W?(?:dirais(?! qu)|lui dirais|ferais|aurais (?:dit|repondu|mis|propose|fait)|mettrais|repondrais|reponds|dis)\b",
    r"regarde[z]?,? (?:moi )?je",
    r"ecoute[z]?,? moi je",
    r"voila (?:ce que (?:je|moi)|comment (?:je|on|moi|faire|dire))",
    r"par exemple,? (?:je|on) (?:dit|dirait|peut dire)",
    r"(?:tu|vous) (?:pourrais|pourriez|peux|pouvez|devrais|devriez) (?:lui )?(?:dire|repondre|proposer)",
)

_NEXT_TIME: Final = any_of(
    r"(?:la )?prochaine fois",
    r"essaie(?:ras|rez)? d'y penser",
    r"tu essaieras|vous essaierez",
    r"sur (?:le|tes|vos) prochains? appels?",
)


def find_practice(interview: Interview, found: Findings) -> None:
    """D8: tries and listening again, each with its feedback."""
    tries: list[Said] = []
    for said in interview.lead:
        asked = next(
            (
                c
                for c in said.clauses
                if not (c.recited or c.quoted)
                and REPLAY.search(c.folded)
                and not _NEXT_TIME.search(c.folded)
                and not _dated(c)
            ),
            None,
        )
        listened = next(
            (
                c
                for c in said.clauses
                if not c.recited
                and _LISTEN.search(c.folded)
                and interview.rank(said) > 0
                and not c.has(Act.SUIVI)
                and not _dated(c)
            ),
            None,
        )
        if listened is not None and not _last(interview, said):
            found.add("reecoute", listened)
        replies = interview.reply(said)
        if asked is None and interview.rank(said) > 0 and any(_is_try(r) for r in replies):
            asked = said.does(Act.MISE_EN_PRATIQUE) or _asks_for_line(said, replies)
        if asked is not None:
            done = next((r for r in replies if _is_try(r)), None)
            if done is not None and not _DIGS.search(asked.folded):
                tries.append(done)
                found.add("rejeu", asked, done)
                after = interview.following(said)
                if after is not None and count_words(after.text) >= 4:
                    found.add("retour_sur_essai", after.clauses[0] if after.clauses else after)
            elif "essa" in asked.folded or asked.has(Act.MISE_EN_PRATIQUE):
                found.add("essai_propose", asked)
        shows = next(
            (c for c in said.clauses if not c.recited and SHOWS.search(c.folded) and not c.question), None
        )
        if shows is not None and not tries:
            found.add("montre", shows)
    if len(tries) >= 2:
        found.add("deux_essais", *tries[:3])


#: What goes on in the person is asked, no line to say.
_DIGS: Final = re.compile(
    r"\b(?:dans (?:ta|votre) tete|qu'est[- ]ce qui se passe|que se passe-t-il|pourquoi)\b"
)


def _asks_for_line(said: Said, replies: tuple[Said, ...]) -> Clause | None:
    """The other answers by a line between quotation marks, and was not asked what the customer said."""
    opens = any(r.text.lstrip().startswith(("«", "“", '"')) for r in replies)
    told = re.search(r"\b(?:dit|disait|repond|repondu|ecrit|reaction|reagi)\b", said.folded) is not None
    return said.clauses[-1] if opens and not told and said.clauses else None


def _dated(clause: Clause) -> bool:
    return (
        re.search(
            r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|le \d+|demain|bientot|prochaine)\b", clause.folded
        )
        is not None
    )


def _last(interview: Interview, said: Said) -> bool:
    return interview.rank(said) >= len(interview.lead) - 1


def _is_try(reply: Said) -> bool:
    """The other says a line: in quotation marks, or (speech without punctuation) addressed to the customer."""
    if "«" in reply.text or "“" in reply.text or '"' in reply.text:
        return reply.words >= 4
    return (
        reply.words >= 6
        and re.search(
            r"\b(?:madame|monsieur|je (?:vous|comprends|verifie|reviens|regarde)|vous (?:voulez|pouvez|avez|recevez|etes)|votre|merci d'avoir|puis-je)\b",
            reply.folded,
        )
        is not None
    )
