"""The weakest sentence of the candidate, said better with its own facts, date and figures.

The most harmful words first, then a judgement, a question that closes, a vague commitment, a vague follow-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from coach.assessment.evidence_frame import FOLLOW_UP
from coach.assessment.evidence_plan import reads_as_plan
from coach.assessment.interview import Clause, Interview
from coach.assessment.law import slips
from coach.assessment.words import CLOCK_RE, COUNT, DAY, DAYS, FUTURE_DAY, any_of
from coach.domain.acts import Act
from coach.domain.scoring import Flag


@dataclass(frozen=True, slots=True)
class Rewording:
    """`before` is verbatim; `turn` is the index of its turn in the scored transcript."""

    turn: int
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class _Voice:
    """How the manager addresses the advisor, and what the talk offers to build with."""

    formal: bool
    fact: str | None
    rule: str | None
    commitment: str | None

    def pick(self, tu: str, vous: str) -> str:
        return vous if self.formal else tu


_VAGUE: Final = any_of(
    r"(?:fais|faites|fasses|fassiez) (?:plus |bien |un peu )?(?:attention|un effort|des efforts|mieux)",
    r"t'appliques|vous appliquez",
    r"progress",
    r"amelior",
    r"te ressaisir|vous ressaisir",
    r"t'y mets|vous y mettez",
    r"il faut que ca (?:change|cesse)",
    r"(?:travaille|travailles|travaillez) (?:ca|dessus|la-dessus)",
    r"concentr",
)
_JUST_OK: Final = re.compile(
    r"(?:ca|cela) (?:te|vous) (?:va|convient)|d'accord\s*\?|c'est (?:bon|clair|compris)\s*\?|tu comprends|vous comprenez|compris\s*\?"
)
_STATE: Final = re.compile(
    r"\b(?:tu|vous) (?:es|etes|etais|etiez|te sens|vous sentez)\b|\bt'es\b|\bt'etais\b"
)
_CHOICE: Final = re.compile(r"\bou\b")
_NOT: Final = re.compile(r"pourquoi (?:tu|vous|est-ce que (?:tu|vous)) n(?:'|e )")


def weakest(
    interview: Interview, flags: Sequence[Flag], commitment: str | None, fact: str | None = None
) -> Rewording | None:
    """The sentence to say again, or None when nothing was said or nothing is weak.

    `commitment` is an example of a good commitment, `fact` a dated fact of the dossier, both from the scenario;
    the candidate's own fact comes first.
    """
    if not interview.lead:
        return None
    voice = _Voice(_formal(interview), _fact(interview) or fact, _rule(interview), commitment)
    for candidate in _candidates(interview, flags, voice):
        return candidate
    return None


def _candidates(interview: Interview, flags: Sequence[Flag], voice: _Voice) -> Iterator[Rewording]:
    for flag in flags:
        if flag.quote:
            yield Rewording(flag.turn, flag.quote, _for_flag(flag, voice), flag.instead)
    for clause in slips(interview):
        yield Rewording(
            clause.turn,
            clause.text.strip(),
            _fact_then_question(voice),
            "L’étiquette se discute et blesse ; le fait daté se constate, et la question ouvre.",
        )
    for clause in interview.clauses:
        if clause.dismissive and not clause.question and len(clause.text.split()) >= 4:
            yield Rewording(
                clause.turn,
                clause.text.strip(),
                voice.pick(
                    "« J’entends ce que tu me dis. Qu’est-ce qui est le plus difficile pour toi là-dedans ? »",
                    "« J’entends ce que vous me dites. Qu’est-ce qui est le plus difficile pour vous là-dedans ? »",
                ),
                "Ce qu’il vient d’offrir mérite une question, pas un couvercle.",
            )
    for clause in interview.clauses:
        if (
            (
                clause.question
                and not (clause.open or clause.check or clause.quoted)
                and not _JUST_OK.search(clause.folded)
            )
            and len(clause.text.split()) >= 3
            and not clause.has(Act.ACCUEIL, Act.ENGAGEMENT, Act.SUIVI)
        ):
            yield Rewording(clause.turn, clause.text.strip(), _open_question(clause, voice), _WHY_OPEN)
    for clause in interview.clauses:
        if _VAGUE.search(clause.folded) and not reads_as_plan(clause.text):
            yield Rewording(clause.turn, clause.text.strip(), _commitment(interview, voice), _WHY_PLAN)
    for clause in interview.clauses:
        if clause.question and _JUST_OK.search(clause.folded):
            yield Rewording(
                clause.turn,
                clause.text.strip(),
                voice.pick(
                    "« Qu’est-ce que tu changerais à cette idée pour qu’elle tienne ? »",
                    "« Qu’est-ce que vous changeriez à cette idée pour qu’elle tienne ? »",
                ),
                "Un « oui » poli n’engage pas ; ce qu’il ajuste lui-même, il le tiendra.",
            )
    for clause in interview.clauses:
        if FOLLOW_UP.search(clause.folded) and not FUTURE_DAY.search(clause.folded) and not clause.question:
            yield Rewording(
                clause.turn, clause.text.strip(), _follow_up(voice), "Un suivi sans date n’a pas lieu."
            )


_WHY_OPEN: Final = "La question fermée n’obtient qu’un oui ou un non ; la question ouverte fait raconter."
_WHY_PLAN: Final = "« Mieux faire » ne se vérifie pas ; une action, une date et un nombre, si."


def _for_flag(flag: Flag, voice: _Voice) -> str:
    if flag.kind in ("divulgation", "divulgation_sante"):
        return voice.pick(
            "« D’autres conseillers ont connu cette difficulté, et il existe des solutions. Qu’est-ce qui t’aiderait, toi ? »",
            "« D’autres conseillers ont connu cette difficulté, et il existe des solutions. Qu’est-ce qui vous aiderait, vous ? »",
        )
    if flag.kind == "promesse_hors_pouvoir":
        asked = _promised(flag.quote)
        return voice.pick(
            f"« {asked} ne dépend pas de moi. Je transmets ta demande à ma responsable et je te donne sa réponse vendredi. »",
            f"« {asked} ne dépend pas de moi. Je transmets votre demande à ma responsable et je vous donne sa réponse vendredi. »",
        )
    if flag.kind == "sante_intrusion":
        return voice.pick(
            "« Je n’ai pas à connaître la raison. Si quelque chose rend le poste difficile, le médecin du travail peut te recevoir. De quoi as-tu besoin de ma part ? »",
            "« Je n’ai pas à connaître la raison. Si quelque chose rend le poste difficile, le médecin du travail peut vous recevoir. De quoi avez-vous besoin de ma part ? »",
        )
    if flag.kind in ("usage_echantillon", "enregistrement"):
        return voice.pick(
            "« Cette écoute sert à t’aider : elle est confidentielle et effacée après notre échange. »",
            "« Cette écoute sert à vous aider : elle est confidentielle et effacée après notre échange. »",
        )
    return _fact_then_question(voice)


def _promised(quote: str) -> str:
    folded = quote.lower()
    for word, name in (
        ("prime", "La prime"), ("cdi", "Le CDI"), ("augment", "L’augmentation"), ("promotion", "La promotion"),
        ("mutation", "La mutation"), ("renouvel", "Le renouvellement"), ("avertissement", "L’avertissement"),
        ("sanction", "Une sanction"), ("contrat", "Le contrat"), ("poste", "Le poste"),
    ):  # fmt: skip
        if word in folded:
            return name
    return "Cette décision"


def _fact_then_question(voice: _Voice) -> str:
    parts = []
    if voice.fact:
        parts.append(_sentence(voice.fact))
    if voice.rule and voice.rule != voice.fact:
        parts.append(_sentence(voice.rule))
    parts.append(voice.pick("Qu’est-ce qui s’est passé pour toi ?", "Qu’est-ce qui s’est passé pour vous ?"))
    return f"« {' '.join(parts)} »"


def _open_question(clause: Clause, voice: _Voice) -> str:
    text = clause.folded
    day = _moment_in(clause)
    when = f" {day}" if day else " à ce moment-là"
    if clause.has(Act.CO_CONSTRUCTION) or re.search(
        r"\b(?:tu|vous) (?:peux|pouvez|pourrais|pourriez|vas|allez|veux|voulez)\b", text
    ):
        doing = re.search(
            r"\b(?:peux|pouvez|pourrais|pourriez|vas|allez|veux|voulez) ((?:te |vous |y |le |la |les |l')?[a-z]{3,}(?:er|ir|re)\b[^?]*)",
            text,
        )
        if doing is not None:
            said = clause.text[doing.start(1) : doing.end(1)].strip(" ?")
            return voice.pick(
                f"« Comment vas-tu t’y prendre pour {said}, et à partir de quand ? »",
                f"« Comment allez-vous vous y prendre pour {said}, et à partir de quand ? »",
            )
    if _NOT.search(text):
        return voice.pick(
            f"« Qu’est-ce qui t’en a empêché{when} ? »", f"« Qu’est-ce qui vous en a empêché{when} ? »"
        )
    if _STATE.search(text):
        return voice.pick(
            f"« Qu’est-ce qui s’est passé pour toi{when} ? »",
            f"« Qu’est-ce qui s’est passé pour vous{when} ? »",
        )
    if (
        clause.has(Act.RECHERCHE_CAUSE)
        or text.strip().startswith(("c'est", "est-ce"))
        or _CHOICE.search(text)
    ):
        return voice.pick("« À quoi est-ce dû, selon toi ? »", "« À quoi est-ce dû, selon vous ? »")
    return voice.pick(
        f"« Raconte-moi comment cela s’est passé{when}. »",
        f"« Racontez-moi comment cela s’est passé{when}. »",
    )


def _moment_in(clause: Clause) -> str:
    match = re.search(
        rf"\b(?:{DAYS})(?: \d{{1,2}})?|\bhier(?: (?:matin|soir))?|\bce matin|\ble \d{{1,2}}\b", clause.folded
    )
    return clause.text[match.start() : match.end()] if match else ""


def _commitment(interview: Interview, voice: _Voice) -> str:
    if voice.commitment:
        return f"« {voice.commitment.strip(' «»')} »"
    dated = next(
        (c for c in interview.clauses if FUTURE_DAY.search(c.folded) and not FOLLOW_UP.search(c.folded)), None
    )
    match = (
        re.search(rf"\b(?:{DAYS})\b(?: \d{{1,2}})?|\bdemain\b", dated.folded) if dated is not None else None
    )
    since = dated.text[match.start() : match.end()] if dated is not None and match is not None else "demain"
    return voice.pick(
        f"« À partir de {since}, quel geste précis vas-tu changer, et combien en attend-on d’ici vendredi ? »",
        f"« À partir de {since}, quel geste précis allez-vous changer, et combien en attend-on d’ici vendredi ? »",
    )


def _follow_up(voice: _Voice) -> str:
    subject = "où nous en sommes"
    counted = re.search(
        r"\b(?:appels?|retards?|pauses?|mails?|rappels?|silences?|dossiers?|fiches?)\b",
        (voice.fact or "").lower(),
    )
    if counted:
        subject = f"les {counted.group().rstrip('s')}s de la semaine"
    return voice.pick(
        f"« On se revoit vendredi à 10 heures ; nous regarderons ensemble {subject}. »",
        f"« Nous nous revoyons vendredi à 10 heures ; nous regarderons ensemble {subject}. »",
    )


def _formal(interview: Interview) -> bool:
    text = " ".join(s.folded for s in interview.lead)
    vous = len(re.findall(r"\b(?:vous|votre|vos)\b", text))
    tu = len(re.findall(r"\b(?:tu|toi|ton|ta|tes|te)\b|\bt'", text))
    return vous > tu or (vous == tu)


def _fact(interview: Interview) -> str | None:
    """A dated or counted fact of the talk, as the manager said it."""
    judged = {c.turn for c in slips(interview)}
    for strict in (True, False):
        for clause in interview.clauses:
            anchored = (
                DAY.search(clause.folded) or COUNT.search(clause.folded) or CLOCK_RE.search(clause.folded)
            )
            if (
                clause.has(Act.FAIT)
                and anchored
                and not clause.has(Act.JUGEMENT, Act.MENACE, Act.REGLE)
                and not clause.question
            ) and (not strict or clause.turn not in judged):
                return clause.text.strip()
    return None


def _rule(interview: Interview) -> str | None:
    for clause in interview.clauses:
        if (
            clause.has(Act.REGLE)
            and not clause.has(Act.JUGEMENT, Act.MENACE)
            and not clause.question
            and len(clause.text.split()) >= 4
        ):
            return clause.text.strip()
    return None


def _sentence(text: str) -> str:
    said = text.strip(" «»\n").rstrip(",;:")
    said = said[:1].upper() + said[1:]
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def from_flags(flags: Sequence[Flag]) -> Rewording | None:
    """The gravest flag, with the sentence that it offers instead."""
    for flag in flags:
        _, opened, after = flag.instead.partition("«")
        if opened:
            return Rewording(flag.turn, flag.quote, f"«{after}", flag.title)
    return None
