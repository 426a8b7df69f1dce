"""What people of the set did besides interviews: quiz cards answered, a jury's notes, notes for the dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from coach import quiz
from coach.demo.cohort import EXAM
from coach.domain.quiz import Memory, Rating, day_of
from coach.store.demo import DemoStore, known_id
from coach.store.quiz import Scheduled

CARDS_A_DAY: Final = 6
QUIZ_DAYS: Final[Mapping[str, tuple[int, ...]]] = {
    "c01": (12, 9, 6, 4, 2, 1),
    "c02": (8, 3),
    "c03": (10, 7, 5, 3, 1),
    "c06": (6,),
    "c07": (9, 5, 2),
    "c09": (5, 4, 3, 2, 1),
    "c11": (11,),
}
"""Candidate, and how many days ago each quiz was."""
KNOWN: Final = (Rating.GOOD, Rating.GOOD, Rating.AGAIN, Rating.EASY, Rating.GOOD, Rating.HARD, Rating.GOOD)


@dataclass(frozen=True)
class Noted:
    """What a jury member noted of a candidate; the coach's levels appear once own ones are closed."""

    member: str
    candidate: str
    notes: tuple[tuple[str, int | None, str], ...]
    """Criterion, level, words."""
    closed: bool = False


JURY_NOTES: Final = (
    Noted(
        "j1", "c01",
        (
            ("CP1.1", 2, "Rétroplanning clair, les formations y sont. Demander qui le tient à jour."),
            ("CP2.2", 2, "Rapproche la qualité de la durée d’appel : bien vu."),
            ("CP3.2", 1, "Propositions générales : lui faire chiffrer la première."),
            ("CP4.3", 2, ""),
            ("CP5.2", 3, "Laisse parler, reformule, puis cherche les causes avec le conseiller."),
            ("CP5.5", 2, "Plan d’actions daté, un seul indicateur de suivi."),
            ("CP6.4", 1, "À reprendre à l’oral : comment reconnaît-elle le travail de chacun ?"),
            ("CP7.1", 2, ""),
            ("libre:technique", None, "Commencer par CP3, que le dossier montre le moins."),
        ),
        closed=True,
    ),
    Noted(
        "j1", "c02",
        (
            ("CP5.2", None, "Relire l’entretien du recadrage : que répond-il quand le conseiller se ferme ?"),
            ("CP6.5", 1, ""),
        ),
    ),
    Noted("j2", "c03", (("CP2.3", 2, "Débriefing mené sur des faits d’écoute."), ("CP6.1", 2, ""))),
)  # fmt: skip
DOSSIER: Final = (
    (
        "c01", "CP5", "Recadrage d’un conseiller qui arrivait en retard",
        {
            "contexte": "Équipe de douze, plateau de téléphonie. Neuf retards en six semaines pour un conseiller.",
            "fait": "J’ai relevé les dates, reçu le conseiller, écouté ce qui l’empêchait d’arriver à l’heure, puis "
            "posé avec lui un message d’alerte avant 8 h 15.",
        },
    ),
    ("c01", "CP6", "Brief du matin", {"contexte": "Chaque jour à 9 h, dix minutes, toute l’équipe."}),
    ("c03", "CP2", "Écoutes de décembre", {"fait": "J’ai noté quatre appels par conseiller sur la grille."}),
)  # fmt: skip
"""Candidate, competence, title, answers to the guiding questions."""


def answer_quizzes(store: DemoStore, now: datetime, ids: Mapping[str, str]) -> None:
    """The cards of each past day, as the scheduler would have asked them."""
    for key, days in QUIZ_DAYS.items():
        if key in ids:
            _answer(store, now, ids[key], days)


def _answer(store: DemoStore, now: datetime, owner: str, days: tuple[int, ...]) -> None:
    marks = cycle(KNOWN)
    known: dict[str, Scheduled] = {}
    memories: dict[str, Memory] = {}
    for ago in days:
        at = now - timedelta(days=ago)
        for card in day_of(quiz.deck(), memories.values(), at, size=CARDS_A_DAY).queue:
            at += timedelta(seconds=45)
            rating, before = next(marks), known.get(card.id)
            known[card.id] = after = quiz.answered(before.state if before else None, rating, at)
            memories[card.id] = Memory(card.id, card.mark, at, after.due)
            store.quiz_answer(owner=owner, card_id=card.id, rating=int(rating), reviewed=at)
    for card_id, last in known.items():
        kept = memories[card_id]
        store.quiz_card(
            owner=owner, card_id=card_id, mark=kept.mark, state=dict(last.state), due=kept.due, reviewed=kept.reviewed
        )  # fmt: skip


def note_as_jury(store: DemoStore, now: datetime, ids: Mapping[str, str]) -> None:
    """Notes of the jury of the exam session; one sheet whose own levels are closed."""
    exam = known_id(f"session {EXAM}")
    for noted in (n for n in JURY_NOTES if n.candidate in ids):
        author, owner, at = ids[noted.member], ids[noted.candidate], now - timedelta(days=1)
        for criterion, level, words in noted.notes:
            store.jury_note(
                exam_id=exam, owner=owner, author=author, criterion=criterion, level=level, text=words, updated_at=at
            )  # fmt: skip
        levels = {criterion: level for criterion, level, _ in noted.notes if level is not None}
        store.jury_sheet(
            exam_id=exam, owner=owner, author=author, blind=True, updated_at=at,
            revealed_at=at if noted.closed else None, facts={"blind": levels} if noted.closed else {},
        )  # fmt: skip


def write_dossiers(store: DemoStore, now: datetime, ids: Mapping[str, str]) -> None:
    """Examples of the dossier professionnel, begun and not finished."""
    for key, competence, title, facts in (d for d in DOSSIER if d[0] in ids):
        store.dossier_item(
            owner=ids[key],
            competence=competence,
            title=title,
            facts=dict(facts),
            updated_at=now - timedelta(days=1),
        )
