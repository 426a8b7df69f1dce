"""Who sits where, and what is shared with a jury: every call asks who is in front of the page."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime
from typing import Final

from coach import access
from coach.domain.people import Person, Role, Viewer
from coach.errors import InputError, NotFound
from coach.store.jury import ExamSession, Share
from coach.wiring import Services

MODALITIES: Final = {"titre": "Titre complet", "ccp1": "CCP 1", "ccp2": "CCP 2"}
_NONE: Final = "Cette session d’examen n’existe pas, ou ne vous est pas ouverte."


def examined(services: Services, viewer: Viewer) -> list[ExamSession]:
    """Exam sessions where the viewer sits in the jury; on a laptop without accounts, all of them."""
    if viewer.local:
        return services.jury.exams()
    if viewer.role is not Role.JURY:
        return []
    return services.jury.exams(ids=services.accounts.seats(viewer.id, Role.JURY))


def examined_one(services: Services, viewer: Viewer, exam_id: str) -> ExamSession:
    """One of them.

    Raises:
        NotFound: not one of them.
    """
    return _one(examined(services, viewer), exam_id)


def at(services: Services, viewer: Viewer, exam_id: str) -> list[Person]:
    """The candidates of an exam session, for its jury.

    Raises:
        NotFound: the viewer does not sit there.
    """
    examined_one(services, viewer, exam_id)
    seated = services.accounts.sitting([exam_id], Role.CANDIDATE)
    if not viewer.local:
        return seated
    return [Person(viewer.id, "", "Vous (vos propres séances)", frozenset({Role.CANDIDATE})), *seated]


def candidate_at(
    services: Services, viewer: Viewer, exam_id: str, person_id: str
) -> tuple[ExamSession, Person]:
    """One candidate of an exam session, for its jury.

    Raises:
        NotFound: the viewer does not sit there, or the candidate does not.
    """
    exam = examined_one(services, viewer, exam_id)
    for person in at(services, viewer, exam_id):
        if person.id == person_id:
            return exam, person
    raise NotFound("Ce candidat n’est pas de cette session d’examen.")


def create_own(services: Services, viewer: Viewer, name: str, held_on: str, modality: str) -> str:
    """An exam session to look around, on a laptop without accounts.

    Raises:
        NotFound: accounts are in use: the administrator creates exam sessions.
        InputError: no name, no date, no such modality.
    """
    if not viewer.local:
        raise NotFound("Les sessions d’examen sont créées par l’administration du centre.")
    if not name.strip():
        raise InputError("Donnez un nom à la session, par exemple « Session de décembre ».")
    if modality not in MODALITIES:
        raise InputError("Choisissez une épreuve : titre complet, CCP 1 ou CCP 2.")
    day = _day(held_on)
    return services.jury.create_exam(name.strip()[:120], day, modality, viewer.id)


def delete_own(services: Services, viewer: Viewer, exam_id: str) -> None:
    """Erase an exam session of a laptop without accounts, with its notes and sheets.

    Raises:
        NotFound: no such session, or accounts are in use.
    """
    if not viewer.local or examined_one(services, viewer, exam_id).created_by != viewer.id:
        raise NotFound(_NONE)
    services.jury.delete_exam(exam_id)


def _day(typed: str) -> date:
    """« 14/12/2026 », or 2026-12-14."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(typed.strip(), form).date()
    raise InputError("Donnez la date de la session, par exemple 14/12/2026.")


# -- sharing ---------------------------------------------------------------------------------------


def may_share_with(services: Services, viewer: Viewer, owner: str) -> list[ExamSession]:
    """Exam sessions with whose jury the viewer may share a candidate's pieces: one's own, or a trainer's group's.

    Raises:
        NotFound: not this candidate's pieces.
    """
    if viewer.local and owner == viewer.id:
        return services.jury.exams()
    if viewer.role is Role.TRAINER:
        access.candidate(services, viewer, owner)
    elif viewer.role is not Role.CANDIDATE or owner != viewer.id:
        raise NotFound("Ces séances ne sont pas les vôtres.")
    return services.jury.exams(ids=services.accounts.seats(owner, Role.CANDIDATE))


def shared(services: Services, viewer: Viewer, exam_id: str, owner: str) -> list[Share]:
    """What is shared of a candidate with the jury of an exam session.

    Raises:
        NotFound: not an exam session or a candidate of the viewer's.
    """
    _one(may_share_with(services, viewer, owner), exam_id)
    return services.jury.shares(exam_id, owner)


def share(
    services: Services,
    viewer: Viewer,
    exam_id: str,
    owner: str,
    sessions: Collection[str],
    samples: Collection[str] = (),
) -> None:
    """Share these pieces with the jury, and withdraw the others.

    Raises:
        NotFound: the exam session, the candidate or a piece is not the viewer's to share.
    """
    _one(may_share_with(services, viewer, owner), exam_id)
    for session_id in sessions:
        if services.sessions.owner_of(session_id) != owner:
            raise NotFound("Cet entretien n’est pas de ce candidat.")
    for sample_id in samples:
        if services.samples.owner_of(sample_id) != owner:
            raise NotFound("Cet échantillon n’est pas de ce candidat.")
    services.jury.share(exam_id, owner, sessions, samples, viewer.id)


def _one(exams: Collection[ExamSession], exam_id: str) -> ExamSession:
    for exam in exams:
        if exam.id == exam_id:
            return exam
    raise NotFound(_NONE)
