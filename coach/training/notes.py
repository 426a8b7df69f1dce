"""What trainers and candidates write to one another: comments on a piece of work, reviews done, messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from coach import access
from coach.access import Deed
from coach.domain.people import Viewer
from coach.errors import InputError, NotFound
from coach.opinions import Subject
from coach.training.follow import one, trainer

if TYPE_CHECKING:
    from coach.store.training import Comment, Message
    from coach.wiring import Services

MAX_COMMENT: Final = 2000
MAX_MESSAGE: Final = 4000


# -- comments --------------------------------------------------------------------------------------


def subject(
    services: Services, viewer: Viewer, *, session_id: str = "", sample_id: str = "", deed: Deed = Deed.READ
) -> Subject:
    """An interview or a sample, once the viewer may do this with it.

    Raises:
        NotFound: there is none, or not for them.
    """
    if session_id:
        return Subject(access.session_owner(services, viewer, session_id, deed), session_id=session_id)
    return Subject(access.sample_owner(services, viewer, sample_id, deed), sample_id=sample_id)


def comment(services: Services, viewer: Viewer, about: Subject, text: str, turn: int | None = None) -> None:
    """Keep what a trainer says of a turn, or of the whole.

    Raises:
        NotFound: not a trainer of that candidate.
        InputError: nothing is said, or too much.
    """
    trainer(viewer)
    _check(services, viewer, about, Deed.REVIEW)
    services.training.comment(
        owner=about.owner,
        author=viewer.id,
        author_name=viewer.name,
        text=_text(text, MAX_COMMENT, "commentaire"),
        turn=turn,
        session_id=about.session_id,
        sample_id=about.sample_id,
    )


def comments(services: Services, viewer: Viewer, about: Subject) -> list[Comment]:
    """What was said of it, oldest first; the candidate reads it too.

    Raises:
        NotFound: not for this viewer.
    """
    _check(services, viewer, about, Deed.READ)
    return services.training.comments(about.owner, session_id=about.session_id, sample_id=about.sample_id)


def uncomment(services: Services, viewer: Viewer, comment_id: int) -> None:
    """Take back one's own comment.

    Raises:
        NotFound: not a trainer, or not theirs.
    """
    if not services.training.uncomment(comment_id, trainer(viewer).id):
        raise NotFound("Ce commentaire n’est plus là, ou n’est pas de vous.")


# -- reviews ---------------------------------------------------------------------------------------


def reviewed(services: Services, viewer: Viewer, about: Subject) -> None:
    """Note that the trainer has been through it; saying so twice changes nothing.

    Raises:
        NotFound: not a trainer of that candidate.
    """
    trainer(viewer)
    _check(services, viewer, about, Deed.REVIEW)
    piece = about.session_id or about.sample_id
    if piece not in services.training.reviewed([about.owner]):
        services.training.review(
            owner=about.owner, author=viewer.id, session_id=about.session_id, sample_id=about.sample_id
        )


# -- messages --------------------------------------------------------------------------------------


def write(services: Services, viewer: Viewer, person_id: str, text: str) -> None:
    """A trainer writes to a candidate; what the candidate had written is thereby read.

    Raises:
        NotFound: not one of their candidates.
        InputError: nothing is said, or too much.
    """
    person = one(services, viewer, person_id)
    said = _text(text, MAX_MESSAGE, "message")
    services.training.send(owner=person.id, author=_author(viewer), author_name=viewer.name, text=said)
    services.training.read(person.id, by_candidate=False)


def thread(services: Services, viewer: Viewer, person_id: str) -> list[Message]:
    """The messages with a candidate, oldest first.

    Raises:
        NotFound: not one of their candidates.
    """
    return services.training.messages([one(services, viewer, person_id).id])


def mine(services: Services, viewer: Viewer) -> list[Message]:
    """The candidate's own thread, oldest first.

    Raises:
        NotFound: they act in a workspace that has none.
    """
    return services.training.messages([access.own(viewer)])


def answer(services: Services, viewer: Viewer, text: str) -> None:
    """A candidate answers; the trainers' messages are thereby read.

    Raises:
        NotFound: they act in a workspace that has no thread.
        InputError: nobody has written yet, nothing is said, or too much.
    """
    owner = access.own(viewer)
    if not services.training.messages([owner]):
        raise InputError("Personne ne vous a encore écrit : il n’y a pas de message auquel répondre.")
    said = _text(text, MAX_MESSAGE, "message")
    services.training.send(owner=owner, author=owner, author_name=viewer.name, text=said)
    services.training.read(owner, by_candidate=True)


def seen(services: Services, viewer: Viewer) -> None:
    """The candidate says that they have read their messages.

    Raises:
        NotFound: they act in a workspace that has no thread.
    """
    services.training.read(access.own(viewer), by_candidate=True)


def waiting(messages: Sequence[Message], *, for_candidate: bool) -> list[Message]:
    """Those that the candidate (or the trainers) has not read."""
    return [m for m in messages if m.read_at is None and m.from_candidate is not for_candidate]


def _author(viewer: Viewer) -> str:
    """On a laptop one person is both: their trainer's side is told apart."""
    return f"formateur:{viewer.id}" if viewer.local else viewer.id


def _check(services: Services, viewer: Viewer, about: Subject, deed: Deed) -> None:
    subject(services, viewer, session_id=about.session_id or "", sample_id=about.sample_id or "", deed=deed)


def _text(text: str, most: int, what: str) -> str:
    said = text.strip()
    if not said:
        raise InputError(f"Écrivez d’abord votre {what}.")
    if len(said) > most:
        raise InputError(f"Votre {what} compte {len(said)} caractères ; {most} au plus sont gardés.")
    return said
