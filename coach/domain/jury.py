"""What a jury member prepares: evidence by criterion, a fair share of the time, questions that the file calls for.

Nothing here judges. What is chosen and in which order depends on how much evidence there is, never on a level that
the coach gave, so that a sheet read before one's own levels tells none of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coach.domain.jury_bank import Bank, Question
from coach.domain.referential import Competence, Exam, Referential

FULL = 3
"""Pieces of evidence from which a criterion is well documented."""
_WEIGHTS = {0: 5, 1: 4, 2: 4}
_WEIGHT_FULL = 3
MINUTES_A_QUESTION = 2
RESERVE = 2
FINAL_QUESTIONS = 7


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the candidate that bear on a criterion or on a whole competence (`target`)."""

    target: str
    quote: str
    source: str
    href: str = ""
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class CoachLevel:
    """A level that the coach gave, with the grid that made it; shown once own levels are closed."""

    target: str
    grid: str
    criterion: str
    title: str
    level: int | None
    version: str
    source: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class CandidateFile:
    """All that was shared of one candidate."""

    evidence: tuple[Evidence, ...] = ()
    levels: tuple[CoachLevel, ...] = ()
    pieces: tuple[tuple[str, str], ...] = ()
    """(what it is, address) of what was read."""

    def merged(self, other: CandidateFile) -> CandidateFile:
        """Both together."""
        return CandidateFile(
            self.evidence + other.evidence, self.levels + other.levels, self.pieces + other.pieces
        )


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question built on the candidate's own words."""

    criterion: str
    ref: str
    quote: str
    source: str
    ask: str


@dataclass(frozen=True, slots=True)
class CriterionPart:
    """What the file shows of one criterion."""

    id: str
    title: str
    page: str
    evidence: tuple[Evidence, ...]
    look: str
    across: bool = False
    """It is read over all the writings, or heard."""

    @property
    def missing(self) -> bool:
        """Nothing in the file bears on it, and something could."""
        return not self.evidence and not self.across


@dataclass(frozen=True, slots=True)
class CompetencePart:
    """One competence of the sheet."""

    id: str
    name: str
    minutes: int
    criteria: tuple[CriterionPart, ...]
    whole: tuple[Evidence, ...]
    """Evidence that bears on the competence without naming one criterion."""
    own: tuple[OwnQuestion, ...]
    questions: tuple[Question, ...]
    reserve: tuple[Question, ...]

    @property
    def count(self) -> int:
        """Pieces of evidence."""
        return len(self.whole) + sum(len(c.evidence) for c in self.criteria)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A preparation sheet."""

    modality: str
    minutes: int
    competences: tuple[CompetencePart, ...]
    transversal: tuple[CompetencePart, ...]
    final: tuple[Question, ...]
    pieces: tuple[tuple[str, str], ...]


def sheet(file: CandidateFile, bank: Bank, referential: Referential, modality: str, seed: str) -> Sheet:
    """The sheet of one candidate for one exam; the same file and seed give the same sheet.

    Raises:
        NotFound: no such exam.
    """
    exam = referential.exam(modality)
    asked = exam.part("entretien_technique").competences
    minutes = exchange_minutes(exam)
    evidence = by_target(file.evidence)
    parts = [referential.competence(c) for c in asked]
    share = fair_share(minutes, {c.id: documented(c, evidence) for c in parts})
    rng = random.Random(f"{modality}|{seed}")
    competences = tuple(_part(c, share[c.id], evidence, bank, rng) for c in parts)
    crossing = [c for c in referential.competences if c.kind == "transversale"]
    transversal = tuple(_part(c, 0, evidence, bank, rng) for c in crossing)
    final = final_questions(bank, rng) if _has_final(exam) else ()
    return Sheet(modality, minutes, competences, transversal, final, file.pieces)


def by_target(evidence: Sequence[Evidence]) -> dict[str, tuple[Evidence, ...]]:
    """Evidence by criterion or competence; one quote is kept once a target."""
    found: dict[str, dict[str, Evidence]] = {}
    for item in evidence:
        found.setdefault(item.target, {}).setdefault(item.quote, item)
    return {target: tuple(items.values()) for target, items in found.items()}


def documented(competence: Competence, evidence: Mapping[str, Sequence[Evidence]]) -> int:
    """How many of its criteria the file shows, a remark on the whole competence counting for one."""
    return sum(bool(evidence.get(c.id)) for c in competence.criteria) + bool(evidence.get(competence.id))


def fair_share(minutes: int, documented: Mapping[str, int]) -> dict[str, int]:
    """Whole minutes by competence, all of them given; no competence gets more than twice what another gets.

    A competence that the file shows less gets more time: that is where questions are needed.
    """
    weights = {c: _WEIGHTS.get(count, _WEIGHT_FULL) for c, count in documented.items()}
    total = sum(weights.values())
    if not total:
        return {}
    exact = {c: minutes * weight / total for c, weight in weights.items()}
    share = {c: int(value) for c, value in exact.items()}
    left = minutes - sum(share.values())
    for c in sorted(exact, key=lambda c: (share[c] - exact[c], c))[:left]:
        share[c] += 1
    return share


def exchange_minutes(exam: Exam) -> int:
    """Minutes in which the jury asks, in the entretien technique."""
    steps = {step.id: step.minutes for step in exam.part("entretien_technique").steps}
    return steps["echange"] or 0


def final_questions(bank: Bank, rng: random.Random) -> tuple[Question, ...]:
    """Questions on the trade: those asked of everybody, one a theme, then others; in the order of the bank."""
    drawn = sorted(bank.trade, key=lambda q: (not q.always, rng.random()))
    chosen: list[Question] = []
    themes: set[str] = set()
    for question in drawn:
        if question.theme not in themes:
            themes.add(question.theme)
            chosen.append(question)
    chosen += [q for q in drawn if q not in chosen]
    kept = chosen[: max(FINAL_QUESTIONS, len(themes))]
    return tuple(q for q in bank.trade if q in kept)


def _part(
    competence: Competence,
    minutes: int,
    evidence: Mapping[str, tuple[Evidence, ...]],
    bank: Bank,
    rng: random.Random,
) -> CompetencePart:
    criteria = tuple(
        CriterionPart(
            c.id, c.title, str(c.page), evidence.get(c.id, ()), bank.of(c.id).look, bank.of(c.id).across
        )
        for c in competence.criteria
    )
    # The least shown first; equals in an order of this candidate's own, so that no criterion is always left out.
    order = sorted(criteria, key=lambda c: (min(max(len(c.evidence), c.across), FULL), rng.random()))
    count = max(1, minutes // MINUTES_A_QUESTION)
    questions = [rng.choice(bank.questions(c.id)) for c in order[: count + RESERVE]]
    own = tuple(_own_questions(competence.id, criteria, bank))
    return CompetencePart(
        competence.id,
        competence.name,
        minutes,
        criteria,
        evidence.get(competence.id, ()),
        own[: max(2, count)],
        tuple(questions[:count]),
        tuple(questions[count:]),
    )


def _own_questions(
    competence_id: str, criteria: Sequence[CriterionPart], bank: Bank
) -> Iterator[OwnQuestion]:
    """One a criterion, each on other words."""
    used: set[str] = set()
    for c in criteria:
        item = next((e for e in c.evidence if e.quote not in used), None)
        if item is not None:
            used.add(item.quote)
            ref = f"{competence_id} — {c.title} ({c.page})"
            yield OwnQuestion(c.id, ref, item.quote, item.source, bank.of(c.id).quote)


def _has_final(exam: Exam) -> bool:
    return any(part.id == "entretien_final" for part in exam.parts)
